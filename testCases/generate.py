"""Compute testCases/expected.json: what dnn_utils returns for every case of every check.

python -m testCases.generate    (tests/test_testcases.py compares the file with the article and with itself)
"""
import contextlib
import io
import json

import dnn_utils
from dnn_utils.files import write_then_rename
from testCases.comparing import encode
from testCases.exercises import EXERCISES
from testCases.expected import EXPECTED, cases_of


def computed_values():
    """Return the encoded result of every case, by exercise and the case's sentence."""
    with contextlib.redirect_stdout(io.StringIO()):
        return {e.name: {case.sentence: encode(getattr(dnn_utils, e.name)(*case.make())) for case in cases_of(e.name)}
                for e in EXERCISES}


if __name__ == "__main__":
    with write_then_rename(EXPECTED) as temporary:
        temporary.write_text(json.dumps(computed_values(), indent=1) + "\n", encoding="utf-8")
