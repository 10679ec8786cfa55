"""Every figure that the article prints is computed here, or the test that walks datasets/article_figures.json fails.

The function tables are compared as text in the article's NumPy 1.13 print format. The trainings run on the data set
"article" everywhere, and on the photographs themselves where DNN_DATASETS or datasets/ has them.
"""
import contextlib
import functools
import hashlib
import io
import os
import re
from pathlib import Path

import h5py
import matplotlib
import numpy as np
import pytest

import dnn_utils
import testCases
from dnn_utils import (L_layer_model, L_model_backward, L_model_forward, article_figures, article_start, compute_cost,
                       initialize_parameters, initialize_parameters_deep, linear_activation_backward,
                       linear_activation_forward, linear_backward, linear_forward, load_dataset, predict,
                       prepare_picture, print_mislabeled_images, train_many, two_layer_model, update_parameters)

ROOT = Path(__file__).resolve().parent.parent
FIGURES = article_figures()
FUNCTIONS, TRAINING, FACTS = FIGURES["functions"], FIGURES["training"], FIGURES["data_facts_measured"]
NUM_ITERATIONS, LEARNING_RATE = 2500, 0.0075
COVERED = set()


def covers(*paths):
    """Note that a test computes these entries of the file."""
    COVERED.update(paths)
    return lambda test: test


def entries(value, path=""):
    """Return the path of every entry; a list of numbers is one entry, and status and about are prose about others."""
    if isinstance(value, dict):
        items = [(key, item) for key, item in value.items() if key not in ("about", "status")]
    elif isinstance(value, list) and not all(isinstance(item, (int, float)) for item in value):
        items = [(str(i), item) for i, item in enumerate(value)]
    else:
        return [path]
    return [entry for key, item in items for entry in entries(item, f"{path}/{key}" if path else key)]


def uncovered(figures):
    return sorted(set(entries(figures)) - COVERED)


# The function tables

def printed(value):
    """Return what the article's NumPy 1.13 prints for an array or a number."""
    if not isinstance(value, np.ndarray):
        return repr(value)
    with np.printoptions(legacy="1.13"):
        return str(value)


def cost_of_the_test_case():
    Y, AL = testCases.compute_cost_test_case()
    return compute_cost(AL, Y)


def both_activations(function, inputs, names):
    """Return the named results of a function for sigmoid and for relu."""
    results = {}
    for activation in ("sigmoid", "relu"):
        returned = function(*inputs, activation)
        results.update({f"{activation} {name}": value for name, value in zip(names, returned) if name})
    return results


def forward_network():
    AL, caches = L_model_forward(*testCases.L_model_forward_test_case())
    return {"AL": AL, "length of caches": len(caches)}


TABLES = {
    "initialize_parameters": lambda: initialize_parameters(3, 2, 1),
    "initialize_parameters_deep": lambda: initialize_parameters_deep([5, 4, 3], seed=3, scale=0.01),
    "linear_forward": lambda: {"Z": linear_forward(*testCases.linear_forward_test_case())[0]},
    "linear_activation_forward": lambda: both_activations(
        linear_activation_forward, testCases.linear_activation_forward_test_case(), ["A", None]),
    "L_model_forward": forward_network,
    "compute_cost": lambda: {"cost": cost_of_the_test_case()},
    "linear_backward": lambda: dict(zip(["dA_prev", "dW", "db"],
                                        linear_backward(*testCases.linear_backward_test_case()))),
    "linear_activation_backward": lambda: both_activations(
        linear_activation_backward, testCases.linear_activation_backward_test_case(), ["dA_prev", "dW", "db"]),
    "L_model_backward": lambda: L_model_backward(*testCases.L_model_backward_test_case()),
    "update_parameters": lambda: update_parameters(*testCases.update_parameters_test_case(), 0.1),
}


@pytest.mark.parametrize("name, key", [(name, key) for name in TABLES for key in FUNCTIONS[name]["printed"]])
def test_function_tables_to_the_printed_digits(name, key):
    assert printed(TABLES[name]()[key]) == FUNCTIONS[name]["printed"][key]


covers(*[f"functions/{name}/printed/{key}" for name in TABLES for key in FUNCTIONS[name]["printed"]])


@covers("functions/initialize_parameters/call", "functions/initialize_parameters_deep/call")
def test_the_calls_that_the_article_prints():
    assert FUNCTIONS["initialize_parameters"]["call"] == "initialize_parameters(3, 2, 1)"
    assert FUNCTIONS["initialize_parameters_deep"]["call"] == "initialize_parameters_deep([5, 4, 3])"
    assert testCases.initialize_parameters_test_case() == (3, 2, 1)
    assert testCases.initialize_parameters_deep_test_case() == ([5, 4, 3],)


def test_first_contradiction_the_articles_table_is_not_what_its_code_gives():
    table = FUNCTIONS["initialize_parameters_deep"]["printed"]
    as_the_code = initialize_parameters_deep([5, 4, 3], seed=3, scale="sqrt")
    as_the_curve = initialize_parameters_deep([5, 4, 3])
    for key in ("W1", "W2"):
        assert printed(as_the_code[key]) != table[key]
        assert printed(as_the_curve[key]) != table[key]
    np.testing.assert_allclose(as_the_code["W1"] * np.sqrt(5) * 0.01,
                               initialize_parameters_deep([5, 4, 3], seed=3, scale=0.01)["W1"], rtol=1e-12)
    np.random.seed(3)  # the article's code, as printed
    assert np.array_equal(as_the_code["W1"], np.random.randn(4, 5) / np.sqrt(5))


# The trainings

def photographs_or_skip():
    try:
        return load_dataset("photographs")
    except FileNotFoundError as error:
        pytest.skip(f"needs the article's photographs: {error}")


@functools.cache
def train_on_article(name, seed=1, scale="sqrt"):
    """Train a model of the article on the data set "article"; return costs, and predictions on both sets."""
    data = load_dataset("article")
    layers_dims = TRAINING[name]["layers_dims"]
    if name == "two_layer":
        start, model = initialize_parameters(*layers_dims, seed=seed), two_layer_model
    else:
        start, model = initialize_parameters_deep(layers_dims, seed=seed, scale=scale), L_layer_model
    parameters, costs = model(data.train_x, data.train_y, [data.train_x.shape[0], *layers_dims[1:]], LEARNING_RATE,
                              NUM_ITERATIONS, parameters=article_start(start, seed))
    return costs, *predict_both(data, parameters)


@functools.cache
def train_on_photographs(name):
    """Train a model of the article on the pixels, from its own defaults."""
    data = photographs_or_skip()
    model = {"two_layer": two_layer_model, "L_layer": L_layer_model}[name]
    parameters, costs = model(data.train_x, data.train_y, TRAINING[name]["layers_dims"], LEARNING_RATE, NUM_ITERATIONS)
    return costs, *predict_both(data, parameters)


def predict_both(data, parameters):
    with contextlib.redirect_stdout(io.StringIO()):
        return predict(data.train_x, data.train_y, parameters), predict(data.test_x, data.test_y, parameters)


def accuracies(p_train, p_test):
    """Return both accuracies; the labels are the same in "article" and "photographs", as a test below says."""
    data = load_dataset("article")
    return float(np.mean(p_train == data.train_y)), float(np.mean(p_test == data.test_y))


def six_digits(costs):
    return [f"{cost:.6f}" for cost in costs]


train_on = pytest.mark.parametrize("train", [train_on_article, train_on_photographs], ids=["article", "photographs"])


@covers("training/two_layer/layers_dims", "training/two_layer/costs", "training/two_layer/train_accuracy",
        "training/two_layer/test_accuracy")
@train_on
def test_two_layer_training(train):
    costs, p_train, p_test = train("two_layer")
    figures = TRAINING["two_layer"]
    np.testing.assert_allclose(costs, figures["costs"], rtol=0, atol=1e-10)
    assert accuracies(p_train, p_test) == (figures["train_accuracy"], figures["test_accuracy"]) == (1.0, 0.72)


@covers("training/L_layer/layers_dims", "training/L_layer/costs", "training/L_layer/train_accuracy",
        "training/L_layer/test_accuracy")
@train_on
def test_second_contradiction_the_L_layer_curve_is_seed_1(train):
    costs, p_train, p_test = train("L_layer")
    figures = TRAINING["L_layer"]
    assert six_digits(costs) == six_digits(figures["costs"])
    train_accuracy, test_accuracy = accuracies(p_train, p_test)
    assert train_accuracy == 206 / 209 and round(train_accuracy, 12) == figures["train_accuracy"]
    assert test_accuracy == figures["test_accuracy"] == 0.8


@covers("training/L_layer_as_the_article_prints_its_code/costs_first_second_last",
        "training/L_layer_as_the_article_prints_its_code/train_accuracy",
        "training/L_layer_as_the_article_prints_its_code/test_accuracy")
def test_the_articles_code_as_it_prints_it_is_seed_3():
    costs, p_train, p_test = train_on_article("L_layer", seed=3)
    figures = TRAINING["L_layer_as_the_article_prints_its_code"]
    assert six_digits([costs[0], costs[1], costs[-1]]) == six_digits(figures["costs_first_second_last"])
    assert accuracies(p_train, p_test) == (figures["train_accuracy"], figures["test_accuracy"]) == (208 / 209, 0.78)
    assert six_digits(costs)[0] != six_digits(TRAINING["L_layer"]["costs"])[0]


@covers("training/L_layer_as_a_reader_reported/costs_first_second_last",
        "training/L_layer_as_a_reader_reported/train_accuracy", "training/L_layer_as_a_reader_reported/test_accuracy")
def test_third_contradiction_the_reader_who_had_the_tables_start():
    """The factor 0.01 and seed 3 of the table and of the author's program: every picture is called a non-cat."""
    costs, p_train, p_test = train_on_article("L_layer", seed=3, scale=0.01)
    figures = TRAINING["L_layer_as_a_reader_reported"]
    assert six_digits([costs[0], costs[1], costs[-1]]) == six_digits(figures["costs_first_second_last"])
    assert accuracies(p_train, p_test) == (figures["train_accuracy"], figures["test_accuracy"]) == (137 / 209, 0.34)
    assert not p_train.any() and not p_test.any()


def test_the_readers_accuracies_do_not_tell_the_seed():
    """Seed 1 with the factor 0.01 gives the reader's accuracies, too, and other costs."""
    costs, p_train, p_test = train_on_article("L_layer", seed=1, scale=0.01)
    assert six_digits(costs[:2]) == ["0.693149", "0.678010"]
    assert accuracies(p_train, p_test) == (137 / 209, 0.34)


@covers("training/data")
def test_what_the_trainings_have_in_common():
    data = load_dataset("article")
    m_train, m_test = data.train_y.shape[1], data.test_y.shape[1]
    assert TRAINING["data"] == (f"{m_train} training and {m_test} test photographs of 64 x 64 x 3, pixels divided by "
                                f"255, learning rate {LEARNING_RATE}, {NUM_ITERATIONS} iterations, cost every 100")
    assert TRAINING["two_layer"]["layers_dims"][0] == TRAINING["L_layer"]["layers_dims"][0] == 64 * 64 * 3
    assert len(TRAINING["two_layer"]["costs"]) == len(TRAINING["L_layer"]["costs"]) == NUM_ITERATIONS // 100


# The data

@covers("data_facts_measured/train", "data_facts_measured/test")
def test_how_many_photographs_and_cats():
    data = load_dataset("article")
    assert FACTS["train"] == f"{data.train_y.size} photographs, {data.train_y.sum()} cats"
    assert FACTS["test"] == f"{data.test_y.size} photographs, {data.test_y.sum()} cats"


@covers("data_facts_measured/leak")
def test_the_leak_stands_in_the_matrix_of_inner_products():
    """The squared distance of two columns is K[i, i] - 2 K[i, j] + K[j, j]: 0 for one pair only."""
    with h5py.File(ROOT / "datasets" / "article.h5", "r") as file:
        gram = file["gram"][:].astype(np.int64)
    squares = np.diag(gram)
    distances = squares[:, np.newaxis] - 2 * gram + squares
    pairs = np.argwhere(np.triu(distances == 0, k=1))
    assert pairs.tolist() == [[146, 209 + 17]]
    data = load_dataset("article")
    assert data.train_y[0, 146] == data.test_y[0, 17] == 1
    assert FACTS["leak"] == f"test photograph {pairs[0, 1] - 209} is pixel for pixel training photograph " \
                            f"{pairs[0, 0]} (both cats)"


def test_the_photographs_are_those_behind_the_article_data_set():
    photographs, article = photographs_or_skip(), load_dataset("article")
    assert np.array_equal(photographs.train_y, article.train_y)
    assert np.array_equal(photographs.test_y, article.test_y)
    assert np.array_equal(photographs.train_x_orig[146], photographs.test_x_orig[17])
    pixels = np.concatenate([photographs.train_x_orig, photographs.test_x_orig]).reshape(259, -1).astype(np.int64)
    with h5py.File(ROOT / "datasets" / "article.h5", "r") as file:
        assert np.array_equal(file["gram"][:], pixels @ pixels.T)


@covers("data_facts_measured/sha256/train_catvnoncat.h5", "data_facts_measured/sha256/test_catvnoncat.h5")
@pytest.mark.parametrize("filename", FACTS["sha256"])
def test_the_sha256_of_the_photographs(filename):
    photographs_or_skip()
    folders = [Path(os.environ.get("DNN_DATASETS") or ROOT / "datasets"), ROOT / "datasets"]
    path = next(folder / filename for folder in folders if (folder / filename).is_file())
    assert hashlib.sha256(path.read_bytes()).hexdigest() == FACTS["sha256"][filename]


def right_from(initialize):
    """Train a model from the starts of seeds 1 to 40 on the photographs' coordinates, and return the shares of the test
    photographs that each gets right, shape (40,)."""
    photographs, data = load_dataset("photographs"), load_dataset("article")
    Q, R = np.linalg.qr(np.hstack([photographs.train_x, photographs.test_x]))  # W1 @ X is (W1 @ Q) @ R
    starts = [initialize(seed) for seed in range(1, 41)]
    for start in starts:
        start["W1"] = start["W1"] @ Q
    trained = train_many(R[:, :209], data.train_y, starts, LEARNING_RATE, NUM_ITERATIONS)
    return np.array([np.mean((L_model_forward(R[:, 209:], parameters)[0] > 0.5) == data.test_y)
                     for parameters, _ in trained])


@covers("data_facts_measured/seed_study")
def test_the_seed_study():
    """Eighty trainings; starts of 40 seeds need the pixels, so the photographs must be there."""
    photographs_or_skip()
    two_layer = right_from(lambda seed: initialize_parameters(*TRAINING["two_layer"]["layers_dims"], seed=seed))
    L_layer = right_from(lambda seed: initialize_parameters_deep(TRAINING["L_layer"]["layers_dims"], seed=seed))
    numbers = [float(number) for number in re.findall(r"\d+\.?\d*", FACTS["seed_study"])]
    measured = [1, 40, two_layer.mean(), two_layer.std(), L_layer.mean(), L_layer.std(), L_layer.min(), L_layer.max(),
                L_layer[0], 40]
    np.testing.assert_allclose(measured, numbers, rtol=0, atol=0.00051)
    assert L_layer[0] == L_layer.max() == 0.8, "the article's seed 1 is the best of 40, with two others"
    assert (L_layer == 0.8).sum() == 3


# What no longer runs in the article's own code

OBSOLETE = FIGURES["article_code_that_no_longer_runs"]


def obsolete(number, words):
    """Note that a test answers this entry, and make sure that it is the one meant."""
    assert words in OBSOLETE[number]
    return covers(f"article_code_that_no_longer_runs/{number}")


@obsolete(0, "scipy.misc.imresize and scipy.ndimage.imread were removed")
def test_nothing_here_calls_what_scipy_removed():
    sources = [path for folder in ("dnn_utils", "testCases", "notebooks")
               for pattern in ("*.py", "*.ipynb") for path in (ROOT / folder).glob(pattern)]
    assert len(sources) > 15
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert "import scipy" not in text and "from scipy" not in text, path


@obsolete(1, "the own-picture cell feeds pixels 0..255")
def test_an_own_picture_comes_as_numbers_from_0_to_1():
    x = prepare_picture(ROOT / "images" / "my_image.jpg")
    assert x.shape == (12288, 1)
    assert 0 <= x.min() < x.max() <= 1


@obsolete(2, "dnn_utils_v2, testCases_v2 and dnn_app_utils_v2 are not in the article")
def test_what_the_articles_helper_modules_held_is_here():
    for name in ("sigmoid relu sigmoid_backward relu_backward predict print_mislabeled_images load_dataset "
                 "initialize_parameters_deep L_model_forward L_model_backward").split():
        assert callable(getattr(dnn_utils, name))
    for name in FUNCTIONS:
        assert callable(getattr(testCases, name + "_test_case"))


@obsolete(3, "print_mislabeled_images sets a 40 x 40 inch figure for the rest of the session")
def test_print_mislabeled_images_leaves_the_session_as_it_was():
    before = dict(matplotlib.rcParams)
    X, y = np.zeros((12288, 3)), np.array([[0, 1, 1]])
    print_mislabeled_images(np.array([b"non-cat", b"cat"]), X, y, 1 - y)
    assert dict(matplotlib.rcParams) == before


@obsolete(4, "give nan or inf when an activation reaches 0 or 1")
@pytest.mark.filterwarnings("error")
def test_cost_and_backward_pass_are_finite_at_0_and_1():
    Y = np.array([[1, 0]])
    AL, caches = L_model_forward(np.array([[-1000.0, 1000.0]]), {"W1": np.ones((1, 1)), "b1": np.zeros((1, 1))})
    assert AL.tolist() == [[0.0, 1.0]]
    assert np.isfinite(compute_cost(AL, Y))
    np.testing.assert_allclose(L_model_backward(AL, Y, caches)["dA1"], AL - Y, rtol=1e-12)
    with np.errstate(all="ignore"):  # the article's formulas
        assert not np.isfinite(-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / 2)
        assert not np.isfinite(-(Y / AL - (1 - Y) / (1 - AL))).any()


# The walk

def test_every_entry_has_a_test_that_computes_it():
    assert uncovered(FIGURES) == []
    assert COVERED <= set(entries(FIGURES)), "an entry that a test names is gone"


@pytest.mark.parametrize("added, missing", [
    ({"functions": {**FUNCTIONS, "softmax": {"printed": {"A": "[[ 1.]]"}, "status": "new"}}},
     ["functions/softmax/printed/A"]),
    ({"training": {**TRAINING, "three": {"costs": [0.5, 0.4]}}}, ["training/three/costs"]),
    ({"article_code_that_no_longer_runs": [*OBSOLETE, "one more"]},
     [f"article_code_that_no_longer_runs/{len(OBSOLETE)}"]),
    ({"another": 1.0}, ["another"]),
])
def test_an_entry_without_a_test_is_found(added, missing):
    assert uncovered({**FIGURES, **added}) == missing
