"""The current course for a folder that was started with an older one; every file that changes is kept as it was."""
import shutil
from pathlib import Path
from typing import NamedTuple

import nbformat

from dnn_course.home import COURSE, course_notebooks, course_pictures
from dnn_course.learner.check import read_notebook
from dnn_course.learner.merging import Changes, both, merge, new_id
from dnn_course.learner.start import GIVEN, read_record, sha256, write_record
from dnn_utils.files import KEPT, write_then_rename
from dnn_utils.language import require_language, spoken

__all__ = ["Update", "require_learners_folder", "update"]

BEFORE = KEPT / "before-update"  # in a learner's folder: every file that an update changed, as it was before


class Update(NamedTuple):
    """The report of an update."""

    folder: Path
    versions: tuple  # the course's version before, None where it is not known, and after
    notebooks: list  # Changes, one for each notebook
    pictures: Changes
    before: Path | None  # where the files that changed are kept as they were, if any file changed

    @property
    def complete(self):
        return not any(changes.trouble for changes in self.notebooks)

    def __str__(self):
        old, new = self.versions
        has = spoken("{folder} has version {new} of the course.") if old == new else \
            spoken("{folder} has version {new} of the course, from {old}.") if old else \
            spoken("{folder} has version {new} of the course, from one that is not known.")
        lines = [has.format(folder=self.folder, new=new, old=old), *map(str, self.notebooks)]
        if self.pictures.added or self.pictures.updated or self.pictures.notes:
            lines.append(str(self.pictures))
        if self.before:
            lines += [spoken("Every file that changed is kept as it was in {before}.").format(before=self.before),
                      spoken("A notebook that is open in JupyterLab: "
                             "File > Reload Notebook from Disk, before you go on.")]
        return "\n".join(lines)


def update(folder, language=None):
    """Bring the current course to a learner's folder, and lose nothing that the learner wrote.

    Every file that changes is kept as it was in .dnn-course/before-update/, under a number that counts the updates;
    files are written whole or not at all. An update that was interrupted is completed by the next one.
    Progress and saved parameters are not touched.

    Parameters
    ----------
    folder : path
        A folder made by `dnn-course start`, by this or any earlier version of the course. Where its .dnn-course is
        gone, every cell that differs from the course's is regarded as the learner's.
    language : str, optional
        The language that the folder is to have from now on. What the learner changed stays in the one that it is in.

    Returns
    -------
    report : Update
        What was done to each notebook; `str(report)` is what `dnn-course update` prints.

    Raises
    ------
    FileNotFoundError
        If there is no such folder, or the lessons are not beside the installed package.
    ValueError
        If it is no learner's folder, or the course does not speak the language.
    """
    folder = Path(folder).expanduser().resolve()
    record = read_record(folder)
    language = record["language"] if language is None else require_language("language", language)
    notebooks = course_notebooks(language)
    require_learners_folder(folder, notebooks)
    before_words = course_notebooks(record["language"]) if language != record["language"] else {}
    numbers = [int(path.name) for path in (folder / BEFORE).glob("*") if path.name.isdecimal()]
    before = folder / BEFORE / f"{max(numbers, default=0) + 1:03}"
    (folder / GIVEN).mkdir(parents=True, exist_ok=True)
    changes = [_update_notebook(folder, name, before_words.get(name), current, before)
               for name, current in notebooks.items()]
    changes += _dropped_notebooks(folder, notebooks)
    pictures = _update_pictures(folder, record, before)
    write_record(folder, notebooks, language)
    return Update(folder, (record["version"], read_record(folder)["version"]), changes, pictures,
                  before if before.exists() else None)


def require_learners_folder(folder, notebooks):
    """Raise FileNotFoundError or ValueError unless `dnn-course start` made the folder; `notebooks` are their names."""
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}: make one with 'dnn-course start'")
    looks_like_one = (folder / "images").is_dir() and any((folder / name).exists() for name in notebooks)
    if folder in (COURSE, COURSE / "notebooks") or not ((folder / KEPT).is_dir() or looks_like_one):
        raise ValueError(f"{folder} is no folder made by 'dnn-course start', and is left as it is")


def _update_notebook(folder, name, in_old_words, current, before):
    path, given_path = folder / name, folder / GIVEN / name
    try:
        given = _read(given_path)
    except (OSError, ValueError):
        given = None
    if not path.exists():
        changes = Changes(name, ["the whole notebook"], [], [], [], [])
        _write(current, path)
    else:
        try:
            read_notebook(path)  # its errors say what is wrong with a file that is no notebook
            mine = _read(path)
        except (OSError, ValueError) as error:
            return Changes(name, [], [], [], [], [], trouble=f"it cannot be read as a notebook ({error})")
        merged, changes = _merged(given, mine, in_old_words, current, name)
        if merged != _parsed(path):
            _keep(path, folder, before)
            _write(merged, path)
    if given != current:  # written last: until then an interrupted update starts from the same place again
        _write(current, given_path)
    return changes


def _merged(given, mine, in_old_words, current, name):
    """Merge a notebook; where the language changes, first what is new in the old one, then the other words."""
    if in_old_words is None or given == current:
        return merge(given, mine, current, name)
    merged, first = merge(given, mine, in_old_words, name)
    merged, second = merge(in_old_words, merged, current, name, other_words=True)
    return merged, both(first, second)


def _dropped_notebooks(folder, notebooks):
    """Say, once, which notebooks the course no longer has; they are left as they are."""
    dropped = [path for path in sorted((folder / GIVEN).glob("*.ipynb")) if path.name not in notebooks]
    for path in dropped:
        path.unlink()
    return [Changes(path.name, [], [], [], [], ["the course no longer has this notebook; yours is left as it is"])
            for path in dropped if (folder / path.name).exists()]


def _update_pictures(folder, record, before):
    changes = Changes("images", [], [], [], [], [])
    (folder / "images").mkdir(exist_ok=True)
    for picture in course_pictures():
        path, given, current = folder / "images" / picture.name, record["pictures"].get(picture.name), sha256(picture)
        mine = sha256(path) if path.exists() else None
        if mine is None:
            changes.added.append(picture.name)
            _copy(picture, path)
        elif mine in (given, current) or record["version"] is None:
            if mine != current:
                changes.updated.append(picture.name)
                _keep(path, folder, before)
                _copy(picture, path)
        elif given != current:
            beside = path.with_name(f"{path.stem}.new-version{path.suffix}")
            if beside.exists():
                _keep(beside, folder, before)
            _copy(picture, beside)
            changes.notes.append(f"{path.name} is your own; the course's new one is {beside.name}")
    return changes


def _keep(path, folder, before):
    target = before / path.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, target)


def _copy(source, path):
    with write_then_rename(path) as temporary:
        shutil.copy(source, temporary)


def _write(notebook, path):
    with write_then_rename(path.resolve()) as temporary:  # a link stays, and leads to the new notebook
        nbformat.write(notebook, temporary)


def _parsed(path):
    return nbformat.v4.reads(path.read_text(encoding="utf-8-sig"))


def _read(path):
    """Read a notebook, give an id of its own to every cell, and raise ValueError if it is none."""
    try:
        notebook = _parsed(path)
        if notebook.nbformat != 4:
            raise ValueError(f"its format is {notebook.nbformat}, and 4 was expected")
        notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
        seen = set()
        for cell in notebook.cells:
            if cell.get("id") in seen or "id" not in cell:
                cell.id = new_id()
            seen.add(cell.id)
            cell.source = cell.source.replace("\r\n", "\n")  # Git and editors on Windows end lines otherwise
        nbformat.validate(notebook)
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError) as error:
        raise ValueError(str(error).split("\n")[0]) from error
    return notebook
