"""Grading a class: every submission is marked exactly once, whatever dies in between."""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from grading_course import (LESSONS, POINTS, TRUST, Here, course, empty_course, journal,  # noqa: F401
                            own_notebook, scores, submit, unfinished, written)
from grading_tasks import die_at_7, die_once, fail, square

from dnn_course import cli
from dnn_course.grading.gradebook import room
from dnn_course.grading.classes.batch import grade
from dnn_course.grading.gradebook.course import open_course
from dnn_course.grading.classes.journal import Journal
from dnn_course.grading.classes.pool import results_of
from dnn_course.grading.gradebook.grades import write_submission
from dnn_course.grading.gradebook.seed import read_seed
from dnn_course.grading.gradebook.source import generate, make_source
from dnn_course.grading.classes.submissions import MAX_BYTES, Unreadable, find_submissions, read_submitted
from dnn_course.grading.classes import work
from dnn_course.grading.classes.work import key_of, unreadable_marks
from dnn_course.grading.outside import lesson
from dnn_course.home import COURSE

FULL = {"test_compute_cost": 8.0, "test_update_parameters": 7.0}
NEITHER = {"test_compute_cost": 0.0, "test_update_parameters": 0.0}


def run(folder, **options):
    return grade(folder, trust=TRUST, progress=False, **({} if "scheduler" in options else {"executor": Here()}),
                 **options)


# ---- marks

def test_a_class_is_graded(course):
    submit(course, "right")
    submit(course, "unfinished", {lesson: unfinished(lesson) for lesson in LESSONS})
    submit(course, "half", {"03_cost": unfinished("03_cost"), "05_update": own_notebook("05_update", "mine")})
    submit(course, "one", {"05_update": own_notebook("05_update", "the only one")})
    graded = run(course)
    assert (graded.submissions, graded.notebooks, graded.problems) == (4, 7, [])
    assert scores(course) == {
        "right": FULL, "unfinished": NEITHER, "half": {**FULL, "test_compute_cost": 0.0},
        "one": {**FULL, "test_compute_cost": 0.0}}
    assert graded.marked == 6 == len(journal(course)), "the unfinished cost notebooks are the same one"


def test_some_points(course):
    """A cost that is wrong for a single case."""
    wrong = ("def compute_cost(AL, Y):\n    if AL.shape[1] == 1:\n        return -1.0\n"
             "    return float(-np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))")
    submit(course, "partly", {"03_cost": written("03_cost", "compute_cost", wrong)})
    run(course)
    assert 0 < scores(course)["partly"]["test_compute_cost"] < POINTS["03_cost"]


@pytest.mark.parametrize("content", [b"", b"no notebook", b"[" * 100_000, b'{"cells": 3}', b"\xff\xfe\x00", b"null",
                                     b'{"cells": [{"cell_type": "code", "source": 5}, 7, null]}'])
def test_what_is_no_notebook_gets_0_points_and_a_reason(course, content):
    submit(course, "broken", {"03_cost": content})
    submit(course, "right")
    assert run(course).problems == []
    assert scores(course) == {"broken": NEITHER, "right": FULL}
    marks = {marks.lesson: marks for marks in journal(course).values() if marks.exercises[0].report.points == 0}
    assert marks["03_cost"].exercises[0].reason


def test_a_second_run_marks_nothing_and_changes_nothing(course):
    submit(course, "right")
    submit(course, "other", {"03_cost": unfinished("03_cost")})
    run(course)
    before, kept = scores(course), journal(course)
    assert run(course).marked == 0
    assert (scores(course), journal(course)) == (before, kept)


def test_a_new_submission_is_marked_and_replaces_the_old_one(course):
    target = submit(course, "late", {lesson: unfinished(lesson) for lesson in LESSONS}, "2026-01-01 10:00:00 UTC")
    run(course)
    shutil.rmtree(target)
    submit(course, "late", {"03_cost": own_notebook("03_cost", "again")}, "2026-01-02 10:00:00 UTC")
    run(course)
    assert scores(course) == {"late": {**NEITHER, "test_compute_cost": 8.0}}
    autograded = course / "autograded" / "late" / "course"
    assert [path.name for path in autograded.glob("*.ipynb")] == ["03_cost.ipynb"]
    assert (autograded / "timestamp.txt").read_text() == "2026-01-02 10:00:00 UTC"


def test_marks_given_by_hand_stay(course):
    submit(course, "right")
    run(course)
    with open_course(course).gradebook() as book:
        book.find_grade("test_compute_cost", "03_cost", "course", "right").manual_score = 3.5
        book.db.commit()
    run(course)
    with open_course(course).gradebook() as book:
        grade_of = book.find_grade("test_compute_cost", "03_cost", "course", "right")
        assert (grade_of.score, grade_of.auto_score, grade_of.needs_manual_grade) == (3.5, 8.0, True)


def test_late_submissions_get_the_penalty_that_nbgrader_is_configured_for(course):
    with open(course / "nbgrader_config.py", "a") as config:
        config.write('c.AssignLatePenalties.plugin_class = "grading_course.HalfOfTheMark"\n')
    with open_course(course).gradebook() as book:
        book.update_or_create_assignment("course", duedate="2026-01-01 12:00:00 UTC")
    submit(course, "early", timestamp="2026-01-01 11:59:59 UTC")
    submit(course, "late", timestamp="2026-01-01 12:00:01 UTC")
    odd = submit(course, "odd", timestamp="some day in May")
    os.utime(odd / "timestamp.txt", (1_800_000_000, 1_800_000_000))  # in 2027: what it says does not count
    run(course)
    with open_course(course).gradebook() as book:
        penalties = {s.student.id: s.late_submission_penalty for s in book.assignment_submissions("course")}
    assert penalties == {"early": 0, "late": 7.5, "odd": 7.5}
    rows = (course / "reports" / "course" / "canvas.csv").read_text().splitlines()[2:]
    assert [row.split(",")[-1] for row in rows] == ["15", "7.5", "7.5"]
    assert "timestamp.txt is no date and time" in (course / "reports" / "course" / "class.html").read_text()


def test_another_seed_marks_anew(course):
    submit(course, "right")
    run(course)
    assert run(course, seed=read_seed(course) + 1).marked == 2
    assert oct((course / ".grading" / "seed").stat().st_mode & 0o777) == "0o600"


def test_the_key_depends_on_what_is_marked():
    keys = {key_of(b"a", "03_cost", 1), key_of(b"b", "03_cost", 1), key_of(b"a", "05_update", 1),
            key_of(b"a", "03_cost", 2), key_of(b"a", "03_cost", 1, True)}
    assert len(keys) == 5


def test_the_key_covers_what_marking_loads_and_what_the_jail_sees(tmp_path):
    """Asked of a process that marks: a file that takes part and is not covered would keep stale marks."""
    code = ("import sys; from pathlib import Path; from dnn_course.grading.outside.marking import Marker\n"
            "from dnn_course.home import COURSE\n"
            "with Marker(trust=True) as marker:\n"
            "    for path in sorted((COURSE / 'notebooks').glob('0[1-8]*.ipynb')):\n"
            "        marker.mark(path.read_bytes(), path.stem, 1)\n"
            "print(*(module.__file__ for module in list(sys.modules.values()) if getattr(module, '__file__', None)),"
            " sep='\\n')")
    done = subprocess.run([sys.executable, "-c", code], cwd=COURSE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = {str(Path(path).relative_to(COURSE)) for path in done.stdout.splitlines()
              if Path(path).is_relative_to(COURSE) and ".venv" not in path}
    lesson.make_course(tmp_path)
    seen = {path.name for path in tmp_path.rglob("*.py")}
    covered = set(work.deciding_files())
    shells = {"dnn_course/__init__.py", "dnn_course/grading/__init__.py"}  # they decide nothing
    assert loaded - covered == shells
    idle = {path for path in covered - loaded if path.endswith(".py") and Path(path).name not in seen}
    assert not idle, "these take no part: a change of them would mark a class anew for nothing"


def test_each_file_that_decides_marks_anew_and_no_other_does(tmp_path, monkeypatch):
    copy = tmp_path / "copy"
    for folder in ("dnn_course", "testCases", "dnn_utils", "notebooks", "tests"):
        shutil.copytree(COURSE / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "baseline"))
    monkeypatch.setattr(work, "CODE", copy)

    def key():
        work.course_digest.cache_clear()
        return key_of(b"notebook", "03_cost", 1)
    deciding = work.deciding_files()
    assert {"dnn_course/home.py", "dnn_course/notebook/cells.py", "testCases/expected.json", "testCases/messages/compute_cost.toml",
            "testCases/cost.py", "testCases/misconceptions.py", "dnn_utils/cost.py", "dnn_course/grading/outside/hidden.py",
            "dnn_course/grading/inside/server.py", "dnn_course/grading/border/frames.py"} <= set(deciding)
    first = key()
    for path in (path for path in copy.rglob("*") if path.is_file()):
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert (key() != first) == (str(path.relative_to(copy)) in deciding), path
        path.write_bytes(before)
    assert key() == first
    work.course_digest.cache_clear()


def test_a_change_of_what_decides_gives_new_marks_and_one_of_a_page_keeps_them(course, monkeypatch, tmp_path):
    copy = tmp_path / "copy"
    for folder in ("dnn_course", "testCases", "dnn_utils"):
        shutil.copytree(COURSE / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(work, "CODE", copy)
    submit(course, "right")
    for path, marked in [(None, 2), (None, 0), ("dnn_course/grading/pages/reports.py", 0),
                         ("dnn_course/notebook/cells.py", 2)]:
        if path:
            (copy / path).write_bytes((copy / path).read_bytes() + b"\n")
        work.course_digest.cache_clear()
        assert run(course).marked == marked, path
    work.course_digest.cache_clear()


def test_what_the_clock_has_ended_is_marked_again_alone_and_not_kept(course, monkeypatch):
    """A neighbour's lease or a busy machine costs nobody a point; who waits by himself is not kept either."""
    submit(course, "right")
    submit(course, "sleeper", {"05_update": own_notebook("05_update", "sleeps")})
    order, busy = [], [True]

    def held_up(notebook, lesson, seed, trust):
        marks = work.marks_of(notebook, lesson, seed, trust)
        sleeps, order[len(order):] = b"sleeps" in notebook, [lesson]
        if sleeps or lesson == "03_cost" and busy.pop():
            marks = marks._replace(waited=True, exercises=tuple(
                e._replace(report=e.report._replace(points=0)) for e in marks.exercises))
        return marks
    busy.insert(0, False)
    monkeypatch.setattr("dnn_course.grading.classes.batch.marks_of", held_up)
    run(course)
    assert sorted(order[:3]) == ["03_cost", "05_update", "05_update"] and sorted(order[3:]) == ["03_cost", "05_update"]
    assert scores(course) == {"right": FULL, "sleeper": NEITHER}
    assert len(journal(course)) == 2 and not any(marks.waited for marks in journal(course).values())


def test_a_new_seed_where_the_instructor_wants_one(course):
    submit(course, "right")
    run(course)
    first = read_seed(course)
    assert first.bit_length() > 128 and run(course).marked == 0
    assert run(course, new_seed=True).marked == 2
    assert read_seed(course) != first and run(course).marked == 0
    with pytest.raises(ValueError, match="not both"):
        run(course, new_seed=True, seed=1)
    (course / ".grading" / "seed").write_text("4711")
    with pytest.raises(ValueError, match="could be guessed"):
        run(course)


# ---- what is handed in

def test_links_pipes_and_odd_names_are_told_and_not_read(course, tmp_path):
    secret = tmp_path / "secret"
    (secret / "course").mkdir(parents=True)
    (secret / "course" / "03_cost.ipynb").write_text("secret")
    submit(course, "right")
    (course / "submitted" / "linked").symlink_to(secret)
    (course / "submitted" / "half").mkdir()
    (course / "submitted" / "half" / "course").symlink_to(secret / "course")
    (course / "submitted" / "file").write_text("")
    (course / "submitted" / ".hidden").mkdir()
    (course / "submitted" / "a{b}*").mkdir()
    (course / "submitted" / "line\nbreak").mkdir()
    (course / "submitted" / "nothing").mkdir()
    target = submit(course, "inside", {})
    (target / "03_cost.ipynb").symlink_to(secret / "course" / "03_cost.ipynb")
    os.mkfifo(target / "05_update.ipynb")
    graded = run(course)
    assert len(graded.problems) == 6
    for name in ("linked", "half", "file", ".hidden", "a{b}*", "line\nbreak"):
        assert any(problem.startswith(f"{name}: ") for problem in graded.problems), name
    assert scores(course) == {"right": FULL, "inside": NEITHER}
    page = (course / "reports" / "course" / "students" / "inside.html").read_text()
    assert "links are not followed" in page and "is not a file" in page
    for path in [*(course / "autograded").rglob("*"), *(course / "reports").rglob("*")]:
        assert not path.is_symlink()
        assert path.suffix != ".ipynb" or b"secret" not in path.read_bytes()


def test_a_large_file_is_not_read(course):
    target = submit(course, "large", {"05_update": own_notebook("05_update", "small")})
    with open(target / "03_cost.ipynb", "wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="10.0 MB; more than 10 MB"):
        read_submitted(course, "large", "course", "03_cost.ipynb")
    run(course)
    assert scores(course) == {"large": {**NEITHER, "test_update_parameters": 7.0}}


@pytest.mark.parametrize("name", ["..", "../x", "a/b", "", ".x", "x" * 129, "a\x00b", "a\x1b[2Jb", "*", " x"])
def test_an_assignment_cannot_lead_out_of_the_folder(course, name):
    with pytest.raises(ValueError, match="assignment"):
        find_submissions(course, name)


def test_clear_errors(course, tmp_path):
    with pytest.raises(FileNotFoundError, match="dnn-course assign"):
        run(tmp_path)
    shutil.rmtree(course / "submitted")
    with pytest.raises(FileNotFoundError, match="put the submissions there"):
        run(course)
    submit(course, "right")
    with pytest.raises(ValueError, match="no assignment 'exam', only course"):
        run(course, assignment="exam")
    (course / ".grading").mkdir(exist_ok=True)
    (course / ".grading" / "seed").write_text("seven")
    with pytest.raises(ValueError, match="no whole number"):
        run(course)


# ---- the journal

def test_the_journal_keeps_the_first_marks_of_a_key_and_finds_them_again(tmp_path):
    path, marks = tmp_path / "folder" / "journal.db", unreadable_marks("03_cost", 2**127 + 1, "links are not followed")
    with Journal(path) as kept:
        kept.add("a", marks)
        kept.add("a", marks._replace(seconds=5.0))
        kept.add("b", marks._replace(seconds=3.0))
        assert len(kept) == 2 and kept.get("c") is None
    with Journal(path) as kept:
        assert len(kept) == 2 and kept.get("a") == marks and kept.get("b").seconds == 3.0
    assert oct(path.stat().st_mode & 0o777) == "0o600"


KEEPER = """
import sys
from dnn_course.grading.classes.journal import Journal
from dnn_course.grading.classes.work import unreadable_marks
with Journal(sys.argv[1]) as journal:
    for i in range(len(journal), 100_000):
        journal.add(str(i), unreadable_marks("04_backward", i, "x" * 5000))
        print(i, flush=True)
"""


def test_a_grader_killed_while_it_keeps_marks_loses_none(tmp_path):
    path, chance, told = tmp_path / "journal.db", random.Random(3), -1
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", KEEPER, str(path)], stdout=subprocess.PIPE, text=True) as keeper:
            for _ in range(chance.randint(1, 30)):
                told = int(keeper.stdout.readline())
            keeper.kill()
        with Journal(path) as kept:
            assert len(kept) >= told + 1
            assert all(kept.get(str(i)).seed == i for i in range(len(kept)))


def test_a_journal_that_is_none_is_told(tmp_path):
    path = tmp_path / "journal.db"
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(RuntimeError, match="journal.db cannot be used .*: delete it"):
        Journal(path)


def test_two_graders_do_not_work_in_one_folder(course):
    submit(course, "right")
    with Journal(course / ".grading" / "journal.db"):
        with pytest.raises(RuntimeError, match="another grader works in"):
            run(course)
    run(course)


# ---- what dies

def test_results_of_any_executor_and_tasks_taken_as_there_is_room():
    taken = []

    def tasks():
        for number in range(1000):
            taken.append(number)
            yield number, (number,)
    with ThreadPoolExecutor(2) as executor:
        results = results_of(square, tasks(), executor)
        next(results)
        assert len(taken) <= 210
        assert len(list(results)) == 999
    with ThreadPoolExecutor(2) as executor:
        ((identity, result, error),) = results_of(fail, [("a", (3,))], executor)
    assert (identity, result, type(error)) == ("a", None, KeyError)


def test_a_dead_process_loses_nothing(tmp_path):
    tasks = [(number, (tmp_path, number)) for number in range(6)]
    results = {identity: result for identity, result, error in results_of(die_once, tasks, workers=2) if error is None}
    assert results == {number: number * number for number in range(6)}


def test_what_always_kills_its_process_is_told_and_harms_no_other(tmp_path):
    tasks = [(number, (tmp_path, number)) for number in range(5, 10)]
    results = {identity: (result, error) for identity, result, error in results_of(die_at_7, tasks, workers=2)}
    assert {number: result for number, (result, _) in results.items()} == {5: 25, 6: 36, 7: None, 8: 64, 9: 81}
    assert "died 3 times" in str(results[7][1])
    assert len((tmp_path / "deaths").read_text()) == 4, "once among others, three times alone"


def test_what_cannot_be_marked_is_left_to_the_instructor_and_told(course, monkeypatch):
    submit(course, "right")

    def broken(notebook, lesson, seed, trust):
        if lesson == "03_cost":
            raise OSError("no disk")
        from dnn_course.grading.classes.work import marks_of
        return marks_of(notebook, lesson, seed, trust)
    monkeypatch.setattr("dnn_course.grading.classes.batch.marks_of", broken)
    graded = run(course)
    assert graded.problems == ["right: 03_cost could not be marked: OSError: no disk"]
    assert scores(course) == {"right": {"test_compute_cost": "by hand", "test_update_parameters": 7.0}}
    monkeypatch.undo()
    assert run(course).marked == 1, "the next run tries it again"
    assert scores(course) == {"right": FULL}


def grader(folder):
    """Start dnn-course grade in a process group of its own."""
    trust = ["--trust-submissions"] if TRUST else []
    return subprocess.Popen([sys.executable, "-m", "dnn_course.cli", "grade", str(folder), "--workers", "2", *trust],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, text=True)


def wait_for_marks(folder, count, process):
    """Wait until the journal has so many marks, or the process has ended."""
    while len(journal(folder)) < count and process.poll() is None:
        time.sleep(0.01)


def submit_class(folder, students):
    for i in range(students):
        submit(folder, f"student{i:02}", {lesson: own_notebook(lesson, f"notes of {i}") for lesson in LESSONS})


def assert_each_marked_once(folder, students):
    assert len(journal(folder)) == students * len(LESSONS)
    assert scores(folder) == {f"student{i:02}": FULL for i in range(students)}
    assert len(list((folder / "autograded").glob("*/course/*.ipynb"))) == students * len(LESSONS)


def test_a_grader_killed_again_and_again_marks_each_submission_once(course):
    submit_class(course, 8)
    chance = random.Random(5)
    for _ in range(3):
        process = grader(course)
        wait_for_marks(course, len(journal(course)) + chance.randint(0, 4), process)
        time.sleep(chance.uniform(0, 0.1))
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive, "its workers and their jails die with it"
    process = grader(course)
    output, _ = process.communicate()
    assert process.returncode == 0, output
    assert "Graded 8 submissions with 16 notebooks" in output
    assert_each_marked_once(course, 8)


def test_a_worker_killed_in_the_middle_loses_nothing(course):
    submit_class(course, 6)
    process = grader(course)
    wait_for_marks(course, 3, process)
    workers = [child for child in psutil.Process(process.pid).children() if "spawn_main" in " ".join(child.cmdline())]
    assert len(workers) == 2
    workers[0].kill()
    output, _ = process.communicate()
    assert process.returncode == 0, output
    assert_each_marked_once(course, 6)


@pytest.fixture
def dask_cluster(tmp_path):
    """A dask scheduler and two workers, each a process of its own: (address, the workers' processes)."""
    pytest.importorskip("distributed", reason="dask's distributed is not installed: make grading")
    file, processes = tmp_path / "scheduler.json", []

    def start(module, *arguments):
        with (tmp_path / f"{module}{len(processes)}.log").open("w") as log:
            processes.append(subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", "--scheduler-file", str(file), *arguments],
                stdout=log, stderr=log, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, cwd=tmp_path))
    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        for _ in range(600):
            if file.exists():
                break
            time.sleep(0.1)
        for _ in range(2):
            start("dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60")
        yield json.loads(file.read_text())["address"], processes[1:]
    finally:
        for process in processes[::-1]:
            process.kill()
            process.wait()


def test_a_dask_worker_killed_in_the_middle_loses_nothing(course, dask_cluster):
    address, workers = dask_cluster
    submit_class(course, 10)
    killed = []

    def kill_one():
        while len(journal(course)) < 3:
            time.sleep(0.01)
        workers[0].kill()
        killed.append(len(journal(course)))
    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    graded = run(course, scheduler=address)
    killer.join(timeout=10)
    assert killed and killed[0] < 20, "it was killed in the middle"
    assert (graded.marked, graded.problems) == (20, [])
    assert_each_marked_once(course, 10)


# ---- the gradebook

def test_a_gradebook_that_is_locked_for_a_while_is_waited_for(course, monkeypatch):
    submit(course, "right")
    database = sqlite3.connect(course / "gradebook.db", check_same_thread=False, isolation_level=None)
    database.execute("begin exclusive")

    def let_go():
        time.sleep(7)  # longer than SQLite waits by itself
        database.execute("rollback")
    thread = threading.Thread(target=let_go)
    course_ = open_course(course)
    database.execute("rollback")
    with course_.gradebook() as book:  # nbgrader writes at once when it opens one
        database.execute("begin exclusive")
        thread.start()
        write_submission(course_, book, "right", "course", {})
    thread.join()
    database.close()
    assert scores(course) == {"right": NEITHER}


def test_a_gradebook_that_stays_locked_is_told_and_nothing_is_lost(course, monkeypatch):
    submit(course, "right")
    monkeypatch.setattr(room, "PATIENCE", 0)
    database = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    course_ = open_course(course)
    with course_.gradebook() as book:
        database.execute("begin exclusive")
        with pytest.raises(RuntimeError, match="locked by another program"):
            write_submission(course_, book, "right", "course", {})
    database.execute("rollback")
    database.close()
    assert scores(course) == {}


def test_a_gradebook_that_is_locked_from_the_start_is_told(course, monkeypatch, capsys):
    submit(course, "right")
    monkeypatch.setattr(room, "PATIENCE", 0)
    database = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    database.execute("begin exclusive")
    assert cli.main(["grade", str(course), "--workers", "1", *(["--trust-submissions"] if TRUST else [])]) == 1
    assert one_sentence(capsys.readouterr().err, "locked by another program")
    database.execute("rollback")
    database.close()
    assert run(course).problems == [] and scores(course) == {"right": FULL}


def one_sentence(text, words):
    lines = [line for line in text.splitlines() if line.startswith("dnn-course: ")]
    return len(lines) == 1 and words in lines[0] and "Traceback" not in text and "[SQL" not in text


NO_ROOM = """
import os, shutil, sys
from pathlib import Path
from dnn_course import cli
from dnn_course.grading.classes.pool import start_processes
course, left = Path(sys.argv[1]), int(sys.argv[2])
shutil.copytree(sys.argv[3], course, symlinks=True)
if __name__ == "__main__":
    with open(course / "filler", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(os.statvfs(course).f_bavail * os.statvfs(course).f_bsize - left, 1))
    first = cli.main(["grade", str(course), "--workers", "1", *sys.argv[4:]])
    (course / "filler").unlink()
    print("ended with", first, "then with", cli.main(["grade", str(course), "--workers", "1", *sys.argv[4:]]))
"""


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap, to make a small disk")
@pytest.mark.parametrize("left", [0, 60_000])
def test_a_full_disk_is_told_and_the_next_run_goes_on(course, tmp_path, left):
    for name in ("ada", "ben"):
        submit(course, name, {lesson: own_notebook(lesson, name) for lesson in LESSONS})
    disk, script = tmp_path / "disk", tmp_path / "no_room.py"
    disk.mkdir()
    script.write_text(NO_ROOM.replace("shutil.copytree", "__name__ == '__main__' and shutil.copytree"))
    done = subprocess.run(
        ["bwrap", "--dev-bind", "/", "/", "--size", "20000000", "--tmpfs", str(disk), "--cap-add", "ALL", "--",
         sys.executable, str(script), str(disk / "course"), str(left), str(course),
         *(["--trust-submissions"] if TRUST else [])], cwd=COURSE, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(COURSE)})
    assert done.returncode == 0, done.stderr
    assert "ended with 1 then with 0" in done.stdout, done.stdout + done.stderr
    assert one_sentence(done.stderr, "no room left on the disk"), done.stderr


def test_a_full_tmp_is_told_and_is_no_missing_tier(course, tmp_path):
    if TRUST or shutil.which("bwrap") is None:
        pytest.skip("needs bubblewrap")
    submit(course, "right")
    place = tmp_path / "tmp"
    place.mkdir()
    done = subprocess.run(
        ["bwrap", "--dev-bind", "/", "/", "--size", "65536", "--tmpfs", str(place), "--cap-add", "ALL", "--",
         sys.executable, "-m", "dnn_course.cli", "grade", str(course)], cwd=COURSE, capture_output=True, text=True,
        env={**os.environ, "TMPDIR": str(place)})
    assert done.returncode == 1 and "NONE" not in done.stdout
    assert one_sentence(done.stderr, "no room for temporary files in"), done.stderr


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory):
    """The address of a real PostgreSQL server, started for these tests."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: make grading")
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("PostgreSQL is not installed (Debian package postgresql)")
    as_other = []
    if os.geteuid() == 0:  # it refuses to run as root
        as_other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # the path of a socket must be short
    if as_other:
        shutil.chown(folder, 65534, 65534)
    folder.chmod(0o700)
    control = [*as_other, str(programs[-1] / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    environment = {**os.environ, "LC_ALL": "C", "HOME": str(folder)}
    try:
        made = subprocess.run([*as_other, str(programs[-1] / "initdb"), "-D", str(folder / "data"), "-U", "grader",
                               "-A", "trust", "-E", "UTF8"], capture_output=True, text=True, env=environment, cwd="/")
        assert made.returncode == 0, made.stderr
        options = f"-c listen_addresses='' -k {folder} -c fsync=off"
        subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], check=True, env=environment,
                       cwd="/", stdout=subprocess.DEVNULL)
        yield f"postgresql+psycopg://grader@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], env=environment, cwd="/", stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)


def test_a_gradebook_in_postgresql(tmp_path, postgresql):
    folder = tmp_path / "course"
    make_source(folder, lessons=LESSONS)
    with open(folder / "nbgrader_config.py", "a") as config:
        config.write(f"c.CourseDirectory.db_url = {postgresql!r}\n")
    generate(folder)
    submit_class(folder, 3)
    submit(folder, "unfinished", {lesson: unfinished(lesson) for lesson in LESSONS})
    assert run(folder).problems == []
    assert run(folder).marked == 0
    assert not (folder / "gradebook.db").exists()
    with open_course(folder).gradebook() as book:
        assert book.engine.dialect.name == "postgresql"
        found = {submission.student.id: (submission.score, submission.max_score)
                 for submission in book.assignment_submissions("course")}
    assert found == {**{f"student{i:02}": (15.0, 15.0) for i in range(3)}, "unfinished": (0.0, 15.0)}
    exported = subprocess.run([sys.executable, "-m", "nbgrader", "export"], cwd=folder, capture_output=True, text=True)
    assert exported.returncode == 0, exported.stderr
    rows = (folder / "grades.csv").read_text().splitlines()[1:]
    assert sorted((row.split(",")[3], row.split(",")[9]) for row in rows) == \
        sorted((student, str(points)) for student, (points, _) in found.items())


# ---- the command

def test_the_command(course, capsys, monkeypatch):
    submit(course, "right")
    (course / "submitted" / "linked").symlink_to("/")
    assert cli.main(["grade", str(course), "--workers", "1", *(["--trust-submissions"] if TRUST else [])]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[0].casefold().startswith(("tier: ", "trusted submissions"))
    assert "Graded 1 submissions with 2 notebooks in " in out and str(course / "reports" / "course" / "class.html") in out
    assert "linked: it is a link" in err
    monkeypatch.setitem(sys.modules, "dnn_course.grading.commands", None)
    monkeypatch.delattr("dnn_course.grading.commands", raising=False)
    assert cli.main(["grade", str(course)]) == 1
    assert "pip install -r requirements-grading.txt" in capsys.readouterr().err


def test_without_a_jail_nothing_is_marked(course, monkeypatch):
    submit(course, "right")
    monkeypatch.setattr("dnn_course.grading.classes.batch.tier", lambda: "none")
    with pytest.raises(RuntimeError, match="--trust-submissions"):
        grade(course, progress=False)
    assert journal(course) == {}
