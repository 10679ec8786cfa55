"""The two-layer model and predict: against a second implementation, starts, costs, prints, errors."""
import numpy as np
import pytest

from dnn_utils.forward import L_model_forward
from dnn_utils.initialization import initialize_parameters
from dnn_utils.models import predict, two_layer_model


def small_data(n_x=4, m=12, seed=0):
    rng = np.random.RandomState(seed)
    X = rng.randn(n_x, m)
    return X, (X[:1] + X[1:2] ** 2 > 0.5).astype(int)


def by_einsum(X, Y, parameters, learning_rate, num_iterations):
    """Train in the fewest lines, with dZ2 = A2 - Y; return the parameters and every cost."""
    W1, b1, W2, b2 = (parameters[key].copy() for key in ("W1", "b1", "W2", "b2"))
    m, costs = X.shape[1], []
    for _ in range(num_iterations):
        Z1 = np.einsum("hk,km->hm", W1, X) + b1
        A1 = Z1 * (Z1 > 0)
        A2 = 1 / (1 + np.exp(-(np.einsum("oh,hm->om", W2, A1) + b2)))
        costs.append(-np.mean(np.where(Y == 1, np.log(A2), np.log(1 - A2))))
        dZ2 = A2 - Y
        dZ1 = np.einsum("oh,om->hm", W2, dZ2) * (Z1 > 0)
        W2 -= learning_rate * np.einsum("om,hm->oh", dZ2, A1) / m
        b2 -= learning_rate * dZ2.mean(axis=1, keepdims=True)
        W1 -= learning_rate * np.einsum("hm,km->hk", dZ1, X) / m
        b1 -= learning_rate * dZ1.mean(axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, costs


@pytest.mark.parametrize("learning_rate, num_iterations", [(0.0075, 1), (0.3, 250)])
def test_two_layer_model_by_einsum(learning_rate, num_iterations):
    X, Y = small_data()
    start = initialize_parameters(4, 3, 1, seed=5)
    expected, every_cost = by_einsum(X, Y, start, learning_rate, num_iterations)
    parameters, costs = two_layer_model(X, Y, (4, 3, 1), learning_rate, num_iterations, seed=5)
    assert list(parameters) == ["W1", "b1", "W2", "b2"]
    for key in expected:
        np.testing.assert_allclose(parameters[key], expected[key], rtol=1e-9, atol=1e-12)
    assert isinstance(costs, list) and all(type(cost) is float for cost in costs)
    assert costs == pytest.approx(every_cost[::100], rel=1e-11)


@pytest.mark.parametrize("num_iterations, length", [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_a_cost_before_every_hundredth_iteration(num_iterations, length):
    assert len(two_layer_model(*small_data(), (4, 3, 1), num_iterations=num_iterations)[1]) == length


def test_no_iteration_gives_the_start():
    parameters, costs = two_layer_model(*small_data(), (4, 3, 1), num_iterations=0)
    start = initialize_parameters(4, 3, 1)
    assert costs == []
    assert all(np.array_equal(parameters[key], start[key]) for key in start)


def test_the_defaults_are_the_articles():
    X, Y = small_data(m=3)
    default = two_layer_model(X, Y, (4, 2, 1))
    named = two_layer_model(X, Y, (4, 2, 1), learning_rate=0.0075, num_iterations=3000, print_cost=False, seed=1)
    assert default[1] == named[1] and len(default[1]) == 30


def test_the_seed_and_the_start():
    X, Y = small_data()
    drawn = initialize_parameters(4, 3, 1, seed=9)
    before = {key: value.copy() for key, value in drawn.items()}
    _, by_seed = two_layer_model(X, Y, (4, 3, 1), 0.5, 201, seed=9)
    _, by_start = two_layer_model(X, Y, (4, 3, 1), 0.5, 201, parameters=drawn)
    _, by_default = two_layer_model(X, Y, (4, 3, 1), 0.5, 201)
    assert by_seed == by_start
    assert by_seed != by_default
    assert all(np.array_equal(drawn[key], before[key]) for key in before), "a start that came in is left as it is"


def test_a_training_goes_on_where_it_ended():
    X, Y = small_data()
    half, _ = two_layer_model(X, Y, (4, 3, 1), 0.5, 100)
    whole, _ = two_layer_model(X, Y, (4, 3, 1), 0.5, 200)
    resumed, _ = two_layer_model(X, Y, (4, 3, 1), 0.5, 100, parameters=half)
    assert all(np.array_equal(resumed[key], whole[key]) for key in whole)


def test_print_cost(capsys):
    _, costs = two_layer_model(*small_data(), (4, 3, 1), num_iterations=201, print_cost=True)
    assert capsys.readouterr().out == "".join(f"Cost after iteration {100 * i}: {cost:.6f}\n"
                                              for i, cost in enumerate(costs))
    two_layer_model(*small_data(), (4, 3, 1), num_iterations=201)
    assert capsys.readouterr().out == ""


@pytest.mark.filterwarnings("error")
def test_a_training_that_is_sure_stays_finite():
    """Its probabilities are exactly 0 and 1 from the start, and one of them is wrong."""
    X, Y = np.array([[-1.0, 1.0, 2.0]]), np.array([[0, 1, 0]])
    start = {"W1": np.array([[1e3], [-1e3]]), "b1": np.zeros((2, 1)),
             "W2": np.array([[1e3, -1e3]]), "b2": np.zeros((1, 1))}
    assert L_model_forward(X, start)[0].tolist() == [[0, 1, 1]]
    parameters, costs = two_layer_model(X, Y, (1, 2, 1), 0.0075, 201, parameters=start)
    assert costs[0] == pytest.approx(53 * np.log(2) / 3)
    assert np.isfinite(costs).all()
    assert all(np.isfinite(value).all() for value in parameters.values())


def test_data_and_the_global_generator_are_left_alone(capsys):
    X, Y = small_data()
    np.random.seed(99)  # a state that no function leaves behind
    before = X.copy(), Y.copy(), np.random.get_state()
    parameters, _ = two_layer_model(X, Y, (4, 3, 1), num_iterations=3)
    trained = {key: value.copy() for key, value in parameters.items()}
    predict(X, Y, parameters)
    after = np.random.get_state()
    assert np.array_equal(X, before[0]) and np.array_equal(Y, before[1])
    assert before[2][2] == after[2] and np.array_equal(before[2][1], after[1])
    assert all(np.array_equal(parameters[key], trained[key]) for key in trained)


X, Y = small_data(m=3)
DIMS = (4, 3, 1)
with_nan = X.copy()
with_nan[2, 1] = np.nan
DATA_ERRORS = [
    (with_nan, Y, r"X must hold finite numbers, got 1 NaN or infinite of 12, the first at \(2, 1\)"),
    (X * np.inf, Y, "X must hold finite numbers, got 12 NaN or infinite of 12"),
    (X[0], Y, r"X must be a 2-D array with examples in columns, got shape \(3,\)"),
    (X.tolist(), Y, "X must be a 2-D array with examples in columns, got list"),
    (X[:, :0], Y[:, :0], r"X must hold at least one example, got shape \(4, 0\)"),
    (X, Y[:, :2], r"(Y|y) must have shape \(1, 3\), one label for each example, got shape \(1, 2\)"),
    (X, Y.T, r"(Y|y) must have shape \(1, 3\), one label for each example, got shape \(3, 1\)"),
    (X, Y - 3, "(Y|y) must hold only the labels 0 and 1, got -"),
    (X, Y[0], r"(Y|y) must be an array of labels of shape \(1, 3\), got shape \(3,\)"),
]


@pytest.mark.parametrize("X, Y, message", DATA_ERRORS)
def test_data_that_is_wrong(X, Y, message):
    with pytest.raises(ValueError, match=message):
        two_layer_model(X, Y, DIMS)
    with pytest.raises(ValueError, match=message):
        predict(X, Y, initialize_parameters(*DIMS))


@pytest.mark.parametrize("layers_dims, keywords, message", [
    ((5, 3, 1), {}, r"layers_dims must start with 4, the number of rows of X, got \(5, 3, 1\)"),
    ((4, 3, 2), {}, r"layers_dims must end with 1, the probability of a cat, got \(4, 3, 2\)"),
    ((4, 3, 2, 1), {}, r"layers_dims must be \(n_x, n_h, n_y\) for a two-layer model, got \(4, 3, 2, 1\)"),
    ((4, 1), {}, r"layers_dims must be \(n_x, n_h, n_y\) for a two-layer model, got \(4, 1\)"),
    ((4,), {}, r"layers_dims must list the size of the input and of at least one layer, got \(4,\)"),
    (None, {}, "layers_dims must list the size of the input and of at least one layer, got None"),
    ((4, 0, 1), {}, r"layers_dims\[1\] must be a whole number of at least 1, got 0"),
    (DIMS, {"learning_rate": np.nan}, "learning_rate must be a finite number, got nan"),
    (DIMS, {"learning_rate": "fast"}, "learning_rate must be a finite number, got 'fast'"),
    (DIMS, {"num_iterations": -1}, "num_iterations must be a whole number of at least 0, got -1"),
    (DIMS, {"num_iterations": 2.5}, "num_iterations must be a whole number of at least 0, got 2.5"),
    (DIMS, {"parameters": initialize_parameters(4, 2, 1)},
     r"parameters must fit layers_dims \[4, 3, 1\], got layers of sizes \[4, 2, 1\]"),
    (DIMS, {"parameters": initialize_parameters(5, 3, 1)},
     r"parameters\['W1'\] must have 4 columns, one for each of the rows of X, got shape \(3, 5\)"),
    (DIMS, {"parameters": {}}, "parameters must be a dictionary with W1, b1 ... WL, bL, got a dict of 0"),
])
def test_two_layer_model_says_what_is_wrong(layers_dims, keywords, message):
    with pytest.raises(ValueError, match=message):
        two_layer_model(X, Y, layers_dims, **keywords)


def line(w):
    return {"W1": np.array([[w]]), "b1": np.array([[0.0]])}


def test_predict_says_1_above_a_half_only(capsys):
    p = predict(np.array([[-1000.0, -1.0, 0.0, 1e-9, 1000.0]]), np.array([[0, 1, 0, 1, 1]]), line(2.0))
    assert p.tolist() == [[0, 0, 0, 1, 1]]
    assert p.dtype.kind == "i" and p.shape == (1, 5)
    assert capsys.readouterr().out == "Accuracy: 0.8000\n"


def test_predict_by_a_loop(capsys):
    X, y = small_data(m=40)
    parameters, _ = two_layer_model(X, y, (4, 3, 1), 0.5, 300)
    p = predict(X, y, parameters)
    for j in range(40):
        hidden = [max(0.0, parameters["W1"][i] @ X[:, j] + parameters["b1"][i, 0]) for i in range(3)]
        assert p[0, j] == (parameters["W2"][0] @ hidden + parameters["b2"][0, 0] > 0)
    assert capsys.readouterr().out == f"Accuracy: {sum(p[0] == y[0]) / 40:.4f}\n"


@pytest.mark.parametrize("parameters, message", [
    (initialize_parameters(5, 3, 1), r"parameters\['W1'\] must have 4 columns, one for each of the rows of X"),
    ({}, "parameters must be a dictionary with W1, b1 ... WL, bL, got a dict of 0"),
    (None, "parameters must be a dictionary with W1, b1 ... WL, bL, got None"),
])
def test_predict_says_what_is_wrong(parameters, message):
    with pytest.raises(ValueError, match=message):
        predict(X, Y, parameters)
