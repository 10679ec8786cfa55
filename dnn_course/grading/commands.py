"""What `dnn-course assign` and `dnn-course grade` do and say."""
import sys

from dnn_course.grading.classes.batch import grade
from dnn_course.grading.outside.jail import describe_tier
from dnn_course.grading.gradebook.source import generate, make_source
from dnn_course.grading.classes.work import LESSONS

__all__ = ["run_assign", "run_grade"]


def run_assign(given):
    notebooks = make_source(given.folder, given.assignment, given.lessons or LESSONS)
    release = generate(given.folder, given.assignment)
    print(f"Made {release} with {len(notebooks)} notebooks: give it to your students.")
    print(f"Put what they hand in into {given.folder}/submitted/STUDENT/{given.assignment}/, "
          f"and run 'dnn-course grade {given.folder}'.")


def run_grade(given):
    print("Trusted submissions: no jail." if given.trust_submissions else describe_tier())
    graded = grade(given.folder, given.assignment, seed=given.seed, new_seed=given.new_seed, scheduler=given.scheduler,
                   workers=given.workers, trust=given.trust_submissions)
    rate = f", {graded.seconds / graded.marked:.2f} s for each that was marked now" if graded.marked else ""
    print(f"Graded {graded.submissions} submissions with {graded.notebooks} notebooks in {graded.seconds:.1f} s{rate}.")
    for problem in graded.problems:
        print(f"Not graded: {problem!r}"[:500], file=sys.stderr)
    print(f"The class: {graded.report}")
    return 1 if graded.problems else 0
