"""Says in a sentence what stands in the way where something is written: a lock, or a disk without room."""
import errno
import sqlite3
import time
from contextlib import contextmanager

from nbgrader.api import InvalidEntry, app_log
from sqlalchemy.exc import DatabaseError

__all__ = ["PATIENCE", "is_locked", "patiently", "told_in_words"]

PATIENCE = 120  # seconds to wait for a gradebook that another program has locked
KEPT = "what is marked is kept, and the next run goes on from there"


def is_locked(error):
    """Say whether an error of a database is one that passes by itself."""
    return any(word in str(error).lower() for word in ("locked", "deadlock", "serializ", "connection"))


def patiently(action, undo=lambda: None):
    """Return what an action returns, tried again for PATIENCE seconds where another program holds the gradebook."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return action()
        except (DatabaseError, InvalidEntry) as error:  # nbgrader makes the second of the first
            undo()
            if not is_locked(error):
                raise
            if time.monotonic() > deadline:
                raise RuntimeError(f"the gradebook has been locked by another program for {PATIENCE} seconds: close it "
                                   f"and grade again; {KEPT}") from None
            time.sleep(0.2)


@contextmanager
def told_in_words(folder):
    """Turn an error of a database or a disk into a RuntimeError of one sentence."""
    logs, app_log.disabled = app_log.disabled, True  # nbgrader's own account of the same, in SQL
    try:
        yield
    except (DatabaseError, InvalidEntry, sqlite3.DatabaseError) as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        if is_locked(error):
            raise RuntimeError(f"the gradebook of {folder} is locked by another program: close it and grade again; "
                               f"{KEPT}") from None
        if "full" in cause or "disk i/o" in cause.lower():
            raise RuntimeError(no_room(folder)) from None
        raise RuntimeError(f"the gradebook of {folder} cannot be used ({cause}); {KEPT}") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise RuntimeError(no_room(folder)) from None
        raise
    finally:
        app_log.disabled = logs


def no_room(folder):
    """Say that a disk is full."""
    return f"there is no room left on the disk of {folder}: make some and grade again; {KEPT}"
