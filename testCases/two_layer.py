"""Lesson 6: test cases of the two-layer model and of predict."""
import numpy as np

from testCases.cases import EDGES, NUMBERS, SHAPES, Case, a_seed, labels, size, sizes
from testCases.forward import network_case

__all__ = ["two_layer_model_test_case", "predict_test_case"]


def two_layer_model_test_case():
    """Return X (4, 10), Y (1, 10), layers_dims, learning_rate and num_iterations of a small training."""
    X, Y = small_data(seed=1, n_x=4, m=10)
    return X, Y, (4, 3, 1), 0.0075, 201


def predict_test_case():
    """Return X (4, 8), y (1, 8) and the parameters of a network 4, 3, 1."""
    X, parameters = network_case(seed=14, sizes=[4, 3, 1], m=8)
    return X, np.array([[1, 0, 1, 1, 0, 0, 1, 0]]), parameters


def small_data(seed, n_x, m):
    """Return random X (n_x, m) and labels Y (1, m) that depend on it."""
    rng = np.random.RandomState(seed)
    X = rng.randn(n_x, m)
    return X, (X[:1] * X[1:2] > 0).astype(int)


def started_case():
    """Return a training that starts from given parameters, with a longer step."""
    X, parameters = network_case(seed=6, sizes=[3, 4, 1], m=7)
    return X, np.array([[1, 0, 0, 1, 1, 0, 1]]), (3, 4, 1), 0.1, 120, False, parameters


def chance_case():
    """Return X (2, 8) of which one example gives a probability of exactly 0.5, and parameters and labels such that
    neither X nor the labels alone say what is predicted."""
    X = np.array([[1.0, 3.0, 2.0, -2.0, -3.0, -3.0, -1.0, -2.0], [1.0, 1.0, 2.0, 3.0, -2.0, -3.0, 1.0, -1.0]])
    return X, np.array([[0, 0, 1, 0, 1, 0, 0, 1]]), {"W1": np.array([[1.0, -2.0]]), "b1": np.array([[1.0]])}


def deep_case():
    """Return X (5, 6), y (1, 6) and the parameters of a network of four layers."""
    X, parameters = network_case(seed=8, sizes=[5, 4, 3, 2, 1], m=6)
    return X, np.array([[0, 1, 1, 0, 1, 0]]), parameters


def drawn_training(draw, layers, start, iterations):
    """Draw a training: from drawn parameters, or from the seed that is the default or another."""
    dims = sizes(draw, layers)
    m, rate = size(draw) + 2, 0.0075 if start == "default" else float(draw.uniform(0.01, 0.5))
    if start == "parameters":
        X, parameters = network_case(a_seed(draw), dims, m)
        return X, labels(draw, m), dims, rate, iterations, False, parameters
    X, Y = small_data(a_seed(draw), dims[0], m)
    return (X, Y, dims, rate, iterations, *((False, None, a_seed(draw)) if start == "seed" else ()))


def drawn_prediction(draw, layers):
    """Draw a network that predicts both labels, and labels of which one is what it predicts and one is not."""
    from dnn_utils import L_model_forward  # here, because a notebook of an earlier lesson has to do without it
    while True:
        X, parameters = network_case(a_seed(draw), sizes(draw, layers), size(draw) + 15)
        p = (L_model_forward(X, parameters)[0] > 0.5).astype(int)
        if 0 < p.sum() < p.size:
            Y = labels(draw, p.size)
            Y[0, 2:4] = p[0, 2], 1 - p[0, 3]
            return X, Y, parameters


def drawn_chance(draw):
    """Draw X (2, m) of which some examples give a probability of exactly 0.5; neither the signs in X nor the labels
    alone say what is predicted."""
    while True:
        W, b = draw.choice([-2, -1, 1, 2], 2), int(draw.choice([-2, -1, 1, 2]))
        X = draw.randint(-4, 5, (2, size(draw) + 15))
        W[0] = np.sign(W[0])
        X[0, ::3] = -W[0] * (W[1] * X[1, ::3] + b)  # exactly, because all are whole
        p = W @ X + b > 0
        Y = p.astype(int)
        Y[:2] = 1 - Y[:2]
        rows = *X, X.sum(axis=0), X.max(axis=0), X.min(axis=0)
        told = [row > bound for row in rows for bound in np.arange(-3, 3, 0.5)]
        if 0 < p.sum() < p.size and not any(np.array_equal(p, row) or np.array_equal(~p, row) for row in told):
            return X.astype(float), Y[None], {"W1": W[None].astype(float), "b1": np.array([[float(b)]])}


CASES = {
    "two_layer_model": [
        Case("a small training", two_layer_model_test_case, NUMBERS,
             lambda draw: drawn_training(draw, 2, "default", 120)),
        Case("from given parameters", started_case, SHAPES, lambda draw: drawn_training(draw, 2, "parameters", 101)),
        Case("another seed", lambda: (*small_data(seed=4, n_x=2, m=5), (2, 2, 1), 0.5, 101, False, None, 4), NUMBERS,
             lambda draw: drawn_training(draw, 2, "seed", 30)),
    ],
    "predict": [
        Case("a two-layer network", predict_test_case, SHAPES, lambda draw: drawn_prediction(draw, 2)),
        Case("four layers", deep_case, SHAPES, lambda draw: drawn_prediction(draw, int(draw.randint(3, 7)))),
        Case("a probability of exactly 0.5", chance_case, EDGES, drawn_chance),
    ],
}
