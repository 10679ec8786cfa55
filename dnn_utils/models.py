"""Lessons 6 and 7: two networks, trained with the functions of lessons 1 to 5."""
import numpy as np

from dnn_utils.activations import keep_off_0_and_1
from dnn_utils.backward import L_model_backward, linear_activation_backward
from dnn_utils.cost import compute_cost
from dnn_utils.forward import L_model_forward, linear_activation_forward
from dnn_utils.initialization import initialize_parameters, initialize_parameters_deep
from dnn_utils.update import update_parameters
from dnn_utils.validation import check_data, check_parameters, check_training, check_two_layers

__all__ = ["two_layer_model", "L_layer_model", "predict"]


def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False,
                    parameters=None, seed=1):
    """Train a network with one hidden layer: linear, relu, linear, sigmoid.

    Parameters
    ----------
    X : array of shape (n_x, m)
        Input, examples in columns.
    Y : array of shape (1, m)
        Labels, 0 or 1.
    layers_dims : (n_x, n_h, 1)
        Sizes of the input, of the hidden layer and of the output.
    learning_rate : float
        Length of a step of gradient descent.
    num_iterations : int
        Number of steps.
    print_cost : bool
        Print the cost every 100 iterations.
    parameters : dict, optional
        Start from these, which are left as they are; drawn by `initialize_parameters` where there
        are none.
    seed : int
        Seed of that draw.

    Returns
    -------
    parameters : dict
        W1, b1, W2, b2 after the last step.
    costs : list of float
        The cost before the iterations 0, 100, 200 ...

    Raises
    ------
    ValueError
        If the shapes do not fit one another, a pixel is NaN, or a label is not 0 or 1.
    """
    check_training(X, Y, layers_dims, learning_rate, num_iterations, parameters)
    check_two_layers(layers_dims)
    n_x, n_h, n_y = layers_dims
    if parameters is None:
        parameters = initialize_parameters(n_x, n_h, n_y, seed=seed)
    costs = []
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
        if i % 100 == 0:
            costs.append(compute_cost(A2, Y))
            if print_cost:
                print(f"Cost after iteration {i}: {costs[-1]:.6f}")
        A2 = keep_off_0_and_1(A2)
        dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
        dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")
        grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
        parameters = update_parameters(parameters, grads, learning_rate)
    return parameters, costs


def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False,
                  parameters=None, seed=1):
    """Train a network of any depth: relu in the layers 1 .. L-1, sigmoid in layer L.

    Parameters
    ----------
    X : array of shape (n_x, m)
        Input, examples in columns.
    Y : array of shape (1, m)
        Labels, 0 or 1.
    layers_dims : list of int
        Sizes of the input and of every layer; starts with n_x and ends with 1.
    learning_rate : float
        Length of a step of gradient descent.
    num_iterations : int
        Number of steps.
    print_cost : bool
        Print the cost every 100 iterations.
    parameters : dict, optional
        Start from these, which are left as they are; drawn by `initialize_parameters_deep` where
        there are none.
    seed : int
        Seed of that draw. The default, 1, gives the article's training curve.

    Returns
    -------
    parameters : dict
        W1, b1 ... WL, bL after the last step.
    costs : list of float
        The cost before the iterations 0, 100, 200 ...

    Raises
    ------
    ValueError
        If the shapes do not fit one another, a pixel is NaN, or a label is not 0 or 1.
    """
    check_training(X, Y, layers_dims, learning_rate, num_iterations, parameters)
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if i % 100 == 0:
            costs.append(compute_cost(AL, Y))
            if print_cost:
                print(f"Cost after iteration {i}: {costs[-1]:.6f}")
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
    return parameters, costs


def predict(X, y, parameters):
    """Say 1 where the network's probability is above 0.5, and print the accuracy.

    Parameters
    ----------
    X : array of shape (n_x, m)
        Input, examples in columns.
    y : array of shape (1, m)
        True labels, 0 or 1.
    parameters : dict
        W1, b1 ... WL, bL of a trained network.

    Returns
    -------
    p : array of shape (1, m)
        Predictions, 0 or 1.

    Raises
    ------
    ValueError
        If the shapes do not fit one another, a pixel is NaN, or a label is not 0 or 1.
    """
    check_data(X, y)
    check_parameters(parameters, n_x=X.shape[0], finite=True)
    AL, caches = L_model_forward(X, parameters)
    p = (AL > 0.5).astype(int)
    print(f"Accuracy: {np.mean(p == y):.4f}")
    return p
