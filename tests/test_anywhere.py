"""The course in the places that others have: long and strange paths, locales, no home, a full disk, two JupyterLabs."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from dnn_course import cli
from dnn_course.learner import lab
from dnn_course.learner.lab import settings
from dnn_course.learner.start import start
from dnn_utils.files import COURSE

LONG = Path("Grüße an 李雷 [1]", "Мои уроки " + "и ещё " * 5, "a name of many words & signs #1 " * 3,
            "and then " * 6)  # more than 200 characters, and more bytes
WALK = """
import locale, os, sys
import nbformat
from dnn_course.cli import main
from dnn_utils import DeepNeuralNetwork, load_dataset, picture_path, prepare_picture
import numpy as np

if "LC_ALL" in os.environ:
    locale.setlocale(locale.LC_ALL, "")  # as programs do that Python is part of
assert main(["start", "my course"]) == 0
os.chdir("my course")
lesson, solved = (nbformat.read(path, 4) for path in ("03_cost.ipynb", sys.argv[1]))
for cell, right in zip(lesson.cells, solved.cells, strict=True):
    if cell.metadata.get("nbgrader", {}).get("solution"):
        cell.source = right.source.replace("\\n", "\\r\\n")  # as an editor on Windows ends lines
with open("03_cost.ipynb", "w", encoding="utf-8", newline="\\r\\n") as file:
    file.write(nbformat.writes(lesson))
assert main(["check", "--timeout", "3600", "03_cost.ipynb"]) == 0
assert main(["update", "."]) == 0 and main(["export", "03_cost.ipynb"]) == 0
assert main(["check", "nö such.ipynb"]) == 2
x = prepare_picture(picture_path("my_image.jpg"))
model = DeepNeuralNetwork((2,), num_iterations=3).fit(np.hstack([x, 1 - x]).T, np.array([0, 1]))
model.save("İçel model.h5")
print(DeepNeuralNetwork.load("İçel model.h5").predict(x.T).shape)
"""


def walk(folder, remove=(), **variables):
    """Go through all that a learner does from a terminal, in a folder, and return what was written there."""
    environment = {key: value for key, value in {**os.environ, **variables}.items() if key not in remove}
    done = subprocess.run([sys.executable, "-P", "-c", WALK, COURSE / "notebooks" / "03_cost.ipynb"],
                          cwd=folder, capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-3000:]
    assert "8 of 8" in (text := done.stdout.decode(errors="replace")) and text.rstrip().endswith("(1,)"), text
    names = {path.name for path in (folder / "my course").iterdir()}
    assert {"03_cost.html", "İçel model.h5"} < names and not [name for name in names if name.endswith(".part")]
    assert json.loads((folder / "my course" / ".dnn-course" / "progress.json").read_text())["compute_cost"]["best"] == 8


def test_a_long_path_with_letters_of_all_kinds_in_the_locale_c_without_a_home(tmp_path):
    folder = tmp_path / LONG
    folder.mkdir(parents=True)
    assert len(str(LONG)) > 200 and not str(LONG).isascii()
    walk(folder, LC_ALL="C", PYTHONIOENCODING="ascii", HOME=str(tmp_path / "nowhere"))


def test_a_turkish_locale_no_home_at_all_and_warnings_that_are_errors(tmp_path):
    variables = {"PYTHONWARNINGS": "error"}
    if shutil.which("localedef") and Path("/usr/share/i18n/locales/tr_TR").exists():  # elsewhere, the rest of it
        subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8", tmp_path / "tr_TR.UTF-8"], capture_output=True)
        variables |= {"LOCPATH": str(tmp_path), "LC_ALL": "tr_TR.UTF-8"}
    walk(tmp_path, remove=["HOME", "USERPROFILE"], MPLCONFIGDIR=str(tmp_path / "matplotlib"), **variables)


FULL_DISK = """
import os, sys
from pathlib import Path
from dnn_course.cli import main
from dnn_utils import DeepNeuralNetwork
import numpy as np

def files():
    return {path: path.read_bytes() for path in Path(".").rglob("*") if path.is_file() and path.name != "filler"}

def refused(call, word):
    before = files()
    try:
        assert call() == 1, call
    except OSError as error:  # of the library, which leaves it to who calls
        assert error.errno == 28, error
    after = files()
    assert after == before, (word, set(after) ^ set(before))

os.chdir(sys.argv[1])
assert main(["start", "mine"]) == 0
model = DeepNeuralNetwork((2,), num_iterations=3).fit(np.eye(12)[:2], np.array([0, 1]))
model.save("model.h5")
Path("mine/04_backward.ipynb").unlink()
Path("mine/images/my_image.jpg").write_bytes(b"mine")
with open("filler", "wb", buffering=0) as filler:
    try:
        while filler.write(bytes(4096)):
            pass
    except OSError:
        pass
refused(lambda: main(["start", "another"]), "start")
refused(lambda: main(["export", "mine/03_cost.ipynb"]), "export")
large = DeepNeuralNetwork((200,), num_iterations=1).fit(np.random.RandomState(0).randn(2, 300), np.array([0, 1]))
refused(lambda: large.save("model.h5"), "save")
refused(lambda: main(["update", "mine"]), "update")
assert main(["check", "--timeout", "3600", "mine/03_cost.ipynb"]) == 1
os.unlink("filler")
assert main(["update", "mine"]) == 0 and Path("mine/04_backward.ipynb").exists()
large.save("model.h5")
"""


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap, to make a small disk")
def test_on_a_full_disk_nothing_is_half_written_and_the_next_run_goes_on(tmp_path):
    (tmp_path / "disk").mkdir()
    done = subprocess.run(["bwrap", "--dev-bind", "/", "/", "--size", "12000000", "--tmpfs", tmp_path / "disk", "--",
                           sys.executable, "-P", "-c", FULL_DISK, tmp_path / "disk"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(re.findall(r"^dnn-course: .*No space left on device", done.stderr, re.M)) == 3, done.stderr
    assert "These points are not kept" in done.stderr and "Traceback" not in done.stderr, done.stderr


# JupyterLab

def test_lab_makes_the_folder_and_hands_on_what_stands_after_two_dashes(tmp_path, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr(lab, "lab", lambda *given: opened.append(given))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lab", "--", "--no-browser", "--", "x"]) == 0 and (tmp_path / "my_course/00_start.ipynb").exists()
    (tmp_path / "my_course" / "03_cost.ipynb").write_text("mine")
    assert cli.main(["lab"]) == cli.main(["lab", "my_course", "--"]) == 0
    assert opened == [("my_course", ["--no-browser", "--", "x"]), ("my_course", []), ("my_course", [])]
    assert (tmp_path / "my_course" / "03_cost.ipynb").read_text() == "mine" and capsys.readouterr().out.count("Made") == 1


def test_lab_opens_no_folder_that_is_not_the_learners(tmp_path, capsys):
    (tmp_path / "taxes").mkdir()
    assert cli.main(["lab", str(tmp_path / "taxes")]) == 1
    assert "taxes is no folder made by 'dnn-course start'" in capsys.readouterr().err
    for folder in (COURSE, COURSE / "notebooks"):
        assert cli.main(["lab", str(folder)]) == 1


def test_the_learners_folder_is_all_that_lab_shows_but_in_a_checkout(tmp_path):
    folder = tmp_path / "Grüße an 李雷 #1"
    folder.mkdir()
    assert settings(folder)[:2] == [f"--ServerApp.root_dir={folder}", "--LabApp.default_url=/lab/tree/"]
    (folder / "00_start.ipynb").touch()
    assert settings(folder)[1] == "--LabApp.default_url=/lab/tree/00_start.ipynb"
    assert settings(COURSE / "my 1")[:2] == [f"--ServerApp.root_dir={COURSE}", "--LabApp.default_url=/lab/tree/my%201"]


@contextmanager
def labs(folder, own, count):
    """Run `dnn-course lab` several times on a folder, one after the other, and give the address of each.

    At the very same moment, two servers of Jupyter may take one port for free.
    """
    variables = {**{f"JUPYTER_{kind}_DIR": str(own / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")},
                 "HOME": str(own)}
    command = [sys.executable, "-P", "-m", "dnn_course.cli", "lab", str(folder), "--", "--no-browser",
               "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=200", "--IdentityProvider.token=course"]
    (own / "runtime").mkdir(mode=0o700)
    running, addresses = [], []
    try:
        for i in range(count):
            running.append(subprocess.Popen(command, env={**os.environ, **variables}, cwd=own, stdout=subprocess.DEVNULL,
                                            stderr=(own / f"log{i}").open("w")))
            addresses.append(address_of(running[-1], own / "runtime"))
        yield addresses
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait()


def address_of(process, runtime):
    """Wait until a server has written where it is, and return that: it listens by then."""
    while True:
        assert process.poll() is None, [log.read_text()[-2000:] for log in runtime.parent.glob("log*")]
        try:
            return json.loads((runtime / f"jpserver-{process.pid}.json").read_text())["url"]
        except (OSError, ValueError):
            time.sleep(0.2)


def ask(address, content=None):
    request = urllib.request.Request(address, headers={"Authorization": "token course"}, data=content,
                                     method="PUT" if content else "GET")
    with urllib.request.urlopen(request) as answer:
        return answer.geturl(), answer.read().decode()


def test_two_jupyterlabs_open_on_the_start_page_of_one_folder(tmp_path):
    folder = tmp_path / "Grüße an 李雷 #1"
    start(folder)
    with labs(folder, tmp_path, 2) as (one, other):
        assert one != other
        place, page = ask(one)
        assert place == f"{one}lab/tree/00_start.ipynb"
        assert '"news": {"disabled": true}' in page
        lesson = json.loads(ask(f"{other}api/contents/03_cost.ipynb")[1])
        older = lesson["last_modified"]
        lesson["content"]["cells"][0]["source"] = "# mine"
        ask(f"{one}api/contents/03_cost.ipynb", json.dumps({"type": "notebook", "format": "json",
                                                             "content": lesson["content"]}).encode())
        newer = json.loads(ask(f"{other}api/contents/03_cost.ipynb")[1])
        assert newer["content"]["cells"][0]["source"] == "# mine", "whole, as the other has saved it"
        assert newer["last_modified"] > older, "by which JupyterLab asks before it writes over what another has saved"
