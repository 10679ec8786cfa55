"""Hostile submissions (tests/hostile/): not one unearned point, no damage, no survivor, honest neighbours as before."""
import json
import os
import re
import time
from pathlib import Path

import nbformat
import pytest
from grading_accounts import TIER, as_nobody

from dnn_course.home import unsolved
from dnn_course.grading.outside.marking import Limits, Marker
from dnn_course.grading.outside.session import WALL
from testCases.exercises import EXERCISES

COURSE = Path(__file__).parent.parent
HOSTILE = sorted((COURSE / "tests" / "hostile").glob("*.py"))
LESSON = "02_forward"
NAMES = [e.name for e in EXERCISES if e.lesson == LESSON]
FULL = {e.name: e.points for e in EXERCISES if e.lesson == LESSON}
LIMITS = Limits(call_seconds=2, notebook_seconds=8)
LEFT_OVER = 6  # seconds that a mark may take beyond its limit: the start of another child, and this machine's mood
GRADER_MEGABYTES = 600
IN_THE_SECOND_TIER = (  # one of each kind: files, processes, signals, sockets, memory, time, values, frames
    "becomes_root", "calls_out", "changes_its_inputs", "daemon", "eats_memory_in_the_function", "exits_in_the_function",
    "fills_the_disk", "fork_in_the_function", "imports_the_solution", "kills_everybody", "loops_at_the_top",
    "opens_abstract_sockets", "patched_numpy", "plants_links", "reads_expected_values", "searches_proc", "stops_its_parent",
    "traces_other_processes", "writes_garbage_frames", "writes_the_gradebook")

pytestmark = pytest.mark.skipif(TIER == "none", reason="this machine gives no jail: no user namespaces, no Landlock")


@pytest.fixture(scope="module")
def marker():
    with Marker(LIMITS) as marker:
        marker.tier = TIER
        yield marker


def notebook_of(cells):
    """Return lesson 2 as a submission: its imports, these cells in place of the exercises, and its test cells."""
    lesson = unsolved(nbformat.read(COURSE / "notebooks" / f"{LESSON}.ipynb", as_version=4))
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    tests = [cell for cell in code if cell.metadata.get("nbgrader", {}).get("grade")]
    own = [nbformat.v4.new_code_cell(source) for source in cells]
    lesson.cells = [code[0], *own, *tests]
    return nbformat.writes(lesson).encode()


def cells_of(path):
    return [cell.strip("\n") for cell in path.read_text(encoding="utf-8").split("# %%\n")]


def honest():
    return (COURSE / "notebooks" / f"{LESSON}.ipynb").read_bytes()


def points_of(mark):
    return {exercise.report.name: exercise.report.points for exercise in mark.exercises}


def descendants():
    """Return the processes that this one has started, or that they have, with their command lines."""
    parents, commands = {}, {}
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents[int(process)] = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
            commands[int(process)] = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace")
        except (OSError, IndexError):
            pass

    def mine(process):
        while process in parents:
            process = parents[process]
            if process == os.getpid():
                return True
        return False

    return {process: command for process, command in commands.items() if mine(process)}


def strangers():
    """Return processes of the hostile corpus that no longer have us as an ancestor."""
    return [path for path in Path("/proc").glob("[0-9]*/cmdline") if _holds(path, b"987654")]


def _holds(path, text):
    try:
        return text in path.read_bytes()
    except OSError:
        return False


def files():
    """Return what a submission may not touch: the course, and files that the corpus would leave."""
    watched = [path for folder in ("dnn_utils", "testCases", "dnn_course", "notebooks", "tests")
               for path in (COURSE / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    watched += [path for path in (Path("/etc/passwd"), Path.home() / ".bashrc") if path.exists()]
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in watched}


@pytest.fixture(scope="module")
def before(marker):
    """What an honest submission gets, what runs and what lies on the disk, before anything hostile."""
    return {"honest": points_of(marker.mark(honest(), LESSON, 1)), "files": files(), "processes": len(descendants())}


def test_the_corpus_is_large_and_says_what_it_tries():
    assert len(HOSTILE) >= 40
    for path in HOSTILE:
        assert re.match(r'""".+\."""\n', path.read_text(encoding="utf-8")), path.name


def test_an_honest_neighbour_has_full_points(before):
    assert before["honest"] == FULL


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_no_unearned_point_no_damage_no_survivor(path, marker, before):
    earns = "\n# earns: linear_forward\n" in path.read_text(encoding="utf-8")
    began = time.monotonic()
    mark = marker.mark(notebook_of(cells_of(path)), LESSON, 1)
    took = time.monotonic() - began
    points = points_of(mark)
    assert list(points) == NAMES
    assert {name: points[name] for name in NAMES[1:]} == dict.fromkeys(NAMES[1:], 0)
    if not earns:
        assert points["linear_forward"] == 0, mark
    else:
        assert points["linear_forward"] == FULL["linear_forward"], mark
    assert all(exercise.reason for exercise in mark.exercises if exercise.report.points < exercise.report.max_points)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x9b]", json.dumps(mark.exercises, ensure_ascii=False))
    assert len(json.dumps(mark)) < 2 * LIMITS.output + 100_000
    assert took < WALL * LIMITS.notebook_seconds + LEFT_OVER
    assert points_of(marker.mark(honest(), LESSON, 1)) == before["honest"]
    assert len(descendants()) <= before["processes"] + 1 and not strangers()
    assert files() == before["files"] and not list(Path("/tmp").glob("dnn_course_hostile*"))


def test_the_corpus_would_earn_points_without_the_jail(tmp_path):
    """The tricks work: run as notebooks are run elsewhere, with the checks beside the student's code."""
    from testCases.checking import examine
    namespace = {}
    source = (COURSE / "tests" / "hostile" / "imports_the_solution.py").read_text(encoding="utf-8")
    exec(compile(source, "hostile", "exec"), namespace)
    assert examine("linear_forward", namespace["linear_forward"]).points == FULL["linear_forward"]


@pytest.mark.parametrize("source", [b"", b"{", b"[]", b"null", b'{"cells": 5}', b'{"cells": [5, null, {}]}',
                                    b"\xff" * 100, b'{"cells": ' + b"[" * 100_000,
                                    b'{"cells": [{"cell_type": "code"}], "nbformat": 4}',
                                    b'{"cells": [], "metadata": [], "nbformat": "x"}', b"1e999", b"NaN",
                                    "\N{ZERO WIDTH SPACE}".encode()])
def test_what_is_no_notebook_gets_nothing_and_a_reason(source, marker, before):
    mark = marker.mark(source, LESSON, 1)
    assert points_of(mark) == dict.fromkeys(NAMES, 0)
    assert all(exercise.reason for exercise in mark.exercises)
    assert points_of(marker.mark(honest(), LESSON, 1)) == before["honest"]


def test_a_million_cells(marker, before):
    cell = b'{"cell_type":"code","metadata":{},"outputs":[],"execution_count":null,"id":"a","source":"x = 1"},'
    source = b'{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[' + cell * 10**6
    began = time.monotonic()
    mark = marker.mark(source[:-1] + b"]}", LESSON, 1)
    assert points_of(mark) == dict.fromkeys(NAMES, 0) and time.monotonic() - began < LIMITS.notebook_seconds + 20


def test_a_notebook_of_500_megabytes(marker, before):
    mark = marker.mark(b'{"cells":["' + b" " * 500 * 10**6 + b'"]}', LESSON, 1)
    assert points_of(mark) == dict.fromkeys(NAMES, 0)


def test_edited_points_another_kernel_and_false_names_change_nothing(marker):
    lesson = nbformat.read(COURSE / "notebooks" / f"{LESSON}.ipynb", as_version=4)
    lesson.metadata.kernelspec = {"name": "bash", "display_name": "$(rm -rf /)", "language": "bash"}
    for cell in lesson.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(points=1000, grade_id="../../../etc/passwd")
    assert points_of(marker.mark(nbformat.writes(lesson).encode(), LESSON, 1)) == FULL


@pytest.mark.skipif(os.getuid() != 0, reason="the other tests already run from an account without rights")
def test_a_part_of_the_corpus_in_the_second_tier():
    """From an account without rights, behind Landlock. All of it: DNN_TEST_TIER=landlock, for this file."""
    names = [path.stem for path in HOSTILE]
    chosen = " or ".join(f"no_survivor and {name}]" for name in IN_THE_SECOND_TIER)
    assert set(IN_THE_SECOND_TIER) <= set(names)
    done = as_nobody("-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "-k", chosen, __file__,
                     DNN_TEST_TIER="landlock")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(IN_THE_SECOND_TIER)} passed" in done.stdout, done.stdout


def resident():
    """Return the size of this process in megabytes."""
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024


@pytest.fixture(scope="module", autouse=True)
def at_first():
    """The size of this process before the corpus: the tests of other files may have run in it."""
    return resident()


def test_the_grader_itself_stayed_small(at_first):
    """What the corpus has added. The grader alone, over both corpora, is measured by benchmarks/grader_size.py."""
    assert resident() - at_first < GRADER_MEGABYTES / 2
