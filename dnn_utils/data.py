"""Data sets behind one loader. The lessons import all that has to do with data from here."""
from dataclasses import dataclass

import numpy as np

from dnn_utils import stored
from dnn_utils.article import article_arrays, article_figures, article_gram, article_products, article_start  # noqa: F401
from dnn_utils.photographs import fetch_photographs, find_photographs  # noqa: F401
from dnn_utils.pictures import NUM_PX, as_pictures, flatten, picture_path, prepare_picture  # noqa: F401

__all__ = ["Dataset", "load_dataset"]


@dataclass(frozen=True)
class Dataset:
    """Training and test examples of one data set, examples in columns.

    Attributes
    ----------
    name : str
    train_x, test_x : arrays of shape (n_x, m_train) and (n_x, m_test), float64
        Pixels divided by 255; for "article", coordinates instead (see `load_dataset`).
    train_y, test_y : arrays of shape (1, m_train) and (1, m_test), int64
        Labels, 1 for a cat.
    classes : array of 2 bytes strings
        Names of the labels 0 and 1.
    train_x_orig, test_x_orig : arrays of shape (m, 64, 64, 3), uint8, or None
        The pictures; None for "article", which holds no picture.
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


def load_dataset(name="drawn"):
    """Load one of the course's three data sets: 209 training and 50 test examples, cats and others.

    Parameters
    ----------
    name : "drawn", "article" or "photographs"
        "drawn": pictures drawn by datasets/draw.py, part of the course.
        "article": the article's photographs as 258 coordinates each, whose inner products are those of the
        pixels divided by 255. A dense network trains on them exactly as on the pixels, from the start that
        `article_start` gives (lesson 6 says why).
        "photographs": the article's own files, which `fetch_photographs` fetches.

    Returns
    -------
    Dataset

    Raises
    ------
    ValueError
        If the name is unknown, or a file does not hold what the data set should.
    FileNotFoundError
        If a file is not there; the message says what still works.
    """
    loaders = {"drawn": _load_drawn, "article": _load_article, "photographs": _load_photographs}
    if not isinstance(name, str) or name not in loaders:
        raise ValueError(f"name must be one of {', '.join(map(repr, loaders))}, got {name!r}")
    return loaders[name]()


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
