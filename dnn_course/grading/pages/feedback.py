"""The way back: the students' pages in an archive that Moodle or Canvas takes, or as a table for a mail merge."""
import zipfile
from pathlib import Path

from dnn_course.grading.classes.collect import kept_sources
from dnn_course.grading.pages.lms import full_name, write_table
from dnn_course.grading.pages.reports import page_name
from dnn_utils.files import write_then_rename

__all__ = ["mail_merge", "pack"]

FEEDBACK = "feedback.html"


def pages_of(folder, assignment, students):
    """Return {student: the path of the page} of those who have one; FileNotFoundError where nobody has."""
    place = Path(folder) / "reports" / assignment / "students"
    found = {student: place / page_name(student) for student in students if (place / page_name(student)).is_file()}
    if not found:
        raise FileNotFoundError(f"there are no pages in {place}: grade the assignment first")
    return found


def pack(folder, assignment, system, to=None):
    """Write the students' pages into an archive, under the names that "Moodle" or "Canvas" gave their submissions.

    Parameters
    ----------
    folder : path
        The course folder.
    assignment, system : str
    to : path, optional
        The archive; without it, reports/ASSIGNMENT/feedback-SYSTEM.zip.

    Returns
    -------
    path : Path
    packed, left : lists of str
        The students whose pages are in it, and those who are in no download of this system.

    Raises
    ------
    FileNotFoundError
        If no page is there.
    ValueError
        If nobody's submission came from this system with `dnn-course collect`.
    """
    sources = kept_sources(folder, assignment)
    known = {student: source["back"] for student, source in sources.items() if source["system"] == system}
    if not known:
        raise ValueError(f"no submission of {assignment} came from {system} by 'dnn-course collect', so its names "
                         "there are not known")
    everybody = [path.name for path in (Path(folder) / "submitted").iterdir()]
    pages = pages_of(folder, assignment, sorted({*known, *everybody}))
    path = Path(to or Path(folder) / "reports" / assignment / f"feedback-{system.lower()}.zip")
    packed = [student for student in pages if student in known]
    with write_then_rename(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in packed:
            between = "/" if system == "Moodle" else ""
            archive.write(pages[student], known[student] + between + FEEDBACK)
    return path, packed, [student for student in pages if student not in known]


def mail_merge(folder, assignment, gradebook):
    """Write reports/ASSIGNMENT/mail.csv, with name, address and file of every student who has a page; return its path
    and the students without an address."""
    students = {student.id: student for student in gradebook.students}
    pages = pages_of(folder, assignment, sorted(students))
    rows = [[full_name(students[name]), students[name].email, str(page.resolve())] for name, page in pages.items()]
    path = write_table(Path(folder) / "reports" / assignment / "mail.csv", [["name", "address", "file"], *rows])
    return path, [name for name in pages if not students[name].email]
