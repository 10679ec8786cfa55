"""The jail starts, and shows nothing of the course, wherever the course and its Python lie."""
import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from grading_accounts import elsewhere

from dnn_course.grading.outside import jail
from dnn_course.home import COURSE

VERSION = f"python{sys.version_info[0]}.{sys.version_info[1]}"
BASE = Path(sys.base_prefix).resolve()
PACKAGES = [path for path in sys.path if path.endswith("-packages")]
REST = "/mnt"  # where the tests put these, so that they are in sight wherever this checkout lies
PREFIX = "/opt/py"  # where the tests put a Python of their own
PLACES = {"usr": "/usr/src/app", "opt": "/opt/course", "tmp": "/tmp/ci/course", "home": "/home/ada/course",
          "letters": "/srv/Grüße an 李雷 [1]/course", "prefix": f"{PREFIX}/lib/course", "libraries": "/usr/local/lib/course",
          "named like the jail's": "/course", "prefix below tmp": "/tmp/py/lib/course"}
THIEF = """
import os
found = []
for root, folders, files in os.walk("/"):
    if not root.startswith(("/dnn-jail/lesson", "/dnn-grading")) and "dnn-grading-" not in root:
        found += [os.path.join(root, name) for name in files if name in (
            "forward.py", "expected.json", "hidden.py", "marking.py", "02_forward.ipynb")]


def linear_forward(A, W, b):
    return W @ A + b, (A, W, b)


linear_forward.found = print(repr([path for path in found if "linear_activation_forward" in tried(path)]))
"""
TRIED = """
def tried(path):
    try:
        with open(path) as stream:
            return stream.read()
    except OSError as error:
        return ""
"""
MARK = """
import json, sys
from dnn_course.grading.outside import jail, tiers
from dnn_course.grading.outside.marking import Marker
from dnn_course.home import COURSE
with Marker() as marker:
    marker.tier = sys.argv[1]
    honest = marker.mark((COURSE / "notebooks" / "02_forward.ipynb").read_bytes(), "02_forward", 1)
    thief = marker.mark((COURSE / "thief.ipynb").read_bytes(), "02_forward", 1)
print(json.dumps([str(COURSE), sys.prefix, sum(e.report.points for e in honest.exercises), thief.output, thief.tier]))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A course with a virtual environment in it: NumPy and IPython are its own, the rest is found in REST."""
    folder = tmp_path_factory.mktemp("places") / "course"
    for name in ("dnn_course", "testCases", "dnn_utils"):
        shutil.copytree(COURSE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "notebooks").mkdir()
    shutil.copy(COURSE / "notebooks" / "02_forward.ipynb", folder / "notebooks")
    cells = [nbformat.v4.new_code_cell(source) for source in (TRIED, THIEF)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "thief.ipynb")
    packages = folder / ".venv" / "lib" / VERSION / "site-packages"
    packages.mkdir(parents=True)
    (folder / ".venv" / "bin").mkdir()
    (packages / "rest.pth").write_text("".join(f"{REST}/{i}\n" for i in range(len(PACKAGES))))
    for name in ("numpy", "numpy.libs", "IPython", "traitlets", "decorator.py", "pygments", "stack_data", "executing",
                 "asttokens", "pure_eval", "prompt_toolkit", "wcwidth", "jedi", "parso", "matplotlib_inline", "pexpect",
                 "ptyprocess", "typing_extensions.py", "ipython_pygments_lexers.py"):
        for path in filter(Path.exists, (Path(place) / name for place in PACKAGES)):
            shutil.copytree(path, packages / name, copy_function=linked, ignore=shutil.ignore_patterns("tests")) \
                if path.is_dir() else linked(path, packages / name)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def linked(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def words_for(copy, place):
    """Return the words that put the course there, with a Python that is there, too, where the place asks for it."""
    top = next(top for top in ("/usr/src", "/usr/local/lib", "/opt", "/tmp", "/home", "/srv", "/course")
               if place.startswith(top))
    words = ["--perms", "0755", "--tmpfs", REST]
    words += [word for i, path in enumerate(PACKAGES) for word in ("--ro-bind", path, f"{REST}/{i}")]
    words += [] if top == place else ["--perms", "1777", "--tmpfs", top]
    for parent in reversed(Path(place).parents):
        words += ["--perms", "0755", "--dir", str(parent)] if str(parent).startswith(f"{top}/") else []
    prefix = place.removesuffix("/lib/course")
    python = BASE
    if prefix != place and not place.startswith("/usr"):
        python = Path(prefix)
        words += ["--perms", "0755", "--dir", str(python / "lib" / VERSION)]
        for source in [BASE / "bin", *(BASE / "lib").iterdir()]:
            if source.name in ("bin", VERSION) or source.name.startswith("libpython"):
                words += ["--ro-bind", str(source), str(python / source.relative_to(BASE))]
    return [*words, "--bind", str(copy), place], python


@pytest.mark.skipif(os.getuid() != 0 or jail.tier() == "none", reason="needs root, to put folders there")
@pytest.mark.parametrize("place, tier, nobody", [
    *((place, "namespaces", False) for place in PLACES), *((place, "landlock", True) for place in PLACES),
    *((place, "namespaces", True) for place in ("tmp", "letters", "prefix below tmp"))])
def test_the_jail_starts_and_shows_nothing_of_the_course(copy, place, tier, nobody):
    place = PLACES[place]
    words, python = words_for(copy, place)
    (copy / ".venv" / "pyvenv.cfg").write_text(f"home = {python / 'bin'}\ninclude-system-site-packages = false\n")
    (copy / ".venv" / "bin" / "python").unlink(missing_ok=True)
    (copy / ".venv" / "bin" / "python").symlink_to(python / "bin" / VERSION)
    done = elsewhere("-c", MARK, tier, binds=words, python=f"{place}/.venv/bin/python", nobody=nobody, folder="/",
                     PYTHONPATH=place)
    assert done.returncode == 0, done.stderr[-2000:]
    course, prefix, points, found, ran_in = json.loads(done.stdout)
    assert (course, prefix, points, ran_in) == (place, f"{place}/.venv", 24, tier)
    assert found == "[]\n", found
