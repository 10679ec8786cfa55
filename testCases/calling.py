"""One call of a learner's function: what it returned, raised, printed, warned of and changed."""
import contextlib
import copy
import inspect
import io
import warnings
from typing import NamedTuple

import numpy as np

from testCases.comparing import any_difference, describe, difference, encode
from testCases.messages import explain, say
from testCases.tracing import Place, place_of

__all__ = ["MISSING", "Outcome", "Raised", "beside", "call", "namespace_of"]

MISSING = object()  # stands for an output that did not come
GLOBAL_SEED = 20150603  # NumPy's global generator starts each call from here, so that what it gives can be recognised
MAX_PRINTED = 2000
IN_PLACE = {"update_parameters": 0}  # the argument in which results may stand where nothing came back


class Raised(NamedTuple):
    """An exception: its type, its message, and the learner's line."""

    type: str
    message: str
    place: Place

    def reason(self, name):
        """Say in one line what happened."""
        if self.type == "NotImplementedError" and not self.place.function:
            key = "left_raise" if self.place.written else "not_written"
            return say(key, name=name, line=self.place.line)
        if self.type == "NotImplementedError":
            return say("calls_unwritten", name=name, other=self.place.function)
        if not self.place.line:
            return say("raised", type=self.type, error=self.message).rstrip(": ")
        return say("raised_at", type=self.type, error=self.message, line=self.place.line).rstrip(": ")

    def explanation(self):
        """Return sentences with the learner's line, and what to look at there."""
        if self.type == "NotImplementedError":
            return []
        place = self.place
        where = [say("stopped_elsewhere" if place.function else "stopped", line=place.line,
                     code=place.code, function=place.function)] if place.line and place.code else []
        why = explain(self.type, self.message, place)
        return where + ([why] if why else [])


class Outcome(NamedTuple):
    """What came of one call."""

    outputs: tuple             # as many as the exercise has; MISSING stands for one that did not come
    packing: str = ""          # why what was returned has another form than it should
    raised: Raised | None = None
    changed: bool = False      # whether the inputs are no longer what they were
    random: bool = False       # whether NumPy's global generator was used
    warned: tuple = ()
    printed: str = ""


def call(e, function, inputs):
    """Call the function of an exercise, without its printing: return its Outcome."""
    before = encode(copy.deepcopy(inputs))
    state = np.random.get_state()
    np.random.seed(GLOBAL_SEED)
    started, printed = np.random.get_state(), io.StringIO()
    raised, result = None, None
    try:
        with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed), \
                contextlib.redirect_stderr(io.StringIO()), np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("always")
            try:
                result = function(*inputs)
            except (Exception, SystemExit) as error:  # whatever a learner's code raises is an answer, and a wrong one
                raised = raised_by(error, function)
        random = any(not np.array_equal(a, b) for a, b in zip(started, np.random.get_state()))
    finally:
        np.random.set_state(state)
    outputs, packing = ((), "") if raised else unpack(e, result)
    warned = tuple(dict.fromkeys(str(warning.message) for warning in caught))[:2]
    changed = bool(difference("inputs", inputs, before, any_difference))
    if e.name in IN_PLACE and changed and (raised.type == "NameError" if raised else result is None):
        outputs, packing, raised = (inputs[IN_PLACE[e.name]],), say("nothing_back"), None
    return Outcome(outputs, packing, raised, changed, random, warned, printed.getvalue()[:MAX_PRINTED])


def raised_by(error, function):
    """Return what was raised. A function in the jail raises stand-ins, which bring their place with them."""
    place = getattr(error, "place_in_the_jail", None)
    if place is None:
        place = place_of(error, namespace_of(function))
    try:
        message = str(error)
    except Exception:  # a learner's exception may be anything
        message = ""
    return Raised(type(error).__name__, message, place)


def namespace_of(function):
    """Return the global names of a function: where the others that it calls are looked up."""
    return getattr(function, "namespace", None) or getattr(inspect.unwrap(function), "__globals__", {})


def beside(function, name):
    """Return what calls another function of the same notebook in the same way, or None where there is none. Of a
    notebook in the jail, whoever stands for its functions says which there are."""
    if hasattr(function, "beside"):
        return function.beside(name)
    other = namespace_of(function).get(name)
    return getattr(function, "adapt", lambda other: other)(other) if callable(other) else None


def unpack(e, result):
    """Return what came as the outputs of an exercise, and why its form is another than it should be, or "".

    One thing too few or too many leaves the first output where it is, and two in another order are found: what else is
    right is paid.
    """
    n = len(e.outputs)
    several = isinstance(result, (tuple, list))
    if n == 1 and not (isinstance(result, tuple) and 1 <= len(result) <= 3):
        return (result,), ""
    if n > 1 and several and len(result) == n:
        kind = dict if e.outputs[0] == "parameters" else np.ndarray
        if e.beside and n == 2 and isinstance(result[1], kind) and not isinstance(result[0], kind):
            return (result[1], result[0]), say("order", outputs=", ".join(e.outputs))
        return tuple(result), ""
    packing = say("count" if n > 1 else "count_one", n=n, outputs=", ".join(e.outputs), what=describe(result))
    if n > 1 and set(e.outputs[1:]) - set(e.beside):
        return (MISSING,) * n, packing
    first = result[0] if several and len(result) > 0 else result
    return (first, *(MISSING,) * (n - 1)), packing
