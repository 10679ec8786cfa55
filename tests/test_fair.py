"""Checks that are fair to what learners really write: kinds of answers that circulate, written for these tests.

RIGHT answers get full points, or the stated part with a reason; WRONG ones a true cause, or the line that stopped with a
sentence on it; and none is named as something that it is not.
"""
import itertools
import linecache
import re
import textwrap

import numpy as np
import pytest
from learners import RIGHT as RIGHT_TOO, WRONG as WRONG_TOO
from walked import ANSWERS, TALLY

import dnn_utils
from testCases import EXERCISES, misconceptions
from testCases.checking import examine
from testCases.expected import cases_of
from testCases.messages import messages_of
from testCases.misconceptions import function_with, slips_of

NAMES = [e.name for e in EXERCISES]
GENERAL = messages_of("general")
SIGNATURES = {
    "initialize_parameters": "n_x, n_h, n_y, seed=1", "initialize_parameters_deep": 'layer_dims, seed=1, scale="sqrt"',
    "sigmoid": "Z", "relu": "Z", "relu_backward": "dA, cache", "sigmoid_backward": "dA, cache",
    "linear_forward": "A, W, b", "linear_activation_forward": "A_prev, W, b, activation",
    "L_model_forward": "X, parameters", "compute_cost": "AL, Y", "linear_backward": "dZ, cache",
    "linear_activation_backward": "dA, cache, activation", "L_model_backward": "AL, Y, caches",
    "update_parameters": "parameters, grads, learning_rate", "predict": "X, y, parameters",
    "two_layer_model": "X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False, "
                       "parameters=None, seed=1",
    "L_layer_model": "X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False, "
                     "parameters=None, seed=1",
    "accuracy_interval": "n_correct, m, z=1.96",
}
numbers = itertools.count(1)


def cell(*sources):
    """Run cells as a kernel does, and return the names that they define."""
    namespace = {"np": np, **{name: getattr(dnn_utils, name) for name in dnn_utils.__all__
                              if callable(getattr(dnn_utils, name))}}
    for source in sources:
        source, file = textwrap.dedent(source), f"<cell of test_fair {next(numbers)}>"
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
        exec(compile(source, file, "exec"), namespace)
    return namespace


def written(name, lines):
    """Return the function of an exercise with these lines, or the one that they define."""
    if not re.search(rf"\b{name}\b *(\(.*\):$|=)", lines, re.M):
        lines = f"def {name}({SIGNATURES[name]}):\n" + textwrap.indent(textwrap.dedent(lines).strip("\n"), "    ")
    return cell(lines)[name]


def lost(report):
    return [finding.sentence for finding in report.findings if finding.status == "failed"]


# Right answers: (exercise, what they are, lines, properties that they lose)

BACK = """
    L, Y = len(caches), Y.reshape(AL.shape)
    AL = keep_off_0_and_1(AL)
    grads = {}
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
"""
UPDATE_LOOP = """
    L = len(parameters) // 2
    for l in range(L):
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
"""
DA, COSTS = GENERAL["beside_dA"], GENERAL["beside_costs"]
CACHE, UNTOUCHED = GENERAL["beside_cache"], GENERAL["untouched"]


def shapes(outputs):
    return GENERAL["shapes"].format(outputs=outputs)


RIGHT = [
    ("compute_cost", "two products, (1, 1)", """
        m = Y.shape[1]
        AL = keep_off_0_and_1(AL)
        return -(Y @ np.log(AL).T + (1 - Y) @ np.log(1 - AL).T) / m""", []),
    ("compute_cost", "squeezed", """
        AL, m = keep_off_0_and_1(AL), Y.shape[1]
        cost = -np.sum(np.multiply(Y, np.log(AL)) + np.multiply(1 - Y, np.log(1 - AL)), axis=1, keepdims=True) / m
        cost = np.squeeze(cost)
        assert cost.shape == ()
        return cost""", []),
    *[("compute_cost", f"{small} in the logarithm", f"""
        AL = keep_off_0_and_1(AL)
        return -np.mean(Y * np.log(AL + {small}) + (1 - Y) * np.log(1 - AL + {small}))""", [])
      for small in ("1e-12", "1e-15", "1e-16", "1e-300")],
    ("compute_cost", "clipped", """
        AL = np.clip(AL, 1e-15, 1 - 1e-15)
        return -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))""", []),
    ("L_model_backward", "the later numbering", BACK + """
    grads["dA" + str(L - 1)], grads["dW" + str(L)], grads["db" + str(L)] = \\
        linear_activation_backward(dAL, caches[L - 1], "sigmoid")
    for l in reversed(range(L - 1)):
        dA_prev_temp, dW_temp, db_temp = linear_activation_backward(grads["dA" + str(l + 1)], caches[l], "relu")
        grads["dA" + str(l)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = dA_prev_temp, dW_temp, db_temp
    return grads""", [DA]),
    ("L_model_backward", "the article's way to write it", BACK + """
    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = \\
        linear_activation_backward(dAL, caches[L - 1], activation="sigmoid")
    for l in reversed(range(L - 1)):
        grads["dA" + str(l + 1)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = \\
            linear_activation_backward(grads["dA" + str(l + 2)], caches[l], activation="relu")
    return grads""", []),
    ("L_model_backward", "without any dA", BACK + """
    dA = dAL
    for l in range(L, 0, -1):
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1],
                                                                          "sigmoid" if l == L else "relu")
    return grads""", [DA]),
    ("L_model_backward", "with dAL", BACK + """
    grads["dA" + str(L)] = dAL
    for l in range(L, 0, -1):
        grads[f"dA{l - 1}"], grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(
            grads[f"dA{l}"], caches[l - 1], "sigmoid" if l == L else "relu")
    return grads""", [DA]),
    ("L_model_backward", "the short form", """
        L, grads = len(caches), {}
        dA, dW, db = linear_backward(AL - Y, caches[-1][0])
        grads.update({f"dA{L}": dA, f"dW{L}": dW, f"db{L}": db})
        for l in reversed(range(1, L)):
            dA, dW, db = linear_activation_backward(dA, caches[l - 1], "relu")
            grads.update({f"dA{l}": dA, f"dW{l}": dW, f"db{l}": db})
        return grads""", []),
    ("predict", "with the accuracy", """
        AL, _ = L_model_forward(X, parameters)
        p = (AL > 0.5).astype(int)
        return p, np.mean(p == y)""", [shapes("p")]),
    ("predict", "a loop over the examples", """
        m, p = X.shape[1], np.zeros((1, X.shape[1]))
        probas, caches = L_model_forward(X, parameters)
        for i in range(0, probas.shape[1]):
            if probas[0, i] > 0.5:
                p[0, i] = 1
            else:
                p[0, i] = 0
        print("Accuracy: " + str(np.sum((p == y) / m)))
        return p""", []),
    ("linear_activation_forward", "a cache of its own", """
        Z = np.dot(W, A_prev) + b
        A = np.maximum(0, Z) if activation == "relu" else sigmoid(Z)[0]
        return A, {"A_prev": A_prev, "W": W, "b": b, "Z": Z}""", [CACHE]),
    ("update_parameters", "the article's lines, with their return", UPDATE_LOOP + "    return parameters", [UNTOUCHED]),
    ("update_parameters", "the article's lines, without it", UPDATE_LOOP + "    return updated",
     [shapes("parameters"), UNTOUCHED]),
    ("update_parameters", "the article's lines, and no return", UPDATE_LOOP, [shapes("parameters"), UNTOUCHED]),
    ("linear_backward", "without keepdims", """
        A_prev, W, b = cache
        m = A_prev.shape[1]
        return np.dot(W.T, dZ), 1 / m * np.dot(dZ, A_prev.T), 1 / m * np.sum(dZ, axis=1)""", [shapes("dA_prev, dW, db")]),
    ("initialize_parameters", "without a seed", """
        def initialize_parameters(n_x, n_h, n_y):
            np.random.seed(1)
            W1, b1 = np.random.randn(n_h, n_x) * 0.01, np.zeros((n_h, 1))
            W2, b2 = np.random.randn(n_y, n_h) * 0.01, np.zeros((n_y, 1))
            return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}""", ["another seed"]),
    ("two_layer_model", "costs only when printed", """
        costs = []
        for i in range(num_iterations):
            parameters = parameters or initialize_parameters(*layers_dims, seed=seed)
            A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
            A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
            cost = compute_cost(A2, Y)
            dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
            dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
            dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")
            parameters = update_parameters(parameters, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}, learning_rate)
            if print_cost and i % 100 == 0:
                costs.append(cost)
        return parameters, costs""", [COSTS]),
    ("two_layer_model", "the parameters alone", """
        return L_layer_model(X, Y, list(layers_dims), learning_rate, num_iterations, False,
                             parameters or initialize_parameters(*layers_dims, seed=seed))[0]""", [COSTS]),
]


@pytest.mark.parametrize("name, what, lines, loses", RIGHT, ids=[f"{name}-{what}" for name, what, *_ in RIGHT])
def test_what_is_right_is_paid(name, what, lines, loses):
    report = examine(name, written(name, lines))
    assert lost(report) == loses, str(report)
    if loses:
        assert report.points == round(report.max_points * (1 - len(loses) / len(report.findings)), 1)
        assert all(len(finding.reason) > 20 for finding in report.lost), "a reason that a teacher would sign"
    else:
        assert report.points == report.max_points and report.misconceptions == ()


@pytest.mark.parametrize("name, what, lines", RIGHT_TOO, ids=[f"{name}-{what}" for name, what, _ in RIGHT_TOO])
def test_right_answers_in_other_styles_get_full_points(name, what, lines):
    report = examine(name, written(name, lines))
    assert report.points == report.max_points and report.misconceptions == (), str(report)


def test_the_numbering_of_dA_costs_a_point_or_two():
    for what in ("the later numbering", "without any dA", "with dAL"):
        (lines,) = [lines for name, kind, lines, _ in RIGHT if kind == what]
        report = examine("L_model_backward", written("L_model_backward", lines))
        assert 1 <= report.max_points - report.points <= 2
        assert report.misconceptions in (("da_under_the_next_name",), ("no_da",), ("dal_stored_too",))


# Wrong answers: (exercise, lines, the causes that are named, or words of the sentence beside the line that stopped)

LOOP = """
    AL = keep_off_0_and_1(AL)
    L, grads = len(caches), {}
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
"""
WRONG = [
    # start
    ("initialize_parameters", "return {'W1': np.random.randn(n_h, n_x) * 0.01, 'b1': np.zeros((n_h, 1)), "
     "'W2': np.random.randn(n_y, n_h) * 0.01, 'b2': np.zeros((n_y, 1))}", ("global_generator",)),
    ("initialize_parameters", """
        np.random.seed(2)
        W1, W2 = np.random.randn(n_h, n_x) * 0.01, np.random.randn(n_y, n_h) * 0.01
        return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}""", ("seed_inside",)),
    ("initialize_parameters", "return {'W1': np.random.RandomState(seed).randn(n_h, n_x) * 0.01, "
     "'b1': np.zeros(n_h, 1), 'W2': 0, 'b2': 0}", "parentheses of its own"),
    ("initialize_parameters", """
        rng = np.random.RandomState(seed)
        return {"W1": rng.randn((n_h, n_x)) * 0.01, "b1": 0, "W2": 0, "b2": 0}""", "one by one"),
    ("initialize_parameters_deep", """
        np.random.seed(3)
        parameters = {}
        for l in range(1, len(layer_dims)):
            parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * 0.01
            parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
        return parameters""", ("factor_always_001", "seed_inside")),
    ("initialize_parameters_deep", """
        np.random.seed(3)
        parameters = {}
        for l in range(1, len(layer_dims)):
            parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
            parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
        return parameters""", ("always_divided", "seed_inside")),
    ("initialize_parameters_deep", """
        rng, parameters = np.random.RandomState(seed), {}
        for l in range(1, len(layer_dims)):
            parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l - 1]) * np.sqrt(2 / layer_dims[l - 1])
            parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
        return parameters""", ("root_of_two",)),
    ("initialize_parameters_deep", """
        rng, parameters = np.random.RandomState(seed), {}
        for l in range(1, len(layer_dims)):
            parameters["W" + l] = rng.randn(layer_dims[l], layer_dims[l - 1])
        return parameters""", "str(...) makes a text"),
    ("initialize_parameters_deep", """
        rng, parameters = np.random.RandomState(seed), {}
        for l in range(1, len(layer_dims) + 1):
            parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l - 1])
        return parameters""", "counted from 0"),
    # forward
    ("linear_forward", "Z = np.dot(W, A) + B\nreturn Z, (A, W, b)", "there is a b"),
    ("linear_forward", "Z = numpy.dot(W, A) + b\nreturn Z, (A, W, b)", "not imported"),
    ("linear_forward", "Z = np.dott(W, A) + b\nreturn Z, (A, W, b)", "has no dott"),
    ("linear_forward", "Z = np.dot(A, W) + b\nreturn Z, (A, W, b)", ("a_and_w_swapped",)),
    # the activations
    ("sigmoid", "A = np.exp(Z)\nreturn A, Z", ("exponential",)),
    ("sigmoid", "A = 1/1+np.exp(-Z)\nreturn A, Z", ("parentheses_missing",)),
    ("sigmoid", "A = 1/(1+np.exp(Z))\nreturn A, Z", ("sign",)),
    ("sigmoid", "Z = 1/(1+np.exp(-Z))\nreturn Z, Z", ("activation_in_cache",)),
    ("sigmoid", "return np.exp(Z) / (np.exp(Z) + 1), Z", ("overflow",)),
    ("sigmoid", "return 1 / (1 + np.exp(-Z))", ("only_a",)),
    ("sigmoid", "return 1 / (1 + np.e ** Z), 1 / (1 + np.e ** Z)", ("sign", "activation_in_cache")),
    ("sigmoid", "import math\nA = 1 / (1 + math.exp(-Z))\nreturn A, Z", "The functions of math take one number"),
    ("sigmoid", "from math import exp\nA = 1 / (1 + exp(-Z))\nreturn A, Z", "The functions of math take one number"),
    ("sigmoid", "import math\nreturn np.array([[1 / (1 + math.exp(-float(z))) for z in row] for row in Z]), Z",
     "stop where a result is too large"),
    ("relu", "A = np.max(0, Z)\nreturn A, Z", "takes what comes second for an axis"),
    ("relu", "A = max(0, Z)\nreturn A, Z", "an answer for each entry"),
    ("relu", "A = Z if Z > 0 else 0\nreturn A, Z", "an answer for each entry"),
    ("relu", "return (Z > 0) * 1.0, Z", ("mask",)),
    ("relu", "A = Z\nA[A < 0] = 0\nreturn A, Z", ("in_place",)),
    ("relu", "Z = np.maximum(Z, 0)\nreturn Z, Z", ("activation_in_cache",)),
    ("relu", "return np.maximum(Z, 0)", ("only_a",)),
    ("relu", "return np.where(Z > 0, Z, 0.01 * Z), Z", ("leaky",)),
    ("relu_backward", "dZ = dA\ndZ[cache < 0] = 0\nreturn dZ", ("in_place",)),
    ("relu_backward", "dZ = dA[:]\ndZ[cache <= 0] = 0\nreturn dZ", ("in_place",)),
    ("relu_backward", "return (cache > 0).astype(float)", ("slope_without_da",)),
    ("relu_backward", "return np.maximum(dA, 0)", ("by_da",)),
    ("relu_backward", "return np.maximum(cache, 0) * dA", ("times_activation",)),
    ("relu_backward", "if cache > 0:\n    return dA\nreturn 0", "an answer for each entry"),
    ("sigmoid_backward", "s = sigmoid(cache)[0]\nreturn s * (1 - s)", ("without_da",)),
    ("sigmoid_backward", "return dA * cache * (1 - cache)", ("slope_of_z",)),
    ("sigmoid_backward", "A = sigmoid(cache)[0]\ns = 1 / (1 + np.exp(-A))\nreturn dA * s * (1 - s)", ("sigmoid_twice",)),
    ("sigmoid_backward", "s = sigmoid(cache)\nreturn dA * s * (1 - s)", "`s = sigmoid(cache)`"),
    ("sigmoid_backward", "s = sigmoid(cache)[0]\ndA *= s * (1 - s)\nreturn dA", ("in_place",)),
    ("sigmoid_backward", "s = sigmoid(cache)[0]\nreturn dA * s * 1 - s", ("parentheses_missing",)),
    ("linear_forward", "Z = W(A) + b\nreturn Z, (A, W, b)", "square brackets"),
    ("linear_forward", "Z = np.dot[W, A] + b\nreturn Z, (A, W, b)", "a call has round ones"),
    ("linear_forward", "Z = W @ A + b", "is there a return"),
    ("linear_forward", "return linear_forward(A, W, b)", "calls itself"),
    ("linear_activation_forward", """
        Z = linear_forward(A_prev, W, b)
        A, activation_cache = relu(Z) if activation == "relu" else sigmoid(Z)
        return A, (Z, activation_cache)""", "all of them are kept under one name: `Z = linear_forward(A_prev, W, b)`"),
    ("linear_activation_forward", """
        Z, linear_cache = linear_forward(A_prev, W, b)
        if activation == "relu":
            A = relu(Z)
        else:
            A = sigmoid(Z)
        return A, (linear_cache, activation_cache)""", "There is no activation_cache"),
    ("linear_activation_forward", """
        Z, linear_cache = linear_forward(A_prev, W)
        return Z, linear_cache""", "something is missing: 'b'"),
    ("linear_activation_forward", """
        Z, linear_cache, more = linear_forward(A_prev, W, b)
        return Z, linear_cache""", "On the left stand 3 names, and on the right come only 2 values"),
    ("linear_activation_forward", """
        Z, linear_cache = linear_forward(A_prev, W, b)
        if activation is "sigmoid":
            A, activation_cache = sigmoid(Z)
        if activation == "Relu":
            A, activation_cache = relu(Z)
        return A, (linear_cache, activation_cache)""", "not before that line, not in every branch"),
    ("L_model_forward", """
        caches, A, L = [], X, len(parameters)
        for l in range(1, L):
            A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
            caches.append(cache)
        return A, caches""", "holds no W"),
    ("L_model_forward", """
        caches, A, L = [], X, len(parameters) // 2
        for l in range(0, L):
            A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
            caches.append(cache)
        return A, caches""", "there is no W0"),
    ("L_model_forward", """
        caches, A, L = [], X, len(parameters) // 2
        for l in range(1, L):
            A_prev = A
            A, cache = linear_activation_forward(A_prev, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
            caches.append(cache)
        AL, cache = linear_activation_forward(A_prev, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
        caches.append(cache)
        return AL, caches""", ("last_layer_fed_with_a_prev",)),
    ("L_model_forward", """
        caches, A, L = [], X, len(parameters) / 2
        for l in range(1, L):
            pass
        return A, caches""", "// gives a whole number"),
    # cost
    ("compute_cost", "return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / Y.shape[0]",
     ("sum_instead_of_mean", "not_kept_off")),
    ("compute_cost", "AL = keep_off_0_and_1(AL)\nreturn -np.dot(Y, np.log(AL)) / Y.shape[1]", "do not meet in a matrix"),
    ("compute_cost", "AL = keep_off_0_and_1(AL)\nreturn -(Y @ np.log(AL)) / Y.shape[1]", "do not meet in @"),
    ("compute_cost", "return np.mean((AL - Y) ** 2)", ("squared_error",)),
    ("compute_cost", """
        AL, m = keep_off_0_and_1(AL), Y.shape[1]
        return -1 / m * np.sum(Y * np.log(AL) - (1 - Y) * np.log(1 - AL))""", ("minus_between",)),
    ("compute_cost", """
        AL, m = keep_off_0_and_1(AL), Y.shape[1]
        return -1 / m * np.sum(Y * np.log(AL)) + np.sum((1 - Y) * np.log(1 - AL))""", ("one_term_only",)),
    ("compute_cost", """
        AL, m = keep_off_0_and_1(AL), Y.shape[1]
        return -1 / m * np.sum(np.dot(Y.T, np.log(AL)) + np.dot((1 - Y).T, np.log(1 - AL)))""", ("outer_product",)),
    ("compute_cost", """
        AL, m = keep_off_0_and_1(AL), Y.shape[1]
        return -1 / m * np.sum(Y * np.log(AL + 1e-3) + (1 - Y) * np.log(1 - AL + 1e-3))""", ("large_epsilon",)),
    ("compute_cost", "AL = keep_off_0_and_1(AL)\nreturn -np.mean(Y * np.log10(AL) + (1 - Y) * np.log10(1 - AL))", ("log10",)),
    ("compute_cost", "AL = keep_off_0_and_1(AL)\ncost = -1 / m * np.sum(Y * np.log(AL))\nreturn cost", "no m at that line"),
    # backward of one layer
    *[("linear_backward", f"""
        {cache} = cache
        m = A_prev.shape[1]
        dW = {dW}
        db = {db}
        dA_prev = {dA}
        return dA_prev, dW, db""", causes) for cache, dW, db, dA, causes in [
        ("A_prev, W, b", "dZ @ A_prev.T / m", "np.squeeze(np.sum(dZ, axis=1, keepdims=True)) / m", "W.T @ dZ",
         ("squeezed_bias",)),
        ("A_prev, W, b", "dZ * A_prev / m", "np.sum(dZ, axis=1, keepdims=True) / m", "W.T * dZ",
         ("elementwise_dw", "elementwise_da")),
        ("A_prev, W, b", "dZ @ A_prev / m", "np.sum(dZ, axis=1, keepdims=True) / m", "W.T @ dZ",
         ("inputs_not_transposed",)),
        ("A_prev, W, b", "dZ @ A_prev.T / m", "np.sum(dZ, axis=0, keepdims=True) / m", "W.T @ dZ",
         ("bias_over_axis_0",)),
        ("W, A_prev, b", "dZ @ A_prev.T / m", "np.sum(dZ, axis=1, keepdims=True) / m", "W.T @ dZ",
         ("cache_in_another_order",)),
        ("A_prev, W, b", "dZ @ A_prev.T / m", "W.T @ dZ / m", "W.T @ dZ", ("bias_through_w",)),
        ("A_prev, W, b", "A_prev @ dZ.T / m", "np.sum(dZ, axis=1, keepdims=True) / m", "W.T @ dZ", ("dw_transposed",)),
        ("A_prev, W, b", "dZ @ A_prev.T / m", "np.sum(dZ, axis=1, keepdims=True) / m", "W @ dZ",
         ("weights_not_transposed",)),
        ("A_prev, W, b", "dZ @ A_prev.T / m", "np.sum(dZ, axis=1, keepdims=True) / m", "3 * W.T @ dZ", ()),
        ("A_prev, W, b", "7 * dZ @ A_prev.T / m", "np.sum(dZ, axis=1) / m", "W.T @ dZ", ("bias_without_keepdims",)),
    ]],
    # activation backward
    ("linear_activation_backward", """
        dZ = relu_backward(dA, cache) if activation == "relu" else sigmoid_backward(dA, cache)
        return linear_backward(dZ, cache)""", "wants Z, the activation_cache, and gets a tuple there"),
    ("linear_activation_backward", "return linear_backward(relu_backward(dA, cache[1]), cache[0])", ("always_relu",)),
    ("linear_activation_backward", "return linear_backward(sigmoid_backward(dA, cache[1]), cache[0])", ("always_sigmoid",)),
    # all layers
    ("L_model_backward", LOOP + """
    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(
        dA, caches[L - 1], "sigmoid")
    for l in reversed(range(L - 1)):
        grads["dA" + str(l + 1)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_activation_backward(
            grads["dA" + str(L)], caches[l], "relu")
    return grads""", ("stays_at_the_last_layer",)),
    ("L_model_backward", LOOP + """
    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(
        dA, caches[L - 1], "sigmoid")
    for l in reversed(range(L - 1)):
        grads["dA" + str(l + 1)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_activation_backward(
            dA, caches[l], "relu")
    return grads""", ("same_da_for_every_layer",)),
    ("L_model_backward", LOOP + """
    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(
        dA, caches[L - 1], "sigmoid")
    for l in reversed(range(L - 1)):
        grads["dA" + str(l)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_activation_backward(
            grads["dA" + str(l + 1)], caches[l], "relu")
    return grads""", "under one number and read under another"),
    ("L_model_backward", LOOP.replace(") - np", ") + np") + """
    for l in range(L, 0, -1):
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1],
                                                                          "sigmoid" if l == L else "relu")
        grads[f"dA{l}"] = dA
    return grads""", ("plus_between",)),
    ("L_model_backward", LOOP + """
    for l in range(L, 0, -1):
        dA, grads[f"dw{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1],
                                                                          "sigmoid" if l == L else "relu")
        grads[f"da{l}"] = dA
    return grads""", ("small_letters",)),
    ("L_model_backward", LOOP + """
    for l in range(L, 0, -1):
        grads["dA" + l], grads["dW" + l], grads["db" + l] = linear_activation_backward(dA, caches[l - 1], "relu")
    return grads""", "str(...) makes a text"),
    ("L_model_backward", LOOP + """
    for l in range(L, 0, -1):
        dA, dW, db = linear_activation_backward(dA, caches[l], "sigmoid" if l == L else "relu")
    return grads""", "counted from 0"),
    # update
    ("update_parameters", """
        return {"W1": parameters["W1"] - learning_rate * grads["W1"]}""", "dW1"),
    ("update_parameters", """
        updated = {}
        for l in (1, 2):
            for letter in "Wb":
                key = letter + str(l)
                updated[key] = parameters[key] - learning_rate * grads["d" + key]
        return updated""", ("two_layers_only",)),
    ("update_parameters", """
        L, updated = len(parameters) // 2, {}
        for l in range(L):
            updated["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        return updated""", "there is no W0"),
    # models
    ("L_layer_model", """
        np.random.seed(1)
        costs = []
        parameters = initialize_parameters_deep(layers_dims)
        for i in range(0, num_iterations):
            AL, caches = L_model_forward(X, parameters)
            cost = compute_cost(AL, Y)
            grads = L_model_backward(AL, Y, caches)
            parameters = update_parameters(parameters, grads, learning_rate)
            if print_cost and i % 100 == 0:
                print("Cost after iteration %i: %f" % (i, cost))
            if print_cost and i % 100 == 0:
                costs.append(cost)
        return parameters, costs""", ("own_start", "costs_when_printed")),
    ("two_layer_model", """
        np.random.seed(1)
        grads, costs, (n_x, n_h, n_y) = {}, [], layers_dims
        parameters = initialize_parameters(n_x, n_h, n_y)
        W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
        for i in range(0, num_iterations):
            A1, cache1 = linear_activation_forward(X, W1, b1, "relu")
            A2, cache2 = linear_activation_forward(A1, W2, b2, "sigmoid")
            cost = compute_cost(A2, Y)
            dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
            dA1, grads["dW2"], grads["db2"] = linear_activation_backward(dA2, cache2, "sigmoid")
            dA0, grads["dW1"], grads["db1"] = linear_activation_backward(dA1, cache1, "relu")
            parameters = update_parameters(parameters, grads, learning_rate)
            W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
            if print_cost and i % 100 == 0:
                costs.append(cost)
        return parameters, costs""", ("own_start", "costs_when_printed")),
    # the rest
    ("predict", "AL, _ = L_model_forward(X, parameters)\nreturn (AL > 0.7).astype(int)", ("another_threshold",)),
    ("predict", "AL = L_model_forward(X, parameters)\nreturn (AL > 0.5).astype(int)", "`AL = L_model_forward(X, parameters)`"),
    ("predict", "AL, _ = L_model_forward(X, parameters)\nif AL > 0.5:\n    return 1", "an answer for each entry"),
    ("accuracy_interval", """
        p = n_correct / m
        centre = (p + z**2 / 2 * m) / (1 + z**2 / m)
        half_width = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
        return max(0.0, float(centre - half_width)), min(1.0, float(centre + half_width))""", ("product_below_the_line",)),
    ("accuracy_interval", "p = n_correct / m\nreturn p + z^2 / m, 1.0", "two stars"),
    ("accuracy_interval", """
        p = n_correct / m
        half_width = z * np.sqrt(p * (1 - p) / m)
        return max(0.0, p - half_width), min(1.0, p + half_width)""", ("wald",)),
]


ALL_WRONG = [*WRONG, *WRONG_TOO]


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("name, lines, cause", ALL_WRONG, ids=[f"{name}-{i}" for i, (name, *_) in enumerate(ALL_WRONG)])
def test_what_is_wrong_is_said(name, lines, cause):
    report = examine(name, written(name, lines))
    assert report.points < report.max_points
    if isinstance(cause, tuple):
        assert set(report.misconceptions) == set(cause), str(report)
    else:
        said = " ".join([*report.remarks, report.why()])
        assert cause in said, str(report)
        stopped = [re.search(r"in line (\d+) of its cell: `(.*)`", remark) for remark in report.remarks]
        for found in filter(None, stopped):
            assert found[2] in lines


# What Python and NumPy raise: an expression that does, and words of what is said to it

ERRORS = [
    ("np.ones((2, 3)) @ np.ones((2, 3))", "the left array has 3 columns, and the right one has 2 rows"),
    ("A @ A", "In that line: A (3, 2)"),
    ("np.dot(A, A)", "The shapes (3,2) and (3,2) do not meet in a matrix product"),
    ("A @ 2", "the sign is *"),
    ("A * W.T * np.ones((5, 5))", "In that line: A (3, 2), W (1, 3)"),
    ("A + np.ones((7, 7))", "The shapes (3,2) and (7,7) do not fit together entry by entry"),
    ("undefined_here", "There is no undefined_here at that line"),
    ("linear_foward(A, W, b)", "There is no linear_foward, but there is a linear_forward"),
    ("a", "There is no a, but there is a A: is it spelt"),
    ("math.log(2)", "The module math is not imported"),
    ("plt.plot([1])", "The module plt is not imported"),
    ("__import__('tensorflow_of_no_kind')", "cannot be imported here"),
    ("{}['W0']", "there is no W0"), ("{}['W1']", "half of len(parameters)"), ("{}['w']", "no key 'w'"),
    ("{'W1': 1}[1]", "no key 1: its keys are texts"), ("{}['dW7']", "holds no dW7"),
    ("[1, 2][2]", "the last of n stands at n - 1"), ("A[5]", "Axis 0 has only 3 entries"),
    ("A.shape[2]", "the last of n stands at n - 1"), ("A[1, 2, 3]", "fewer axes than the line asks for"),
    ("A['W1']", "Is a dictionary meant"), ("A[0.5]", "no whole number"),
    ("np.zeros(3, 1)", "parentheses of its own"), ("np.ones(A.shape[0], A.shape[1])", "parentheses of its own"),
    ("np.random.randn((3, 2))", "one by one"), ("np.random.rand(A.shape)", "one by one"),
    ("range(5 / 2)", "// gives a whole number"),
    ("A ^ 2", "two stars"), ("2.0 ^ 2", "two stars"),
    ("linear_forward(A, W)", "something is missing: 'b'"), ("linear_forward(A, W, b, b)", "with 4 arguments and takes 3"),
    ("relu(z=A)", "takes nothing of the name z"),
    ("A(1)", "there it is a numpy.ndarray"), ("(1, 2)(0)", "square brackets"), ("2(3)", "there it is a int"),
    ("np.sum[A]", "a call has round ones"), ("relu[A]", "a call has round ones"), ("np.exp[A]", "a call has round ones"),
    ("[].append(1)[0]", "is None"), ("None + 1", "is None"), ("None.T", "is None"),
    ("'W' + 1", "str(...) makes a text"), ("1 + 'W'", "str(...) makes a text"),
    ("[1]['W1']", "Its places have numbers"), ("(1,)['W1']", "Its places have numbers"),
    ("float(np.ones(3))", "A single number is needed"), ("if_array(A)", "an answer for each entry"),
    ("{A.tobytes: 1}[[1]]", "cannot be a list"), ("'text'['W1']", "is a text and is used like"),
    ("[x for x in 5]", "Is range(...) missing"), ("sum(3)", "Is range(...) missing"),
    ("(5)[0]", "has no entries"), ("-(1, 2)", "one of the names holds something else"),
    ("A - (1, (2, 3))", "different lengths"), ("np.exp('a')", "such as a tuple, a list or a text"),
    ("A.dot(W, b, b, b)", ""), ("[].T", "A list has no T"), ("(1, 2).shape", "A tuple has no shape"),
    ("np.sigmod(A)", "The module numpy has no sigmod"), ("A.append(1)", "A numpy.ndarray has no append"),
    ("A.reshape(4, 4)", "6 numbers do not fill the shape (4,4)"),
    ("np.sum(np.ones(3), axis=1)", "there is no axis 1"), ("1 / 0", "The divisor in that line is 0"),
    ("a, b = 1, 2, 3", "On the left stand only 2 names"), ("a, b, c = 1, 2", "only 2 values"), ("a, b = 5", "of type int"),
    ("exit()", "exit() and quit()"), ("assert A.shape == (9, 9)", "what it asserts does not hold"),
    ("A[:] = np.ones((5, 5))", "An array of shape (3,2) is stored" and "stored where one of shape"),
    ("A += np.ones((2, 3, 2))", "cannot take a result"), ("eval('(')", "cannot read a text"),
]


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("code, words", ERRORS, ids=[code for code, _ in ERRORS])
def test_an_exception_shows_the_line_and_a_sentence(code, words):
    source = f"""
        def if_array(array):
            return 1 if array else 0

        def linear_forward(A, W, b):
            result = None

            {code if "=" in code and "(z=" not in code and "axis=" not in code or code.startswith("assert") else "result = " + code}
            return result, (A, W, b)
    """
    report = examine("linear_forward", cell(source)["linear_forward"])
    stopped, *said = report.remarks
    assert re.match(r"It stops in (if_array, in )?line (8|3) of ", stopped), stopped
    assert code in stopped or code == "if_array(A)"
    assert words in " ".join(said), report.remarks
    assert said or not words


def test_a_function_with_another_first_line_is_told_so():
    report = examine("linear_forward", cell("def linear_forward(A, W):\n    return W @ A, (A, W)")["linear_forward"])
    assert "Its first line, with all names in parentheses, should stay as it was given." in report.remarks[0]


# Nothing is misnamed: of two mistakes in one function, only those are named, or what does exactly the same

def cells_of(name, *slips):
    return {(case.sentence, part): value for case in cases_of(name)
            for part, value in misconceptions.wrong_parts(name, case.sentence, *slips)[0].items()}


def the_same(one, other):
    return all(misconceptions.alike(value, other[cell]) for cell, value in one.items())


@pytest.mark.parametrize("name", NAMES)
def test_of_two_mistakes_only_those_are_named(name):
    slow = ("iterations_fixed",)
    slips = [slip for slip in slips_of(name) if slip[1] == 0 and slip[0] not in slow]
    told, tried = 0, 0
    for one, other in itertools.combinations(slips, 2):
        together = next((pair for pair in ((one, other), (other, one)) if function_with(name, *pair)), None)
        if together is None:
            continue
        tried += 1
        report = examine(name, function_with(name, *together))
        named = set(report.misconceptions)
        told += bool(named) or report.points == report.max_points
        if not named <= {one[0], other[0]}:
            keys = [(key, 0) for key in report.misconceptions]
            assert any(the_same(cells_of(name, *together), cells_of(name, *order))
                       for order in itertools.permutations(keys) if function_with(name, *order)), (together, named)
    assert told >= min(10, tried)


@pytest.fixture(scope="module")
def walked():
    return cell(TALLY, *(ANSWERS[e.name] for e in EXERCISES))


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_network_of_ones_own_earns_every_point(name, walked):
    report = examine(name, walked[name])
    assert report.points == report.max_points, lost(report)
