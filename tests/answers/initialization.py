"""Right answers to the exercises of lesson 1, written differently."""
import numpy as np


def global_initialize_parameters(n_x, n_h, n_y, seed=1):
    np.random.seed(seed)
    W1 = np.random.randn(n_h, n_x) * 0.01
    return {"W1": W1, "W2": np.random.randn(n_y, n_h) * 0.01, "b1": np.zeros((n_h, 1)), "b2": np.zeros([n_y, 1])}


def one_draw_initialize_parameters(n_x, n_h, n_y, seed=1):
    numbers = np.random.RandomState(seed).standard_normal(n_h * n_x + n_y * n_h) / 100
    W1, W2 = np.split(numbers, [n_h * n_x])
    return {"W1": W1.reshape(n_h, n_x), "b1": np.full((n_h, 1), 0.0), "W2": W2.reshape(n_y, n_h), "b2": [[0.0]] * n_y}


def normal_initialize_parameters(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l, shape in enumerate([(n_h, n_x), (n_y, n_h)], start=1):
        parameters[f"W{l}"] = rng.normal(0, 0.01, shape)
        parameters[f"b{l}"] = parameters[f"W{l}"][:, :1] * 0
    return parameters


def float32_initialize_parameters(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    W1, W2 = (1e-2 * rng.randn(*shape).astype(np.float32) for shape in ((n_h, n_x), (n_y, n_h)))
    return dict(W1=W1, b1=np.zeros((n_h, 1), dtype=np.float32), W2=W2, b2=np.zeros((n_y, 1), dtype=int))


def entry_by_entry_initialize_parameters(n_x, n_h, n_y, seed=1):
    rng = np.random.RandomState(seed)
    W1 = np.array([[0.01 * rng.randn() for _ in range(n_x)] for _ in range(n_h)])
    W2 = np.array([[0.01 * rng.randn() for _ in range(n_h)] for _ in range(n_y)])
    b1, b2 = np.array([[0.0]] * n_h), np.array([[0.0]] * n_y)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def global_initialize_parameters_deep(layer_dims, seed=1, scale="sqrt"):
    np.random.seed(seed)
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        factor = 1 / np.sqrt(layer_dims[l - 1]) if scale == "sqrt" else scale
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * factor
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def pairs_initialize_parameters_deep(layer_dims, seed=1, scale="sqrt"):
    rng, parameters = np.random.RandomState(seed), {}
    for l, (n_prev, n) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
        deviation = n_prev**-0.5 if isinstance(scale, str) else scale
        parameters.update({f"b{l}": np.zeros((n, 1)), f"W{l}": rng.normal(scale=deviation, size=(n, n_prev))})
    return parameters


def in_place_initialize_parameters_deep(layer_dims, seed=1, scale="sqrt"):
    rng = np.random.RandomState(seed)
    sizes = list(layer_dims)
    weights = [rng.randn(n, n_prev) for n, n_prev in zip(sizes[1:], sizes)]
    for W in weights:
        if scale == "sqrt":
            W /= W.shape[1] ** 0.5
        else:
            W *= scale
    parameters = {"W" + str(l + 1): W for l, W in enumerate(weights)}
    parameters |= {"b" + str(l + 1): np.zeros_like(W[:, [0]]) for l, W in enumerate(weights)}
    return parameters


def float32_initialize_parameters_deep(layer_dims, seed=1, scale="sqrt"):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(len(layer_dims) - 1):
        rows, columns = layer_dims[l + 1], layer_dims[l]
        W = rng.randn(rows, columns).astype("float32")
        parameters[f"W{l + 1}"] = W * np.float32(1 / np.sqrt(columns) if scale == "sqrt" else scale)
        parameters[f"b{l + 1}"] = np.zeros((rows, 1), "float32")
    return parameters


ANSWERS = {
    "initialize_parameters": [global_initialize_parameters, one_draw_initialize_parameters,
                              normal_initialize_parameters, float32_initialize_parameters,
                              entry_by_entry_initialize_parameters],
    "initialize_parameters_deep": [global_initialize_parameters_deep, pairs_initialize_parameters_deep,
                                   in_place_initialize_parameters_deep, float32_initialize_parameters_deep],
}
