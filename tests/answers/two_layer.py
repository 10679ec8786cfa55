"""Right answers to the exercises of lesson 6, written differently."""
import numpy as np

import dnn_utils


def bool_predict(X, y, parameters):
    return dnn_utils.L_model_forward(X, parameters)[0] > 0.5


def float_predict(X, y, parameters):
    print("an own print")
    return np.where(dnn_utils.L_model_forward(X, parameters)[0] > 0.5, 1.0, 0.0)


def rounding_predict(X, y, parameters):
    p = np.zeros((1, X.shape[1]), dtype=int)
    probabilities, _ = dnn_utils.L_model_forward(X, parameters)
    for i in range(probabilities.shape[1]):
        if probabilities[0, i] > 0.5:
            p[0, i] = 1
    print("Accuracy: " + str(np.mean(p == y)))
    return p


def step_predict(X, y, parameters):
    A, caches = dnn_utils.L_model_forward(X, parameters)
    return np.heaviside(caches[-1][1], 0).astype(np.int8)


def any_depth_two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False,
                              parameters=None, seed=1):
    start = dnn_utils.initialize_parameters(*layers_dims, seed=seed) if parameters is None else parameters
    return dnn_utils.L_layer_model(X, Y, list(layers_dims), learning_rate, num_iterations, False, start)


def own_gradients_two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False,
                                  parameters=None, seed=1):
    p = dnn_utils.initialize_parameters(*layers_dims, seed) if parameters is None else parameters
    W1, b1, W2, b2 = (np.array(p[key]) for key in ("W1", "b1", "W2", "b2"))
    costs, m = [], X.shape[1]
    for i in range(num_iterations):
        Z1 = W1 @ X + b1
        A1 = np.maximum(Z1, 0)
        A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
        if i % 100 == 0:
            costs.append(-np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)))
        dZ2 = A2 - Y
        dZ1 = W2.T @ dZ2 * (Z1 > 0)
        W2, b2 = W2 - learning_rate * dZ2 @ A1.T / m, b2 - learning_rate * dZ2.mean(axis=1, keepdims=True)
        W1, b1 = W1 - learning_rate * dZ1 @ X.T / m, b1 - learning_rate * dZ1.mean(axis=1, keepdims=True)
    return {"b2": b2, "W2": W2, "b1": b1, "W1": W1}, np.array(costs).tolist()


ANSWERS = {
    "two_layer_model": [any_depth_two_layer_model, own_gradients_two_layer_model],
    "predict": [bool_predict, float_predict, rounding_predict, step_predict],
}
