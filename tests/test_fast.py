"""The fast trainer gives what the plain loops give, and does not do more work than it should."""
import tracemalloc
import types
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnn_utils import fast
from dnn_utils.backward import L_model_backward
from dnn_utils.cost import compute_cost
from dnn_utils.data import article_figures, article_products, article_start, load_dataset
from dnn_utils.fast import choose_solver, count_operations, train, train_many
from dnn_utils.forward import L_model_forward
from dnn_utils.improve import add_weight_decay, minibatches, update_with_momentum
from dnn_utils.initialization import initialize_parameters, initialize_parameters_deep
from dnn_utils.models import L_layer_model, predict

SOLVERS = ("gram", "plain", "auto")


def problem(seed, layers_dims, m):
    """Random X (n_x, m), labels and a start."""
    rng = np.random.RandomState(seed)
    return rng.rand(layers_dims[0], m), rng.randint(0, 2, (1, m)), initialize_parameters_deep(layers_dims, seed=seed)


def assert_same_training(one, other, rtol=1e-9):
    """Parameters and costs agree relative to their size."""
    for (parameters, costs), (others, other_costs) in [(one, other)]:
        assert list(parameters) == list(others)
        for name in parameters:
            np.testing.assert_allclose(parameters[name], others[name], rtol=rtol, atol=rtol)
        np.testing.assert_allclose(costs, other_costs, rtol=rtol)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1000), hidden=st.lists(st.integers(1, 6), max_size=4), n_x=st.integers(1, 30),
       m=st.integers(1, 30), solver=st.sampled_from(SOLVERS))
def test_it_agrees_with_the_plain_loop(seed, hidden, n_x, m, solver):
    layers_dims = [n_x, *hidden, 1]
    X, Y, start = problem(seed, layers_dims, m)
    plain = L_layer_model(X, Y, layers_dims, 0.1, 101, parameters=start)
    assert_same_training(train(X, Y, start, 0.1, 101, solver=solver), plain)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("kind", ["duplicated columns", "a zero column", "more examples than inputs", "one example"])
def test_it_agrees_on_awkward_data(kind, solver):
    X, Y, start = problem(1, [8, 5, 3, 1], 1 if kind == "one example" else 40 if kind.startswith("more") else 6)
    if kind == "duplicated columns":
        X, Y = np.hstack([X, X]), np.hstack([Y, 1 - Y])
    if kind == "a zero column":
        X[:, 0] = 0
    plain = L_layer_model(X, Y, [8, 5, 3, 1], 0.1, 201, parameters=start)
    assert_same_training(train(X, Y, start, 0.1, 201, solver=solver), plain)


@pytest.mark.parametrize("model", ["two_layer", "L_layer"])
@pytest.mark.parametrize("by", ["coordinates", "inner products"])
def test_it_gives_the_article_s_figures(model, by):
    article, printed = load_dataset("article"), article_figures()["training"][model]
    start = initialize_parameters(12288, 7, 1) if model == "two_layer" else \
        initialize_parameters_deep([12288, 20, 7, 5, 1])
    if by == "coordinates":
        X, test_x, given = article.train_x, article.test_x, {}
        start = article_start(start, seed=1)
    else:
        X, test_x, given = None, np.eye(259)[:, 209:], {"gram": article.gram}
        start = article_products(start, seed=1)
    parameters, costs = train(X, article.train_y, start, 0.0075, 2500, **given)
    if model == "two_layer":
        np.testing.assert_allclose(costs, printed["costs"], rtol=0, atol=1e-10)
    assert [f"{cost:.6f}" for cost in costs] == [f"{cost:.6f}" for cost in printed["costs"]]
    assert np.mean(predict(test_x, article.test_y, parameters) == article.test_y) == printed["test_accuracy"]


@pytest.mark.parametrize("solver", ["gram", "plain"])
@pytest.mark.parametrize("dtype", ["uint8", "bool", "int64", "float32"])
def test_numbers_of_any_kind_are_trained_in_float64(dtype, solver):
    """X.T @ X of 8-bit pixels overflows, and of 32-bit numbers is rounded."""
    X, Y, start = problem(13, [40, 5, 3, 1], 7)
    X = (255 * X if dtype != "float32" else X).astype(dtype)
    for parameters in (start, {**start, "b1": np.zeros((5, 1), dtype=int), "W2": start["W2"].astype(np.float32)}):
        plain = L_layer_model(X, Y, [40, 5, 3, 1], 1e-3, 101, parameters=parameters)
        trained = train(X, Y, parameters, 1e-3, 101, solver=solver)
        assert_same_training(trained, plain)
        assert all(array.dtype == np.float64 for array in trained[0].values())
        assert_same_training(train_many(X, Y, [parameters], 1e-3, 101, solver=solver)[0], plain)


def test_a_given_gram_matrix_changes_nothing():
    X, Y, start = problem(2, [9, 4, 1], 7)
    assert_same_training(train(X, Y, start, 0.1, 101, gram=X.T @ X, solver="gram"),
                         train(X, Y, start, 0.1, 101, solver="gram"), rtol=1e-14)


def test_nothing_that_came_in_is_changed():
    X, Y, start = problem(3, [9, 4, 1], 7)
    gram = X.T @ X
    copies = [X.copy(), Y.copy(), gram.copy(), {name: array.copy() for name, array in start.items()}]
    np.random.seed(123)
    state = np.random.get_state()[1].copy()
    train(X, Y, start, 0.1, 50, gram=gram)
    train(X, Y, start, 0.1, 50, solver="plain")
    np.testing.assert_array_equal(np.random.get_state()[1], state)
    for now, then in zip([X, Y, gram], copies):
        np.testing.assert_array_equal(now, then)
    for name in start:
        np.testing.assert_array_equal(start[name], copies[3][name])


def test_no_iteration_returns_the_start():
    X, Y, start = problem(4, [9, 4, 1], 7)
    parameters, costs = train(X, Y, start, 0.1, 0)
    assert costs == []
    for name in start:
        np.testing.assert_array_equal(parameters[name], start[name])


@pytest.mark.parametrize("solver", SOLVERS)
def test_many_are_as_each_alone(solver):
    X, Y, _ = problem(5, [12, 4, 3, 1], 9)
    starts = [initialize_parameters_deep([12, 4, 3, 1], seed=seed) for seed in range(fast.STACK + 3)]
    rates = np.linspace(0.01, 0.2, len(starts))
    trained = train_many(X, Y, starts, rates, 150, solver=solver)
    assert len(trained) == len(starts)
    for start, rate, one in zip(starts, rates, trained):
        assert_same_training(one, train(X, Y, start, float(rate), 150), rtol=1e-8)


def test_a_diverging_network_leaves_its_neighbours_alone():
    X, Y, start = problem(6, [6, 4, 3, 1], 8)
    X = X * 1e150
    good, bad = {name: array * 1e-150 if name == "W1" else array for name, array in start.items()}, start
    trained = train_many(X, Y, [good, bad], [0.0, 1e200], 201, solver="gram")
    assert_same_training(trained[0], train(X, Y, good, 0.0, 201))
    diverged = [*trained[1][0].values(), np.array(trained[1][1])]
    assert not all(np.isfinite(array).all() for array in diverged)


def test_a_network_that_diverges_while_training_leaves_its_neighbours_alone():
    X, Y, start = problem(6, [6, 4, 3, 1], 8)
    trained = train_many(X, Y, [start, start, start], [0.1, 1e300, 0.05], 201)
    for k, rate in ((0, 0.1), (2, 0.05)):
        assert_same_training(trained[k], train(X, Y, start, rate, 201))
        assert trained[k][1][-1] < trained[k][1][0]
    assert len(trained[1][1]) == 3 and not np.isfinite(trained[1][1][-1])


def test_the_progress_bar_writes_nothing_to_stdout(capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    X, Y, start = problem(14, [6, 3, 1], 5)
    train_many(X, Y, [start] * 3, 0.1, 5)
    out, err = capsys.readouterr()
    assert out == "" and "network" in err
    monkeypatch.setenv("TQDM_DISABLE", "1")
    train_many(X, Y, [start] * 3, 0.1, 5)
    assert capsys.readouterr() == ("", "")


def test_a_diverging_training_is_the_same_error_as_in_the_plain_loop():
    X, Y, start = problem(7, [6, 4, 3, 1], 8)
    with pytest.raises(ValueError) as fast_error:
        train(X * 1e150, Y, start, 1e200, 201)
    with pytest.raises(ValueError) as plain_error, np.errstate(all="ignore"):
        L_layer_model(X * 1e150, Y, [6, 4, 3, 1], 1e200, 201, parameters=start)
    assert str(fast_error.value) == str(plain_error.value)


def test_an_interrupt_returns_what_is_finished(monkeypatch):
    X, Y, _ = problem(8, [6, 3, 1], 5)
    starts = [initialize_parameters_deep([6, 3, 1], seed=seed) for seed in range(2 * fast.STACK + 1)]
    whole, calls = fast.descend, []

    def interrupted(*args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(*args)

    monkeypatch.setattr(fast, "descend", interrupted)
    trained = train_many(X, Y, starts, 0.1, 50)
    assert len(trained) == 2 * fast.STACK
    assert_same_training(trained[-1], train_each(X, Y, starts[2 * fast.STACK - 1], whole))


def train_each(X, Y, start, descend):
    return descend(X, Y, start, 0.1, 50, None, fast.compute_cost)


def test_operations_are_counted():
    n_x, n_1, m, iterations = 7, 3, 5, 11
    assert count_operations(n_x, n_1, m, iterations) == {
        "plain": iterations * (2 * n_1 * n_x * m + 2 * n_1 * m * n_x),
        "gram": iterations * 2 * n_1 * m * m + 2 * n_1 * n_x * m + 2 * n_1 * m * n_x + n_x * m * m}
    known = count_operations(n_x, n_1, m, iterations, gram_known=True)
    assert count_operations(n_x, n_1, m, iterations)["gram"] - known["gram"] == n_x * m * m


@pytest.mark.parametrize("n_x, m, iterations, known, expected", [
    (12288, 209, 2500, False, "gram"), (12288, 209, 1, False, "plain"), (12288, 209, 2, True, "gram"),
    (100, 5000, 2500, False, "plain"), (12288, 100000, 2500, False, "plain")])
def test_the_form_with_fewer_operations_is_chosen(n_x, m, iterations, known, expected):
    assert choose_solver(n_x, 20, m, iterations, known) == expected


class CountingNumpy:
    """Stands for NumPy in the fast trainer, and counts the operations of its matrix products."""

    def __init__(self):
        self.operations = 0

    def __getattr__(self, name):
        return getattr(np, name)

    def matmul(self, a, b, out=None):
        self.operations += 2 * a.shape[-2] * a.shape[-1] * b.shape[-1]
        return np.matmul(a, b, out=out)


def test_no_product_is_computed_whose_result_is_not_used(monkeypatch):
    sizes, m = [50, 20, 7, 5, 1], 30
    X, Y, start = problem(9, sizes, m)
    counting = CountingNumpy()
    monkeypatch.setattr(fast, "np", counting)
    counts = []
    for iterations in (1, 2):
        counting.operations = 0
        train(X, Y, start, 0.1, iterations, solver="gram")
        counts.append(counting.operations)
    deeper = list(zip(sizes[1:], sizes[2:]))  # (inputs, units) of the layers above the first
    forward = sum(2 * units * (inputs + 1) * m for inputs, units in deeper)
    weights = sum(2 * units * m * (inputs + 1) for inputs, units in deeper)
    before = sum(2 * inputs * units * m for inputs, units in deeper)
    first = 2 * 24 * m * m  # 20 units, as 24 rows
    assert counts[1] - counts[0] == first + forward + weights + before


class WatchingNumpy:
    """Stands for NumPy in the fast trainer, and notes by how much memory rises within each iteration.

    The peak of a whole run would not do: an array that each iteration makes and frees is in it once, as in a short run.
    """

    def __init__(self):
        self.before, self.rises = 0, []

    def __getattr__(self, name):
        return getattr(np, name)

    def negative(self, a, out):  # called once an iteration
        self.rises.append(tracemalloc.get_traced_memory()[1] - self.before)
        tracemalloc.reset_peak()
        self.before = tracemalloc.get_traced_memory()[0]
        return np.negative(a, out=out)


def rise_within_an_iteration(module, monkeypatch, solver):
    """Bytes by which memory rises in the worst iteration, but for the first, which notes a cost."""
    X, Y, start = problem(10, [300, 20, 7, 5, 1], 209)
    watching = WatchingNumpy()
    monkeypatch.setattr(module, "np", watching)
    tracemalloc.start()
    try:
        module.train(X, Y, start, 0.01, 50, solver=solver)
    finally:
        tracemalloc.stop()
    assert len(watching.rises) == 50
    return max(watching.rises[2:])


SMALLEST_ARRAY = 209 * 8  # bytes of one row of activations


@pytest.mark.parametrize("solver", ["gram", "plain"])
def test_an_iteration_allocates_no_array(monkeypatch, solver):
    assert rise_within_an_iteration(fast, monkeypatch, solver) < SMALLEST_ARRAY


def module_with(old, new):
    """The fast trainer with one place of its source changed."""
    source = Path(fast.__file__).read_text(encoding="utf-8")
    assert source.count(old) == 1
    module = types.ModuleType("mutant")
    exec(compile(source.replace(old, new), "mutant", "exec"), module.__dict__)
    return module


@pytest.mark.parametrize("old, new", [
    ("np.multiply(dZ[l], slope[l], out=dZ[l])", "dZ[l][...] = dZ[l] * slope[l]"),
    ("np.multiply(dZ[l], slope[l], out=dZ[l])", "np.multiply(dZ[l], relu[l] > 0, out=dZ[l])"),
    ("np.maximum(Z[l], 0, out=relu[l])", "relu[l][...] = np.maximum(Z[l], 0)"),
    ("np.subtract(AL, Y, out=dZ[-1])", "dZ[-1][...] = AL - Y"),
    ("np.subtract(Z1, moved, out=Z1)", "Z1[...] = Z1 - moved"),
    ("np.add(C, dZ1, out=C)", "np.add(C, dZ1, out=C); W1.mT @ dZ1"),  # dA0, by a product that is not counted above
])
def test_an_array_made_in_the_loop_is_seen(monkeypatch, old, new):
    assert rise_within_an_iteration(module_with(old, new), monkeypatch, "gram") >= SMALLEST_ARRAY


MUTANTS = [
    ("np.subtract(Z1, moved, out=Z1)", "np.add(Z1, moved, out=Z1)"),
    ("gram[:m, :m] + 1", "gram[:m, :m]"),
    ("np.multiply(dZ[-1], rate / m, out=dZ[-1])", "np.multiply(dZ[-1], rate, out=dZ[-1])"),
    ("np.sign(relu[l], out=slope[l])", "np.sign(Z[l], out=slope[l])"),
    ("np.subtract(AL, Y, out=dZ[-1])", "np.subtract(Y, AL, out=dZ[-1])"),
    ("return W1 - C @", "return W1 + C @"),
    ("b1 - C.sum(axis=-1, keepdims=True)", "b1"),
    ("A[..., -1, :] = 1", "A[..., -1, :] = 0"),
]


@pytest.mark.parametrize("old, new", MUTANTS)
def test_a_mutant_no_longer_agrees(old, new):
    mutant = module_with(old, new)
    X, Y, start = problem(11, [30, 5, 4, 1], 9)
    plain = L_layer_model(X, Y, [30, 5, 4, 1], 0.1, 101, parameters=start)
    assert_same_training(train(X, Y, start, 0.1, 101, solver="gram"), plain)
    with pytest.raises((AssertionError, ValueError)):
        assert_same_training(mutant.train(X, Y, start, 0.1, 101, solver="gram"), plain)


GOOD = problem(12, [6, 4, 1], 5)


@pytest.mark.parametrize("changes, words", [
    ({"X": np.full((6, 5), np.nan)}, "X must hold finite numbers"),
    ({"X": np.ones((7, 5))}, r"parameters\['W1'\] must have 7 columns"),
    ({"X": None}, "X must be an array where gram is None, got None"),
    ({"X": None, "gram": np.eye(6), "solver": "plain"}, "X must be an array where solver is plain"),
    ({"X": None, "gram": np.eye(7)}, r"gram must have shape \(6, 6\)"),
    ({"X": None, "gram": np.eye(4), "parameters": {"W1": np.ones((3, 4)), "b1": np.ones((3, 1))}, "Y": np.ones((1, 4))},
     r"parameters\['W1'\] must have 1 row, the probability of a cat, got shape \(3, 4\)"),
    ({"Y": np.full((1, 5), 2)}, "Y must hold only the labels 0 and 1, got 2"),
    ({"Y": np.ones((1, 4))}, r"Y must have shape \(1, 5\)"),
    ({"parameters": {}}, "parameters must be a dictionary"),
    ({"learning_rate": np.nan}, "learning_rate must be a finite number, got nan"),
    ({"num_iterations": -1}, "num_iterations must be a whole number of at least 0, got -1"),
    ({"gram": np.eye(4)}, r"gram must have shape \(5, 5\).*got shape \(4, 4\)"),
    ({"gram": np.full((5, 5), np.inf)}, "gram must hold finite numbers"),
    ({"solver": "fastest"}, "solver must be 'auto', 'gram' or 'plain', got 'fastest'"),
])
def test_wrong_arguments_are_named(changes, words):
    X, Y, start = GOOD
    arguments = {"X": X, "Y": Y, "parameters": start, **changes}
    with pytest.raises(ValueError, match=words):
        train(**arguments)


@pytest.mark.parametrize("starts, rates, words", [
    ([], 0.1, "starts must be a list of at least one"),
    ([GOOD[2], initialize_parameters_deep([6, 3, 1])], 0.1, r"starts\[1\] must have the shapes of starts\[0\]"),
    ([GOOD[2]], [0.1, 0.2], "learning_rates must be one number, or one for each of the 1 starts"),
    ([GOOD[2]], "fast", "learning_rates must be one number.*got 'fast'"),
    ([GOOD[2]] * 2, [[0.1], [0.2, 0.3]], "learning_rates must be one number"),
    ([GOOD[2]], True, "learning_rates must be one number.*got True"),
])
def test_wrong_starts_are_named(starts, rates, words):
    with pytest.raises(ValueError, match=words):
        train_many(*GOOD[:2], starts, rates)


def test_starts_may_name_their_arrays_in_any_order():
    X, Y, start = GOOD
    other = dict(reversed(start.items()))
    for (got, _), (want, _) in zip(train_many(X, Y, [start, other], 0.1, 3), train_many(X, Y, [start] * 2, 0.1, 3)):
        assert all(np.array_equal(got[key], want[key]) for key in want)


# Weight decay, momentum and minibatches

def plain_loop(X, Y, parameters, rate, num_iterations, decay, momentum, batch_size, batch_seed):
    """Train with the functions of the lessons, one after the other."""
    velocity = {key: np.zeros(array.shape) for key, array in parameters.items()}
    costs, epoch, batches = [], batch_seed, []
    for i in range(num_iterations):
        if not batches:
            batches = [(X, Y)] if batch_size is None else minibatches(X, Y, batch_size, epoch)
            epoch += 1
        X_batch, Y_batch = batches.pop(0)
        AL, caches = L_model_forward(X_batch, parameters)
        cost, grads = add_weight_decay(compute_cost(AL, Y_batch), L_model_backward(AL, Y_batch, caches), parameters,
                                       decay)
        if i % 100 == 0:
            costs.append(cost)
        parameters, velocity = update_with_momentum(parameters, grads, velocity, rate, momentum)
    return parameters, costs


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1000), hidden=st.lists(st.integers(1, 6), max_size=3), n_x=st.integers(1, 20),
       m=st.integers(1, 20), solver=st.sampled_from(SOLVERS), decay=st.sampled_from([0.0, 0.01, 0.5]),
       momentum=st.sampled_from([0.0, 0.5, 0.9]), batch_size=st.one_of(st.none(), st.integers(1, 25)),
       batch_seed=st.integers(0, 5))
def test_every_extension_agrees_with_the_plain_loop(seed, hidden, n_x, m, solver, decay, momentum, batch_size,
                                                    batch_seed):
    layers_dims = [n_x, *hidden, 1]
    X, Y, start = problem(seed, layers_dims, m)
    rest = (decay, momentum, batch_size, batch_seed)
    plain = plain_loop(X, Y, start, 0.05, 101, *rest)
    assert_same_training(train(X, Y, start, 0.05, 101, None, solver, *rest), plain)
    other = initialize_parameters_deep(layers_dims, seed=seed + 1)
    many = train_many(X, Y, [other, start], 0.05, 101, None, solver, *rest)
    assert_same_training(many[1], plain, rtol=1e-8)
    assert all(type(cost) is float for cost in [*plain[1], *many[1][1]])


def test_a_stack_may_have_a_rate_for_each_network_in_the_extensions_too():
    X, Y, _ = problem(5, [12, 4, 3, 1], 9)
    starts = [initialize_parameters_deep([12, 4, 3, 1], seed=seed) for seed in range(3)]
    settings = {"decay": 0.1, "momentum": 0.8, "batch_size": 4}
    for solver in ("gram", "plain"):
        trained = train_many(X, Y, starts, [0.01, 0.05, 0.1], 150, solver=solver, **settings)
        for start, rate, one in zip(starts, [0.01, 0.05, 0.1], trained):
            assert_same_training(one, train(X, Y, start, rate, 150, **settings), rtol=1e-8)


def test_momentum_and_minibatches_need_inner_products_only_and_decay_needs_the_pixels():
    X, Y, start = problem(6, [9, 4, 1], 7)
    everything = np.hstack([X, np.random.RandomState(1).rand(9, 2)])
    products = {**start, "W1": start["W1"] @ everything}
    gram = everything.T @ everything
    with_pixels = train(X, Y, start, 0.1, 101, momentum=0.9, batch_size=3)
    without = train(None, Y, products, 0.1, 101, gram, momentum=0.9, batch_size=3)
    np.testing.assert_allclose(without[0]["W1"], with_pixels[0]["W1"] @ everything, atol=1e-9)
    with pytest.raises(ValueError, match="X must be an array where decay is not 0, got None and decay 0.1"):
        train(None, Y, products, 0.1, 101, gram, decay=0.1)


def test_operations_of_minibatches_are_counted_by_their_examples():
    n_x, n_1, m = 7, 3, 10
    for iterations, examples in ((1, 4), (3, 10), (4, 14), (6, 20), (8, 28)):  # batches of 4, 4 and 2
        counts = count_operations(n_x, n_1, m, iterations, True, batch_size=4)
        assert counts == {"plain": 4 * n_1 * n_x * examples, "gram": 2 * n_1 * m * examples + 4 * n_1 * n_x * m}
    assert count_operations(n_x, n_1, m, 5, batch_size=99) == count_operations(n_x, n_1, m, 5)
    assert choose_solver(12288, 20, 209, 2500, batch_size=32) == "gram"
    assert choose_solver(100, 20, 5000, 2500, batch_size=32) == "plain"


@pytest.mark.parametrize("old, new", [
    ("        s = s - t\n", "        s = s + t\n"), ("t = momentum * t + pull * s", "t = pull * s"),
    ("keep_velocity(E, momentum, -pull * C)", "keep_velocity(E, momentum, 0 * C)"),
    ("E[..., now] += dZ1", "E[..., :m] += dZ1"), ("product[...] += pull * U", "pass"),
    ("s_**2 * of_start - s_ * mixed - of_now", "s_**2 * of_start - s_ * mixed"),
    ("dW[l][..., :-1] += pull * W[l][..., :-1]", "dW[l] += pull * W[l]"),
    ("decay / 2 * (squares()", "decay * (squares()"), ("batch_seed += 1", "pass"),
])
def test_a_mutant_of_the_extensions_no_longer_agrees(old, new):
    mutant = module_with(old, new)
    X, Y, start = problem(11, [30, 5, 4, 1], 9)
    rest = (0.2, 0.9, 4, 3)
    plain = plain_loop(X, Y, start, 0.1, 101, *rest)
    assert_same_training(train(X, Y, start, 0.1, 101, None, "gram", *rest), plain)
    with pytest.raises((AssertionError, ValueError)):
        assert_same_training(mutant.train(X, Y, start, 0.1, 101, None, "gram", *rest), plain)


@pytest.mark.parametrize("changes, words", [
    ({"decay": -1}, "decay must be a finite number of at least 0, got -1"),
    ({"momentum": 1}, "momentum must be below 1, got 1"), ({"momentum": 2.5}, "momentum must be at most 1, got 2.5"),
    ({"batch_size": 0}, "batch_size must be a whole number of at least 1, got 0"),
    ({"batch_seed": -1}, "batch_seed must be a whole number from 0"),
])
def test_wrong_extensions_are_named(changes, words):
    for call in (lambda: train(*GOOD, **changes), lambda: train_many(*GOOD[:2], [GOOD[2]], **changes)):
        with pytest.raises(ValueError, match=words):
            call()
