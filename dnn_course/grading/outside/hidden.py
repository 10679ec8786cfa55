"""Hidden checks: for each case of a lesson a twin of the same kind with other numbers, and other shapes where it may.

The numbers are drawn from the seed that the instructor keeps, so that nobody can write them down beforehand. What is
expected comes from dnn_utils, in the grader's own process. A student learns of them no more than one of SENTENCES.
"""
import contextlib
import copy
import io
import warnings
import zlib

import numpy as np

import dnn_utils
from testCases import backward, forward, two_layer, update
from testCases.checking import call, encode, first_difference, value_difference
from testCases.exercises import exercise

__all__ = ["SENTENCES", "hidden_checks", "passes"]

SHAPES = "shapes other than the lesson's"
NUMBERS = "numbers other than the lesson's"
EDGES = "values at the edge"
SENTENCES = (SHAPES, NUMBERS, EDGES)


def hidden_checks(name, seed, labels):
    """Return (label, sentence, inputs, expected value as encoded) for each of these cases of an exercise.

    Parameters
    ----------
    name : str
        The exercise.
    seed : int
        What the numbers are drawn from.
    labels : list of str
        Cases of the lesson, of which the twins are wanted.
    """
    checks = []
    for label in [label for label in labels if label in TWINS[name]]:
        sentence, make = TWINS[name][label]
        draw = np.random.RandomState([seed % 2**32, seed // 2**32 % 2**32, zlib.crc32(f"{name} {label}".encode())])
        inputs = make(draw)
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = encode(getattr(dnn_utils, name)(*copy.deepcopy(inputs)))
        checks.append((label, sentence, inputs, expected))
    return checks


def passes(name, function, inputs, expected):
    """Say whether a function gives what is expected."""
    outputs = exercise(name).outputs
    outcome = call(name, function, inputs, outputs)
    return not outcome.error and not first_difference(outputs, outcome.outputs, expected, value_difference)


def a_seed(draw):
    return int(draw.randint(100, 2**31 - 1))


def size(draw, *others):
    """Draw a size from 2 to 9 that is none of the others, so that no mixed-up axis fits by chance."""
    return int(draw.choice([n for n in range(2, 10) if n not in others]))


def sizes(draw, layers, last=1):
    """Draw the sizes of a network: no two neighbours are the same."""
    drawn = [size(draw)]
    for _ in range(layers - 1):
        drawn.append(size(draw, drawn[-1]))
    return [*drawn, last]


def layer(draw, n=None, n_prev=None, m=None):
    """Draw A_prev, W, b of a layer; sizes that are not given are drawn, too."""
    n = n or size(draw)
    n_prev = n_prev or size(draw, n)
    return forward.layer_case(a_seed(draw), n, n_prev, m or size(draw, n, n_prev))


def far_from_zero(draw):
    Z = draw.uniform(30, 3000, (1, 6)) * np.array([[-1, 1, -1, 1, -1, 1]])
    return Z, np.array([[1.0]]), draw.randn(1, 1), "sigmoid"


def network(draw, layers):
    return forward.network_case(a_seed(draw), sizes(draw, layers), size(draw))


def labels(draw, m):
    """Draw labels (1, m) of both kinds."""
    Y = draw.randint(0, 2, (1, m))
    Y[0, :2] = 0, 1
    return Y


def probabilities(draw, m):
    return draw.uniform(0.05, 0.95, (1, m)), labels(draw, m)


def sure(draw, right):
    """Draw probabilities, labels, and make some of the probabilities exactly 0 or 1; the other labels are 1."""
    AL, Y = probabilities(draw, size(draw) + 2)
    Y[0, 2:] = 1
    AL[0, :2] = Y[0, :2] if right else 1 - Y[0, :2]
    return AL, Y


def linear_cache(draw, n=None, n_prev=None, m=None):
    n = n or size(draw)
    n_prev = n_prev or size(draw, n)
    return backward.linear_case(a_seed(draw), n, n_prev, m or size(draw, n, n_prev))


def layer_cache(draw, activation):
    n = size(draw)
    n_prev = size(draw, n)
    return *backward.activation_case(a_seed(draw), n, n_prev, size(draw, n, n_prev)), activation


def zeros(draw):
    dA, (linear, Z), activation = layer_cache(draw, "relu")
    Z[:, ::2] = 0.0
    return dA, (linear, Z), activation


def caches(draw, layers):
    return backward.network_case(a_seed(draw), sizes(draw, layers), labels(draw, size(draw)))


def sure_caches(draw):
    AL, Y, (cache,) = backward.network_case(a_seed(draw), sizes(draw, 1), labels(draw, 6))
    AL = np.array([[1.0, 0.0, 1.0, 0.0, 1.0, 0.0]])
    return AL, Y, [(cache[0], np.where(AL > 0.5, 800.0, -800.0))]


def gradients(draw, layers):
    return *update.step_case(a_seed(draw), a_seed(draw), sizes(draw, layers)), float(draw.uniform(0.01, 0.9))


def training(draw, layers, start, iterations):
    """Draw a training: from drawn parameters, or from the seed that is the default or another."""
    dims = sizes(draw, layers)
    m, rate = size(draw) + 2, 0.0075 if start == "default" else float(draw.uniform(0.01, 0.5))
    if start == "parameters":
        X, parameters = forward.network_case(a_seed(draw), dims, m)
        return X, labels(draw, m), dims, rate, iterations, False, parameters
    X, Y = two_layer.small_data(a_seed(draw), dims[0], m)
    return (X, Y, dims, rate, iterations, *((False, None, a_seed(draw)) if start == "seed" else ()))


def prediction(draw, layers):
    X, parameters = network(draw, layers)
    return X, labels(draw, X.shape[1]), parameters


def chance(draw):
    """Return inputs of which some give a probability of exactly 0.5, and labels that fit."""
    x = draw.randn(1, size(draw) + 2)
    x[0, ::3] = 0.0
    return x, (x > 0).astype(int), {"W1": np.array([[float(draw.uniform(0.5, 3))]]), "b1": np.array([[0.0]])}


def counts(draw, *z):
    m = int(draw.randint(20, 5000))
    return int(draw.randint(1, m)), m, *z


TWINS = {
    "initialize_parameters": {
        "article_sizes": (SHAPES, lambda draw: tuple(size(draw, 3) for _ in range(3))),
        "other_sizes": (SHAPES, lambda draw: tuple(sizes(draw, 2, size(draw)))),
        "another_seed": (NUMBERS, lambda draw: (size(draw), size(draw), 1, a_seed(draw))),
    },
    "initialize_parameters_deep": {
        "article_sizes": (SHAPES, lambda draw: (sizes(draw, 2, size(draw)),)),
        "article_table": (NUMBERS, lambda draw: (sizes(draw, 2), a_seed(draw), 0.01)),
        "article_code": (NUMBERS, lambda draw: (sizes(draw, 2), a_seed(draw), "sqrt")),
        "four_layers": (SHAPES, lambda draw: (sizes(draw, 4),)),
        "one_layer": (SHAPES, lambda draw: (sizes(draw, 1), a_seed(draw))),
    },
    "linear_forward": {
        "article_values": (NUMBERS, lambda draw: layer(draw, 1, 3, 2)),
        "four_units_two_inputs_five_examples": (SHAPES, lambda draw: layer(draw)),
        "square_layer": (SHAPES, lambda draw: (lambda n: layer(draw, n, n, n))(size(draw, 3))),
        "one_example": (SHAPES, lambda draw: layer(draw, m=1)),
    },
    "linear_activation_forward": {
        "article_values_sigmoid": (NUMBERS, lambda draw: (*layer(draw, 1, 3, 2), "sigmoid")),
        "article_values_relu": (NUMBERS, lambda draw: (*layer(draw, 1, 3, 20), "relu")),
        "another_shape_sigmoid": (SHAPES, lambda draw: (*layer(draw), "sigmoid")),
        "another_shape_relu": (SHAPES, lambda draw: (*layer(draw), "relu")),
        "far_from_zero_sigmoid": (EDGES, far_from_zero),
    },
    "L_model_forward": {
        "article_values": (NUMBERS, lambda draw: network(draw, 2)),
        "four_layers": (SHAPES, lambda draw: network(draw, int(draw.randint(3, 7)))),
        "one_layer": (SHAPES, lambda draw: network(draw, 1)),
        "layers_of_one_size": (SHAPES, lambda draw: (
            lambda n: forward.network_case(a_seed(draw), [n, n, n, 1], size(draw, n)))(size(draw, 3))),
    },
    "compute_cost": {
        "article_value": (NUMBERS, lambda draw: (draw.uniform(0.1, 0.95, (1, 5)), np.ones((1, 5), dtype=int))),
        "both_labels": (SHAPES, lambda draw: probabilities(draw, size(draw) + 5)),
        "one_example": (NUMBERS, lambda draw: (draw.uniform(0.1, 0.9, (1, 1)), np.array([[0]]))),
        "sure_and_right": (EDGES, lambda draw: sure(draw, right=True)),
        "sure_and_wrong": (EDGES, lambda draw: sure(draw, right=False)),
    },
    "linear_backward": {
        "article_values": (NUMBERS, lambda draw: linear_cache(draw, 1, 3, 2)),
        "four_units_two_inputs_five_examples": (SHAPES, lambda draw: linear_cache(draw)),
        "square_layer": (SHAPES, lambda draw: (lambda n: linear_cache(draw, n, n, n))(size(draw, 3))),
        "one_example": (SHAPES, lambda draw: linear_cache(draw, m=1)),
    },
    "linear_activation_backward": {
        "article_values_sigmoid": (NUMBERS, lambda draw: layer_cache(draw, "sigmoid")),
        "article_values_relu": (NUMBERS, lambda draw: layer_cache(draw, "relu")),
        "another_shape_sigmoid": (SHAPES, lambda draw: layer_cache(draw, "sigmoid")),
        "another_shape_relu": (SHAPES, lambda draw: layer_cache(draw, "relu")),
        "z_exactly_0_relu": (EDGES, zeros),
    },
    "L_model_backward": {
        "article_values": (NUMBERS, lambda draw: caches(draw, 2)),
        "four_layers": (SHAPES, lambda draw: caches(draw, int(draw.randint(3, 7)))),
        "one_layer": (SHAPES, lambda draw: caches(draw, 1)),
        "layers_of_one_size": (NUMBERS, lambda draw: backward.network_case(
            a_seed(draw), [1] * 4, labels(draw, size(draw)))),
        "sure_of_its_answers": (EDGES, sure_caches),
    },
    "update_parameters": {
        "article_values": (NUMBERS, lambda draw: gradients(draw, 2)),
        "four_layers_longer_step": (SHAPES, lambda draw: gradients(draw, int(draw.randint(3, 7)))),
        "one_layer": (SHAPES, lambda draw: gradients(draw, 1)),
    },
    "two_layer_model": {
        "small_training": (NUMBERS, lambda draw: training(draw, 2, "default", 120)),
        "from_given_parameters": (SHAPES, lambda draw: training(draw, 2, "parameters", 101)),
        "another_seed": (NUMBERS, lambda draw: training(draw, 2, "seed", 30)),
    },
    "predict": {
        "two_layer_network": (SHAPES, lambda draw: prediction(draw, 2)),
        "four_layers": (SHAPES, lambda draw: prediction(draw, int(draw.randint(3, 7)))),
        "probability_exactly_05": (EDGES, chance),
    },
    "L_layer_model": {
        "small_training": (NUMBERS, lambda draw: training(draw, 3, "default", 120)),
        "from_given_parameters": (SHAPES, lambda draw: training(draw, int(draw.randint(2, 5)), "parameters", 101)),
        "another_seed_five_layers": (NUMBERS, lambda draw: training(draw, 4, "seed", 30)),
    },
    "accuracy_interval": {
        "forty_of_fifty": (NUMBERS, counts),
        "all_right": (EDGES, lambda draw: (lambda m: (m, m))(int(draw.randint(11, 500)))),
        "none_right": (EDGES, lambda draw: (0, int(draw.randint(4, 500)))),
        "another_width": (NUMBERS, lambda draw: counts(draw, float(draw.uniform(1, 3)))),
    },
}
