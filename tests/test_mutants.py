"""Break it on purpose: each one-line mistake in dnn_utils is caught by the graded checks that a learner meets.

A mutant is a module's source text with one place changed. It is run in memory, in place of the module, together with
fresh copies of all the modules that import it; no file is touched.
"""
import ast
import functools
import sys
import types
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

import dnn_utils
from testCases import EXERCISES
from testCases.checking import examine

FOLDER = Path(dnn_utils.__file__).parent
MODULES = ["validation", "activations", "initialization", "forward", "cost", "backward", "update", "models", "analysis",
           "improve", "onward"]

# module, old text, new text, and which of the occurrences where the old text stands more than once
MUTANTS = [
    ("activations", "1 / (1 + np.exp(-Z))", "1 / (1 + np.exp(Z))"),
    ("activations", "1 / (1 + np.exp(-Z))", "1 / (1 - np.exp(-Z))"),
    ("activations", "1 / (1 + np.exp(-Z))", "np.exp(-Z) / (1 + np.exp(-Z))"),
    ("activations", "np.maximum(0, Z)", "np.minimum(0, Z)"),
    ("activations", "np.maximum(0, Z)", "np.abs(Z)"),
    ("activations", "np.maximum(0, Z)", "np.maximum(0.01 * Z, Z)"),
    ("activations", "return A, Z", "return A, A", 1),
    ("activations", "return A, Z", "return A, A", 2),
    ("activations", "dA * s * (1 - s)", "dA * (1 - s)"),
    ("activations", "dA * s * (1 - s)", "dA * s"),
    ("activations", "dA * s * (1 - s)", "s * (1 - s)"),
    ("activations", "dA * s * (1 - s)", "dA * s * (1 + s)"),
    ("activations", "np.where(Z > 0, dA, 0.0)", "np.where(Z > 0, dA, 0.01 * dA)"),
    ("activations", "np.where(Z > 0, dA, 0.0)", "np.where(Z < 0, dA, 0.0)"),
    ("activations", "np.where(Z > 0, dA, 0.0)", "np.where(dA > 0, dA, 0.0)"),
    ("activations", "np.where(Z > 0, dA, 0.0)", "np.where(Z > 0, 1.0, 0.0)"),
    ("activations", "return np.where(too_small, np.finfo(float).tiny, np.where(A == 1, 1 - np.finfo(float).epsneg, A))",
     "return A"),
    ("activations", "np.where(too_small, np.finfo(float).tiny, np.where(A == 1, 1 - np.finfo(float).epsneg, A))",
     "np.where(too_small, np.finfo(float).tiny, A)"),
    ("activations", "np.where(too_small, np.finfo(float).tiny, np.where(A == 1, 1 - np.finfo(float).epsneg, A))",
     "np.where(A == 1, 1 - np.finfo(float).epsneg, A)"),
    ("initialization", "rng.randn(n_h, n_x) * 0.01", "rng.randn(n_h, n_x)"),
    ("initialization", "rng.randn(n_h, n_x) * 0.01", "rng.randn(n_x, n_h) * 0.01"),
    ("initialization", "rng.randn(n_y, n_h) * 0.01", "rng.rand(n_y, n_h) * 0.01"),
    ("initialization", "np.zeros((n_h, 1))", "np.zeros((n_h,))"),
    ("initialization", "np.zeros((n_y, 1))", "np.ones((n_y, 1))"),
    ("initialization", "rng = np.random.RandomState(seed)", "rng = np.random.RandomState(1)", 1),
    ("initialization", "rng = np.random.RandomState(seed)", "rng = np.random.RandomState(3)", 2),
    ("initialization", "W / np.sqrt(layer_dims[l - 1])", "W / np.sqrt(layer_dims[l])"),
    ("initialization", "W / np.sqrt(layer_dims[l - 1])", "W / layer_dims[l - 1]"),
    ("initialization", "else W * scale", "else W"),
    ("initialization", "range(1, len(layer_dims))", "range(1, len(layer_dims) - 1)"),
    ("initialization", "np.zeros((layer_dims[l], 1))", "np.zeros((layer_dims[l - 1], 1))"),
    ("forward", "W @ A + b", "W @ A"),
    ("forward", "W @ A + b", "W @ A - b"),
    ("forward", "W @ A + b", "W @ (A + b[0])"),
    ("forward", "cache = (A, W, b)", "cache = (Z, W, b)"),
    ("forward", 'if activation == "relu":', 'if activation != "relu":'),
    ("forward", "cache = (linear_cache, activation_cache)", "cache = (linear_cache, A)"),
    ("forward", "cache = (linear_cache, activation_cache)", "cache = (activation_cache, linear_cache)"),
    ("forward", "range(1, L):", "range(2, L):"),
    ("forward", 'parameters["b" + str(L)], "sigmoid")', 'parameters["b" + str(L)], "relu")'),
    ("forward", 'parameters["b" + str(l)], "relu")', 'parameters["b" + str(l)], "sigmoid")'),
    ("forward", "caches.append(cache)", "caches = [cache]", 2),
    ("cost", "cost = -1 / m * np.sum(", "cost = 1 / m * np.sum("),
    ("cost", "cost = -1 / m * np.sum(", "cost = -np.sum("),
    ("cost", "Y * np.log(AL) + (1 - Y) * np.log(1 - AL)", "Y * np.log(AL) + np.log(1 - AL)"),
    ("cost", "Y * np.log(AL) + (1 - Y) * np.log(1 - AL)", "Y * np.log(AL)"),
    ("cost", "np.log(AL)", "np.log10(AL)"),
    ("cost", "AL = keep_off_0_and_1(AL)", "AL = np.clip(AL, 1e-3, 1 - 1e-3)"),
    ("cost", "m = Y.shape[1]", "m = Y.shape[0]"),
    ("backward", "dZ @ A_prev.T / m", "dZ @ A_prev.T"),
    ("backward", "dZ @ A_prev.T / m", "(A_prev @ dZ.T / m).reshape(W.shape)"),
    ("backward", "np.sum(dZ, axis=1, keepdims=True) / m", "np.sum(dZ, axis=1, keepdims=True)"),
    ("backward", "np.sum(dZ, axis=1, keepdims=True) / m", "np.sum(dZ, axis=0, keepdims=True) / m"),
    ("backward", "np.sum(dZ, axis=1, keepdims=True) / m", "np.sum(dZ, keepdims=True) / m"),
    ("backward", "np.sum(dZ, axis=1, keepdims=True) / m", "np.sum(dZ, axis=1) / m"),
    ("backward", "dA_prev = W.T @ dZ", "dA_prev = W @ dZ"),
    ("backward", "dA_prev = W.T @ dZ", "dA_prev = W.T @ dZ / m"),
    ("backward", "m = A_prev.shape[1]", "m = A_prev.shape[0]"),
    ("backward", 'if activation == "relu":', 'if activation == "sigmoid":'),
    ("backward", "dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))",
     "dA = np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)"),
    ("backward", "dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))", "dA = -np.divide(Y, AL)"),
    ("backward", "dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))", "dA = AL - Y"),
    ("backward", "AL = keep_off_0_and_1(AL)", "AL = 1.0 * AL"),
    ("backward", '"sigmoid" if l == L else "relu"', '"relu" if l == L else "sigmoid"'),
    ("backward", 'grads["dA" + str(l)] = dA', 'grads["dA" + str(l - 1)] = dA'),
    ("backward", "caches[l - 1], activation", "caches[L - l], activation"),
    ("update", 'parameters["W" + str(l)] - learning_rate', 'parameters["W" + str(l)] + learning_rate'),
    ("update", 'parameters["b" + str(l)] - learning_rate', 'parameters["b" + str(l)] + learning_rate'),
    ("update", '- learning_rate * grads["db" + str(l)]', '- grads["db" + str(l)]'),
    ("update", ' = parameters["W" + str(l)] - ', ' = parameters["W" + str(l)]; updated["W" + str(l)] -= '),
    ("update", "range(1, L + 1)", "range(1, L)"),
    ("models", "if i % 100 == 0:", "if i % 100 == 1:", 1),
    ("models", "if i % 100 == 0:", "if i % 50 == 0:", 2),
    ("models", "A2 = keep_off_0_and_1(A2)", "A2 = np.clip(A2, 0.4, 0.6)"),
    ("models", 'parameters["b1"], "relu")', 'parameters["b1"], "sigmoid")'),
    ("models", 'linear_activation_backward(dA1, cache1, "relu")', 'linear_activation_backward(dA1, cache1, "sigmoid")'),
    ("models", 'grads = {"dW1": dW1, "db1": db1,', 'grads = {"dW1": dW1, "db1": 0 * db1,'),
    ("models", "parameters = update_parameters(parameters, grads, learning_rate)",
     "parameters = update_parameters(parameters, grads, 0.0075)", 1),
    ("models", "parameters = update_parameters(parameters, grads, learning_rate)",
     "update_parameters(parameters, grads, learning_rate)", 2),
    ("models", "seed=seed)", "seed=1)", 1),
    ("models", "initialize_parameters_deep(layers_dims, seed=seed)",
     "initialize_parameters_deep(layers_dims, seed=seed, scale=0.01)"),
    ("models", "if parameters is None:", "if True:", 1),
    ("models", "if parameters is None:", "if True:", 2),
    ("models", "(AL > 0.5)", "(AL >= 0.5)"),
    ("models", "(AL > 0.5)", "(AL > 0.6)"),
    ("models", "(AL > 0.5)", "(AL < 0.5)"),
    ("analysis", "z**2 / (4 * m**2)", "z**2 / (4 * m)"),
    ("analysis", "(p + z**2 / (2 * m)) / (1 + z**2 / m)", "p"),
    ("analysis", "np.sqrt(p * (1 - p) / m", "np.sqrt(p * p / m"),
    ("analysis", "half_width = z *", "half_width = 1.96 *"),
    ("improve", "np.asarray(with_trick) - np.asarray(without)", "np.asarray(without) - np.asarray(with_trick)"),
    ("improve", "np.std(differences, ddof=1)", "np.std(differences)"),
    ("improve", "/ np.sqrt(len(differences))", "/ len(differences)"),
    ("improve", "np.mean(X, axis=1, keepdims=True)", "np.mean(X)"),
    ("improve", "np.std(X, axis=1, keepdims=True)", "np.std(X_new, axis=1, keepdims=True)"),
    ("improve", "np.where(deviation > 1e-12, deviation, 1)", "np.where(deviation > 1e-12, deviation, 0.5)"),
    ("improve", "(X_new - mean) / deviation", "(X_new - mean)"),
    ("improve", "decay / 2 * np.sum(W**2)", "decay * np.sum(W**2)"),
    ("improve", "+ decay * W", "- decay * W"),
    ("improve", "grads = dict(grads)", "grads = {key: grads[key] for key in grads if key[1] != 'A'}"),
    ("improve", "momentum * velocity[key]", "velocity[key]"),
    ("improve", "learning_rate * new_velocity[key]", "learning_rate * velocity[key]"),
    ("improve", "beta1 * first[key]", "beta2 * first[key]"),
    ("improve", "(1 - beta2**t)", "(1 - beta1**t)"),
    ("improve", "np.sqrt(square) + epsilon", "np.sqrt(square + epsilon)"),
    ("improve", "range(0, len(order), batch_size)", "range(0, len(order) - 1, batch_size)"),
    ("improve", "Y[:, columns]", "Y[:, start:start + batch_size]"),
    ("improve", "RandomState(seed)", "RandomState(1)"),
    ("improve", "A * mask / keep_prob", "A * mask"),
    ("improve", "dA_dropped * mask / keep_prob", "dA_dropped / keep_prob"),
    ("improve", "i - best == patience", "i - best == patience + 1"),
    ("improve", "costs[i] < costs[best]", "costs[i] <= costs[best]"),
    ("onward", "L_layer_model(X.T, ", "L_layer_model(X, "),
    ("onward", "numbers.reshape(1, -1)", "1 - numbers.reshape(1, -1)"),
    ("onward", "np.vstack([1 - AL, AL]).T", "np.vstack([AL, 1 - AL]).T"),
    ("onward", "probabilities[:, 1] > 0.5", "probabilities[:, 1] >= 0.5"),
    ("onward", "dA = dC @ B.T", "dA = dC @ B"),
    ("onward", "dB = A.T @ dC", "dB = A.T @ dC / len(A)"),
    ("onward", "range(in_front)", "range(1, in_front)"),
    ("onward", "if n == 1)", "if n != 1)"),
]


def source(module):
    return (FOLDER / f"{module}.py").read_text(encoding="utf-8")


def mutated_source(module, old, new, occurrence=1):
    """Return a module's source with the given occurrence of `old` replaced."""
    parts = source(module).split(old)
    assert len(parts) > occurrence, f"{module}.py no longer holds {old!r} {occurrence} times"
    return old.join(parts[:occurrence]) + new + old.join(parts[occurrence:])


def functions_of(changed_module=None, changed_source=None):
    """Run the sources of all the modules, one of them changed, and return the functions that exercises ask for."""
    functions = {}
    with mock.patch.dict(sys.modules):
        for name in MODULES:
            module = types.ModuleType(f"dnn_utils.{name}")
            sys.modules[module.__name__] = module
            text = changed_source if name == changed_module else source(name)
            exec(compile(text, f"{name}.py, mutated" if name == changed_module else name, "exec"), module.__dict__)
            functions.update({key: module.__dict__[key] for key in module.__dict__.get("__all__", [])})
    return functions


def complaints(functions):
    """Run every graded check; return what those that do not give full points say of the first property that fails."""
    reports = [examine(exercise.name, functions[exercise.name]) for exercise in EXERCISES]
    return [f"{report.name}: {next(finding.reason for finding in report.findings if finding.reason)}"
            for report in reports if report.points < report.max_points]


def identify(mutant):
    return f"{mutant[0]}-{mutant[1][:28]}-to-{mutant[2][:28]}"


def test_without_a_mutation_every_check_passes():
    functions = functions_of()
    assert functions["sigmoid"] is not dnn_utils.sigmoid
    assert complaints(functions) == []
    assert sys.modules["dnn_utils.activations"] is dnn_utils.activations


@functools.cache
def complaints_about(mutant):
    with np.errstate(all="ignore"):
        return complaints(functions_of(mutant[0], mutated_source(*mutant)))


@pytest.mark.parametrize("mutant", MUTANTS, ids=identify)
def test_the_checks_catch(mutant):
    assert complaints_about(mutant) != []


def code(text):
    """Return a module's syntax tree as text, without docstrings and comments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


def test_there_are_enough_mutants_all_different_and_of_one_line():
    texts = [mutated_source(*mutant) for mutant in MUTANTS]
    codes = {code(text) for text in texts}
    assert len(codes) == len(MUTANTS) >= 45
    assert not codes & {code(source(module)) for module in MODULES}, "a mutant changes code, not a docstring"
    for mutant, text in zip(MUTANTS, texts):
        before, after = source(mutant[0]).splitlines(), text.splitlines()
        assert len(before) == len(after)
        assert sum(x != y for x, y in zip(before, after)) == 1


def test_every_exercise_has_a_mutant_that_its_own_check_catches():
    caught = {sentence.split(":")[0] for mutant in MUTANTS for sentence in complaints_about(mutant)}
    assert caught == {exercise.name for exercise in EXERCISES}


def test_another_slope_of_relu_at_exactly_0_is_right_and_noted():
    """Relu has none there, and the course takes 0: nobody loses a point by it, nor where the function is called."""
    functions = functions_of("activations", mutated_source("activations", "np.where(Z > 0, dA, 0.0)",
                                                           "np.where(Z >= 0, dA, 0.0)"))
    assert complaints(functions) == []
    report = examine("relu_backward", functions["relu_backward"])
    assert "relu has no slope" in report.notes[0] and "without loss of points" in str(report)
    assert examine("linear_activation_backward", functions["linear_activation_backward"]).earlier == ("relu_backward",)


def test_a_mutation_that_changes_no_result_survives():
    """What the tests above rest on: the checks do not fail whenever the text differs."""
    assert complaints(functions_of("forward", mutated_source("forward", "W @ A + b", "b + W @ A"))) == []
