"""A learner's whole way in JupyterLab, from the start page to lesson 8, with an own, differently written network."""
import json

import nbformat
import pytest
from test_browser import root, server, settings, write_settings  # noqa: F401 (fixtures)
from test_browser import (COURSE, assert_every_cell_ran, open_notebook, run_all, saved_once_it_ran,
                          take_screenshot)
from walked import ANSWERS, CALLS, TALLY

from dnn_course.learner.start import start
from dnn_course.learner.start_page import progress
from testCases.exercises import EXERCISES

pytestmark = pytest.mark.browser

WALK = ["00_start", "00_cats", *dict.fromkeys(e.lesson for e in EXERCISES)]
TRAINED = {"05_update": {"initialize_parameters_deep", "linear_forward", "linear_activation_forward", "L_model_forward",
                         "compute_cost", "linear_backward", "linear_activation_backward", "L_model_backward",
                         "update_parameters"}}
TRAINED["06_two_layer"] = TRAINED["05_update"] - {"initialize_parameters_deep", "L_model_backward"} | {
    "initialize_parameters", "two_layer_model", "predict"}
TRAINED["07_L_layer"] = TRAINED["05_update"] | {"initialize_parameters", "two_layer_model", "predict", "L_layer_model"}
TRAINED["08_analysis"] = TRAINED["07_L_layer"] | {"accuracy_interval"}
WIDE = {"width": 1400, "height": 1100}
NARROW = {"width": 1000, "height": 1100}
CUT = """() => [...document.querySelectorAll('.jp-Notebook .jp-InputArea .cm-scroller')]
    .filter(code => code.scrollWidth > code.clientWidth + 1).map(code => code.innerText.slice(0, 80))"""


@pytest.fixture(scope="module")
def folder(root):
    """One learner's folder for the whole way; each test goes one lesson further."""
    start(root / "walk")
    return root / "walk"


def write(path):
    """Write the learner's answers, the solved small tasks, and a last cell that tells which functions were called."""
    lesson = nbformat.read(path, as_version=4)
    solved = {cell.id: cell for cell in nbformat.read(COURSE / "notebooks" / path.name, as_version=4).cells}
    for cell in lesson.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = f"{TALLY}\n\n{ANSWERS[name]}"
        elif cell.metadata.get("blank"):
            cell.source = solved[cell.id].source
    lesson.cells.append(nbformat.v4.new_code_cell(CALLS, id="calls"))
    nbformat.write(lesson, path)


def text_of(cell):
    return "".join(output.get("text") or str(output.get("data", {}).get("text/plain", "")) for output in cell.outputs)


def answer_the_quiz(page):
    """Open the reply to one choice of each question."""
    questions = page.locator(".jp-Notebook [role=group][aria-label*='Three quick questions'] li, "
                             ".jp-Notebook [role=group][aria-label*='Three quick questions'] fieldset")
    choices = page.locator(".jp-Notebook [role=group][aria-label*='Three quick questions'] summary")
    assert choices.count() == 9, questions.count()
    for i in (0, 3, 6):
        choices.nth(i).click()
    assert page.locator(".jp-Notebook [role=group][aria-label*='Three quick questions'] details[open]").count() == 3


@pytest.mark.parametrize("stem", WALK)
def test_a_learner_goes_one_lesson_further(stem, page, server, settings, folder, screenshots):
    path = folder / f"{stem}.ipynb"
    write(path)
    open_notebook(page, server, f"walk/{stem}.ipynb")
    run_all(page)
    lesson = saved_once_it_ran(page, path)
    assert_every_cell_ran(page, lesson)
    cells = {cell.id: cell for cell in lesson.cells}
    for e in EXERCISES:
        if e.lesson == stem:
            check = cells[f"test-{e.name.replace('_', '-')}"]
            assert text_of(check).startswith(f"{e.name}: {e.points} of {e.points} points"), text_of(check)
    if stem in TRAINED:
        assert "these functions are yours" in text_of(cells["imports-yours"])
        calls = json.loads(text_of(cells["calls"]))
        assert TRAINED[stem] - {name for name, n in calls.items() if n} == set()
    if stem == "07_L_layer":
        mended = [text_of(cells[f"clinic-{i}"]) for i in range(1, 7)]
        assert all(f"training_{i}: mended." in said for i, said in enumerate(mended, start=1)), mended
    if stem != "00_start":
        answer_the_quiz(page)
    look_at(page, server, settings, stem, screenshots)


def test_at_the_end_there_are_100_points_and_every_function_is_the_learners(folder):
    assert "100 of 100" in progress(folder).headline()
    assert progress(folder).own == tuple(e.name for e in EXERCISES)


def look_at(page, server, settings, stem, screenshots):
    """Take pictures of the whole lesson as it was saved, light and dark, on a page of 1000 pixels; no line is cut."""
    for theme in ("light", "dark"):
        write_settings(settings, "apputils-extension/themes", {"theme": f"JupyterLab {theme.title()}"})
        page.set_viewport_size(WIDE)  # on a narrow page the toolbar does not show that a kernel is there
        open_notebook(page, server, f"walk/{stem}.ipynb")
        page.set_viewport_size(NARROW)
        page.wait_for_selector(f"body[data-jp-theme-light='{json.dumps(theme == 'light')}']", state="attached")
        if page.locator(".jp-SideBar.jp-mod-left .lm-mod-current").count():  # the file browser takes a third of it
            page.keyboard.press("Control+b")
        page.wait_for_timeout(1000)
        assert page.evaluate(CUT) == []
        cells = page.locator(".jp-Notebook .jp-Cell")
        for i in range(cells.count()):
            tall = cells.nth(i).bounding_box()["height"]
            if tall > 20 and (i % 5 == 0 or tall > 600):
                take_screenshot(page, cells.nth(i), screenshots / f"walk_{stem}_{theme}_{i:02}.png")
    write_settings(settings, "apputils-extension/themes", {})
