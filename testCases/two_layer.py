"""Lesson 6: test cases of the two-layer model and of predict."""
import numpy as np

from testCases.cases import EDGES, NUMBERS, SHAPES, Case, a_seed, labels, size, sizes
from testCases.forward import drawn_network, network_case

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
    """Return inputs of which one gives a probability of exactly 0.5, and labels of which one is not what is
    predicted."""
    return np.array([[0.0, 1.0, -1.0]]), np.array([[0, 1, 1]]), {"W1": np.array([[2.0]]), "b1": np.array([[0.0]])}


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
    X, parameters = drawn_network(draw, layers)
    return X, labels(draw, X.shape[1]), parameters


def drawn_chance(draw):
    """Draw inputs of which some give a probability of exactly 0.5, and labels that are not what is predicted."""
    x = draw.randn(1, size(draw) + 2)
    x[0, ::3] = 0.0
    return x, (x <= 0).astype(int), {"W1": np.array([[float(draw.uniform(0.5, 3))]]), "b1": np.array([[0.0]])}


CASES = {
    "two_layer_model": [
        Case("a small training", two_layer_model_test_case, NUMBERS,
             lambda draw: drawn_training(draw, 2, "default", 120)),
        Case("from given parameters", started_case, SHAPES, lambda draw: drawn_training(draw, 2, "parameters", 101)),
        Case("another seed", lambda: (*small_data(seed=3, n_x=2, m=5), (2, 2, 1), 0.5, 101, False, None, 4), NUMBERS,
             lambda draw: drawn_training(draw, 2, "seed", 30)),
    ],
    "predict": [
        Case("a two-layer network", predict_test_case, SHAPES, lambda draw: drawn_prediction(draw, 2)),
        Case("four layers", deep_case, SHAPES, lambda draw: drawn_prediction(draw, int(draw.randint(3, 7)))),
        Case("a probability of exactly 0.5", chance_case, EDGES, drawn_chance),
    ],
}
