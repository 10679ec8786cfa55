"""Points by exercise: kept in a learner's folder, in .dnn-course/progress.json, and for the session elsewhere."""
import contextlib
import html
import json
from pathlib import Path
from typing import NamedTuple

from dnn_utils.files import write_then_rename
from testCases.exercises import EXERCISES, exercise
from testCases.messages import say
from testCases.panel import link, panel
from testCases.report import number

__all__ = ["Summary", "lesson_summary", "points_so_far", "record"]

KEPT = Path(".dnn-course")  # made by dnn-course start; a kernel runs in the folder of its notebook
_session = {}


def record(report):
    """Keep the points of a report."""
    _session[report.name] = report.points
    if KEPT.is_dir():
        points = points_so_far()
        with contextlib.suppress(OSError), write_then_rename(KEPT / "progress.json") as temporary:
            temporary.write_text(json.dumps(points, indent=1) + "\n", encoding="utf-8")


def points_so_far(folder="."):
    """Return the points of every exercise that was checked, by name, in the order of the course.

    A file that is damaged counts as empty: the next check writes it anew.
    """
    path = Path(folder) / KEPT / "progress.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        kept = {name: float(points) for name, points in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        kept = {}
    points = {**kept, **_session}
    return {e.name: min(max(0, points[e.name]), e.points) for e in EXERCISES if e.name in points}


def lesson_summary(name):
    """Return the Summary of a lesson after its last exercise, and None after any other."""
    lesson = exercise(name).lesson
    last = [e.name for e in EXERCISES if e.lesson == lesson][-1]
    return Summary(lesson, points_so_far(), KEPT.is_dir()) if name == last else None


class Summary(NamedTuple):
    """Points by exercise of a lesson, the course's total where progress is kept, and what to do next."""

    lesson: str
    points: dict
    kept: bool

    def rows(self):
        """Return (exercise, what was reached) for each exercise of the lesson."""
        return [(e.name, say("not_checked") if e.name not in self.points else
                 say("points_of", points=number(self.points[e.name]), max_points=e.points))
                for e in EXERCISES if e.lesson == self.lesson]

    def headline(self):
        reached = sum(self.points.get(e.name, 0) for e in EXERCISES if e.lesson == self.lesson)
        return say("lesson_summary", number=int(self.lesson[:2]), points=number(reached),
                   max_points=sum(e.points for e in EXERCISES if e.lesson == self.lesson))

    def closing_lines(self, link=str):
        """Return the course's total, and what to do next; `link` makes a link of a notebook's name."""
        lines = [say("course_summary", points=number(sum(self.points.values())),
                     max_points=sum(e.points for e in EXERCISES))] if self.kept else []
        unfinished = [e.name for e in EXERCISES if e.lesson == self.lesson and self.points.get(e.name, 0) < e.points]
        lessons = list(dict.fromkeys(e.lesson for e in EXERCISES))
        after = lessons[lessons.index(self.lesson) + 1:]
        if unfinished:
            lines.append(say("next_exercise", name=unfinished[0]))
        elif after:
            lines.append(say("next_lesson", number=int(after[0][:2]), notebook=link(f"{after[0]}.ipynb")))
        else:
            lines.append(say("next_nothing"))
        return lines

    def __str__(self):
        width = max(len(name) for name, _ in self.rows())
        return "\n".join([self.headline(), *(f"  {name:{width}}  {reached}" for name, reached in self.rows()),
                          *self.closing_lines()])

    __repr__ = __str__

    def _repr_pretty_(self, printer, cycle):
        printer.text(str(self))

    def _repr_html_(self):
        return panel(self.headline(), [self.headline()], [say("exercise"), say("points")],
                     [(html.escape(name), html.escape(reached)) for name, reached in self.rows()],
                     self.closing_lines(link))
