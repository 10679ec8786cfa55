"""Reads a student's notebook. It runs in the jail, and imports nothing of the course but cells.py beside it.

Only what the exercises need is run: their definitions, wherever they stand, the helpers, constants and imports that
these use, and theirs in turn. Demonstrations, trainings and plots are left alone.
"""
import ast
import copy
import hashlib
import json
import re
from typing import NamedTuple

from dnn_course.notebook.cells import needed_statements, statements_of

__all__ = ["Reading", "fingerprint", "imported_modules", "read", "sources"]

MAX_CELLS = 2000


class Reading(NamedTuple):
    """What was read: {number of a cell: its needed statements}, [number of a cell that cannot be read, the exercises
    that it holds, why], the modules that any cell imports, and {exercise: fingerprint} of those that count."""

    cells: dict
    unreadable: list
    imports: list
    fingerprints: dict


def read(notebook, exercises):
    """Read a notebook, given as bytes, for the names of its exercises; ValueError if it is none."""
    statements, unreadable = [], []
    for number, source in sources(notebook):
        try:
            statements += [part for statement in statements_of(number, source) for part in _one_import_each(statement)]
        except Exception as error:  # whatever a cell does to its reader costs that cell only
            line = f" in line {error.lineno}" if getattr(error, "lineno", None) else ""
            holds = [name for name in exercises if re.search(rf"\bdef\s+{name}\b", source)]
            why = f"{type(error).__name__}{line}: {getattr(error, 'msg', '') or error}"
            unreadable.append([number, holds, why[:200]])
    superseded = _superseded(statements, exercises)
    kept = [statement for i, statement in enumerate(statements) if i not in superseded]
    kept = [statement._replace(uses=statement.uses & _names_before_the_raise(statement.node))
            if _is_placeholder(statement.node) else statement for statement in kept]
    needed, fingerprints = needed_statements(kept, exercises), {}
    cells = {}
    for statement in needed:
        cells.setdefault(statement.number, []).append(statement)
        if isinstance(statement.node, ast.FunctionDef) and statement.node.name in exercises:
            fingerprints[statement.node.name] = fingerprint(statement.node)
    return Reading(cells, unreadable, imported_modules(statements),
                   {name: value for name, value in fingerprints.items() if value})


def sources(notebook):
    """Return (number, source) of the code cells of a notebook, given as bytes, counted as IPython does from 1 without
    the empty ones; ValueError if it is no notebook."""
    try:
        content = json.loads(notebook.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("the file is not a notebook: it holds no JSON") from None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        raise ValueError("the file is not a notebook: it has no list of cells")
    found = []
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            if isinstance(source, list):
                source = "".join(line for line in source if isinstance(line, str))
            if isinstance(source, str) and source.strip():
                found.append(source)
    return list(enumerate(found[:MAX_CELLS], start=1))


def _one_import_each(statement):
    """Cut an import of several names into one for each: a missing or slow one that nothing uses then costs nothing."""
    node = statement.node
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return [statement]
    parts = []
    for alias in node.names:
        part = copy.copy(node)
        part.names = [alias]
        name = alias.asname or alias.name.split(".")[0]
        parts.append(statement._replace(node=part, binds=frozenset([name])))
    return parts


def _superseded(statements, exercises):
    """Return the places of definitions that others replace: of each exercise the last one that is written counts.

    A copy that still only raises NotImplementedError replaces nothing.
    """
    places = set()
    for name in exercises:
        binding = [i for i, statement in enumerate(statements) if name in statement.binds]
        functions = [i for i in binding if isinstance(statements[i].node, ast.FunctionDef)]
        written = [i for i in functions if not _is_placeholder(statements[i].node)]
        if binding == functions:
            places.update(set(functions) - set((written or functions)[-1:]))
    return places


def _is_placeholder(node):
    """Say whether a statement defines a function that only raises NotImplementedError."""
    return isinstance(node, ast.FunctionDef) and \
        any(isinstance(line, ast.Raise) and "NotImplementedError" in ast.unparse(line) for line in node.body)


def _names_before_the_raise(function):
    """Return the names that a function needs which is not written yet: what stands below the raise is never reached."""
    names = set()
    for line in function.body:
        if isinstance(line, ast.Raise):
            break
        names.update(node.id for node in ast.walk(line) if isinstance(node, ast.Name))
    return names | {node.id for node in ast.walk(function.args) if isinstance(node, ast.Name)}


def imported_modules(statements):
    """Return the names of the modules that the statements import, inside functions, too."""
    found = set()
    for statement in statements:
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
    return sorted(found)[:200]


def fingerprint(function):
    """Return a hash of a function's tree which layout, comments, docstring, annotations and its own names leave alone.

    A function that is not written yet has none: the empty text.
    """
    if _is_placeholder(function):
        return ""
    function = copy.deepcopy(function)
    function.decorator_list, function.returns = [], None
    if ast.get_docstring(function, clean=False) is not None:
        function.body = function.body[1:]
    names = {}
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            node.annotation = None
        own = node.arg if isinstance(node, ast.arg) else \
            node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else None
        if own is not None:
            names.setdefault(own, f"v{len(names)}")
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            node.arg = names[node.arg]
        elif isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
    return hashlib.sha256(ast.dump(function).encode("utf-8", "replace")).hexdigest()[:16]
