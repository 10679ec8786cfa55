"""The cells of a notebook, in whatever state a learner leaves it, and their text as Python on the same lines."""
import ast
import json
import re
from typing import NamedTuple

from IPython.core.inputtransformer2 import TransformerManager

__all__ = ["Cell", "as_python", "cells_of", "code_cells", "load"]

MAX_CELLS = 2000     # code cells that are read
MAX_PARTS = 500_000  # lists and dictionaries of a file; a solved lesson has 1,500
MAX_MAGICS = 200     # lines of a cell; to translate them takes time that grows with the square of their number
PYTHON_MAGIC = re.compile(r"\s*%%(time|timeit|capture|prun)\b")  # cell magics that run the rest of the cell as Python
WRITING_MAGIC = re.compile(r"\s*%%(writefile|file)\b")
MAGIC_LINE = re.compile(r"^\s*[%!?/,;]|\?\s*$|=\s*[%!]", re.M)


class Cell(NamedTuple):
    """A cell: its type, its source, and the grade_id of its nbgrader metadata, "" where it has none."""

    cell_type: str
    source: str
    grade_id: str


def load(data):
    """Return what the bytes of a notebook's file hold; ValueError where they are no notebook."""
    if data.count(b"{") + data.count(b"[") > MAX_PARTS:  # before anything is built
        raise ValueError(f"the file is not a notebook: it has more than {MAX_PARTS:,} parts")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("the file is not a notebook: it holds no JSON") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ValueError("the file is not a notebook: it has no list of cells")
    return content


def cells_of(content):
    """Give the Cells of a notebook, a dict as json or nbformat reads it, one by one; what is no cell is passed over."""
    for cell in content.get("cells") or []:
        if not isinstance(cell, dict):
            continue
        source, metadata = cell.get("source", ""), cell.get("metadata")
        if isinstance(source, list):  # as a file holds it
            source = "".join(line for line in source if isinstance(line, str))
        marked = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        grade_id = marked.get("grade_id") if isinstance(marked, dict) else None
        if isinstance(source, str):
            cell_type = cell.get("cell_type")
            yield Cell(cell_type if isinstance(cell_type, str) else "", source,
                       grade_id if isinstance(grade_id, str) else "")


def code_cells(content):
    """Return {number: Cell} of the code cells that are not empty, the first MAX_CELLS of them.

    They count from 1: it is the number in brackets after "Restart Kernel and Run All Cells".
    """
    found = {}
    for cell in cells_of(content):
        if len(found) == MAX_CELLS:
            break
        if cell.cell_type == "code" and cell.source.strip():
            found[len(found) + 1] = cell
    return found


def as_python(source):
    """Return the source of a cell as Python on the same lines; that of a cell in another language is empty."""
    source = re.sub(r"\r\n?", "\n", source)  # Python ends a line there, too
    blank = leading_lines(source)
    if source.lstrip().startswith("%%") and not WRITING_MAGIC.match(source):
        if not PYTHON_MAGIC.match(source):
            return ""
        lines = source.split("\n")
        lines[blank] = ""
        source = "\n".join(lines)
    try:
        ast.parse(source)
        return source
    except SyntaxError:
        if len(MAGIC_LINE.findall(source)) > MAX_MAGICS and not WRITING_MAGIC.match(source):
            raise
        source = re.sub(r"^(\s*)%time[ \t]+(?=[\w(\[{])", r"\1", source, flags=re.M)  # it runs the rest of its line
        return "\n" * leading_lines(source) + TransformerManager().transform_cell(source)


def leading_lines(source):
    """Return how many empty lines a source begins with."""
    return source[:len(source) - len(source.lstrip())].count("\n")
