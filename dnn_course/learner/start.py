"""A learner's folder: the lessons without their solutions, the pictures that they show, and what was given."""
import hashlib
import json
import os
import re
import shutil
import textwrap
from importlib.metadata import version
from pathlib import Path

import nbformat

from dnn_course.home import COURSE
from dnn_utils.files import KEPT, write_then_rename
from testCases.messages import messages_of

__all__ = ["start"]

GIVEN = KEPT / "given"  # in a learner's folder: the notebooks as they were given, for dnn-course update
RECORD = GIVEN / "course.json"  # the course's version, and the SHA-256 of every picture as it was given
PICTURES = ("*.svg", "*.png", "*.jpg")
SOLUTION = re.compile(r"^([ \t]*)### START CODE HERE ###\n.*?^[ \t]*### END CODE HERE ###$", re.M | re.S)
HINT_WIDTH = 100


def start(folder):
    """Make a learner's folder with the exercise notebooks, their pictures, and the start page.

    The folder appears whole or not at all: it is made under a temporary name beside its place, and renamed.
    What was given is kept in .dnn-course/given/, for `dnn-course update`.

    Parameters
    ----------
    folder : path
        The folder to make; there must be nothing of this name.

    Returns
    -------
    notebooks : list of Path
        The notebooks, in the order of the course: the start page 00_start.ipynb where the course has one, then the
        exercise notebooks.

    Raises
    ------
    FileExistsError
        If the folder, or a file of its name, is there already; it is left as it is.
    FileNotFoundError
        If the lessons are not beside the installed package.
    """
    folder = Path(folder).resolve()
    if folder.exists():
        raise FileExistsError(f"{folder} exists already and is left as it is: name a folder that does not exist")
    notebooks = course_notebooks()
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        _write_folder(temporary, notebooks)
        os.rename(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return [folder / name for name in notebooks]


def _write_folder(folder, notebooks):
    (folder / GIVEN).mkdir(parents=True)
    (folder / "images").mkdir()
    for picture in course_pictures():
        shutil.copy(picture, folder / "images")
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / name)
        nbformat.write(notebook, folder / GIVEN / name)
    write_record(folder, notebooks)


def course_notebooks():
    """Return the notebooks of the course as a learner gets them, a dict by file name, in the order of the course."""
    solved = sorted((COURSE / "notebooks").glob("*.ipynb"), key=lambda path: (path.stem != "00_start", path.name))
    if not solved:
        raise FileNotFoundError(f"there are no lessons in {COURSE / 'notebooks'}: "
                                "install the course from its repository, with 'pip install -e .'")
    return {path.name: exercise_notebook(nbformat.read(path, as_version=4)) for path in solved}


def course_pictures():
    """Return the paths of the course's pictures."""
    return sorted(path for pattern in PICTURES for path in (COURSE / "images").glob(pattern))


def write_record(folder, notebooks):
    """Write which version of the course a learner's folder holds, and the SHA-256 of the pictures that it was given."""
    written = "".join(nbformat.writes(notebook) for notebook in notebooks.values())
    record = {"version": f"{version('dnn-course')}+{hashlib.sha256(written.encode()).hexdigest()[:8]}",
              "pictures": {path.name: sha256(path) for path in course_pictures()}}
    if record != read_record(folder):
        with write_then_rename(folder / RECORD) as temporary:
            temporary.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def read_record(folder):
    """Return the record of a learner's folder; without a version, and without pictures, where there is none."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return {"version": str(record["version"]), "pictures": dict(record["pictures"])}
    except (OSError, ValueError, TypeError, KeyError):
        return {"version": None, "pictures": {}}


def sha256(path):
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def exercise_notebook(notebook):
    """Return the exercise version of a solved lesson: no solutions, no outputs, pictures in images/ beside it."""
    notebook = nbformat.from_dict(notebook)  # a copy
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("](../images/", "](images/")
        elif cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.source = cell.metadata.get("blank", cell.source)  # a small task without points, not yet done
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = without_solution(cell.source, cell.metadata.nbgrader.grade_id)
    return notebook


def without_solution(source, name):
    """Put a hint and `raise NotImplementedError` in the place of what stands between the two markers."""
    def hint(match):
        indentation = match[1]
        lines = ["### START CODE HERE ###",
                 *textwrap.wrap(f"# Hint: {messages_of(name)['placeholder']}", HINT_WIDTH - len(indentation),
                                subsequent_indent="# ", break_long_words=False, break_on_hyphens=False),
                 f'raise NotImplementedError("Complete {name}")',
                 "### END CODE HERE ###"]
        return "\n".join(indentation + line for line in lines)

    source, found = SOLUTION.subn(hint, source)
    if found != 1:
        raise ValueError(f"the cell of {name} must hold one pair of START CODE HERE and END CODE HERE, got {found}")
    return source
