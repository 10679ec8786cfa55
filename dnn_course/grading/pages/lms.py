"""Marks for a learning-management system: CSV files in the column layouts that Canvas and Moodle import."""
import csv
from pathlib import Path

from dnn_utils.files import write_then_rename

__all__ = ["full_name", "safe_cell", "write_changes", "write_csv", "write_table"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text):
    """Return a text that no spreadsheet takes for a formula: one that looks like it gets an apostrophe in front."""
    text = "" if text is None else str(text)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def write_csv(folder, gradebook, assignment, roster):
    """Write canvas.csv and moodle.csv with the gradebook's marks of an assignment, as nbgrader's export has them.

    Everybody whom the gradebook knows is in them, with 0 who has handed in nothing.

    Parameters
    ----------
    folder : path
    gradebook : Gradebook
    assignment : str
    roster : dict
        {student: Person}; sections are known from there only.

    Returns
    -------
    paths : list of Path
    """
    most = gradebook.find_assignment(assignment).max_score
    scores = {submission.student.id: max(0.0, submission.score - (submission.late_submission_penalty or 0))
              for submission in gradebook.assignment_submissions(assignment)}
    canvas = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment],
              ["    Points Possible", "", "", "", "", f"{most:g}"]]
    moodle = [["First name", "Last name", "ID number", "Username", "Email address", f"Assignment: {assignment} (Real)"]]
    for student in sorted(gradebook.students, key=lambda student: student.id):
        score, person = f"{scores.get(student.id, 0.0):.10g}", roster.get(student.id)
        number, section = (person.id_number, person.section) if person else ("", "")
        canvas.append([full_name(student), student.lms_user_id, number, student.id, section, score])
        moodle.append([student.first_name, student.last_name, number or student.lms_user_id, student.id, student.email,
                       score])
    return [write_table(Path(folder) / name, table) for name, table in [("canvas.csv", canvas), ("moodle.csv", moodle)]]


def write_changes(folder, changed):
    """Write changes.csv: what the last run has changed of marks that were there before."""
    return write_table(Path(folder) / "changes.csv", [["student", "exercise", "old", "new"],
                                                 *([*names, f"{old:.10g}", f"{new:.10g}"]
                                                   for *names, old, new in changed)])


def full_name(student):
    """Return "Last, First" as Canvas writes it, or the student's id where the gradebook has no name."""
    return ", ".join(filter(None, [student.last_name, student.first_name])) or student.id


def write_table(path, table):
    """Write a CSV file that no spreadsheet takes for formulas, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_then_rename(path) as temporary, open(temporary, "w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([safe_cell(cell) for cell in row] for row in table)
    return path
