"""Lesson 10: the functions below the class, the class itself, the engine of gradients, and the twin in PyTorch."""
import importlib.util
import inspect
import json
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils.estimator_checks import check_estimator

from dnn_utils import backward, cost, estimator, forward, initialization, onward, torch_costs
from dnn_utils.models import L_layer_model, two_layer_model
from dnn_utils.data import load_dataset
from dnn_utils.onward import (Tensor, class_probabilities, fit_network, matmul_backward, predict_classes,
                              unbroadcast)
from dnn_utils.stored import of_the_course
from testCases import tasks
from testCases.messages import messages_of

LESSON = Path(__file__).parent.parent / "notebooks" / "10_onward.ipynb"
NAMES = "two_layer", "L_layer"


def cell(id):
    (found,) = [cell for cell in nbformat.read(LESSON, as_version=4).cells if cell.id == id]
    return found


def defined(*ids, blank=False, **names):
    """Return the names that these cells define, beside those that the lesson imports; `blank` runs a learner's cell."""
    namespace = {"Tensor": Tensor, **names}
    sources = [cell("imports").source, cell("imports-yours").source,
               "from dnn_utils.onward import class_probabilities, fit_network, predict_classes",
               *[cell(id).metadata["blank"] if blank else cell(id).source for id in ids]]
    for source in sources:
        exec(compile(source, "<lesson 10>", "exec"), namespace)
    return namespace


@pytest.fixture(scope="module")
def examples():
    rng = np.random.RandomState(0)
    X = rng.rand(40, 5)
    return X, np.where(X[:, 0] > X[:, 1], 7, 2)


# The functions below the class

def test_the_functions_give_what_the_courses_class_gives(examples):
    X, y = examples
    model = estimator.DeepNeuralNetwork((4, 3), learning_rate=0.3, num_iterations=301, random_state=3).fit(X, y)
    classes, parameters, costs = fit_network(X, y, (4, 3), 0.3, 301, 3)
    assert classes.tolist() == model.classes_.tolist() == [2, 7] and np.allclose(costs, model.costs_, rtol=1e-9)
    assert np.allclose(class_probabilities(X, parameters), model.predict_proba(X), rtol=1e-9)
    assert np.array_equal(predict_classes(X, parameters, classes), model.predict(X))
    assert 0.8 < np.mean(predict_classes(X, parameters, classes) == y)


def test_labels_may_be_words_and_a_list(examples):
    X, y = examples
    words = ["cat" if label == 2 else "dog" for label in y]
    classes, parameters, _ = fit_network(X, words, (3,), 0.3, 101)
    assert classes.tolist() == ["cat", "dog"]
    same = fit_network(X, y, (3,), 0.3, 101)[1]
    assert all(np.array_equal(parameters[key], same[key]) for key in same)
    assert set(predict_classes(X, parameters, classes)) <= {"cat", "dog"}


@pytest.mark.parametrize("y, came", [(np.zeros(40), r"one class: \[0\.0\]"), (np.arange(40) % 3, "3 classes")])
def test_other_than_two_classes_are_refused(examples, y, came):
    with pytest.raises(ValueError, match=f"y must hold labels of two classes, got {came}"):
        fit_network(examples[0], y, (3,))


# The two rules

def difference_quotient(function, array, step=1e-6):
    """Return the gradient of a number with respect to an array, entry by entry."""
    gradient = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        up, down = array.copy(), array.copy()
        up[place] += step
        down[place] -= step
        gradient[place] = (function(up) - function(down)) / (2 * step)
    return gradient


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.integers(1, 5)] * 3), st.integers(0, 2**31 - 1))
def test_the_rule_of_the_product_is_the_slope(sizes, seed):
    n, k, m = sizes
    rng = np.random.RandomState(seed)
    A, B, dC = rng.randn(n, k), rng.randn(k, m), rng.randn(n, m)
    dA, dB = matmul_backward(A, B, dC)
    assert np.allclose(dA, difference_quotient(lambda A: np.sum(dC * (A @ B)), A), atol=1e-6)
    assert np.allclose(dB, difference_quotient(lambda B: np.sum(dC * (A @ B)), B), atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=0, max_size=4), st.integers(0, 4),
       st.integers(0, 2**31 - 1))
def test_broadcasting_undone_is_the_slope(axes, in_front, seed):
    """Each axis has a size, and was perhaps 1 before; some axes in front were not there."""
    shape = tuple(size for size, _ in axes)
    was = tuple(1 if repeated else size for size, repeated in axes)[min(in_front, len(axes)):]
    rng = np.random.RandomState(seed)
    b, dC = rng.randn(*was), rng.randn(*shape)
    b, dC = np.asarray(b), np.asarray(dC)
    gradient = unbroadcast(dC, was)
    assert gradient.shape == was
    assert np.allclose(gradient, difference_quotient(lambda b: np.sum(dC * b), b), atol=1e-6)


@pytest.mark.parametrize("function, arguments, message", [
    (matmul_backward, (np.ones((2, 3)), np.ones((3, 4)), np.ones((4, 2))), r"got \(2, 3\), \(3, 4\) and \(4, 2\)"),
    (matmul_backward, (np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 3))), r"\(n, k\), \(k, m\) and \(n, m\)"),
    (matmul_backward, ([[1]], np.ones((1, 1)), np.ones((1, 1))), "A must be a 2-D array, got list"),
    (unbroadcast, (np.ones((3, 4)), (3,)), r"repeats to the shape of dC, \(3, 4\), got \(3,\)"),
    (unbroadcast, (np.ones((1, 4)), (3, 4)), r"got \(3, 4\)"),
    (unbroadcast, (np.ones(3), "3"), "got '3'"), (unbroadcast, ([1.0], (1,)), "dC must be an array"),
])
def test_what_does_not_fit_is_refused(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


# The engine

@pytest.mark.parametrize("seed", range(30))
def test_the_engine_finds_the_gradients_of_L_model_backward(seed):
    rng = np.random.RandomState(seed)
    dims = [*rng.randint(1, 9, size=rng.randint(1, 6)).tolist(), 1]
    m = int(rng.randint(1, 12))
    X, Y = rng.randn(dims[0], m), rng.randint(0, 2, (1, m))
    parameters = initialization.initialize_parameters_deep(dims, seed=seed)
    for l in range(1, len(dims)):
        parameters[f"b{l}"] = 0.1 * rng.randn(dims[l], 1)
    AL, caches = forward.L_model_forward(X, parameters)
    grads = backward.L_model_backward(AL, Y, caches)
    tensors = {name: Tensor(array) for name, array in parameters.items()}
    J = defined("engine-network")["cost_of"](X, Y, tensors)
    J.backward()
    assert abs(J.value - cost.compute_cost(AL, Y)) < 1e-10
    for name, tensor in tensors.items():
        assert tensor.grad.shape == parameters[name].shape
        assert np.abs(tensor.grad - grads[f"d{name}"]).max() < 1e-10


def test_ways_that_meet_add_up_and_a_second_way_back_starts_anew():
    a, b = Tensor(2), Tensor([[3.0, 1.0]])
    J = (a * b + a + b).sum()
    for _ in range(2):
        J.backward()
        assert a.grad == 6 and b.grad.tolist() == [[3, 3]]
    square = a * a
    square.backward()
    assert a.grad == 4


def test_every_operation_has_the_slope_of_its_way_forward():
    A, B = np.random.RandomState(1).rand(3, 4) + 0.5, np.random.RandomState(2).randn(4, 2)
    for operation in (lambda A: A.log(), lambda A: A.sigmoid(), lambda A: (A + -1).relu(), lambda A: A * A,
                      lambda A: A + A, lambda A: A @ Tensor(B), lambda A: A * 3, lambda A: A + B.T[:1, :1]):
        tensor = Tensor(A)
        operation(tensor).sum().backward()
        slope = difference_quotient(lambda A: operation(Tensor(A)).sum().value, A)
        assert np.allclose(tensor.grad, slope, atol=1e-6)


def test_the_engine_of_the_lesson_and_of_the_library_have_one_source_of_about_80_lines():
    sources = [inspect.getsource(getattr(onward, name)).rstrip() for name in ("Tensor", "as_tensor", "in_order")]
    assert cell("engine").source == "\n\n\n".join(sources)
    assert 50 <= len(cell("engine").source.splitlines()) <= 90


# The class

def test_scikit_learn_finds_nothing_wrong_with_the_class_of_the_lesson(monkeypatch):
    model = defined("class")["DeepNeuralNetwork"]
    monkeypatch.setattr(sys.modules[__name__], "DeepNeuralNetwork", model, raising=False)  # where pickle looks for it
    model.__module__ = __name__
    outcomes = check_estimator(model((3,), learning_rate=0.5, num_iterations=200), on_skip=None, on_fail=None)
    assert [outcome["check_name"] for outcome in outcomes if outcome["status"] == "failed"] == []
    assert sum(outcome["status"] == "passed" for outcome in outcomes) > 40


def test_the_class_of_the_lesson_is_found_right_and_the_learners_still_open(capsys):
    solved = defined("class")
    assert capsys.readouterr().out == messages_of("tasks")["class"]["right"] + "\n"
    defined("class", blank=True)
    said = "Not yet: fit stops with NotImplementedError: keep what fit_network returns\n"
    assert capsys.readouterr().out == said
    blank, right = cell("class").metadata["blank"].splitlines(), cell("class").source.splitlines()
    assert blank[-1] == right[-1] == "check_class(DeepNeuralNetwork)"
    assert issubclass(solved["DeepNeuralNetwork"], solved["ClassifierMixin"])


WRONG_CLASSES = {
    "settings": ("self.learning_rate = learning_rate", "self.learning_rate = float(learning_rate) / 2"),
    "fit": ("        return self\n", "        return None\n"),
    "predict_proba": ("return class_probabilities(X, self.parameters_)",
                      "return class_probabilities(X, self.parameters_)[:, ::-1]"),
    "predict": ("return predict_classes(X, self.parameters_, self.classes_)",
                "return predict_classes(X, self.parameters_, self.classes_[::-1])"),
    "save": ('json.dumps(self.get_params())', 'json.dumps({**self.get_params(), "seed": 1})'),
}


@pytest.mark.parametrize("step", WRONG_CLASSES)
def test_a_class_that_is_wrong_is_told_where(step, capsys):
    old, new = WRONG_CLASSES[step]
    source = cell("class").source
    assert source.count(old) >= 1
    namespace = defined()
    exec(source.replace(old, new), namespace)
    assert capsys.readouterr().out == messages_of("tasks")["class"][step] + "\n"


def test_a_class_that_stops_is_told_with_its_error(capsys):
    tasks.check_class(lambda **settings: None)
    assert capsys.readouterr().out.startswith("Not yet: settings stops with AttributeError")
    namespace = defined()
    exec(cell("class").source.replace("arrays, words = read_file(path)", "arrays, words = {}, {}"), namespace)
    assert "save stops with KeyError" in capsys.readouterr().out


def test_a_file_that_is_no_model_is_an_error(tmp_path):
    model = defined("class")["DeepNeuralNetwork"]
    (tmp_path / "text.h5").write_text("no model")
    with pytest.raises(OSError):
        model.load(tmp_path / "text.h5")
    with pytest.raises(FileNotFoundError):
        model.load(tmp_path / "nothing.h5")


# The twin in PyTorch

def train_of_the_lesson():
    namespace = {}
    exec(cell("train-in-torch").source, namespace)
    return namespace["train_in_torch"]


def our_costs(name):
    article = load_dataset("article")
    model, hidden = {"two_layer": (two_layer_model, [7]), "L_layer": (L_layer_model, [20, 7, 5])}[name]
    return model(article.train_x, article.train_y, [article.train_x.shape[0], *hidden, 1], num_iterations=2500,
                 parameters=torch_costs.start_of(name))[1]


def stored_costs():
    return json.loads(of_the_course(torch_costs.STORED).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_costs_of_pytorch_are_ours(name):
    """Two layers to 1e-9, and deep ones to all six printed digits."""
    ours, theirs = our_costs(name), stored_costs()[name]
    assert len(ours) == len(theirs) == 25
    assert [f"{cost:.6f}" for cost in ours] == [f"{cost:.6f}" for cost in theirs]
    assert name != "two_layer" or np.abs(np.array(ours) - theirs).max() < 1e-9


@pytest.mark.skipif(importlib.util.find_spec("torch") is None,
                    reason="PyTorch is not installed (make torch): its stored costs are compared with ours only")
@pytest.mark.parametrize("name", NAMES)
def test_pytorch_gives_the_stored_costs_again(name):
    came = torch_costs.costs_in_torch(name, train_of_the_lesson())
    assert np.abs(np.array(came) - stored_costs()[name]).max() < 1e-9


def test_without_pytorch_the_stored_costs_are_shown_and_nothing_is_called(monkeypatch):
    monkeypatch.setattr(torch_costs.importlib.util, "find_spec", lambda name: None)
    for name in NAMES:
        assert torch_costs.costs_in_torch(name, train=None) == stored_costs()[name]
    with pytest.raises(ValueError, match="name must be 'two_layer' or 'L_layer', got 'three_layer'"):
        torch_costs.costs_in_torch("three_layer", train=None)


def test_with_pytorch_the_lessons_own_function_is_called(monkeypatch):
    monkeypatch.setattr(torch_costs.importlib.util, "find_spec", lambda name: sys.modules[__name__])
    shapes = torch_costs.costs_in_torch("L_layer", lambda X, Y, start: [X.shape, Y.shape, start["W1"].shape])
    assert shapes == [(258, 209), (1, 209), (20, 258)]
