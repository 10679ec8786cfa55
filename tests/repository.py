"""What the code of the repository must not hold: each function returns a list of sentences, one for each problem."""
import ast
import io
import sys
import tokenize
from collections import defaultdict
from importlib import metadata
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("dnn_utils", "testCases", "dnn_course", "notebooks", "datasets", "images", "benchmarks")
RUN = 6  # lines that are the same in two places: a fact with two places


def product_files():
    """Return the paths of all Python files that are no tests."""
    return sorted(path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py")
                  if ".ipynb_checkpoints" not in path.parts)


# What is written twice

def lines_of_code(source):
    """Return (number, line without indentation) of all lines but imports, docstrings, comments and blank lines.

    Docstrings may say the same twice: functions with the same arguments say the same of these.
    """
    left_out = {number for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)
                or isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                for number in range(node.lineno, node.end_lineno + 1)}
    comments = {token.start[0]: token.start[1] for token in tokenize.generate_tokens(io.StringIO(source).readline)
                if token.type == tokenize.COMMENT}
    lines = ((number, line[:comments.get(number)].strip()) for number, line in enumerate(source.splitlines(), 1))
    return [(number, line) for number, line in lines if line and number not in left_out]


def repeated_runs(sources, run=RUN):
    """Return a sentence for each pair of places that have at least `run` lines in common, one after the other.

    sources : {name: text of a Python file}
    """
    lines = {name: lines_of_code(source) for name, source in sources.items()}
    places = defaultdict(list)  # where each run of exactly `run` lines begins
    for name, found in lines.items():
        for i in range(len(found) - run + 1):
            places[tuple(line for _, line in found[i:i + run])].append((name, i))
    starts = {(*first, *second) for found in places.values()
              for k, first in enumerate(found) for second in found[k + 1:]}
    problems = []
    for a, i, b, j in sorted(starts):
        if (a, i - 1, b, j - 1) not in starts:  # the first of a longer run tells of all
            length = run + next(k for k in range(len(lines[a])) if (a, i + k + 1, b, j + k + 1) not in starts)
            problems.append(f"{a}:{lines[a][i][0]} and {b}:{lines[b][j][0]} have {length} lines in common")
    return problems


# What is imported

def imported(source):
    """Return the names of all packages that a Python file imports, without Python's own."""
    tree, names = ast.parse(source), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names


def imported_by_notebook(path):
    """Return the names of all packages that a notebook's code cells import, without Python's own."""
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return set().union(*(imported(TransformerManager().transform_cell(source)) for source in cells))


# What is installed

def pins(path):
    """Return the requirements of a pinned file, without those of the files that it names."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r ")]


def needed(requirements):
    """Return the names of all packages that these requirements bring, as they are installed here."""
    names, waiting = set(), [(requirement, "") for requirement in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in names:
                names.add((name, wanted))
                waiting += [(Requirement(text), wanted) for text in metadata.requires(name) or []]
    return {name for name, _ in names}
