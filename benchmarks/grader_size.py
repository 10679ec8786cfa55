"""How large the grader gets, how long a submission takes and what is left behind, over all hostile and honest ones.

    python benchmarks/grader_size.py [--tier namespaces|landlock]

Marks every submission of tests/hostile/, of tests/test_honest.py and of tests/answers/ in one process, one after the
other, with the limits of the tests, and prints the figures. Needs the packages of the tests; the status is 1 where a
bound of tests/test_hostile.py does not hold or something is left.
"""
import argparse
import inspect
import os
import re
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
sys.path.insert(0, str(TESTS))


def submissions():
    """Give (what it is, bytes of the notebook, lesson) of both corpora."""
    import nbformat
    import test_honest
    import test_hostile
    from answers import ANSWERS
    from testCases.exercises import EXERCISES, exercise
    for path in test_hostile.HOSTILE:
        yield f"hostile {path.stem}", test_hostile.notebook_of(test_hostile.cells_of(path)), test_hostile.LESSON
    broken = next(mark for mark in test_honest.test_one_exercise_that_is_not_right_costs_that_one_only.pytestmark)
    for change in [*test_honest.RIGHT, *broken.args[1]]:
        notebook = test_honest.solved()
        change(notebook)
        yield f"honest {change.__name__}", nbformat.writes(notebook).encode(), test_honest.LESSON
    for lesson in test_honest.LESSONS:
        yield f"honest {lesson}", nbformat.writes(test_honest.solved(lesson)).encode(), lesson
    for name, functions in ANSWERS.items():
        own = "|".join(e.name for e in EXERCISES if e.lesson == exercise(name).lesson)
        for function in functions:
            notebook = test_honest.solved(exercise(name).lesson)
            source = re.sub(rf"\bdnn_utils\.({own})\b", r"\1", inspect.getsource(inspect.getmodule(function)))
            test_honest.cell_of(notebook, name).source = f"{source}\n\n{name} = {function.__name__}"
            yield f"answer {function.__name__}", nbformat.writes(notebook).encode(), exercise(name).lesson


def lies_about(folder):
    """Return what can be left behind: mounts, shared memory, files and this process's descendants."""
    import test_hostile
    return {"mounts": Path("/proc/self/mountinfo").read_text().splitlines(),
            "System V memory": Path("/proc/sysvipc/shm").read_text().splitlines(),
            "POSIX memory": sorted(os.listdir("/dev/shm")), "files": sorted(os.listdir(folder)),
            "files in /tmp": sorted(map(str, Path("/tmp").glob("dnn_course_hostile*"))),
            "processes": sorted(test_hostile.descendants()), "strangers": list(map(str, test_hostile.strangers()))}


def largest_size():
    """Return the largest size of this process so far, in MB."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tier", choices=["namespaces", "landlock"])
    tier = parser.parse_args().tier
    if tier:
        os.environ["DNN_TEST_TIER"] = tier
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        import test_hostile
        from dnn_course.grading.outside.marking import Marker
        before, took, ended = lies_about(folder), {}, 0
        with Marker(test_hostile.LIMITS) as marker:
            marker.tier = test_hostile.TIER
            for what, notebook, lesson in submissions():
                begin = time.monotonic()
                marks = marker.mark(notebook, lesson, 1)
                took[what], ended = time.monotonic() - begin, ended + bool(marks.waited)
        left = {what: sorted(set(things) - set(before[what])) for what, things in lies_about(folder).items()}
    slowest = max(took, key=took.get)
    bound = test_hostile.WALL * test_hostile.LIMITS.notebook_seconds + test_hostile.LEFT_OVER
    print(f"tier {test_hostile.TIER}, uid {os.getuid()}, {len(took)} submissions in {sum(took.values()):.0f} s")
    print(f"largest size of the grader: {largest_size():.0f} MB, of {test_hostile.GRADER_MEGABYTES}")
    print(f"slowest: {slowest}, {took[slowest]:.1f} s, of {bound:.0f}; the clock has ended something in {ended}")
    print("left behind:", {what: things for what, things in left.items() if things} or "nothing")
    return int(largest_size() > test_hostile.GRADER_MEGABYTES or took[slowest] > bound or any(left.values()))


if __name__ == "__main__":
    sys.exit(main())
