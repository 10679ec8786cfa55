"""The command `dnn-course picture`: what the trained network of a learner's folder thinks of pictures."""
import sys
from pathlib import Path

from dnn_utils.checkpoint import kept_parameters
from dnn_utils.data import picture_path, prepare_picture
from dnn_utils.files import KEPT
from dnn_utils.forward import L_model_forward
from dnn_utils.paths import as_path
from dnn_utils.pictures import NUM_PX
from testCases.messages import messages_of

__all__ = ["look_at_pictures"]

TRAININGS = {"analysis": "08_analysis", "L_layer": "07_L_layer", "two_layer": "06_two_layer"}  # the later, the better


def look_at_pictures(files):
    """Print the probability of a cat for each picture, and return the exit status: 0, or 1 where anything is missing.

    Parameters
    ----------
    files : list of str
        Paths, or names of pictures in the folder images/.

    Raises
    ------
    FileNotFoundError
        If there is no learner's folder, or none of its lessons has trained a network yet.
    """
    folder = learners_folder_of(files)
    name, parameters, iterations = next(kept_parameters(folder, TRAININGS, NUM_PX * NUM_PX * 3), (None, None, None))
    if name is None:
        raise FileNotFoundError(say("no_network", folder=folder))
    print(say("network", notebook=f"{TRAININGS[name]}.ipynb", iterations=iterations, folder=folder))
    status = 0
    for file in files:
        try:
            AL, _ = L_model_forward(prepare_picture(picture_path(file)), parameters)
        except (OSError, ValueError) as error:
            print(f"dnn-course: {error}", file=sys.stderr)
            status = 1
            continue
        probability = float(AL[0, 0])
        print(say("cat" if probability > 0.5 else "no_cat", file=file, probability=probability))
    return status


def learners_folder_of(files):
    """Return the learner's folder in which this runs, or in which the pictures lie."""
    places = [Path.cwd()]
    for file in files:
        try:
            places.append(as_path("file", file).resolve().parent)
        except ValueError:  # said where it is read
            continue
    for place in places:
        for folder in (place, *place.parents):
            if (folder / KEPT).is_dir():
                return folder
    raise FileNotFoundError(say("no_folder", place=Path.cwd()))


def say(key, **values):
    """Return a message of messages/picture.toml with the values filled in."""
    return messages_of("picture")[key].format(**values)
