"""Lesson 8: what the accuracy of a trained network is worth."""
import numpy as np

from dnn_utils.validation import check_number, check_whole_number

__all__ = ["accuracy_interval"]


def accuracy_interval(n_correct, m, z=1.96):
    """Give the range in which the accuracy on endlessly many pictures plausibly lies, from m of them.

    Wilson's score interval: every accuracy p whose distance from the observed n_correct / m is at most z times
    its own standard error, sqrt(p (1 - p) / m) (E. B. Wilson, "Probable inference", JASA 22, 1927).

    Parameters
    ----------
    n_correct : int
        Number of right predictions, from 0 to m.
    m : int
        Number of predictions.
    z : float
        Width in standard errors; 1.96 covers the truth in 95 of 100 test sets.

    Returns
    -------
    low, high : floats, 0 to 1

    Raises
    ------
    ValueError
        If m is not a whole number of at least 1, n_correct is not one from 0 to m, or z is
        no finite number of at least 0.
    """
    check_whole_number("m", m, 1)
    check_whole_number("n_correct", n_correct, 0, m)
    check_number("z", z, 0)
    p = n_correct / m
    centre = (p + z**2 / (2 * m)) / (1 + z**2 / m)
    half_width = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
    return max(0.0, float(centre - half_width)), min(1.0, float(centre + half_width))  # rounding may leave 0..1
