"""Marks: what an honest notebook gets, and what one that wants more than it has earned."""
import json
import resource
import textwrap
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dnn_utils
from dnn_course.home import unsolved
from dnn_course.grading.border import codec
from dnn_course.grading.outside import hidden, jail, marking, plain
from dnn_course.grading.outside.marking import Limits, Marker
from dnn_course.grading.outside.marks import from_json, to_json
from dnn_course.notebook import cells, reading
from testCases.checking import examine, looked_at
from testCases.exercises import EXERCISES, exercise
from testCases.expected import cases_of
from testCases.misconceptions import misconceptions_of

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
LESSONS = list(dict.fromkeys(e.lesson for e in EXERCISES))
FORWARD = [e.name for e in EXERCISES if e.lesson == "02_forward"]


@pytest.fixture(scope="module")
def marker():
    if jail.tier() == "none":
        pytest.skip(jail.describe_tier())
    with Marker(Limits(call_seconds=2, notebook_seconds=30)) as marker:
        yield marker


def solved(lesson):
    return nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)


def as_bytes(notebook):
    return nbformat.writes(notebook).encode()


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def with_cell(lesson, name, source):
    """Return a solved lesson in which the cell of an exercise holds something else."""
    notebook = solved(lesson)
    cell_of(notebook, name).source = textwrap.dedent(source)
    return as_bytes(notebook)


def from_sources(*sources):
    cells = [nbformat.v4.new_code_cell(textwrap.dedent(source)) for source in sources]
    return as_bytes(nbformat.v4.new_notebook(cells=cells))


def points(result):
    return {e.report.name: e.report.points for e in result.exercises}


def full(lesson):
    return {e.name: e.points for e in EXERCISES if e.lesson == lesson}


def of(result, name):
    return next(e for e in result.exercises if e.report.name == name)


# ---- honest work

@pytest.mark.parametrize("lesson", LESSONS)
def test_a_solved_lesson_gets_every_point(marker, lesson):
    for seed in (1, 2**40):
        result = marker.mark(as_bytes(solved(lesson)), lesson, seed)
        assert points(result) == full(lesson), result
        assert result.events == ()
        for e in result.exercises:
            assert e.reason == "" and e.report.misconceptions == ()
            assert len(e.hidden) == len(cases_of(e.report.name)) and all(check.passed for check in e.hidden)


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_unsolved_lesson_gets_none_and_says_so(marker, lesson):
    result = marker.mark(as_bytes(unsolved(solved(lesson))), lesson, 1)
    assert set(points(result).values()) == {0}
    assert result.events == () and result.fingerprints == {}
    for e in result.exercises:
        assert f"{e.report.name} is not written yet" in e.reason and not e.hidden


def test_a_result_is_json_and_the_same_again(marker):
    notebook = as_bytes(solved("04_backward"))
    first, second = (marker.mark(notebook, "04_backward", 7) for _ in range(2))
    assert first.seconds > 0 and second.seconds > 0
    assert from_json(to_json(first)) == first and type(from_json(to_json(first)).exercises[0]) is type(first.exercises[0])
    assert first._replace(seconds=0) == second._replace(seconds=0)
    assert first.tier == jail.tier()


def test_without_a_jail_where_the_instructor_asks_for_it():
    with Marker(trust=True) as marker:
        result = marker.mark(as_bytes(solved("03_cost")), "03_cost", 1)
    assert points(result) == full("03_cost") and result.tier == "trusted"


def test_there_is_no_such_lesson(marker):
    with pytest.raises(ValueError, match="lesson must be one of 01_initialization, .*, got '09_more'"):
        marker.mark(b"", "09_more", 1)


WRONG = [(e.name, key) for e in EXERCISES for key in misconceptions_of(e.name)]


class Here:
    """Stands for a session whose function runs in this process."""

    failure = None

    def __init__(self, function):
        self.function = lambda name, replaced=(): function

    def begin(self):
        pass

    def why_missing(self, name):
        return ""

    def written_before(self, name):
        return []


@pytest.mark.parametrize("name, key", WRONG, ids=[f"{name}-{key}" for name, key in WRONG])
def test_a_misconception_gets_what_its_check_in_the_notebook_says(name, key):
    wrong = misconceptions_of(name)[key]
    there = examine(name, wrong)
    for seed in range(1 if name.endswith("_model") else 10):
        seen = marking.look_at(Here(wrong), exercise(name), [])
        here = marking.weighed(seen, marking.hidden_from(Here(wrong), seen, seed, []))
        assert here.report.points == there.points < here.report.max_points and here.reason, (seed, here)
        assert here.report.misconceptions == there.misconceptions and key in here.report.misconceptions


STYLES = {
    "loops": ("linear_forward", """
        def linear_forward(A, W, b):
            Z = np.zeros((W.shape[0], A.shape[1]))
            for i in range(W.shape[0]):
                for j in range(A.shape[1]):
                    total = 0.0
                    for k in range(A.shape[0]):
                        total += W[i][k] * A[k][j]
                    Z[i, j] = total + b[i, 0]
            return Z, (A, W, b)
    """),
    "einsum and a list": ("linear_forward", """
        def linear_forward(A, W, b):
            return [np.einsum("ij,jk->ik", W, A) + b, [A, W, b]]
    """),
    "lambda": ("linear_forward", "linear_forward = lambda A, W, b: (np.dot(W, A) + b, (A, W, b))"),
    "float32": ("linear_forward", """
        def linear_forward(A, W, b):
            return (W @ A + b).astype(np.float64), (A, W, b)
    """),
    "matrix": ("linear_forward", """
        def linear_forward(A, W, b):
            return np.matrix(W) * np.matrix(A) + b, (A, W, b)
    """),
    "helper, constant and import elsewhere": ("linear_forward", """
        def linear_forward(A, W, b):
            return multiply(W, A) + ONE * b, (A, W, b)
        import functools, math, operator, sys
        def multiply(*factors): return functools.reduce(operator.matmul, factors)
        ONE = math.cos(0)
    """),
    "a class": ("linear_forward", """
        class Linear:
            def __call__(self, A, W, b):
                return W @ A + b, (A, W, b)
        linear_forward = Linear()
    """),
    "prints and magics": ("linear_forward", """
        %matplotlib inline
        print("trying")
        def linear_forward(A, W, b):
            print("A is", A)
            return W @ A + b, (A, W, b)
        !ls
    """),
    "a cell magic": ("linear_forward", """\
        %%time
        def linear_forward(A, W, b):
            return W @ A + b, (A, W, b)
    """),
    "a test after it that fails": ("linear_forward", """
        def linear_forward(A, W, b):
            return W @ A + b, (A, W, b)
        assert linear_forward == 3
        print(undefined)
    """),
    "warnings": ("linear_forward", """
        import warnings
        def linear_forward(A, W, b):
            warnings.warn("mind the gap")
            np.log(np.array([0.0])), np.array([1.0]) / 0
            return W @ A + b, (A, W, b)
    """),
    "seeds the global generator": ("linear_forward", """
        def linear_forward(A, W, b):
            np.random.seed(1)
            return W @ A + b + 0 * np.random.randn(), (A, W, b)
    """),
}


@pytest.mark.parametrize("style", STYLES)
def test_right_in_another_style_is_right(marker, style):
    name, source = STYLES[style]
    result = marker.mark(with_cell("02_forward", name, source), "02_forward", 1)
    assert points(result) == full("02_forward"), result


def test_a_warning_is_a_note_and_no_loss(marker):
    result = of(marker.mark(with_cell("02_forward", "linear_forward", STYLES["warnings"][1]), "02_forward", 1),
                "linear_forward")
    assert result.report.points == 6 and any("mind the gap" in note for note in result.report.notes)


def test_the_state_of_the_random_generator_is_carried_over(marker):
    source = STYLES["seeds the global generator"][1]
    before = np.random.get_state()
    result = of(marker.mark(with_cell("02_forward", "linear_forward", source), "02_forward", 1), "linear_forward")
    assert any("global random numbers" in note for note in result.report.notes)
    assert all(np.array_equal(a, b) for a, b in zip(before, np.random.get_state()))


def test_a_changed_argument_is_seen(marker):
    result = of(marker.mark(with_cell("05_update", "update_parameters", """
        def update_parameters(parameters, grads, learning_rate):
            for key in parameters:
                parameters[key] -= learning_rate * grads["d" + key]
            return parameters
    """), "05_update", 1), "update_parameters")
    assert 0 < result.report.points < 7
    assert [f.reason for f in result.report.findings if f.reason] == \
        ["an array or a dictionary that came in was changed in place"]


@pytest.mark.parametrize("change", ["A.shape = (A.size,)", "W.sort()", "b += 1", "A[0, 0] = 3.0"])
def test_any_change_of_an_argument_is_seen(marker, change):
    result = of(marker.mark(with_cell("02_forward", "linear_forward", f"""
        def linear_forward(A, W, b):
            result = W @ A + b, (A.copy(), W.copy(), b.copy())
            {change}
            return result
    """), "02_forward", 1), "linear_forward")
    assert result.report.findings[-1].reason, change


# ---- broken in ordinary ways

BREAKS = {
    "raises": ("1 / 0", ""),
    "syntax error": ("def broken(:", ""),
    "system exit": ("raise SystemExit", ""),
    "missing module": ("import a_module_that_there_is_not", ""),
    "R": ("%%R\nlibrary(ggplot2)", ""),
    "null byte": ("x = '\0'", ""),
    "deep": ("x = " + "(" * 500 + ")" * 500, ""),
    "binary": ("\x89PNG\r\n\x1a", ""),
}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_cells_elsewhere_cost_nothing(marker, name):
    source, _ = BREAKS[name]
    notebook = solved("02_forward")
    for place in (0, 5, len(notebook.cells)):
        notebook.cells.insert(place, nbformat.v4.new_code_cell(source))
    assert points(marker.mark(as_bytes(notebook), "02_forward", 1)) == full("02_forward")


@pytest.mark.parametrize("source, why", [
    ("def L_model_forward(X, parameters):\n    return (", "the cell of L_model_forward cannot be read: SyntaxError"),
    ("", "there is no L_model_forward in the notebook"),
    ("L_model_forward = 3", "L_model_forward is not a function"),
    ("L_model_forward = undefined", "the cell of L_model_forward raised NameError: name 'undefined' is not defined"),
    ("import os\nL_model_forward = os._exit(1)", "the cell of L_model_forward ended the process"),
    ("while True:\n    L_model_forward = 1", "the cell of L_model_forward did not end within 2 seconds"),
    ("L_model_forward = 10**10**10", "the cell of L_model_forward did not end within 2 seconds"),
    ("import ctypes\nL_model_forward = ctypes.string_at(0)", "the cell of L_model_forward ended the process"),
])
def test_a_broken_exercise_costs_itself_only(marker, source, why):
    result = marker.mark(with_cell("02_forward", "L_model_forward", source), "02_forward", 1)
    assert points(result) == {**full("02_forward"), "L_model_forward": 0}
    assert why in of(result, "L_model_forward").reason, result


@pytest.mark.parametrize("ending, what", [("while True: helper = 1", "did not end within 2 seconds"),
                                          ("import os; helper = os._exit(0)", "ended the process"),
                                          ("helper = 1 / 0", "raised ZeroDivisionError")])
def test_a_line_in_the_cell_of_an_exercise_may_hang_or_end_everything(marker, ending, what):
    result = marker.mark(with_cell("02_forward", "linear_forward", f"""
        helper = 0
        def linear_forward(A, W, b):
            return W @ A + b + helper, (A, W, b)
        {ending}
    """), "02_forward", 1)
    assert points(result) == full("02_forward")
    assert len(result.events) == 1 and what in result.events[0]


def test_a_notebook_in_which_everything_ends_the_process_ends_itself(marker):
    source = "import os\n" + "linear_forward = os._exit(0)\n" * 50
    result = marker.mark(from_sources(source), "02_forward", 1)
    assert points(result) == dict.fromkeys(FORWARD, 0)
    assert {e.reason for e in result.exercises} == {"the notebook ended the process"}


def test_the_last_definition_counts_wherever_it_stands(marker):
    notebook = solved("02_forward")
    *others, linear, sigmoid, relu, whole = [nbformat.v4.new_code_cell(cell_of(notebook, name).source) for name in (
        "linear_activation_forward", "linear_forward", "sigmoid", "relu", "L_model_forward")]
    imports = nbformat.v4.new_code_cell(notebook.cells[next(i for i, cell in enumerate(notebook.cells)
                                                            if cell.cell_type == "code")].source)
    shuffled = nbformat.v4.new_notebook(cells=[whole, nbformat.v4.new_code_cell("def linear_forward(A, W, b): 1/0"),
                                               *others, relu, linear, sigmoid, imports])
    assert points(marker.mark(as_bytes(shuffled), "02_forward", 1)) == full("02_forward")
    shuffled.cells.append(nbformat.v4.new_code_cell("def linear_forward(A, W, b): return 0, (A, W, b)"))
    assert of(marker.mark(as_bytes(shuffled), "02_forward", 1), "linear_forward").report.points == 0


def test_a_copy_that_is_not_written_does_not_count(marker):
    notebook, given = solved("02_forward"), unsolved(solved("02_forward"))
    notebook.cells += [cell_of(given, name) for name in FORWARD]
    for i, cell in enumerate(notebook.cells):
        cell.id = f"cell-{i}"
    assert points(marker.mark(as_bytes(notebook), "02_forward", 1)) == full("02_forward")


def test_an_exercise_that_calls_one_that_is_not_written_is_judged_by_itself(marker):
    given = cell_of(unsolved(solved("02_forward")), "linear_forward").source
    result = marker.mark(with_cell("02_forward", "linear_forward", given), "02_forward", 1)
    assert points(result) == {**full("02_forward"), "linear_forward": 0}
    for name in ("linear_activation_forward", "L_model_forward"):
        assert of(result, name).report.earlier == ("linear_forward",)
        assert all(check.passed for check in of(result, name).hidden)


@pytest.mark.parametrize("content, why", [
    (b"", "not a notebook"), (b"{}", "not a notebook"), (b"[]", "not a notebook"), (b"\xff\xfe", "not a notebook"),
    (b'{"cells": {}}', "not a notebook"), (b"[" * 1_000_000, "not a notebook"),
    (b'{"cells": [1, {"cell_type": "code"}, {"cell_type": "code", "source": 3}, {"cell_type": [], "source": []}]}',
     "there is no "),
    (b'{"cells": [' + b'{"cell_type": "code", "source": "x"},' * 200_000 + b"1]}",
     "there is no "),
    (b'{"cells": [' + b"[]," * 6_000_000 + b"1]}", ""),
])
def test_what_is_no_notebook_gets_a_reason(marker, content, why):
    result = marker.mark(content, "02_forward", 1)
    assert points(result) == dict.fromkeys(FORWARD, 0)
    assert all(why in e.reason and e.reason for e in result.exercises), result


@given(st.binary(max_size=100) | st.recursive(
    st.none() | st.integers() | st.text(max_size=20) | st.just("code"), lambda inner: st.lists(inner, max_size=4) |
    st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "metadata"]), inner, max_size=4), max_leaves=20))
@settings(max_examples=300, deadline=None)
def test_any_file_is_read_or_is_no_notebook(content):
    try:
        loaded = cells.load(content if isinstance(content, bytes) else json.dumps(content).encode())
    except ValueError:
        return
    told(reading.read(loaded, FORWARD))


def told(found):
    """What the child tells of a reading, as a frame."""
    return codec.encode([[[cell.number, list(cell.holds), cell.error] for cell in found.unreadable],
                         list(found.imports), list(found.imported), list(found.unsure), found.fingerprints])


@given(st.lists(st.text(max_size=30) | st.sampled_from([
    "def linear_forward(A, W, b):\n return", "%%time", "%%bash\nls", "!ls", "x = !ls", "x?", "import a.b as c, d",
    "x: int", "from a import *", "from . import a", "f'{x", "\\", "\x0c", "lambda: (yield)", "await x", "return",
    "x = [*a, *b]",
    "global linear_forward; linear_forward = 1", "del x", "@property", "match x:\n case 1: y = 2", "\ud800", "\r\r",
    "def linear_forward(a, a): pass", "nonlocal x", "class L: linear_forward = 1", "-" * 5000 + "1", "[" * 300,
    "x." * 3000]),
    max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_cells_are_read(sources):
    content = {"cells": [{"cell_type": "code", "source": source} for source in sources]}
    codec.decode(*split(told(reading.read(cells.load(json.dumps(content).encode()), FORWARD))))


def split(frame):
    header, _ = codec.LENGTHS.unpack(frame[:8])
    return frame[8:8 + header], frame[8 + header:]


# ---- dishonest work: the first paragraph of the issue, and what else was thought of

EQUALS_ANYTHING = """
class Everything(np.ndarray):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __array_function__(self, *a, **k): return True
    def __array_ufunc__(self, *a, **k): return np.True_
    def __bool__(self): return True
    def __reduce__(self): return (exec, ("raise SystemExit",))
"""

HOSTILE = {
    "equals anything": EQUALS_ANYTHING + "def linear_forward(A, W, b): return np.zeros(3).view(Everything), Everything",
    "patched comparisons": """
import numpy.testing
def always(*a, **k): return True
for name in ("isclose", "allclose", "array_equal", "equal"): setattr(np, name, always)
np.testing.assert_allclose = np.testing.assert_array_equal = always
import builtins
builtins.isinstance = always
def linear_forward(A, W, b, done=always()): return A, (A, W, b)
linear_forward.used = np, builtins, name
""",
    "patched checks": """
import sys, testCases, testCases.checking
testCases.checking.examine = testCases.checking.run_check = lambda *a: None
testCases.check_linear_forward = lambda f: None
def linear_forward(A, W, b): return testCases, sys
""",
    "reads the solution": """
import glob, importlib, inspect, os
def solution():
    for name in ("dnn_utils.forward", "dnn_utils", "testCases.misconceptions.forward",
                 "dnn_course.grading.outside.hidden"):
        try:
            return importlib.import_module(name).linear_forward
        except Exception:
            pass
    for pattern in ("/work/*/dnn_utils/forward.py", "/course/*/dnn_utils/forward.py", "/**/expected.json"):
        for path in glob.glob(pattern, recursive=True):
            names = {}
            exec(open(path).read(), names)
            return names["linear_forward"]
linear_forward = solution() or (lambda A, W, b: (A, (A, W, b)))
""",
    "transformer": """
from IPython import get_ipython
shell = get_ipython()
if shell is not None:
    shell.input_transformers_cleanup.append(lambda lines: [])
def linear_forward(A, W, b): return shell, shell
""",
    "knows the lesson's numbers": "KNOWN",
    "frames that say it is right": """
import os, struct, json, gc, sys, socket
def linear_forward(A, W, b):
    for text in (b'{"passed":true}', b'{"d":[["points",6],["ok",true]]}', b"null"):
        for fd in range(3, 10):
            try: os.write(fd, struct.pack("<II", len(text), 0) + text)
            except OSError: pass
    return 1
""",
    "looks for the grader's objects": """
import gc, sys
def linear_forward(A, W, b):
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "expected" in thing: return thing["expected"]
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if isinstance(value, dict) and "returned" in value: value["points"] = 6
        frame = frame.f_back
    return 0, (A, W, b)
""",
    "an iterator": "def linear_forward(A, W, b): return (x for x in [W @ A + b, (A, W, b)])",
    "an object that becomes an array": """
class Lazy:
    calls = 0
    def __array__(self, *a, **k):
        Lazy.calls += 1
        raise MemoryError
def linear_forward(A, W, b): return Lazy(), Lazy()
""",
    "a name that is no name": """
def linear_forward(A, W, b): raise type("<script>alert(1)</script>", (Exception,), {})("\\x1b[2J<script>\\u202e" * 100)
""",
    "says it is not written": 'def linear_forward(A, W, b): raise NotImplementedError("\\x1b[31m")',
    "exits": "import os\ndef linear_forward(A, W, b): os._exit(0)",
    "system exit": "def linear_forward(A, W, b): raise SystemExit(0)",
    "keyboard interrupt": "def linear_forward(A, W, b): raise KeyboardInterrupt",
    "no message": """
class Mute(BaseException):
    def __str__(self): raise Mute
def linear_forward(A, W, b): raise Mute
""",
    "recursion": "def linear_forward(A, W, b): return linear_forward(A, W, b)",
    "kills everything": "import os\ndef linear_forward(A, W, b):\n    os.kill(0, 9); os.kill(1, 9); os.kill(-1, 9)",
    "closes everything": "import os\ndef linear_forward(A, W, b):\n    os.closerange(0, 100)\n    return 0, (A, W, b)",
    "half a frame": "import os\ndef linear_forward(A, W, b):\n    os.write(3, b'\\x10\\0\\0\\0'); os._exit(0)",
    "garbage": "import os\ndef linear_forward(A, W, b):\n    os.write(3, os.urandom(100)); return 0",
    "a frame of 4 GB": "import os\ndef linear_forward(A, W, b):\n    os.write(3, b'\\xff' * 8); return 0",
    "a giant": "def linear_forward(A, W, b): return np.zeros((1 << 26,)), np.zeros(1 << 20)",
    "a deep list": """
def linear_forward(A, W, b):
    value = []
    for _ in range(100000): value = [value]
    return value, value
""",
    "a million pieces": "def linear_forward(A, W, b): return [0] * 1000000, {i: i for i in range(1000000)}",
    "memory": "def linear_forward(A, W, b):\n    kept = []\n    while True: kept.append(bytearray(1 << 24))",
    "prints 200 MB": """
def linear_forward(A, W, b):
    for _ in range(200): print("x" * (1 << 20))
    return 0
print("y" * (1 << 24))
""",
    "signals": """
import signal
def linear_forward(A, W, b):
    for number in range(1, 65):
        try: signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError): pass
    return 0
""",
    "disk": """
def linear_forward(A, W, b):
    for i in range(10000):
        with open(f"/tmp/{i}", "wb") as file: file.write(bytes(1 << 20))
""",
    "fork bomb": """
import os
def linear_forward(A, W, b):
    while True:
        try: os.fork()
        except OSError: pass
""",
    "loop that catches all": """
def linear_forward(A, W, b):
    while True:
        try:
            while True: pass
        except BaseException: pass
""",
    "loop in C": "def linear_forward(A, W, b): return sum(iter(int, 1)), 0",
    "threads": """
import threading
def spin():
    while True: pass
def linear_forward(A, W, b):
    for _ in range(1000): threading.Thread(target=spin).start()
    return 0
""",
    "stops": "import os, signal\ndef linear_forward(A, W, b): os.kill(os.getpid(), signal.SIGSTOP); return 0",
}


def known_numbers():
    """Return a function that knows every answer of the lesson, and nothing else."""
    cases = [case.make() for case in cases_of("linear_forward")]
    table = [([a.tolist() for a in inputs], dnn_utils.linear_forward(*inputs)[0].tolist()) for inputs in cases]
    return f"""
TABLE = {table!r}
def linear_forward(A, W, b):
    for inputs, Z in TABLE:
        if [A.tolist(), W.tolist(), b.tolist()] == inputs:
            return np.array(Z), (A, W, b)
    return np.zeros((W.shape[0], A.shape[1])), (A, W, b)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_what_was_not_earned_is_not_given(marker, name):
    """The neighbours, in the same notebook, are right and stay so, unless they are built on it."""
    source = known_numbers() if HOSTILE[name] == "KNOWN" else HOSTILE[name]
    notebook = solved("02_forward")
    cell_of(notebook, "linear_forward").source = source
    cell = cell_of(notebook, "linear_activation_forward")
    cell.source = cell.source.replace("Z, linear_cache = linear_forward(A_prev, W, b)",
                                      "Z, linear_cache = W @ A_prev + b, (A_prev, W, b)")
    result = marker.mark(as_bytes(notebook), "02_forward", 1)
    assert points(result) == {**full("02_forward"), "linear_forward": 0}, result
    attempt = of(result, "linear_forward")
    assert attempt.reason and len(attempt.reason) < 900
    text = json.dumps(result)
    assert len(text) < 60_000
    said = result.output + str(result.exercises) + str(result.events)
    assert not any(ord(c) < 32 and c not in "\n\t" or c == "\u202e" for c in said)
    again = marker.mark(as_bytes(solved("03_cost")), "03_cost", 1)
    assert points(again) == full("03_cost") and again.events == ()


def test_a_hidden_check_says_no_more_than_its_kind(marker):
    result = of(marker.mark(with_cell("02_forward", "linear_forward", known_numbers()), "02_forward", 1),
                "linear_forward")
    assert result.report.points == 0 and {check.passed for check in result.hidden} == {False}
    reasons = {f.reason for f in result.report.findings if f.reason}
    assert reasons <= {f"a hidden check of linear_forward failed: {sentence}" for sentence in hidden.SENTENCES}


TELLS_WHAT_IS_HIDDEN = """
import warnings
seen, MARK = [], "SE" + "EN"  # a report may quote the lines below
def linear_forward(A, W, b):
    for inputs, Z in TABLE:
        if [A.tolist(), W.tolist(), b.tolist()] == inputs:
            if seen:
                warnings.warn(MARK + " before")
            return np.array(Z), (A, W, b)
    seen.append(MARK + str(A.tolist()))
    print(seen[-1])
    warnings.warn(seen[-1])
    raise type(MARK + "".join(map(str, A.shape)), (Exception,), {})(seen[-1])
def linear_activation_forward(A_prev, W, b, activation):
    raise ValueError(MARK + " of the first: " + str(seen)) if seen else ValueError("nothing was there")
"""


def test_the_arguments_of_a_hidden_check_do_not_come_out(marker):
    """Neither with the call itself, nor from a global when the next exercise is called."""
    source = known_numbers().split("def ")[0] + TELLS_WHAT_IS_HIDDEN
    result = marker.mark(from_sources("import numpy as np", source), "02_forward", 1)
    assert of(result, "linear_forward").report.points == 0
    assert {check.passed for check in of(result, "linear_forward").hidden} == {False}
    assert "nothing was there" in of(result, "linear_activation_forward").reason
    assert "SEEN" not in to_json(result)


def test_other_seeds_are_other_numbers():
    for e in EXERCISES:
        for case in cases_of(e.name):  # every case has its twin
            first, second, again = (hidden.twin_of(e.name, case, seed) for seed in (1, 2, 1))
            assert str(first[0].make()) == str(again[0].make()) != str(case.make())
            few = case.sentence in ("one layer", "the article's sizes") or e.name == "early_stopping"  # a small index
            if not few:
                assert str(first[1]) == str(again[1]) != str(second[1])


@pytest.mark.parametrize("name", [e.name for e in EXERCISES])
def test_a_right_function_passes_hidden_checks_of_every_seed(name):
    function = getattr(dnn_utils, name)
    for seed in range(5 if name.endswith("_model") else 40):
        looks, _ = looked_at(exercise(name), function)
        twins = hidden.hidden_looks(exercise(name), function, seed, looks)
        assert len(twins) == hidden.TURNS * len(cases_of(name))
        for twin in twins:
            assert not (twin.reason or twin.shape or any(twin.beside.values()) or twin.note), (seed, twin)


@pytest.mark.parametrize("told", [
    (), ("f",), ("f", "3", "x", "", "", "", False), ("f", 3, "x", "", "", "", 0), (3, 3, "x", "", "", "", True),
    ("f", 3, "x", "", "", [], True), ("f", True, "x", "", "", "", True), ("f", 3, "x", "", "", "", True, "more"),
])
def test_a_place_that_is_none_is_an_empty_one(told):
    assert plain.place_told(told) == plain.Place()


def test_the_place_that_a_students_process_tells_is_cut_and_cleaned():
    place = plain.place_told(("f\x1b[31m", 10**30, "x\u202e" * 1000, "\n", "", "", True))
    assert place.line == 1_000_000 and place.function == "f [31m" and len(place.code) == 200 and place.shapes == " "
    assert "\u202e" not in place.code and place.written is True
    assert plain.place_told(("f", -5, "", "", "", "", False)).line == 0


# ---- what else is told

def test_fingerprints_see_through_names_layout_and_comments(marker):
    first = marker.mark(from_sources("import numpy as np", '''
        def linear_forward(A, W, b):
            """Say what it does."""
            total = W @ A  # a comment
            return total + b, (A, W, b)
    '''), "02_forward", 1).fingerprints
    second = marker.mark(from_sources("import numpy as np", """
        def linear_forward(x, weights: np.ndarray, bias) -> tuple:
            s = (weights
                 @ x)
            return s + bias, (x, weights, bias)
    """), "02_forward", 1).fingerprints
    third = marker.mark(from_sources("def linear_forward(A, W, b):\n    return W @ A + b, (A, W, b)"),
                        "02_forward", 1).fingerprints
    assert list(first) == ["linear_forward"] and first == second != third


def test_a_fingerprint_cannot_be_changed_by_the_code_itself(marker):
    source = """
        import json, os, struct
        text = json.dumps({"l": ["Contents", {"l": []}, {"d": [["linear_forward", "0" * 16]]}, {"l": []},
                                 {"d": []}]}).encode()
        sent = os.write(3, struct.pack("<II", len(text), 0) + text)
        def linear_forward(A, W, b, sent=sent):
            return W @ A + b, (A, W, b)
    """
    result = marker.mark(with_cell("02_forward", "linear_forward", source), "02_forward", 1)
    assert result.fingerprints["linear_forward"] != "0" * 16 and "json" in result.imports


def test_imports_and_output_are_told(marker):
    result = marker.mark(with_cell("02_forward", "linear_forward", """
        print("hello \\x1b[31mred\\x1b[0m")
        helper = print("needed \\x1b[31mred\\x07")
        def linear_forward(A, W, b, h=helper):
            import dnn_utils.forward
            from dnn_course.grading.outside import hidden as h
            return W @ A + b, (A, W, b)
    """), "02_forward", 1)
    assert result.output == "needed  [31mred \n"
    assert {"numpy", "dnn_utils.forward", "dnn_course.grading.outside"} <= set(result.imports)


def test_a_grader_that_is_out_of_order_gives_no_mark(monkeypatch):
    if jail.tier() == "none":
        pytest.skip(jail.describe_tier())
    with Marker() as marker:
        assert points(marker.mark(as_bytes(solved("03_cost")), "03_cost", 1)) == full("03_cost")
        monkeypatch.setattr(jail, "START_SECONDS", 1)
        monkeypatch.setattr(jail, "SERVER", "nowhere.py")
        marker.server.process.kill()
        marker.server.process.wait()
        with pytest.raises(jail.JailError, match="does not start"):
            marker.mark(as_bytes(solved("03_cost")), "03_cost", 1)


def test_a_server_that_dies_is_started_again(marker):
    marker.mark(as_bytes(solved("03_cost")), "03_cost", 1)
    marker.server.process.kill()
    assert points(marker.mark(as_bytes(solved("03_cost")), "03_cost", 1)) == full("03_cost")


def test_a_notebook_has_its_time():
    if jail.tier() == "none":
        pytest.skip(jail.describe_tier())
    with Marker(Limits(call_seconds=1, notebook_seconds=1.5)) as marker:
        source = "def linear_forward(A, W, b):\n    while True: pass"
        result = marker.mark(with_cell("02_forward", "linear_forward", source), "02_forward", 1)
        assert points(result) == dict.fromkeys(FORWARD, 0)
        assert "the notebook took more than 1.5 seconds" in result.events


def test_who_waits_is_ended_by_the_clock_and_told_apart():
    if jail.tier() == "none":
        pytest.skip(jail.describe_tier())
    with Marker(Limits(call_seconds=1, notebook_seconds=8)) as marker:
        for waits in ("time.sleep(1000)", "threading.Event().wait()"):
            source = f"import threading, time\ndef linear_forward(A, W, b):\n    return {waits}"
            result = marker.mark(with_cell("02_forward", "linear_forward", source), "02_forward", 1)
            assert result.waited and of(result, "linear_forward").report.points == 0


@pytest.mark.parametrize("hides", [
    "codec.encode = lambda value, *more: b'same'", "frames.Answer = broken",
    "np.array_equal = lambda *a: True"])
def test_what_a_process_says_of_its_inputs_is_no_evidence(marker, hides):
    """It changes its inputs, and the parts of its own process that would tell."""
    result = of(marker.mark(with_cell("05_update", "update_parameters", f"""
        import gc, sys, types
        found = {{}}
        for thing in gc.get_objects():
            if isinstance(thing, types.ModuleType) and thing.__name__.split(".")[-1] in ("codec", "frames", "__main__"):
                found[thing.__name__.split(".")[-1]] = thing
        codec, frames = found.get("codec"), found.get("frames")
        real = getattr(codec, "encode", None)
        count = [0]
        def forged(value, *more):
            if isinstance(value, tuple) and len(value) == 3:
                return b"same"
            return real(value, *more)
        def broken(*fields):
            return kept(*fields[:3], [], *fields[4:])
        kept = getattr(frames, "Answer", None)
        def update_parameters(parameters, grads, learning_rate):
            if codec is not None:
                {hides if "lambda value" not in hides else "codec.encode = forged"}
            for key in parameters:
                parameters[key] -= learning_rate * grads["d" + key]
            return parameters
    """), "05_update", 1), "update_parameters")
    assert result.report.points < 7 and result.report.findings[-1].reason, result


def test_the_grader_stays_small(marker):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("a giant", "a million pieces", "prints 200 MB"):
        marker.mark(with_cell("02_forward", "linear_forward", HOSTILE[name]), "02_forward", 1)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


# The learner's own network is not there where a notebook is marked alone

def test_the_courses_functions_stand_in_for_my_network(marker):
    for lesson in ("05_update", "06_two_layer", "07_L_layer", "08_analysis"):
        assert points(marker.mark(as_bytes(solved(lesson)), lesson, "a seed")) == full(lesson)


@pytest.mark.parametrize("body", ["return 0.0", "raise KeyError(AL)"])
def test_an_own_my_network_with_a_wrong_function_stands_in_nobodys_way(body, marker):
    notebook = solved("06_two_layer")
    notebook.cells.insert(1, nbformat.v4.new_code_cell(
        f"%%writefile my_network.py\nfrom dnn_utils import *\ndef compute_cost(AL, Y):\n    {body}\n"))
    assert points(marker.mark(as_bytes(notebook), "06_two_layer", "a seed")) == full("06_two_layer")


@pytest.mark.parametrize("cells", [
    ["from my_network import two_layer_model, predict"],
    ["from my_network import *"],
    ["import my_network", "two_layer_model = my_network.two_layer_model", "predict = my_network.predict"],
    ["def two_layer_model(*a, **k):\n    import my_network\n    return my_network.two_layer_model(*a, **k)"],
])
def test_what_comes_from_my_network_earns_nothing(cells, marker):
    marked = marker.mark(from_sources(*cells, "check_two_layer_model(two_layer_model)"), "06_two_layer", "a seed")
    assert points(marked) == dict.fromkeys(full("06_two_layer"), 0)
