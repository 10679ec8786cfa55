"""Small tasks of lessons 7, 8 and 10 that earn no points: a check says at once, in the page, whether one is right.

An answer that is still open is None or `...`, as the learner's cell has it. The words are in messages/tasks.toml.
"""
import tempfile
from pathlib import Path

import numpy as np

from dnn_utils.analysis import bootstrap_means, recalls
from testCases.messages import messages_of

__all__ = ["check_class", "check_duplicate", "check_pairs", "check_products_step", "check_rate", "check_recalls",
           "check_resampling"]


def check_products_step(U_next, X, W1, dZ1, learning_rate):
    """Lesson 7: is U_next the first layer's products W1 @ X after one step? The check takes the long way, with W1."""
    m = X.shape[1]
    right = (W1 - learning_rate * dZ1 @ X.T / m) @ X
    _say("products_step", U_next, right, {"same": W1 @ X, "sign": (W1 + learning_rate * dZ1 @ X.T / m) @ X,
                                          "no_mean": (W1 - learning_rate * dZ1 @ X.T) @ X}, shape=right.shape)


def check_recalls(of_non_cats, of_cats, y, p):
    """Lesson 8: are these the shares of non-cats and of cats that are found?"""
    of_0, of_1 = recalls(y, p)
    precision = np.mean(y[p == 1] == 1)
    _say("recalls", (of_non_cats, of_cats), (of_0, of_1),
         {"swapped": (of_1, of_0), "precision": (of_0, precision)}, of_0=of_0, of_1=of_1, mean=(of_0 + of_1) / 2)


def check_pairs(n_first, n_second, first_right, second_right):
    """Lesson 8: about how many pictures is only the first network right, and about how many only the second?"""
    first, second = int(np.sum(first_right & ~second_right)), int(np.sum(second_right & ~first_right))
    _say("pairs", (n_first, n_second), (first, second),
         {"swapped": (second, first), "all_right": (np.sum(first_right), np.sum(second_right))},
         first=first, second=second)


def check_duplicate(train_index, test_index, distances):
    """Lesson 8: are these the row and the column of the smallest distance?"""
    row, column = np.unravel_index(np.argmin(distances), distances.shape)
    _say("duplicate", (train_index, test_index), (row, column), {"swapped": (column, row)}, row=row, column=column)


def check_resampling(means, values):
    """Lesson 8: are these the means of 10,000 draws of all values, with replacement?"""
    if np.shape(means) == (10000,) and np.all(np.isfinite(means)):
        wanted = bootstrap_means(values).std()
        key = "right" if abs(np.std(means) / wanted - 1) < 0.1 and abs(np.mean(means) - np.mean(values)) < wanted / 5 \
            else "no_spread" if np.std(means) < 1e-9 else "wrong"
        _print("resampling", key)
    else:
        _say("resampling", means, np.zeros(10000), {})


def check_rate(rate, validation):
    """Lesson 8: is this the rate with the best mean on what was left out? `validation` is rate -> array of results."""
    means = {each: float(np.mean(values)) for each, values in validation.items()}
    best = max(means, key=means.get)
    _say("rate", rate, best, {"worst": min(means, key=means.get)}, best=f"{best:g}")


def check_class(model_class):
    """Lesson 10: does the class keep its settings, learn, predict, and come back from a file as it was?"""
    steps = {"settings": _keeps_settings, "fit": _fits, "predict_proba": _gives_probabilities, "predict": _predicts,
             "save": _comes_back}
    model = None
    for key, step in steps.items():
        try:
            model = step(model_class, model)
        except Exception as error:  # a learner's class may raise anything
            return _print("class", "raised", step=key, error=f"{type(error).__name__}: {error}")
        if model is None:
            return _print("class", key)
    _print("class", "right")


SETTINGS = {"hidden_sizes": (4, 3), "learning_rate": 0.3, "num_iterations": 301, "seed": 5}
ROWS = np.random.RandomState(10).rand(24, 3)
WORDS = np.where(ROWS[:, 0] > ROWS[:, 1], "moon", "sun")  # two words, so that numbers do not pass for labels


def _trained():
    from dnn_utils.onward import fit_network
    return fit_network(ROWS, WORDS, **SETTINGS)


def _keeps_settings(model_class, _):
    model = model_class(**SETTINGS)
    return model if model.get_params() == SETTINGS else None


def _fits(_, model):
    _, parameters, costs = _trained()
    itself = model.fit(ROWS, WORDS) is model
    learnt = np.array_equal(model.classes_, ["moon", "sun"]) and np.allclose(model.costs_, costs) and \
        model.parameters_.keys() == parameters.keys() and \
        all(np.allclose(model.parameters_[key], parameters[key]) for key in parameters)
    return model if itself and learnt else None


def _gives_probabilities(_, model):
    from dnn_utils.onward import class_probabilities
    wanted, given = class_probabilities(ROWS, _trained()[1]), np.asarray(model.predict_proba(ROWS))
    return model if given.shape == wanted.shape and np.allclose(given, wanted) else None


def _predicts(_, model):
    from dnn_utils.onward import predict_classes
    classes, parameters, _ = _trained()
    return model if np.array_equal(model.predict(ROWS), predict_classes(ROWS, parameters, classes)) else None


def _comes_back(model_class, model):
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "model.h5")
        loaded = model_class.load(Path(folder) / "model.h5")
    same = loaded.get_params() == SETTINGS and list(loaded.costs_) == list(model.costs_) and \
        np.array_equal(loaded.predict(ROWS), model.predict(ROWS)) and \
        np.array_equal(loaded.predict_proba(ROWS), model.predict_proba(ROWS))
    return loaded if same else None


def _say(task, given, right, mistakes, **values):
    """Print what is to be said to an answer: right, open, a mistake that is known, another shape, or wrong."""
    pieces = given if isinstance(given, tuple) else (given,)
    if any(piece is None or piece is ... for piece in pieces):
        return _print(task, "open", **values)
    try:
        given = np.array(given, float)
    except (TypeError, ValueError):
        return _print(task, "wrong", **values)
    if given.shape != np.shape(right):
        key = "shape" if "shape" in messages_of("tasks")[task] else "wrong"
        return _print(task, key, **{**values, "came": given.shape})
    answers = {"right": right, **mistakes}  # in this order: a mistake may coincide with what is right
    _print(task, next((key for key, answer in answers.items() if np.allclose(given, answer, rtol=1e-6, atol=1e-9)),
                      "wrong"), **values)


def _print(task, key, **values):
    words = messages_of("tasks")
    print((words["open"] if key == "open" else words[task][key]).format(**values))
