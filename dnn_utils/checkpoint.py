"""Trainings that outlive their kernel: kept in a learner's folder, in .dnn-course/NAME.h5."""
import hashlib
import inspect
import json
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dnn_utils.files import KEPT, here
from dnn_utils.stored import DAMAGED, read_file, write_arrays
from dnn_utils.validation import check_finite, check_parameters

__all__ = ["Training", "kept_parameters", "load_training", "save_training", "settings_of"]

FORMAT = "dnn_utils.checkpoint 1"


class Training(NamedTuple):
    """How far a training has come.

    parameters : dict, W1, b1 ... WL, bL after so many iterations; None before the first
    costs : list of float, the cost before the iterations 0, 100, 200 ...
    iterations : int, steps of gradient descent that were taken
    """

    parameters: dict
    costs: list
    iterations: int


def settings_of(model, X, Y, layers_dims, learning_rate, seed):
    """Return a digest of all that decides what a training gives, but for its length.

    The source of `model` is part of it: a training by a function that was changed since is another training.

    Returns
    -------
    settings : str, or None where the source of `model` cannot be read
    """
    try:
        source = inspect.getsource(model)
    except (OSError, TypeError):
        return None
    digest = hashlib.blake2b(digest_size=16)
    digest.update(json.dumps([source, [int(n) for n in layers_dims], float(learning_rate), int(seed)]).encode())
    for array in (X, Y):
        digest.update(f"{array.dtype} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()


def save_training(name, training, settings):
    """Write a training to .dnn-course/NAME.h5, which is whole or not there.

    Parameters
    ----------
    name : str
        Letters, digits and underscores. An older training of this name is replaced.
    training : Training
        After at least one iteration.
    settings : str
        What `settings_of` gave.

    Raises
    ------
    ValueError
        If the name holds anything else.
    OSError
        If the file cannot be written.
    """
    write_arrays(path_of(name), {"costs": training.costs, **training.parameters},
                 {"format": FORMAT, "settings": settings, "iterations": training.iterations})


def load_training(name, settings):
    """Read the training that was kept under this name.

    Returns
    -------
    training : Training or None
        None where there is none, where its settings are others, and where the file is damaged.

    Raises
    ------
    ValueError
        If the name holds anything but letters, digits and underscores.
    """
    path = path_of(name)
    try:
        arrays, attributes = read_file(path)
        if (attributes["format"], attributes["settings"]) != (FORMAT, settings):
            return None
        parameters = {f"{kind}{l}": arrays[f"{kind}{l}"] for l in range(1, (len(arrays) + 1) // 2) for kind in "Wb"}
        training = Training(parameters, arrays["costs"].tolist(), int(attributes["iterations"]))
        check_parameters(training.parameters)
        for key, array in training.parameters.items():
            check_finite(key, array)
    except DAMAGED:
        return None
    return training


def kept_parameters(folder, names, n_x):
    """Give (name, parameters, iterations) of the trainings of these names that a learner's folder keeps, whatever
    their settings were, of networks that read n_x numbers."""
    for name in names:
        try:
            arrays, attributes = read_file(Path(folder) / KEPT / f"{name}.h5")
            parameters, iterations = {k: v for k, v in arrays.items() if k != "costs"}, int(attributes["iterations"])
            check_parameters(parameters, n_x)
            for key, array in parameters.items():
                check_finite(key, array)
        except DAMAGED:
            continue
        yield name, parameters, iterations


def path_of(name):
    """Return the file of a training; raise ValueError unless its name is of letters, digits and underscores."""
    if not isinstance(name, str) or not re.fullmatch(r"\w+", name):
        raise ValueError(f"name must be letters, digits and underscores, got {name!r}")
    return here() / KEPT / f"{name}.h5"
