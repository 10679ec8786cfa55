"""Numbers as text, as bytes, as dates, complex, and not a number."""
import numpy as np


def linear_forward(A, W, b):
    Z = W @ A + b
    return [Z.astype(str), np.datetime64("nat"), Z.astype("S8"), Z * 1j, Z * np.nan][A.shape[1] % 5], (A, W, b)
