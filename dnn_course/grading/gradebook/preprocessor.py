"""The hooks into `nbgrader autograde`: its notebooks are read safely, and marked in the jail instead of executed."""
import os
from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from dnn_course.grading.classes.gathering import gather
from dnn_course.grading.classes.work import marks_of, unreadable_marks
from dnn_course.grading.gradebook.course import graded_cells, lesson_texts
from dnn_course.grading.gradebook.notebooks import fill, is_marked, prepare
from dnn_course.grading.gradebook.seed import read_seed

__all__ = ["Mark", "SaveMarks", "SubmissionExporter"]


def submitted_bytes(folder, names):
    """Return (what was submitted, ""), or (None, why it is not read)."""
    found = gather(folder, names["student"], names["assignment"], [names["notebook"]]).notebooks.get(names["notebook"])
    return (found.data, found.problem) if found else (None, f"{names['notebook']} was not handed in")


class SubmissionExporter(NotebookExporter):
    """Reads each submission for `nbgrader autograde` so that none can stop or deceive it.

    What is no notebook, too large or a link becomes an empty one, which gets 0 points and a reason; metadata come from
    the gradebook. For `Autograde.exporter_class`.
    """

    def from_filename(self, filename, resources=None, **kwargs):
        if not self.parent._sanitizing:  # its second turn reads what the first has written
            return super().from_filename(filename, resources=resources, **kwargs)
        names, folder = resources["nbgrader"], self.parent.coursedir.root
        remove_linked_copies(folder, names["student"], names["assignment"])
        data, reason = submitted_bytes(folder, names)
        if reason:
            self.log.warning("%s of %s gets 0 points: %s", names["notebook"], names["student"], reason)
        with Gradebook(names["db_url"]) as gradebook:
            known = graded_cells(gradebook, names["assignment"], names["notebook"])
        notebook = prepare(data, known, lesson_texts(folder, names["assignment"], names["notebook"]))
        return self.from_notebook_node(notebook, resources=resources, **kwargs)


class Mark(NbGraderPreprocessor):
    """Marks a submitted notebook in the jail, and writes the result where nbgrader looks for it: into the outputs of
    the test cells. In `Autograde.autograde_preprocessors`, in the place of `Execute`.
    """

    def preprocess(self, nb, resources):
        names, folder = resources["nbgrader"], self.parent.parent.coursedir.root
        data, reason = submitted_bytes(folder, names)
        seed = read_seed(folder)
        marks = unreadable_marks(names["notebook"], seed, reason) if data is None else \
            marks_of(data, names["notebook"], seed)
        if marks.waited:  # the clock has ended something: once more, which costs time and no points
            marks = marks_of(data, names["notebook"], seed)
        return fill(nb, marks), resources


class SaveMarks(SaveAutoGrades):
    """Saves marks as nbgrader does, but for an instructor's own cells, which wait for a mark by hand. In
    `Autograde.autograde_preprocessors`, in the place of `SaveAutoGrades`.
    """

    def _add_score(self, cell, resources):
        super()._add_score(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        if not is_marked(self.notebook_id, name):
            grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
            grade.auto_score, grade.needs_manual_grade = None, True
            self.gradebook.db.commit()


def remove_linked_copies(folder, student, assignment):
    """Remove from autograded/ what nbgrader has copied through a link in a submission: it could be any file, and
    feedback would hand it to the student.
    """
    submitted, target = Path(folder) / "submitted" / student, Path(folder) / "autograded" / student / assignment
    source = Path(folder) / "source" / assignment
    everything = submitted.is_symlink() or (submitted / assignment).is_symlink()
    for parent, _, files in os.walk(target):
        for name in files:
            relative = (Path(parent) / name).relative_to(target)
            steps = [submitted / assignment / part for part in [*relative.parents, relative]]
            if (everything or any(step.is_symlink() for step in steps)) and not (source / relative).is_file():
                (target / relative).unlink()
