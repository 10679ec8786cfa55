"""Known wrong versions of the exercises of lesson 1; what to say to each stands in messages/NAME.toml."""
import numpy as np


def no_factor(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x)
    W2 = rng.randn(n_y, n_h)
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


def rows_and_columns_swapped(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_x, n_h) * 0.01
    W2 = rng.randn(n_h, n_y) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


def uniform(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    W1 = rng.rand(n_h, n_x) * 0.01
    W2 = rng.rand(n_y, n_h) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


def zero_weights(n_x, n_h, n_y, seed=1):
    W1 = np.zeros((n_h, n_x))
    W2 = np.zeros((n_y, n_h))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


def random_biases(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    b1 = rng.randn(n_h, 1) * 0.01
    W2 = rng.randn(n_y, n_h) * 0.01
    b2 = rng.randn(n_y, 1) * 0.01
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def flat_biases(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    W2 = rng.randn(n_y, n_h) * 0.01
    return {"W1": W1, "b1": np.zeros(n_h), "W2": W2, "b2": np.zeros(n_y)}


def second_layer_first(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    W2 = rng.randn(n_y, n_h) * 0.01
    W1 = rng.randn(n_h, n_x) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


def seed_inside(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(1)
    W1 = rng.randn(n_h, n_x) * 0.01
    W2 = rng.randn(n_y, n_h) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


def factor_always_001(layer_dims, seed=1, scale="sqrt"):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l - 1]) * 0.01
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def always_divided(layer_dims, seed=1, scale="sqrt"):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def not_scaled(layer_dims, seed=1, scale="sqrt"):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def root_forgotten(layer_dims, seed=1, scale="sqrt"):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l - 1])
        parameters["W" + str(l)] = W / layer_dims[l - 1] if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def root_of_own_size(layer_dims, seed=1, scale="sqrt"):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l - 1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l]) if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def rows_and_columns_swapped_deep(layer_dims, seed=1, scale="sqrt"):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l - 1], layer_dims[l])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l - 1]) if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def last_layer_missing(layer_dims, seed=1, scale="sqrt"):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims) - 1):
        W = rng.randn(layer_dims[l], layer_dims[l - 1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l - 1]) if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def generator_made_anew(layer_dims, seed=1, scale="sqrt"):
    parameters = {}
    for l in range(1, len(layer_dims)):
        rng = np.random.RandomState(seed)
        W = rng.randn(layer_dims[l], layer_dims[l - 1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l - 1]) if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


MISCONCEPTIONS = {
    "initialize_parameters": {
        "no_factor": no_factor,
        "rows_and_columns_swapped": rows_and_columns_swapped,
        "uniform": uniform,
        "zero_weights": zero_weights,
        "random_biases": random_biases,
        "flat_biases": flat_biases,
        "second_layer_first": second_layer_first,
        "seed_inside": seed_inside,
    },
    "initialize_parameters_deep": {
        "factor_always_001": factor_always_001,
        "always_divided": always_divided,
        "not_scaled": not_scaled,
        "root_forgotten": root_forgotten,
        "root_of_own_size": root_of_own_size,
        "rows_and_columns_swapped": rows_and_columns_swapped_deep,
        "last_layer_missing": last_layer_missing,
        "generator_made_anew": generator_made_anew,
    },
}
