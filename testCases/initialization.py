"""Lesson 1: test cases of both initialisations."""
from testCases.cases import NUMBERS, SHAPES, Case, a_seed, size, sizes

__all__ = ["initialize_parameters_test_case", "initialize_parameters_deep_test_case"]


def initialize_parameters_test_case():
    """Return n_x, n_h, n_y as in the article."""
    return 3, 2, 1


def initialize_parameters_deep_test_case():
    """Return layer_dims as in the article, in a tuple of one."""
    return ([5, 4, 3],)


CASES = {
    "initialize_parameters": [
        Case("the article's sizes", initialize_parameters_test_case, SHAPES,
             lambda draw: tuple(size(draw, 3) for _ in range(3))),
        Case("other sizes", lambda: (4, 5, 2), SHAPES, lambda draw: tuple(sizes(draw, 2, size(draw)))),
        Case("another seed", lambda: (2, 3, 1, 7), NUMBERS, lambda draw: (size(draw), size(draw), 1, a_seed(draw))),
    ],
    "initialize_parameters_deep": [
        Case("the article's sizes, seed 1, divided by sqrt(n)", initialize_parameters_deep_test_case, SHAPES,
             lambda draw: (sizes(draw, 2, size(draw)),)),
        Case("the article's table, seed 3, factor 0.01", lambda: ([5, 4, 3], 3, 0.01), NUMBERS,
             lambda draw: (sizes(draw, 2), a_seed(draw), 0.01)),
        Case("the article's code, seed 3, divided by sqrt(n)", lambda: ([5, 4, 3], 3, "sqrt"), NUMBERS,
             lambda draw: (sizes(draw, 2), a_seed(draw), "sqrt")),
        Case("four layers", lambda: ([6, 4, 3, 2, 1],), SHAPES, lambda draw: (sizes(draw, 4),)),
        Case("one layer", lambda: ([3, 1], 2), SHAPES, lambda draw: (sizes(draw, 1), a_seed(draw))),
    ],
}
