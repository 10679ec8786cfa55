"""The seed of the hidden tests: one for a course folder, kept where only the instructor reads it."""
import os
import secrets
from pathlib import Path

from dnn_utils.files import write_then_rename

__all__ = ["draw_seed", "read_seed"]

BITS = 128


def read_seed(folder):
    """Return the seed in .grading/seed of a course folder, drawn and written if there is none.

    One of a few digits, which could be guessed, is refused: all seeds that are drawn have BITS bits.
    """
    path = Path(folder) / ".grading" / "seed"
    try:
        seed = int(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return draw_seed(folder)
    except ValueError:
        raise ValueError(f"{path} holds no whole number: delete it, and a seed is drawn") from None
    if not 2**BITS <= seed < 2**(BITS + 1):
        raise ValueError(f"{path} holds a seed of other than {BITS} bits, which could be guessed: delete it, and one "
                         "is drawn")
    return seed


def draw_seed(folder):
    """Draw a seed, write it to .grading/seed in the place of what is there, and return it."""
    path = Path(folder) / ".grading" / "seed"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    seed = 2**BITS + secrets.randbits(BITS)  # always as long
    with write_then_rename(path) as temporary:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as stream:
            stream.write(f"{seed}\n")
    return seed
