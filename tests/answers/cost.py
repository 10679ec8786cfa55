"""Right answers to the exercise of lesson 3, written differently."""
import math

import numpy as np
from scipy.special import xlog1py, xlogy

from dnn_utils.activations import keep_off_0_and_1


def squeezed_compute_cost(AL, Y):
    AL = keep_off_0_and_1(AL)
    return np.squeeze(-(np.dot(Y, np.log(AL).T) + np.dot(1 - Y, np.log(1 - AL).T)) / Y.shape[1])


def where_compute_cost(AL, Y):
    AL = keep_off_0_and_1(AL)
    return -np.mean(np.log(np.where(Y == 1, AL, 1 - AL)))


def loop_compute_cost(AL, Y):
    AL = keep_off_0_and_1(AL)
    cost = 0
    for a, y in zip(AL[0], Y[0]):
        cost -= math.log(a) if y else math.log(1 - a)
    return cost / len(Y[0])


def masks_compute_cost(AL, Y):
    AL = keep_off_0_and_1(AL)
    return (np.log(1 / AL[Y == 1]).sum() + np.log(1 / (1 - AL[Y == 0])).sum()) / AL.size


def log1p_compute_cost(AL, Y):
    AL = keep_off_0_and_1(AL)
    return np.array(-np.average(Y * np.log(AL) + (1 - Y) * np.log1p(-AL)))


def scipy_compute_cost(AL, Y):
    AL = keep_off_0_and_1(AL)
    return float(-(xlogy(Y, AL) + xlog1py(1 - Y, -AL)).sum() / Y.shape[1])


def powers_compute_cost(AL, Y):
    AL = keep_off_0_and_1(AL)
    likelihoods = AL**Y * (1 - AL) ** (1 - Y)
    return -np.log10(likelihoods).mean() * math.log(10)


ANSWERS = {
    "compute_cost": [squeezed_compute_cost, where_compute_cost, loop_compute_cost, masks_compute_cost,
                     log1p_compute_cost, scipy_compute_cost, powers_compute_cost],
}
