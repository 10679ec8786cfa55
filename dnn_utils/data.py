"""Data sets behind one loader, the way from pictures to columns, and a picture of your own."""
import json
import os
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pooch
from PIL import Image, ImageOps, UnidentifiedImageError

from dnn_utils.validation import check_parameters

__all__ = ["Dataset", "load_dataset", "fetch_photographs", "flatten", "prepare_picture", "article_start",
           "article_figures"]

DATASETS = Path(__file__).resolve().parent.parent / "datasets"
PHOTOGRAPHS_URL = ("https://raw.githubusercontent.com/wangzhe0912/missshi_deeplearning_ai/master/"
                   "8multi_hidden_nn/datasets/")
NUM_PX = 64


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
    """

    name: str
    train_x: np.ndarray
    train_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    classes: np.ndarray
    train_x_orig: np.ndarray | None = None
    test_x_orig: np.ndarray | None = None


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
    if name not in loaders:
        raise ValueError(f"name must be one of {', '.join(map(repr, loaders))}, got {name!r}")
    return loaders[name]()


def article_figures():
    """Return every figure that the article prints, as a dictionary (datasets/article_figures.json)."""
    return json.loads((DATASETS / "article_figures.json").read_text(encoding="utf-8"))


def _load_drawn():
    return _pictures_dataset("drawn", [_find("drawn.h5")])


def _load_photographs():
    hashes = article_figures()["data_facts_measured"]["sha256"]
    paths = [_find(filename) for filename in hashes]
    for path in paths:
        if pooch.file_hash(str(path)) != hashes[path.name]:
            raise ValueError(f"{path.name} must be the article's file with the SHA-256 {hashes[path.name]}, got "
                             f"{pooch.file_hash(str(path))}: remove {path} and run 'dnn-course fetch'")
    return _pictures_dataset("photographs", paths)


def _find(filename):
    """Return the path of a data file: in the folder that DNN_DATASETS names, or else in datasets/."""
    folders = [Path(os.environ["DNN_DATASETS"])] if os.environ.get("DNN_DATASETS") else []
    for folder in [*folders, DATASETS]:
        if (folder / filename).is_file():
            return folder / filename
    raise FileNotFoundError(
        f"{filename} is not in {' or '.join(str(folder) for folder in [*folders, DATASETS])}. "
        "'dnn-course fetch' fetches the article's photographs. Without them load_dataset('drawn') and "
        "load_dataset('article') work, and every lesson runs.")


def _pictures_dataset(name, paths):
    """Read the article's HDF5 schema from one file, or from a training and a test file."""
    held = {}
    for path in paths:
        with h5py.File(path, "r") as file:
            held.update({key: file[key][:] for key in file})
    train_x_orig, test_x_orig = held["train_set_x"], held["test_set_x"]
    return Dataset(name, flatten(train_x_orig), held["train_set_y"].reshape(1, -1), flatten(test_x_orig),
                   held["test_set_y"].reshape(1, -1), held["list_classes"], train_x_orig, test_x_orig)


def _load_article():
    coordinates, _ = _article_coordinates()
    with h5py.File(DATASETS / "article.h5", "r") as file:
        train_y, test_y = file["train_set_y"][:].reshape(1, -1), file["test_set_y"][:].reshape(1, -1)
        classes = file["list_classes"][:]
    m = train_y.shape[1]
    return Dataset("article", coordinates[:, :m], train_y, coordinates[:, m:], test_y, classes)


def _article_coordinates():
    """Return R (258, 259) with R.T @ R = pixels.T @ pixels / 255**2, and its pseudoinverse (259, 258).

    The 259 x 259 matrix of inner products has rank 258, because one photograph is there twice: its
    eigenvectors give the coordinates, and the null direction is dropped.
    """
    with h5py.File(DATASETS / "article.h5", "r") as file:
        gram = file["gram"][:] / 255**2
    eigenvalues, eigenvectors = np.linalg.eigh(gram)
    kept = eigenvalues > 1e-9 * eigenvalues[-1]
    lengths = np.sqrt(eigenvalues[kept])
    return lengths[:, np.newaxis] * eigenvectors[:, kept].T, eigenvectors[:, kept] / lengths


def article_start(parameters, seed):
    """Turn a start drawn for the 12,288 pixels into the same start for the coordinates of "article".

    A network meets its input only as W1 @ X. The file datasets/article.h5 holds that product for the normal
    numbers that the seeds 1 and 3 draw first; here it is scaled as W1 is and written in the coordinates.

    Parameters
    ----------
    parameters : dict
        As `initialize_parameters` or `initialize_parameters_deep` drew them for 12,288 inputs.
    seed : 1 or 3
        The seed they were drawn with.

    Returns
    -------
    parameters : dict
        The same, but for W1 of shape (n_1, 258).

    Raises
    ------
    ValueError
        If the parameters are not a start for 12,288 inputs drawn with this seed.
    """
    check_parameters(parameters, n_x=NUM_PX * NUM_PX * 3)
    W1 = parameters["W1"]
    with h5py.File(DATASETS / "article.h5", "r") as file:
        if f"normal_seed_{seed}" not in file:
            raise ValueError(f"seed must be 1 or 3, the seeds that the article uses, got {seed!r}")
        products = file[f"normal_seed_{seed}"][:]
    normal = np.random.RandomState(seed).randn(*W1.shape)
    factor = W1[0, 0] / normal[0, 0]
    if len(W1) > len(products) or not np.allclose(W1, factor * normal, rtol=1e-12, atol=0):
        raise ValueError(f"parameters['W1'] must be at most {len(products)} rows of normal numbers that seed {seed} "
                         f"draws, times a factor, got other numbers of shape {W1.shape}")
    _, pseudoinverse = _article_coordinates()
    return {**parameters, "W1": factor * products[: len(W1)] @ pseudoinverse}


def flatten(pictures):
    """Turn pictures into columns: (m, 64, 64, 3) numbers of 0..255 become (12288, m) numbers of 0..1.

    Parameters
    ----------
    pictures : array of shape (m, height, width, channels), uint8

    Returns
    -------
    X : array of shape (height * width * channels, m), float64

    Raises
    ------
    ValueError
        If the array does not hold pictures of bytes.
    """
    if not isinstance(pictures, np.ndarray) or pictures.ndim != 4 or pictures.dtype != np.uint8:
        came = f"shape {pictures.shape}, dtype {pictures.dtype}" if isinstance(pictures, np.ndarray) else \
            type(pictures).__name__
        raise ValueError(f"pictures must be an array of shape (m, height, width, 3) of dtype uint8, got {came}")
    return pictures.reshape(pictures.shape[0], -1).T / 255


def prepare_picture(file):
    """Make a picture of your own ready for a model: upright, RGB, 64 x 64, one column of 0..1.

    The whole picture is scaled to 64 x 64, as the article does; one that is not square is squeezed.

    Parameters
    ----------
    file : path, file object or PIL.Image.Image
        Any mode (transparent parts become white), any size, any EXIF rotation.

    Returns
    -------
    x : array of shape (12288, 1), float64

    Raises
    ------
    ValueError
        If the file is not a picture that Pillow can read.
    FileNotFoundError
        If there is no such file.
    """
    try:
        image = file if isinstance(file, Image.Image) else Image.open(file)
        image = ImageOps.exif_transpose(image)
        if image.mode.startswith("I") or image.mode == "F":
            image = _to_eight_bits(image)
        image = image.convert("RGBA")
    except (UnidentifiedImageError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise ValueError(f"file must be a picture that Pillow can read, got {file!r}: {error}") from error
    white = Image.new("RGBA", image.size, "white")
    small = Image.alpha_composite(white, image).convert("RGB").resize((NUM_PX, NUM_PX), Image.Resampling.LANCZOS)
    return flatten(np.asarray(small)[np.newaxis])


def _to_eight_bits(image):
    """Scale a grey picture of more than 8 bits to 0..255: convert() would cut it off instead."""
    values = np.asarray(image, dtype=float)
    highest = 65535 if values.max() > 255 else 255
    return Image.fromarray(np.clip(values * 255 / highest, 0, 255).astype(np.uint8))


def fetch_photographs(folder=DATASETS, base_url=PHOTOGRAPHS_URL):
    """Fetch the article's two files of photographs from its author's public repository, 3 MB in all.

    Each file is verified by its SHA-256; a wrong or broken one is never left in place.

    Parameters
    ----------
    folder : path
        Where to put them.
    base_url : str
        Where they are.

    Returns
    -------
    paths : list of Path

    Raises
    ------
    RuntimeError
        If a file cannot be fetched whole; the message says what still works.
    """
    raise NotImplementedError
