"""The graded test cases: the article's arrays, the table of exercises, expected values, and what checks accept."""
import ast
import functools
import html
import importlib
import inspect
import json
import re
import subprocess
import sys
import textwrap
import warnings
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from nbgrader.utils import determine_grade

import dnn_utils
import testCases
from testCases import (EXERCISES, calling, checking, comparing, exercise, hint, hints, misconceptions, panel, progress,
                       report, solution)
from testCases.cases import KINDS
from testCases.checking import examine
from testCases.exercises import hundred_of, hundreds
from testCases.expected import EXPECTED, cases_of, decode
from testCases.generate import computed_values
from testCases.messages import messages_of
from testCases.misconceptions import misconceptions_of
from testCases.panel import plain
from testCases.progress import Summary, lesson_summary, points_so_far, results_so_far
from testCases.report import CheckFailed, Points, Report, number

NAMES = [e.name for e in EXERCISES]
GENERAL = messages_of("general")


def check(name, function):
    return getattr(testCases, "check_" + name)(function)


@pytest.fixture(autouse=True)
def nothing_checked_before(monkeypatch, tmp_path):
    """Each test begins in an empty folder and with a new session: no points are kept, and no hint was asked for."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(progress, "_unkept", {})
    for kept in ("_asked", "_wanted", "_looked_up"):
        monkeypatch.setattr(hints, kept, type(getattr(hints, kept))())


# The article's arrays: np.random.seed, then randn in the article's order, each shape in a row.

def draw(seed, *shapes):
    """Draw as the article does, from the global generator, and put its state back."""
    state = np.random.get_state()
    np.random.seed(seed)
    arrays = [np.random.randn(*shape) for shape in shapes]
    np.random.set_state(state)
    return arrays


def leaves(value):
    """Return the arrays and numbers in nested tuples, lists and dictionaries, in order."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def article_arrays():
    """Return the arrays of every random test case of the article, drawn as the article draws them."""
    AL, *caches = draw(3, (1, 2), (4, 2), (3, 4), (3, 1), (3, 2), (3, 2), (1, 3), (1, 1), (1, 2))
    return {
        "linear_forward": draw(1, (3, 2), (1, 3), (1, 1)),
        "linear_activation_forward": draw(2, (3, 2), (1, 3), (1, 1)),
        "L_model_forward": draw(1, (4, 2), (3, 4), (3, 1), (1, 3), (1, 1)),
        "linear_backward": draw(1, (1, 2), (3, 2), (1, 3), (1, 1)),
        "linear_activation_backward": draw(2, (1, 2), (3, 2), (1, 3), (1, 1), (1, 2)),
        "L_model_backward": [AL, np.array([[1, 0]]), *caches],
        "update_parameters": draw(2, (3, 4), (3, 1), (1, 3), (1, 1)) + draw(3, (3, 4), (3, 1), (1, 3), (1, 1)),
        "compute_cost": [np.asarray([[1, 1, 1]]), np.array([[0.8, 0.9, 0.4]])],
    }


@pytest.mark.parametrize("name, expected", article_arrays().items())
def test_test_cases_are_the_articles_bit_for_bit(name, expected):
    arrays = leaves(getattr(testCases, name + "_test_case")())
    assert len(arrays) == len(expected)
    for got, want in zip(arrays, expected):
        assert got.dtype == want.dtype and np.array_equal(got, want)


def test_test_cases_have_the_articles_names_and_nesting():
    X, parameters = testCases.L_model_forward_test_case()
    assert list(parameters) == ["W1", "b1", "W2", "b2"]
    dZ, (A_prev, W, b) = testCases.linear_backward_test_case()
    assert (dZ.shape, A_prev.shape, W.shape, b.shape) == ((1, 2), (3, 2), (1, 3), (1, 1))
    dA, ((A_prev, W, b), Z) = testCases.linear_activation_backward_test_case()
    assert (dA.shape, A_prev.shape, Z.shape) == ((1, 2), (3, 2), (1, 2))
    AL, Y, (((A1, W1, b1), Z1), ((A2, W2, b2), Z2)) = testCases.L_model_backward_test_case()
    assert (AL.shape, Y.tolist(), A1.shape, Z1.shape, A2.shape, Z2.shape) == \
        ((1, 2), [[1, 0]], (4, 2), (3, 2), (3, 2), (1, 2))
    parameters, grads = testCases.update_parameters_test_case()
    assert list(grads) == ["d" + key for key in parameters] == ["dW1", "db1", "dW2", "db2"]
    assert testCases.initialize_parameters_test_case() == (3, 2, 1)
    assert testCases.initialize_parameters_deep_test_case() == ([5, 4, 3],)


@pytest.mark.parametrize("name", NAMES)
def test_each_call_of_a_test_case_makes_new_arrays_and_draws_from_its_own_generator(name):
    np.random.seed(99)  # a state that no function leaves behind
    before = np.random.get_state()
    first, second = (getattr(testCases, name + "_test_case")() for _ in range(2))
    after = np.random.get_state()
    assert before[2] == after[2] and np.array_equal(before[1], after[1])
    for x, y in zip(leaves(first), leaves(second), strict=True):
        assert np.array_equal(x, y)
        assert not (isinstance(x, np.ndarray) and np.shares_memory(x, y))


# The table of exercises

def test_lessons_1_to_8_share_100_points_and_each_lesson_of_the_way_on_has_50():
    found = hundreds(EXERCISES)
    assert sum(e.points for e in found.pop("course")) == 100
    for lesson in {e.lesson for exercises in found.values() for e in exercises}:
        assert hundred_of(lesson) == "on" and sum(e.points for e in EXERCISES if e.lesson == lesson) == 50
    assert all(isinstance(e.points, int) and e.points > 0 for e in EXERCISES)


def test_every_exercise_has_a_function_a_test_case_a_check_cases_a_lesson_and_a_hint():
    assert len(set(NAMES)) == len(NAMES)
    for e in EXERCISES:
        assert e.name in dnn_utils.__all__ and callable(getattr(dnn_utils, e.name))
        assert e.name + "_test_case" in testCases.__all__
        assert "check_" + e.name in testCases.__all__
        sentences = [case.sentence for case in cases_of(e.name)]
        assert len(set(sentences)) == len(sentences) >= 3
        assert all(case.kind in KINDS for case in cases_of(e.name))
        placeholder = messages_of(e.name)["placeholder"]
        assert placeholder.strip() and "\n" not in placeholder
    for e in EXERCISES:
        names = list(importlib.import_module(f"testCases.{e.topic}").CASES)
        assert names == [other.name for other in EXERCISES if other.topic == e.topic], "in the order of the table"


def test_exercise_finds_by_name():
    assert exercise("linear_forward") is EXERCISES[NAMES.index("linear_forward")]
    with pytest.raises(ValueError, match="name must be one of initialize_parameters, .*, got 'nothing'"):
        exercise("nothing")


@pytest.mark.parametrize("package", [dnn_utils, testCases])
def test_import_star(package):
    namespace = {}
    exec(f"from {package.__name__} import *", namespace)
    assert len(set(package.__all__)) == len(package.__all__)
    assert set(package.__all__) <= set(namespace)
    assert all(namespace[name] is getattr(package, name) for name in package.__all__)


@pytest.mark.parametrize("names, package", [
    ("sigmoid relu sigmoid_backward relu_backward initialize_parameters initialize_parameters_deep linear_forward "
     "linear_activation_forward L_model_forward compute_cost linear_backward linear_activation_backward "
     "L_model_backward update_parameters two_layer_model L_layer_model predict load_dataset plot_costs "
     "print_mislabeled_images DeepNeuralNetwork", dnn_utils),
    (" ".join(f"check_{name} {name}_test_case" for name in NAMES), testCases),
])
def test_the_issues_names_are_public(names, package):
    assert set(names.split()) - set(package.__all__) == set()


# Expected values

def numbers_and_structure(value):
    """Return the floats of a JSON value in order, and the value with None in their places."""
    if isinstance(value, float):
        return [value], None
    if isinstance(value, list):
        parts = [numbers_and_structure(item) for item in value]
        return [x for floats, _ in parts for x in floats], [structure for _, structure in parts]
    if isinstance(value, dict):
        parts = {key: numbers_and_structure(item) for key, item in value.items()}
        return [x for floats, _ in parts.values() for x in floats], {key: part[1] for key, part in parts.items()}
    return [], ("other", value)


def test_the_expected_values_are_what_dnn_utils_gives_now():
    stored, stored_structure = numbers_and_structure(json.loads(EXPECTED.read_text(encoding="utf-8")))
    computed, computed_structure = numbers_and_structure(json.loads(json.dumps(computed_values())))
    assert stored_structure == computed_structure, "python -m testCases.generate writes the file anew"
    assert len(stored) > 500
    np.testing.assert_allclose(stored, computed, rtol=1e-12, atol=1e-14)


# What checks accept, and how they say no

@pytest.mark.parametrize("name", NAMES)
def test_checks_accept_the_course_and_print_fixed_lines(name, capsys):
    check(name, getattr(dnn_utils, name))
    first = capsys.readouterr()
    check(name, getattr(dnn_utils, name))
    assert capsys.readouterr() == first
    headline, *lines = first.out.splitlines()
    points = exercise(name).points
    assert headline == f"{name}: {points} of {points} points"
    assert lines[:len(properties(name))] == [f"  ok    {sentence}" for sentence in properties(name)]
    assert "\n".join(lines[len(properties(name)):]) == str(lesson_summary(name) or "")
    assert len(properties(name)) == len(set(properties(name))) >= 5, "several small properties"
    assert first.err == ""


def properties(name):
    """Return the sentences of an exercise's properties: one for each case, then shapes, then untouched inputs."""
    e = exercise(name)
    main = ", ".join(output for output in e.outputs if output not in e.beside)
    return [*(case.sentence for case in cases_of(name)), *(GENERAL[f"beside_{part}"] for part in e.beside),
            GENERAL["shapes"].format(outputs=main), GENERAL["untouched"]]


def say(name, function, capsys):
    """Return what a check says to a wrong function: all that stands below the headline."""
    with pytest.raises(AssertionError) as error:
        check(name, function)
    assert str(error.value) == GENERAL["no_points"].format(name=name), "the reason stands above, and only there"
    headline, _, said = capsys.readouterr().out.partition("\n")
    assert headline == f"{name}: 0 of {exercise(name).points} points"
    report = examine(name, function)
    assert said.startswith("\n".join(str(report).splitlines()[1:]))
    assert report.lost or report.remarks, "a reason"
    assert len(report.why()) > len(name) + 10
    return said


class Odd:
    """Something that no check expects."""


def raises(*arguments):
    raise KeyError("W3")


def leaves_python(*arguments):
    raise SystemExit


def is_not_written(*arguments):
    raise NotImplementedError("Complete it")


def recurses(*arguments):
    return recurses(*arguments)


def takes_nothing():
    return 1


def returns(value):
    return lambda *arguments: value


def deep():
    value = []
    for _ in range(100_000):
        value = [value]
    return value


WRONG = {
    "a deep list": returns(deep()), "a pair of deep lists": returns((deep(), deep())), "nothing": returns(None), "text": returns("0.41493159961539694"), "a number": returns(7), "True": returns(True),
    "an empty tuple": returns(()), "a long tuple": returns((1, 2, 3, 4)), "a ragged list": returns([[1, 2], [3]]),
    "two ragged lists": returns(([[1, 2], [3]], [[1], [2, 3]])), "three texts": returns(("a", "b", "c")),
    "two Nones": returns((None, None)), "NaN": returns(np.nan),
    "NaN, in a pair": returns((np.full((1, 2), np.nan), ())),
    "NaN, in three": returns((np.full((3, 2), np.nan),) * 3), "an empty dictionary": returns({}),
    "mixed keys": returns({1: 1, "W1": 2, None: 3}), "mixed keys, in a pair": returns(({1: 1, "W1": 2}, [])),
    "an odd object": returns(Odd()), "odd objects in an array": returns(np.array([[Odd()]])),
    "complex": returns(1j), "complex, in an array": returns(np.array([[1j, 2]])), "a function": returns(raises),
    "an error": raises, "SystemExit": leaves_python, "NotImplementedError": is_not_written, "recursion": recurses,
    "too few arguments": takes_nothing, "no function": None, "an iterator": lambda *arguments: iter([1, 2]),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wrong", WRONG)
def test_checks_say_no_with_an_assertion_error(name, wrong, capsys):
    message = say(name, WRONG[wrong], capsys)
    assert " at 0x" not in message


@pytest.mark.parametrize("name", NAMES)
def test_checks_name_what_is_missing(name, capsys):
    assert "START CODE HERE" in say(name, is_not_written, capsys)
    said = say(name, raises, capsys)
    assert re.search(r"line \d+ raised KeyError: 'W3'", said) and re.search(r"It stops in line \d+ of its cell: `raise KeyError", said)
    assert "None (is there a return?)" in say(name, returns(None), capsys)


def spoil(value):
    """Change every array in nested inputs in place, by a very small amount."""
    for leaf in leaves(value):
        if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f":
            leaf += 1e-9
        elif isinstance(leaf, np.ndarray):
            leaf[:] = 1 - leaf


@pytest.mark.parametrize("name", [name for name in NAMES
                                  if any(isinstance(leaf, np.ndarray) for leaf in leaves(
                                      getattr(testCases, name + "_test_case")()))])
def test_checks_see_that_an_input_was_changed_in_place(name):
    def changes_its_input(*arguments):
        result = getattr(dnn_utils, name)(*arguments)
        copied = json.loads(json.dumps(comparing.encode(result)))
        spoil(arguments)
        return decode(copied)

    assert wrong_properties(examine(name, changes_its_input)) == {GENERAL["untouched"]: GENERAL["changed"]}


def wrong_properties(result):
    """Return the sentences of the properties that do not hold, and the reasons."""
    assert all(finding.status != "passed" or not finding.reason for finding in result.findings)
    return {finding.sentence: finding.reason for finding in result.findings if finding.status != "passed"}


def test_checks_see_that_a_key_was_added_to_the_parameters():
    def keeps_A0(X, parameters):
        result = dnn_utils.L_model_forward(X, parameters)
        parameters["A0"] = X
        return result

    assert wrong_properties(examine("L_model_forward", keeps_A0)) == {GENERAL["untouched"]: GENERAL["changed"]}


@pytest.mark.parametrize("function, words", [
    (lambda A, W, b: ((W @ A + b).T, (A, W, b)), "Z should have the shape (1, 2), got (2, 1)"),
    (lambda A, W, b: (W @ A, (A, W, b)), "Z[0, 0] should be 3.26295337, got "),
    (lambda A, W, b: (W @ A + b, (W, A, b)), "cache[0] should have the shape (3, 2), got (1, 3)"),
    (lambda A, W, b: (W @ A + b, (A, W)), "cache should be a list or tuple of 3, got a tuple of 2"),
    (lambda A, W, b: W @ A + b, "it should return 2 things, Z, cache, got an array of shape (1, 2)"),
])
def test_the_message_says_where_and_what(function, words):
    assert words in str(examine("linear_forward", function))


@pytest.mark.parametrize("value, words", [
    (np.array([[1j, 2.0]]), "an array of shape (1, 2) that holds complex128"),
    (np.array([[Odd(), None]]), "an array of shape (1, 2) that holds object"),
    (np.float64(1.5), "float 1.5"), (True, "bool True"), ("Z", "str 'Z'"), ({"Z": 1}, "a dict of 1"),
    (Odd(), "something of type Odd"), (None, "None (is there a return?)"),
])
def test_what_came_is_described_in_a_few_words(value, words):
    assert comparing.describe(value) == words


def test_a_long_text_that_came_is_shortened():
    assert len(comparing.describe("Z" * 10_000)) < 60


# Partial credit, by property

def always_sigmoid(A_prev, W, b, activation):
    return dnn_utils.linear_activation_forward(A_prev, W, b, "sigmoid")


def test_each_property_counts_the_same_and_has_its_reason_beside_it():
    result = examine("linear_activation_forward", always_sigmoid)
    assert [finding.sentence for finding in result.findings] == properties("linear_activation_forward")
    assert list(wrong_properties(result)) == ["the article's values, relu", "another shape, relu"]
    assert result.points == round(6 * 6 / 8, 1)
    lines = str(result).splitlines()
    assert lines[0] == "linear_activation_forward: 4.5 of 6 points"
    wrong = lines.index("  WRONG the article's values, relu")
    assert lines[wrong + 1] == "          A[0, 0] should be 3.43896131, got 0.96890023"


def test_no_case_right_is_no_point():
    """Shapes and untouched inputs alone are worth nothing."""
    result = examine("linear_forward", lambda A, W, b: (0 * (W @ A), (A, W, b)))
    assert list(wrong_properties(result)) == [case.sentence for case in cases_of("linear_forward")]
    assert result.points == 0


@pytest.mark.parametrize("name", NAMES)
def test_what_could_not_be_looked_at_is_not_tested(name):
    result = examine(name, raises)
    cases = len(cases_of(name))
    assert result.points == 0 and [f.status for f in result.findings[:cases]] == ["failed"] * cases
    assert {f.status for f in result.findings[cases:]} == {"untested"}
    assert str(result).count(GENERAL["untested"]) == result._repr_html_().count(GENERAL["untested"]) == \
        len(result.findings) - cases


@pytest.mark.parametrize("name", NAMES)
def test_one_edge_that_raises_costs_one_line(name):
    """It costs nothing beyond the case: the other properties hold where there is something to look at."""
    calls = []

    def raises_in_the_last_case(*arguments):
        calls.append(arguments)
        if len(calls) == len(cases_of(name)):
            raise ValueError("the edge")
        return getattr(dnn_utils, name)(*arguments)

    result = examine(name, raises_in_the_last_case)
    assert list(wrong_properties(result)) == [cases_of(name)[-1].sentence]
    assert result.points == round(result.max_points * (1 - 1 / len(result.findings)), 1)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_exercise_says_once_that_it_is_not_written(name):
    result = examine(name, is_not_written)
    assert result.findings == () and result.points == 0
    assert str(result).splitlines()[1:] == [GENERAL["not_written"].format(name=name),
                                            GENERAL["hint_offer"].format(name=name)]
    assert "<table" not in result._repr_html_()


@pytest.mark.parametrize("name", NAMES)
def test_points_are_full_only_if_every_property_holds_and_none_without_a_case(name):
    for function in [getattr(dnn_utils, name), *misconceptions_of(name).values()]:
        result = examine(name, function)
        passed = len(result.findings) - len(wrong_properties(result))
        cases_passed = sum(not finding.reason for finding in result.findings if finding.case)
        assert 0 <= result.points <= result.max_points == exercise(name).points
        assert (result.points == result.max_points) == (passed == len(result.findings))
        assert (result.points > 0) == (cases_passed > 0)
        if cases_passed:
            assert result.points == round(result.max_points * passed / len(result.findings), 1)


def test_a_check_returns_nothing_for_full_points_and_the_points_for_partial_ones(capsys):
    assert check("linear_activation_forward", dnn_utils.linear_activation_forward) is None
    points = check("linear_activation_forward", always_sigmoid)
    assert isinstance(points, Points) and points == 4.5
    out = capsys.readouterr().out
    assert messages_of("linear_activation_forward")["misconceptions"]["always_sigmoid"]["says"] in out


def test_a_check_without_a_point_raises_an_error_only_outside_of_a_notebook(monkeypatch, capsys):
    """In a notebook, "Run All Above" goes on past what is not written yet, and nbgrader reads 0 as the points."""
    with pytest.raises(CheckFailed) as error:
        check("linear_forward", is_not_written)
    assert isinstance(error.value, AssertionError)
    monkeypatch.setattr(checking, "shell", object)
    monkeypatch.setattr(checking, "shown", print)
    points = check("linear_forward", is_not_written)
    assert isinstance(points, Points) and points == 0


def test_nbgrader_reads_partial_points_as_partial_credit():
    formats, _ = DisplayFormatter().format(Points(5.7))
    cell = nbformat.v4.new_code_cell("check()", outputs=[nbformat.v4.new_output("execute_result", formats)])
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": 8, "grade_id": "test", "locked": True}
    assert determine_grade(cell)[:2] == (5.7, 8)
    assert "5.7" not in formats["text/html"], "the panel has said it"


@pytest.mark.parametrize("points, text", [(0, "0"), (8, "8"), (5.7, "5.7"), (6.0, "6"), (10, "10"), (0.04, "0")])
def test_points_are_shown_with_a_decimal_only_where_there_is_one(points, text):
    assert number(points) == text


# Warnings, printing and random numbers are no failures

def test_a_warning_is_a_note_and_no_failure():
    def warns(A, W, b):
        warnings.warn("careful with <b>", stacklevel=1)
        return dnn_utils.linear_forward(A, W, b)

    result = examine("linear_forward", warns)
    assert result.points == result.max_points
    assert result.notes == ('it gave the warning "careful with <b>"',)
    assert str(result).splitlines()[-1] == 'Note, without loss of points: it gave the warning "careful with <b>"'
    assert "careful with &lt;b&gt;" in result._repr_html_() and "<b>" not in result._repr_html_()


@pytest.mark.filterwarnings("error")
def test_a_warning_is_no_failure_where_warnings_are_errors():
    with np.errstate(all="raise"):
        result = examine("compute_cost", misconceptions_of("compute_cost")["not_kept_off"])
        right = examine("compute_cost", dnn_utils.compute_cost)
    assert result.misconceptions == ("not_kept_off",) and any("warning" in note for note in result.notes)
    assert right.points == right.max_points and right.notes == ()


def test_what_a_function_prints_is_shown_below_the_panel_but_for_the_lessons_own_lines(capsys):
    def prints(X, y, parameters):
        print("so far, so <good>", *(f"line {i}" for i in range(2, 20)), sep="\n")
        return dnn_utils.predict(X, y, parameters)

    check("predict", prints)
    captured = capsys.readouterr()
    assert "predict printed:\n  so far, so <good>\n  line 2\n" in captured.out and captured.err == ""
    assert captured.out.count("line ") == 7 and "Accuracy" not in captured.out
    assert "so far, so &lt;good&gt;\nline 2" in examine("predict", prints)._repr_html_()
    assert examine("predict", dnn_utils.predict).printed == ""


def test_examining_shows_and_keeps_nothing(capsys):
    examine("linear_forward", is_not_written)
    examine("linear_forward", dnn_utils.linear_forward)
    assert capsys.readouterr() == ("", "") and points_so_far() == {}


# The panel: the same words as the text

class Text(HTMLParser):
    """The text of a piece of HTML, in pieces, and its tags."""

    def __init__(self, markup):
        super().__init__()
        self.pieces, self.tags = [], []
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.pieces.append(data.strip())


def raises_markup(A, W, b):
    raise ValueError("</td><script>alert('x')</script>&")


REPORTS = {
    "right": ("linear_forward", dnn_utils.linear_forward),
    "partial": ("linear_activation_forward", always_sigmoid),
    "not written": ("compute_cost", is_not_written),
    "markup": ("linear_forward", raises_markup),
}


@pytest.mark.parametrize("which", REPORTS)
def test_the_panel_says_the_same_words_as_the_text(which):
    result = examine(*REPORTS[which])
    heads = [GENERAL[key] for key in ("property", "result", "reason")]
    said = [piece for piece in Text(result._repr_html_()).pieces
            if piece.strip("\N{BALLOT X}\N{CHECK MARK}\N{EN DASH} ")]
    rows = [piece for piece in said if piece not in heads]
    assert sorted(" ".join(rows).split()) == sorted(str(result).replace("`", " ").split())
    assert not result.findings or said.index(heads[0]) + 1 == said.index(heads[1])
    for finding in result.shown():
        at = rows.index(finding.sentence)
        assert rows[at + 1] == GENERAL[finding.status]
        assert not finding.reason or rows[at + 2] == finding.reason
        del rows[:at + 1]  # the properties come in order


@pytest.mark.parametrize("which", REPORTS)
def test_the_panel_can_be_read_by_a_screen_reader_and_in_any_theme(which):
    result = examine(*REPORTS[which])
    tags = Text(result._repr_html_()).tags
    assert tags[0][0] == "div" and tags[0][1]["role"] == "group"
    assert tags[0][1]["aria-label"] == GENERAL["panel"].format(name=result.name)
    rows = [attributes for tag, attributes in tags if tag == "th"]
    columns = 0 if not result.findings else 3 if wrong_properties(result) else 2
    assert [row["scope"] for row in rows] == ["col"] * columns + ["row"] * len(result.findings)
    hidden = [attributes for tag, attributes in tags if tag == "span" and "aria-hidden" in attributes]
    assert hidden == [{"aria-hidden": "true"}] * len(result.findings), "ticks and crosses"
    styles = {attributes["style"] for _, attributes in tags if "style" in attributes}
    assert not re.search(r"#[0-9a-fA-F]{3}|rgb|background", " ".join(styles)), "colours are the theme's"


def test_the_panel_holds_no_markup_of_a_learners_error():
    result = examine(*REPORTS["markup"])
    assert "<script>" in str(result)
    assert "<script" not in result._repr_html_() and html.escape("<script>alert('x')") in result._repr_html_()


@pytest.mark.parametrize("which", REPORTS)
def test_a_notebook_gets_text_and_panel(which):
    result = examine(*REPORTS[which])
    formats, _ = DisplayFormatter().format(result)
    assert formats == {"text/plain": str(result), "text/html": result._repr_html_()}


def test_in_a_notebook_a_report_is_displayed_and_elsewhere_printed(monkeypatch, capsys):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    check("linear_forward", dnn_utils.linear_forward)
    assert shown == [] and capsys.readouterr().out
    monkeypatch.setattr("IPython.get_ipython", object)
    check("compute_cost", lambda AL, Y: 1)
    assert [type(item) for item in shown] == [Report, Summary] and capsys.readouterr().out == ""


def own(lines, **names):
    """Return the linear_forward that these lines define, as in a notebook."""
    namespace = {"np": np, **names}
    exec(textwrap.dedent(lines), namespace)
    return namespace["linear_forward"]


COURSES = [
    lambda: dnn_utils.linear_forward,
    lambda: functools.partial(dnn_utils.linear_forward),
    lambda: functools.wraps(dnn_utils.linear_forward)(lambda *arrays: dnn_utils.linear_forward(*arrays)),
    lambda: own("def linear_forward(A, W, b):\n    return dnn_utils.linear_forward(A, W, b)", dnn_utils=dnn_utils),
    lambda: own("def linear_forward(A, W, b):\n    import dnn_utils\n    return dnn_utils.linear_forward(A, W, b)"),
    lambda: own("""
        def linear_forward(A, W, b):
            from dnn_utils.forward import linear_forward as given
            return given(A, W, b)"""),
    lambda: own("linear_forward = lambda *arrays: given(*arrays)", given=dnn_utils.linear_forward),
]
OWN = [
    lambda: own("def linear_forward(A, W, b):\n    return np.dot(W, A) + b, (A, W, b)"),
    lambda: own(inspect.getsource(dnn_utils.linear_forward), check_linear=lambda *arrays: arrays),  # copied by text
    lambda: own("linear_forward = lambda A, W, b: (W @ A + b, (A, W, b))", dnn_utils=dnn_utils),
    lambda: own("""
        def linear_forward(A, W, b):
            dnn_utils.validation.check_linear(A, W, b)
            return dnn_utils.relu(W)[0] @ A - dnn_utils.relu(-W)[0] @ A + b, (A, W, b)""", dnn_utils=dnn_utils),
    lambda: own("""
        def product(linear_forward, A):
            return linear_forward @ A

        def linear_forward(A, W, b):
            return product(W, A) + b, (A, W, b)"""),
]


@pytest.mark.parametrize("function, points", [*((function, 0) for function in COURSES),
                                              *((function, 6) for function in OWN)])
def test_in_a_notebook_the_courses_own_function_earns_nothing(function, points, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    monkeypatch.setattr("IPython.get_ipython", object)
    check("linear_forward", function())
    assert shown[0].points == points
    if not points:
        assert shown[0].remarks == (GENERAL["imported"].format(name="linear_forward"),) and shown[0].findings == ()


@pytest.mark.parametrize("which", REPORTS)
def test_a_report_goes_to_json_and_back(which):
    report = examine(*REPORTS[which])
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_a_report_that_somebody_made_up_is_kept_in_its_range():
    made_up = {"name": "compute_cost", "points": 1e9, "misconceptions": ["log2", "<b>", 3], "notes": ["\x1b[31m"],
               "findings": [{"sentence": "one\x07", "reason": ""}]}
    report = Report.from_json(made_up, lambda text: text.replace("\x1b", "?").replace("\x07", "?"))
    assert report.points == report.max_points == 8 and report.misconceptions == ("log2",)
    assert report.notes == ("?[31m",) and report.findings[0].sentence == "one?" and report.remarks == ()
    with pytest.raises(ValueError, match="name must be one of"):
        Report.from_json({**made_up, "name": "nothing"})


def test_as_above_stands_only_right_below_what_it_means():
    outcomes = iter([1, 2, 2, 1])

    def changes(A, W, b):
        raise ValueError(f"kind {next(outcomes)}")

    reasons = [finding.reason for finding in examine("linear_forward", changes).shown()[:4]]
    assert [reason[-6:] for reason in reasons] == ["kind 1", "kind 2", " above", "kind 1"]


def test_the_cell_that_python_cannot_read_is_named(monkeypatch, capsys):
    class Shell:
        user_ns = {"In": ["", "import numpy", "def linear_forward(A, W, b):\n    return W @ A + b)", "1 + 1"]}

    monkeypatch.setattr(checking, "shell", Shell)
    check("linear_forward", dnn_utils.linear_forward)
    assert GENERAL["unread"].format(name="linear_forward", line=2) in capsys.readouterr().out
    Shell.user_ns["In"].append("def linear_forward(A, W, b):\n    return W @ A + b, (A, W, b)")
    check("linear_forward", dnn_utils.linear_forward)
    assert "Python cannot read" not in capsys.readouterr().out


def test_who_wants_the_messages_or_the_table_loads_little():
    code = "import sys, testCases.messages, testCases.exercises; print(len(sys.modules), 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, numpy = done.stdout.split()
    assert int(count) < 300 and numpy == "False"


# Progress

@pytest.fixture
def learners_folder(tmp_path):
    (tmp_path / ".dnn-course").mkdir()
    return tmp_path / ".dnn-course" / "progress.json"


def solve(*names):
    for name in names:
        check(name, getattr(dnn_utils, name))


def test_points_are_kept_in_a_learners_folder(learners_folder, monkeypatch):
    solve("linear_forward")
    check("linear_activation_forward", always_sigmoid)
    with pytest.raises(CheckFailed):
        check("L_model_forward", is_not_written)
    assert json.loads(learners_folder.read_text()) == {
        name: {"best": points, "latest": points}
        for name, points in [("linear_forward", 6), ("linear_activation_forward", 4.5), ("L_model_forward", 0)]}
    monkeypatch.setattr(progress, "_unkept", {})  # another kernel
    solve("initialize_parameters")
    assert list(points_so_far()) == ["initialize_parameters", "linear_forward", "linear_activation_forward",
                                     "L_model_forward"], "in the order of the course"
    assert sorted(path.name for path in learners_folder.parent.iterdir()) == ["progress.json", "progress.lock"], \
        "no temporary file is left"


def test_the_best_check_counts_and_the_latest_is_kept_beside_it(learners_folder):
    solve("linear_activation_forward")
    check("linear_activation_forward", always_sigmoid)
    assert points_so_far() == {"linear_activation_forward": 6}
    assert results_so_far() == {"linear_activation_forward": (6, 4.5)}


def test_elsewhere_points_are_kept_for_the_session_only(tmp_path):
    solve("linear_forward")
    assert points_so_far() == {"linear_forward": 6}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"linear_forward": "many"}', '{"linear_forward": [1]}', "\0"])
def test_a_damaged_file_counts_as_empty_and_is_written_anew(text, learners_folder):
    learners_folder.write_text(text)
    assert points_so_far() == {}
    solve("linear_forward")
    assert json.loads(learners_folder.read_text()) == {"linear_forward": {"best": 6, "latest": 6}}


def test_points_beyond_the_table_are_cut(learners_folder):
    learners_folder.write_text('{"linear_forward": 1e9, "compute_cost": -3, "predict": NaN, "another": 4}')
    assert points_so_far() == {"linear_forward": 6, "compute_cost": 0}


def test_a_check_does_not_fail_because_points_cannot_be_kept(learners_folder):
    learners_folder.mkdir()  # a folder where the file should be: as with a full disk, it cannot be written
    solve("linear_forward")
    assert points_so_far() == {"linear_forward": 6}


LAST = [[e.name for e in EXERCISES if e.lesson == lesson][-1] for lesson in dict.fromkeys(e.lesson for e in EXERCISES)]


@pytest.mark.parametrize("name", NAMES)
def test_a_summary_follows_the_last_exercise_of_a_lesson_and_no_other(name):
    assert (lesson_summary(name) is not None) == (name in LAST)


def test_the_summary_says_points_by_exercise_and_what_to_do_next(learners_folder):
    solve("initialize_parameters", "linear_forward", "sigmoid", "relu")
    check("linear_activation_forward", always_sigmoid)
    solve("L_model_forward")
    assert str(lesson_summary("L_model_forward")) == """\
Lesson 2: 22.5 of 24 points
  linear_forward             6 of 6
  sigmoid                    2 of 2
  relu                       2 of 2
  linear_activation_forward  4.5 of 6
  L_model_forward            8 of 8
Course: 27.5 of 100 points
Next: linear_activation_forward again, above."""
    solve("linear_activation_forward")
    assert str(lesson_summary("L_model_forward")).splitlines()[-1] == "Next: lesson 3, 03_cost.ipynb"


def test_the_summary_names_what_was_not_checked_and_leaves_out_a_total_that_is_not_kept(capsys):
    solve("initialize_parameters_deep")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-4:] == ["Lesson 1: 8 of 13 points", "  initialize_parameters       not checked yet",
                          "  initialize_parameters_deep  8 of 8", "Next: initialize_parameters again, above."]


def test_the_last_summary_ends_the_course():
    solve(*[e.name for e in EXERCISES if e.lesson == exercise(LAST[-1]).lesson])
    assert str(lesson_summary(LAST[-1])).splitlines()[-1] == GENERAL["next_nothing"]


def test_the_next_lesson_is_a_link_in_a_panel(learners_folder):
    solve("compute_cost")
    assert '<a href="04_backward.ipynb"' in lesson_summary("compute_cost")._repr_html_()


def test_the_summarys_panel_says_the_same_words_as_its_text(learners_folder):
    solve("linear_forward", "L_model_forward")
    summary = lesson_summary("L_model_forward")
    panel = Text(summary._repr_html_())
    said = [piece for piece in panel.pieces if piece and piece not in (GENERAL["exercise"], GENERAL["points"])]
    assert " ".join(said).split() == str(summary).split()
    assert panel.tags[0][1]["role"] == "group" and panel.tags[0][1]["aria-label"] == summary.headline()
    assert DisplayFormatter().format(summary)[0] == {"text/plain": str(summary), "text/html": summary._repr_html_()}


# Hints

@pytest.mark.parametrize("name", NAMES)
def test_hints_come_in_three_steps(name, capsys):
    for step, sentence in enumerate(messages_of(name)["hints"], start=1):
        hint(name)
        assert capsys.readouterr().out == f"Hint {step} of 3: {plain(sentence)}\n"
    hint(name)
    assert capsys.readouterr().out == GENERAL["no_more_hints"].format(name=name) + "\n"


def test_a_step_can_be_asked_for(capsys):
    hint("linear_forward", 2)
    hint("linear_forward")
    hint("linear_forward", 1)
    hint("compute_cost")
    steps = re.findall(r"Hint (\d) of 3", capsys.readouterr().out)
    assert steps == ["2", "3", "1", "1"]


def test_a_function_stands_for_its_name(capsys):
    hint(dnn_utils.linear_forward)
    assert capsys.readouterr().out.startswith("Hint 1 of 3")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_hint_is_a_panel_with_formulas(name, step, monkeypatch):
    shown = []
    monkeypatch.setattr(hints, "shown", shown.append)
    hint(name, step)
    markup = shown[0]._repr_html_()
    assert markup.startswith('<div role="group" aria-label="Hint for ') and "$" not in markup
    assert not re.search(r"[$\\{}]", str(shown[0]).replace("rng.randn{", "")), "no LaTeX in a terminal"
    assert (step != 2) or "<math" in markup, "the second hint is the formula"


def test_the_solution_comes_after_the_hints_and_when_asked_twice(capsys, learners_folder):
    def said():
        solution(dnn_utils.linear_forward)
        return capsys.readouterr().out

    assert "First come three hints" in said() and hints.looked_up() == []
    for _ in range(3):
        hint("linear_forward")
    capsys.readouterr()
    first = said()
    assert "once more" in first and "W @ A + b" not in first and hints.looked_up() == []
    assert "    Z = W @ A + b\n" in said()
    assert hints.looked_up() == ["linear_forward"]
    assert json.loads((learners_folder.parent / "looked_up.json").read_text()) == ["linear_forward"]
    assert "    Z = W @ A + b\n" in said(), "what is seen is seen"


@pytest.mark.parametrize("text", ["", "[", "{}", "[3]", '"linear"'])
def test_a_damaged_list_of_what_was_looked_up_counts_as_empty(text, learners_folder):
    (learners_folder.parent / "looked_up.json").write_text(text)
    assert hints.looked_up() == []


@pytest.mark.parametrize("step", [0, 4, -1, "first"])
def test_a_step_that_there_is_not(step):
    with pytest.raises(ValueError, match="step must be 1, 2 or 3, got "):
        hint("linear_forward", step)


def test_a_hint_for_an_exercise_that_there_is_not():
    with pytest.raises(ValueError, match="name must be one of initialize_parameters, "):
        hint("linear")


def test_a_report_offers_a_hint_where_points_are_lost():
    assert "hint(linear_forward)" in str(examine("linear_forward", is_not_written)).splitlines()[-1]
    assert "hint(" not in str(examine("linear_forward", dnn_utils.linear_forward))


# One place for all messages

def shown_texts(source):
    """Return the literals of a module that a learner could read as words: no docstrings, and of HTML only its text."""
    tree = ast.parse(source)
    ignored = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            ignored.add(node.body[0].value)
        if isinstance(node, ast.JoinedStr):
            ignored |= {part for part in node.values if isinstance(part, ast.Constant)}
    texts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            texts.append("".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in ignored:
            texts.append(node.value)
    return [re.sub(r'[a-z-]+="[^"]*"', "", " ".join(Text(text).pieces) if "<" in text else text) for text in texts]


def sentences_in(source):
    """Return the literals in which two words follow one another."""
    return [text for text in shown_texts(source) if re.search(r"[A-Za-z]{2,},? +[A-Za-z]{2,}", text)]


@pytest.mark.parametrize("module", [checking, report, progress, comparing, hints, calling, misconceptions, panel], ids=lambda module: module.__name__)
def test_no_sentence_stands_in_the_code_of_the_checks(module):
    assert sentences_in(Path(module.__file__).read_text(encoding="utf-8")) == []


def test_a_sentence_in_the_code_is_found():
    """What the test above rests on."""
    assert sentences_in('"""A docstring here."""\nprint(f"{name} is wrong", "<p>not right</p>", "utf-8")') == \
        ["{} is wrong", "not right"]
    assert sentences_in('''x = f'<th scope="row" style="text-align: left">{a}</th>' + "value"''') == []
