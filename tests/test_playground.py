"""The pictures to play with: their numbers by other ways, what they draw, and their sliders."""
import html

import numpy as np
import pytest
from matplotlib import rcParams

from dnn_utils import live, playground
from dnn_utils.initialization import initialize_parameters_deep
from dnn_utils.playground import (dead_units, explore_descent, explore_loss, explore_training, plot_descent,
                                  plot_every_cost, plot_loss, plot_training, train_small)

rng = np.random.RandomState(0)
X = rng.randn(2, 40)
Y = (X[:1] * X[1:] > 0).astype(int)


def lines(ax):
    return {line.get_label(): line.get_xydata() for line in ax.get_lines()}


@pytest.mark.parametrize("a, y, loss", [(0.2, 1, -np.log(0.2)), (0.2, 0, -np.log(0.8)), (0.999, 0, -np.log(0.001))])
def test_the_point_lies_on_the_curve_of_its_label(a, y, loss):
    figure = plot_loss(a, y)
    drawn = lines(figure.axes[0])
    assert drawn["your point"].tolist() == [[pytest.approx(a), pytest.approx(loss)]]
    curve = drawn[f"label {y}"]
    assert np.interp(a, curve[:, 0], curve[:, 1]) == pytest.approx(loss, rel=1e-3)
    assert f"{loss:.4f}" in figure.alt


@pytest.mark.parametrize("a, y", [(0, 1), (1, 0), (0.5, 2), (float("nan"), 1)])
def test_no_point_off_the_curves(a, y):
    with pytest.raises(ValueError):
        plot_loss(a, y)


def test_a_small_training_is_plain_gradient_descent():
    parameters, costs = train_small(X, Y, units=3, learning_rate=0.1, seed=2, num_iterations=1)
    start = initialize_parameters_deep([2, 3, 1], seed=2)
    Z1 = start["W1"] @ X + start["b1"]
    A2 = 1 / (1 + np.exp(-(start["W2"] @ np.maximum(0, Z1) + start["b2"])))
    assert costs[0] == pytest.approx(-np.mean(np.log(np.where(Y == 1, A2, 1 - A2))))
    np.testing.assert_allclose(parameters["W2"], start["W2"] - 0.1 * (A2 - Y) @ np.maximum(0, Z1).T / 40)
    assert len(costs) == 2 and costs[1] < costs[0]


def test_a_unit_is_dead_where_its_relu_gives_0_for_all():
    W, b = np.array([[1.0, 0], [1, 0], [0, 0], [0, 0]]), np.array([[0.0], [-1e3], [0], [1]])
    assert dead_units(X, W, b).tolist() == [False, True, True, False]


def test_a_rate_of_12_kills_five_of_eight_units_and_its_figure_says_so():
    parameters, costs = train_small(X, Y, learning_rate=12)
    assert dead_units(X, parameters["W1"], parameters["b1"]).sum() == 5
    figure = plot_training(X, Y, parameters, costs)
    assert "dashed and grey for the 5 dead ones" in figure.alt
    folds = [line for line in figure.axes[0].get_lines() if len(line.get_xdata()) == 2]
    assert sorted(line.get_linestyle() for line in folds) == ["-"] * 3 + ["--"] * 5


def test_a_fold_lies_where_the_unit_s_sum_is_0():
    parameters, costs = train_small(X, Y, units=4, num_iterations=5)
    figure = plot_training(X, Y, parameters, costs)
    folds = [line.get_xydata() for line in figure.axes[0].get_lines() if len(line.get_xdata()) == 2]
    for fold, w, b in zip(folds, parameters["W1"], parameters["b1"], strict=True):
        np.testing.assert_allclose(fold @ w + b, 0, atol=1e-9)


def test_all_points_and_all_costs_are_drawn():
    parameters, costs = train_small(X, Y, num_iterations=7)
    left, right = plot_training(X, Y, parameters, costs).axes
    drawn = lines(left)
    assert len(drawn["label 1"]) == Y.sum() and len(drawn["label 0"]) == 40 - Y.sum()
    assert right.get_lines()[0].get_ydata().tolist() == costs and len(costs) == 8


def test_every_cost_is_drawn_and_the_highest_is_told():
    ax = plot_every_cost({"one": [1.0, 9.5, 0.5], "other": [2.0, 1.0]}).axes[0]
    assert [line.get_ydata().tolist() for line in ax.get_lines()] == [[1.0, 9.5, 0.5], [2.0, 1.0]]
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert "at most 9.5000" in plot_every_cost({"one": [1.0, 9.5, 0.5]}).alt
    gone = plot_every_cost({"one": [1.0, np.array(9.5), np.nan, 0.5], "other": [2.0, 1.0]})
    assert len(gone.axes[0].lines[0].get_ydata()) == 2
    assert "to 9.5000 at iteration 1, no finite number from there on; other: from" in gone.alt


@pytest.mark.parametrize("call, words", [
    (lambda: plot_every_cost([1.0]), "costs must be a dictionary"),
    (lambda: plot_every_cost({}), "costs must hold 1 to 6 curves, got 0"),
    (lambda: plot_every_cost({"a": []}), r"costs\['a'\] must be a list of at least one"),
    (lambda: plot_every_cost({"a": [np.nan, 0.5]}), r"costs\['a'\]\[0\] must be a finite number"),
    (lambda: plot_every_cost({"a": [0.5, 0.0]}), r"costs\['a'\] must hold costs above 0"),
    (lambda: plot_training([[1], [2]], Y, {}, [1]), "X must be"),
    (lambda: plot_training(np.ones((3, 40)), Y, {}, [1]), r"X must have shape \(2, m\)"),
    (lambda: plot_training(X * np.nan, Y, {}, [1]), "X must hold finite"),
    (lambda: plot_training(X, Y, {}, [1]), "parameters must"),
    (lambda: plot_training(X, Y, initialize_parameters_deep([2, 3, 1]), []), "costs must be a list of at least one"),
    (lambda: plot_training(X, Y, initialize_parameters_deep([2, 3, 1]), {"a": [1]}), "costs must be a list"),
])
def test_wrong_arguments_are_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("points", [X * 0, X[:, :1], np.ones((2, 3))], ids=["all at the middle", "one", "all at one place"])
def test_few_and_equal_points_are_drawn(points):
    figure = plot_training(points, Y[:, :points.shape[1]], initialize_parameters_deep([2, 3, 1]), [0.5])
    assert figure._repr_mimebundle_()[0]["image/png"]


def test_the_path_is_that_of_one_sigmoid_unit():
    path = playground.descend_with_one_unit(2.0)
    numbers, labels = playground.NUMBERS[0], playground.LABELS[0]
    w, b = playground.START
    for path_w, path_b, cost in path:
        a = 1 / (1 + np.exp(-(w * numbers + b)))
        assert (path_w, path_b) == (pytest.approx(w), pytest.approx(b))
        assert cost == pytest.approx(-np.mean(np.log(np.where(labels == 1, a, 1 - a))))
        w, b = w - 2 * np.mean((a - labels) * numbers), b - 2 * np.mean(a - labels)
    assert len(path) == 31


def test_the_contour_lines_are_of_the_cost():
    figure = plot_descent(1.0)
    (contours,) = [part for part in figure.axes[0].collections if hasattr(part, "levels")]
    numbers, labels = playground.NUMBERS[0], playground.LABELS[0]
    for level, line in zip(contours.levels, contours.get_paths(), strict=True):
        for w, b in line.vertices[::25]:
            a = 1 / (1 + np.exp(-(w * numbers + b)))
            assert -np.mean(np.log(np.where(labels == 1, a, 1 - a))) == pytest.approx(level, rel=0.02)


@pytest.mark.parametrize("explore", [explore_loss, explore_descent, lambda: explore_training(X, Y)])
@pytest.mark.parametrize("folder", ["learner's", "course's"])
def test_sliders_are_in_a_learners_folder_only(explore, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TQDM_DISABLE", "0")
    if folder == "learner's":
        (tmp_path / ".dnn-course").mkdir()
    shown = []
    for module in (playground, live):
        monkeypatch.setattr(module, "display", lambda thing, **options: shown.append(thing))
    before = dict(rcParams)
    explore()
    assert dict(rcParams) == before
    data, _ = shown[0]._repr_mimebundle_()
    assert len(data["text/plain"]) > 60 and data["image/png"]
    if folder == "course's":
        assert len(shown) == 1 and "text/html" not in data
    else:
        assert f'alt="{html.escape(data["text/plain"])}"' in data["text/html"]
        assert shown[1]["text/plain"] == live.NO_SLIDERS
        assert "application/vnd.jupyter.widget-view+json" in shown[1]


class Shown:
    """Stands in for IPython's handle of what is displayed."""

    def __init__(self):
        self.updates = []

    def update(self, figure):
        self.updates.append(figure.alt)


def test_a_slider_draws_anew_and_its_box_has_a_name():
    shown = Shown()
    controls = {"probability": ("a", 0.001, 0.999, 0.001, 0.2), "label": ("y", 0, 1, 1, 1)}
    box = playground._sliders(plot_loss, controls, shown)
    rows, told = box.children[:2], box.children[2]
    assert [row.children[0].description for row in rows] == ["probability", "label"]
    assert shown.updates == [] and told.value == ""
    rows[0].children[0].value = 0.5
    rows[1].children[1].value = 0
    assert shown.updates == [plot_loss(0.5, 1).alt, plot_loss(0.5, 0).alt]
    assert told.value == f'<div role="status">{shown.updates[-1]}</div>'


def test_an_error_of_the_drawing_is_told_in_its_place():
    def draw(rate):
        if rate > 5:
            raise ValueError("too <large>")
        return plot_descent(rate)

    shown = Shown()
    box = playground._sliders(draw, {"rate": ("rate", 1, 10, 1, 1)}, shown)
    box.children[0].children[1].value = 9
    assert shown.updates == [] and box.children[1].value == '<div role="status">too &lt;large&gt;</div>'
