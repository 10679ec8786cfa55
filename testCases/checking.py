"""What every check does: call the learner's function on each case, compare, and name the mistake where it is known."""
import contextlib
import copy
import importlib
import io
import json
import numbers
import reprlib
import warnings
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from IPython import get_ipython
from IPython.display import display

from testCases.exercises import exercise
from testCases.messages import messages_of, say
from testCases.progress import lesson_summary, record
from testCases.report import CheckFailed, Finding, Points, Report

EXPECTED = Path(__file__).with_name("expected.json")
RTOL, ATOL = 1e-5, 1e-7  # wide enough for other right formulas and float32, far below any mistake


class Outcome(NamedTuple):
    """What came of one call: the outputs, or the error instead; whether the inputs changed; and what was noticed."""

    outputs: tuple
    error: str  # "" where there are outputs
    kind: str  # the type of what was raised, "" where nothing was
    changed: bool
    notes: tuple


def run_check(name, function):
    """Check a function and show the report: nothing is returned for full points, the points where some are lost.

    Parameters
    ----------
    name : str
        The exercise, as in the table of exercises.
    function : callable
        What the learner wrote.

    Raises
    ------
    CheckFailed
        An AssertionError, if there is not a single point; it names the first property that fails.
    """
    report = examine(name, function)
    show(report)
    record([report])
    summary = lesson_summary(report.name)
    if summary:
        show(summary)
    if report.points == 0:
        first = next(finding for finding in report.findings if finding.reason)
        raise CheckFailed(f"{name}: {first.sentence}: {first.reason}")
    return None if report.points == report.max_points else Points(report.points)


def show(report):
    """Show a report: as a panel in a notebook, as text elsewhere."""
    if get_ipython() is None:
        print(report)
    else:
        display(report)


def examine(name, function):
    """Return the Report of a function: a point for no property where no case comes out right."""
    cases, expected = cases_of(name), expected_values()[name]
    e = exercise(name)
    outcomes = {label: call(name, function, make_inputs(), e.outputs) for label, make_inputs in cases.items()}
    reasons = {label: outcome.error or first_difference(e.outputs, outcome.outputs, expected[label], value_difference)
               for label, outcome in outcomes.items()}
    sentences = messages_of(name)["cases"]
    findings = [Finding(sentences[label], reason) for label, reason in reasons.items()]
    missing = any(outcome.error for outcome in outcomes.values())
    shapes = (first_difference(e.outputs, outcome.outputs, expected[label], shape_difference)
              for label, outcome in outcomes.items() if not outcome.error)
    wrong_shape = next(filter(None, shapes), say("no_result") if missing else "")
    changed = say("changed") if any(outcome.changed for outcome in outcomes.values()) else \
        say("no_result") if missing else ""
    findings += [Finding(say("shapes", outputs=", ".join(e.outputs)), wrong_shape),
                 Finding(say("untouched"), changed)]
    passed = sum(not finding.reason for finding in findings)
    points = round(e.points * passed / len(findings), 1) if not all(reasons.values()) else 0
    known = recognise(name, outcomes) if passed < len(findings) else ()
    notes = tuple(dict.fromkeys(note for outcome in outcomes.values() for note in outcome.notes))
    return Report(name, points, e.points, tuple(findings), known, notes)


def cases_of(name):
    """Return the cases of an exercise: from a label to a function without arguments that makes the inputs."""
    return importlib.import_module(f"testCases.{exercise(name).topic}").CASES[name]


def misconceptions_of(name):
    """Return the known wrong versions of an exercise: from a key of its messages to a function."""
    return importlib.import_module(f"testCases.misconceptions.{exercise(name).topic}").MISCONCEPTIONS[name]


@cache
def expected_values():
    """Return the encoded results of every case, by exercise and label."""
    return json.loads(EXPECTED.read_text(encoding="utf-8"))


@cache
def wrong_outcomes(name):
    """Return what each misconception of an exercise makes of each case, encoded."""
    e = exercise(name)
    return {key: {label: encode_outcome(call(name, wrong, make_inputs(), e.outputs))
                  for label, make_inputs in cases_of(name).items()}
            for key, wrong in misconceptions_of(name).items()}


def recognise(name, outcomes):
    """Return the keys of the misconceptions that make of every case what the learner's function made of it."""
    outputs = exercise(name).outputs
    return tuple(key for key, wrong in wrong_outcomes(name).items()
                 if all(same_outcome(outputs, outcomes[label], wrong[label]) for label in outcomes))


def same_outcome(names, outcome, wrong):
    """Say whether a learner's outcome is that of a misconception: the same error, or the same values and changes."""
    if outcome.kind or wrong.kind or outcome.error or wrong.error:
        return (outcome.kind, bool(outcome.error)) == (wrong.kind, bool(wrong.error)) and \
            (bool(outcome.kind) or outcome.error == wrong.error)
    return outcome.changed == wrong.changed and len(outcome.outputs) == len(wrong.outputs) and \
        not any(difference(path, got, want, value_difference)
                for path, got, want in zip(names, outcome.outputs, wrong.outputs))


def encode_outcome(outcome):
    """Return the outcome with its outputs encoded, as `difference` wants them."""
    return outcome._replace(outputs=tuple(encode(output) for output in outcome.outputs))


def call(name, function, inputs, outputs):
    """Call a function, without its printing: return its Outcome."""
    before = encode(copy.deepcopy(inputs))
    random_before = np.random.get_state()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(io.StringIO()), \
            contextlib.redirect_stderr(io.StringIO()), np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        returned, error, kind = returned_or_error(name, function, inputs, outputs)
    notes = [say("warned", warning=text) for text in dict.fromkeys(str(warning.message) for warning in caught)][:2]
    if any(not np.array_equal(a, b) for a, b in zip(random_before, np.random.get_state())):
        notes.append(say("global_random"))
    changed = bool(difference("inputs", inputs, before, any_difference))
    return Outcome(returned, error, kind, changed, tuple(notes))


def returned_or_error(name, function, inputs, outputs):
    """Return the outputs in a tuple, why there are none, and the type of what was raised."""
    try:
        result = function(*inputs)
    except NotImplementedError:
        return (), say("not_written", name=name), "NotImplementedError"
    except (Exception, SystemExit) as error:  # whatever a learner's code raises is an answer, and a wrong one
        return (), say("raised", type=type(error).__name__, error=error), type(error).__name__
    if len(outputs) == 1:
        return (result,), "", ""
    if not isinstance(result, (tuple, list)) or len(result) != len(outputs):
        return (), say("count", n=len(outputs), outputs=", ".join(outputs), what=describe(result)), ""
    return tuple(result), "", ""


def first_difference(names, returned, expected, leaf_difference):
    """Say where the first output that differs does so; empty where none does."""
    wanted = expected if len(names) > 1 else [expected]
    reasons = (difference(name, got, want, leaf_difference) for name, got, want in zip(names, returned, wanted))
    return next(filter(None, reasons), "")


def difference(path, got, want, leaf_difference):
    """Say how `got` differs from the encoded `want`, going into lists and dictionaries; empty where it does not."""
    if isinstance(want, list):
        if not isinstance(got, (list, tuple)) or len(got) != len(want):
            return say("list", path=path, n=len(want), what=describe(got))
        children = [(f"{path}[{i}]", g, w) for i, (g, w) in enumerate(zip(got, want))]
    elif "dict" in want:
        if not isinstance(got, dict) or set(got) != set(want["dict"]):
            what = say("keys", keys=sorted(map(str, got))) if isinstance(got, dict) else describe(got)
            return say("dictionary", path=path, keys=sorted(want["dict"]), what=what)
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
        return say("array" if shape else "number", path=path, shape=shape, what=describe(got))
    return "" if numbers.shape == shape else say("shape", path=path, want=shape, got=numbers.shape)


def value_difference(path, got, want):
    """Say where numbers differ, and name the first entry that does."""
    if "array" not in want:
        same = type(got) is type(want["value"]) and got == want["value"]  # an array is not compared with None
        return "" if same else say("value", path=path, want=repr(want["value"]), got=describe(got))
    wrong_shape = shape_difference(path, got, want)
    if wrong_shape:
        return wrong_shape
    numbers, wanted = as_numbers(got), np.array(want["array"], dtype=float)
    close = np.isclose(numbers, wanted, rtol=RTOL, atol=ATOL, equal_nan=True)
    if close.all():
        return ""
    first = tuple(int(i) for i in np.argwhere(~close)[0])
    where = f"{path}[{', '.join(map(str, first))}]" if first else path
    return say("value", path=where, want=f"{wanted[first]:.8f}", got=f"{numbers[first]:.8f}")


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
