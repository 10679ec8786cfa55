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
        "the article's sizes": initialize_parameters_test_case,
        "other sizes": lambda: (4, 5, 2),
        "another seed": lambda: (2, 3, 1, 7),
    },
    "initialize_parameters_deep": {
        "the article's sizes, seed 1, divided by sqrt(n)": initialize_parameters_deep_test_case,
        "the article's table, seed 3, factor 0.01": lambda: ([5, 4, 3], 3, 0.01),
        "the article's code, seed 3, divided by sqrt(n)": lambda: ([5, 4, 3], 3, "sqrt"),
        "four layers": lambda: ([6, 4, 3, 2, 1],),
        "one layer": lambda: ([3, 1], 2),
    },
}


def check_initialize_parameters(initialize_parameters):
    """Check the start of a network with one hidden layer."""
    run_check("initialize_parameters", initialize_parameters, CASES["initialize_parameters"], ("parameters",))


def check_initialize_parameters_deep(initialize_parameters_deep):
    """Check the start of a network of any depth, in all three of the article's variants."""
    run_check("initialize_parameters_deep", initialize_parameters_deep, CASES["initialize_parameters_deep"],
              ("parameters",))
