"""The computation graph: the shapes that it says, and what it does with wrong ones."""
import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.patches import FancyBboxPatch
from test_plots import words_outside

from dnn_utils import L_model_backward, L_model_forward, initialize_parameters_deep, plot_shapes

X, Y = np.random.RandomState(3).randn(4, 6), np.array([[1, 0, 1, 1, 0, 0]])
PARAMETERS = initialize_parameters_deep([4, 5, 1], seed=2)
looks_like = pytest.mark.mpl_image_compare(baseline_dir="baseline", style="default", tolerance=0.5,
                                           savefig_kwargs={"dpi": 50})


def passed_through():
    AL, caches = L_model_forward(X, PARAMETERS)
    return AL, caches, L_model_backward(AL, Y, caches)


def wrong():
    """A pass with three mistakes: a cache with b as a row, dW1 turned over, and dA2 forgotten."""
    AL, caches, grads = passed_through()
    (A, W, b), Z = caches[0]
    return AL, [((A, W, b[:, 0]), Z), caches[1]], {**grads, "dW1": grads["dW1"].T, "dA2": None}


def boxes(figure):
    """Return what the boxes of arrays say, line by line, and whether each has the frame of a wrong one."""
    [ax] = figure.axes
    found = {}
    for patch in ax.patches:
        if isinstance(patch, FancyBboxPatch) and patch.get_height() > 40:  # the activations' are lower
            x, y, w, h = patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height()
            name, *lines = [text.get_text() for text in ax.texts
                            if x < text.get_position()[0] < x + w and y < text.get_position()[1] < y + h]
            found[name] = (lines, patch.get_linestyle() == "--" and patch.get_linewidth() > 2)
    return found


def test_every_array_stands_in_a_box_with_its_shape():
    AL, caches, grads = passed_through()
    figure = plot_shapes(X, PARAMETERS, AL, caches, grads)
    expected = {"X": X, "A1": caches[1][0][0], "Z1": caches[0][1], "Z2": caches[1][1], "AL": AL, **PARAMETERS, **grads}
    assert boxes(figure) == {name: ([str(array.shape)], False) for name, array in expected.items()}


def test_without_grads_there_is_no_way_back():
    AL, caches, _ = passed_through()
    figure = plot_shapes(X, PARAMETERS, AL, caches)
    assert not [name for name in boxes(figure) if name.startswith("d")]
    assert "back" not in [text.get_text() for text in figure.axes[0].texts] and "Backward" not in figure.alt
    assert {"relu", "sigmoid", "layer 1", "layer 2"} <= {text.get_text() for text in figure.axes[0].texts}


def test_the_alt_text_says_all_shapes():
    AL, caches, grads = passed_through()
    assert plot_shapes(X, PARAMETERS, AL, caches, grads).alt == (
        "Computation graph with the shapes of the arrays. Layer 1: W1 (5, 4) @ X (4, 6) + b1 (5, 1) = Z1 (5, 6), then "
        "relu. Layer 2: W2 (1, 5) @ A1 (5, 6) + b2 (1, 1) = Z2 (1, 6), then sigmoid. Result: AL (1, 6). Backward "
        "through layer 2: dW2 (1, 5), db2 (1, 1), dA2 (5, 6). Backward through layer 1: dW1 (5, 4), db1 (5, 1), "
        "dA1 (4, 6). All 15 shapes fit.")


def test_a_wrong_shape_is_marked_by_frame_and_words_not_by_colour_alone():
    figure = plot_shapes(X, PARAMETERS, *wrong())
    marked = {name: lines for name, (lines, framed) in boxes(figure).items() if framed}
    assert marked == {"✗ b1": ["(5,)", "should be (5, 1)"], "✗ dW1": ["(4, 5)", "should be (5, 4)"],
                      "✗ dA2": ["missing", "should be (5, 6)"]}
    assert "b1 (5,) instead of (5, 1)" in figure.alt and "dA2 missing instead of (5, 6)" in figure.alt
    assert figure.alt.endswith("3 of 15 shapes do not fit: dW1, b1, dA2.")


@pytest.mark.parametrize("AL, caches, grads, words", [
    (None, None, None, "caches should be a list, and is missing."),
    (0.5, [], "grads", "caches should hold 2 entries, and holds 0."),
    (np.ones(6), [1, (2, 3)], {}, "AL."),
    (np.ones((1, 6)), [((1, 2, 3), 4)] * 3, {"dW1": [1]}, "caches should hold 2 entries, and holds 3."),
])
def test_whatever_came_is_drawn(AL, caches, grads, words):
    figure = plot_shapes(X, PARAMETERS, AL, caches, grads)
    assert figure.alt.endswith(words) and "do not fit" in figure.alt


def test_one_layer_and_ten_layers_are_drawn_inside_the_figure():
    for dims in ([4, 1], [4, *[3] * 9, 1]):
        parameters = initialize_parameters_deep(dims)
        AL, caches = L_model_forward(X, parameters)
        figure = plot_shapes(X, parameters, AL, caches, L_model_backward(AL, Y, caches))
        figure.draw_without_rendering()
        for text in figure.findobj(mpl.text.Text):
            box = text.get_window_extent()
            if text.get_text():
                assert 0 <= box.x0 and box.x1 <= figure.bbox.width and 0 <= box.y0 and box.y1 <= figure.bbox.height


def test_many_wrong_shapes_and_long_names_stay_inside():
    anything = type("a" * 80, (), {})()
    for dims in ([4, 3, 1], [4, *[3] * 12, 1]):
        figure = plot_shapes(X, initialize_parameters_deep(dims), anything, anything, {"dW1": anything})
        assert words_outside(figure) == []


def test_parameters_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="parameters"):
        plot_shapes(X[:3], PARAMETERS, *passed_through()[:2])
    with pytest.raises(ValueError, match="X must"):
        plot_shapes([1], PARAMETERS, *passed_through()[:2])


@looks_like
def test_look_of_shapes():
    return plot_shapes(X, PARAMETERS, *passed_through())


@looks_like
def test_look_of_wrong_shapes():
    return plot_shapes(X, PARAMETERS, *wrong())
