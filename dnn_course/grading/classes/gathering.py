"""Finds the lessons in what a student handed in, by the functions in them: under any name, in any folder or archive.

Of several notebooks of a lesson one counts, by a rule that the pages tell: one in which something is written before one
in which nothing is, a notebook before a .py file, the newest before older ones, and, of the same date, the one with the
highest number in its name, as in "02_forward (1).ipynb". What is not used is named, with the reason. No code of a
student runs here: cells are read by the reader of notebooks, within its bounds.
"""
import ast
import hashlib
import json
import os
import re
import stat
from datetime import UTC, datetime
from functools import cache, cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from dnn_course.grading.classes.archives import MAX_ARCHIVE, kind_of, members, size_problem
from dnn_course.grading.classes.submissions import LINK, MAX_ALL_BYTES, MAX_BYTES, MAX_FILES, TIMESTAMP
from dnn_course.grading.classes.work import LESSONS
from dnn_course.home import COURSE, course_pictures
from dnn_course.notebook.cells import load
from dnn_course.notebook.reading import lesson_of, written_in
from testCases.exercises import EXERCISES

__all__ = ["Found", "Gathered", "as_notebook", "gather"]

MAX_DEPTH, MAX_NESTED = 10, 3  # folders in folders, archives in archives
MANY = f"there are more than {MAX_FILES} files; this one and the rest are not read"
MAX_SCRIPT = 100_000  # characters of a .py file that is looked at as a whole
SAME_DATE = 2.0  # seconds: zip archives count in twos, and copies of a folder differ by less
LEFT_BY_PROGRAMS = {"__pycache__", "__macosx", ".ds_store", "thumbs.db", "desktop.ini", ".dnn-course", ".git",
                    ".ipynb_checkpoints", "submission_secret.txt", TIMESTAMP}
CHECKPOINTS = ".ipynb_checkpoints"
WRITTEN_FOR = {e.name: e.lesson for e in EXERCISES}
DEFINITION = re.compile(rb"def\s+(" + "|".join(WRITTEN_FOR).encode() + rb")\b")
CELL_MARKS = re.compile(r"^# (?:%%.*|In\[[\d ]*\]:.*)$", re.M)  # of Jupytext, and of nbconvert
TOP_LEVEL = re.compile(r"^(?=@|def |class |async def |import |from )", re.M)


class Found(NamedTuple):
    """The notebook that counts for a lesson, None where it is not read, why not, and its path in the submission; `note`
    says why it and not another, or ""."""

    data: bytes | None
    problem: str
    path: str
    note: str = ""


class Gathered(NamedTuple):
    """What counts, {notebook: Found}, and (path, reason) of what is not used."""

    notebooks: dict
    unused: tuple


class Item(NamedTuple):
    """A file, from a folder or an archive: its bytes, None where it is not read, and why not."""

    path: str
    data: bytes | None
    problem: str
    date: float


class Candidate:
    """A notebook that may count. What takes time to find out is found out when it is asked for."""

    def __init__(self, path, data, date, python=False):
        self.path, self.data, self.date, self.python = path, data, date, python
        self.stem = stem_of(path)
        self.checkpoint = CHECKPOINTS in path.split("/")
        self.names = {name.decode() for name in DEFINITION.findall(data)}
        self._known = None

    @cached_property
    def digest(self):
        """A hash of the file, by which copies are known."""
        return hashlib.sha256(self.data).digest()

    def _look(self):
        if self._known is None:
            try:
                content = load(self.data)
                self._known = lesson_of(content, EXERCISES, self.stem), written_in(content, tuple(WRITTEN_FOR)), ""
            except ValueError as error:
                self._known = self.stem if self.stem in LESSONS else "", set(), str(error)
        return self._known

    @property
    def lesson(self):
        """The lesson that most of its cells speak for, or ""."""
        if self.stem in LESSONS and self.names and {WRITTEN_FOR[name] for name in self.names} == {self.stem}:
            return self.stem  # the usual case, without a look into the cells
        return self._look()[0]

    @property
    def written(self):
        """The exercises that somebody wrote in it."""
        return self._look()[1]

    @property
    def problem(self):
        """Why it is no notebook, or ""."""
        return self._look()[2]

    @property
    def number(self):
        """What is compared where dates are the same: the number at the end of the name, then the name."""
        found = re.search(r"[-_( ](\d{1,6})\)?$", PurePosixPath(self.path).stem)
        return int(found[1]) if found else 0, len(self.path), self.path


def gather(folder, student, assignment, notebooks):
    """Find the notebooks of an assignment in submitted/STUDENT/ASSIGNMENT/.

    Parameters
    ----------
    folder : path
        The course folder.
    student, assignment : str
    notebooks : collection of str
        The names of the assignment's notebooks.

    Returns
    -------
    gathered : Gathered
    """
    candidates, unused, unread = [], [], {}
    for item in _files(folder, student, assignment):
        if item.data is None:
            unread.setdefault(stem_of(item.path), item)
            unused.append((item.path, item.problem))
            continue
        candidate, reason = _candidate(item)
        if candidate:
            candidates.append(candidate)
        elif reason:
            unused.append((item.path, reason))
    chosen = {name: found for name in notebooks for found in [_choose(name, candidates)] if found}
    counting = {name: Found(candidate.data, "", candidate.path, note) for name, (candidate, note) in chosen.items()}
    for name in notebooks:
        if name not in counting and name in unread:
            counting[name] = Found(None, unread[name].problem, unread[name].path)
    unused += _not_chosen(candidates, chosen, notebooks)
    return Gathered(counting, tuple(sorted(unused)))


def stem_of(path):
    """Return the name of a file without its last ending, as a notebook of JupyterLab's checkpoints has it."""
    return PurePosixPath(path).stem.removesuffix("-checkpoint")


# ---- the files

def _files(folder, student, assignment):
    """Give the Items of a submission, within bounds on their number, their size and their depth."""
    budget = [MAX_FILES, MAX_ALL_BYTES]
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptors = [os.open(Path(folder) / "submitted", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
    try:
        for part in (student, assignment):
            descriptors.append(os.open(part, flags, dir_fd=descriptors[-1]))
        for item in _in_folder(descriptors[-1], "", 0, budget):
            for part in _opened(item, 0, budget):
                budget[1] -= len(part.data or b"")
                if budget[1] < 0:
                    yield Item(part.path, None, f"there is more than {MAX_ALL_BYTES / 1e6:g} MB; the rest is not "
                               "read", 0)
                    return
                yield part
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _in_folder(descriptor, prefix, depth, budget):
    with os.scandir(descriptor) as entries:
        names = sorted(entry.name for entry in islice(entries, MAX_FILES + 1))
    for name in names:
        path, inner = prefix + name, None
        if budget[0] <= 0:
            yield Item(path, None, MANY, 0)
            return
        budget[0] -= 1
        try:
            inner = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=descriptor)
            found = os.fstat(inner)
            if stat.S_ISDIR(found.st_mode):
                if name.casefold() in LEFT_BY_PROGRAMS and name != CHECKPOINTS:
                    continue
                if depth < MAX_DEPTH:
                    yield from _in_folder(inner, f"{path}/", depth + 1, budget)
                else:
                    yield Item(path, None, f"it lies in more than {MAX_DEPTH} folders", 0)
            elif not stat.S_ISREG(found.st_mode):
                yield Item(path, None, f"{name} is not a file", 0)
            elif not quiet(path):
                yield _read_item(inner, path, found)
        except OSError:
            yield Item(path, None, f"it is {LINK}" if _is_link(name, descriptor) else "it cannot be opened", 0)
        finally:
            if inner is not None:
                os.close(inner)


def _is_link(name, descriptor):
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _read_item(descriptor, path, found):
    most = MAX_ARCHIVE if kind_of(os.pread(descriptor, 512, 0)) else MAX_BYTES
    problem = size_problem(found.st_size, most)
    if problem:
        return Item(path, None, problem, found.st_mtime)
    with open(descriptor, "rb", closefd=False) as stream:
        data = stream.read(most + 1)
    if len(data) > most:  # it grew meanwhile
        return Item(path, None, size_problem(len(data), most), found.st_mtime)
    return Item(path, data, "", found.st_mtime)


def _opened(item, depth, budget):
    """Give an Item, or, of an archive, those in it."""
    kind = kind_of(item.data[:512]) if item.data else ""
    if not kind:
        yield item
        return
    if depth == MAX_NESTED:
        yield item._replace(data=None, problem=f"it is an archive in {MAX_NESTED} others, which is not opened")
        return
    empty = True
    for member in members(item.data, kind):
        empty = False
        path = f"{item.path}/{member.path}" if member.path else item.path
        inner = Item(path, member.data, member.problem, member.date)
        if member.path and quiet(path):
            continue
        if budget[0] <= 0:
            yield inner._replace(data=None, problem=MANY)
            return
        budget[0] -= 1
        yield from _opened(inner, depth + 1, budget)
    if empty:
        yield item._replace(data=None, problem="it is an empty archive")


def quiet(path):
    """Say whether a file is what the course handed out, or what programs leave behind."""
    parts = [part.casefold() for part in path.split("/")]
    if parts[-1].startswith("._") or parts[-1] in given():
        return True
    return any(part in LEFT_BY_PROGRAMS and part != CHECKPOINTS for part in parts)


@cache
def given():
    """Return the names, in small letters, of the files beside the notebooks in a learner's folder."""
    return {path.name.casefold() for path in course_pictures()}


@cache
def without_exercises():
    """Return the names of the course's own notebooks that are no lessons."""
    return {path.stem for path in (COURSE / "notebooks").glob("*.ipynb")} - set(LESSONS)


# ---- which of them count

def _candidate(item):
    """Return (Candidate, ""), or (None, why it is none), or (None, "") where nothing need be said."""
    data, name = as_utf8(item.data), item.path.casefold()
    if name.endswith(".py"):
        if not DEFINITION.search(data):
            return None, "it holds no exercise of the course, and a notebook is marked without the files beside it"
        return Candidate(item.path, as_notebook(data), item.date, python=True), ""
    looks_like_one = data.lstrip()[:1] == b"{" and b'"cells"' in data
    if name.endswith(".ipynb") or looks_like_one:
        return Candidate(item.path, data, item.date), ""
    if DEFINITION.search(data) and b"\0" not in data:
        return None, "it holds an exercise of the course, but is neither a notebook (.ipynb) nor a .py file"
    return None, "it is no notebook" if not name.endswith((".zip", ".tgz", ".gz", ".tar")) else "it is no archive"


def as_utf8(data):
    """Return a text with a byte order mark of UTF-16 in UTF-8; anything else as it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16").encode()
        except UnicodeError:
            return data
    return data


def as_notebook(data):
    """Return a notebook, as bytes, of the cells of a Python file: as Jupytext or nbconvert mark them, or else one cell,
    or, where that is no Python, one from each definition to the next, so that a slip costs one function only.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts, cells = list(CELL_MARKS.finditer(text)), []
    if parts:
        ends = [*(mark.start() for mark in parts[1:]), len(text)]
        cells = [text[:parts[0].start()], *(text[mark.end():end] for mark, end in zip(parts, ends)
                                            if not re.search(r"\[(markdown|md|raw)\]", mark[0]))]
    else:
        cells = [text] if len(text) <= MAX_SCRIPT and is_python(text) else TOP_LEVEL.split(text)
    return json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
                                  "source": cell.strip("\n")} for cell in cells if cell.strip()],
                       "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def is_python(text):
    """Say whether a text can be parsed; it is not run."""
    try:
        ast.parse(text)
        return True
    except Exception:  # whatever a text does to its reader
        return False


def _choose(name, candidates):
    """Return (Candidate, note) of the notebook that counts for one of the assignment's, None where there is none."""
    if name not in LESSONS:  # an instructor's own
        own = [c for c in candidates if c.stem == name]
        return _newest(own, name) if own else None
    asked = {exercise for exercise, lesson in WRITTEN_FOR.items() if lesson == name}
    mine = [c for c in candidates if c.lesson == name]
    others = [c for c in candidates if c.names & asked and c.lesson != name]
    if len(mine) == 1 and not others:
        return _newest(mine, name)
    for group in ([c for c in mine if c.written & asked], [c for c in others if c.written & asked],
                  [c for c in mine if not c.problem], mine):
        if group:
            return _newest(group, name)
    return None


def _newest(group, name):
    for worse in ("checkpoint", "python"):
        group = [c for c in group if not getattr(c, worse)] or group
    latest = max(c.date for c in group)
    best = max((c for c in group if c.date >= latest - SAME_DATE), key=lambda c: c.number)
    if len(group) > 1 and len({c.digest for c in group}) > 1:
        same = sum(c.date >= latest - SAME_DATE for c in group)
        why = "the one with the highest number in its name, of" if same == len(group) else "the newest of"
        return best, f"{best.path} counts: it is {why} {len(group)} notebooks of this lesson" + (
            f" ({datetime.fromtimestamp(best.date, UTC):%Y-%m-%d %H:%M} UTC)" if best.date > 0 and same < len(group)
            else "")
    return best, "" if best.path == f"{name}.ipynb" else f"It was found in {best.path}."


def _not_chosen(candidates, chosen, notebooks):
    """Return (path, reason) of the notebooks that do not count."""
    used, reasons = cache(lambda: {c.digest for c, _ in chosen.values()}), []
    for c in candidates:
        if c.checkpoint or any(c is taken for taken, _ in chosen.values()) or c.digest in used():
            continue
        if c.problem:
            reasons.append((c.path, c.problem))
        elif c.lesson in chosen:
            counts = chosen[c.lesson][0].path
            why = "nothing is written in it" if not c.written else \
                "a notebook counts before a .py file" if c.python and not chosen[c.lesson][0].python else \
                "another one is newer, or has the higher number"
            reasons.append((c.path, f"{why}: for {c.lesson}, {counts} counts"))
        elif c.lesson:
            if c.written:
                reasons.append((c.path, f"it is {c.lesson}, which is no part of this assignment"))
        elif c.stem not in without_exercises():
            reasons.append((c.path, "it holds no exercise of the course"))
    return reasons
