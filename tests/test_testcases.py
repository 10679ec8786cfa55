"""The graded test cases: the article's arrays, the table of exercises, expected values, and what checks accept."""
import json
import re

import numpy as np
import pytest

import dnn_utils
import testCases
from testCases import EXERCISES, MODULES, exercise
from testCases.checking import EXPECTED
from testCases.generate import expected_values

NAMES = [e.name for e in EXERCISES]
CASES = {name: cases for module in MODULES for name, cases in module.CASES.items()}


def check(name, function):
    getattr(testCases, "check_" + name)(function)


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

def test_points_add_up_to_100():
    assert sum(e.points for e in EXERCISES) == 100
    assert all(isinstance(e.points, int) and e.points > 0 for e in EXERCISES)


def test_every_exercise_has_a_function_a_test_case_a_check_cases_a_lesson_and_a_hint():
    assert len(set(NAMES)) == len(NAMES)
    assert list(CASES) == NAMES, "the modules' cases stand in the order of the table"
    for e in EXERCISES:
        assert e.name in dnn_utils.__all__ and callable(getattr(dnn_utils, e.name))
        assert e.name + "_test_case" in testCases.__all__
        assert "check_" + e.name in testCases.__all__
        assert len(CASES[e.name]) >= 3
        assert e.hint.strip() and "\n" not in e.hint
    stems = [f"{i}_{module.__name__.split('.')[-1]}" for i, module in zip(
        ["01", "02", "03", "04", "05", "06", "07", "08"], MODULES, strict=True)]
    assert sorted({e.lesson for e in EXERCISES}) == stems
    for module, stem in zip(MODULES, stems):
        assert [e.name for e in EXERCISES if e.lesson == stem] == list(module.CASES)


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
    computed, computed_structure = numbers_and_structure(json.loads(json.dumps(expected_values())))
    assert stored_structure == computed_structure, "python -m testCases.generate writes the file anew"
    assert len(stored) > 500
    np.testing.assert_allclose(stored, computed, rtol=1e-12, atol=1e-14)


# What checks accept, and how they say no

def loops_linear_forward(A, W, b):
    Z = np.zeros((W.shape[0], A.shape[1]))
    for i in range(W.shape[0]):
        for j in range(A.shape[1]):
            Z[i, j] = b[i, 0]
            for k in range(A.shape[0]):
                Z[i, j] += W[i, k] * A[k, j]
    return Z, [A, W, b]


def dot_linear_forward(A, W, b):
    return np.dot(W, A) + b, (A, W, b)


def float32_linear_forward(A, W, b):
    Z = (W.astype(np.float32) @ A.astype(np.float32) + b.astype(np.float32))
    return Z, (A, W, b)


def lists_linear_forward(A, W, b):
    return (W @ A + b).tolist(), (A.tolist(), W.tolist(), b.tolist())


def tanh_linear_activation_forward(A_prev, W, b, activation):
    Z = np.einsum("ik,km->im", W, A_prev) + b
    A = 0.5 + np.tanh(Z / 2) / 2 if activation == "sigmoid" else Z * (Z > 0)
    return A, ((A_prev, W, b), Z)


def squeezed_compute_cost(AL, Y):
    AL = dnn_utils.activations.keep_off_0_and_1(AL)
    return np.squeeze(-(np.dot(Y, np.log(AL).T) + np.dot(1 - Y, np.log(1 - AL).T)) / Y.shape[1])


def where_compute_cost(AL, Y):
    AL = dnn_utils.activations.keep_off_0_and_1(AL)
    return -np.mean(np.log(np.where(Y == 1, AL, 1 - AL)))


def einsum_linear_backward(dZ, cache):
    A_prev, W, b = cache
    return np.einsum("ik,im->km", W, dZ), np.einsum("im,km->ik", dZ, A_prev) / dZ.shape[1], dZ.mean(1)[:, None]


def float32_linear_backward(dZ, cache):
    A_prev, W, b = (array.astype(np.float32) for array in cache)
    dZ = dZ.astype(np.float32)
    return W.T @ dZ, dZ @ A_prev.T / len(dZ.T), dZ.mean(axis=1, keepdims=True)


def slope_linear_activation_backward(dA, cache, activation):
    linear_cache, Z = cache
    slope = np.exp(-Z) / (1 + np.exp(-Z)) ** 2 if activation == "sigmoid" else np.heaviside(Z, 0)
    return einsum_linear_backward(dA * slope, linear_cache)


def comprehension_update_parameters(parameters, grads, learning_rate):
    return {key: value - learning_rate * grads["d" + key] for key, value in parameters.items()}


def copying_update_parameters(parameters, grads, learning_rate):
    parameters = {key: value.copy() for key, value in reversed(parameters.items())}
    for key in parameters:
        parameters[key] -= learning_rate * grads["d" + key]
    return parameters


def global_initialize_parameters(n_x, n_h, n_y, seed=1):
    np.random.seed(seed)
    W1 = np.random.randn(n_h, n_x) * 0.01
    return {"W1": W1, "W2": np.random.randn(n_y, n_h) * 0.01, "b1": np.zeros((n_h, 1)), "b2": np.zeros([n_y, 1])}


def bool_predict(X, y, parameters):
    return dnn_utils.L_model_forward(X, parameters)[0] > 0.5


def float_predict(X, y, parameters):
    print("an own print")
    return np.where(dnn_utils.L_model_forward(X, parameters)[0] > 0.5, 1.0, 0.0)


def array_accuracy_interval(n_correct, m, z=1.96):
    p = n_correct / m
    middle, square = p + z * z / 2 / m, z * z / m
    return [(middle + sign * np.sqrt(middle**2 - (1 + square) * p**2)) / (1 + square) for sign in (-1, 1)]


OTHERS = [loops_linear_forward, dot_linear_forward, float32_linear_forward, lists_linear_forward,
          tanh_linear_activation_forward, squeezed_compute_cost, where_compute_cost, einsum_linear_backward,
          float32_linear_backward, slope_linear_activation_backward, comprehension_update_parameters,
          copying_update_parameters, global_initialize_parameters, bool_predict, float_predict, array_accuracy_interval]


@pytest.mark.parametrize("function", OTHERS, ids=lambda function: function.__name__)
def test_checks_accept_right_solutions_written_differently(function):
    state = np.random.get_state()
    check(function.__name__.split("_", 1)[1], function)
    np.random.set_state(state)


@pytest.mark.parametrize("name", NAMES)
def test_checks_accept_the_course_and_print_fixed_lines(name, capsys):
    check(name, getattr(dnn_utils, name))
    first = capsys.readouterr()
    check(name, getattr(dnn_utils, name))
    assert capsys.readouterr() == first
    headline, *lines = first.out.splitlines()
    points = exercise(name).points
    assert headline == f"{name}: {points} of {points} points"
    assert len(lines) >= 5, "several small properties"
    assert all(re.fullmatch(r"  ok    \S.*", line) for line in lines)
    assert len(set(lines)) == len(lines)
    assert first.err == ""


def say(name, function, capsys):
    """Return what a check says to a wrong function, in its output and in its error."""
    with pytest.raises(AssertionError) as error:
        check(name, function)
    out = capsys.readouterr().out
    assert out.startswith(f"{name}: 0 of {exercise(name).points} points\n")
    assert "  WRONG " in out
    assert str(error.value).startswith(f"{name}: ")
    first_wrong = next(line for line in out.splitlines() if line.startswith("  WRONG "))[len("  WRONG "):]
    assert str(error.value).startswith(f"{name}: {first_wrong}: "), "the error names the first property that failed"
    assert len(str(error.value)) > len(f"{name}: {first_wrong}: ")
    return str(error.value)


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


WRONG = {
    "nothing": returns(None), "text": returns("0.41493159961539694"), "a number": returns(7), "True": returns(True),
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
    assert "it raised KeyError: 'W3'" in say(name, raises, capsys)
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
def test_checks_see_that_an_input_was_changed_in_place(name, capsys):
    def changes_its_input(*arguments):
        result = getattr(dnn_utils, name)(*arguments)
        copied = json.loads(json.dumps(testCases.checking.encode(result)))
        spoil(arguments)
        return decode(copied)

    assert "inputs left as they were: an array or a dictionary that came in was changed" in \
        say(name, changes_its_input, capsys)


def decode(encoded):
    """Turn an encoded result back into new lists, dictionaries and arrays."""
    if isinstance(encoded, list):
        return [decode(item) for item in encoded]
    if "dict" in encoded:
        return {key: decode(item) for key, item in encoded["dict"].items()}
    return np.array(encoded["array"])


def test_checks_see_that_a_key_was_added_to_the_parameters(capsys):
    def keeps_A0(X, parameters):
        result = dnn_utils.L_model_forward(X, parameters)
        parameters["A0"] = X
        return result

    assert "inputs left as they were" in say("L_model_forward", keeps_A0, capsys)


@pytest.mark.parametrize("function, words", [
    (lambda A, W, b: ((W @ A + b).T, (A, W, b)), "Z should have the shape (1, 2), got (2, 1)"),
    (lambda A, W, b: (W @ A, (A, W, b)), "Z[0, 0] should be 3.26295337, got "),
    (lambda A, W, b: (W @ A + b, (W, A, b)), "cache[0] should have the shape (3, 2), got (1, 3)"),
    (lambda A, W, b: (W @ A + b, (A, W)), "cache should be a list or tuple of 3, got a tuple of 2"),
    (lambda A, W, b: W @ A + b, "it should return 2 things, Z, cache, got an array of shape (1, 2)"),
])
def test_the_message_says_where_and_what(function, words, capsys):
    assert words in say("linear_forward", function, capsys)
