"""The mark of one notebook: the student's functions are called in the jail, and looked at is what they return.

How points come about
    A property of an exercise is one of the lines that its check shows in the notebook (testCases): one for each case,
    one for the shapes, one for inputs left as they were. Every case has a hidden twin (hidden.py): the same kind of case with other numbers
    and shapes. A case holds where its own values and those of its twin come out right.
    Points are the exercise's points times the share of properties that hold, and 0 where no case holds. So a right
    answer earns what the notebook's own check gives it, and an answer that only knows the lesson's numbers nothing.
    Warnings cost nothing.

What a student learns
    All calls that the notebook's own check makes come first. The hidden checks follow, in a process that has seen
    nothing else, and of what it says no text goes any further: only whether the values are right.
"""
import hashlib
import threading
import time
from typing import NamedTuple

import numpy as np

from dnn_course.grading.outside import hidden
from dnn_course.grading.outside.jail import JailError, Limits, Server, describe_tier, tier
from dnn_course.grading.outside.marks import ExerciseMarks, HiddenCheck, Marks
from dnn_course.grading.outside.plain import clean
from dnn_course.grading.outside.session import Session
from testCases.checking import cases_of, examine
from testCases.exercises import EXERCISES, Exercise
from testCases.messages import messages_of, say
from testCases.report import Finding, Report

__all__ = ["Limits", "Marker"]

MAX_EVENTS = 30
TURNS = 2  # how often each hidden check is made, with other numbers each time
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
        started, random_state, twins, waited = time.monotonic(), np.random.get_state(), {}, False
        try:
            with Session(self, notebook, lesson, [e.name for e in exercises]) as session:
                looks = [look_at(session, e) for e in exercises]
            right = [look for look in looks if look.report.points]
            if right:
                with session.another() as unseen:
                    twins = {look.exercise.name: hidden_findings(unseen, look, seed) for look in right}
                    waited = unseen.waited
        finally:
            np.random.set_state(random_state)
        return Marks(lesson, seed, self.tier, tuple(weighed(look, twins.get(look.exercise.name, [])) for look in looks),
                     tuple(session.events[:MAX_EVENTS]), session.fingerprints, tuple(session.imports), session.output,
                     round(time.monotonic() - started, 3), session.waited or waited)


class Look(NamedTuple):
    """What the notebook's own check makes of an exercise; `why` it is missing, or ""."""

    exercise: Exercise
    report: Report
    why: str


def look_at(session, e):
    """Return the Look at an exercise, by the calls of its check in the notebook."""
    session.begin()
    why = session.why_missing(e.name)
    report = missing(e, why) if why else examine(e.name, session.function(e.name))
    if session.failure:
        raise session.failure
    return Look(e, report, why)


def weighed(look, twins):
    """Return the ExerciseMarks of a Look and of what the hidden checks have found."""
    e, report = look.exercise, look.report
    findings, points = weigh(e, report, twins)
    lost = [finding for finding in findings if finding.reason]
    report = report._replace(
        points=points, misconceptions=report.misconceptions if points < e.points else (),
        findings=tuple(Finding(clean(f.sentence, 300), clean(f.reason, 500)) for f in findings),
        notes=tuple(clean(note, 300) for note in report.notes))
    reason = "" if points == e.points else clean(look.why or f"{lost[0].sentence}: {lost[0].reason}", 500)
    return ExerciseMarks(report, reason, tuple(HiddenCheck(sentence, passed) for _, sentence, passed in twins))


def missing(e, why):
    """Return the Report of an exercise that there is not."""
    sentences = [*messages_of(e.name)["cases"].values(), say("shapes", outputs=", ".join(e.outputs)), say("untouched")]
    return Report(e.name, 0, e.points, tuple(Finding(sentence, why) for sentence in sentences))


def hidden_findings(session, look, seed):
    """Return (label, sentence, passed) of the hidden twins of the cases that hold.

    All twins are called, in several turns, so that a function which is right in its first calls only fails them all.
    """
    e = look.exercise
    labels = list(cases_of(e.name))
    session.begin()
    function, passed, sentences = session.function(e.name), dict.fromkeys(labels, True), {}
    for turn in range(TURNS):
        for label, sentence, inputs, expected in hidden.hidden_checks(e.name, seed_of(seed, e.name, turn), labels):
            sentences[label] = sentence
            passed[label] = hidden.passes(e.name, function, inputs, expected) and passed[label]
    if session.failure:
        raise session.failure
    hold = [label for label, finding in zip(labels, look.report.findings) if not finding.reason]
    return [(label, sentences[label], passed[label]) for label in hold if label in sentences]


def seed_of(seed, name, turn):
    """Return the seed of an exercise and a turn, from which neither that of another nor `seed` can be computed."""
    return int.from_bytes(hashlib.sha256(f"{seed} {name} {turn}".encode()).digest()[:16], "big")


def weigh(e, report, twins):
    """Return the findings with what the hidden twins add, and the points: see the top of this file."""
    failed = {label: sentence for label, sentence, passed in twins if not passed}
    labels = list(cases_of(e.name))  # the findings stand in this order
    findings = []
    for i, finding in enumerate(report.findings):
        sentence = failed.get(labels[i]) if i < len(labels) else None
        findings.append(Finding(finding.sentence, f"a hidden check of {e.name} failed: {sentence}") if sentence else
                        finding)
    if report.points == 0 or all(finding.reason for finding in findings[:len(labels)]):
        return findings, 0
    return findings, round(e.points * sum(not finding.reason for finding in findings) / len(findings), 1)
