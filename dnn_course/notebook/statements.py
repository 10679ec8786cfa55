"""The statements at the top level of a cell: which names each binds, uses and calls, and which of them are needed."""
import ast
import copy
import symtable
from typing import NamedTuple

from dnn_course.notebook.cells import as_python

__all__ = ["Statement", "needed_statements", "statements_of", "without_trainings"]

TRAININGS = {"two_layer_model", "L_layer_model", "train", "train_many", "DeepNeuralNetwork", "watch_training", "study",
             "fit_network", "train_in_torch", "costs_in_torch", "check_class", "check_estimator", "cross_val_score",
             "LogisticRegression", "SVC"}
DEFINING_MAGICS = {"pylab", "run", "writefile", "file"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


class Statement(NamedTuple):
    """One statement at the top level of a cell, the names that it binds, and the global names that it uses.

    What binds names that cannot be told, such as `from numpy import *`, binds "*".
    """

    number: int
    node: ast.stmt
    binds: frozenset
    uses: frozenset


def statements_of(number, source):
    """Return the statements of a code cell, with IPython's magics turned into Python, and an import for each name."""
    source = as_python(source)
    lines = source.encode().split(b"\n")  # ast counts columns in bytes
    return [Statement(number, part, frozenset(bound_names(part)), used)
            for node in ast.parse(source).body for used in [frozenset(used_names(text_of(node, lines)))]
            for part in one_import_each(node)]


def one_import_each(node):
    """Cut an import of several names into one for each: a missing or slow one that nothing uses then costs nothing."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return [node]
    parts = []
    for alias in node.names:
        part = copy.copy(node)
        part.names = [alias]
        parts.append(part)
    return parts


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
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return {"*"}  # it changes what every later definition means
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
    names = {"*"} if is_defining_magic(node) else set()
    return names.union(*(bound_names(child) for child in ast.iter_child_nodes(node)))


def is_defining_magic(node):
    """Say whether a call is one that IPython's %pylab, %run or %%writefile has become."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and bool(node.args) and \
        node.func.attr in ("run_line_magic", "run_cell_magic") and \
        isinstance(node.args[0], ast.Constant) and node.args[0].value in DEFINING_MAGICS


def used_names(text):
    """Return the global names that a statement uses, those inside its functions, too, and not their local ones."""
    def walk(table):
        used = {symbol.get_name() for symbol in table.get_symbols()
                if (symbol.is_referenced() if table.get_type() == "module" else symbol.is_global())}
        return used.union(*(walk(child) for child in table.get_children()))

    return walk(symtable.symtable(text, "cell", "exec"))


def called_names(node):
    """Return the names in the calls that running a statement makes; those in the bodies of its functions do not run."""
    if isinstance(node, ast.Call):
        return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    inside = ast.iter_child_nodes(node)
    if isinstance(node, FUNCTIONS):
        inside = [*getattr(node, "decorator_list", []), *node.args.defaults, *filter(None, node.args.kw_defaults)]
    return set().union(*(called_names(child) for child in inside))


def binding_statements(statements):
    """Return {name: the statements that bind it}."""
    binding = {}
    for statement in statements:
        for name in statement.binds:
            binding.setdefault(name, []).append(statement)
    return binding


def without_trainings(statements, exercises):
    """Return the statements but for those that train a network: they take minutes, and no check needs what they give.

    A statement trains that calls what leads to one of TRAININGS through functions. One that binds an exercise stays.
    """
    binding, called = binding_statements(statements), [called_names(statement.node) for statement in statements]
    quiet = {id(statement) for statement, names in zip(statements, called) if not names or
             isinstance(statement.node, DEFINITIONS)}

    def trains(names):
        waiting, seen = list(names), set()
        while waiting:
            name = waiting.pop()
            if name in TRAININGS:
                return True
            if name not in seen:
                seen.add(name)
                waiting += [used for statement in binding.get(name, ()) if id(statement) in quiet
                            for used in statement.uses]
        return False

    def stays(statement):
        return isinstance(statement.node, DEFINITIONS) or statement.binds & set(exercises)

    kept = [statement for statement, names in zip(statements, called) if stays(statement) or not trains(names)]
    while len(kept) < len(statements):  # what is made of a training's result cannot run either
        lost = set().union(*(s.binds for s in statements)) - set().union(*(s.binds for s in kept))
        fewer = [statement for statement in kept if stays(statement) or not statement.uses & lost]
        if len(fewer) == len(kept):
            break
        kept = fewer
    return kept


def needed_statements(statements, names):
    """Return the statements that bind these names and all that they use, in the order of the notebook."""
    binding, needed, done = binding_statements(statements), set(), set()
    waiting = [*names, "*"]
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        for statement in binding.get(name, ()):
            if id(statement) not in needed:
                needed.add(id(statement))
                waiting += statement.uses
    return [statement for statement in statements if id(statement) in needed]
