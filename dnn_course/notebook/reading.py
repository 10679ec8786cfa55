"""What of a notebook counts: its definitions of the exercises, and the statements that have to run for them.

The rule, for checks, grading and updates alike: of several definitions the last one that is written counts. A copy
that still only raises NotImplementedError replaces nothing, and neither does the course's own function, however it is
imported: what a learner wrote counts, and where there is nothing else, nobody has written it.

There are two plans. `needed` holds what binds an exercise or a function beside it, or a name that a needed statement
uses. `in_order` holds
every statement, as a kernel runs them. Both leave trainings out. The first is quick, and chooses by names, which can
miss what a function needs; so no function loses a point before the second is tried.
"""
import ast
import copy
import hashlib
import re
from collections import Counter
from typing import NamedTuple

from dnn_course.notebook.cells import code_cells
from dnn_course.notebook.statements import needed_statements, statements_of, without_trainings

__all__ = ["Reading", "Unreadable", "fingerprint", "is_placeholder", "last_that_counts", "lesson_of",
           "places_of", "read", "written_in"]

LIBRARY = ("dnn_utils", "testCases", "my_network")  # packages of the course
MAX_PARSED, MAX_LOOKED_AT = 50_000, 200  # characters of a cell, and cells, that `written_in` parses
HIDDEN_WAYS = {"exec", "eval", "globals", "vars", "setattr", "compile", "__import__"}  # to bind a name unseen


class Unreadable(NamedTuple):
    """A cell that cannot be read: its number, the line, the exercises that it seems to hold, and why."""

    number: int
    line: int
    holds: tuple
    error: str


class Reading(NamedTuple):
    """What was read.

    `sources` is {number: source} of the code cells; `needed` and `in_order` are the plans, tuples of Statement;
    `imported` names the exercises that stand for nothing but the course's own function; `unsure` those that may come
    to something else where all cells run in order; `imports` the modules that any cell imports; `fingerprints` has one
    for each exercise that is written.
    """

    sources: dict
    needed: tuple
    in_order: tuple
    unreadable: tuple
    imported: tuple
    unsure: tuple
    imports: tuple
    fingerprints: dict


def read(content, exercises, beside=()):
    """Read a notebook for the names of its exercises.

    Parameters
    ----------
    content : dict
        The notebook, as `cells.load` or nbformat gives it; it is not changed.
    exercises : sequence of str
    beside : sequence of str
        Functions that a check calls, too, where the notebook defines them.

    Returns
    -------
    reading : Reading
    """
    statements, unreadable, sources = [], [], {}
    for number, cell in code_cells(content).items():
        sources[number] = cell.source
        try:
            statements += statements_of(number, cell.source)
        except Exception as error:  # whatever a cell does to its reader costs that cell only
            holds = tuple(name for name in exercises if re.search(rf"\bdef\s+{name}\b", cell.source))
            why = f"{type(error).__name__}: {getattr(error, 'msg', '') or error}"
            unreadable.append(Unreadable(number, getattr(error, "lineno", None) or 1, holds, why[:200]))
    imports = imported_modules(statements)
    own, imported = without_answers(statements, exercises)
    own = without_placeholders(own, exercises)
    in_order = without_trainings(own, exercises)
    defined = [statement.node.name for statement in own if isinstance(statement.node, ast.FunctionDef)]
    needed = needed_statements(without_replaced(in_order, exercises),
                               [*exercises, *(name for name in beside if name in defined)])
    return Reading(sources, tuple(needed), tuple(in_order), tuple(unreadable), imported,
                   unsure(needed, in_order, exercises), imports, fingerprints(needed, exercises))


def without_answers(statements, exercises):
    """Return the statements but for those that bind an exercise to the course's own function, and the names of the
    exercises that have no other statement."""
    course, answers, kept, bound, dropped = set(), set(), [], set(), set()
    for statement in statements:
        node, names = statement.node, statement.binds & set(exercises)
        if isinstance(node, (ast.Import, ast.ImportFrom)) and (module_of(node) or "").split(".")[0] in LIBRARY:
            alias = node.names[0]
            if isinstance(node, ast.ImportFrom) and alias.name in exercises:
                answers |= statement.binds
            elif alias.name == "*":
                dropped.update(exercises)
            else:
                course |= statement.binds
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and is_answer(node.value, exercises, course, answers):
            answers |= statement.binds
        else:
            bound |= names
            kept.append(statement)
            continue
        if names & answers:
            dropped |= names
        else:
            kept.append(statement)
    return kept, tuple(name for name in exercises if name in dropped and name not in bound)


def module_of(node):
    """Return the module that an import names."""
    return node.module if isinstance(node, ast.ImportFrom) else node.names[0].name


def is_answer(value, exercises, course, answers):
    """Say whether a value is the course's function: `dnn_utils.cost.compute_cost`, or a name that stands for it."""
    if isinstance(value, ast.Name):
        return value.id in answers
    if not isinstance(value, ast.Attribute) or value.attr not in exercises:
        return False
    while isinstance(value, ast.Attribute):
        value = value.value
    return isinstance(value, ast.Name) and value.id in course


def without_placeholders(statements, exercises):
    """Return the statements without the copies that are not written, of every exercise that is written elsewhere.

    Of a function that is not written, what stands below its raise is never reached, and so not used.
    """
    written = set().union(*(s.binds for s in statements if not is_placeholder(s.node))) & set(exercises)
    return [s._replace(uses=s.uses & names_before_the_raise(s.node)) if is_placeholder(s.node) else s
            for s in statements if not (is_placeholder(s.node) and s.node.name in written)]


def without_replaced(statements, exercises):
    """Return the statements without the definitions of exercises that a later function of this name replaces."""
    replaced = set()
    for name in exercises:
        binding = [i for i, statement in enumerate(statements) if name in statement.binds]
        if all(isinstance(statements[i].node, ast.FunctionDef) for i in binding):
            replaced.update(binding[:-1])
    return [statement for i, statement in enumerate(statements) if i not in replaced]


def is_placeholder(node):
    """Say whether a statement defines a function that ends with `raise NotImplementedError` whatever it is given."""
    if not isinstance(node, ast.FunctionDef):
        return False
    for line in node.body:
        if isinstance(line, ast.Raise):
            return "NotImplementedError" in ast.unparse(line)
        if returns(line):
            return False
    return False


def returns(node):
    """Say whether a function may return at this statement; what its inner functions do is their own affair."""
    if isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)):
        return True
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    return not isinstance(node, inner) and any(map(returns, ast.iter_child_nodes(node)))


def names_before_the_raise(function):
    """Return the names that a function needs which is not written yet."""
    names = set()
    for line in function.body:
        if isinstance(line, ast.Raise):
            break
        names.update(node.id for node in ast.walk(line) if isinstance(node, ast.Name))
    return names | {node.id for node in ast.walk(function.args) if isinstance(node, ast.Name)}


def unsure(needed, in_order, exercises):
    """Return the exercises that may come to something else where every statement runs, in order.

    That is every one which somebody wrote, where the plans differ; one that nobody wrote only where a name may be bound
    in a way that cannot be seen.
    """
    if len(needed) == len(in_order):
        return ()
    written = set().union(*(s.binds for s in in_order if not is_placeholder(s.node)))
    hidden = any(s.uses & HIDDEN_WAYS for s in in_order)
    declared = {name for s in in_order for node in ast.walk(s.node) if isinstance(node, ast.Global)
                for name in node.names}
    return tuple(name for name in exercises if name in written or name in declared or hidden)


def lesson_of(content, table, stem=""):
    """Return the lesson that most cells of a notebook speak for, "" where none does.

    Parameters
    ----------
    content : dict
    table : sequence with the attributes `name` and `lesson`
        The exercises of the course.
    stem : str
        The name of the file, without .ipynb: it decides where the cells do not.
    """
    lessons, votes = {e.name: e.lesson for e in table}, Counter()
    for cell in code_cells(content).values():
        tests = [cell.grade_id.removeprefix("test_"), *re.findall(r"\bcheck_(\w+)\(", cell.source)]
        votes.update(lessons[name] for name in [*names_in(cell, lessons), *tests] if name in lessons)
    if stem in lessons.values():
        votes[stem] += 1
    return votes.most_common(1)[0][0] if votes else ""


def places_of(content, exercises):
    """Return {exercise: the numbers of the code cells that hold it}."""
    cells = code_cells(content).items()
    return {name: tuple(number for number, cell in cells if name in names_in(cell, exercises)) for name in exercises}


def names_in(cell, exercises):
    """Return the exercises that a code cell holds: the grade_id names one, and so does a function that it defines."""
    names = [name for name in re.findall(r"^(?:async )?def (\w+)", cell.source, re.M) if name in exercises]
    return list(dict.fromkeys([*names, *([cell.grade_id] if cell.grade_id in exercises else [])]))


def written_in(content, exercises):
    """Return the set of the exercises that a notebook holds and somebody wrote, by a look at its cells.

    What is too large to be parsed, or cannot be, counts as written: it is for the marking to say what it is worth.
    """
    found, looked_at = set(), 0
    for cell in code_cells(content).values():
        names = set(names_in(cell, exercises))
        if not names - found:
            continue
        looked_at += 1
        if len(cell.source) > MAX_PARSED or looked_at > MAX_LOOKED_AT:
            found |= names
            continue
        try:
            nodes = [statement.node for statement in statements_of(1, cell.source)]
        except Exception:  # whatever a cell does to its reader
            found |= names
            continue
        found |= names - {node.name for node in nodes if is_placeholder(node)}
    return found


def last_that_counts(sources, name):
    """Return the place of the source whose function of this name counts: the last one that is written, or else the last
    that is not; None where there is none."""
    found = {True: None, False: None}
    for place, source in enumerate(sources):
        try:
            nodes = [statement.node for statement in statements_of(1, source)]
        except Exception:  # a cell that is being written
            if re.search(rf"^def {re.escape(name)}\(", source, re.M):
                found[True] = place
            continue
        for node in nodes:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                found[not is_placeholder(node)] = place
    return found[False] if found[True] is None else found[True]


def imported_modules(statements):
    """Return the names of the modules that the statements import, inside functions, too."""
    found = set()
    for statement in statements:
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
    return tuple(sorted(found)[:200])


def fingerprints(needed, exercises):
    """Return {exercise: fingerprint} of the functions that count and are written."""
    functions = {s.node.name: s.node for s in needed if isinstance(s.node, ast.FunctionDef) and
                 s.node.name in exercises and not is_placeholder(s.node)}
    return {name: fingerprint(node) for name, node in functions.items()}


def fingerprint(function):
    """Return a hash of a function's tree which layout, comments, docstring, annotations and own names leave alone."""
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
