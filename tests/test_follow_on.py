"""An exercise is judged by itself: a wrong one before it costs its own points and no more, in the notebook, in
dnn-course check and in grading alike, and all three say the same words."""
import linecache
from pathlib import Path

import nbformat
import pytest

from dnn_course.grading.outside import jail
from dnn_course.grading.outside.marking import Limits, Marker
from dnn_course.learner.check import check_notebook
from testCases.checking import examine
from testCases.exercises import EXERCISES, exercise
from testCases.messages import messages_of, mistake_sentence
from testCases.misconceptions import misconceptions_of, wrong_source

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
GENERAL = messages_of("general")
NOT_WRITTEN = "    raise NotImplementedError"
BEFORE = [  # an exercise, how it is wrong, and those after it in its lesson that are right
    ("linear_forward", ["no_bias"], ["linear_activation_forward", "L_model_forward"]),
    ("linear_forward", NOT_WRITTEN, ["linear_activation_forward", "L_model_forward"]),
    ("linear_forward", "    Z = A @ W + b\n    return Z, (A, W, b)", ["linear_activation_forward", "L_model_forward"]),
    ("linear_forward", "    return W @ A + b", ["linear_activation_forward", "L_model_forward"]),
    ("sigmoid", ["parentheses_missing"], ["linear_activation_forward", "L_model_forward"]),
    ("relu", ["activation_in_cache"], ["linear_activation_forward", "L_model_forward"]),
    ("relu", NOT_WRITTEN, ["linear_activation_forward", "L_model_forward"]),
    ("linear_activation_forward", ["always_sigmoid"], ["L_model_forward"]),
    ("linear_activation_forward", ["cache_without_z"], ["L_model_forward"]),
    ("linear_backward", ["bias_without_keepdims"], ["linear_activation_backward", "L_model_backward"]),
    ("linear_backward", ["without_mean"], ["linear_activation_backward", "L_model_backward"]),
    ("linear_backward", NOT_WRITTEN, ["linear_activation_backward", "L_model_backward"]),
    ("relu_backward", ["slope_without_da"], ["linear_activation_backward", "L_model_backward"]),
    ("sigmoid_backward", NOT_WRITTEN, ["linear_activation_backward", "L_model_backward"]),
    ("linear_activation_backward", ["no_slope_of_relu"], ["L_model_backward"]),
    ("linear_activation_backward", NOT_WRITTEN, ["L_model_backward"]),
]
ids = [f"{name}-{how if isinstance(how, list) else i}" for i, (name, how, _) in enumerate(BEFORE)]


@pytest.fixture(scope="module")
def marker():
    if jail.tier() == "none":
        pytest.skip(jail.describe_tier())
    with Marker(Limits(call_seconds=5, notebook_seconds=60)) as marker:
        yield marker


def solved(lesson):
    return nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def wrong_cell(name, how):
    """Return the source of a cell with a known mistake, or with other lines."""
    if isinstance(how, list):
        return wrong_source(name, *how)
    source = cell_of(solved(exercise(name).lesson), name).source
    return source[:source.index("    ### START")] + f"    ### START CODE HERE ###\n{how}\n    ### END CODE HERE ###\n"


def in_a_kernel(notebook, lesson):
    """Return the reports of the checks, run as in a kernel."""
    namespace = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and ("import numpy" in cell.source or
                                         cell.metadata.get("nbgrader", {}).get("solution")):
            file = f"<cell {cell.id} {hash(cell.source)}>"
            linecache.cache[file] = len(cell.source), None, cell.source.splitlines(keepends=True), file
            exec(compile(cell.source, file, "exec"), namespace)
    return {e.name: examine(e.name, namespace[e.name]) for e in EXERCISES if e.lesson == lesson}


@pytest.mark.parametrize("name, how, later", BEFORE, ids=ids)
def test_a_wrong_one_before_costs_its_own_points_and_no_more(name, how, later, marker, tmp_path):
    lesson = exercise(name).lesson
    notebook = solved(lesson)
    cell_of(notebook, name).source = wrong_cell(name, how)
    nbformat.write(notebook, tmp_path / f"{lesson}.ipynb")
    here = in_a_kernel(notebook, lesson)
    checked = check_notebook(tmp_path / f"{lesson}.ipynb").reports
    marks = marker.mark(nbformat.writes(notebook).encode(), lesson, 5)
    graded = {entry.report.name: entry.report for entry in marks.exercises}
    for reports in (here, checked, graded):
        assert reports[name].points < reports[name].max_points
        for other in later:
            assert reports[other].points == reports[other].max_points, str(reports[other])
            assert reports[other].earlier == (name,) and reports[other].misconceptions == ()
            assert GENERAL["earlier"].format(names=name) in str(reports[other])
    for other in here:
        assert str(here[other]) == str(checked[other]) == str(graded[other]), "the same words in all three places"
    assert all(check.passed for entry in marks.exercises if entry.report.name in later for check in entry.hidden)


@pytest.mark.parametrize("name, lines, later", [
    ("sigmoid_backward", "    s = 1 / (1 + np.exp(-Z))\n    return dA * s * (1 - s)", "L_model_backward"),
    ("relu_backward", "    return dA * (Z >= 0)", "linear_activation_backward"),
])
def test_a_right_one_before_that_gives_other_numbers_at_an_edge_costs_nothing(name, lines, later, marker, tmp_path):
    """Its own cases leave open what it does there, and the later exercise has a case that does not."""
    notebook = solved("04_backward")
    cell_of(notebook, name).source = wrong_cell(name, lines)
    nbformat.write(notebook, tmp_path / "04_backward.ipynb")
    here = in_a_kernel(notebook, "04_backward")
    checked = check_notebook(tmp_path / "04_backward.ipynb").reports
    marks = marker.mark(nbformat.writes(notebook).encode(), "04_backward", 5)
    graded = {entry.report.name: entry.report for entry in marks.exercises}
    for reports in (here, checked, graded):
        assert all(report.points == report.max_points for report in reports.values()), reports
        assert {other for other in reports if reports[other].earlier} == {later} and reports[later].earlier == (name,)
    assert all(check.passed for entry in marks.exercises for check in entry.hidden)


def test_a_wrong_one_above_a_wrong_one_is_judged_by_itself_too():
    """The mistake is that of the function itself, and not that of the one it calls."""
    notebook = solved("02_forward")
    cell_of(notebook, "linear_activation_forward").source = wrong_source("linear_activation_forward", "always_sigmoid")
    cell_of(notebook, "L_model_forward").source = wrong_source("L_model_forward", "last_cache_missing")
    report = in_a_kernel(notebook, "02_forward")["L_model_forward"]
    assert report.misconceptions == ("last_cache_missing",) and report.earlier == ("linear_activation_forward",)
    assert report.points == examine("L_model_forward", misconceptions_of("L_model_forward")["last_cache_missing"]).points


def test_a_right_function_above_a_wrong_one_is_not_told_that_it_is_wrong():
    notebook = solved("02_forward")
    cell_of(notebook, "linear_activation_forward").source = wrong_source("linear_activation_forward", "always_sigmoid")
    report = in_a_kernel(notebook, "02_forward")["L_model_forward"]
    assert mistake_sentence("L_model_forward", "sigmoid_everywhere") not in str(report)
    assert report.points == report.max_points


def test_two_wrong_ones_are_both_named_only_if_both_matter():
    notebook = solved("02_forward")
    cell_of(notebook, "linear_forward").source = wrong_source("linear_forward", "no_bias")
    cell_of(notebook, "linear_activation_forward").source = wrong_source("linear_activation_forward", "always_relu")
    reports = in_a_kernel(notebook, "02_forward")
    assert reports["linear_activation_forward"].earlier == ("linear_forward",)
    assert reports["linear_activation_forward"].misconceptions == ("always_relu",)
    assert reports["L_model_forward"].earlier == ("linear_activation_forward",), "the course's calls the course's"
    assert reports["L_model_forward"].points == 8


def test_the_functions_of_the_notebook_are_put_back():
    notebook = solved("02_forward")
    cell_of(notebook, "linear_forward").source = wrong_source("linear_forward", "no_bias")
    namespace = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and ("import numpy" in cell.source or
                                         cell.metadata.get("nbgrader", {}).get("solution")):
            exec(cell.source, namespace)
    before = dict(namespace)
    examine("L_model_forward", namespace["L_model_forward"])
    assert namespace == before


def test_own_helpers_of_earlier_lessons_are_no_reason_to_lose_points(marker, tmp_path):
    """A notebook of lesson 6 that brings its own update_parameters, and a wrong one."""
    notebook = solved("06_two_layer")
    cell = cell_of(notebook, "two_layer_model")
    cell.source = wrong_source("update_parameters", "only_weights").replace(
        "    check_gradients(parameters, grads)\n    check_number(\"learning_rate\", learning_rate)\n", "") + \
        "\n\n" + cell.source
    nbformat.write(notebook, tmp_path / "06_two_layer.ipynb")
    checked = check_notebook(tmp_path / "06_two_layer.ipynb").reports["two_layer_model"]
    marks = marker.mark(nbformat.writes(notebook).encode(), "06_two_layer", 5)
    graded = marks.exercises[0].report
    for report in (checked, graded):
        assert report.points == report.max_points == 6 and report.earlier == ("update_parameters",), str(report)


# What is written and still raises NotImplementedError

def lesson_with(lesson, **cells):
    notebook = solved(lesson)
    for name, source in cells.items():
        cell_of(notebook, name).source = source
    return notebook


def test_a_raise_that_was_left_is_told_from_what_is_not_written(marker, tmp_path):
    source = cell_of(solved("02_forward"), "linear_forward").source
    left = source.replace("    ### END CODE HERE", '    raise NotImplementedError("Complete linear_forward")\n    ### END CODE HERE')
    line = 1 + left.split("\n").index('    raise NotImplementedError("Complete linear_forward")')
    notebook = lesson_with("02_forward", linear_forward=left)
    nbformat.write(notebook, tmp_path / "02_forward.ipynb")
    said = GENERAL["left_raise"].format(name="linear_forward", line=line)
    checked = check_notebook(tmp_path / "02_forward.ipynb").reports["linear_forward"]
    assert checked.remarks == (said,) and checked.points == 0 and checked.findings == ()
    marks = marker.mark(nbformat.writes(notebook).encode(), "02_forward", 5)
    assert marks.exercises[0].report.remarks == (said,)
    unwritten = lesson_with("02_forward", linear_forward=wrong_cell("linear_forward", NOT_WRITTEN))
    nbformat.write(unwritten, tmp_path / "02_forward.ipynb")
    checked = check_notebook(tmp_path / "02_forward.ipynb").reports["linear_forward"]
    assert checked.remarks == (GENERAL["not_written"].format(name="linear_forward"),)


@pytest.mark.parametrize("function, key", [
    ("    check_linear(A, W, b)\n    raise NotImplementedError", "not_written"),
    ('    """Compute."""\n    raise NotImplementedError', "not_written"),
    ("    raise NotImplementedError\n    return W @ A + b, (A, W, b)", "not_written"),
    ("    Z = W @ A + b\n    raise NotImplementedError", "left_raise"),
    ("    ### START CODE HERE ###\n    # Hint: one line\n    raise NotImplementedError", "not_written"),
    ("    ### START CODE HERE ###\n    Z = W @ A + b\n    # Hint\n    raise NotImplementedError", "left_raise"),
])
def test_lines_above_the_raise_are_seen(function, key, tmp_path):
    source, file = f"def linear_forward(A, W, b):\n{function}\n", f"<cell {function}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    namespace = {"check_linear": print}
    exec(compile(source, file, "exec"), namespace)
    line = 1 + source.split("\n").index("    raise NotImplementedError")
    assert examine("linear_forward", namespace["linear_forward"]).remarks == \
        (GENERAL[key].format(name="linear_forward", line=line),)


def test_the_earlier_one_that_is_not_written_is_named():
    """Where it cannot be replaced, as in a function that is not an exercise's, the sentence says which it is."""
    def helper():
        raise NotImplementedError

    def compute_cost(AL, Y):
        return helper()

    report = examine("compute_cost", compute_cost)
    assert report.remarks == (GENERAL["calls_unwritten"].format(name="compute_cost", other="helper"),)


# Caches that a learner's own backward functions read

OWN_FORWARD = '''\
def linear_forward(A, W, b):
    return W @ A + b, {"input": A, "weights": W, "bias": b}


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = np.maximum(0, Z) if activation == "relu" else sigmoid(Z)[0]
    return A, [linear_cache, Z, activation]


def L_model_forward(X, parameters):
    caches, A, L = [], X, len(parameters) // 2
    for l in range(1, L + 1):
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "sigmoid" if l == L else "relu")
        caches.insert(0, cache)
    return A, caches
'''
OWN_BACKWARD = {
    "linear_backward": '''\
def linear_backward(dZ, cache):
    A_prev, W, m = cache["input"], cache["weights"], dZ.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m
''',
    "linear_activation_backward": '''\
def linear_activation_backward(dA, cache, activation):
    linear_cache, Z, _ = cache
    dZ = relu_backward(dA, Z) if activation == "relu" else sigmoid_backward(dA, Z)
    return linear_backward(dZ, linear_cache)
''',
    "L_model_backward": '''\
def L_model_backward(AL, Y, caches):
    L, grads = len(caches), {}
    AL = keep_off_0_and_1(AL)
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l, cache in zip(range(L, 0, -1), caches):
        dA, dW, db = linear_activation_backward(dA, cache, cache[2])
        grads.update({f"dA{l}": dA, f"dW{l}": dW, f"db{l}": db})
    return grads
''',
}


def reports_everywhere(notebook, lesson, marker, folder):
    """Return the reports in a kernel, of dnn-course check and of grading, which say the same, and the marks."""
    nbformat.write(notebook, folder / f"{lesson}.ipynb")
    here, checked = in_a_kernel(notebook, lesson), check_notebook(folder / f"{lesson}.ipynb").reports
    marks = marker.mark(nbformat.writes(notebook).encode(), lesson, 5)
    graded = {entry.report.name: entry.report for entry in marks.exercises}
    for name in here:
        assert str(here[name]) == str(checked[name]) == str(graded[name]), "the same words in all three places"
    return here, marks


def with_own_caches(forward=OWN_FORWARD, **backward):
    notebook = lesson_with("04_backward", **{**OWN_BACKWARD, **backward})
    notebook.cells.insert(3, nbformat.v4.new_code_cell("import numpy as np\n\n\n" + forward))
    notebook.cells[3].metadata.nbgrader = {"solution": True, "grade_id": "own", "grade": False, "locked": False,
                                           "schema_version": 3, "task": False}
    return notebook


def test_own_caches_that_the_own_backward_pass_reads_cost_one_property(marker, tmp_path):
    """The same words, and the same points, in a kernel, by dnn-course check and in grading; hidden twins included."""
    reports, marks = reports_everywhere(with_own_caches(), "04_backward", marker, tmp_path)
    for name, forward in (("linear_backward", "linear_forward"),
                          ("linear_activation_backward", "linear_activation_forward"),
                          ("L_model_backward", "L_model_forward")):
        report = reports[name]
        (lost,) = report.lost
        assert lost.sentence == GENERAL["course_cache"] and lost.reason == GENERAL["own_cache"].format(forward=forward)
        n = len(report.findings)
        assert report.points == round(report.max_points * (n - 1) / n, 1), str(report)
        assert report.misconceptions == () and report.earlier == ()
    assert all(check.passed for entry in marks.exercises for check in entry.hidden)


def test_a_mistake_above_own_caches_costs_its_property_too(marker, tmp_path):
    flat = OWN_BACKWARD["linear_backward"].replace(", keepdims=True", "")
    reports, _ = reports_everywhere(with_own_caches(linear_backward=flat), "04_backward", marker, tmp_path)
    assert [finding.sentence for finding in reports["linear_backward"].lost] == \
        [GENERAL["shapes"].format(outputs="dA_prev, dW, db"), GENERAL["course_cache"]]


@pytest.mark.parametrize("forward", [
    "",  # the course's own: its caches are those of the check
    OWN_FORWARD.replace("W @ A + b", "W @ A"),  # wrong itself
    OWN_FORWARD.replace('{"input": A, "weights": W, "bias": b}', "object()"),  # no plain data
    OWN_FORWARD.replace('{"input": A, "weights": W, "bias": b}', "(A, W, b)"),  # not what the function reads
])
def test_caches_that_nobody_packs_so_are_no_excuse(forward, marker, tmp_path):
    reports, _ = reports_everywhere(with_own_caches(forward), "04_backward", marker, tmp_path)
    assert reports["linear_backward"].points == 0
    assert GENERAL["course_cache"] not in str(reports["linear_backward"])


def test_a_wrong_backward_pass_earns_nothing_by_its_caches(marker, tmp_path):
    wrong = OWN_BACKWARD["linear_backward"].replace("W.T @ dZ", "dZ.T @ W").replace("A_prev.T / m", "A_prev.T")
    reports, marks = reports_everywhere(with_own_caches(linear_backward=wrong), "04_backward", marker, tmp_path)
    assert reports["linear_backward"].points == 0
