"""What of the course goes to others, to a learner's folder and into the jail: exercises, pictures, the library.

Where the course lies is known to dnn_utils/files.py. Whoever only asks for that needs nothing but Python itself, so the
functions import what they need.
"""
from importlib import metadata

from dnn_utils.files import CODE, COURSE
from dnn_utils.language import SOURCE, texts_of

PICTURES = ("*.svg", "*.png", "*.jpg")
KIT = "notebooks/kit.txt"  # in what a class was given: the lessons that are in it, exercises only
TEST_CASES = '''"""The lesson's test cases; the checks do nothing here."""
{imports}

def hint(*arguments):
    """Do nothing: the checking is done elsewhere."""


{names} = hint
'''
MY_NETWORK = '''"""The course's functions of the lessons before this one: a right one never pays for a wrong one."""
import dnn_utils

__all__ = {names!r}


def __getattr__(name):
    return getattr(dnn_utils, name)
'''
SOLVING, LAST_SOLVED = ("fast", "estimator"), "07_L_layer"  # modules that solve lessons up to this one


def is_checkout(folder):
    """Say whether a folder is a checkout of the course, and not where pip has put its wheel."""
    return (folder / "pyproject.toml").is_file()


def install(extra=None):
    """Return the words that say how the course is installed, with an extra of pyproject.toml or without."""
    if is_checkout(CODE):
        pins = f"-r requirements-{extra}.txt " if extra else ""
        return f"in the course's folder, with 'pip install {pins}-e .'"
    try:
        wheel = f"dnn_course-{metadata.version('dnn-course')}-py3-none-any.whl"
    except metadata.PackageNotFoundError:  # this is another Python than the one that the course is installed in
        wheel = "dnn_course-VERSION-py3-none-any.whl"
    return f"from its wheel, with 'pip install \"{wheel}[{extra}]\"'" if extra else \
        f"from its wheel, with 'pip install --force-reinstall {wheel}'"


def hints(language=SOURCE):
    """Return {exercise: the comment that stands in the place of its solution}."""
    from testCases.exercises import EXERCISES
    from testCases.messages import messages_of
    comment = messages_of("general", language)["placeholder"]
    return {e.name: comment.format(sentence=messages_of(e.name, language)["placeholder"]) for e in EXERCISES}


def unsolved(notebook, language=SOURCE):
    """Return the exercise version of a solved lesson in this language."""
    from dnn_course.notebook.stripping import exercise_notebook
    return exercise_notebook(notebook, hints(language))


def solved_notebooks():
    """Return the paths of the course's notebooks, in the order of the course."""
    solved = sorted((COURSE / "notebooks").glob("*.ipynb"), key=lambda path: (path.stem != "00_start", path.name))
    if not solved:
        raise FileNotFoundError(f"there are no lessons in {COURSE / 'notebooks'}: install the course anew, {install()}")
    return solved


def in_language(notebook, name, language):
    """Return a notebook of the course, given its name, in another language; what is not translated has a mark."""
    if language == SOURCE:
        return notebook
    from dnn_course.translation.units import translated
    from testCases.messages import messages_of
    return translated(notebook, texts_of(language, name), messages_of("general", language)["not_translated"])


def course_notebooks(language=SOURCE):
    """Return the notebooks of the course as a learner gets them, a dict by file name, in the order of the course."""
    import nbformat
    return {path.name: unsolved(in_language(nbformat.read(path, as_version=4), path.stem, language), language)
            for path in solved_notebooks()}


def course_pictures():
    """Return the paths of the course's pictures."""
    return sorted(path for pattern in PICTURES for path in (COURSE / "images").glob(pattern))


def test_cases():
    """Return {module: source} of the package testCases with the lessons' cases, and checks that do nothing."""
    import testCases
    from testCases.exercises import EXERCISES
    topics = list(dict.fromkeys(e.topic for e in EXERCISES))
    sources = {topic: (CODE / "testCases" / f"{topic}.py").read_text(encoding="utf-8")
               for topic in [*topics, "cases", "exercises"]}
    imports = "".join(f"from testCases.{topic} import *\n" for topic in topics)
    given = {"EXERCISES", "Exercise", "exercise", "hint", *(f"{e.name}_test_case" for e in EXERCISES)}
    names = " = ".join(name for name in testCases.__all__ if name not in given)
    return {"__init__": TEST_CASES.format(imports=imports, names=names), **sources}


def my_network(lesson):
    """Return the source of the module my_network where a lesson's notebook is checked by itself."""
    from testCases.exercises import EXERCISES
    return MY_NETWORK.format(names=[e.name for e in EXERCISES if e.lesson < lesson])


def library_of(lesson):
    """Return {module: source} of the package dnn_utils, "__init__" too, as far as a notebook of a lesson may use it."""
    from dnn_course.notebook.library import init_of, library_without
    from testCases.exercises import EXERCISES
    asked = {e.name for e in EXERCISES if e.lesson >= lesson}
    paths = sorted((CODE / "dnn_utils").glob("*.py"))
    sources = {path.stem: path.read_text(encoding="utf-8") for path in paths if path.stem != "__init__" and
               not (path.stem in SOLVING and lesson <= LAST_SOLVED)}
    modules = library_without(sources, asked)
    absent = [module for module in sources if module not in modules]
    return {"__init__": init_of(modules, asked, absent), **{module: source for module, (source, _) in modules.items()}}
