"""Known wrong versions of the exercise of lesson 5; what to say to each stands in messages/NAME.toml."""


def step(parameters, change):
    """Return new parameters, key by key."""
    return {key: change(key, array) for key, array in parameters.items()}


def uphill(parameters, grads, learning_rate):
    return step(parameters, lambda key, array: array + learning_rate * grads["d" + key])


def no_learning_rate(parameters, grads, learning_rate):
    return step(parameters, lambda key, array: array - grads["d" + key])


def divided_by_learning_rate(parameters, grads, learning_rate):
    return step(parameters, lambda key, array: array - grads["d" + key] / learning_rate)


def only_weights(parameters, grads, learning_rate):
    return step(parameters, lambda key, array: array - learning_rate * grads["d" + key] if key[0] == "W" else array)


def last_layer_forgotten(parameters, grads, learning_rate):
    L = len(parameters) // 2
    return step(parameters, lambda key, array: array if key[1:] == str(L) else array - learning_rate * grads["d" + key])


def in_place(parameters, grads, learning_rate):
    for key in parameters:
        parameters[key] -= learning_rate * grads["d" + key]
    return parameters


def nothing_new(parameters, grads, learning_rate):
    return step(parameters, lambda key, array: array)


def biases_by_dw(parameters, grads, learning_rate):
    return step(parameters, lambda key, array: array - learning_rate * grads["dW" + key[1:]])


def only_the_step(parameters, grads, learning_rate):
    return step(parameters, lambda key, array: learning_rate * grads["d" + key])


MISCONCEPTIONS = {
    "update_parameters": {
        "uphill": uphill, "no_learning_rate": no_learning_rate, "divided_by_learning_rate": divided_by_learning_rate,
        "only_weights": only_weights, "last_layer_forgotten": last_layer_forgotten, "in_place": in_place,
        "nothing_new": nothing_new, "biases_by_dw": biases_by_dw, "only_the_step": only_the_step,
    },
}
