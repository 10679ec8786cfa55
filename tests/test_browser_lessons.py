"""What a beginner meets in lessons 0 to 5 and 10, in a learner's folder in JupyterLab, light and dark, by keyboard
alone."""
import io
import re

import nbformat
import numpy as np
import pytest
from accessibility import violations
from PIL import Image
from test_browser import root, server, settings, theme  # noqa: F401 (fixtures)
from test_browser import (COURSE, assert_every_cell_ran, assert_fits, open_notebook, panel, read_saved, run_all,
                          saved_once_it_ran, solve, take_screenshot)

from dnn_course.learner.start import start
from testCases.exercises import EXERCISES

pytestmark = pytest.mark.browser

NAMELESS = 'class="noUi-handle'  # the sliders of ipywidgets 8.1: the labelled boxes beside them do the same
QUIZ = panel("Three quick questions")
FIGURE = ".jp-OutputArea img[alt*='{}']"


def open_solved(stem, theme, page, server, root):
    """Open a lesson in a learner's folder of its own, with its exercises written and its small tasks still open."""
    folder = root / f"beginner_{theme}_{stem}"
    start(folder)
    solve(folder / f"{stem}.ipynb", {e.name for e in EXERCISES})
    open_notebook(page, server, f"{folder.name}/{stem}.ipynb")
    run_all(page)
    assert_every_cell_ran(page, saved_once_it_ran(page, folder / f"{stem}.ipynb"))
    return folder


def test_the_first_look_runs_and_its_quiz_opens_by_keyboard(theme, page, server, root, screenshots):
    open_solved("00_cats", theme, page, server, root)
    quiz = page.locator(QUIZ)
    choices = quiz.locator("summary")
    assert choices.count() == 9 and quiz.locator("details[open]").count() == 0
    choices.first.focus()
    page.keyboard.press("Enter")
    assert quiz.locator("details[open]").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Compare a rule with the best constant answer" in quiz.locator("details[open]").nth(1).inner_text()
    assert_fits(page, QUIZ)
    assert violations(page, QUIZ) == []
    take_screenshot(page, quiz, screenshots / f"quiz_{theme}.png")


def test_the_pencil_network_says_what_is_open(page, server, root):
    folder = open_solved("04_backward", "light", page, server, root)
    lesson = read_saved(folder / "04_backward.ipynb")
    (cell,) = [cell for cell in lesson.cells if cell.id == "by-hand-code"]
    assert "None" in cell.source and cell.outputs[0].text.count("still open") == 5


def assert_reads_in(theme, picture):
    """The ground of a figure is the page's own, and its words stand out from it."""
    shown = np.asarray(Image.open(io.BytesIO(picture.screenshot())).convert("L")).astype(int)
    ground = {"light": 255, "dark": 17}[theme]
    assert abs(shown[:, 2] - ground).max() <= 2 and (shown == ground).mean() > 0.6
    assert abs(shown - ground).max() > 200


@pytest.mark.parametrize("path", ["notebooks/01_initialization", "my_course/01_initialization"])
def test_figures_of_a_page_and_of_a_cell_have_no_slab_behind_them(path, theme, page, server, root, screenshots):
    """In the solved lesson a cell's figure is a PNG, in a learner's folder an SVG; a page's figures are files."""
    solve(root / "my_course" / "01_initialization.ipynb", {e.name for e in EXERCISES})
    open_notebook(page, server, f"{path}.ipynb")
    run_all(page)
    figure = ".jp-OutputArea img[src^='data:image/png']" if "notebooks" in path else FIGURE.format("Line chart")
    page.wait_for_selector(figure)
    for i, picture in enumerate([page.locator(".jp-RenderedMarkdown img").first, page.locator(figure).first]):
        take_screenshot(page, picture, screenshots / f"{path.replace('/', '_')}_{i}_{theme}.png")
        shown = np.asarray(Image.open(io.BytesIO(picture.screenshot())).convert("L")).astype(int)
        assert np.median(shown) == {"light": 255, "dark": 17}[theme]


@pytest.mark.parametrize("stem, names", [("03_cost", ["Two curves of the loss"]),
                                         ("05_update", ["Contour lines of the cost", "the learnt boundary"])])
def test_pictures_move_and_read_on_light_and_dark(stem, names, theme, page, server, root, screenshots):
    open_solved(stem, theme, page, server, root)
    for name in names:
        figures = page.locator(FIGURE.format(name))
        assert figures.count() == 1
        take_screenshot(page, figures.first, screenshots / f"{stem}_{name.split()[1]}_{theme}.png")
        assert_reads_in(theme, figures.first)
    box = page.get_by_role("spinbutton", name="probability" if stem == "03_cost" else "start")
    before = page.locator(FIGURE.format(names[-1])).last.get_attribute("alt")
    box.fill("0.01" if stem == "03_cost" else "7")
    box.press("Enter")
    page.wait_for_function("([selector, before]) => { const all = document.querySelectorAll(selector);"
                           " return all[all.length - 1].getAttribute('alt') !== before; }",
                           arg=[FIGURE.format(names[-1]), before])
    said = page.locator(FIGURE.format(names[-1])).last.get_attribute("alt")
    assert page.locator("[role=status]", has_text=said).count() == 1
    found = violations(page, f".jp-Cell-outputArea:has(img[alt*='{names[-1]}'])")
    assert [line for line in found if NAMELESS not in line] == []


def test_the_class_is_built_saved_loaded_and_judges_a_picture(theme, page, server, root, screenshots):
    """Lesson 10 with its small task done: the file lies in the learner's folder, and what came from it answers."""
    folder = root / f"onward_{theme}"
    start(folder)
    path = folder / "10_onward.ipynb"
    solve(path, {e.name for e in EXERCISES})
    lesson, solved = (nbformat.read(each, as_version=4) for each in (path, COURSE / "notebooks" / path.name))
    for cell, original in zip(lesson.cells, solved.cells, strict=True):
        cell.source = original.source if cell.id == "class" else cell.source
    nbformat.write(lesson, path)
    open_notebook(page, server, f"{folder.name}/{path.name}")
    run_all(page)
    lesson = saved_once_it_ran(page, path)
    assert_every_cell_ran(page, lesson)
    outputs = {cell.id: cell.outputs for cell in lesson.cells if cell.cell_type == "code"}
    assert outputs["class"][0].text.startswith("Right: ")
    assert (folder / "my_classifier.h5").is_file() and "the same predictions: True" in outputs["saved"][0].text
    assert re.fullmatch(r"One picture .*: (non-)?cat, \d\.\d\d for cat\.", outputs["own-picture"][0].data["text/plain"])
    for name in ("One picture of", "Grid of 3 pictures"):
        shown = page.locator(f".jp-OutputArea img[alt*='{name}']")
        assert shown.count() == 1
        take_screenshot(page, shown, screenshots / f"onward_{name.split()[0]}_{theme}.png")
    take_screenshot(page, page.locator(".jp-OutputArea-output", has_text="Right: it keeps its settings"),
                    screenshots / f"onward_class_{theme}.png")
