"""Grades a class: every submission of an assignment, in parallel, into nbgrader's gradebook, with reports.

A run can be killed at any moment and started again. Marks are kept in .grading/journal.db as soon as they are there;
the next run takes them from it, marks what is missing, and writes every submission to the gradebook, which changes
nothing where it stands there already.
"""
import hashlib
import time
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from dnn_course.grading.classes.collect import kept_sources
from dnn_course.grading.classes.gathering import gather
from dnn_course.grading.classes.journal import Journal
from dnn_course.grading.classes.pool import dask_executor, results_of
from dnn_course.grading.classes.submissions import find_submissions, submitted_time
from dnn_course.grading.classes.work import key_of, marks_of, unreadable_marks
from dnn_course.grading.gradebook.course import assignment_notebooks, graded_cells, lesson_texts, open_course
from dnn_course.grading.gradebook.grades import write_submission
from dnn_course.grading.gradebook.notebooks import fill, prepare
from dnn_course.grading.gradebook.room import told_in_words
from dnn_course.grading.gradebook.roster import enter, keep_roster, kept_roster, who_is
from dnn_course.grading.gradebook.seed import draw_seed, read_seed
from dnn_course.grading.gradebook.standing import changes, items_of, standing_of
from dnn_course.grading.outside.jail import describe_tier, tier
from dnn_course.grading.outside.marks import Marks
from dnn_course.grading.outside.tiers import lies_open
from dnn_course.grading.pages.lms import write_changes, write_csv
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
    unused: list = []  # what of a submission was not used, in sentences
    changed: list = []  # (student, exercise, old points, new points), of those who were graded before


class Submitted(NamedTuple):
    """A notebook that was handed in, None where it is not read; its Marks, or why it could not be marked."""

    data: bytes | None
    note: str = ""  # why this one counts
    marks: Marks | None = None
    error: BaseException | None = None


def grade(folder, assignment="course", *, seed=None, new_seed=False, executor=None, scheduler=None, workers=None,
          trust=False, progress=True, student=None, roster=None):
    """Grade every submission of an assignment, submitted/STUDENT/ASSIGNMENT/: see `gather` for what counts in it.

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
    student : str, optional
        Mark this student only, and anew; what is kept of the others is shown as it is.
    roster : path, optional
        Put this roster into the course folder; without it, the one that is there counts, if there is one.

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
    if student is not None and student not in students:
        raise ValueError(f"there is no submission of {student!r}, only of {', '.join(students)[:500] or 'nobody'}")
    people = keep_roster(course.folder, roster) if roster else kept_roster(course.folder)
    with told_in_words(course.folder), Journal(course.folder / ".grading" / "journal.db") as journal, \
            course.gradebook() as gradebook, \
            dask_executor(scheduler) if scheduler else nullcontext(executor) as executor:
        known = {name: graded_cells(gradebook, assignment, name)
                 for name in assignment_notebooks(gradebook, assignment)}
        enter(gradebook, people)
        texts = {name: lesson_texts(course.folder, assignment, name) for name in known}
        class_report = ClassReport(course.folder, assignment, list(known), items_of(known))
        before, notebooks, unused, changed = len(journal), 0, [], []
        gathered, sources = {}, kept_sources(course.folder, assignment)

        def read(student):
            gathered[student] = gather(course.folder, student, assignment, known)
            return gathered[student].notebooks
        with tqdm(total=len(students), unit="submission", disable=None if progress else True) as bar:
            for name, submitted in _marked(read, students, seed, trust, journal, student,
                                           lambda tasks: results_of(marks_of, tasks, executor, workers),
                                           lambda task: results_of(marks_of, [task], executor, 1)):
                filled, failed, found = {}, [], gathered.pop(name)
                for lesson, (data, _, marks, error) in submitted.items():
                    filled[lesson] = prepare(data, known[lesson], texts[lesson])
                    if error is not None:
                        failed.append(lesson)
                        problems.append(f"{name}: {lesson} could not be marked: {type(error).__name__}: {error}")
                    elif marks is not None:
                        fill(filled[lesson], marks)
                timestamp, wrong = submitted_time(course.folder, name, assignment)
                if wrong:
                    class_report.unusual.append((name, assignment, wrong))
                source = sources.get(name, {})
                if source.get("late"):
                    class_report.unusual.append((name, assignment, f"{source['system']} marks it as late, and does not "
                                                 "say how late"))
                if student in (None, name):
                    old = standing_of(gradebook, assignment, name)
                    extension = people[name].extension(assignment) if name in people else ...
                    write_submission(course, gradebook, name, assignment, filled, timestamp, failed, extension)
                    if source.get("system") == "Canvas" and not gradebook.find_student(name).lms_user_id:
                        gradebook.update_or_create_student(name, lms_user_id=source["identity"])
                standing = standing_of(gradebook, assignment, name)
                if student in (None, name):
                    changed += [(name, *change) for change in changes(old, standing)]
                marks = {lesson: one.marks for lesson, one in submitted.items() if one.marks is not None}
                notes = [f"{lesson}: {one.note}" for lesson, one in submitted.items() if one.note]
                unused += [f"{name}: {path}: {reason}" for path, reason in found.unused]
                files = {lesson: hashlib.sha256(one.data).hexdigest() for lesson, one in submitted.items() if one.data}
                class_report.add(name, marks, filled, timestamp, standing, notes, found.unused, files,
                                 late_in=source["system"] if source.get("late") else "",
                                 **who_is(gradebook, people, name))
                notebooks += len(submitted)
                bar.update()
        absent = sorted({person.id for person in gradebook.students} - set(students))
        for name in absent:
            class_report.add(name, {}, {}, None, standing_of(gradebook, assignment, name),
                             **who_is(gradebook, people, name))
        page = class_report.write(problems, unused, changed)
        write_csv(page.parent, gradebook, assignment, people)
        write_changes(page.parent, changed)
        return Graded(len(students), notebooks, len(journal) - before, time.monotonic() - begin, problems, page,
                      unused, changed)


def _marked(read, students, seed, trust, journal, only, run, run_alone):
    """Give (student, {notebook: Submitted}) as each student's last notebook is marked; read(student) gives what was
    found, {notebook: Found}. Where `only` names a student, that one is marked anew, and nothing of the others.

    The same notebook from many students is marked once. One that the clock has ended, rather than its processor time,
    is marked again when nothing else runs, and what comes of it is kept only where the clock has left it alone.
    """
    open_ones, waiting, again = {}, {}, {}  # {student: notebooks}, {key of what is being marked: [(student, name)]}

    def tasks():
        for student in students:
            notebooks, missing = {}, {}
            for name, found in read(student).items():
                if found.data is None:
                    notebooks[name] = Submitted(None, "", unreadable_marks(name, seed, found.problem))
                    continue
                key = key_of(found.data, name, seed, trust)
                if only == student:
                    journal.forget(key)
                notebooks[name] = Submitted(found.data, found.note, journal.get(key))
                if notebooks[name].marks is None and only in (None, student):
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
