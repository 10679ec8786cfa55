"""Packages whose modules load when a name of theirs is first used (PEP 562): the first cell of a lesson stays quick."""
import ast
import re
from importlib import import_module
from pathlib import Path

PUBLIC = re.compile(r"^__all__ = (\[.*?\])", re.M | re.S)


def attach(package, modules):
    """Return __getattr__, __dir__ and __all__ of a package that gives on what its modules list in __all__.

    The lists are read from the modules' source, so that a name stands in one place and nothing is loaded for it.

    Parameters
    ----------
    package : str
        Such as "dnn_utils"; its folder is that of the calling module's `__name__`.
    modules : list of str
        In the order in which `from package import *` brings their names.
    """
    folder = Path(import_module(package).__file__).parent
    where = {name: module for module in modules for name in public_names(folder / f"{module}.py")}

    def load(name):
        if name in modules:
            return import_module(f"{package}.{name}")
        if name in where:
            return getattr(import_module(f"{package}.{where[name]}"), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return load, lambda: sorted([*where, *modules]), list(where)


def public_names(path):
    """Return the names that a module lists in __all__, without importing it."""
    return ast.literal_eval(PUBLIC.search(path.read_text(encoding="utf-8"))[1])
