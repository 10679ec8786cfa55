"""Lesson 7: test case of the model of any depth."""
import numpy as np

from testCases.cases import NUMBERS, SHAPES, Case
from testCases.forward import network_case
from testCases.two_layer import drawn_training, small_data

__all__ = ["L_layer_model_test_case"]


def L_layer_model_test_case():
    """Return X (5, 9), Y (1, 9), layers_dims, learning_rate and num_iterations of a small training."""
    X, Y = small_data(seed=2, n_x=5, m=9)
    return X, Y, [5, 4, 3, 1], 0.0075, 201


def started_case():
    """Return a training that starts from given parameters, with a longer step."""
    X, parameters = network_case(seed=7, sizes=[3, 4, 2, 1], m=6)
    return X, np.array([[1, 0, 0, 1, 1, 0]]), [3, 4, 2, 1], 0.1, 120, False, parameters


CASES = {
    "L_layer_model": [
        Case("a small training", L_layer_model_test_case, NUMBERS,
             lambda draw: drawn_training(draw, 3, "default", 120)),
        Case("from given parameters", started_case, SHAPES,
             lambda draw: drawn_training(draw, int(draw.randint(2, 5)), "parameters", 101)),
        Case("another seed, five layers", lambda: (*small_data(seed=3, n_x=4, m=7), [4, 5, 4, 3, 2, 1], 0.3, 101, False,
                                                   None, 4), NUMBERS,
             lambda draw: drawn_training(draw, 4, "seed", 30)),
    ],
}
