"""Makes an instructor's course folder: the tree that nbgrader wants, from the flat notebooks/ of the course."""
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

    All lessons are one assignment, as a learner's folder holds them, so that their links to one another work. For
    deadlines by the week, call it once for each week with the week's lessons.

    Parameters
    ----------
    folder : path
        The course folder; it is made where it is not there.
    assignment : str
    lessons : list of str
        Such as "02_forward".

    Returns
    -------
    paths : list of Path
        The notebooks.
    """
    check_name("assignment", assignment)
    check_folder(folder)
    unknown = [lesson for lesson in lessons if lesson not in LESSONS]
    if unknown or not lessons:
        raise ValueError(f"lessons must be some of {', '.join(LESSONS)}, got {', '.join(unknown) or 'none'}")
    target = Path(folder) / "source" / assignment
    (target / "images").mkdir(parents=True, exist_ok=True)
    for picture in course_pictures():
        shutil.copy(picture, target / "images")
    if not (Path(folder) / CONFIG.name).exists():
        shutil.copy(CONFIG, folder)
    return [_write_notebook(COURSE / "notebooks" / f"{lesson}.ipynb", target) for lesson in lessons]


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
    try:
        converter.start()
    except NbGraderException as error:
        raise RuntimeError(f"nbgrader could not generate {assignment}: {error} To see more, run 'nbgrader "
                           f"generate_assignment {assignment}' in {course.folder}") from None
    return course.folder / "release" / assignment
