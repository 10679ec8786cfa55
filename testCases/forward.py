"""Lesson 2: test cases of the forward pass."""
import numpy as np

from testCases.cases import EDGES, NUMBERS, SHAPES, Case, a_seed, size, sizes

__all__ = ["linear_forward_test_case", "sigmoid_test_case", "relu_test_case", "linear_activation_forward_test_case",
           "L_model_forward_test_case"]


def linear_forward_test_case():
    """Return A (3, 2), W (1, 3), b (1, 1) as in the article."""
    return layer_case(seed=1, n=1, n_prev=3, m=2)


def sigmoid_test_case():
    """Return a tuple of Z (1, 5)."""
    return (np.array([[-2.0, -0.5, 0.0, 1.0, 3.0]]),)


def relu_test_case():
    """Return a tuple of Z (1, 5)."""
    return (np.array([[-2.0, -0.5, 0.0, 1.0, 3.0]]),)


def linear_activation_forward_test_case():
    """Return A_prev (3, 2), W (1, 3), b (1, 1) as in the article."""
    return layer_case(seed=2, n=1, n_prev=3, m=2)


def L_model_forward_test_case():
    """Return X (4, 2) and the parameters of a network 4, 3, 1 as in the article."""
    return network_case(seed=1, sizes=[4, 3, 1], m=2)


def layer_case(seed, n, n_prev, m):
    """Return random A (n_prev, m), W (n, n_prev), b (n, 1), drawn in the article's order."""
    rng = np.random.RandomState(seed)
    return rng.randn(n_prev, m), rng.randn(n, n_prev), rng.randn(n, 1)


def network_case(seed, sizes, m):
    """Return random X (sizes[0], m) and parameters for these sizes, drawn in the article's order."""
    rng = np.random.RandomState(seed)
    X = rng.randn(sizes[0], m)
    parameters = {}
    for l in range(1, len(sizes)):
        parameters["W" + str(l)] = rng.randn(sizes[l], sizes[l - 1])
        parameters["b" + str(l)] = rng.randn(sizes[l], 1)
    return X, parameters


def drawn_layer(draw, n=None, n_prev=None, m=None):
    """Draw A_prev, W, b of a layer; sizes that are not given are drawn, too."""
    n = n or size(draw)
    n_prev = n_prev or size(draw, n)
    return layer_case(a_seed(draw), n, n_prev, m or size(draw, n, n_prev))


def drawn_square_layer(draw):
    n = size(draw, 3)
    return drawn_layer(draw, n, n, n)


def drawn_Z(draw, n=None, m=None):
    """Draw a tuple of Z of both signs; sizes that are not given are drawn, too."""
    n = n or size(draw)
    m = m or size(draw, n)
    Z = np.abs(draw.randn(n, m)) + 0.1
    Z.flat[draw.permutation(Z.size)[:(Z.size + 1) // 2]] *= -1
    Z.flat[np.argmax(Z)] += 1  # what is cut off above 1 is no relu
    return (Z,)


def drawn_whole(draw):
    """Draw a tuple of Z of whole numbers, with -1, 0 and 2 among them."""
    Z = draw.randint(-5, 6, (size(draw), size(draw)))
    Z[0, :2], Z[1, 0] = (-1, 2), 0
    return (Z,)


def drawn_far_Z(draw):
    """Draw a tuple of Z with numbers far from 0 on both sides, and a few near it."""
    far = draw.uniform(800, 3000, 6) * np.tile([-1, 1], 3)
    return (np.array([[*far, *draw.uniform(-60, 60, 2), *draw.uniform(-2, 2, 2)]]),)


def drawn_far_from_zero(draw):
    """Draw A_prev (2, 12) whose signs alone do not say which way Z lies."""
    Z, second = draw.uniform(30, 3000, 12) * np.tile([-1, 1], 6), draw.uniform(-3000, 3000, 12)
    return np.array([Z + 2 * second, second]), np.array([[1.0, -2.0]]), draw.randn(1, 1), "sigmoid"


def drawn_network(draw, layers):
    """Draw X and the parameters of a network of so many layers."""
    return network_case(a_seed(draw), sizes(draw, layers), size(draw))


def drawn_layers_of_one_size(draw):
    n = size(draw, 3)
    return network_case(a_seed(draw), [n, n, n, 1], size(draw, n))


CASES = {
    "linear_forward": [
        Case("the article's values", linear_forward_test_case, NUMBERS, lambda draw: drawn_layer(draw, 1, 3, 2)),
        Case("four units, two inputs, five examples", lambda: layer_case(seed=5, n=4, n_prev=2, m=5), SHAPES,
             drawn_layer),
        Case("a square layer", lambda: layer_case(seed=6, n=3, n_prev=3, m=3), SHAPES, drawn_square_layer),
        Case("one example", lambda: layer_case(seed=8, n=2, n_prev=3, m=1), SHAPES,
             lambda draw: drawn_layer(draw, m=1)),
    ],
    "sigmoid": [
        Case("five numbers", sigmoid_test_case, NUMBERS, lambda draw: drawn_Z(draw, 1, 5)),
        Case("three units, four examples", lambda: (layer_case(seed=3, n=3, n_prev=3, m=4)[0] * 2,), SHAPES, drawn_Z),
        Case("one example", lambda: (np.array([[1.7], [-1.2]]),), SHAPES, lambda draw: drawn_Z(draw, None, 1)),
        Case("whole numbers", lambda: (np.array([[-1, 0, 2], [3, -4, 1]]),), NUMBERS, drawn_whole),
        Case("far from zero", lambda: (np.array([[-2000.0, -40.0, -0.5, 0.5, 40.0, 2000.0]]),), EDGES, drawn_far_Z),
    ],
    "relu": [
        Case("five numbers", relu_test_case, NUMBERS, lambda draw: drawn_Z(draw, 1, 5)),
        Case("three units, four examples", lambda: (layer_case(seed=3, n=3, n_prev=3, m=4)[0] * 2,), SHAPES, drawn_Z),
        Case("one example", lambda: (np.array([[1.7], [-1.2]]),), SHAPES, lambda draw: drawn_Z(draw, None, 1)),
        Case("whole numbers", lambda: (np.array([[-1, 0, 2], [3, -4, 1]]),), NUMBERS, drawn_whole),
        Case("far from zero", lambda: (np.array([[-2000.0, -40.0, -0.5, 0.5, 40.0, 2000.0]]),), EDGES, drawn_far_Z),
    ],
    "linear_activation_forward": [
        Case("the article's values, sigmoid", lambda: (*linear_activation_forward_test_case(), "sigmoid"), NUMBERS,
             lambda draw: (*drawn_layer(draw, 1, 3, 2), "sigmoid")),
        Case("the article's values, relu", lambda: (*linear_activation_forward_test_case(), "relu"), NUMBERS,
             lambda draw: (*drawn_layer(draw, 1, 3, 20), "relu")),
        Case("another shape, sigmoid", lambda: (*layer_case(seed=5, n=4, n_prev=2, m=3), "sigmoid"), SHAPES,
             lambda draw: (*drawn_layer(draw), "sigmoid")),
        Case("another shape, relu", lambda: (*layer_case(seed=5, n=4, n_prev=2, m=3), "relu"), SHAPES,
             lambda draw: (*drawn_layer(draw), "relu")),
        Case("far from zero, sigmoid", lambda: (np.array([[-2000.0, -40.0, 0.0, 40.0, 2000.0]]), np.array([[1.0]]),
                                                np.array([[0.5]]), "sigmoid"), EDGES, drawn_far_from_zero),
    ],
    "L_model_forward": [
        Case("the article's values", L_model_forward_test_case, NUMBERS, lambda draw: drawn_network(draw, 2)),
        Case("four layers", lambda: network_case(seed=5, sizes=[5, 4, 3, 2, 1], m=3), SHAPES,
             lambda draw: drawn_network(draw, int(draw.randint(3, 7)))),
        Case("one layer", lambda: network_case(seed=6, sizes=[3, 1], m=4), SHAPES, lambda draw: drawn_network(draw, 1)),
        Case("layers of one size", lambda: network_case(seed=7, sizes=[3, 3, 3, 1], m=4), SHAPES,
             drawn_layers_of_one_size),
    ],
}
