"""Files that are whole or not there, where the course lies, and the folder in which a learner's work is kept."""
import os
from contextlib import contextmanager
from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent  # with notebooks/, images/ and datasets/ in it
KEPT = Path(".dnn-course")  # made by dnn-course start; a kernel runs in the folder of its notebook


def in_learners_folder():
    """Say whether a learner works here. The course's own notebooks, which CI compares, stand elsewhere."""
    return KEPT.is_dir()


@contextmanager
def write_then_rename(path):
    """Give a temporary path beside `path`, and rename it to `path` once the block has ended without an error."""
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
