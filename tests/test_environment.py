"""The environment check: every failure provoked, told, and with something to do; and the progress of the start page."""
import ast
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from collections import namedtuple
from html.parser import HTMLParser
from importlib import metadata
from pathlib import Path

import nbformat
import pytest

from dnn_course.learner import environment
from dnn_course.learner.check import check_notebooks
from dnn_course.cli import main
from dnn_course.learner.environment import Environment, Problem, check_environment, find_problems
from dnn_course.learner.start import start
from dnn_course.learner.start_page import Progress, progress
from testCases.exercises import EXERCISES
from testCases.messages import messages_of

COURSE = Path(__file__).resolve().parent.parent
MODULE = COURSE / "dnn_course" / "learner" / "environment.py"
LESSONS = list(dict.fromkeys(e.lesson for e in EXERCISES))


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of what the check looks at, taken for the course's folder."""
    folder = tmp_path / "course"
    for name in ("notebooks", "datasets", "testCases/messages"):
        (folder / name).mkdir(parents=True)
    for name in ("pyproject.toml", "testCases/messages/environment.toml",
                 *(f"datasets/{name}" for name in environment.DATA),
                 *(f"notebooks/{lesson}.ipynb" for lesson in LESSONS)):
        shutil.copy(COURSE / name, folder / name)
    monkeypatch.setattr(environment, "COURSE", folder)
    monkeypatch.setattr(environment, "installed_from", lambda: [folder])
    return folder


def the_problem(*arguments):
    """The only problem, which must say something to do, and no word that was not filled in."""
    problem, = find_problems(*arguments)
    assert problem.remedy and not re.search("[{}]", problem.what + problem.remedy)
    return problem


def test_all_is_well_here(tmp_path):
    assert find_problems(tmp_path) == []
    assert str(check_environment(tmp_path)) == "\n".join(
        ["Your environment: all is well", *(f"  ok    {part}" for part in (
            "Python", "packages", "kernel", "lessons", "data", "folder"))])


def test_all_is_well_in_a_copy(copy):
    assert find_problems(copy) == []


# Each failure

def test_an_old_python(monkeypatch):
    Version = namedtuple("Version", "major minor micro releaselevel serial")
    monkeypatch.setattr(sys, "version_info", Version(3, 10, 14, "final", 0))
    problem = the_problem()
    assert problem.part == "python" and problem.what == "Python 3.10.14 is too old: the course needs 3.11 or newer"
    assert "make lab PYTHON=python3.11" in problem.remedy and str(COURSE) in problem.remedy
    monkeypatch.setattr(sys, "version_info", Version(3, 11, 0, "final", 0))
    assert find_problems() == []
    monkeypatch.setattr(sys, "version_info", Version(4, 0, 0, "final", 0))
    assert find_problems() == []


def test_the_python_is_that_of_pyproject():
    project = tomllib.loads((COURSE / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=" + ".".join(map(str, environment.PYTHON))


def test_missing_packages(monkeypatch):
    def version(name):
        if name in ("numpy", "h5py"):
            raise metadata.PackageNotFoundError(name)
        return installed(name)

    installed = metadata.version
    monkeypatch.setattr(metadata, "version", version)
    problem = the_problem()
    assert (problem.part, problem.what) == ("packages", "not installed: numpy, h5py")
    assert f"{sys.executable} -m pip install -r requirements.txt -e ." in problem.remedy


@pytest.mark.parametrize("version, fits", [("1.26.4", False), ("2.1", False), ("2.2", True), ("2.10", True),
                                           ("3.0rc1", True), ("2.2rc1", False)])
def test_an_old_package(version, fits, copy, monkeypatch):
    (copy / "pyproject.toml").write_text('[project]\ndependencies = ["numpy>=2.2", "tqdm"]\n')
    monkeypatch.setattr(metadata, "version", lambda name: version)
    if fits:
        assert find_problems(copy) == []
    else:
        assert the_problem(copy)[:2] == ("packages", f"numpy {version} does not fit: the course needs numpy>=2.2")


def test_colab_keeps_its_own_kernel_and_pages(copy, monkeypatch):
    (copy / "pyproject.toml").write_text('[project]\ndependencies = ["numpy>=99", "ipython>=99", "jupyterlab", "nothing-1"]\n')
    assert len(find_problems(copy)) == 3
    monkeypatch.setenv("COLAB_RELEASE_TAG", "release")
    old, missing = find_problems(copy)
    assert "numpy" in old.what and old.remedy.startswith("run in a cell: %pip install 'numpy>=99' and then")
    assert missing.what == "not installed: nothing-1" and "%pip install 'nothing-1'" in missing.remedy


def test_without_packaging_what_is_there_is_taken_to_fit(monkeypatch):
    monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    assert environment.fits("1.0", "numpy>=2.2") and find_problems() == []


def test_another_kernel(copy, monkeypatch):
    monkeypatch.setattr(environment, "installed_from", lambda: [])
    problem = the_problem(copy)
    assert problem.part == "kernel" and sys.executable in problem.what and "pip install" in problem.remedy
    (copy / ".venv").mkdir()
    assert str(copy / ".venv") in the_problem(copy).remedy and "Change Kernel" in the_problem(copy).remedy


def test_a_course_installed_from_elsewhere(copy, tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "installed_from", lambda: [tmp_path / "other"])
    problem = the_problem(copy)
    assert problem.part == "kernel" and str(tmp_path / "other") in problem.what and str(copy) in problem.what


def test_where_the_course_is_installed_from(tmp_path, monkeypatch):
    """An editable install, one from an archive, and what setuptools leaves beside the code."""
    assert COURSE in environment.installed_from()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert environment.installed_from() == []
    info = tmp_path / "dnn_course-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dnn-course\nVersion: 1.0.0\n")
    assert environment.installed_from() == [tmp_path]
    origin = {"url": (tmp_path / "a b").as_uri(), "dir_info": {"editable": True}}
    (info / "direct_url.json").write_text(json.dumps(origin))
    assert environment.installed_from() == [tmp_path / "a b"]
    (info / "direct_url.json").unlink()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(environment, "COURSE", tmp_path)
    assert environment.installed_from() == []


@pytest.mark.parametrize("name", ["drawn.h5", "article.h5", "article_figures.json"])
@pytest.mark.parametrize("how", ["gone", "empty"])
def test_missing_data(name, how, copy):
    (copy / "datasets" / name).unlink()
    if how == "empty":
        (copy / "datasets" / name).touch()
    problem = the_problem(copy)
    assert (problem.part, problem.what) == ("data", f"{name} should be in {copy / 'datasets'}")
    assert f"git -C {copy} checkout -- datasets" in problem.remedy


def test_missing_lessons(copy):
    for lesson in LESSONS[2:4]:
        (copy / "notebooks" / f"{lesson}.ipynb").unlink()
    problem = the_problem(copy)
    assert problem[:2] == ("lessons", f"03_cost.ipynb, 04_backward.ipynb should be in {copy / 'notebooks'}")
    shutil.rmtree(copy / "notebooks")
    assert "01_initialization.ipynb, 02_forward.ipynb" in the_problem(copy).what


@pytest.mark.parametrize("folder", ["gone", "a file", "/proc"])
def test_a_folder_that_cannot_be_written_to(folder, tmp_path):
    if folder == "/proc" and not Path(folder).is_dir():
        pytest.skip("this system has no /proc, a folder that even root cannot write to")
    path = tmp_path / folder
    if folder == "a file":
        path.touch()
    problem = the_problem(path)
    assert problem.part == "folder" and problem.what.startswith(f"nothing can be written to {path.resolve()}: ")
    assert "dnn-course start DIR" in problem.remedy


def test_a_folder_without_permission(tmp_path, monkeypatch):
    def refused(dir):
        raise PermissionError(13, "Permission denied", dir)

    monkeypatch.setattr(environment.tempfile, "TemporaryFile", refused)  # root is refused nothing
    assert the_problem(tmp_path)[:2] == ("folder", f"nothing can be written to {tmp_path}: Permission denied")


# With nothing but Python

@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A Python without a single package, nor the course."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run_bare(python, *arguments):
    return subprocess.run([python, *arguments], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "PYTHONPATH": str(COURSE)})


def test_it_works_where_nothing_is_installed(bare):
    code = ("import sys; from dnn_course.learner.environment import *; "
            "e = check_environment(); "
            "print(e); print(e._repr_html_()); "
            "print({name.split('.')[0] for name in sys.modules} & {'numpy', 'IPython'})")
    run = run_bare(bare, "-c", code)
    assert run.returncode == 0, run.stderr
    assert "not installed: numpy, h5py, matplotlib" in run.stdout and "is not the one that the course" in run.stdout
    assert "<table>" in run.stdout and run.stdout.endswith("set()\n")


@pytest.mark.parametrize("command", [["start", "x"], ["check", "x.ipynb"], ["fetch"]])
def test_the_command_says_what_is_missing_rather_than_show_a_traceback(bare, command, tmp_path):
    run = run_bare(bare, "-m", "dnn_course.cli", *command)
    assert run.returncode == 2 and run.stdout == ""
    assert run.stderr.startswith("Your environment: 2 things to put right") and "Traceback" not in run.stderr
    assert "not installed: numpy" in run.stderr


def test_an_older_python_can_read_it():
    trees = [ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
             for path in (MODULE, *(COURSE / name for name in ("dnn_course/__init__.py", "dnn_course/home.py", "dnn_utils/__init__.py",
                                                         "dnn_utils/lazy.py", "dnn_utils/files.py")))]
    imported = {name.split(".")[0] for tree in trees for node in tree.body
                if isinstance(node, (ast.Import, ast.ImportFrom))
                for name in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])}
    assert imported <= sys.stdlib_module_names - {"tomllib"} | {"dnn_course", "dnn_utils"}


def test_its_messages_are_read_as_toml_has_them():
    messages = messages_of("environment")
    values = {name: f"<{name}>" for text in messages.values() for name in re.findall(r"{(\w+)}", text)}
    for key, text in messages.items():
        assert environment.say(key, **values) == text.format(**values)


# The panel, and where it is shown

class Text(HTMLParser):
    """The words of HTML, and its tags."""

    def __init__(self, source):
        super().__init__()
        self.words, self.tags = [], []
        self.feed(source)

    def handle_data(self, data):
        self.words.append(data.strip())

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


WRONG = Environment((Problem("packages", "numpy <1> & h5py", "install them"),
                     Problem("packages", "pooch", "install them"), Problem("data", "drawn.h5", "fetch it")))


def test_text_and_panel_say_the_same():
    assert str(WRONG) == """\
Your environment: 3 things to put right before the first lesson
  ok    Python
  WRONG packages
          numpy <1> & h5py
          pooch
          What to do: install them
  ok    kernel
  ok    lessons
  WRONG data
          drawn.h5
          What to do: fetch it
  ok    folder"""
    panel = Text(WRONG._repr_html_())
    for line in str(WRONG).split("\n"):
        assert line.replace("WRONG", "").strip().removeprefix("ok").strip() in panel.words
    assert panel.words.count("\u2717 WRONG") == 2 and panel.words.count("\u2713 ok") == 4
    assert "<1>" not in WRONG._repr_html_()


@pytest.mark.parametrize("shown", [WRONG, check_environment(), progress()], ids=["wrong", "well", "progress"])
def test_a_panel_suits_screen_readers_and_both_themes(shown):
    panel = Text(shown._repr_html_())
    tag, attributes = panel.tags[0]
    assert attributes["role"] == "group" and attributes["aria-label"]
    heads = [attributes["scope"] for tag, attributes in panel.tags if tag == "th"]
    assert heads.count("col") in (2, 3) and heads.count("row") in (6, len(LESSONS))
    assert not re.search(r"(?<!-)color: *(#|rgb|black|white)|background", shown._repr_html_())


def test_start_says_what_is_wrong_and_makes_the_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(environment, "installed_from", lambda: [])
    assert main(["start", str(tmp_path / "mine")]) == 0
    said = capsys.readouterr()
    assert "Made" in said.out and said.err.startswith("Your environment: 1 thing to put right before the first lesson")
    assert "WRONG kernel" in said.err


# Progress

@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    """What other tests of this process have checked is forgotten."""
    monkeypatch.setattr("testCases.progress._unkept", {})


def test_nothing_is_started():
    shown = str(progress(COURSE / "notebooks"))
    assert shown.startswith("Your progress: 0 of 100 points")
    assert "\n  Lesson 1: Choose the numbers to start from " in shown
    assert shown.count("not started") == len(LESSONS)
    assert "Continue with initialize_parameters, in 01_initialization.ipynb" in shown
    assert "where no progress is kept" in shown


def test_progress_follows_the_checks(tmp_path):
    folder = tmp_path / "mine"
    start(folder)
    assert "no progress is kept" not in str(progress(folder))
    for lesson in LESSONS[:2]:
        shutil.copy(COURSE / "notebooks" / f"{lesson}.ipynb", folder)
    lesson = nbformat.read(folder / "02_forward.ipynb", as_version=4)
    for cell in lesson.cells:
        cell.source = cell.source.replace("caches.append(cache)", "pass")
    nbformat.write(lesson, folder / "02_forward.ipynb")
    assert check_notebooks([folder / f"{lesson}.ipynb" for lesson in LESSONS[:2]]) == 1
    shown = progress(folder)
    assert re.search(r"^  Lesson 1: .* 13 of 13, done$", str(shown), re.M)
    assert re.search(r"^  Lesson 2: .* 22\.9 of 24$", str(shown), re.M)
    assert "Continue with L_model_forward, in 02_forward.ipynb" in str(shown)
    assert str(shown).count("not started") == len(LESSONS) - 2


def test_everything_is_done(tmp_path):
    (tmp_path / ".dnn-course").mkdir()
    (tmp_path / ".dnn-course" / "progress.json").write_text(json.dumps({e.name: e.points for e in EXERCISES}))
    shown = str(progress(tmp_path))
    assert shown.startswith("Your progress: 100 of 100 points") and shown.count("done") == len(LESSONS)
    assert shown.endswith(messages_of("start")["finished"])


def test_the_lessons_are_links():
    shown = progress(COURSE / "notebooks")
    targets = [attributes["href"] for tag, attributes in Text(shown._repr_html_()).tags if tag == "a"]
    assert targets == [*(f"{lesson}.ipynb" for lesson in LESSONS), "01_initialization.ipynb"]
    for line in str(shown).split("\n"):
        for part in re.split(" {2,}", line.strip()):
            assert part in " ".join(html.unescape(re.sub("<[^>]*>", " ", shown._repr_html_())).split())


@pytest.mark.parametrize("content", [None, "", "{}", '{"cells": []}', '{"cells": [{"source": "no title"}]}'])
def test_a_lesson_that_is_gone_has_its_title_all_the_same(content, tmp_path):
    if content is not None:
        (tmp_path / "02_forward.ipynb").write_text(content)
    assert progress(tmp_path).titles["02_forward"] == "Lesson 2: Go forward through the network"


def test_a_translated_lesson_has_its_own_title(tmp_path):
    lesson = {"cells": [{"source": ["# Lektion 2: Vorw\u00e4rts\n", "text"]}]}
    (tmp_path / "02_forward.ipynb").write_text(json.dumps(lesson))
    assert progress(tmp_path).titles["02_forward"] == "Lektion 2: Vorw\u00e4rts"


def test_a_title_is_escaped():
    shown = Progress({}, {"02_forward": "<script>"}, True)
    assert "<script>" not in shown._repr_html_() and "&lt;script&gt;" in shown._repr_html_()
