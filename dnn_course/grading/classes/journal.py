"""What is marked already: a table by key that survives the death of the grader at any moment."""
import fcntl
import os
import sqlite3
from pathlib import Path

from dnn_course.grading.outside.marks import from_json, to_json

__all__ = ["Journal"]


class Journal:
    """Marks by key, in an SQLite file. One grader at a time writes it; others may read.

    Each `add` is on the disk when it returns, or not there at all. Nothing is read but what is asked for.

    Raises
    ------
    RuntimeError
        If another grader works with the same file, or if it is damaged.
    """

    def __init__(self, path):
        path = Path(path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._database = None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # given back by the system when we die
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))  # nobody else reads it
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.execute("pragma synchronous = full")
            self._database.execute("create table if not exists marks (key text primary key, marks text not null) "
                                   "without rowid")
            self._count, = self._database.execute("select count(*) from marks").fetchone()
        except BlockingIOError:
            self.close()
            raise RuntimeError(f"another grader works in {path.parent.parent}: wait for it, or end it") from None
        except sqlite3.DatabaseError as error:
            self.close()
            raise RuntimeError(f"{path} cannot be used ({error}): delete it, and all is marked anew") from None

    def __len__(self):
        return self._count

    def get(self, key):
        """Return the Marks that are kept under a key, or None."""
        found = self._database.execute("select marks from marks where key = ?", (key,)).fetchone()
        return from_json(found[0]) if found else None

    def add(self, key, marks):
        """Keep marks for good; a key that is there already keeps the marks that it has."""
        added = self._database.execute("insert or ignore into marks values (?, ?)", (key, to_json(marks)))
        self._count += added.rowcount

    def forget(self, key):
        """Keep the marks of a key no longer."""
        self._count -= self._database.execute("delete from marks where key = ?", (key,)).rowcount

    def close(self):
        if self._database is not None:
            self._database.close()
        os.close(self._lock)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
