"""The exercise version of a solved lesson: a hint and `raise NotImplementedError` in the place of each solution."""
import re
import unicodedata

import nbformat

__all__ = ["GOES_ON", "SOLUTION", "beside", "exercise_notebook", "filled", "without_solution"]

SOLUTION = re.compile(r"^([ \t]*)### START CODE HERE ###\n.*?^[ \t]*### END CODE HERE ###$", re.M | re.S)
HINT_WIDTH = 100
CLOSING = "，。、；：！？）》」』”’%"  # no line begins with these
GOES_ON = "raises-exception"  # JupyterLab runs the cells below one with this tag, though it calls what is not written


def exercise_notebook(notebook, hints):
    """Return the exercise version of a solved lesson: no solutions, no outputs, pictures in images/ beside it.

    Parameters
    ----------
    notebook : notebook
        It is not changed.
    hints : dict
        {exercise: the comment in the place of its solution}.
    """
    notebook, first = pictures_beside(notebook), True
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            tags = cell.metadata.get("tags", [])
            if not first and "nbgrader" not in cell.metadata and GOES_ON not in tags:
                cell.metadata["tags"] = [*tags, GOES_ON]
            first = False
            cell.source = cell.metadata.get("blank", cell.source)  # a small task without points, not yet done
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in hints and cell.metadata.nbgrader.get("solution"):  # others are an instructor's own
                cell.source = without_solution(cell.source, name, hints[name])
    return notebook


def pictures_beside(notebook):
    """Return a copy of a lesson that looks for its pictures in images/ beside it, not in the course's folder."""
    notebook = nbformat.from_dict(notebook)  # a copy
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = beside(cell.source)
    return notebook


def beside(text):
    """Return Markdown of a lesson that looks for its pictures in images/ beside it."""
    return text.replace("](../images/", "](images/")


def without_solution(source, name, hint):
    """Put a hint and `raise NotImplementedError` in the place of what stands between the two markers."""
    def placeholder(match):
        indentation = match[1]
        lines = ["### START CODE HERE ###",
                 *(f"# {line}" for line in filled(hint, HINT_WIDTH - len(indentation) - len("# "))),
                 f'raise NotImplementedError("Complete {name}")',
                 "### END CODE HERE ###"]
        return "\n".join(indentation + line for line in lines)

    source, found = SOLUTION.subn(placeholder, source)
    if found != 1:
        raise ValueError(f"the cell of {name} must hold one pair of START CODE HERE and END CODE HERE, got {found}")
    return source


def filled(text, width):
    """Divide a text into lines of at most so many columns: at blanks, or between characters that are two wide."""
    lines, line = [], ""
    for part in re.findall(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef]", text):
        if line.strip() and columns(line + part) > width and part not in CLOSING and not part.isspace():
            lines.append(line.rstrip())
            line = ""
        line += part if line or not part.isspace() else ""
    return [*lines, line.rstrip()]


def columns(text):
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)
