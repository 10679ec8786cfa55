"""The library of the course as a lesson's notebook may use it: without what the lesson and later ones ask for."""
import ast

__all__ = ["init_of", "library_without"]

INIT = '''"""The course's functions as far as this lesson may use them, each imported when it is asked for."""
import importlib
import sys

WHERE = {where!r}
__all__ = list(WHERE)


class Absent:
    """Says why a module is not here."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in {absent!r}:
            raise ModuleNotFoundError(f"{{name}} holds what you are to write, so it is not here", name=name)


sys.meta_path.insert(0, Absent)


def __getattr__(name):
    if name in WHERE:
        return getattr(importlib.import_module("dnn_utils." + WHERE[name]), name)
    if name in {asked!r}:
        raise ImportError({sentence!r}.format(name=name))
    raise AttributeError(f"dnn_utils has no {{name}} in this lesson")
'''
GETATTR = '''

def __getattr__(name):
    if name in {asked!r}:
        raise ImportError({sentence!r}.format(name=name))
    raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
'''
SENTENCE = "{name} is what you are to write, so the course's own is not here"


def library_without(sources, asked):
    """Return {module: (source, public names)} of a library without some functions and what is built on them.

    Parameters
    ----------
    sources : dict
        {module: source} of the package dnn_utils.
    asked : set of str
        The functions that are left out; to import one raises an ImportError that says why.
    """
    modules = {}
    for module, source in sources.items():
        source, public, left_out = without(source, asked)
        if public or not left_out:
            modules[module] = source + (GETATTR.format(asked=left_out, sentence=SENTENCE) if left_out else ""), public
    while True:  # what is built on something that is not there cannot be there either
        lacking = [module for module, (source, _) in modules.items()
                   if any(other not in modules or name in asked for other, name in course_imports(source))]
        if not lacking:
            return modules
        for module in lacking:
            del modules[module]


def init_of(modules, asked, absent):
    """Return the source of dnn_utils/__init__.py over these modules; it says why the absent ones are not there."""
    where = {name: module for module, (_, public) in modules.items() for name in public}
    return INIT.format(where=where, asked=sorted(asked), sentence=SENTENCE,
                       absent=[f"dnn_utils.{module}" for module in absent])


def course_imports(source):
    """Return (module, name) of what a module imports from the others of dnn_utils."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return [(node.module.split(".")[1], alias.name) for node in imports
            if (node.module or "").startswith("dnn_utils.") for alias in node.names]


def without(source, names):
    """Return a module's source without these functions, the public names that are left, and those that are not."""
    tree = ast.parse(source)
    kept, left_out, public = [], [], []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            left_out.append(node.name)
            continue
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            public = [name for name in ast.literal_eval(node.value) if name not in names]
            node.value = ast.copy_location(ast.parse(repr(public), mode="eval").body, node.value)
        kept.append(node)
    tree.body = kept
    return (ast.unparse(tree) + "\n" if left_out else source), public, left_out
