"""Every public function, with each argument in turn of a wrong kind: it works, or says which argument is wrong."""
import inspect
import re

import numpy as np
import pytest

import dnn_utils
from dnn_utils import (L_layer_model, L_model_backward, L_model_forward, accuracy_interval, initialize_parameters,
                       initialize_parameters_deep, linear_activation_forward, linear_forward, plots, relu, sigmoid)

X = np.random.RandomState(0).rand(4, 6)
Y = (X[:1] > 0.5).astype(int)
NETWORK = initialize_parameters_deep([4, 3, 1])
AL, CACHES = L_model_forward(X, NETWORK)
GRADS = L_model_backward(AL, Y, CACHES)
Z, LINEAR = linear_forward(X, NETWORK["W1"], NETWORK["b1"])
CACHE = linear_activation_forward(X, NETWORK["W1"], NETWORK["b1"], "relu")[1]
BYTES = np.zeros((2, 64, 64, 3), np.uint8)
PIXELS = np.zeros((12288, 2))
PIXEL_NETWORK = {"W1": np.zeros((1, 12288)), "b1": np.zeros((1, 1))}
START = initialize_parameters(12288, 2, 1)
TRAINING = {"X": X, "Y": Y, "learning_rate": 0.1, "num_iterations": 1}
EXTENSIONS = {"decay": 0.1, "momentum": 0.5, "batch_size": 2, "batch_seed": 0}
ONES = {key: np.ones(array.shape) for key, array in NETWORK.items()}

RIGHT = {  # arguments that are right
    "sigmoid": {"Z": Z}, "relu": {"Z": Z}, "keep_off_0_and_1": {"A": AL},
    "sigmoid_backward": {"dA": Z, "cache": Z}, "relu_backward": {"dA": Z, "cache": Z},
    "initialize_parameters": {"n_x": 2, "n_h": 2, "n_y": 1, "seed": 1},
    "initialize_parameters_deep": {"layer_dims": [2, 1], "seed": 1, "scale": "sqrt"},
    "linear_forward": {"A": X, "W": NETWORK["W1"], "b": NETWORK["b1"]},
    "linear_activation_forward": {"A_prev": X, "W": NETWORK["W1"], "b": NETWORK["b1"], "activation": "relu"},
    "L_model_forward": {"X": X, "parameters": NETWORK},
    "compute_cost": {"AL": AL, "Y": Y},
    "linear_backward": {"dZ": Z, "cache": LINEAR},
    "linear_activation_backward": {"dA": Z, "cache": CACHE, "activation": "relu"},
    "L_model_backward": {"AL": AL, "Y": Y, "caches": CACHES},
    "update_parameters": {"parameters": NETWORK, "grads": GRADS, "learning_rate": 0.1},
    "two_layer_model": {**TRAINING, "layers_dims": [4, 3, 1], "parameters": None, "seed": 1},
    "L_layer_model": {**TRAINING, "layers_dims": [4, 3, 1], "parameters": None, "seed": 1},
    "predict": {"X": X, "y": Y, "parameters": NETWORK},
    "train": {**TRAINING, "parameters": NETWORK, "gram": None, "solver": "auto", **EXTENSIONS},
    "train_many": {"X": X, "Y": Y, "starts": [NETWORK], "learning_rates": 0.1, "num_iterations": 1, "gram": None,
                   "solver": "auto", **EXTENSIONS},
    "count_operations": {"n_x": 4, "n_1": 3, "m": 6, "num_iterations": 1, "batch_size": 2},
    "choose_solver": {"n_x": 4, "n_1": 3, "m": 6, "num_iterations": 1, "batch_size": 2},
    "paired_interval": {"with_trick": [0.7, 0.8], "without": [0.6, 0.8], "t": 12.7},
    "standardise": {"X": X, "X_new": X[:, :2]},
    "add_weight_decay": {"cost": 0.5, "grads": GRADS, "parameters": NETWORK, "decay": 0.1},
    "update_with_momentum": {"parameters": NETWORK, "grads": GRADS, "velocity": NETWORK, "learning_rate": 0.1,
                             "momentum": 0.9},
    "update_with_adam": {"parameters": NETWORK, "grads": GRADS, "first": NETWORK, "second": ONES, "t": 1,
                         "learning_rate": 0.1, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8},
    "minibatches": {"X": X, "Y": Y, "batch_size": 2, "seed": 1},
    "dropout": {"A": X, "dA_dropped": X, "mask": np.ones(X.shape), "keep_prob": 0.5},
    "early_stopping": {"costs": [0.7, 0.6], "patience": 1},
    "verdict": {"low": 0.1, "high": 0.2}, "mirror_images": {"X": PIXELS, "n_rows": 64},
    "accuracy_interval": {"n_correct": 3, "m": 5, "z": 1.96},
    "fit_network": {"X": X.T, "y": Y[0], "hidden_sizes": (3,), "learning_rate": 0.1, "num_iterations": 1, "seed": 1},
    "class_probabilities": {"X": X.T, "parameters": NETWORK},
    "predict_classes": {"X": X.T, "parameters": NETWORK, "classes": np.array([2, 7])},
    "matmul_backward": {"A": NETWORK["W1"], "B": X, "dC": Z}, "unbroadcast": {"dC": Z, "shape": (3, 1)},
    "load_dataset": {"name": "drawn"},
    "flatten": {"pictures": BYTES}, "as_pictures": {"X": PIXELS}, "picture_path": {"filename": "my_image.jpg"},
    "prepare_picture": {"file": "images/my_image.jpg"},
    "article_start": {"parameters": START, "seed": 1}, "article_products": {"parameters": START, "seed": 1},
    "plot_costs": {"costs": [0.7, 0.5], "learning_rate": 0.1},
    "print_mislabeled_images": {"classes": [b"no", b"yes"], "X": PIXELS, "y": Y[:, :2], "p": 1 - Y[:, :2]},
    "plot_pictures": {"pictures": BYTES, "titles": ["a", "b"]},
    "plot_activations": {"activations_by_name": {"a": [X]}},
    "plot_gradient_check": {"numerical": X, "analytical": X},
    "plot_confusion": {"counts": np.eye(2, dtype=int), "classes": ["no", "yes"]},
    "plot_accuracy_intervals": {"intervals": {"a": (0.5, 0.4, 0.6)}},
    "plot_accuracy_distributions": {"accuracies": {"a": [0.5, 0.6]}, "marks": {"a": ("the seed", 0.5)}},
    "plot_confidence": {"AL": AL, "y": Y},
    "plot_first_layer_weights": {"W1": PIXEL_NETWORK["W1"]},
    "plot_shapes": {"X": X, "parameters": NETWORK, "AL": AL, "caches": CACHES, "grads": GRADS},
    "watch_training": {"name": "a", "model": L_layer_model, **TRAINING, "layers_dims": [4, 3, 1], "seed": 1},
    "change_picture": {"x": PIXELS[:, :1], "degrees": 0, "brightness": 1, "crop": 1},
    "explore_picture": {"x": PIXELS[:, :1], "parameters": PIXEL_NETWORK},
    "recalls": {"y": Y, "p": 1 - Y}, "balanced_accuracy": {"y": Y, "p": 1 - Y},
    "mcnemar": {"n_first": 6, "n_second": 2}, "bootstrap_means": {"values": X[0], "n_draws": 10, "seed": 0},
    "dead_units": {"X": X, "W": NETWORK["W1"], "b": NETWORK["b1"]},
    "plot_every_cost": {"costs": {"a": [0.7, 0.5]}}, "plot_loss": {"a": 0.2, "y": 1},
    "plot_descent": {"learning_rate": 1.0}, "explore_loss": {"a": 0.2, "y": 1},
    "explore_descent": {"learning_rate": 1.0},
    "train_small": {"X": X[:2], "Y": Y, "units": 2, "learning_rate": 0.3, "seed": 1, "num_iterations": 1},
    "explore_training": {"X": X[:2], "Y": Y, "learning_rate": 0.3, "units": 2, "seed": 1},
}
WITHOUT = {"CourseFigure", "Dataset", "DeepNeuralNetwork", "article_figures", "fetch_photographs",  # none to get wrong
           "plot_training"}  # draws what train_small has made
ALSO_CALLED = {  # the name that an argument has where a function hands it on: all of them lesson functions
    ("linear_activation_forward", "A_prev"): "A", ("predict", "y"): "Y", ("L_model_backward", "caches"): "cache"}
WRONG = [None, "a", b"a", 0.5, -1, 1j, True, (), ["a"], [None], [[1], [1, 2]], {}, {"a": 1}, {"a": "b"}, object(),
         np.array(["a", "b"]), np.array([None]), np.array([[1j]]), np.nan, print]


def test_every_public_function_is_looked_at():
    functions = {name for name in dnn_utils.__all__ if name not in WITHOUT}
    assert functions == set(RIGHT)
    for name, arguments in RIGHT.items():
        assert set(arguments) <= set(inspect.signature(getattr(dnn_utils, name)).parameters)


@pytest.mark.parametrize("name, argument", [(name, argument) for name in RIGHT for argument in RIGHT[name]])
def test_a_wrong_kind_is_a_value_error_that_names_the_argument(name, argument, tmp_path, monkeypatch, capsys):
    function = getattr(dnn_utils, name)
    function(**RIGHT[name])  # which is right
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".dnn-course").mkdir()
    for wrong in WRONG[:-1] if argument == "model" else WRONG:  # a function is what a model is
        try:
            function(**{**RIGHT[name], argument: wrong})
        except ValueError as error:
            names = rf"\b({argument}|{ALSO_CALLED.get((name, argument), argument)})\b"
            assert re.search(names, str(error)), f"{wrong!r}: {error}"
        except FileNotFoundError:
            assert argument in ("filename", "file"), wrong
        except Exception as error:
            raise AssertionError(f"{wrong!r} gives {type(error).__name__}: {error}") from error


@pytest.mark.parametrize("call, words", [
    (lambda: relu(None), "Z must hold real numbers, got None"),
    (lambda: sigmoid("a"), "Z must hold real numbers, got a str"),
    (lambda: accuracy_interval(3, 5, -1), "z must be a finite number of at least 0, got -1"),
    (lambda: initialize_parameters(2, 2, 1, seed=-1), "seed must be a whole number from 0 to 4294967295, got -1"),
    (lambda: initialize_parameters_deep([2, 1], seed=None), "seed must be a whole number .*, got None"),
    (lambda: plots.plot_accuracy_distributions({"a": [0.5]}, {"a": 0.5}), r"marks\['a'\] must be \(text, accuracy\)"),
])
def test_what_is_said(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_numbers_in_lists_are_taken_as_before():
    np.testing.assert_array_equal(relu([-1, 2])[0], [0, 2])
    assert sigmoid(0)[0] == 0.5 and sigmoid([0])[0].tolist() == [0.5] and relu(True)[0] == 1
    assert sigmoid(np.array([2], np.uint8))[0] == sigmoid(2.0)[0], "-2 of bytes would be 254"
