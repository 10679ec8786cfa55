"""A learner's folder: the lessons without their solutions, and the pictures that they show."""
import os
import re
import shutil
import textwrap
from pathlib import Path

import nbformat

from testCases.exercises import exercise

__all__ = ["start"]

COURSE = Path(__file__).resolve().parent.parent
PICTURES = ("*.svg", "*.png", "*.jpg")
SOLUTION = re.compile(r"^([ \t]*)### START CODE HERE ###\n.*?^[ \t]*### END CODE HERE ###$", re.M | re.S)
HINT_WIDTH = 100


def start(folder):
    """Make a learner's folder with the eight exercise notebooks and their pictures.

    The folder appears whole or not at all: it is made under a temporary name beside its place, and renamed.

    Parameters
    ----------
    folder : path
        The folder to make; there must be nothing of this name.

    Returns
    -------
    lessons : list of Path
        The exercise notebooks, in the order of the course.

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
    solved = sorted((COURSE / "notebooks").glob("*.ipynb"))
    if not solved:
        raise FileNotFoundError(f"there are no lessons in {COURSE / 'notebooks'}: "
                                "install the course from its repository, with 'pip install -e .'")
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        _write_folder(temporary, solved)
        os.rename(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return [folder / path.name for path in solved]


def _write_folder(folder, solved):
    (folder / "images").mkdir(parents=True)
    for pattern in PICTURES:
        for picture in (COURSE / "images").glob(pattern):
            shutil.copy(picture, folder / "images")
    for path in solved:
        notebook = nbformat.read(path, as_version=4)
        nbformat.write(exercise_notebook(notebook), folder / path.name)


def exercise_notebook(notebook):
    """Return the exercise version of a solved lesson: no solutions, no outputs, pictures in images/ beside it."""
    notebook = nbformat.from_dict(notebook)  # a copy
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("](../images/", "](images/")
        elif cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = without_solution(cell.source, cell.metadata.nbgrader.grade_id)
    return notebook


def without_solution(source, name):
    """Put a hint and `raise NotImplementedError` in the place of what stands between the two markers."""
    def hint(match):
        indentation = match[1]
        lines = ["### START CODE HERE ###",
                 *textwrap.wrap(f"# Hint: {exercise(name).hint}", HINT_WIDTH - len(indentation),
                                subsequent_indent="# ", break_long_words=False, break_on_hyphens=False),
                 f'raise NotImplementedError("Complete {name}")',
                 "### END CODE HERE ###"]
        return "\n".join(indentation + line for line in lines)

    source, found = SOLUTION.subn(hint, source)
    if found != 1:
        raise ValueError(f"the cell of {name} must hold one pair of START CODE HERE and END CODE HERE, got {found}")
    return source
