"""Returns an array of eight gigabytes that takes no memory."""
import numpy as np


def linear_forward(A, W, b):
    return np.broadcast_to(np.float64(1), (10**9,)), (A, W, b)
