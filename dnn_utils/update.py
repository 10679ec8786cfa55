"""Lesson 5: one step downhill."""
from dnn_utils.validation import check_gradients, check_number, check_stays_finite

__all__ = ["update_parameters"]


def update_parameters(parameters, grads, learning_rate):
    """Take one step of gradient descent: every weight and bias moves against its gradient.

    Parameters
    ----------
    parameters : dict
        W1, b1 ... WL, bL. Left as it is.
    grads : dict
        dW1, db1 ... dWL, dbL, each of the shape of its parameter.
    learning_rate : float
        Length of the step.

    Returns
    -------
    parameters : dict
        New arrays under the same names.

    Raises
    ------
    ValueError
        If a gradient is missing or has another shape than its parameter, or learning_rate is not a
        finite number, or so large that the new numbers leave all bounds.
    """
    parameters, grads = check_gradients(parameters, grads)
    check_number("learning_rate", learning_rate)
    L = len(parameters) // 2
    updated = {}
    for l in range(1, L + 1):
        updated["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        updated["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]
    check_stays_finite(learning_rate, updated)
    return updated
