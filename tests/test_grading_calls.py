"""The filter of system calls and the rules of older kernels: what is refused, in both tiers, as root and as nobody."""
import json
import os
import platform

import pytest
from grading_accounts import as_nobody, elsewhere
from test_grading_jail import running

from dnn_course.grading.outside import calls, jail

NEWER = {451: "cachestat", 452: "fchmodat2", 453: "map_shadow_stack", 454: "futex_wake", 455: "futex_wait",
         456: "futex_requeue", 457: "statmount", 458: "listmount", 459: "lsm_get_self_attr", 460: "lsm_set_self_attr",
         461: "lsm_list_modules", 462: "mseal", 463: "setxattrat", 464: "getxattrat", 467: "open_tree_attr",
         468: "file_getattr", 469: "file_setattr", 470: "listns", 499: "of tomorrow", 900: "of the day after"}
TRIES = """
import fcntl, json
libc = ctypes.CDLL(None, use_errno=True)
lesson = [path for path in sys.path if "dnn-jail" in path or "dnn-grading-" in path][0]
victim = os.path.join(lesson, "testCases", "__init__.py")
package = json.__file__


def refused(number, *arguments):
    ctypes.set_errno(0)
    return libc.syscall(number, *arguments) == -1 and ctypes.get_errno() in (1, 38)


def denied(action):
    try:
        return f"allowed: {action()!r}"
    except OSError as error:
        return "" if error.errno in (1, 13, 30, 38) else repr(error)
    except ValueError as error:  # what resource makes of EPERM
        return "" if "not allowed" in str(error) else repr(error)


def rlimits():
    import resource
    assert resource.getrlimit(resource.RLIMIT_CORE) == (1, 1)
    return resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


file = open(package)
path = package.encode()
print(json.dumps({
    "newer": [number for number in NEWER if not refused(number, 0, 0, 0, 0, 0, 0)],
    "old": {name: said for name, said in {
        "lease": denied(lambda: fcntl.fcntl(file, 1024, 0)), "owner": denied(lambda: fcntl.fcntl(file, 8, os.getpid())),
        "signal of a descriptor": denied(lambda: fcntl.fcntl(file, 10, 9)),
        "owner by ioctl": denied(lambda: fcntl.ioctl(file, 0x8901, b"1234")),
        "notify": denied(lambda: fcntl.fcntl(os.open("/usr/lib", os.O_RDONLY), 1026, 1)),
        "lock": denied(lambda: fcntl.lockf(file, fcntl.LOCK_SH)), "flock": denied(lambda: fcntl.flock(file, fcntl.LOCK_SH)),
        "chmod": denied(lambda: os.chmod(package, 0o777)), "fchmod": denied(lambda: os.fchmod(file.fileno(), 0o777)),
        "chown": denied(lambda: os.chown(package, -1, -1)), "utime": denied(lambda: os.utime(package)),
        "setxattr": denied(lambda: os.setxattr(package, "user.x", b"1")),
        "removexattr": denied(lambda: os.removexattr(package, "user.x")),
        "truncate": denied(lambda: os.truncate(package, 1)),
        "open to truncate": denied(lambda: os.open(package, os.O_RDONLY | os.O_TRUNC)),
        "open to write": denied(lambda: os.open(package, os.O_WRONLY)),
        "open to append": denied(lambda: os.open(package, os.O_RDWR | os.O_APPEND)),
        "create": denied(lambda: os.open(os.path.dirname(package) + "/x", os.O_RDONLY | os.O_CREAT)),
        "temporary file": denied(lambda: os.open(os.path.dirname(package), os.O_TMPFILE | os.O_RDWR)),
        "unlink": denied(lambda: os.unlink(package)), "rename": denied(lambda: os.rename(package, package + "x")),
        "link": denied(lambda: os.link(package, "/tmp/x")), "symlink": denied(lambda: os.symlink(package, "/tmp/y")),
        "mkfifo": denied(lambda: os.mkfifo("/tmp/z")), "memfd": denied(lambda: os.memfd_create("x")),
        "fork": denied(os.fork), "exec": denied(lambda: os.execv(sys.executable or "/bin/sh", ["x"])),
        "kill": denied(lambda: os.kill(os.getppid() or 2, 0)), "priority": denied(lambda: os.nice(1) or os.setpriority(0, 0, 5)),
        "affinity": denied(lambda: os.sched_setaffinity(0, {0})), "socket": denied(socket.socket),
        "socketpair": denied(socket.socketpair), "core dumps": denied(rlimits),
        "scheduler": denied(lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))),
    }.items() if said},
    "ipc": [name for name, call in {
        "shmget": lambda: libc.shmget(4711, 4096, 0o1666), "semget": lambda: libc.semget(4711, 1, 0o1666),
        "msgget": lambda: libc.msgget(4711, 0o1666), "shmat": lambda: libc.shmat(0, 0, 0),
        "mq_open": lambda: libc.syscall(240, b"x", 0o102, 0o600, 0), "dumpable": lambda: libc.prctl(4, 1, 0, 0, 0),
        "keyctl": lambda: libc.syscall(250, 0, -3, 0), "io_uring": lambda: libc.syscall(425, 1, 0),
        "userfaultfd": lambda: libc.syscall(323, 0), "bpf": lambda: libc.syscall(321, 0, 0, 0)}.items() if call() != -1],
    "threads": [thread.start() or thread.join() for thread in [threading.Thread(target=len, args=("",))]],
}))
"""
MARK = """
import json, sys
from dnn_course.grading.outside import jail
from dnn_course.grading.outside.marking import Limits, Marker
offered = int(sys.argv[2])
if offered:
    found = jail.landlock_version()
    jail.landlock_version = lambda: min(found, offered)
with Marker(Limits(call_seconds=20)) as marker:
    marker.tier = sys.argv[1]
    marks = marker.mark(sys.argv[3].encode(), "08_analysis", 1)
    honest = marker.mark(open("notebooks/03_cost.ipynb", "rb").read(), "03_cost", 1)
print(json.dumps([marks.output, marks.events, marks.tier, honest.exercises[0].report.points]))
"""

pytestmark = pytest.mark.skipif(jail.tier() == "none" or platform.machine() != "x86_64",
                                reason="needs a jail; the numbers of calls are those of x86-64")


def seen_by(tier, offered, nobody):
    """Return what a notebook that tries everything prints, in a jail of this tier."""
    notebook = running(TRIES.replace("NEWER", repr(sorted(NEWER)))).decode()
    run = as_nobody if nobody else elsewhere
    done = run("-c", MARK, tier, str(offered), notebook)
    assert done.returncode == 0, done.stderr
    output, events, ran_in, points = json.loads(done.stdout)
    assert ran_in == tier and not events and points == 8
    return json.loads(output)


@pytest.mark.skipif(os.getuid() != 0, reason="runs both accounts from root")
@pytest.mark.parametrize("tier, offered, nobody", [("namespaces", 0, False), ("namespaces", 0, True), ("landlock", 0, True),
                                                   ("landlock", 1, True), ("landlock", 2, True), ("landlock", 5, True)])
def test_what_is_not_allowed_is_refused(tier, offered, nobody):
    """Also where the kernel's rules are those of 5.13 (1), 5.19 (2) and 6.10 (5): the filter stands by itself."""
    seen = seen_by(tier, offered, nobody)
    assert seen == {"newer": [], "old": {}, "ipc": [], "threads": [None]}


def test_the_list_is_short_and_no_call_is_on_it_twice():
    names = [*calls.ALLOWED, *calls.ALLOWED_WITH, "clone", "prlimit64"]
    assert len(names) == len(set(names)) and len(set(names) | set(calls.ALLOWED_IN_TMP)) < 120
