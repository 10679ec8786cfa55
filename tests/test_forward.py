"""The forward pass: values by loops, caches, shapes, far from zero, errors."""
import math

import numpy as np
import pytest

from dnn_utils.forward import L_model_forward, linear_activation_forward, linear_forward


def layer(n=4, n_prev=3, m=5, seed=0):
    rng = np.random.RandomState(seed)
    return rng.randn(n_prev, m), rng.randn(n, n_prev), rng.randn(n, 1)


def network(sizes, m, seed=0):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(sizes)):
        parameters[f"W{l}"] = rng.randn(sizes[l], sizes[l - 1])
        parameters[f"b{l}"] = rng.randn(sizes[l], 1)
    return rng.randn(sizes[0], m), parameters


def by_loops(A, W, b):
    return [[sum(W[i, k] * A[k, j] for k in range(len(A))) + b[i, 0] for j in range(A.shape[1])]
            for i in range(len(W))]


@pytest.mark.parametrize("n, n_prev, m", [(4, 3, 5), (1, 3, 2), (3, 1, 2), (3, 3, 3), (2, 3, 1), (2, 2, 0)])
def test_linear_forward_by_loops(n, n_prev, m):
    A, W, b = layer(n, n_prev, m)
    before = A.copy(), W.copy(), b.copy()
    Z, cache = linear_forward(A, W, b)
    assert Z.shape == (n, m)
    np.testing.assert_allclose(Z, np.reshape(by_loops(A, W, b), (n, m)), rtol=1e-12, atol=1e-14)
    assert isinstance(cache, tuple) and len(cache) == 3
    assert cache[0] is A and cache[1] is W and cache[2] is b
    assert all(np.array_equal(x, y) for x, y in zip((A, W, b), before))


@pytest.mark.parametrize("activation, formula", [
    ("relu", lambda z: max(z, 0.0)), ("sigmoid", lambda z: math.tanh(z / 2) / 2 + 0.5)])
def test_linear_activation_forward_by_loops(activation, formula):
    A_prev, W, b = layer()
    A, cache = linear_activation_forward(A_prev, W, b, activation)
    z = by_loops(A_prev, W, b)
    np.testing.assert_allclose(A, [[formula(entry) for entry in row] for row in z], rtol=1e-12, atol=1e-14)
    assert isinstance(cache, tuple) and len(cache) == 2
    linear_cache, Z = cache
    assert linear_cache[0] is A_prev and linear_cache[1] is W and linear_cache[2] is b
    np.testing.assert_allclose(Z, z, rtol=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_linear_activation_forward_far_from_zero(activation):
    A, _ = linear_activation_forward(np.array([[-1000.0, 1000.0]]), np.ones((1, 1)), np.zeros((1, 1)), activation)
    assert A.tolist() == [[0.0, 1000.0 if activation == "relu" else 1.0]]


@pytest.mark.parametrize("sizes, m", [([4, 3, 1], 2), ([5, 4, 3, 2, 1], 6), ([3, 1], 4), ([2, 3, 2], 1)])
def test_L_model_forward_by_einsum(sizes, m):
    X, parameters = network(sizes, m)
    before = X.copy(), {key: value.copy() for key, value in parameters.items()}
    AL, caches = L_model_forward(X, parameters)
    A, L = X, len(sizes) - 1
    assert isinstance(caches, list) and len(caches) == L
    for l in range(1, L + 1):
        (A_prev, W, b), Z = caches[l - 1]
        np.testing.assert_allclose(A_prev, A, rtol=1e-12)
        assert W is parameters[f"W{l}"] and b is parameters[f"b{l}"]
        z = np.einsum("ik,kj->ij", W, A) + b
        np.testing.assert_allclose(Z, z, rtol=1e-12)
        A = 1 / (1 + np.exp(-z)) if l == L else z * (z > 0)
    assert caches[0][0][0] is X
    assert AL.shape == (sizes[-1], m)
    np.testing.assert_allclose(AL, A, rtol=1e-12)
    assert np.array_equal(X, before[0])
    assert list(parameters) == list(before[1])
    assert all(np.array_equal(parameters[key], before[1][key]) for key in parameters)


def test_columns_do_not_see_one_another():
    X, parameters = network([4, 3, 1], 6)
    AL, _ = L_model_forward(X, parameters)
    for j in range(6):
        np.testing.assert_allclose(L_model_forward(X[:, [j]], parameters)[0], AL[:, [j]], rtol=1e-12)


def test_the_global_generator_is_left_alone():
    np.random.seed(99)  # a state that no function leaves behind
    before = np.random.get_state()
    L_model_forward(*network([4, 3, 1], 2))
    after = np.random.get_state()
    assert before[2] == after[2] and np.array_equal(before[1], after[1])


LINEAR_ERRORS = [
    ((np.ones((3, 2)), np.ones((1, 2)), np.ones((1, 1))),
     r"W must have one column for each of the 3 rows of A, got shape \(1, 2\)"),
    ((np.ones((3, 2)), np.ones((4, 3)), np.ones((1, 4))),
     r"b must have shape \(4, 1\), one bias for each row of W, got shape \(1, 4\)"),
    ((np.ones((3, 2)), np.ones((4, 3)), np.ones((4, 2))), r"b must have shape \(4, 1\).* got shape \(4, 2\)"),
    ((np.ones(3), np.ones((1, 3)), np.ones((1, 1))),
     r"A must be a 2-D array with examples in columns, got shape \(3,\)"),
    (([[1.0]], np.ones((1, 1)), np.ones((1, 1))), "A must be a 2-D array with examples in columns, got list"),
    ((np.ones((1, 1)), None, np.ones((1, 1))), "W must be a 2-D array of weights, got NoneType"),
    ((np.ones((3, 2)), np.ones((1, 3)), 0.5), "b must be a 2-D array of biases, got float"),
    ((np.array([["cat"]]), np.ones((1, 1)), np.ones((1, 1))), "A must hold real numbers, got dtype <U3"),
    ((np.array([[1j]]), np.ones((1, 1)), np.ones((1, 1))), "A must hold real numbers, got dtype complex128"),
]


@pytest.mark.parametrize("arguments, message", LINEAR_ERRORS)
def test_linear_forward_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        linear_forward(*arguments)


@pytest.mark.parametrize("arguments, message", [
    *[((*arguments, "relu"), message) for arguments, message in LINEAR_ERRORS],
    ((*layer(), "tanh"), "activation must be 'relu' or 'sigmoid', got 'tanh'"),
    ((*layer(), None), "activation must be 'relu' or 'sigmoid', got None"),
    ((*layer(), "Relu"), "activation must be 'relu' or 'sigmoid', got 'Relu'"),
    ((*layer(), np.ones(2)), "activation must be 'relu' or 'sigmoid', got array"),
])
def test_linear_activation_forward_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        linear_activation_forward(*arguments)


def changed(key, value):
    """Return X and parameters of a network 4, 3, 1 of which one entry is another (or gone)."""
    X, parameters = network([4, 3, 1], 2)
    parameters[key] = value
    return X, {key: value for key, value in parameters.items() if value is not None}


@pytest.mark.parametrize("arguments, message", [
    ((np.ones((5, 2)), network([4, 3, 1], 2)[1]),
     r"parameters\['W1'\] must have 5 columns, one for each of the rows of X, got shape \(3, 4\)"),
    (changed("W2", np.ones((1, 4))),
     r"parameters\['W2'\] must have 3 columns, one for each of the units of layer 1, got shape \(1, 4\)"),
    (changed("b1", np.ones((1, 3))), r"parameters\['b1'\] must have shape \(3, 1\), got shape \(1, 3\)"),
    (changed("b1", 0.5), r"parameters\['b1'\] must be a 2-D array of biases, got float"),
    (changed("W1", [[1.0]]), r"parameters\['W1'\] must be a 2-D array of weights, got list"),
    (changed("b2", None), "parameters must be a dictionary with W1, b1 ... WL, bL, got a dict of 3"),
    ((np.ones((4, 2)), {}), "parameters must be a dictionary with W1, b1 ... WL, bL, got a dict of 0"),
    ((np.ones((4, 2)), None), "parameters must be a dictionary with W1, b1 ... WL, bL, got None"),
    ((np.ones((4, 2)), {"W1": np.ones((3, 4)), "B1": np.ones((3, 1))}),
     r"parameters must hold b1, got the keys \['B1', 'W1'\]"),
    ((np.ones((4, 2)), {1: np.ones((3, 4)), "b1": np.ones((3, 1))}),
     r"parameters must hold W1, got the keys \['1', 'b1'\]"),
    ((np.ones(4), network([4, 3, 1], 2)[1]), r"X must be a 2-D array with examples in columns, got shape \(4,\)"),
])
def test_L_model_forward_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        L_model_forward(*arguments)
