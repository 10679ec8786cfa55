"""A student's notebook as an instructor sees it, with our marks in its test cells, where nbgrader looks for them."""
import re

import nbformat
from nbformat.v4 import new_notebook
from nbgrader.utils import is_grade, is_solution

from dnn_course.notebook.cells import cells_of, load
from dnn_course.notebook.stripping import beside
from testCases.exercises import EXERCISES
from testCases.report import Report, number

__all__ = ["as_text", "fill", "is_marked", "prepare", "printable", "shown_report", "student_cells"]

MAX_CELLS, MAX_SOURCE = 1000, 100_000  # more of a student's notebook is not shown; what is marked is not cut


def prepare(data, known, texts=frozenset()):
    """Return the student's notebook as it is shown and graded, made anew from nothing but the sources of its cells.

    Outputs, attachments and every metadata are left out; the cells that count get nbgrader's metadata back, locked ones
    their source; what is missing is added; Markdown that is not the lesson's is shown as text, so that no student's
    HTML reaches an instructor's browser.

    Parameters
    ----------
    data : bytes or None
        What was submitted; None, or what is no notebook, counts as an empty notebook.
    known : list of GradedCell
    texts : set of str
        The lesson's Markdown.
    """
    known_by_name, first, last = {cell.name: cell for cell in known}, [], {}
    for place, (cell_type, source, name) in enumerate(student_cells(data)):
        if name in known_by_name:
            last[name] = place, cell_type, source  # of duplicates, the last counts, as in nbgrader
        if place < MAX_CELLS:
            first.append((place, cell_type, source))
    counting = {place: name for name, (place, _, _) in last.items()}
    cells, seen = [], set(last)
    for place, cell_type, source in sorted({*first, *last.values()}, key=lambda cell: cell[0]):
        if place in counting:
            cells.append(_graded_cell(known_by_name[counting[place]], source))
        elif cell_type == "code":
            cells.append(_cell("code", source))
        else:
            known_text = beside(source)  # somebody may have worked in the course's own folder
            cells.append(_cell("markdown", known_text if known_text in texts else as_text(source)))
    _add_missing(cells, known, seen)
    for i, cell in enumerate(cells):
        cell.id = f"cell-{i}"
        if not cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = printable(cell.source, MAX_SOURCE)
    return new_notebook(cells=cells, metadata={"kernelspec": {"display_name": "Python 3", "language": "python",
                                                              "name": "python3"}})


def student_cells(data):
    """Give the Cells of what was submitted, one by one; none where there is no notebook."""
    try:
        yield from cells_of(load(data)) if data else ()
    except ValueError:
        return


def _cell(cell_type, source):
    """Return a new cell. nbformat's own functions look at each with a schema, which takes longer than all the rest."""
    content = {"execution_count": None, "outputs": []} if cell_type == "code" else {}
    return nbformat.from_dict({"cell_type": cell_type, "id": "", "metadata": {}, "source": source, **content})


def _graded_cell(graded, source):
    """Return a cell that counts: a locked one as it was handed out, any other with the student's source."""
    source = graded.source if graded.locked else source
    cell = _cell(graded.cell_type, source if graded.cell_type == "code" or graded.locked else as_text(source))
    cell.metadata = nbformat.from_dict({"nbgrader": graded.metadata()})
    if graded.locked:
        cell.metadata.update(deletable=False, editable=False)
    return cell


def _add_missing(cells, known, seen):
    """Add each graded cell that a student has deleted, behind the last cell that comes before it in the course."""
    place = -1
    for graded in known:
        if graded.name not in seen:
            if graded.points is None:
                continue
            cells.insert(place + 1, _graded_cell(graded, ""))
        place = next(i for i, cell in enumerate(cells)
                     if cell.metadata.get("nbgrader", {}).get("grade_id") == graded.name)


def as_text(source):
    """Return Markdown that shows a text as it is, in a fence longer than any in the text."""
    fence = "~" * max(3, 1 + max(map(len, re.findall("~+", source)), default=0))
    return f"{fence}text\n{source}\n{fence}"


def printable(text, most):
    """Return a text without control characters, which could steer a terminal or turn a line around, cut at `most`."""
    text = str(text)
    if len(text) <= most and all(map(str.isprintable, text.split("\n"))):
        return text
    text = "".join(character if character in "\n\t\u00a0\u3000" or character.isprintable() else "\ufffd"
                   for character in text[:most + 1])
    return text if len(text) <= most else text[:most] + " ..."


def shown_report(report):
    """Return a Report as it is shown: its texts printable, its points never below 0 or above their maximum."""
    return Report.from_json(report.to_json(), lambda text: printable(text, 500))


def is_marked(notebook, cell):
    """Say whether the course marks a graded cell of a notebook. One that it does not know is an instructor's own, and
    waits for a mark by hand: no 0 is given for what nobody has looked at.
    """
    return any(e.lesson == notebook and cell == f"test_{e.name}" for e in EXERCISES)


def fill(notebook, marks):
    """Put the marks into the outputs of the test cells, where nbgrader reads them: nothing but a panel for full points,
    a panel and a number for fewer.

    Parameters
    ----------
    notebook : NotebookNode
        As `prepare` returns it; changed in place.
    marks : Marks
    """
    reports = {f"test_{e.report.name}": shown_report(e.report) for e in marks.exercises}
    for cell in notebook.cells:
        if not is_grade(cell) or is_solution(cell) or cell.cell_type != "code":
            continue
        report, most = reports.get(cell.metadata.nbgrader.grade_id), float(cell.metadata.nbgrader.points)
        if report is None:
            points, data = 0.0, {"text/plain": "This waits for a mark by hand."}
        else:
            points = most * report.points / report.max_points
            data = {"text/plain": str(report), "text/html": report._repr_html_()}
        cell.outputs = [_output("display_data", data)]
        if points < most:
            cell.outputs.append(_output("execute_result", {
                "text/plain": repr(round(points, 6)), "text/html": f"<!-- {number(points)} points -->"},
                execution_count=None))
    return notebook


def _output(kind, data, **values):
    """Return a new output, as `_cell` a cell: without a look at its schema."""
    return nbformat.from_dict({"output_type": kind, "metadata": {}, "data": data, **values})
