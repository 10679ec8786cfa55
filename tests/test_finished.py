"""The page at the end: shown once all points are there, kept in the learner's folder, and true of what the folder holds."""
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup

import dnn_utils
from dnn_course.cli import main
from dnn_course.learner.start import start
from dnn_course.learner.start_page import progress as start_page
from dnn_utils.checkpoint import Training, save_training
from testCases import finished as module
from testCases import progress
from testCases.checking import examine, run_check
from testCases.exercises import EXERCISES
from testCases.finished import PAGE, finished, is_finished
from testCases.hints import mark_looked_up
from testCases.progress import record

HUNDRED = [e for e in EXERCISES if e.lesson <= module.LAST]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder in which all is done but relu, and in which this kernel runs."""
    start(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    monkeypatch.setattr(progress, "_unkept", {})
    monkeypatch.setattr("testCases.hints._looked_up", set())
    record([examine(e.name, getattr(dnn_utils, e.name)) for e in HUNDRED if e.name != "relu"])
    return tmp_path / "mine"


def keep_a_training(name="L_layer", sizes=(12288, 20, 7, 5, 1)):
    parameters = dnn_utils.initialize_parameters_deep(list(sizes))
    save_training(name, Training(parameters, [0.7, 0.6], 150), "settings")
    return parameters


def words(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def test_the_last_point_shows_the_page_once_and_keeps_it(folder, capsys):
    assert finished() is None and not (folder / PAGE).exists() and "to keep" not in str(start_page(folder))
    run_check("relu", dnn_utils.relu)
    assert "100 of 100 points: you have built a deep neural network" in capsys.readouterr().out
    assert (folder / PAGE).is_file() and not list(folder.glob("*.part"))
    run_check("relu", dnn_utils.relu)
    assert "100 of 100" not in capsys.readouterr().out, "once, and not with every check that follows"


def test_it_can_be_opened_again_from_the_start_page_and_from_the_command(folder, capsys):
    record([examine("relu", dnn_utils.relu)])
    page = start_page(folder)
    assert f"to keep and to show: {PAGE}" in str(page) and f'<a href="{PAGE}"' in page._repr_html_()
    (folder / PAGE).unlink()
    start_page(folder)
    assert (folder / PAGE).is_file(), "written anew"
    (folder / PAGE).unlink()
    main(["check", str(folder / "02_forward.ipynb")])  # not written there, and the best counts
    assert f"to keep: {folder / PAGE}" in capsys.readouterr().out and (folder / PAGE).is_file()


@pytest.mark.parametrize("name", [e.name for e in HUNDRED])
def test_it_is_not_shown_while_a_single_point_is_missing(name, folder, monkeypatch):
    record([examine("relu", dnn_utils.relu)])
    assert is_finished()
    points = {e.name: e.points for e in HUNDRED}
    monkeypatch.setattr(module, "points_so_far", lambda folder: {**points, name: points[name] - 0.1})
    assert not is_finished()


def test_elsewhere_there_is_no_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(progress, "_unkept", {})
    record([examine(e.name, getattr(dnn_utils, e.name)) for e in HUNDRED])
    assert finished() is None and list(tmp_path.iterdir()) == []


def test_every_function_stands_beside_its_lesson_in_text_panel_and_page(folder):
    record([examine("relu", dnn_utils.relu)])
    found = finished()
    page = (folder / PAGE).read_text(encoding="utf-8")
    for shown in (str(found), words(found._repr_html_()), words(page)):
        for lesson in {e.lesson for e in HUNDRED}:
            names = " , ".join(e.name for e in HUNDRED if e.lesson == lesson)
            assert f"Lesson {int(lesson[:2])} {names}".replace(" ,", ",") in re.sub(r" +", " ", shown.replace(" ,", ","))


def test_size_and_accuracy_are_those_of_the_network_that_the_folder_keeps(folder):
    record([examine("relu", dnn_utils.relu)])
    parameters, data = keep_a_training(), dnn_utils.load_dataset("drawn")
    AL, _ = dnn_utils.L_model_forward(data.test_x, parameters)
    right = int(np.sum((AL > 0.5) == data.test_y))
    low, high = dnn_utils.accuracy_interval(right, 50)
    said = str(finished())
    assert "from 12,288 numbers through layers of 20, 7, 5 and 1. That is 245,973 weights and biases." in said
    assert f"After 150 iterations it is right about {right} of the 50 drawn test pictures, which is {right / 50:.2f}." in said
    assert f"between {low:.2f} and {high:.2f}." in said
    page = (folder / PAGE).read_text(encoding="utf-8")
    assert f"right about {right} of the 50" in page and 'src="data:image/svg+xml;base64,' in page
    keep_a_training(sizes=(12288, 4, 1))
    assert "through layers of 4 and 1. That is 49,161 weights" in str(finished())
    assert "<img" not in (folder / PAGE).read_text(encoding="utf-8"), "the drawing is of another network"


@pytest.mark.parametrize("content", [None, b"", b"no HDF5", "of other pictures"])
def test_without_a_network_that_can_be_read_it_says_what_to_do_and_states_no_number(content, folder):
    record([examine("relu", dnn_utils.relu)])
    if content == "of other pictures":
        keep_a_training(sizes=(5, 3, 1))
    elif content is not None:
        (folder / ".dnn-course" / "L_layer.h5").write_bytes(content)
    said = str(finished())
    assert "keeps no training of the deep network. Run the training in 07_L_layer.ipynb" in said
    assert "right about" not in said and "weights and biases" not in said


def test_the_training_of_lesson_8_counts_where_that_of_lesson_7_is_gone(folder):
    record([examine("relu", dnn_utils.relu)])
    keep_a_training("analysis")
    assert "245,973 weights" in str(finished())


def test_the_page_needs_no_network_is_readable_in_the_dark_and_by_a_screen_reader(folder):
    record([examine("relu", dnn_utils.relu)])
    keep_a_training()
    mark_looked_up("predict")
    (folder / "09_more.ipynb").write_text("{}")
    found = finished()
    soup = BeautifulSoup((folder / PAGE).read_text(encoding="utf-8"), "html.parser")
    assert soup.html["lang"] == "en" and soup.title.text == soup.h1.text == found.headline()
    assert [heading.text for heading in soup.find_all("h2")] == [
        "What you have built", "How large it is", "What its accuracy is worth", "What comes next"]
    assert "color-scheme: light dark" in soup.style.text and not re.search(r"color: *#|background", soup.style.text)
    assert not soup.find_all(["script", "link", "iframe"]) and "http" not in str(soup).split("base64,")[0]
    assert [head["scope"] for head in soup.find_all("th")] == ["col", "col", *["row"] * len(found.built)]
    assert all(image["alt"].endswith(".") and len(image["alt"]) > 60 for image in soup.find_all("img"))
    targets = {anchor["href"] for anchor in soup.find_all("a")}
    assert "09_more.ipynb" in targets and all((folder / target).is_file() for target in targets)
    assert "Solutions looked up: predict" in soup.text and "Solutions looked up: predict" in str(found)


def test_a_page_that_cannot_be_written_is_shown_all_the_same(folder):
    record([examine("relu", dnn_utils.relu)])
    (folder / PAGE).mkdir()
    assert "you have built a deep neural network" in str(finished()) and not list(folder.glob(".*.part"))
