"""Lesson 4: from the cost back to every weight."""
import numpy as np

from dnn_utils.activations import keep_off_0_and_1, relu_backward, sigmoid_backward
from dnn_utils.validation import check_activation, check_backward, check_layer_cache, check_linear_cache

__all__ = ["linear_backward", "linear_activation_backward", "L_model_backward"]


def linear_backward(dZ, cache):
    """Go back through the linear part of a layer, Z = W A_prev + b.

    Parameters
    ----------
    dZ : array of shape (n, m)
        Gradient with respect to Z.
    cache : tuple (A_prev, W, b)
        As `linear_forward` returned it.

    Returns
    -------
    dA_prev : array of shape (n_prev, m)
    dW : array of shape (n, n_prev), mean over the m examples
    db : array of shape (n, 1), mean over the m examples

    Raises
    ------
    ValueError
        If the cache is not (A_prev, W, b) or dZ does not fit it.
    """
    dZ, cache = check_linear_cache(dZ, cache)
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = dZ @ A_prev.T / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = W.T @ dZ
    return dA_prev, dW, db


def linear_activation_backward(dA, cache, activation):
    """Go back through a whole layer: its activation, then its linear part.

    Parameters
    ----------
    dA : array of shape (n, m)
        Gradient with respect to the layer's activation.
    cache : tuple (linear_cache, activation_cache)
        As `linear_activation_forward` returned it.
    activation : "relu" or "sigmoid"

    Returns
    -------
    dA_prev : array of shape (n_prev, m)
    dW : array of shape (n, n_prev), mean over the m examples
    db : array of shape (n, 1), mean over the m examples

    Raises
    ------
    ValueError
        If the activation is unknown or the shapes do not fit one another.
    """
    check_activation(activation)
    check_layer_cache(cache)
    linear_cache, activation_cache = cache
    if activation == "relu":
        dZ = relu_backward(dA, activation_cache)
    else:
        dZ = sigmoid_backward(dA, activation_cache)
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db


def L_model_backward(AL, Y, caches):
    """Go back through the whole network, from the cost to every weight and bias.

    The numbering is that of 2017: grads["dA" + str(l)] is the gradient with respect to the INPUT
    of layer l, so grads["dA1"] belongs to X itself. Later editions of this exercise call the same
    array dA0.

    Parameters
    ----------
    AL : array of shape (1, m)
        Output of `L_model_forward`.
    Y : array of shape (1, m)
        Labels, 0 or 1.
    caches : list of L tuples
        As `L_model_forward` returned it.

    Returns
    -------
    grads : dict
        dAl, dWl and dbl for l = 1 .. L.

    Raises
    ------
    ValueError
        If the shapes do not fit one another, or a label is not 0 or 1.
    """
    check_backward(AL, Y, caches)
    AL = keep_off_0_and_1(AL)
    L = len(caches)
    grads = {}
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l in reversed(range(1, L + 1)):
        activation = "sigmoid" if l == L else "relu"
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], activation)
        grads["dA" + str(l)] = dA
        grads["dW" + str(l)] = dW
        grads["db" + str(l)] = db
    return grads
