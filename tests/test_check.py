"""dnn-course check: the words and points of the checks, for any notebook, whatever its cells do."""
import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from dnn_course.learner import check
from dnn_course.learner.check import check_notebook, read_notebook
from dnn_course.cli import main
from dnn_course.learner.start import start
from dnn_course.notebook.reading import read
from testCases.checking import examine
from testCases.exercises import EXERCISES
from testCases.progress import points_so_far, results_so_far

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
LESSON = NOTEBOOKS / "02_forward.ipynb"
NAMES = [e.name for e in EXERCISES if e.lesson == "02_forward"]
ACTIVATIONS = {"sigmoid": 2, "relu": 2}


def solved():
    """Lesson 2, and its cells by their grade_id."""
    lesson = nbformat.read(LESSON, as_version=4)
    return lesson, {cell.metadata.nbgrader.grade_id: cell for cell in lesson.cells if "nbgrader" in cell.metadata}


@pytest.fixture
def write(tmp_path):
    """Write a notebook, and return its path."""
    def write(notebook, name="02_forward.ipynb"):
        nbformat.write(notebook, tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def changed(write):
    """Write lesson 2 with the cell of linear_forward changed by a function, or replaced by a text."""
    def changed(change, name="linear_forward", before=()):
        lesson, cells = solved()
        cells[name].source = change if isinstance(change, str) else change(cells[name].source)
        lesson.cells[:0] = [new_code_cell(source) for source in before]
        return write(lesson)

    return changed


def points(checked):
    return {name: report.points for name, report in checked.reports.items()}


def reasons(checked, name):
    report = checked.reports[name]
    return [finding.reason for finding in report.findings if finding.reason] + list(report.remarks)


def test_all_solved_lessons_have_full_points(capsys):
    assert main(["check", *map(str, sorted(NOTEBOOKS.glob("*.ipynb")))]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    for stem in ("00_start", "00_cats", "appendix_article", "formulas", "glossary"):
        assert f"{NOTEBOOKS / stem}.ipynb holds no exercise of the course\n" in said.out
    assert re.search(r"^total +100 of 100$", said.out, re.M)
    for e in EXERCISES:
        assert re.search(rf"^  {e.name} +{e.points} of {e.points}$", said.out, re.M)
    assert len(re.findall(r"^  lesson \d+ ", said.out, re.M)) == len({e.lesson for e in EXERCISES})


TRAININGS = {"watch_training", "train", "train_many", "two_layer_model", "L_layer_model", "train_on_article", "study",
             "judge", "train_in_torch", "costs_in_torch", "logistic", "machine", "check_estimator"}


@pytest.mark.parametrize("lesson", list(dict.fromkeys(e.lesson for e in EXERCISES)))
def test_nothing_is_trained(lesson):
    reading = read(read_notebook(NOTEBOOKS / f"{lesson}.ipynb"), tuple(e.name for e in EXERCISES if e.lesson == lesson))
    for statements in (reading.needed, reading.in_order):
        called = {node.func.id for statement in statements
                  if not isinstance(statement.node, (ast.FunctionDef, ast.ClassDef))
                  for node in ast.walk(statement.node) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        assert statements and not called & TRAININGS


def test_the_words_are_those_of_the_notebook(changed, capsys):
    path = changed(lambda source: source.replace("Z = W @ A + b", "Z = W @ A"))
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr().out

    def linear_forward(A, W, b):
        return W @ A, (A, W, b)

    report = examine("linear_forward", linear_forward)
    assert 0 <= report.points < 6
    assert said.startswith(f"02_forward.ipynb\n\n{report}\n\n")
    assert re.search(rf"^  linear_forward +{report.points:g} of 6$", said, re.M)


def test_an_exercise_version_has_no_points_and_says_what_is_not_written(tmp_path, capsys):
    start(tmp_path / "mine")
    assert main(["check", str(tmp_path / "mine" / "02_forward.ipynb")]) == 1
    said = capsys.readouterr().out
    assert re.search("^total +0 of 24$", said, re.M)
    for name in NAMES:
        assert f"{name} is not written yet" in said


def test_the_command_works_from_another_folder_and_in_the_notebooks_own(write, tmp_path):
    lesson, cells = solved()
    cells["linear_forward"].source = "from beside import SIGN\n" + cells["linear_forward"].source.replace(
        "Z = W @ A + b", "Z = SIGN * W @ A + float(open('bias.txt').read()) * b")
    (tmp_path / "beside.py").write_text("SIGN = 1\n")
    (tmp_path / "bias.txt").write_text("1\n")
    write(lesson)
    (tmp_path / "elsewhere").mkdir()
    command = [str(Path(sys.executable).with_name("dnn-course")), "check", "../02_forward.ipynb"]
    run = subprocess.run(command, cwd=tmp_path / "elsewhere", capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "") and "total" in run.stdout


# Cells that fail

def test_an_exception_costs_its_cell_only_and_is_told_with_cell_and_line(changed, capsys):
    path = changed(lambda source: source, before=["x = 1\n\n\nSCALE = 1 / 0\ny = 2"])
    lesson = nbformat.read(path, as_version=4)
    for cell in lesson.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "linear_forward":
            cell.source = cell.source.replace("Z = W @ A + b", "Z = SCALE * W @ A + b + y - y")
    nbformat.write(lesson, path)
    checked = check_notebook(path)
    assert points(checked) == {"linear_forward": 0, **ACTIVATIONS, "linear_activation_forward": 6, "L_model_forward": 8}
    assert [tuple(error) for error in checked.errors] == [(1, 4, "ZeroDivisionError: division by zero")]
    assert "NameError: name 'SCALE' is not defined" in reasons(checked, "linear_forward")[0]
    assert main(["check", str(path)]) == 1
    assert "cell [1], line 4: ZeroDivisionError: division by zero" in capsys.readouterr().out


@pytest.mark.parametrize("source, reason", [
    ("def linear_forward(A, W, b)\n    return W @ A + b, (A, W, b)", "line 1: SyntaxError: expected ':'"),
    ("def linear_forward(A, W, b=1 / 0):\n    return W @ A + b, (A, W, b)", "line 1: ZeroDivisionError"),
    ("x = 1\n\ndef linear_forward(A, W, b):\nreturn W @ A + b", "line 4: IndentationError"),
    ("# gone", "there is no function linear_forward in this notebook"),
    ("import os\n@lambda f: os._exit(0)\ndef linear_forward(A, W, b):\n    pass", "it ended the Python process"),
])
def test_a_cell_that_cannot_be_run_has_no_points_and_says_why(changed, source, reason):
    path = changed(source, before=["def linear_forward_2(A, W, b):\n    return W @ A + b, (A, W, b)"])
    lesson = nbformat.read(path, as_version=4)
    for cell in lesson.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "linear_activation_forward":
            cell.source = cell.source.replace("linear_forward(", "linear_forward_2(")
    nbformat.write(lesson, path)
    checked = check_notebook(path)
    assert points(checked) == {"linear_forward": 0, **ACTIVATIONS, "linear_activation_forward": 6, "L_model_forward": 8}
    assert reason in " ".join(reasons(checked, "linear_forward"))
    if re.search(r"\bline \d", reason):
        assert reasons(checked, "linear_forward")[0].startswith("cell [6], ")


def test_the_last_cell_of_a_function_that_runs_is_the_one_that_counts(write):
    lesson, cells = solved()
    lesson.cells += [new_code_cell(cells["linear_forward"].source + "\nlinear_forward(1, 2"),
                     new_code_cell(cells["L_model_forward"].source.replace("AL, caches", "AL + 1, caches"))]
    checked = check_notebook(write(lesson))
    assert checked.reports["linear_forward"].points == 6 and checked.errors[0].error.startswith("SyntaxError")
    assert checked.reports["L_model_forward"].points < 8


@pytest.mark.parametrize("body", ["while True: pass", "__import__('time').sleep(1000)",
                                  "int('9' * 4000) ** 9999999", "__import__('os')._exit(0)", "raise KeyboardInterrupt",
                                  f"__import__('os').kill(__import__('os').getpid(), {int(signal.SIGTERM)})"])
def test_a_function_that_does_not_come_back_costs_its_own_points_only(changed, body):
    begin = time.monotonic()
    path = changed(f"def L_model_forward(X, parameters):\n    {body}", name="L_model_forward")
    checked = check_notebook(path, timeout=3)
    assert time.monotonic() - begin < 8
    assert points(checked) == {"linear_forward": 6, **ACTIVATIONS, "linear_activation_forward": 6, "L_model_forward": 0}
    assert re.search("no result within [23] seconds|it ended the Python process",
                     " ".join(reasons(checked, "L_model_forward")))


def test_the_time_is_shared_so_that_a_loop_leaves_some_for_the_others(changed):
    path = changed("def linear_forward(A, W, b):\n    while True: pass")
    lesson = nbformat.read(path, as_version=4)
    for cell in lesson.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "linear_activation_forward":
            cell.source = cell.source.replace("Z, linear_cache = linear_forward(A_prev, W, b)",
                                              "Z, linear_cache = W @ A_prev + b, (A_prev, W, b)")
    nbformat.write(lesson, path)
    checked = check_notebook(path, timeout=10)
    assert points(checked) == {"linear_forward": 0, **ACTIVATIONS, "linear_activation_forward": 6, "L_model_forward": 8}
    assert "within 2 seconds" in reasons(checked, "linear_forward")[0]


def test_a_cell_that_does_not_end_costs_itself_only(changed):
    loops = "while True:\n    SCALE = 1"
    path = changed(lambda source: source.replace("W @ A + b", "W @ A + b if b.size else SCALE"), before=[loops])
    checked = check_notebook(path, timeout=12)
    assert points(checked) == {"linear_forward": 6, **ACTIVATIONS, "linear_activation_forward": 6, "L_model_forward": 8}
    assert [(error.number, error.error) for error in checked.errors] == [(1, "it had not ended after 2 seconds")]


def test_when_no_time_is_left_that_is_said(changed):
    checked = check_notebook(LESSON, timeout=1e-9)
    assert set(points(checked).values()) == {0} and "--timeout" in reasons(checked, "linear_forward")[0]


def test_what_a_notebook_prints_and_asks_is_kept_quiet(changed, capfd):
    noise = "print('loud'); __import__('sys').stderr.write('loud'); __import__('os').system('echo loud; echo loud >&2')"
    path = changed(lambda source: source.replace("    Z = W", f"    {noise}\n    Z = W") + f"\nx = [{noise[:13]}]")
    assert main(["check", str(path)]) == 0
    said = capfd.readouterr()
    assert "loud" not in said.out + said.err
    path = changed(lambda source: source.replace("    Z = W", "    input('loud')\n    Z = W"))
    assert main(["check", str(path)]) == 1
    assert "loud" not in capfd.readouterr().err


def test_spawned_processes_do_as_forked_ones(changed, monkeypatch):
    """As on Windows and macOS; each exercise's process imports everything anew."""
    monkeypatch.setattr(check, "FORK", False)
    path = changed("def L_model_forward(X, parameters):\n    __import__('os')._exit(0)", name="L_model_forward")
    assert points(check_notebook(path)) == {"linear_forward": 6, **ACTIVATIONS, "linear_activation_forward": 6, "L_model_forward": 0}


def test_no_process_is_left(changed):
    path = changed("import os\ndef linear_forward(A, W, b):\n    open('pid', 'w').write(str(os.getpid()))\n"
                   "    while True: pass")
    check_notebook(path, timeout=2)
    with pytest.raises(ProcessLookupError):
        os.kill(int(path.with_name("pid").read_text()), 0)


# Files that are no notebooks

@pytest.mark.parametrize("content, reason", [
    (None, "there is no such file"), ("", "the file is empty"), ('{"cells": [\n', "it is not JSON, line 2"),
    ("[]", "it has no cells"), ("{}", "it has no cells"), ('{"cells": {}}', "it has no cells"),
    ('{"cells": [1]}', "it has no cells"),
    (b"\xff\xfe", "can't decode"), ("[" * 100000, "recursion"), ('{"worksheets": [{}]}', "not a notebook"),
])
def test_what_cannot_be_read_is_told_and_the_others_are_checked(content, reason, tmp_path, capsys):
    path = tmp_path / "02_forward.ipynb"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main(["check", str(path), str(LESSON)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"dnn-course: {path}") and reason in said.err and said.err.count("\n") == 1
    assert re.search("^total +24 of 24$", said.out, re.M)


def test_a_folder_cannot_be_read(tmp_path, capsys):
    assert main(["check", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_notebooks_without_an_exercise_alone_are_an_error(write, capsys):
    path = write(new_notebook(cells=[new_code_cell("1 + 1")]), "mine.ipynb")
    assert main(["check", str(path)]) == 2
    assert "none of these notebooks holds an exercise" in capsys.readouterr().err


def test_an_old_and_a_bare_notebook_are_read(tmp_path):
    old = tmp_path / "02_forward.ipynb"
    old.write_text(nbformat.writes(nbformat.convert(solved()[0], 3), version=nbformat.NO_CONVERT))
    assert json.loads(old.read_text())["nbformat"] == 3
    assert sum(points(check_notebook(old)).values()) == 24
    bare = tmp_path / "bare.ipynb"
    bare.write_text(json.dumps({"cells": [{"cell_type": "code", "source": cell.source.splitlines(keepends=True)}
                                          for cell in solved()[0].cells if cell.cell_type == "code"]}))
    assert sum(points(check_notebook(bare)).values()) == 24


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_timeout_is_a_positive_number(seconds, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["check", str(LESSON), "--timeout", seconds])
    assert stopped.value.code == 2 and "--timeout" in capsys.readouterr().err


def test_help_names_the_exit_statuses(capsys):
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "0 for full points, 1 where some are missing, 2 where a notebook cannot be read" in said
    assert f"time for each notebook (default: {check.TIMEOUT})" in said


# Progress

def test_points_are_kept_in_a_learners_folder(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    start(folder)
    monkeypatch.chdir(tmp_path)
    progress = folder / ".dnn-course" / "progress.json"
    progress.write_text(json.dumps({"compute_cost": 8, "linear_forward": 1}))
    shutil.copy(LESSON, folder)
    assert main(["check", str(folder / "02_forward.ipynb")]) == 0
    expected = {"linear_forward": 6, **ACTIVATIONS, "linear_activation_forward": 6, "L_model_forward": 8,
                "compute_cost": 8}
    assert points_so_far(folder) == expected
    assert main(["check", str(folder / "03_cost.ipynb")]) == 1  # not written, whatever an earlier one had
    assert results_so_far(folder)["compute_cost"] == (8, 0)  # which nobody loses
    assert not list(progress.parent.glob("*.part"))


def test_without_a_learners_folder_nothing_is_written(changed, tmp_path):
    path = changed(lambda source: source)
    assert main(["check", str(path)]) == 0
    assert list(tmp_path.iterdir()) == [path]


def test_somebody_who_looks_on_sees_how_far_it_is(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main(["check", str(LESSON)]) == 0
    assert capsys.readouterr().err == "\r\033[KChecking 02_forward.ipynb (1 of 1) ...\r\033[K"
