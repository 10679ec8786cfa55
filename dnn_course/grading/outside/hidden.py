"""Hidden checks: for each case of a lesson its twin, with numbers drawn from the seed that the instructor keeps.

The twins stand beside their cases in testCases/TOPIC.py. What is expected of them comes from dnn_utils, in the grader's
own process. A student learns of them no more than one of SENTENCES.
"""
import contextlib
import copy
import io
import warnings
import zlib

import numpy as np

import dnn_utils
from testCases.calling import call
from testCases.cases import KINDS
from testCases.checking import look, look_again
from testCases.comparing import encode
from testCases.messages import say

__all__ = ["SENTENCES", "hidden_looks", "twin_of"]

SENTENCES = tuple(map(say, KINDS))


def twin_of(name, case, seed):
    """Return the twin of a case, as a Case that makes its own inputs, and the expected value as encoded."""
    words = zlib.crc32(f"{name} {case.sentence}".encode())
    inputs = case.twin(np.random.RandomState([seed % 2**32, seed // 2**32 % 2**32, words]))
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = encode(getattr(dnn_utils, name)(*copy.deepcopy(inputs)))
    return case._replace(make=lambda: copy.deepcopy(inputs)), expected


def hidden_looks(e, function, seed, looks):
    """Return the Looks at the twins of the cases that hold.

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
    for each in looks:
        if not each.reason:
            twin, expected = twin_of(e.name, each.case, seed)
            found.append(look_again(e, look(e, twin, call(e, function, twin.make()), expected)))
    return found
