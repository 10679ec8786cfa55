"""Is everything there that the course needs? Asked before the first lesson, in words that say what to do.

This module needs nothing but Python itself, an old one, too: what is missing elsewhere is what it has to say.
"""
import html
import json
import os
import re
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from dnn_course.home import CODE, COURSE, install, is_checkout
from dnn_utils.display import shown_as_text
from dnn_utils.first import NAMES, in_the_way
from dnn_utils.language import spoken

__all__ = ["Environment", "Problem", "check_environment", "find_problems"]

PYTHON = (3, 11)  # as in pyproject.toml, which an older Python cannot read
FRONT_END = ("jupyterlab", "jupyter-server", "tornado", "ipykernel", "ipython", "ipywidgets", "traitlets", "nbconvert",
             "latex2mathml")  # Colab has what it needs of these, in versions that it needs itself
DATA = ("article.h5", "article_figures.json", "drawn.h5")


class Problem(NamedTuple):
    """Something that is wrong: with which part of the environment, what it is, and what to do."""

    part: str
    what: str
    remedy: str


@shown_as_text
class Environment(NamedTuple):
    """The result of the environment check; text and panel say the same."""

    problems: tuple

    def headline(self):
        n = len(self.problems)
        return say("well") if n == 0 else say("one_problem") if n == 1 else say("problems", count=n)

    def rows(self):
        """Return (part, lines about what is wrong with it) for every part; a remedy for several stands once."""
        rows = []
        for part in PARTS:
            problems = [problem for problem in self.problems if problem.part == part]
            remedies = dict.fromkeys(say("remedy", sentence=problem.remedy) for problem in problems)
            rows.append((say(part), [*(problem.what for problem in problems), *remedies]))
        return rows

    def __str__(self):
        width = max(len(say("passed")), len(say("failed")))
        lines = [self.headline()]
        for part, wrong in self.rows():
            lines.append(f"  {say('failed' if wrong else 'passed'):{width}} {part}")
            lines += [f"  {'':{width}}   {line}" for line in wrong]
        return "\n".join(lines)

    def _repr_html_(self):
        try:
            from testCases.panel import panel
        except ImportError:  # a package is missing
            return f"<pre>{html.escape(str(self))}</pre>"
        rows = [(html.escape(part), f'{"&#10007;" if wrong else "&#10003;"} '
                 f'{html.escape(say("failed" if wrong else "passed"))}', "<br>".join(map(html.escape, wrong)))
                for part, wrong in self.rows()]
        return panel(say("panel"), [self.headline()], [say(key) for key in ("part", "result", "reason")], rows, [])


def check_environment(folder="."):
    """Return the Environment: what `find_problems` finds, ready to be shown."""
    return Environment(tuple(find_problems(folder)))


def find_problems(folder="."):
    """Return what is wrong with the environment, as a list of Problem; empty where all is well.

    Parameters
    ----------
    folder : path
        Where the learner works: it must be possible to write there.
    """
    return [Problem(part, *found) for part, problems_of in PARTS.items() for found in problems_of(Path(folder))]


def say(key, **values):
    """Return a message of testCases/messages/environment.toml with the values filled in.

    Importing testCases would import NumPy, and before 3.11 Python has no tomllib.
    """
    text = (CODE / "testCases" / "messages" / "environment.toml").read_text(encoding="utf-8")
    text = dict(re.findall(r'^(\w+) = "(.*)"$', text, re.M))[key]
    try:
        text = spoken(text)
    except ModuleNotFoundError:  # Babel is not there, and what is missing is said in English
        pass
    return text.format(**values)


def in_colab():
    """Say whether this is Google Colab, whose kernel and pages are its own."""
    return "COLAB_RELEASE_TAG" in os.environ or "google.colab" in sys.modules


def remedy(key, **values):
    """Return what to do, with the course in a checkout or from its wheel."""
    if not is_checkout(COURSE):
        return say(f"{key}_of_wheel", install=install(), **values)
    return say(key, course=COURSE, python=sys.executable, **values)


def python_problems(folder):
    if sys.version_info[:2] < PYTHON:
        needed = ".".join(map(str, PYTHON))
        yield (say("python_old", version=".".join(map(str, sys.version_info[:3])), needed=needed),
               remedy("python_remedy", needed=needed))


def package_problems(folder):
    def what_to_do(*needed):
        return say("package_remedy_of_colab", needed="' '".join(needed)) if in_colab() else remedy("package_remedy")

    missing = []
    for requirement in requirements():
        name = re.match(r"[\w.-]+", requirement).group()
        if in_colab() and name in FRONT_END:
            continue
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        if not fits(version, requirement):
            yield say("package_old", name=name, version=version, needed=requirement), what_to_do(requirement)
    if missing:
        yield say("packages_missing", names=", ".join(missing)), what_to_do(*missing)


def requirements():
    """Return what pyproject.toml says that the course needs, or, without it, the wheel."""
    if not is_checkout(COURSE):
        try:
            return [text for text in metadata.requires("dnn-course") or [] if "extra ==" not in text]
        except metadata.PackageNotFoundError:  # copied from elsewhere: said elsewhere
            return []
    try:
        import tomllib
    except ImportError:  # an old Python: said elsewhere
        return []
    return tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


def fits(version, requirement):
    """Say whether a version meets a requirement; true where the package that could tell is missing itself."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return True
    return Requirement(requirement).specifier.contains(version, prereleases=True)


def kernel_problems(folder):
    places, here = installed_from(), COURSE if is_checkout(COURSE) else CODE
    if not places:
        environment = COURSE / ".venv"
        yield (say("kernel_other", python=sys.executable),
               remedy("kernel_remedy", environment=environment) if environment.is_dir() else remedy("package_remedy"))
    elif here not in places:
        yield (say("kernel_elsewhere", installed=places[0], course=here),
               remedy("kernel_elsewhere_remedy", installed=places[0]))


def installed_from():
    """Return the folders that this Python has the course installed from."""
    places = []
    for distribution in metadata.distributions(name="dnn-course"):
        origin = distribution.read_text("direct_url.json")
        origin = json.loads(origin) if origin else {}
        if origin.get("dir_info", {}).get("editable"):
            places.append(Path(url2pathname(urlsplit(origin["url"]).path)).resolve())
        else:  # beside a checkout's code may lie what setuptools wrote there, whichever Python did it
            beside = Path(distribution.locate_file("")).resolve()
            places += [] if beside == COURSE and is_checkout(COURSE) else [beside]
    return places


def lesson_problems(folder):
    try:
        from testCases.exercises import EXERCISES
        names = sorted({f"{exercise.lesson}.ipynb" for exercise in EXERCISES})
    except ImportError:  # a package is missing: said elsewhere
        names = ["01_initialization.ipynb"]
    from dnn_course.home import KIT
    if (COURSE / KIT).is_file():
        names = (COURSE / KIT).read_text(encoding="utf-8").split()
    yield from missing_files("lessons_missing", "notebooks", names)


def data_problems(folder):
    yield from missing_files("data_missing", "datasets", DATA)


def missing_files(key, folder, names):
    missing = [name for name in names if not is_there(COURSE / folder / name)]
    if missing:
        yield say(key, names=", ".join(missing), folder=COURSE / folder), remedy("files_remedy", folder=folder)


def is_there(path):
    return path.is_file() and path.stat().st_size > 0


def folder_problems(folder):
    try:
        with tempfile.TemporaryFile(dir=str(folder)):  # asking for permission is not enough on every system
            pass
    except OSError as error:
        yield say("not_writable", folder=folder.resolve(), error=error.strerror), say("folder_remedy")


    for name, file in files_in_the_way(folder):
        key = "in_the_way" if name in NAMES else "in_the_way_of_another"
        yield say(key, file=file, name=name), say("in_the_way_remedy", file=Path(file).name)


def files_in_the_way(folder):
    """Give (name, file) of what lies in the learner's folder, or in sys.path, under the name of a module that the
    course needs."""
    for name in NAMES:
        file = in_the_way(name, [folder.resolve(), *sys.path])
        if file:
            yield name, file
    needed = {re.match(r"[\w.-]+", each).group().replace("-", "_") for each in requirements()}
    needed |= {"PIL", "sklearn", "IPython", *getattr(sys, "stdlib_module_names", ())} - {"test", "this", "antigravity"}
    for path in sorted([*folder.glob("*.py"), *(init.parent for init in folder.glob("*/__init__.py"))]):
        if path.stem in needed:
            yield path.stem, path.resolve()


PARTS = {"python": python_problems, "packages": package_problems, "kernel": kernel_problems,
         "lessons": lesson_problems, "data": data_problems, "folder": folder_problems}
