"""Data sets behind one loader. The lessons import all that has to do with data from here."""
import os
import re
from dataclasses import dataclass

import numpy as np

from dnn_utils import stored
from dnn_utils.article import article_arrays, article_figures, article_gram, article_products, article_start  # noqa: F401
from dnn_utils.paths import as_path
from dnn_utils.photographs import fetch_photographs, find_photographs  # noqa: F401
from dnn_utils.pictures import NUM_PX, as_pictures, flatten, picture_path, prepare_picture  # noqa: F401
from dnn_utils.validation import check_seed

__all__ = ["Dataset", "load_dataset"]


@dataclass(frozen=True)
class Dataset:
    """Training and test examples of one data set, examples in columns.

    Attributes
    ----------
    name : str
    train_x, test_x : arrays of shape (n_x, m_train) and (n_x, m_test), float64
        Pixels from 0 to 1; for "article", coordinates instead (see `load_dataset`).
    train_y, test_y : arrays of shape (1, m_train) and (1, m_test), int64
        Labels, 1 for a cat.
    classes : array of 2 bytes strings
        Names of the labels 0 and 1.
    train_x_orig, test_x_orig : arrays of shape (m, 64, 64, 3), uint8, or None
        The pictures; None for "article", which holds no picture. Those of a file of your own have its size.
    gram : array of shape (259, 259), float64, or None
        For "article", the inner products of all examples, training first; what the fast trainer needs instead of X.
    """

    name: str
    train_x: np.ndarray
    train_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    classes: np.ndarray
    train_x_orig: np.ndarray | None = None
    test_x_orig: np.ndarray | None = None
    gram: np.ndarray | None = None


def load_dataset(name="drawn", seed=1):
    """Load one of the course's three data sets, 209 training and 50 test examples, cats and others; or your own.

    Parameters
    ----------
    name : "drawn", "article", "photographs", or a path
        "drawn": pictures drawn by datasets/draw.py, part of the course.
        "article": the article's photographs as 258 coordinates each, whose inner products are those of the
        pixels divided by 255. A dense network trains on them exactly as on the pixels, from the start that
        `article_start` gives (lesson 6 says why).
        "photographs": the article's own files, which `fetch_photographs` fetches.
        A path of an HDF5 file with train_set_x, train_set_y, test_set_x, test_set_y and list_classes, or with one
        part alone; or of a folder with two such files. Labels 0 and 1 in any shape and type; pixels 0..255 or 0..1,
        all pictures of one size, which stays as it is; grey, or with the channels first, too.
        A path of a folder that holds two folders of pictures: their names are the classes, and the one that is named
        as a cat has the label 1, or else the second in the alphabet. Pictures become as `prepare_picture` makes them.
        What was decided is printed. For a folder that is called drawn, write "./drawn".
    seed : int
        Of the division into training and test pictures, for data of your own that have none: of each class a fifth, at
        least one, is for the test.

    Returns
    -------
    Dataset

    Raises
    ------
    ValueError
        If the name is unknown, or a file does not hold what the data set should, or could be read in two ways.
    FileNotFoundError
        If a file is not there; the message says what still works.
    """
    loaders = {"drawn": _load_drawn, "article": _load_article, "photographs": _load_photographs}
    check_seed(seed)
    if isinstance(name, str) and name in loaders:
        return loaders[name]()
    if not isinstance(name, (str, os.PathLike)) or isinstance(name, str) and not _looks_like_a_path(name):
        raise ValueError(f"name must be one of {', '.join(map(repr, loaders))}, got {name!r}; for data of your own, "
                         "the path of an HDF5 file or of a folder")
    from dnn_utils.own_data import read_own_data  # here: few have data of their own
    return Dataset(**read_own_data(as_path("name", name), seed))


def _looks_like_a_path(name):
    """Say whether a text is meant as a path: something of this name is there, or it has a slash or an ending."""
    return bool(re.search(r"[/\\:~]|\.\w+\W*$", name)) or bool(name.strip()) and os.path.exists(as_path("name", name))


def _load_drawn():
    return _pictures_dataset("drawn", {part: stored.of_the_course("drawn.h5") for part in ("train", "test")})


def _load_photographs():
    return _pictures_dataset("photographs", {path.name.split("_")[0]: path for path in find_photographs()})


def _pictures_dataset(name, paths):
    """Read the article's HDF5 schema; `paths` says which file holds the part "train" and which "test"."""
    held = {}
    for part, path in paths.items():
        pictures, labels, classes = stored.read_arrays(path, [f"{part}_set_x", f"{part}_set_y", "list_classes"])
        if pictures.dtype != np.uint8 or pictures.shape != (len(pictures), NUM_PX, NUM_PX, 3) or not len(pictures):
            raise ValueError(f"{path.name}: {part}_set_x must have shape (m, {NUM_PX}, {NUM_PX}, 3) and dtype uint8, "
                             f"got shape {pictures.shape}, dtype {pictures.dtype}")
        held[part] = (flatten(pictures), _labels(path, f"{part}_set_y", labels, len(pictures)), pictures)
        if classes.shape != (2,) or classes.dtype.kind != "S":
            raise ValueError(f"{path.name}: list_classes must hold the names of 2 classes as bytes, got {classes!r}")
    (train_x, train_y, train_x_orig), (test_x, test_y, test_x_orig) = held["train"], held["test"]
    return Dataset(name, train_x, train_y, test_x, test_y, classes, train_x_orig, test_x_orig)


def _labels(path, key, labels, m):
    """Return labels as an int64 array of shape (1, m), or say what is wrong with them."""
    if labels.shape not in [(m,), (1, m)]:
        raise ValueError(f"{path.name}: {key} must hold one label for each of {m} pictures, got shape {labels.shape}")
    wrong = ~np.isin(labels, [0, 1])
    if wrong.any():
        raise ValueError(f"{path.name}: {key} must hold only the labels 0 and 1, got {labels[wrong][0]}")
    return labels.reshape(1, m).astype(np.int64)


def _load_article():
    coordinates, train_y, test_y, classes = article_arrays("coordinates", "train_set_y", "test_set_y", "list_classes")
    path, m = stored.of_the_course("article.h5"), len(train_y)
    return Dataset("article", coordinates[:, :m], _labels(path, "train_set_y", train_y, m), coordinates[:, m:],
                   _labels(path, "test_set_y", test_y, coordinates.shape[1] - m), classes, gram=article_gram())
