"""What a class needs and no more, in one archive: exercises, pictures, data, the library with its checks, and a page
"Install and start". No solved lesson is in it, and nothing of grading."""
import json
import tomllib
import zipfile
from pathlib import Path

import nbformat

from dnn_course.grading.classes.work import LESSONS
from dnn_course.grading.pages.reports import PAGES
from dnn_course.home import COURSE, KIT, PICTURES, course_notebooks, course_pictures
from dnn_utils.files import write_then_rename

__all__ = ["make_kit"]

TOP = "dnn-course"
PACKAGES, CODE = ("dnn_utils", "testCases", "dnn_course"), (".py", ".toml", ".json")
FILES = ("requirements.txt", "LICENSE", "LICENSE-PROSE", *(f"datasets/{name}" for name in (
    "drawn.h5", "article.h5", "article_figures.json", "torch_costs.json")))
FIELDS = ("name", "version", "description", "requires-python", "license", "license-files", "dependencies")


def make_kit(folder, assignments=(), to=None):
    """Write the archive.

    Parameters
    ----------
    folder : path
        The course folder.
    assignments : collection of str
        Whose lessons are in it, as they are released; without them, all that are released.
    to : path, optional
        The archive; without it, kit.zip in the folder.

    Returns
    -------
    path : Path
    lessons : list of str

    Raises
    ------
    FileNotFoundError
        If an assignment is not released.
    ValueError
        If two assignments have a lesson that is not the same in both.
    """
    release = Path(folder) / "release"
    released = sorted(path.name for path in release.glob("[!.]*") if any(path.glob("*.ipynb")))
    missing = [name for name in assignments if name not in released] or ([] if released else ["no assignment"])
    if missing:
        raise FileNotFoundError(f"{release} has {', '.join(released) or 'nothing'}, and {', '.join(missing)} is "
                                "wanted: make it with 'dnn-course assign'")
    files = {f"course/{name}": (COURSE / name).read_bytes() for name in FILES}
    files |= {f"course/{path.relative_to(COURSE).as_posix()}": path.read_bytes() for path in code()}
    files |= {f"course/images/{path.name}": path.read_bytes() for path in course_pictures()}
    files |= {f"course/notebooks/{name}": nbformat.writes(notebook).encode()
              for name, notebook in course_notebooks().items() if Path(name).stem not in LESSONS}
    lessons = {}
    for name in assignments or released:
        for path in sorted((release / name).glob("*.ipynb")):
            if lessons.setdefault(path.name, path.read_bytes()) != path.read_bytes():
                raise ValueError(f"{path.stem} is not the same in all of {', '.join(assignments or released)}: name "
                                 "the assignments of one kit with --assignment")
        files |= {f"course/images/{path.name}": path.read_bytes() for pattern in PICTURES  # an instructor's own, too
                  for path in (release / name / "images").glob(pattern)}
    files |= {f"course/notebooks/{name}": data for name, data in lessons.items()}
    names = sorted(Path(name).stem for name in lessons)
    files[f"course/{KIT}"] = "".join(f"{name}.ipynb\n" for name in names).encode()
    files["course/pyproject.toml"] = pyproject(files).encode()
    files["START.html"] = PAGES.get_template("install.html").render(lessons=names).encode()
    path = Path(to or Path(folder) / "kit.zip")
    with write_then_rename(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(f"{TOP}/{name}", data)
    return path, names


def code():
    """Return the paths of the library, of its checks and of a learner's commands."""
    paths = [path for package in PACKAGES for path in sorted((COURSE / package).rglob("*")) if path.suffix in CODE]
    return [path for path in paths if "grading" not in path.relative_to(COURSE).parts]


def pyproject(files):
    """Return the pyproject.toml of what is in a kit, by which pip installs it."""
    known = tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))
    packages = sorted({Path(name).relative_to("course").parent.as_posix().replace("/", ".") for name in files
                       if name.startswith(tuple(f"course/{package}/" for package in PACKAGES))})
    tables = {
        "build-system": known["build-system"],
        "project": {field: known["project"][field] for field in FIELDS if field in known["project"]},
        "project.scripts": known["project"]["scripts"],
        "tool.setuptools": {"packages": packages},
        "tool.setuptools.package-data": {"testCases": ["*.json", "messages/*.toml"]}}
    lines = {table: [f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in rows.items()]
             for table, rows in tables.items()}  # texts and lists are written alike in JSON and TOML
    return "\n".join(f"[{table}]\n{''.join(rows)}" for table, rows in lines.items())
