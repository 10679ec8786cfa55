"""Grades a class: every submission of an assignment, in parallel, into nbgrader's gradebook, with reports.

A run can be killed at any moment and started again. Marks are kept in .grading/journal.db as soon as they are there;
the next run takes them from it, marks what is missing, and writes every submission to the gradebook, which changes
nothing where it stands there already.
"""
import time
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from dnn_course.grading.classes.journal import Journal
from dnn_course.grading.classes.pool import dask_executor, results_of
from dnn_course.grading.classes.submissions import Unreadable, find_submissions, read_submitted, submitted_time
from dnn_course.grading.classes.work import key_of, marks_of, unreadable_marks
from dnn_course.grading.gradebook.course import assignment_notebooks, graded_cells, lesson_texts, open_course
from dnn_course.grading.gradebook.grades import write_submission
from dnn_course.grading.gradebook.notebooks import fill, prepare
from dnn_course.grading.gradebook.room import told_in_words
from dnn_course.grading.gradebook.seed import draw_seed, read_seed
from dnn_course.grading.outside.jail import describe_tier, tier
from dnn_course.grading.outside.marks import Marks
from dnn_course.grading.outside.tiers import lies_open
from dnn_course.grading.pages.lms import write_csv
from dnn_course.grading.pages.reports import ClassReport

__all__ = ["Graded", "grade"]


class Graded(NamedTuple):
    """What a run has done."""

    submissions: int
    notebooks: int
    marked: int  # in this run; the others were in the journal
    seconds: float
    problems: list  # what was not graded, in sentences
    report: Path


class Submitted(NamedTuple):
    """A notebook that was handed in, None where it is not read; its Marks, or why it could not be marked."""

    data: bytes | None
    marks: Marks | None = None
    error: BaseException | None = None


def grade(folder, assignment="course", *, seed=None, new_seed=False, executor=None, scheduler=None, workers=None,
          trust=False, progress=True):
    """Grade every submission of an assignment: submitted/STUDENT/ASSIGNMENT/NOTEBOOK.ipynb.

    Parameters
    ----------
    folder : path
        The course folder: see `dnn-course assign`.
    assignment : str
        Its name: the folder in submitted/STUDENT/, and what the gradebook knows it by.
    seed : int, optional
        Of the hidden checks, 0 or above; without it, the one in .grading/seed.
    new_seed : bool
        Draw another seed and keep it in the place of the old one, so that the hidden checks have other numbers and all
        is marked anew.
    executor : concurrent.futures.Executor, optional
        Where to mark; without it and without a scheduler, processes of this machine. It stays open.
    scheduler : str, optional
        The address of a dask scheduler, tcp://HOST:PORT; an executor is then not used.
    workers : int, optional
        How many processes of this machine; without it, one for each core. An executor or a scheduler has its own.
    trust : bool
        Mark without a jail where this machine has none: only for submissions that you would run yourself.
    progress : bool
        Show a progress bar, where standard error is a terminal.

    Returns
    -------
    Graded

    Raises
    ------
    FileNotFoundError, ValueError
        If the folder is no course folder, has no submissions, or if the gradebook does not know the assignment.
    RuntimeError
        If another grader works in the folder, or if the gradebook stays locked.
    """
    begin = time.monotonic()
    course = open_course(folder)
    submissions = find_submissions(course.folder, assignment)
    if new_seed and seed is not None:
        raise ValueError("a new seed is drawn, or one is named: not both")
    if seed is None:
        with told_in_words(course.folder):
            seed = draw_seed(course.folder) if new_seed else read_seed(course.folder)
    if executor is None and scheduler is None and not trust and tier() == "none":
        raise RuntimeError(f"{describe_tier()} To mark without a jail what you would run yourself, "
                           "add --trust-submissions.")
    if not trust and lies_open(course.folder):
        raise RuntimeError(f"{course.folder} lies among the files that a notebook can read in the jail, with the "
                           "solutions in source/: move it out of there")
    problems = [f"{submission.student}: {submission.problem}" for submission in submissions if submission.problem]
    students = [submission.student for submission in submissions if not submission.problem]
    with told_in_words(course.folder), Journal(course.folder / ".grading" / "journal.db") as journal, \
            course.gradebook() as gradebook, \
            dask_executor(scheduler) if scheduler else nullcontext(executor) as executor:
        known = {name: graded_cells(gradebook, assignment, name)
                 for name in assignment_notebooks(gradebook, assignment)}
        texts = {name: lesson_texts(course.folder, assignment, name) for name in known}
        class_report, before, notebooks = ClassReport(course.folder, assignment, list(known)), len(journal), 0
        with tqdm(total=len(students), unit="submission", disable=None if progress else True) as bar:
            for student, submitted in _marked(course.folder, assignment, students, known, seed, trust, journal,
                                              lambda tasks: results_of(marks_of, tasks, executor, workers),
                                              lambda task: results_of(marks_of, [task], executor, 1)):
                filled, failed = {}, []
                for name, (data, marks, error) in submitted.items():
                    filled[name] = prepare(data, known[name], texts[name])
                    if error is not None:
                        failed.append(name)
                        problems.append(f"{student}: {name} could not be marked: {type(error).__name__}: {error}")
                    else:
                        fill(filled[name], marks)
                timestamp, wrong = submitted_time(course.folder, student, assignment)
                if wrong:
                    class_report.unusual.append((student, assignment, wrong))
                write_submission(course, gradebook, student, assignment, filled, timestamp, failed)
                marks = {name: found.marks for name, found in submitted.items() if name not in failed}
                class_report.add(student, marks, filled, timestamp)
                notebooks += len(submitted)
                bar.update()
        page = class_report.write(problems)
        write_csv(course.folder / "reports", gradebook, assignment)
        return Graded(len(students), notebooks, len(journal) - before, time.monotonic() - begin, problems, page)


def _marked(folder, assignment, students, names, seed, trust, journal, run, run_alone):
    """Give (student, {notebook: Submitted}) as each student's last notebook is marked.

    The same notebook from many students is marked once. One that the clock has ended, rather than its processor time,
    is marked again when nothing else runs, and what comes of it is kept only where the clock has left it alone.
    """
    open_ones, waiting, again = {}, {}, {}  # {student: notebooks}, {key of what is being marked: [(student, name)]}

    def tasks():
        for student in students:
            notebooks, missing = {}, {}
            for name in names:
                try:
                    data = read_submitted(folder, student, assignment, f"{name}.ipynb")
                except FileNotFoundError:
                    continue
                except Unreadable as error:
                    notebooks[name] = Submitted(None, unreadable_marks(name, seed, str(error)))
                    continue
                key = key_of(data, name, seed, trust)
                notebooks[name] = Submitted(data, journal.get(key))
                if notebooks[name].marks is None:
                    missing[name] = key
            open_ones[student] = notebooks
            new = {name: key for name, key in missing.items() if key not in waiting}
            for name, key in missing.items():
                waiting.setdefault(key, []).append((student, name))
            for name, key in new.items():
                yield key, (notebooks[name].data, name, seed, trust)
            if not missing:
                yield student, None

    def settled(key, marks, error):
        """Give the students whose last notebook this is."""
        if error is None and not marks.waited:
            journal.add(key, marks)
        for student, name in waiting.pop(key):
            notebooks = open_ones[student]
            notebooks[name] = notebooks[name]._replace(marks=marks, error=error)
            if all(found.marks or found.error for found in notebooks.values()):
                yield student, open_ones.pop(student)

    for identity, marks, error in run(tasks()):
        if identity in open_ones:
            yield identity, open_ones.pop(identity)
        elif error is None and marks.waited:
            student, name = waiting[identity][0]
            again[identity] = open_ones[student][name].data, name, seed, trust
        else:
            yield from settled(identity, marks, error)
    for key, arguments in again.items():
        ((_, marks, error),) = run_alone((key, arguments))
        yield from settled(key, marks, error)
