"""One notebook and the child that runs it: reading, running, calling, and what happens where it ends or hangs."""
import re
import time

import numpy as np

from dnn_course.grading.border import codec, frames
from dnn_course.grading.outside.jail import JailError
from dnn_course.grading.outside.lesson import course_source
from dnn_course.grading.outside.plain import clean, mark_as_changed, same, stand_in, take, whole
from testCases.checking import looked_at, points_of
from testCases.exercises import EXERCISES, exercise
from testCases.messages import say
from testCases.own_caches import partners_of

__all__ = ["Session"]

WALL = 4           # so much longer than its processor time may a notebook take that is kept from working
WAITING = 1 / 50   # who has worked for a smaller share of its time waits
LOOK = 0.25        # seconds between two looks at who takes long
STRIKES = 2        # calls of an exercise that may hang or end the process before the others are not made
MAX_LEFT_OUT = 10  # statements that may end or hold up the process
NO_ANSWER = "it answered with something that is no answer"
MAX_FRAMES = 5000  # that a child may send while it reads and runs a notebook


class Watch:
    """How long one answer may take, as a deadline of the codec: processor time counts, not the clock.

    Only where a child waits, or is kept from working for long, does the clock end it; `waited` says so, for a result
    that depends on who else used the machine is not kept.
    """

    def __init__(self, session, seconds):
        self.session, self.seconds, self.waited, self.over = session, seconds, False, False
        self.begin, self.worked = time.monotonic(), session.child.seconds()

    def __call__(self):
        passed = time.monotonic() - self.begin
        if passed < min(self.seconds, self.session.left()):
            return min(self.seconds, self.session.left()) - passed
        worked = self.session.child.seconds() - self.worked
        self.over = self.session.spent() >= self.session.marker.limits.notebook_seconds
        if worked >= self.seconds or self.over:
            return 0
        if passed >= self.seconds and worked < passed * WAITING or passed >= WALL * self.seconds:
            self.waited = True
            return 0
        return LOOK


class Session:
    """One notebook and the child that runs it, which is started again where something has ended it."""

    def __init__(self, marker, notebook, lesson, exercises, in_order=False, twice=True):
        self.marker, self.notebook, self.lesson, self.exercises = marker, notebook, lesson, exercises
        self.in_order = in_order  # run every cell, rather than what the exercises need
        self.twice = twice  # make each call again with the arguments that the first has left
        self.imported, self.unsure, self.halted, self.helpers = [], [], set(), []
        self.child, self.defined, self.left_out, self.calls, self.strikes = None, None, [], 0, 0
        self.before, self.waited = 0.0, False  # seconds of children that have ended, and whether the clock ended one
        self.events, self.fingerprints, self.imports, self.output = [], {}, [], ""
        self.unreadable, self.errors, self.cells, self.ended = [], {}, {}, {}
        self.hopeless, self.failure = "", None

    def another(self, in_order, twice=False):
        """Return a Session of the same notebook that has seen nothing; the two have their time together."""
        other = Session(self.marker, self.notebook, self.lesson, self.exercises, in_order, twice)
        other.before = self.before
        if in_order == self.in_order:
            other.left_out = list(self.left_out)  # what hung here would hang there
        return other

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()

    def give_up(self, sentence):
        self.hopeless = sentence
        self.event(sentence)

    def event(self, sentence):
        sentence = clean(sentence, 300)
        if sentence not in self.events:
            self.events.append(sentence)

    # ---- starting

    def begin(self):
        """Turn to the next exercise."""
        self.strikes = 0
        self.start()

    def start(self):
        """See to it that the child runs and has run its cells, unless there is no hope."""
        while self.child is None and not self.hopeless:
            if self.left() <= 0:
                return self.out_of_time()
            try:
                self.child = self.marker.warm_server().start_child(self.lesson)
            except JailError:
                self.marker.close()  # once more, with a new server
                self.child = self.marker.warm_server().start_child(self.lesson)
            self.run_cells()

    def spent(self):
        """Return the seconds that the notebook has used of its time."""
        return self.before + (self.child.seconds() if self.child else 0.0)

    def left(self):
        return self.marker.limits.notebook_seconds - self.spent()

    def out_of_time(self):
        self.give_up(f"the notebook took more than {self.marker.limits.notebook_seconds:g} seconds")

    def run_cells(self):
        """Let the child read the notebook and run what is needed; where a statement ends it, remember which."""
        at, seconds = None, self.marker.limits.call_seconds
        watch = Watch(self, 2 * seconds)
        try:
            frames.send(self.child.connection, frames.Run(
                np.frombuffer(self.notebook, np.uint8), self.exercises, list(self.earlier()),
                list(partners_of(self.exercises)), self.in_order,
                [place for _, place in self.left_out]), watch)
            message = self.receive(watch, frames.Contents, frames.Unreadable)
            if isinstance(message, frames.Unreadable):
                return self.give_up(clean(message.why, 200))
            self.learn(message)  # later, the student's code could be speaking
            for _ in range(MAX_FRAMES):
                watch = Watch(self, seconds)
                message = self.receive(watch, frames.At, frames.Ran)
                if isinstance(message, frames.Ran):
                    return self.settle(message)
                at = whole(message.cell), whole(message.place)
            raise codec.FrameError("too many frames")
        except codec.Overtime:
            self.charge(watch)
            self.blame(at, f"did not end within {seconds:g} seconds")
        except codec.Closed:
            self.blame(at, "ended the process")
        except Exception:  # no frame, or one that holds something else than what is asked for here
            self.blame(at, "answered with something that is no answer")

    def receive(self, watch, *kinds):
        """Receive a frame from the child, which may take its time and no more memory than an answer."""
        return frames.receive(self.child.connection, *kinds, deadline=watch, most=codec.MAX_ANSWER)

    def charge(self, watch):
        """Take note of an answer that has not come: whoever waited pays for it as if it had worked."""
        if watch.waited:
            self.waited = True
            self.before += watch.seconds

    def learn(self, message):
        """Take what the child says of the notebook before it runs any of it."""
        self.imports = [name for name in map(str, message.imports) if re.fullmatch(r"[\w.]{1,100}", name)][:200]
        self.fingerprints = {name: value for name, value in message.fingerprints.items()
                             if name in self.exercises and re.fullmatch("[0-9a-f]{16}", value)}
        self.imported, self.unsure = ([name for name in self.exercises if name in names]
                                      for names in (message.imported, message.unsure))
        self.cells = {whole(number): list(map(str, names)) for number, names in message.cells.items()}
        self.unreadable = [([str(name) for name in names], clean(why, 200))
                           for _, names, why in message.unreadable]

    def settle(self, message):
        """Take what the child says of its cells after it has run them."""
        self.defined = [name for name in self.exercises if name in message.defined]
        self.helpers = [name for name in self.earlier() if name in message.helpers]
        self.errors = {whole(number): clean(error, 200) for number, error in message.errors.items()}
        self.output = clean(message.output, self.marker.limits.output, keep="\n\t")
        for number, error in self.errors.items():
            self.event(f"cell {number} raised {error}")

    def blame(self, at, what):
        """Stop the child; the statement that was running is left out the next time."""
        self.stop()
        if self.left() <= 0:
            return self.out_of_time()
        if at is None:
            return self.give_up(f"the notebook {what} while it was read")
        self.event(f"cell {at[0]} {what}")
        self.ended[at[0]] = what
        if at in self.left_out or len(self.left_out) == MAX_LEFT_OUT:
            return self.give_up(f"the notebook {what}")
        self.left_out.append(at)

    def stop(self):
        """Kill the child and everything that it started."""
        if self.child is not None:
            self.before += self.child.seconds()
            self.child.connection.close()
            self.child = None
            if self.marker.server is not None:
                try:
                    self.marker.server.stop_child()
                except JailError:
                    self.marker.close()

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

    def earlier(self):
        """Return the exercises of earlier lessons."""
        return [e.name for e in EXERCISES if e.lesson < self.lesson]

    def written_before(self, name):
        """Return the exercises before this one that the notebook defines itself."""
        names = [e.name for e in EXERCISES]
        return [other for other in names[:names.index(name)] if other in {*self.helpers, *(self.defined or ())}]

    def wrong_helpers(self):
        """Return the exercises of earlier lessons that the notebook defines itself, as its helpers, and wrongly."""
        self.begin()
        return [e.name for e in map(exercise, self.helpers)
                if points_of(e, looked_at(e, self.function(e.name), [])[0]) < e.points]

    def function(self, name, replaced=()):
        """Return what stands for the student's function here, called with the course's in the places of these."""
        sources = {other: course_source(other, name) for other in replaced}

        def proxy(*arguments):
            return self.call(name, arguments, sources)
        proxy.beside = lambda other: self.function(other) if other in self.defined + self.helpers else None
        return proxy

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
        state = np.random.get_state()
        answer = self.ask(name, lambda number: frames.Call(number, name, arguments, state, sources))
        try:
            returned = take(answer, arguments)
        except codec.FrameError:
            raise self.strike(name, "NoAnswer", NO_ANSWER) from None
        if self.twice and not answer.changed:  # which is what the student's process says of itself
            again = self.ask(name, frames.Again)
            if again.raised or not same(again.returned, returned):
                mark_as_changed(arguments)
        return returned

    def ask(self, name, frame):
        """Send a call and return the Answer to it, or raise what stands for there being none."""
        self.calls += 1
        watch = Watch(self, self.marker.limits.call_seconds)
        try:
            frames.send(self.child.connection, frame(self.calls), watch)
            answer = self.receive(watch, frames.Answer)
            if answer.id != self.calls:
                raise codec.FrameError("not the answer to this call")
            return answer
        except codec.Overtime:
            self.charge(watch)
            raise self.strike(name, "TimeLimit", f"it did not return within {watch.seconds:g} seconds") from None
        except codec.Closed:
            raise self.strike(name, "ProcessEnded", "it ended the process") from None
        except codec.FrameError:
            raise self.strike(name, "NoAnswer", NO_ANSWER) from None

    def strike(self, name, kind, what):
        self.strikes += 1
        self.halted.add(name)  # no choice of statements makes a function hang or end its process
        self.event(f"a call of {name}: {what}")
        self.stop()
        return stand_in(kind, what)
