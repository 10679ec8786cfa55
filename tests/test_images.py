"""The lesson figures: rebuilt byte for byte, named, in the palette, readable, with no text outside its box."""
import importlib.util
import re
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib import font_manager
from PIL import ImageFont

IMAGES = Path(__file__).parents[1] / "images"
SVG = "{http://www.w3.org/2000/svg}"


def load_make_figures():
    spec = importlib.util.spec_from_file_location("make_figures", IMAGES / "make_figures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_figures = load_make_figures()
FIGURES = make_figures.all_figures()
PALETTE = {make_figures.BLUE, make_figures.ORANGE, make_figures.GREEN, make_figures.VERMILLION, make_figures.GREY,
           make_figures.INK, make_figures.PANEL, make_figures.WHITE}


@cache
def font(size, bold):
    """DejaVu Sans, which matplotlib brings along: wider than what browsers choose for sans-serif."""
    weight = "bold" if bold else "normal"
    return ImageFont.truetype(font_manager.findfont(f"DejaVu Sans:{weight}", fallback_to_default=False), size)


def extent(text):
    """Left, top, right and bottom of a <text>."""
    x, y, size = (float(text.get(name)) for name in ("x", "y", "font-size"))
    width = font(int(size), text.get("font-weight") == "bold").getlength(text.text)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor")]
    return left, y - 0.76 * size, left + width, y + 0.24 * size


def inside(inner, outer, margin=0):
    return (outer[0] + margin <= inner[0] and outer[1] + margin <= inner[1]
            and inner[2] <= outer[2] - margin and inner[3] <= outer[3] - margin)


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def corners(rect):
    x, y, w, h = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + w, y + h


def text_faults(svg):
    """What a reader would see go wrong with the words of a figure."""
    root = ElementTree.fromstring(svg)
    faults = []
    for group in root.iter(SVG + "g"):
        frame = corners(group.find(SVG + "rect"))
        faults += [f"out of its box: {t.text}" for t in group.iter(SVG + "text") if not inside(extent(t), frame, 3)]
    texts = list(root.iter(SVG + "text"))
    page = (0, 0, float(root.get("width")), float(root.get("height")))
    faults += [f"off the page: {t.text}" for t in texts if not inside(extent(t), page, 8)]
    faults += [f"too small: {t.text}" for t in texts if float(t.get("font-size")) < 12]
    faults += [f"overlap: {a.text} / {b.text}" for a, b in combinations(texts, 2) if overlap(extent(a), extent(b))]
    return faults


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio of two colours (WCAG 2.2)."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_there_is_a_pipeline_for_every_lesson():
    lessons = {path.stem for path in (IMAGES.parent / "notebooks").glob("[0-9][0-9]_*.ipynb") if path.stem[:2] != "00"}
    assert lessons == set(make_figures.STEPS)


def test_no_figure_is_left_over():
    assert {path.name for path in IMAGES.glob("*.svg")} == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_rebuilding_gives_the_same_bytes(name):
    assert (IMAGES / name).read_bytes() == FIGURES[name].encode()


@pytest.mark.parametrize("name", FIGURES)
def test_figure_has_a_title_and_says_what_it_shows(name):
    root = ElementTree.fromstring(FIGURES[name])
    assert root.get("role") == "img"
    assert root.find(SVG + "title").text
    alt = root.find(SVG + "desc").text
    assert len(alt) > 60 and alt.endswith(".")


@pytest.mark.parametrize("name", FIGURES)
def test_figure_uses_the_palette_and_nothing_from_outside(name):
    assert FIGURES[name].count(make_figures.theme()) == 1
    svg = FIGURES[name].replace(make_figures.theme(), "")
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) - {"none"}
    assert colours <= PALETTE
    assert not re.search(r"href|url\(|<script|<style|<image|@import", svg)
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]


@pytest.mark.parametrize("name", FIGURES)
def test_words_fit_and_do_not_overlap(name):
    assert text_faults(FIGURES[name]) == []


def on_dark(colour, rule):
    """The colour of a light figure's words or grounds on a dark page, read from the style in it."""
    found = re.findall(rf'{re.escape(rule)}\[fill="{colour}"\]{{fill:(#[0-9A-F]{{6}})}}', make_figures.theme())
    return found[0] if found else colour


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("page", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(name, page):
    root = ElementTree.fromstring(FIGURES[name])
    behind = {}
    for group in root.iter(SVG + "g"):
        for text in group.iter(SVG + "text"):
            behind[text] = group.find(SVG + "rect").get("fill")
    for text in root.iter(SVG + "text"):
        ink, ground = text.get("fill"), behind.get(text, make_figures.WHITE)
        if page == "dark":
            ink, ground = on_dark(ink, "text"), on_dark(ground, ":not(text)")
        assert contrast(ink, ground) >= 4.5


def test_lines_stand_out_from_a_light_and_from_a_dark_card():
    card = on_dark(make_figures.WHITE, ":not(text)")
    assert contrast(card, "#000000") < 1.2  # it is no slab
    for colour in PALETTE - {make_figures.WHITE, make_figures.PANEL}:  # of a card's edge, which may be faint
        assert contrast(colour, make_figures.WHITE) >= 3
        found = re.findall(rf'\[stroke="{colour}"\]{{stroke:(#[0-9A-F]{{6}})}}', make_figures.theme())
        assert contrast(found[0] if found else colour, card) >= 3


@pytest.mark.parametrize("stem", make_figures.STEPS)
def test_you_are_here_is_at_the_lesson_of_its_name(stem):
    root = ElementTree.fromstring(FIGURES[f"pipeline_{stem}.svg"])
    boxes = {group.find(SVG + "text").text: corners(group.find(SVG + "rect")) for group in root.iter(SVG + "g")}
    label = boxes.pop("you are here")
    centre, middle = (label[0] + label[2]) / 2, (label[1] + label[3]) / 2
    near = [words for words, (left, top, right, bottom) in boxes.items()
            if left < centre < right and min(abs(middle - top), abs(middle - bottom)) < 40]
    assert near == [make_figures.STEPS[stem][3][0]]


def test_a_text_that_does_not_fit_is_found():
    wide = make_figures.box(100, 100, 60, 40, ["far too many words"])
    assert text_faults(make_figures.picture(200, "t", "d", wide)) == ["out of its box: far too many words"]
    twice = [make_figures.text(100, y, "words") for y in (100, 105)]
    assert text_faults(make_figures.picture(200, "t", "d", *twice)) == ["overlap: words / words"]
    assert text_faults(make_figures.picture(200, "t", "d", make_figures.text(890, 100, "words"))) == [
        "off the page: words"]
    assert text_faults(make_figures.picture(200, "t", "d", make_figures.text(100, 100, "words", size=9))) == [
        "too small: words"]
