"""One learner's network, written in another way than the course's, each function counting its calls.

A further exercise adds a row to ANSWERS.
"""
TALLY = """import functools
import sys

import numpy as np


def mine(function):
    # counts what this function of mine is called
    @functools.wraps(function)
    def counted(*arguments, **keywords):
        tally = sys.__dict__.setdefault("calls_of_mine", {})
        tally[function.__name__] = tally.get(function.__name__, 0) + 1
        return function(*arguments, **keywords)
    return counted
"""

CALLS = """import json
import sys
print(json.dumps(getattr(sys, "calls_of_mine", {})))"""

ANSWERS = {
    "initialize_parameters": """@mine
def initialize_parameters(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    W1, W2 = (rng.normal(0, 0.01, shape) for shape in [(n_h, n_x), (n_y, n_h)])
    return {"W1": W1, "b1": 0 * W1[:, :1], "W2": W2, "b2": 0 * W2[:, :1]}""",
    "initialize_parameters_deep": """@mine
def initialize_parameters_deep(layer_dims, seed=1, scale="sqrt"):
    rng, numbers = np.random.RandomState(seed), {}
    for l, (before, here) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        W = rng.randn(here, before)
        numbers[f"W{l}"] = W / before ** 0.5 if scale == "sqrt" else scale * W
        numbers[f"b{l}"] = np.zeros_like(W[:, [0]])
    return numbers""",
    "linear_forward": """@mine
def linear_forward(A, W, b):
    return np.dot(W, A) + b, (A, W, b)""",
    "linear_activation_forward": """bends = {"relu": lambda Z: np.where(Z > 0, Z, 0),
         "sigmoid": lambda Z: np.exp(-np.logaddexp(0, -Z))}


@mine
def linear_activation_forward(A_prev, W, b, activation):
    Z, inputs = linear_forward(A_prev, W, b)
    return bends[activation](Z), (inputs, Z)""",
    "L_model_forward": """@mine
def L_model_forward(X, parameters):
    kept, A, l = [], X, 1
    while f"W{l}" in parameters:
        last = f"W{l + 1}" not in parameters
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"],
                                             "sigmoid" if last else "relu")
        kept.append(cache)
        l += 1
    return A, kept""",
    "compute_cost": """def surprise(p):
    return -np.log(np.clip(p, 1e-300, 1))


@mine
def compute_cost(AL, Y):
    return float(np.where(Y == 1, surprise(AL), surprise(1 - np.minimum(AL, 1 - 2 ** -53))).mean())""",
    "linear_backward": """@mine
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    return W.T.dot(dZ), np.einsum("im,jm->ij", dZ, A_prev) / dZ.shape[1], dZ.mean(axis=1)[:, None]""",
    "linear_activation_backward": """@mine
def linear_activation_backward(dA, cache, activation):
    inputs, Z = cache
    slope = np.where(Z > 0, 1, 0)
    if activation == "sigmoid":
        s = np.exp(-np.logaddexp(0, -Z))
        slope = np.maximum(s, 2.3e-308) * np.maximum(1 - s, 2 ** -53)  # never 0, as in the cost
    return linear_backward(np.multiply(dA, slope), inputs)""",
    "L_model_backward": """@mine
def L_model_backward(AL, Y, caches):
    dA = np.where(Y == 1, -1 / np.maximum(AL, 2.3e-308), 1 / np.maximum(1 - AL, 2 ** -53))
    grads, bend = {}, "sigmoid"
    for l, cache in reversed(list(enumerate(caches, start=1))):
        dA, dW, db = linear_activation_backward(dA, cache, bend)
        grads.update({f"dA{l}": dA, f"dW{l}": dW, f"db{l}": db})
        bend = "relu"
    return grads""",
    "update_parameters": """@mine
def update_parameters(parameters, grads, learning_rate):
    return {name: number - learning_rate * grads["d" + name] for name, number in parameters.items()}""",
    "two_layer_model": """@mine
def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False,
                    parameters=None, seed=1):
    numbers = parameters or initialize_parameters(*layers_dims, seed=seed)
    costs, step = [], 0
    while step < num_iterations:
        A1, first = linear_activation_forward(X, numbers["W1"], numbers["b1"], "relu")
        A2, second = linear_activation_forward(A1, numbers["W2"], numbers["b2"], "sigmoid")
        if step % 100 == 0:
            costs += [compute_cost(A2, Y)]
            if print_cost:
                print(f"Cost after iteration {step}: {costs[-1]:.6f}")
        A2 = keep_off_0_and_1(A2)
        dA1, dW2, db2 = linear_activation_backward((1 - Y) / (1 - A2) - Y / A2, second, "sigmoid")
        _, dW1, db1 = linear_activation_backward(dA1, first, "relu")
        numbers = update_parameters(numbers, dict(dW1=dW1, db1=db1, dW2=dW2, db2=db2), learning_rate)
        step += 1
    return numbers, costs""",
    "predict": """@mine
def predict(X, y, parameters):
    probabilities = L_model_forward(X, parameters)[0]
    p = np.heaviside(probabilities - 0.5, 0).astype(int)
    print(f"Accuracy: {(p == y).mean():.4f}")
    return p""",
    "L_layer_model": """@mine
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False,
                  parameters=None, seed=1):
    numbers, costs = parameters or initialize_parameters_deep(layers_dims, seed), []
    for step in range(num_iterations):
        AL, caches = L_model_forward(X, numbers)
        if not step % 100:
            costs = [*costs, compute_cost(AL, Y)]
            if print_cost:
                print(f"Cost after iteration {step}: {costs[-1]:.6f}")
        numbers = update_parameters(numbers, L_model_backward(AL, Y, caches), learning_rate)
    return numbers, costs""",
    "accuracy_interval": """@mine
def accuracy_interval(n_correct, m, z=1.96):
    # both solutions p of (n_correct / m - p)**2 = z**2 * p * (1 - p) / m
    q = n_correct / m
    a, b, c = 1 + z ** 2 / m, -2 * q - z ** 2 / m, q ** 2
    root = np.sqrt(max(b ** 2 - 4 * a * c, 0))
    return max(0.0, float((-b - root) / (2 * a))), min(1.0, float((-b + root) / (2 * a)))""",
    "sigmoid": """@mine
def sigmoid(Z):
    return np.exp(-np.logaddexp(0, -np.asarray(Z, float))), Z""",
    "relu": """@mine
def relu(Z):
    return (Z + abs(Z)) / 2, Z""",
    "relu_backward": """@mine
def relu_backward(dA, cache):
    dZ = np.array(dA, float)
    dZ[np.less_equal(cache, 0)] = 0
    return dZ""",
    "sigmoid_backward": """@mine
def sigmoid_backward(dA, cache):
    up, down = (np.exp(-np.logaddexp(0, sign * cache)) for sign in (-1, 1))
    return np.maximum(up, 2.3e-308) * np.maximum(down, 2 ** -53) * dA""",
    "paired_interval": """@mine
def paired_interval(with_trick, without, t=2.093):
    gains = [after - before for after, before in zip(with_trick, without)]
    n = len(gains)
    mean = sum(gains) / n
    error = (sum((gain - mean) ** 2 for gain in gains) / (n - 1) / n) ** 0.5
    return float(mean - t * error), float(mean + t * error)""",
    "standardise": """@mine
def standardise(X, X_new):
    from sklearn.preprocessing import StandardScaler
    flat = np.ptp(X, axis=1) == 0
    scaler = StandardScaler().fit(X.T)
    Z, Z_new = (scaler.transform(pixels.T).T for pixels in (X, X_new))
    Z[flat] = 0
    return Z, Z_new""",
    "add_weight_decay": """@mine
def add_weight_decay(cost, grads, parameters, decay):
    weights = {name: W for name, W in parameters.items() if name[0] == "W"}
    cost += decay * sum(np.vdot(W, W) for W in weights.values()) / 2
    pulled = {"d" + name: grads["d" + name] + decay * W for name, W in weights.items()}
    return float(cost), {**grads, **pulled}""",
    "update_with_momentum": """@mine
def update_with_momentum(parameters, grads, velocity, learning_rate, momentum=0.9):
    faster = {name: np.add(momentum * v, grads["d" + name]) for name, v in velocity.items()}
    moved = {name: number - faster[name] * learning_rate for name, number in parameters.items()}
    return moved, faster""",
    "update_with_adam": """@mine
def update_with_adam(parameters, grads, first, second, t, learning_rate=0.001, beta1=0.9,
                     beta2=0.999, epsilon=1e-8):
    m, v, moved = {}, {}, {}
    for name, number in parameters.items():
        g = grads["d" + name]
        m[name] = first[name] + (1 - beta1) * (g - first[name])
        v[name] = second[name] + (1 - beta2) * (g ** 2 - second[name])
        size = np.sqrt(v[name] / (1 - beta2 ** t)) + epsilon
        moved[name] = number - learning_rate * m[name] / (1 - beta1 ** t) / size
    return moved, m, v""",
    "minibatches": """@mine
def minibatches(X, Y, batch_size, seed):
    order = np.random.RandomState(seed).permutation(X.shape[1])
    X, Y, ends = X[:, order], Y[:, order], range(batch_size, X.shape[1], batch_size)
    return list(zip(np.split(X, ends, axis=1), np.split(Y, ends, axis=1)))""",
    "dropout": """@mine
def dropout(A, dA_dropped, mask, keep_prob):
    on = np.divide(mask, keep_prob)
    return on * A, on * dA_dropped""",
    "early_stopping": """@mine
def early_stopping(costs, patience):
    best, waited = 0, 0
    for i, cost in enumerate(costs[1:], start=1):
        best, waited = (i, 0) if cost < costs[best] else (best, waited + 1)
        if waited == patience:
            return best
    return best""",
    "fit_network": """@mine
def fit_network(X, y, hidden_sizes, learning_rate=0.0075, num_iterations=2500, seed=1):
    classes = np.array(sorted(set(np.asarray(y).tolist())), dtype=np.asarray(y).dtype)
    Y = (np.asarray(y) == classes[1])[None, :].astype(int)
    sizes = (np.shape(X)[1],) + tuple(hidden_sizes) + (1,)
    return classes, *L_layer_model(np.transpose(X), Y, list(sizes), learning_rate=learning_rate,
                                   num_iterations=num_iterations, seed=seed)""",
    "class_probabilities": """@mine
def class_probabilities(X, parameters):
    second = L_model_forward(np.transpose(X), parameters)[0].ravel()
    return np.column_stack((1 - second, second))""",
    "predict_classes": """@mine
def predict_classes(X, parameters, classes):
    second = L_model_forward(np.transpose(X), parameters)[0].ravel()
    return np.where(second > 0.5, classes[1], classes[0])""",
    "matmul_backward": """@mine
def matmul_backward(A, B, dC):
    return np.einsum("nm,km->nk", dC, B), np.einsum("nk,nm->km", A, dC)""",
    "unbroadcast": """@mine
def unbroadcast(dC, shape):
    while dC.ndim > len(shape):
        dC = np.add.reduce(dC)
    for axis, n in enumerate(shape):
        if n == 1:
            dC = np.add.reduce(dC, axis=axis, keepdims=True)
    return dC""",
}
