"""What CONTRIBUTING.md says of adding a mistake and an exercise, done in a copy."""
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MISTAKE, EXERCISE = re.findall(r"^```diff\n(.*?)^```$", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
                               re.M | re.S)


@pytest.fixture
def copy(tmp_path):
    for room in ("dnn_utils", "testCases", "dnn_course"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for room in ("datasets", "images"):
        (tmp_path / room).symlink_to(ROOT / room)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    return tmp_path


def apply(diff, folder):
    """Change the files of a folder as a diff says; each of its places must be there exactly once."""
    for name, hunks in re.findall(r"^--- .*\n\+\+\+ b/(.*)\n((?:[@ +-].*\n?)+?)(?=^--- |\Z)", diff, re.M):
        path = folder / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for hunk in re.split(r"^@@\n", hunks, flags=re.M)[1:]:
            lines = hunk.splitlines(keepends=True)
            old, new = ("".join(line[1:] for line in lines if line[0] in kinds) for kinds in (" -", " +"))
            assert text.count(old) == 1 or not text, (name, old)
            text = text.replace(old, new) if text else new
        path.write_text(text, encoding="utf-8")


def python(folder, code):
    """Run code on the copy; return what it prints."""
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_mistake_costs_two_lines(copy):
    assert sum(line.startswith("+") and not line.startswith("+++") for line in MISTAKE.splitlines()) == 2
    code = ("import numpy as np, dnn_utils\nfrom dnn_utils.activations import keep_off_0_and_1\n"
            "from testCases.checking import examine\n"
            "def compute_cost(AL, Y):\n    AL = keep_off_0_and_1(AL)\n"
            "    return -np.mean((1 - Y) * np.log(1 - AL))\n"
            "print(examine('compute_cost', compute_cost).misconceptions, "
            "examine('compute_cost', dnn_utils.compute_cost).points)")
    assert python(copy, code) == "() 8.0\n"
    apply(MISTAKE, copy)
    assert python(copy, code) == "('only_label_0',) 8.0\n"


def test_an_exercise_is_its_rows_its_words_and_its_cells(copy):
    apply(EXERCISE, copy)
    subprocess.run([sys.executable, "-m", "testCases.generate"], cwd=copy, check=True, timeout=300)
    said = python(copy, """
import nbformat, numpy as np, dnn_utils, testCases
from dnn_course.home import course_notebooks
from dnn_course.grading.outside.hidden import hidden_looks
from dnn_course.learner.check import check_notebook
from testCases.checking import examine, looked_at
print(sum(e.points for e in testCases.EXERCISES))
print(testCases.check_balanced_accuracy(dnn_utils.balanced_accuracy))
wrong = examine("balanced_accuracy", lambda y, p: np.mean(p == y))
print(wrong.misconceptions, wrong.points < 1)
e = testCases.exercise("balanced_accuracy")
looks, _ = looked_at(e, dnn_utils.balanced_accuracy)
hidden = hidden_looks(e, dnn_utils.balanced_accuracy, 5, looks)
print(len(hidden), any(look.reason for look in hidden))
given = course_notebooks()["08_analysis.ipynb"]
print(next(cell.source for cell in given.cells if cell.id == "balanced-accuracy"))
print(check_notebook("notebooks/08_analysis.ipynb").reports["balanced_accuracy"].points)
""")
    assert said.startswith("200\nbalanced_accuracy: 1 of 1 points\n") and said.endswith("\n1.0\n")
    assert "('plain_accuracy',) True\n4 False\n" in said
    assert "# Hint: one line: the mean of what recalls returns" in said
    assert 'raise NotImplementedError("Complete balanced_accuracy")' in said
