"""What the jail sees of the course: the server, and for each lesson the functions of the lessons before it."""
import ast
import compileall
import shutil
from functools import cache

import dnn_utils
from dnn_course.home import CODE, library_of, my_network, test_cases
from dnn_course.notebook.library import course_imports, without
from testCases.exercises import EXERCISES, exercise

__all__ = ["course_source", "make_course", "make_lesson"]

SERVER = "dnn_course/grading/inside/server.py"
COMMON = (SERVER, "dnn_course/grading/border/codec.py", "dnn_course/grading/border/frames.py",
          *(f"dnn_course/notebook/{name}.py" for name in ("cells", "statements", "reading", "running")),
          "testCases/exercises.py", "testCases/tracing.py")


def make_course(folder):
    """Make the folder that a jail sees of the course: the server, and for each lesson what it may use."""
    for path in COMMON:
        target = folder / "common" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CODE / path, target)
    (folder / "common" / "testCases" / "__init__.py").touch()
    for lesson in dict.fromkeys(e.lesson for e in EXERCISES):
        make_lesson(folder / lesson, lesson)
    compileall.compile_dir(folder, quiet=2)  # 5 ms less for every notebook
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)  # read by nobody in particular


def make_lesson(folder, lesson):
    """Make dnn_utils and my_network without what this and later lessons ask for, and testCases without what says it."""
    (folder / "dnn_utils").mkdir(parents=True)
    (folder / "testCases").mkdir()
    for module, source in library_of(lesson).items():
        (folder / "dnn_utils" / f"{module}.py").write_text(source, encoding="utf-8")
    for module, source in test_cases().items():
        (folder / "testCases" / f"{module}.py").write_text(source, encoding="utf-8")
    (folder / "my_network.py").write_text(my_network(lesson), encoding="utf-8")


@cache
def course_source(name, marked):
    """Return the source of the module in which the course defines an exercise, without all that the exercise which is
    marked, and those after it, ask for; what it imports of the same lesson, which the jail lacks, stands above it."""
    names = [e.name for e in EXERCISES]
    later, lesson = set(names[names.index(marked):]), exercise(marked).lesson
    absent = {e.name for e in EXERCISES if e.lesson >= lesson} - later

    def source_of(module):
        source = without((CODE / "dnn_utils" / f"{module}.py").read_text(encoding="utf-8"), later)[0]
        above = {other for other, imported in course_imports(source) if imported in absent}
        tree = ast.parse(source)
        for node in [node for node in tree.body if isinstance(node, ast.ImportFrom)]:
            node.names = [alias for alias in node.names if alias.name not in later]
            if not node.names or node.module.rpartition(".")[2] in above:
                tree.body.remove(node)
        return "\n".join([*map(source_of, sorted(above)), ast.unparse(tree)])
    return source_of(getattr(dnn_utils, name).__module__.split(".")[-1])
