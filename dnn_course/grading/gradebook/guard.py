"""Stands between nbgrader's own commands and what students hand in. nbgrader_config.py installs it in each of them.

nbgrader gives no hook for these places, so its functions are replaced where it looks them up: what a timestamp.txt says
is read by us, not by a parser that guesses and opens files; a folder that cannot be graded is left out with a warning,
not the end of the run; and only plain files of an ordinary size are copied.
"""
from datetime import datetime
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, base
from nbgrader.coursedir import CourseDirectory

from dnn_course.grading.classes.submissions import (TIMESTAMP, in_utc, plain_files, problem_of_name, submitted_time)

__all__ = ["install"]

_find_all_files, _init_notebooks, _init_assignment = base.find_all_files, Autograde.init_notebooks, \
    Autograde.init_assignment
_copied_from = []  # the submission whose files are copied at the moment


def install():
    """Replace the functions; to do so again changes nothing."""
    CourseDirectory.get_existing_timestamp = existing_timestamp
    NbGraderAPI.get_submitted_timestamp = api_timestamp
    base.find_all_files = find_all_files
    Autograde.init_notebooks, Autograde.init_assignment = init_notebooks, init_assignment


def existing_timestamp(directory, path):
    """Return when what lies in a folder STEP/STUDENT/ASSIGNMENT was submitted, or None."""
    return _time_in(Path(path), directory.log.warning)


def api_timestamp(api, assignment, student):
    """Return when a student submitted an assignment, or None."""
    directory = api.coursedir
    return _time_in(Path(directory.format_path(directory.submitted_directory, student, assignment)), api.log.warning)


def _time_in(path, warn):
    student, assignment = path.parts[-2:]
    if path.parts[-3:-2] == ("submitted",):
        text, problem = submitted_time(path.parents[2], student, assignment)
        if problem:
            warn("%s of %s: %s", assignment, student, problem)
    else:  # written by us
        try:
            text = in_utc((path / TIMESTAMP).read_text(encoding="ascii"))
        except (OSError, ValueError):
            text = None
    return None if text is None else datetime.fromisoformat(text.removesuffix(" UTC"))


def init_notebooks(autograde):
    """Leave out the folders that cannot be graded."""
    _init_notebooks(autograde)
    for path in list(autograde.assignments):
        problem = problem_of_name(Path(path).parent.name)
        if problem:
            autograde.log.warning("%r is not graded: %s", Path(path).parent.name, problem)
            del autograde.assignments[path]


def init_assignment(autograde, assignment, student):
    """Copy what may be copied, and write when it was submitted."""
    _copied_from[:] = [autograde._format_source(assignment, student)]
    try:
        _init_assignment(autograde, assignment, student)
    finally:
        _copied_from.clear()
    when = submitted_time(autograde.coursedir.root, student, assignment).text
    if when is not None:
        target = Path(autograde._format_dest(assignment, student))
        target.mkdir(parents=True, exist_ok=True)
        (target / TIMESTAMP).unlink(missing_ok=True)
        (target / TIMESTAMP).write_text(when, encoding="ascii")


def find_all_files(path, exclude=None):
    found = _find_all_files(path, exclude)
    return plain_files(found) if path in _copied_from else found
