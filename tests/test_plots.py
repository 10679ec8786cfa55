"""The figures: what is drawn, what the alt text says, and what they look like (pytest-mpl, tests/baseline/)."""
import html
import io
import re
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from dnn_utils import plots
from dnn_utils.playground import plot_every_cost

CLASSES = np.array([b"non-cat", b"cat"])
looks_like = pytest.mark.mpl_image_compare(baseline_dir="baseline", style="default", tolerance=0.5,
                                           savefig_kwargs={"dpi": 50})


def random_pictures(m):
    return np.random.RandomState(0).randint(0, 256, (m, 64, 64, 3)).astype(np.uint8)


def stripes(m):
    """Pictures that compress well: grey stripes, each picture with its own width."""
    rows = np.arange(64)[:, np.newaxis, np.newaxis]
    return np.array([np.broadcast_to((rows // (4 + 3 * k) % 2) * 200 + 20, (64, 64, 3)) for k in range(m)], np.uint8)


def columns(pictures):
    return pictures.reshape(len(pictures), -1).T / 255


def mislabeled():
    y = np.array([[1, 0, 1, 0, 1, 0]])
    p = np.array([[1, 1, 0, 0, 1, 0]])
    return CLASSES, columns(stripes(6)), y, p


ACTIVATIONS = {"small": [np.array([[0.0, 2.0]]), np.array([[0.0, 0.02]])],
               "large": [np.array([[0.0, 2.0]]), np.array([[0.0, 4.0]])]}
INTERVALS = {"one": (0.72, 0.58, 0.83), "other": (0.8, 0.67, 0.89)}
ACCURACIES = {"two-layer": np.array([0.7, 0.72, 0.72]), "L-layer": np.array([0.66, 0.8])}
MARKS = {"two-layer": ("seed 1", 0.72), "L-layer": ("seed 1", 0.8)}
AL, Y = np.array([[0.9, 0.2, 0.6, 0.4]]), np.array([[1, 1, 0, 0]])
W1 = np.linspace(-1, 1, 2 * 12288).reshape(2, 12288)

FIGURES = {
    "plot_costs": lambda: plots.plot_costs([0.7, 0.5, 0.25]),
    "plot_costs_of_two": lambda: plots.plot_costs({"a": [0.7, 0.5], "b": [0.7, 0.1]}, learning_rate=None),
    "print_mislabeled_images": lambda: plots.print_mislabeled_images(*mislabeled()),
    "plot_pictures": lambda: plots.plot_pictures(stripes(3), ["wide", "wider", "widest"]),
    "plot_activations": lambda: plots.plot_activations(ACTIVATIONS),
    "plot_gradient_check": lambda: plots.plot_gradient_check(np.array([[1.0, -2.0]]), np.array([[1.0, -2.0]])),
    "plot_confusion": lambda: plots.plot_confusion(np.array([[14, 3], [9, 24]]), CLASSES),
    "plot_accuracy_intervals": lambda: plots.plot_accuracy_intervals(INTERVALS),
    "plot_accuracy_distributions": lambda: plots.plot_accuracy_distributions(ACCURACIES, MARKS),
    "plot_confidence": lambda: plots.plot_confidence(AL, Y),
    "plot_first_layer_weights": lambda: plots.plot_first_layer_weights(W1),
}


ALT_TEXTS = {
    "plot_costs": "Line chart of the cost against the iterations, learning rate 0.0075: from 0.7000 at iteration 0 to "
                  "0.2500 at iteration 200.",
    "plot_costs_of_two": "Line chart of the cost against the iterations: a: from 0.7000 at iteration 0 to 0.5000 at "
                         "iteration 100; b: from 0.7000 at iteration 0 to 0.1000 at iteration 100.",
    "print_mislabeled_images": "2 of 6 pictures are mislabeled. Predicted cat, in truth non-cat: 1; Predicted non-cat, "
                               "in truth cat: 2.",
    "plot_pictures": "Grid of 3 pictures of 64 x 64 pixels: wide; wider; widest.",
    "plot_activations": "Line chart of the standard deviation of the activations, layer by layer: small: 1.0e+00, "
                        "1.0e-02; large: 1.0e+00, 2.0e+00.",
    "plot_gradient_check": "Scatter plot of the numerical against the analytical gradient of 2 parameters, with the "
                           "line y = x; the largest difference is 0.",
    "plot_confusion": "Confusion matrix of 50 pictures: of 17 non-cat, 14 predicted non-cat and 3 predicted cat; of 33 "
                      "cat, 24 predicted cat and 9 predicted non-cat.",
    "plot_accuracy_intervals": "Dots with whiskers, the accuracy and its confidence interval: one: 0.72, from 0.58 to "
                               "0.83; other: 0.80, from 0.67 to 0.89.",
    "plot_accuracy_distributions": "Bars of how often each test accuracy came out. two-layer: 3 trainings, from 0.70 "
                                   "to 0.72, and a line at seed 1, 0.72; L-layer: 2 trainings, from 0.66 to 0.80, and "
                                   "a line at seed 1, 0.80.",
    "plot_confidence": "Histograms of the probability given to the true class of 4 pictures: 2 right: from 0.60 to "
                       "0.90, median 0.75; 2 wrong: from 0.20 to 0.40, median 0.30.",
    "plot_first_layer_weights": "First-layer weights of 2 units as pictures on one scale, grey where a weight is 0; "
                                "the largest weight of a unit, positive or negative, is from 1.000 to 1.000; empty, "
                                "and crossed out: none.",
}


def png(figure):
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def texts_of(figure):
    return [text.get_text() for text in figure.findobj(mpl.text.Text)]


def test_every_public_function_is_tested():
    drawn = {name.removesuffix("_of_two") for name in FIGURES}
    assert drawn == set(plots.__all__) - {"CourseFigure"}


@pytest.mark.parametrize("name", FIGURES)
def test_the_alt_text_says_what_the_data_are(name):
    assert FIGURES[name]().alt == ALT_TEXTS[name]


@pytest.mark.parametrize("name", FIGURES)
def test_a_session_s_settings_stay_and_do_not_matter(name):
    expected = png(FIGURES[name]())
    with mpl.rc_context({"font.size": 40, "figure.figsize": (40, 40), "axes.facecolor": "red", "savefig.dpi": 17}):
        before = dict(mpl.rcParams)
        assert png(FIGURES[name]()) == expected
        assert dict(mpl.rcParams) == before


def test_pyplot_is_not_even_imported():
    """In a fresh interpreter: pytest-mpl itself imports pyplot here."""
    code = ("import sys; sys.modules['matplotlib.pyplot'] = None  # an import of it now fails\n"
            "import numpy as np; from dnn_utils import plots\n"
            "plots.plot_costs({'a': [0.7, 0.5]})._repr_mimebundle_()\n"
            "plots.plot_confidence(np.array([[0.9]]), np.array([[1]]))._repr_mimebundle_()\n"
            "plots.plot_pictures(np.zeros((1, 64, 64, 3), np.uint8))._repr_mimebundle_()")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          cwd=Path(__file__).resolve().parent.parent)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_left_with_pyplot():
    import matplotlib.pyplot as plt
    before = plt.get_fignums()
    for draw in FIGURES.values():
        draw()
    assert plt.get_fignums() == before


@looks_like
def test_look_of_costs():
    return FIGURES["plot_costs"]()


@looks_like
def test_look_of_two_costs():
    return FIGURES["plot_costs_of_two"]()


@looks_like
def test_look_of_mislabeled_images():
    return FIGURES["print_mislabeled_images"]()


@looks_like
def test_look_of_pictures():
    return FIGURES["plot_pictures"]()


@looks_like
def test_look_of_activations():
    return FIGURES["plot_activations"]()


@looks_like
def test_look_of_gradient_check():
    return FIGURES["plot_gradient_check"]()


@looks_like
def test_look_of_confusion():
    return FIGURES["plot_confusion"]()


@looks_like
def test_look_of_accuracy_intervals():
    return FIGURES["plot_accuracy_intervals"]()


@looks_like
def test_look_of_accuracy_distributions():
    return FIGURES["plot_accuracy_distributions"]()


@looks_like
def test_look_of_confidence():
    return FIGURES["plot_confidence"]()


@looks_like
def test_look_of_first_layer_weights():
    return FIGURES["plot_first_layer_weights"]()


def test_costs_are_drawn_at_their_iterations():
    figure = FIGURES["plot_costs"]()
    [line] = figure.axes[0].lines
    assert line.get_xdata().tolist() == [0, 100, 200] and line.get_ydata().tolist() == [0.7, 0.5, 0.25]
    assert "from 0.7000 at iteration 0 to 0.2500 at iteration 200" in figure.alt and "0.0075" in figure.alt


def test_two_costs_differ_in_more_than_colour():
    figure = FIGURES["plot_costs_of_two"]()
    first, second = figure.axes[0].lines[:2]
    assert first.get_ydata().tolist() == [0.7, 0.5] and second.get_ydata().tolist() == [0.7, 0.1]
    assert first.get_linestyle() != second.get_linestyle() and first.get_marker() != second.get_marker()
    assert {"a", "b"} <= set(texts_of(figure))
    assert "a: from 0.7000" in figure.alt and "b: from 0.7000 at iteration 0 to 0.1000" in figure.alt


def test_mislabeled_images_shows_the_wrong_ones():
    figure = FIGURES["print_mislabeled_images"]()
    shown = [image.get_array() for image in figure.findobj(mpl.image.AxesImage)]
    assert len(shown) == 2
    for image, index in zip(shown, (1, 2)):
        np.testing.assert_array_equal(np.asarray(image), stripes(6)[index])
    assert "2 of 6 pictures are mislabeled" in figure.alt
    assert [ax.get_title() for ax in figure.axes] == ["picture 1\nPrediction: cat\nClass: non-cat",
                                                      "picture 2\nPrediction: non-cat\nClass: cat"]


def test_mislabeled_images_stops_at_sixty():
    y = np.zeros((1, 62), int)
    figure = plots.print_mislabeled_images(CLASSES, np.zeros((12288, 62)), y, 1 - y)
    assert len(figure.findobj(mpl.image.AxesImage)) == 60
    assert figure.alt.startswith("62 of 62 pictures are mislabeled, here the first 60. ")
    assert figure.alt.endswith(", 58, 59.")


def test_mislabeled_images_says_so_where_none_is_wrong():
    classes, X, y, _ = mislabeled()
    figure = plots.print_mislabeled_images(classes, X, y, y)
    assert not figure.findobj(mpl.image.AxesImage)
    assert figure.alt == "None of the 6 pictures is mislabeled."


def test_pictures_are_drawn_below_their_titles():
    figure = plots.plot_pictures(random_pictures(2), ["first", "second"])
    shown = [np.asarray(image.get_array()) for image in figure.findobj(mpl.image.AxesImage)]
    np.testing.assert_array_equal(shown, random_pictures(2))
    assert [ax.get_title() for ax in figure.axes] == ["first", "second"] and "first; second" in figure.alt


def test_activations_are_their_standard_deviations():
    figure = FIGURES["plot_activations"]()
    small, large = figure.axes[0].lines[:2]
    assert small.get_xdata().tolist() == large.get_xdata().tolist() == [1, 2]
    assert figure.axes[0].get_yscale() == "log"
    np.testing.assert_allclose(small.get_ydata(), [1, 0.01])
    np.testing.assert_allclose(large.get_ydata(), [1, 2])
    assert "small: 1.0e+00, 1.0e-02" in figure.alt and "large: 1.0e+00, 2.0e+00" in figure.alt


def test_activations_that_do_not_differ_keep_their_place():
    figure = plots.plot_activations({"zeros": [np.eye(2), np.zeros((2, 2))]})
    assert figure.axes[0].lines[0].get_ydata().tolist() == [0.5, 0] and figure.axes[0].get_yscale() == "symlog"


def test_gradient_check_draws_both_gradients():
    figure = plots.plot_gradient_check(np.array([[1.0, -2.0]]), np.array([[1.0, -2.5]]))
    [ax] = figure.axes
    same, points = ax.lines
    assert (same.get_xy1(), same.get_slope()) == ((0, 0), 1)
    assert points.get_xydata().tolist() == [[1, 1], [-2.5, -2]]  # (analytical, numerical)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("analytical gradient", "numerical gradient")
    assert "2 parameters" in figure.alt and "the largest difference is at most 1e+00" in figure.alt


def test_confusion_holds_the_counts():
    figure = FIGURES["plot_confusion"]()
    [ax] = figure.axes
    drawn = {text.get_position(): text.get_text() for text in ax.texts if text.get_text().isdigit()}
    assert drawn == {(0, 0): "14", (1, 0): "3", (0, 1): "9", (1, 1): "24"}  # (predicted, true)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["non-cat", "cat"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["non-cat", "cat"]
    assert ax.get_title() == "38 of 50 pictures right"


def test_accuracy_intervals_are_dots_with_whiskers():
    figure = FIGURES["plot_accuracy_intervals"]()
    [bars] = figure.axes[0].containers
    assert bars.lines[0].get_xdata().tolist() == [0.72, 0.8]
    ends = [segment[:, 0].tolist() for segment in bars.lines[2][0].get_segments()]
    np.testing.assert_allclose(ends, [[0.58, 0.83], [0.67, 0.89]])
    assert "other: 0.80, from 0.67 to 0.89" in figure.alt


def test_accuracy_distributions_count_the_trainings():
    figure = FIGURES["plot_accuracy_distributions"]()
    upper, lower = figure.axes
    heights = {round(bar.get_x() + bar.get_width() / 2, 4): bar.get_height() for bar in upper.patches}
    assert heights == {0.7: 1, 0.72: 2}
    assert [[line.get_xdata()[0] for line in ax.lines] for ax in (upper, lower)] == [[0.72], [0.8]]
    assert [text.get_text() for text in lower.texts] == ["seed 1: 0.80"]
    assert [ax.get_title(loc="left") for ax in (upper, lower)] == ["two-layer: 3 trainings", "L-layer: 2 trainings"]


def test_confidence_separates_right_from_wrong():
    figure = plots.plot_confidence(np.array([[0.91, 0.93, 0.22, 0.62, 0.12]]), np.array([[1, 1, 1, 0, 0]]))
    right, wrong = ({round(bar.get_x(), 2): bar.get_height() for bar in ax.patches if bar.get_height() > 0}
                    for ax in figure.axes)
    assert right == {0.9: 2, 0.85: 1} and wrong == {0.2: 1, 0.35: 1}
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["right: 3 of 5 pictures", "wrong: 2 of 5 pictures"]
    assert figure.axes[1].patches[0].get_hatch() and not figure.axes[0].patches[0].get_hatch()


def test_confidence_says_so_where_none_is_wrong():
    figure = plots.plot_confidence(np.array([[0.9]]), np.array([[1]]))
    assert figure.alt.endswith("1 right: from 0.90 to 0.90, median 0.90; 0 wrong: none.")


def test_weights_are_pictures_with_grey_for_zero():
    weights = np.zeros((1, 12288))
    weights[0, 0], weights[0, 5] = 0.5, -0.25
    figure = plots.plot_first_layer_weights(weights)
    [image] = figure.findobj(mpl.image.AxesImage)
    shown = np.asarray(image.get_array())
    assert shown.shape == (64, 64, 3) and shown.dtype == np.uint8
    assert shown.ravel()[[0, 5, 7]].tolist() == [255, 64, 128]  # 0.5 is the largest, -0.25 half as dark, 0 grey
    assert figure.axes[0].get_title() == "unit 1\n± 0.500" and "from 0.500 to 0.500" in figure.alt


def test_weights_of_all_units_have_one_scale_and_an_empty_one_is_crossed_out():
    weights = np.zeros((3, 12288))
    weights[0, 0], weights[1, 0], weights[2, 0] = 0.5, 0.1, 0.5 / 400
    figure = plots.plot_first_layer_weights(weights)
    shown = [np.asarray(image.get_array()).ravel()[0] for image in figure.findobj(mpl.image.AxesImage)]
    assert shown == [255, 153, 128]  # a fifth of the largest is a fifth as bright; a 400th is grey
    assert [ax.get_title() for ax in figure.axes] == ["unit 1\n± 0.500", "unit 2\n± 0.100", "unit 3\nempty"]
    assert [len(ax.lines) for ax in figure.axes] == [0, 0, 2] and figure.alt.endswith("crossed out: 3.")
    assert plots.plot_first_layer_weights(np.zeros((1, 12288))).alt.endswith("crossed out: 1.")


def test_the_whiskers_can_be_a_range_and_are_called_so():
    figure = plots.plot_accuracy_intervals({"ten": (0.7, 0.6, 0.8)}, "range from lowest to highest")
    assert figure.alt == ("Dots with whiskers, the accuracy and its range from lowest to highest: "
                          "ten: 0.70, from 0.60 to 0.80.")


def words_outside(figure):
    """The words of a figure, but for the numbers of its axes, that lie outside of it."""
    figure.draw_without_rendering()
    numbers = [label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels(which="both")
               if set(label.get_text()) <= set("−.0123456789")]
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.findobj(mpl.text.Text) if text not in numbers]
    return [words for words, box in boxes if words.strip() and "mathdefault" not in words and (
        box.x0 < -1 or box.y0 < -1 or box.x1 > figure.bbox.width + 1 or box.y1 > figure.bbox.height + 1)]


LONG = "a name that goes on and on and says much more than anybody would ever read " * 3
NAMED = {
    "costs": lambda name: plots.plot_costs({f"{name}{i}": [0.5, 0.4] for i in range(6)}, None),
    "activations": lambda name: plots.plot_activations({name: [np.eye(2), np.eye(2)]}),
    "intervals": lambda name: plots.plot_accuracy_intervals({f"{name}{i}": (0.5, 0.4, 0.6) for i in range(12)}),
    "distributions": lambda name: plots.plot_accuracy_distributions({name: [0.5]}, {name: (name, 0.5)}),
    "confusion": lambda name: plots.plot_confusion(np.eye(2, dtype=int), [name, "cat"]),
    "mislabeled": lambda name: plots.print_mislabeled_images([name, "cat"], columns(stripes(1)), np.array([[1]]),
                                                             np.array([[0]])),
    "pictures": lambda name: plots.plot_pictures(stripes(7), [name] * 7),
    "every cost": lambda name: plot_every_cost({f"{name}{i}": [0.5, 0.4] for i in range(6)}),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [LONG, "x" * 120, "Кошки, Ärger, γάτα", "$x_$ and $", "_hidden", "a^b_{c", ""],
                         ids=["long", "one word", "letters", "dollars", "underscore", "braces", "empty"])
@pytest.mark.parametrize("draw", NAMED)
def test_any_name_is_drawn_inside_the_figure_and_told_whole(draw, name):
    figure = NAMED[draw](name)
    png(figure)
    assert name in figure.alt and words_outside(figure) == []
    assert min(ax.get_position().width for ax in figure.axes) > 0.1  # it has not taken the place of what it names


def test_a_word_outside_is_found():
    figure = plots.plot_costs([0.7, 0.5])
    figure.text(0.9, 0.5, "over the edge " * 5)
    assert words_outside(figure) == ["over the edge " * 5]


@pytest.mark.parametrize("equal", [[0.7] * 3, [0.66] * 200, [0.1] * 3, [0.0], [1.0] * 7])
def test_the_mean_of_equal_accuracies_is_drawn_on_their_range(equal):
    interval = (np.mean(equal), min(equal), max(equal))
    [bars] = plots.plot_accuracy_intervals({"a": interval, "b": (0.5, 0.4, 0.6)}).axes[0].containers
    assert bars.lines[0].get_xdata()[0] == equal[0]


def test_some_means_of_equal_accuracies_do_lie_beside_them():
    assert not 0.7 <= np.mean([0.7] * 3) <= 0.7


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("draw", [
    lambda: plots.plot_costs([0.5]),
    lambda: plots.plot_costs([0.0] * 5),
    lambda: plots.plot_costs(np.array([0.5, 0.4])),
    lambda: plots.plot_activations({"a": [np.zeros((2, 2))]}),
    lambda: plots.plot_activations({"a": [np.ones((1, 1))] * 3}),
    lambda: plots.plot_gradient_check(np.zeros((1, 3)), np.zeros((1, 3))),
    lambda: plots.plot_gradient_check(np.full((1, 3), 2.0), np.full((1, 3), 2.0)),
    lambda: plots.plot_confusion(np.zeros((2, 2), int), CLASSES),
    lambda: plots.plot_confusion(np.eye(2, dtype=int), [b"\xff", b"cat"]),
    lambda: plots.plot_accuracy_distributions({"a": [0.5] * 9}, {"a": ("b", 0.5)}),
    lambda: plots.plot_accuracy_distributions({"a": [0]}, {"a": ("b", 1)}),
    lambda: plots.plot_confidence(np.ones((1, 5)), np.ones((1, 5))),
    lambda: plots.plot_first_layer_weights(np.zeros((1, 12288))),
    lambda: plots.plot_pictures(stripes(1)),
])
def test_one_value_and_equal_values_are_drawn(draw):
    figure = draw()
    png(figure)
    assert words_outside(figure) == []


SEVEN = [str(i) for i in range(7)]
BLACK = np.zeros((61, 64, 64, 3), np.uint8)


@pytest.mark.parametrize("call, words", [
    (lambda: plots.plot_costs([]), "costs must"),
    (lambda: plots.plot_costs({}), "costs must hold 1 to 6 curves, got 0"),
    (lambda: plots.plot_costs({name: [0.5] for name in SEVEN}), "costs must hold 1 to 6 curves, got 7"),
    (lambda: plots.plot_costs({"a": []}), r"costs\['a'\] must be a list"),
    (lambda: plots.plot_costs([0.5, np.nan]), r"costs\[1\] must be a finite number, got nan"),
    (lambda: plots.plot_costs(np.array(0.5)), "costs must be a list"),
    (lambda: plots.plot_costs(np.ones((2, 2))), "costs must be a list"),
    (lambda: plots.plot_costs([1, [2]]), r"costs\[1\] must be a finite number"),
    (lambda: plots.plot_costs([0.5], learning_rate="fast"), "learning_rate must"),
    (lambda: plots.plot_pictures(np.zeros((2, 64, 64, 3))), "pictures must"),
    (lambda: plots.plot_pictures(BLACK), "pictures must hold 1 to 60 pictures, got 61"),
    (lambda: plots.plot_pictures(stripes(2), ["one"]), "titles must"),
    (lambda: plots.print_mislabeled_images(CLASSES[:1], *mislabeled()[1:]), "classes must"),
    (lambda: plots.print_mislabeled_images(CLASSES, columns(stripes(6)) + 1, Y, Y), "X must hold pixels from 0 to 1"),
    (lambda: plots.print_mislabeled_images(CLASSES, columns(stripes(6)), Y, Y), "y must have shape"),
    (lambda: plots.print_mislabeled_images(CLASSES, columns(stripes(4)), Y, 2 * Y), "p must hold only the labels"),
    (lambda: plots.plot_activations([]), "activations_by_name must be a dictionary"),
    (lambda: plots.plot_activations({}), "activations_by_name must"),
    (lambda: plots.plot_activations({"a": []}), r"activations_by_name\['a'\] must be a list"),
    (lambda: plots.plot_activations({"a": [np.eye(2), np.full((1, 1), np.inf)]}), r"A2 of .* must hold finite"),
    (lambda: plots.plot_activations({"a": [np.ones((0, 2))]}), r"A1 of .* must hold at least one number"),
    (lambda: plots.plot_gradient_check(np.ones((1, 0)), np.ones((1, 0))), "numerical must hold at least one gradient"),
    (lambda: plots.plot_gradient_check(np.ones((1, 2)), np.ones((1, 3))), "numerical must have the shape"),
    (lambda: plots.plot_gradient_check(np.ones((1, 1)), np.full((1, 1), np.nan)), "analytical must hold finite"),
    (lambda: plots.plot_confusion(np.ones((3, 3), int), CLASSES), "counts must"),
    (lambda: plots.plot_confusion(np.eye(2), CLASSES), "each of counts must be a whole number"),
    (lambda: plots.plot_confusion(-np.eye(2, dtype=int), CLASSES), "each of counts must be a whole number"),
    (lambda: plots.plot_confusion(np.eye(2, dtype=int), ["cat"]), "classes must"),
    (lambda: plots.plot_accuracy_intervals({}), "intervals must hold 1 to 12"),
    (lambda: plots.plot_accuracy_intervals([0.5]), "intervals must be a dictionary"),
    (lambda: plots.plot_accuracy_intervals({"a": (0.5, 0.6)}), r"intervals\['a'\] must be \(accuracy, low, high\)"),
    (lambda: plots.plot_accuracy_intervals({"a": (0.5, 0.6, 0.7)}), r"intervals\['a'\] must have 0 <= low"),
    (lambda: plots.plot_accuracy_distributions({}, {}), "accuracies must hold 1 to 6"),
    (lambda: plots.plot_accuracy_distributions({name: [0.5] for name in SEVEN}, {}), "accuracies must hold 1 to 6"),
    (lambda: plots.plot_accuracy_intervals({"a": (0.5, 0.6 + 1e-10, 0.6)}), r"intervals\['a'\] must have 0 <= low"),
    (lambda: plots.plot_accuracy_intervals({"a": (0.5, np.nan, 0.6)}), r"low of intervals\['a'\] must be a finite"),
    (lambda: plots.plot_accuracy_distributions(ACCURACIES, {}), "marks must"),
    (lambda: plots.plot_accuracy_distributions({"a": []}, {"a": ("b", 0.5)}), r"accuracies\['a'\] .* at least one"),
    (lambda: plots.plot_accuracy_distributions({"a": [0.5]}, {"a": ("b", 5)}), r"accuracy of marks\['a'\] must be"),
    (lambda: plots.plot_accuracy_distributions({"a": [2.0]}, {"a": ("b", 0.5)}),
     r"accuracies\['a'\] must hold probabilities from 0 to 1"),
    (lambda: plots.plot_confidence(AL + 1, Y), "AL must hold probabilities"),
    (lambda: plots.plot_confidence(AL, Y[:, :2]), "y must have shape"),
    (lambda: plots.plot_first_layer_weights(np.ones((2, 5))), "W1 must"),
    (lambda: plots.plot_first_layer_weights(np.ones((61, 12288))), "W1 must hold 1 to 60 units"),
    (lambda: plots.plot_first_layer_weights(np.full((1, 12288), np.nan)), "W1 must hold finite"),
])
def test_wrong_arguments_are_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.fixture(scope="module")
def executed():
    """A notebook that a real kernel has run: one cell ends in the call, the other displays the figure."""
    notebook = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_code_cell("from dnn_utils.plots import plot_costs\nplot_costs([0.7, 0.5])"),
        nbformat.v4.new_code_cell("fig = plot_costs([0.7, 0.5])\ndisplay(fig)")])
    return NotebookClient(notebook, kernel_name="python3", timeout=120).execute()


def test_a_notebook_stores_one_output_with_the_alt_text(executed):
    alt = plots.plot_costs([0.7, 0.5]).alt
    for cell, kind in zip(executed.cells, ("execute_result", "display_data"), strict=True):
        [output] = cell.outputs
        assert output.output_type == kind and set(output.data) == {"image/png", "text/plain"}
        assert output.data["text/plain"] == alt
        assert output.metadata == {"image/png": {"alt": alt}}


def test_an_export_to_html_says_the_alt_text(executed):
    """The classic template does; the lab template of nbconvert 7.17 reads no alt text of an output."""
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(executed)
    said = [html.unescape(alt) for alt in re.findall(r'<img[^>]*?\balt="([^"]*)"', page)]
    assert said == [plots.plot_costs([0.7, 0.5]).alt] * 2


def test_in_a_learners_folder_jupyterlab_and_its_export_say_the_alt_text(tmp_path):
    """Neither takes it from metadata, so there the picture is HTML, too."""
    (tmp_path / ".dnn-course").mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(
        "from dnn_utils.plots import plot_costs\nplot_costs({'a < b': [0.7, 0.5]})")])
    NotebookClient(notebook, kernel_name="python3", timeout=120,
                   resources={"metadata": {"path": str(tmp_path)}}).execute()
    [output] = notebook.cells[0].outputs
    alt = plots.plot_costs({'a < b': [0.7, 0.5]}).alt
    [said] = re.findall(r'^<img alt="([^"]*)" [^>]*src="data:image/svg[^>]*>$', output.data["text/html"])
    assert html.unescape(said) == alt and "image/png" in output.data
    assert output.data["text/plain"] == alt and output.metadata == {"image/png": {"alt": alt}}
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(notebook)
    assert [html.unescape(said) for said in re.findall(r'<img[^>]*?\balt="([^"]*)"', page)] == [alt]
