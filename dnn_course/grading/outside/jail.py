"""The jail that students' code runs in: which kind this machine gives, what is in it, and how it starts.

Three tiers, tried in this order, and never mixed silently:

namespaces
    bubblewrap (Debian package bubblewrap), with namespaces of users, processes, mounts, network, IPC and host names,
    and in them every notebook in namespaces of its own; a filter on system calls (libseccomp).
landlock
    Where user namespaces are not allowed: Landlock (Linux 5.13 or newer) lets a notebook read the packages and touch
    nothing else; the filter refuses new processes, signals to others and sockets.
trusted
    No jail: only where the instructor asks for it, for notebooks that are known to be harmless.
"""
import errno
import fcntl
import math
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dnn_course.grading.border import codec, frames
from dnn_course.grading.outside.calls import call_filter
from dnn_course.grading.outside.lesson import SERVER, make_course
from dnn_course.grading.outside.tiers import (COURSE_INSIDE, JailError, environment, hidden_courses, jailed,
                                              landlock_version, module_path, python, readable, without_courses)
from testCases.exercises import EXERCISES

__all__ = ["JailError", "Limits", "Server", "describe_tier", "tier"]

WARM = ("numpy", "numpy.random", "IPython.core.inputtransformer2")
PREFIX = "dnn-grading-"  # of the folders that the jails see
CPU_CLOCK = 2  # of a process, in the lower bits of the number of a clock; its own number, inverted, is above
START_SECONDS = 60  # a cold start reads numpy and IPython from the disk


class Limits(NamedTuple):
    """What a notebook may use; what is beyond is refused, or ends it.

    `call_seconds` is processor time for one call of a function and for one cell, `notebook_seconds` for the whole; who
    only waits has as much time on the clock, and who is kept from working has WALL times as much. `memory` is bytes of
    address space of its one process, `processes` how many threads it has; `file` is bytes of all its files, `output`
    characters of what its cells print.
    """

    call_seconds: float = 5.0
    notebook_seconds: float = 60.0
    memory: int = 3 << 29
    processes: int = 4
    file: int = 16 << 20
    output: int = 10_000


def tier():
    """Return the tier that this machine gives: "namespaces", "landlock", or "none"."""
    return _probe()[0]


def describe_tier():
    """Return a sentence on the tier that this machine gives, and why it gives no better one."""
    found, reasons = _probe()
    if found == "namespaces":
        return "Tier: namespaces. Notebooks run in namespaces of their own, behind a filter of system calls."
    if found == "landlock":
        return ("TIER: LANDLOCK, the second best, because namespaces are not available here "
                f"({reasons['namespaces']}). It does not promise that a notebook sees no names and sizes of other "
                "files, or that it runs from an account of its own: see SECURITY.md.")
    return ("TIER: NONE. Notebooks cannot be locked up on this machine, and are not run: namespaces "
            f"({reasons['namespaces']}); Landlock ({reasons['landlock']}).")


@cache
def _probe():
    reasons = {}
    for candidate in ("namespaces", "landlock"):
        try:
            with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
                server = Server(candidate, folder=Path(folder))
                try:
                    server.start_child(EXERCISES[0].lesson).connection.close()
                finally:
                    server.close()
            return candidate, reasons
        except (JailError, OSError) as error:
            if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
                raise JailError(f"there is no room for temporary files in {tempfile.gettempdir()}: make some, or name "
                                "another folder in TMPDIR") from None
            reasons[candidate] = str(error)
    return "none", reasons


class Server:
    """A running server in its jail, and the socket on which it is told what to do."""

    def __init__(self, tier, limits=Limits(), folder=None):
        self.process, self.control = None, None
        self.own_folder = folder is None
        if self.own_folder:
            remove_what_is_left()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX)) if folder is None else folder
        self.lock = open(self.folder / "lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        try:
            make_course(self.folder)
            self._start(tier, {**limits._asdict(), "cpu": math.ceil(limits.notebook_seconds) + 1})
        except BaseException:
            self.close()
            raise

    def _start(self, tier, limits):
        self.control, theirs = socket.socketpair()
        self.control.setblocking(False)
        inside = COURSE_INSIDE if tier == "namespaces" else str(self.folder)
        command = [*jailed(tier, self.folder), *python(), f"{inside}/common/{SERVER}", str(theirs.fileno()),
                   *module_path()]
        self.log = tempfile.TemporaryFile()
        try:
            self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=self.log, env=environment(), cwd="/",
                                            process_group=0)
        except OSError as error:
            raise JailError(f"{command[0]} does not start: {error}") from None
        finally:
            theirs.close()
        seccomp = np.zeros(0, np.uint8) if tier == "trusted" else call_filter(tier)
        seen = [path for path in readable() if os.path.isdir(path)]
        version, listed, read = 0, [], [path for path in seen if not any(path.startswith(f"{a}/") for a in seen)]
        if tier == "landlock":
            version, (listed, read) = landlock_version(), without_courses(readable(), hidden_courses())
        hello = frames.Hello(tier, list(WARM), limits, inside, seccomp, version, listed, read)
        deadline = time.monotonic() + START_SECONDS
        try:
            frames.send(self.control, hello, deadline)
            frames.receive(self.control, frames.Ready, deadline=deadline)
        except (codec.Closed, codec.Overtime, codec.FrameError):
            raise JailError(f"the server in the jail does not start: {self._last_words()}") from None

    def _last_words(self):
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            pass
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "it says nothing"

    def start_child(self, lesson, seconds=START_SECONDS):
        """Fork a child for a notebook of this lesson, and return a Child when it is locked up."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        deadline = time.monotonic() + seconds
        try:
            frames.send(self.control, frames.Start(lesson), deadline)
            socket.send_fds(self.control, [b"."], [theirs.fileno()])
            frames.receive(self.control, frames.Started, deadline=deadline)
            theirs.close()
            number = sender_of_the_next(ours, deadline)
            frames.receive(ours, frames.Locked, deadline=deadline)
        except (codec.Closed, codec.Overtime, codec.FrameError, OSError):
            ours.close()
            raise JailError(f"no process can be locked up: {self._last_words()}") from None
        finally:
            theirs.close()
        return Child(ours, number)

    def stop_child(self, seconds=10):
        """Kill the child and all that it started."""
        deadline = time.monotonic() + seconds
        try:
            frames.send(self.control, frames.Stop(), deadline)
            frames.receive(self.control, frames.Stopped, deadline=deadline)
        except (codec.Closed, codec.Overtime, codec.FrameError):
            raise JailError("the server in the jail does not answer") from None

    def close(self):
        """Kill everything in the jail, and remove its folder."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)  # bubblewrap's processes; the kernel kills what is inside
            except ProcessLookupError:
                pass
            self.process.wait()
            self.log.close()
            if not self._everybody_is_gone():  # the first was killed before it could tell the second to die with it
                kill_those_of(self.folder)
        if self.control is not None:
            self.control.close()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()


    def _everybody_is_gone(self, seconds=2):
        """Say whether nobody holds the other end of the control socket any more."""
        deadline = time.monotonic() + seconds
        try:
            while True:
                codec.wait(self.control, deadline)
                if not self.control.recv(1 << 16):
                    return True
        except codec.Overtime:
            return False
        except OSError:
            return True


class Child(NamedTuple):
    """The socket to a child, and its number here, which the kernel has told."""

    connection: socket.socket
    number: int

    def seconds(self):
        """Return how many seconds a processor has worked for it; what has ended needs no more."""
        try:
            return time.clock_gettime(~self.number << 3 | CPU_CLOCK)
        except OSError:
            return 0.0


def sender_of_the_next(connection, deadline):
    """Return the number of the process that sends what arrives next, as the kernel sees it from here."""
    codec.wait(connection, deadline)
    _, told, _, _ = connection.recvmsg(1, socket.CMSG_SPACE(struct.calcsize("3i")), socket.MSG_PEEK)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
    return struct.unpack("3i", told[0][2])[0] if told else 0


def remove_what_is_left():
    """Remove the folders of graders that were killed, and end what still runs there: nobody holds their locks."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/lock"):
        try:
            with open(path) as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                kill_those_of(path.parent)
                shutil.rmtree(path.parent, ignore_errors=True)
        except OSError:  # another account's, or in use
            pass


def kill_those_of(folder):
    """Kill the processes of this account whose command names the folder of a jail: nobody else's does."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "cmdline").read_bytes() and process.stat().st_uid == os.getuid() and \
                    (process / "exe").resolve().name in ("bwrap", Path(python()[0]).name):
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:  # it has ended, or is another account's
            pass
