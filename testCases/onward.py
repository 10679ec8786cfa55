"""Lesson 10: test cases of the functions below a model class, and of two rules of the way back."""
import numpy as np

from testCases.cases import EDGES, NUMBERS, SHAPES, Case, a_seed, size, sizes
from testCases.forward import network_case

__all__ = ["fit_network_test_case", "class_probabilities_test_case", "predict_classes_test_case",
           "matmul_backward_test_case", "unbroadcast_test_case"]


def fit_network_test_case():
    """Return X (9, 4), y (9,) of the labels 2 and 7, hidden_sizes, learning_rate and num_iterations."""
    return *rows(seed=1, m=9, n_x=4, labels=(2, 7)), (3,), 0.3, 201


def class_probabilities_test_case():
    """Return X (3, 4), examples in rows, and the parameters of a network 4, 3, 1."""
    return rows_and_network(seed=5, sizes=[4, 3, 1], m=3)


def predict_classes_test_case():
    """Return X (8, 3), examples in rows, the parameters of a network 3, 4, 1, and its classes 2 and 7."""
    return *rows_and_network(seed=3, sizes=[3, 4, 1], m=8), np.array([2, 7])


def matmul_backward_test_case():
    """Return A (2, 3), B (3, 4) and dC (2, 4)."""
    return product_case(seed=1, n=2, k=3, m=4)


def unbroadcast_test_case():
    """Return dC (3, 4), the gradient of a row of four numbers that was added to three rows, and its shape (4,)."""
    return np.arange(12.0).reshape(3, 4), (4,)


def rows(seed, m, n_x, labels):
    """Return random X (m, n_x), and y (m,) of two labels that depend on it; the second label comes first."""
    rng = np.random.RandomState(seed)
    X = rng.randn(m, n_x)
    second = X[:, 0] > np.sort(X[:, 0])[m // 2]
    order = np.r_[np.flatnonzero(second)[:1], np.delete(np.arange(m), np.flatnonzero(second)[:1])]
    return X[order], np.array(labels)[second[order].astype(int)]


def rows_and_network(seed, sizes, m):
    """Return random X (m, sizes[0]) and parameters for these sizes."""
    X, parameters = network_case(seed, sizes, m)
    return np.ascontiguousarray(X.T), parameters


def tie_case():
    """Return X (6, 2) of which one example gives a probability of exactly 0.5, the parameters, and two classes."""
    X = np.array([[1.0, 1.0], [3.0, 1.0], [2.0, 2.0], [-2.0, -4.0], [-3.0, -2.0], [-1.0, -3.0]])
    return X, {"W1": np.array([[1.0, -2.0]]), "b1": np.array([[1.0]])}, np.array([-1, 1])


def product_case(seed, n, k, m):
    """Return random A (n, k), B (k, m) and dC (n, m)."""
    rng = np.random.RandomState(seed)
    return rng.randn(n, k), rng.randn(k, m), rng.randn(n, m)


def repeated_case(seed, shape, was):
    """Return random dC of this shape, and the shape that the array had before it was repeated."""
    return np.random.RandomState(seed).randn(*shape), was


# The twins

def two_labels(draw):
    first = int(draw.randint(-9, 9))
    return first, first + int(draw.randint(1, 9))


def drawn_fit(draw, layers, *seed, labels=None, square=False):
    n_x = size(draw, 2) if square else size(draw)
    m = n_x if square else size(draw, n_x) + 4
    hidden = tuple(sizes(draw, layers)[1:-1])
    X, y = rows(a_seed(draw), m, n_x, labels or two_labels(draw))
    return X, y, hidden, float(draw.uniform(0.05, 0.4)), 101, *seed


def drawn_rows(draw, layers, square=False):
    dims = sizes(draw, layers)
    return rows_and_network(a_seed(draw), dims, dims[0] if square else size(draw, dims[0], 2))


def drawn_predictions(draw, layers):
    """Draw a network that gives both labels to its examples."""
    from dnn_utils import L_model_forward  # here, because a notebook of an earlier lesson has to do without it
    while True:
        X, parameters = rows_and_network(a_seed(draw), sizes(draw, layers), size(draw) + 15)
        share = np.mean(L_model_forward(X.T, parameters)[0] > 0.5)
        if 0 < share < 1:
            return X, parameters, np.array(two_labels(draw))


def drawn_tie(draw):
    X, parameters, _ = tie_case()
    return X[draw.permutation(len(X))], parameters, np.array(two_labels(draw))


def drawn_product(draw, square=False):
    n = size(draw)
    k = n if square else size(draw, n)
    return product_case(a_seed(draw), n, k, n if square else size(draw, n, k))


def drawn_repeated(draw, axes, was):
    """Draw dC with so many axes; `was` makes the earlier shape of its shape."""
    shape = tuple(draw.choice(np.arange(2, 7), axes, replace=False).tolist())
    return repeated_case(a_seed(draw), shape, was(shape))


CASES = {
    "fit_network": [
        Case("the labels 2 and 7", fit_network_test_case, NUMBERS, lambda draw: drawn_fit(draw, 2)),
        Case("two hidden layers and another seed", lambda: (*rows(2, 7, 5, (3, 8)), (4, 3), 0.1, 120, 4), SHAPES,
             lambda draw: drawn_fit(draw, 3, a_seed(draw))),
        Case("as many examples as numbers in each", lambda: (*rows(3, 6, 6, (-1, 1)), (3,), 0.3, 101), EDGES,
             lambda draw: drawn_fit(draw, 2, labels=(-1, 1), square=True)),
    ],
    "class_probabilities": [
        Case("three examples in rows", class_probabilities_test_case, NUMBERS, lambda draw: drawn_rows(draw, 2)),
        Case("a deeper network", lambda: rows_and_network(6, [3, 4, 2, 3, 1], 5), SHAPES,
             lambda draw: drawn_rows(draw, 4)),
        Case("as many examples as numbers in each", lambda: rows_and_network(7, [4, 3, 1], 4), EDGES,
             lambda draw: drawn_rows(draw, 2, square=True)),
    ],
    "predict_classes": [
        Case("the labels 2 and 7", predict_classes_test_case, NUMBERS, lambda draw: drawn_predictions(draw, 2)),
        Case("a probability of exactly 0.5", tie_case, EDGES, drawn_tie),
        Case("a deeper network, the labels 0 and 1", lambda: (*rows_and_network(31, [4, 3, 2, 1], 9), np.array([0, 1])),
             SHAPES, lambda draw: (*drawn_predictions(draw, 3)[:2], np.array([0, 1]))),
    ],
    "matmul_backward": [
        Case("three sizes", matmul_backward_test_case, NUMBERS, drawn_product),
        Case("square matrices", lambda: product_case(2, 3, 3, 3), EDGES,
             lambda draw: drawn_product(draw, square=True)),
        Case("weights times pictures", lambda: product_case(3, 4, 6, 5), SHAPES, drawn_product),
    ],
    "unbroadcast": [
        Case("a row for all rows", unbroadcast_test_case, NUMBERS,
             lambda draw: drawn_repeated(draw, 2, lambda shape: shape[1:])),
        Case("a column, and an axis in front", lambda: repeated_case(1, (2, 3, 4), (3, 1)), SHAPES,
             lambda draw: drawn_repeated(draw, 3, lambda shape: (shape[1], 1))),
        Case("a single 1 in the middle", lambda: repeated_case(2, (2, 3, 4), (2, 1, 4)), SHAPES,
             lambda draw: drawn_repeated(draw, 3, lambda shape: (shape[0], 1, shape[2]))),
        Case("one number for a whole matrix", lambda: repeated_case(3, (3, 5), (1, 1)), EDGES,
             lambda draw: drawn_repeated(draw, 2, lambda shape: (1, 1))),
    ],
}
