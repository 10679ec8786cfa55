"""Makes an instructor's course folder: the tree that nbgrader wants, from the flat notebooks/ of the course."""
import logging
import os
import shutil
from pathlib import Path

import nbformat

from dnn_course.home import COURSE, course_pictures
from dnn_course.notebook.stripping import pictures_beside
from dnn_utils.files import write_then_rename
from dnn_course.grading.classes.submissions import check_folder, check_name
from dnn_course.grading.classes.work import LESSONS

__all__ = ["generate", "make_source"]

CONFIG = Path(__file__).with_name("nbgrader_config.py")


def make_source(folder, assignment="course", lessons=LESSONS):
    """Make source/ASSIGNMENT/ with lessons and their pictures, and nbgrader_config.py where there is none yet.

    What is there already stays as it is: an instructor may have changed it. All lessons are one assignment, as a
    learner's folder holds them, so that their links to one another work. For deadlines by the week, call it once for
    each week with the week's lessons.

    Parameters
    ----------
    folder : path
        The course folder; it is made where it is not there.
    assignment : str
    lessons : list of str
        Such as "02_forward".

    Returns
    -------
    made, kept : lists of Path
        The notebooks that were written, and those that were there.
    """
    check_name("assignment", assignment)
    check_folder(folder)
    unknown = [lesson for lesson in lessons if lesson not in LESSONS]
    if unknown or not lessons:
        raise ValueError(f"lessons must be some of {', '.join(LESSONS)}, got {', '.join(unknown) or 'none'}")
    target = Path(folder) / "source" / assignment
    (target / "images").mkdir(parents=True, exist_ok=True)
    for picture in course_pictures():
        if not (target / "images" / picture.name).exists():
            shutil.copy(picture, target / "images")
    if not (Path(folder) / CONFIG.name).exists():
        shutil.copy(CONFIG, folder)
    kept = [target / f"{lesson}.ipynb" for lesson in lessons if (target / f"{lesson}.ipynb").exists()]
    return [_write_notebook(COURSE / "notebooks" / f"{lesson}.ipynb", target) for lesson in lessons
            if target / f"{lesson}.ipynb" not in kept], kept


def _write_notebook(path, target):
    notebook = pictures_beside(nbformat.read(path, as_version=4))
    with write_then_rename(target / path.name) as temporary:
        nbformat.write(notebook, temporary)
    return target / path.name


def generate(folder, assignment="course"):
    """Run nbgrader's generate_assignment: release/ASSIGNMENT/ for the students, and the assignment in the gradebook.

    Raises
    ------
    RuntimeError
        If nbgrader cannot; its message says why.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory

    from dnn_course.grading.gradebook.course import open_course
    course = open_course(folder)
    directory = CourseDirectory(config=course.config)
    directory.root, directory.assignment_id = str(course.folder), assignment
    converter = GenerateAssignment(coursedir=directory, config=course.config)
    converter.force = True
    release = course.folder / "release" / assignment
    kept = release.with_name(f".{assignment}.{os.getpid()}.kept")
    _know_notebooks(course, assignment)
    if release.exists():
        os.rename(release, kept)  # nbgrader deletes it before it knows that it can make another
    told = []

    def listen(record):
        if record.levelno >= logging.ERROR:
            told.append(record.getMessage())
        return True
    converter.log.addFilter(listen)  # the exception points to its log only
    try:
        converter.start()
    except NbGraderException as error:
        reason = " ".join(_reason(told or [str(error)]).split())[:300]
        raise RuntimeError(f"nbgrader could not generate {assignment}: {reason} To see more, run 'nbgrader "
                           f"generate_assignment {assignment} --force' in {course.folder}") from None
    finally:
        converter.log.removeFilter(listen)
        if kept.exists() and not release.exists():
            os.rename(kept, release)
        shutil.rmtree(kept, ignore_errors=True)
    return release


def _reason(told):
    """Return what went wrong, of the errors that nbgrader has told: the first, or else the end of its traceback."""
    last = next((text.strip().split("\n")[-1] for text in told if "Traceback" in text), "")
    return last.removeprefix("RuntimeError: ") if last and told[0].startswith("There was an error") else told[0]


def _know_notebooks(course, assignment):
    """Tell the gradebook of notebooks that are new in an assignment with submissions, which nbgrader refuses to do."""
    from nbgrader.api import MissingEntry
    with course.gradebook() as gradebook:
        try:
            gradebook.find_assignment(assignment)
        except MissingEntry:
            return
        for path in sorted((course.folder / "source" / assignment).glob("*.ipynb")):
            gradebook.update_or_create_notebook(path.stem, assignment)
