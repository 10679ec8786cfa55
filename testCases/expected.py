"""The cases of an exercise, and what the course's function returns for each: kept in expected.json."""
import importlib
import json
from functools import cache
from pathlib import Path

import numpy as np

from testCases.exercises import exercise

__all__ = ["EXPECTED", "cases_of", "decode", "expected_outputs", "expected_values"]

EXPECTED = Path(__file__).with_name("expected.json")


def cases_of(name):
    """Return the cases of an exercise."""
    return importlib.import_module(f"testCases.{exercise(name).topic}").CASES[name]


@cache
def expected_values():
    """Return the encoded results of every case, by exercise and the case's sentence."""
    return json.loads(EXPECTED.read_text(encoding="utf-8"))


def decode(value):
    """Turn an encoded result back into lists, dictionaries and arrays."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if "dict" in value:
        return {key: decode(item) for key, item in value["dict"].items()}
    return np.array(value["array"], dtype=float) if "array" in value else value["value"]


def expected_outputs(name, case):
    """Return what is expected of a case, in a tuple with as many entries as the exercise has outputs."""
    value = decode(expected_values()[name][case])
    return tuple(value) if len(exercise(name).outputs) > 1 else (value,)
