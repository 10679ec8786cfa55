"""How a check keeps a function that earned full points: its source, with the statements that it needs, for my_network.

What counts is what the kernel ran, in that order: the cells of its history, divided by the one reader of notebooks.
Before anything is written, the statements run by themselves, and the function is checked once more: whatever way it is
written in, it is kept if it works so.
"""
import ast
import symtable
from pathlib import Path
from typing import NamedTuple

import dnn_utils
from dnn_course.notebook.cells import as_python
from dnn_course.notebook.statements import statements_of as read
from dnn_course.notebook.statements import text_of as text_at
from dnn_utils.files import here, is_learners_folder, keep_aside, write_then_rename
from testCases.calling import namespace_of
from testCases.exercises import EXERCISES
from testCases.messages import say as say_in_general
from testCases.network import FOLDER, NAMES, in_words, is_changed, joined, load, own_functions, say, text_of

__all__ = ["keep", "keep_from", "statements_for"]

LIBRARY = ("dnn_utils", "testCases", "my_network")
RUNS_PYTHON = ("time", "timeit", "capture", "prun")  # cell magics
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def keep(name, function, cells):
    """Keep a function that earned full points in a learner's folder; return why it cannot be kept, or "".

    Parameters
    ----------
    name : str
        The exercise.
    function : callable
        What was checked.
    cells : list of str
        The sources that the kernel ran, in their order.
    """
    if function is getattr(dnn_utils, name) or getattr(function, "of_my_network", False):
        return ""
    namespace = namespace_of(function)
    names = [name, *namespace] if namespace.get(name) is function else list(namespace)
    bound = next((each for each in names if namespace.get(each) is function), name)
    return keep_from(name, cells, bound)


def keep_from(name, cells, bound=None, folder=None):
    """Keep what these sources bind to a name, in a learner's folder; return why it cannot be kept, or ""."""
    folder = Path(folder or here()).resolve()
    if not is_learners_folder(folder):
        return ""
    from testCases.checking import examine
    statements = statements_for(bound or name, cells, set(NAMES) - {name})
    if not statements:
        return say("not_by_itself", name=name, error=say("not_found"))
    body = "\n".join(statements) + (f"\n{name} = {bound}\n" if bound not in (None, name) else "\n")
    path, text = folder / FOLDER / f"{name}.py", text_of(name, body)
    try:
        report = examine(name, load(name, text, path).function)  # with the course's functions for the others
        if report.points < report.max_points:  # it may be right only with the learner's, as in its notebook
            everything = {e.name: e.points for e in EXERCISES}  # a terminal records later
            others, _ = own_functions(folder, points=everything)
            report = examine(name, joined({**others, name: load(name, text, path)})[name])
        if report.points < report.max_points:
            reasons = [finding.reason for finding in report.findings if finding.reason]
            return say("not_by_itself", name=name, error=(reasons or [say("not_right")])[0])
    except BaseException as error:  # whatever a learner's statements do by themselves
        if isinstance(error, KeyboardInterrupt):
            raise
        return say("not_by_itself", name=name, error=in_words(error))
    try:  # a full disk costs no points
        path.parent.mkdir(exist_ok=True)
        if is_changed(path):
            keep_aside(path)
        with write_then_rename(path) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        return say_in_general("function_unkept", name=name, folder=path.parent, error=error.strerror or error)
    return ""


class Statement(NamedTuple):
    """A statement at the top level of a cell: its source, the global names that it binds and uses, those of them that
    it uses at once, not when a function is called, and whether nothing is left of what the names stood for before."""

    source: str
    binds: set
    uses: set
    at_once: set
    anew: bool
    always: bool = False  # it changes what others mean: from __future__ import, from ... import *


def statements_for(name, cells, others):
    """Return the sources of the statements that a function needs, in order.

    Parameters
    ----------
    name : str
        What the function is bound to.
    cells : list of str
    others : set of str
        Names that are bound elsewhere: the other exercises.
    """
    statements = [statement for cell in cells for statement in statements_of(cell)]
    needed = {i for i, statement in enumerate(statements) if statement.always}
    waiting, done = [(name, len(statements))], set()
    while waiting:
        wanted, end = waiting.pop()
        if wanted in others or (wanted, end) in done:
            continue
        done.add((wanted, end))
        for i in reversed(range(end)):
            if wanted in statements[i].binds:
                needed.add(i)
                waiting += [(used, until) for used in statements[i].uses for until in {end, len(statements)}]
                waiting += [(used, i) for used in statements[i].at_once]  # as it stood then
                if statements[i].anew:
                    break
    if not any(name in statements[i].binds for i in needed):
        return []
    found = [statements[i] for i in sorted(needed)]
    futures = [each.source for each in found if each.source.startswith("from __future__")]
    return [*dict.fromkeys(futures), *(each.source for each in found if each.source not in futures)]


def statements_of(cell):
    """Return the Statements of a cell; none of one that is not Python."""
    try:
        cell = as_python(inside_its_magic(cell))
        return [statement(each.node, each.binds, each.uses, cell) for each in read(1, cell)
                if not is_an_exercise_of_the_course(each.node)]
    except (SyntaxError, ValueError, RecursionError, IndexError):
        return []


def inside_its_magic(cell):
    """Return the Python that a cell magic runs, as the kernel keeps it in its history; the cell itself elsewhere."""
    tree = ast.parse(cell)
    first = tree.body[0].value if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) else None
    if isinstance(first, ast.Call) and ast.unparse(first.func) == "get_ipython().run_cell_magic" and \
            ast.literal_eval(first.args[0]) in RUNS_PYTHON:
        return ast.literal_eval(first.args[2])
    return cell


def is_an_exercise_of_the_course(node):
    """Say whether a statement imports the course's function, which the network gives anyway."""
    if not isinstance(node, ast.ImportFrom) or (node.module or "").split(".")[0] not in LIBRARY:
        return False
    return all(alias.name in NAMES and (alias.asname or alias.name) in NAMES for alias in node.names)


def statement(node, binds, uses, cell):
    """Return the Statement of what the reader has found in a cell."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        always = isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*")
        return Statement(ast.unparse(node), binds, set(), set(), True, always)
    is_definition = isinstance(node, DEFINITIONS)
    source = text_at(node, cell.encode().split(b"\n")) if is_definition else ast.unparse(node)  # comments and all
    at_once = {symbol.get_name() for symbol in symtable.symtable(source, "cell", "exec").get_symbols()
               if symbol.is_referenced()}
    anew = (is_definition or isinstance(node, ast.Assign)) and not binds & at_once
    return Statement(source, binds, uses, at_once, anew)
