"""A regular expression that takes longer than the universe is old."""
import re


def linear_forward(A, W, b):
    return re.match(r"(a+)+$", "a" * 60 + "b"), 0
