"""The figures: what is drawn, what the alt text says, and what they look like (pytest-mpl, tests/baseline/)."""
import io

import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from dnn_utils import plots

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
def test_a_session_s_settings_stay_and_do_not_matter(name):
    expected = png(FIGURES[name]())
    with mpl.rc_context({"font.size": 40, "figure.figsize": (40, 40), "axes.facecolor": "red", "savefig.dpi": 17}):
        before = dict(mpl.rcParams)
        assert png(FIGURES[name]()) == expected
        assert dict(mpl.rcParams) == before


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
    assert any("Prediction: cat" in text and "Class: non-cat" in text for text in texts_of(figure))


def test_mislabeled_images_says_so_where_none_is_wrong():
    classes, X, y, _ = mislabeled()
    figure = plots.print_mislabeled_images(classes, X, y, y)
    assert not figure.findobj(mpl.image.AxesImage)
    assert figure.alt == "None of the 6 pictures is mislabeled."


def test_pictures_are_drawn_below_their_titles():
    figure = plots.plot_pictures(random_pictures(2), ["first", "second"])
    shown = [np.asarray(image.get_array()) for image in figure.findobj(mpl.image.AxesImage)]
    np.testing.assert_array_equal(shown, random_pictures(2))
    assert {"first", "second"} <= set(texts_of(figure)) and "first; second" in figure.alt


def test_activations_are_their_standard_deviations():
    figure = FIGURES["plot_activations"]()
    small, large = figure.axes[0].lines[:2]
    np.testing.assert_allclose(small.get_ydata(), [1, 0.01])
    np.testing.assert_allclose(large.get_ydata(), [1, 2])
    assert "small: 1.0e+00, 1.0e-02" in figure.alt and "large: 1.0e+00, 2.0e+00" in figure.alt


def test_gradient_check_draws_both_gradients():
    figure = plots.plot_gradient_check(np.array([[1.0, -2.0]]), np.array([[1.0, -2.5]]))
    ax = figure.axes[0]
    points = [line.get_xydata() for line in ax.lines] + [dots.get_offsets() for dots in ax.collections]
    drawn = {tuple(np.round(point, 6)) for array in points for point in np.asarray(array)}
    assert {(1.0, 1.0), (-2.5, -2.0)} <= drawn or {(1.0, 1.0), (-2.0, -2.5)} <= drawn
    assert "2 parameters" in figure.alt


def test_confusion_holds_the_counts():
    figure = FIGURES["plot_confusion"]()
    assert {"14", "3", "9", "24"} <= set(texts_of(figure))
    assert "of 33 cat, 24 predicted cat and 9 predicted non-cat" in figure.alt


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
    assert [line.get_xdata()[0] for line in lower.lines] == [0.8]
    assert "two-layer: 3 trainings, from 0.70 to 0.72, mean 0.71" in figure.alt


def test_confidence_separates_right_from_wrong():
    figure = FIGURES["plot_confidence"]()
    upper, lower = figure.axes
    assert sum(bar.get_height() for bar in upper.patches) == 2 and sum(bar.get_height() for bar in lower.patches) == 2
    assert "2 right: from 0.60 to 0.90" in figure.alt and "2 wrong: from 0.20 to 0.40" in figure.alt


def test_weights_are_pictures_with_grey_for_zero():
    weights = np.zeros((1, 12288))
    weights[0, 0], weights[0, 5] = 0.5, -0.25
    figure = plots.plot_first_layer_weights(weights)
    [image] = figure.findobj(mpl.image.AxesImage)
    shown = np.asarray(image.get_array(), float)
    assert shown.shape == (64, 64, 3)
    scale = 255 if shown.max() > 1 else 1
    np.testing.assert_allclose(shown.ravel()[[0, 5, 7]] / scale, [1, 0.25, 0.5], atol=0.01)
    assert "0.5000" in figure.alt


@pytest.mark.parametrize("call, words", [
    (lambda: plots.plot_costs([]), "costs must"),
    (lambda: plots.plot_costs([0.5, np.nan]), r"costs\[1\] must be a finite number, got nan"),
    (lambda: plots.plot_costs([0.5], learning_rate="fast"), "learning_rate must"),
    (lambda: plots.plot_pictures(np.zeros((2, 64, 64, 3))), "pictures must"),
    (lambda: plots.plot_pictures(stripes(2), ["one"]), "titles must"),
    (lambda: plots.print_mislabeled_images(CLASSES[:1], *mislabeled()[1:]), "classes must"),
    (lambda: plots.print_mislabeled_images(CLASSES, columns(stripes(6)), Y, Y), "must have shape"),
    (lambda: plots.plot_activations({}), "activations_by_name must"),
    (lambda: plots.plot_gradient_check(np.ones((1, 2)), np.ones((1, 3))), "numerical must have the shape"),
    (lambda: plots.plot_confusion(np.ones((3, 3), int), CLASSES), "counts must"),
    (lambda: plots.plot_accuracy_intervals({"a": (0.5, 0.6, 0.7)}), "intervals"),
    (lambda: plots.plot_accuracy_distributions(ACCURACIES, {}), "marks must"),
    (lambda: plots.plot_accuracy_distributions({"a": np.array([2.0])}, {"a": ("b", 0.5)}), "probabilities from 0 to 1"),
    (lambda: plots.plot_confidence(AL, Y[:, :2]), "y must have shape"),
    (lambda: plots.plot_first_layer_weights(np.ones((2, 5))), "W1 must"),
])
def test_wrong_arguments_are_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_notebook_stores_one_output_with_the_alt_text():
    notebook = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_code_cell("from dnn_utils.plots import plot_costs\nplot_costs([0.7, 0.5])"),
        nbformat.v4.new_code_cell("display(plot_costs([0.7, 0.5]))")])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    alt = plots.plot_costs([0.7, 0.5]).alt
    for cell in notebook.cells:
        [output] = cell.outputs
        assert output.data["text/plain"] == alt and "image/png" in output.data
        assert output.metadata["image/png"] == {"alt": alt}
