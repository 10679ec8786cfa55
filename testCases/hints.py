"""Help for an exercise: three hints, and after them the course's own function."""
import contextlib
import html
import inspect
import json
from pathlib import Path
from typing import NamedTuple

import dnn_utils
from dnn_utils.display import shown_as_text
from dnn_utils.files import KEPT, here, is_learners_folder, keep_aside, write_then_rename
from testCases.exercises import EXERCISES, exercise
from testCases.messages import messages_of, say
from testCases.panel import CODE, panel, plain, shown, with_formulas

__all__ = ["STEPS", "Help", "hint", "looked_up", "solution"]

STEPS = 3
LOOKED_UP = KEPT / "looked_up.json"

_asked = {}  # how many hints of an exercise were shown in this session
_wanted = set()  # exercises whose solution was asked for once
_looked_up = set()  # and those whose solution was shown, where there is no folder that keeps it


@shown_as_text
class Help(NamedTuple):
    """A hint or a solution; text and panel say the same. `code` stands as it is, below the lines."""

    label: str
    lines: tuple
    code: str = ""

    def __str__(self):
        return "\n".join([*(plain(line) for line in self.lines), *([self.code] if self.code else [])])

    def _repr_html_(self):
        code = [f"<code {CODE}>{html.escape(self.code)}</code>"] if self.code else []
        return panel(self.label, [], [], [], [*map(with_formulas, self.lines), *code])


def name_of(exercise_or_function):
    """Return the name of an exercise, given by its name or by its function."""
    return exercise(getattr(exercise_or_function, "__name__", exercise_or_function)).name


def hint(name, step=None):
    """Show the next hint of an exercise: a nudge, then the formula with its shapes, then almost the line.

    Parameters
    ----------
    name : str or function
        The exercise.
    step : 1, 2 or 3, optional
        Which hint; without it, the one after the last.

    Raises
    ------
    ValueError
        If there is no such exercise or step.
    """
    name = name_of(name)
    if step is None:
        step = _asked.get(name, 0) + 1
        if step > STEPS:
            return shown(Help(say("hint_panel", name=name), (say("no_more_hints", name=name),)))
    elif step not in range(1, STEPS + 1):
        raise ValueError(say("bad_step", step=step))
    _asked[name] = step
    shown(Help(say("hint_panel", name=name),
               (say("hint", step=step, steps=STEPS, sentence=messages_of(name)["hints"][step - 1]),)))


def solution(name):
    """Show the course's own function for an exercise, when it is asked for twice after the last hint.

    Parameters
    ----------
    name : str or function
        The exercise.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    name = name_of(name)
    label = say("solution_panel", name=name)
    if _asked.get(name, 0) < STEPS and name not in looked_up():
        return shown(Help(label, (say("hints_first", name=name),)))
    if name not in _wanted and name not in looked_up():
        _wanted.add(name)
        return shown(Help(label, (say("ask_twice", name=name),)))
    mark_looked_up(name)
    shown(Help(label, (say("solution", name=name),), inspect.getsource(getattr(dnn_utils, name)).rstrip()))


def looked_up(folder=None):
    """Return the names of the exercises whose solution was looked up, in the order of the course."""
    kept = kept_names(Path(folder or here()) / LOOKED_UP) or set()
    return [e.name for e in EXERCISES if e.name in kept | _looked_up]


def kept_names(path):
    """Return the names in a file, or None where it is not there or holds something else."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    return set(content) if isinstance(content, list) and all(isinstance(name, str) for name in content) else None


def mark_looked_up(name):
    """Keep that a solution was shown: in a learner's folder, and for the session elsewhere."""
    _looked_up.add(name)
    if is_learners_folder(here()):
        names, path = looked_up(), here() / LOOKED_UP
        with contextlib.suppress(OSError):
            if path.exists() and kept_names(path) is None:
                print(say("looked_up_damaged", aside=keep_aside(path)))
            with write_then_rename(path) as temporary:
                temporary.write_text(json.dumps(names, indent=1) + "\n", encoding="utf-8")
