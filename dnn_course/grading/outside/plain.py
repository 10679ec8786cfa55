"""What a student's process sends is made plain here: values, exceptions and texts that stand for its own."""
import unicodedata
import warnings

import numpy as np

from dnn_course.grading.border import codec
from testCases.tracing import Place

__all__ = ["clean", "mark_as_changed", "same", "stand_in", "take", "whole"]

MAX_WARNINGS = 20
CHANGED = "changed"
SAME = 1e-5  # a change of the inputs moves a result by more


def take(answer, arguments):
    """Return what an answer brings, after its changes of the arguments and of the random generator are made here,
    too."""
    if answer.changed and isinstance(answer.changed[0], tuple) and len(answer.changed[0]) == len(arguments):
        for ours, theirs in zip(arguments, answer.changed[0]):
            copy_into(ours, theirs)
    if answer.random:
        set_random_state(answer.random[0])
    for text in answer.warnings[:MAX_WARNINGS]:
        warnings.warn(clean(text, 300), RuntimeWarning, stacklevel=2)
    if answer.raised:
        if len(answer.raised) < 2 or not all(isinstance(part, str) for part in answer.raised[:2]):
            raise codec.FrameError("an exception that is none")
        raise stand_in(*answer.raised[:2], place_told(answer.raised[2:]))
    return answer.returned


def stand_in(kind, message, place=Place()):
    """Return an exception of a type of this name, which was raised at this place in the jail."""
    error = type(kind if codec.NAME.match(kind) else "Error", (Exception,), {})(clean(message, 300))
    error.place_in_the_jail = place
    return error


def place_told(told):
    """Return the Place that the student's process tells; an empty one where it tells something else."""
    if len(told) != len(Place._fields) or any(type(value) is not type(empty) for value, empty in zip(told, Place())):
        return Place()
    return Place(*(clean(value, 200) if isinstance(value, str) else value for value in told))._replace(
        line=min(max(told[Place._fields.index("line")], 0), 1_000_000))


def copy_into(ours, theirs):
    """Make in place the changes that a student's function made to its copy of an argument."""
    if isinstance(ours, np.ndarray):
        if isinstance(theirs, np.ndarray) and theirs.shape == ours.shape and theirs.dtype == ours.dtype:
            ours[...] = theirs
        else:
            # it has another shape or type now, which cannot be shown: only that it has changed
            ours[...] = np.logical_not(ours) if ours.dtype == bool else ours + 1
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        for key in set(ours) - set(theirs):
            del ours[key]
        for key, value in theirs.items():
            if not copy_into(ours.get(key), value):
                ours[key] = value
        return True
    elif isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)):
        for i, value in enumerate(theirs[:len(ours)]):
            if not copy_into(ours[i], value) and isinstance(ours, list):
                ours[i] = value
        if isinstance(ours, list):
            ours[len(theirs):] = theirs[len(ours):]
        return True
    else:
        return False
    return True


def same(a, b):
    """Say whether two values that crossed the border are the same, but for the last digits of numbers.

    In float32, the same product comes out otherwise in its seventh digit where an array lies elsewhere in memory.
    """
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (np.ndarray, float, int)) and isinstance(b, (np.ndarray, float, int)):
        return np.shape(a) == np.shape(b) and bool(np.isclose(a, b, rtol=SAME, atol=SAME, equal_nan=True).all())
    return a == b if isinstance(a, str) or a is None else type(a).__name__ == type(b).__name__


def mark_as_changed(arguments):
    """Change arguments, in place, where it is known only that a student's function has changed its copy of them."""
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            copy_into(argument, None)
        elif isinstance(argument, dict):
            argument[CHANGED] = CHANGED
        elif isinstance(argument, list):
            argument.append(CHANGED)
        elif isinstance(argument, tuple):
            mark_as_changed(argument)


def set_random_state(state):
    """Set NumPy's global generator as it is in the child, if that is a state that there can be."""
    kind, keys, position, has_gauss, gauss = state if isinstance(state, tuple) and len(state) == 5 else [None] * 5
    if kind == "MT19937" and isinstance(keys, np.ndarray) and keys.dtype == np.uint32 and keys.shape == (624,) and \
            type(position) is int and 0 <= position <= 624 and has_gauss in (0, 1) and isinstance(gauss, float):
        np.random.set_state(state)


def whole(value):
    """Return a number of a cell, or raise ValueError."""
    if type(value) is not int or not 0 <= value <= 1_000_000:
        raise ValueError("not the number of a cell")
    return value


def clean(text, most, keep=""):
    """Return text without control characters, and not longer than this: for reports, terminals and tables."""
    text = "".join(character if character in keep or unicodedata.category(character)[0] != "C" else " "
                   for character in str(text)[:most + 1])
    return text if len(text) <= most else text[:most - 1] + "…"
