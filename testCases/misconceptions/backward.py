"""Known wrong versions of the exercises of lesson 4; what to say to each stands in messages/NAME.toml."""
import numpy as np

from dnn_utils.activations import keep_off_0_and_1, relu_backward, sigmoid, sigmoid_backward
from dnn_utils.backward import linear_activation_backward, linear_backward


def without_mean(dZ, cache):
    A_prev, W, b = cache
    return W.T @ dZ, dZ @ A_prev.T, np.sum(dZ, axis=1, keepdims=True)


def divided_by_units(dZ, cache):
    A_prev, W, b = cache
    n = dZ.shape[0]
    return W.T @ dZ, dZ @ A_prev.T / n, np.sum(dZ, axis=1, keepdims=True) / n


def divided_by_inputs(dZ, cache):
    A_prev, W, b = cache
    n_prev = A_prev.shape[0]
    return W.T @ dZ, dZ @ A_prev.T / n_prev, np.sum(dZ, axis=1, keepdims=True) / n_prev


def mean_of_everything(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return W.T @ dZ / m, dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m


def bias_without_mean(dZ, cache):
    A_prev, W, b = cache
    return W.T @ dZ, dZ @ A_prev.T / A_prev.shape[1], np.sum(dZ, axis=1, keepdims=True)


def bias_over_all(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, np.sum(dZ) / m


def bias_without_keepdims(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, np.sum(dZ, axis=1) / m


def weights_not_transposed(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return W @ dZ, dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m


def another_order(dZ, cache):
    dA_prev, dW, db = linear_backward(dZ, cache)
    return dW, db, dA_prev


def no_slope(dA, cache, activation):
    linear_cache, Z = cache
    return linear_backward(dA, linear_cache)


def no_slope_of_sigmoid(dA, cache, activation):
    linear_cache, Z = cache
    dZ = relu_backward(dA, Z) if activation == "relu" else dA
    return linear_backward(dZ, linear_cache)


def derivative_of_relu_one_everywhere(dA, cache, activation):
    linear_cache, Z = cache
    dZ = dA if activation == "relu" else sigmoid_backward(dA, Z)
    return linear_backward(dZ, linear_cache)


def relu_one_at_zero(dA, cache, activation):
    linear_cache, Z = cache
    dZ = dA * (Z >= 0) if activation == "relu" else sigmoid_backward(dA, Z)
    return linear_backward(dZ, linear_cache)


def relu_by_da(dA, cache, activation):
    linear_cache, Z = cache
    dZ = np.maximum(0, dA) if activation == "relu" else sigmoid_backward(dA, Z)
    return linear_backward(dZ, linear_cache)


def slope_without_da(dA, cache, activation):
    linear_cache, Z = cache
    s, _ = sigmoid(Z)
    dZ = (Z > 0) * 1.0 if activation == "relu" else s * (1 - s)
    return linear_backward(dZ, linear_cache)


def half_a_sigmoid_slope(dA, cache, activation):
    linear_cache, Z = cache
    s, _ = sigmoid(Z)
    dZ = relu_backward(dA, Z) if activation == "relu" else dA * s
    return linear_backward(dZ, linear_cache)


def sigmoid_slope_of_z(dA, cache, activation):
    linear_cache, Z = cache
    dZ = relu_backward(dA, Z) if activation == "relu" else dA * Z * (1 - Z)
    return linear_backward(dZ, linear_cache)


def activations_swapped(dA, cache, activation):
    linear_cache, Z = cache
    dZ = sigmoid_backward(dA, Z) if activation == "relu" else relu_backward(dA, Z)
    return linear_backward(dZ, linear_cache)


def back_through_all(AL, Y, caches, dAL, activation_of):
    grads, dA, L = {}, dAL, len(caches)
    for l in reversed(range(1, L + 1)):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], activation_of(l, L))
        grads.update({f"dA{l}": dA, f"dW{l}": dW, f"db{l}": db})
    return grads


def right_activation(l, L):
    return "sigmoid" if l == L else "relu"


def start_of(AL, Y):
    AL = keep_off_0_and_1(AL)
    return -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))


def sign_forgotten(AL, Y, caches):
    return back_through_all(AL, Y, caches, -start_of(AL, Y), right_activation)


def only_the_cats(AL, Y, caches):
    return back_through_all(AL, Y, caches, -np.divide(Y, keep_off_0_and_1(AL)), right_activation)


def caches_off_by_one(AL, Y, caches):
    return back_through_all(AL, Y, [caches[-1], *caches[:-1]], start_of(AL, Y), right_activation)


def same_da_for_every_layer(AL, Y, caches):
    grads, dAL, L = {}, start_of(AL, Y), len(caches)
    for l in range(1, L + 1):
        grads[f"dA{l}"], grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(
            dAL, caches[l - 1], right_activation(l, L))
    return grads


def starts_from_dz(AL, Y, caches):
    return back_through_all(AL, Y, caches, AL - Y, right_activation)


def labels_swapped(AL, Y, caches):
    return back_through_all(AL, Y, caches, start_of(AL, 1 - Y), right_activation)


def divided_by_m_too(AL, Y, caches):
    return back_through_all(AL, Y, caches, start_of(AL, Y) / Y.shape[1], right_activation)


def sigmoid_everywhere(AL, Y, caches):
    return back_through_all(AL, Y, caches, start_of(AL, Y), lambda l, L: "sigmoid")


def relu_everywhere(AL, Y, caches):
    return back_through_all(AL, Y, caches, start_of(AL, Y), lambda l, L: "relu")


def da_under_the_next_name(AL, Y, caches):
    grads = back_through_all(AL, Y, caches, start_of(AL, Y), right_activation)
    L = len(caches)
    below = {f"dA{l - 1}": grads.pop(f"dA{l}") for l in range(1, L + 1)}
    return {**grads, **below}


MISCONCEPTIONS = {
    "linear_backward": {
        "without_mean": without_mean, "divided_by_units": divided_by_units, "divided_by_inputs": divided_by_inputs,
        "mean_of_everything": mean_of_everything, "bias_without_mean": bias_without_mean,
        "bias_over_all": bias_over_all, "bias_without_keepdims": bias_without_keepdims,
        "weights_not_transposed": weights_not_transposed, "another_order": another_order,
    },
    "linear_activation_backward": {
        "no_slope": no_slope, "no_slope_of_sigmoid": no_slope_of_sigmoid,
        "no_slope_of_relu": derivative_of_relu_one_everywhere, "relu_one_at_zero": relu_one_at_zero,
        "relu_by_da": relu_by_da, "slope_without_da": slope_without_da, "half_a_sigmoid_slope": half_a_sigmoid_slope,
        "sigmoid_slope_of_z": sigmoid_slope_of_z, "activations_swapped": activations_swapped,
    },
    "L_model_backward": {
        "sign_forgotten": sign_forgotten, "only_the_cats": only_the_cats, "starts_from_dz": starts_from_dz,
        "caches_off_by_one": caches_off_by_one, "same_da_for_every_layer": same_da_for_every_layer,
        "labels_swapped": labels_swapped, "divided_by_m_too": divided_by_m_too,
        "sigmoid_everywhere": sigmoid_everywhere, "relu_everywhere": relu_everywhere,
        "da_under_the_next_name": da_under_the_next_name,
    },
}
