"""What the gradebook says of a student and an assignment: the one place from which pages and tables take marks."""
from typing import NamedTuple

from nbgrader.api import BaseCell, Comment, Grade, MissingEntry, Notebook, SubmittedNotebook

__all__ = ["Item", "Mark", "Standing", "changes", "items_of", "of_submission", "seconds_late", "standing_of"]


class Item(NamedTuple):
    """Something that has points: the notebook that it stands in, the name of its cell, and the most that it gives."""

    notebook: str
    cell: str
    max_points: float

    @property
    def name(self):
        """The name of the exercise, or of an instructor's own cell."""
        return self.cell.removeprefix("test_")


class Mark(NamedTuple):
    """Points for an Item; `by_hand` where an instructor gave or added them, `waiting` where one still has to."""

    points: float
    by_hand: bool = False
    waiting: bool = False


class Standing(NamedTuple):
    """What a student has: {(notebook, cell): Mark}, {(notebook, cell): comment}, the points taken for lateness, by how
    many seconds it was late, and whether anything is in the gradebook at all."""

    marks: dict = {}
    comments: dict = {}
    penalty: float = 0.0
    seconds_late: float = 0.0
    handed_in: bool = False

    @property
    def raw(self):
        """The sum of the points, before a penalty."""
        return sum(mark.points for mark in self.marks.values())

    @property
    def points(self):
        """What counts, as nbgrader's export has it."""
        return max(0.0, self.raw - self.penalty)


def items_of(known):
    """Return the Items of {notebook: GradedCells}, in their order."""
    return [Item(name, cell.name, cell.points) for name, cells in known.items() for cell in cells
            if cell.points is not None]


def of_submission(gradebook, table, submission):
    """Return (row, name of its cell, name of its notebook) of a table of grades or comments."""
    return gradebook.db.query(table, BaseCell.name, Notebook.name) \
        .join(BaseCell, BaseCell.id == table.cell_id) \
        .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id) \
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id) \
        .filter(SubmittedNotebook.assignment_id == submission.id).all()


def seconds_late(submission):
    """Return by how many seconds a submission is late; nbgrader fails over an extension where there is no deadline."""
    return 0.0 if submission.assignment.duedate is None else submission.total_seconds_late


def standing_of(gradebook, assignment, student):
    """Return a student's Standing in an assignment; an empty one where the gradebook has no submission."""
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return Standing()
    gradebook.db.refresh(submission)  # sums, which the database makes
    marks = {}
    for grade, cell, notebook in of_submission(gradebook, Grade, submission):
        first = next((score for score in (grade.manual_score, grade.auto_score) if score is not None), None)
        marks[notebook, cell] = Mark((first or 0.0) + (grade.extra_credit or 0.0) if first is not None else 0.0,
                                     grade.manual_score is not None or bool(grade.extra_credit), first is None)
    comments = {(notebook, cell): comment.manual_comment
                for comment, cell, notebook in of_submission(gradebook, Comment, submission) if comment.manual_comment}
    return Standing(marks, comments, submission.late_submission_penalty or 0.0, seconds_late(submission), True)


def changes(before, after):
    """Return [(exercise, old points, new points)] of two Standings, the late penalty as points below 0 among them."""
    if not before.handed_in:
        return []
    cells = sorted(before.marks.keys() | after.marks.keys())
    found = [(cell.removeprefix("test_"), old, new) for notebook, cell in cells
             for old, new in [(before.marks.get((notebook, cell), Mark(0.0)).points,
                               after.marks.get((notebook, cell), Mark(0.0)).points)] if abs(old - new) > 1e-9]
    if abs(before.penalty - after.penalty) > 1e-9:
        found.append(("late penalty", 0 - before.penalty, 0 - after.penalty))
    return found
