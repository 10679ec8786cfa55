"""Marks for a learning-management system: CSV files in the column layouts that Canvas and Moodle import."""
import csv
from pathlib import Path

from dnn_utils.files import write_then_rename

__all__ = ["safe_cell", "write_csv"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text):
    """Return a text that no spreadsheet takes for a formula: one that looks like it gets an apostrophe in front."""
    text = "" if text is None else str(text)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def write_csv(folder, gradebook, assignment):
    """Write canvas.csv and moodle.csv with the gradebook's marks of an assignment, as nbgrader's export has them.

    Returns
    -------
    paths : list of Path
    """
    most = gradebook.find_assignment(assignment).max_score
    rows = [(submission.student, max(0.0, submission.score - (submission.late_submission_penalty or 0)))
            for submission in gradebook.assignment_submissions(assignment)]
    rows.sort(key=lambda row: row[0].id)
    canvas = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment],
              ["    Points Possible", "", "", "", "", f"{most:g}"]]
    canvas += [[full_name(student), "", student.lms_user_id, student.id, "", f"{score:g}"] for student, score in rows]
    moodle = [["First name", "Last name", "ID number", "Username", "Email address", f"Assignment: {assignment} (Real)"]]
    moodle += [[student.first_name, student.last_name, student.lms_user_id, student.id, student.email, f"{score:g}"]
               for student, score in rows]
    return [_write(Path(folder) / name, table) for name, table in [("canvas.csv", canvas), ("moodle.csv", moodle)]]


def full_name(student):
    """Return "Last, First" as Canvas writes it, or the student's id where the gradebook has no name."""
    return ", ".join(filter(None, [student.last_name, student.first_name])) or student.id


def _write(path, table):
    path.parent.mkdir(exist_ok=True)
    with write_then_rename(path) as temporary, open(temporary, "w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([safe_cell(cell) for cell in row] for row in table)
    return path
