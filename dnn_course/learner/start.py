"""A learner's folder: the lessons without their solutions, the pictures that they show, and what was given."""
import hashlib
import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path

import nbformat

from dnn_course.home import course_notebooks, course_pictures
from dnn_utils.files import KEPT, write_then_rename
from dnn_utils.language import SOURCE, languages, require_language

__all__ = ["start"]

GIVEN = KEPT / "given"  # in a learner's folder: the notebooks as they were given, for dnn-course update
RECORD = GIVEN / "course.json"  # the course's version, the language, and the SHA-256 of every picture as it was given


def start(folder, language=SOURCE):
    """Make a learner's folder with the exercise notebooks, their pictures, and the start page.

    The folder appears whole or not at all: it is made under a temporary name beside its place, and renamed.
    What was given is kept in .dnn-course/given/, for `dnn-course update`.

    Parameters
    ----------
    folder : path
        The folder to make; there must be nothing of this name.
    language : str
        Of the notebooks, and of what the checks say in them: "en", or a folder of translations/.

    Returns
    -------
    notebooks : list of Path
        The notebooks, in the order of the course: the start page 00_start.ipynb where the course has one, then the
        exercise notebooks.

    Raises
    ------
    FileExistsError
        If the folder, or a file of its name, is there already; it is left as it is.
    NotADirectoryError
        If a part of its path is a file.
    FileNotFoundError
        If the lessons are not beside the installed package.
    ValueError
        If the course does not speak the language.
    """
    require_language("language", language)
    folder = Path(folder).expanduser().resolve()
    file = next((above for above in folder.parents if above.is_file()), None)
    if file:
        raise NotADirectoryError(f"{file} is a file, and no folder can be made in it: name another one")
    if folder.exists():
        raise FileExistsError(f"{folder} exists already and is left as it is: name a folder that does not exist")
    notebooks = course_notebooks(language)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        _write_folder(temporary, notebooks, language)
        os.rename(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return [folder / name for name in notebooks]


def _write_folder(folder, notebooks, language):
    (folder / GIVEN).mkdir(parents=True)
    (folder / "images").mkdir()
    for picture in course_pictures():
        shutil.copy(picture, folder / "images")
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / name)
        nbformat.write(notebook, folder / GIVEN / name)
    write_record(folder, notebooks, language)


def write_record(folder, notebooks, language):
    """Write which version of the course a folder was given, in which language, and the SHA-256 of each picture."""
    written = "".join(nbformat.writes(notebook) for notebook in notebooks.values())
    record = {"version": f"{version('dnn-course')}+{hashlib.sha256(written.encode()).hexdigest()[:8]}",
              "language": language,
              "pictures": {path.name: sha256(path) for path in course_pictures()}}
    if record != read_record(folder):
        with write_then_rename(folder / RECORD) as temporary:
            temporary.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def read_record(folder):
    """Return the record of a learner's folder; without a version, in English, and without pictures where there is none.

    A folder of before the course spoke other languages is in English, and so is one whose language it no longer speaks.
    """
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        language = record.get("language", SOURCE)
        return {"version": str(record["version"]), "language": language if language in languages() else SOURCE,
                "pictures": dict(record["pictures"])}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {"version": None, "language": SOURCE, "pictures": {}}


def sha256(path):
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
