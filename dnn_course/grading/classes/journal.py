"""What is marked already: a file of JSON lines that survives the death of the grader at any moment."""
import fcntl
import json
import os
from pathlib import Path

__all__ = ["Journal"]


class Journal:
    """The marks by key, in a file to which lines are only ever added. One grader at a time writes it.

    A line counts once it is whole and on the disk: a half line that a killed grader left is cut off, and what it was
    about is marked anew. The lines stay in the file; only where they begin is kept in memory.

    Raises
    ------
    RuntimeError
        If another grader works with the same file.
    """

    def __init__(self, path):
        path = Path(path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # given back by the system when we die
        except OSError:
            os.close(self._descriptor)
            raise RuntimeError(f"another grader works in {path.parent.parent}: wait for it, or end it") from None
        self._places, self._end = {}, 0
        with open(self._descriptor, "rb", closefd=False) as lines:
            for line in lines:
                try:
                    key = json.loads(line)["key"] if line.endswith(b"\n") else None
                except (ValueError, KeyError, TypeError):
                    key = None
                if not line.endswith(b"\n"):
                    break
                if key is not None:
                    self._places.setdefault(key, (self._end, len(line)))
                self._end += len(line)
        os.ftruncate(self._descriptor, self._end)

    def __contains__(self, key):
        return key in self._places

    def __len__(self):
        return len(self._places)

    def __getitem__(self, key):
        place, length = self._places[key]
        return json.loads(os.pread(self._descriptor, length, place))["marks"]

    def add(self, key, marks):
        """Keep marks for good; a key that is there already keeps the marks that it has."""
        if key in self._places:
            return
        line = json.dumps({"key": key, "marks": marks}).encode() + b"\n"
        written = 0
        while written < len(line):
            written += os.pwrite(self._descriptor, line[written:], self._end + written)
        os.fsync(self._descriptor)
        self._places[key] = (self._end, len(line))
        self._end += len(line)

    def close(self):
        os.close(self._descriptor)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
