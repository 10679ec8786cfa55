"""Files that are whole or not there, where the course lies, and the folder in which a learner's work is kept."""
import os
import secrets
from contextlib import contextmanager
from pathlib import Path

CODE = Path(__file__).resolve().parent.parent  # with dnn_utils/, testCases/ and dnn_course/ in it
INSTALLED = CODE / "dnn_course" / "course"  # made by the wheel, as pyproject.toml says; a checkout has none
COURSE = INSTALLED if INSTALLED.is_dir() else CODE  # with notebooks/, images/ and datasets/ in it
KEPT = Path(".dnn-course")  # made by dnn-course start; a kernel runs in the folder of its notebook


def in_learners_folder():
    """Say whether a learner works here. The course's own notebooks, which CI compares, stand elsewhere."""
    return KEPT.is_dir()


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
    finally:
        temporary.unlink(missing_ok=True)
