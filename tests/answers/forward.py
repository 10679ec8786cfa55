"""Right answers to the exercises of lesson 2, written differently."""
import math

import numpy as np
from scipy.special import expit

from dnn_utils.activations import relu, sigmoid
from dnn_utils.forward import linear_activation_forward, linear_forward


def loops_linear_forward(A, W, b):
    Z = np.zeros((W.shape[0], A.shape[1]))
    for i in range(W.shape[0]):
        for j in range(A.shape[1]):
            Z[i, j] = b[i, 0]
            for k in range(A.shape[0]):
                Z[i, j] += W[i, k] * A[k, j]
    return Z, [A, W, b]


def dot_linear_forward(A, W, b):
    return np.dot(W, A) + b, (A, W, b)


def float32_linear_forward(A, W, b):
    Z = (W.astype(np.float32) @ A.astype(np.float32) + b.astype(np.float32))
    return Z, (A, W, b)


def lists_linear_forward(A, W, b):
    return (W @ A + b).tolist(), (A.tolist(), W.tolist(), b.tolist())


def einsum_linear_forward(A, W, b):
    Z = np.einsum("jk,ki->ji", W, A)
    Z += b
    return Z, (A, W, b)


def transposed_linear_forward(A, W, b):
    return (A.T.dot(W.T) + b.ravel()).T, (A, W, b)


def bias_as_weight_linear_forward(A, W, b):
    ones = np.ones((1, A.shape[1]))
    return np.hstack([W, b]) @ np.vstack([A, ones]), (A, W, b)


def columns_linear_forward(A, W, b):
    Z = np.column_stack([(W * a).sum(axis=1) + b[:, 0] for a in A.T])
    return [Z, (A.copy(), W.copy(), b.copy())]


def warning_sigmoid(Z):
    """The formula as it stands, which warns of an overflow far from zero."""
    return 1 / (1 + np.exp(-Z)), Z


def scipy_sigmoid(Z):
    return expit(Z), Z


def tanh_sigmoid(Z):
    cache = Z.copy()
    return (np.tanh(Z / 2) + 1) / 2, cache


def stable_sigmoid(Z):
    small = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1, small) / (1 + small), Z


def clipped_sigmoid(Z):
    cache = Z
    Z = np.clip(Z, -500, 500)
    return np.reciprocal(1 + np.e ** -Z), cache


def masks_sigmoid(Z):
    A = np.empty(Z.shape)
    positive = Z > 0
    A[positive] = 1 / (1 + np.exp(-Z[positive]))
    small = np.exp(Z[~positive])
    A[~positive] = small / (small + 1)
    return [A, Z]


def logarithm_sigmoid(Z):
    return np.exp(-np.logaddexp(0, -Z)), Z


def float32_sigmoid(Z):
    small = np.clip(Z, -80, 80).astype(np.float32)
    return (1 + np.exp(-small)) ** -1, Z


def entries_sigmoid(Z):
    A = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            z = Z[i, j]
            A[i, j] = 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))
    return A, Z


def vectorized_sigmoid(Z):
    return np.vectorize(lambda z: 0.5 * math.tanh(0.5 * z) + 0.5)(Z), Z


def where_relu(Z):
    return np.where(Z > 0, Z, 0), Z


def masked_relu(Z):
    return Z * (Z > 0), Z


def half_relu(Z):
    A = (np.abs(Z) + Z) / 2
    cache = Z
    return A, cache


def copied_relu(Z):
    A = Z.copy()
    A[Z < 0] = 0
    return A, Z


def clipped_relu(Z):
    return np.clip(Z, 0, None), Z.copy()


def zeros_relu(Z):
    A = np.zeros_like(Z)
    A[Z > 0] = Z[Z > 0]
    return (A, Z)


def entries_relu(Z):
    return np.array([[max(0, z) for z in row] for row in Z]), Z


def filled_relu(Z):
    A = np.maximum(Z, np.zeros(Z.shape))
    return [A, np.array(Z)]


def difference_relu(Z):
    return Z - np.minimum(Z, 0.0), Z


def tanh_linear_activation_forward(A_prev, W, b, activation):
    Z = np.einsum("ik,km->im", W, A_prev) + b
    A = 0.5 + np.tanh(Z / 2) / 2 if activation == "sigmoid" else Z * (Z > 0)
    return A, ((A_prev, W, b), Z)


def copying_linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = Z.copy()
    if activation == "relu":
        A[A < 0] = 0
    else:
        A, _ = sigmoid(A)
    return A, (linear_cache, Z)


def stable_linear_activation_forward(A_prev, W, b, activation):
    Z = W @ A_prev + b
    small = np.exp(-np.abs(Z))
    A = (abs(Z) + Z) / 2 if activation == "relu" else np.where(Z > 0, 1 / (1 + small), small / (1 + small))
    return A, ((A_prev, W, b), Z)


def entries_linear_activation_forward(A_prev, W, b, activation):
    def bend(z):
        if activation == "relu":
            return max(z, 0.0)
        return 1 / (1 + math.exp(-z)) if z > -700 else 0.0
    Z = np.dot(W, A_prev) + b
    return np.array([[bend(z) for z in row] for row in Z]), [[A_prev, W, b], Z]


def table_linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = {"relu": relu, "sigmoid": sigmoid}[activation](Z)
    return A, (linear_cache, activation_cache)


def warning_linear_activation_forward(A_prev, W, b, activation):
    """The article's sigmoid, which warns of an overflow: a note, and no loss of points."""
    Z = W @ A_prev + b
    return (np.maximum(Z, 0) if activation == "relu" else 1 / (1 + np.exp(-Z))), ((A_prev, W, b), Z)


def one_loop_L_model_forward(X, parameters):
    A, caches, L = X, [], len(parameters) // 2
    for l in range(1, L + 1):
        activation = "sigmoid" if l == L else "relu"
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], activation)
        caches = caches + [cache]
    return A, caches


def recursive_L_model_forward(X, parameters):
    def layer(l):
        if l == 0:
            return X, ()
        A, caches = layer(l - 1)
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"],
                                             "relu" if f"W{l + 1}" in parameters else "sigmoid")
        return A, (*caches, cache)
    return layer(sum(key.startswith("W") for key in parameters))


def plain_L_model_forward(X, parameters):
    A, caches = X, []
    last = max(int(key[1:]) for key in parameters)
    for l in range(1, last):
        W, b = parameters["W" + str(l)], parameters["b" + str(l)]
        Z = W.dot(A) + b
        caches.append(((A, W, b), Z))
        A = np.where(Z > 0, Z, 0)
    W, b = parameters["W" + str(last)], parameters["b" + str(last)]
    Z = W.dot(A) + b
    caches.append(((A, W, b), Z))
    return (1 + np.tanh(Z / 2)) / 2, caches


def float32_L_model_forward(X, parameters):
    parameters = {key: value.astype(np.float32) for key, value in parameters.items()}
    return one_loop_L_model_forward(X.astype(np.float32), parameters)


def popping_L_model_forward(X, parameters):
    parameters = dict(parameters)
    caches = [None] * (len(parameters) // 2)
    A = X.copy()
    for l in range(len(caches)):
        Z, linear_cache = linear_forward(A, parameters.pop(f"W{l + 1}"), parameters.pop(f"b{l + 1}"))
        caches[l] = (linear_cache, Z)
        A = relu(Z)[0] if parameters else sigmoid(Z)[0]
    return A, tuple(caches)


ANSWERS = {
    "linear_forward": [loops_linear_forward, dot_linear_forward, float32_linear_forward, lists_linear_forward,
                       einsum_linear_forward, transposed_linear_forward, bias_as_weight_linear_forward,
                       columns_linear_forward],
    "sigmoid": [warning_sigmoid, scipy_sigmoid, tanh_sigmoid, stable_sigmoid, clipped_sigmoid, masks_sigmoid,
                logarithm_sigmoid, float32_sigmoid, entries_sigmoid, vectorized_sigmoid],
    "relu": [where_relu, masked_relu, half_relu, copied_relu, clipped_relu, zeros_relu, entries_relu, filled_relu,
             difference_relu],
    "linear_activation_forward": [tanh_linear_activation_forward, copying_linear_activation_forward,
                                  stable_linear_activation_forward, entries_linear_activation_forward,
                                  table_linear_activation_forward, warning_linear_activation_forward],
    "L_model_forward": [one_loop_L_model_forward, recursive_L_model_forward, plain_L_model_forward,
                        float32_L_model_forward, popping_L_model_forward],
}
