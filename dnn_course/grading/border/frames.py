"""The typed frames that the grader, the server in the jail and a student's process send to one another.

A frame crosses as a list: the name of its kind, then its fields. What arrives is a frame only where the kind is one
that is waited for and every field has its type; `FrameError` is raised otherwise. What the fields hold is no more than
what somebody says, and looked at by whoever asked for it.
"""
from typing import NamedTuple

import numpy as np

from dnn_course.grading.border import codec

__all__ = ["KINDS", "receive", "send"]


class Hello(NamedTuple):
    """From the grader to a server that starts: the tier and what it needs for it."""

    tier: str
    warm: list            # modules that every child needs
    limits: dict
    course: str           # the folder that holds a folder for each lesson
    seccomp: np.ndarray   # the filter of system calls, as bytes
    landlock: int         # the version of its rules
    listed: list          # folders that may be listed
    readable: list        # files and folders that may be read


class Ready(NamedTuple):
    """The server is warm."""


class Start(NamedTuple):
    """Fork a child for a notebook of this lesson; a socket for it follows."""

    lesson: str


class Started(NamedTuple):
    """The number of the child, as the server sees it."""

    child: int


class Stop(NamedTuple):
    """Kill the child and all that it has started."""


class Stopped(NamedTuple):
    """There is no child any more."""


class Locked(NamedTuple):
    """The child is locked up; nothing of a student has run in it."""


class Run(NamedTuple):
    """Read this notebook for these exercises, and run what they need but for the statements that are left out."""

    notebook: np.ndarray  # bytes
    exercises: list
    helpers: list         # exercises of earlier lessons, which a notebook may define itself
    beside: list          # those of them that are called, too
    in_order: bool        # every statement but the trainings, rather than what the exercises need
    left_out: list        # places of statements


class Unreadable(NamedTuple):
    """Why the file is no notebook."""

    why: str


class Contents(NamedTuple):
    """What a notebook holds, said before any of it has run."""

    imports: list
    fingerprints: dict    # {exercise: fingerprint}
    imported: list        # exercises of which there is the course's own function alone
    unsure: list          # exercises for which the choice of what runs may have missed something
    unreadable: list      # of (number of a cell, exercises in it, why)
    cells: dict           # {number of a cell: exercises that its needed statements bind}


class At(NamedTuple):
    """The statement that is run next."""

    cell: int
    place: int


class Ran(NamedTuple):
    """The cells have run: which exercises there are now, what cells raised, and what they printed."""

    defined: list
    helpers: list         # exercises of earlier lessons that it defines itself
    errors: dict          # {number of a cell: what it raised}
    output: str


class Call(NamedTuple):
    """Call a function with these arguments and this state of NumPy's random generator."""

    id: int
    name: str
    arguments: tuple
    random: tuple
    sources: dict         # {exercise: source of the course's function that stands in its place for this call}


class Again(NamedTuple):
    """Make the last call once more, with the very arguments as they are now."""

    id: int


class Answer(NamedTuple):
    """What came of a call."""

    id: int
    returned: object
    raised: tuple         # of the type's name, the message and the fields of a Place, or empty
    changed: list         # the arguments as they are now, in a list of one, where they are not as they came
    random: list          # the state of the generator now, in a list of one, where it is another
    warnings: list


KINDS = {kind.__name__: kind for kind in (Hello, Ready, Start, Started, Stop, Stopped, Locked, Run, Unreadable,
                                          Contents,
                                          At, Ran, Call, Again, Answer)}


def send(connection, frame, deadline=None, most=codec.MAX_PAYLOAD):
    """Send a frame: see `codec.send`."""
    codec.send(connection, [type(frame).__name__, *frame], deadline, most)


def receive(connection, *kinds, deadline=None, most=codec.MAX_PAYLOAD):
    """Receive a frame of one of these kinds: see `codec.receive`; FrameError for anything else."""
    value = codec.receive(connection, deadline, most)
    kind = KINDS.get(value[0]) if isinstance(value, list) and value and isinstance(value[0], str) else None
    if kind not in kinds:
        raise codec.FrameError(f"a frame that is no {' or '.join(kind.__name__ for kind in kinds)}")
    fields = value[1:]
    types = list(kind.__annotations__.values())
    if len(fields) != len(types) or not all(_is_a(field, wanted) for field, wanted in zip(fields, types)):
        raise codec.FrameError(f"a frame that is no whole {kind.__name__}")
    return kind(*fields)


def _is_a(field, wanted):
    return isinstance(field, wanted) and not (wanted is int and isinstance(field, bool))
