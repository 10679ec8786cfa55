"""Forks, and both processes answer."""
import os


def linear_forward(A, W, b):
    os.fork()
    return A * 0, (A, W, b)
