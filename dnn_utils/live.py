"""A picture that one changes, with sliders in a learner's folder. Elsewhere it stands still."""
import io
import os

import numpy as np
from IPython.display import display
from PIL import Image, ImageEnhance

from dnn_utils.figures import CourseFigure, img, own_style
from dnn_utils.files import in_learners_folder
from dnn_utils.forward import L_model_forward
from dnn_utils.palette import BLUE, GREY, INK
from dnn_utils.pictures import NUM_PX, as_pictures, check_pixels, flatten
from dnn_utils.validation import check_number, check_parameters
from dnn_utils.watch import watch_training  # noqa: F401, lessons import it from here

__all__ = ["change_picture", "explore_picture"]

RANGES = {"rotation": ("degrees", np.arange(-90, 91, 15), "rotation, in degrees"),
          "brightness": ("brightness", np.arange(4, 17) / 10, "brightness, 1 as it is"),
          "crop": ("crop", np.arange(4, 11) / 10, "share of its width kept")}

NO_SLIDERS = "Here the sliders cannot move: the figure above shows what they would."


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
    _check_picture(x)
    for name, value in (("degrees", degrees), ("brightness", brightness), ("crop", crop)):
        check_number(name, value)
    if brightness < 0 or not 0 < crop <= 1:
        raise ValueError(f"brightness must be at least 0 and crop in 0..1 and above 0, got {brightness} and {crop}")
    margin = NUM_PX // 2  # beyond the corners of a turned square
    picture = Image.fromarray(np.pad(as_pictures(x)[0], ((margin, margin), (margin, margin), (0, 0)), mode="edge"))
    picture = picture.rotate(degrees, Image.Resampling.BILINEAR)
    edge = margin + (1 - crop) * NUM_PX / 2
    box = (edge, edge, 4 * margin - edge, 4 * margin - edge)
    picture = picture.resize((NUM_PX, NUM_PX), Image.Resampling.BICUBIC, box=box)
    return flatten(np.asarray(ImageEnhance.Brightness(picture).enhance(brightness))[np.newaxis])


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
    show_sliders(lambda: sliders(x, parameters))


@own_style
def plot_changes(x, parameters):
    """Draw the probability of a cat along each slider's range; returns a CourseFigure."""
    _check_picture(x)
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
            small.imshow(as_pictures(change_picture(x, **{argument: value}))[0], interpolation="nearest")
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
    """Return three sliders with the picture and its probability below them; an ipywidgets.VBox."""
    def seen(**values):
        changed = change_picture(x, **values)
        return _seen(changed, _probability(changed, parameters), values)

    steps_and_starts = {"rotation": (5, 0), "brightness": (0.05, 1), "crop": (0.05, 1)}
    controls = {kind: (argument, values[0], values[-1], *steps_and_starts[kind])
                for kind, (argument, values, _) in RANGES.items()}
    return slider_box(controls, seen, seen(degrees=0, brightness=1, crop=1))


def slider_box(controls, told_of, told="", while_moving=True):
    """Return sliders, and below them, in HTML, what is told of their values; an ipywidgets.VBox.

    A slider of ipywidgets 8 has no name for a screen reader: the box beside it has one, and does the same.

    Parameters
    ----------
    controls : dict of name -> (argument, lowest, highest, step, start)
        With step 1, whole numbers only.
    told_of : function
        Called with the arguments when one has changed; returns HTML.
    told : str
        What stands there at first.
    while_moving : bool
        Whether a slider counts as changed before it is let go.
    """
    import ipywidgets  # here: only a notebook needs it

    moved, rows, below = {}, [], ipywidgets.HTML(told)
    for name, (argument, lowest, highest, step, start) in controls.items():
        limits = {"min": lowest, "max": highest, "step": step, "value": start}
        Text, Slider = (ipywidgets.BoundedIntText, ipywidgets.IntSlider) if step == 1 else \
            (ipywidgets.BoundedFloatText, ipywidgets.FloatSlider)
        box = Text(description=name, layout={"width": "12em"}, **limits)
        moved[argument] = Slider(readout=False, continuous_update=while_moving, **limits)
        ipywidgets.link((box, "value"), (moved[argument], "value"))
        rows.append(ipywidgets.HBox([box, moved[argument]]))

    def tell(_):
        below.value = told_of(**{argument: slider.value for argument, slider in moved.items()})

    for slider in moved.values():
        slider.observe(tell, "value")
    return ipywidgets.VBox([*rows, below])


def show_sliders(make):
    """Show the sliders that `make` returns, in a learner's folder; a front end without widgets shows a sentence."""
    if in_learners_folder() and os.environ.get("TQDM_DISABLE") != "1":
        view = {"version_major": 2, "version_minor": 0, "model_id": make().model_id}  # as ipywidgets 7 and 8 show it
        display({"application/vnd.jupyter.widget-view+json": view, "text/plain": NO_SLIDERS}, raw=True)


def _seen(x, probability, values):
    """Return the HTML of a picture, of its probability as a bar, and of both in words."""
    file = io.BytesIO()
    Image.fromarray(as_pictures(x)[0]).resize((192, 192), Image.Resampling.NEAREST).save(file, "PNG")
    picture = img(file.getvalue(), "The picture, with " + ", ".join(f"{k} {v:g}" for k, v in values.items()) + ".")
    words = f"probability of a cat: {probability:.2f}, the network says {'cat' if probability > 0.5 else 'non-cat'}"
    return (f'{picture}<div><progress aria-label="probability of a cat" value="{probability:.4f}" max="1"></progress>'
            f'</div><div role="status">{words}</div>')


def _check_picture(x):
    check_pixels("x", x)
    if x.shape[1] != 1:
        raise ValueError(f"x must hold one picture, of shape (12288, 1), got shape {x.shape}")


def _probability(x, parameters):
    check_parameters(parameters, n_x=x.shape[0])
    return float(L_model_forward(x, parameters)[0][0, 0])
