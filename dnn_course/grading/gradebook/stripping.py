"""The hook into `nbgrader generate_assignment`: a class gets the exercises that `dnn-course start` gives."""
from nbgrader.preprocessors import ClearSolutions

from dnn_course.home import hints
from dnn_course.notebook.stripping import without_solution

__all__ = ["Strip"]


class Strip(ClearSolutions):
    """Takes the solutions of the course out of a lesson as `dnn-course start` does, and an instructor's own as nbgrader
    does. In `GenerateAssignment.preprocessors`, in the place of `ClearSolutions`.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        marked, sentences = cell.metadata.get("nbgrader", {}), hints()
        name = marked.get("grade_id")
        if not marked.get("solution") or name not in sentences:
            return super().preprocess_cell(cell, resources, cell_index)
        cell.source = without_solution(cell.source, name, sentences[name])
        return cell, resources
