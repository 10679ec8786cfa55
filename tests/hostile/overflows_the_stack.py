"""Recursion without a limit."""
import sys

sys.setrecursionlimit(10**9)


def linear_forward(A, W, b):
    return linear_forward(A, W, b)
