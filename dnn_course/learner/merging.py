"""A merge of three versions of a notebook, cell by cell.

`given` is what the learner was given, `mine` is what they made of it, `current` is what the course gives today. A cell
that the learner did not touch becomes the current one, and no text that the learner wrote is overwritten or lost.
"""
import difflib
import re
import uuid
from typing import NamedTuple

import nbformat
from nbformat.v4 import new_markdown_cell

from dnn_course.notebook.reading import last_that_counts
from dnn_course.notebook.stripping import SOLUTION
from dnn_utils.language import spoken

__all__ = ["Changes", "both", "merge", "new_id"]

TAG = "kept-beside"
COURSES_VERSION = "**New version.** Your cell above is as you left it. The course now gives this:"
LEARNERS_CHECK = "**Your version of the check above.** A check is always the course's own. Yours was:"
SHOWN = 6  # names in a line of the report; the others are counted


class Changes(NamedTuple):
    """What an update did to one notebook: names of cells, and sentences on what needs the learner's eye."""

    notebook: str
    added: list
    updated: list
    removed: list
    kept: list
    notes: list
    own: int = 0  # cells that the learner added
    trouble: str = ""  # why the notebook was left as it is

    def __str__(self):
        lines = [line.format(names=_listed(names)) for line, names in (
            (spoken("new: {names}"), self.added), (spoken("updated: {names}"), self.updated),
            (spoken("removed: {names}"), self.removed), (spoken("kept as you changed them: {names}"), self.kept))
            if names]
        if self.own:
            lines.append((spoken("kept: 1 cell of your own") if self.own == 1 else
                          spoken("kept: {n} cells of your own")).format(n=self.own))
        lines += [spoken("look at: {note}").format(note=note) for note in self.notes]
        if self.trouble:
            lines.append(spoken("left as it is: {trouble}").format(trouble=self.trouble))
        if not lines:
            return spoken("{notebook}: nothing to do").format(notebook=self.notebook)
        return "\n".join([self.notebook, *(f"  {line}" for line in lines)])


def both(first, second):
    """Return the Changes of two merges, one after the other."""
    lists = [list(dict.fromkeys([*one, *other])) for one, other in zip(first[1:6], second[1:6])]
    return Changes(first.notebook, *lists, second.own, second.trouble)


def merge(given, mine, current, name="notebook", other_words=False):
    """Merge what the course changed into a learner's notebook.

    - A cell that the learner did not touch becomes the current one, and keeps its outputs if its source is the same.
    - A cell that the learner changed stays. If the course changed it too (an exercise: outside its markers), the
      current version is shown in a Markdown cell right after it.
    - A check is always the current one, there once; a changed copy is shown in a Markdown cell after it.
    - A given cell that the learner deleted stays deleted, unless the course changed it; an exercise or a check
      comes back. A deleted exercise whose function stands in a cell of the learner's own: that cell is the exercise.
    - A cell that the course dropped goes if the learner did not touch it, and else stays.
    - The learner's own cells, and given cells that the learner moved, stay after the cell that they follow. A second
      copy of an exercise or check stays as a plain cell.

    Cells are matched by grade_id, then id, then content.

    Parameters
    ----------
    given : notebook or None
        What the learner was given; None if that is not known: then every cell of theirs that differs is theirs.
    mine, current : notebook
        The learner's, and the one that the course gives now.
    name : str
        The notebook's name in the report.
    other_words : bool
        Whether `current` is `given` in another language: then nothing is new, and what the learner changed stays alone.

    Returns
    -------
    merged : notebook
        With unique ids; equal to `mine` if there is nothing to do.
    changes : Changes
    """
    given_cells = _by_key(given) if given else {}
    current_cells = _by_key(current)
    keys = _match(mine.cells, given_cells, current_cells)
    unmoved = _common(list(given_cells or current_cells), [key for key in keys if key])
    outdated = {_beside(COURSES_VERSION, cell).source for key, cell in given_cells.items()
                if key not in current_cells or _frame(cell) != _frame(current_cells[key])}
    reworded = {_beside(COURSES_VERSION, cell).source: _beside(COURSES_VERSION, current_cells[key]).source
                for key, cell in given_cells.items() if key in current_cells} if other_words else {}
    written = {cell.source for cell in mine.cells}
    changes = Changes(name, [], [], [], [], [])
    own = 0

    first, after = [], {key: [] for key in current_cells}  # each given cell with those that stay after it
    following = first
    for cell, key in zip(mine.cells, keys, strict=True):
        if key in unmoved and key in current_cells:
            following = after[key]
        if key:
            following += [piece for piece in _merged_cell(cell, key, given_cells, current_cells, changes, other_words)
                          if not (_stands_beside(piece) and piece.source in written)]
        elif _stands_beside(cell) and cell.source in reworded:
            following.append(nbformat.from_dict({**cell, "source": reworded[cell.source]}))
        elif _stands_beside(cell) and cell.source in outdated:
            changes.removed.append("an older version that stood beside yours")
        else:
            own += not _stands_beside(cell)
            following.append(_plain(cell, current.cells, changes))
    for key, cell in current_cells.items():
        if key not in keys and _comes_back(key, given_cells, cell):
            changes.added.append(_name(cell))
            after[key].insert(0, cell)

    merged = nbformat.from_dict({**mine, "cells": [cell for cells in (first, *after.values()) for cell in cells]})
    merged.metadata = _merged_metadata(given.metadata if given else {}, mine.metadata, current.metadata)
    return merged, changes._replace(own=own)


def _by_key(notebook):
    return {_key(cell): cell for cell in notebook.cells}


def _key(cell):
    grade_id = _grade_id(cell)
    return ("grade_id", grade_id) if grade_id else ("id", cell.id)


def _grade_id(cell):
    nbgrader = cell.metadata.get("nbgrader")
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _is_exercise(cell):
    return bool(_grade_id(cell) and cell.metadata.nbgrader.get("solution"))


def _is_check(cell):
    return bool(_grade_id(cell) and cell.metadata.nbgrader.get("grade") and not _is_exercise(cell))


def _content(cell):
    return cell.cell_type, cell.source


def _frame(cell):
    """What the course can change under a solved exercise: all but the lines between its markers."""
    return SOLUTION.sub("", cell.source) if _is_exercise(cell) else cell.source


def _defines(cell, name):
    return cell.cell_type == "code" and last_that_counts([cell.source], name) is not None


def _match(cells, given, current):
    """Return for each of the learner's cells the key of the given cell that it is, or None for one of their own."""
    versions = {key: [cells[key] for cells in (current, given) if key in cells] for key in {**current, **given}}
    ids = {cell.id: key for notebook in (given, current) for key, cell in notebook.items()}
    claims = {}
    for i, cell in enumerate(cells):
        key = next((key for key in (("grade_id", _grade_id(cell)), ("id", cell.id), ids.get(cell.id))
                    if key in versions), None)
        if key and (cell.cell_type == "code" or key[0] == "id"):  # an exercise that became Markdown is one no more
            claims.setdefault(key, []).append(i)

    def touched(i, key):
        return _content(cells[i]) not in [_content(version) for version in versions[key]]

    def rank(i, key):
        """Of several copies of an exercise the one that was worked in is it; of others, the one that was not."""
        worked_in = _is_exercise(versions[key][0]) and _defines(cells[i], key[1])
        return touched(i, key) == bool(worked_in), cells[i].id in [version.id for version in versions[key]], -i

    place = {key: max(copies, key=lambda i: rank(i, key)) for key, copies in claims.items()}
    place = {key: i for key, i in place.items() if key in current or not touched(i, key)}
    for key, cell in current.items():
        if key not in place and _is_exercise(cell):
            defining = [i for i in range(len(cells)) if i not in place.values() and _defines(cells[i], key[1])]
            if defining:
                place[key] = defining[last_that_counts([cells[i].source for i in defining], key[1])]
    for key in versions:
        if key not in place:
            same = [i for i in range(len(cells)) if i not in place.values() and not touched(i, key)]
            if same:
                place[key] = same[0]
    found = {i: key for key, i in place.items()}
    return [found.get(i) for i in range(len(cells))]


def _common(these, those):
    """Return the keys whose order is the same in both: those that nobody moved."""
    blocks = difflib.SequenceMatcher(None, these, those, autojunk=False).get_matching_blocks()
    return {key for block in blocks for key in these[block.a:block.a + block.size]}


def _merged_cell(cell, key, given_cells, current_cells, changes, other_words):
    """Return what becomes of a learner's cell that is a given one: no cell, one, or one and what is shown after it."""
    given, current = given_cells.get(key), current_cells.get(key)
    if current is None:
        changes.removed.append(_name(given))
        return []
    same = _content(cell) == _content(current)
    untouched = same or (given is not None and _content(cell) == _content(given))
    merged = nbformat.from_dict(current if untouched or _is_check(current) else cell)
    if same and cell.cell_type == "code":
        merged.outputs, merged.execution_count = cell.outputs, cell.execution_count
    merged.id = current.id
    merged.metadata = _merged_metadata(given.metadata if given else {}, cell.metadata, current.metadata)
    if _grade_id(current) or given is None:
        merged.metadata.update(current.metadata)
    if untouched:
        if merged != cell:
            changes.updated.append(_name(current))
        return [merged]
    if _is_check(current):
        changes.updated.append(_name(current))
        changes.notes.append(f"{_name(current)} is the course's own again; what you changed in it is in the cell after")
        return [merged, _beside(LEARNERS_CHECK, cell)]
    changes.kept.append(_name(current))
    if other_words or _frame(current) == _frame(given if given is not None else _as(cell, current)):
        return [merged]
    changes.notes.append(f"{_name(current)} has a new version; it is in the cell after yours")
    return [merged, _beside(COURSES_VERSION, current)]


def _as(cell, current):
    """Return a learner's cell with the course's metadata."""
    return nbformat.from_dict({**cell, "metadata": current.metadata})


def _merged_metadata(given, mine, current):
    """Merge key by key: what the learner changed or added stays, everything else is the course's."""
    merged = {}
    for key in {**current, **mine}:
        source = mine if key in mine and mine[key] != given.get(key) else current
        if key in source:
            merged[key] = source[key]
    return nbformat.from_dict(merged)


def _comes_back(key, given, cell):
    """Say whether a cell of the course that is not in the learner's notebook belongs there."""
    return key not in given or _grade_id(cell) is not None or _content(given[key]) != _content(cell)


def _beside(title, cell):
    """Return a Markdown cell that shows another cell: it cannot be run, and cannot be taken for an exercise."""
    if cell.cell_type == "markdown":
        shown = cell.source
    else:
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", cell.source)), default=0))
        shown = f"{fence}{'python' if cell.cell_type == 'code' else ''}\n{cell.source}\n{fence}"
    return new_markdown_cell(f"{title}\n\n{shown}", metadata={"tags": [TAG]})


def _stands_beside(cell):
    return TAG in cell.metadata.get("tags", [])


def _plain(cell, current, changes):
    """Return a cell of the learner's own, without the marks and the id that would make it count as a given one."""
    cell = nbformat.from_dict(cell)
    if cell.id in [other.id for other in current]:
        cell.id = new_id()
    if _grade_id(cell):
        changes.notes.append(f"a cell that was marked as {_name(cell)} does not count as it, and is a plain cell now")
        cell.metadata.tags = [tag for tag in cell.metadata.get("tags", []) if tag not in ("exercise", "graded-test")]
        for key in ("nbgrader", "editable", "deletable"):
            cell.metadata.pop(key, None)
    return cell


def new_id():
    return uuid.uuid4().hex[:8]


def _name(cell):
    """Name a cell for the report: by its grade_id, or by its first line."""
    line = next((line.strip() for line in cell.source.splitlines() if line.strip()), "an empty cell")
    return _grade_id(cell) or f'"{line if len(line) <= 50 else line[:47] + "..."}"'


def _listed(names):
    others = len(names) - SHOWN
    shown = ", ".join(names[:SHOWN])
    return spoken("{names} and {n} more").format(names=shown, n=others) if others > 0 else shown
