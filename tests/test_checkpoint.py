"""Trainings that are kept in a learner's folder: found again as they were, or not at all."""
import os
from functools import partial

import numpy as np
import pytest

from dnn_utils import initialize_parameters_deep
from dnn_utils.checkpoint import Training, load_training, save_training, settings_of

X, Y, DIMS = np.arange(12.0).reshape(3, 4) / 12, np.array([[1, 0, 1, 0]]), [3, 2, 1]
TRAINING = Training(initialize_parameters_deep(DIMS), [0.75, 0.5], 200)


def model(X, Y):
    return X, Y


def other_model(X, Y):
    return Y, X


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / ".dnn-course").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".dnn-course"


def test_a_training_comes_back_to_the_last_bit():
    save_training("two_layer", TRAINING, "abc")
    back = load_training("two_layer", "abc")
    assert (back.costs, back.iterations, list(back.parameters)) == ([0.75, 0.5], 200, list(TRAINING.parameters))
    for name, array in TRAINING.parameters.items():
        assert back.parameters[name].dtype == array.dtype
        np.testing.assert_array_equal(back.parameters[name], array)


def test_other_settings_another_name_or_no_folder_give_none(folder):
    save_training("two_layer", TRAINING, "abc")
    assert load_training("two_layer", "abd") is None and load_training("L_layer", "abc") is None
    os.rename(folder, folder.with_name("gone"))
    assert load_training("two_layer", "abc") is None


def test_the_last_training_of_a_name_is_kept(folder):
    save_training("a", TRAINING, "abc")
    save_training("a", TRAINING._replace(iterations=300), "new")
    assert load_training("a", "abc") is None and load_training("a", "new").iterations == 300
    assert [path.name for path in folder.iterdir()] == ["a.h5"]


def test_a_file_appears_whole_or_not_at_all(folder):
    save_training("a", TRAINING, "abc")
    before = (folder / "a.h5").read_bytes()
    with pytest.raises(TypeError):
        save_training("a", TRAINING._replace(parameters={**TRAINING.parameters, "W1": np.array([{}])}), "abc")
    assert (folder / "a.h5").read_bytes() == before and len(list(folder.iterdir())) == 1


def test_a_damaged_file_is_as_good_as_none(folder):
    save_training("a", TRAINING, "abc")
    whole = (folder / "a.h5").read_bytes()
    stored = TRAINING.parameters["W1"].tobytes()
    assert stored in whole
    for damaged in (b"", b"no HDF5", whole[:len(whole) // 2], whole.replace(stored, bytes(len(stored)))):
        (folder / "a.h5").write_bytes(damaged)
        assert load_training("a", "abc") is None
    (folder / "a.h5").write_bytes(whole)
    assert load_training("a", "abc") is not None


def test_not_a_number_is_as_good_as_none():
    save_training("a", TRAINING._replace(parameters={**TRAINING.parameters, "b2": np.array([[np.nan]])}), "abc")
    assert load_training("a", "abc") is None


@pytest.mark.parametrize("name", ["", "../a", "a/b", "a.h5", "a b", None])
def test_a_name_is_no_path(name):
    with pytest.raises(ValueError, match="name must be letters"):
        load_training(name, "abc")
    with pytest.raises(ValueError, match="name must be letters"):
        save_training(name, TRAINING, "abc")


def test_settings_differ_where_anything_differs_and_only_there():
    settings = settings_of(model, X, Y, DIMS, 0.0075, 1)
    assert settings == settings_of(model, X.copy(order="F"), Y.copy(), tuple(np.array(DIMS)), 0.0075, np.int64(1))
    changed = X.copy()
    changed[2, 3] += 1e-12
    others = {settings_of(*arguments) for arguments in [
        (other_model, X, Y, DIMS, 0.0075, 1), (model, changed, Y, DIMS, 0.0075, 1), (model, X, 1 - Y, DIMS, 0.0075, 1),
        (model, X, Y, [3, 3, 1], 0.0075, 1), (model, X, Y, DIMS, 0.01, 1), (model, X, Y, DIMS, 0.0075, 2),
        (model, X.reshape(4, 3), Y, DIMS, 0.0075, 1)]}
    assert len(others) == 7 and settings not in others


def test_a_function_without_a_source_has_no_settings():
    namespace = {}
    exec("def f(X): return X", namespace)
    assert settings_of(namespace["f"], X, Y, DIMS, 0.0075, 1) is None
    assert settings_of(partial(model, X), X, Y, DIMS, 0.0075, 1) is None
