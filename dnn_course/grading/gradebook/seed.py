"""The seed of the hidden tests: one for a course folder, kept where only the instructor reads it."""
import os
import secrets
from pathlib import Path

from dnn_utils.files import write_then_rename

__all__ = ["read_seed"]


def read_seed(folder):
    """Return the seed in .grading/seed of a course folder, drawn and written if there is none.

    Delete the file to have other hidden tests from then on: everything is then marked anew.
    """
    path = Path(folder) / ".grading" / "seed"
    try:
        return int(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        pass
    except ValueError:
        raise ValueError(f"{path} holds no whole number: delete it, and a seed is drawn") from None
    path.parent.mkdir(mode=0o700, exist_ok=True)
    seed = secrets.randbelow(2**32)
    with write_then_rename(path) as temporary:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as stream:
            stream.write(f"{seed}\n")
    return seed
