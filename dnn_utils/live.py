"""What moves while you look, in a learner's folder: a cost curve that grows, and sliders. Elsewhere it stands still."""
import html
import io
import os
import time

import numpy as np
from IPython.display import display
from PIL import Image, ImageEnhance

from dnn_utils.checkpoint import Training, load_training, path_of, save_training, settings_of
from dnn_utils.files import in_learners_folder
from dnn_utils.forward import L_model_forward
from dnn_utils.plots import BLUE, GREY, INK, NUM_PX, CourseFigure, check_pixels, data_url, own_style, plot_costs
from dnn_utils.validation import check_number, check_parameters, check_whole_number

__all__ = ["watch_training", "change_picture", "explore_picture"]

NOTED = 100  # iterations from one cost to the next
REDRAWN = 1.0  # seconds at least from one picture of a growing curve to the next, so that drawing costs little
RANGES = {"rotation": ("degrees", np.arange(-90, 91, 15), "rotation, in degrees"),
          "brightness": ("brightness", np.arange(4, 17) / 10, "brightness, 1 as it is"),
          "crop": ("crop", np.arange(4, 11) / 10, "share of its width kept")}

FOUND = "Found this training, with {done:,} of {num_iterations:,} iterations: it {went}. To train anew, add again=True."
STOPPED = "Stopped after {done:,} of {num_iterations:,} iterations; the parameters and costs so far are yours."
RESUMABLE = " Run this cell again, and it goes on from there."
NOT_KEPT = "The training could not be kept for after a restart: {error}"
NO_SLIDERS = "Here the sliders cannot move: the figure above shows what they would."


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
    path_of(name)  # raises ValueError in any folder
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


def change_picture(x, degrees=0, brightness=1, crop=1):
    """Crop a picture about its middle, turn it, and make it brighter or darker.

    Parameters
    ----------
    x : array of shape (12288, 1)
        A picture as the network sees it, pixels 0 to 1.
    degrees : float
        Turned by so much, counter-clockwise. What comes into sight has the colour of the nearest edge.
    brightness : float
        Pixels are multiplied by this, and cut off at 1.
    crop : float, above 0 and at most 1
        Share of the width and of the height that is kept, and scaled up again.

    Returns
    -------
    x : array of shape (12288, 1), float64

    Raises
    ------
    ValueError
        If x has another shape or a pixel outside 0..1, or a number is out of its range.
    """
    check_pixels("x", x)
    if x.shape[1] != 1:
        raise ValueError(f"x must hold one picture, of shape (12288, 1), got shape {x.shape}")
    for name, value in (("degrees", degrees), ("brightness", brightness), ("crop", crop)):
        check_number(name, value)
    if brightness < 0 or not 0 < crop <= 1:
        raise ValueError(f"brightness must be at least 0 and crop in 0..1 and above 0, got {brightness} and {crop}")
    margin = NUM_PX // 2  # beyond the corners of a turned square
    pixels = np.round(255 * x.T.reshape(NUM_PX, NUM_PX, 3)).astype(np.uint8)
    picture = Image.fromarray(np.pad(pixels, ((margin, margin), (margin, margin), (0, 0)), mode="edge"))
    picture = picture.rotate(degrees, Image.Resampling.BILINEAR)
    edge = margin + (1 - crop) * NUM_PX / 2
    box = (edge, edge, 4 * margin - edge, 4 * margin - edge)
    picture = picture.resize((NUM_PX, NUM_PX), Image.Resampling.BICUBIC, box=box)
    return np.asarray(ImageEnhance.Brightness(picture).enhance(brightness)).reshape(-1, 1) / 255


def explore_picture(x, parameters):
    """Show how the probability of a cat changes with a picture: a figure, and in a learner's folder sliders below it.

    Parameters
    ----------
    x : array of shape (12288, 1)
        A picture as the network sees it, pixels 0 to 1.
    parameters : dict
        W1, b1 ... WL, bL of a trained network.

    Raises
    ------
    ValueError
        If x has another shape or a pixel outside 0..1, or the parameters do not fit it.
    """
    display(plot_changes(x, parameters))
    if in_learners_folder() and os.environ.get("TQDM_DISABLE") != "1":
        # a front end without widgets shows the sentence
        display({**sliders(x, parameters)._repr_mimebundle_(), "text/plain": NO_SLIDERS}, raw=True)


@own_style
def plot_changes(x, parameters):
    """Draw the probability of a cat along each slider's range; returns a CourseFigure."""
    unchanged = _probability(x, parameters)
    figure = CourseFigure(9, 4.6)
    names = [f"{kind} {i}" for kind in RANGES for i in range(3)]
    axes = figure.subplot_mosaic([[kind for kind in RANGES for _ in range(3)], names], height_ratios=(3, 1))
    texts = []
    for kind, (argument, values, label) in RANGES.items():
        probabilities = [_probability(change_picture(x, **{argument: value}), parameters) for value in values]
        ax = axes[kind]
        ax.plot(values, probabilities, color=BLUE, marker="o", markersize=4)
        ax.plot(0 if kind == "rotation" else 1, unchanged, marker="s", markersize=10, markerfacecolor="none",
                color=INK, linestyle="none", label="as it is")
        ax.axhline(0.5, color=GREY, linestyle=":", label="cat above this line")
        ax.set(xlabel=label, ylim=(-0.05, 1.05))
        for i, value in enumerate((values[0], values[len(values) // 2], values[-1])):
            small = axes[f"{kind} {i}"]
            small.imshow(change_picture(x, **{argument: value}).reshape(NUM_PX, NUM_PX, 3), interpolation="nearest")
            small.set_title(f"{value:g}".replace("-", "−"), fontsize=10)
            small.axis("off")
        texts.append(f"{kind} from {values[0]:g} to {values[-1]:g}: probability from {min(probabilities):.2f} to "
                     f"{max(probabilities):.2f}, above 0.5 at {np.sum(np.array(probabilities) > 0.5)} of {len(values)} "
                     "points")
    axes["rotation"].set_ylabel("probability of a cat")
    figure.legend(*axes["rotation"].get_legend_handles_labels(), loc="outside upper center", ncols=2, frameon=False)
    figure.alt = (f"Three line charts of the probability of a cat, {unchanged:.2f} for the picture as it is. "
                  f"{'; '.join(texts)}. Below them the picture, changed by so much.")
    return figure


def sliders(x, parameters):
    """Return three sliders with the picture and its probability below them; an ipywidgets.VBox.

    A slider of ipywidgets 8 has no name for a screen reader: the box beside it has one, and does the same.
    """
    import ipywidgets  # here: only a notebook needs it

    moved, rows, shown = {}, [], ipywidgets.HTML()
    for kind, (argument, values, _) in RANGES.items():
        limits = {"value": 0 if kind == "rotation" else 1, "min": values[0], "max": values[-1],
                  "step": 5 if kind == "rotation" else 0.05}
        box = ipywidgets.BoundedFloatText(description=kind, layout={"width": "12em"}, **limits)
        moved[argument] = ipywidgets.FloatSlider(readout=False, **limits)
        ipywidgets.link((box, "value"), (moved[argument], "value"))
        rows.append(ipywidgets.HBox([box, moved[argument]]))

    def show(_=None):
        values = {argument: slider.value for argument, slider in moved.items()}
        changed = change_picture(x, **values)
        shown.value = _seen(changed, _probability(changed, parameters), values)

    for slider in moved.values():
        slider.observe(show, "value")
    show()
    return ipywidgets.VBox([*rows, shown])


def _seen(x, probability, values):
    """Return the HTML of a picture, of its probability as a bar, and of both in words."""
    file = io.BytesIO()
    Image.fromarray(np.round(255 * x.reshape(NUM_PX, NUM_PX, 3)).astype(np.uint8)).save(file, "PNG")
    alt = html.escape("The picture, with " + ", ".join(f"{name} {value:g}" for name, value in values.items()) + ".")
    words = f"probability of a cat: {probability:.2f}, the network says {'cat' if probability > 0.5 else 'non-cat'}"
    return (f'<img alt="{alt}" src="{data_url(file.getvalue())}" width="192" height="192">'
            f'<div><progress aria-label="probability of a cat" value="{probability:.4f}" max="1"></progress></div>'
            f'<div role="status">{words}</div>')


def _probability(x, parameters):
    check_parameters(parameters, n_x=x.shape[0])
    return float(L_model_forward(x, parameters)[0][0, 0])
