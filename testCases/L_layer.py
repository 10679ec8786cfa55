"""Lesson 7: test case and check of the model of any depth."""
import numpy as np

from testCases.checking import run_check
from testCases.forward import network_case
from testCases.two_layer import small_data

__all__ = ["L_layer_model_test_case", "check_L_layer_model"]


def L_layer_model_test_case():
    """Return X (5, 9), Y (1, 9), layers_dims, learning_rate and num_iterations of a small training."""
    X, Y = small_data(seed=2, n_x=5, m=9)
    return X, Y, [5, 4, 3, 1], 0.0075, 201


def started_case():
    """Return a training that starts from given parameters, with a longer step."""
    X, parameters = network_case(seed=7, sizes=[3, 4, 2, 1], m=6)
    return X, np.array([[1, 0, 0, 1, 1, 0]]), [3, 4, 2, 1], 0.1, 120, False, parameters


CASES = {
    "L_layer_model": {
        "small_training": L_layer_model_test_case,
        "from_given_parameters": started_case,
        "another_seed_five_layers": lambda: (*small_data(seed=3, n_x=4, m=7), [4, 5, 4, 3, 2, 1], 0.3, 101, False,
                                              None, 4),
    },
}


def check_L_layer_model(L_layer_model):
    """Check the training of a network of any depth."""
    return run_check("L_layer_model", L_layer_model)
