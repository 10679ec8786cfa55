"""The one table of exercises: what is written, in which lesson, for how many points, and the hint in its place."""
from typing import NamedTuple

__all__ = ["EXERCISES", "Exercise", "exercise"]


class Exercise(NamedTuple):
    """One function that a learner writes.

    `name` is the function's, `lesson` the stem of its notebook, `points` out of 100 over the course, and `hint`
    stands between the markers of the exercise notebook.
    """

    name: str
    lesson: str
    points: int
    hint: str


EXERCISES = [
    Exercise("initialize_parameters", "01_initialization", 5,
             "four arrays: rng.randn(rows, columns) times a small factor for W1 and W2, zeros for b1 and b2"),
    Exercise("initialize_parameters_deep", "01_initialization", 8,
             "in a loop over the layers, draw W, scale it, and store it and its bias under their names"),
    Exercise("linear_forward", "02_forward", 6,
             "one line: a matrix product and a sum; which array must stand first for the shapes to fit?"),
    Exercise("linear_activation_forward", "02_forward", 8,
             "the linear part first, then relu or sigmoid; both return their result and a cache"),
    Exercise("L_model_forward", "02_forward", 10,
             "a loop with relu over the layers 1 to L-1, then layer L with sigmoid; keep every cache"),
    Exercise("compute_cost", "03_cost", 8,
             "the formula, entry by entry with *, then the sum, the sign and the mean over m"),
    Exercise("linear_backward", "04_backward", 10,
             "three lines; each result has the shape of the array that it is the gradient of"),
    Exercise("linear_activation_backward", "04_backward", 8,
             "from dA to dZ with the activation's own way back, then the linear part"),
    Exercise("L_model_backward", "04_backward", 12,
             "start from the gradient of the cost with respect to AL, then go from layer L down to layer 1"),
    Exercise("update_parameters", "05_update", 7,
             "for each layer, put W and b minus a step along their gradients into a new dictionary"),
    Exercise("two_layer_model", "06_two_layer", 6,
             "forward through both layers, the cost every 100 iterations, backward through both, update"),
    Exercise("predict", "06_two_layer", 4,
             "run the network forward, then compare its probabilities with 0.5"),
    Exercise("L_layer_model", "07_L_layer", 5,
             "the same loop, with the functions that run through all layers"),
    Exercise("accuracy_interval", "08_analysis", 3,
             "the centre and the half width of Wilson's interval, from the formula above"),
]


def exercise(name):
    """Return the exercise of this name; ValueError where there is none."""
    for candidate in EXERCISES:
        if candidate.name == name:
            return candidate
    raise ValueError(f"name must be one of {', '.join(e.name for e in EXERCISES)}, got {name!r}")
