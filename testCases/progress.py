"""Points by exercise: the best and the latest of each, kept in a learner's folder, in .dnn-course/progress.json.

The file is the truth, and `record` its one writer, for the checks in notebooks and for `dnn-course check`. Elsewhere,
and where the file cannot be written, this process remembers.
"""
import contextlib
import html
import json
import math
from pathlib import Path
from typing import NamedTuple

from dnn_utils.display import shown_as_text
from dnn_utils.files import KEPT, here, is_learners_folder, keep_aside, write_then_rename
from testCases.exercises import EXERCISES, exercise, hundred_of, hundreds
from testCases.messages import say
from testCases.panel import link, panel
from testCases.report import number

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

__all__ = ["Result", "Summary", "lesson_summary", "points_so_far", "record", "results_so_far"]

_unkept = {}  # {folder: {exercise: Result}} of what no file holds


class Result(NamedTuple):
    """The points of an exercise: the best that a check gave, which counts, and those of the latest."""

    best: float
    latest: float


def record(reports, folder=None):
    """Keep the points of reports, beside what another process may be keeping at the same time.

    Parameters
    ----------
    reports : iterable of Report
    folder : path, optional
        A learner's folder; without it, the one that this notebook lies in.

    Returns
    -------
    said : list of str
        What could not be kept, and what is kept elsewhere now, in words for a learner.
    """
    folder, said = Path(folder or here()).resolve(), []
    new = _unkept.setdefault(folder, {})
    for report in reports:
        best = max(report.points, new[report.name].best) if report.name in new else report.points
        new[report.name] = Result(best, report.points)
    if is_learners_folder(folder):
        try:
            with _locked(folder / KEPT / "progress.lock"):
                aside = _add_to_file(folder / KEPT / "progress.json", new)
            del _unkept[folder]
            said += [say("progress_damaged", aside=aside)] if aside else []
        except OSError as error:
            said.append(say("points_unkept", folder=folder / KEPT, error=error.strerror or error))
    return said


def _add_to_file(path, new):
    """Write the points to the file; return where a copy of it is if it was damaged, or None."""
    kept, damaged = _read(path)
    aside = keep_aside(path) if damaged else None
    for name, result in new.items():
        before = kept.get(name)
        best = max(before.best, result.best) if isinstance(before, Result) else result.best
        kept[name] = Result(best, result.latest)
    content = {name: result._asdict() if isinstance(result, Result) else result for name, result in kept.items()}
    with write_then_rename(path) as temporary:
        temporary.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return aside


def _read(path):
    """Return what the file holds, {exercise: Result}, and whether a part of it cannot be read.

    What it says of exercises that this version of the course does not have is kept as it is.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))  # with the mark of editors on Windows
    except FileNotFoundError:
        return {}, False
    except (ValueError, RecursionError):
        return {}, True
    if not isinstance(content, dict):
        return {}, True
    known, kept, damaged = {e.name: e.points for e in EXERCISES}, {}, False
    for name, value in content.items():
        if name not in known:
            kept[name] = value
            continue
        try:
            best, latest = (value["best"], value["latest"]) if isinstance(value, dict) else (value, value)
            best, latest = float(best), float(latest)
            if not (math.isfinite(best) and math.isfinite(latest)):
                raise ValueError
            kept[name] = Result(*(min(max(0, points), known[name]) for points in (best, latest)))
        except (KeyError, TypeError, ValueError):
            damaged = True
    return kept, damaged


@contextlib.contextmanager
def _locked(path):
    """Keep other processes out for the length of the block, as far as the file system can."""
    with open(path, "a+b") as file:
        with contextlib.suppress(OSError):  # not every file system has locks
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX)
            else:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        yield


def results_so_far(folder=None):
    """Return {exercise: Result} of every exercise that was checked, in the order of the course.

    A file that is damaged counts as far as it can be read; the next check keeps it aside.
    """
    folder = Path(folder or here()).resolve()
    try:
        results, _ = _read(folder / KEPT / "progress.json")
    except OSError:
        results = {}
    for name, result in _unkept.get(folder, {}).items():
        results[name] = Result(max(result.best, results[name].best), result.latest) if name in results else result
    return {e.name: results[e.name] for e in EXERCISES if e.name in results}


def points_so_far(folder=None):
    """Return the points that count, by exercise: the best of each."""
    return {name: result.best for name, result in results_so_far(folder).items()}


def lesson_summary(name):
    """Return the Summary of a lesson after its last exercise, and None after any other."""
    lesson = exercise(name).lesson
    last = [e.name for e in EXERCISES if e.lesson == lesson][-1]
    return Summary(lesson, results_so_far(), is_learners_folder(here())) if name == last else None


@shown_as_text
class Summary(NamedTuple):
    """Points by exercise of a lesson, the total of its hundred where progress is kept, and what to do next."""

    lesson: str
    results: dict
    kept: bool

    @property
    def points(self):
        return {name: result.best for name, result in self.results.items()}

    def rows(self):
        """Return (exercise, what was reached) for each exercise of the lesson."""
        return [(e.name, self.reached(e)) for e in EXERCISES if e.lesson == self.lesson]

    def reached(self, e):
        if e.name not in self.results:
            return say("not_checked")
        best, latest = self.results[e.name]
        return say("points_of" if latest == best else "points_of_and_latest", points=number(best), max_points=e.points,
                   latest=number(latest))

    def headline(self):
        reached = sum(self.points.get(e.name, 0) for e in EXERCISES if e.lesson == self.lesson)
        return say("lesson_summary", number=int(self.lesson[:2]), points=number(reached),
                   max_points=sum(e.points for e in EXERCISES if e.lesson == self.lesson))

    def closing_lines(self, link=str):
        """Return the course's total, and what to do next; `link` makes a link of a notebook's name."""
        hundred = hundred_of(self.lesson)
        counted = hundreds(EXERCISES)[hundred]
        key = "course_summary" if hundred == "course" else "on_summary"
        lines = [say(key, points=number(sum(self.points.get(e.name, 0) for e in counted)),
                     max_points=sum(e.points for e in counted))] if self.kept else []
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

    def _repr_html_(self):
        return panel(self.headline(), [self.headline()], [say("exercise"), say("points")],
                     [(html.escape(name), html.escape(reached)) for name, reached in self.rows()],
                     self.closing_lines(link))
