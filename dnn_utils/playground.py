"""Pictures to play with: a loss and your own point on it, a small training, and the path of a descent.

Each `explore_...` shows a figure, and in a learner's folder sliders below it that draw the figure anew. The numbers
come from the functions of lessons 1 to 5.
"""
import html

import numpy as np
from IPython.display import display

from dnn_utils.backward import L_model_backward
from dnn_utils.cost import compute_cost
from dnn_utils.forward import L_model_forward
from dnn_utils.initialization import initialize_parameters_deep
from dnn_utils.live import show_sliders, slider_box
from dnn_utils.figures import CourseFigure, own_style, words
from dnn_utils.palette import BLUE, GREY, INK, LINES, VERMILLION
from dnn_utils.plots import check_curves
from dnn_utils.update import update_parameters
from dnn_utils.validation import (check_data, check_matrix, check_number, check_parameters, check_seed,
                                  check_whole_number)

__all__ = ["explore_loss", "explore_training", "explore_descent", "plot_loss", "plot_training", "plot_descent",
           "plot_every_cost", "train_small", "dead_units"]

ITERATIONS = 1000  # of a small training, a fifth of a second
SIDE = 120  # points along each side of the coloured plane


# Lesson 3: the loss of one example

def explore_loss(a=0.2, y=1):
    """Show the loss of one example, with a point at probability a and label y, and sliders for both."""
    _explore(lambda a, y: plot_loss(a, y), {"probability": ("a", 0.001, 0.999, 0.001, a), "label": ("y", 0, 1, 1, y)})


@own_style
def plot_loss(a, y):
    """Draw the loss of one example against the probability a that its label is 1, and a point at the given one.

    Parameters
    ----------
    a : float, from 0.001 to 0.999
    y : 0 or 1

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If a or y is out of its range.
    """
    check_number("a", a)
    check_number("y", y)
    if not 0.001 <= a <= 0.999 or y not in (0, 1):
        raise ValueError(f"a must be from 0.001 to 0.999 and y 0 or 1, got {a} and {y}")
    probabilities = np.linspace(0.001, 0.999, 999)
    figure = CourseFigure(8, 4.2)
    ax = figure.subplots()
    for label, of_label, (color, dashes, _) in ((1, probabilities, LINES[0]), (0, 1 - probabilities, LINES[1])):
        ax.plot(probabilities, -np.log(of_label), color=color, linestyle=dashes, linewidth=3 if label == y else 1.5,
                label=f"label {label}")
    loss = float(-np.log(a if y == 1 else 1 - a))
    ax.plot(a, loss, marker="o", markersize=10, color=INK, linestyle="none", label="your point")
    ax.plot([a, a, 0], [0, loss, loss], color=INK, linestyle=":", linewidth=1.2)
    ax.set(xlabel="probability of label 1", ylabel="loss, in nats", xlim=(0, 1), ylim=(0, 7))
    ax.set_title(f"probability {a:.3f}, label {y}: loss {loss:.4f}")
    ax.legend(loc="upper center", frameon=False)
    figure.alt = ("Two curves of the loss against the probability of label 1: for label 1 it falls from 6.9 at 0.001 "
                  f"to 0 at 1, for label 0 it rises from 0 to 6.9. A point at probability {a:.3f} and label {y} has "
                  f"the loss {loss:.4f}.")
    return figure


# Lesson 5: a small training

def train_small(X, Y, units=8, learning_rate=0.3, seed=1, num_iterations=ITERATIONS):
    """Train a network of one hidden layer on a few points in the plane.

    Parameters
    ----------
    X : array of shape (2, m)
        Points, in columns.
    Y : array of shape (1, m)
        Labels, 0 or 1.
    units : int
        Units of the hidden layer.
    learning_rate : float
    seed : int
        Of the start.
    num_iterations : int

    Returns
    -------
    parameters : dict
        W1 (units, 2), b1 (units, 1), W2 (1, units), b2 (1, 1).
    costs : list of float
        The cost before every iteration, and after the last.

    Raises
    ------
    ValueError
        If the shapes do not fit one another, or a number is out of its range.
    """
    _check_plane(X, Y)
    check_whole_number("num_iterations", num_iterations, 1)
    check_whole_number("units", units, 1)
    parameters, costs = initialize_parameters_deep([2, units, 1], seed=seed), []
    for _ in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        costs.append(compute_cost(AL, Y))
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    costs.append(compute_cost(L_model_forward(X, parameters)[0], Y))
    return parameters, costs


def _check_plane(X, Y):
    check_data(X, Y)
    if X.shape[0] != 2:
        raise ValueError(f"X must have shape (2, m), points in the plane, got shape {X.shape}")


def dead_units(X, W, b):
    """Say of each unit of a first layer whether its relu gives 0 for every example, so that it has no gradient.

    Parameters
    ----------
    X : array of shape (n_x, m)
    W : array of shape (n, n_x)
    b : array of shape (n, 1)

    Returns
    -------
    dead : array of n booleans
    """
    for name, array in (("X", X), ("W", W), ("b", b)):
        check_matrix(name, array, "a 2-D array")
    if W.shape[1] != X.shape[0] or b.shape != (len(W), 1):
        raise ValueError(f"W must have shape (n, {X.shape[0]}) and b (n, 1), got {W.shape} and {b.shape}")
    return (W @ X + b <= 0).all(axis=1)


def explore_training(X, Y, learning_rate=0.3, units=8, seed=1):
    """Show what a small network has learnt (see `plot_training`), and sliders for rate, units and start."""
    check_whole_number("units", units, 1)
    check_seed(seed)

    def draw(learning_rate, units, seed):
        return plot_training(X, Y, *train_small(X, Y, int(units), learning_rate, int(seed)))

    _explore(draw, {"rate": ("learning_rate", 0.01, 15, 0.01, learning_rate), "units": ("units", 1, 20, 1, units),
                    "start": ("seed", 1, 30, 1, seed)})


@own_style
def plot_training(X, Y, parameters, costs):
    """Draw points, in grey where a small network says 1, the line along which each unit folds the plane, and its costs.

    Parameters
    ----------
    X : array of shape (2, m)
    Y : array of shape (1, m)
    parameters : dict
        W1 (units, 2), b1, W2 (1, units), b2.
    costs : list of float
        One for every iteration.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If the shapes do not fit one another, or a cost is no finite number.
    """
    _check_plane(X, Y)
    check_parameters(parameters, n_x=2)
    if isinstance(costs, dict):
        raise ValueError("costs must be a list of float, got dict")
    check_curves("costs", costs)
    figure = CourseFigure(9, 4.6)
    ax, beside = figure.subplots(1, 2, width_ratios=(3, 2))
    reach = 1.1 * float(np.abs(X).max()) or 1.0
    side = np.linspace(-reach, reach, SIDE)
    plane = np.vstack([axis.ravel() for axis in np.meshgrid(side, side)])
    AL = L_model_forward(plane, parameters)[0].reshape(SIDE, SIDE)
    if AL.min() < 0.5 < AL.max():
        ax.contourf(side, side, AL, levels=[0.5, 1], colors=[GREY], alpha=0.15)
        ax.contour(side, side, AL, levels=[0.5], colors=[INK], linewidths=2.5)
    dead = dead_units(X, parameters["W1"], parameters["b1"])
    for (w_1, w_2), (b,), is_dead in zip(parameters["W1"], parameters["b1"], dead):
        _draw_fold(ax, w_1, w_2, b, reach, is_dead)
    for label, (color, _, marker) in zip((1, 0), LINES):
        ax.plot(*X[:, Y[0] == label], color=color, marker=marker, linestyle="none",
                label=f"label {label}")
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="first number", ylabel="second number")
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
    right = int(np.sum((L_model_forward(X, parameters)[0] > 0.5) == Y))
    ax.set_title(f"{right} of {Y.size} right, {dead.sum()} of {dead.size} units dead")
    beside.plot(costs, color=BLUE)
    beside.set(xlabel="iterations", ylabel="cost", ylim=(0, None))
    beside.set_title(f"last cost {costs[-1]:.4f}")
    figure.alt = (f"Left, {Y.size} points of two labels, the learnt boundary between them, and a thin line along which "
                  f"each of the {dead.size} units folds the plane, dashed and grey for the {dead.sum()} dead ones; "
                  f"{right} of {Y.size} points are right. Right, the cost over {len(costs) - 1} iterations, from "
                  f"{costs[0]:.4f} to {costs[-1]:.4f}.")
    return figure


def _draw_fold(ax, w_1, w_2, b, reach, is_dead):
    """Draw the line w_1 x + w_2 y + b = 0, where the unit's relu bends."""
    length = np.hypot(w_1, w_2)
    if length == 0:
        return
    foot, along = -b * np.array([w_1, w_2]) / length**2, np.array([-w_2, w_1]) / length
    ends = foot[:, np.newaxis] + along[:, np.newaxis] * np.array([-4, 4]) * reach
    style = {"color": GREY, "linestyle": "--", "linewidth": 1} if is_dead else {"color": INK, "linewidth": 1}
    ax.plot(*ends, alpha=0.6, **style)


@own_style
def plot_every_cost(costs):
    """Draw several trainings' costs, one at every iteration, on logarithmic axes, which show the first ones, too.

    Parameters
    ----------
    costs : dict of label -> list of float
        costs[label][i] is the cost at iteration i, above 0. At most six. A curve ends before the first cost that is
        no finite number, as of a training that has gone too far.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If there is no curve, more than six, an empty one, or a cost that is no number above 0, but for those at an end.
    """
    if not isinstance(costs, dict):
        raise ValueError(f"costs must be a dictionary of label -> list of float, got {type(costs).__name__}")
    whole, costs = costs, {label: _before_the_first_nan(values) for label, values in costs.items()}
    check_curves("costs", costs)
    for label, values in costs.items():
        if min(values) <= 0:
            raise ValueError(f"costs[{label!r}] must hold costs above 0, got {min(values)}")
    figure = CourseFigure(8, 4.5)
    ax = figure.subplots()
    for (label, values), (color, dashes, _) in zip(costs.items(), LINES):
        ax.plot(1 + np.arange(len(values)), values, color=color, linestyle=dashes,
                label=f" {words(label, 18)}")  # matplotlib leaves out what begins with an underscore
    ax.set(xlabel="iteration, counted from 1, logarithmic", ylabel="cost, logarithmic", xscale="log", yscale="log")
    figure.legend(loc="outside right center", frameon=False)
    figure.alt = "Line chart of the cost at every iteration, on logarithmic axes: " + "; ".join(
        f"{label}: from {values[0]:.4f}, at most {max(values):.4f} and at least {min(values):.4f}, to {values[-1]:.4f} "
        f"at iteration {len(values) - 1}" +
        (", no finite number from there on" if len(values) < len(whole[label]) else "")
        for label, values in costs.items()) + "."
    return figure


def _before_the_first_nan(values):
    """Return the costs before the first that is nan or infinite; all of them where it is the first, or no such list."""
    if isinstance(values, (list, tuple, np.ndarray)):
        for i, value in enumerate(values):
            if i and isinstance(value, (float, np.ndarray)) and not np.all(np.isfinite(value)):
                return values[:i]
    return values


# Lesson 5: the path of a descent on the surface of the cost

NUMBERS = np.array([[-2.0, -1.5, -1.0, -0.4, -0.2, 0.3, 0.5, 1.2, 1.6, 2.1]])  # what the one unit reads,
LABELS = np.array([[0, 0, 0, 1, 0, 1, 0, 1, 1, 1]])  # and what it should say
START = (-2.0, 2.0)  # weight and bias
STEPS = 30


def explore_descent(learning_rate=1.0):
    """Show the path of 30 steps on the surface of a cost (see `plot_descent`), and a slider for the rate."""
    _explore(plot_descent, {"rate": ("learning_rate", 0.05, 30, 0.05, learning_rate)})


def descend_with_one_unit(learning_rate):
    """Return (weight, bias, cost) before each of 30 steps of one sigmoid unit, and after the last: (31, 3)."""
    parameters, path = {"W1": np.array([[START[0]]]), "b1": np.array([[START[1]]])}, []
    for _ in range(STEPS + 1):
        AL, caches = L_model_forward(NUMBERS, parameters)
        path.append((parameters["W1"][0, 0], parameters["b1"][0, 0], compute_cost(AL, LABELS)))
        parameters = update_parameters(parameters, L_model_backward(AL, LABELS, caches), learning_rate)
    return np.array(path)


@own_style
def plot_descent(learning_rate):
    """Draw the cost of one unit with one weight and one bias as a map with contour lines, and 30 steps upon it.

    Parameters
    ----------
    learning_rate : float

    Returns
    -------
    figure : CourseFigure
    """
    check_number("learning_rate", learning_rate)
    path = descend_with_one_unit(learning_rate)
    reach_w, reach_b = (max(limit, 1.1 * np.abs(path[:, i]).max()) for i, limit in ((0, 6), (1, 5)))
    weights, biases = np.linspace(-reach_w, reach_w, SIDE), np.linspace(-reach_b, reach_b, SIDE)
    Z = weights[:, np.newaxis, np.newaxis] * NUMBERS[0] + biases[:, np.newaxis]  # (weights, biases, examples)
    losses = np.logaddexp(0, np.where(LABELS[0] == 1, -Z, Z))  # -log a or -log(1 - a), for any Z
    figure = CourseFigure(8, 4.8)
    ax = figure.subplots()
    lines = ax.contour(weights, biases, losses.mean(axis=-1).T, levels=[0.35, 0.4, 0.5, 0.7, 1, 1.5, 2, 3, 4, 6],
                       colors=[GREY], linewidths=1)
    ax.clabel(lines, fontsize=9, colors=[INK])
    ax.plot(path[:, 0], path[:, 1], color=VERMILLION, marker="o", markersize=4, linewidth=1.5)
    for (w, b, _), marker, label in ((path[0], "s", "start"), (path[-1], "D", f"after {STEPS} steps")):
        ax.plot(w, b, color=INK, marker=marker, markersize=9, linestyle="none", label=label)
    ax.set(xlabel="weight w", ylabel="bias b")
    ax.set_title(f"learning rate {learning_rate:g}: cost {path[0, 2]:.4f} at the start, {path[-1, 2]:.4f} at the end")
    figure.legend(loc="outside right center", frameon=False)
    rises = int(np.sum(np.diff(path[:, 2]) > 0))
    figure.alt = (f"Contour lines of the cost of one unit, against its weight and its bias, and the path of {STEPS} "
                  f"steps with learning rate {learning_rate:g}: from a cost of {path[0, 2]:.4f} to {path[-1, 2]:.4f}; "
                  f"it rose in {rises} of {STEPS} steps.")
    return figure


# What all of them share

def _explore(draw, controls):
    """Show draw(**start values), and in a learner's folder sliders that draw it anew in its place.

    `controls` is a dictionary of name -> (argument, lowest, highest, step, start).
    """
    shown = display(draw(**{argument: start for argument, *_, start in controls.values()}), display_id=True)
    show_sliders(lambda: _sliders(draw, controls, shown))


def _sliders(draw, controls, shown):
    """Return the sliders that update what is `shown`, with what it shows in words below them; an ipywidgets.VBox."""
    def draw_anew(**values):
        try:
            figure = draw(**values)
        except ValueError as error:  # a rate with which the numbers leave what 64 bits hold
            words = str(error)
        else:
            shown.update(figure)
            words = figure.alt
        return f'<div role="status">{html.escape(words)}</div>'

    return slider_box(controls, draw_anew, while_moving=False)
