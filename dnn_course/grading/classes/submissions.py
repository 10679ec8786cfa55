"""Reads what students handed in: no link is followed, no large file is read, and nothing is left out silently."""
import os
import re
import stat
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import NamedTuple

__all__ = ["MAX_BYTES", "Submission", "Unreadable", "SubmittedTime", "check_folder", "check_name",
           "find_submissions", "in_utc", "plain_files", "read_submitted", "submitted_time"]

MAX_BYTES = 10_000_000  # a solved lesson with all its outputs has 1.5 MB
MAX_NAME = 128  # what nbgrader's gradebook holds
MAX_FILES, MAX_ALL_BYTES = 1000, 100_000_000  # that nbgrader copies from a submission
IN_PATTERNS = "?*[]{}%#\\"
LINK = "a link or no folder, and links are not followed"


TIMESTAMP, MAX_TIMESTAMP = "timestamp.txt", 100
ISO_8601 = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?"
                      r"(?:UTC|Z|([+-])(\d\d):?(\d\d))", re.ASCII)


class SubmittedTime(NamedTuple):
    """When something was submitted, as text in UTC, and what is wrong with what its timestamp.txt says, or ""."""

    text: str | None
    problem: str = ""


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
    assignment is left out, and told where files lie beside the folder that it should be.
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
        if not problem and inside is None and (loose := _loose_file(entry.path)):
            problem = f"{loose} lies beside the folder {assignment}, not in it"
        if problem or inside is not None:
            found.append(Submission(entry.name, assignment, problem))
    return found


def _loose_file(folder):
    """Return the name of a file in a student's folder, where the folders of the assignments are, or ""."""
    with os.scandir(folder) as entries:
        return min((entry.name for entry in islice(entries, MAX_FILES) if entry.is_file(follow_symlinks=False) and
                    not entry.name.startswith(".") and entry.name != TIMESTAMP), default="")


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


def check_folder(folder):
    """Raise ValueError where the path of a course folder holds what nbgrader takes for a pattern or for an address."""
    path = str(Path(folder).resolve())
    wrong = sorted({character for character in path if character in IN_PATTERNS or not character.isprintable()})
    if wrong:
        raise ValueError(f"the course folder cannot be {path!r}: nbgrader, which works in it, takes "
                         f"{' '.join(map(repr, wrong))} for a pattern or a part of an address; rename it")


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


def plain_files(paths):
    """Return those of the paths that may be copied: plain files, none large, and not too many of them."""
    kept, size = [], 0
    for path in paths:
        try:
            found = os.lstat(path)
        except OSError:
            continue
        size += found.st_size if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BYTES else 0
        if len(kept) == MAX_FILES or size > MAX_ALL_BYTES:
            break
        if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BYTES and os.path.basename(path) != TIMESTAMP:
            kept.append(path)
    return kept


def submitted_time(folder, student, assignment):
    """Return when an assignment was submitted, as its timestamp.txt says, which nbgrader's collect writes.

    A text that is no date and time counts as nothing, and what counts in its place is when the file was written: a
    student who writes it has no more time for that. No library that guesses reads it.

    Returns
    -------
    time : SubmittedTime
        The text is None where there is no such file.
    """
    try:
        text = read_submitted(folder, student, assignment, TIMESTAMP, MAX_TIMESTAMP).decode("ascii").strip()
        return SubmittedTime(in_utc(text))
    except FileNotFoundError:
        return SubmittedTime(None)
    except ValueError as error:  # Unreadable and UnicodeDecodeError are ValueErrors
        problem = str(error) if isinstance(error, Unreadable) else \
            f"{TIMESTAMP} is no date and time with UTC or an offset"
    try:
        written = os.lstat(Path(folder) / "submitted" / student / assignment / TIMESTAMP).st_mtime
        return SubmittedTime(_as_text(datetime.fromtimestamp(written, UTC)), f"{problem}: its own time counts")
    except (OSError, ValueError, OverflowError):
        return SubmittedTime(_as_text(datetime.now(UTC)), f"{problem}, nor has it one of its own: now counts")


def in_utc(text):
    """Return a date and time in ISO 8601, with UTC or a numeric offset, as text in UTC; ValueError for anything
    else."""
    found = ISO_8601.fullmatch(text)
    if not found:
        raise ValueError("no date and time with UTC or an offset")
    *numbers, fraction, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    zone = timezone(-offset if sign == "-" else offset)
    when = datetime(*(int(number or 0) for number in numbers), int((fraction or "0")[:6].ljust(6, "0")), zone)
    try:
        return _as_text(when.astimezone(UTC))
    except OverflowError:
        raise ValueError("a date that no calendar has") from None


def _as_text(when):
    return f"{when:%Y-%m-%d %H:%M:%S}{f'.{when.microsecond:06}' if when.microsecond else ''} UTC"
