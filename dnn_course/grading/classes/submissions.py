"""Reads what students handed in: no link is followed, no large file is read, and nothing is left out silently."""
import os
import stat
from pathlib import Path
from typing import NamedTuple

__all__ = ["MAX_BYTES", "Submission", "Unreadable", "find_submissions", "read_submitted", "submitted_timestamp"]

MAX_BYTES = 10_000_000  # a solved lesson with all its outputs has 1.5 MB
MAX_NAME = 128  # what nbgrader's gradebook holds
LINK = "a link or no folder, and links are not followed"


class Unreadable(ValueError):
    """Something in submitted/ that is not read, and why."""


class Submission(NamedTuple):
    """A student's folder of an assignment; `problem` says why it is not graded, or is ""."""

    student: str
    assignment: str
    problem: str = ""


def find_submissions(folder, assignment):
    """Return the submissions of an assignment, submitted/STUDENT/ASSIGNMENT/, in the order of the students' names.

    Everything in submitted/ is in the list: what cannot be graded has a problem. Only a student without the
    assignment is left out.
    """
    check_name("assignment", assignment)
    submitted = Path(folder) / "submitted"
    if not submitted.is_dir():
        raise FileNotFoundError(f"{submitted} does not exist: put the submissions there, as "
                                f"submitted/STUDENT/{assignment}/NOTEBOOK.ipynb")
    found = []
    for entry in sorted(os.scandir(submitted), key=lambda entry: entry.name):
        problem = problem_of_name(entry.name) or ("" if entry.is_dir(follow_symlinks=False) else f"it is {LINK}")
        inside = None if problem else _lstat(os.path.join(submitted, entry.name, assignment))
        if inside is not None and not stat.S_ISDIR(inside.st_mode):
            problem = f"{assignment} is {LINK}"
        if problem or inside is not None:
            found.append(Submission(entry.name, assignment, problem))
    return found


def _lstat(path):
    try:
        return os.lstat(path)
    except OSError:
        return None


def problem_of_name(name):
    """Say why a name cannot be that of a student, an assignment or a notebook; "" where it can."""
    if not name or name.startswith(".") or len(name) > MAX_NAME:
        return f"its name is empty, begins with a point, or has more than {MAX_NAME} characters"
    if name != name.strip() or not name.isprintable() or any(character in '/\\*?[]{}<>|"' for character in name):
        return "its name holds characters that paths and patterns give a meaning to, or that cannot be printed"
    return ""


def check_name(what, name):
    """Raise ValueError where a name that an instructor gives could lead out of its folder."""
    problem = problem_of_name(name)
    if problem:
        raise ValueError(f"{what} {name!r} cannot be used: {problem}")


def read_submitted(folder, student, assignment, file, max_bytes=MAX_BYTES):
    """Return the bytes of submitted/STUDENT/ASSIGNMENT/FILE.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    Unreadable
        If it, or a folder on the way, is a link, if it is no plain file, or if it is larger than max_bytes.
    """
    descriptor = os.open(Path(folder) / "submitted", os.O_RDONLY | os.O_DIRECTORY)
    try:
        nofollow = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe must not wait for a writer
        for part, flags in [(student, nofollow | os.O_DIRECTORY), (assignment, nofollow | os.O_DIRECTORY),
                            (file, nofollow)]:
            try:
                inner = os.open(part, flags, dir_fd=descriptor)
            except FileNotFoundError:
                raise
            except OSError:
                raise Unreadable(f"{part} is a link, or cannot be opened; links are not followed") from None
            os.close(descriptor)
            descriptor = inner
        return _read(descriptor, file, max_bytes)
    finally:
        os.close(descriptor)


def _read(descriptor, name, max_bytes):
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable(f"{name} is not a file")
    if found.st_size > max_bytes:
        raise Unreadable(f"{name} has {found.st_size / 1e6:.1f} MB; more than {max_bytes / 1e6:g} MB are not read")
    with open(descriptor, "rb", closefd=False) as stream:
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:  # it grew meanwhile
        raise Unreadable(f"{name} has more than {max_bytes / 1e6:g} MB, which are not read")
    return data


def submitted_timestamp(folder, student, assignment):
    """Return the text of timestamp.txt, as nbgrader's collect writes it, or None where there is none that is a date."""
    from nbgrader.utils import parse_utc
    try:
        text = read_submitted(folder, student, assignment, "timestamp.txt", 100).decode("ascii").strip()
        parse_utc(text)
    except (FileNotFoundError, ValueError, OverflowError):  # Unreadable and a wrong date are ValueErrors
        return None
    return text
