"""What nbgrader keeps: the notebook as the instructor sees it, with our marks in its test cells, and the gradebook.

The marks go through nbgrader's own function `determine_grade`, so that its export, feedback and formgrader show ours.
"""
import os
import re
import sys
import time
import warnings
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat.v4 import new_notebook, new_output
from nbgrader.api import BaseCell, Comment, Grade, Gradebook, MissingEntry, Notebook, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from sqlalchemy.exc import OperationalError, SAWarning
from traitlets.config import PyFileConfigLoader

from dnn_course.notebook.cells import cells_of, load
from dnn_utils.files import write_then_rename
from testCases.exercises import EXERCISES
from testCases.report import Report, number

__all__ = ["GradedCell", "Course", "fill", "graded_cells", "open_course", "prepare", "report_of", "write_submission"]

ORDER = {name: i for i, name in enumerate(name for e in EXERCISES for name in (e.name, f"test_{e.name}"))}
MAX_CELLS, MAX_SOURCE = 1000, 100_000  # more of a student's notebook is not shown; what is marked is not cut
PATIENCE = 120  # seconds to wait for a gradebook that another program has locked


class GradedCell(NamedTuple):
    """What the gradebook knows of a cell that counts; points is None where it is not graded itself."""

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    points: float | None
    solution: bool
    task: bool

    def metadata(self):
        """Return the cell's nbgrader metadata, whatever the student made of it."""
        kept = {"grade": self.points is not None and not self.task, "grade_id": self.name, "locked": self.locked,
                "solution": self.solution, "task": self.task, "schema_version": 3, "cell_type": self.cell_type,
                "checksum": self.checksum}
        return kept if self.points is None else {**kept, "points": self.points}


class Course(NamedTuple):
    """An instructor's folder: where it is, its nbgrader configuration, and its gradebook's address and course."""

    folder: Path
    config: object
    db_url: str
    course_id: str

    def gradebook(self):
        """Open the gradebook; close it after use, or use it in a with statement."""
        return Gradebook(self.db_url, self.course_id)


def open_course(folder):
    """Return the Course in a folder; FileNotFoundError where there is no nbgrader_config.py."""
    folder = Path(folder).resolve()
    if not (folder / "nbgrader_config.py").is_file():
        raise FileNotFoundError(f"{folder} has no nbgrader_config.py: make it a course folder with "
                                f"'dnn-course assign {folder}'")
    programs = os.path.dirname(sys.executable)  # where alembic is, which nbgrader runs to make a gradebook
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, [os.environ.get("PATH"), programs]))
    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    directory = CourseDirectory(config=config)
    directory.root = str(folder)
    # nbgrader's own preprocessors open the course of this name where none is configured
    return Course(folder, config, directory.db_url, directory.course_id or "default_course")


def lesson_texts(folder, assignment, notebook):
    """Return the Markdown of the assignment's source, so that it is told from a student's."""
    try:
        source = nbformat.read(Path(folder) / "source" / assignment / f"{notebook}.ipynb", as_version=4)
    except FileNotFoundError:
        return frozenset()
    return frozenset(cell.source for cell in source.cells if cell.cell_type == "markdown")


def graded_cells(gradebook, assignment, notebook):
    """Return the GradedCells of a notebook of an assignment, in the order of the course."""
    found = gradebook.find_notebook(notebook, assignment)
    points = {cell.name: float(cell.max_score) for cell in [*found.grade_cells, *found.task_cells]}
    solutions, tasks = {cell.name for cell in found.solution_cells}, {cell.name for cell in found.task_cells}
    cells = [GradedCell(cell.name, cell.cell_type, cell.source, cell.checksum, bool(cell.locked),
                        points.get(cell.name), cell.name in solutions, cell.name in tasks)
             for cell in found.source_cells]
    return sorted(cells, key=lambda cell: (ORDER.get(cell.name, len(ORDER)), cell.name))


def prepare(data, known, texts=frozenset()):
    """Return the student's notebook as it is shown and graded, made anew from nothing but the sources of its cells.

    Outputs, attachments and every metadata are left out; the cells that count get nbgrader's metadata back, locked ones
    their source; what is missing is added; Markdown that is not the lesson's is shown as text, so that no student's
    HTML reaches an instructor's browser.

    Parameters
    ----------
    data : bytes or None
        What was submitted; None, or what is no notebook, counts as an empty notebook.
    known : list of GradedCell
    texts : set of str
        The lesson's Markdown.
    """
    known_by_name, cells, seen = {cell.name: cell for cell in known}, [], set()
    for cell_type, source, name in reversed(student_cells(data)):  # of duplicates, the last counts, as in nbgrader
        graded = known_by_name.get(name) if name not in seen else None
        if graded is not None:
            seen.add(name)
            cells.append(_graded_cell(graded, source))
        elif cell_type == "code":
            cells.append(_cell("code", source))
        elif source in texts:
            cells.append(_cell("markdown", source))
        else:
            cells.append(_cell("markdown", as_text(source)))
    cells = cells[::-1]
    if len(cells) > MAX_CELLS:
        cells = cells[:MAX_CELLS] + [cell for cell in cells[MAX_CELLS:] if "nbgrader" in cell.metadata]
    _add_missing(cells, known, seen)
    for i, cell in enumerate(cells):
        cell.id = f"cell-{i}"
        if not cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = printable(cell.source, MAX_SOURCE)
    return new_notebook(cells=cells, metadata={"kernelspec": {"display_name": "Python 3", "language": "python",
                                                              "name": "python3"}})


def student_cells(data):
    """Return the Cells of what was submitted; an empty list where there is no notebook."""
    try:
        return list(cells_of(load(data))) if data else []
    except ValueError:
        return []


def _cell(cell_type, source):
    """Return a new cell. nbformat's own functions look at each with a schema, which takes longer than all the rest."""
    content = {"execution_count": None, "outputs": []} if cell_type == "code" else {}
    return nbformat.from_dict({"cell_type": cell_type, "id": "", "metadata": {}, "source": source, **content})


def _graded_cell(graded, source):
    """Return a cell that counts: a locked one as it was handed out, any other with the student's source."""
    source = graded.source if graded.locked else source
    cell = _cell(graded.cell_type, source if graded.cell_type == "code" or graded.locked else as_text(source))
    cell.metadata = nbformat.from_dict({"nbgrader": graded.metadata()})
    if graded.locked:
        cell.metadata.update(deletable=False, editable=False)
    return cell


def _add_missing(cells, known, seen):
    """Add each graded cell that a student has deleted, behind the last cell that comes before it in the course."""
    place = -1
    for graded in known:
        if graded.name not in seen:
            if graded.points is None:
                continue
            cells.insert(place + 1, _graded_cell(graded, ""))
        place = next(i for i, cell in enumerate(cells)
                     if cell.metadata.get("nbgrader", {}).get("grade_id") == graded.name)


def as_text(source):
    """Return Markdown that shows a text as it is, in a fence longer than any in the text."""
    fence = "~" * max(3, 1 + max(map(len, re.findall("~+", source)), default=0))
    return f"{fence}text\n{source}\n{fence}"


def printable(text, most):
    """Return a text without control characters, which could steer a terminal or turn a line around, cut at `most`."""
    text = str(text)
    if len(text) <= most and all(map(str.isprintable, text.split("\n"))):
        return text
    text = "".join(character if character in "\n\t\u00a0\u3000" or character.isprintable() else "\ufffd"
                   for character in text[:most + 1])
    return text if len(text) <= most else text[:most] + " ..."


def report_of(entry):
    """Return the Report, as a learner knows it, of one exercise of what `mark` returns."""
    told = entry["findings"] or entry.get("remarks")
    return Report.from_json(entry if told else {**entry, "remarks": [entry["reason"]]},
                            lambda text: printable(text, 500))


def points_of(entry):
    """Return the points of one exercise, never below 0 or above its maximum."""
    return min(max(float(entry["points"]), 0.0), float(entry["max_points"]))


def fill(notebook, marks):
    """Put the marks into the outputs of the test cells, where nbgrader reads them: nothing but a panel for full points,
    a panel and a number for fewer.

    Parameters
    ----------
    notebook : NotebookNode
        As `prepare` returns it; changed in place.
    marks : dict
        As `mark` returns it.
    """
    entries = {f"test_{entry['name']}": entry for entry in marks["exercises"]}
    for cell in notebook.cells:
        if not is_grade(cell) or is_solution(cell) or cell.cell_type != "code":
            continue
        entry, most = entries.get(cell.metadata.nbgrader.grade_id), float(cell.metadata.nbgrader.points)
        if entry is None:
            points, data = 0.0, {"text/plain": "No exercise of this name is marked."}
        else:
            report = report_of(entry)
            points = most * points_of(entry) / float(entry["max_points"])
            data = {"text/plain": str(report), "text/html": report._repr_html_()}
        cell.outputs = [new_output("display_data", data=data)]
        if points < most:
            cell.outputs.append(new_output("execute_result", data={
                "text/plain": repr(round(points, 6)), "text/html": f"<!-- {number(points)} points -->"}))
    return notebook


def write_submission(course, gradebook, student, assignment, notebooks, timestamp=None, unmarked=()):
    """Write a student's marks to the gradebook, and the notebooks to autograded/, both as nbgrader does.

    To write the same twice changes nothing. Marks that an instructor gave by hand stay.

    Parameters
    ----------
    course : Course
    gradebook : Gradebook
    student, assignment : str
    notebooks : dict
        From the name of each notebook that was submitted to the notebook, filled; the others get 0 points.
    timestamp : str, optional
        When it was submitted.
    unmarked : collection of str
        The notebooks that the grader has failed to mark: they are left to the instructor.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            submission = _write_grades(gradebook, student, assignment, notebooks, timestamp, unmarked)
            break
        except OperationalError:
            gradebook.db.rollback()
            if time.monotonic() > deadline:
                raise RuntimeError(f"the gradebook has been locked by another program for {PATIENCE} seconds: "
                                   "close it and grade again; what is marked is kept") from None
            time.sleep(0.2)
    if submission.total_seconds_late > 0:
        for name, notebook in notebooks.items():
            AssignLatePenalties(config=course.config).preprocess(notebook, {"nbgrader": {
                "notebook": name, "assignment": assignment, "student": student, "db_url": course.db_url}})
    _write_autograded(course.folder, student, assignment, notebooks, timestamp)


def _write_grades(gradebook, student, assignment, notebooks, timestamp, unmarked):
    """What nbgrader's Autograde and SaveAutoGrades write, in two queries instead of some for each cell."""
    gradebook.update_or_create_student(student)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader makes a submission's grades before it adds it
        submission = gradebook.update_or_create_submission(
            assignment, student, **({} if timestamp is None else {"timestamp": timestamp}))
    cells = {(name, cell.metadata.nbgrader.grade_id): cell for name, notebook in notebooks.items()
             for cell in notebook.cells if "nbgrader" in cell.metadata}
    for grade, cell_name, name in _of_submission(gradebook, Grade, submission):
        cell = cells.get((name, cell_name))
        if name not in notebooks:
            grade.auto_score, grade.needs_manual_grade = 0, False
        elif name in unmarked:
            grade.auto_score, grade.needs_manual_grade = None, True
        elif cell is not None and is_grade(cell):
            grade.auto_score = determine_grade(cell)[0]
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
    for comment, cell_name, name in _of_submission(gradebook, Comment, submission):
        cell = cells.get((name, cell_name))
        if cell is not None:
            unchanged = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
            comment.auto_comment = "No response." if unchanged else None
    gradebook.db.commit()
    return submission


def _of_submission(gradebook, table, submission):
    """Return (row, name of its cell, name of its notebook) of a table of grades or comments."""
    return gradebook.db.query(table, BaseCell.name, Notebook.name) \
        .join(BaseCell, BaseCell.id == table.cell_id) \
        .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id) \
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id) \
        .filter(SubmittedNotebook.assignment_id == submission.id).all()


def _write_autograded(folder, student, assignment, notebooks, timestamp):
    """Write autograded/STUDENT/ASSIGNMENT/: the notebooks, the files of the source, and the timestamp."""
    target = folder / "autograded" / student / assignment
    target.mkdir(parents=True, exist_ok=True)
    for path in [*target.glob("*.ipynb"), *target.glob(".*.part")]:
        if path.stem not in notebooks:
            path.unlink()
    for name, notebook in notebooks.items():
        _write_readonly(target / f"{name}.ipynb", nbformat.writes(notebook))
    if timestamp is not None:
        _write_readonly(target / "timestamp.txt", timestamp)
    source = folder / "source" / assignment
    for path in source.rglob("*"):
        copy = target / path.relative_to(source)
        if path.is_file() and path.suffix != ".ipynb" and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, copy)  # ten thousand copies of the pictures would fill a disk
            except OSError:
                copy.write_bytes(path.read_bytes())


def _write_readonly(path, text):
    with write_then_rename(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
        temporary.chmod(0o444)


def assignment_notebooks(gradebook, assignment):
    """Return the names of an assignment's notebooks; ValueError where the gradebook does not know the assignment."""
    try:
        found = gradebook.find_assignment(assignment)
    except MissingEntry:
        known = ", ".join(sorted(a.name for a in gradebook.assignments)) or "none"
        raise ValueError(f"the gradebook has no assignment {assignment!r}, only {known}: make it with "
                         "'dnn-course assign FOLDER'") from None
    return sorted(notebook.name for notebook in found.notebooks)
