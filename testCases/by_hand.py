"""A network so small that a pencil is enough: lesson 4 goes back through it with numbers, before any index."""
import numpy as np

from dnn_utils.backward import L_model_backward
from dnn_utils.forward import L_model_forward
from testCases.messages import messages_of

__all__ = ["check_by_hand", "small_network"]


def small_network():
    """Return X (2, 1), Y (1, 1) and the parameters of a network of 2, 2 and 1 units."""
    parameters = {"W1": np.array([[0.5, 0.2], [0.3, -0.4]]), "b1": np.array([[0.1], [0.9]]),
                  "W2": np.array([[0.6, -0.5]]), "b2": np.array([[-0.4]])}
    return np.array([[1.0], [2.0]]), np.array([[1]]), parameters


def check_by_hand(dW1, db1_of_unit_2):
    """Say of each of the last five gradients of the small network whether it is right, and what to look at if not.

    Parameters
    ----------
    dW1 : two rows of two numbers, or None where one is open
    db1_of_unit_2 : float or None

    Raises
    ------
    ValueError
        If dW1 is not two rows of two.
    """
    if np.shape(dW1) != (2, 2):
        raise ValueError(f"dW1 must be two rows of two numbers, got {dW1!r}")
    X, Y, parameters = small_network()
    AL, caches = L_model_forward(X, parameters)
    grads = L_model_backward(AL, Y, caches)
    numbers = [(f"dW1[{j}, {k}]", dW1[j][k], grads["dW1"][j, k]) for j in (0, 1) for k in (0, 1)]
    numbers.append(("db1[1, 0]", db1_of_unit_2, grads["db1"][1, 0]))
    for name, given, right in numbers:
        print(f"{name:10}", messages_of("by_hand")[_verdict(given, right)].format(given=given))


def _verdict(given, right):
    """Return the key of what to say to one number."""
    if given is None:
        return "open"
    try:
        given = float(given)
    except (TypeError, ValueError):
        return "no_number"
    return "right" if abs(given - right) < 0.0005 else "sign" if abs(given + right) < 0.0005 else "wrong"
