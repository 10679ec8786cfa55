"""Takes the download of Moodle or Canvas as it is, and lays each student's files into submitted/STUDENT/ASSIGNMENT/.

What a download says of a student beside the files, such as ids and LATE marks, is kept in .grading/, so that feedback
can go back under the names that Moodle and Canvas take. How these are made: Moodle's mod/assign/feedback/file/
importziplib.php, fullname_userid_assignsubmission_file, and Canvas's infer_comment_context_from_filename, which takes
the first two parts that are numbers for the user and the attachment.
"""
import json
import os
import re
import shutil
import zipfile
from pathlib import Path
from typing import NamedTuple

from dnn_course.grading.classes.archives import (BROKEN, CHUNK, ENTRY, MAX_ARCHIVE, date_of, entry_problem)
from dnn_course.grading.classes.submissions import (MAX_ALL_BYTES, MAX_FILES, TIMESTAMP, check_name, problem_of_name)
from dnn_utils.files import write_then_rename

__all__ = ["Collected", "collect", "forget_source", "kept_sources"]

MAX_ENTRIES = 200_000  # files of a class
MOODLE = re.compile(r"(?P<name>[^/]+?)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)(?P<rest>_[^/]+|_?/.+)", re.S)
CANVAS = re.compile(r"(?P<name>[^/_]+(?:_(?!LATE_|\d+_)[^/_]+)*)_(?P<late>LATE_)?(?P<id>\d+)_(?P<attachment>\d+)_"
                    r"(?P<file>[^/]+)", re.S)


LEFT = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.I)  # by programs that pack


class Collected(NamedTuple):
    """What came in: the names of students whose files are new, and of those who have them already; (path, reason) of
    what was not understood; who is late by the download; who is not in the roster; and which system it came from."""

    system: str
    new: list
    same: list
    unknown: list
    late: list
    strangers: list


class Taken(NamedTuple):
    """A file of the download: the name and the id of its student there, its path, whether it is late, and the folder
    name or the beginning of the file name under which feedback goes back."""

    name: str
    identity: str
    path: str
    late: bool
    back: str
    entry: zipfile.ZipInfo


def collect(folder, path, assignment="course", roster=None):
    """Lay the files of a download into submitted/STUDENT/ASSIGNMENT/.

    A student is who the roster says: the one with this `lms_user_id` (Canvas), or else with this name. Without a
    roster, the folder has the name that the download has. Files that a student has from an earlier download are
    replaced by those of this one, and kept in .grading/replaced/.

    Parameters
    ----------
    folder : path
        The course folder.
    path : path
        "Download all submissions" of Moodle, or "Download Submissions" of Canvas: a .zip.
    assignment : str
    roster : dict, optional
        {student: Person}.

    Returns
    -------
    collected : Collected

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not such a download; nothing is written then.
    """
    check_name("assignment", assignment)
    roster, unknown = roster or {}, []
    try:
        with open(path, "rb") as stream:
            if sum(chunk.count(ENTRY) for chunk in iter(lambda: stream.read(CHUNK), b"")) > MAX_ENTRIES:
                raise ValueError(f"{path} has more than {MAX_ENTRIES} entries")
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not LEFT.search(entry.filename)]
            system, taken = _understood(entries, unknown)
            if not taken:
                raise ValueError(f"{path} is no download of submissions from Moodle or Canvas that is understood: its "
                                 f"files are called like {entries[0].filename[:100]!r}" if entries else
                                 f"{path} is an empty archive")
            students = _students(taken, roster, system)
            new, same = [], []
            for student, files in sorted(students.items()):
                problem = problem_of_name(student)
                if problem:
                    unknown.append((student, problem))
                    continue
                changed = _lay(Path(folder), archive, student, assignment, files, unknown)
                (new if changed else same).append(student)
    except BROKEN as error:
        if isinstance(error, (FileNotFoundError, PermissionError, IsADirectoryError)) or type(error) is ValueError or \
                isinstance(error, OSError) and error.errno:
            raise
        raise ValueError(f"{path} is no .zip that can be read: {error}") from None
    _keep(folder, assignment, system, students)
    late = sorted(student for student, files in students.items() if any(file.late for file in files))
    strangers = sorted(student for student in students if roster and student not in roster)
    return Collected(system, new, same, sorted(unknown), late, strangers)


def _understood(entries, unknown):
    """Return ("Moodle" or "Canvas", [Taken]) for the files whose names are understood, and tell the others."""
    systems = {"Moodle": [], "Canvas": []}
    rest, names = [], [entry.filename.removeprefix("./") for entry in entries]
    top = names[0].split("/")[0] + "/" if names else ""
    if not MOODLE.fullmatch(top + "x") and all(name.startswith(top) for name in names):
        names = [name.removeprefix(top) for name in names]  # somebody has unpacked it, and packed the folder again
    for entry, name in zip(entries, names):
        moodle, canvas = MOODLE.fullmatch(name), CANVAS.fullmatch(name)
        problem = entry_problem(entry, MAX_ARCHIVE)
        if problem:
            unknown.append((name, problem))
        elif moodle and moodle["kind"] == "file":
            inner = moodle["rest"].lstrip("_").lstrip("/")
            back = name[:moodle.start("rest")] + "_"
            systems["Moodle"].append(Taken(moodle["name"], moodle["id"], inner, False, back, entry))
        elif moodle:
            unknown.append((name, f"it is no file that was handed in, but Moodle's {moodle['kind']}"))
        elif canvas:
            back = name[:canvas.start("file")]
            systems["Canvas"].append(Taken(canvas["name"], canvas["id"], canvas["file"], bool(canvas["late"]), back,
                                           entry))
        else:
            rest.append(name)
    system = max(systems, key=lambda key: len(systems[key]))
    rest += [taken.entry.filename for key, found in systems.items() if key != system for taken in found]
    unknown += [(name, "its name is not what Moodle or Canvas gives a submission") for name in rest]
    return system, systems[system]


def _students(taken, roster, system):
    """Return {student: [Taken]}."""
    by_identity = {}
    for file in taken:
        by_identity.setdefault(file.identity, []).append(file)
    by_id = {person.lms_user_id: student for student, person in roster.items() if person.lms_user_id}
    by_name = {}
    for student, person in roster.items():
        for name in {plain(person.first_name + person.last_name), plain(person.last_name + person.first_name)} - {""}:
            by_name.setdefault(name, set()).add(student)
    names = [files[0].name for files in by_identity.values()]
    students = {}
    for identity, files in by_identity.items():
        name = files[0].name
        known = by_id.get(identity) if system == "Canvas" else None
        if known is None:
            for part in (name, name.rpartition("-")[2]):  # Moodle puts a group in front, "Group 1-Ada Lovelace"
                same = by_name.get(plain(part), ())
                if len(same) == 1 and names.count(name) == 1:
                    known, = same
                    break
        own = " ".join(name.split())
        student = known or (own if names.count(name) == 1 else f"{own} {identity}")
        while student in students:
            student += f" {identity}"
        students[student] = files
    return students


def plain(name):
    """Return a name in small letters, without all that stands between its letters, as Canvas writes it."""
    return "".join(character for character in name.casefold() if character.isalnum())


def _lay(folder, archive, student, assignment, files, unknown):
    """Write a student's files to submitted/STUDENT/ASSIGNMENT/, all or none; say whether anything is new."""
    target = folder / "submitted" / student / assignment
    temporary = folder / "submitted" / f".{student[:50]}.{os.getpid()}.part"
    shutil.rmtree(temporary, ignore_errors=True)
    size = 0
    try:
        temporary.mkdir(parents=True)
        for count, file in enumerate(files):
            size += file.entry.file_size
            if count >= MAX_FILES or size > MAX_ALL_BYTES:
                unknown.append((file.entry.filename, f"{student} has more than {MAX_FILES} files or "
                                f"{MAX_ALL_BYTES / 1e6:g} MB"))
                break
            place = _place(temporary, file.path)
            if place is None:
                unknown.append((file.entry.filename, "a file cannot be called this"))
                continue
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(file.entry) as source, open(place, "xb") as copy:
                    shutil.copyfileobj(source, copy, CHUNK)
                os.utime(place, (date_of(file.entry),) * 2)
            except FileExistsError:
                unknown.append((file.entry.filename, "there is a file of this name already"))
            except BROKEN as error:
                place.unlink(missing_ok=True)
                if isinstance(error, OSError) and error.errno:
                    raise
                unknown.append((file.entry.filename, f"it is damaged: {error}"[:200]))
        if target.is_symlink() or target.parent.is_symlink():
            raise ValueError(f"{target} is a link, and links are not followed")
        if target.exists():
            if _contents(target) == _contents(temporary):
                return False
            _put_away(folder, target, student, assignment)
        target.parent.mkdir(exist_ok=True)
        os.rename(temporary, target)
        return True
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _place(folder, path):
    """Return where a file of a download goes, None where its name is none that a file here may have."""
    parts = [part for part in re.split(r"[/\\]", path) if part not in ("", ".")]
    if not parts or len(parts) > 10 or any(part == ".." or len(part.encode("utf-8", "replace")) > 250 or
                                           not part.isprintable() for part in parts):
        return None
    return folder.joinpath(*parts)


def _contents(folder):
    """Return {path: bytes} of a folder; our own timestamp is none of it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink() and path.name != TIMESTAMP}


def _put_away(folder, target, student, assignment):
    """Move what a student had to .grading/replaced/, under a number that is free."""
    place, number = folder / ".grading" / "replaced" / assignment / student, 1
    place.mkdir(parents=True, exist_ok=True)
    while (place / str(number)).exists():
        number += 1
    os.rename(target, place / str(number))


def _keep(folder, assignment, system, students):
    """Write which names in the download are whose."""
    _write_sources(folder, assignment, {**kept_sources(folder, assignment), **{student: {
        "system": system, "identity": files[0].identity, "name": files[0].name, "back": files[0].back,
        "late": any(file.late for file in files)} for student, files in students.items()}})


def _sources(folder, assignment):
    return Path(folder) / ".grading" / f"collected-{assignment}.json"


def _write_sources(folder, assignment, kept):
    path = _sources(folder, assignment)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with write_then_rename(path) as temporary:
        temporary.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")


def kept_sources(folder, assignment):
    """Return {student: what a download said of this student}: system, identity, name, back, late."""
    try:
        return json.loads(_sources(folder, assignment).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def forget_source(folder, assignment, student):
    """Forget what a download said of a student; return whether it said anything."""
    kept = kept_sources(folder, assignment)
    if student not in kept:
        return False
    del kept[student]
    _write_sources(folder, assignment, kept)
    return True
