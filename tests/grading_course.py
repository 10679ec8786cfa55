"""A small course folder for the tests of grading: two short lessons, and students whose marks are known."""
import shutil
import sqlite3
from concurrent.futures import Executor, Future
from pathlib import Path

import nbformat
import pytest

nbgrader = pytest.importorskip("nbgrader", reason="the instructor's extra is not installed: make grading")

from nbgrader.plugins import LateSubmissionPlugin  # noqa: E402

from dnn_course.home import unsolved  # noqa: E402
from dnn_course.grading.demo import cell_of, solved  # noqa: E402
from dnn_course.grading.outside.jail import tier  # noqa: E402
from dnn_course.grading.outside.marks import from_json  # noqa: E402
from dnn_course.grading.gradebook.source import generate, make_source  # noqa: E402

LESSONS = ("03_cost", "05_update")
POINTS = {"03_cost": 8, "05_update": 7}
TRUST = tier() == "none"  # without a jail the bookkeeping can be tested all the same, with these harmless notebooks


class HalfOfTheMark(LateSubmissionPlugin):
    """A penalty for late submissions, as an instructor may configure it."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2


class Here(Executor):
    """Runs a task at once; the process that marks for this thread stays warm from test to test."""

    def submit(self, function, *arguments):
        future = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


def make_course(folder):
    """Make a course folder with the assignment "course" of two lessons, and no submissions."""
    make_source(folder, lessons=LESSONS)
    generate(folder)
    return folder


@pytest.fixture(scope="session")
def empty_course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("grading") / "course")


@pytest.fixture
def course(empty_course, tmp_path):
    """A copy of the course folder, to put submissions into."""
    folder = tmp_path / "course"
    shutil.copytree(empty_course, folder)
    (folder / "submitted").mkdir()
    return folder


def submit(folder, student, notebooks=None, timestamp=None):
    """Hand in notebooks, {lesson: NotebookNode, bytes or text}: the solved lessons where none are named."""
    target = folder / "submitted" / student / "course"
    target.mkdir(parents=True, exist_ok=True)
    if notebooks is None:
        notebooks = {lesson: solved(lesson) for lesson in LESSONS}
    for lesson, notebook in notebooks.items():
        if not isinstance(notebook, (bytes, str)):
            notebook = nbformat.writes(notebook)
        path = target / f"{lesson}.ipynb"
        path.write_bytes(notebook if isinstance(notebook, bytes) else notebook.encode())
    if timestamp:
        (target / "timestamp.txt").write_text(timestamp)
    return target


def unfinished(lesson):
    return unsolved(solved(lesson))


def written(lesson, name, source):
    """Return a lesson with something else in the cell of an exercise."""
    notebook = solved(lesson)
    cell_of(notebook, name).source = source
    return notebook


def own_notebook(lesson, text):
    """Return a right notebook that no other is like: with a text in its first cell."""
    notebook = solved(lesson)
    notebook.cells[0].source += f"\n\n{text}"
    return notebook


def scores(folder):
    """Return {student: {test cell: score}} from the gradebook's tables, read without nbgrader."""
    with sqlite3.connect(folder / "gradebook.db") as database:
        rows = database.execute(
            "select submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.needs_manual_grade "
            "from grade join base_cell on base_cell.id = grade.cell_id "
            "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
            "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id").fetchall()
    database.close()
    found = {}
    for student, cell, score, manual in rows:
        assert cell not in found.setdefault(student, {}), "a cell is graded twice"
        found[student][cell] = "by hand" if manual else score
    return found


def total(folder, student):
    return sum(scores(folder)[student].values())


def journal(folder):
    """Return {key: Marks} of what is kept, read beside a grader that may be at work or dead."""
    path = Path(folder) / ".grading" / "journal.db"
    if not path.exists():
        return {}
    database = sqlite3.connect(path, timeout=60)
    try:
        return {key: from_json(marks) for key, marks in database.execute("select key, marks from marks")}
    except sqlite3.OperationalError:  # the table is not made yet
        return {}
    finally:
        database.close()
