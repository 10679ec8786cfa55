"""The two activations of the course, sigmoid and relu, and the way back through each."""
import numpy as np

from dnn_utils.validation import as_floats, check_real, check_same_shape

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
    """Squeeze every entry of Z into 0..1, so that 0 becomes one half.

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
    Z = as_floats("Z", Z)
    with np.errstate(over="ignore"):  # too large for a number is inf, and no reason to warn
        A = np.where(Z < -709, np.exp(Z), 1 / (1 + np.exp(-Z)))
    return A, Z


def relu(Z):
    """Keep every entry of Z that is positive, and set the rest to 0.

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
    Z = as_floats("Z", Z)
    A = np.maximum(0, Z)
    return A, Z


def sigmoid_backward(dA, cache):
    """Go back through a sigmoid: what comes back, times the slope at each entry of Z.

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
    dA, Z = check_same_shape("dA", dA, "cache", Z)
    s = keep_off_0_and_1(sigmoid(Z)[0])
    dZ = dA * s * (1 - s)
    return dZ


def relu_backward(dA, cache):
    """Go back through a relu: what comes back goes on only where the unit was active.

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
    dA, Z = check_same_shape("dA", dA, "cache", Z)
    dZ = np.where(Z > 0, dA, 0.0)
    return dZ
