"""A case of an exercise with its hidden twin, in one row, and what the makers of twins draw with.

A twin is a case of the same kind with other numbers, and other shapes where it may. Its numbers are drawn from the seed
that an instructor keeps (dnn_course/grading/outside/hidden.py), so that nobody can write them down beforehand.
"""
from typing import NamedTuple
from collections.abc import Callable

__all__ = ["Case", "EDGES", "KINDS", "NUMBERS", "SHAPES", "a_seed", "labels", "size", "sizes"]

KINDS = SHAPES, NUMBERS, EDGES = "other_shapes", "other_numbers", "edges"  # keys of messages/general.toml


class Case(NamedTuple):
    """One case: what it is called, how its inputs are made, the kind of its twin, and how the twin's are drawn.

    The sentence is the case's name in expected.json, too; in another language, its translation is shown. `also`, where
    there is one, is given the inputs and the outputs that differ from the course's, and returns the key of a note and
    what is right as well, or None; it is asked only where every case without one is right.
    """

    sentence: str
    make: Callable
    kind: str
    twin: Callable
    also: Callable | None = None


def a_seed(draw):
    return int(draw.randint(100, 2**31 - 1))


def size(draw, *others):
    """Draw a size from 2 to 9 that is none of the others, so that no mixed-up axis fits by chance."""
    return int(draw.choice([n for n in range(2, 10) if n not in others]))


def sizes(draw, layers, last=1):
    """Draw the sizes of a network: no two neighbours are the same."""
    drawn = [size(draw)]
    for _ in range(layers - 1):
        drawn.append(size(draw, drawn[-1]))
    return [*drawn, last]


def labels(draw, m):
    """Draw labels (1, m) of both kinds."""
    Y = draw.randint(0, 2, (1, m))
    Y[0, :2] = 0, 1
    return Y
