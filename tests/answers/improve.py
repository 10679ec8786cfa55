"""Right answers to the exercises of lesson 9, written differently."""
import statistics

import numpy as np


def statistics_paired_interval(with_trick, without, t=2.093):
    d = [float(a - b) for a, b in zip(with_trick, without)]
    e = t * statistics.stdev(d) / len(d) ** 0.5
    return statistics.fmean(d) - e, statistics.fmean(d) + e


def sums_paired_interval(with_trick, without, t=2.093):
    d = np.array(with_trick) - without
    n = d.size
    middle = d.sum() / n
    return [middle + sign * t * np.sqrt(((d - middle) ** 2).sum() / (n - 1) / n) for sign in (-1, 1)]


def loop_standardise(X, X_new):
    Z, Z_new = np.zeros(X.shape), np.zeros(X_new.shape)
    for k in range(len(X)):
        mean, deviation = X[k].mean(), X[k].std()
        if deviation < 1e-12:
            deviation = 1.0
        Z[k], Z_new[k] = (X[k] - mean) / deviation, (X_new[k] - mean) / deviation
    return Z, Z_new


def transposed_standardise(X, X_new):
    mean = X.T.mean(axis=0)
    variance = (X.T**2).mean(axis=0) - mean**2
    scale = np.where(variance > 1e-20, np.sqrt(np.maximum(variance, 0)), 1)
    return ((X.T - mean) / scale).T, ((X_new.T - mean) / scale).T


def keys_add_weight_decay(cost, grads, parameters, decay):
    weights = {key: value for key, value in parameters.items() if key.startswith("W")}
    cost += 0.5 * decay * sum((W * W).sum() for W in weights.values())
    return cost, {**grads, **{"d" + key: grads["d" + key] + decay * W for key, W in weights.items()}}


def norm_add_weight_decay(cost, grads, parameters, decay):
    new = {key: value.copy() for key, value in grads.items()}
    squares = 0
    for l in range(len(parameters) // 2, 0, -1):
        squares += np.linalg.norm(parameters[f"W{l}"]) ** 2
        new[f"dW{l}"] += decay * parameters[f"W{l}"]
    return np.array([cost + squares * decay / 2]), new


def comprehension_update_with_momentum(parameters, grads, velocity, learning_rate, momentum=0.9):
    v = {key: grads["d" + key] + momentum * velocity[key] for key in velocity}
    return {key: value - learning_rate * v[key] for key, value in parameters.items()}, v


def layers_update_with_momentum(parameters, grads, velocity, learning_rate, momentum=0.9):
    parameters = {key: value.copy() for key, value in parameters.items()}
    velocity = {key: value.copy() for key, value in velocity.items()}
    for l in range(1, len(parameters) // 2 + 1):
        for name in ("W" + str(l), "b" + str(l)):
            velocity[name] *= momentum
            velocity[name] += grads["d" + name]
            parameters[name] += -learning_rate * velocity[name]
    return [parameters, velocity]


def comprehension_update_with_adam(parameters, grads, first, second, t, learning_rate=0.001, beta1=0.9, beta2=0.999,
                                   epsilon=1e-8):
    m = {k: first[k] + (1 - beta1) * (grads["d" + k] - first[k]) for k in parameters}
    s = {k: second[k] + (1 - beta2) * (grads["d" + k] ** 2 - second[k]) for k in parameters}
    return {k: v - learning_rate * m[k] / (1 - beta1**t) / (np.sqrt(s[k] / (1 - beta2**t)) + epsilon)
            for k, v in parameters.items()}, m, s


def rate_update_with_adam(parameters, grads, first, second, t, learning_rate=0.001, beta1=0.9, beta2=0.999,
                          epsilon=1e-8):
    new, m, s = {}, {}, {}
    c1, root = 1 - beta1**t, np.sqrt(1 - beta2**t)
    for name, value in parameters.items():
        g = grads["d" + name]
        m[name] = np.add(beta1 * first[name], (1 - beta1) * g)
        s[name] = np.add(beta2 * second[name], (1 - beta2) * np.square(g))
        new[name] = value - learning_rate * root / c1 * m[name] / (np.sqrt(s[name]) + epsilon * root)
    return new, m, s


def shuffled_minibatches(X, Y, batch_size, seed):
    order = np.random.RandomState(seed).permutation(X.shape[1])
    X, Y = X[:, order], Y[:, order]
    return [(X[:, i:i + batch_size], Y[:, i:i + batch_size]) for i in range(0, X.shape[1], batch_size)]


def split_minibatches(X, Y, batch_size, seed):
    order = np.random.RandomState(seed).permutation(X.shape[1])
    pieces = np.split(order, range(batch_size, len(order), batch_size))
    return [[np.take(X, piece, axis=1), np.take(Y, piece, axis=1)] for piece in pieces]


def factor_dropout(A, dA_dropped, mask, keep_prob):
    factor = mask / keep_prob
    return A * factor, factor * dA_dropped


def where_dropout(A, dA_dropped, mask, keep_prob):
    return tuple(np.where(mask == 1, each / keep_prob, 0.0) for each in (A, dA_dropped))


def counting_early_stopping(costs, patience):
    best, lowest, waited = 0, float("inf"), 0
    for i, cost in enumerate(costs):
        if cost < lowest:
            best, lowest, waited = i, cost, 0
        else:
            waited += 1
        if waited >= patience:
            return best
    return best


def while_early_stopping(costs, patience):
    seen = 1
    while seen < len(costs) and seen - 1 - int(np.argmin(costs[:seen])) < patience:
        seen += 1
    return np.argmin(costs[:seen])


ANSWERS = {
    "paired_interval": [statistics_paired_interval, sums_paired_interval],
    "standardise": [loop_standardise, transposed_standardise],
    "add_weight_decay": [keys_add_weight_decay, norm_add_weight_decay],
    "update_with_momentum": [comprehension_update_with_momentum, layers_update_with_momentum],
    "update_with_adam": [comprehension_update_with_adam, rate_update_with_adam],
    "minibatches": [shuffled_minibatches, split_minibatches],
    "dropout": [factor_dropout, where_dropout],
    "early_stopping": [counting_early_stopping, while_early_stopping],
}
