"""One notebook and the child that runs it: reading, running, calling, and what happens where it ends or hangs."""
import re
import time

import numpy as np

from dnn_course.grading.border import codec, frames
from dnn_course.grading.outside.jail import JailError
from dnn_course.grading.outside.plain import clean, stand_in, take, whole

__all__ = ["Session"]

STRIKES = 2        # calls of an exercise that may hang or end the process before the others are not made
MAX_LEFT_OUT = 10  # statements that may end or hold up the process
MAX_FRAMES = 5000  # that a child may send while it reads and runs a notebook


class Session:
    """One notebook and the child that runs it, which is started again where something has ended it."""

    def __init__(self, marker, notebook, lesson, exercises):
        self.marker, self.notebook, self.lesson, self.exercises = marker, notebook, lesson, exercises
        self.deadline = time.monotonic() + marker.limits.notebook_seconds
        self.connection, self.defined, self.left_out, self.calls, self.strikes = None, None, [], 0, 0
        self.events, self.fingerprints, self.imports, self.output = [], {}, [], ""
        self.unreadable, self.errors, self.cells, self.ended = [], {}, {}, {}
        self.hopeless, self.failure = "", None

    def another(self):
        """Return a Session of the same notebook that has seen nothing; the two have their time together."""
        other = Session(self.marker, self.notebook, self.lesson, self.exercises)
        other.deadline, other.left_out = self.deadline, list(self.left_out)  # what hung here would hang there
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
            frames.send(self.connection, frames.Run(np.frombuffer(self.notebook, np.uint8), self.exercises,
                                                    self.left_out), self.limit(2 * seconds))
            message = frames.receive(self.connection, frames.Contents, frames.Unreadable,
                                     deadline=self.limit(2 * seconds))
            if isinstance(message, frames.Unreadable):
                return self.give_up(clean(message.why, 200))
            self.learn(message)  # later, the student's code could be speaking
            for _ in range(MAX_FRAMES):
                message = frames.receive(self.connection, frames.At, frames.Ran, deadline=self.limit(seconds))
                if isinstance(message, frames.Ran):
                    return self.settle(message)
                at = whole(message.cell), whole(message.statement)
            raise codec.FrameError("too many frames")
        except codec.Overtime:
            self.blame(at, f"did not end within {seconds:g} seconds")
        except codec.Closed:
            self.blame(at, "ended the process")
        except Exception:  # no frame, or one that holds something else than what is asked for here
            self.blame(at, "answered with something that is no answer")

    def learn(self, message):
        """Take what the child says of the notebook before it runs any of it."""
        self.imports = [name for name in map(str, message.imports) if re.fullmatch(r"[\w.]{1,100}", name)][:200]
        self.fingerprints = {name: value for name, value in message.fingerprints.items()
                             if name in self.exercises and re.fullmatch("[0-9a-f]{16}", value)}
        self.cells = {whole(number): list(map(str, names)) for number, names in message.cells.items()}
        self.unreadable = [([str(name) for name in names], clean(why, 200))
                           for _, names, why in message.unreadable]

    def settle(self, message):
        """Take what the child says of its cells after it has run them."""
        self.defined = [name for name in self.exercises if name in message.defined]
        self.errors = {whole(number): clean(error, 200) for number, error in message.errors.items()}
        self.output = clean(message.output, self.marker.limits.output, keep="\n\t")
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
        if any(name in names for names in self.cells.values()):
            return f"{name} is not a function"
        return f"there is no {name} in the notebook"

    # ---- calling

    def function(self, name):
        """Return what stands for the student's function here."""
        def proxy(*arguments):
            return self.call(name, arguments)
        return proxy

    def call(self, name, arguments):
        """Call a function in the jail: return plain data, or raise what stands for what it raised."""
        try:
            self.start()
        except JailError as error:
            self.failure = error
        if self.failure or self.hopeless:
            raise stand_in("Stopped", self.hopeless)
        if self.strikes >= STRIKES or name not in self.defined:
            raise stand_in("NotCalled", "it was not called again")
        self.calls += 1
        seconds = self.marker.limits.call_seconds
        try:
            frames.send(self.connection, frames.Call(self.calls, name, arguments, np.random.get_state()),
                        self.limit(seconds))
            answer = frames.receive(self.connection, frames.Answer, deadline=self.limit(seconds))
            if answer.id != self.calls:
                raise codec.FrameError("not the answer to this call")
            return take(answer, arguments)
        except codec.Overtime:
            raise self.strike(name, "TimeLimit", f"it did not return within {seconds:g} seconds") from None
        except codec.Closed:
            raise self.strike(name, "ProcessEnded", "it ended the process") from None
        except codec.FrameError:
            raise self.strike(name, "NoAnswer", "it answered with something that is no answer") from None

    def strike(self, name, kind, what):
        self.strikes += 1
        self.event(f"a call of {name}: {what}")
        self.stop()
        return stand_in(kind, what)
