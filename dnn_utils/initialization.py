"""Lesson 1: the numbers that a network starts from."""
import numpy as np

from dnn_utils.validation import check_layers_dims, check_scale, check_whole_number

__all__ = ["initialize_parameters", "initialize_parameters_deep"]


def initialize_parameters(n_x, n_h, n_y, seed=1):
    """Draw small random weights, and zero biases, for a network with one hidden layer.

    Parameters
    ----------
    n_x, n_h, n_y : int
        Sizes of the input, of the hidden layer and of the output.
    seed : int
        Seed of the random numbers; the article uses 1.

    Returns
    -------
    parameters : dict
        W1 of shape (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1).

    Raises
    ------
    ValueError
        If a size is not a whole number of at least 1.
    """
    for name, size in [("n_x", n_x), ("n_h", n_h), ("n_y", n_y)]:
        check_whole_number(name, size, 1)
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = rng.randn(n_y, n_h) * 0.01
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def initialize_parameters_deep(layer_dims, seed=1, scale="sqrt"):
    """Draw random weights, and zero biases, for a network of any depth.

    The defaults give the start of the article's training curve; the appendix has its others.

    Parameters
    ----------
    layer_dims : list of int
        Sizes of the input and of every layer.
    seed : int
        Seed of the random numbers.
    scale : "sqrt" or float
        "sqrt" divides the weights of each layer by the square root of the number of its inputs, so
        that the sums z are about as large as what comes in (LeCun and others, "Efficient BackProp",
        1998); a number multiplies them all.

    Returns
    -------
    parameters : dict
        For each layer l, Wl of shape (layer_dims[l], layer_dims[l-1]) and bl of shape
        (layer_dims[l], 1).

    Raises
    ------
    ValueError
        If there are fewer than two sizes, a size is not a whole number of at least 1, or scale is
        neither "sqrt" nor a finite number.
    """
    check_layers_dims("layer_dims", layer_dims)
    check_scale(scale)
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l - 1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l - 1]) if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters
