"""Right answers to the exercise of lesson 5, written differently."""
import copy

import numpy as np


def comprehension_update_parameters(parameters, grads, learning_rate):
    return {key: value - learning_rate * grads["d" + key] for key, value in parameters.items()}


def copying_update_parameters(parameters, grads, learning_rate):
    parameters = {key: value.copy() for key, value in reversed(parameters.items())}
    for key in parameters:
        parameters[key] -= learning_rate * grads["d" + key]
    return parameters


def layers_update_parameters(parameters, grads, learning_rate):
    updated = {}
    for l in range(1, len(parameters) // 2 + 1):
        for name in ("W" + str(l), "b" + str(l)):
            updated[name] = np.subtract(parameters[name], np.multiply(learning_rate, grads["d" + name]))
    return updated


def deepcopy_update_parameters(parameters, grads, learning_rate):
    new = copy.deepcopy(parameters)
    for key, gradient in grads.items():
        if key[1:] in new:
            new[key[1:]] += -learning_rate * gradient
    return new


ANSWERS = {
    "update_parameters": [comprehension_update_parameters, copying_update_parameters, layers_update_parameters,
                          deepcopy_update_parameters],
}
