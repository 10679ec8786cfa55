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
import compileall
import fcntl
import math
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

import IPython
import numpy as np

import dnn_utils
from dnn_course.home import COURSE, library_of, test_cases
from dnn_course.grading.border import codec
from dnn_course.notebook.library import without
from testCases.exercises import EXERCISES

__all__ = ["JailError", "Limits", "Server", "course_source", "describe_tier", "tier"]

READER = ("__init__", "cells", "statements", "reading", "running")  # modules of dnn_course/notebook/ in the jail
WARM = ("numpy", "numpy.random", "IPython.core.inputtransformer2", "dnn_course.notebook.reading",
        "dnn_course.notebook.running")
PREFIX = "dnn-grading-"  # of the folders that the jails see
START_SECONDS = 60  # a cold start reads numpy and IPython from the disk
COURSE_PACKAGES = ("dnn_utils", "testCases", "grading", "course", "dnn_course-*")
DENIED = """
    acct add_key adjtimex bpf chroot clock_adjtime clock_settime delete_module fanotify_init finit_module fsconfig
    fsmount fsopen fspick get_mempolicy init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp
    kexec_file_load kexec_load keyctl lookup_dcookie mbind memfd_create memfd_secret migrate_pages modify_ldt mount
    mount_setattr move_mount move_pages mq_open msgget name_to_handle_at nfsservctl open_by_handle_at open_tree
    perf_event_open personality pidfd_getfd pidfd_open pidfd_send_signal pivot_root process_madvise process_vm_readv
    process_vm_writev ptrace quotactl reboot request_key semget set_mempolicy setdomainname sethostname setns
    settimeofday shmget socket swapoff swapon syslog umount umount2 unshare userfaultfd vhangup
""".split()
DENIED_OUTSIDE_NAMESPACES = """
    fork vfork execve execveat kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo socketpair connect bind
    setpriority sched_setscheduler sched_setparam sched_setattr sched_setaffinity ioprio_set
""".split()
NEW_NAMESPACES = (0x80, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
CLONE_THREAD = 0x00010000


class JailError(RuntimeError):
    """The jail cannot be built or does not start: no mark is given."""


class Limits(NamedTuple):
    """What a notebook may use; what is beyond is refused, or ends it.

    `call_seconds` is wall-clock time for one call of a function and for one cell, `notebook_seconds` for the whole;
    `memory` is bytes of address space of each of the `processes` (threads count); `file` is bytes of all its files,
    `output` characters of what its cells print.
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
        return f"TIER: LANDLOCK, the second best, because namespaces are not available here ({reasons['namespaces']})."
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
                    server.start_child(EXERCISES[0].lesson).close()
                finally:
                    server.close()
            return candidate, reasons
        except (JailError, OSError) as error:
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
        command = [*jailed(tier, self.folder), *python(), server_file(tier, self.folder), str(theirs.fileno()),
                   os.pathsep.join(module_path())]
        self.log = tempfile.TemporaryFile()
        try:
            self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=self.log, env=environment(), cwd="/")
        except OSError as error:
            raise JailError(f"{command[0]} does not start: {error}") from None
        finally:
            theirs.close()
        hello = {"tier": tier, "warm": list(WARM), "limits": limits,
                 "course": "/course" if tier == "namespaces" else str(self.folder)}
        if tier != "trusted":
            hello["seccomp"] = call_filter(tier)
        if tier == "landlock":
            hello["landlock"] = landlock_version()
            listed, read = without_courses(readable(), other_courses())
            hello["listed"], hello["readable"] = listed, read
        deadline = time.monotonic() + START_SECONDS
        try:
            codec.send(self.control, hello, deadline)
            codec.receive(self.control, deadline)
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
        """Fork a child for a notebook of this lesson, and return a socket to it when it is locked up."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        deadline = time.monotonic() + seconds
        try:
            codec.send(self.control, {"start": lesson}, deadline)
            socket.send_fds(self.control, [b"."], [theirs.fileno()])
            codec.receive(self.control, deadline)
            theirs.close()
            codec.receive(ours, deadline)
        except (codec.Closed, codec.Overtime, codec.FrameError, OSError):
            ours.close()
            raise JailError(f"no process can be locked up: {self._last_words()}") from None
        finally:
            theirs.close()
        return ours

    def stop_child(self, seconds=10):
        """Kill the child and all that it started."""
        deadline = time.monotonic() + seconds
        try:
            codec.send(self.control, {"stop": True}, deadline)
            codec.receive(self.control, deadline)
        except (codec.Closed, codec.Overtime, codec.FrameError):
            raise JailError("the server in the jail does not answer") from None

    def close(self):
        """Kill everything in the jail, and remove its folder."""
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            self.process.kill()  # bubblewrap's first process; the kernel kills the others with it
            self.process.wait()
            self.log.close()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.close()


def remove_what_is_left():
    """Remove the folders of graders that were killed: nobody holds their locks."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/lock"):
        try:
            with open(path) as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path.parent, ignore_errors=True)
        except OSError:  # another account's, or in use
            pass


def python():
    """Return the command of a Python that looks at nothing but the path that it is given."""
    return [os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable), "-s", "-S", "-P", "-B"]


def server_file(tier, folder):
    return ("/course" if tier == "namespaces" else str(folder)) + "/common/server.py"


def environment():
    """Return the environment of the server: nothing of the grader's."""
    names = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "USER": "student", "LANG": "C.UTF-8", "MPLBACKEND": "agg",
             "MPLCONFIGDIR": "/tmp", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
             "TQDM_DISABLE": "1", "PYTHONHASHSEED": "0"}
    if "LD_LIBRARY_PATH" in os.environ:  # a Python built to be found there
        names["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return names


def module_path():
    """Return where modules are looked for: the standard library and the packages."""
    paths = sysconfig.get_paths()
    dynamic = str(Path(paths["stdlib"], "lib-dynload"))
    packages = [str(Path(module.__file__).parent.parent) for module in (np, IPython)]  # a system's or a user's own
    return list(dict.fromkeys([paths["stdlib"], dynamic, paths["purelib"], paths["platlib"], *packages]))


def readable():
    """Return the files and folders that the server has to read: the system's libraries, Python and the packages."""
    system = ["/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/alternatives",
              "/etc/localtime"]
    own = [os.path.realpath(sys.base_prefix), os.path.realpath(sys.base_exec_prefix), *python()[:1], *module_path()]
    own = [path for path in dict.fromkeys(own) if not path.startswith("/usr/")]
    return system + [path for path in own if not any(path.startswith(f"{other}/") for other in own)]


def jailed(tier, folder):
    """Return the words to be put before a command, for it to run in the jail."""
    if tier == "landlock" and os.getuid() == 0:
        closed = [folder for path in readable() for folder in Path(path).parents if not folder.stat().st_mode & 0o1]
        if closed:
            raise JailError(f"{closed[0]} is closed to other accounts: grade from one that is not root")
    if tier != "namespaces":
        return []
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise JailError("the command bwrap is missing: install the package bubblewrap")
    words = [bwrap, "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net", "--unshare-ipc",
             "--unshare-uts", "--unshare-cgroup-try", "--hostname", "jail", "--cap-drop", "ALL"]
    if os.getuid() == 0:  # the server gives up being root by itself; without a user namespace, it can
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        words += ["--unshare-user"]
    mounts = []
    for path in readable():
        if os.path.islink(path) and path.count("/") == 1:
            words += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            mounts.append(["--ro-bind", path, path])
    mounts.append(["--ro-bind", str(folder), "/course"])
    parents = {str(parent) for _, _, path in mounts for parent in Path(path).parents if str(parent) != "/"}
    for path in sorted({"/dev", "/lesson", "/tmp", "/proc", *parents} - {"/usr", "/lib"}):
        words += ["--perms", "0755", "--dir", path]
    words += [word for mount in mounts for word in mount]
    for path in other_courses():
        words += ["--perms", "0755", "--tmpfs", path] if os.path.isdir(path) else ["--ro-bind", "/dev/null", path]
    for device in ("null", "zero", "random", "urandom"):
        words += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    return [*words, "--proc", "/proc", "--perms", "0755", "--size", "4096", "--tmpfs", "/tmp", "--remount-ro", "/",
            "--chdir", "/", "--"]


def other_courses():
    """Return where else among the packages the course is installed: nothing of that may be seen."""
    prefixes = dict.fromkeys([sys.prefix, sys.base_prefix, "/usr", "/usr/local"])
    folders = [str(folder) for prefix in prefixes for folder in Path(prefix).glob("lib*/python3*/*-packages")]
    found = [str(path) for folder in dict.fromkeys([*module_path(), *folders]) for name in COURSE_PACKAGES
             for path in Path(folder).glob(name)]
    return [path for path in found if any(path.startswith(f"{seen}/") for seen in readable())]


def without_courses(paths, courses):
    """Return the folders that may be listed and the paths that may be read, so that none of the courses is."""
    listed, read = [], []
    for path in paths:
        inside = [course for course in courses if course.startswith(f"{path}/")]
        if path in courses:
            continue
        if not inside:
            read.append(path)
            continue
        listed.append(path)
        below = without_courses(sorted(entry.path for entry in os.scandir(path)), inside)
        listed += below[0]
        read += below[1]
    return listed, read


def call_filter(tier):
    """Return the filter of system calls, as the bytes that the kernel takes: made by libseccomp."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError) as error:
        raise JailError(f"pyseccomp or libseccomp is missing ({error}): "
                        "pip install -r requirements-grading.txt") from None
    import errno
    calls = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refused, absent = pyseccomp.ERRNO(errno.EPERM), pyseccomp.ERRNO(errno.ENOSYS)
    for name in DENIED + (DENIED_OUTSIDE_NAMESPACES if tier == "landlock" else []):
        try:
            calls.add_rule(refused, name)
        except (OSError, RuntimeError, ValueError):  # not a call of this processor or this libseccomp
            pass
    calls.add_rule(absent, "clone3")  # its flags cannot be looked at; the C library then takes clone
    for flag in NEW_NAMESPACES:
        calls.add_rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    if tier == "landlock":
        calls.add_rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0))
        calls.add_rule(refused, "prlimit64", pyseccomp.Arg(0, pyseccomp.NE, 0))
    with tempfile.TemporaryFile() as file:
        calls.export_bpf(file)
        file.seek(0)
        return np.frombuffer(file.read(), np.uint8)


def landlock_version():
    """Return which version of Landlock the kernel has; JailError where it has none."""
    import ctypes
    version = ctypes.CDLL(None, use_errno=True).syscall(444, None, ctypes.c_size_t(0), 1)
    if version < 1:
        raise JailError(f"the kernel has no Landlock ({os.strerror(ctypes.get_errno())})")
    return version


def make_course(folder):
    """Make the folder that a jail sees of the course: the server, and for each lesson what it may use."""
    common, reader = folder / "common", folder / "common" / "dnn_course" / "notebook"
    reader.mkdir(parents=True)
    for name in ("inside/server.py", "border/codec.py"):
        shutil.copy(COURSE / "dnn_course" / "grading" / name, common)
    for name in READER:
        shutil.copy(COURSE / "dnn_course" / "notebook" / f"{name}.py", reader)
    (reader.parent / "__init__.py").touch()
    (common / "testCases").mkdir()
    (common / "testCases" / "__init__.py").touch()
    for name in ("exercises.py", "tracing.py"):
        shutil.copy(COURSE / "testCases" / name, common / "testCases")
    for lesson in dict.fromkeys(e.lesson for e in EXERCISES):
        make_lesson(folder / lesson, lesson)
    compileall.compile_dir(folder, quiet=2)  # 5 ms less for every notebook
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)  # read by nobody in particular


def make_lesson(folder, lesson):
    """Make dnn_utils without what this lesson and later ones ask for, and testCases without what says it."""
    (folder / "dnn_utils").mkdir(parents=True)
    (folder / "testCases").mkdir()
    for module, source in library_of(lesson).items():
        (folder / "dnn_utils" / f"{module}.py").write_text(source, encoding="utf-8")
    for module, source in test_cases().items():
        (folder / "testCases" / f"{module}.py").write_text(source, encoding="utf-8")


@cache
def course_source(name, marked):
    """Return the source of the module in which the course defines an exercise, without all that the exercise which is
    marked, and those after it, ask for."""
    topic = getattr(dnn_utils, name).__module__.split(".")[-1]
    names = [e.name for e in EXERCISES]
    source = (COURSE / "dnn_utils" / f"{topic}.py").read_text(encoding="utf-8")
    return without(source, set(names[names.index(marked):]))[0]
