"""Known wrong versions of the exercise of lesson 3; what to say to each stands in messages/NAME.toml."""
import numpy as np

from dnn_utils.activations import keep_off_0_and_1


def sign_missing(AL, Y):
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    return float(1 / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))


def sum_instead_of_mean(AL, Y):
    AL = keep_off_0_and_1(AL)
    return float(-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))


def labels_swapped(AL, Y):
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    return float(-1 / m * np.sum((1 - Y) * np.log(AL) + Y * np.log(1 - AL)))


def only_label_1(AL, Y):
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    return float(-1 / m * np.sum(Y * np.log(AL)))


def log2(AL, Y):
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    return float(-1 / m * np.sum(Y * np.log2(AL) + (1 - Y) * np.log2(1 - AL)))


def not_kept_off(AL, Y):
    m = Y.shape[1]
    return float(-1 / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))


def not_squeezed(AL, Y):
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    return -1 / m * (Y @ np.log(AL).T + (1 - Y) @ np.log(1 - AL).T)


def labels_in_the_logarithm(AL, Y):
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    return float(-1 / m * np.sum(AL * np.log(Y) + (1 - AL) * np.log(1 - Y)))


MISCONCEPTIONS = {
    "compute_cost": {
        "sign_missing": sign_missing,
        "sum_instead_of_mean": sum_instead_of_mean,
        "labels_swapped": labels_swapped,
        "only_label_1": only_label_1,
        "log2": log2,
        "not_kept_off": not_kept_off,
        "not_squeezed": not_squeezed,
        "labels_in_the_logarithm": labels_in_the_logarithm,
    },
}
