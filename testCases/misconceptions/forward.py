"""Known wrong versions of the exercises of lesson 2; what to say to each stands in messages/NAME.toml."""
import numpy as np

from dnn_utils.activations import relu, sigmoid
from dnn_utils.forward import linear_activation_forward, linear_forward


def cache_without_z(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, _ = relu(Z) if activation == "relu" else sigmoid(Z)
    return A, linear_cache


def activation_in_cache(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, _ = relu(Z) if activation == "relu" else sigmoid(Z)
    return A, (linear_cache, A)


def caches_swapped(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = relu(Z) if activation == "relu" else sigmoid(Z)
    return A, (activation_cache, linear_cache)


def no_activation(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    return Z, (linear_cache, Z)


def activations_swapped(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = sigmoid(Z) if activation == "relu" else relu(Z)
    return A, (linear_cache, activation_cache)


def always_sigmoid(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = sigmoid(Z)
    return A, (linear_cache, activation_cache)


def always_relu(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = relu(Z)
    return A, (linear_cache, activation_cache)


def tanh(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = np.maximum(0, Z) if activation == "relu" else np.tanh(Z)
    return A, (linear_cache, Z)


def sigmoid_everywhere(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "sigmoid")
        caches.append(cache)
    return A, caches


def relu_everywhere(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    return A, caches


def activations_of_layers_swapped(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "sigmoid")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "relu")
    caches.append(cache)
    return AL, caches


def last_layer_missing(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    return A, caches


def last_cache_missing(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    return AL, caches


def input_for_every_layer(X, parameters):
    caches = []
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(X, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(X, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


def first_parameters_everywhere(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for _ in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W1"], parameters["b1"], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


def first_layer_skipped(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(2, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


MISCONCEPTIONS = {
    "linear_forward": {
        "no_bias": lambda A, W, b: (W @ A, (A, W, b)),
        "weights_transposed": lambda A, W, b: (W.T @ A + b, (A, W, b)),
        "a_and_w_swapped": lambda A, W, b: (A @ W + b, (A, W, b)),
        "entry_by_entry": lambda A, W, b: (W * A + b, (A, W, b)),
        "bias_as_row": lambda A, W, b: (W @ A + b.T, (A, W, b)),
        "examples_in_rows": lambda A, W, b: (A.T @ W.T + b.T, (A, W, b)),
        "cache_in_another_order": lambda A, W, b: (W @ A + b, (W, A, b)),
        "only_z": lambda A, W, b: W @ A + b,
    },
    "linear_activation_forward": {
        "no_activation": no_activation,
        "activations_swapped": activations_swapped,
        "always_sigmoid": always_sigmoid,
        "always_relu": always_relu,
        "tanh": tanh,
        "activation_in_cache": activation_in_cache,
        "caches_swapped": caches_swapped,
        "cache_without_z": cache_without_z,
    },
    "L_model_forward": {
        "sigmoid_everywhere": sigmoid_everywhere,
        "relu_everywhere": relu_everywhere,
        "activations_swapped": activations_of_layers_swapped,
        "last_layer_missing": last_layer_missing,
        "last_cache_missing": last_cache_missing,
        "input_for_every_layer": input_for_every_layer,
        "first_parameters_everywhere": first_parameters_everywhere,
        "first_layer_skipped": first_layer_skipped,
    },
}
