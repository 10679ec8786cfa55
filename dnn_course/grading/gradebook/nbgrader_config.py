"""nbgrader's configuration of this course. `dnn-course assign` puts it into a course folder; it is yours to change.

Every nbgrader command that is run in the folder reads it, and so does formgrader in JupyterLab, where it is started in
the folder or above it with this file in its configuration path.
"""
import os

from dnn_course.grading.gradebook.guard import install

install()  # nbgrader's own reading of what students hand in is made safe

c = get_config()  # noqa: F821 (traitlets gives it)

c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
c.CourseDirectory.course_id = "dnn_course"  # PostgreSQL takes no empty one
# c.CourseDirectory.db_url = "postgresql+psycopg://user:password@server/gradebook"

# Students get what `dnn-course start` gives: between the course's markers, a hint in the place of the solution. In
# cells of your own, mark a solution as nbgrader does, with ### BEGIN SOLUTION and ### END SOLUTION.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "dnn_course.grading.gradebook.stripping.Strip",  # in place of nbgrader.preprocessors.ClearSolutions
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.OverwriteCells.add_missing_cells = True

# No cell of a student runs in nbgrader's process or in a kernel: grading/ marks it in a jail.
c.Autograde.exporter_class = "dnn_course.grading.gradebook.preprocessor.SubmissionExporter"
c.Autograde.autograde_preprocessors = [
    "dnn_course.grading.gradebook.preprocessor.Mark",  # in place of nbgrader.preprocessors.Execute
    "nbgrader.preprocessors.LimitOutput",
    "dnn_course.grading.gradebook.preprocessor.SaveMarks",  # in place of nbgrader.preprocessors.SaveAutoGrades
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
