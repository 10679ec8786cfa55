"""Right answers to the exercise of lesson 8, written differently."""
import numpy as np
from scipy.optimize import brentq


def array_accuracy_interval(n_correct, m, z=1.96):
    p = n_correct / m
    middle, square = p + z * z / 2 / m, z * z / m
    return [(middle + sign * np.sqrt(middle**2 - (1 + square) * p**2)) / (1 + square) for sign in (-1, 1)]


def counts_accuracy_interval(n_correct, m, z=1.96):
    middle = (n_correct + z**2 / 2) / (m + z**2)
    half = z / (m + z**2) * (n_correct * (m - n_correct) / m + z**2 / 4) ** 0.5
    return tuple(np.array([middle - half, middle + half]))


def solved_accuracy_interval(n_correct, m, z=1.96):
    p = n_correct / m

    def excess(q):
        return (p - q) ** 2 - z**2 * q * (1 - q) / m

    inside = (p + z**2 / m / 2) / (1 + z**2 / m)
    return brentq(excess, 0, inside, xtol=1e-14), brentq(excess, inside, 1, xtol=1e-14)


ANSWERS = {
    "accuracy_interval": [array_accuracy_interval, counts_accuracy_interval, solved_accuracy_interval],
}
