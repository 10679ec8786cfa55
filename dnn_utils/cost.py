"""Lesson 3: one number that says how wrong the network is."""
import numpy as np

from dnn_utils.activations import keep_off_0_and_1
from dnn_utils.validation import check_labels, check_probabilities

__all__ = ["compute_cost"]


def compute_cost(AL, Y):
    """Compute the cross-entropy cost: minus the mean log of the probability of the true labels.

    Parameters
    ----------
    AL : array of shape (1, m)
        Predicted probabilities, 0 to 1. Exactly 0 and 1 are allowed: the cost stays finite.
    Y : array of shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    cost : float, in nats

    Raises
    ------
    ValueError
        If the shapes differ, a label is not 0 or 1, or a probability is not from 0 to 1.
    """
    check_probabilities("AL", AL)
    check_labels("Y", Y, AL.shape[1])
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    cost = -1 / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    return float(cost)
