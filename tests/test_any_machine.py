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
from dnn_course.learner.environment import check_environment
from dnn_course.learner.export import export
from dnn_course.learner.start import start
from dnn_course.learner.start_page import progress
from dnn_course.learner.updating import update
from dnn_utils import (DeepNeuralNetwork, L_layer_model, L_model_backward, L_model_forward, accuracy_interval,
                       add_weight_decay, bootstrap_means, class_probabilities, compute_cost, count_operations, dropout, fit_network,
                       initialize_parameters, initialize_parameters_deep, linear_activation_forward, linear_backward,
                       linear_forward, matmul_backward, paired_interval, picture_path, predict, predict_classes,
                       prepare_picture, relu, relu_backward, sigmoid, sigmoid_backward, standardise, train, train_many,
                       two_layer_model, unbroadcast, update_parameters, update_with_adam, update_with_momentum)
from dnn_utils.checkpoint import Training, save_training
from dnn_utils.files import COURSE, here, write_then_rename
from dnn_utils.photographs import find_photographs
from dnn_utils.stored import read_file, write_arrays
from testCases import hints
from testCases.hints import looked_up, mark_looked_up
from testCases.keeping import keep_from
from testCases.progress import points_so_far, record
from testCases.report import Report

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


# ---- a file of the learner's in the way

ORDERS = {  # what a learner's first cell imports, with the file in the way: the course's is found, or its name is said
    "testCases.py": "from dnn_utils.activations import sigmoid\nfrom testCases import check_sigmoid",
    "testCases/__init__.py": "import dnn_utils\nfrom testCases import check_sigmoid",
    "testCases/other.py": "import dnn_utils\nfrom testCases import check_sigmoid",
    "dnn_utils.py": "from testCases import check_sigmoid\nfrom dnn_utils.activations import sigmoid",
    "dnn_course.py": "import dnn_utils\nfrom testCases import check_sigmoid\nfrom dnn_course import check_environment",
    "dnn_utils/__init__.py": "from dnn_course import check_environment\nfrom dnn_utils.activations import sigmoid",
}


def test_a_file_with_a_name_of_the_courses_is_named_and_does_not_take_its_place(tmp_path):
    code = ["import os, sys, importlib"]
    for i, (name, cell) in enumerate(ORDERS.items()):
        file = tmp_path / str(i) / name
        file.parent.mkdir(parents=True)
        file.write_text("mine = 1\n")
        code.append(f"""
child = os.fork()
if child == 0:
    sys.path.insert(0, {str(tmp_path / str(i))!r})
    try:
        exec({cell!r})
    except BaseException as error:
        print('failed', {name!r}, repr(error), flush=True)
    print('done', flush=True)
    os._exit(0)
os.waitpid(child, 0)""")
    # and what was imported before the course's own
    code.append(f"""
sys.path.insert(0, {str(tmp_path / "0")!r})
from testCases import *
assert mine == 1
from dnn_utils.activations import sigmoid
from testCases import check_sigmoid
print('done', flush=True)""")
    if not hasattr(os, "fork"):
        pytest.skip("one process for each case would take long")
    ended = subprocess.run([sys.executable, "-c", "\n".join(code)], capture_output=True, text=True, cwd=tmp_path)
    assert ended.stdout.split() == ["done"] * (len(ORDERS) + 1), ended.stdout + ended.stderr
    path = subprocess.run([sys.executable, "-c", "import sys; print(*sys.path, sep='\\n')"], capture_output=True,
                          text=True, cwd=tmp_path).stdout.split("\n")
    for i, name in enumerate(ORDERS):
        place = tmp_path / str(i) / name.partition("/")[0]
        # a folder without __init__.py stands in nobody's way where the course's is found in a folder of sys.path
        in_the_way = name != "testCases/other.py" or str(COURSE) not in path
        assert (f"{place} has the name of the course's own {place.stem}" in ended.stderr) == in_the_way
        assert (f"Rename yours, such as to my_{place.name}, and" in ended.stderr) or not in_the_way
    ended = subprocess.run([sys.executable, "-c", "import dnn_utils\nfrom testCases import check_sigmoid"], cwd=tmp_path,
                           capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(tmp_path / "0")})
    assert f"{tmp_path / '0' / 'testCases.py'} has the name" in ended.stderr and ended.returncode == 0


@pytest.mark.parametrize("name", ["testCases.py", "dnn_utils.py", "dnn_course/__init__.py", "numpy.py", "random.py",
                                  "sklearn/__init__.py"])
def test_the_environment_check_names_what_is_in_the_way(name, folder):
    assert "in the way" not in str(check_environment(folder)) and "rename" not in str(check_environment(folder))
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("")
    (folder / "test.py").write_text("")
    (folder / "my_notes.py").write_text("")
    said = str(check_environment(folder))
    named = folder / name.partition("/")[0]
    assert f"{named} has the name of" in said and "What to do: rename" in said and said.count("has the name of") == 1


# ---- a kernel that runs in another folder

class Shell:
    """Stands for IPython's shell, with the names of VS Code's kernels."""

    def __init__(self, **names):
        self.user_ns = names


@pytest.mark.parametrize("way", ["VS Code", "Jupyter", "Jupyter, from the server's root", "several writers", "went away"])
def test_the_learners_folder_is_found_from_another_working_directory(way, folder, tmp_path, monkeypatch):
    elsewhere = tmp_path / "workspace"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setattr(hints, "_looked_up", set())
    notebook = folder / "03_cost.ipynb"
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert here() == elsewhere and not progress().kept
    assert f"{elsewhere} is no folder made by dnn-course start" in str(progress()) and "%cd" in str(progress())
    names = {"VS Code": {"__vsc_ipynb_file__": str(notebook)}, "went away": {"_dh": [folder]}}.get(way, {})
    session = {"Jupyter": str(notebook), "Jupyter, from the server's root": "my_course/03_cost.ipynb",
               "several writers": "RTC:my_course/03_cost.ipynb"}.get(way)
    if session:
        monkeypatch.setenv("JPY_SESSION_NAME", session)
    import IPython
    monkeypatch.setattr(IPython, "get_ipython", lambda: Shell(**names) if names else None)
    assert here().samefile(folder)
    assert record([Report("compute_cost", 8, 8)]) == []
    mark_looked_up("relu")
    assert keep_from("relu", ["import numpy as np\ndef relu(Z):\n    return np.maximum(0, Z), Z"]) == ""
    save_training("mine", Training(initialize_parameters(2, 2, 1), [0.7], 100), "settings")
    assert points_so_far(folder) == points_so_far() == {"compute_cost": 8}
    assert progress().kept and "relu" in looked_up(folder)
    assert (folder / ".dnn-course" / "my_network" / "relu.py").exists() and (folder / ".dnn-course" / "mine.h5").exists()
    assert os.listdir(elsewhere) == []


def test_a_folder_of_ones_own_stays_the_one_where_the_kernel_runs(folder, tmp_path, monkeypatch):
    start(tmp_path / "other")
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "03_cost.ipynb"))
    monkeypatch.chdir(tmp_path / "other")
    assert here() == tmp_path / "other"
    for nonsense in ("", "\0", "a" * 5000, "/", "nowhere/x.ipynb"):
        monkeypatch.setenv("JPY_SESSION_NAME", nonsense) if "\0" not in nonsense else None
        monkeypatch.chdir(tmp_path)
        assert here() == tmp_path


# ---- a folder that cannot be written

def test_a_check_prints_its_report_and_then_what_it_could_not_keep(folder):
    shutil.copy(LESSON, folder)
    command = [sys.executable, "-m", "dnn_course.cli", "check", "03_cost.ipynb", "--junit", "results.xml"]
    if os.name != "posix":
        pytest.skip("permissions of Windows are others")
    if os.geteuid() == 0:  # who may write everywhere: without that right, and in somebody else's folder
        if not shutil.which("setpriv"):
            pytest.skip("root cannot do without its rights here")
        command = ["setpriv", "--bounding-set=-dac_override,-fowner", "--inh-caps=-dac_override,-fowner", *command]
    for path in (folder, folder / ".dnn-course"):
        os.chmod(path, 0o555)
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)
    ended = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    os.chmod(folder, 0o755)
    assert "compute_cost  8 of 8" in ended.stdout and ended.returncode == 1
    points, results = ended.stderr.splitlines()
    assert points.startswith(f"These points are not kept, because {folder / '.dnn-course'} cannot be written (Permission")
    assert "Permission denied" in results and "results.xml" in results and ".part" not in results


@pytest.mark.parametrize("obstacle", ["progress.lock", "progress.json", "my_network"])
def test_a_check_in_a_notebook_says_what_it_could_not_keep(obstacle, folder, monkeypatch):
    monkeypatch.chdir(folder)
    if obstacle == "my_network":
        (folder / ".dnn-course" / obstacle).write_text("a file in the place of a folder")
        said = [keep_from("relu", ["import numpy as np\ndef relu(Z):\n    return np.maximum(0, Z), Z"])]
        assert "could not be kept for lessons 5 to 10" in said[0]
    else:
        (folder / ".dnn-course" / obstacle).mkdir()
        said = record([Report("compute_cost", 8, 8)])
        assert points_so_far() == {"compute_cost": 8}, "this process remembers"
        assert "These points are not kept" in said[0] and "dnn-course start" in said[0]
    assert ".part" not in said[0]


def test_no_message_names_a_temporary_file(tmp_path, model):
    (tmp_path / "m.h5").mkdir()
    (tmp_path / "m.h5" / "inside").write_text("")
    with pytest.raises(OSError, match="m.h5") as refused:
        model.save(tmp_path / "m.h5")
    assert ".part" not in str(refused.value) and os.listdir(tmp_path) == ["m.h5"]


# ---- nothing is thrown away unread

DAMAGED = ['{"relu": 2,\n<<<<<<< HEAD\n"sigmoid": 2}', '{"relu": null, "sigmoid": 1}', "[]", "", '{"relu": NaN}', "\x00" * 20,
           '{"relu": {"best": 2}}']


@pytest.mark.parametrize("text", DAMAGED)
def test_damaged_progress_is_copied_before_it_is_overwritten(text, folder):
    path = folder / ".dnn-course" / "progress.json"
    for number in (1, 2):
        path.write_text(text)
        said = record([Report("compute_cost", 8, 8)], folder)
        aside = path.with_name(f"progress.damaged-{number}.json")
        assert aside.read_text() == text and str(aside) in said[0] and json.loads(path.read_text())["compute_cost"]
        assert points_so_far(folder) == {"compute_cost": 8, **({"sigmoid": 1} if "null" in text else {})}
    assert record([Report("compute_cost", 8, 8)], folder) == []


def test_a_mark_of_windows_before_the_points_damages_nothing(folder):
    path = folder / ".dnn-course" / "progress.json"
    path.write_text('\ufeff{"relu": 2}', encoding="utf-8")
    assert points_so_far(folder) == {"relu": 2}
    assert record([Report("compute_cost", 8, 8)], folder) == [] and points_so_far(folder) == {"relu": 2, "compute_cost": 8}


def test_a_list_of_solutions_and_a_kept_function_that_were_changed_are_copied_too(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    monkeypatch.setattr(hints, "_looked_up", set())
    (folder / ".dnn-course" / "looked_up.json").write_text('["relu",')
    mark_looked_up("sigmoid")
    assert (folder / ".dnn-course" / "looked_up.damaged-1.json").read_text() == '["relu",'
    assert "looked_up.damaged-1.json" in capsys.readouterr().out and "sigmoid" in looked_up(folder)
    cells = ["import numpy as np\ndef relu(Z):\n    return np.maximum(0, Z), Z"]
    kept = folder / ".dnn-course" / "my_network" / "relu.py"
    assert keep_from("relu", cells) == keep_from("relu", cells) == "" and len(os.listdir(kept.parent)) == 1
    kept.write_text(kept.read_text() + "# an idea of my own\n")
    assert keep_from("relu", cells) == ""
    assert "an idea of my own" in kept.with_name("relu.damaged-1.py").read_text()
    assert "an idea" not in kept.read_text()


@pytest.mark.parametrize("changed", [{"hidden_sizes": None}, {"learning_rate": Fraction(1, 3)}, {"random_state": object()},
                                     {"solver": print}, {"num_iterations": np.arange(3)}, {"hidden_sizes": (9, 9, 9)}])
def test_whatever_the_settings_were_changed_to_the_model_is_saved_as_it_was_fitted(changed, tmp_path, model):
    before = {**model.get_params(), "hidden_sizes": (3,)}
    model.set_params(**changed)
    model.save(tmp_path / "m.h5")
    loaded = DeepNeuralNetwork.load(tmp_path / "m.h5")
    loaded.save(tmp_path / "again.h5")
    for each in (loaded, DeepNeuralNetwork.load(tmp_path / "again.h5")):
        assert each.get_params() == before
        np.testing.assert_array_equal(each.predict_proba(X.T), model.predict_proba(X.T))


# ---- numbers of fewer bits: computed in 64, or refused by name

DEEP = initialize_parameters_deep([4, 3, 1])
AL, CACHES = L_model_forward(X, DEEP)
GRADS = L_model_backward(AL, Y, CACHES)
Z = 3 * np.random.RandomState(1).randn(3, 10)
ROWS = np.array([0.625, 0.75, 0.5, 0.125])
COMPUTED = {  # functions of arrays, and the arrays
    "sigmoid": (lambda Z: sigmoid(Z)[0], [Z]), "relu": (lambda Z: relu(Z)[0], [Z]),
    "sigmoid_backward": (sigmoid_backward, [Z, Z[::-1]]), "relu_backward": (relu_backward, [Z, Z[::-1]]),
    "linear_forward": (lambda *a: linear_forward(*a)[0], [X, DEEP["W1"], DEEP["b1"]]),
    "linear_activation_forward": (lambda *a: linear_activation_forward(*a, "sigmoid")[0], [X, DEEP["W1"], DEEP["b1"]]),
    "linear_backward": (lambda dZ, A, W, b: np.vstack([each.ravel()[:3] for each in linear_backward(dZ, (A, W, b))]),
                        [Z, X, DEEP["W1"], DEEP["b1"]]),
    "compute_cost": (lambda AL: compute_cost(AL, Y), [AL]),
    "update_parameters": (lambda W, dW: update_parameters({"W1": W, "b1": W[:, :1]}, {"dW1": dW, "db1": dW[:, :1]}, 0.1)["W1"],
                          [Z, Z[::-1]]),
    "update_with_momentum": (lambda W, dW: update_with_momentum(
        {"W1": W, "b1": W[:, :1]}, {"dW1": dW, "db1": dW[:, :1]}, {"W1": W, "b1": W[:, :1]}, 0.1)[0]["W1"], [Z, Z[::-1]]),
    "update_with_adam": (lambda W, dW: update_with_adam(
        {"W1": W, "b1": W[:, :1]}, {"dW1": dW, "db1": dW[:, :1]}, *[{"W1": np.abs(Z), "b1": np.abs(Z[:, :1])}] * 2, 1)[0]["W1"],
        [Z, Z[::-1]]),
    "add_weight_decay": (lambda W, dW: add_weight_decay(
        0.5, {"dW1": dW, "db1": dW[:, :1]}, {"W1": W, "b1": W[:, :1]}, 0.1)[1]["dW1"], [Z, Z[::-1]]),
    "the cost with decay": (lambda W: add_weight_decay(
        0.5, {"dW1": Z, "db1": Z[:, :1]}, {"W1": W, "b1": W[:, :1]}, 0.1)[0], [Z]),
    "standardise": (lambda X: standardise(X, X)[0], [Z]), "dropout": (lambda A: dropout(A, A, np.ones(A.shape), 0.3)[0], [Z]),
    "matmul_backward": (lambda A, B, dC: matmul_backward(A, B, dC)[0], [Z[:, :4], X, Z]),
    "unbroadcast": (lambda dC: unbroadcast(dC, (3, 1)), [Z]), "bootstrap_means": (lambda v: bootstrap_means(v, 20), [ROWS]),
    "paired_interval": (lambda a, b: np.array(paired_interval(a, b)), [ROWS, ROWS[::-1]]),
    "L_layer_model": (lambda X: L_layer_model(X, Y, [4, 3, 1], 0.1, 3)[0]["W1"], [X]),
    "two_layer_model": (lambda X: two_layer_model(X, Y, [4, 3, 1], 0.1, 3)[0]["W1"], [X]),
    "train": (lambda X: train(X, Y, DEEP, 0.1, 3)[0]["W1"], [X]),
    "train_many": (lambda X: train_many(X, Y, [DEEP], 0.1, 3)[0][0]["W1"], [X]),
    "class_probabilities": (lambda X: class_probabilities(X.T, DEEP), [X]),
    "fit_network": (lambda X: fit_network(X.T, Y[0], (3,), 0.1, 3)[1]["W1"], [X]),
    "estimator": (lambda X: DeepNeuralNetwork((3,), num_iterations=3).fit(X.T, Y[0]).predict_proba(X.T), [X]),
}
TYPES = ["float16", "float32", ">f4", "longdouble", "int8", "uint8", "int16", "uint16", "int32", "int64", "bool"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", COMPUTED)
def test_every_type_of_number_is_computed_with_in_64_bits_or_refused_by_name(name):
    function, arrays = COMPUTED[name]
    for dtype in TYPES:
        if name == "compute_cost" or dtype[:1] not in "iub":
            come = [array.astype(dtype) for array in arrays]
        else:  # numbers of every size that the type has
            most = 1 if dtype == "bool" else min(np.iinfo(dtype).max, 2**40)
            come = [np.round(array / (np.abs(array).max() or 1) * most * 0.99).astype(dtype) for array in arrays]
        for which in range(len(come) + 1):  # all of this type, and one alone
            mixed = come if which == len(come) else [*arrays[:which], come[which], *arrays[which + 1:]]
            try:
                result = function(*mixed)
            except ValueError as error:
                assert any(word in str(error) for word in ("must have", "must hold", "learning_rate", "must be")), (dtype, error)
                continue
            expected = function(*(array.astype(float) for array in mixed))
            np.testing.assert_allclose(np.asarray(result, dtype=float), expected, rtol=1e-12, atol=1e-300, err_msg=dtype)


def test_what_a_type_cannot_hold_is_said_and_whole_numbers_of_few_bits_are_no_sizes():
    np.testing.assert_allclose(sigmoid(np.array([1, 255], np.uint8))[0], [0.731058578630005, 1], rtol=1e-12)
    assert relu(np.array([-1, 2], np.float32))[0].dtype == sigmoid(np.float16(1))[0].dtype == np.float64
    large = np.full((2, 3), 100_000, np.int32)
    with pytest.raises(ValueError, match="^A and W must have a dtype that their products fit in, got int32 and int32"):
        linear_forward(large, large[:1, :2], np.zeros((1, 1)))
    for call, name in ((lambda: accuracy_interval(np.uint8(160), np.uint8(200)), "m"),
                       (lambda: accuracy_interval(160, 200, np.float16(1.96)), "z"),
                       (lambda: initialize_parameters_deep(np.array([200, 3, 1], np.uint8)), r"layer_dims\[0\]"),
                       (lambda: accuracy_interval(40_000, np.int32(50_000)), "m"),
                       (lambda: count_operations(np.uint16(12288), 20, 209, 2500), "n_x")):
        with pytest.raises(ValueError, match=f"^{name} must be a .*number of Python, or of 64 bits"):
            call()
    assert count_operations(np.int32(12288), np.int32(20), 209, np.int32(2500)) == count_operations(12288, 20, 209, 2500)
    masked = np.ma.masked_less(X, 0)
    for call in (lambda: two_layer_model(masked, Y, [4, 3, 1], 0.1, 1), lambda: sigmoid(masked),
                 lambda: linear_forward(masked, DEEP["W1"], DEEP["b1"])):
        with pytest.raises(ValueError, match="MaskedArray"):
            call()


# ---- a training that diverges

SENTENCE = r"learning_rate must be small enough for gradient descent to stay finite, got 1e\+{}( for values of X up to \d.*)?: lower it"
FURTHER = {"plain": {}, "decay": {"decay": 0.1}, "momentum": {"momentum": 0.9}, "batches": {"batch_size": 4}}
TRAININGS = {
    "two_layer_model": lambda rate, n: two_layer_model(X, Y, [4, 3, 1], rate, n),
    "L_layer_model": lambda rate, n: L_layer_model(X, Y, [4, 3, 2, 1], rate, n),
    "one layer": lambda rate, n: L_layer_model(X, Y, [4, 1], rate, n),
    "fit_network": lambda rate, n: fit_network(X.T, Y[0], (3, 2), rate, n),
    "estimator": lambda rate, n: DeepNeuralNetwork((3, 2), rate, n).fit(X.T, Y[0]),
    **{f"train, {name}, {solver}": lambda rate, n, more=more, solver=solver: train(X, Y, DEEP, rate, n, solver=solver, **more)
       for name, more in FURTHER.items() for solver in ("gram", "plain")},
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("n", [1, 2, 100, 101])
@pytest.mark.parametrize("name", TRAININGS)
def test_a_training_that_diverges_says_so_in_the_same_words(name, n):
    for exponent in (60, 300):
        with pytest.raises(ValueError, match=SENTENCE.format(exponent)):
            TRAININGS[name](float(f"1e{exponent}"), n)


def test_of_many_trainings_the_one_that_diverges_is_named():
    with pytest.warns(RuntimeWarning, match=r"^starts\[1\]: " + SENTENCE.format(300)) as said:
        trained = train_many(X, Y, [DEEP] * 3, [0.1, 1e300, 0.1], 101)
    assert len(said) == 1 and np.isfinite(trained[0][1]).all() and np.isnan(trained[1][1][-1])


def test_a_step_that_diverges_says_so_and_nothing_is_said_of_nan(capsys):
    huge = {f"d{key}": np.full(array.shape, 1e10) for key, array in DEEP.items()}
    zeros = {key: np.zeros(array.shape) for key, array in DEEP.items()}
    for call in (lambda: update_parameters(DEEP, huge, 1e300), lambda: update_with_momentum(DEEP, huge, zeros, 1e300),
                 lambda: update_with_adam(DEEP, huge, zeros, zeros, 1, 1e300)):
        with np.errstate(all="ignore"), pytest.raises(ValueError, match=SENTENCE.format(300)):
            call()
    for bad in ({key: array * np.nan for key, array in DEEP.items()}, {**DEEP, "W2": np.full((1, 3), np.nan)},
                {**DEEP, "b2": np.array([[np.nan]])}):
        for call in (lambda: predict(X, Y, bad), lambda: class_probabilities(X.T, bad),
                     lambda: predict_classes(X.T, bad, np.array([0, 1]))):
            with pytest.raises(ValueError, match=r"^parameters\['..'\] must hold finite numbers, got \d+ NaN"):
                call()
    with pytest.raises(ValueError, match="^X must hold finite numbers"):
        class_probabilities(X.T * np.nan, DEEP)
    assert capsys.readouterr().out == ""
