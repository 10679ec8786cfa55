"""No case is right by a shortcut: what can be had from one argument alone is a wrong answer, here and in every twin."""
import contextlib
import copy
import io
import warnings

import numpy as np
import pytest

import dnn_utils
from dnn_course.grading.outside.hidden import twin_of
from testCases.checking import examine
from testCases.exercises import EXERCISES
from testCases.expected import cases_of

CARRIED = ("cache", "caches")  # the inputs themselves, which are right to give back
SEEDS = range(4)


def parts(value):
    """Give an argument and everything in it."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from parts(inner)


FORMULAS = {"relu": lambda a: np.maximum(a, 0), "sigmoid": lambda a: 1 / (1 + np.exp(-a))}  # each is an exercise, too


def made_from(value, name=""):
    """Give what can be made of one value without another: signs, thresholds, complements, sums, means, constants; not
    what the exercise of this name asks for."""
    yield value
    if not isinstance(value, (np.ndarray, int, float)) or isinstance(value, bool):
        return
    a = np.asarray(value, float)
    with np.errstate(all="ignore"):
        forms = [a, 1 - a, -a, 0 * a, 0 * a + 1, a > 0, a < 0, a >= 0, a <= 0, a > 0.5, a >= 0.5, a > a.mean(),
                 np.round(a), np.abs(a), a / max(a.size, 1), np.clip(a, 0, 1), np.tanh(a), np.exp(a), np.exp(-a),
                 *(formula(a) for other, formula in FORMULAS.items() if other != name)]
    for form in (np.asarray(form, float) for form in forms):
        yield form
        yield form.sum()
        yield form.mean()
        if form.ndim == 2:
            along = [form[:1], form[-1:], form[:, :1], form.T]
            along += [f(form, axis=axis, keepdims=True) for f in (np.sum, np.mean, np.max, np.min) for axis in (0, 1)]
            for made in along:
                yield from (made, made > 0, made < 0, made >= 0, made <= 0, made > 0.5)


def same(got, want):
    if isinstance(want, dict):
        return isinstance(got, dict) and got.keys() == want.keys() and all(same(got[key], want[key]) for key in want)
    if isinstance(want, (list, tuple)):
        return isinstance(got, (list, tuple)) and len(got) == len(want) and all(map(same, got, want))
    try:
        got = np.asarray(got, float)
    except (TypeError, ValueError):
        return False
    return got.shape == np.shape(want) and np.allclose(got, want, rtol=1e-5, atol=1e-7, equal_nan=True)


def wanted(name, inputs):
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outputs = getattr(dnn_utils, name)(*copy.deepcopy(inputs))
    return outputs


@pytest.mark.parametrize("e", EXERCISES, ids=lambda e: e.name)
def test_one_argument_alone_gives_no_case(e):
    for case in cases_of(e.name):
        for seed in (None, *SEEDS):
            inputs = case.make() if seed is None else twin_of(e.name, case, seed)[0].make()
            outputs = wanted(e.name, inputs)
            outputs = outputs if len(e.outputs) > 1 else (outputs,)
            asked = [output for name, output in zip(e.outputs, outputs) if name not in CARRIED]
            for place, argument in enumerate(inputs):
                candidates = [made for part in parts(argument) for made in made_from(part, e.name)]
                right = [any(same(made, output) for made in candidates) for output in asked]
                assert not all(right), f"{case.sentence}, seed {seed}: from argument {place} alone"


@pytest.mark.parametrize("shortcut", [
    lambda X, y, parameters: y, lambda X, y, parameters: 1 - y, lambda X, y, parameters: (X[:1] > 0).astype(int),
    lambda X, y, parameters: (X.sum(axis=0, keepdims=True) > 0).astype(int), lambda X, y, parameters: 0 * y,
    lambda X, y, parameters: 0 * y + 1])
def test_predict_by_a_shortcut_earns_nothing(shortcut):
    assert examine("predict", shortcut).points == 0
