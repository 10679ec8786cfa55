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
}
