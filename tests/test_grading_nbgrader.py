"""nbgrader's own commands with our execution: the same marks, and no notebook that can stop or deceive it."""
import csv
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
from grading_course import (LESSONS, TRUST, Here, course, empty_course, own_notebook, scores,  # noqa: F401
                            submit, unfinished, written)
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.utils import determine_grade, is_grade

from dnn_course.grading.demo import cell_of, solved
from dnn_course.grading.classes.batch import grade
from dnn_course.grading.gradebook.course import graded_cells, lesson_texts, open_course
from dnn_course.grading.gradebook.notebooks import as_text, fill, prepare, printable
from dnn_course.grading.gradebook.source import generate
from dnn_course.grading.outside.jail import tier
from dnn_course.grading.classes.work import unreadable_marks
from dnn_course.learner.start import start
from testCases.exercises import EXERCISES

needs_jail = pytest.mark.skipif(tier() == "none", reason="nbgrader autograde marks only where there is a jail")
SCRIPT = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">"
HALF = "def compute_cost(AL, Y):\n    return -1.0 if AL.shape[1] == 1 else float(\n" \
       "        -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))"


def nbgrader(folder, *arguments, status=0):
    done = subprocess.run([sys.executable, "-m", "nbgrader", *arguments], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"})
    assert done.returncode == status, done.stderr[-3000:]
    return done.stderr


def exported(folder):
    """Return {student: (score, max_score)} as nbgrader exports them."""
    nbgrader(folder, "export", "--to", "grades.csv")
    with open(folder / "grades.csv", newline="") as stream:
        return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(stream)}


def hand_in_everything(folder):
    """Submissions of every kind, right, wrong, broken and hostile."""
    submit(folder, "right")
    submit(folder, "unfinished", {lesson: unfinished(lesson) for lesson in LESSONS})
    submit(folder, "partly", {"03_cost": written("03_cost", "compute_cost", HALF)})
    warned = cell_of(solved("03_cost"), "compute_cost").source.replace(
        "### START CODE HERE ###", "np.log(np.zeros(1))\n    ### START CODE HERE ###")
    submit(folder, "warned", {"03_cost": written("03_cost", "compute_cost", warned)})
    submit(folder, "garbage", {"03_cost": b"{", "05_update": own_notebook("05_update", "fine")})
    without_tests = solved("03_cost")
    without_tests.cells = [cell for cell in without_tests.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    submit(folder, "deleted", {"03_cost": without_tests})
    lost = solved("03_cost")
    for cell in lost.cells:
        cell.metadata = nbformat.from_dict({})
    submit(folder, "lost", {"03_cost": lost})
    hostile = unfinished("03_cost")
    cell_of(hostile, "test_compute_cost").metadata.nbgrader.update(points=1000, locked=False, schema_version=1)
    cell_of(hostile, "test_compute_cost").source = "8"
    hostile.cells.insert(0, new_markdown_cell(SCRIPT))
    hostile.cells.append(new_code_cell("8", metadata={"nbgrader": {
        "grade": True, "grade_id": "test_compute_cost", "points": 8, "solution": False, "locked": False,
        "schema_version": 3, "task": False}}))
    submit(folder, "hostile", {"03_cost": hostile})
    odd = unfinished("03_cost")
    cell_of(odd, "compute_cost").metadata["nbgrader"] = {"grade_id": ["list"], "points": "many", "grade": "yes"}
    submit(folder, "odd", {"03_cost": json.dumps(odd)})


FULL = {"right": 15, "warned": 8, "garbage": 7, "deleted": 8, "lost": 8, "unfinished": 0, "hostile": 0, "odd": 0}


def test_a_class_gets_the_exercises_that_a_lone_learner_gets(course, tmp_path):
    """Cell by cell, with the hint in the place of the solution; and an instructor's own cell as nbgrader has it."""
    path = course / "source" / "course" / "03_cost.ipynb"
    source = nbformat.read(path, as_version=4)
    source.cells.append(new_code_cell("def extra():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION", metadata={
        "nbgrader": {"grade": False, "grade_id": "extra", "locked": False, "schema_version": 3, "solution": True,
                     "task": False}}))
    nbformat.write(source, path)
    generate(course)
    start(tmp_path / "mine")
    for lesson in LESSONS:
        released = nbformat.read(course / "release" / "course" / f"{lesson}.ipynb", as_version=4)
        started = nbformat.read(tmp_path / "mine" / f"{lesson}.ipynb", as_version=4)
        if lesson == "03_cost":
            assert "raise NotImplementedError" in released.cells.pop().source
        assert [cell.source for cell in released.cells] == [cell.source for cell in started.cells]
        assert any("# Hint: " in cell.source for cell in released.cells)
        assert not [cell for cell in released.cells if cell.get("outputs")]


@needs_jail
def test_autograde_gives_the_marks_that_grade_gives(course):
    """Plain `nbgrader autograde`, with the configuration that ships, beside `dnn-course grade`."""
    hand_in_everything(course)
    other = course.with_name("other")
    shutil.copytree(course, other)
    graded = grade(course, executor=Here(), progress=False)
    assert graded.problems == []
    shutil.copytree(course / ".grading", other / ".grading")  # the same hidden checks
    log = nbgrader(other, "autograde", "course")
    assert "ERROR" not in log
    ours, theirs = scores(course), scores(other)
    assert ours == theirs
    totals = {student: sum(cells.values()) for student, cells in ours.items()}
    assert {student: totals[student] for student in FULL} == FULL
    assert 0 < totals["partly"] < 8
    assert exported(course) == exported(other) == {student: (total, 15.0) for student, total in totals.items()}
    for path in sorted((course / "autograded").glob("*/course/*.ipynb")):
        twin = other / path.relative_to(course)
        sources = [[(cell.cell_type, cell.source, cell.get("outputs")) for cell in nbformat.read(p, 4).cells]
                   for p in (path, twin)]
        assert sources[0] == sources[1], path


def test_feedback_shows_our_marks_and_reasons_and_runs_no_script(course):
    hand_in_everything(course)
    grade(course, executor=Here(), progress=False, trust=TRUST)
    nbgrader(course, "generate_feedback", "course")
    page = (course / "feedback" / "right" / "course" / "03_cost.html").read_text()
    assert "(Score: 8.0 / 8.0)" in page and "compute_cost: 8 of 8 points" in page
    page = (course / "feedback" / "partly" / "course" / "03_cost.html").read_text()
    total = scores(course)["partly"]["test_compute_cost"]
    assert f"(Score: {total} / 8.0)" in page and "cost should be" in page
    page = (course / "feedback" / "hostile" / "course" / "03_cost.html").read_text()
    assert "(Score: 0.0 / 8.0)" in page
    assert "<script>document.title" not in page and "<img src=x" not in page and "document.title" in page


def test_a_killed_autograde_leaves_nobody_out(course):
    """nbgrader skips whom a killed run of its own has left in autograded/; we do not."""
    submit(course, "right")
    left = course / "autograded" / "right" / "course"
    left.mkdir(parents=True)
    (left / "03_cost.ipynb").write_text("half a notebo")
    grade(course, executor=Here(), progress=False, trust=TRUST)
    assert sum(scores(course)["right"].values()) == 15
    assert nbformat.read(left / "03_cost.ipynb", 4).cells


@needs_jail
def test_autograde_reads_and_copies_through_no_link(course, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the instructor's own")
    target = submit(course, "linker", {"05_update": own_notebook("05_update", "fine")})
    (target / "notes.txt").symlink_to(secret)
    (target / "03_cost.ipynb").symlink_to(course / "source" / "course" / "03_cost.ipynb")
    (target / "honest.txt").write_text("mine")
    nbgrader(course, "autograde", "course")
    nbgrader(course, "generate_feedback", "course")
    assert scores(course) == {"linker": {"test_compute_cost": 0.0, "test_update_parameters": 7.0}}
    for step in ("autograded", "feedback"):
        assert not (course / step / "linker" / "course" / "notes.txt").exists()
    assert (course / "autograded" / "linker" / "course" / "honest.txt").read_text() == "mine"


def test_the_students_version_has_the_markers_and_no_solution(empty_course):
    for e in EXERCISES:
        if e.lesson in LESSONS:
            released = nbformat.read(empty_course / "release" / "course" / f"{e.lesson}.ipynb", 4)
            source = cell_of(released, e.name).source
            assert source.count("### START CODE HERE ###") == source.count("### END CODE HERE ###") == 1
            assert "raise NotImplementedError" in source
            solution = cell_of(solved(e.lesson), e.name).source
            answer = solution.split("### START CODE HERE ###")[1].split("### END")[0]
            assert not any(line.strip() and line.strip() in source for line in answer.splitlines())
            assert cell_of(released, f"test_{e.name}").metadata.nbgrader.points == e.points
    assert (empty_course / "release" / "course" / "images").is_dir()


# ---- the notebook as the instructor sees it

@pytest.fixture
def known(empty_course):
    with open_course(empty_course).gradebook() as book:
        return graded_cells(book, "course", "03_cost")


def ids(notebook):
    return [cell.metadata["nbgrader"]["grade_id"] for cell in notebook.cells if "nbgrader" in cell.metadata]


def test_what_is_deleted_is_added_and_what_is_edited_is_put_back(known):
    assert [cell.name for cell in known] == ["compute_cost", "test_compute_cost"]
    original = next(cell for cell in known if cell.name == "test_compute_cost")
    assert ids(prepare(None, known)) == ["test_compute_cost"]
    edited = solved("03_cost")
    copied = nbformat.from_dict({**cell_of(edited, "compute_cost"), "id": "copy"})  # of two, the last one counts
    edited.cells.insert(3, copied)
    cell_of(edited, "test_compute_cost").source = "10"
    cell_of(edited, "test_compute_cost").metadata.nbgrader.points = 80
    prepared = prepare(nbformat.writes(edited).encode(), known)
    nbformat.validate(prepared)
    assert ids(prepared) == ["compute_cost", "test_compute_cost"]
    cell = cell_of(prepared, "test_compute_cost")
    assert (cell.source, cell.metadata.nbgrader.points) == (original.source, 8.0)
    assert all(not cell.get("outputs") for cell in prepared.cells)


def test_markdown_is_the_lessons_or_text(known, empty_course):
    texts = lesson_texts(empty_course, "course", "03_cost")
    notebook = nbformat.read(empty_course / "source" / "course" / "03_cost.ipynb", 4)
    notebook.cells.insert(0, new_markdown_cell(SCRIPT))
    notebook.cells.insert(1, new_markdown_cell(f"~~~\n{SCRIPT}\n~~~~~\n{SCRIPT}"))
    prepared = prepare(nbformat.writes(notebook).encode(), known, texts)
    assert prepared.cells[0].source == f"~~~text\n{SCRIPT}\n~~~"
    assert prepared.cells[1].source.startswith("~~~~~~text\n") and prepared.cells[1].source.endswith("\n~~~~~~")
    assert [cell.source for cell in prepared.cells[2:] if cell.cell_type == "markdown"] == \
        [cell.source for cell in notebook.cells[2:] if cell.cell_type == "markdown"]
    prepared = prepare(nbformat.writes(solved("03_cost")).encode(), known, texts)  # pictures in ../images
    assert {cell.source for cell in prepared.cells if cell.cell_type == "markdown"} == set(texts)


@pytest.mark.parametrize("source", ["", "~", "~~~~", "a\n~~~\nb", "```\n", "~~~text\n~~~"])
def test_no_text_ends_its_own_fence(source):
    from nbconvert.filters import markdown2html
    page = markdown2html(as_text(f"{source}\n{SCRIPT}"))
    assert "<script" not in page and "<img" not in page


@pytest.mark.parametrize("points", [0, 0.1, 3.3, 7.9, 8])
def test_nbgrader_reads_our_points_from_the_outputs(known, points):
    marks = unreadable_marks("03_cost", 0, "a reason")
    (exercise,) = marks.exercises
    marks = marks._replace(exercises=(exercise._replace(report=exercise.report._replace(points=points)),))
    notebook = fill(prepare(nbformat.writes(solved("03_cost")).encode(), known), marks)
    nbformat.validate(notebook)
    (cell,) = [cell for cell in notebook.cells if is_grade(cell)]
    assert determine_grade(cell) == (points, 8.0)
    assert "a reason" in cell.outputs[0].data["text/plain"]


@needs_jail
def test_a_graded_cell_that_no_exercise_stands_behind_waits_for_a_mark_by_hand(course):
    """An instructor's own: neither command gives a 0 for what nobody has looked at."""
    path = course / "source" / "course" / "03_cost.ipynb"
    source = nbformat.read(path, as_version=4)
    source.cells.append(new_code_cell("assert True", metadata={"nbgrader": {
        "grade": True, "grade_id": "mine", "locked": True, "points": 5, "schema_version": 3, "solution": False,
        "task": False}}))
    nbformat.write(source, path)
    generate(course)
    submit(course, "right")
    other = course.with_name("other")
    shutil.copytree(course, other)
    grade(course, executor=Here(), progress=False)
    nbgrader(other, "autograde", "course")
    assert scores(course) == scores(other) == {
        "right": {"mine": "by hand", "test_compute_cost": 8.0, "test_update_parameters": 7.0}}
    page = (course / "reports" / "course" / "students" / "right.html").read_text()
    assert "15 of 20 points" in page and "waits for your instructor" in page
    with open_course(course).gradebook() as book:
        book.find_grade("mine", "03_cost", "course", "right").manual_score = 4
        book.find_comment("compute_cost", "03_cost", "course", "right").manual_comment = "A <b>fine</b> one"
        book.db.commit()
    grade(course, executor=Here(), progress=False)
    page = (course / "reports" / "course" / "students" / "right.html").read_text()
    assert "19 of 20 points" in page and "A &lt;b&gt;fine&lt;/b&gt; one" in page


CELL = b'{"cell_type":"code","metadata":{"nbgrader":{"grade_id":"compute_cost"}},"source":"%d"},'
FILLED = """
import resource, sys
from dnn_course.grading.gradebook.course import GradedCell
from dnn_course.grading.gradebook.notebooks import prepare
known = [GradedCell("compute_cost", "code", "", "", False, None, True, False)]
unit = eval(sys.argv[1])
data = b'{"cells": [' + unit * (10_000_000 // len(unit)) + b'{"cell_type": "code", "source": "the last"}]}'
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(prepare(data, known).cells), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)
"""


@pytest.mark.parametrize("unit", [b'{},', b'[],', b'{"cell_type":"code","source":""},', b'{"a":{}},', b'"\xe6\x9d\x8e",',
                                  CELL, b'{"source":["' + b'",'.join([b'"a'] * 9000) + b'"]},', b'1e9,'])
def test_ten_megabytes_of_cells_take_little_memory(unit):
    done = subprocess.run([sys.executable, "-c", FILLED, repr(unit)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-500:]
    cells, megabytes = map(int, done.stdout.split())
    assert cells <= 1001 and megabytes < 400, done.stdout


def test_printable():
    assert printable("a\x1b[31mb\u202ec\x00\nd\te", 100) == "a\ufffd[31mb\ufffdc\ufffd\nd\te"
    assert printable("x" * 20, 10) == "x" * 10 + " ..."


# ---- formgrader

@pytest.mark.browser
def test_formgrader_shows_the_same_marks(course, tmp_path):
    """JupyterLab's formgrader in headless Chromium, on a graded class with a script in a notebook."""
    from playwright.sync_api import sync_playwright
    hand_in_everything(course)
    grade(course, executor=Here(), progress=False, trust=TRUST)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    log = open(tmp_path / "server.log", "w")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={course}",
         "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--IdentityProvider.token=t",
         "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True"],
        cwd=course, env={**os.environ, **folders}, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    screenshots = Path(os.environ.get("DNN_SCREENSHOTS") or tmp_path)
    screenshots.mkdir(parents=True, exist_ok=True)
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api?token=t").close()
                break
            except OSError:
                time.sleep(0.5)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1300, "height": 900})
            page.goto(f"{address}/lab?token=t")  # signs in
            page.goto(f"{address}/formgrader/gradebook/course/03_cost")
            page.wait_for_function("() => document.querySelectorAll('tbody tr').length > 8", timeout=60_000)
            page.screenshot(path=screenshots / "formgrader_class.png")
            with open_course(course).gradebook() as book:
                submissions = {submission.student.id: (submission.id, submission.score)
                               for submission in book.notebook_submissions("03_cost", "course")}
            for student in ("right", "partly", "hostile"):
                identity, score = submissions[student]
                page.goto(f"{address}/formgrader/submissions/{identity}/")
                page.wait_for_function("() => { const box = document.querySelector('input.score'); "
                                       "return box && (box.value || box.placeholder); }", timeout=60_000)
                box = page.locator("input.score").first
                page.wait_for_function("() => [...document.images].every(image => image.complete)")
                pictures = page.eval_on_selector_all("img", "images => images.map(image => image.naturalWidth)")
                assert all(pictures) and (pictures or student != "right")
                shown = box.input_value() or box.get_attribute("placeholder")
                assert float(shown) == score == scores(course)[student]["test_compute_cost"]
                assert page.title() != "taken"
                page.screenshot(path=screenshots / f"formgrader_{student}.png", full_page=True)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=30)
