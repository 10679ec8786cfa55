"""The exercises of the lessons: one source with dnn_utils, the table's points, nbgrader's metadata, honest imports."""
import ast
import inspect
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

import dnn_utils
from dnn_utils.analysis import bootstrap_means
from testCases import EXERCISES, clinic, tasks
from testCases.messages import messages_of

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


# Small tasks, which earn no points

def small_tasks():
    """Return (lesson, id, cell) of every small task."""
    return [(lesson, cell.id, cell) for lesson in LESSONS for cell in code_cells(lesson)
            if "task" in cell.metadata.get("tags", []) and "blank" in cell.metadata]


def test_a_small_task_is_blank_for_a_learner_and_checked_at_its_end():
    """Lessons 7 and 8: the learner's cell ends with the same check as the solved one, and differs above it."""
    found = [(id, cell) for lesson, id, cell in small_tasks() if lesson in ("07_L_layer", "08_analysis")]
    assert len(found) == 12
    for id, cell in found:
        solved, blank = cell.source.splitlines(), cell.metadata["blank"].splitlines()
        assert solved[-1] == blank[-1] and solved[-1].startswith("check_"), id
        assert solved != blank and ast.parse(cell.metadata["blank"]), id
        [output] = cell.outputs
        assert output.text.startswith("Right: ") or ": mended. " in output.text, id


def clinic_cells():
    return {name: cell for name in clinic.TRAININGS for _, _, cell in small_tasks()
            if cell.source.startswith(f"def {name}(")}


@pytest.mark.parametrize("name", clinic.TRAININGS)
def test_the_clinics_cell_and_its_training_have_one_source_and_one_line_that_is_wrong(name):
    cell = clinic_cells()[name]
    assert cell.metadata["blank"] == f"{clinic.source_of(name)}\n\n\ncheck_clinic({name})"
    solved, blank = cell.source.splitlines(), cell.metadata["blank"].splitlines()
    assert len(solved) == len(blank) and sum(a != b for a, b in zip(solved, blank)) == 1


@pytest.mark.parametrize("name, words", [
    ("training_1", "training_1: the cost is flat: it ends at 0.644"),
    ("training_2", "training_2: a cost is no number: nan"), ("training_3", "training_3: the cost rises from 0.66"),
    ("training_4", "training_4: accuracy 1.00 on the pictures"),
    ("training_5", "training_5: the cost is flat: it ends at 0.644"),
    ("training_6", "training_6: it stops with ValueError: operands could not be broadcast")])
def test_a_broken_training_has_its_symptom_and_is_not_called_mended(name, words, capsys):
    clinic.check_clinic(clinic.TRAININGS[name])
    said = capsys.readouterr().out
    assert said.startswith(words) and "mended" not in said and "\nLook at " in said


def training_1(X, Y):
    return X


def test_the_clinic_says_what_is_no_training(capsys):
    for result, words in [(None, "it returns no list"), ([0.7, 0.1], "it returns 2 costs"),
                          ([0.7] * 5 + [0.67], "falls only"), ([60.0, 0.5, 0.5, 0.5, 0.5], "starts at 60.0"),
                          ([0.69, 0.5, 0.4, 0.3, 0.2], "mended")]:
        key, values = clinic._verdict(result, accuracies=False)
        assert words in messages_of("clinic")[key].format(name="training_1", **values)
    clinic.check_clinic(training_1)
    assert "it returns no list" in capsys.readouterr().out
    with pytest.raises(ValueError, match="the function must be one of training_1"):
        clinic.check_clinic(small_tasks)


Y, P = np.array([[0, 0, 0, 1, 1]]), np.array([[0, 0, 1, 1, 0]])
FIRST, SECOND = np.array([1, 1, 1, 0], bool), np.array([1, 0, 0, 1], bool)
FAR = np.array([[3.0, 2.0, 4.0], [1.0, 0.0, 5.0]])
STEP = (np.array([[1.0, 2.0, 0.5], [0.0, 1.0, 3.0]]), np.array([[0.5, -0.5]]), np.array([[1.0, 2.0, -1.0]]))
U, GRAM = STEP[1] @ STEP[0], STEP[0].T @ STEP[0]


@pytest.mark.parametrize("check, given, asked, words", [
    (tasks.check_products_step, (U - 0.1 * STEP[2] @ GRAM / 3,), (*STEP, 0.1), "Right"),
    (tasks.check_products_step, (U,), (*STEP, 0.1), "has not moved"),
    (tasks.check_products_step, (U + 0.1 * STEP[2] @ GRAM / 3,), (*STEP, 0.1), "uphill"),
    (tasks.check_products_step, (U - 0.1 * STEP[2] @ GRAM,), (*STEP, 0.1), "division by m"),
    (tasks.check_products_step, (GRAM,), (*STEP, 0.1), r"shape \(1, 3\), and has \(3, 3\)"),
    (tasks.check_products_step, (2 * U + 7,), (*STEP, 0.1), "Write the formula"),
    (tasks.check_products_step, (None,), (*STEP, 0.1), "Still open"),
    (tasks.check_recalls, (2 / 3, 1 / 2), (Y, P), "Right: 0.67 .* 0.50 .* 0.58"),
    (tasks.check_recalls, (1 / 2, 2 / 3), (Y, P), "swapped"),
    (tasks.check_recalls, (0.1, "a"), (Y, P), "Divide the right answers"),
    (tasks.check_recalls, (None, 0.5), (Y, P), "Still open"),
    (tasks.check_pairs, (2, 1), (FIRST, SECOND), "Right: about 2 .* 1"),
    (tasks.check_pairs, (1, 2), (FIRST, SECOND), "swapped"),
    (tasks.check_pairs, (3, 2), (FIRST, SECOND), "all right answers"),
    (tasks.check_duplicate, (1, 1), (FAR,), "Right: training photograph 1 is test photograph 1"),
    (tasks.check_duplicate, (0, 1), (FAR,), "np.argmin"),
    (tasks.check_duplicate, (4, 0), (FAR,), "np.argmin"),
    (tasks.check_duplicate, (None, None), (FAR,), "Still open"),
    (tasks.check_resampling, (bootstrap_means(np.arange(50.0), seed=3),), (np.arange(50.0),), "Right"),
    (tasks.check_resampling, (np.full(10000, 24.5),), (np.arange(50.0),), "all means are the same"),
    (tasks.check_resampling, (bootstrap_means(np.arange(25.0)),), (np.arange(50.0),), "too much or too little"),
    (tasks.check_resampling, (np.ones(3),), (np.arange(50.0),), "too much or too little"),
    (tasks.check_resampling, (None,), (np.arange(50.0),), "Still open"),
    (tasks.check_rate, (0.01,), ({0.01: np.ones(2), 0.1: np.zeros(2), 1.0: np.full(2, 0.5)},), "Right: 0.01"),
    (tasks.check_rate, (0.1,), ({0.01: np.ones(2), 0.1: np.zeros(2), 1.0: np.full(2, 0.5)},), "worst"),
    (tasks.check_rate, (1.0,), ({0.01: np.ones(2), 0.1: np.zeros(2), 1.0: np.full(2, 0.5)},), "highest mean"),
])
def test_a_small_task_says_at_once_whether_an_answer_is_right(check, given, asked, words, capsys):
    check(*given, *asked)
    said = capsys.readouterr().out
    assert re.search(words, said), said
    assert said.startswith("Right") == words.startswith("Right")


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
