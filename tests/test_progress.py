"""Points that were earned stay: one writer, the file is the truth, the best counts and the latest stands beside it."""
import json
import multiprocessing
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import dnn_utils
from dnn_course.cli import main
from dnn_course.learner import check, start_page as start_page_module
from dnn_course.learner.start import start
from dnn_course.learner.start_page import progress as start_page
from testCases import progress
from testCases.checking import examine, run_check
from testCases.exercises import EXERCISES, Exercise, hundreds
from testCases.misconceptions import misconceptions_of
from testCases.progress import Result, Summary, lesson_summary, points_so_far, record, results_so_far
from testCases.report import CheckFailed, Report

LESSONS = Path(__file__).parent.parent / "notebooks"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder, in which this kernel runs."""
    start(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    monkeypatch.setattr(progress, "_unkept", {})
    return tmp_path / "mine"


def not_written(*arguments):
    raise NotImplementedError



def test_what_the_command_earned_is_not_undone_by_a_kernel_that_remembers_less(folder):
    """The fault as it was reported: 0 in the kernel, 6 by the command, then another check in that kernel."""
    with pytest.raises(CheckFailed):
        run_check("linear_forward", not_written)
    shutil.copy(LESSONS / "02_forward.ipynb", folder)
    command = [sys.executable, "-m", "dnn_course.cli", "check", "02_forward.ipynb"]
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 0
    assert points_so_far()["linear_forward"] == 6
    run_check("compute_cost", dnn_utils.compute_cost)
    assert points_so_far() == {"linear_forward": 6, "sigmoid": 2, "relu": 2, "linear_activation_forward": 6,
                               "L_model_forward": 8, "compute_cost": 8}


def in_each_hundred(points):
    """Return {hundred: points}."""
    return {hundred: sum(points[e.name] for e in exercises) for hundred, exercises in hundreds(EXERCISES).items()}


def test_nothing_is_lost_by_trying(folder, capsys):
    for e in EXERCISES:
        record([examine(e.name, getattr(dnn_utils, e.name))])
    assert in_each_hundred(points_so_far()) == in_each_hundred({e.name: e.points for e in EXERCISES})
    keys = list(misconceptions_of("linear_activation_forward"))
    worse = misconceptions_of("linear_activation_forward")[keys[0]]
    try:
        run_check("linear_activation_forward", worse)
    except CheckFailed:
        pass
    latest = examine("linear_activation_forward", worse).points
    assert latest < 6 and in_each_hundred(points_so_far())["course"] == 100
    assert results_so_far()["linear_activation_forward"] == (6, latest)
    summary = str(lesson_summary("L_model_forward"))
    assert f"6 of 6, and {latest:g} in the latest check" in summary and "Lesson 2: 24 of 24 points" in summary
    page = str(start_page(folder))
    assert page.startswith("Your progress: 100 of 100 points") and page.count("in the latest checks") == 1
    assert re.search(r"24 of 24, done; [\d.]+ in the latest checks", page)


def test_the_way_on_has_a_hundred_of_its_own_and_takes_nothing_from_the_course(monkeypatch):
    exercises = [Exercise("a", "08_one", 70, ("x",)), Exercise("b", "09_two", 50, ("x",)),
                 Exercise("c", "10_three", 40, ("x",))]
    for module in (progress, start_page_module):
        monkeypatch.setattr(module, "EXERCISES", exercises)
    results = {"a": Result(70, 70), "c": Result(7, 7)}
    titles = {e.lesson: e.lesson for e in exercises}
    assert start_page_module.Progress(results, titles, True).headline() == \
        "Your progress: 70 of 70 points, and 7 of 90 on the way on"
    assert Summary("08_one", results, True).closing_lines() == ["Course: 70 of 70 points", "Next: lesson 9, 09_two.ipynb"]
    assert Summary("10_three", results, True).closing_lines()[0] == "The way on: 7 of 90 points"


def test_the_command_gives_each_hundred_a_total(monkeypatch):
    exercises = {"a": Exercise("a", "08_one", 70, ("x",)), "c": Exercise("c", "10_three", 40, ("x",))}
    monkeypatch.setattr(check, "exercise", exercises.get)
    checked = {Path("08_one.ipynb"): check.Checked("08_one", {"a": Report("a", 60, 70)}, ()),
               Path("10_three.ipynb"): check.Checked("10_three", {"c": Report("c", 7, 40)}, ())}
    said = check.table(checked)
    assert re.search(r"^total +60 of 70$", said, re.M) and re.search(r"^total of the way on +7 of 40$", said, re.M)
    del checked[Path("10_three.ipynb")]
    assert "way on" not in check.table(checked)


def test_the_command_says_what_was_better_before(folder, capsys):
    shutil.copy(LESSONS / "03_cost.ipynb", folder)
    assert main(["check", "03_cost.ipynb"]) == 0
    lesson = nbformat.read(folder / "03_cost.ipynb", as_version=4)
    for cell in lesson.cells:
        cell.source = cell.source.replace("AL = keep_off_0_and_1(AL)\n", "\n")
    nbformat.write(lesson, folder / "03_cost.ipynb")
    capsys.readouterr()
    assert main(["check", "03_cost.ipynb"]) == 1
    assert re.search(r"^  compute_cost +[\d.]+ of 8, and 8 before$", capsys.readouterr().out, re.M)
    assert points_so_far(folder)["compute_cost"] == 8


def test_a_file_of_before_is_read(folder):
    (folder / ".dnn-course" / "progress.json").write_text('{"linear_forward": 4, "predict": 2.5}')
    assert results_so_far() == {"linear_forward": (4, 4), "predict": (2.5, 2.5)}
    record([examine("linear_forward", dnn_utils.linear_forward)])
    assert results_so_far() == {"linear_forward": (6, 6), "predict": (2.5, 2.5)}


def test_points_of_an_edition_that_gave_more_for_an_exercise_are_no_more_than_it_gives_now(folder):
    """Lessons 2 and 4 as they were before sigmoid, relu and their ways back were exercises: 8, 10, 8 and 12."""
    were = {"linear_forward": 6, "linear_activation_forward": 8, "L_model_forward": 10, "linear_backward": 10,
            "linear_activation_backward": 8, "L_model_backward": 12}
    path = folder / ".dnn-course" / "progress.json"
    path.write_text(json.dumps({name: {"best": points, "latest": points} for name, points in were.items()}))
    assert results_so_far() == {e.name: (e.points, e.points) for e in EXERCISES if e.name in were}
    record([examine("relu", dnn_utils.relu)])
    assert sum(points_so_far().values()) == 24 + 30 - 3 * 2
    page = str(start_page(folder))
    assert "22 of 24" in page and "26 of 30" in page and "Continue with initialize_parameters" in page


def test_what_another_version_of_the_course_kept_stays(folder):
    (folder / ".dnn-course" / "progress.json").write_text('{"batch_norm": {"best": 3, "latest": 1, "tries": 9}}')
    record([examine("linear_forward", dnn_utils.linear_forward)])
    content = json.loads((folder / ".dnn-course" / "progress.json").read_text())
    assert content["batch_norm"] == {"best": 3, "latest": 1, "tries": 9} and "linear_forward" in content


@pytest.mark.parametrize("text", ["{", "[]", '{"linear_forward": "many", "predict": 3}', "\0"])
def test_a_damaged_file_is_kept_aside(text, folder):
    path = folder / ".dnn-course" / "progress.json"
    path.write_text(text)
    record([examine("compute_cost", dnn_utils.compute_cost)])
    assert points_so_far() == {"compute_cost": 8, **({"predict": 3} if "predict" in text else {})}
    aside = [path.with_name("progress.damaged-1.json")]
    assert [other.read_text() for other in aside] == [text]
    path.write_text("also damaged")
    record([examine("compute_cost", dnn_utils.compute_cost)])
    assert path.with_name("progress.damaged-2.json").read_text() == "also damaged" and aside[0].read_text() == text


def keep(folder, names, barrier):
    barrier.wait()
    for name in names:
        record([examine(name, getattr(dnn_utils, name))], folder)


def test_two_processes_at_once_lose_nothing(folder):
    names = [e.name for e in EXERCISES if not e.name.endswith("_model")]
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    processes = [context.Process(target=keep, args=(folder, names[i::3], barrier)) for i in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    assert points_so_far(folder) == {e.name: e.points for e in EXERCISES if e.name in names}
    assert not list((folder / ".dnn-course").glob("*.part")) + list((folder / ".dnn-course").glob("*damaged*"))


def test_a_writer_waits_for_another(folder, monkeypatch):
    """Without the lock, two that read at the same time would each write what the other lacks."""
    entered = []

    def lock(file, how):
        entered.append(Path(file.name).name)

    if progress.fcntl is None:
        pytest.skip("this system locks in another way")
    monkeypatch.setattr(progress.fcntl, "flock", lock)
    record([examine("compute_cost", dnn_utils.compute_cost)])
    assert entered == ["progress.lock"]
