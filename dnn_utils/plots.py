"""The course's figures: each says in a sentence, `alt`, what it shows."""
import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from dnn_utils.figures import CourseFigure, own_style, words
from dnn_utils.palette import BLUE, GREY, INK, LINES, VERMILLION
from dnn_utils.pictures import NUM_PX, as_pictures, check_pixels
from dnn_utils.validation import (check_finite, check_labels, check_matrix, check_number, check_probabilities,
                                  check_real, check_same_shape, check_whole_number)

__all__ = ["plot_costs", "print_mislabeled_images", "plot_pictures", "plot_activations",
           "plot_gradient_check", "plot_confusion", "plot_accuracy_intervals",
           "plot_accuracy_distributions", "plot_confidence",
           "plot_first_layer_weights"]

MOST_PICTURES = 60  # in one grid: more are too many to look at
ROUNDING = 1e-9  # of a mean of accuracies
COLUMNS = 5  # of a grid: leaves room for "Prediction: non-cat" above a picture


@own_style
def plot_costs(costs, learning_rate=0.0075):
    """Draw the cost against the iterations: one training, or several side by side.

    Parameters
    ----------
    costs : list of float, or dict of label -> list of float
        costs[i] is the cost at iteration 100 i, as the models return it. A dictionary holds at most six.
    learning_rate : float or None
        For the title; None where the labels give the learning rates.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If there is no curve, more than six, an empty one, or a cost that is no finite number.
    """
    curves = costs if isinstance(costs, dict) else {"cost": costs}
    check_curves("costs", costs)
    if learning_rate is not None:
        check_number("learning_rate", learning_rate)
    figure, ax = _chart("iterations", "cost")
    _draw_lines(ax, {label: (100 * np.arange(len(values)), values) for label, values in curves.items()},
                named=curves is costs)
    ax.set_title("" if learning_rate is None else f"Learning rate = {learning_rate:g}")
    ranges = {label: f"from {values[0]:.4f} at iteration 0 to {values[-1]:.4f} at iteration {100 * (len(values) - 1)}"
              for label, values in curves.items()}
    rate = "" if learning_rate is None else f", learning rate {learning_rate:g}"
    figure.alt = f"Line chart of the cost against the iterations{rate}: " + \
        (_listed(ranges) if curves is costs else f"{ranges['cost']}.")
    return figure


@own_style
def print_mislabeled_images(classes, X, y, p):
    """Draw the pictures whose prediction is wrong, at most the first sixty, and say what they were taken for.

    Parameters
    ----------
    classes : two names, bytes or str
        Name of class 0 and of class 1.
    X : array of shape (12288, m)
        Pictures as columns, pixels 0 to 1.
    y : array of shape (1, m)
        True labels, 0 or 1.
    p : array of shape (1, m)
        Predictions, 0 or 1.

    Returns
    -------
    figure : CourseFigure
        A picture's number is its column of X.

    Raises
    ------
    ValueError
        If the shapes do not fit one another, a pixel lies outside 0..1 or a label is not 0 or 1.
    """
    names = _class_names(classes)
    check_pixels("X", X)
    check_labels("y", y, X.shape[1])
    check_labels("p", p, X.shape[1])
    wrong = np.flatnonzero(y[0] != p[0])
    shown = wrong[:MOST_PICTURES]
    count = f"{len(wrong)} of {X.shape[1]} pictures {'is' if len(wrong) == 1 else 'are'} mislabeled"
    if len(wrong) == 0:
        return _statement(f"None of the {X.shape[1]} pictures is mislabeled.")
    if len(wrong) > len(shown):
        count += f", here the first {len(shown)}"
    titles = [f"picture {i}\nPrediction: {names[int(p[0, i])]}\nClass: {names[int(y[0, i])]}" for i in shown]
    figure = _grid(as_pictures(X[:, shown]), titles)
    figure.suptitle(words(count, 16 * min(len(shown), COLUMNS) + 16))
    figure.alt = f"{count}. " + _listed(
        {f"Predicted {names[1 - true]}, in truth {names[true]}": ", ".join(map(str, shown[y[0, shown] == true]))
         for true in (0, 1) if (y[0, shown] == true).any()})
    return figure


@own_style
def plot_pictures(pictures, titles=None):
    """Draw pictures in a grid.

    Parameters
    ----------
    pictures : array of shape (m, 64, 64, 3), uint8
        At most sixty.
    titles : list of m str, optional
        What stands above each.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If the pictures have another shape or type, or there is not a title for each.
    """
    if not isinstance(pictures, np.ndarray) or pictures.dtype != np.uint8 \
            or pictures.shape[1:] != (NUM_PX, NUM_PX, 3):
        raise ValueError(f"pictures must be a uint8 array of shape (m, {NUM_PX}, {NUM_PX}, 3), got {_kind(pictures)}")
    _check_count("pictures", pictures, MOST_PICTURES, "pictures")
    if titles is not None and (not isinstance(titles, (list, tuple, np.ndarray)) or len(titles) != len(pictures)):
        raise ValueError(f"titles must hold one title for each of the {len(pictures)} pictures, got {titles!r}")
    figure = _grid(pictures, [""] * len(pictures) if titles is None else [str(title) for title in titles])
    number = "One picture" if len(pictures) == 1 else f"Grid of {len(pictures)} pictures"
    figure.alt = f"{number} of {NUM_PX} x {NUM_PX} pixels" + \
        ("." if titles is None else f": {'; '.join(map(str, titles))}.")
    return figure


@own_style
def plot_activations(activations_by_name):
    """Draw how much the activations of each layer differ: their standard deviation over all units and examples.

    Parameters
    ----------
    activations_by_name : dict of name -> list of arrays
        For each initialisation A1, A2 ... of shape (n_l, m). At most six.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If there is no name, more than six, a list without an array, or an array that is not 2-D and finite.
    """
    if not isinstance(activations_by_name, dict):
        raise ValueError("activations_by_name must be a dictionary of name -> list of arrays, "
                         f"got {_kind(activations_by_name)}")
    _check_count("activations_by_name", activations_by_name, len(LINES), "names")
    spreads = {name: _spreads(f"activations_by_name[{name!r}]", activations)
               for name, activations in activations_by_name.items()}
    figure, ax = _chart("layer", "standard deviation of the activations")
    above_0 = [spread for values in spreads.values() for spread in values if spread > 0]
    if len(above_0) == sum(map(len, spreads.values())):
        ax.set_yscale("log")
    else:  # a logarithm has no place for the 0 of a layer whose units all say the same
        ax.set_yscale("symlog", linthresh=min(above_0, default=1))
    _draw_lines(ax, {name: (np.arange(1, len(values) + 1), values) for name, values in spreads.items()}, named=True)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    figure.alt = "Line chart of the standard deviation of the activations, layer by layer: " + _listed(
        {name: ", ".join(f"{spread:.1e}" for spread in values) for name, values in spreads.items()})
    return figure


@own_style
def plot_gradient_check(numerical, analytical):
    """Draw each numerical gradient against the analytical one: where both are the same, on the line y = x.

    Parameters
    ----------
    numerical, analytical : arrays of one shape, 2-D
        Gradients from finite differences, and from backpropagation.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If the shapes differ, or a gradient is not finite.
    """
    check_same_shape("numerical", numerical, "analytical", analytical)
    check_finite("numerical", numerical)
    check_finite("analytical", analytical)
    if numerical.size == 0:
        raise ValueError(f"numerical must hold at least one gradient, got shape {numerical.shape}")
    figure, ax = _chart("analytical gradient", "numerical gradient", width=6, height=5)
    ax.axline((0, 0), slope=1, color=GREY, linestyle="--", label="y = x", zorder=1)
    ax.plot(analytical.ravel(), numerical.ravel(), linestyle="none", marker="o", markersize=7, markerfacecolor="none",
            color=BLUE, markeredgewidth=1.5, label="one parameter each")
    ax.set_aspect("equal", adjustable="datalim")
    ax.legend(frameon=False)
    largest = np.abs(numerical - analytical).max()
    bound = f"at most {10.0 ** np.ceil(np.log10(largest)):.0e}" if largest > 0 else "0"
    ax.set_title(f"Largest difference: {bound}")
    figure.alt = (f"Scatter plot of the numerical against the analytical gradient of {numerical.size} parameters, "
                  f"with the line y = x; the largest difference is {bound}.")
    return figure


@own_style
def plot_confusion(counts, classes):
    """Draw how many pictures of each class were taken for which.

    Parameters
    ----------
    counts : array of shape (2, 2), whole numbers
        counts[i, j] pictures of class i are predicted as class j.
    classes : two names, bytes or str
        Name of class 0 and of class 1.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If counts has another shape or a number that is not whole or below 0, or there are not two classes.
    """
    names = _class_names(classes)
    check_matrix("counts", counts, "an array of shape (2, 2)")
    if counts.shape != (2, 2):
        raise ValueError(f"counts must have shape (2, 2), got shape {counts.shape}")
    for count in counts.ravel():
        check_whole_number("each of counts", count, 0)
    figure, ax = _chart("prediction", "true class", width=6, height=4.5)
    for true, predicted in np.ndindex(2, 2):
        right = true == predicted
        ax.add_patch(Rectangle((predicted - 0.47, true - 0.47), 0.94, 0.94, fill=False, edgecolor=INK,
                               linewidth=2.5 if right else 1, linestyle="-" if right else "--"))
        ax.text(predicted, true, f"{counts[true, predicted]}", fontsize=30, ha="center", va="center")
        ax.text(predicted, true + 0.33, "right" if right else "wrong", ha="center", va="center")
    ax.set(xlim=(-0.5, 1.5), ylim=(1.5, -0.5), xticks=(0, 1), yticks=(0, 1), xticklabels=map(_wrapped, names),
           yticklabels=map(_wrapped, names))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.set_title(f"{counts.trace()} of {counts.sum()} pictures right")
    rows = [f"of {counts[i].sum()} {names[i]}, {counts[i, i]} predicted {names[i]} and {counts[i, 1 - i]} "
            f"predicted {names[1 - i]}" for i in (0, 1)]
    figure.alt = f"Confusion matrix of {counts.sum()} pictures: {'; '.join(rows)}."
    return figure


@own_style
def plot_accuracy_intervals(intervals, whiskers="confidence interval"):
    """Draw accuracies as dots, each with a range: the one in which it plausibly lies, or the lowest and highest of
    many.

    Parameters
    ----------
    intervals : dict of name -> (accuracy, low, high)
        Numbers from 0 to 1; see `accuracy_interval`. At most twelve.
    whiskers : str
        What the range is, for whoever does not see the figure: "range from lowest to highest" of ten trainings, say.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If there is no name, more than twelve, or numbers that are not 0 <= low <= accuracy <= high <= 1. The mean of
        equal numbers may lie beside them by rounding.
    """
    if not isinstance(intervals, dict):
        raise ValueError(f"intervals must be a dictionary of name -> (accuracy, low, high), got {_kind(intervals)}")
    _check_count("intervals", intervals, 12, "names")
    for name, interval in intervals.items():
        _check_interval(f"intervals[{name!r}]", interval)
    accuracy, low, high = np.array(list(intervals.values()), float).T
    accuracy = np.clip(accuracy, low, high)
    rows = np.arange(len(intervals))
    figure, ax = _chart("accuracy", "", height=1.3 + 0.6 * len(intervals))
    ax.errorbar(accuracy, rows, xerr=(accuracy - low, high - accuracy), linestyle="none", marker="o", markersize=8,
                color=BLUE, capsize=6)
    texts = {name: f"{a:.2f}, from {l:.2f} to {h:.2f}" for name, a, l, h in zip(intervals, accuracy, low, high)}
    for row, text in zip(rows, texts.values()):
        ax.annotate(text, (accuracy[row], row), (0, 9), textcoords="offset points", ha="center")
    ax.set(xlim=(0, 1), ylim=(len(rows) - 0.5, -0.7), yticks=rows, yticklabels=[_wrapped(name) for name in intervals])
    ax.grid(axis="x", color=GREY, alpha=0.3)
    figure.alt = f"Dots with whiskers, the accuracy and its {whiskers}: {_listed(texts)}"
    return figure


@own_style
def plot_accuracy_distributions(accuracies, marks):
    """Draw how often each accuracy came out, one row of bars for each model, with a line at its mark.

    Parameters
    ----------
    accuracies : dict of name -> array of accuracies
        Numbers from 0 to 1, all of them shares of the same number of pictures. At most six.
    marks : dict of name -> (text, accuracy)
        One accuracy to mark in each row, and what to call it.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If there is no name, more than six, a name without an accuracy, other names in marks, a mark that is no pair, or
        an accuracy that is not from 0 to 1.
    """
    if not isinstance(accuracies, dict):
        raise ValueError(f"accuracies must be a dictionary of name -> array of accuracies, got {_kind(accuracies)}")
    _check_count("accuracies", accuracies, 6, "names")
    if not isinstance(marks, dict) or set(marks) != set(accuracies):
        raise ValueError(f"marks must have the names of accuracies, {list(accuracies)}, got {marks!r}")
    for name, values in accuracies.items():
        check_real(f"accuracies[{name!r}]", values)
        if np.ndim(values) != 1 or len(values) == 0:
            raise ValueError(f"accuracies[{name!r}] must be an array of shape (number of trainings,) with at least one "
                             f"accuracy, got {values!r}")
        check_probabilities(f"accuracies[{name!r}]", np.atleast_2d(values))
        _check_mark(f"marks[{name!r}]", marks[name])
    figure = CourseFigure(8, 1 + 2 * len(accuracies))
    axes = figure.subplots(len(accuracies), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    texts = {}
    for ax, (name, values), (color, _, _) in zip(axes, accuracies.items(), LINES):
        heights, counts = np.unique(np.round(values, 4), return_counts=True)
        ax.bar(heights, counts, width=0.015, color=color, edgecolor=INK)
        text, mark = marks[name]
        ax.axvline(mark, color=INK, linestyle="--")
        ax.margins(y=0.25)  # room above the bars for its words
        ax.annotate(f"{words(text, 30, 1)}: {mark:.2f}", (mark, 0.9), (6, 0), xycoords=("data", "axes fraction"),
                    textcoords="offset points", va="center")
        ax.set_title(f"{words(name, 60, 1)}: {len(values)} trainings", loc="left")
        ax.set_ylabel("trainings")
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        texts[name] = (f"{len(values)} trainings, from {np.min(values):.2f} to {np.max(values):.2f}, and a line at "
                       f"{text}, {mark:.2f}")  # no mean: rounded, it may differ from machine to machine
    axes[-1].set_xlabel("test accuracy")
    figure.alt = f"Bars of how often each test accuracy came out. {_listed(texts)}"
    return figure


@own_style
def plot_confidence(AL, y):
    """Draw how sure a model was: the probability it gave to the true class, in bars above for right predictions.

    Parameters
    ----------
    AL : array of shape (1, m)
        Probabilities of class 1.
    y : array of shape (1, m)
        True labels, 0 or 1. A prediction is 1 where AL > 0.5.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If the shapes do not fit one another, AL holds no probabilities or y other labels than 0 and 1.
    """
    check_probabilities("AL", AL)
    check_labels("y", y, AL.shape[1])
    of_true_class = np.where(y == 1, AL, 1 - AL)
    right = (AL > 0.5) == (y == 1)
    figure = CourseFigure(8, 4.5)
    axes = figure.subplots(2, 1, sharex=True, sharey=True)
    texts = {}
    for ax, name, chosen, color, hatch in zip(axes, ("right", "wrong"), (right, ~right), (BLUE, VERMILLION),
                                              ("", "//")):
        values = of_true_class[chosen]
        fill, edge = (color, INK) if name == "right" else ("none", color)
        ax.hist(values, bins=np.linspace(0, 1, 21), facecolor=fill, edgecolor=edge, hatch=hatch)
        ax.set_title(f"{name}: {values.size} of {AL.size} pictures", loc="left")
        ax.set_ylabel("pictures")
        ax.axvline(0.5, color=INK, linestyle=":", linewidth=1.5)
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        texts[f"{values.size} {name}"] = "none" if values.size == 0 else \
            f"from {values.min():.2f} to {values.max():.2f}, median {np.median(values):.2f}"
    axes[1].set(xlabel="probability given to the true class", xlim=(0, 1))
    figure.alt = f"Histograms of the probability given to the true class of {AL.size} pictures: {_listed(texts)}"
    return figure


@own_style
def plot_first_layer_weights(W1):
    """Draw the weights of each first-layer unit as a picture: grey is 0, bright positive, dark negative.

    All pictures have one scale, so that they can be compared: the largest weight of all is brightest or darkest. A unit
    whose weights are all less than a hundredth of it shows nothing, and is marked as empty.

    Parameters
    ----------
    W1 : array of shape (n_1, 12288)
        Weights of at most sixty units, or what training has added to them.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If W1 has another shape, or a weight is not finite.
    """
    check_matrix("W1", W1, "an array of weights of shape (n_1, 12288)")
    if W1.shape[1] != NUM_PX * NUM_PX * 3:
        raise ValueError(f"W1 must have {NUM_PX * NUM_PX * 3} columns, one for each pixel value, got shape {W1.shape}")
    _check_count("W1", W1, MOST_PICTURES, "units")
    check_finite("W1", W1)
    largest = np.abs(W1).max(axis=1)
    empty = largest <= largest.max() / 100
    pictures = as_pictures((0.5 + 0.5 * W1 / (largest.max() or 1)).T)
    titles = [f"unit {i + 1}\n" + ("empty" if none else f"± {weight:.3f}")
              for i, (weight, none) in enumerate(zip(largest, empty))]
    figure = _grid(pictures, titles)
    for ax in np.array(figure.axes)[:len(W1)][empty]:
        ax.plot([0, NUM_PX - 1], [0, NUM_PX - 1], color="black")
        ax.plot([0, NUM_PX - 1], [NUM_PX - 1, 0], color="black")
    crossed = ", ".join(str(i + 1) for i in np.flatnonzero(empty)) or "none"
    figure.alt = (f"First-layer weights of {len(W1)} units as pictures on one scale, grey where a weight is 0; the "
                  f"largest weight of a unit, positive or negative, is from {largest.min():.3f} to "
                  f"{largest.max():.3f}; empty, and crossed out: {crossed}.")
    return figure


def _chart(xlabel, ylabel, width=8, height=4.5):
    figure = CourseFigure(width, height)
    ax = figure.subplots()
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return figure, ax


def _draw_lines(ax, curves, named):
    """Draw each (x, y), told apart by dashes, marker and colour, and write its name beside its end."""
    for (x, y), (color, dashes, marker) in zip(curves.values(), LINES):
        ax.plot(x, y, color=color, linestyle=dashes, marker=marker, markevery=max(1, len(x) // 8))
    if not named:
        return
    names = [_wrapped(name) for name in curves]
    ends = [(x[-1], y[-1]) for x, y in curves.values()]
    to_axes = ax.transScale + ax.transLimits
    ax.autoscale_view()
    heights = _apart([to_axes.transform(end)[1] for end in ends], 0.06 * (1 + max(name.count("\n") for name in names)))
    for name, end, height, (color, _, _) in zip(names, ends, heights, LINES):
        ax.annotate(name, end, (1.04, height), textcoords="axes fraction", va="center", annotation_clip=False,
                    arrowprops={"arrowstyle": "-", "color": color, "linewidth": 1, "shrinkA": 2, "shrinkB": 4})


def _apart(heights, gap):
    """Move heights (0 to 1) as far apart as the labels need that stand there, in their order."""
    order = np.argsort(heights, kind="stable")
    moved = np.array(heights, float)[order]
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + gap)
    limit = 1.0
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], limit)
        limit = moved[i] - gap
    return moved[np.argsort(order)]


def _grid(pictures, titles):
    """Draw pictures in rows of at most five, each below its title."""
    titles = ["\n".join(words(line, 20) for line in title.split("\n")[:6]) for title in titles]
    columns = min(len(pictures), COLUMNS)
    rows = -(-len(pictures) // columns)
    row_height = 1.5 + 0.18 * (1 + max(title.count("\n") for title in titles))
    figure = CourseFigure(max(1.6 * columns, 4), row_height * rows + 0.5)
    for ax in figure.subplots(rows, columns, squeeze=False).ravel():
        ax.axis("off")
    for ax, picture, title in zip(figure.axes, pictures, titles):
        ax.imshow(picture, interpolation="nearest")
        ax.set_title(title, fontsize=10)
    return figure


def _statement(sentence):
    """A figure of nothing but a sentence."""
    figure = CourseFigure(8, 1)
    figure.text(0.5, 0.5, sentence, ha="center", va="center")
    figure.alt = sentence
    return figure


def _spreads(name, activations):
    if not isinstance(activations, (list, tuple)) or len(activations) == 0:
        raise ValueError(f"{name} must be a list of the arrays A1, A2 ..., got {_kind(activations)}")
    for l, A in enumerate(activations, 1):
        check_matrix(f"A{l} of {name}", A)
        check_finite(f"A{l} of {name}", A)
        if A.size == 0:
            raise ValueError(f"A{l} of {name} must hold at least one number, got shape {A.shape}")
    return [float(np.std(A)) for A in activations]


def _listed(texts):
    return "; ".join(f"{name}: {text}" for name, text in texts.items()) + "."


def _wrapped(name):
    return words(name, 18)


def _kind(value):
    """What came, for an error message."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} of shape {value.shape}"
    return f"{type(value).__name__}"


def _class_names(classes):
    if not isinstance(classes, (list, tuple, np.ndarray)) or len(classes) != 2:
        raise ValueError(f"classes must hold the names of class 0 and of class 1, got {classes!r}")
    return [name.decode(errors="replace") if isinstance(name, bytes) else str(name) for name in classes]


def _check_count(name, things, most, what):
    if not 1 <= len(things) <= most:
        raise ValueError(f"{name} must hold 1 to {most} {what}, got {len(things)}")


def check_curves(name, costs):
    """Raise ValueError unless costs is a list of costs, or a dictionary of one to six such lists."""
    if not isinstance(costs, dict):
        return _check_costs(name, costs)
    _check_count(name, costs, len(LINES), "curves")
    for label, values in costs.items():
        _check_costs(f"{name}[{label!r}]", values)


def _check_costs(name, costs):
    in_a_row = costs.ndim == 1 if isinstance(costs, np.ndarray) else isinstance(costs, (list, tuple))
    if not in_a_row or len(costs) == 0:
        raise ValueError(f"{name} must be a list of at least one cost, got {costs!r}")
    for i, cost in enumerate(costs):
        check_number(f"{name}[{i}]", cost[()] if isinstance(cost, np.ndarray) and cost.ndim == 0 else cost)


def _check_mark(name, mark):
    if not isinstance(mark, (list, tuple)) or len(mark) != 2:
        raise ValueError(f"{name} must be (text, accuracy), got {mark!r}")
    check_number(f"the accuracy of {name}", mark[1])
    if not 0 <= mark[1] <= 1:
        raise ValueError(f"the accuracy of {name} must be from 0 to 1, got {mark[1]}")


def _check_interval(name, interval):
    if not isinstance(interval, (list, tuple, np.ndarray)) or len(interval) != 3:
        raise ValueError(f"{name} must be (accuracy, low, high), got {interval!r}")
    for part, value in zip(("accuracy", "low", "high"), interval):
        check_number(f"{part} of {name}", value)
    accuracy, low, high = interval
    if not 0 <= low <= accuracy + ROUNDING or not accuracy - ROUNDING <= high <= 1 or low > high:
        raise ValueError(f"{name} must have 0 <= low <= accuracy <= high <= 1, got accuracy {accuracy:g}, "
                         f"low {low:g} and high {high:g}")
