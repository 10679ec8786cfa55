"""Right answers to the exercise of lesson 7, written differently."""
import numpy as np

import dnn_utils


def while_L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False, parameters=None,
                        seed=1):
    if not parameters:
        parameters = dnn_utils.initialize_parameters_deep(layers_dims, seed=seed)
    costs, done = [], 0
    while done < num_iterations:
        AL, caches = dnn_utils.L_model_forward(X, parameters)
        if not done % 100:
            costs += [dnn_utils.compute_cost(AL, Y)]
        grads = dnn_utils.L_model_backward(AL, Y, caches)
        parameters = {key: parameters[key] - learning_rate * grads["d" + key] for key in parameters}
        done += 1
    return parameters, costs


def fast_L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False, parameters=None,
                       seed=1):
    start = parameters or dnn_utils.initialize_parameters_deep(layers_dims, seed)
    return dnn_utils.train(X, Y, start, learning_rate, num_iterations)


def own_gradients_L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False,
                                parameters=None, seed=1):
    start = dnn_utils.initialize_parameters_deep(layers_dims, seed=seed) if parameters is None else parameters
    L = len(layers_dims) - 1
    W, b = ([np.array(start[letter + str(l)]) for l in range(1, L + 1)] for letter in "Wb")
    costs = []
    for i in range(num_iterations):
        A, Z = [X], []
        for l in range(L):
            Z.append(W[l] @ A[l] + b[l])
            A.append(np.maximum(Z[l], 0) if l < L - 1 else 1 / (1 + np.exp(-Z[l])))
        if i % 100 == 0:
            costs.append(float(-np.mean(Y * np.log(A[L]) + (1 - Y) * np.log(1 - A[L]))))
        dZ = A[L] - Y
        for l in reversed(range(L)):
            below = W[l].T @ dZ
            W[l] -= learning_rate * dZ @ A[l].T / X.shape[1]
            b[l] -= learning_rate * dZ.mean(axis=1, keepdims=True)
            dZ = below * (Z[l - 1] > 0) if l else None
    return {f"{letter}{l + 1}": arrays[l] for letter, arrays in (("W", W), ("b", b)) for l in range(L)}, tuple(costs)


ANSWERS = {
    "L_layer_model": [while_L_layer_model, fast_L_layer_model, own_gradients_L_layer_model],
}
