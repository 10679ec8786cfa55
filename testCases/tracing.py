"""Where in a learner's own lines an exception came from.

In the jail this runs beside a student's code, so that all it says are short texts and numbers that may be false.
"""
import ast
import builtins
import difflib
import linecache
import re
import traceback
from typing import NamedTuple

from testCases.exercises import EXERCISES

__all__ = ["Place", "place_of"]

SEVERAL = {e.name for e in EXERCISES if len(e.outputs) > 1}  # they return more than one thing
LONGEST = 200  # characters of one text
MOST_SHAPES = 6


class Place(NamedTuple):
    """A line of a learner's, and what helps to see why it stopped; empty where no line of a learner's was reached."""

    function: str = ""  # the function whose line it is, where that is another than the one that was called
    line: int = 0       # counted from the top of its cell
    code: str = ""      # the line itself
    shapes: str = ""    # of the arrays that it names
    packed: str = ""    # an assignment that puts several results under one name which the line uses
    near: str = ""      # a name that there is, like the one that there is not
    written: bool = False  # whether lines of the learner's own stand above it


def place_of(error, namespace):
    """Return the Place of an exception: the deepest line of a function whose global names these are."""
    own = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_globals is namespace]
    if not own:
        return Place()
    frame, line = own[-1]
    names = [frame.f_code.co_name for frame, _ in own if not frame.f_code.co_name.startswith("<")]
    lines = linecache.getlines(frame.f_code.co_filename)
    code = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    function = _function_around(lines, line)
    used = _names_in(function, line, code)
    values = {**namespace, **frame.f_locals}
    other = names[-1] if names[1:] and names[-1] != names[0] else ""
    return Place(other, line, code[:LONGEST], _shapes(used, values)[:LONGEST],
                 _packed(function, used)[:LONGEST], _near(error, values)[:LONGEST], _written(function, lines, line))


def _function_around(lines, line):
    """Return the tree of the innermost function that a line stands in, or None."""
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a cell with a magic in it
        return None
    around = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
              and node.lineno <= line <= node.end_lineno]
    return max(around, key=lambda node: node.lineno, default=None)


def _names_in(function, line, code):
    """Return the names that the statement on a line uses, in order."""
    statements = [node for node in ast.walk(function) if isinstance(node, ast.stmt)
                  and node.lineno <= line <= node.end_lineno] if function else []
    if not statements:
        return list(dict.fromkeys(re.findall(r"[^\W\d]\w*", code)))
    statement = max(statements, key=lambda node: (node.lineno, -node.end_lineno))
    parts = [statement.iter] if isinstance(statement, ast.For) else \
        [statement.test] if isinstance(statement, (ast.If, ast.While)) else [statement]
    names = [node for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)]
    return list(dict.fromkeys(node.id for node in sorted(names, key=lambda node: (node.lineno, node.col_offset))))


def _shapes(names, values):
    """Return the shapes of the arrays among these names, as in: W (4, 2), A (3, 5)."""
    arrays = [(name, values[name]) for name in names if type(values.get(name)).__name__ == "ndarray"]
    return ", ".join(f"{name} {tuple(map(int, array.shape))}" for name, array in arrays[:MOST_SHAPES])


def _packed(function, used):
    """Return the assignment that puts all that a function returns under one of the names used, or an empty text."""
    for node in ast.walk(function) if function else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            called = node.value.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in SEVERAL and node.targets[0].id in used:
                return ast.unparse(node)
    return ""


def _near(error, values):
    """Return a name that is like the one that is not defined, or an empty text."""
    if not isinstance(error, NameError) or not isinstance(error.name, str):
        return ""
    known = [name for name in [*values, *dir(builtins)] if isinstance(name, str) and name != error.name]
    same = [name for name in known if name.lower() == error.name.lower()]
    return next(iter(same or difflib.get_close_matches(error.name, known, 1, 0.8)), "")


def _written(function, lines, line):
    """Say whether a statement of the learner's stands above a line: between START CODE HERE and it, or, where that
    comment is gone, after the docstring and the calls of checks."""
    body = function.body if function else []
    start = max((n for n, text in enumerate(lines[:line], start=1) if "START CODE HERE" in text), default=0)
    if start and body and start > function.lineno:
        return any(start < node.lineno < line for node in body)
    given = [node for node in body if isinstance(node, ast.Expr)]  # the docstring, check_...(...)
    return any(node.lineno < line for node in body if node not in given)
