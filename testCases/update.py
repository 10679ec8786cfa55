"""Lesson 5: test case of one step of gradient descent."""
import numpy as np

from testCases.cases import NUMBERS, SHAPES, Case, a_seed, sizes

__all__ = ["update_parameters_test_case"]


def update_parameters_test_case():
    """Return the parameters and the gradients of a network 4, 3, 1 as in the article."""
    return step_case(parameters_seed=2, gradients_seed=3, sizes=[4, 3, 1])


def step_case(parameters_seed, gradients_seed, sizes):
    """Return random parameters, and gradients of the same shapes, drawn in the article's order."""
    return random_arrays(parameters_seed, sizes, ""), random_arrays(gradients_seed, sizes, "d")


def random_arrays(seed, sizes, prefix):
    """Draw arrays of the shapes of W1, b1, W2, b2 ... under their names with a prefix."""
    rng = np.random.RandomState(seed)
    arrays = {}
    for l in range(1, len(sizes)):
        arrays[prefix + "W" + str(l)] = rng.randn(sizes[l], sizes[l - 1])
        arrays[prefix + "b" + str(l)] = rng.randn(sizes[l], 1)
    return arrays


def drawn_step(draw, layers):
    """Draw parameters, gradients and a learning rate."""
    return *step_case(a_seed(draw), a_seed(draw), sizes(draw, layers)), float(draw.uniform(0.01, 0.9))


CASES = {
    "update_parameters": [
        Case("the article's values", lambda: (*update_parameters_test_case(), 0.1), NUMBERS,
             lambda draw: drawn_step(draw, 2)),
        Case("four layers, a longer step", lambda: (*step_case(5, 6, [5, 4, 3, 2, 1]), 0.5), SHAPES,
             lambda draw: drawn_step(draw, int(draw.randint(3, 7)))),
        Case("one layer", lambda: (*step_case(7, 8, [3, 1]), 0.3), SHAPES, lambda draw: drawn_step(draw, 1)),
    ],
}
