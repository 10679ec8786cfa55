"""Every lesson runs in JupyterLab, in headless Chromium: make test-browser.

Screenshots go to the folder that DNN_SCREENSHOTS names, or to pytest's temporary folder.
"""
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import sync_playwright

from course.start import start
from testCases.exercises import EXERCISES

pytestmark = pytest.mark.browser

COURSE = Path(__file__).parent.parent
STEMS = list(dict.fromkeys(e.lesson for e in EXERCISES))
TOKEN = "course"
RUN_SECONDS = 600  # plain trainings take most of it, on a slow machine
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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = tmp_path_factory.mktemp("jupyter")
    folders = {f"JUPYTER_{kind}_DIR": str(own / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    with (own / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={root}",
             "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
             f"--IdentityProvider.token={TOKEN}", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"],
            env={**os.environ, **folders, "JUPYTERLAB_SETTINGS_DIR": str(settings)}, stdout=log, stderr=log)
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


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium")
    assert path, "chromium is not installed: run make test-browser, which installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[
            "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def screenshots(tmp_path_factory):
    folder = Path(os.environ.get("DNN_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1400, "height": 1100})
    page.set_default_timeout(60_000)
    yield page
    page.close()


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def errors_in(notebook):
    """What a notebook's outputs hold on stderr or as an error."""
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return [output.get("text") or f"{output.ename}: {output.evalue}" for output in outputs
            if output.output_type == "error" or output.get("name") == "stderr"]


def open_notebook(page, server, path):
    """Open a notebook in JupyterLab, and wait until it stands there with its first picture."""
    page.goto(f"{server}/lab/tree/{path}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function("() => { const picture = document.querySelector('.jp-RenderedMarkdown img');"
                           " return picture && picture.complete && picture.naturalWidth > 0; }")


def restart_and_run_all(page):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Run All Cells").click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()


def saved_once_it_ran(page, path):
    """Save until every code cell has its count or one has failed, and return the saved notebook."""
    for _ in range(RUN_SECONDS // 2):
        time.sleep(2)
        page.keyboard.press("Control+s")
        notebook = nbformat.read(path, as_version=4)
        if errors_in(notebook) or all(cell.execution_count for cell in code_cells(notebook)):
            return notebook
    raise AssertionError(f"{path.name} has not run to its end within {RUN_SECONDS} seconds")


def take_screenshots(page, folder, name):
    """A picture of a notebook's top, of its last picture, and of its end."""
    cells, pictures = page.locator(".jp-Notebook .jp-Cell"), page.locator(".jp-Notebook img")
    for place, shown in [("top", cells.first), ("picture", pictures.last), ("end", cells.last)]:
        shown.scroll_into_view_if_needed()
        page.wait_for_timeout(1000)
        page.screenshot(path=folder / f"{name}_{place}.png")


def assert_every_cell_ran(page, notebook):
    counts = list(range(1, len(code_cells(notebook)) + 1))
    assert errors_in(notebook) == []
    assert [cell.execution_count for cell in code_cells(notebook)] == counts
    assert page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").all_inner_texts() == [f"[{n}]:" for n in counts]
    assert page.locator(ERRORS).count() == 0


@pytest.mark.parametrize("stem", STEMS)
def test_a_lesson_runs_from_its_first_to_its_last_cell(stem, page, server, root, screenshots):
    open_notebook(page, server, f"notebooks/{stem}.ipynb")
    restart_and_run_all(page)
    notebook = saved_once_it_ran(page, root / "notebooks" / f"{stem}.ipynb")
    assert_every_cell_ran(page, notebook)
    take_screenshots(page, screenshots, stem)


def test_a_lesson_reads_in_the_dark_theme(page, server, settings, screenshots):
    write_settings(settings, "apputils-extension/themes", {"theme": "JupyterLab Dark"})
    try:
        open_notebook(page, server, f"notebooks/{STEMS[0]}.ipynb")
        page.wait_for_selector("body[data-jp-theme-light='false']", state="attached")
        take_screenshots(page, screenshots, "dark")
    finally:
        write_settings(settings, "apputils-extension/themes", {})


def test_an_exercise_says_that_it_is_not_written_yet(page, server, root, screenshots):
    open_notebook(page, server, "my_course/02_forward.ipynb")
    restart_and_run_all(page)
    notebook = saved_once_it_ran(page, root / "my_course" / "02_forward.ipynb")
    errors = errors_in(notebook)
    assert len(errors) == 1 and "linear_forward" in errors[0]
    page.locator(ERRORS).scroll_into_view_if_needed()
    assert "linear_forward" in page.locator(ERRORS).inner_text()
    page.screenshot(path=screenshots / "exercise.png")


def test_the_last_lesson_finds_its_picture_in_a_solved_folder(page, server, root, screenshots):
    path = root / "my_course" / "08_analysis.ipynb"
    lesson = nbformat.read(path, as_version=4)
    solved = nbformat.read(COURSE / "notebooks" / path.name, as_version=4)
    for cell, original in zip(lesson.cells, solved.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = original.source
    nbformat.write(lesson, path)
    open_notebook(page, server, f"my_course/{path.name}")
    restart_and_run_all(page)
    assert_every_cell_ran(page, saved_once_it_ran(page, path))
    take_screenshots(page, screenshots, "my_course_08")
