"""What the start page shows: the lessons, the points so far, and where to go on."""
import html
import json
from pathlib import Path
from typing import NamedTuple

from dnn_course.home import COURSE, KIT
from dnn_utils.display import shown_as_text
from dnn_utils.files import here, is_learners_folder
from testCases.exercises import EXERCISES, hundreds
from testCases.finished import PAGE, finished
from testCases.hints import looked_up
from testCases.messages import messages_of
from testCases.network import assemble
from testCases.panel import link, panel
from testCases.progress import results_so_far
from testCases.report import number

__all__ = ["Progress", "progress"]


@shown_as_text
class Progress(NamedTuple):
    """Results by exercise, the title of each lesson by its name, whether progress is kept, the exercises whose solution
    was looked up, those whose function is the learner's own in lessons 5 to 10, whether there is a page of what was
    built, and a folder that is neither a learner's nor that of the solved lessons; text and panel agree."""

    results: dict
    titles: dict
    kept: bool
    looked_up: tuple = ()
    own: tuple = ()
    page: bool = False
    place: str = ""

    @property
    def points(self):
        return {name: result.best for name, result in self.results.items()}

    def rows(self):
        """Return (name of the lesson, its title, what was reached) for every lesson."""
        return [(lesson, title, self.reached([e for e in EXERCISES if e.lesson == lesson]))
                for lesson, title in self.titles.items()]

    def reached(self, exercises):
        points = sum(self.points.get(e.name, 0) for e in exercises)
        max_points = sum(e.points for e in exercises)
        key = "done" if points == max_points else \
            "reached" if any(e.name in self.points for e in exercises) else "not_started"
        text = say(key, points=number(points), max_points=max_points)
        latest = sum(self.results[e.name].latest for e in exercises if e.name in self.results)
        return text if latest == points else say("and_latest", text=text, latest=number(latest))

    def headline(self):
        text = ""
        for hundred, exercises in hundreds(EXERCISES).items():
            text = say("headline" if hundred == "course" else "and_on", text=text, max_points=sum(
                e.points for e in exercises), points=number(sum(self.points.get(e.name, 0) for e in exercises)))
        return text

    def next_exercise(self):
        """Return the first exercise without its full points, or None."""
        return next((e for e in EXERCISES if e.lesson in self.titles and self.points.get(e.name, 0) < e.points), None)

    def closing_lines(self, link=str):
        """Return where to go on, and where progress is kept; `link` makes a link of a notebook's name."""
        following = self.next_exercise()
        lines = [say("page", page=link(PAGE))] if self.page else []
        lines.append(say("finished") if following is None else
                     say("continue_with", name=following.name, notebook=link(f"{following.lesson}.ipynb")))
        if self.own:
            lines.append(say("own", names=", ".join(self.own)))
        if self.looked_up:
            lines.append(say("looked_up", names=", ".join(self.looked_up)))
        return lines if self.kept else [*lines, say("not_found" if self.place else "not_kept", place=self.place)]

    def __str__(self):
        width = max(map(len, self.titles.values()))
        return "\n".join([self.headline(), *(f"  {title:{width}}  {reached}" for _, title, reached in self.rows()),
                          *self.closing_lines()])

    def _repr_html_(self):
        rows = [(link(f"{lesson}.ipynb", title), html.escape(reached)) for lesson, title, reached in self.rows()]
        return panel(say("panel"), [self.headline()], [say("lesson"), say("points")], rows, self.closing_lines(link))


def progress(folder=None):
    """Return the Progress in a learner's folder: the points that the checks kept there, and where to go on.

    With all points, the page of what was built is written anew.

    Parameters
    ----------
    folder : path
        The learner's folder; without it, the one that this notebook lies in.
    """
    folder, solved = Path(folder or here()), COURSE / "notebooks"  # with a folder in it for each other language
    lessons = dict.fromkeys(e.lesson for e in EXERCISES)
    if (COURSE / KIT).is_file():  # some of the lessons, and no others are to be linked
        given = (COURSE / KIT).read_text(encoding="utf-8").split()
        lessons = [lesson for lesson in lessons if f"{lesson}.ipynb" in given]
    return Progress(results_so_far(folder), {lesson: title_of(lesson, folder) for lesson in lessons},
                    is_learners_folder(folder), tuple(looked_up(folder)), assemble(folder).yours,
                    finished(folder) is not None,
                    "" if solved in (folder.resolve(), folder.resolve().parent) else str(folder))


def title_of(lesson, folder):
    """Return the title of a lesson, as its first cell has it; in the learner's folder it may be gone."""
    for place in (folder, COURSE / "notebooks"):
        try:
            notebook = json.loads((place / f"{lesson}.ipynb").read_text(encoding="utf-8"))
            first = "".join(notebook["cells"][0]["source"]).split("\n")[0]
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if first.startswith("# "):
            return first.removeprefix("# ")
    return lesson


def say(key, **values):
    """Return a message of messages/start.toml with the values filled in."""
    return messages_of("start")[key].format(**values)
