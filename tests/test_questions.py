"""The answers that fold out below "Questions to try" in lessons 0 to 5: every number in them is computed here."""
import re
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest

from dnn_utils import (L_model_backward, L_model_forward, compute_cost, initialize_parameters_deep, linear_backward,
                       load_dataset, relu_backward, sigmoid, train, train_small, update_parameters)

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


@cache
def answer(stem, number):
    """The text of an answer."""
    text = "\n".join(cell.source for cell in nbformat.read(NOTEBOOKS / f"{stem}.ipynb", as_version=4).cells
                     if cell.cell_type == "markdown")
    (found,) = re.findall(rf"<summary>An answer to question {number}</summary>(.*?)</details>", text, re.DOTALL)
    return found


def test_cats_on_their_heads_are_found_far_less_often():
    data = load_dataset("drawn")
    start = initialize_parameters_deep([12288, 7, 1], seed=1)
    parameters, _ = train(data.train_x, data.train_y, start, num_iterations=2500)
    cats = data.test_y[0] == 1
    turned = (data.test_x_orig / 255)[:, ::-1].reshape(50, -1).T
    found, found_turned = (np.sum(L_model_forward(X, parameters)[0][0, cats] > 0.5) for X in (data.test_x, turned))
    assert "far fewer" in answer("00_cats", 2) and found_turned < found / 2


def test_training_the_rule_of_averages_raises_its_training_accuracy():
    data = load_dataset("drawn")
    cats = data.train_y[0] == 1
    weights = data.train_x[:, cats].mean(axis=1) - data.train_x[:, ~cats].mean(axis=1)
    bias = -(weights @ data.train_x[:, cats].mean(axis=1) + weights @ data.train_x[:, ~cats].mean(axis=1)) / 2
    start = {"W1": weights.reshape(1, -1), "b1": np.array([[bias]])}
    trained, costs = train(data.train_x, data.train_y, start, num_iterations=2500)
    before, after = (np.mean((L_model_forward(data.train_x, p)[0] > 0.5) == data.train_y) for p in (start, trained))
    assert "The training accuracy rises" in answer("00_cats", 3) and before + 0.1 < after and costs[-1] < costs[0]


def test_the_numbers_of_a_network_with_100_units():
    parameters = initialize_parameters_deep([12288, 100, 1])
    said = answer("01_initialization", 1)
    assert f"{sum(array.size for array in parameters.values()):,} in all" in said
    assert f"{parameters['W1'].size:,}" in said


def sizes_through_ten_layers(draw):
    A, sizes = np.random.RandomState(0).randn(50, 200), []
    for _ in range(10):
        A = np.maximum(0, draw() @ A)
        sizes.append(np.sqrt(np.mean(A**2)))
    return sizes


def test_a_uniform_distribution_of_the_same_variance_changes_little():
    rng = np.random.RandomState(1)
    c = np.sqrt(3 / 50)
    uniform = sizes_through_ten_layers(lambda: rng.uniform(-c, c, (50, 50)))
    normal = sizes_through_ten_layers(lambda: rng.randn(50, 50) / np.sqrt(50))
    assert "Hardly" in answer("01_initialization", 2) and 0.3 < uniform[-1] / normal[-1] < 3


def test_twins_that_differ_in_biases_only():
    said = answer("01_initialization", 3)
    parameters = {"W1": np.array([[0.3, 0.1], [0.3, 0.1]]), "b1": np.array([[0.1], [0.3]]),
                  "W2": np.array([[0.5, 0.5]]), "b2": np.zeros((1, 1))}

    def rows(X, Y):
        AL, caches = L_model_forward(X, parameters)
        return L_model_backward(AL, Y, caches)["dW1"]

    one, other = rows(np.array([[1.0], [2.0]]), np.array([[1]]))
    assert "stay twins" in said and one.tolist() == other.tolist()
    one, other = rows(np.array([[1.0, -0.7], [2.0, 0.0]]), np.array([[1, 0]]))  # unit 2 alone is active for the second
    assert "part as soon as" in said and one.tolist() != other.tolist()


def test_the_factor_that_leaves_a_tenth():
    factor = 0.1 ** (1 / 9) / 5
    assert f"{factor:.3f}" in answer("01_initialization", 4)
    assert "1/\\sqrt{50} = 0.141" in answer("01_initialization", 4) and f"{1 / np.sqrt(50):.3f}" == "0.141"
    ratios = []
    for seed in range(20):
        rng = np.random.RandomState(seed)
        sizes = sizes_through_ten_layers(lambda rng=rng: rng.randn(50, 50) * factor)
        ratios.append(sizes[-1] / sizes[0])
    assert np.median(ratios) == pytest.approx(0.1, rel=0.3)


def test_forward():
    parameters = initialize_parameters_deep([12288, 20, 7, 5, 1])
    weights = [parameters[f"W{l}"].size for l in (1, 2, 3, 4)]
    assert f"{sum(weights):,}" in answer("02_forward", 3)
    assert f"{weights[0]:,} are in layer 1" in answer("02_forward", 3)
    assert "12,289 numbers" in answer("02_forward", 4)
    assert f"{sum(array.size for array in parameters.values()):,}" in answer("02_forward", 4)
    assert f"{209 * weights[0]:,}" in answer("02_forward", 5)
    X, zeros = np.random.RandomState(0).rand(12288, 3), {name: 0 * array for name, array in parameters.items()}
    assert "0.5 of 0" in answer("02_forward", 2) and L_model_forward(X, zeros)[0].tolist() == [[0.5] * 3]
    AL = L_model_forward(X, parameters)[0]
    assert "same new order" in answer("02_forward", 1)
    np.testing.assert_allclose(L_model_forward(X[:, [2, 0, 1]], parameters)[0], AL[:, [2, 0, 1]], rtol=1e-12)


def test_cost():
    Y = np.array([[1] * 72 + [0] * 137])
    assert f"{compute_cost(np.full((1, 209), 72 / 209), Y):.4f}" in answer("03_cost", 1)
    assert f"divided by {np.log(2):.4f}" in answer("03_cost", 2)
    AL = np.array([[1e-300] + [1.0] * 208])
    assert f"{compute_cost(AL, np.ones((1, 209))):.4f}" in answer("03_cost", 3)
    assert 4.5 < compute_cost(AL, np.ones((1, 209))) / np.log(2) < 5  # "almost five times"
    a, slope = 0.999, 0.999 * 0.001
    said = answer("03_cost", 4)
    assert f"{2 * a:.3f}" in said and f"{slope:.6f}" in said and f"{2 * a * slope:.4f}" in said
    assert "five hundred times" in said and a / (2 * a * slope) == pytest.approx(500, rel=0.01)


def test_backward():
    assert "shape `(n,)`" in answer("04_backward", 1)
    db = np.sum(np.ones((3, 5)), axis=1)
    assert db.shape == (3,) and (np.ones((3, 1)) - db).shape == (3, 3)
    with pytest.raises(ValueError, match="db1"):
        update_parameters({"W1": np.ones((3, 2)), "b1": np.ones((3, 1))}, {"dW1": np.ones((3, 2)), "db1": db}, 0.1)
    x, Y, b = np.array([[2.0]]), np.array([[1]]), 1.0
    parameters = {"W1": np.array([[-0.5]]), "b1": np.array([[b]]), "W2": np.array([[0.7]]), "b2": np.zeros((1, 1))}

    def cost(b):
        return compute_cost(L_model_forward(x, {**parameters, "b1": np.array([[b]])})[0], Y)

    central, active = (cost(b + 1e-6) - cost(b - 1e-6)) / 2e-6, (cost(b + 1e-6) - cost(b)) / 1e-6
    AL, caches = L_model_forward(x, parameters)
    assert "Half" in answer("04_backward", 3) and central == pytest.approx(active / 2, rel=1e-3)
    assert L_model_backward(AL, Y, caches)["db1"] == 0
    short = linear_backward(AL - Y, caches[1][0])
    assert relu_backward(short[0], caches[0][1]).shape == (1, 1)
    np.testing.assert_allclose(short[1], L_model_backward(AL, Y, caches)["dW2"])


def test_a_finite_difference_is_best_near_1e_5():
    def error(epsilon):
        return abs((sigmoid(0.7 + epsilon)[0] - sigmoid(0.7 - epsilon)[0]) / (2 * epsilon)
                   - sigmoid(0.7)[0] * (1 - sigmoid(0.7)[0]))

    assert "near 1e-5" in answer("04_backward", 2)
    assert max(error(1e-5), error(2e-5)) < min(error(1e-2), error(1e-12)) / 1e3


rng = np.random.RandomState(0)
X = rng.randn(2, 40)
Y = (X[:1] * X[1:] > 0).astype(int)


def test_rates():
    said = answer("05_update", 2)
    rises = {rate: np.sum(np.diff(train_small(X, Y, learning_rate=rate)[1]) > 0) for rate in (1, 2)}
    last = {rate: train_small(X, Y, learning_rate=rate)[1][-1] for rate in (1, 2)}
    assert rises[1] == 0 and said.strip().startswith("It is 1.") and f"{rises[2]} iterations" in said
    assert f"{last[2]:.4f} where 1 ends at {last[1]:.4f}" in said


def descend(step_of, num_iterations):
    parameters, costs, memory = initialize_parameters_deep([2, 8, 1], seed=1), [], {}
    for _ in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        costs.append(compute_cost(AL, Y))
        grads = L_model_backward(AL, Y, caches)
        for name in parameters:
            memory["d" + name] = step_of(grads["d" + name], memory.get("d" + name, 0))
        parameters = update_parameters(parameters, memory, 0.3 if step_of is momentum else 0.03)
    return costs


def momentum(gradient, before):
    return 0.9 * before + gradient


def test_momentum():
    plain = train_small(X, Y, learning_rate=0.3)[1][-1]  # after 1,000 iterations
    reached = next(i for i, cost in enumerate(descend(momentum, 200)) if cost <= plain)
    assert f"after {reached} iterations" in answer("05_update", 4)


def test_signs():
    costs = np.array(descend(lambda gradient, before: np.sign(gradient), 1000))
    assert "every other iteration in the end" in answer("05_update", 3)
    assert costs[:5].tolist() == sorted(costs[:5], reverse=True) and 45 <= np.sum(np.diff(costs[-100:]) > 0) <= 55
