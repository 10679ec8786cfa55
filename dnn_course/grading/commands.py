"""What `dnn-course assign` and `dnn-course grade` do and say."""
import shlex
import sys

from dnn_course.grading.classes.batch import grade
from dnn_course.grading.classes.collect import collect
from dnn_course.grading.classes.work import LESSONS
from dnn_course.grading.gradebook.course import assignment_notebooks, open_course
from dnn_course.grading.gradebook.removing import remove_student
from dnn_course.grading.gradebook.room import told_in_words
from dnn_course.grading.gradebook.roster import keep_roster, kept_roster
from dnn_course.grading.gradebook.source import generate, make_source
from dnn_course.grading.outside.jail import describe_tier
from dnn_course.grading.pages.feedback import mail_merge, pack
from dnn_course.grading.pages.kit import make_kit
from dnn_course.grading.pages.reports import page_name

__all__ = ["run_assign", "run_collect", "run_feedback", "run_grade", "run_kit", "run_remove"]

SHOWN = 50  # changes


def run_assign(given):
    made, kept = make_source(given.folder, given.assignment, given.lessons or LESSONS)
    release = generate(given.folder, given.assignment)
    print(f"Made {release} with {len(made) + len(kept)} notebooks: give it to your students.")
    if kept:
        print(f"Kept as they are in source/{given.assignment}: {', '.join(path.stem for path in kept)}. To have one as "
              "the course has it now, delete it there, and run this again.")
    print(f"Put what they hand in into {given.folder}/submitted/STUDENT/{given.assignment}/, or let "
          f"'dnn-course collect' do it, and run '{command('grade', given)}'.")


def command(name, given):
    """Return the line of a command for a course folder and an assignment, as a shell takes it."""
    assignment = [] if given.assignment == "course" else ["--assignment", given.assignment]
    return shlex.join(["dnn-course", name, given.folder, *assignment])


def run_grade(given):
    print("Trusted submissions: no jail." if given.trust_submissions else describe_tier())
    graded = grade(given.folder, given.assignment, seed=given.seed, new_seed=given.new_seed, scheduler=given.scheduler,
                   workers=given.workers, trust=given.trust_submissions, student=given.student, roster=given.roster)
    rate = f", {graded.seconds / graded.marked:.2f} s for each that was marked now" if graded.marked else ""
    print(f"Graded {graded.submissions} submissions with {graded.notebooks} notebooks in {graded.seconds:.1f} s{rate}.")
    for student, exercise, old, new in graded.changed[:SHOWN]:
        print(f"Changed: {student}, {exercise}: {old:g}, now {new:g}")
    if len(graded.changed) > SHOWN:
        print(f"Changed: {len(graded.changed) - SHOWN} more, in {graded.report.with_name('changes.csv')}")
    for problem in [*graded.problems, *graded.unused]:
        print(f"Not graded: {problem!r}"[:500], file=sys.stderr)
    print(f"The class: {graded.report}")
    return 1 if graded.problems or graded.unused else 0


def run_kit(given):
    path, lessons = make_kit(given.folder, given.assignment, given.to)
    print(f"Wrote {path} with the exercises of {', '.join(lessons)}: give it to your students. START.html in it says "
          "how to install and start. The answers are public all the same: the library has every lesson's functions.")


def run_collect(given):
    course = open_course(given.folder)
    with told_in_words(course.folder):
        with course.gradebook() as gradebook:
            assignment_notebooks(gradebook, given.assignment)  # which says what there is, where this is not
        roster = keep_roster(course.folder, given.roster) if given.roster else kept_roster(course.folder)
        found = collect(course.folder, given.archive, given.assignment, roster)
    print(f"From {found.system}: {len(found.new)} students with new files in submitted/STUDENT/{given.assignment}/, "
          f"{len(found.same)} as before.")
    if found.late:
        print(f"Marked as late by {found.system}, which does not say how late: {', '.join(found.late)}")
    if found.strangers:
        print(f"Not in the roster: {', '.join(found.strangers)}")
    missing = sorted(set(roster) - set(found.new) - set(found.same))
    if missing:
        print(f"In the roster, and not in this download: {', '.join(missing)}")
    for path, reason in found.unknown:
        print(f"Not understood: {path!r}: {reason}"[:500], file=sys.stderr)
    print(f"Next: {command('grade', given)}")
    return 1 if found.unknown else 0


def run_feedback(given):
    course = open_course(given.folder)
    with told_in_words(course.folder):
        if given.mail:
            with course.gradebook() as gradebook:
                path, without = mail_merge(course.folder, given.assignment, gradebook)
            print(f"Wrote {path}: a name, an address and a page for each student.")
            if without:
                print(f"Without an address: {', '.join(without)}", file=sys.stderr)
            return 1 if without else 0
        system = "Moodle" if given.moodle else "Canvas"
        path, packed, left = pack(course.folder, given.assignment, system, given.to)
    print(f"Wrote {path}, with the pages of {len(packed)} students, for {system}.")
    if left:
        print(f"Not in it, since they are in no download of {system}: {', '.join(left)}", file=sys.stderr)
    return 1 if left else 0


def run_remove(given):
    for what in remove_student(given.folder, given.student, page_name(given.student)):
        print(f"Removed: {what}")
    print("The pages of the classes and the tables are made anew by the next 'dnn-course grade'. A roster that lies "
          "elsewhere is yours to change, before you name it again.")
