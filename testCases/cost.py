"""Lesson 3: test case of the cost."""
import numpy as np

from testCases.cases import EDGES, NUMBERS, SHAPES, Case, labels, size

__all__ = ["compute_cost_test_case"]


def compute_cost_test_case():
    """Return Y (1, 3) and AL (1, 3), in this order, as in the article."""
    return np.asarray([[1, 1, 1]]), np.array([[0.8, 0.9, 0.4]])


def article_case():
    """Return the article's case in the order of compute_cost's arguments."""
    Y, AL = compute_cost_test_case()
    return AL, Y


SMALL = 1e-12  # what is added in a logarithm, to keep it finite, is usually as small or smaller
LARGEST = 746.0  # beyond the largest that -log of a number above 0 can be


def any_small_number(inputs, outputs):
    """Accept what comes of a small number in the logarithm, where a probability is exactly 0 or 1: any finite cost that
    is at least as large as with SMALL."""
    from dnn_utils import compute_cost  # here, because a notebook of this lesson has to do without it
    AL, Y = inputs
    got = np.asarray(outputs[0])
    if got.dtype.kind == "f" and got.size == 1:
        least = compute_cost(np.clip(AL, SMALL, 1 - SMALL), Y)
        if least * (1 - 1e-4) <= got.item() <= LARGEST:
            return "small_number", got.item()
    return None


def drawn_probabilities(draw, m):
    """Draw AL (1, m) and Y (1, m)."""
    return draw.uniform(0.05, 0.95, (1, m)), labels(draw, m)


def drawn_sure(draw, right):
    """Draw probabilities, labels, and make some of the probabilities exactly 0 or 1; the other labels are 1."""
    AL, Y = drawn_probabilities(draw, size(draw) + 2)
    Y[0, 2:] = 1
    AL[0, :2] = Y[0, :2] if right else 1 - Y[0, :2]
    return AL, Y


CASES = {
    "compute_cost": [
        Case("the article's value", article_case, NUMBERS,
             lambda draw: (draw.uniform(0.1, 0.95, (1, 5)), np.ones((1, 5), dtype=int))),
        Case("both labels", lambda: (np.array([[0.9, 0.2, 0.6, 0.3, 0.7]]), np.array([[1, 0, 0, 1, 1]])), SHAPES,
             lambda draw: drawn_probabilities(draw, size(draw) + 5)),
        Case("one example", lambda: (np.array([[0.25]]), np.array([[0]])), NUMBERS,
             lambda draw: (draw.uniform(0.1, 0.9, (1, 1)), np.array([[0]]))),
        Case("sure and right", lambda: (np.array([[1.0, 0.5, 0.0]]), np.array([[1, 1, 0]])), EDGES,
             lambda draw: drawn_sure(draw, right=True)),
        Case("sure and wrong", lambda: (np.array([[0.0, 1.0]]), np.array([[1, 0]])), EDGES,
             lambda draw: drawn_sure(draw, right=False), any_small_number),
    ],
}
