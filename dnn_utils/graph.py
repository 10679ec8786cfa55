"""The computation graph of a network, with the shapes of the arrays that somebody's functions made."""
import textwrap
from typing import NamedTuple

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from dnn_utils.figures import CourseFigure, own_style
from dnn_utils.palette import GREY, INK, VERMILLION
from dnn_utils.validation import check_matrix, check_parameters

__all__ = ["plot_shapes"]

COLUMNS = {"W": (20, 150), "A_prev": (204, 150), "b": (388, 130), "Z": (552, 150), "g": (772, 100)}  # left, width
SIGNS = {187: "@", 371: "+", 535: "="}
WIDTH, TOP, LABEL, GAP, PART = 892, 52, 22, 46, 66  # in hundredths of an inch; PART is the height of one array's words


class Entry(NamedTuple):
    """An array of the graph: its name, what it is, and the shape that it should have."""

    name: str
    came: str
    expected: str

    @property
    def fits(self):
        return self.came == self.expected

    def __str__(self):
        return f"{self.name} {self.came}" + ("" if self.fits else f" instead of {self.expected}")


@own_style
def plot_shapes(X, parameters, AL, caches, grads=None):
    """Draw the computation graph of a network, layer by layer, with the shapes of these very arrays.

    An array whose shape does not fit stands in a thick dashed frame, with a cross and the shape that it should have.

    Parameters
    ----------
    X : array of shape (n_x, m)
        Input, examples in columns.
    parameters : dict
        W1, b1 ... WL, bL. Together with X they say which shapes fit.
    AL, caches :
        What your `L_model_forward` returned for them, right or wrong.
    grads : dict, optional
        What your `L_model_backward` returned; with it, the way back is drawn, too. As in the article, dAl is the
        gradient with respect to the input of layer l.

    Returns
    -------
    figure : CourseFigure

    Raises
    ------
    ValueError
        If X and the parameters do not fit one another.
    """
    check_matrix("X", X)
    check_parameters(parameters, n_x=X.shape[0])
    layers = _layers(X, parameters, caches, grads)
    output = Entry("AL", _came(AL), str((parameters[f"b{len(layers)}"].shape[0], X.shape[1])))
    verdict = _verdict([entry for layer in layers for part in layer.values() for entry in part] + [output],
                       caches, len(layers))
    lines = textwrap.wrap(verdict, 84)
    top = TOP + 20 * (len(lines) - 1)
    step = LABEL + PART * len(layers[0]["W"]) + GAP
    height = top + step * len(layers) + PART + 14
    figure = CourseFigure(WIDTH / 100, height / 100)
    figure.set_layout_engine("none")  # the axes fill the figure, so that there is nothing to lay out
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")
    ax.text(20, 14, "\n".join(lines), fontsize=12, fontweight="bold", va="top")
    for l, layer in enumerate(layers, start=1):
        _draw_layer(ax, l, layer, top + step * (l - 1), last=l == len(layers))
    _draw_box(ax, "A_prev", [output], top + step * len(layers))
    figure.alt = f"{_in_words(layers, output, grads is not None)} {verdict}"
    return figure


def _layers(X, parameters, caches, grads):
    """Return, for each layer, the entries of its columns: an array, and its gradient where there are any."""
    layers, m = [], X.shape[1]
    for l in range(1, len(parameters) // 2 + 1):
        n, n_prev = parameters[f"W{l}"].shape
        A_prev, W, b, Z = _cached(caches, l)
        entries = {"W": [Entry(f"W{l}", _came(W), str((n, n_prev)))],
                   "A_prev": [Entry("X" if l == 1 else f"A{l - 1}", _came(A_prev), str((n_prev, m)))],
                   "b": [Entry(f"b{l}", _came(b), str((n, 1)))],
                   "Z": [Entry(f"Z{l}", _came(Z), str((n, m)))]}
        if grads is not None:
            for column, letter in (("W", "W"), ("A_prev", "A"), ("b", "b")):
                gradient = grads.get(f"d{letter}{l}") if isinstance(grads, dict) else None
                entries[column].append(Entry(f"d{letter}{l}", _came(gradient), entries[column][0].expected))
        layers.append(entries)
    return layers


def _cached(caches, l):
    """Return A_prev, W, b and Z of a layer's cache, or four times None where it is built otherwise."""
    try:
        (A_prev, W, b), Z = caches[l - 1]
    except (TypeError, ValueError, LookupError):
        return None, None, None, None
    return A_prev, W, b, Z


def _came(array):
    if array is None:
        return "missing"
    return str(array.shape) if isinstance(array, np.ndarray) else f"a {type(array).__name__:.14}"


def _verdict(entries, caches, L):
    wrong = [entry.name for entry in entries if not entry.fits]
    told = [f"{len(wrong)} of {len(entries)} shapes {'does' if len(wrong) == 1 else 'do'} not fit: {', '.join(wrong)}."
            if wrong else f"All {len(entries)} shapes fit."]
    if not isinstance(caches, (list, tuple)):
        told.append(f"caches should be a list, and is {_came(caches)}.")
    elif len(caches) != L:
        told.append(f"caches should hold {L} entries, and holds {len(caches)}.")
    return " ".join(told)


def _in_words(layers, output, backward):
    sentences = ["Computation graph with the shapes of the arrays."]
    for l, layer in enumerate(layers, start=1):
        W, A_prev, b, Z = (layer[column][0] for column in ("W", "A_prev", "b", "Z"))
        sentences.append(f"Layer {l}: {W} @ {A_prev} + {b} = {Z}, then {_activation(l == len(layers))}.")
    sentences.append(f"Result: {output}.".replace(",.", "."))
    for l in range(len(layers), 0, -1) if backward else ():
        sentences.append(f"Backward through layer {l}: "
                         f"{', '.join(str(layers[l - 1][column][1]) for column in ('W', 'b', 'A_prev'))}.")
    return " ".join(sentences)


def _activation(last):
    return "sigmoid" if last else "relu"


def _draw_layer(ax, l, layer, top, last):
    """Draw W @ A_prev + b = Z in a row, then the activation, and its way down to the next row."""
    ax.text(20, top + 10, f"layer {l}", fontweight="bold", va="center")
    top += LABEL
    for column, entries in layer.items():
        _draw_box(ax, column, entries, top)
    middle = top + PART / 2
    for x, sign in SIGNS.items():
        ax.text(x, middle, sign, fontsize=14, ha="center", va="center")
    left, width = COLUMNS["g"]
    ax.add_patch(FancyBboxPatch((left + 8, middle - 17), width - 16, 34, boxstyle="round,pad=0,rounding_size=16",
                                fill=False, edgecolor=INK, linewidth=1.5))
    ax.text(left + width / 2, middle, _activation(last), ha="center", va="center")
    _draw_arrow(ax, [(sum(COLUMNS["Z"]), middle), (left + 8, middle)])
    bottom, centre = top + PART * len(layer["W"]), left + width / 2
    end = bottom + GAP + (0 if last else LABEL)
    x = COLUMNS["A_prev"][0] + COLUMNS["A_prev"][1] / 2
    _draw_arrow(ax, [(centre, middle + 17), (centre, bottom + 16), (x - 14, bottom + 16), (x - 14, end)])
    if len(layer["W"]) > 1:
        _draw_arrow(ax, [(x + 14, end), (x + 14, bottom + 30), (centre + 14, bottom + 30), (centre + 14, middle + 17)],
                    linestyle="--")
        ax.text(centre + 6, bottom + 42, "back", ha="right", va="center", fontsize=10)


def _draw_box(ax, column, entries, top):
    """Draw an array as a box with its name and shape, and under it, in the same box, its gradient."""
    left, width = COLUMNS[column]
    for part, entry in enumerate(entries):
        y = top + PART * part
        words = [entry.name, entry.came]
        frame = {"edgecolor": INK, "linewidth": 1.2, "zorder": 2}
        if not entry.fits:
            words = [f"✗ {entry.name}", entry.came, f"should be {entry.expected}"]
            frame = {"edgecolor": VERMILLION, "linewidth": 3, "linestyle": "--", "zorder": 3}
        ax.add_patch(FancyBboxPatch((left, y), width, PART, boxstyle="square,pad=0", fill=False, **frame))
        for i, line in enumerate(words):
            ax.text(left + width / 2, y + PART / 2 + 18 * (i - (len(words) - 1) / 2), line, ha="center", va="center",
                    fontsize=11 if i == 0 else 10, fontweight="bold" if i == 0 else "normal", zorder=4)


def _draw_arrow(ax, points, linestyle="-"):
    """Draw a line through the points, with a head at the last."""
    (*_, before, tip) = points
    ax.plot(*zip(*points[:-1], before), color=GREY, linewidth=1.5, linestyle=linestyle, zorder=1)
    ax.add_patch(FancyArrowPatch(before, tip, arrowstyle="-|>", mutation_scale=12, color=GREY, linewidth=1.5,
                                 linestyle=linestyle, shrinkA=0, shrinkB=0, zorder=1))
