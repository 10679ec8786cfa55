"""Data sets behind one loader, the way from pictures to columns, and a picture of your own."""
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pooch
from PIL import Image, ImageOps

from dnn_utils import stored
from dnn_utils.article import article_arrays, article_gram, article_products, article_start
from dnn_utils.validation import check_finite

__all__ = ["Dataset", "load_dataset", "fetch_photographs", "flatten", "picture_path", "prepare_picture",
           "article_start", "article_products", "article_figures"]

IMAGES = stored.DATASETS.parent / "images"
PHOTOGRAPHS_URL = ("https://raw.githubusercontent.com/wangzhe0912/missshi_deeplearning_ai/master/"
                   "8multi_hidden_nn/datasets/")
NUM_PX = 64
STILL_WORKS = "Without the photographs load_dataset('drawn') and load_dataset('article') work, and every lesson runs."


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
    if name not in loaders:
        raise ValueError(f"name must be one of {', '.join(map(repr, loaders))}, got {name!r}")
    return loaders[name]()


def article_figures():
    """Return every figure that the article prints, as a dictionary (datasets/article_figures.json)."""
    return json.loads((stored.DATASETS / "article_figures.json").read_text(encoding="utf-8"))


def _load_drawn():
    return _pictures_dataset("drawn", {part: stored.of_the_course("drawn.h5") for part in ("train", "test")})


def _load_photographs():
    hashes = article_figures()["data_facts_measured"]["sha256"]
    paths = {}
    for filename, sha256 in hashes.items():
        path = _find_photographs(filename)
        came = pooch.file_hash(str(path))
        if came != sha256:
            raise ValueError(f"{filename} must be the article's file with the SHA-256 {sha256}, got {came}: remove "
                             f"{path} and run 'dnn-course fetch'")
        paths[filename.split("_")[0]] = path
    return _pictures_dataset("photographs", paths)


def _find_photographs(filename):
    """Return the path of a file of photographs: in the folder that DNN_DATASETS names, or else in datasets/."""
    other = os.environ.get("DNN_DATASETS")
    if other and not Path(other).is_dir():
        raise FileNotFoundError(f"DNN_DATASETS must name a folder, got {other!r}, which is not one. {STILL_WORKS}")
    folders = [Path(other), stored.DATASETS] if other else [stored.DATASETS]
    for folder in folders:
        if (folder / filename).is_file():
            return folder / filename
    raise FileNotFoundError(f"{filename} is not in {' or '.join(str(folder) for folder in folders)}: "
                            f"'dnn-course fetch' fetches the article's photographs. {STILL_WORKS}")


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
    return pictures.reshape(len(pictures), int(np.prod(pictures.shape[1:]))).T / 255


def picture_path(filename):
    """Return the path of a picture: in the folder images/ beside the notebook, or else in the course's own.

    Parameters
    ----------
    filename : str
        Such as "my_image.jpg".

    Returns
    -------
    Path

    Raises
    ------
    FileNotFoundError
        If neither folder holds such a file.
    """
    folders = [Path.cwd() / "images", IMAGES]
    for folder in folders:
        if (folder / filename).is_file():
            return folder / filename
    raise FileNotFoundError(f"filename must name a picture in {folders[0]} or {folders[1]}, got {filename!r}")


def prepare_picture(file):
    """Make a picture of your own ready for a model: upright, RGB, 64 x 64, one column of 0..1.

    Of a picture that is not square, the largest square is cut out of the middle: its sides, or its top and bottom, are
    lost, and nothing is squeezed.

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
        If the file is not a whole picture that Pillow can read, or is so large that Pillow refuses it.
    FileNotFoundError
        If there is no such file.
    """
    try:
        if isinstance(file, Image.Image):
            small = _small_rgb(file)
        else:
            with Image.open(file) as image:
                small = _small_rgb(image)
    except (FileNotFoundError, PermissionError):
        raise
    except Exception as error:  # Pillow tells a bad file by errors of many kinds
        came = repr(str(file)) if isinstance(file, (str, os.PathLike)) else type(file).__name__
        raise ValueError(f"file must be a picture that Pillow can read, got {came}: {error}") from error
    return flatten(np.asarray(small)[np.newaxis])


def _small_rgb(image):
    """Return the middle square of a picture upright, without transparency, in RGB and 64 x 64."""
    if 0 in image.size:
        raise ValueError(f"it must have pixels, got a size of {image.size[0]} x {image.size[1]}")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I") or image.mode == "F":
        image = _to_eight_bits(image)
    size, side = (NUM_PX, NUM_PX), min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image = image.crop((left, top, left + side, top + side))
    if not image.has_transparency_data:
        return image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    if image.mode == "La":  # Pillow turns it into no other mode
        image = image.convert("LA")
    small = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    return Image.alpha_composite(Image.new("RGBA", size, "white"), small).convert("RGB")


def _to_eight_bits(image):
    """Scale a grey picture of more than 8 bits to 0..255: convert() would cut it off instead."""
    values = np.asarray(image, dtype=float)
    check_finite("file", values)
    brightest = values.max()
    if image.mode.startswith("I;16"):
        white = 65535
    else:  # modes I and F do not say what white is: the smallest usual value that holds the brightest pixel
        white = next(value for value in (1 if image.mode == "F" else 255, 255, 65535, brightest) if brightest <= value)
    return Image.fromarray(np.clip(values * (255 / white), 0, 255).round().astype(np.uint8))


def fetch_photographs(folder=stored.DATASETS, base_url=PHOTOGRAPHS_URL):
    """Fetch the article's two files of photographs from its author's public repository, 3 MB in all.

    Each file is verified by its SHA-256 before it takes its place: a wrong or broken download leaves nothing
    behind. A good file that is there is not fetched again; a bad one is replaced once a good one has arrived.

    Parameters
    ----------
    folder : path
        Where to put them; made where it is not there.
    base_url : str
        Where they are, with a slash at the end.

    Returns
    -------
    paths : list of Path

    Raises
    ------
    RuntimeError
        If a file cannot be fetched whole; the message says what still works.
    """
    downloader = pooch.HTTPDownloader(progressbar=sys.stderr.isatty(), timeout=30)
    paths = []
    for filename, sha256 in article_figures()["data_facts_measured"]["sha256"].items():
        path = Path(folder) / filename
        try:
            pooch.retrieve(base_url + filename, known_hash=sha256, fname=filename, path=folder, downloader=downloader)
        except (ValueError, OSError) as error:  # a wrong hash is a ValueError; those of requests are OSErrors
            kept = "The file that was there, which is not the article's, is still there. " if path.exists() else ""
            raise RuntimeError(f"{filename} could not be fetched from {base_url + filename} to {folder}: {error}. "
                               f"{kept}{STILL_WORKS}") from error
        paths.append(path)
    return paths
