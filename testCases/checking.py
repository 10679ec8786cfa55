"""What every check does: call the learner's function on each case, and compare what comes back with what should."""
import contextlib
import copy
import io
import json
import numbers
from pathlib import Path

import numpy as np

from testCases.exercises import exercise

EXPECTED = Path(__file__).with_name("expected.json")
RTOL, ATOL = 1e-5, 1e-7  # wide enough for other right formulas and float32, far below any mistake


def run_check(name, function, cases, outputs):
    """Try every property of an exercise, print a line for each, and raise AssertionError where one fails.

    Parameters
    ----------
    name : str
        The exercise, as in the table of exercises.
    function : callable
        What the learner wrote.
    cases : dict
        From a label to a function without arguments that makes the inputs, a tuple.
    outputs : tuple of str
        Names of what the function returns, in order.

    Raises
    ------
    AssertionError
        Naming the exercise and the first property that fails.
    """
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))[name]
    points = exercise(name).points
    properties = check_properties(name, function, cases, expected, outputs)
    failed = [sentence for sentence, reason in properties.items() if reason]
    print(f"{name}: {0 if failed else points} of {points} points")
    for sentence in properties:
        print(f"  {'WRONG' if sentence in failed else 'ok   '} {sentence}")
    if failed:
        raise AssertionError(f"{name}: {failed[0]}: {properties[failed[0]]}")


def check_properties(name, function, cases, expected, outputs):
    """Return a dictionary from each property, a sentence, to the reason why it does not hold, or to ""."""
    shapes, untouched = f"shape of {', '.join(outputs)}", "inputs left as they were"
    properties = {**{label: "" for label in cases}, shapes: "", untouched: ""}
    for label, make_inputs in cases.items():
        inputs = make_inputs()
        before = encode(copy.deepcopy(inputs))
        returned, properties[label] = call(name, function, inputs, outputs)
        if properties[label]:
            properties[shapes] = properties[untouched] = "there is no result to look at"
            continue
        wanted = expected[label] if len(outputs) > 1 else [expected[label]]
        for output, got, want in zip(outputs, returned, wanted):
            properties[shapes] = properties[shapes] or difference(output, got, want, shape_difference)
            properties[label] = properties[label] or difference(output, got, want, value_difference)
        if not properties[untouched] and difference("inputs", inputs, before, any_difference):
            properties[untouched] = "an array or a dictionary that came in was changed in place"
    return properties


def call(name, function, inputs, outputs):
    """Call the learner's function: return its outputs in a tuple, and why there are none, or ""."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            result = function(*inputs)
    except NotImplementedError:
        return (), f"{name} is not written yet: put your lines between START CODE HERE and END CODE HERE"
    except (Exception, SystemExit) as error:  # whatever a learner's code raises is an answer, and a wrong one
        return (), f"it raised {type(error).__name__}: {error}"
    if len(outputs) == 1:
        return (result,), ""
    if not isinstance(result, (tuple, list)) or len(result) != len(outputs):
        return (), f"it should return {len(outputs)} things, {', '.join(outputs)}, got {describe(result)}"
    return result, ""


def difference(path, got, want, leaf_difference):
    """Say how `got` differs from the encoded `want`, going into lists and dictionaries; empty where it does not."""
    if isinstance(want, list):
        if not isinstance(got, (list, tuple)) or len(got) != len(want):
            return f"{path} should be a list or tuple of {len(want)}, got {describe(got)}"
        children = [(f"{path}[{i}]", g, w) for i, (g, w) in enumerate(zip(got, want))]
    elif "dict" in want:
        if not isinstance(got, dict) or set(got) != set(want["dict"]):
            keys = f"the keys {sorted(map(str, got))}" if isinstance(got, dict) else describe(got)
            return f"{path} should be a dictionary with the keys {sorted(want['dict'])}, got {keys}"
        children = [(f"{path}[{key!r}]", got[key], w) for key, w in want["dict"].items()]
    else:
        return leaf_difference(path, got, want)
    reasons = (difference(*child, leaf_difference) for child in children)
    return next((reason for reason in reasons if reason), "")


def shape_difference(path, got, want):
    """Say where the shape of a number or an array differs."""
    if "array" not in want:
        return ""
    numbers, shape = as_numbers(got), np.shape(want["array"])
    if numbers is None:
        return f"{path} should be an array of shape {shape}, got {describe(got)}" if shape else \
            f"{path} should be a number, got {describe(got)}"
    return "" if numbers.shape == shape else f"{path} should have the shape {shape}, got {numbers.shape}"


def value_difference(path, got, want):
    """Say where numbers differ, and name the first entry that does."""
    if "array" not in want:
        return "" if got == want["value"] else f"{path} should be {want['value']!r}, got {got!r}"
    wrong_shape = shape_difference(path, got, want)
    if wrong_shape:
        return wrong_shape
    numbers, wanted = as_numbers(got), np.array(want["array"], dtype=float)
    close = np.isclose(numbers, wanted, rtol=RTOL, atol=ATOL)
    if close.all():
        return ""
    first = tuple(int(i) for i in np.argwhere(~close)[0])
    where = f"{path}[{', '.join(map(str, first))}]" if first else path
    return f"{where} should be {wanted[first]:.8f}, got {numbers[first]:.8f}"


def any_difference(path, got, want):
    """Say that something is no longer exactly what it was."""
    same = np.array_equal(as_numbers(got), want["array"]) if "array" in want else got is want["value"]
    return "" if same else f"{path} changed"


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
        return "None (is there a return?)"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, (str, numbers.Number)):
        return f"{type(value).__name__} {value!r}"
    return f"something of type {type(value).__name__}"
