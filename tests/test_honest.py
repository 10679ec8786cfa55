"""Honest submissions, finished, unfinished and broken in every ordinary way: the marks that a careful teacher gives."""
import inspect
import os
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from answers import ANSWERS
from grading_accounts import TIER, as_nobody

from dnn_course.home import unsolved
from dnn_course.grading.outside.marking import Limits, Marker
from testCases.checking import examine
from testCases.exercises import EXERCISES
from testCases.misconceptions import misconceptions_of, wrong_source

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
LESSON = "02_forward"
FULL = {e.name: e.points for e in EXERCISES if e.lesson == LESSON}
LESSONS = list(dict.fromkeys(e.lesson for e in EXERCISES))

pytestmark = pytest.mark.skipif(TIER == "none", reason="this machine gives no jail: no user namespaces, no Landlock")


@pytest.fixture(scope="module")
def marker():
    with Marker(Limits(call_seconds=5, notebook_seconds=20)) as marker:
        marker.tier = TIER
        yield marker


def solved(lesson=LESSON):
    return nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)


def points_of(marker, notebook, lesson=LESSON):
    mark = marker.mark(nbformat.writes(notebook).encode(), lesson, 1)
    assert all(exercise.reason for exercise in mark.exercises if exercise.report.points < exercise.report.max_points)
    return {exercise.report.name: exercise.report.points for exercise in mark.exercises}


def index_of(notebook, grade_id):
    return [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells].index(grade_id)


def cell_of(notebook, grade_id):
    return notebook.cells[index_of(notebook, grade_id)]


def code(source):
    return nbformat.v4.new_code_cell(source)


# Each changes a solved lesson 2 in place; the points that it still deserves stand beside it.

def nothing(notebook):
    pass


def checks_deleted(notebook):
    notebook.cells = [cell for cell in notebook.cells if "graded-test" not in cell.metadata.get("tags", [])]


def prose_deleted(notebook):
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]


def metadata_lost(notebook):
    for cell in notebook.cells:
        cell.metadata.clear()


def ids_lost(notebook):
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]


def exercises_moved_to_the_end(notebook):
    moved = [notebook.cells.pop(index_of(notebook, name)) for name in FULL]
    notebook.cells += moved


def exercises_moved_to_the_top_in_reverse(notebook):
    moved = [notebook.cells.pop(index_of(notebook, name)) for name in FULL]
    notebook.cells[:0] = moved[::-1]


def all_in_one_cell(notebook):
    sources = [notebook.cells.pop(index_of(notebook, name)).source for name in FULL]
    notebook.cells.append(code("\n\n\n".join(sources)))


def first_try_left_above(notebook):
    place = index_of(notebook, "linear_forward")
    notebook.cells.insert(place, code("def linear_forward(A, W, b):\n    return A @ W + b, (A, W, b)"))


def duplicated(notebook):
    place = index_of(notebook, "linear_forward")
    notebook.cells.insert(place, nbformat.from_dict(notebook.cells[place]))


def renamed_cell(notebook):
    cell_of(notebook, "linear_forward").metadata.nbgrader.grade_id = "my_forward"


def helper_of_their_own(notebook):
    place = index_of(notebook, "linear_forward")
    notebook.cells.insert(place, code("def product(W, A):\n    return W @ A"))
    cell_of(notebook, "linear_forward").source = \
        "def linear_forward(A, W, b):\n    Z = product(W, A) + b\n    return Z, (A, W, b)"


def constant_of_their_own(notebook):
    notebook.cells.insert(1, code("ONE = 1"))
    cell_of(notebook, "linear_forward").source = \
        "def linear_forward(A, W, b):\n    return ONE * (W @ A) + b, (A, W, b)"


def import_of_their_own(notebook):
    notebook.cells.insert(1, code("from functools import reduce\nimport numpy.linalg as la"))
    cell_of(notebook, "linear_forward").source = \
        "def linear_forward(A, W, b):\n    return la.multi_dot([W, A]) + b, (A, W, b)"


def import_inside(notebook):
    cell_of(notebook, "linear_forward").source = \
        "def linear_forward(A, W, b):\n    import numpy\n    return numpy.dot(W, A) + b, (A, W, b)"


def as_lambda(notebook):
    cell_of(notebook, "linear_forward").source = "linear_forward = lambda A, W, b: (W @ A + b, (A, W, b))"


def decorated(notebook):
    cell_of(notebook, "linear_forward").source = (
        "import functools\n\n\ndef traced(f):\n    @functools.wraps(f)\n    def inner(*args):\n        print('called', f)\n"
        "        return f(*args)\n    return inner\n\n\n@traced\ndef linear_forward(A, W, b):\n    return W @ A + b, (A, W, b)")


def as_method(notebook):
    cell_of(notebook, "linear_forward").source = (
        "class Layer:\n    def forward(self, A, W, b):\n        return W @ A + b, (A, W, b)\n\n\n"
        "linear_forward = Layer().forward")


def annotated(notebook):
    cell_of(notebook, "linear_forward").source = (
        "def linear_forward(A: 'np.ndarray', W: 'np.ndarray', b: 'np.ndarray') -> tuple:\n"
        "    Z: np.ndarray = np.einsum('ij,jm->im', W, A) + b\n    return Z, (A, W, b)")


def prints_a_lot(notebook):
    cell_of(notebook, "linear_forward").source = \
        "def linear_forward(A, W, b):\n    print('shapes', A.shape, W.shape)\n    return W @ A + b, (A, W, b)"


def warns(notebook):
    cell_of(notebook, "linear_forward").source = (
        "import warnings\n\n\ndef linear_forward(A, W, b):\n    warnings.warn('careful')\n    np.log(np.zeros(1))\n"
        "    return W @ A + b, (A, W, b)")


def to_stderr(notebook):
    cell_of(notebook, "linear_forward").source = (
        "import sys\n\n\ndef linear_forward(A, W, b):\n    print('debug', file=sys.stderr)\n"
        "    return W @ A + b, (A, W, b)")


def demonstration_fails(notebook):
    notebook.cells.insert(5, code("raise ValueError('a try of mine')"))


def demonstration_has_no_syntax(notebook):
    notebook.cells.insert(5, code("for x in range(3) print(x)"))


def missing_package_in_a_cell_of_their_own(notebook):
    notebook.cells.insert(1, code("import a_package_that_nobody_has"))


def missing_package_among_the_imports(notebook):
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = "import a_package_that_nobody_has\n" + first.source


def imports_deleted(notebook):
    notebook.cells.remove(next(cell for cell in notebook.cells if cell.cell_type == "code"))
    notebook.cells.insert(1, code("import numpy as np\nfrom dnn_utils.activations import *\nfrom dnn_utils.validation import *"))


def magics(notebook):
    notebook.cells[1:1] = [code("%matplotlib inline\n%load_ext autoreload\n%autoreload 2"), code("!pip list"),
                           code("%%time\nx = 1"), code("np?"), code("%%bash\necho done")]


def pasted_tracebacks(notebook):
    """Long enough to take half a minute where reading is quadratic."""
    lines = [f"/usr/lib/python3.11/site-packages/numpy/core/x{i}.py in f(x)\n----> {i} return g(x)" for i in range(1000)]
    others = [f"{i} ?" for i in range(1000)], [f"x{i} = %time y" for i in range(1000)]
    notebook.cells[5:5] = [code("\n".join(["Traceback (most recent call last)", *pasted])) for pasted in (lines, *others)]


def training_left_in(notebook):
    notebook.cells.insert(6, code("for i in range(10**12):\n    pass"))


def waits_at_the_end(notebook):
    notebook.cells.append(code("input('press return')"))


def other_kernel(notebook):
    notebook.metadata.kernelspec = {"name": "my-env", "display_name": "My env", "language": "python"}


def markers_deleted(notebook):
    cell = cell_of(notebook, "linear_forward")
    cell.source = "\n".join(line for line in cell.source.splitlines() if "###" not in line)


def windows_line_ends(notebook):
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")


def tabs(notebook):
    cell_of(notebook, "linear_forward").source = "def linear_forward(A, W, b):\n\treturn W @ A + b, (A, W, b)"


def text_in_other_scripts(notebook):
    cell_of(notebook, "linear_forward").source = (
        "# \u0444\u0443\u043d\u043a\u0446\u0438\u044f\ndef linear_forward(A, W, b):\n    \u0394 = b\n    return W @ A + \u0394, (A, W, b)")


def sources_as_lists(notebook):
    for cell in notebook.cells:
        cell.source = cell.source.splitlines(keepends=True)


def float32(notebook):
    cell_of(notebook, "linear_forward").source = (
        "def linear_forward(A, W, b):\n    A32, W32, b32 = (x.astype(np.float32) for x in (A, W, b))\n"
        "    return W32 @ A32 + b32, (A, W, b)")


def built_from_lists(notebook):
    cell_of(notebook, "linear_forward").source = (
        "def linear_forward(A, W, b):\n    Z = [[sum(w * a for w, a in zip(row, column)) + bias[0] for column in A.T]\n"
        "         for row, bias in zip(W, b)]\n    return np.array(Z), [A, W, b]")


def default_arguments(notebook):
    cell_of(notebook, "linear_forward").source = \
        "def linear_forward(A, W, b, *, verbose=False):\n    return W @ A + b, (A, W, b)"


def calls_itself_by_another_name(notebook):
    cell_of(notebook, "linear_forward").source = \
        "def forward(A, W, b):\n    return W @ A + b, (A, W, b)\n\n\nlinear_forward = forward"


RIGHT = [nothing, checks_deleted, prose_deleted, metadata_lost, ids_lost, exercises_moved_to_the_end,
         exercises_moved_to_the_top_in_reverse, all_in_one_cell, first_try_left_above, duplicated, renamed_cell,
         helper_of_their_own, constant_of_their_own, import_of_their_own, import_inside, as_lambda, decorated, as_method,
         annotated, prints_a_lot, warns, to_stderr, demonstration_fails, demonstration_has_no_syntax,
         missing_package_in_a_cell_of_their_own, missing_package_among_the_imports, imports_deleted, magics,
         pasted_tracebacks, training_left_in, waits_at_the_end, other_kernel, markers_deleted, windows_line_ends, tabs,
         text_in_other_scripts, sources_as_lists, float32, built_from_lists, default_arguments,
         calls_itself_by_another_name]


@pytest.mark.parametrize("change", RIGHT, ids=lambda change: change.__name__)
def test_right_functions_get_full_points(change, marker):
    notebook = solved()
    change(notebook)
    assert points_of(marker, notebook) == FULL


@pytest.mark.skipif(os.getuid() != 0, reason="the other tests already run from an account without rights")
def test_a_part_of_the_corpus_in_the_second_tier():
    """From an account without rights, behind Landlock. All of it: DNN_TEST_TIER=landlock, for this file."""
    chosen = ("as_method", "decorated", "first_try_left_above", "float32", "imports_deleted", "magics", "to_stderr",
              "training_left_in", "waits_at_the_end", "warns", "nothing_returned", "loops_forever",
              *(f"unsolved_lessons[{lesson}" for lesson in LESSONS))
    done = as_nobody("-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "-k",
                     " or ".join(f"{name}]" for name in chosen), __file__, DNN_TEST_TIER="landlock")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(chosen)} passed" in done.stdout, done.stdout


def deleted(notebook):
    notebook.cells.pop(index_of(notebook, "L_model_forward"))


def made_markdown(notebook):
    cell = cell_of(notebook, "L_model_forward")
    place = notebook.cells.index(cell)
    notebook.cells[place] = nbformat.v4.new_markdown_cell(cell.source, metadata=cell.metadata)


def commented_out(notebook):
    cell = cell_of(notebook, "L_model_forward")
    cell.source = "\n".join("# " + line for line in cell.source.splitlines())


def left_unsolved(notebook):
    given = unsolved(solved())
    cell_of(notebook, "L_model_forward").source = cell_of(given, "L_model_forward").source


def without_syntax(notebook):
    cell_of(notebook, "L_model_forward").source = "def L_model_forward(X, parameters)\n    return X, []"


def unknown_name(notebook):
    cell_of(notebook, "L_model_forward").source = "def L_model_forward(X, parameters):\n    return A1, caches"


def misspelt(notebook):
    cell = cell_of(notebook, "L_model_forward")
    cell.source = cell.source.replace("def L_model_forward", "def L_modelforward")


def loops_forever(notebook):
    cell_of(notebook, "L_model_forward").source = "def L_model_forward(X, parameters):\n    while True:\n        pass"


def nothing_returned(notebook):
    cell_of(notebook, "L_model_forward").source = "def L_model_forward(X, parameters):\n    caches = []"


def too_many_arguments(notebook):
    cell_of(notebook, "L_model_forward").source = "def L_model_forward(X, parameters, L):\n    return X, []"


def overwritten_later(notebook):
    notebook.cells.append(code("L_model_forward = None"))


@pytest.mark.parametrize("change", [deleted, made_markdown, commented_out, left_unsolved, without_syntax, unknown_name,
                                    misspelt, loops_forever, nothing_returned, too_many_arguments, overwritten_later],
                         ids=lambda change: change.__name__)
def test_one_exercise_that_is_not_right_costs_that_one_only(change, marker):
    notebook = solved()
    change(notebook)
    assert points_of(marker, notebook) == {**FULL, "L_model_forward": 0}


@pytest.mark.parametrize("lesson", LESSONS)
def test_solved_and_unsolved_lessons(lesson, marker):
    full = {e.name: e.points for e in EXERCISES if e.lesson == lesson}
    assert points_of(marker, solved(lesson), lesson) == full
    assert points_of(marker, unsolved(solved(lesson)), lesson) == dict.fromkeys(full, 0)


CALLS_THE_COURSE = {"any_depth_two_layer_model", "fast_L_layer_model"}  # right, and not the student's own work


@pytest.mark.parametrize("name", [e.name for e in EXERCISES])
def test_right_answers_written_differently_get_full_points(name, marker):
    """tests/answers/, in the lesson's notebook: their modules, with the student's own functions for the course's."""
    exercise = next(e for e in EXERCISES if e.name == name)
    own = "|".join(e.name for e in EXERCISES if e.lesson == exercise.lesson)
    for function in ANSWERS[name]:
        source = re.sub(rf"\bdnn_utils\.({own})\b", r"\1", inspect.getsource(inspect.getmodule(function)))
        notebook = solved(exercise.lesson)
        cell_of(notebook, name).source = f"{source}\n\n{name} = {function.__name__}"
        deserved = 0 if function.__name__ in CALLS_THE_COURSE else exercise.points
        assert points_of(marker, notebook, exercise.lesson)[name] == deserved, function.__name__


SAMPLE = None if os.environ.get("DNN_TEST_ALL") else 5  # a jail for each of 400 mistakes takes a quarter of an hour


def sample(mistakes):
    """Return some of the mistakes, from the first to the last at equal distances; all of them with DNN_TEST_ALL=1."""
    places = range(len(mistakes)) if SAMPLE is None else np.linspace(0, len(mistakes) - 1, SAMPLE).round().astype(int)
    return [list(mistakes.items())[place] for place in dict.fromkeys(places)]


@pytest.mark.parametrize("name", [e.name for e in EXERCISES])
def test_a_misconception_gets_what_the_public_check_gives_at_most(name, marker):
    exercise = next(e for e in EXERCISES if e.name == name)
    for key, function in sample(misconceptions_of(name)):
        notebook = solved(exercise.lesson)
        cell_of(notebook, name).source = wrong_source(name, key)
        assert points_of(marker, notebook, exercise.lesson)[name] <= examine(name, function).points < exercise.points, key
