"""Compute datasets/article.h5 from the article's photographs: inner products and coordinates, and no picture.

python datasets/make_article.py    (needs the photographs: dnn-course fetch, or DNN_DATASETS)
"""
from pathlib import Path

import h5py
import numpy as np

from dnn_utils.data import load_dataset
from dnn_utils.files import write_then_rename

SEEDS = (1, 3)  # those that the article's figures need
ROWS = 20  # the widest first layer that the article trains


def inner_products(pixels):
    """Return pixels.T @ pixels, exact, as int32: at most 12288 * 255**2, which is below 2**31."""
    return (pixels.T.astype(np.int64) @ pixels.astype(np.int64)).astype(np.int32)


def first_layer_products(X, seed):
    """Return N @ X (20, 259) for the normal numbers N (20, 12288) that a seed draws first."""
    return np.random.RandomState(seed).randn(ROWS, X.shape[0]) @ X


def coordinates_of(gram):
    """Return R (258, 259) with R.T @ R = gram, and its pseudoinverse (259, 258).

    The 259 x 259 matrix of inner products has rank 258, because one photograph is there twice: its
    eigenvectors give the coordinates, and the null direction is dropped.
    """
    eigenvalues, eigenvectors = np.linalg.eigh(gram)
    kept = eigenvalues > 1e-9 * eigenvalues[-1]
    lengths = np.sqrt(eigenvalues[kept])
    return lengths[:, np.newaxis] * eigenvectors[:, kept].T, eigenvectors[:, kept] / lengths


def make_article(path):
    """Write article.h5: the matrix, the coordinates, products and starts for both seeds, labels and class names."""
    data = load_dataset("photographs")
    X = np.hstack([data.train_x, data.test_x])
    pictures = np.concatenate([data.train_x_orig, data.test_x_orig])
    with write_then_rename(path) as temporary, h5py.File(temporary, "w") as file:
        gram = inner_products(pictures.reshape(len(pictures), -1).T)
        file.create_dataset("gram", data=gram, compression="gzip", shuffle=True)
        file["coordinates"], pseudoinverse = coordinates_of(gram / 255**2)
        for seed in SEEDS:
            products = first_layer_products(X, seed)
            file[f"normal_seed_{seed}"], file[f"start_seed_{seed}"] = products, products @ pseudoinverse
        file["train_set_y"], file["test_set_y"] = data.train_y[0], data.test_y[0]
        file["list_classes"] = data.classes


if __name__ == "__main__":
    make_article(Path(__file__).with_name("article.h5"))
