"""Lesson 8: what the accuracy of a trained network is worth."""
import math

import numpy as np

from dnn_utils.validation import (check_finite, check_labels, check_number, check_real, check_same_shape, check_seed,
                                  check_whole_number)

__all__ = ["accuracy_interval", "recalls", "balanced_accuracy", "mcnemar", "bootstrap_means"]


def accuracy_interval(n_correct, m, z=1.96):
    """From m pictures, give the range in which the accuracy on endlessly many plausibly lies.

    Wilson's score interval: every accuracy p whose distance from the observed n_correct / m is at
    most z times its own standard error, sqrt(p (1 - p) / m) (E. B. Wilson, "Probable inference",
    JASA 22, 1927).

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
    # rounding may leave 0..1
    return max(0.0, float(centre - half_width)), min(1.0, float(centre + half_width))


def recalls(y, p):
    """Return which share of each class is found: of what is no cat, and of the cats.

    Parameters
    ----------
    y : array of shape (1, m)
        True labels, 0 or 1; both occur.
    p : array of shape (1, m)
        Predictions, 0 or 1.

    Returns
    -------
    of_0, of_1 : floats, 0 to 1

    Raises
    ------
    ValueError
        If the shapes differ, a number is neither 0 nor 1, or a class does not occur.
    """
    check_same_shape("p", p, "y", y)
    for name, labels in [("y", y), ("p", p)]:
        check_labels(name, labels, np.shape(labels)[-1])
    if np.all(y == 0) or np.all(y == 1):
        raise ValueError(f"y must hold both classes, got {np.ravel(y)[0]} alone")
    return float(np.mean(p[y == 0] == 0)), float(np.mean(p[y == 1] == 1))


def balanced_accuracy(y, p):
    """Return the mean of both recalls: 0.5 for every constant answer, whatever the shares of the classes are.

    Parameters
    ----------
    y, p : arrays of shape (1, m)
        As for `recalls`, and with the same errors.

    Returns
    -------
    accuracy : float, 0 to 1
    """
    return sum(recalls(y, p)) / 2


def mcnemar(n_first, n_second):
    """Say how surprising it is that two networks of the same worth differ so much on the same pictures.

    Where both are right, or both are wrong, they do not differ. If they are worth the same, each of the other
    pictures is as likely to be the first one's as the second one's: a toss of a coin. The result is the probability
    that so many tosses fall at least so unevenly (Q. McNemar, "Note on the sampling error of the difference between
    correlated proportions or percentages", Psychometrika 12, 1947; here without its approximation).

    Parameters
    ----------
    n_first : int
        Number of pictures that only the first network is right about.
    n_second : int
        Number of pictures that only the second one is right about.

    Returns
    -------
    p_value : float, 0 to 1
        1.0 where they differ about no picture.

    Raises
    ------
    ValueError
        If a number is no whole number of at least 0.
    """
    check_whole_number("n_first", n_first, 0)
    check_whole_number("n_second", n_second, 0)
    n = int(n_first) + int(n_second)
    uneven = sum(math.comb(n, k) for k in range(min(int(n_first), int(n_second)) + 1))
    return min(1.0, 2 * uneven / 2**n)


def bootstrap_means(values, n_draws=10000, seed=0):
    """Draw as many of the values as there are, with replacement, again and again, and return the mean of each draw.

    Parameters
    ----------
    values : array of shape (m,)
        One number for each picture.
    n_draws : int
        How often.
    seed : int
        Seed of the draws.

    Returns
    -------
    means : array of shape (n_draws,)
        The middle 95 of 100 are the bootstrap's interval (B. Efron, "Bootstrap methods", Annals of Statistics 7, 1979).

    Raises
    ------
    ValueError
        If the values are no 1-D array of finite numbers, or n_draws is no whole number of at least 1.
    """
    check_real("values", values)
    if np.ndim(values) != 1 or np.size(values) == 0:
        raise ValueError(f"values must be an array of shape (m,), got shape {np.shape(values)}")
    check_finite("values", values)
    check_whole_number("n_draws", n_draws, 1)
    check_seed(seed)
    rng = np.random.RandomState(seed)
    return np.asarray(values, dtype=float)[rng.randint(len(values), size=(n_draws, len(values)))].mean(axis=1)
