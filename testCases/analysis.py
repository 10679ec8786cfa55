"""Lesson 8: test case of the accuracy's interval."""
from testCases.cases import EDGES, NUMBERS, Case

__all__ = ["accuracy_interval_test_case"]


def accuracy_interval_test_case():
    """Return n_correct and m as the article has them: 0.80 of 50 photographs."""
    return 40, 50


def drawn_counts(draw, *z):
    m = int(draw.randint(20, 5000))
    return int(draw.randint(1, m)), m, *z


def drawn_all_right(draw):
    m = int(draw.randint(11, 500))
    return m, m


CASES = {
    "accuracy_interval": [
        Case("40 of 50", accuracy_interval_test_case, NUMBERS, drawn_counts),
        Case("all of 10", lambda: (10, 10), EDGES, drawn_all_right),
        Case("none of 3", lambda: (0, 3), EDGES, lambda draw: (0, int(draw.randint(4, 500)))),
        Case("another width", lambda: (150, 209, 2.58), NUMBERS,
             lambda draw: drawn_counts(draw, float(draw.uniform(1, 3)))),
    ],
}
