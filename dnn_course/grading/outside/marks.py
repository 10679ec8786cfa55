"""Marks: what is known of one notebook after it was marked, and the one place that turns it into JSON and back."""
import json
from typing import NamedTuple

from testCases.report import Report

__all__ = ["ExerciseMarks", "HiddenCheck", "Marks", "from_json", "to_json"]


class HiddenCheck(NamedTuple):
    """What a hidden check is about, and whether the function passes it."""

    sentence: str
    passed: bool


class ExerciseMarks(NamedTuple):
    """The report of an exercise as its learner knows it, why points are lost ("" where none are), hidden checks."""

    report: Report
    reason: str
    hidden: tuple = ()  # of HiddenCheck


class Marks(NamedTuple):
    """The marks of a notebook, and what an instructor may want to know of it.

    `tier` is the jail that it ran in, `events` are sentences on what ended or hung, `fingerprints` {exercise: hash of
    the function's tree}, `imports` the modules that any cell imports, `output` what the cells printed. Where it
    `waited`, the clock has ended a call or a cell, rather than its processor time: such marks are not kept.
    """

    lesson: str
    seed: int
    tier: str
    exercises: tuple  # of ExerciseMarks
    events: tuple = ()
    fingerprints: dict = {}
    imports: tuple = ()
    output: str = ""
    seconds: float = 0.0
    waited: bool = False


def to_json(marks):
    """Return Marks as text."""
    exercises = [{"report": e.report.to_json(), "reason": e.reason, "hidden": [check._asdict() for check in e.hidden]}
                 for e in marks.exercises]
    return json.dumps({**marks._asdict(), "exercises": exercises})


def from_json(text):
    """Return the Marks that `to_json` has made a text of."""
    content = json.loads(text)
    exercises = tuple(ExerciseMarks(Report.from_json(e["report"]), e["reason"],
                                    tuple(HiddenCheck(**check) for check in e["hidden"])) for e in content["exercises"])
    return Marks(**{**content, "exercises": exercises, "events": tuple(content["events"]),
                    "imports": tuple(content["imports"])})
