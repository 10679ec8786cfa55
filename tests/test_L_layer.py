"""The model of any depth: against a second implementation, starts, costs, prints, errors."""
import numpy as np
import pytest

from dnn_utils.forward import L_model_forward
from dnn_utils.initialization import initialize_parameters, initialize_parameters_deep
from dnn_utils.models import L_layer_model, two_layer_model


def small_data(n_x=5, m=9, seed=0):
    rng = np.random.RandomState(seed)
    X = rng.randn(n_x, m)
    return X, (X[:1] + X[1:2] ** 2 > 0.5).astype(int)


def by_einsum(X, Y, parameters, learning_rate, num_iterations):
    """Train in the fewest lines, with dZ = AL - Y at the start; return the parameters and every cost."""
    parameters, L, m, costs = dict(parameters), len(parameters) // 2, X.shape[1], []
    for _ in range(num_iterations):
        A = [X]
        for l in range(1, L + 1):
            Z = np.einsum("ik,km->im", parameters[f"W{l}"], A[-1]) + parameters[f"b{l}"]
            A.append(1 / (1 + np.exp(-Z)) if l == L else Z * (Z > 0))
        costs.append(-np.mean(np.where(Y == 1, np.log(A[-1]), np.log(1 - A[-1]))))
        dZ, stepped = A[-1] - Y, {}
        for l in range(L, 0, -1):
            stepped[f"W{l}"] = parameters[f"W{l}"] - learning_rate * np.einsum("im,km->ik", dZ, A[l - 1]) / m
            stepped[f"b{l}"] = parameters[f"b{l}"] - learning_rate * dZ.mean(axis=1, keepdims=True)
            dZ = np.einsum("ik,im->km", parameters[f"W{l}"], dZ) * (A[l - 1] > 0)
        parameters = stepped
    return parameters, costs


@pytest.mark.parametrize("layers_dims", [[5, 1], [5, 3, 1], [5, 4, 3, 1], [5, 3, 4, 2, 2, 1]])
@pytest.mark.parametrize("learning_rate, num_iterations", [(0.0075, 1), (0.3, 201)])
def test_L_layer_model_by_einsum(layers_dims, learning_rate, num_iterations):
    X, Y = small_data()
    start = initialize_parameters_deep(layers_dims, seed=4)
    expected, every_cost = by_einsum(X, Y, start, learning_rate, num_iterations)
    parameters, costs = L_layer_model(X, Y, layers_dims, learning_rate, num_iterations, seed=4)
    assert list(parameters) == list(start)
    for key in expected:
        np.testing.assert_allclose(parameters[key], expected[key], rtol=1e-9, atol=1e-12)
    assert isinstance(costs, list) and all(type(cost) is float for cost in costs)
    assert costs == pytest.approx(every_cost[::100], rel=1e-11)


def test_both_models_are_one_for_two_layers():
    X, Y = small_data()
    start = initialize_parameters(5, 3, 1)
    two, two_costs = two_layer_model(X, Y, (5, 3, 1), 0.1, 150, parameters=start)
    deep, deep_costs = L_layer_model(X, Y, (5, 3, 1), 0.1, 150, parameters=start)
    assert two_costs == deep_costs
    assert all(np.array_equal(two[key], deep[key]) for key in two)


@pytest.mark.parametrize("num_iterations, length", [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_a_cost_before_every_hundredth_iteration(num_iterations, length):
    assert len(L_layer_model(*small_data(), [5, 4, 3, 1], num_iterations=num_iterations)[1]) == length


def test_the_defaults_are_the_articles():
    X, Y = small_data(m=3)
    default = L_layer_model(X, Y, [5, 2, 1])
    named = L_layer_model(X, Y, [5, 2, 1], learning_rate=0.0075, num_iterations=3000, print_cost=False, seed=1)
    assert default[1] == named[1] and len(default[1]) == 30


def test_the_seed_and_the_start():
    X, Y = small_data()
    drawn = initialize_parameters_deep([5, 4, 3, 1], seed=9)
    before = {key: value.copy() for key, value in drawn.items()}
    _, by_seed = L_layer_model(X, Y, [5, 4, 3, 1], 0.5, 201, seed=9)
    _, by_start = L_layer_model(X, Y, [5, 4, 3, 1], 0.5, 201, parameters=drawn)
    _, by_default = L_layer_model(X, Y, [5, 4, 3, 1], 0.5, 201)
    assert by_seed == by_start
    assert by_seed != by_default
    assert all(np.array_equal(drawn[key], before[key]) for key in before), "a start that came in is left as it is"


def test_layers_dims_may_be_a_list_a_tuple_or_an_array():
    X, Y = small_data()
    curves = [L_layer_model(X, Y, dims, num_iterations=101)[1] for dims in ([5, 4, 1], (5, 4, 1), np.array([5, 4, 1]))]
    assert curves[0] == curves[1] == curves[2]


def test_print_cost(capsys):
    _, costs = L_layer_model(*small_data(), [5, 4, 3, 1], num_iterations=201, print_cost=True)
    assert capsys.readouterr().out == "".join(f"Cost after iteration {100 * i}: {cost:.6f}\n"
                                              for i, cost in enumerate(costs))
    L_layer_model(*small_data(), [5, 4, 3, 1], num_iterations=201)
    assert capsys.readouterr().out == ""


@pytest.mark.filterwarnings("error")
def test_a_training_that_is_sure_stays_finite():
    """Its probabilities are exactly 0 and 1 from the start, and one of them is wrong."""
    X, Y = np.array([[-1.0, 1.0, 2.0]]), np.array([[0, 1, 0]])
    start = {"W1": np.array([[1e3], [-1e3]]), "b1": np.zeros((2, 1)),
             "W2": np.array([[1e3, -1e3]]), "b2": np.zeros((1, 1))}
    assert L_model_forward(X, start)[0].tolist() == [[0, 1, 1]]
    parameters, costs = L_layer_model(X, Y, [1, 2, 1], 0.0075, 201, parameters=start)
    assert costs[0] == pytest.approx(53 * np.log(2) / 3)
    assert np.isfinite(costs).all()
    assert all(np.isfinite(value).all() for value in parameters.values())


def test_data_and_the_global_generator_are_left_alone():
    X, Y = small_data()
    np.random.seed(99)  # a state that no function leaves behind
    before = X.copy(), Y.copy(), np.random.get_state()
    L_layer_model(X, Y, [5, 4, 3, 1], num_iterations=3)
    after = np.random.get_state()
    assert np.array_equal(X, before[0]) and np.array_equal(Y, before[1])
    assert before[2][2] == after[2] and np.array_equal(before[2][1], after[1])


X, Y = small_data(m=3)
with_nan = X.copy()
with_nan[2, 1] = np.nan


@pytest.mark.parametrize("arguments, keywords, message", [
    ((with_nan, Y, [5, 4, 1]), {}, r"X must hold finite numbers, got 1 NaN or infinite of 15, the first at \(2, 1\)"),
    ((X, Y[:, :2], [5, 4, 1]), {}, r"Y must have shape \(1, 3\), one label for each example, got shape \(1, 2\)"),
    ((X, Y * 2 - 5, [5, 4, 1]), {}, "Y must hold only the labels 0 and 1, got -"),
    ((X.T, Y, [5, 4, 1]), {}, r"Y must have shape \(1, 5\)"),
    ((X, Y, [4, 4, 1]), {}, r"layers_dims must start with 5, the number of rows of X, got \[4, 4, 1\]"),
    ((X, Y, [5, 4, 3]), {}, r"layers_dims must end with 1, the probability of a cat, got \[5, 4, 3\]"),
    ((X, Y, [5]), {}, r"layers_dims must list the size of the input and of at least one layer, got \[5\]"),
    ((X, Y, [5, 4.0, 1]), {}, r"layers_dims\[1\] must be a whole number of at least 1, got 4.0"),
    ((X, Y, [5, 4, 1]), {"learning_rate": None}, "learning_rate must be a finite number, got None"),
    ((X, Y, [5, 4, 1]), {"num_iterations": "many"}, "num_iterations must be a whole number of at least 0, got 'many'"),
    ((X, Y, [5, 4, 1]), {"parameters": initialize_parameters_deep([5, 3, 2, 1])},
     r"parameters must fit layers_dims \[5, 4, 1\], got layers of sizes \[5, 3, 2, 1\]"),
])
def test_L_layer_model_says_what_is_wrong(arguments, keywords, message):
    with pytest.raises(ValueError, match=message):
        L_layer_model(*arguments, **keywords)
