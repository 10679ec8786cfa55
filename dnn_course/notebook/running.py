"""How a notebook's statements run, in a process of their own: each whatever came of those before it."""
import __future__
import ast
import importlib.abc
import importlib.util
import linecache
import os
import sys
import traceback
import types
from typing import NamedTuple

__all__ = ["CellError", "Modules", "new_main", "run", "text_of"]

MAX_TEXT = 1000
PYLAB = ("import numpy, matplotlib; from matplotlib import pylab, mlab, pyplot; np = numpy; plt = pyplot; "
         "from matplotlib.pylab import *; from numpy import *")  # as IPython does


class CellError(NamedTuple):
    """Why a cell could not be read or run: its number, the line, and the error in words."""

    number: int
    line: int
    error: str


def run(statements, namespace, left_out=(), tell=lambda place: None):
    """Run statements, and return {number of a cell: its first CellError}.

    Parameters
    ----------
    statements : sequence of Statement
    namespace : dict
        Of the module that `new_main` makes.
    left_out : collection of int
        Places of statements that are not to run: they ended the process before, or held it up.
    tell : callable
        Called with the place of each statement before it runs.
    """
    flags, errors = 0, {}
    for place, (number, node, _, _) in enumerate(statements):
        if place in left_out:
            continue
        tell(place)
        filename = filename_of(number)
        try:
            exec(compile(ast.Module([node], []), filename, "exec", flags, True), namespace)
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                flags |= getattr(__future__, node.names[0].name).compiler_flag
        except BaseException as error:
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
            line = lines[0] if lines else node.lineno
            errors.setdefault(number, CellError(number, line, f"{type(error).__name__}: {text_of(error)}"))
    return errors


def filename_of(number):
    """Return what stands for a file's name in the errors of a cell."""
    return f"<cell [{number}]>"


def new_main(sources):
    """Return a new module __main__ with what a kernel has in it: display and get_ipython, which show nothing.

    `sources` is {number: source} of the cells, for those that look at their own code.
    """
    module = types.ModuleType("__main__")
    shell = Shell(module.__dict__)
    module.__dict__.update(display=ignore, get_ipython=lambda: shell)
    sys.modules["__main__"] = module
    sys.meta_path.insert(0, shell.modules)
    for number, source in sources.items():
        linecache.cache[filename_of(number)] = len(source), None, source.splitlines(keepends=True), filename_of(number)
    return module


def ignore(*arguments, **keywords):
    """Stand for what a notebook shows or asks of IPython."""


class Shell:
    """Stands for IPython's shell: it knows the magics that define something, and of all others nothing comes.

    A file that %%writefile writes is kept here, where %run and import find it: not everywhere can files be written.
    """

    def __init__(self, namespace):
        self.namespace, self.modules = namespace, Modules({})

    def __getattr__(self, name):
        return ignore

    def run_line_magic(self, name, line="", *more):
        """Do what %pylab and %run do."""
        if name == "pylab":
            exec(PYLAB, self.namespace)
        elif name == "run":
            self.run_file(next((word for word in line.split() if not word.startswith("-")), ""))

    def run_cell_magic(self, name, line, body):
        """Do what %%writefile does."""
        if name in ("writefile", "file") and line.split():
            path = os.path.normpath(line.split()[-1].strip("'\""))
            if module_name(path) == "my_network":
                return  # as in a kernel, where it is imported from the course, whatever lies beside the notebook
            before = self.modules.texts.get(module_name(path), ("", ""))[0] if "-a" in line.split() else ""
            self.modules.texts[module_name(path)] = before + body, path

    def run_file(self, path):
        """Run a file in a namespace of its own, and take its names over."""
        path = os.path.normpath(path.strip("'\""))
        path += "" if path.endswith(".py") else ".py"
        if module_name(path) in self.modules.texts:
            text = self.modules.texts[module_name(path)][0]
        else:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        names = {"__name__": "__main__"}
        exec(compile(text, path, "exec", 0, True), names)
        self.namespace.update((key, value) for key, value in names.items() if not key.startswith("__"))


def module_name(path):
    """Return the name under which a file is imported."""
    return path.removesuffix(".py").replace(os.sep, ".")


class Modules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports modules from texts: {name: (source, the file that it stands for)}, when it is in sys.meta_path.

    A name that others go below, such as `a` where there is `a.b`, is a package. `loaded` and `finders` are for
    who takes the modules out of sys.modules, and the finders out of sys.meta_path, for a while.
    """

    def __init__(self, texts):
        self.texts, self.loaded, self.finders = texts, {}, [self]

    def find_spec(self, name, path=None, target=None):
        """Return the spec of a module that is here, or None."""
        if name not in self.texts:
            if name.rpartition(".")[0] in self.texts:  # else another finder could have the course's own
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return None
        package = any(other.startswith(f"{name}.") for other in self.texts)
        return importlib.util.spec_from_file_location(name, self.texts[name][1], loader=self,
                                                      submodule_search_locations=[] if package else None)

    def create_module(self, spec):
        """Leave the making of the module to Python."""

    def exec_module(self, module):
        """Run the module's text."""
        source, file = self.texts[module.__name__]
        exec(compile(source, file, "exec", 0, True), module.__dict__)


def text_of(error):
    """Return the message of an exception, which may itself raise anything."""
    try:
        return str(error)[:MAX_TEXT]
    except BaseException:
        return ""
