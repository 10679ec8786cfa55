"""The two activations of the course, sigmoid and relu, and the way back through each."""
import numpy as np

from dnn_utils.validation import check_real, check_same_shape

__all__ = ["sigmoid", "relu", "sigmoid_backward", "relu_backward", "keep_off_0_and_1"]


def keep_off_0_and_1(A):
    """Move activations off 0 and 1 where they come too near, so that logarithms and reciprocals stay finite.

    `sigmoid` rounds to 1 from Z = 37. There 1 / (1 - A) is infinite, as 1 / A is below Z = -709.8, where A is smaller
    than the smallest normal double, 2.2e-308. This one function decides what stands there instead: the smallest normal
    double for 0 and all that lies between, and the largest double below 1 for 1. So a loss never falls while Z moves
    away from the label. Every other number is left as it is.

    Parameters
    ----------
    A : array of any shape
        Activations.

    Returns
    -------
    array of the same shape, float64

    Raises
    ------
    ValueError
        If A holds anything but real numbers.
    """
    check_real("A", A)
    A = np.asarray(A, dtype=float)
    too_small = (A >= 0) & (A < np.finfo(float).tiny)
    return np.where(too_small, np.finfo(float).tiny, np.where(A == 1, 1 - np.finfo(float).epsneg, A))


def sigmoid(Z):
    """Squash every entry of Z into 0..1: A = 1 / (1 + exp(-Z)).

    Parameters
    ----------
    Z : array of any shape

    Returns
    -------
    A : array of the shape of Z
    cache : Z itself, which `sigmoid_backward` needs

    Raises
    ------
    ValueError
        If Z holds anything but real numbers.
    """
    check_real("Z", Z)
    if not isinstance(Z, np.ndarray) or Z.dtype.kind != "f":
        Z = np.asarray(Z, dtype=float)  # -Z of bytes would be bytes, too
    with np.errstate(over="ignore"):  # exp(-Z) is inf below Z = -709.8
        A = 1 / (1 + np.exp(-Z))
        A = np.where(np.less(Z, -709), np.exp(Z), A)  # there the 1 beside exp(-Z) is lost to rounding, and 1 / inf is 0
    return A, Z


def relu(Z):
    """Keep what is positive and set the rest to 0: A = max(0, Z).

    Parameters
    ----------
    Z : array of any shape

    Returns
    -------
    A : array of the shape of Z
    cache : Z itself, which `relu_backward` needs

    Raises
    ------
    ValueError
        If Z holds anything but real numbers.
    """
    check_real("Z", Z)
    A = np.maximum(0, Z)
    return A, Z


def sigmoid_backward(dA, cache):
    """Go back through a sigmoid: dZ = dA * s * (1 - s), where s = sigmoid(Z).

    Parameters
    ----------
    dA : array of shape (n, m)
        Gradient with respect to the activation.
    cache : array of shape (n, m)
        Z, as `sigmoid` returned it.

    Returns
    -------
    dZ : array of shape (n, m)

    Raises
    ------
    ValueError
        If dA and Z have different shapes.
    """
    Z = cache
    check_same_shape("dA", dA, "cache", Z)
    s = keep_off_0_and_1(sigmoid(Z)[0])
    dZ = dA * s * (1 - s)
    return dZ


def relu_backward(dA, cache):
    """Go back through a relu: dZ is dA where Z > 0, and 0 where Z <= 0.

    Parameters
    ----------
    dA : array of shape (n, m)
        Gradient with respect to the activation.
    cache : array of shape (n, m)
        Z, as `relu` returned it.

    Returns
    -------
    dZ : array of shape (n, m)

    Raises
    ------
    ValueError
        If dA and Z have different shapes.
    """
    Z = cache
    check_same_shape("dA", dA, "cache", Z)
    dZ = np.where(Z > 0, dA, 0.0)
    return dZ
