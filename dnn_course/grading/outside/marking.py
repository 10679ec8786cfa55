"""The mark of one notebook: the student's functions are called in the jail, and looked at is what they return.

How points come about
    A property of an exercise is one of the lines that its check shows in the notebook (testCases): one for each case,
    one for each part that counts by itself, one for the shapes, one for inputs left as they were. Every case has a
    hidden twin (hidden.py): the same kind of case with other numbers and shapes. A case holds where its own values and
    those of its twin come out right. Points are the exercise's points times the share of properties that hold, and 0
    where no case holds. So a right answer earns what the notebook's own check gives it, and an answer that only knows
    the lesson's numbers nothing. Warnings cost nothing. As in the notebook, an exercise is judged by itself: where an
    earlier one is not right, the course's function is sent into the jail to stand in its place for that call.
"""
import os
import re
import threading
import time
import unicodedata
import warnings
from multiprocessing.util import Finalize

import numpy as np

from dnn_course.grading.border import codec

from dnn_course.grading.outside.hidden import hidden_looks
from dnn_course.grading.outside.jail import JailError, Limits, Server, course_source, describe_tier, tier
from testCases.checking import looked_at, report_on
from testCases.exercises import EXERCISES, exercise
from testCases.messages import say
from testCases.report import Report
from testCases.tracing import Place

__all__ = ["Limits", "Marker", "mark"]

MAX_NOTEBOOK = 20_000_000  # bytes; a lesson with its pictures has less than 3
STRIKES = 2                # calls of an exercise that may hang or end the process before the others are not made
MAX_EVENTS = 30
MAX_LEFT_OUT = 10          # statements that may end or hold up the process
MAX_FRAMES = 5000          # that a child may send while it reads and runs a notebook


def mark(notebook, lesson, seed, *, limits=Limits(), trust=False):
    """Mark a notebook. But for its times, the result depends on nothing but the arguments.

    Parameters
    ----------
    notebook : bytes
        The file, as it came.
    lesson : str
        Such as "02_forward".
    seed : int
        What the hidden checks are drawn from; keep it to yourself.
    limits : Limits
    trust : bool
        Run the notebook without a jail.

    Returns
    -------
    result : dict
        What JSON holds: lesson, seed, tier, exercises (a dict for each of the lesson), events, fingerprints, imports,
        output, seconds.

    Raises
    ------
    JailError
        If there is no jail on this machine, or it does not start.
    ValueError
        If there is no such lesson.
    """
    return _marker_of_this_process(limits, trust).mark(notebook, lesson, seed)


_markers = {}
_one_at_a_time = threading.Lock()  # a check looks at NumPy's generator and at warnings, which belong to the process


def _marker_of_this_process(limits, trust):
    key = os.getpid(), limits, trust
    if key not in _markers:
        _markers[key] = Marker(limits, trust)
        Finalize(None, _markers[key].close, exitpriority=10)  # at the end of a process of a pool, too
    return _markers[key]


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
        """Mark a notebook: see `mark`."""
        exercises = [e for e in EXERCISES if e.lesson == lesson]
        if not exercises:
            raise ValueError(f"lesson must be one of {', '.join(dict.fromkeys(e.lesson for e in EXERCISES))}, "
                             f"got {lesson!r}")
        with _one_at_a_time:
            return self._mark(notebook, lesson, seed, exercises)

    def _mark(self, notebook, lesson, seed, exercises):
        started, random_state = time.monotonic(), np.random.get_state()
        notes = Notebook(self, notebook, lesson, [e.name for e in exercises])
        try:
            marked, wrong = {}, notes.wrong_helpers(lesson)
            for e in exercises:
                marked[e.name] = mark_exercise(notes, e, seed, wrong)
            in_doubt = [e for e in exercises if e.name in set(notes.unsure) - notes.halted
                        and marked[e.name]["points"] < e.points]
            if in_doubt:
                notes = self.run_in_order(notes, in_doubt, seed, marked)
        finally:
            notes.close()
            np.random.set_state(random_state)
        return {"lesson": lesson, "seed": seed, "tier": self.tier, "exercises": list(marked.values()),
                "events": notes.events[:MAX_EVENTS], "fingerprints": notes.fingerprints, "imports": notes.imports,
                "output": notes.output, "seconds": round(time.monotonic() - started, 3)}


    def run_in_order(self, notes, in_doubt, seed, marked):
        """Mark exercises once more where every cell has run, in order: the choice of what runs must cost no point.

        Better marks are put into `marked`; return the notebook that is to be closed and to tell what happened.
        """
        notes.close()
        again = Notebook(self, notes.notebook, notes.lesson, notes.exercises, in_order=True, deadline=notes.deadline)
        try:
            second, wrong = {}, again.wrong_helpers(notes.lesson)
            for e in EXERCISES:
                if e in in_doubt:
                    second[e.name] = mark_exercise(again, e, seed, wrong)
                elif e.name in marked and marked[e.name]["points"] < e.points:
                    wrong.append(e.name)
        except BaseException:
            again.close()
            raise
        better = {name: new for name, new in second.items() if new["points"] > marked[name]["points"]}
        marked.update(better)
        again.close()
        return again if better else notes


def mark_exercise(notebook, e, seed, wrong):
    """Return the marks of one exercise, as in the result of `mark`; `wrong` holds the earlier ones that are not right,
    and this one after them, if it is not."""
    notebook.strikes = 0
    notebook.start()
    why, twins = notebook.why_missing(e.name), []
    if why:
        report = Report(e.name, 0, e.points, remarks=(why,))
    else:
        looks, earlier = looked_at(e, notebook.function(e.name), list(wrong),
                                   lambda names: notebook.function(e.name, names))
        if any(not each.reason for each in looks):
            twins = hidden_looks(e, notebook.function(e.name, earlier), seed, looks)
        report = report_on(e, looks, earlier, twins)
    if notebook.failure:
        raise notebook.failure
    if report.points < e.points:
        wrong.append(e.name)
    report = Report.from_json(report.to_json(), lambda text: clean(text, 500))
    return {**report.to_json(), "reason": report.why(),
            "hidden": [{"sentence": say(twin.case.kind), "passed": not twin.reason} for twin in twins]}


class Notebook:
    """One notebook and the child that runs it, which is started again where something has ended it."""

    def __init__(self, marker, notebook, lesson, exercises, in_order=False, deadline=None):
        self.marker, self.notebook, self.lesson, self.exercises = marker, notebook, lesson, exercises
        self.in_order, self.imported, self.unsure, self.halted = in_order, (), (), set()
        self.deadline = time.monotonic() + marker.limits.notebook_seconds if deadline is None else deadline
        self.connection, self.defined, self.left_out, self.calls, self.strikes = None, None, [], 0, 0
        self.helpers = []
        self.events, self.fingerprints, self.imports, self.output = [], {}, [], ""
        self.unreadable, self.errors, self.cells, self.ended = [], {}, {}, {}
        self.hopeless, self.failure = "", None
        if len(notebook) > MAX_NOTEBOOK:
            self.give_up(f"the notebook is too large: {len(notebook):,} bytes, and {MAX_NOTEBOOK:,} are read")

    def give_up(self, sentence):
        self.hopeless = sentence
        self.event(sentence)

    def event(self, sentence):
        sentence = clean(sentence, 300)
        if sentence not in self.events:
            self.events.append(sentence)

    # ---- starting

    def start(self):
        """See to it that the child runs and has run its cells, unless there is no hope."""
        while self.connection is None and not self.hopeless:
            if time.monotonic() > self.deadline:
                return self.out_of_time()
            begin = time.monotonic()
            self.marker.warm_server()
            self.deadline += time.monotonic() - begin  # that is not the notebook's time
            try:
                self.connection = self.marker.server.start_child(self.lesson)
            except JailError:
                self.marker.close()  # once more, with a new server
                self.connection = self.marker.warm_server().start_child(self.lesson)
            self.run_cells()

    def out_of_time(self):
        self.give_up(f"the notebook took more than {self.marker.limits.notebook_seconds:g} seconds")

    def run_cells(self):
        """Let the child read the notebook and run what is needed; where a statement ends it, remember which."""
        at, seconds = None, self.marker.limits.call_seconds
        try:
            codec.send(self.connection, {
                "notebook": np.frombuffer(self.notebook, np.uint8), "exercises": self.exercises,
                "helpers": [e.name for e in EXERCISES if e.lesson < self.lesson], "in_order": self.in_order,
                "left_out": [place for _, place in self.left_out]}, self.limit(2 * seconds))
            for _ in range(MAX_FRAMES):
                message = codec.receive(self.connection, self.limit(seconds if at else 2 * seconds))
                if "at" in message:
                    number, k = message["at"]
                    at = whole(number), whole(k)
                elif "imports" in message and at is None:  # later, the student's code could be speaking
                    self.learn(message)
                elif "unreadable" in message:
                    return self.give_up(clean(message["unreadable"], 200))
                elif "ready" in message:
                    return self.settle(message)
            raise codec.FrameError("too many frames")
        except codec.Overtime:
            self.blame(at, f"did not end within {seconds:g} seconds")
        except codec.Closed:
            self.blame(at, "ended the process")
        except Exception:  # no frame, or one that holds something else than what is asked for here
            self.blame(at, "answered with something that is no answer")

    def learn(self, message):
        """Take what the child says of the notebook before it runs any of it."""
        self.imports = [name for name in map(str, message["imports"]) if re.fullmatch(r"[\w.]{1,100}", name)][:200]
        self.fingerprints = {name: value for name, value in message["fingerprints"].items()
                             if name in self.exercises and re.fullmatch("[0-9a-f]{16}", value)}
        self.imported, self.unsure = ([name for name in self.exercises if name in message[key]]
                                      for key in ("imported", "unsure"))
        self.cells = {whole(number): list(map(str, names)) for number, names in message["cells"].items()}
        self.unreadable = [([str(name) for name in names], clean(why, 200))
                           for _, names, why in message["unreadable_cells"]]

    def settle(self, message):
        """Take what the child says of its cells after it has run them."""
        self.defined = [name for name in self.exercises if name in message["ready"]]
        self.helpers = [e.name for e in EXERCISES if e.lesson < self.lesson and e.name in message["helpers"]]
        self.errors = {whole(number): clean(error, 200) for number, error in message["errors"].items()}
        self.output = clean(message["output"], self.marker.limits.output, keep="\n\t")
        for number, error in self.errors.items():
            self.event(f"cell {number} raised {error}")

    def blame(self, at, what):
        """Stop the child; the statement that was running is left out the next time."""
        self.stop()
        if time.monotonic() > self.deadline:
            return self.out_of_time()
        if at is None:
            return self.give_up(f"the notebook {what} while it was read")
        self.event(f"cell {at[0]} {what}")
        self.ended[at[0]] = what
        if at in self.left_out or len(self.left_out) == MAX_LEFT_OUT:
            return self.give_up(f"the notebook {what}")
        self.left_out.append(at)

    def limit(self, seconds):
        """Return the time at which this many seconds are over, or the notebook's."""
        return min(time.monotonic() + seconds, self.deadline)

    def stop(self):
        """Kill the child and everything that it started."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
            if self.marker.server is not None:
                try:
                    self.marker.server.stop_child()
                except JailError:
                    self.marker.close()

    close = stop

    def why_missing(self, name):
        """Say why there is no function of this name, or nothing where there is one."""
        if self.hopeless:
            return self.hopeless
        if name in self.defined:
            return ""
        for number, names in self.cells.items():
            if name in names and number in self.ended:
                return f"the cell of {name} {self.ended[number]}"
            if name in names and number in self.errors:
                return f"the cell of {name} raised {self.errors[number]}"
        for names, why in self.unreadable:
            if name in names:
                return f"the cell of {name} cannot be read: {why}"
        if name in self.imported:
            return say("imported", name=name)
        if any(name in names for names in self.cells.values()):
            return f"{name} is not a function"
        return f"there is no {name} in the notebook"

    # ---- calling

    def function(self, name, replaced=()):
        """Return what stands for the student's function here, called with the course's in the places of these."""
        sources = {other: course_source(other, name) for other in replaced}

        def proxy(*arguments):
            return self.call(name, arguments, sources)
        return proxy

    def wrong_helpers(self, lesson):
        """Return the exercises of earlier lessons that the notebook defines itself, as its helpers, and wrongly."""
        self.start()
        return [name for name in self.helpers if
                any(each.reason for each in looked_at(exercise(name), self.function(name), [])[0])]

    def call(self, name, arguments, sources):
        """Call a function in the jail: return plain data, or raise what stands for what it raised."""
        try:
            self.start()
        except JailError as error:
            self.failure = error
        if self.failure or self.hopeless:
            raise stand_in("Stopped", self.hopeless)
        if self.strikes >= STRIKES or name not in self.defined + self.helpers:
            raise stand_in("NotCalled", "it was not called again")
        self.calls += 1
        seconds = self.marker.limits.call_seconds
        try:
            codec.send(self.connection, {"id": self.calls, "name": name, "arguments": arguments,
                                         "sources": sources, "random": np.random.get_state()}, self.limit(seconds))
            reply = codec.receive(self.connection, self.limit(seconds))
            if not isinstance(reply, dict) or reply.get("id") != self.calls:
                raise codec.FrameError("not the answer to this call")
            return take(reply, arguments)
        except codec.Overtime:
            raise self.strike(name, "TimeLimit", f"it did not return within {seconds:g} seconds") from None
        except codec.Closed:
            raise self.strike(name, "ProcessEnded", "it ended the process") from None
        except codec.FrameError:
            raise self.strike(name, "NoAnswer", "it answered with something that is no answer") from None

    def strike(self, name, kind, what):
        self.strikes += 1
        self.halted.add(name)  # no choice of statements makes a function hang or end its process
        self.event(f"a call of {name}: {what}")
        self.stop()
        return stand_in(kind, what)


def take(reply, arguments):
    """Return what a reply brings, after its changes of the arguments and of the random generator are made here, too."""
    if isinstance(reply.get("arguments"), tuple) and len(reply["arguments"]) == len(arguments):
        for ours, theirs in zip(arguments, reply["arguments"]):
            copy_into(ours, theirs)
    if "random" in reply:
        set_random_state(reply["random"])
    for text in reply.get("warnings", [])[:20] if isinstance(reply.get("warnings"), list) else []:
        warnings.warn(clean(text, 300), RuntimeWarning, stacklevel=2)
    if "raised" in reply:
        raised = reply["raised"]
        if not isinstance(raised, tuple) or not all(isinstance(part, str) for part in raised[:2]) or len(raised) < 2:
            raise codec.FrameError("an exception that is none")
        raise stand_in(*raised[:2], place_told(raised[2:]))
    if "returned" not in reply:
        raise codec.FrameError("an answer without a value")
    return reply["returned"]


def stand_in(kind, message, place=Place()):
    """Return an exception of a type of this name, which was raised at this place in the jail."""
    error = type(kind if codec.NAME.match(kind) else "Error", (Exception,), {})(clean(message, 300))
    error.place_in_the_jail = place
    return error


def place_told(told):
    """Return the Place that the student's process tells; an empty one where it tells something else."""
    if len(told) != len(Place._fields) or any(type(value) is not type(empty) for value, empty in zip(told, Place())):
        return Place()
    return Place(*(clean(value, 200) if isinstance(value, str) else value for value in told))._replace(
        line=min(max(told[Place._fields.index("line")], 0), 1_000_000))


def copy_into(ours, theirs):
    """Make in place the changes that a student's function made to its copy of an argument."""
    if isinstance(ours, np.ndarray):
        if isinstance(theirs, np.ndarray) and theirs.shape == ours.shape and theirs.dtype == ours.dtype:
            ours[...] = theirs
        else:
            # it has another shape or type now, which cannot be shown: only that it has changed
            ours[...] = np.logical_not(ours) if ours.dtype == bool else ours + 1
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        for key in set(ours) - set(theirs):
            del ours[key]
        for key, value in theirs.items():
            if not copy_into(ours.get(key), value):
                ours[key] = value
        return True
    elif isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)):
        for i, value in enumerate(theirs[:len(ours)]):
            if not copy_into(ours[i], value) and isinstance(ours, list):
                ours[i] = value
        if isinstance(ours, list):
            ours[len(theirs):] = theirs[len(ours):]
        return True
    else:
        return False
    return True


def set_random_state(state):
    """Set NumPy's global generator as it is in the child, if that is a state that there can be."""
    kind, keys, position, has_gauss, gauss = state if isinstance(state, tuple) and len(state) == 5 else [None] * 5
    if kind == "MT19937" and isinstance(keys, np.ndarray) and keys.dtype == np.uint32 and keys.shape == (624,) and \
            type(position) is int and 0 <= position <= 624 and has_gauss in (0, 1) and isinstance(gauss, float):
        np.random.set_state(state)


def whole(value):
    """Return a number of a cell, or raise ValueError."""
    if type(value) is not int or not 0 <= value <= 1_000_000:
        raise ValueError("not the number of a cell")
    return value


def clean(text, most, keep=""):
    """Return text without control characters, and not longer than this: for reports, terminals and tables."""
    text = "".join(character if character in keep or unicodedata.category(character)[0] != "C" else " "
                   for character in str(text)[:most + 1])
    return text if len(text) <= most else text[:most - 1] + "…"
