"""The command dnn-course, a room for each job; and what the start page of a learner's folder calls."""
import runpy
from importlib import import_module
from pathlib import Path

runpy.run_path(str(Path(__file__).parent.parent / "dnn_utils" / "first.py"))["come_first"]()

_PLACES = {"check_environment": "environment", "progress": "start_page"}  # both of learner/, loaded when asked for

__all__ = list(_PLACES)


def __getattr__(name):
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"dnn_course.learner.{_PLACES[name]}"), name)
