"""The learner's own network: what checks keep, what lessons 5 to 10 import from my_network, and that it is theirs."""
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from answers import ANSWERS
from nbclient import NotebookClient

import dnn_utils
from dnn_course.cli import main
from dnn_course.home import my_network
from dnn_course.learner.start import start
from dnn_course.learner.start_page import progress
from dnn_course.notebook.reading import read
from testCases import network
from testCases.checking import examine
from testCases.exercises import EXERCISES, exercise
from testCases.keeping import keep, keep_from, statements_for
from testCases.progress import record
from testCases.report import Report

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
RIGHT = [(name, function) for name, functions in ANSWERS.items() for function in functions]
LATER = ["05_update", "06_two_layer", "07_L_layer", "08_analysis"]
LINEAR = "def linear_forward(A, W, b):\n    return {}, (A, W, b)\n"
COUNTED = """
import functools
import sys

def counted(function):
    @functools.wraps(function)
    def own(*arguments, **keywords):
        calls = sys.__dict__.setdefault("calls_of_mine", {})
        calls[function.__name__] = calls.get(function.__name__, 0) + 1
        return function(*arguments, **keywords)
    return own
"""
CALLS = "import sys\nprint(sorted(getattr(sys, 'calls_of_mine', {})))"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder, as far as the network needs one, to work in."""
    (tmp_path / ".dnn-course").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(network, "_shown", {"cell": None, "network": None})
    return tmp_path


def full(*names):
    record([Report(name, exercise(name).points, exercise(name).points) for name in names])


def passed(name, *cells):
    """Keep what cells bind to the name of an exercise, and record its points, as a check does; return why not."""
    full(name)
    return keep_from(name, list(cells))


def kept(name):
    return Path(network.FOLDER, f"{name}.py")


# What is kept

@pytest.mark.parametrize("name, function", RIGHT, ids=lambda value: getattr(value, "__name__", value))
def test_every_right_answer_is_kept_and_used_however_it_is_written(name, function, folder):
    cells = [inspect.getsource(inspect.getmodule(function)), f"{name} = {function.__name__}"]
    assert passed(name, *cells) == ""
    assembled = network.assemble()
    assert assembled.yours == (name,) and assembled.remarks == ()
    assert assembled.functions[name].__wrapped__.__name__ == function.__name__
    assert examine(name, assembled.functions[name]).points == exercise(name).points


WAYS = {
    "one cell": [LINEAR.format("W @ A + b")],
    "a helper in an earlier cell, a global and a lambda": [
        "import numpy as np", "ONE = 1.0", "product = lambda W, A: ONE * np.dot(W, A)",
        "def add(Z, b):\n    return Z + b", LINEAR.format("add(product(W, A), b)")],
    "a helper that is written below": [LINEAR.format("helper(A, W, b)"), "def helper(A, W, b):\n    return W @ A + b"],
    "a closure": ["def make(bias):\n    def linear_forward(A, W, b):\n        return W @ A + bias * b, (A, W, b)\n"
                  "    return linear_forward", "linear_forward = make(1)"],
    "a decorator that hides the function": [
        "def loud(f):\n    def inner(*a):\n        return f(*a)\n    return inner", "@loud\n" + LINEAR.format("W @ A + b")],
    "an instance that is called": [
        "class Layer:\n    def __call__(self, A, W, b):\n        return W @ A + b, (A, W, b)", "linear_forward = Layer()"],
    "functools.partial": ["from functools import partial", "def scaled(s, A, W, b):\n    return s * (W @ A) + b, (A, W, b)",
                          "linear_forward = partial(scaled, 1)"],
    "a table that is filled later": ["table = {}", "table['sum'] = lambda W, A, b: W @ A + b",
                                     LINEAR.format("table['sum'](W, A, b)")],
    "a decorator that is written once more below": [
        "def same(f):\n    return f", "@same\n" + LINEAR.format("W @ A + b"), "def same(f):\n    return f"],
    "future annotations": ["from __future__ import annotations",
                           "def linear_forward(A: Array, W: Array, b: Array) -> Pair:\n    return W @ A + b, (A, W, b)"],
    "everything of numpy": ["from numpy import *", LINEAR.format("dot(W, A) + b")],
    "a name that is bound anew": ["add = 5", "def add(x, y):\n    return x + y", LINEAR.format("add(W @ A, b)")],
    "a wrong version, one that cannot be read, and the right one": [
        LINEAR.format("W @ A"), "def linear_forward(A, W, b:\n", LINEAR.format("W @ A + b")],
    "timed by IPython": ["get_ipython().run_cell_magic('time', '', "
                         + repr(LINEAR.format("W @ A + b")) + ")\n"],
    "cells around it that fail, train and print": [
        "1 / 0", "import a_module_that_is_not_there", "while_true = [print('x')]", LINEAR.format("W @ A + b")],
    "counting its own calls": ["calls = 0", "def linear_forward(A, W, b):\n    global calls\n    calls += 1\n"
                               "    linear_forward.last = calls\n    return W @ A + b, (A, W, b)", "linear_forward.last = 0"],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_function_is_kept_with_the_statements_that_it_needs(way, folder, capsys):
    assert passed("linear_forward", *WAYS[way]) == ""
    assert network.assemble().yours == ("linear_forward",) and network.assemble().remarks == ()
    assert capsys.readouterr().out == ""
    text = kept("linear_forward").read_text(encoding="utf-8")
    assert "a_module_that_is_not_there" not in text and "1 / 0" not in text


def test_comments_stay_and_the_file_says_what_it_is(folder):
    passed("linear_forward", "def linear_forward(A, W, b):\n    # a comment\n    return W @ A + b, (A, W, b)\n")
    text = kept("linear_forward").read_text(encoding="utf-8")
    assert "    # a comment\n" in text and text.startswith("# linear_forward of this folder's learner")


@pytest.mark.parametrize("cells, why", [
    ([], "was not found"),
    (["import sys", "sys.secret = 1", LINEAR.format("W @ A + b + (0 if secret_of_the_cell else 0)")], "NameError"),
    ([LINEAR.format("W @ A")], "Z[0, 0] should be"),
    (["raise_here = 1 / 0", LINEAR.format("W @ A + b + 0 * raise_here")], "ZeroDivisionError"),
])
def test_what_does_not_work_by_itself_is_not_kept_and_the_reason_is_said(cells, why, folder):
    said = passed("linear_forward", *cells)
    assert why in said and "linear_forward has its full points" in said
    assert not kept("linear_forward").exists() and network.assemble().yours == ()


def test_another_name_than_that_of_the_exercise(folder):
    names = {}
    exec("def mine(A, W, b):\n    return W @ A + b, (A, W, b)\n", names)
    full("linear_forward")
    assert keep("linear_forward", names["mine"], [inspect.cleandoc("""
        def mine(A, W, b):
            return W @ A + b, (A, W, b)
        """)]) == ""
    assert network.assemble().yours == ("linear_forward",)


def test_the_courses_function_and_one_that_was_imported_are_nobodys_work(folder):
    cell = "from dnn_utils import linear_forward"
    assert keep("linear_forward", dnn_utils.linear_forward, [cell]) == ""
    passed("linear_forward", LINEAR.format("W @ A + b"))
    before = kept("linear_forward").read_bytes()
    functions = network.assemble().functions
    for name in ("linear_forward", "L_model_forward"):
        assert keep(name, functions[name], ["from my_network import *"]) == ""
    assert kept("linear_forward").read_bytes() == before and not kept("L_model_forward").exists()


def test_a_function_that_is_right_only_with_the_learners_others_is_kept(folder):
    """Lists of numbers: this linear_forward gives one, and this linear_activation_forward takes one alone."""
    assert passed("linear_forward", "def linear_forward(A, W, b):\n    return (W @ A + b).tolist(), (A, W, b)") == ""
    cells = ["import numpy as np", "def linear_activation_forward(A_prev, W, b, activation):\n"
             "    Z, cache = linear_forward(A_prev, W, b)\n    assert linear_forward.__module__ == '__main__'\n"
             "    return (np.maximum(Z, 0) if activation == 'relu' else np.exp(-np.logaddexp(0, -Z))), (cache, Z)"]
    assert passed("linear_activation_forward", *cells) == ""
    kept("linear_activation_forward").unlink()
    Path(".dnn-course/progress.json").unlink()  # as in dnn-course check, which records the points at its end
    assert keep_from("linear_activation_forward", cells) == ""
    assert kept("linear_activation_forward").exists()


def test_nothing_is_kept_elsewhere_than_in_a_learners_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert keep_from("linear_forward", [LINEAR.format("W @ A + b")]) == ""
    assert list(tmp_path.iterdir()) == []


def test_other_exercises_are_not_copied_but_found(folder):
    """A wrong linear_forward in the same notebook does not get into the next function."""
    cells = ["from dnn_utils.activations import relu, sigmoid", LINEAR.format("W @ A"),
             inspect.getsource(dnn_utils.linear_activation_forward).replace(
                 '    check_choice("activation", activation, ["sigmoid", "relu"])\n', "")]
    source = "\n".join(statements_for("linear_activation_forward", cells, set(network.NAMES)))
    assert "def linear_forward" not in source


# Which are used

def test_without_anything_kept_the_functions_are_the_courses_own(folder):
    assembled = network.assemble()
    assert all(assembled.functions[name] is getattr(dnn_utils, name) for name in network.NAMES)


def test_the_courses_functions_call_the_learners(folder):
    assert passed("linear_forward", "calls = 0",
                  "def linear_forward(A, W, b):\n    global calls\n    calls += 1\n    return W @ A + b, (A, W, b)") == ""
    functions = network.assemble().functions
    counts = functions["linear_forward"].__wrapped__.__globals__
    for name, arguments in [("L_layer_model", [[2, 3, 1], 0.1, 7]), ("two_layer_model", [(2, 3, 1), 0.1, 7])]:
        before = counts["calls"]
        functions[name](np.ones((2, 5)), np.array([[0, 1, 0, 1, 1]]), *arguments)
        assert counts["calls"] == before + 2 * 7
    assert functions["L_layer_model"] is not dnn_utils.L_layer_model


def test_a_function_that_imports_from_my_network_itself(folder):
    cells = ["import numpy as np", "from my_network import linear_forward as step", "import my_network",
             "def linear_activation_forward(A_prev, W, b, activation):\n"
             "    Z, cache = step(A_prev, W, b)\n    Z, cache = my_network.linear_forward(A_prev, W, b)\n"
             "    return (np.maximum(Z, 0) if activation == 'relu' else np.exp(-np.logaddexp(0, -Z))), (cache, Z)"]
    for _ in range(2):
        assert passed("linear_activation_forward", *cells) == ""
        assert network.assemble().yours == ("linear_activation_forward",)


def test_helpers_of_the_same_name_in_two_lessons_stay_apart(folder):
    passed("linear_forward", "def helper(Z, b):\n    return Z + b", LINEAR.format("helper(W @ A, b)"))
    passed("compute_cost", "import numpy as np", "def helper(p):\n    return np.log(p)",
           "def compute_cost(AL, Y):\n    AL = np.clip(AL, 1e-300, 1 - 1e-16)\n"
           "    return float(-np.mean(Y * helper(AL) + (1 - Y) * helper(1 - AL)))")
    assert network.assemble().yours == ("linear_forward", "compute_cost")


def test_what_counts_is_the_progress_and_the_best(folder):
    passed("linear_forward", LINEAR.format("W @ A + b"))
    record([Report("linear_forward", 2, 6)])  # a later try that is wrong
    assert network.assemble().yours == ("linear_forward",)
    Path(".dnn-course/progress.json").unlink()
    assert network.assemble().yours == () and network.assemble().remarks == ()


@pytest.mark.parametrize("change, words", [
    (lambda text: text.replace("W @ A + b", "W @ A"), "was changed"),
    (lambda text: text + "\nx = (", "was changed"),
    (lambda text: "", "was changed"),
    (lambda text: network.text_of("linear_forward", "def linear_forward(A, W, b:"), "SyntaxError"),
    (lambda text: network.text_of("linear_forward", "raise SystemExit(3)"), "SystemExit"),
    (lambda text: network.text_of("linear_forward", "linear_forward = 3"), "not a function"),
])
def test_a_file_that_is_broken_changed_or_gone_stops_no_lesson(change, words, folder):
    passed("linear_forward", LINEAR.format("W @ A + b"))
    passed("initialize_parameters", "import numpy as np", "def initialize_parameters(n_x, n_h, n_y, seed=1):\n"
           "    rng = np.random.RandomState(seed)\n    W1 = 0.01 * rng.randn(n_h, n_x)\n"
           "    return dict(W1=W1, b1=np.zeros((n_h, 1)), W2=0.01 * rng.randn(n_y, n_h), b2=np.zeros((n_y, 1)))")
    kept("linear_forward").write_text(change(kept("linear_forward").read_text(encoding="utf-8")), encoding="utf-8")
    assembled = network.assemble()
    assert assembled.yours == ("initialize_parameters",)
    [(name, remark)] = assembled.remarks
    assert name == "linear_forward" and words in remark and "lesson 2" in remark


def test_points_of_before_there_was_a_network_are_told_of_in_one_sentence(folder):
    """As in a folder that dnn-course update has just brought here."""
    full("linear_forward", "compute_cost")
    _, said = network.lines_on(network.assemble(), network.NAMES)
    assert said.startswith("Full points, and not kept yet: linear_forward, compute_cost. Run their checks once more")


def test_bytes_that_are_no_text(folder):
    passed("linear_forward", LINEAR.format("W @ A + b"))
    kept("linear_forward").write_bytes(b"\xff\xfe\x00")
    assert network.assemble().yours == ()


def test_right_functions_that_do_not_go_together(folder):
    """Each is right by itself: what one puts into its cache, the other one does not take out."""
    assert passed("linear_activation_forward", inspect.getsource(importlib.import_module("answers.forward")),
                  "linear_activation_forward = copying_linear_activation_forward") == ""
    own = "def linear_forward(A, W, b):\n    if A.shape[0] == 3 and A.shape[1] == 6:\n        raise KeyError('mine')\n" \
          "    return W @ A + b, (A, W, b)\n"
    assert passed("linear_forward", own) == ""
    assembled = network.assemble()
    assert assembled.yours == ("linear_activation_forward",)
    assert "does not go together" in assembled.remarks[0][1] and "mine" in assembled.remarks[0][1]


# Whether they come to an end

class Clock:
    """Stands for perf_counter: time passes when `work` is called, and at no other time."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(network, "perf_counter", clock)
    return clock


def working(clock, seconds, inner=None):
    def function(*arguments, **keywords):
        function.calls += 1
        clock.now += seconds
        return inner() if inner else "result"
    function.calls = 0
    return function


def test_a_slow_function_gives_way_once_and_says_so(clock, capsys):
    own, course = working(clock, 8), working(clock, 1)
    function = network.in_time("linear_forward", own, course)
    results = [function() for _ in range(20)]
    assert results == ["result"] * 20
    assert own.calls == 4 and course.calls == 1 + 16  # 32 seconds, one comparison, and the rest
    said = capsys.readouterr().out
    assert said.count("linear_forward is yours and right") == 1 and "32 seconds" in said


def test_a_function_as_fast_as_the_courses_never_gives_way_however_slow_the_machine_is(clock, capsys):
    own, course = working(clock, 8), working(clock, 4)
    function = network.in_time("linear_forward", own, course)
    for _ in range(1000):
        function()
    assert own.calls == 1000 and course.calls < 12 and capsys.readouterr().out == ""


def test_a_function_that_is_slower_in_calls_of_a_moment_stays(clock, capsys):
    """Ten thousand calls on a busy machine: together they take long, and a training is over in half a minute."""
    own = working(clock, 0.01)
    function = network.in_time("linear_backward", own, working(clock, 0.001))
    for _ in range(10_000):
        function()
    assert own.calls == 10_000 and capsys.readouterr().out == ""


def test_the_time_of_a_slow_part_is_not_that_of_what_calls_it(clock, capsys):
    part = network.in_time("linear_forward", working(clock, 8), working(clock, 7))
    whole = working(clock, 0.001, inner=part)
    function = network.in_time("L_model_forward", whole, working(clock, 0.0001))
    for _ in range(50):
        function()
    assert whole.calls == 50 and capsys.readouterr().out == ""


def test_a_slow_model_is_tried_with_one_step(clock, capsys):
    def model(seconds):
        def train(X, Y, dims, learning_rate=0.0075, num_iterations=3000, parameters=None, seed=1):
            train.steps.append(num_iterations)
            clock.now += seconds * num_iterations
            return {}, []
        train.steps = []
        return train
    own, course = model(1), model(0.01)
    function = network.in_time("L_layer_model", own, course)
    function(1, 2, 3, num_iterations=10)
    assert own.steps == [10]
    function(1, 2, 3, num_iterations=2500)
    assert own.steps == [10, 1] and course.steps == [1, 2500]
    assert "L_layer_model is yours and right" in capsys.readouterr().out
    fast = model(0.001)
    network.in_time("L_layer_model", fast, course)(1, 2, 3, 0.1, 2500)
    assert fast.steps == [1, 2500]


# What is said

def test_the_line_names_the_functions_of_earlier_lessons(folder, monkeypatch, capsys):
    passed("linear_forward", LINEAR.format("W @ A + b"))
    cell = "from my_network import (L_model_backward,\n    compute_cost)"
    monkeypatch.setattr(network, "current_cell", lambda: (3, cell))
    assert network.function_of("compute_cost") is network.function_of("compute_cost")
    said = " ".join(capsys.readouterr().out.split())
    others = [e.name for e in EXERCISES if e.lesson <= "04_backward" and e.name != "linear_forward"]
    assert said == f"my_network: yours are linear_forward. The course's are {', '.join(others)}."
    passed("compute_cost", inspect.getsource(importlib.import_module("answers.cost")).split("ANSWERS")[0],
           f"compute_cost = {ANSWERS['compute_cost'][0].__name__}")
    monkeypatch.setattr(network, "current_cell", lambda: (4, cell))  # the cell is run again
    network.function_of("compute_cost")
    assert "yours are linear_forward, compute_cost." in " ".join(capsys.readouterr().out.split())
    monkeypatch.setattr(network, "current_cell", lambda: (5, "parameters = update_parameters()"))
    network.function_of("compute_cost")
    assert capsys.readouterr().out == ""


def test_another_name_is_none_of_the_network():
    with pytest.raises(ImportError, match="no_such"):
        from my_network import no_such  # noqa: F401


def test_a_file_of_that_name_in_the_folder_stands_in_nobodys_way(folder):
    (folder / "my_network.py").write_text("this is no Python\n")
    code = "import testCases\nfrom my_network import compute_cost\nprint(compute_cost.__module__)"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.stdout.strip() == "dnn_utils.cost", done.stderr


def test_the_progress_says_which_are_in_use(folder):
    assert "In your network" not in str(progress())
    passed("linear_forward", LINEAR.format("W @ A + b"))
    assert "In your network, lessons 5 to 10 use your linear_forward" in str(progress())
    assert "lessons 5 to 10 use your linear_forward" in progress()._repr_html_()


# In lessons, in dnn-course check, and where a notebook is handed in alone

def answers_in_cells(stem, style):
    """A learner's cells of a lesson, {exercise: cells}: every function written differently, and counting its calls."""
    cells = {}
    for e in EXERCISES:
        if e.lesson == stem:
            function = ANSWERS[e.name][style % len(ANSWERS[e.name])]
            source = inspect.getsource(inspect.getmodule(function)).split("ANSWERS")[0]
            renamed = source.replace(f"def {function.__name__}(", f"def {e.name}(")
            cells[e.name] = f"{COUNTED}\n{renamed}\n{e.name} = counted({e.name})"
    return cells


def write_answers(path, style):
    lesson = nbformat.read(path, as_version=4)
    for name, source in answers_in_cells(path.stem, style).items():
        [cell] = [cell for cell in lesson.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name]
        cell.source = source
    nbformat.write(lesson, path)


def run_in_kernel(path, ids=None, shorter=False):
    """Run cells of a notebook, and one that prints which functions counted a call; return {id: cell}."""
    lesson = nbformat.read(path, as_version=4)
    lesson.cells = [cell for cell in lesson.cells if cell.cell_type == "code" and (ids is None or cell.id in ids)]
    for cell in lesson.cells:
        if shorter:
            cell.source = cell.source.replace("num_iterations=2500", "num_iterations=101")
    lesson.cells.append(nbformat.v4.new_code_cell(CALLS, id="calls"))
    NotebookClient(lesson, kernel_name="python3", timeout=300, allow_errors=True,
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    return {cell.id: cell for cell in lesson.cells}


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


SHORT = {"05_update": None,
         "06_two_layer": ["imports", "imports-yours", "load-drawn", "shapes", "two-layer-model", "test-two-layer-model",
                          "train-drawn", "predict", "test-predict", "predict-drawn"],
         "07_L_layer": ["imports", "imports-yours", "shapes", "L-layer-model", "test-L-layer-model", "train-drawn"],
         "08_analysis": ["imports", "imports-yours", "forty", "train-drawn", "accuracy-interval", "test-accuracy-interval"]}
CALLED = {"05_update": {"initialize_parameters_deep", "L_model_forward", "compute_cost", "L_model_backward",
                        "update_parameters"},
          "06_two_layer": {"initialize_parameters", "linear_activation_forward", "linear_activation_backward"},
          "07_L_layer": {"initialize_parameters_deep", "L_model_forward", "compute_cost", "L_model_backward"},
          "08_analysis": {"L_layer_model", "predict", "L_model_forward", "initialize_parameters_deep"}}


@pytest.mark.parametrize("style", [0, 1])
def test_lesson_by_lesson_the_learners_functions_train(style, tmp_path):
    folder = tmp_path / "my_course"
    start(folder)
    for stem in dict.fromkeys(e.lesson for e in EXERCISES):
        path = folder / f"{stem}.ipynb"
        write_answers(path, style)
        ids = SHORT.get(stem, ["imports", *(cell.id for cell in nbformat.read(path, as_version=4).cells
                                             if cell.metadata.get("nbgrader"))])
        cells = run_in_kernel(path, ids, shorter=True)
        errors = [output.evalue for cell in cells.values() for output in cell.outputs if output.output_type == "error"]
        assert errors == []
        if stem in LATER:
            said = " ".join(printed(cells["imports-yours"]).split())
            assert said.startswith("my_network: these functions are yours: initialize_parameters,"), said
            missing = CALLED[stem] - set(eval(printed(cells["calls"]).splitlines()[-1]))
            assert missing == set()
    assert "100 of 100" in str(progress(folder))
    assert "lessons 5 to 10 use your initialize_parameters," in str(progress(folder))


def test_dnn_course_check_keeps_what_it_finds_right(tmp_path, capsys):
    folder = tmp_path / "my_course"
    start(folder)
    write_answers(folder / "02_forward.ipynb", 1)
    assert main(["check", str(folder / "02_forward.ipynb")]) == 0
    assert network.assemble(folder).yours == tuple(e.name for e in EXERCISES if e.lesson == "02_forward")


def test_a_notebook_that_is_checked_alone_finds_the_courses_functions():
    names = {}
    exec(my_network("06_two_layer"), names)
    assert names["__all__"] == [e.name for e in EXERCISES if e.lesson < "06"]
    assert names["__getattr__"]("compute_cost") is dnn_utils.compute_cost


@pytest.mark.parametrize("line", ["from my_network import two_layer_model", "from my_network import *",
                                  "import my_network\ntwo_layer_model = my_network.two_layer_model"])
def test_what_is_imported_from_my_network_is_nobodys_answer(line):
    content = {"cells": [{"cell_type": "code", "metadata": {}, "source": line}]}
    reading = read(content, ["two_layer_model"])
    assert reading.imported == ("two_layer_model",) and reading.fingerprints == {}


def test_dnn_course_check_gives_no_points_for_a_forged_file(tmp_path, capsys):
    """Neither my_network.py beside the notebook nor a kept file pays."""
    folder = tmp_path / "my_course"
    start(folder)
    solved = inspect.getsource(dnn_utils.compute_cost)
    (folder / "my_network.py").write_text(f"import numpy as np\n{solved}")
    (folder / network.FOLDER).mkdir()
    (folder / network.FOLDER / "compute_cost.py").write_text(network.text_of("compute_cost", solved))
    path = folder / "03_cost.ipynb"
    lesson = nbformat.read(path, as_version=4)
    [cell] = [cell for cell in lesson.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "compute_cost"]
    cell.source = "from my_network import compute_cost"
    nbformat.write(lesson, path)
    assert main(["check", str(path)]) == 1
    assert network.assemble(folder).yours == ()
