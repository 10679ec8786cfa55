"""The mark of one notebook: the student's functions are called in the jail, and looked at is what they return.

How points come about
    A property of an exercise is one of the lines that its check shows in the notebook (testCases): one for each case,
    one for each part that counts by itself, one for the shapes, one for inputs left as they were. Every case has a
    hidden twin (hidden.py): the same kind of case with other numbers and shapes. A case holds where its own values and
    those of its twin come out right. Points are the exercise's points times the share of properties that hold, and 0
    where no case holds. So a right answer earns what the notebook's own check gives it, and an answer that only knows
    the lesson's numbers nothing. Warnings cost nothing. As in the notebook, an exercise is judged by itself: where an
    earlier one is not right, the course's function is sent into the jail to stand in its place for that call.

What a student learns
    All calls that the notebook's own check makes come first. The hidden checks follow, in a process that has seen
    nothing else, and of what it says no text goes any further: only whether the values are right.
"""
import threading
import time
from typing import NamedTuple

import numpy as np

from dnn_course.grading.outside.hidden import hidden_looks
from dnn_course.grading.outside.jail import JailError, Limits, Server, describe_tier, tier
from dnn_course.grading.outside.marks import ExerciseMarks, HiddenCheck, Marks
from dnn_course.grading.outside.plain import clean
from dnn_course.grading.outside.session import Session
from testCases.checking import looked_at, points_of, report_on
from testCases.exercises import EXERCISES, Exercise
from testCases.messages import say
from testCases.report import Report

__all__ = ["Limits", "Marker"]

MAX_EVENTS = 30
_one_at_a_time = threading.Lock()  # a check looks at NumPy's generator and at warnings, which belong to the process


class Marker:
    """Marks notebooks one after the other in one warm jail. It is a context manager, and starts at the first one."""

    def __init__(self, limits=Limits(), trust=False):
        self.limits, self.trust, self.server, self.tier = limits, trust, None, "trusted" if trust else None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        """End the jail and everything in it."""
        if self.server is not None:
            self.server.close()
            self.server = None

    def warm_server(self):
        """Return the running server; JailError where there is no jail to be had."""
        if self.tier is None:
            self.tier = tier()
        if self.tier == "none":
            raise JailError(describe_tier())
        if self.server is not None and self.server.process.poll() is not None:
            self.close()
        if self.server is None:
            self.server = Server(self.tier, self.limits)
        return self.server

    def mark(self, notebook, lesson, seed):
        """Mark a notebook. But for its times, the result depends on nothing but the arguments.

        Parameters
        ----------
        notebook : bytes
            The file, as it came.
        lesson : str
            Such as "02_forward".
        seed : int
            What the hidden checks are drawn from; keep it to yourself.

        Returns
        -------
        marks : Marks

        Raises
        ------
        JailError
            If there is no jail on this machine, or it does not start.
        ValueError
            If there is no such lesson.
        """
        exercises = [e for e in EXERCISES if e.lesson == lesson]
        if not exercises:
            raise ValueError(f"lesson must be one of {', '.join(dict.fromkeys(e.lesson for e in EXERCISES))}, "
                             f"got {lesson!r}")
        with _one_at_a_time:
            return self._mark(notebook, lesson, seed, exercises)

    def _mark(self, notebook, lesson, seed, exercises):
        started, random_state = time.monotonic(), np.random.get_state()
        try:
            session = Session(self, notebook, lesson, [e.name for e in exercises])
            marked, waited = mark_all(session, exercises, seed)
            in_doubt = [e for e in exercises if e.name in set(session.unsure) - session.halted
                        and marked[e.name].report.points < e.points and not marked[e.name].report.misconceptions]
            if in_doubt:  # the choice of what runs must cost no point; what is known by its values it has not cost
                again = session.another(in_order=True, twice=True)
                second, waited_again = mark_all(again, exercises, seed)
                better = {e.name: second[e.name] for e in in_doubt
                          if second[e.name].report.points > marked[e.name].report.points}
                marked.update(better)
                session, waited = again if better else session, waited or waited_again
        finally:
            np.random.set_state(random_state)
        return Marks(lesson, seed, self.tier, tuple(marked.values()), tuple(session.events[:MAX_EVENTS]),
                     session.fingerprints, tuple(session.imports), session.output,
                     round(time.monotonic() - started, 3), waited)


def mark_all(session, exercises, seed):
    """Return {exercise: ExerciseMarks} of a notebook, and whether the clock has ended anything."""
    with session:
        wrong = session.wrong_helpers()
        all_seen = [look_at(session, e, wrong) for e in exercises]
    twins, waited, wrong = {}, session.waited, []
    if any(not each.reason for seen in all_seen for each in seen.looks):
        with session.another(in_order=session.in_order) as unseen:
            twins = {seen.exercise.name: hidden_from(unseen, seen, seed, wrong) for seen in all_seen}
            waited = waited or unseen.waited
    return {seen.exercise.name: weighed(seen, twins.get(seen.exercise.name, [])) for seen in all_seen}, waited


class Seen(NamedTuple):
    """What the notebook's own check makes of an exercise: the Looks at its cases, the earlier exercises in whose places
    the course's functions stood, and `why` it is missing, or ""."""

    exercise: Exercise
    looks: list
    earlier: tuple
    why: str


def look_at(session, e, wrong):
    """Return what is seen of an exercise by the calls of its check in the notebook.

    `wrong` holds the earlier exercises that are not right, and this one after them, if it is not.
    """
    session.begin()
    why = session.why_missing(e.name)
    own = [name for name in session.written_before(e.name) if name not in wrong]
    looks, earlier = ([], ()) if why else looked_at(e, session.function(e.name), list(wrong),
                                                   lambda names: session.function(e.name, names), own)
    if session.failure:
        raise session.failure
    if why or points_of(e, looks) < e.points:
        wrong.append(e.name)
    return Seen(e, looks, earlier, why)


def hidden_from(session, seen, seed, wrong):
    """Return the Looks at the hidden twins, with the course's functions in the places of those that are `wrong`."""
    e = seen.exercise
    if all(each.reason for each in seen.looks):
        return []
    session.begin()
    function = session.function(e.name, tuple(dict.fromkeys([*seen.earlier, *wrong])))
    twins = hidden_looks(e, function, seed, seen.looks)
    if session.failure:
        raise session.failure
    if any(twin.reason for twin in twins):
        wrong.append(e.name)
    return twins


def weighed(seen, twins):
    """Return the ExerciseMarks of what was seen, and of the Looks at the hidden twins."""
    e = seen.exercise
    report = Report(e.name, 0, e.points, remarks=(seen.why,)) if seen.why else \
        report_on(e, seen.looks, seen.earlier, twins)
    report = Report.from_json(report.to_json(), lambda text: clean(text, 500))
    passed = {}
    for twin in twins:
        case = twin.case.sentence, say(twin.case.kind)
        passed[case] = passed.get(case, True) and not twin.reason
    return ExerciseMarks(report, report.why(), tuple(HiddenCheck(sentence, right)
                                                     for (_, sentence), right in passed.items()))
