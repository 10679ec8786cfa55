"""Takes memory in chunks when it is called."""
import numpy as np


def linear_forward(A, W, b):
    return [np.ones(2**23) for _ in range(10**6)], 0
