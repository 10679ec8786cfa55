"""The backward pass against an independent oracle, the complex step, and each of its functions by itself.

Complex step (W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real functions", SIAM
Review 40, 1998): f'(x) = Im f(x + ih) / h, with no difference of nearly equal numbers, so h may be 1e-30 and the
derivative is right to the last digits.
"""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnn_utils.activations import relu_backward, sigmoid_backward
from dnn_utils.backward import L_model_backward, linear_activation_backward, linear_backward
from dnn_utils.forward import L_model_forward

H = 1e-30


def complex_cost(X, Y, parameters):
    """Run the network and its cost with complex numbers; relu goes by the sign of the real part."""
    A, L = X, len(parameters) // 2
    for l in range(1, L + 1):
        Z = parameters[f"W{l}"] @ A + parameters[f"b{l}"]
        A = 1 / (1 + np.exp(-Z)) if l == L else Z * (Z.real > 0)
    return -np.sum(np.where(Y == 1, np.log(A), np.log(1 - A))) / X.shape[1]


def complex_step(f, array):
    """Return the derivative of f with respect to every entry of an array."""
    gradient = np.empty(array.shape)
    for index in np.ndindex(array.shape):
        stepped = array.astype(complex)
        stepped[index] += 1j * H
        gradient[index] = f(stepped).imag / H
    return gradient


def network(sizes, m, seed):
    """Return X, Y and parameters at random, scaled so that no sigmoid is far from its slope."""
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(sizes)):
        parameters[f"W{l}"] = rng.randn(sizes[l], sizes[l - 1]) / np.sqrt(sizes[l - 1])
        parameters[f"b{l}"] = rng.randn(sizes[l], 1) / 2
    return rng.randn(sizes[0], m), rng.randint(0, 2, (1, m)), parameters


@settings(deadline=None, derandomize=True, max_examples=60)
@given(hidden=st.lists(st.integers(1, 5), max_size=4), n_x=st.integers(1, 6), m=st.integers(1, 7),
       seed=st.integers(0, 2**32 - 1))
def test_every_gradient_by_the_complex_step(hidden, n_x, m, seed):
    sizes = [n_x, *hidden, 1]
    X, Y, parameters = network(sizes, m, seed)
    AL, caches = L_model_forward(X, parameters)
    grads = L_model_backward(AL, Y, caches)
    assert set(grads) == {f"{d}{l}" for l in range(1, len(sizes)) for d in ("dA", "dW", "db")}
    for key, value in parameters.items():
        expected = complex_step(lambda stepped: complex_cost(X, Y, {**parameters, key: stepped}), value)
        np.testing.assert_allclose(grads["d" + key], expected, rtol=1e-9, atol=1e-12, err_msg="d" + key)
    by_input = complex_step(lambda stepped: complex_cost(stepped, Y, parameters), X) * m
    np.testing.assert_allclose(grads["dA1"], by_input, rtol=1e-9, atol=1e-12, err_msg="dA1 belongs to X")


def test_the_oracle_itself_by_finite_differences():
    X, Y, parameters = network([3, 4, 1], 5, seed=0)
    h = 1e-6
    W = parameters["W1"]
    expected = np.empty(W.shape)
    for index in np.ndindex(W.shape):
        up, down = W.copy(), W.copy()
        up[index] += h
        down[index] -= h
        expected[index] = (complex_cost(X, Y, {**parameters, "W1": up})
                           - complex_cost(X, Y, {**parameters, "W1": down})) / (2 * h)
    by_step = complex_step(lambda stepped: complex_cost(X, Y, {**parameters, "W1": stepped}), W)
    np.testing.assert_allclose(by_step, expected, rtol=1e-6, atol=1e-9)


def linear(n=4, n_prev=3, m=5, seed=0):
    rng = np.random.RandomState(seed)
    return rng.randn(n, m), (rng.randn(n_prev, m), rng.randn(n, n_prev), rng.randn(n, 1))


@pytest.mark.parametrize("n, n_prev, m", [(4, 3, 5), (1, 3, 2), (3, 3, 3), (2, 1, 1), (1, 1, 4)])
def test_linear_backward_by_loops(n, n_prev, m):
    dZ, (A_prev, W, b) = linear(n, n_prev, m)
    before = [array.copy() for array in (dZ, A_prev, W, b)]
    dA_prev, dW, db = linear_backward(dZ, (A_prev, W, b))
    assert (dA_prev.shape, dW.shape, db.shape) == (A_prev.shape, W.shape, b.shape)
    for i in range(n):
        assert db[i, 0] == pytest.approx(sum(dZ[i, j] for j in range(m)) / m, rel=1e-12)
        for k in range(n_prev):
            assert dW[i, k] == pytest.approx(sum(dZ[i, j] * A_prev[k, j] for j in range(m)) / m, rel=1e-12)
    np.testing.assert_allclose(dA_prev, np.einsum("ik,ij->kj", W, dZ), rtol=1e-12)
    assert all(np.array_equal(x, y) for x, y in zip((dZ, A_prev, W, b), before))


@pytest.mark.parametrize("activation, way_back", [("relu", relu_backward), ("sigmoid", sigmoid_backward)])
def test_linear_activation_backward_is_both_ways_back(activation, way_back):
    dA, linear_cache = linear()
    Z = np.random.RandomState(9).randn(*dA.shape)
    Z[0, 0] = 0.0
    before = [array.copy() for array in (dA, *linear_cache, Z)]
    results = linear_activation_backward(dA, (linear_cache, Z), activation)
    slope = (Z > 0) * 1.0 if activation == "relu" else np.exp(-Z) / (1 + np.exp(-Z)) ** 2
    A_prev, W, b = linear_cache
    m = dA.shape[1]
    expected = (np.einsum("ik,ij->kj", W, dA * slope), np.einsum("ij,kj->ik", dA * slope, A_prev) / m,
                np.einsum("ij->i", dA * slope)[:, np.newaxis] / m)
    for got, want in zip(results, expected, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-11, atol=1e-14)
    assert way_back(dA, Z)[0, 0] == (0 if activation == "relu" else dA[0, 0] / 4)
    assert all(np.array_equal(x, y) for x, y in zip((dA, *linear_cache, Z), before))


def test_grads_are_numbered_as_in_the_article():
    """grads["dAl"] is the gradient with respect to the input of layer l, so it has the shape of A of layer l - 1."""
    X, Y, parameters = network([5, 4, 3, 1], 2, seed=1)
    AL, caches = L_model_forward(X, parameters)
    grads = L_model_backward(AL, Y, caches)
    assert [grads[f"dA{l}"].shape for l in (1, 2, 3)] == [(5, 2), (4, 2), (3, 2)]
    assert all(grads["d" + key].shape == value.shape for key, value in parameters.items())


def one_layer_gradient(Z, Y):
    """Go back through a network of one unit with weight 1: grads["dA1"] is then dZ itself."""
    AL, caches = L_model_forward(Z, {"W1": np.ones((1, 1)), "b1": np.zeros((1, 1))})
    return L_model_backward(AL, Y, caches)["dA1"], AL


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("label", [0, 1])
def test_the_start_gives_AL_minus_Y_everywhere_also_at_exactly_0_and_1(label):
    edge = -np.log(np.finfo(float).max)
    Z = np.concatenate([np.linspace(-1000, 1000, 4001), edge + np.arange(-50, 50) * np.spacing(edge),
                        [37.0, 36.7, -745.2]])[np.newaxis]
    Y = np.full(Z.shape, label)
    with np.errstate(divide="raise", invalid="raise"):
        dZ, AL = one_layer_gradient(Z, Y)
    assert (AL == 0).any() and (AL == 1).any()
    np.testing.assert_allclose(dZ, AL - Y, rtol=1e-12, atol=1.2e-16)


@pytest.mark.filterwarnings("error")
def test_the_gradients_of_a_sure_network_are_finite():
    X, Y, parameters = network([3, 4, 1], 6, seed=2)
    parameters["W2"] *= 1e7
    AL, caches = L_model_forward(X, parameters)
    assert set(AL[0]) <= {0.0, 1.0}
    grads = L_model_backward(AL, Y, caches)
    assert all(np.isfinite(gradient).all() for gradient in grads.values())
    dZ = AL - Y
    np.testing.assert_allclose(grads["dW2"], dZ @ caches[1][0][0].T / 6, rtol=1e-12, atol=1e-15)


def test_L_model_backward_leaves_its_inputs_alone():
    X, Y, parameters = network([4, 3, 1], 5, seed=3)
    AL, caches = L_model_forward(X, parameters)
    arrays = [AL, Y] + [array for (linear_cache, Z) in caches for array in (*linear_cache, Z)]
    before = [array.copy() for array in arrays]
    np.random.seed(99)  # a state that no function leaves behind
    random_before = np.random.get_state()
    L_model_backward(AL, Y, caches)
    L_model_backward(AL, Y, tuple(caches))
    random_after = np.random.get_state()
    assert all(np.array_equal(x, y) for x, y in zip(arrays, before))
    assert len(caches) == 2
    assert random_before[2] == random_after[2] and np.array_equal(random_before[1], random_after[1])


A, W, B = np.ones((3, 5)), np.ones((4, 3)), np.ones((4, 1))
CACHE_ERRORS = [
    ((A, W), r"cache must be the tuple \(A_prev, W, b\) of linear_forward, got a tuple of 2"),
    ([A, W, B], r"cache must be the tuple \(A_prev, W, b\) of linear_forward, got a list of 3"),
    (None, r"cache must be the tuple \(A_prev, W, b\) of linear_forward, got None"),
    ((A, W.T, B), r"W must have one column for each of the 3 rows of A, got shape \(3, 4\)"),
    ((A, W, B.T), r"b must have shape \(4, 1\), one bias for each row of W, got shape \(1, 4\)"),
    ((A.tolist(), W, B), "A must be a 2-D array with examples in columns, got list"),
]
DZ_ERRORS = [
    (np.ones((5, 4)), (A, W, B), r"dZ must have shape \(4, 5\), the shape of W @ A_prev, got shape \(5, 4\)"),
    (np.ones(5), (A, W, B), r"dZ must be a 2-D array with examples in columns, got shape \(5,\)"),
    (None, (A, W, B), "dZ must be a 2-D array with examples in columns, got NoneType"),
    (np.ones((4, 0)), (np.ones((3, 0)), W, B), r"dZ must hold at least one example, got shape \(4, 0\)"),
]


@pytest.mark.parametrize("dZ, cache, message", DZ_ERRORS + [(np.ones((4, 5)), *error) for error in CACHE_ERRORS])
def test_linear_backward_says_what_is_wrong(dZ, cache, message):
    with pytest.raises(ValueError, match=message):
        linear_backward(dZ, cache)


dA = np.ones((4, 5))


@pytest.mark.parametrize("arguments, message", [
    ((dA, ((A, W, B), dA), "tanh"), "activation must be 'relu' or 'sigmoid', got 'tanh'"),
    ((dA, (A, W, B), "relu"),
     r"cache must be the tuple \(linear_cache, activation_cache\) of linear_activation_forward, got a tuple of 3"),
    ((dA, None, "relu"), r"cache must be the tuple \(linear_cache, activation_cache\).*, got None"),
    ((dA.T, ((A, W, B), dA), "relu"), r"dA must have the shape of cache, \(4, 5\), got \(5, 4\)"),
    ((dA.T, ((A, W, B), dA.T), "relu"), r"dZ must have shape \(4, 5\), the shape of W @ A_prev, got shape \(5, 4\)"),
    ((1.0, ((A, W, B), dA), "sigmoid"), "dA must be a 2-D array with examples in columns, got float"),
    *[((dA, (cache, dA), activation), message)
      for cache, message in CACHE_ERRORS for activation in ("relu", "sigmoid")],
])
def test_linear_activation_backward_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        linear_activation_backward(*arguments)


CACHES = [((np.ones((2, 3)), np.ones((1, 2)), np.ones((1, 1))), np.ones((1, 3)))]
AL, Y = np.full((1, 3), 0.5), np.array([[0, 1, 1]])


@pytest.mark.parametrize("arguments, message", [
    ((AL, Y[:, :2], CACHES), r"Y must have shape \(1, 3\), one label for each example, got shape \(1, 2\)"),
    ((AL, Y.T, CACHES), r"Y must have shape \(1, 3\).* got shape \(3, 1\)"),
    ((AL, 2 * Y, CACHES), "Y must hold only the labels 0 and 1, got 2"),
    ((np.full((2, 3), 0.5), Y, CACHES), r"AL must have shape \(1, m\), got shape \(2, 3\)"),
    ((AL[0], Y, CACHES), r"AL must be a 2-D array with examples in columns, got shape \(3,\)"),
    ((AL, Y, []), "caches must be the list that L_model_forward returns, got a list of 0"),
    ((AL, Y, None), "caches must be the list that L_model_forward returns, got None"),
    ((AL, Y, CACHES[0][0]), r"cache must be the tuple \(linear_cache, activation_cache\)"),
    ((AL[:, :2], Y[:, :2], CACHES), r"dA must have the shape of cache, \(1, 3\), got \(1, 2\)"),
])
def test_L_model_backward_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        L_model_backward(*arguments)
