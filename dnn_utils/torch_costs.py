"""Lesson 10: the costs of the article's two trainings in PyTorch, from PyTorch itself or as it gave them."""
import importlib.util
import json

import numpy as np

from dnn_utils.article import article_start
from dnn_utils.data import load_dataset
from dnn_utils.initialization import initialize_parameters, initialize_parameters_deep
from dnn_utils.stored import of_the_course

__all__ = ["STORED", "costs_in_torch", "start_of"]

STORED = "torch_costs.json"  # made by benchmarks/torch_costs.py


def costs_in_torch(name, train):
    """Return the costs of one of the article's trainings, computed by PyTorch.

    Parameters
    ----------
    name : "two_layer" or "L_layer"
        The network: 7 hidden units, or 20, 7 and 5.
    train : function
        From X (258, m), Y (1, m) and the parameters to start from to the list of costs; it may use PyTorch. Where
        PyTorch is not installed it is not called, and the costs come from datasets/torch_costs.json instead.

    Returns
    -------
    costs : list of float
        The cost before the iterations 0, 100 ... 2400, with the learning rate 0.0075.

    Raises
    ------
    ValueError
        If there is no such training.
    FileNotFoundError
        If there is neither PyTorch nor the file.
    """
    start = start_of(name)
    if importlib.util.find_spec("torch") is None:
        return json.loads(of_the_course(STORED).read_text(encoding="utf-8"))[name]
    article = load_dataset("article")
    return train(article.train_x, article.train_y, start)


def start_of(name):
    """Return the parameters from which the article's training `name` starts: seed 1, for the coordinates of
    `load_dataset("article")`."""
    if name == "two_layer":
        drawn = initialize_parameters(12288, 7, 1, seed=1)
    elif name == "L_layer":
        drawn = initialize_parameters_deep([12288, 20, 7, 5, 1], seed=1)
    else:
        raise ValueError(f"name must be 'two_layer' or 'L_layer', got {name!r}")
    return {key: np.array(array) for key, array in article_start(drawn, seed=1).items()}
