"""Hidden checks: for each case of a lesson its twin, with numbers drawn from the seed that the instructor keeps.

The twins stand beside their cases in testCases/TOPIC.py. What is expected of them comes from dnn_utils, in the grader's
own process. A student learns of them no more than one of SENTENCES.
"""
import contextlib
import copy
import hashlib
import io
import warnings

import numpy as np

import dnn_utils
from dnn_utils import activations, validation
from testCases.calling import call
from testCases.cases import KINDS
from testCases.checking import look, look_again, own_look
from testCases.comparing import difference, encode, value_difference
from testCases.messages import say
from testCases.own_caches import own_case

__all__ = ["SENTENCES", "hidden_looks", "twin_of"]

SENTENCES = tuple(map(say, KINDS))
TURNS = 2  # how often each hidden check is made, with other numbers each time
DRAWS = 8  # at most, until the numbers are such that an answer in float32, which is right, comes out right


def twin_of(name, case, seed, turn=0):
    """Return the twin of a case, as a Case that makes its own inputs, and the expected value as encoded.

    Its numbers are drawn from a hash, from which neither those of another case nor the seed can be computed.
    """
    words = np.frombuffer(hashlib.sha256(f"{seed} {turn} {name} {case.sentence}".encode()).digest(), "<u4")
    draw = np.random.RandomState(words)
    for _ in range(DRAWS):
        inputs = case.twin(draw)
        expected = encode(result(name, inputs))
        with arrays_as_they_come():
            if not difference(name, result(name, in_float32(inputs)), expected, value_difference):
                break
    return case._replace(make=lambda: copy.deepcopy(inputs)), expected


def result(name, inputs):
    """Return what the course's function makes of inputs, which stay as they are."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(dnn_utils, name)(*copy.deepcopy(inputs))


@contextlib.contextmanager
def arrays_as_they_come():
    """Let the course's functions compute in float32 what comes in float32: they would convert it, an answer may not."""
    before, converting = validation.as_floats, (activations, validation)
    for module in converting:
        module.as_floats = lambda name, value: value
    try:
        yield
    finally:
        for module in converting:
            module.as_floats = before


def in_float32(value):
    """Return inputs with their arrays of 64 bits in 32."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(in_float32, value))
    if isinstance(value, dict):
        return {key: in_float32(item) for key, item in value.items()}
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype == float else value


def hidden_looks(e, function, seed, looks):
    """Return the Looks at the twins of the cases that hold.

    All twins are called, in several turns, so that a function which is right in its first calls only fails them all.

    Parameters
    ----------
    e : Exercise
    function : callable
        The student's, as it was looked at.
    seed : int
        What the numbers are drawn from.
    looks : list of Look
        At the lesson's own cases.
    """
    found = []
    for turn in range(TURNS):
        for each in looks:
            twin, expected = twin_of(e.name, each.case, seed, turn)
            own = own_case(e, function, twin.make()) if each.own else None
            again = own_look(e, twin, function, own) if own else \
                look_again(e, look(e, twin, call(e, function, twin.make()), expected))
            if not each.reason:
                found.append(again)
    return found
