"""Writes marks to nbgrader's gradebook, and the notebooks to autograded/.

The marks go through nbgrader's own function `determine_grade`, so that its export, feedback and formgrader show ours.
"""
import os
import warnings

import nbformat
from nbgrader.api import Comment, Grade, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_task
from sqlalchemy.exc import SAWarning

from dnn_course.grading.classes.submissions import read_submitted
from dnn_course.grading.gradebook.notebooks import is_marked
from dnn_course.grading.gradebook.room import patiently
from dnn_course.grading.gradebook.standing import of_submission, seconds_late
from dnn_utils.files import write_then_rename

__all__ = ["write_submission"]

SECRET, MAX_SECRET = "submission_secret.txt", 200


def write_submission(course, gradebook, student, assignment, notebooks, timestamp=None, unmarked=(), extension=...):
    """Write a student's marks to the gradebook, and the notebooks to autograded/, both as nbgrader does.

    To write the same twice changes nothing. Marks that an instructor gave by hand stay. A penalty is worked out anew
    each time: one for a submission that is no longer late is taken back.

    Parameters
    ----------
    course : Course
    gradebook : Gradebook
    student, assignment : str
    notebooks : dict
        From the name of each notebook that was submitted to the notebook, filled; the others get 0 points.
    timestamp : str, optional
        When it was submitted; without it, no time is known.
    unmarked : collection of str
        The notebooks that the grader has failed to mark: they are left to the instructor.
    extension : timedelta or None
        More time for this student; where it is not given, what the gradebook has stays.
    """
    submission = patiently(lambda: _write_grades(gradebook, student, assignment, notebooks, timestamp, unmarked,
                                                 extension), gradebook.db.rollback)
    if seconds_late(submission) > 0:
        for name, notebook in notebooks.items():
            AssignLatePenalties(config=course.config).preprocess(notebook, {"nbgrader": {
                "notebook": name, "assignment": assignment, "student": student, "db_url": course.db_url}})
    _write_autograded(course.folder, student, assignment, notebooks, timestamp)


def _write_grades(gradebook, student, assignment, notebooks, timestamp, unmarked, extension):
    """What nbgrader's Autograde and SaveAutoGrades write, in two queries instead of some for each cell."""
    gradebook.update_or_create_student(student)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader makes a submission's grades before it adds it
        submission = gradebook.update_or_create_submission(assignment, student, timestamp=timestamp)
        _complete(gradebook, submission)
    if extension is not ...:
        submission.extension = None if submission.assignment.duedate is None else extension  # it is of a deadline
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = None
    cells = {(name, cell.metadata.nbgrader.grade_id): cell for name, notebook in notebooks.items()
             for cell in notebook.cells if "nbgrader" in cell.metadata}
    for grade, cell_name, name in of_submission(gradebook, Grade, submission):
        cell = cells.get((name, cell_name))
        if name not in notebooks:
            grade.auto_score, grade.needs_manual_grade = 0, False
        elif name in unmarked or not is_marked(name, cell_name):
            grade.auto_score, grade.needs_manual_grade = None, True
        elif cell is not None and is_grade(cell):
            grade.auto_score = determine_grade(cell)[0]
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
    for comment, cell_name, name in of_submission(gradebook, Comment, submission):
        cell = cells.get((name, cell_name))
        if cell is not None:
            unchanged = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
            comment.auto_comment = "No response." if unchanged else None
    gradebook.db.commit()
    return submission


def _complete(gradebook, submission):
    """Give an old submission rows for the notebooks and cells that the assignment has got since."""
    there = {notebook.name: notebook for notebook in submission.notebooks}
    for notebook in submission.assignment.notebooks:
        mine = there.get(notebook.name) or SubmittedNotebook(notebook=notebook, assignment=submission)
        graded, commented = {grade.cell_id for grade in mine.grades}, {row.cell_id for row in mine.comments}
        for cell in [*notebook.grade_cells, *notebook.task_cells]:
            if cell.id not in graded:
                Grade(cell_id=cell.id, notebook=mine)
        for cell in [*notebook.solution_cells, *notebook.task_cells]:
            if cell.id not in commented:
                Comment(cell_id=cell.id, notebook=mine)
    gradebook.db.flush()


def _write_autograded(folder, student, assignment, notebooks, timestamp):
    """Write autograded/STUDENT/ASSIGNMENT/: the notebooks, the files of the source, and the timestamp."""
    target = folder / "autograded" / student / assignment
    target.mkdir(parents=True, exist_ok=True)
    for path in [*target.glob("*.ipynb"), *target.glob(".*.part")]:
        if path.stem not in notebooks:
            path.unlink()
    for name, notebook in notebooks.items():
        _write_readonly(target / f"{name}.ipynb", nbformat.writes(notebook))
    for name, text in {"timestamp.txt": timestamp, SECRET: _secret(folder, student, assignment)}.items():
        if text is not None:
            _write_readonly(target / name, text)
        else:
            (target / name).unlink(missing_ok=True)
    source = folder / "source" / assignment
    for path in source.rglob("*"):
        copy = target / path.relative_to(source)
        if path.is_file() and path.suffix != ".ipynb" and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, copy)  # ten thousand copies of the pictures would fill a disk
            except OSError:
                copy.write_bytes(path.read_bytes())


def _secret(folder, student, assignment):
    """Return what nbgrader's exchange put beside a submission, so that only this student can fetch the feedback."""
    try:
        text = read_submitted(folder, student, assignment, SECRET, MAX_SECRET).decode("ascii")
    except (FileNotFoundError, ValueError):
        return None
    return text if text.isprintable() else None


def _write_readonly(path, text):
    with write_then_rename(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
        temporary.chmod(0o444)
