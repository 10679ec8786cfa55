"""The two activations, the way back through each, and the one place that decides what 0 and 1 become."""
import math

import numpy as np
import pytest

from dnn_utils.activations import keep_off_0_and_1, relu, relu_backward, sigmoid, sigmoid_backward

Z = np.random.RandomState(0).randn(4, 5) * 3
FAR = np.array([[-1e308, -1000.0, -745.2, -709.8, -36.0, 0.0, 36.0, 37.0, 745.2, 1000.0, 1e308]])


def test_sigmoid_by_another_formula():
    A, cache = sigmoid(Z)
    expected = [[math.tanh(z / 2) / 2 + 0.5 for z in row] for row in Z]
    np.testing.assert_allclose(A, expected, rtol=1e-12)
    assert cache is Z


def test_relu_by_a_loop():
    A, cache = relu(Z)
    assert A.tolist() == [[z if z > 0 else 0.0 for z in row] for row in Z]
    assert cache is Z


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4)])
@pytest.mark.parametrize("activation", [sigmoid, relu])
def test_activations_keep_the_shape(activation, shape):
    assert activation(np.ones(shape))[0].shape == shape


@pytest.mark.parametrize("function", [sigmoid, relu])
def test_activations_leave_their_input_alone(function):
    before = Z.copy()
    A, _ = function(Z)
    assert A is not Z
    assert np.array_equal(Z, before)


@pytest.mark.filterwarnings("error")
def test_sigmoid_far_from_zero():
    with np.errstate(divide="raise", invalid="raise"):
        A, _ = sigmoid(FAR)
    assert np.isfinite(A).all()
    assert A[0, 0] == A[0, 1] == A[0, 2] == 0 < A[0, 3]
    assert A[0, -1] == A[0, -2] == A[0, -3] == A[0, -4] == 1
    assert A[0, 3] < A[0, 4] < A[0, 5] == 0.5 < A[0, 6] < 1
    assert np.all(np.diff(A[0]) >= 0)


@pytest.mark.filterwarnings("error")
def test_sigmoid_is_no_0_where_the_true_value_is_a_double():
    """Below -709.8 exp(-Z) overflows, and exp(Z), which is the value there, does not underflow before -745.1."""
    z = np.linspace(-745, -708, 371)
    np.testing.assert_allclose(sigmoid(z)[0], [math.exp(x) for x in z], rtol=1e-13, atol=5e-324)
    assert (sigmoid(z)[0] > 0).all()


def test_a_loss_never_falls_while_z_moves_away_from_the_label():
    z = np.linspace(-760, -600, 1601)
    assert (np.diff(-np.log(keep_off_0_and_1(sigmoid(z)[0]))) <= 0).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("function", [sigmoid_backward, relu_backward])
def test_backward_far_from_zero(function):
    dZ = function(np.ones_like(FAR), FAR)
    assert np.isfinite(dZ).all()
    assert dZ[0, 0] < 1e-300


def test_sigmoid_backward_by_finite_differences():
    dA = np.random.RandomState(1).randn(*Z.shape)
    h = 1e-6
    expected = dA * (sigmoid(Z + h)[0] - sigmoid(Z - h)[0]) / (2 * h)
    np.testing.assert_allclose(sigmoid_backward(dA, Z), expected, rtol=1e-7, atol=1e-10)


def test_sigmoid_backward_is_s_times_1_minus_s():
    """The kept-off 0 and 1 change nothing between them, to 1e-12."""
    z = np.linspace(-700, 36, 5001).reshape(1, -1)
    s = 1 / (1 + np.exp(-z))
    np.testing.assert_allclose(sigmoid_backward(np.ones_like(z), z), s * (1 - s), rtol=1e-12)


def test_relu_backward_by_a_loop():
    dA = np.random.RandomState(1).randn(2, 4)
    z = np.array([[-1.0, -0.0, 0.0, 1.0], [5e-324, -5e-324, 2.0, -2.0]])
    expected = [[d if x > 0 else 0.0 for d, x in zip(*rows)] for rows in zip(dA, z)]
    assert relu_backward(dA, z).tolist() == expected


@pytest.mark.parametrize("function", [sigmoid_backward, relu_backward])
def test_backward_leaves_its_inputs_alone(function):
    dA, z = np.random.RandomState(1).randn(2, 3), np.random.RandomState(2).randn(2, 3)
    before = dA.copy(), z.copy()
    dZ = function(dA, z)
    assert dZ is not dA
    assert np.array_equal(dA, before[0]) and np.array_equal(z, before[1])


def test_keep_off_0_and_1():
    a = np.array([[0.0, -0.0, 1.0, 0.5, 1e-300, 1 - 1e-16, -0.3, 1.7, -5.6e-309]])
    before = a.copy()
    kept = keep_off_0_and_1(a)
    assert kept[0, 0] == kept[0, 1] == 2.0**-1022
    assert kept[0, 2] == np.nextafter(1.0, 0.0)
    assert np.array_equal(kept[0, 3:], a[0, 3:]), "every other number stays, also the article's AL outside 0..1"
    assert np.array_equal(a, before)
    assert keep_off_0_and_1(np.array([5.6e-309, 5e-324])).tolist() == [2.0**-1022] * 2, "as 0: 1 / A must be finite"
    assert keep_off_0_and_1(np.array([[0, 1]])).dtype == float, "integers must not round back to 0 and 1"


@pytest.mark.filterwarnings("error")
def test_keep_off_makes_every_sigmoid_fit_for_a_logarithm_and_a_reciprocal():
    edge = -math.log(np.finfo(float).max)  # where exp(-Z) overflows
    z = np.concatenate([edge + np.arange(-300, 300) * np.spacing(edge), FAR[0], np.linspace(-800, 800, 9973)])
    A = keep_off_0_and_1(sigmoid(z)[0])
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        for number in (np.log(A), np.log(1 - A), 1 / A, 1 / (1 - A)):
            assert np.isfinite(number).all()


@pytest.mark.parametrize("function", [sigmoid_backward, relu_backward])
@pytest.mark.parametrize("dA, cache, message", [
    (np.ones((2, 3)), np.ones((3, 2)), r"dA must have the shape of cache, \(3, 2\), got \(2, 3\)"),
    (np.ones((1, 3)), np.ones((2, 3)), r"dA must have the shape of cache, \(2, 3\), got \(1, 3\)"),
    (np.ones(3), np.ones((1, 3)), r"dA must be a 2-D array with examples in columns, got shape \(3,\)"),
    ([[1.0]], np.ones((1, 1)), "dA must be a 2-D array with examples in columns, got list"),
    (np.ones((1, 1)), None, "cache must be a 2-D array with examples in columns, got NoneType"),
    (np.array([["a"]]), np.ones((1, 1)), "dA must hold real numbers, got dtype <U1"),
])
def test_backward_says_what_is_wrong(function, dA, cache, message):
    with pytest.raises(ValueError, match=message):
        function(dA, cache)
