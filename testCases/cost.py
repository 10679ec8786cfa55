"""Lesson 3: test case and check of the cost."""
import numpy as np

from testCases.checking import run_check

__all__ = ["compute_cost_test_case", "check_compute_cost"]


def compute_cost_test_case():
    """Return Y (1, 3) and AL (1, 3), in this order, as in the article."""
    return np.asarray([[1, 1, 1]]), np.array([[0.8, 0.9, 0.4]])


def article_case():
    """Return the article's case in the order of compute_cost's arguments."""
    Y, AL = compute_cost_test_case()
    return AL, Y


CASES = {
    "compute_cost": {
        "article_value": article_case,
        "both_labels": lambda: (np.array([[0.9, 0.2, 0.6, 0.3, 0.7]]), np.array([[1, 0, 0, 1, 1]])),
        "one_example": lambda: (np.array([[0.25]]), np.array([[0]])),
        "sure_and_right": lambda: (np.array([[1.0, 0.0, 0.5]]), np.array([[1, 0, 1]])),
        "sure_and_wrong": lambda: (np.array([[0.0, 1.0]]), np.array([[1, 0]])),
    },
}


def check_compute_cost(compute_cost):
    """Check the cross-entropy cost, also where a probability is exactly 0 or 1."""
    return run_check("compute_cost", compute_cost)
