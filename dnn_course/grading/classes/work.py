"""The unit of work, a function of (notebook, lesson, seed): it runs wherever the grading extra is installed."""
import hashlib
import multiprocessing
import platform
import threading
from concurrent.futures import BrokenExecutor
from functools import cache
from multiprocessing.util import Finalize

import IPython
import numpy as np

from dnn_course.grading.classes.pool import start_processes
from dnn_course.grading.outside.marks import ExerciseMarks, Marks
from dnn_course.home import CODE
from testCases.exercises import EXERCISES
from testCases.report import Report

__all__ = ["LESSONS", "key_of", "marks_of", "unreadable_marks"]

LESSONS = tuple(dict.fromkeys(e.lesson for e in EXERCISES))
DECIDING = ("dnn_course/home.py", "dnn_course/notebook", "dnn_course/grading/inside", "dnn_course/grading/border",
            "dnn_course/grading/outside", "testCases", "dnn_utils")
READ = (".py", ".toml", ".json")
NOT_DECIDING = ("dnn_course/notebook/stripping.py", *(f"testCases/{name}" for name in (  # nothing of these is marked
    "generate.py", "by_hand.py", "clinic.py", "finished.py", "hints.py", "keeping.py", "my_network.py", "network.py",
    "quizzes.py", "tasks.py", "messages/by_hand.toml", "messages/check.toml", "messages/clinic.toml",
    "messages/environment.toml", "messages/finished.toml", "messages/network.toml", "messages/quiz.toml",
    "messages/start.toml", "messages/tasks.toml")))
_thread, _markers = threading.local(), {}


def marks_of(notebook, lesson, seed, trust=False):
    """Return the Marks of a notebook: see Marker.mark. One that is no lesson of the course has no exercises.

    It happens in the main thread of a process that does nothing else, because a check listens to what is global: to
    warnings, to what is printed, to NumPy's random generator. Where it is called from somewhere else, such as from a
    thread of a dask worker or from nbgrader, each calling thread has a process of its own for it.
    """
    if lesson not in LESSONS:
        return unreadable_marks(lesson, seed, f"{lesson} is no lesson of the course")
    if multiprocessing.parent_process() is not None and threading.current_thread() is threading.main_thread():
        return _mark(notebook, lesson, seed, trust)
    for last in (False, True):
        if getattr(_thread, "process", None) is None:
            _thread.process = start_processes(1)
        try:
            return _thread.process.submit(_mark, notebook, lesson, seed, trust).result()
        except BrokenExecutor:
            _thread.process = None
            if last:
                raise


def _mark(notebook, lesson, seed, trust):
    """Mark with this process's own warm jail."""
    from dnn_course.grading.outside.marking import Marker
    if trust not in _markers:
        _markers[trust] = Marker(trust=trust)
        Finalize(None, _markers[trust].close, exitpriority=10)  # processes of a pool do not run what is in atexit
    return _markers[trust].mark(notebook, lesson, seed)


def unreadable_marks(lesson, seed, reason):
    """Return the Marks of a notebook that is not read: 0 points for each exercise, with the reason."""
    exercises = tuple(ExerciseMarks(Report(e.name, 0, e.points, remarks=(reason,)), reason)
                      for e in EXERCISES if e.lesson == lesson)
    return Marks(lesson, seed, "not run", exercises, (reason,))


def key_of(notebook, lesson, seed, trust=False):
    """Return the name under which the marks of a notebook are kept: another one with anything that can change them.

    Parameters
    ----------
    notebook, lesson, seed
        As for `Marker.mark`.
    trust : bool
        Marked without a jail.

    Returns
    -------
    key : str
        A hash of these, of the course's code and data that decide marks (`deciding_files`), and of the versions of
        Python, NumPy and IPython. What only shows marks, or keeps them, is not in it.
    """
    head = "\0".join([lesson, str(seed), str(trust), course_digest(), ""])
    return hashlib.sha256(head.encode() + notebook).hexdigest()


@cache
def course_digest():
    """Return a hash of what decides a mark, but for what is marked."""
    digest = hashlib.sha256(" ".join([platform.python_version(), np.__version__, IPython.__version__]).encode())
    for path in deciding_files():
        digest.update(f"\0{path}\0".encode() + (CODE / path).read_bytes())
    return digest.hexdigest()


def deciding_files():
    """Return the course's files that can change a mark, as paths below the course's folder, in order."""
    paths = [path for place in DECIDING for path in [CODE / place, *(CODE / place).rglob("*")]]
    names = {path.relative_to(CODE).as_posix() for path in paths if path.suffix in READ}
    return sorted(names - set(NOT_DECIDING))
