"""Which statements of a lesson's notebook its checks need: imports, definitions and constants, and no training.

A notebook comes from a learner, so everything in it may be missing, broken, moved or there twice.
"""
import ast
import re
import symtable
from collections import Counter
from typing import NamedTuple

from IPython.core.inputtransformer2 import TransformerManager

from testCases.exercises import EXERCISES, exercise

__all__ = ["CellError", "Needed", "Part", "needed_cells"]

TRAININGS = {"two_layer_model", "L_layer_model", "train", "train_many", "DeepNeuralNetwork"}
MAX_MAGICS = 200     # lines of a cell; to translate them takes time that grows with the square of their number
MAGIC_LINE = re.compile(r"^\s*[%!?/,;]|\?\s*$|=\s*[%!]", re.M)
PYTHON_MAGIC = re.compile(r"\s*%%(time|timeit|capture|prun)\b")  # cell magics that run the rest of the cell as Python
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)  # what parsing raises, null bytes and all


class Part(NamedTuple):
    """What is needed of one code cell; the lines of `source` are those of the cell, and all others are empty.

    Cells count from 1, without the empty ones: it is the number in brackets after "Restart Kernel and Run All Cells".
    """

    number: int
    source: str


class CellError(NamedTuple):
    """Why a cell could not be read or run: its number, the line, and the error in words."""

    number: int
    line: int
    error: str


class Needed(NamedTuple):
    """The lesson of a notebook ("" where it is none), its exercises, the code cells of each, what to run of which cell
    to define them, and the cells that cannot be read."""

    lesson: str
    exercises: tuple
    places: dict
    parts: tuple
    errors: tuple


class Statement(NamedTuple):
    """One statement at the top level of a cell, the names that it binds, and the global names that it uses."""

    number: int
    node: ast.stmt
    text: str
    binds: frozenset
    uses: frozenset


def needed_cells(notebook, stem=""):
    """Return what has to run of a notebook so that its exercises can be checked.

    Needed is every statement at the top level that binds the name of an exercise of the lesson, or a name that a
    needed statement uses; in the order of the notebook, so that the last definition wins, as in a kernel. An
    assignment that trains a network is never needed.

    Parameters
    ----------
    notebook : notebook node or dict
        As nbformat or json reads it; it is not changed.
    stem : str
        The name of its file, without .ipynb: it says the lesson where the cells do not.

    Returns
    -------
    needed : Needed
    """
    sources = [(cell, source_of(cell)) for cell in notebook.get("cells", []) if cell.get("cell_type") == "code"]
    cells = dict(enumerate(((cell, source) for cell, source in sources if source.strip()), start=1))
    places, claims = {}, []
    for number, (cell, source) in cells.items():
        names, claimed = exercises_in(cell, source)
        claims += claimed
        for name in names:
            places.setdefault(name, []).append(number)
    lesson = lesson_of(places, claims, stem)
    names = tuple(e.name for e in EXERCISES if e.lesson == lesson)
    statements, errors = [], []
    for number, (_, source) in cells.items():
        try:
            statements += statements_of(number, source)
        except UNREADABLE as error:
            text = getattr(error, "msg", "") or str(error)
            errors.append(CellError(number, getattr(error, "lineno", None) or 1, f"{type(error).__name__}: {text}"))
    return Needed(lesson, names, {name: tuple(places.get(name, ())) for name in names},
                  parts_of(needed_statements(statements, names)), tuple(errors))


def source_of(cell):
    """Return the source of a cell; a file holds it as a list of lines."""
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def exercises_in(cell, source):
    """Return the exercises that a code cell holds, and those it shows to belong to this notebook: its tests, too.

    The grade_id names an exercise; where it is gone, so does the function that the cell defines.
    """
    known = {e.name for e in EXERCISES}
    metadata = cell.get("metadata") or {}
    marked = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = str(marked.get("grade_id", "")) if isinstance(marked, dict) else ""
    defined = [name for name in re.findall(r"^(?:async )?def (\w+)", source, re.M) if name in known]
    names = list(dict.fromkeys(defined + [name for name in (grade_id,) if name in known]))
    tests = [grade_id.removeprefix("test_"), *re.findall(r"\bcheck_(\w+)\(", source)]
    return names, names + [name for name in tests if name in known]


def lesson_of(places, claims, stem):
    """Return the lesson that most cells speak for; the file's name decides where none or as many speak for another."""
    votes = Counter(exercise(name).lesson for name in claims)
    if stem in {e.lesson for e in EXERCISES}:
        votes[stem] += 1
    return votes.most_common(1)[0][0] if votes else ""


def statements_of(number, source):
    """Return the statements of a code cell, with IPython's magics turned into Python."""
    source = as_python(source)
    lines = source.encode().split(b"\n")  # ast counts columns in bytes
    return [Statement(number, node, text, frozenset(bound_names(node)), frozenset(used_names(text)))
            for node in ast.parse(source).body for text in [text_of(node, lines)]]


def as_python(source):
    """Return the source of a cell as Python on the same lines; that of a cell in another language is empty."""
    source = re.sub(r"\r\n?", "\n", source)  # Python ends a line there, too
    blank = source[:len(source) - len(source.lstrip())].count("\n")
    if source.lstrip().startswith("%%"):
        if not PYTHON_MAGIC.match(source):
            return ""
        lines = source.split("\n")
        lines[blank] = ""
        source = "\n".join(lines)
    try:
        ast.parse(source)
        return source
    except SyntaxError:
        if len(MAGIC_LINE.findall(source)) > MAX_MAGICS:
            raise
        blank = source[:len(source) - len(source.lstrip())].count("\n")
        return "\n" * blank + TransformerManager().transform_cell(source)


def text_of(node, lines):
    """Return the source of a statement, decorators and all."""
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    taken = lines[first - 1:node.end_lineno]
    taken[-1] = taken[-1][:node.end_col_offset]
    if first == node.lineno:
        taken[0] = taken[0][node.col_offset:]
    return b"\n".join(taken).decode()


def bound_names(node):
    """Return the names that a statement binds or changes at the top level, in its branches, too."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, (ast.Name, ast.Subscript, ast.Attribute)):
        target = node
        while isinstance(target, (ast.Subscript, ast.Attribute)):
            target = target.value
        stored = isinstance(node.ctx, ast.Store) and isinstance(target, ast.Name)
        return {target.id} if stored else set()
    if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        return set()  # their names are their own
    return set().union(*(bound_names(child) for child in ast.iter_child_nodes(node)))


def used_names(text):
    """Return the global names that a statement uses, those inside its functions, too, and not their local ones."""
    def walk(table):
        used = {symbol.get_name() for symbol in table.get_symbols()
                if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global())}
        return used.union(*(walk(child) for child in table.get_children()))

    return walk(symtable.symtable(text, "cell", "exec"))


def needed_statements(statements, names):
    """Return the statements that define these names and all that they use, in the order of the notebook."""
    binding, missing = {}, []
    for statement in statements:
        for name in statement.binds:
            binding.setdefault(name, []).append(statement)

    def reach(name, seen):
        """Return all names that a name depends on."""
        waiting = [name]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += [used for statement in binding.get(name, ()) for used in statement.uses]
        return seen

    def trains(statement):
        runs = not isinstance(statement.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import,
                                               ast.ImportFrom))
        return runs and any(reach(used, set()) & TRAININGS for used in statement.uses)

    needed, waiting, done = set(), [*names, "*"], set()
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        for statement in binding.get(name, ()):
            if id(statement) not in needed and not trains(statement):
                needed.add(id(statement))
                waiting += statement.uses
    return [statement for statement in statements if id(statement) in needed]


def parts_of(statements):
    """Put the statements of each cell back on their lines."""
    lines = {}
    for number, node, text, _, _ in statements:
        cell = lines.setdefault(number, [""])
        first = node.end_lineno - text.count("\n")
        cell += [""] * (first - len(cell))
        begin, *rest = text.split("\n")
        cell[first - 1] += f"; {begin}" if cell[first - 1] else begin  # two statements may share a line
        cell += rest
    return tuple(Part(number, "\n".join(cell)) for number, cell in lines.items())
