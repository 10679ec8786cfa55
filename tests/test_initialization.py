"""Both initialisations: shapes, streams of random numbers, scales, errors."""
import numpy as np
import pytest

from dnn_utils.initialization import initialize_parameters, initialize_parameters_deep
from dnn_utils.models import L_layer_model


def test_initialize_parameters_draws_w1_then_w2():
    parameters = initialize_parameters(4, 3, 2)
    rng = np.random.RandomState(1)
    stream = rng.randn(4 * 3 + 3 * 2) * 0.01
    assert list(parameters) == ["W1", "b1", "W2", "b2"]
    assert np.array_equal(parameters["W1"], stream[:12].reshape(3, 4))
    assert np.array_equal(parameters["W2"], stream[12:].reshape(2, 3))
    assert np.array_equal(parameters["b1"], [[0.0]] * 3)
    assert np.array_equal(parameters["b2"], [[0.0]] * 2)


@pytest.mark.parametrize("seed", [1, 3, 12])
def test_the_stream_is_that_of_np_random_seed(seed):
    """A local RandomState gives the article's numbers, which came from the global generator."""
    state = np.random.get_state()
    np.random.seed(seed)
    expected = np.random.randn(2, 3) * 0.01, np.random.randn(1, 2) * 0.01
    np.random.set_state(state)
    parameters = initialize_parameters(3, 2, 1, seed=seed)
    assert np.array_equal(parameters["W1"], expected[0])
    assert np.array_equal(parameters["W2"], expected[1])


@pytest.mark.parametrize("layer_dims", [[5, 4, 3], (3, 1), np.array([6, 4, 3, 2, 1])])
def test_initialize_parameters_deep_shapes(layer_dims):
    parameters = initialize_parameters_deep(layer_dims)
    assert len(parameters) == 2 * (len(layer_dims) - 1)
    for l in range(1, len(layer_dims)):
        assert parameters[f"W{l}"].shape == (layer_dims[l], layer_dims[l - 1])
        assert np.array_equal(parameters[f"b{l}"], np.zeros((layer_dims[l], 1)))


@pytest.mark.parametrize("seed, scale, factors", [
    (1, "sqrt", [5**-0.5, 4**-0.5]), (3, "sqrt", [5**-0.5, 4**-0.5]), (3, 0.01, [0.01, 0.01]), (2, 0, [0, 0]),
    (2, np.float64(1.5), [1.5, 1.5]),
])
def test_initialize_parameters_deep_scales(seed, scale, factors):
    parameters = initialize_parameters_deep([5, 4, 3], seed=seed, scale=scale)
    stream = np.random.RandomState(seed).randn(5 * 4 + 4 * 3)
    np.testing.assert_allclose(parameters["W1"].ravel(), stream[:20] * factors[0], rtol=1e-15)
    np.testing.assert_allclose(parameters["W2"].ravel(), stream[20:] * factors[1], rtol=1e-15)


def test_the_default_divides_by_the_root_of_the_inputs_with_seed_1():
    default = initialize_parameters_deep([400, 300, 2])
    named = initialize_parameters_deep([400, 300, 2], seed=1, scale="sqrt")
    assert all(np.array_equal(default[key], named[key]) for key in named)
    assert default["W1"].std() == pytest.approx(400**-0.5, rel=0.01)


def test_l_layer_model_starts_from_the_default():
    X, Y = np.ones((5, 2)), np.array([[0, 1]])
    parameters, _ = L_layer_model(X, Y, [5, 4, 1], num_iterations=0)
    expected = initialize_parameters_deep([5, 4, 1])
    assert all(np.array_equal(parameters[key], expected[key]) for key in expected)


def test_the_global_generator_is_left_alone():
    np.random.seed(99)  # a state that no function leaves behind
    before = np.random.get_state()
    initialize_parameters(3, 2, 1)
    initialize_parameters_deep([5, 4, 3])
    after = np.random.get_state()
    assert before[2] == after[2] and np.array_equal(before[1], after[1])


def test_sizes_may_be_numpy_integers():
    assert initialize_parameters(np.int64(3), np.int32(2), 1)["W1"].shape == (2, 3)


@pytest.mark.parametrize("sizes, message", [
    ((0, 2, 1), "n_x must be a whole number of at least 1, got 0"),
    ((3, -2, 1), "n_h must be a whole number of at least 1, got -2"),
    ((3, 2, 1.0), "n_y must be a whole number of at least 1, got 1.0"),
    (("3", 2, 1), "n_x must be a whole number of at least 1, got '3'"),
    ((3, True, 1), "n_h must be a whole number of at least 1, got True"),
    ((3, 2, None), "n_y must be a whole number of at least 1, got None"),
])
def test_initialize_parameters_says_what_is_wrong(sizes, message):
    with pytest.raises(ValueError, match=message):
        initialize_parameters(*sizes)


@pytest.mark.parametrize("arguments, message", [
    ([[5]], r"layer_dims must list the size of the input and of at least one layer, got \[5\]"),
    ([[]], r"layer_dims must list the size of the input and of at least one layer, got \[\]"),
    ([5], "layer_dims must list the size of the input and of at least one layer, got 5"),
    (["54"], "layer_dims must list the size of the input and of at least one layer, got '54'"),
    ([[5, 0, 3]], r"layer_dims\[1\] must be a whole number of at least 1, got 0"),
    ([[5, 4, 2.5]], r"layer_dims\[2\] must be a whole number of at least 1, got 2.5"),
    ([[5, 4], 1, "he"], "scale must be 'sqrt' or a finite number, got 'he'"),
    ([[5, 4], 1, None], "scale must be 'sqrt' or a finite number, got None"),
    ([[5, 4], 1, True], "scale must be 'sqrt' or a finite number, got True"),
    ([[5, 4], 1, float("nan")], "scale must be 'sqrt' or a finite number, got nan"),
])
def test_initialize_parameters_deep_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        initialize_parameters_deep(*arguments)
