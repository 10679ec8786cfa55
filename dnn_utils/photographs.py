"""The article's photographs, which are not part of the course: where they may lie, and how they are fetched."""
import hashlib
import os
import sys
from pathlib import Path

from dnn_utils.article import article_figures
from dnn_utils.files import CODE, COURSE
from dnn_utils.stored import DATASETS

__all__ = ["fetch_photographs"]

PHOTOGRAPHS_URL = ("https://raw.githubusercontent.com/wangzhe0912/missshi_deeplearning_ai/master/"
                   "8multi_hidden_nn/datasets/")
STILL_WORKS = "Without the photographs load_dataset('drawn') and load_dataset('article') work, and every lesson runs."


def find_photographs():
    """Return the paths of the article's files, each with the right SHA-256."""
    paths = []
    for filename, sha256 in photographs():
        path = _find(filename)
        with open(path, "rb") as file:
            came = hashlib.file_digest(file, "sha256").hexdigest()
        if came != sha256:
            raise ValueError(f"{filename} must be the article's file with the SHA-256 {sha256}, got {came}: move "
                             f"{path} to another place, which keeps it, and run 'dnn-course fetch'")
        paths.append(path)
    return paths


def photographs():
    """Return (file name, SHA-256) of the article's files."""
    return article_figures()["data_facts_measured"]["sha256"].items()


def place():
    """Return the folder that photographs are fetched into: datasets/ of a checkout, or a folder of this account's.

    What pip has installed may be closed to its users, and a newer version of the course takes its place.
    """
    if COURSE == CODE:
        return DATASETS
    import pooch  # here: nothing else needs it, and it takes a while
    return pooch.os_cache("dnn-course")


def _find(filename):
    """Return the path of a file of photographs: in the folder that DNN_DATASETS names, or else in `place`."""
    other = os.environ.get("DNN_DATASETS")
    if other and not Path(other).is_dir():
        raise FileNotFoundError(f"DNN_DATASETS must name a folder, got {other!r}, which is not one. {STILL_WORKS}")
    folders = [Path(other), place()] if other else [place()]
    for folder in folders:
        if (folder / filename).is_file():
            return folder / filename
    raise FileNotFoundError(f"{filename} is not in {' or '.join(str(folder) for folder in folders)}: "
                            f"'dnn-course fetch' fetches the article's photographs. {STILL_WORKS}")


def fetch_photographs(folder=None, base_url=PHOTOGRAPHS_URL):
    """Fetch the article's two files of photographs from its author's public repository, 3 MB in all.

    Each file is verified by its SHA-256 before it takes its place: a wrong or broken download leaves nothing
    behind. A good file that is there is not fetched again; a bad one is replaced once a good one has arrived.

    Parameters
    ----------
    folder : path, optional
        Where to put them, made where it is not there; without it, where `load_dataset` finds them.
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
    import pooch

    folder = place() if folder is None else folder
    downloader = pooch.HTTPDownloader(progressbar=sys.stderr.isatty(), timeout=30)
    paths = []
    for filename, sha256 in photographs():
        path = Path(folder) / filename
        try:
            pooch.retrieve(base_url + filename, known_hash=sha256, fname=filename, path=folder, downloader=downloader)
        except (ValueError, OSError) as error:  # a wrong hash is a ValueError; those of requests are OSErrors
            kept = "The file that was there, which is not the article's, is still there. " if path.exists() else ""
            raise RuntimeError(f"{filename} could not be fetched from {base_url + filename} to {folder}: {error}. "
                               f"{kept}{STILL_WORKS}") from error
        paths.append(path)
    return paths
