"""How fast a class is graded, beside stock `nbgrader autograde`: the same submissions of all lessons, in one run.

    python benchmarks/grade_class.py [--submissions 100] [--stock 100] [--output FOLDER]

Stock nbgrader runs every cell of a notebook, trainings too, one submission after the other; `--stock 4` has it grade
four of the submissions only, and its rate is that of the four. Prints the rates and every mark that differs.
"""
import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil

from dnn_course.grading.demo import CARELESS, STYLES, careless, right, unfinished, wrong_versions
from dnn_course.grading.gradebook.course import open_course
from dnn_course.grading.gradebook.source import generate, make_source
from dnn_course.grading.classes.work import LESSONS

STOCK = """
c.Autograde.exporter_class = "nbconvert.exporters.NotebookExporter"
c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors." + name for name in (
    "Execute", "IgnorePattern", "LimitOutput", "SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata")]
c.Execute.timeout = 600
"""


def honest(count):
    """Give (student, notebooks): right in some styles, with misconceptions, or unfinished; no two are alike."""
    versions = wrong_versions()
    for i in range(count):
        kind, turn = i % 4, i // 4
        notebooks = (right(STYLES[turn % len(STYLES)]) if kind in (0, 2) else
                     careless(versions, turn % CARELESS) if kind == 1 else unfinished(turn % 9))
        for notebook in notebooks.values():
            notebook.cells[0].source += f"\n\nHanded in by student {i}."
        yield f"student{i:04}", notebooks


def make_folder(folder, count):
    make_source(folder)
    generate(folder)
    for student, notebooks in honest(count):
        target = folder / "submitted" / student / "course"
        target.mkdir(parents=True)
        for lesson, notebook in notebooks.items():
            nbformat.write(notebook, target / f"{lesson}.ipynb")


def marks(folder):
    """Return {(student, lesson, cell): points} of the gradebook."""
    with open_course(folder).gradebook() as book:
        return {(submission.student.id, notebook.name, grade.name): grade.score
                for submission in book.assignment_submissions("course") for notebook in submission.notebooks
                for grade in notebook.grades}


def timed(*command, cwd):
    """Run a command: return seconds, and the most memory that it and its children had at one time, in MB."""
    begin, most = time.monotonic(), 0
    process = psutil.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        most = max(most, memory(process))
        time.sleep(0.2)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} has failed with status {process.returncode}")
    return time.monotonic() - begin, most / 1e6


def memory(process):
    total = 0
    for each in [process, *process.children(recursive=True)]:
        try:
            total += each.memory_full_info().pss if hasattr(each.memory_full_info(), "pss") else each.memory_info().rss
        except psutil.Error:
            pass
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--stock", type=int, help="how many of them stock nbgrader grades (default: all)")
    parser.add_argument("--output", type=Path, help="where results.json is written (default: nowhere)")
    given = parser.parse_args()
    stock = given.submissions if given.stock is None else given.stock
    with tempfile.TemporaryDirectory(prefix="grading-bench-") as temporary:
        ours, theirs = Path(temporary) / "ours", Path(temporary) / "stock"
        make_folder(ours, given.submissions)
        make_source(theirs)
        generate(theirs)
        for student in sorted((ours / "submitted").iterdir())[:stock]:
            shutil.copytree(student, theirs / "submitted" / student.name)
        with open(theirs / "nbgrader_config.py", "a") as config:
            config.write(STOCK)
        our_seconds, our_memory = timed(sys.executable, "-m", "dnn_course.cli", "grade", str(ours), cwd=temporary)
        their_seconds, their_memory = timed(sys.executable, "-m", "nbgrader", "autograde", "course", cwd=theirs)
        our_marks, their_marks = marks(ours), marks(theirs)
    different = [(*where, our_marks[where], points) for where, points in their_marks.items()
                 if abs(our_marks[where] - points) > 1e-6]
    results = {
        "machine": platform.platform(), "cores": len(os.sched_getaffinity(0)), "lessons": len(LESSONS),
        "ours": {"submissions": given.submissions, "seconds": our_seconds, "megabytes": our_memory,
                 "seconds_each": our_seconds / given.submissions},
        "stock": {"submissions": stock, "seconds": their_seconds, "megabytes": their_memory,
                  "seconds_each": their_seconds / stock},
        "rate": (their_seconds / stock) / (our_seconds / given.submissions), "marks_compared": len(their_marks),
        "different": different}
    for name in ("ours", "stock"):
        row = results[name]
        print(f"{name:6} {row['submissions']:5} submissions of {len(LESSONS)} lessons in {row['seconds']:8.1f} s: "
              f"{row['seconds_each']:7.2f} s each, at most {row['megabytes']:.0f} MB with all processes")
    print(f"{results['rate']:.0f} times the rate; {len(different)} of {len(their_marks)} marks differ")
    for student, lesson, cell, our_points, their_points in different:
        print(f"  {student} {lesson} {cell}: ours {our_points:g}, stock {their_points:g}")
    if given.output:
        given.output.mkdir(parents=True, exist_ok=True)
        (given.output / "grading.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
