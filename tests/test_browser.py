"""Every lesson runs in JupyterLab, in headless Chromium: make test-browser.

Screenshots go to the folder that DNN_SCREENSHOTS names, or to pytest's temporary folder.
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from accessibility import violations
from PIL import Image

from dnn_course.learner.lab import settings as lab_settings
from dnn_course.learner.start import start
from testCases.checking import examine
from testCases.exercises import EXERCISES
from testCases.messages import mistake_sentence

pytestmark = pytest.mark.browser

COURSE = Path(__file__).parent.parent
STEMS = list(dict.fromkeys(e.lesson for e in EXERCISES))
TOKEN = "course"
PYTHON = os.environ.get("LEARNER_PYTHON", sys.executable)  # make test-browser names that of make lab
RUN_SECONDS = 600  # plain trainings take most of it, on a slow machine
HEADING = ".jp-RenderedMarkdown:has(> h3)"  # an exercise's heading and what is below it
IDLE = ".jp-Notebook-ExecutionIndicator[data-status='idle']"  # a kernel is there: without one a command may be lost
ERRORS = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr'], " \
         ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A folder with a copy of the solved lessons, never run, and with a learner's folder beside them."""
    root = tmp_path_factory.mktemp("jupyterlab")
    shutil.copytree(COURSE / "images", root / "images")
    (root / "notebooks").mkdir()
    for stem in STEMS:
        lesson = nbformat.read(COURSE / "notebooks" / f"{stem}.ipynb", as_version=4)
        for cell in code_cells(lesson):
            cell.outputs, cell.execution_count = [], None
        nbformat.write(lesson, root / "notebooks" / f"{stem}.ipynb")
    start(root / "my_course")
    return root


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """The folder of JupyterLab's settings: every cell is drawn, in sight or not, and no news are offered."""
    folder = tmp_path_factory.mktemp("settings")
    write_settings(folder, "notebook-extension/tracker", {"windowingMode": "none"})
    write_settings(folder, "apputils-extension/notification", {"fetchNews": "false"})
    return folder


def write_settings(folder, plugin, values):
    path = folder / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values))


@pytest.fixture(scope="module")
def server(root, settings, tmp_path_factory):
    """The address of JupyterLab, started as make lab does it, but for the browser and the learner's own settings."""
    with jupyterlab(root, settings, tmp_path_factory.mktemp("jupyter")) as address:
        yield address


@contextmanager
def jupyterlab(root, settings, own, *arguments, **environment):
    """Run JupyterLab over a folder, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{kind}_DIR": str(own / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    with (own / "log").open("w") as log:
        process = subprocess.Popen(
            [PYTHON, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={root}",
             "--ContentsManager.pre_save_hook=dnn_course.learner.saving.save_no_widgets",
             "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
             f"--IdentityProvider.token={TOKEN}", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
             *arguments],
            env={**os.environ, **folders, "JUPYTERLAB_SETTINGS_DIR": str(settings), **environment}, cwd=root,
            stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(address, process, own / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_it_answers(address, process, log):
    for _ in range(120):
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{address}/api?token={TOKEN}").close()
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"JupyterLab does not answer at {address}:\n{log.read_text()}")


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def errors_in(notebook):
    """What a notebook's outputs hold on stderr or as an error."""
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return [output.get("text") or f"{output.ename}: {output.evalue}" for output in outputs
            if output.output_type == "error" or output.get("name") == "stderr"]


def open_notebook(page, server, path):
    """Open a notebook in JupyterLab, and wait until it stands there with its first picture, and with a kernel."""
    page.goto(f"{server}/lab/tree/{path}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function("() => { const picture = document.querySelector('.jp-RenderedMarkdown img');"
                           " return picture && picture.complete && picture.naturalWidth > 0; }")
    page.wait_for_selector(IDLE)


def run_all(page):
    """Run all cells with the kernel that is there: a new one that is restarted at once may be lost to JupyterLab."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def restart_and_run_all(page):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Run All Cells").click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()


def read_saved(path):
    """Read a notebook that JupyterLab saves meanwhile: it empties the file before it writes."""
    for _ in range(100):
        try:
            return nbformat.read(path, as_version=4)
        except nbformat.reader.NotJSONError:
            time.sleep(0.1)
    raise AssertionError(f"{path.name} stays empty")


def saved_once_it_ran(page, path):
    """Save until every code cell has its count or one has failed, and return the saved notebook."""
    for _ in range(RUN_SECONDS // 2):
        time.sleep(2)
        page.keyboard.press("Control+s")
        notebook = read_saved(path)
        if errors_in(notebook) or all(cell.execution_count for cell in code_cells(notebook)):
            return notebook
    raise AssertionError(f"{path.name} has not run to its end within {RUN_SECONDS} seconds")


def take_screenshots(page, folder, name):
    """A picture of a notebook's top, of its last picture, and of its end."""
    cells, pictures = page.locator(".jp-Notebook .jp-Cell"), page.locator(".jp-Notebook img")
    for place, shown in [("top", cells.first), ("picture", pictures.last), ("end", cells.last)]:
        take_screenshot(page, shown, folder / f"{name}_{place}.png")


def take_screenshot(page, shown, path):
    """Write a picture of the page once what is to be shown is painted: a long notebook is not at once."""
    shown.scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.images].every(image => image.complete)")
    for _ in range(30):
        page.wait_for_timeout(500)
        page.screenshot(path=path)
        if is_painted(path, shown.bounding_box(), page.locator(".jp-NotebookPanel-notebook").bounding_box()):
            return
    raise AssertionError(f"{path.name} is blank where {shown} should be")


def is_painted(path, *boxes):
    """Say whether a screenshot has more than one colour where boxes of its page overlap."""
    left, top = (max(box[key] for box in boxes) for key in ("x", "y"))
    right, bottom = (min(box[key] + box[size] for box in boxes) for key, size in (("x", "width"), ("y", "height")))
    with Image.open(path) as picture:
        colours = picture.convert("RGB").crop((int(left), int(top), int(right), int(bottom))).getcolors(2 ** 24)
    return len(colours) > 1


def assert_every_cell_ran(page, notebook):
    cells = code_cells(notebook)
    assert errors_in(notebook) == []
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").all_inner_texts() == [
        "" if cell.metadata.get("jupyter", {}).get("source_hidden") else f"[{cell.execution_count}]:" for cell in cells]
    assert page.locator(ERRORS).count() == 0


@pytest.mark.parametrize("stem", STEMS)
def test_a_lesson_runs_from_its_first_to_its_last_cell(stem, page, server, root, screenshots):
    open_notebook(page, server, f"notebooks/{stem}.ipynb")
    run_all(page)
    notebook = saved_once_it_ran(page, root / "notebooks" / f"{stem}.ipynb")
    assert_every_cell_ran(page, notebook)
    take_screenshots(page, screenshots, stem)


@pytest.mark.skipif("LEARNER_PYTHON" not in os.environ,
                    reason="LEARNER_PYTHON names no learner's environment: make test-browser makes one")
def test_a_learner_sees_no_tools_of_an_instructor(page, server):
    open_notebook(page, server, "my_course/02_forward.ipynb")
    page.wait_for_timeout(3000)  # menus and buttons of extensions come late
    assert page.locator(".lm-MenuBar-itemLabel").all_inner_texts() == [
        "File", "Edit", "View", "Run", "Kernel", "Tabs", "Settings", "Help"]
    words = page.locator("body").inner_text() + " ".join(
        title for shown in page.locator("[title]").all() for title in [shown.get_attribute("title")])
    assert not re.search("nbgrader|validate|assignment", words, re.IGNORECASE)


@pytest.fixture(params=["light", "dark"])
def theme(request, settings):
    """Both themes, one after the other."""
    write_settings(settings, "apputils-extension/themes", {"theme": f"JupyterLab {request.param.title()}"})
    yield request.param
    write_settings(settings, "apputils-extension/themes", {})


def cell_with(page, text):
    """The code cell that holds a text."""
    return page.locator(".jp-Notebook .jp-CodeCell").filter(has=page.locator(".cm-content", has_text=text))


def run_cell(page, cell):
    """Run a cell as a learner does, and wait until it has run: its number is a new one."""
    prompt = cell.locator(".jp-InputPrompt")
    before = prompt.inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function("([prompt, before]) => /[0-9]/.test(prompt.innerText) && prompt.innerText !== before",
                           arg=[prompt.element_handle(), before])


def type_in_line(page, cell, old, new):
    """Click on a line of a cell, and write another in its place."""
    cell.locator(".cm-line", has_text=old).click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type(new)


def solve(path, names):
    """Write the solutions of exercises into a learner's notebook."""
    lesson = nbformat.read(path, as_version=4)
    solved = nbformat.read(COURSE / "notebooks" / path.name, as_version=4)
    for cell, original in zip(lesson.cells, solved.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.metadata.nbgrader.grade_id in names:
            cell.source = original.source
    nbformat.write(lesson, path)


def panel(name):
    """The CSS selector of a panel by a part of what a screen reader calls it."""
    return f".jp-Notebook [role=group][aria-label*='{name}']"


def assert_fits(page, selector):
    """The panel lies within its notebook, and nothing in it is wider than the panel."""
    left, right, inner, outer = page.locator(selector).evaluate(
        "panel => { const box = panel.getBoundingClientRect(), page = panel.closest('.jp-Notebook')"
        ".getBoundingClientRect(); return [box.left - page.left, page.right - box.right, panel.scrollWidth, "
        "panel.clientWidth]; }")
    assert left >= 0 and right >= 0 and inner <= outer


def test_a_learner_is_told_the_mistake_and_then_the_points(theme, page, server, root, screenshots):
    """Lesson 2 in a new folder, whose later exercises are done: linear_forward without its bias, and then with it."""
    path = root / f"learner_{theme}" / "02_forward.ipynb"
    subprocess.run([sys.executable, "-m", "dnn_course.cli", "start", path.parent], check=True,
                   stdout=subprocess.DEVNULL)
    solve(path, {"sigmoid", "relu", "linear_activation_forward", "L_model_forward"})
    open_notebook(page, server, path.relative_to(root))
    page.wait_for_selector(f"body[data-jp-theme-light='{json.dumps(theme == 'light')}']", state="attached")
    exercise, check = cell_with(page, "def linear_forward"), cell_with(page, re.compile(r"^check_linear_forward\("))
    result = panel("check of linear_forward")

    run_cell(page, cell_with(page, re.compile("^import numpy")))
    type_in_line(page, exercise, "raise NotImplementedError", "Z = W @ A")
    run_cell(page, exercise)
    run_cell(page, check)
    report = examine("linear_forward", lambda A, W, b: (W @ A, (A, W, b)))
    [mistake] = report.misconceptions
    shown = page.locator(result).inner_text()
    assert mistake_sentence("linear_forward", mistake) in shown
    assert "linear_forward: 0 of 6 points" in shown and "WRONG" in shown and report.findings[0].reason in shown
    assert violations(page, result) == violations(page, HEADING) == []
    assert_fits(page, result)
    take_screenshot(page, page.locator(result), screenshots / f"mistake_{theme}.png")

    type_in_line(page, exercise, "Z = W @ A", "Z = W @ A + b")
    run_cell(page, exercise)
    run_cell(page, check)
    shown = page.locator(result).inner_text()
    assert "linear_forward: 6 of 6 points" in shown and "WRONG" not in shown and "Likely cause" not in shown
    assert page.locator(ERRORS).count() == 0
    assert violations(page, result) == violations(page, HEADING) == []
    assert_fits(page, result)
    take_screenshot(page, page.locator(result), screenshots / f"points_{theme}.png")

    restart_and_run_all(page)
    assert_every_cell_ran(page, saved_once_it_ran(page, path))
    summary = panel("Lesson 2: 24 of 24 points")
    assert "Course: 24 of 100 points" in page.locator(summary).inner_text()
    assert violations(page, summary) == []
    assert_fits(page, summary)
    take_screenshot(page, page.locator(summary), screenshots / f"summary_{theme}.png")

    page.locator(summary).evaluate("panel => { panel.style.color = '#777'; }")  # axe-core does look
    assert "color-contrast" in " ".join(violations(page, summary))


def test_the_start_page_shows_the_environment_and_the_progress(theme, page, server, root, screenshots):
    path = root / f"start_{theme}" / "00_start.ipynb"
    start(path.parent)
    open_notebook(page, server, path.relative_to(root))
    run_all(page)
    assert_every_cell_ran(page, saved_once_it_ran(page, path))
    for name in ("environment check", "progress"):
        assert violations(page, panel(name)) == []
        assert_fits(page, panel(name))
        take_screenshot(page, page.locator(panel(name)), screenshots / f"{name.split()[0]}_{theme}.png")


def test_run_all_goes_on_past_what_is_not_written_yet(page, server, root, screenshots):
    """Whoever left out an exercise gets back to where they were: neither its check nor what calls it stops the run."""
    path = root / "past" / "02_forward.ipynb"
    start(path.parent)
    solve(path, {"L_model_forward"})
    open_notebook(page, server, path.relative_to(root))
    run_all(page)
    for _ in range(60):
        page.wait_for_timeout(1000)
        page.keyboard.press("Control+s")
        cells = code_cells(read_saved(path))
        if all(cell.execution_count for cell in cells):
            break
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for name in ("linear_forward", "linear_activation_forward"):
        shown = page.locator(panel(f"check of {name}")).inner_text()
        assert f"{name}: 0 of" in shown and f"{name} is not written yet" in shown and "WRONG" not in shown
    assert "L_model_forward: 8 of 8 points" in page.locator(panel("check of L_model_forward")).inner_text()
    take_screenshot(page, page.locator(panel("check of linear_forward")), screenshots / "exercise.png")


def test_a_learner_reads_the_line_and_mends_it(theme, page, server, root, screenshots):
    """A result that is not unpacked; a cell that Python cannot read; a hint with its formula; a link to the next lesson."""
    path = root / f"line_{theme}" / "02_forward.ipynb"
    start(path.parent)
    solve(path, {"linear_forward", "sigmoid", "relu", "L_model_forward"})
    open_notebook(page, server, path.relative_to(root))
    exercise = cell_with(page, "def linear_activation_forward")
    check = cell_with(page, re.compile(r"^check_linear_activation_forward\("))
    result = panel("check of linear_activation_forward")
    run_cell(page, cell_with(page, re.compile("^import numpy")))
    for name in ("linear_forward", "sigmoid", "relu"):
        run_cell(page, cell_with(page, f"def {name}("))
    wrong = "Z = linear_forward(A_prev, W, b); A, activation_cache = relu(Z); linear_cache = Z"
    type_in_line(page, exercise, "raise NotImplementedError", wrong)
    run_cell(page, exercise)
    run_cell(page, check)
    shown = page.locator(result).inner_text()
    assert "It stops in line" in shown and wrong in shown
    assert "kept under one name: Z = linear_forward(A_prev, W, b)" in shown
    assert violations(page, result) == []
    assert_fits(page, result)
    take_screenshot(page, page.locator(result), screenshots / f"line_{theme}.png")

    right = "Z, linear_cache = linear_forward(A_prev, W, b); A, activation_cache = relu(Z) if activation == 'relu' else sigmoid(Z)"
    type_in_line(page, exercise, "Z = linear_forward", right + " )")
    run_cell(page, exercise)
    run_cell(page, check)
    shown = page.locator(result).inner_text()
    assert "this looks at the function of before" in shown and "It stops in line" in shown
    type_in_line(page, exercise, "Z, linear_cache", right)
    run_cell(page, exercise)
    run_cell(page, check)
    assert "linear_activation_forward: 6 of 6 points" in page.locator(result).inner_text()

    run_cell(page, cell_with(page, "def L_model_forward"))
    for name in ("linear_forward", "sigmoid", "relu"):
        run_cell(page, cell_with(page, re.compile(rf"^check_{name}\(")))
    run_cell(page, cell_with(page, re.compile(r"^check_L_model_forward\(")))
    summary = panel("Lesson 2: 24 of 24 points")
    assert "03_cost.ipynb" in page.locator(f"{summary} a").get_attribute("href")


def test_a_hint_is_a_panel_with_its_formula(theme, page, server, root, screenshots):
    path = root / f"hint_{theme}" / "03_cost.ipynb"
    start(path.parent)
    lesson = nbformat.read(path, as_version=4)
    lesson.cells.insert(1, nbformat.v4.new_code_cell("from testCases import hint\nhint('compute_cost', 2)"))
    nbformat.write(lesson, path)
    open_notebook(page, server, path.relative_to(root))
    run_cell(page, cell_with(page, "hint('compute_cost', 2)"))
    hint = panel("Hint for compute_cost")
    assert page.locator(f"{hint} math").count() >= 1 and "$" not in page.locator(hint).inner_text()
    assert violations(page, hint) == []
    assert_fits(page, hint)
    take_screenshot(page, page.locator(hint), screenshots / f"hint_{theme}.png")


def test_a_forgotten_keepdims_costs_one_property_of_one_exercise(theme, page, server, root, screenshots):
    path = root / f"keepdims_{theme}" / "04_backward.ipynb"
    start(path.parent)
    names = {e.name for e in EXERCISES}
    solve(path, names)
    lesson = nbformat.read(path, as_version=4)
    for cell in code_cells(lesson):
        cell.source = cell.source.replace("axis=1, keepdims=True", "axis=1") if "def linear_backward" in cell.source \
            else cell.source
    nbformat.write(lesson, path)
    open_notebook(page, server, path.relative_to(root))
    run_cell(page, cell_with(page, re.compile("^import numpy")))
    for name in [e.name for e in EXERCISES if e.lesson == "04_backward"]:
        run_cell(page, cell_with(page, f"def {name}("))
        run_cell(page, cell_with(page, re.compile(rf"^check_{name}\(")))
    result = panel("check of linear_backward")
    shown = page.locator(result).inner_text()
    assert "linear_backward: 8.3 of 10 points" in shown and shown.count("WRONG") == 1
    assert "np.sum has an argument that keeps the axis" in shown
    for name, points in (("linear_activation_backward", 6), ("L_model_backward", 10)):
        above = page.locator(panel(f"check of {name}")).inner_text()
        assert f"{name}: {points} of {points} points" in above and "linear_backward is not right yet" in above
    assert violations(page, result) == []
    take_screenshot(page, page.locator(result), screenshots / f"keepdims_{theme}.png")
    take_screenshot(page, page.locator(panel("check of L_model_backward")), screenshots / f"earlier_{theme}.png")


def test_lesson_8_finds_its_picture_in_a_solved_folder(page, server, root, screenshots):
    path = root / "my_course" / "08_analysis.ipynb"
    solve(path, {e.name for e in EXERCISES})
    open_notebook(page, server, f"my_course/{path.name}")
    run_all(page)
    assert_every_cell_ran(page, saved_once_it_ran(page, path))
    take_screenshots(page, screenshots, "my_course_08")


# What make lab shows of the course itself

CONTENTS = "--ServerApp.contents_manager_class=dnn_course.learner.lab.Contents"


@pytest.fixture
def repository(tmp_path):
    """A copy of the course under git, with a learner's folder, in which nothing is changed."""
    copy = tmp_path / "course"
    for name in ("dnn_course", "dnn_utils", "testCases", "notebooks", "images", "datasets"):
        shutil.copytree(COURSE / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    shutil.copy(COURSE / ".gitignore", copy)
    start(copy / "my_course")
    for command in (["init", "-q"], ["add", "-A"],
                    ["-c", "user.name=course", "-c", "user.email=course@localhost", "commit", "-qm", "as it is"]):
        subprocess.run(["git", *command], cwd=copy, check=True)
    return copy


@pytest.mark.parametrize("arguments", [[CONTENTS], []], ids=["as make lab shows them", "as JupyterLab would"])
def test_solved_lessons_are_read_and_run_and_never_written(arguments, repository, settings, tmp_path, page):
    """With an autosave every second; without our part JupyterLab does change the lesson, or this test shows nothing."""
    assert CONTENTS in lab_settings(repository / "my_course")
    write_settings(settings, "docmanager-extension/plugin", {"autosaveInterval": 1})
    (tmp_path / "jupyter").mkdir()
    try:
        with jupyterlab(repository, settings, tmp_path / "jupyter", *arguments, PYTHONPATH=str(repository)) as address:
            open_notebook(page, address, "notebooks/03_cost.ipynb")
            run_all(page)
            page.wait_for_selector("[aria-label^='Result of the check']")
            page.wait_for_timeout(5000)
            page.keyboard.press("Control+s")
            page.wait_for_timeout(2000)
            status = subprocess.run(["git", "status", "--porcelain"], cwd=repository, capture_output=True, text=True)
            assert bool(status.stdout) == (not arguments), status
            if arguments:
                page.keyboard.press("Escape")  # JupyterLab says that it does not save here
                open_notebook(page, address, "my_course/03_cost.ipynb")
                run_all(page)
                mine = repository / "my_course" / "03_cost.ipynb"
                wait_until(lambda: any(cell.execution_count for cell in code_cells(read_saved(mine))))
    finally:
        (settings / "@jupyterlab" / "docmanager-extension" / "plugin.jupyterlab-settings").unlink()


def wait_until(condition):
    for _ in range(60):
        if condition():
            return
        time.sleep(0.5)
    raise AssertionError("it did not come to that within 30 seconds")
