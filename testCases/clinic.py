"""Lesson 7's clinic: six trainings, each with one line that is wrong, and what is said of them before and after.

The lesson shows these functions in the learner's cells, word for word; tests/test_lessons.py compares.
"""
import inspect

import numpy as np

from dnn_utils.activations import sigmoid
from dnn_utils.backward import L_model_backward
from dnn_utils.cost import compute_cost
from dnn_utils.data import load_dataset
from dnn_utils.fast import train
from dnn_utils.forward import L_model_forward
from dnn_utils.initialization import initialize_parameters, initialize_parameters_deep
from testCases.messages import messages_of

__all__ = ["broken_trainings", "check_clinic", "clinic_pictures"]

FLAT = 0.62  # the cost of always giving the share of cats is 0.644


def clinic_pictures():
    """Return the drawn pictures in 16 x 16 pixels, so that a training takes a moment.

    Returns
    -------
    pictures : array of shape (209, 16, 16, 3), uint8
    Y : array of shape (1, 209)
    new_pictures : array of shape (50, 16, 16, 3), uint8
    new_Y : array of shape (1, 50)
    """
    data = load_dataset("drawn")
    return data.train_x_orig[:, ::4, ::4], data.train_y, data.test_x_orig[:, ::4, ::4], data.test_y


def sound_training(X, Y):
    parameters = initialize_parameters_deep([768, 20, 7, 5, 1])
    costs = []
    for i in range(600):
        AL, caches = L_model_forward(X, parameters)
        if i % 100 == 0:
            costs.append(compute_cost(AL, Y))
        grads = L_model_backward(AL, Y, caches)
        for name in parameters:
            parameters[name] = parameters[name] - 0.05 * grads["d" + name]
    return costs


def training_4(pictures, Y, new_pictures, new_Y):
    order = np.random.RandomState(4).permutation(209)
    pictures = pictures[order]
    X, new_X = pictures.reshape(209, -1).T / 255, new_pictures.reshape(50, -1).T / 255
    parameters, costs = train(X, Y, initialize_parameters_deep([768, 50, 1]), 0.05, 3000)
    return [np.mean((L_model_forward(examples, parameters)[0] > 0.5) == labels)
            for examples, labels in [(X, Y), (new_X, new_Y)]]


def training_6(X, Y):
    W1, b1, W2, b2 = initialize_parameters(768, 7, 1).values()
    costs = []
    for i in range(600):
        Z1 = W1 @ X + b1
        A1 = np.maximum(0, Z1)
        A2, _ = sigmoid(W2 @ A1 + b2)
        if i % 100 == 0:
            costs.append(compute_cost(A2, Y))
        dZ2 = A2 - Y
        dZ1 = W2.T @ dZ2 * (Z1 > 0)
        W2, b2 = W2 - 0.05 * dZ2 @ A1.T / 209, b2 - 0.05 * np.mean(dZ2, axis=1, keepdims=True)
        W1, b1 = W1 - 0.05 * dZ1 @ X.T / 209, b1 - 0.05 * np.mean(dZ1, axis=1)
    return costs


# A broken training is the sound one with something replaced, but for two that are written out above
FAULTS = {
    "training_1": [("5, 1])", "5, 1], scale=0.01)")],
    "training_2": [("5, 1])", "5, 1], seed=2, scale=1)"),
                   ("compute_cost(AL, Y)", "-np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))")],
    "training_3": [("] - 0.05", "] + 0.05")],
    "training_4": [],
    "training_5": [("(X, Y):\n", "(pictures, Y):\n    X = pictures.reshape(209, -1).T\n")],
    "training_6": [],
}


def source_of(name):
    """Return a broken training as the lesson shows it."""
    source = inspect.getsource(globals().get(name, sound_training)).replace("sound_training", name).strip()
    for old, new in FAULTS[name]:
        if source.count(old) != 1:
            raise ValueError(f"{name} must hold {old!r} once, got it {source.count(old)} times")
        source = source.replace(old, new)
    return source


def _training(name):
    """Make the function of a broken training's source."""
    made = dict(globals())
    exec(source_of(name), made)
    return made[name]


TRAININGS = {name: _training(name) for name in FAULTS}


def broken_trainings():
    """Run the six trainings as they are, and say what each returned, or the error that it stopped with.

    Returns
    -------
    results : dict of name -> list of numbers, or an exception
    """
    return {name: _result(training) for name, training in TRAININGS.items()}


def check_clinic(training):
    """Say whether one of the clinic's trainings is mended, and where to look if it is not.

    Parameters
    ----------
    training : function
        training_1 .. training_6, as it stands in the cell.

    Raises
    ------
    ValueError
        If it is none of these.
    """
    words, name = messages_of("clinic"), getattr(training, "__name__", repr(training))
    if name not in TRAININGS:
        raise ValueError(words["unknown"].format(names=", ".join(TRAININGS), name=name))
    key, values = _verdict(_result(training), accuracies=name == "training_4")
    print(words[key].format(name=name, **values))
    if not key.startswith("mended"):
        print(words["hint"].format(hint=words["hints"][name]))


def _result(training):
    """Return what a training returns for the clinic's pictures, or the exception that it raised."""
    pictures, Y, new_pictures, new_Y = clinic_pictures()
    given = {"X": pictures.reshape(len(pictures), -1).T / 255, "pictures": pictures, "Y": Y,
             "new_pictures": new_pictures, "new_Y": new_Y}
    wanted = inspect.signature(TRAININGS[training.__name__]).parameters
    try:
        with np.errstate(all="ignore"):
            return training(*(given[name] for name in wanted))
    except Exception as error:  # whatever a learner's line raises is the answer
        return error


def _verdict(result, accuracies):
    """Return the key of what to say to a result, and the values for it."""
    if isinstance(result, Exception):
        return "error", {"kind": type(result).__name__, "error": result}
    try:
        numbers = np.array(result, float)
    except (TypeError, ValueError):
        numbers = np.array(0.0)
    if numbers.ndim != 1 or accuracies and len(numbers) != 2:
        return "no_list", {}
    if accuracies:
        train_accuracy, new_accuracy = numbers
        learnt = train_accuracy > 0.95 and new_accuracy > 0.55
        return "mended_accuracies" if learnt else "accuracies", {"train": train_accuracy, "new": new_accuracy}
    if len(numbers) < 5:
        return "short", {"length": len(numbers)}
    if not np.all(np.isfinite(numbers)):
        return "undefined", {"costs": ", ".join(f"{cost:.2f}" for cost in numbers)}
    first, last = numbers[0], numbers[-1]
    if last > first:
        key = "rises"
    elif FLAT < last < 0.66:
        key = "flat"
    elif first > 1:
        key = "starts_far_off"
    else:
        key = "mended_costs" if last < FLAT else "high"
    return key, {"first": first, "last": last}
