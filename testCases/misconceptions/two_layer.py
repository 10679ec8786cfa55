"""Known wrong versions of the exercises of lesson 6; what to say to each stands in messages/NAME.toml."""
import numpy as np

from dnn_utils.activations import keep_off_0_and_1
from dnn_utils.backward import linear_activation_backward
from dnn_utils.cost import compute_cost
from dnn_utils.forward import L_model_forward, linear_activation_forward
from dnn_utils.initialization import initialize_parameters
from dnn_utils.update import update_parameters


def training(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False, parameters=None, seed=1, *,
             given=True, own_seed=True, updates=True, cost_after=False, every=100, sign=1,
             activations=("relu", "sigmoid"), rate=None):
    """Train as the lesson does, but for one slip."""
    if parameters is None or not given:
        parameters = initialize_parameters(*layers_dims, seed=seed if own_seed else 1)
    first, second = activations
    costs = []
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], first)
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], second)
        if i % every == 0 and not cost_after:
            costs.append(compute_cost(A2, Y))
        A2 = keep_off_0_and_1(A2)
        dA2 = sign * -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, second)
        _, dW1, db1 = linear_activation_backward(dA1, cache1, first)
        grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
        if updates:
            parameters = update_parameters(parameters, grads, learning_rate if rate is None else rate)
        if i % every == 0 and cost_after:
            A1, _ = linear_activation_forward(X, parameters["W1"], parameters["b1"], first)
            costs.append(compute_cost(linear_activation_forward(A1, parameters["W2"], parameters["b2"], second)[0], Y))
    return parameters, costs


def slip(**changes):
    """Return the training with a slip, as a function of the exercise's arguments."""
    return lambda *arguments: training(*arguments, **changes)


def probability(X, parameters):
    return L_model_forward(X, parameters)[0]


MISCONCEPTIONS = {
    "two_layer_model": {
        "never_updated": slip(updates=False),
        "cost_after_the_step": slip(cost_after=True), "cost_every_time": slip(every=1),
        "given_start_ignored": slip(given=False), "seed_ignored": slip(own_seed=False), "uphill": slip(sign=-1),
        "learning_rate_fixed": slip(rate=0.0075), "sigmoid_in_both": slip(activations=("sigmoid", "sigmoid")),
    },
    "predict": {
        "half_counts_as_cat": lambda X, y, parameters: (probability(X, parameters) >= 0.5).astype(int),
        "probabilities": lambda X, y, parameters: probability(X, parameters),
        "swapped": lambda X, y, parameters: (probability(X, parameters) < 0.5).astype(int),
        "right_or_wrong": lambda X, y, parameters: ((probability(X, parameters) > 0.5) == y).astype(int),
        "accuracy": lambda X, y, parameters: np.mean((probability(X, parameters) > 0.5) == y),
        "labels": lambda X, y, parameters: y,
        "row_lost": lambda X, y, parameters: (probability(X, parameters) > 0.5).astype(int)[0],
    },
}
