"""Lesson 2: from pictures to probabilities, one layer at a time."""
from dnn_utils.activations import relu, sigmoid
from dnn_utils.validation import check_activation, check_linear, check_matrix, check_parameters

__all__ = ["linear_forward", "linear_activation_forward", "L_model_forward"]


def linear_forward(A, W, b):
    """Compute the linear part of a layer: each unit's weighted sum of its inputs, plus its bias.

    Parameters
    ----------
    A : array of shape (n_prev, m)
        Activations of the layer before (or the input), examples in columns.
    W : array of shape (n, n_prev)
        Weights.
    b : array of shape (n, 1)
        Biases.

    Returns
    -------
    Z : array of shape (n, m)
    cache : tuple (A, W, b)
        What the backward pass needs.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.
    """
    A, W, b = check_linear(A, W, b)
    Z = W @ A + b
    cache = (A, W, b)
    return Z, cache


def linear_activation_forward(A_prev, W, b, activation):
    """Compute a whole layer: the linear part, then its activation.

    Parameters
    ----------
    A_prev : array of shape (n_prev, m)
        Activations of the layer before (or the input), examples in columns.
    W : array of shape (n, n_prev)
        Weights.
    b : array of shape (n, 1)
        Biases.
    activation : "relu" or "sigmoid"

    Returns
    -------
    A : array of shape (n, m)
    cache : tuple (linear_cache, activation_cache)
        linear_cache is (A_prev, W, b); activation_cache is Z.

    Raises
    ------
    ValueError
        If the activation is unknown or the shapes do not fit one another.
    """
    check_activation(activation)
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A, activation_cache = relu(Z)
    else:
        A, activation_cache = sigmoid(Z)
    cache = (linear_cache, activation_cache)
    return A, cache


def L_model_forward(X, parameters):
    """Run the input through the whole network: relu in the layers 1 .. L-1, sigmoid in layer L.

    Parameters
    ----------
    X : array of shape (n_x, m)
        Input, examples in columns.
    parameters : dict
        W1, b1 ... WL, bL.

    Returns
    -------
    AL : array of shape (1, m)
        Probability of label 1 for each example (one row for each unit of layer L).
    caches : list of L tuples
        The cache of every layer; caches[l] belongs to layer l + 1.

    Raises
    ------
    ValueError
        If X or the parameters have shapes that do not fit one another.
    """
    check_matrix("X", X)
    check_parameters(parameters, n_x=X.shape[0])
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches
