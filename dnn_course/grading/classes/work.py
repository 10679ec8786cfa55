"""The unit of work, a function of (notebook, lesson, seed): it runs wherever the grading extra is installed."""
import hashlib
import multiprocessing
import threading
from concurrent.futures import BrokenExecutor
from functools import cache
from multiprocessing.util import Finalize

from dnn_course.home import COURSE
from dnn_course.grading.classes.pool import start_processes
from testCases.exercises import EXERCISES
from testCases.report import Report

__all__ = ["LESSONS", "key_of", "marks_of", "unreadable_marks"]

LESSONS = tuple(dict.fromkeys(e.lesson for e in EXERCISES))
_thread, _markers = threading.local(), {}


def marks_of(notebook, lesson, seed, trust=False):
    """Mark a notebook: see dnn_course.grading.outside.marking.mark. A notebook that is no lesson of the course has no exercises.

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
    """Return what `mark` would, for a notebook that is not read: 0 points for each exercise, with the reason."""
    exercises = [{**Report(e.name, 0, e.points, remarks=(reason,)).to_json(), "reason": reason, "hidden": []}
                 for e in EXERCISES if e.lesson == lesson]
    return {"lesson": lesson, "seed": seed, "tier": "not run", "exercises": exercises, "events": [reason],
            "fingerprints": {}, "imports": [], "output": "", "seconds": 0.0}


def key_of(notebook, lesson, seed, trust=False):
    """Return the name under which the marks of a notebook are kept: it changes with anything that they depend on."""
    head = "\0".join([lesson, str(seed), str(trust), course_digest(), ""])
    return hashlib.sha256(head.encode() + notebook).hexdigest()


@cache
def course_digest():
    """Return a hash of the checks, the answers and the marking."""
    digest = hashlib.sha256()
    for folder in ("dnn_course", "testCases", "dnn_utils"):
        for path in sorted((COURSE / folder).rglob("*")):
            if path.suffix in (".py", ".toml", ".json"):
                digest.update(f"{path.relative_to(COURSE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
