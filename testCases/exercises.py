"""The one table of exercises: what is written, in which lesson, for how many points, and what it returns."""
from typing import NamedTuple

__all__ = ["EXERCISES", "Exercise", "exercise", "hundred_of", "hundreds"]


class Exercise(NamedTuple):
    """One function that a learner writes.

    `name` is the function's, `lesson` the stem of its notebook, `points` out of its hundred (see `hundred_of`), and
    `outputs` are the names of what the function returns, in order. What is named in `beside` is a property of its own,
    so that it costs no more than that: an output, or the keys of one kind in a dictionary. Its cases are rows of CASES
    in testCases/TOPIC.py; its known mistakes, hints and other words stand in messages/NAME.toml.
    """

    name: str
    lesson: str
    points: int
    outputs: tuple
    beside: tuple = ()

    @property
    def topic(self):
        """The name of its lesson in every room: "forward" for 02_forward."""
        return self.lesson[3:]


EXERCISES = [
    Exercise("initialize_parameters", "01_initialization", 5, ("parameters",)),
    Exercise("initialize_parameters_deep", "01_initialization", 8, ("parameters",)),
    Exercise("linear_forward", "02_forward", 6, ("Z", "cache"), ("cache",)),
    Exercise("sigmoid", "02_forward", 2, ("A", "cache"), ("cache",)),
    Exercise("relu", "02_forward", 2, ("A", "cache"), ("cache",)),
    Exercise("linear_activation_forward", "02_forward", 6, ("A", "cache"), ("cache",)),
    Exercise("L_model_forward", "02_forward", 8, ("AL", "caches"), ("caches",)),
    Exercise("compute_cost", "03_cost", 8, ("cost",)),
    Exercise("linear_backward", "04_backward", 10, ("dA_prev", "dW", "db")),
    Exercise("relu_backward", "04_backward", 2, ("dZ",)),
    Exercise("sigmoid_backward", "04_backward", 2, ("dZ",)),
    Exercise("linear_activation_backward", "04_backward", 6, ("dA_prev", "dW", "db")),
    Exercise("L_model_backward", "04_backward", 10, ("grads",), ("dA",)),
    Exercise("update_parameters", "05_update", 7, ("parameters",)),
    Exercise("two_layer_model", "06_two_layer", 6, ("parameters", "costs"), ("costs",)),
    Exercise("predict", "06_two_layer", 4, ("p",)),
    Exercise("L_layer_model", "07_L_layer", 5, ("parameters", "costs"), ("costs",)),
    Exercise("accuracy_interval", "08_analysis", 3, ("low", "high")),
    Exercise("paired_interval", "09_improve", 6, ("low", "high")),
    Exercise("standardise", "09_improve", 6, ("Z", "Z_new")),
    Exercise("add_weight_decay", "09_improve", 8, ("cost", "grads")),
    Exercise("update_with_momentum", "09_improve", 6, ("parameters", "velocity")),
    Exercise("update_with_adam", "09_improve", 8, ("parameters", "first", "second")),
    Exercise("minibatches", "09_improve", 6, ("batches",)),
    Exercise("dropout", "09_improve", 6, ("A_dropped", "dA")),
    Exercise("early_stopping", "09_improve", 4, ("best",)),
    Exercise("fit_network", "10_onward", 12, ("classes", "parameters", "costs"), ("costs",)),
    Exercise("class_probabilities", "10_onward", 8, ("probabilities",)),
    Exercise("predict_classes", "10_onward", 6, ("predictions",)),
    Exercise("matmul_backward", "10_onward", 10, ("dA", "dB")),
    Exercise("unbroadcast", "10_onward", 14, ("gradient",)),
]


def hundred_of(lesson):
    """Return which hundred points a lesson's count in: "course" for 1 to 8, and "on" for 9 and 10, the way on."""
    return "course" if int(lesson[:2]) <= 8 else "on"


def hundreds(exercises):
    """Return {hundred: its exercises} of some exercises, in order: a learner's points are summed in each by itself."""
    found = {}
    for e in exercises:
        found.setdefault(hundred_of(e.lesson), []).append(e)
    return found


def exercise(name):
    """Return the exercise of this name; ValueError where there is none."""
    for candidate in EXERCISES:
        if candidate.name == name:
            return candidate
    raise ValueError(f"name must be one of {', '.join(e.name for e in EXERCISES)}, got {name!r}")
