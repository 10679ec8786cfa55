"""Known mistakes: wrong versions of the right functions, and which of them a learner's results show.

A wrong version is the right function with something replaced. What is replaced, and the sentence that is said to it,
stand together in messages/NAME.toml: `replace` holds old texts and new ones, or a list of such tables where the mistake
is written in several ways.
"""
import inspect
import itertools
import sys
from functools import cache

import numpy as np

import dnn_utils
from testCases.calling import call
from testCases.comparing import ATOL, RTOL, as_numbers, kind_of_key
from testCases.exercises import exercise
from testCases.expected import cases_of, expected_outputs
from testCases.messages import messages_of, say

__all__ = ["misconceptions_of", "recognise", "right_source", "variants_of", "wrong_source"]

MOST = 2  # causes that are named
DEEPEST = 5  # lists within lists: caches hold no more
NUMBERS = "cost", "costs", "low", "high", "best"  # outputs that are numbers, where an array of one entry is one, too


# The wrong versions

@cache
def right_source(name):
    """Return the source of the course's function, without its docstring."""
    before, _, after = inspect.getsource(getattr(dnn_utils, name)).split('"""', 2)
    return before.rstrip() + "\n" + after.lstrip("\n")


def variants_of(name, key):
    """Return the ways in which a mistake is written: a list of {old text: new text}."""
    replace = messages_of(name)["misconceptions"][key]["replace"]
    return replace if isinstance(replace, list) else [replace]


def wrong_source(name, *slips):
    """Return the source of the function with these slips, each a key or a pair of a key and the number of a variant;
    ValueError where it does not hold what is to be replaced."""
    source = right_source(name)
    for slip in slips:
        key, variant = (slip, 0) if isinstance(slip, str) else slip
        for old, new in variants_of(name, key)[variant].items():
            if old not in source:
                raise ValueError(say("not_there", name=name, slips=slips, old=old))
            source = source.replace(old, new)
    return source


def defined(name, source):
    """Return the function that a source defines, among the names of the module that holds the right one."""
    namespace = {**vars(sys.modules[getattr(dnn_utils, name).__module__]), "np": np}
    exec(compile(source, f"<a wrong {name}>", "exec"), namespace)
    return namespace[name]


@cache
def misconceptions_of(name):
    """Return the known wrong versions of an exercise: from a key of its messages to a function."""
    return {key: defined(name, wrong_source(name, key)) for key in messages_of(name)["misconceptions"]}


def slips_of(name):
    """Return (key, number of a variant) for every way in which a mistake of an exercise is written."""
    return [(key, i) for key in messages_of(name)["misconceptions"] for i in range(len(variants_of(name, key)))]


# What results show: cell by cell, where a cell is a case and a part of what is returned, the form of that, or the
# inputs

def cells_of(e, outcomes):
    """Return {(case, part): what came} of the Outcomes by case. A call that never began tells nothing."""
    return {(case, part): value for case, outcome in outcomes.items() if not never_began(outcome)
            for part, value in parts_of_outcome(e, outcome).items()}


def never_began(outcome):
    """Say whether a function could not be called because it takes other arguments than it should."""
    return outcome.raised is not None and outcome.raised.type == "TypeError" and not outcome.raised.place.line and \
        "argument" in outcome.raised.message


def parts_of_outcome(e, outcome):
    """Return {part: what came}, with the same parts for all outcomes of an exercise."""
    values = {"form": bool(outcome.packing), "inputs": outcome.changed}
    for i, name in enumerate(e.outputs):
        value = None if outcome.raised else plain(outcome.outputs[i], name in NUMBERS)
        kinds = kinds_of(e.name, i)
        if not kinds:
            values[name] = value
            continue
        held = value if isinstance(value, dict) else {}
        for kind in kinds:
            part = f"{name} {kind}" if kind in values else kind  # two dictionaries may have the same keys
            values[part] = {key: item for key, item in held.items() if kind_of_key(key) == kind}
        values[name] = {key: item for key, item in held.items() if kind_of_key(key) not in kinds} if held else value
    return dict.fromkeys(values, ("raised", outcome.raised.type)) if outcome.raised else values


@cache
def kinds_of(name, i):
    """Return the kinds of keys of output number i, such as dA, dW, db; none where it is no dictionary."""
    output = next(iter(right_outputs(name).values()))[i]
    return tuple(dict.fromkeys(map(kind_of_key, output))) if isinstance(output, dict) else ()


def plain(value, number=False, depth=0):
    """Return lists, dictionaries and arrays of floats, and of everything else what it is in words."""
    if number and isinstance(value, np.ndarray) and value.ndim == 1:
        value = list(value)
    if isinstance(value, (list, tuple)) and depth < DEEPEST:
        return [plain(item, number, depth + 1) for item in value]
    if isinstance(value, dict) and depth < DEEPEST:
        return {key: plain(item, number, depth + 1) for key, item in value.items()}
    array = as_numbers(value) if depth < DEEPEST else None
    if array is None:
        return "text", type(value).__name__, value if isinstance(value, str) else ""
    return array.reshape(()) if number and array.size == 1 else array


def alike(one, other):
    """Say whether two plain values are the same within the tolerance."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and np.isclose(one, other, rtol=RTOL, atol=ATOL, equal_nan=True).all()
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return set(one) == set(other) and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return not isinstance(one, np.ndarray) and one == other


@cache
def right_outputs(name):
    """Return the right outputs of every case, as tuples."""
    return {case.sentence: expected_outputs(name, case.sentence) for case in cases_of(name)}


@cache
def right_cells(name):
    """Return the cells of the right function."""
    e = exercise(name)
    return {(case, part): value for case, outputs in right_outputs(name).items()
            for part, value in parts_of_outcome(e, Right(outputs)).items()}


class Right:
    """Stands for the Outcome of a call that was right."""

    packing, changed, raised = "", False, None

    def __init__(self, outputs):
        self.outputs = outputs


@cache
def wrong_parts(name, case, *slips):
    """Return {part: what came} of one case from the function with these slips, and the parts that are not right; None
    where one slip has nothing left to replace."""
    e = exercise(name)
    function = function_with(name, *slips)
    if function is None:
        return None
    inputs = next(each.make() for each in cases_of(name) if each.sentence == case)
    parts = parts_of_outcome(e, call(e, function, inputs))
    return parts, {part for part, value in parts.items() if not alike(value, right_cells(name)[case, part])}


@cache
def function_with(name, *slips):
    """Return the function with these slips, or None where one of them has nothing left to replace."""
    try:
        return defined(name, wrong_source(name, *slips))
    except (ValueError, SyntaxError):  # or what one of them leaves is no longer a block
        return None


# Which mistakes they show

def recognise(e, outcomes):
    """Return the keys of up to two known mistakes that a function's outcomes show, the surer first.

    A mistake is shown by outcomes that hold everything that it makes different, and nothing that contradicts it: where
    it makes a cell wrong, that cell is wrong in the same way. Where mistakes overlap, the function that holds both of
    them is run, and has to give the same in every cell.

    Parameters
    ----------
    e : Exercise
    outcomes : dict
        From the sentence of each case to its Outcome.
    """
    mine = cells_of(e, outcomes)
    wrong = {cell for cell, value in mine.items() if not alike(value, right_cells(e.name)[cell])}
    if not any(is_numbers(mine[cell]) for cell in mine if cell[1] not in ("form", "inputs")):
        return ()  # nothing came, or nothing that could be compared
    cases = list(dict.fromkeys(case for case, _ in mine))
    shown, possible = [], []
    for slip in slips_of(e.name):
        differs = what_differs(e.name, cases, wrong, slip)
        if differs:
            possible.append(slip)
            if all(alike(mine[cell], value) for cell, value in differs.items()) and \
                    any(map(is_a_result, differs.values())):
                shown.append((slip[0], set(differs)))
    if not wrong <= set().union(*(differs for _, differs in shown)):  # numbers that are not finite come of anything
        shown = [(key, differs) for key, differs in shown if any(is_finite(mine[cell]) for cell in differs)]
    keys, explained = [], set()
    for key, differs in sorted(shown, key=lambda item: -len(item[1])):
        if len(keys) < MOST and not differs <= explained:
            keys.append(key)
            explained |= differs
    if not wrong <= explained:
        keys = pair_of(e.name, cases, mine, possible) or keys
    return tuple(dict.fromkeys(keys))


def what_differs(name, cases, wrong, slip):
    """Return {cell: what comes} where a mistake makes something else than is right, or nothing if that cannot be the
    mistake, because one of these cells is right."""
    found = {}
    for case in cases:
        parts, differing = wrong_parts(name, case, slip)
        if any((case, part) not in wrong for part in differing):
            return {}
        gone = any(parts[part] == {} for part in differing if isinstance(parts[part], dict))
        others = exercise(name).outputs if gone else ()  # what is not there may be there under another name
        found.update({(case, part): parts[part] for part in (*differing, *others) if part in parts})
    return found


def is_a_result(value):
    """Say whether something came: any slip can raise an error."""
    return not (isinstance(value, tuple) and value[0] == "raised")


def is_finite(value):
    """Say whether something holds other things than numbers that are not finite."""
    return not isinstance(value, np.ndarray) or bool(np.isfinite(value).all())


def is_numbers(value):
    """Say whether something holds an array."""
    if isinstance(value, (list, dict)):
        return any(map(is_numbers, value.values() if isinstance(value, dict) else value))
    return isinstance(value, np.ndarray)


def pair_of(name, cases, mine, possible):
    """Return the keys of the two mistakes that together give exactly these cells, or those that all such pairs share.

    A mistake that takes long is marked as `alone` in the messages, and is not tried with others.
    """
    mistakes, pairs = messages_of(name)["misconceptions"], {}
    together = [slip for slip in possible if not mistakes[slip[0]].get("alone")]
    for one, other in itertools.combinations(together, 2):
        if one[0] != other[0] and any(gives(name, cases, mine, slips) for slips in orders_of(name, one, other)):
            pairs[one[0], other[0]] = None
    return [key for key in next(iter(pairs), ()) if all(key in pair for pair in pairs)]


def orders_of(name, one, other):
    """Return the orders in which two slips make different functions."""
    functions = function_with(name, one, other), function_with(name, other, one)
    same = all(functions) and functions[0].__code__ == functions[1].__code__
    return [(one, other)] if same else [(one, other), (other, one)]


def gives(name, cases, mine, slips):
    """Say whether the function with these slips makes exactly these cells."""
    for case in reversed(cases):  # the last training is the shortest
        together = wrong_parts(name, case, *slips)
        if together is None or not all(alike(mine[case, part], value) for part, value in together[0].items()):
            return False
    return True
