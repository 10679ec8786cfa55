"""Lesson 6: test cases and checks of the two-layer model and of predict."""
import numpy as np

from testCases.checking import run_check
from testCases.forward import network_case

__all__ = ["two_layer_model_test_case", "predict_test_case", "check_two_layer_model", "check_predict"]


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
    """Return inputs of which one gives a probability of exactly 0.5."""
    return np.array([[0.0, 1.0, -1.0]]), np.array([[0, 1, 0]]), {"W1": np.array([[2.0]]), "b1": np.array([[0.0]])}


def deep_case():
    """Return X (5, 6), y (1, 6) and the parameters of a network of four layers."""
    X, parameters = network_case(seed=8, sizes=[5, 4, 3, 2, 1], m=6)
    return X, np.array([[0, 1, 1, 0, 1, 0]]), parameters


CASES = {
    "two_layer_model": {
        "small_training": two_layer_model_test_case,
        "from_given_parameters": started_case,
        "another_seed": lambda: (*small_data(seed=3, n_x=2, m=5), (2, 2, 1), 0.5, 101, False, None, 4),
    },
    "predict": {
        "two_layer_network": predict_test_case,
        "four_layers": deep_case,
        "probability_exactly_05": chance_case,
    },
}


def check_two_layer_model(two_layer_model):
    """Check the training of a two-layer network."""
    return run_check("two_layer_model", two_layer_model)


def check_predict(predict):
    """Check the predictions of a trained network."""
    return run_check("predict", predict)
