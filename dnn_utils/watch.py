"""A training that one can watch, in a learner's folder: the cost curve grows, and nothing is lost."""
import os
import time

from IPython.display import display

from dnn_utils.checkpoint import Training, load_training, path_of, save_training, settings_of
from dnn_utils.files import in_learners_folder
from dnn_utils.plots import plot_costs
from dnn_utils.validation import check_seed, check_training, check_whole_number

__all__ = ["watch_training"]

NOTED = 100  # iterations from one cost to the next
REDRAWN = 1.0  # seconds at least from one picture of a growing curve to the next, so that drawing costs little
FOUND = "Found this training, with {done:,} of {num_iterations:,} iterations: it {went}. To train anew, add again=True."
STOPPED = "Stopped after {done:,} of {num_iterations:,} iterations; the parameters and costs so far are yours."
RESUMABLE = " Run this cell again, and it goes on from there."
NOT_KEPT = "The training could not be kept for after a restart: {error}"


def watch_training(name, model, X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=1, again=False):
    """Train a model, watch its cost fall, and lose nothing to an interrupt or a restart.

    The model is called for 100 iterations at a time, each time from the parameters where it stood, which gives the
    same as one long call. In a learner's folder the curve grows meanwhile, and the training is kept in
    .dnn-course/NAME.h5: called again, it is loaded where it had ended, and goes on where it was stopped. In any other
    folder the curve is shown once, at the end, and nothing is kept.

    Parameters
    ----------
    name : str
        Name of the file, of letters, digits and underscores. The last training of a name is kept.
    model : function
        `two_layer_model`, `L_layer_model`, or yours. A changed function trains anew.
    X : array of shape (n_x, m)
        Input, examples in columns.
    Y : array of shape (1, m)
        Labels, 0 or 1.
    layers_dims : list of int
        Sizes of the input and of every layer.
    learning_rate : float
        Length of a step of gradient descent.
    num_iterations : int
        Number of steps, at least 1.
    seed : int
        Seed of the start.
    again : bool
        Train anew, whatever is kept.

    Returns
    -------
    parameters : dict
        W1, b1 ... WL, bL after the last step, or after the last full hundred of steps where it was interrupted.
    costs : list of float
        The cost before the iterations 0, 100, 200 ...

    Raises
    ------
    ValueError
        If the name holds another character, num_iterations is no whole number from 1, or the model raises it.
    KeyboardInterrupt
        If it is interrupted within the first hundred steps, with nothing to return.
    """
    path_of(name)  # raises ValueError in any folder, as all of these
    if not callable(model):
        raise ValueError(f"model must be a function such as L_layer_model, got {model!r}")
    check_training(X, Y, layers_dims, learning_rate, num_iterations, None)
    check_seed(seed)
    check_whole_number("num_iterations", num_iterations, 1)
    settings = settings_of(model, X, Y, layers_dims, learning_rate, seed) if in_learners_folder() else None
    training = Training(None, [], 0)
    if settings and not again:
        training = _kept(name, settings, num_iterations) or training
    grows = bool(settings) and os.environ.get("TQDM_DISABLE") != "1"
    shown, drawn = None, 0.0
    try:
        while training.iterations < num_iterations:
            training = _next_hundred(training, model, X, Y, layers_dims, learning_rate, num_iterations, seed)
            if grows and time.monotonic() - drawn > REDRAWN:
                shown, drawn = _show(_curve(training, learning_rate, num_iterations), shown), time.monotonic()
                _keep(name, training, settings)
    except KeyboardInterrupt:
        if training.iterations == 0:
            raise
        print(STOPPED.format(done=training.iterations, num_iterations=num_iterations)
              + (RESUMABLE if settings else ""))
    _show(_curve(training, learning_rate, num_iterations), shown)
    error = _keep(name, training, settings)
    if error:
        print(NOT_KEPT.format(error=error))
    return training.parameters, training.costs


def _next_hundred(training, model, X, Y, layers_dims, learning_rate, num_iterations, seed):
    steps = min(NOTED, num_iterations - training.iterations)
    parameters, costs = model(X, Y, layers_dims, learning_rate, steps, parameters=training.parameters, seed=seed)
    return Training(parameters, training.costs + list(costs), training.iterations + steps)


def _kept(name, settings, num_iterations):
    """Return the training that is kept under this name, if it leads to so many iterations, and say so."""
    training = load_training(name, settings)
    ended = training is not None and training.iterations == num_iterations
    if training is None or not ended and (training.iterations > num_iterations or training.iterations % NOTED):
        return None
    print(FOUND.format(done=training.iterations, num_iterations=num_iterations,
                       went="is loaded" if ended else "goes on from there"))
    return training


def _keep(name, training, settings):
    """Keep a training where there is a place for it; a training is not lost to a full disk: return the error."""
    try:
        if settings:
            save_training(name, training, settings)
    except OSError as error:
        return error
    return None


def _curve(training, learning_rate, num_iterations):
    figure = plot_costs(training.costs, learning_rate)
    if training.iterations < num_iterations:  # with room for what is to come
        figure.axes[0].set_xlim(right=num_iterations)
    return figure


def _show(figure, shown):
    """Show a figure, in the place of the one before, if there is one."""
    if shown is None:
        return display(figure, display_id=True)
    shown.update(figure)
    return shown
