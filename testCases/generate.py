"""Compute testCases/expected.json: what dnn_utils returns for every case of every check.

python -m testCases.generate    (tests/test_testcases.py compares the file with the article and with itself)
"""
import contextlib
import io
import json

import dnn_utils
from dnn_utils.files import write_then_rename
from testCases import MODULES
from testCases.checking import EXPECTED, encode


def expected_values():
    """Return the encoded result of every case, by exercise and label."""
    values = {}
    for module in MODULES:
        for name, cases in module.CASES.items():
            function = getattr(dnn_utils, name)
            with contextlib.redirect_stdout(io.StringIO()):
                values[name] = {label: encode(function(*inputs())) for label, inputs in cases.items()}
    return values


if __name__ == "__main__":
    with write_then_rename(EXPECTED) as temporary:
        temporary.write_text(json.dumps(expected_values(), indent=1) + "\n", encoding="utf-8")
