"""Feedback that names the mistake: every known wrong version is told as itself, and no right answer as one of them."""
import ast
import itertools
import re
import string
import textwrap
import tomllib
from collections import Counter
from pathlib import Path

import nbformat
import numpy as np
import pytest

import dnn_utils
import testCases
from answers import ANSWERS
from dnn_utils.language import VARIABLE, texts_of
from testCases import EXERCISES, exercise, misconceptions
from testCases.checking import examine
from testCases.expected import cases_of
from testCases.hints import STEPS
from testCases.messages import FOLDER, messages_of, mistake_sentence
from testCases.panel import marked_up
from testCases.misconceptions import (defined, misconceptions_of, right_cells, slips_of, wrong_parts,
                                      wrong_source)

NAMES = [e.name for e in EXERCISES]
WRONG = [(name, key) for name in NAMES for key in misconceptions_of(name)]
RIGHT = [(name, function) for name in NAMES for function in [getattr(dnn_utils, name), *ANSWERS[name]]]
NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
CODE = Path(testCases.__file__).parent
exercises = pytest.mark.parametrize("name", NAMES)
mistakes = pytest.mark.parametrize("name, key", [pytest.param(*pair, id="-".join(pair)) for pair in WRONG])


# Every misconception is recognised, as itself

def told(name, key):
    """Return the report of a misconception's function."""
    return examine(name, misconceptions_of(name)[key])


@mistakes
def test_a_misconception_is_recognised_and_its_sentence_stands_in_text_and_panel(name, key):
    report = told(name, key)
    assert report.misconceptions == (key,)
    assert 0 <= report.points < report.max_points
    for other in messages_of(name)["misconceptions"]:
        sentence = mistake_sentence(name, other)
        assert str(report).count(sentence) == report._repr_html_().count(marked_up(sentence)) == (other == key)


@pytest.mark.parametrize("name", NAMES)
def test_every_way_to_write_a_mistake_is_told_as_that_mistake(name):
    for slip in slips_of(name):
        assert examine(name, defined(name, wrong_source(name, slip))).misconceptions == (slip[0],), slip


@mistakes
def test_a_misconception_is_wrong_by_a_result_and_not_by_errors_alone(name, key):
    """Any slip can raise a ValueError in every case; a wrong result is what tells one mistake from another."""
    results = [wrong_parts(name, case.sentence, (key, 0)) for case in cases_of(name)]
    assert any(misconceptions.is_a_result(parts[part]) for parts, differs in results for part in differs)


def confused(name):
    """Return the pairs of misconceptions of which the check's inputs cannot tell one from the other."""
    cells = {slip: {(case.sentence, part): value for case in cases_of(name)
                    for part, value in wrong_parts(name, case.sentence, slip)[0].items()} for slip in slips_of(name)}
    return [(one[0], other[0]) for one, other in itertools.combinations(cells, 2) if one[0] != other[0]
            and all(misconceptions.alike(value, cells[other][cell]) for cell, value in cells[one].items())]


@exercises
def test_no_two_misconceptions_are_confused(name):
    pairs = " and ".join(map(str, confused(name)))
    assert not pairs, f"{name} cannot tell apart {pairs}: add an input that separates them"


def forget():
    for function in (misconceptions_of, wrong_parts, misconceptions.function_with, right_cells, misconceptions.right_outputs):
        function.cache_clear()


@pytest.fixture
def add_misconception(monkeypatch):
    """Return a function that adds a misconception for one test."""
    def add(name, key, replace):
        monkeypatch.setitem(messages_of(name)["misconceptions"], key, {"replace": replace, "says": "It is an example."})
        forget()
    yield add
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize("twin", [
    pytest.param({"W @ A + b": "W.dot(A)"}, id="the same"),
    pytest.param({"W @ A + b": "(W @ A).astype(np.float32)", "cache = (A, W, b)": "cache = [A, W, b]"},
                 id="the same within the tolerance"),
])
def test_two_that_coincide_are_reported_by_their_names(twin, add_misconception):
    """What the tests above rest on: they fail where the inputs do not tell two misconceptions apart."""
    add_misconception("linear_forward", "twin", twin)
    with pytest.raises(AssertionError, match=r"linear_forward cannot tell apart \('no_bias', 'twin'\): add an input"):
        test_no_two_misconceptions_are_confused("linear_forward")


def test_two_that_only_one_input_tells_apart_are_reported_without_that_input(monkeypatch):
    cases = [case for case in cases_of("L_model_forward") if case.sentence != "layers of one size"]
    monkeypatch.setitem(testCases.forward.CASES, "L_model_forward", cases)
    forget()
    pairs = confused("L_model_forward")
    monkeypatch.undo()
    forget()
    assert ("input_for_every_layer", "first_layer_skipped") in pairs


def test_a_misconception_that_is_right_is_reported(add_misconception):
    add_misconception("linear_forward", "right", {"W @ A + b": "b + W @ A"})
    with pytest.raises(AssertionError):
        test_a_misconception_is_recognised_and_its_sentence_stands_in_text_and_panel("linear_forward", "right")
    with pytest.raises(AssertionError):
        test_a_misconception_is_wrong_by_a_result_and_not_by_errors_alone("linear_forward", "right")


def test_what_is_to_be_replaced_must_be_there(add_misconception):
    add_misconception("linear_forward", "gone", {"A @ B": "A"})
    with pytest.raises(ValueError, match="linear_forward .* does not hold .* 'A @ B'"):
        misconceptions_of("linear_forward")


def test_there_are_enough_misconceptions():
    counts = Counter(name for name, _ in WRONG)
    assert len(WRONG) >= 80
    assert all(3 <= counts[name] for name in NAMES), counts


# No right answer is taken for one

@pytest.mark.parametrize("name, function", RIGHT, ids=lambda value: getattr(value, "__name__", value))
def test_a_right_answer_has_full_points_and_is_taken_for_no_misconception(name, function):
    state = np.random.get_state()
    report = examine(name, function)
    np.random.set_state(state)
    assert report.points == report.max_points, str(report)
    assert report.misconceptions == ()
    if function.__name__.startswith("global_"):
        assert report.notes == (messages_of("general")["global_random"],)
    elif function.__name__.startswith("warning_"):
        assert len(report.notes) == 1 and "warning" in report.notes[0]
    else:
        assert report.notes == ()


def test_there_are_enough_right_answers_and_they_are_written_differently():
    answers = [(name, function) for name in NAMES for function in ANSWERS[name]]
    assert len(answers) >= 40
    assert list(ANSWERS) == NAMES and all(len(ANSWERS[name]) >= 2 for name in NAMES)
    codes = {function.__code__.co_code + repr((function.__code__.co_consts, function.__code__.co_names)).encode()
             for _, function in answers}
    assert len(codes) == len(answers)
    assert all(function.__name__.endswith("_" + name) for name, function in answers)


# Every key has its sentence, and every sentence its key

@exercises
def test_the_messages_of_an_exercise_are_complete_and_none_is_left_over(name):
    messages = messages_of(name)
    assert set(messages) == {"placeholder", "hints", "misconceptions"}
    assert all(set(mistake) - {"alone"} == {"replace", "says"} for mistake in messages["misconceptions"].values())
    assert len(messages["hints"]) == len(set(messages["hints"])) == STEPS
    sentences = [mistake["says"] for mistake in messages["misconceptions"].values()]
    assert len(set(sentences)) == len(sentences) and all(sentence.strip() for sentence in sentences)


def test_a_translation_of_a_cases_sentence_is_shown(monkeypatch):
    """The sentence stands in the case's row, and its translation in the catalogue of the messages."""
    monkeypatch.setenv(VARIABLE, "zh_CN")
    said = str(examine("linear_forward", dnn_utils.linear_forward))
    assert f"ok {texts_of('zh_CN', 'messages')['one example']}" in said and "one example" not in said


def test_every_exercise_and_nothing_else_has_messages_with_misconceptions():
    files = {path.stem for path in FOLDER.glob("*.toml")}
    assert set(NAMES) <= files
    assert {stem for stem in files
            if "misconceptions" in tomllib.loads((FOLDER / f"{stem}.toml").read_text("utf-8"))} == set(NAMES)


@mistakes
def test_a_sentence_says_something_and_where_to_read_on(name, key):
    sentence = mistake_sentence(name, key)
    assert sentence[0].isalpha() and sentence[-1] in ".?" and "\n" not in sentence
    assert 40 <= len(sentence) <= 320
    assert len(re.findall(r"[^.][.?!](?= |$)", sentence)) <= 3, "one or two sentences, and where to read on"


def passages(stem):
    """Return the headings and the words in bold type of a lesson."""
    cells = nbformat.read(NOTEBOOKS / f"{stem}.ipynb", as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    bold = {words.rstrip(".") for words in re.findall(r"\*\*(.+?)\*\*", text)}
    return set(re.findall(r"^#+ (.+)$", text, re.M)) | bold


ALL_PASSAGES = {words for stem in {e.lesson for e in EXERCISES} for words in passages(stem)}


@exercises
def test_what_sentences_and_hints_tell_to_reread_is_there(name):
    """A quotation of two words or more that begins with a capital is a heading, or begins a paragraph in bold type."""
    messages = messages_of(name)
    for sentence in [*(m["says"] for m in messages["misconceptions"].values()), *messages["hints"]]:
        for quoted in re.findall(r'"([A-Z][^"]* [^"]+)"', sentence):
            assert quoted in ALL_PASSAGES, quoted


# None of them is the answer

def solution(name):
    """Return the lines that a learner writes, from the lesson's solved cell."""
    cells = nbformat.read(NOTEBOOKS / f"{exercise(name).lesson}.ipynb", as_version=4).cells
    (source,) = [cell.source for cell in cells
                 if cell.cell_type == "code" and re.search(rf"^def {name}\(", cell.source, re.M)]
    (lines,) = re.findall(r"START CODE HERE ###\n(.*\n) *### END CODE HERE", source, re.S)
    return textwrap.dedent(lines)


def answer_lines(name):
    """Return the statements of a solution, without spaces, and what they assign, where that is more than one step."""
    lines = set()
    for node in ast.walk(ast.parse(solution(name))):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr)):
            lines.add(ast.unparse(node))
            either = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            lines |= {ast.unparse(value) for value in either
                      if sum(isinstance(part, (ast.BinOp, ast.UnaryOp, ast.Call)) for part in ast.walk(value)) > 1}
    return {spaceless(line) for line in lines} - {"len(parameters)//2"}  # L, which lesson 2 tells


def spaceless(text):
    return re.sub(r"\s", "", text).replace('"', "'")


def gives_away(name, sentence):
    return [line for line in answer_lines(name) if line in spaceless(sentence)]


@exercises
def test_no_sentence_and_no_hint_holds_a_line_of_the_solution(name):
    assert answer_lines(name)
    messages = messages_of(name)
    for sentence in [messages["placeholder"], *messages["hints"],
                     *(mistake["says"] for mistake in messages["misconceptions"].values())]:
        assert not gives_away(name, sentence), sentence


def test_a_line_of_the_solution_is_seen():
    """What the test above rests on."""
    assert gives_away("linear_forward", "It is W @ A+b, of course.")
    assert gives_away("compute_cost", "Write m = Y.shape[1] first.")
    assert gives_away("initialize_parameters_deep", "Take W / np.sqrt(layer_dims[l - 1]) there.")
    assert not gives_away("linear_forward", "Z = W A + b")


# The general messages: each is used, and filled with what it asks for

def calls_of_say():
    """Return (keys, names of the values) for every call of say() in the code of the checks."""
    calls = []
    for path in CODE.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "say" or
               isinstance(node, ast.ImportFrom) and node.module == "testCases.network" for node in tree.body):
            continue  # it has words of its own
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                keys = [part.value for part in ast.walk(node.args[0])
                        if isinstance(part, ast.Constant) and isinstance(part.value, str)]
                calls.append((keys, {keyword.arg for keyword in node.keywords}))
    return calls


def placeholders(message):
    return {field for _, field, _, _ in string.Formatter().parse(message) if field is not None}


def test_every_placeholder_of_a_general_message_is_filled_and_every_value_is_used():
    general = messages_of("general")
    used = Counter()
    for keys, values in calls_of_say():
        for key in keys:
            assert placeholders(general[key]) <= values, key
            used[key] += 1
        if keys:
            assert set.union(*(placeholders(general[key]) for key in keys)) == values, keys
    assert len(used) > 30


def test_every_general_message_is_used():
    """Some are chosen by a variable: their keys stand in the code, too."""
    paths = [*CODE.glob("*.py"), *(CODE.parent / "dnn_course").rglob("*.py")]
    texts = {node.value for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(messages_of("general")) - texts == set()


def test_the_messages_of_exercises_hold_nothing_to_fill_in():
    """They are shown as they stand, so that braces would stay braces; in a formula they belong to LaTeX."""
    for name in NAMES:
        messages = messages_of(name)
        for sentence in [messages["placeholder"], *messages["hints"],
                         *(mistake["says"] for mistake in messages["misconceptions"].values())]:
            assert not re.search("[{}]", re.sub(r"\$[^$]*\$", "", sentence)), sentence


def test_a_learners_error_in_one_case_is_no_misconception():
    """A result must agree in every case: here W @ A is right only without the bias, and one case raises."""
    def raises_once(A, W, b):
        if A.shape[1] == 5:
            raise ValueError("five")
        return W @ A, (A, W, b)

    assert examine("linear_forward", raises_once).misconceptions == ()
