"""Files that are whole or not there."""
import os
from contextlib import contextmanager
from pathlib import Path


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
