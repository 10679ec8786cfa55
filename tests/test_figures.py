"""Every figure of the library reads on a light and on a dark page: as PNG, as SVG, and as the HTML that is shown."""
import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from test_graph import PARAMETERS, X, passed_through
from test_images import contrast
from test_live import NETWORK, PICTURE
from test_plots import FIGURES as PLOTS
from test_plots import png

from dnn_utils import live, playground, plots
from dnn_utils.figures import CourseFigure, own_style
from dnn_utils.graph import plot_shapes
from dnn_utils.palette import INK, LINES, PAGES

POINTS = np.random.RandomState(0).randn(2, 40)
LABELS = (POINTS[:1] * POINTS[1:] > 0).astype(int)
FIGURES = {**PLOTS,
           "plot_costs_of_six": lambda: plots.plot_costs({str(i): [i, i + 1] for i in range(6)}),
           "plot_shapes": lambda: plot_shapes(X, PARAMETERS, *passed_through()),
           "plot_wrong_shapes": lambda: plot_shapes(X, PARAMETERS, None, None, {}),
           "plot_changes": lambda: live.plot_changes(PICTURE, NETWORK),
           "plot_loss": lambda: playground.plot_loss(0.2, 1),
           "plot_training": lambda: playground.plot_training(POINTS, LABELS, *playground.train_small(POINTS, LABELS)),
           "plot_every_cost": lambda: playground.plot_every_cost({"a": [1.0, 0.5]}),
           "plot_descent": lambda: playground.plot_descent(1.0)}


def colours_of(svg):
    """The colours that an SVG draws with, but for those of pictures in it."""
    return set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))


def assert_stands_out(colours, least=3):
    for colour in colours:
        for _, ground in PAGES.values():
            assert contrast(colour.upper(), ground) >= least, (colour, ground)


def test_ink_stands_out_from_both_pages_as_far_as_one_colour_can():
    (_, light), (_, dark) = PAGES.values()
    assert_stands_out([INK], least=4.3)
    assert abs(contrast(INK, light) - contrast(INK, dark)) < 0.05
    assert_stands_out([color for color, *_ in LINES])
    assert all(contrast(ink, ground) >= 7 for ink, ground in PAGES.values())


@pytest.mark.parametrize("name", FIGURES)
def test_a_png_has_nothing_behind_it_and_colours_for_both_pages(name):
    figure = FIGURES[name]()
    pixels = np.asarray(Image.open(io.BytesIO(png(figure))).convert("RGBA"))
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    assert (edge[:, 3] == 0).mean() > 0.9
    with_words = io.StringIO()
    figure.savefig(with_words, format="svg")
    colours = colours_of(with_words.getvalue())
    assert INK in colours
    assert_stands_out(colours)


@pytest.mark.parametrize("name", FIGURES)
def test_an_svg_has_the_ink_and_the_ground_of_the_page(name):
    svg = FIGURES[name]().themed()
    assert svg == FIGURES[name]().themed()  # a notebook that is run again stays the same
    assert INK not in svg.decode() and "currentColor" in svg.decode()
    root = ElementTree.fromstring(svg)
    [style] = [element.text for element in root.iter("{http://www.w3.org/2000/svg}style") if "color" in element.text]
    (light, white), (dark, black) = PAGES.values()
    assert style == (f"svg {{ color: {light}; background: {white} }} @media (prefers-color-scheme: dark) "
                     f"{{ svg {{ color: {dark}; background: {black} }} }}")
    assert_stands_out(colours_of(svg.decode()))


def test_a_learner_sees_the_svg_and_everywhere_else_there_is_the_png(tmp_path, monkeypatch):
    (tmp_path / ".dnn-course").mkdir()
    figure = PLOTS["plot_costs"]()
    assert set(figure._repr_mimebundle_()[0]) == {"image/png", "text/plain"}
    monkeypatch.chdir(tmp_path)
    data, _ = figure._repr_mimebundle_()
    assert data["image/png"] == png(figure)
    [(alt, picture)] = re.findall(r'<img alt="([^"]*)" .*?src="data:image/svg\+xml;base64,([^"]*)"', data["text/html"])
    assert alt == figure.alt and base64.b64decode(picture) == figure.themed()


@own_style
def line_in(color):
    figure = CourseFigure(4, 3)
    figure.subplots().plot([0, 1], color=color)
    return figure.themed().decode()


@pytest.mark.parametrize("color, ground", [("white", "#FFFFFF"), (PAGES["light"][0], "#111111")])
def test_what_only_one_page_shows_is_found(color, ground):
    with pytest.raises(AssertionError, match=f"'{ground}'"):
        assert_stands_out(colours_of(line_in(color)))
