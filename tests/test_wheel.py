"""The wheel: what is in it, how large it and a learner's environment are, and that the course runs from it."""
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from repository import ROOT, needed
from test_repository import PROJECT

PACKAGES = ("dnn_utils", "testCases", "dnn_course")
BESIDE = {  # what lies beside the packages in a checkout, and inside dnn_course/course/ in the wheel
    "notebooks": ("*.ipynb",), "images": ("*.svg", "*.jpg", "*.png"), "datasets": ("*.h5", "*.json"),
    "translations": ("**/*.po",)}
JUNK = ("datasets/train_catvnoncat.h5", "datasets/test_catvnoncat.h5", "notebooks/my_classifier.h5",
        "notebooks/.ipynb_checkpoints/03_cost-checkpoint.ipynb", "dnn_course/__pycache__/cli.cpython-399.pyc",
        "my_course/03_cost.ipynb", "html/03_cost.html")
WHEEL_BYTES, ENVIRONMENT_BYTES = 10e6, 600e6


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """{"tree" or "sdist": the wheel that was built of it, "archive": the sdist}, of a copy with what must not get in."""
    place = tmp_path_factory.mktemp("built")
    copy = place / "course"
    copy.mkdir()
    for path in ROOT.iterdir():
        if path.name in (*PACKAGES, *BESIDE):
            shutil.copytree(path, copy / path.name, ignore=shutil.ignore_patterns("__pycache__", "*_catvnoncat.h5"))
        elif path.is_file() and path.name != ".git":
            shutil.copy(path, copy)
    for name in JUNK:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(b"not the course's")
    for folder, arguments in {"tree": ["--wheel"], "sdist": []}.items():  # without arguments, the wheel is the sdist's
        subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--outdir", place / folder, *arguments, copy],
                       check=True, capture_output=True)
    return {"tree": next((place / "tree").glob("*.whl")), "sdist": next((place / "sdist").glob("*.whl")),
            "archive": next((place / "sdist").glob("*.tar.gz"))}


def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """A folder with the unpacked wheel, which is all that pip does with it."""
    folder = tmp_path_factory.mktemp("installed") / "site-packages"
    with zipfile.ZipFile(built["tree"]) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_holds_the_course_and_nothing_else(built):
    expected = {path.relative_to(ROOT).as_posix() for name in PACKAGES for path in (ROOT / name).rglob("*")
                if path.is_file() and "__pycache__" not in path.parts}
    expected |= {f"dnn_course/course/{path.relative_to(ROOT).as_posix()}" for name, patterns in BESIDE.items()
                 for pattern in patterns for path in (ROOT / name).glob(pattern) if "catvnoncat" not in path.name}
    info = f"dnn_course-{PROJECT['version']}.dist-info"
    expected |= {f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE",
                                               "licenses/LICENSE-PROSE")}
    came = set(contents(built["tree"]))
    assert came - expected == set() and expected - came == set()
    assert "dnn_course/course/notebooks/10_onward.ipynb" in came and "testCases/expected.json" in came


def test_the_sdist_builds_the_same_wheel(built):
    assert contents(built["sdist"]) == contents(built["tree"])
    assert built["sdist"].read_bytes() == built["tree"].read_bytes()
    with tarfile.open(built["archive"]) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert not names & set(JUNK) and {"pyproject.toml", "README.md", "LICENSE", "datasets/draw.py"} <= names


def test_wheel_and_sdist_are_small_and_twine_has_nothing_to_say(built):
    assert max(path.stat().st_size for path in built.values()) < WHEEL_BYTES
    done = subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *built.values()], capture_output=True,
                          text=True)
    assert done.returncode == 0 and done.stdout.count("PASSED") == 3, done.stdout + done.stderr


def test_a_learners_environment_is_small(built):
    """The files of all packages that the wheel brings, as they are installed here, what pip has compiled with them."""
    names = needed(map(Requirement, PROJECT["dependencies"]))
    sizes = {name: sum(path.stat().st_size for path in (file.locate() for file in metadata.files(name))
                       if path.is_file()) for name in names}
    sizes["dnn-course"] = sum(map(len, contents(built["tree"]).values()))
    assert min(sizes.values()) > 0 and {"numpy", "jupyterlab", "scipy"} < set(sizes)
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:8]
    assert sum(sizes.values()) < ENVIRONMENT_BYTES, largest


FROM_THE_WHEEL = """
import contextlib, io, json, os, sys
from pathlib import Path
import nbformat
from PIL import Image
from dnn_course import check_environment, progress
from dnn_course.cli import main
from dnn_course.home import COURSE, install
from dnn_utils import DeepNeuralNetwork, load_dataset, picture_path, prepare_picture

said = {"course": str(COURSE), "install": [install(), install("grading")]}
with contextlib.redirect_stdout(io.StringIO()) as out:
    said["status"] = [main(["start", "mine"])]
    os.chdir("mine")
    said["environment"] = str(check_environment())
    lesson = nbformat.read("03_cost.ipynb", 4)
    solved = nbformat.read(COURSE / "notebooks" / "03_cost.ipynb", 4)
    for cell, right in zip(lesson.cells, solved.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = right.source
    nbformat.write(lesson, "03_cost.ipynb")
    said["status"] += [main(["check", "--timeout", "3600", "03_cost.ipynb"]), main(["update", "."])]
    said["status"] += [main(["export", "03_cost.ipynb"])]
said["progress"] = str(progress()).splitlines()[0]
said["page"] = Path("03_cost.html").stat().st_size
said["data"] = [load_dataset(name).train_x.shape for name in ("drawn", "article")]
data = load_dataset()
model = DeepNeuralNetwork((5,), num_iterations=20).fit(data.train_x.T, data.train_y[0])
Image.new("RGB", (300, 200), "orange").save("images/mine.png")
said["picture"] = [len(model.predict(prepare_picture(picture_path(name)).T)) for name in ("mine.png", "my_image.jpg")]
print(json.dumps(said))
"""


def run_installed(installed, folder, nobody=False):
    variables = {"PYTHONPATH": str(installed), "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    if nobody:
        from grading_accounts import elsewhere
        words = ["--ro-bind", str(installed), "/mnt", "--bind", str(folder), "/media"]
        return elsewhere("-P", "-c", FROM_THE_WHEEL, nobody=True, binds=words, folder="/media",
                         **{**variables, "PYTHONPATH": "/mnt", "HOME": "/media"})
    return subprocess.run([sys.executable, "-P", "-c", FROM_THE_WHEEL], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, **variables})


def test_the_course_runs_from_the_wheel_where_nothing_but_ones_own_folder_can_be_written(installed, tmp_path):
    """Where the machine allows it, from an account without rights, with the packages mounted read-only."""
    nobody = sys.platform == "linux" and os.getuid() == 0 and shutil.which("bwrap") is not None
    tmp_path.chmod(0o777)
    before = {path: path.stat().st_mtime_ns for path in installed.rglob("*")}
    done = run_installed(installed, tmp_path, nobody)
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["course"] == f"{'/mnt' if nobody else installed}/dnn_course/course"
    assert said["environment"].startswith("Your environment: all is well"), said["environment"]
    assert said["status"] == [0, 0, 0, 0] and said["progress"].startswith("Your progress: 8 of 100 points")
    assert said["page"] > 50_000 and said["data"] == [[12288, 209], [258, 209]] and said["picture"] == [1, 1]
    assert all("dnn_course-1.0.0-py3-none-any.whl" in words for words in said["install"])
    assert {path: path.stat().st_mtime_ns for path in installed.rglob("*")} == before


def test_what_is_wrong_is_said_in_words_for_the_wheel(installed, tmp_path):
    code = ("import dnn_course.learner.environment as e\n"
            "e.COURSE, e.PYTHON = e.COURSE / 'gone', (9, 1)\n"
            "e.installed_from = lambda: ['/elsewhere']\n"
            "print(e.check_environment())\n"
            "print(' '.join(e.requirements()))")
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(installed)})
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("from its wheel, with 'pip install --force-reinstall dnn_course-") == 4
    assert not any(word in done.stdout for word in ("make lab", "git ", " -e .", "requirements.txt", "{"))
    assert set(done.stdout.splitlines()[-1].split()) == set(PROJECT["dependencies"])
