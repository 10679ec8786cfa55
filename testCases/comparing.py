"""Two results side by side: what was returned, and what was expected in the form that JSON holds."""
import numbers
import re
import reprlib

import numpy as np

from testCases.messages import say

__all__ = ["any_difference", "as_numbers", "describe", "difference", "encode", "kind_of_key", "part_difference",
           "parts_of", "shape_difference", "strict_difference", "value_difference"]

RTOL, ATOL = 1e-5, 1e-7  # wide enough for other right formulas and float32, far below any mistake


def parts_of(names, values):
    """Return {name of a part: encoded value}, in order: each output, and each kind of key of a dictionary by itself.

    The parts of {"dW1": ..., "db1": ..., "dW2": ...} are dW and db.
    """
    parts = {}
    for name, value in zip(names, values):
        if not isinstance(value, dict) or "dict" not in value:
            parts[name] = value
            continue
        for key, item in value["dict"].items():
            parts.setdefault(kind_of_key(key), {"dict": {}})["dict"][key] = item
    return parts


def kind_of_key(key):
    """Return "dW" for "dW12", and an empty text for a key of another form."""
    match = re.fullmatch(r"([^\W\d]+)\d+", key) if isinstance(key, str) else None
    return match[1] if match else ""


def part_difference(name, got, part, parts, leaf_difference, beside=()):
    """Say how one part of the output `name` differs from what is expected; empty where it does not.

    Keys of no kind that is expected count with the first part; harmless ones beside, where there is such a part.
    """
    want = parts[part]
    if not isinstance(want, dict) or "dict" not in want:
        return difference(name, got, want, leaf_difference)
    if not isinstance(got, dict):
        return say("dictionary", path=name, keys=", ".join(want["dict"]), what=describe(got))
    others = next((p for p in parts if p in beside), next(iter(parts)))
    held = [key for key in got if kind_of_key(key) == part or part == others and kind_of_key(key) not in parts]
    if set(held) != set(want["dict"]):
        return say("dictionary", path=name, keys=", ".join(want["dict"]),
                   what=say("keys", keys=", ".join(sorted(map(str, got)))))
    reasons = (difference(f"{name}[{key!r}]", got[key], item, leaf_difference) for key, item in want["dict"].items())
    return next(filter(None, reasons), "")


def difference(path, got, want, leaf_difference):
    """Say how `got` differs from the encoded `want`, going into lists and dictionaries; empty where it does not."""
    if isinstance(want, list):
        if isinstance(got, np.ndarray) and got.ndim == 1:
            got = list(got)  # costs in an array are as good
        if not isinstance(got, (list, tuple)) or len(got) != len(want):
            return say("list", path=path, n=len(want), what=describe(got))
        children = [(f"{path}[{i}]", g, w) for i, (g, w) in enumerate(zip(got, want))]
    elif "dict" in want:
        if not isinstance(got, dict) or set(got) != set(want["dict"]):
            what = say("keys", keys=", ".join(sorted(map(str, got)))) if isinstance(got, dict) else describe(got)
            return say("dictionary", path=path, keys=", ".join(map(str, want["dict"])), what=what)
        children = [(f"{path}[{key!r}]", got[key], w) for key, w in want["dict"].items()]
    else:
        return leaf_difference(path, got, want)
    reasons = (difference(*child, leaf_difference) for child in children)
    return next((reason for reason in reasons if reason), "")


def shape_difference(path, got, want):
    """Say where the shape of a number or an array differs. An array of one entry is as good as a number."""
    if "array" not in want:
        return ""
    numbers, shape = as_numbers(got), np.shape(want["array"])
    if isinstance(got, tuple) and (numbers is None or numbers.shape != shape):
        return say("several", path=path, shape=shape, what=describe(got))
    if numbers is None:
        return say("array" if shape else "number", path=path, shape=shape, what=describe(got))
    same = numbers.shape == shape or shape == () and numbers.size == 1
    return "" if same else say("shape", path=path, want=shape, got=numbers.shape)


def value_difference(path, got, want):
    """Say where numbers differ, and name the first entry that does. Axes of length 1 may be missing or too many: that
    is for `shape_difference` to say."""
    if "array" not in want:
        same = type(got) is type(want["value"]) and got == want["value"]  # an array is not compared with None
        return "" if same else say("value", path=path, want=repr(want["value"]), got=describe(got))
    numbers, wanted = as_numbers(got), np.array(want["array"], dtype=float)
    if numbers is None or not loosely_alike(numbers.shape, wanted.shape):
        return shape_difference(path, got, want)
    numbers = numbers.reshape(wanted.shape)
    close = np.isclose(numbers, wanted, rtol=RTOL, atol=ATOL, equal_nan=True)
    if close.all():
        return ""
    first = tuple(int(i) for i in np.argwhere(~close)[0])
    where = f"{path}[{', '.join(map(str, first))}]" if first else path
    return say("value", path=where, want=f"{wanted[first]:.8f}", got=f"{numbers[first]:.8f}")


def loosely_alike(shape, other):
    """Say whether two shapes are the same but for axes of length 1 that one has lost. A row is no column."""
    return shape == other or len(shape) != len(other) and \
        [n for n in shape if n != 1] == [n for n in other if n != 1]


def strict_difference(path, got, want):
    """Say where a shape or a number differs."""
    return shape_difference(path, got, want) or value_difference(path, got, want)


def any_difference(path, got, want):
    """Say that something is no longer exactly what it was."""
    same = np.array_equal(as_numbers(got), want["array"]) if "array" in want else got is want["value"]
    return "" if same else path


def as_numbers(value):
    """Return value as an array of floats, or None where it is something else, such as text or a ragged list."""
    try:
        array = np.asarray(value)
        return array.astype(float) if array.dtype.kind in "buif" else None
    except (TypeError, ValueError):
        return None


def encode(value):
    """Turn what a function takes or returns into what JSON holds."""
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {"dict": {key: encode(item) for key, item in value.items()}}
    if value is None or isinstance(value, (str, bool)):
        return {"value": value}
    return {"array": np.asarray(value, dtype=float).tolist()}


def describe(value):
    """Say in a few words what came."""
    if value is None:
        return say("none")
    if isinstance(value, np.ndarray):
        key = "an_array" if as_numbers(value) is not None else "an_array_of"
        return say(key, shape=value.shape, dtype=value.dtype)
    if isinstance(value, (list, tuple, dict)):
        return say("a_sequence", type=type(value).__name__, n=len(value))
    if isinstance(value, (str, numbers.Number)):
        value = value.item() if isinstance(value, np.generic) else value
        return say("a_scalar", type=type(value).__name__, value=reprlib.repr(value))
    return say("an_object", type=type(value).__name__)
