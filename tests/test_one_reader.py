"""Check and grading read a notebook by the same rule: an instructor tells a learner what the learner's check told."""
import copy
import textwrap
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell

from dnn_course.grading.outside.jail import tier
from dnn_course.grading.outside.marking import Limits, Marker
from dnn_course.home import unsolved
from dnn_course.learner.check import check_notebook
from testCases.exercises import EXERCISES
from testCases.messages import say

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
LESSON = "02_forward"
FULL = {e.name: e.points for e in EXERCISES if e.lesson == LESSON}
FORWARD = "def linear_forward(A, W, b):\n    return W @ A + b, (A, W, b)"
TIERS = [False] if tier() == "none" else [False, True]  # whether a mark is given in the jail


@pytest.fixture(scope="module")
def markers():
    """A marker for each tier, warm."""
    markers = {jailed: Marker(Limits(call_seconds=5, notebook_seconds=30), trust=not jailed) for jailed in TIERS}
    yield markers
    for marker in markers.values():
        marker.close()


def solved(lesson=LESSON):
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return notebook


def index_of(notebook, name):
    return [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells].index(name)


def written(source, *cells, lesson=LESSON, name="linear_forward", after=False):
    """Return a solved lesson with a source in the cell of an exercise, and code cells of their own before or after."""
    notebook = solved(lesson)
    place = index_of(notebook, name)
    notebook.cells[place].source = textwrap.dedent(source)
    place += after
    notebook.cells[place:place] = [new_code_cell(textwrap.dedent(cell)) for cell in cells]
    return notebook


def checked(notebook, folder, lesson=LESSON):
    """Return {exercise: (points, text of its report)} by dnn-course check."""
    path = folder / f"{lesson}.ipynb"
    path.write_text(nbformat.writes(notebook))
    return {name: (report.points, str(report)) for name, report in check_notebook(path).reports.items()}


def graded(notebook, marker, lesson=LESSON):
    """Return {exercise: (points, reason)} by the grader."""
    marks = marker.mark(nbformat.writes(notebook).encode(), lesson, 1)
    return {entry.report.name: (entry.report.points, entry.reason) for entry in marks.exercises}


def points(results):
    return {name: value for name, (value, _) in results.items()}


def agree(notebook, markers, folder, lesson=LESSON):
    """Return the points of a notebook, which check and grading must give alike."""
    by_check = checked(notebook, folder, lesson)
    for marker in markers.values():
        by_grading = graded(notebook, marker, lesson)
        assert points(by_grading) == points(by_check), (marker.tier, by_check, by_grading)
    return points(by_check)


# Right code that a choice by names does not find whole

ODD = {
    "a global that only its function changes": ("""
        def linear_forward(A, W, b):
            global calls
            calls += 1
            return W @ A + b, (A, W, b)
    """, "calls = 0"),
    "a table filled by update": ("""
        def linear_forward(A, W, b):
            return STEPS["product"](W, A) + b, (A, W, b)
    """, "STEPS = {}", "STEPS.update(product=lambda W, A: W @ A)"),
    "a table filled by a decorator": ("""
        def linear_forward(A, W, b):
            return STEPS["product"](W, A) + b, (A, W, b)
    """, "STEPS = {}\n\n\ndef step(function):\n    STEPS[function.__name__] = function\n    return function",
         "@step\ndef product(W, A):\n    return W @ A"),
    "a list filled by append": ("""
        def linear_forward(A, W, b):
            return STEPS[0](W, A) + b, (A, W, b)
    """, "STEPS = []", "STEPS.append(np.dot)"),
    "a set-up function that sets a global": ("""
        def linear_forward(A, W, b):
            return ONE * (W @ A) + b, (A, W, b)
    """, "def set_up():\n    global ONE\n    ONE = 1", "set_up()"),
    "names under TYPE_CHECKING": ("""
        def linear_forward(A: Array, W: Array, b: Array) -> tuple[Array, tuple]:
            return W @ A + b, (A, W, b)
    """, "from __future__ import annotations\nfrom typing import TYPE_CHECKING",
         "if TYPE_CHECKING:\n    from numpy.typing import NDArray as Array"),
    "pylab": ("""
        def linear_forward(A, W, b):
            return dot(W, A) + zeros(b.shape) + b, (A, W, b)
    """, "%pylab inline"),
    "a helper that is written and run": ("""
        def linear_forward(A, W, b):
            return product(W, A) + b, (A, W, b)
    """, "%%writefile helper.py\nimport numpy as np\n\n\ndef product(W, A):\n    return np.dot(W, A)\n",
         "%run helper.py"),
    "a helper that is written and imported": ("""
        def linear_forward(A, W, b):
            return helper.product(W, A) + b, (A, W, b)
    """, "%%writefile helper.py\ndef product(W, A):\n    return W @ A\n", "import helper"),
    "a function made by exec": (f'CODE = """{FORWARD}"""\nexec(CODE)',),
    "an old attempt above, and a raise that is never reached": ("""
        def linear_forward(A, W, b):
            return W @ A + b, (A, W, b)
            raise NotImplementedError("Complete linear_forward")
    """, "def linear_forward(A, W, b):\n    return W @ A, (A, W, b)"),
    "a raise for what there is not": ("""
        def linear_forward(A, W, b):
            if W.ndim == 2:
                return W @ A + b, (A, W, b)
            raise NotImplementedError("more than two axes")
    """, "def linear_forward(A, W, b):\n    return W @ A, (A, W, b)"),
    "a function made in a loop": ("""
        for name in ("linear_forward", "other"):
            globals()[name] = lambda A, W, b: (W @ A + b, (A, W, b))
    """,),
    "set through the module": ("""
        import sys
        setattr(sys.modules["__main__"], "linear_forward", lambda A, W, b: (W @ A + b, (A, W, b)))
    """,),
    "a demonstration that plots, asks and fails": ("""
        STEPS = [np.dot]
        STEPS.insert(0, np.matmul)
        def linear_forward(A, W, b):
            return STEPS.copy().pop(len(STEPS) - 1 - STEPS.index(np.dot) + 1)(W, A) + b, (A, W, b)
    """, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\ninput('go on?')\n1 / 0"),
}


@pytest.mark.parametrize("kind", ODD)
def test_right_code_that_is_odd_earns_its_points(kind, markers, tmp_path):
    source, *cells = ODD[kind]
    assert agree(written(source, *cells), markers, tmp_path) == FULL


def test_a_training_in_the_notebook_does_not_run_when_all_cells_do(markers, tmp_path):
    """It would never end; the table is filled all the same."""
    notebook = solved("06_two_layer")
    place = index_of(notebook, "predict")
    notebook.cells[place].source = (
        "def predict(X, y, parameters):\n    AL, _ = L_model_forward(X, parameters)\n    print(y.shape)\n"
        "    return (AL > TABLE['limit']).astype(float)")
    notebook.cells[place:place] = [new_code_cell("TABLE = {}"), new_code_cell("TABLE.update(limit=0.5)"), new_code_cell(
        "import time\nwhile True:\n    two_layer_model(np.ones((2, 3)), np.ones((1, 3)), (2, 2, 1))")]
    assert agree(notebook, markers, tmp_path, "06_two_layer") == \
        {e.name: e.points for e in EXERCISES if e.lesson == "06_two_layer"}


# Which definition counts

def placeholder(name="linear_forward"):
    notebook = unsolved(solved())
    return notebook.cells[index_of(notebook, name)].source


def test_a_placeholder_below_replaces_nothing(markers, tmp_path):
    assert agree(written(FORWARD, placeholder(), after=True), markers, tmp_path) == FULL
    lesson = solved("03_cost")
    given_again = unsolved(lesson).cells[index_of(lesson, "compute_cost")].source
    lesson.cells.append(new_code_cell(given_again))
    assert agree(lesson, markers, tmp_path, "03_cost") == {"compute_cost": 8}


@pytest.mark.parametrize("source", ["linear_forward = lambda A, W, b: (W @ A + b, (A, W, b))",
                                    "def forward(A, W, b):\n    return W @ A + b, (A, W, b)\nlinear_forward = forward"])
def test_a_placeholder_replaces_no_function_that_is_bound_in_another_way(source, markers, tmp_path):
    assert agree(written(source, placeholder(), after=True), markers, tmp_path) == FULL


IMPORTS = {
    "from the module": "from dnn_utils.forward import linear_forward",
    "from the package": "from dnn_utils import linear_forward",
    "under another name": "from dnn_utils.forward import linear_forward as theirs\nlinear_forward = theirs",
    "as an attribute": "import dnn_utils\nlinear_forward = dnn_utils.linear_forward",
    "as an attribute of the module": "import dnn_utils.forward as f\nlinear_forward = f.linear_forward",
    "of a module from the package": "from dnn_utils import forward\nlinear_forward = forward.linear_forward",
    "everything": "from dnn_utils import *",
    "everything of the module": "from dnn_utils.forward import *",
    "by getattr": "import dnn_utils\nlinear_forward = getattr(dnn_utils, 'linear_forward')",
    "called in a function":
        "import dnn_utils\ndef linear_forward(A, W, b):\n    return dnn_utils.linear_forward(A, W, b)",
    "imported in a function":
        "def linear_forward(A, W, b):\n    from dnn_utils import linear_forward as f\n    return f(A, W, b)",
}


@pytest.mark.parametrize("way", IMPORTS)
def test_the_courses_own_function_earns_nothing_and_that_is_said(way, markers, tmp_path):
    notebook = written(IMPORTS[way])
    results = [checked(notebook, tmp_path), *(graded(notebook, marker) for marker in markers.values())]
    for result in results:
        value, said = result["linear_forward"]
        assert value == 0, said
        assert "linear_forward is the course's own function here" in said or \
            "what you are to write, so" in said, said
    assert len({tuple(points(result).items()) for result in results}) == 1


@pytest.mark.parametrize("way", [way for way in IMPORTS if "function" not in way])
def test_what_the_learner_wrote_counts_although_an_import_follows(way, markers, tmp_path):
    assert agree(written(FORWARD, IMPORTS[way], after=True), markers, tmp_path) == FULL
    assert agree(written(FORWARD, IMPORTS[way]), markers, tmp_path) == FULL


def test_wrong_work_is_not_made_right_by_an_import(markers, tmp_path):
    wrong = "def linear_forward(A, W, b):\n    return W @ A, (A, W, b)"
    notebook = written(wrong, IMPORTS["from the module"], after=True)
    assert agree(notebook, markers, tmp_path)["linear_forward"] < FULL["linear_forward"]


def test_the_sentence_is_the_messages(tmp_path):
    _, said = checked(written(IMPORTS["everything"]), tmp_path)["linear_forward"]
    assert say("imported", name="linear_forward") in said


# Any edits

EDITS = {
    "copy": lambda notebook, i, j: notebook.cells.insert(j, copied(notebook.cells[i])),
    "move": lambda notebook, i, j: notebook.cells.insert(j, notebook.cells.pop(i)),
    "delete": lambda notebook, i, j: notebook.cells.pop(i),
    "cut": lambda notebook, i, j: change(notebook.cells[i], lambda source: source[:len(source) * 2 // 3]),
    "placeholder": lambda notebook, i, j: notebook.cells.insert(j, new_code_cell(placeholder(list(FULL)[i % 3]))),
    "wrong": lambda notebook, i, j: change(notebook.cells[i], lambda source: source.replace("+ b", "- b")),
    "rename": lambda notebook, i, j: change(notebook.cells[i], lambda source: source.replace("def L", "def my_L")),
    "rebind": lambda notebook, i, j: notebook.cells.insert(j, new_code_cell(
        ["linear_forward = None", "mine = linear_forward", "linear_forward = mine", "W = b = 3", "del linear_forward",
         "L_model_forward, other = linear_forward, 3", "np = 3", "import numpy as np"][i % 8])),
    "import": lambda notebook, i, j: notebook.cells.insert(j, new_code_cell(
        list(IMPORTS.values())[i % 8].replace("linear_forward", list(FULL)[(i + j) % 3]))),
    "write": lambda notebook, i, j: notebook.cells.insert(j, new_code_cell(FORWARD)),
    "break": lambda notebook, i, j: notebook.cells.insert(j, new_code_cell("def linear_forward(A, W, b:\n    return")),
    "comment": lambda notebook, i, j: change(notebook.cells[i], lambda source: "\n".join(
        f"# {line}" for line in source.split("\n"))),
}


def copied(cell):
    cell = copy.deepcopy(cell)
    cell.pop("id", None)
    return cell


def change(cell, function):
    cell.source = function(cell.source)


def edited(edits):
    """Return lesson 2, only its code, after edits of cells."""
    notebook = solved()
    notebook.nbformat_minor = 4
    notebook.cells = [copied(cell) for cell in notebook.cells if cell.cell_type == "code"]
    for name, i, j in edits:
        if notebook.cells:
            EDITS[name](notebook, i % len(notebook.cells), j % (len(notebook.cells) + 1))
    for cell in notebook.cells:
        cell.pop("id", None)
    return notebook


@settings(max_examples=25, deadline=None, derandomize=True, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 40), st.integers(0, 40)),
                      min_size=1, max_size=8))
def test_check_and_grading_give_the_same_points_whatever_was_edited(edits, markers, tmp_path):
    marker = {False: markers[False]}  # without the jail: this is about reading
    agree(edited(edits), marker, tmp_path)
