"""The process in the jail: warm once, it forks a child for every notebook, which runs the student's code.

It is started by dnn_course/grading/outside/jail.py with the number of a socket and the path of modules as arguments,
and finds of the course no more than the reader of notebooks and the frames: the folder of the lesson that is graded,
without its solution, is put on the child's path. Nothing that a child says can do more than return a value; what a mark
is, is decided on the other side of the socket.
"""
import contextlib
import ctypes
import gc
import io
import os
import resource
import signal
import socket
import struct
import sys
import traceback
import types
import warnings

COMMON = os.path.abspath(__file__).removesuffix("/dnn_course/grading/inside/server.py")
PATH = sys.argv[2:]  # of modules
LIBC = ctypes.CDLL(None, use_errno=True)
NAMESPACES = 0x10000000 | 0x20000000 | 0x00020000 | 0x08000000 | 0x04000000  # user, pid, mount, ipc, uts
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 4, 22, 24, 36, 38
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC = 1, 2, 4, 8, 4096, 16384
NOBODY = 65534
LESSON = "/dnn-jail/lesson"  # of LESSON_INSIDE in tiers.py
MAX_ERRORS = 100
STUDENT = 1000  # the student's number inside its own user namespace
LANDLOCK_READ, LANDLOCK_LIST = 1 << 2 | 1 << 3, 1 << 3  # read a file and list a folder, or only the latter
LANDLOCK_ALL = (1 << 13) - 1  # every right of Landlock's first version


def main():
    """Answer the grader: `Start` and a socket start a child, `Stop` kills it."""
    control = socket.socket(fileno=int(sys.argv[1]))
    hello = frames.receive(control, frames.Hello)
    if os.getuid() == 0 and hello.tier != "trusted":
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    if hello.tier != "trusted":
        checked("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    warm(hello.warm)
    frames.send(control, frames.Ready())
    child = 0
    while True:
        message = frames.receive(control, frames.Start, frames.Stop)
        if isinstance(message, frames.Stop):
            stop(child)
            child = 0
            frames.send(control, frames.Stopped())
        else:
            _, fds, _, _ = socket.recv_fds(control, 1, 1)
            child = start(fds[0], hello, message.lesson)
            os.close(fds[0])
            frames.send(control, frames.Started(child))


def warm(modules):
    """Import what every child needs, once."""
    for module in modules:
        __import__(module)
    for module in [name for name in sys.modules if name.split(".")[0] == "testCases"]:
        del sys.modules[module]  # tracing.py wanted the table of exercises; the child gets its lesson's
    gc.collect()
    gc.freeze()


def checked(function, *arguments):
    """Call a function of the C library; OSError where it fails."""
    result = getattr(LIBC, function)(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{function}: {os.strerror(ctypes.get_errno())}")
    return result


def start(fd, hello, lesson):
    """Fork the child for a notebook of this lesson, that is to talk on fd: return its number here."""
    if hello.tier != "namespaces":
        return fork(lambda: child_of_a_notebook(fd, hello, lesson))
    # a process enters namespaces of a process number only by being born there: so two forks
    reading, writing = os.pipe()

    def between():
        unshare()
        os.write(writing, struct.pack("<i", fork(lambda: child_of_a_notebook(fd, hello, lesson))))

    middle = fork(between)
    os.close(writing)
    told = os.read(reading, 4)
    os.close(reading)
    os.waitpid(middle, 0)
    return struct.unpack("<i", told)[0] if told else 0


def fork(work):
    """Fork, and let the child do its work and end."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)  # closed where a student's code runs
        finally:
            os._exit(0)
    return child


def stop(child):
    """Kill the child, and with the first process of its namespace all others."""
    for kill in (os.kill, os.killpg):  # the group is all that there is of it without a jail
        try:
            if child:
                kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
    try:
        os.waitpid(child or -1, 0)
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def unshare():
    """Leave the server's namespaces for new ones, in which this process is someone else and nobody outside."""
    uid, gid = os.getuid(), os.getgid()
    checked("unshare", NAMESPACES)
    checked("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)  # the maps belong to root in a process that has changed its number
    for file, text in [("setgroups", "deny"), ("uid_map", f"{STUDENT} {uid} 1"), ("gid_map", f"{STUDENT} {gid} 1")]:
        with open(f"/proc/self/{file}", "w") as opened:
            opened.write(text)
    checked("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)


def mount(source, target, kind, flags, data=""):
    """Mount; only possible in one's own namespaces."""
    checked("mount", *(text and text.encode() for text in (source, target, kind)), ctypes.c_ulong(flags), data.encode())


def child_of_a_notebook(fd, hello, name):
    """Shut the last doors, read the notebook, run what is needed of it, and answer calls until the end."""
    os.setsid()  # else a signal to its own group would reach the server
    os.dup2(fd, 3)
    os.closerange(4, 1 << 16)
    connection = socket.socket(fileno=3)
    limits, lesson = hello.limits, os.path.join(hello.course, name)
    if hello.tier == "namespaces":
        lesson = lock_up(lesson, limits, hello.readable)
    sys.path[:] = [lesson, *PATH]
    limit(limits, hello.tier)
    if hello.tier != "trusted":
        checked("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        checked("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)
        if hello.tier == "landlock":
            landlock(hello.listed, [*hello.readable, lesson], hello.landlock)
        filter_calls(hello.seccomp.tobytes())
    frames.send(connection, frames.Locked())
    os.dup2(0, 2)  # from here on, nothing goes to the grader's files
    Student(connection, limits).serve(frames.receive(connection, frames.Run))


def lock_up(lesson, limits, readable):
    """See nothing but the system, the packages and this lesson, write nowhere but in a small /tmp, and lose all rights.

    Return where the lesson is now.
    """
    mount(lesson, LESSON, None, MS_BIND)
    below_tmp = [(path, os.open(path, os.O_PATH)) for path in readable if path.startswith("/tmp/")]
    mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
          f"size={limits['file']},nr_inodes=1000,mode=0700")
    for path, opened in below_tmp:  # packages of a course that lies there
        os.makedirs(path)
        mount(f"/proc/self/fd/{opened}", path, None, MS_BIND | MS_REC)
        os.close(opened)
    for hidden in (os.path.dirname(lesson), "/proc"):  # the other lessons hold this one's solution
        mount("tmpfs", hidden, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k,nr_inodes=2")
    os.chdir("/tmp")
    for capability in range(64):
        LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    checked("capset", struct.pack("<Ii", 0x20080522, 0), struct.pack("<6I", 0, 0, 0, 0, 0, 0))
    return LESSON


def limit(limits, tier):
    """Set the limits of the process, hard.

    A core of 1 byte is the kernel's sign for none at all; with 0, the handler of the host would still get it.
    """
    values = {"AS": limits["memory"], "CPU": limits["cpu"], "FSIZE": limits["file"] if tier != "landlock" else 0,
              "NOFILE": 64, "CORE": 1, "MEMLOCK": 0, "MSGQUEUE": 0, "STACK": 8 << 20}
    if tier == "namespaces":  # elsewhere it would count the grader's own processes, and no process can be made
        values["NPROC"] = limits["processes"]
    for name, value in values.items():
        which = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


def landlock(listed, readable, version):
    """Allow nothing of the file system but to list and read below these paths, and reach nobody outside."""
    syscall = LIBC.syscall
    rights = LANDLOCK_ALL | (1 << 13 if version >= 2 else 0) | (1 << 14 if version >= 3 else 0) | \
        (1 << 15 if version >= 5 else 0)
    net = 3 if version >= 4 else 0   # bind and connect
    scope = 3 if version >= 6 else 0  # abstract sockets, and signals
    attributes = struct.pack("<QQQ", rights, net, scope)[:8 if version < 4 else 16 if version < 6 else 24]
    ruleset = syscall(444, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    for path, allowed in [*((path, LANDLOCK_LIST) for path in listed), *((path, LANDLOCK_READ) for path in readable)]:
        if os.path.exists(path):
            opened = os.open(path, os.O_PATH)
            if not os.path.isdir(path):
                allowed &= ~LANDLOCK_LIST
            if syscall(445, ruleset, 1, struct.pack("<Qi", allowed, opened), 0) < 0:
                raise OSError(ctypes.get_errno(), f"landlock_add_rule: {path}")
            os.close(opened)
    if syscall(446, ruleset, 0) < 0:
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    os.close(ruleset)


def filter_calls(program):
    """Put a filter on the system calls: a program made on the other side, where libseccomp is."""
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

    checked("prctl", PR_SET_SECCOMP, 2, ctypes.byref(Program(len(program) // 8, program)), 0, 0)


class Output(io.TextIOBase):
    """Standard output that keeps the first characters and forgets the rest."""

    def __init__(self, most):
        self.left, self.kept = most, []

    def write(self, text):
        if self.left > 0:
            self.kept.append(text[:self.left])
            self.left -= len(self.kept[-1])
        return len(text)

    def writable(self):
        return True


def ignore(*arguments, **keywords):
    """Stand for what a notebook shows or asks of IPython."""


class Shell:
    """Stands for IPython's shell, which is not here: whatever is asked of it does nothing."""

    def __getattr__(self, name):
        return ignore


class Student:
    """The student's code: run cell by cell, and called."""

    def __init__(self, connection, limits):
        self.connection, self.output = connection, Output(limits["output"])

    def serve(self, request):
        """Read and run a notebook, tell what it defines, and answer calls."""
        sys.stdin, sys.stdout, sys.stderr = io.StringIO(), self.output, self.output
        sys.argv = [""]
        try:
            found = reading.read(cells.load(request.notebook.tobytes()), request.exercises, request.beside)
        except ValueError as error:
            return frames.send(self.connection, frames.Unreadable(str(error)))
        plan = found.in_order if request.in_order else found.needed
        holds = {}
        for statement in plan:
            holds.setdefault(statement.number, set()).update(statement.binds & set(request.exercises))
        frames.send(self.connection, frames.Contents(
            list(found.imports), found.fingerprints, list(found.imported), list(found.unsure),
            [[cell.number, list(cell.holds), f"{cell.error} in line {cell.line}"] for cell in found.unreadable],
            {number: sorted(names) for number, names in holds.items()}))
        module = running.new_main(found.sources)
        for name in [name for name in sys.modules if name.split(".")[0] == "dnn_course"]:
            del sys.modules[name]  # a student's code finds nothing of the course but the lesson
        errors = running.run(plan, module.__dict__, request.left_out,
                             lambda place: frames.send(self.connection, frames.At(plan[place].number, place)))
        defined = [name for name in request.exercises if callable(module.__dict__.get(name))]
        helpers = [name for name in request.helpers
                   if getattr(module.__dict__.get(name), "__globals__", None) is module.__dict__]
        told = {number: error.error[:200] for number, error in list(errors.items())[:MAX_ERRORS]}
        frames.send(self.connection, frames.Ran(defined, helpers, told, "".join(self.output.kept)))
        last = None
        while True:
            request = frames.receive(self.connection, frames.Call, frames.Again)
            last = last._replace(id=request.id) if isinstance(request, frames.Again) else request
            self.answer(module.__dict__, last)

    def answer(self, namespace, call):
        """Call a function, and send what it returned or raised, and what else it changed."""
        np.random.set_state(call.random)
        arguments = call.arguments
        before, returned, raised = codec.encode(arguments), None, ()
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("always")
            try:
                with replaced(namespace, call.sources):
                    returned = namespace[call.name](*arguments)
            except BaseException as error:
                raised = type(error).__name__, running.text_of(error), *place_of_error(error, namespace)
        said, state = [str(warning.message)[:300] for warning in caught[:20]], np.random.get_state()
        random = [] if all(np.array_equal(a, b) for a, b in zip(state, call.random)) else [state]
        try:
            changed = [] if codec.encode(arguments) == before else [arguments]
            frames.send(self.connection, frames.Answer(call.id, returned, raised, changed, random, said),
                        most=codec.MAX_ANSWER)
        except Exception as error:
            raised = type(error).__name__, running.text_of(error)
            frames.send(self.connection, frames.Answer(call.id, None, raised, [], [], []))


@contextlib.contextmanager
def replaced(namespace, sources):
    """Let the course's functions, of which the sources come from outside, stand in the places of the student's."""
    mine = {name: namespace[name] for name in sources if name in namespace}
    for name, source in sources.items():
        module = types.ModuleType("the_course")
        exec(compile(source, "<the course>", "exec"), module.__dict__)
        namespace[name] = module.__dict__[name]
    try:
        yield
    finally:
        for name in sources:
            namespace.pop(name, None)
        namespace.update(mine)


def place_of_error(error, namespace):
    """Return where in the student's lines an exception came from; nothing where even that raises something."""
    try:
        return tuple(place_of(error, namespace))
    except BaseException:
        return ()


if __name__ == "__main__":
    sys.path[:] = [COMMON, *PATH]
    import numpy as np

    from dnn_course.grading.border import codec, frames
    from dnn_course.notebook import cells, reading, running
    from testCases.tracing import place_of
    main()
