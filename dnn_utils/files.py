"""Files that are whole or not there, where the course lies, and the folder in which a learner's work is kept."""
import os
import re
import secrets
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

CODE = Path(__file__).resolve().parent.parent  # with dnn_utils/, testCases/ and dnn_course/ in it
INSTALLED = CODE / "dnn_course" / "course"  # made by the wheel, as pyproject.toml says; a checkout has none
COURSE = INSTALLED if INSTALLED.is_dir() else CODE  # with notebooks/, images/ and datasets/ in it
KEPT = Path(".dnn-course")  # in a learner's folder, made by dnn-course start


def in_learners_folder():
    """Say whether a learner works here. The course's own notebooks, which CI compares, stand elsewhere."""
    return is_learners_folder(here())


def is_learners_folder(folder):
    """Say whether `dnn-course start` made a folder; one that cannot be looked into counts as none."""
    return os.path.isdir(Path(folder) / KEPT)


def here():
    """Return the learner's folder, or the working directory where nothing tells of one.

    A kernel of JupyterLab runs in the folder of its notebook. Others run elsewhere, and a learner's own code may have
    gone to another folder: then the notebook's own path tells, or the folder in which the kernel began.
    """
    places = [Path.cwd(), *places_of_the_notebook()]
    return next(filter(is_learners_folder, places), places[0])


def places_of_the_notebook():
    """Give the folders in which the notebook of this kernel may lie, the likeliest first."""
    IPython = sys.modules.get("IPython")
    shell = IPython.get_ipython() if IPython else None
    names = getattr(shell, "user_ns", None) or {}
    for path in (names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):  # VS Code's, and Jupyter's
        if path and isinstance(path, (str, os.PathLike)):
            path = re.sub("^[A-Za-z]{2,}:", "", os.fspath(path))  # where several write one notebook: RTC:folder/name
            yield from (root / Path(path).parent for root in (Path.cwd(), *Path.cwd().parents))
    for folder in (names.get("_dh") or [])[:1]:  # where IPython began
        yield Path(folder)


@contextmanager
def write_then_rename(path):
    """Give a temporary path beside `path`, and rename it to `path` once the block has ended without an error.

    FileNotFoundError where there is no folder to write it in.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.name} must be written in a folder that exists, got {str(path.parent)!r}")
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")  # short: the file's own name may be as long as it can
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:  # which names the temporary file, and nobody knows that
        named = [text.replace(str(temporary), str(path)) if isinstance(text, str) else text for text in error.args]
        raise type(error)(*named, *([str(path)] if error.filename and len(named) == 2 else [])) from error
    finally:
        temporary.unlink(missing_ok=True)


def keep_aside(path):
    """Copy a file that cannot be read, or was changed by hand, before it is overwritten; return the copy's path, such
    as progress.damaged-1.json beside progress.json."""
    number = 1
    while path.with_name(f"{path.stem}.damaged-{number}{path.suffix}").exists():
        number += 1
    aside = path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")
    with write_then_rename(aside) as temporary:
        shutil.copy2(path, temporary)
    return aside
