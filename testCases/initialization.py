"""Lesson 1: test cases and checks of both initialisations."""
from testCases.checking import run_check

__all__ = ["initialize_parameters_test_case", "initialize_parameters_deep_test_case", "check_initialize_parameters",
           "check_initialize_parameters_deep"]


def initialize_parameters_test_case():
    """Return n_x, n_h, n_y as in the article."""
    return 3, 2, 1


def initialize_parameters_deep_test_case():
    """Return layer_dims as in the article, in a tuple of one."""
    return ([5, 4, 3],)


CASES = {
    "initialize_parameters": {
        "article_sizes": initialize_parameters_test_case,
        "other_sizes": lambda: (4, 5, 2),
        "another_seed": lambda: (2, 3, 1, 7),
    },
    "initialize_parameters_deep": {
        "article_sizes": initialize_parameters_deep_test_case,
        "article_table": lambda: ([5, 4, 3], 3, 0.01),
        "article_code": lambda: ([5, 4, 3], 3, "sqrt"),
        "four_layers": lambda: ([6, 4, 3, 2, 1],),
        "one_layer": lambda: ([3, 1], 2),
    },
}


def check_initialize_parameters(initialize_parameters):
    """Check the start of a network with one hidden layer."""
    return run_check("initialize_parameters", initialize_parameters)


def check_initialize_parameters_deep(initialize_parameters_deep):
    """Check the start of a network of any depth, in all three of the article's variants."""
    return run_check("initialize_parameters_deep", initialize_parameters_deep)
