"""Removes a student from a course folder: from the gradebook and the roster, and every file and kept mark."""
import shutil
from pathlib import Path

from nbgrader.api import MissingEntry

from dnn_course.grading.classes.collect import forget_source
from dnn_course.grading.classes.gathering import gather
from dnn_course.grading.classes.journal import Journal
from dnn_course.grading.classes.submissions import check_name
from dnn_course.grading.classes.work import key_of
from dnn_course.grading.gradebook.course import assignment_notebooks, open_course
from dnn_course.grading.gradebook.room import told_in_words
from dnn_course.grading.gradebook.roster import ROSTER, strike
from dnn_course.grading.gradebook.seed import read_seed

__all__ = ["remove_student"]

STEPS = ("submitted", "autograded", "feedback")
OF_ALL = ("class.html", "*.csv", "feedback-*.zip")  # in reports/ASSIGNMENT/: what has everybody in it is made anew


def remove_student(folder, student, page):
    """Remove a student, and the pages and tables of the class in which this student stands.

    Parameters
    ----------
    folder : path
        The course folder.
    student : str
    page : str
        The name of the student's page.

    Returns
    -------
    removed : list of str
        What was removed, as paths in the course folder, and "gradebook", "kept marks" and the like.

    Raises
    ------
    ValueError
        If nothing of this student is there.
    """
    check_name("student", student)
    course, removed = open_course(folder), []
    with told_in_words(course.folder), Journal(course.folder / ".grading" / "journal.db") as journal, \
            course.gradebook() as gradebook:
        count = len(journal)
        for assignment in [found.name for found in gradebook.assignments]:
            if forget_source(course.folder, assignment, student):
                removed.append(f"what a download of {assignment} said")
            if (course.folder / "submitted" / student / assignment).is_dir():
                names = assignment_notebooks(gradebook, assignment)
                for name, found in gather(course.folder, student, assignment, names).notebooks.items():
                    for trust in (False, True):
                        if found.data is not None:
                            journal.forget(key_of(found.data, name, read_seed(course.folder), trust))
        removed += ["kept marks"] if len(journal) < count else []
        try:
            gradebook.remove_student(student)
            removed.append("gradebook")
        except MissingEntry:
            pass
    removed += [f"a row of {ROSTER}"] if strike(course.folder, student) else []
    with_page = {path.parent.parent for path in (course.folder / "reports").glob("*/students/*") if path.name == page}
    places = [course.folder / step / student for step in STEPS]
    places += (course.folder / "reports").glob("*/students/*")
    places += (course.folder / ".grading" / "replaced").glob("*/*")
    of_all = [path for reports in with_page for pattern in OF_ALL for path in reports.glob(pattern)]
    for place in [*(place for place in places if place.name in (student, page)), *of_all]:
        if not (place.exists() or place.is_symlink()):
            continue
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()
        removed.append(str(place.relative_to(course.folder)))
    if not removed:
        raise ValueError(f"there is nothing of a student {student!r} in {Path(folder)}")
    return removed
