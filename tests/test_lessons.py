"""The exercises of the lessons: one source with dnn_utils, the table's points, nbgrader's metadata, honest imports."""
import ast
import inspect
from pathlib import Path

import nbformat
import pytest

import dnn_utils
from testCases import EXERCISES

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
START, END = "### START CODE HERE ###", "### END CODE HERE ###"
LESSONS = sorted({exercise.lesson for exercise in EXERCISES})

each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
each_lesson = pytest.mark.parametrize("lesson", LESSONS)


def code_cells(lesson):
    """Return the code cells of a lesson; a notebook that is missing is an error, not a reason to skip."""
    return [cell for cell in nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4).cells
            if cell.cell_type == "code"]


def cell_of(lesson, grade_id):
    found = [cell for cell in code_cells(lesson) if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    assert len(found) == 1, f"{lesson} has {len(found)} cells with the grade_id {grade_id}"
    return found[0]


def without_markers(source):
    return "\n".join(line for line in source.splitlines() if line.strip() not in (START, END)).strip()


def names_in(source):
    """Return every name that a source imports, and every module."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def imports_of_taught(source, taught):
    """Return the imports that would give away a function of the lesson."""
    return sorted(name for name in names_in(source) if name.split(".")[-1] in taught
                  or name in ("dnn_utils", "dnn_utils.*") or (name.startswith("dnn_utils.") and name.endswith(".*")))


@each_exercise
def test_the_lesson_and_dnn_utils_have_one_source(exercise):
    source = cell_of(exercise.lesson, exercise.name).source
    assert without_markers(source) == inspect.getsource(getattr(dnn_utils, exercise.name)).strip()


@each_exercise
def test_one_pair_of_markers_inside_the_function(exercise):
    source = cell_of(exercise.lesson, exercise.name).source
    lines = [line.strip() for line in source.splitlines()]
    assert lines.count(START) == lines.count(END) == 1
    start, end = lines.index(START), lines.index(END)
    assert end - start > 1, "there is something to write"
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef) and function.name == exercise.name
    assert function.body[0].end_lineno <= start, "the docstring stands above the markers"
    assert names_in(source) == set(), "an exercise cell imports nothing"


@each_exercise
def test_the_exercise_cell_is_a_solution_for_nbgrader(exercise):
    metadata = cell_of(exercise.lesson, exercise.name).metadata["nbgrader"]
    assert (metadata["solution"], metadata["grade"], metadata["locked"]) == (True, False, False)


@each_exercise
def test_the_test_cell_is_locked_and_worth_the_tables_points(exercise):
    cell = cell_of(exercise.lesson, f"test_{exercise.name}")
    metadata = cell.metadata["nbgrader"]
    assert (metadata["solution"], metadata["grade"], metadata["locked"]) == (False, True, True)
    assert metadata["points"] == exercise.points
    assert cell.source == f"check_{exercise.name}({exercise.name})"
    assert cell.outputs[0].data["text/plain"].startswith(
        f"{exercise.name}: {exercise.points} of {exercise.points} points")
    assert (cell.metadata["deletable"], cell.metadata["editable"]) == (False, False)


@each_exercise
def test_a_heading_says_where_an_exercise_is_and_what_it_is_worth(exercise):
    cells = nbformat.read(NOTEBOOKS / f"{exercise.lesson}.ipynb", as_version=4).cells
    above = cells[[cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells].index(exercise.name) - 1]
    heading, text = above.source.split("\n\n")
    assert heading == f"### Exercise: `{exercise.name}`" and above.metadata["tags"] == ["exercise-heading"]
    assert text.startswith(f"{exercise.points} points. ") and f'`hint("{exercise.name}")`' in text


@each_lesson
def test_a_lesson_links_to_its_neighbours_and_imports_hint(lesson):
    cells = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4).cells
    number = LESSONS.index(lesson)
    if number > 0:
        assert f"({LESSONS[number - 1]}.ipynb)" in cells[0].source
    assert f"({LESSONS[(number + 1) % len(LESSONS)]}.ipynb)" in cells[-1].source
    assert "testCases.hint" in names_in(code_cells(lesson)[0].source)


@each_lesson
def test_the_last_check_of_a_lesson_is_followed_by_a_summary(lesson):
    names = [exercise.name for exercise in EXERCISES if exercise.lesson == lesson]
    for name in names:
        outputs = cell_of(lesson, f"test_{name}").outputs
        assert len(outputs) == (2 if name == names[-1] else 1)
    reached = sum(exercise.points for exercise in EXERCISES if exercise.lesson == lesson)
    assert outputs[1].data["text/plain"].startswith(f"Lesson {int(lesson[:2])}: {reached} of {reached} points")


@each_lesson
def test_the_exercises_stand_in_the_order_of_the_table_each_before_its_test(lesson):
    graded = [cell.metadata["nbgrader"]["grade_id"] for cell in code_cells(lesson) if "nbgrader" in cell.metadata]
    assert graded == [grade_id for exercise in EXERCISES if exercise.lesson == lesson
                      for grade_id in (exercise.name, f"test_{exercise.name}")]


@each_lesson
def test_a_lesson_imports_nothing_that_it_teaches(lesson):
    taught = {exercise.name for exercise in EXERCISES if exercise.lesson == lesson}
    for cell in code_cells(lesson):
        assert imports_of_taught(cell.source, taught) == []


@each_lesson
def test_a_lesson_defines_each_function_once_and_only_in_its_exercise(lesson):
    taught = [exercise.name for exercise in EXERCISES if exercise.lesson == lesson]
    defined = [node.name for cell in code_cells(lesson) for node in ast.walk(ast.parse(cell.source))
               if isinstance(node, ast.FunctionDef) and node.name in taught]
    assert defined == taught


def test_the_rules_catch_what_they_should():
    taught = {"linear_forward"}
    for source in ("from dnn_utils import linear_forward", "from dnn_utils.forward import linear_forward as f",
                   "import dnn_utils", "from dnn_utils import *", "from dnn_utils.forward import *"):
        assert imports_of_taught(source, taught)
    for source in ("from dnn_utils.activations import relu, sigmoid", "from testCases import check_linear_forward",
                   "import numpy as np", "from testCases import *"):
        assert imports_of_taught(source, taught) == []
    assert without_markers(f"def f():\n    {START}\n    return 1\n    {END}\n") == "def f():\n    return 1"
    assert without_markers("def f():\n    return 2\n") != "def f():\n    return 1"
