"""Right answers to the exercises of lesson 4, written differently."""
import numpy as np

import dnn_utils


def einsum_linear_backward(dZ, cache):
    A_prev, W, b = cache
    return np.einsum("ik,im->km", W, dZ), np.einsum("im,km->ik", dZ, A_prev) / dZ.shape[1], dZ.mean(1)[:, None]


def float32_linear_backward(dZ, cache):
    A_prev, W, b = (array.astype(np.float32) for array in cache)
    dZ = dZ.astype(np.float32)
    return W.T @ dZ, dZ @ A_prev.T / len(dZ.T), dZ.mean(axis=1, keepdims=True)


def slope_linear_activation_backward(dA, cache, activation):
    linear_cache, Z = cache
    slope = np.exp(-Z) / (1 + np.exp(-Z)) ** 2 if activation == "sigmoid" else np.heaviside(Z, 0)
    return einsum_linear_backward(dA * slope, linear_cache)


def loops_linear_backward(dZ, cache):
    A_prev, W, b = cache
    (n, m), n_prev = dZ.shape, len(A_prev)
    dA_prev, dW, db = np.zeros((n_prev, m)), np.zeros((n, n_prev)), np.zeros((n, 1))
    for i in range(n):
        for j in range(m):
            db[i, 0] += dZ[i, j] / m
            for k in range(n_prev):
                dW[i, k] += dZ[i, j] * A_prev[k, j] / m
                dA_prev[k, j] += W[i, k] * dZ[i, j]
    return dA_prev, dW, db


def one_product_linear_backward(dZ, cache):
    A_prev, W, _ = cache
    with_ones = np.vstack([A_prev, np.ones((1, A_prev.shape[1]))])
    dWb = np.dot(dZ, with_ones.T) / with_ones.shape[1]
    return np.dot(dZ.T, W).T, dWb[:, :-1], dWb[:, -1:]


def mean_linear_backward(dZ, cache):
    A_prev, W, b = cache
    each = dZ[:, None, :] * A_prev[None, :, :]
    return [np.tensordot(W, dZ, axes=(0, 0)), each.mean(axis=-1), np.average(dZ, axis=1).reshape(b.shape)]


def copied_relu_backward(dA, cache):
    Z = cache
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    return dZ


def masked_relu_backward(dA, cache):
    return dA * (cache > 0)


def sign_relu_backward(dA, cache):
    slope = np.sign(np.maximum(0, cache))
    return np.multiply(dA, slope)


def heaviside_relu_backward(dA, cache):
    return np.heaviside(cache, 0) * dA


def zeros_relu_backward(dA, cache):
    dZ = np.zeros(dA.shape)
    active = np.nonzero(cache > 0)
    dZ[active] = dA[active]
    return dZ


def entries_relu_backward(dA, cache):
    n, m = cache.shape
    return np.array([[dA[i, j] if cache[i, j] > 0 else 0 for j in range(m)] for i in range(n)])


def float32_relu_backward(dA, cache):
    return np.select([cache > 0], [dA.astype(np.float32)], 0)


def own_sigmoid_backward(dA, cache):
    s = 1 / (1 + np.exp(-np.clip(cache, -700, 700)))
    return dA * s * (1 - s)


def warning_sigmoid_backward(dA, cache):
    """The article's, whose exponential function warns of an overflow far from zero."""
    Z = cache
    s = 1 / (1 + np.exp(-Z))
    dZ = dA * s * (1 - s)
    return dZ


def tanh_sigmoid_backward(dA, cache):
    return dA * (1 - np.tanh(cache / 2) ** 2) / 4


def difference_sigmoid_backward(dA, cache):
    A, _ = dnn_utils.sigmoid(cache)
    return (A - A ** 2) * dA


def even_sigmoid_backward(dA, cache):
    small = np.exp(-np.abs(cache))
    return dA * small / (1 + small) ** 2


def both_sides_sigmoid_backward(dA, cache):
    return np.multiply(dnn_utils.sigmoid(cache)[0] * dnn_utils.sigmoid(-cache)[0], dA)


def copied_sigmoid_backward(dA, cache):
    dZ = dA.copy()
    s = dnn_utils.sigmoid(cache)[0]
    dZ *= s
    dZ *= 1 - s
    return dZ


def tanh_linear_activation_backward(dA, cache, activation):
    linear_cache, Z = cache
    slope = (1 - np.tanh(Z / 2) ** 2) / 4 if activation == "sigmoid" else (Z > 0).astype(float)
    return dnn_utils.linear_backward(np.multiply(slope, dA), linear_cache)


def masking_linear_activation_backward(dA, cache, activation):
    (A_prev, W, b), Z = cache
    dZ = np.array(dA, copy=True)
    if activation == "relu":
        dZ[Z <= 0] = 0
    else:
        s = 1 / (1 + np.exp(-Z))
        dZ *= s - s * s
    m = dZ.shape[1]
    return W.T.dot(dZ), dZ.dot(A_prev.T) / m, dZ.sum(axis=1).reshape(-1, 1) / m


def dictionary_linear_activation_backward(dA, cache, activation):
    way_back = {"relu": dnn_utils.relu_backward, "sigmoid": dnn_utils.sigmoid_backward}
    return dnn_utils.linear_backward(way_back[activation](dA, cache[1]), cache[0])


def article_L_model_backward(AL, Y, caches):
    AL = dnn_utils.activations.keep_off_0_and_1(AL)
    grads, L = {}, len(caches)
    Y = Y.reshape(AL.shape)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = \
        dnn_utils.linear_activation_backward(dAL, caches[L - 1], "sigmoid")
    for l in reversed(range(L - 1)):
        dA_prev, dW, db = dnn_utils.linear_activation_backward(grads["dA" + str(l + 2)], caches[l], "relu")
        grads.update({"dA" + str(l + 1): dA_prev, "dW" + str(l + 1): dW, "db" + str(l + 1): db})
    return grads


def fraction_L_model_backward(AL, Y, caches):
    AL = dnn_utils.activations.keep_off_0_and_1(AL)
    dA = (AL - Y) / (AL * (1 - AL))
    layers = {}
    for number, cache in sorted(enumerate(caches, start=1), reverse=True):
        kind = "relu" if number < len(caches) else "sigmoid"
        layers[number] = dA, *_ = dnn_utils.linear_activation_backward(dA, cache, kind)
    return {prefix + str(number): array for number, layer in layers.items()
            for prefix, array in zip(("dA", "dW", "db"), layer)}


def recursive_L_model_backward(AL, Y, caches):
    AL = dnn_utils.activations.keep_off_0_and_1(AL)

    def below(dA, l):
        if l == 0:
            return {}
        kind = ("relu", "sigmoid")[l == len(caches)]
        dA, dW, db = dnn_utils.linear_activation_backward(dA, caches[l - 1], kind)
        return {**below(dA, l - 1), f"dA{l}": dA, f"dW{l}": dW, f"db{l}": db}

    return below(-Y / AL + (1 - Y) / (1 - AL), len(caches))


ANSWERS = {
    "linear_backward": [einsum_linear_backward, float32_linear_backward, loops_linear_backward,
                        one_product_linear_backward, mean_linear_backward],
    "relu_backward": [copied_relu_backward, masked_relu_backward, sign_relu_backward, heaviside_relu_backward,
                      zeros_relu_backward, entries_relu_backward, float32_relu_backward],
    "sigmoid_backward": [own_sigmoid_backward, warning_sigmoid_backward, tanh_sigmoid_backward,
                         difference_sigmoid_backward, even_sigmoid_backward, both_sides_sigmoid_backward,
                         copied_sigmoid_backward],
    "linear_activation_backward": [slope_linear_activation_backward, tanh_linear_activation_backward,
                                   masking_linear_activation_backward, dictionary_linear_activation_backward],
    "L_model_backward": [article_L_model_backward, fraction_L_model_backward, recursive_L_model_backward],
}
