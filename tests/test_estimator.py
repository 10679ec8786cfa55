"""DeepNeuralNetwork: scikit-learn's own checks, parity with dnn_utils.models, and files."""
import inspect
import pickle

import h5py
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from dnn_utils import estimator
from dnn_utils.data import article_figures
from dnn_utils.estimator import DeepNeuralNetwork
from dnn_utils.forward import L_model_forward
from dnn_utils.models import L_layer_model, predict


# The default instance, 2500 iterations a fit; no check is expected to fail.
@parametrize_with_checks([DeepNeuralNetwork()])
def test_scikit_learn(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def examples():
    rng = np.random.RandomState(0)
    X = rng.rand(60, 8)
    return X, (X[:, 0] + X[:, 1] > 1).astype(int)


@pytest.fixture(scope="module")
def fitted(examples):
    X, y = examples
    return DeepNeuralNetwork((6, 3), learning_rate=0.3, num_iterations=601).fit(X, np.array(["dog", "cat"])[y])


def same(parameters, other):
    return parameters.keys() == other.keys() and all(np.array_equal(parameters[key], other[key]) for key in other)


def agrees(model, parameters, costs):
    """The fast trainer's result is the plain loop's, but for the last digits."""
    return parameters.keys() == model.parameters_.keys() and np.allclose(model.costs_, costs, rtol=1e-9, atol=0) and \
        all(np.allclose(model.parameters_[key], parameters[key], rtol=1e-9, atol=1e-12) for key in parameters)


# It gives what L_layer_model gives

def test_defaults_are_the_articles():
    """The same network, step and count as the article's L-layer model, and L_layer_model's own seed."""
    settings, printed = DeepNeuralNetwork().get_params(), article_figures()["training"]["L_layer"]
    assert [12288, *settings["hidden_sizes"], 1] == printed["layers_dims"]
    assert settings["num_iterations"] == 100 * len(printed["costs"])
    assert f"learning rate {settings['learning_rate']}" in article_figures()["training"]["data"]
    assert settings["random_state"] == inspect.signature(L_layer_model).parameters["seed"].default == 1


def test_int_seed_gives_the_models_result(examples):
    X, y = examples
    for seed in (1, 3, 2**32 - 1):
        model = DeepNeuralNetwork((4, 3), learning_rate=0.3, num_iterations=201, random_state=seed).fit(X, y)
        parameters, costs = L_layer_model(X.T, y.reshape(1, -1), [8, 4, 3, 1], learning_rate=0.3, num_iterations=201,
                                          seed=seed)
        assert agrees(model, parameters, costs) and len(costs) == 3


def test_numbers_of_32_bits_are_trained_and_predicted_in_64(examples):
    X, y = examples[0].astype(np.float32), examples[1]
    model = DeepNeuralNetwork((3,), num_iterations=50).fit(X, y)
    wide = DeepNeuralNetwork((3,), num_iterations=50).fit(X.astype(float), y)
    assert same(model.parameters_, wide.parameters_)
    assert np.array_equal(model.predict_proba(X), wide.predict_proba(X.astype(float)))
    with pytest.raises(ValueError, match="could not convert string to float"):
        model.predict([["white"] * 8])


def test_default_seed_is_the_models_default(examples):
    X, y = examples
    model = DeepNeuralNetwork(num_iterations=3).fit(X, y)
    parameters, costs = L_layer_model(X.T, y.reshape(1, -1), [8, 20, 7, 5, 1], num_iterations=3)
    assert agrees(model, parameters, costs)


def test_article_shape_starts_as_the_article():
    """A (209, 12288) data set: default settings train the same start with the same steps."""
    rng = np.random.RandomState(0)
    X, y = rng.rand(209, 12288), np.arange(209) % 3 == 0
    model = DeepNeuralNetwork(num_iterations=3).fit(X, y)
    parameters, costs = L_layer_model(X.T, y.reshape(1, -1).astype(int), [12288, 20, 7, 5, 1], num_iterations=3)
    assert agrees(model, parameters, costs)


def test_predictions_are_the_models(examples, fitted, capsys):
    X, y = examples
    p = predict(X.T, 1 - y.reshape(1, -1), fitted.parameters_)  # "dog" comes after "cat"
    assert np.array_equal(fitted.predict(X), np.array(["cat", "dog"])[p[0]])
    labels = np.array(["dog", "cat"])[y]
    assert capsys.readouterr().out == f"Accuracy: {fitted.score(X, labels):.4f}\n"
    assert 0.9 < fitted.score(X, labels)
    AL, _ = L_model_forward(X.T, fitted.parameters_)
    probabilities = fitted.predict_proba(X)
    assert probabilities.shape == (60, 2) and np.array_equal(probabilities[:, 1], AL[0])
    assert np.array_equal(probabilities.sum(axis=1), np.ones(60))


def test_half_is_no(fitted, examples):
    model = clone(fitted).fit(examples[0], examples[1])
    model.parameters_ = {key: np.zeros_like(array) for key, array in model.parameters_.items()}
    assert np.array_equal(model.predict_proba(examples[0][:2]), [[0.5, 0.5]] * 2)
    assert model.predict(examples[0][:2]).tolist() == [0, 0]


def test_it_calls_the_courses_functions(monkeypatch, examples):
    called = []
    for name in ("initialize_parameters_deep", "train", "L_model_forward"):
        function = getattr(estimator, name)
        monkeypatch.setattr(estimator, name, lambda *a, f=function, n=name, **k: called.append(n) or f(*a, **k))
    DeepNeuralNetwork(num_iterations=2).fit(*examples).predict(examples[0])
    assert called == ["initialize_parameters_deep", "train", "L_model_forward"]


def test_every_solver_gives_the_same_network(examples):
    X, y = examples
    for solver in ("auto", "gram", "plain"):
        model = DeepNeuralNetwork((4, 3), learning_rate=0.3, num_iterations=201, solver=solver).fit(X, y)
        parameters, costs = L_layer_model(X.T, y.reshape(1, -1), [8, 4, 3, 1], learning_rate=0.3, num_iterations=201)
        assert agrees(model, parameters, costs)
        assert model.solver_ == ("plain" if solver == "auto" else solver)  # 60 examples of 8 numbers
    assert DeepNeuralNetwork(num_iterations=50).fit(np.random.RandomState(0).rand(6, 500), y[:6]).solver_ == "gram"
    with pytest.raises(ValueError, match="solver must be 'auto', 'gram' or 'plain', got 'fast'"):
        DeepNeuralNetwork(solver="fast").fit(X, y)


def test_attributes(fitted):
    assert fitted.classes_.tolist() == ["cat", "dog"] and fitted.n_features_in_ == 8
    assert [fitted.parameters_[f"W{l}"].shape for l in (1, 2, 3)] == [(6, 8), (3, 6), (1, 3)]
    assert len(fitted.costs_) == 7 and fitted.costs_[0] > 2 * fitted.costs_[-1]
    assert not fitted.__sklearn_tags__().classifier_tags.multi_class


def test_random_state(examples):
    X, y = examples

    def start(random_state):
        return DeepNeuralNetwork((3,), num_iterations=0, random_state=random_state).fit(X, y)

    assert same(start(np.int64(3)).parameters_, start(3).parameters_)
    shared = np.random.RandomState(5)
    first, second = start(shared), start(shared)
    assert not same(first.parameters_, second.parameters_)
    assert same(first.parameters_, start(np.random.RandomState(5)).parameters_)
    assert same(first.parameters_, start(first.seed_).parameters_)
    assert start(None).seed_ != start(None).seed_
    before = np.random.get_state()[1].copy()
    start(7)
    assert np.array_equal(before, np.random.get_state()[1])  # NumPy's global generator is left alone


def test_in_scikit_learns_tools(examples):
    X, y = examples
    search = GridSearchCV(make_pipeline(StandardScaler(), DeepNeuralNetwork((4,), num_iterations=200)),
                          {"deepneuralnetwork__learning_rate": [1e-9, 0.5]}, cv=3).fit(X, y)
    assert search.best_params_ == {"deepneuralnetwork__learning_rate": 0.5} and search.best_score_ > 0.8


# Wrong input

@pytest.mark.parametrize("settings, message", [
    ({"hidden_sizes": 5}, "hidden_sizes must list the units of each hidden layer.* got 5"),
    ({"hidden_sizes": "20"}, "hidden_sizes must list"),
    ({"hidden_sizes": (20, 0)}, r"hidden_sizes\[1\] must be a whole number of at least 1, got 0"),
    ({"learning_rate": "fast"}, "learning_rate must be a finite number, got 'fast'"),
    ({"num_iterations": 2.5}, "num_iterations must be a whole number of at least 0, got 2.5"),
    ({"random_state": -1}, "random_state must be a whole number from 0 to 4294967295, got -1"),
    ({"random_state": "one"}, "random_state must be a whole number"),
])
def test_wrong_settings(examples, settings, message):
    with pytest.raises(ValueError, match=message):
        DeepNeuralNetwork(**{"num_iterations": 1, **settings}).fit(*examples)


def test_wrong_data(examples, fitted):
    X, y = examples
    model = DeepNeuralNetwork(num_iterations=1)
    with pytest.raises(ValueError, match="y must hold examples of two classes, got one class, 4"):
        model.fit(X, np.full(60, 4))
    with pytest.raises(ValueError, match="Only binary classification is supported.* multiclass"):
        model.fit(X, np.arange(60) % 3)
    with pytest.raises(ValueError, match="Input X contains NaN"):
        model.fit(np.where(X > 0.99, np.nan, X), y)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        model.fit(X, y[:-1])
    with pytest.raises(ValueError, match="X has 7 features, but DeepNeuralNetwork is expecting 8"):
        fitted.predict(X[:, :7])
    with pytest.raises(NotFittedError):
        model.predict(X)


@pytest.mark.filterwarnings("error")
def test_divergence_is_said(examples):
    X, y = examples
    model = DeepNeuralNetwork((3, 3), learning_rate=1e300, num_iterations=50)
    with pytest.raises(ValueError, match="learning_rate must be small enough .* got 1e[+]300 for values of X up to"):
        model.fit(X, y)
    assert not hasattr(model, "parameters_")


# Files

def check_round_trip(model, path, X):
    model.save(path)
    loaded = DeepNeuralNetwork.load(path)
    assert same(loaded.parameters_, model.parameters_) and loaded.costs_ == model.costs_
    assert all(array.dtype == np.float64 for array in loaded.parameters_.values())
    assert np.array_equal(loaded.classes_, model.classes_) and loaded.classes_.dtype == model.classes_.dtype
    assert loaded.n_features_in_ == model.n_features_in_ and loaded.seed_ == model.seed_
    assert loaded.solver_ == model.solver_
    assert np.array_equal(loaded.predict_proba(X), model.predict_proba(X))
    assert np.array_equal(loaded.predict(X), model.predict(X))
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    return loaded


def test_round_trip_is_bit_for_bit(fitted, examples, tmp_path):
    loaded = check_round_trip(fitted, tmp_path / "cat.h5", examples[0])
    assert loaded.get_params() == fitted.get_params() == {
        "hidden_sizes": (6, 3), "learning_rate": 0.3, "num_iterations": 601, "random_state": 1, "solver": "auto"}
    assert not hasattr(loaded, "feature_names_in_")
    check_round_trip(loaded, tmp_path / "cat.h5", examples[0])  # over an older file, and from a loaded model
    assert DeepNeuralNetwork.load(str(tmp_path / "cat.h5")).score(examples[0], loaded.predict(examples[0])) == 1


@pytest.mark.parametrize("classes", [[0, 1], [-1.0, 2.0], [False, True], ["chat", "ch\u00e2ton"],
                                     np.array(["a", "b"], dtype=object), np.array([3, 200], dtype=np.uint8)])
def test_round_trip_of_labels(examples, tmp_path, classes):
    X, y = examples
    model = DeepNeuralNetwork((2,), num_iterations=1).fit(X, np.asarray(classes)[y])
    check_round_trip(model, tmp_path / "model.h5", X)


@pytest.mark.parametrize("settings", [{"hidden_sizes": ()}, {"hidden_sizes": [3, 2]}, {"num_iterations": np.int64(0)},
                                      {"hidden_sizes": np.array([3])}, {"learning_rate": np.float32(0.1)},
                                      {"random_state": None}])
def test_round_trip_of_settings(examples, tmp_path, settings):
    model = DeepNeuralNetwork(**{"num_iterations": 1, **settings}).fit(*examples)
    loaded = check_round_trip(model, tmp_path / "model.h5", examples[0])
    expected = {**model.get_params(), "hidden_sizes": tuple(model.hidden_sizes)}
    assert loaded.get_params() == expected


def test_random_state_is_kept_as_its_seed(examples, tmp_path):
    X, y = examples
    model = DeepNeuralNetwork((2,), num_iterations=2, random_state=np.random.RandomState(9)).fit(X, y)
    loaded = check_round_trip(model, tmp_path / "model.h5", X)
    assert loaded.random_state == model.seed_
    assert same(clone(loaded).fit(X, y).parameters_, model.parameters_)


@pytest.mark.filterwarnings("ignore:X does not have valid feature names")
def test_round_trip_of_feature_names(examples, tmp_path):
    model = DeepNeuralNetwork((2,), num_iterations=1).fit(*examples)
    names = [f"pixel \u00e9 {i}" for i in range(8)]
    model.feature_names_in_ = np.array(names, dtype=object)  # as scikit-learn sets it for a data frame
    loaded = check_round_trip(model, tmp_path / "model.h5", examples[0])
    assert loaded.feature_names_in_.tolist() == names and loaded.feature_names_in_.dtype == object


def test_save_before_fit(tmp_path):
    with pytest.raises(NotFittedError):
        DeepNeuralNetwork().save(tmp_path / "model.h5")
    assert list(tmp_path.iterdir()) == []


def test_failed_save_leaves_the_older_file(fitted, tmp_path, monkeypatch):
    path = tmp_path / "model.h5"
    fitted.save(path)
    before = path.read_bytes()

    def full(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(h5py.Group, "create_dataset", full)
    with pytest.raises(OSError, match="No space"):
        fitted.save(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_pickle(fitted, examples):
    again = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(again.predict_proba(examples[0]), fitted.predict_proba(examples[0]))


BROKEN = "path must be an HDF5 file that DeepNeuralNetwork.save wrote, got"


def test_load_what_is_no_model(tmp_path):
    with pytest.raises(FileNotFoundError):
        DeepNeuralNetwork.load(tmp_path / "nowhere.h5")
    text, foreign = tmp_path / "text.h5", tmp_path / "foreign.h5"
    text.write_text("not HDF5")
    with h5py.File(foreign, "w") as file:
        file["train_set_x"] = np.zeros(3)
    for path in (text, foreign, tmp_path):
        with pytest.raises(ValueError, match=BROKEN):
            DeepNeuralNetwork.load(path)


def remove(key):
    return lambda file: file.__delitem__(key)


def replace(key, value):
    def change(file):
        del file[key]
        file[key] = value
    return change


def attribute(key, text):
    return lambda file: file.attrs.__setitem__(key, np.bytes_(text))


@pytest.mark.parametrize("change", [
    remove("W2"), remove("b3"), remove("costs"), replace("W1", np.full((6, 8), np.nan)),
    replace("W2", np.zeros((3, 5))), replace("b1", np.zeros((5, 1))), replace("W1", 3.0),
    attribute("format", "dnn_utils.DeepNeuralNetwork 2"),
    attribute("settings", "{"), attribute("settings", '{"hidden_sizes": [6, 3], "depth": 3}'),
    attribute("settings", '{"hidden_sizes": [4]}'), attribute("settings", '{"learning_rate": 1}'),
    attribute("classes", "[0, 1, 2]"), attribute("classes_dtype", "cat"),
    lambda file: file.attrs.__delitem__("seed"),
])
def test_load_a_changed_file(fitted, tmp_path, change):
    path = tmp_path / "model.h5"
    fitted.save(path)
    with h5py.File(path, "r+") as file:
        change(file)
    with pytest.raises(ValueError, match=BROKEN):
        DeepNeuralNetwork.load(path)


def test_load_a_damaged_file(fitted, tmp_path):
    """Cut anywhere it is refused; one flipped bit is refused or touches only unused bytes."""
    path = tmp_path / "model.h5"
    fitted.save(path)
    whole, rng, refused = path.read_bytes(), np.random.RandomState(0), 0
    for length in np.linspace(0, len(whole) - 1, 40).astype(int):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=BROKEN):
            DeepNeuralNetwork.load(path)
    for place in rng.randint(0, len(whole), 400):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << rng.randint(8)
        path.write_bytes(damaged)
        try:
            loaded = DeepNeuralNetwork.load(path)
        except ValueError:
            refused += 1
        else:
            assert same(loaded.parameters_, fitted.parameters_) and loaded.costs_ == fitted.costs_
            assert loaded.get_params() == fitted.get_params() and np.array_equal(loaded.classes_, fitted.classes_)
    assert refused > 40
