"""The article's photographs without a photograph: coordinates with their inner products, and starts for them.

All of it is read from datasets/article.h5 and at most scaled, number by number. Computed here, by the eigenvectors of a
matrix, the last digits would hang on how many cores and which BLAS a machine has, and a training carries them far.
"""
import numpy as np

from dnn_utils.stored import of_the_course, read_arrays
from dnn_utils.validation import check_parameters

__all__ = ["article_start", "article_products"]

N_X = 64 * 64 * 3  # numbers of a photograph, for which the starts are drawn


def article_arrays(*keys):
    """Return the arrays that datasets/article.h5 holds under these keys; datasets/README.md describes them."""
    return read_arrays(of_the_course("article.h5"), keys)


def article_gram():
    """Return the inner products of all photographs, pixels.T @ pixels / 255**2, of shape (259, 259)."""
    [gram] = article_arrays("gram")
    return gram / 255**2


def article_start(parameters, seed):
    """Turn a start drawn for the 12,288 pixels into the same start for the coordinates of "article".

    Parameters
    ----------
    parameters, seed
        As for `article_products`.

    Returns
    -------
    parameters : dict
        The same, but for W1 of shape (n_1, 258).

    Raises
    ------
    ValueError
        As `article_products`.
    """
    return with_stored_first_layer(parameters, seed, "start")


def article_products(parameters, seed):
    """Turn a start drawn for the 12,288 pixels into the products of its first layer with the article's photographs.

    A network meets its input only as W1 @ X. The file datasets/article.h5 holds that product for the normal
    numbers that the seeds 1 and 3 draw first; here it is scaled as W1 is.

    Parameters
    ----------
    parameters : dict
        As `initialize_parameters` or `initialize_parameters_deep` drew them for 12,288 inputs.
    seed : 1 or 3
        The seed they were drawn with.

    Returns
    -------
    parameters : dict
        The same, but for W1, which is W1 @ X of shape (n_1, 259): the training photographs first.

    Raises
    ------
    ValueError
        If the parameters are not a start for 12,288 inputs drawn with this seed.
    """
    return with_stored_first_layer(parameters, seed, "normal")


def with_stored_first_layer(parameters, seed, kind):
    """Return the parameters with the rows stored for this seed in place of W1, times the factor that W1 has."""
    check_parameters(parameters, n_x=N_X)
    W1 = parameters["W1"]
    if seed not in (1, 3):
        raise ValueError(f"seed must be 1 or 3, the seeds that the article uses, got {seed!r}")
    [rows] = article_arrays(f"{kind}_seed_{seed}")
    normal = np.random.RandomState(seed).randn(*W1.shape)
    factor = W1[0, 0] / normal[0, 0]
    if len(W1) > len(rows) or not np.allclose(W1, factor * normal, rtol=1e-12, atol=0):
        raise ValueError(f"parameters['W1'] must be at most {len(rows)} rows of normal numbers that seed {seed} "
                         f"draws, times a factor, got other numbers of shape {W1.shape}")
    return {**parameters, "W1": factor * rows[: len(W1)]}
