"""Known wrong versions of the exercise of lesson 8; what to say to each stands in messages/NAME.toml."""
import numpy as np

from dnn_utils.analysis import accuracy_interval


def wald(n_correct, m, z=1.96):
    p = n_correct / m
    half_width = z * np.sqrt(p * (1 - p) / m)
    return p - half_width, p + half_width


def around_p(n_correct, m, z=1.96):
    low, high = accuracy_interval(n_correct, m, z)
    half_width = (high - low) / 2
    return n_correct / m - half_width, n_correct / m + half_width


def fixed_z(n_correct, m, z=1.96):
    return accuracy_interval(n_correct, m)


def without_denominator(n_correct, m, z=1.96):
    p = n_correct / m
    half_width = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2))
    return p + z**2 / (2 * m) - half_width, p + z**2 / (2 * m) + half_width


def without_root(n_correct, m, z=1.96):
    p = n_correct / m
    centre = (p + z**2 / (2 * m)) / (1 + z**2 / m)
    half_width = z * (p * (1 - p) / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
    return centre - half_width, centre + half_width


def in_percent(n_correct, m, z=1.96):
    low, high = accuracy_interval(n_correct, m, z)
    return 100 * low, 100 * high


MISCONCEPTIONS = {
    "accuracy_interval": {
        "wald": wald, "around_p": around_p, "fixed_z": fixed_z, "without_denominator": without_denominator,
        "without_root": without_root, "in_percent": in_percent,
        "another_order": lambda n_correct, m, z=1.96: accuracy_interval(n_correct, m, z)[::-1],
    },
}
