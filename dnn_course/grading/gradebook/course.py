"""An instructor's folder, and what the gradebook knows of an assignment in it."""
import os
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from dnn_course.grading.classes.submissions import check_folder
from dnn_course.grading.gradebook.room import patiently
from testCases.exercises import EXERCISES

__all__ = ["Course", "GradedCell", "assignment_notebooks", "graded_cells", "lesson_texts", "open_course"]

ORDER = {name: i for i, name in enumerate(name for e in EXERCISES for name in (e.name, f"test_{e.name}"))}


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
        """Open the gradebook, waiting for whoever has locked it; close it after use, or use it in a with statement."""
        return patiently(lambda: Gradebook(self.db_url, self.course_id))


def open_course(folder):
    """Return the Course in a folder; FileNotFoundError where there is no nbgrader_config.py."""
    folder = Path(folder).resolve()
    check_folder(folder)
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


def assignment_notebooks(gradebook, assignment):
    """Return the names of an assignment's notebooks; ValueError where the gradebook does not know the assignment."""
    try:
        found = gradebook.find_assignment(assignment)
    except MissingEntry:
        known = ", ".join(sorted(a.name for a in gradebook.assignments)) or "none"
        raise ValueError(f"the gradebook has no assignment {assignment!r}, only {known}: make it with "
                         "'dnn-course assign FOLDER'") from None
    return sorted(notebook.name for notebook in found.notebooks)
