"""Lesson 8: test case and check of the accuracy's interval."""
from testCases.checking import run_check

__all__ = ["accuracy_interval_test_case", "check_accuracy_interval"]


def accuracy_interval_test_case():
    """Return n_correct and m as the article has them: 0.80 of 50 photographs."""
    return 40, 50


CASES = {
    "accuracy_interval": {
        "forty_of_fifty": accuracy_interval_test_case,
        "all_right": lambda: (10, 10),
        "none_right": lambda: (0, 3),
        "another_width": lambda: (150, 209, 2.58),
    },
}


def check_accuracy_interval(accuracy_interval):
    """Check Wilson's interval."""
    return run_check("accuracy_interval", accuracy_interval)
