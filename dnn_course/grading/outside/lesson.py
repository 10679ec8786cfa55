"""What the jail sees of the course: the server, and for each lesson the functions of the lessons before it."""
import ast
import compileall
import shutil

import dnn_utils
from dnn_course.home import COURSE
from testCases.exercises import EXERCISES

__all__ = ["allowed_modules", "make_course", "make_lesson"]

SERVER = "dnn_course/grading/inside/server.py"
COMMON = (SERVER, "dnn_course/grading/border/codec.py", "dnn_course/grading/border/frames.py",
          "dnn_course/notebook/cells.py", "dnn_course/notebook/reading.py", "testCases/exercises.py")
SOLVING, LAST_SOLVED = ("fast", "estimator"), "07_L_layer"  # modules that solve lessons up to this one
STUB = '''"""The lesson's test cases; the checks do nothing here."""


def run_check(name, function):
    """Do nothing: the marking is done elsewhere."""
'''
INIT = '''"""The course's functions as far as this lesson may use them, each imported when it is asked for."""
import importlib

WHERE = {where!r}
__all__ = list(WHERE)


def __getattr__(name):
    if name in WHERE:
        return getattr(importlib.import_module("dnn_utils." + WHERE[name]), name)
    raise AttributeError(f"dnn_utils has no {{name}} in this lesson")
'''


def make_course(folder):
    """Make the folder that a jail sees of the course: the server, and for each lesson what it may use."""
    for path in COMMON:
        target = folder / "common" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(COURSE / path, target)
    (folder / "common" / "testCases" / "__init__.py").touch()
    for lesson in dict.fromkeys(e.lesson for e in EXERCISES):
        make_lesson(folder / lesson, lesson)
    compileall.compile_dir(folder, quiet=2)  # 5 ms less for every notebook
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)  # read by nobody in particular


def make_lesson(folder, lesson):
    """Make dnn_utils without what this lesson and later ones ask for, and testCases without what says it."""
    (folder / "dnn_utils").mkdir(parents=True)
    (folder / "testCases").mkdir()
    modules = allowed_modules(lesson)
    for topic, (source, _) in modules.items():
        (folder / "dnn_utils" / f"{topic}.py").write_text(source, encoding="utf-8")
    where = {name: topic for topic, (_, public) in modules.items() for name in public}
    (folder / "dnn_utils" / "__init__.py").write_text(INIT.format(where=where), encoding="utf-8")
    topics = list(dict.fromkeys(e.topic for e in EXERCISES))
    for topic in [*topics, "exercises"]:
        shutil.copy(COURSE / "testCases" / f"{topic}.py", folder / "testCases")
    (folder / "testCases" / "checking.py").write_text(STUB, encoding="utf-8")
    lines = [f"from testCases.{topic} import *\n" for topic in topics]
    (folder / "testCases" / "__init__.py").write_text(
        '"""The lesson\'s test cases."""\n' + "".join(lines) + "\n\ndef hint(name, step=None):\n    pass\n",
        encoding="utf-8")


def allowed_modules(lesson):
    """Return {module of dnn_utils: (source, public names)} for what a notebook of this lesson may use."""
    asked = {e.name: getattr(dnn_utils, e.name).__module__.split(".")[-1] for e in EXERCISES if e.lesson >= lesson}
    modules = {}
    for path in sorted((COURSE / "dnn_utils").glob("*.py")):
        topic, source = path.stem, path.read_text(encoding="utf-8")
        if topic != "__init__" and not (topic in SOLVING and lesson <= LAST_SOLVED):
            source, public = without(source, {name for name, module in asked.items() if module == topic})
            if public or topic not in asked.values():
                modules[topic] = source, public
    while True:  # what is built on something that is not there cannot be there either
        lacking = [topic for topic, (source, _) in modules.items()
                   if any(module not in modules or name in asked for module, name in course_imports(source))]
        if not lacking:
            return modules
        for topic in lacking:
            del modules[topic]


def course_imports(source):
    """Return (module, name) of what a module imports from the others of dnn_utils."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return [(node.module.split(".")[1], alias.name) for node in imports
            if (node.module or "").startswith("dnn_utils.") for alias in node.names]


def without(source, names):
    """Return a module's source without these functions, and the public names that are left."""
    tree = ast.parse(source)
    kept = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            continue
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            public = [name for name in ast.literal_eval(node.value) if name not in names]
            node.value = ast.copy_location(ast.parse(repr(public), mode="eval").body, node.value)
        kept.append(node)
    tree.body = kept
    public = next((ast.literal_eval(node.value) for node in kept if isinstance(node, ast.Assign)
                   and getattr(node.targets[0], "id", "") == "__all__"), None)
    return (ast.unparse(tree) + "\n" if names else source), public or []
