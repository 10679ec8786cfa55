"""What other people's machines and files bring: each test stands for a kind of fault that was reported from outside."""
import json
import os
import shutil
import signal
import subprocess
import sys
from fractions import Fraction

import nbformat
import numpy as np
import pytest
from PIL import Image

from dnn_course import cli
from dnn_course.home import course_notebooks
from dnn_course.learner.check import read_notebook
from dnn_course.learner.export import export
from dnn_course.learner.start import start
from dnn_course.learner.updating import update
from dnn_utils import (DeepNeuralNetwork, L_model_forward, compute_cost, initialize_parameters, linear_backward,
                       linear_forward, picture_path, prepare_picture, train, two_layer_model, update_parameters)
from dnn_utils.checkpoint import Training, save_training
from dnn_utils.files import COURSE, write_then_rename
from dnn_utils.photographs import find_photographs
from dnn_utils.stored import read_file, write_arrays

LESSON = COURSE / "notebooks" / "03_cost.ipynb"
X = np.random.RandomState(0).randn(4, 10)
Y = (X[:1] > 0).astype(int)


@pytest.fixture
def folder(tmp_path):
    start(tmp_path / "my_course")
    return tmp_path / "my_course"


@pytest.fixture
def model():
    return DeepNeuralNetwork((3,), num_iterations=3).fit(X.T, Y[0])


# ---- folders without locks, links, long names

def test_a_file_that_another_program_has_locked_is_read(tmp_path):
    path = tmp_path / "held.h5"
    write_arrays(path, {"W1": X})
    fcntl = pytest.importorskip("fcntl", reason="Windows locks files in another way")
    with open(path, "rb+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        np.testing.assert_array_equal(read_file(path)[0]["W1"], X)


def test_a_model_is_saved_where_a_link_leads_and_the_link_stays(tmp_path, model):
    (tmp_path / "elsewhere").mkdir()
    link, target = tmp_path / "model.h5", tmp_path / "elsewhere" / "model.h5"
    target.write_bytes(b"the older one")
    link.symlink_to(target)
    model.save(link)
    assert link.is_symlink() and DeepNeuralNetwork.load(target).hidden_sizes == (3,)


def test_an_update_leaves_a_link_where_it_is(folder, tmp_path):
    link, target = folder / "03_cost.ipynb", tmp_path / "synchronised.ipynb"
    notebook = nbformat.read(link, 4)
    notebook.cells[0].source, notebook.cells[1].source = "older words", "my_own = 1"
    nbformat.write(notebook, target)
    link.unlink()
    link.symlink_to(target)
    update(folder)
    assert link.is_symlink() and "my_own = 1" in [cell.source for cell in nbformat.read(target, 4).cells]


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path, model):
    path = tmp_path / ("n" * (os.pathconf(tmp_path, "PC_NAME_MAX") - 3) + ".h5")
    model.save(path)
    assert path.exists() and os.listdir(tmp_path) == [path.name]


def test_a_file_needs_a_folder_and_the_message_names_no_temporary_file(tmp_path, model):
    with pytest.raises(FileNotFoundError, match="^m.h5 must be written in a folder that exists, got .*no/such'$"):
        model.save(tmp_path / "no" / "such" / "m.h5")
    with pytest.raises(FileNotFoundError, match="^a must"), write_then_rename(tmp_path / "file" / "a"):
        pass


# ---- settings that changed, files that are the learner's

def test_a_model_whose_settings_were_changed_after_fit_is_saved_as_it_was_fitted(tmp_path, model):
    model.set_params(hidden_sizes=(5, 2), learning_rate=0.5)
    model.save(tmp_path / "m.h5")
    loaded = DeepNeuralNetwork.load(tmp_path / "m.h5")
    assert loaded.hidden_sizes == (3,)
    np.testing.assert_array_equal(loaded.predict_proba(X.T), model.predict_proba(X.T))


def test_no_advice_destroys_a_file_of_ones_own(tmp_path, monkeypatch):
    for name in ("train_catvnoncat.h5", "test_catvnoncat.h5"):
        (tmp_path / name).write_bytes(b"my own pictures")
    monkeypatch.setenv("DNN_DATASETS", str(tmp_path))
    with pytest.raises(ValueError, match="another place, which keeps it") as refused:
        find_photographs()
    assert not any(word in str(refused.value) for word in ("remove", "delete", "overwrite"))


# ---- notebooks in every state

STATES = {
    "empty": ("", "the file is empty"),
    "blank": ("\n  \n", "the file is empty"),
    "merge conflict": ("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n", "both versions of a Git merge.*line 1"),
    "cut off": (LESSON.read_text(encoding="utf-8")[:3000], "it is not JSON, line "),
}


@pytest.mark.parametrize("state", STATES)
def test_a_file_that_is_no_notebook_is_named_for_what_it_is(state, tmp_path, folder):
    text, sentence = STATES[state]
    path = tmp_path / "03_cost.ipynb"
    path.write_text(text, encoding="utf-8")
    for read in (read_notebook, export):
        with pytest.raises(ValueError, match=sentence):
            read(path)
    shutil.copy(path, folder)
    report = update(folder)
    assert not report.complete
    assert [changes.notebook for changes in report.notebooks if changes.trouble] == [path.name]
    assert (folder / path.name).read_text(encoding="utf-8") == text, "left as it is"


def test_a_folder_in_the_place_of_a_notebook_is_named(tmp_path):
    (tmp_path / "03_cost.ipynb").mkdir()
    with pytest.raises(IsADirectoryError, match="it is a folder"):
        read_notebook(tmp_path / "03_cost.ipynb")


def with_windows_line_ends(text):
    content = json.loads(text)
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return json.dumps(content)


@pytest.mark.parametrize("change", [with_windows_line_ends, lambda text: "\ufeff" + text], ids=["CRLF", "mark"])
def test_what_an_editor_on_windows_adds_is_no_change_of_the_learners(change, folder):
    path = folder / "03_cost.ipynb"
    notebook = nbformat.read(path, 4)
    words = next(cell for cell in notebook.cells if cell.cell_type == "markdown" and len(cell.source) > 200)
    current, words.source = words.source, "older words, as they were given"
    for place in (path, folder / ".dnn-course" / "given" / path.name):
        nbformat.write(notebook, place)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    assert read_notebook(path)["cells"]
    assert export(path, folder).exists()
    update(folder)
    assert [cell.source for cell in nbformat.read(path, 4).cells] == \
        [cell.source for cell in course_notebooks()[path.name].cells], "the new words came, and no copy of the old"
    assert current in [cell.source for cell in nbformat.read(path, 4).cells]


# ---- the command

def test_control_c_ends_a_command_with_one_line(tmp_path):
    code = ("from dnn_course import cli\n"
            "def stopped(): raise KeyboardInterrupt\n"
            "cli.run_fetch = stopped\n"
            "raise SystemExit(cli.main(['fetch']))")
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (128 + signal.SIGINT, "\ndnn-course: stopped by Control-C\n")


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf"])
def test_a_timeout_is_a_number_of_seconds(seconds, capsys):
    with pytest.raises(SystemExit):
        cli.main(["check", "--timeout", seconds, "03_cost.ipynb"])
    assert f"--timeout: it must be a number above 0, got {seconds!r}" in capsys.readouterr().err


def test_a_folder_below_the_home_folder_may_be_named_with_a_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(COURSE)
    assert cli.main(["start", "~/mine"]) == 0
    assert (tmp_path / "mine" / "03_cost.ipynb").exists() and not (COURSE / "~").exists()


def test_no_folder_is_made_in_a_file(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine")
    assert cli.main(["start", str(tmp_path / "notes.txt" / "course")]) == 1
    assert capsys.readouterr().err == (f"dnn-course: {tmp_path / 'notes.txt'} is a file, and no folder can be made in "
                                       "it: name another one\n")


# ---- numbers of other kinds

@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int16, bool])
def test_products_that_do_not_fit_are_refused(dtype):
    A, W, b = np.full((2, 3), 100).astype(dtype), np.full((1, 2), 100).astype(dtype), np.zeros((1, 1))
    for call in (lambda: linear_forward(A, W, b), lambda: linear_backward(np.ones((1, 3)), (A, W, b))):
        with pytest.raises(ValueError, match=f"^A and W must have a dtype .*got {np.dtype(dtype)}"):
            call()
    Z, _ = linear_forward(A, W.astype(float), b)
    np.testing.assert_array_equal(Z, np.full((1, 3), 2.0 * float(W[0, 0]) * float(A[0, 0])))


def test_numbers_that_numpy_does_not_compute_with_are_refused():
    start = initialize_parameters(4, 3, 1)
    for call in (lambda: two_layer_model(X, Y, [4, 3, 1], Fraction(1, 100), 3),
                 lambda: train(X, Y, start, Fraction(1, 100), 3),
                 lambda: update_parameters({"W1": X, "b1": X[:, :1]}, {"dW1": X, "db1": X[:, :1]}, Fraction(1, 100))):
        with pytest.raises(ValueError, match=r"^learning_rate must be a finite number.*got Fraction\(1, 100\)$"):
            call()
    for call in (lambda: compute_cost(np.full((1, 10), 0.5), np.asmatrix(Y)),
                 lambda: two_layer_model(X, np.asmatrix(Y), [4, 3, 1], 0.1, 3)):
        with pytest.raises(ValueError, match="^Y must be an array of labels .*got matrix$"):
            call()


# ---- files that are taken for pictures

NO_PICTURES = {
    "phone.heic": (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC, the format of many phones: export it as JPEG"),
    "renamed.jpg": (b"\0\0\0\x18ftypmif1" + bytes(40), "HEIC"),
    "film.jpg": (b"\0\0\0\x18ftypmp42" + bytes(40), "a film"),
    "page.png": (b"<!doctype html><html><body><img src=cat.jpg></body></html>", "a web page"),
    "drawing.png": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG: export it as PNG"),
    "letter.jpg": (b"%PDF-1.7 and more", "a PDF file"),
    "empty.jpg": (b"", "an empty file"),
    "words.jpg": (b"a cat sat on the mat", "no format that Pillow knows"),
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_is_named_where_the_lesson_asks_for_its_path(name, tmp_path, monkeypatch):
    content, sentence = NO_PICTURES[name]
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    for argument, call in (("filename", lambda: picture_path(name)),
                           ("file", lambda: prepare_picture(tmp_path / "images" / name))):
        with pytest.raises(ValueError, match=f"^{argument} must be a picture .*{name}', which is .*{sentence}"):
            call()


def test_a_picture_that_pillow_knows_by_another_name_is_read(tmp_path, monkeypatch):
    (tmp_path / "images").mkdir()
    Image.new("RGB", (80, 70), "red").save(tmp_path / "images" / "red.heic", "PNG")
    monkeypatch.chdir(tmp_path)
    assert prepare_picture(picture_path("red.heic")).shape == (12288, 1)


# ---- the network that a learner has trained, asked about pictures

def test_the_trained_network_says_what_it_thinks_of_pictures(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    assert cli.main(["picture", "my_image.jpg"]) == 1
    assert "holds no trained network yet: lesson 7 trains one (07_L_layer.ipynb" in capsys.readouterr().err
    parameters = initialize_parameters(12288, 3, 1, seed=4)
    x = prepare_picture(picture_path("my_image.jpg"))
    for sign, answer in ((1, "cat"), (-1, "no cat")):
        w = sign * x.T / 100 * np.ones((3, 1))
        kept = {**parameters, "W1": np.abs(w), "W2": sign * np.ones((1, 3))}
        save_training("L_layer", Training(kept, [0.7], 200), "settings")
        expected = L_model_forward(x, kept)[0][0, 0]
        assert cli.main(["picture", "my_image.jpg", "images/my_image.jpg", "nowhere.jpg", "images"]) == 1
        out, err = capsys.readouterr()
        assert "07_L_layer.ipynb" in out and "after 200 iterations" in out
        assert out.count(f"{answer} (probability of a cat {expected:.4f})") == 2 and (expected > 0.5) == (sign > 0)
        assert "'nowhere.jpg'" in err and "which is a folder" in err
    monkeypatch.chdir(tmp_path)
    assert cli.main(["picture", str(folder / "images" / "my_image.jpg")]) == 0
    capsys.readouterr()
    assert cli.main(["picture", "my_image.jpg"]) == 1
    assert "is in no learner's folder" in capsys.readouterr().err
