"""The roster: who is in the class, in a CSV file that a spreadsheet, Moodle or Canvas writes, kept as roster.csv in the
course folder."""
import csv
import io
import math
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from nbgrader.api import MissingEntry

from dnn_course.grading.classes.submissions import problem_of_name
from dnn_course.grading.gradebook.room import patiently
from dnn_utils.files import write_then_rename

__all__ = ["ROSTER", "Person", "enter", "keep_roster", "kept_roster", "read_roster", "strike", "who_is"]

ROSTER = "roster.csv"  # in the course folder
MAX_BYTES, MAX_DAYS = 10_000_000, 3650
COLUMNS = {  # what a column is called, in small letters: by us, by Moodle, by Canvas
    "student": ("student id", "username", "sis login id", "user name", "login"),
    "name": ("full name", "student", "student name"),
    "first_name": ("first name", "first_name"), "last_name": ("last name", "surname", "last_name"),
    "email": ("email", "email address", "e-mail"), "lms_user_id": ("lms_user_id", "id", "canvas id"),
    "id_number": ("id number", "sis user id"), "section": ("section", "group", "groups"), "extension": ("extension",),
}


class Person(NamedTuple):
    """A row: the student's name in submitted/, names, address, id in the learning-management system, the number that
    the school gives, section, and {assignment, or "" for all: days of extension}."""

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    id_number: str = ""
    section: str = ""
    extensions: dict | None = None  # where the roster has a column for them

    def extension(self, assignment):
        """Return the timedelta of an extension, None for none, ... where the roster does not say."""
        if self.extensions is None:
            return ...
        days = self.extensions.get(assignment, self.extensions.get("", 0))
        return timedelta(days=days) if days else None

    @property
    def full_name(self):
        return " ".join(filter(None, [self.first_name, self.last_name]))


def read_roster(path):
    """Read a roster, a CSV file with commas, semicolons or tabs, and a first row of column names.

    The one column that it must have is `student`, or `username`: the name of the student's folder in submitted/.

    Returns
    -------
    roster : dict
        {student: Person}, in the order of the file.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no roster; the message names the line and the column.
    """
    path = Path(path)
    rows, _ = _rows(path)
    columns = _columns(path, rows[0][1] if rows else [])
    roster = {}
    for line, row in rows[1:]:
        cells = {column: row[i].strip() if i < len(row) else "" for i, column in columns.items()}
        if not cells["student"]:  # such as Canvas's row of points
            continue
        person = _person(path, line, cells)
        if person.student in roster:
            raise ValueError(f"roster {path}, line {line}: {person.student!r} is there twice")
        roster[person.student] = person
    if not roster:
        raise ValueError(f"roster {path} names no student")
    return roster


def _rows(path):
    """Return ([(line, cells)] of a roster without its empty rows, the separator)."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"roster {path} has more than {MAX_BYTES / 1e6:g} MB")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"roster {path} is not in UTF-8 (byte {error.start}): save it as \"CSV UTF-8\"") from None
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    try:
        rows = [(i, row) for i, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1)
                if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValueError(f"roster {path} is no CSV file: {error}") from None
    return rows, separator


def strike(folder, student):
    """Take a student out of the roster in a course folder, and say whether one was there."""
    roster, path = kept_roster(folder), Path(folder) / ROSTER
    if student not in roster:
        return False
    if len(roster) == 1:
        path.unlink()
        return True
    rows, separator = _rows(path)
    place = next(i for i, column in _columns(path, rows[0][1]).items() if column == "student")
    with write_then_rename(path) as temporary, open(temporary, "w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(
            cells for _, cells in rows if place >= len(cells) or cells[place].strip() != student)
    return True


def _columns(path, head):
    """Return {place: column} of the first row; columns that nobody knows are passed over."""
    names = [name.strip().casefold() for name in head]
    known = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}
    login = any(name in COLUMNS["student"] for name in names)
    if not login:  # a file of our own; Canvas has the name under this
        known["student"] = "student"
    columns = {i: name if name.startswith("extension ") else known[name] for i, name in enumerate(names)
               if name in known or name.startswith("extension ")}
    if "student" not in columns.values():
        raise ValueError(f"roster {path} has no column 'student' (or 'username'), only "
                         f"{', '.join(head)[:200] or 'none'}")
    double = {column for column in columns.values() if list(columns.values()).count(column) > 1}
    if double:
        raise ValueError(f"roster {path} has several columns for {', '.join(sorted(double))}")
    return columns


def _person(path, line, cells):
    problem = problem_of_name(cells["student"])
    if problem:
        raise ValueError(f"roster {path}, line {line}: student {cells['student']!r}: {problem}")
    last, comma, first = cells.get("name", "").partition(",")
    if not comma:  # "Ada Lovelace"; with a comma as Canvas writes it, "Lovelace, Ada"
        first, _, last = cells.get("name", "").rpartition(" ")
    days = {} if any(column.startswith("extension") for column in cells) else None
    for column, text in cells.items():
        if column.startswith("extension") and text:
            try:
                days[column.removeprefix("extension").strip()] = float(text.replace(",", "."))
            except ValueError:
                days[column] = math.nan
            if not all(0 <= number <= MAX_DAYS for number in days.values()):
                raise ValueError(f"roster {path}, line {line}: {column} must be a number of days, got {text!r}")
    given = {field: cells.get(field, "") for field in ("email", "lms_user_id", "id_number", "section")}
    return Person(cells["student"], cells.get("first_name") or first.strip(), cells.get("last_name") or last.strip(),
                  extensions=days, **given)


def keep_roster(folder, path):
    """Put a roster into the course folder, where every later run finds it, and return it; nothing where it is wrong."""
    roster = read_roster(path)
    if Path(path).resolve() != (Path(folder) / ROSTER).resolve():
        with write_then_rename(Path(folder) / ROSTER) as temporary:
            shutil.copyfile(path, temporary)
    return roster


def kept_roster(folder):
    """Return the roster in a course folder, an empty one where there is none."""
    return read_roster(Path(folder) / ROSTER) if (Path(folder) / ROSTER).is_file() else {}


def enter(gradebook, roster):
    """Enter everybody into the gradebook; what a roster leaves empty stays there as it is."""
    for person in roster.values():
        fields = ("first_name", "last_name", "email", "lms_user_id")
        given = {field: getattr(person, field) for field in fields if getattr(person, field)}
        patiently(partial(gradebook.update_or_create_student, person.student, **given), gradebook.db.rollback)


def who_is(gradebook, roster, student):
    """Return {"full_name": "Last, First" as the gradebook has it, "section": as the roster has it}; "" where neither
    says."""
    try:
        found = gradebook.find_student(student)
        names = [found.last_name, found.first_name]
    except MissingEntry:
        names = []
    section = roster[student].section if student in roster else ""
    return {"full_name": ", ".join(filter(None, names)), "section": section}
