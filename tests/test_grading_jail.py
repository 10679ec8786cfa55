"""The jail: what a notebook sees, what it may do, and what is left of it, in every tier that this machine gives."""
import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from grading_accounts import TIER, as_nobody

from dnn_course.grading.outside import jail, tiers
from dnn_course.grading.outside.lesson import SERVER, make_lesson
from dnn_course.grading.outside.marking import Limits, Marker
from dnn_course.home import COURSE

LESSON = "08_analysis"


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()


def running(code):
    """Return a notebook that runs this code in a cell that an exercise needs."""
    return notebook(textwrap.dedent("""\
        import ctypes, os, resource, signal, socket, subprocess, sys, threading, time


        def tried(action):
            try:
                return action()
            except BaseException as error:
                return type(error).__name__


        def explored():
            {}


        accuracy_interval = explored()
        """).format(textwrap.indent(textwrap.dedent(code), "    ").strip()))


@pytest.fixture(scope="module")
def marker(request):
    if TIER == "none":
        pytest.skip(jail.describe_tier())
    with Marker(Limits(call_seconds=20)) as marker:
        marker.tier = TIER
        yield marker


def output(marker, code):
    result = marker.mark(running(code), LESSON, 1)
    assert result.exercises[0].report.points == 0
    assert not result.events, result.events
    return json.loads(result.output)


def test_the_tier_is_told(capsys):
    with capsys.disabled():
        print(f" [{jail.describe_tier()} uid {os.getuid()}]", end="")
    assert TIER in ("namespaces", "landlock", "none")
    if shutil.which("bwrap") and find_spec("pyseccomp") and os.getuid() == 0:
        assert TIER == "namespaces", jail.describe_tier()
    if TIER == "none":
        with pytest.raises(jail.JailError, match="TIER: NONE"):
            Marker().mark(notebook(), LESSON, 1)


def test_nobody_else_is_there(marker):
    seen = output(marker, """
        import json
        print(json.dumps([os.getuid(), os.getgid(), os.getgroups(), os.environ.get("HOME"), "DNN_SECRET" in os.environ,
                          tried(lambda: os.listdir("/proc")), tried(lambda: os.kill(-1, signal.SIGKILL))]))
    """)
    assert seen[0] != 0 and seen[1] != 0 and seen[2] == [] and seen[3] == "/tmp" and seen[4] is False
    assert seen[5] in ([], "PermissionError") and seen[6] in ("ProcessLookupError", "PermissionError")


def test_the_environment_stays_outside(monkeypatch):
    monkeypatch.setenv("DNN_SECRET", "42")
    if TIER == "none":
        pytest.skip(jail.describe_tier())
    with Marker() as marker:
        assert "DNN_SECRET" not in output(marker, "import json; print(json.dumps(sorted(os.environ)))")


def test_nothing_of_the_course_but_the_lesson_is_there(marker):
    seen = output(marker, f"""
        import json
        found = []
        for root, folders, files in os.walk("/"):
            found += [os.path.join(root, name) for name in files if name.endswith((".py", ".ipynb", ".json"))]
        paths = [{str(COURSE)!r}, {str(COURSE / "dnn_course")!r}, {str(COURSE / "notebooks")!r}, "/root", "/home",
                 "/var", "/dnn-jail/course/common", "/dnn-jail/course/03_cost", "/etc/passwd", "/proc/self"]
        modules = ["testCases.misconceptions", "dnn_course.grading", "testCases.generate", "dnn_course",
                   "dnn_utils.fast"]
        print(json.dumps([
            [path for path in found if "/dnn_utils/" in path or "/testCases/" in path],
            [path for path in found if ("/dnn_utils/" in path or "/testCases/" in path) and
             "def accuracy_interval(" in open(path).read()],
            [path for path in paths if isinstance(tried(lambda: os.listdir(path)), list) and os.listdir(path)],
            [name for name in modules if tried(lambda: __import__(name, fromlist=["x"])) != "ModuleNotFoundError"],
            [name for name in [tried(lambda: os.listdir("/home"))] if isinstance(name, list)],
        ]))
    """)
    files, solving, folders, modules, at_home = seen
    assert all("/lesson/" in path or f"/{LESSON}/" in path for path in files), files
    assert not any("expected.json" in path for path in files) and solving == []
    below_home = COURSE.parts[2:3] if COURSE.parts[1] == "home" else ()  # the way to the empty folder in its place
    assert at_home in ([], [[]], [list(below_home)]) and set(folders) - ({"/home"} if below_home else set()) <= {"/root", str(COURSE)}
    assert modules == ["dnn_utils.fast"]


def test_the_lesson_cannot_be_written_and_tmp_is_small(marker):
    seen = output(marker, """
        import json
        def fill():
            for i in range(1000):
                with open(f"/tmp/{i}", "wb") as file:
                    file.write(bytes(1 << 20))
        places = ["/x", "/usr/x", "/dev/x", "/dnn-jail/lesson/x", sys.prefix + "/x", os.path.dirname(json.__file__) + "/x"]
        print(json.dumps([[tried(lambda: open(path, "w")) for path in places], tried(fill),
                          tried(lambda: os.symlink("/", "/tmp/link")),
                          tried(lambda: os.mknod("/tmp/node", 0o20666, 259))]))
    """)
    assert set(seen[0]) <= {"OSError", "PermissionError", "FileNotFoundError"}
    assert seen[1] in ("OSError", "PermissionError") and seen[3] == "PermissionError"


def test_one_notebook_leaves_nothing_to_the_next(marker):
    output(marker, """
        import json
        tried(lambda: open("/tmp/left", "w").write("answers"))
        tried(lambda: os.mkdir("/tmp/deep"))
        libc = ctypes.CDLL(None, use_errno=True)
        print(json.dumps(libc.shmget(4242, 4096, 0o1666)))
    """)
    seen = output(marker, """
        import json
        libc = ctypes.CDLL(None, use_errno=True)
        print(json.dumps([tried(lambda: os.listdir("/tmp")), libc.shmget(4242, 4096, 0o600)]))
    """)
    assert seen in ([[], -1], ["PermissionError", -1])


def test_processes_threads_and_memory_are_counted(marker):
    forks, threads, memory = output(marker, """
        import json
        def forks():
            children = []
            try:
                for _ in range(1000):
                    child = os.fork()
                    if child == 0:
                        time.sleep(100)
                    children.append(child)
            except OSError:
                pass
            for child in children:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            return len(children)
        def threads():
            started = 0
            try:
                for _ in range(1000):
                    threading.Thread(target=time.sleep, args=(0.2,), daemon=True).start()
                    started += 1
            except (RuntimeError, MemoryError):
                time.sleep(0.3)
            return started
        def memory():
            kept = []
            try:
                while True:
                    kept.append(bytes(1 << 24))
            except MemoryError:
                return len(kept) << 24
        print(json.dumps([forks(), threads(), memory()]))
    """)
    assert forks < Limits().processes and threads < 300 and memory < Limits().memory
    if TIER == "namespaces":
        assert threads < Limits().processes


def test_memory_is_held_nowhere_but_in_the_one_process(marker):
    """So that the bound of its address space is that of the notebook: no process, file, pipe or socket holds more."""
    seen = output(marker, """
        import json, mmap
        libc = ctypes.CDLL(None, use_errno=True)
        def mapped():
            kept = []
            try:
                while True:
                    kept.append(mmap.mmap(-1, 1 << 26))  # shared memory without a name
            except (OSError, MemoryError, ValueError):
                return len(kept) << 26
        print(json.dumps([mapped(), [tried(lambda: os.memfd_create("x")) , tried(os.pipe), tried(socket.socketpair),
                          tried(os.fork), tried(lambda: os.open("/dev/shm/x", os.O_RDWR | os.O_CREAT))],
                          [libc.shmget(0, 1 << 20, 0o1600), libc.mq_open(b"/x", 0o102, 0o600, None),
                           libc.syscall(425, 8, None)]]))
    """)
    assert seen[0] < Limits().memory
    assert set(seen[1]) <= {"PermissionError", "OSError", "FileNotFoundError"}, seen[1]
    assert seen[2] == [-1, -1, -1]


def test_there_is_no_network(marker, tmp_path):
    server = __import__("socket").create_server(("127.0.0.1", 0))
    seen = output(marker, f"""
        import json
        def reach(family, address):
            with socket.socket(family) as connection:
                connection.connect(address)
                return "connected"
        print(json.dumps([tried(lambda: reach(socket.AF_INET, ("127.0.0.1", {server.getsockname()[1]}))),
                          tried(lambda: reach(socket.AF_INET, ("8.8.8.8", 53))),
                          tried(lambda: reach(socket.AF_UNIX, "/run/dbus/system_bus_socket"))]))
    """)
    server.close()
    assert "connected" not in seen and set(seen) <= {"ConnectionRefusedError", "OSError", "PermissionError",
                                                    "FileNotFoundError"}


def test_the_kernel_is_not_asked_for_rights(marker):
    seen = output(marker, """
        import json
        libc = ctypes.CDLL(None, use_errno=True)
        def failed(name, *arguments):
            ctypes.set_errno(0)
            return [getattr(libc, name)(*arguments) == -1 and ctypes.get_errno() != 38, name]
        print(json.dumps([
            *(failed("unshare", flag) for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000)),
            failed("mount", b"x", b"/tmp", b"tmpfs", 0, None), failed("umount2", b"/proc", 2),
            failed("ptrace", 0, 0, 0, 0), failed("ptrace", 16, os.getppid() or 2, 0, 0), failed("setuid", 0),
            failed("chroot", b"/tmp"), failed("setns", 0, 0), failed("personality", 0x40000),
            failed("syscall", 56, 0x10000011, 0, 0, 0, 0),
        ]))
    """)
    assert [name for ok, name in seen if not ok] == []


def test_descendants_die_with_the_notebook(marker):
    name = f"left-behind-{os.getpid()}"
    marker.mark(running(f"""
        for _ in range(3):
            if tried(os.fork) == 0:
                os.setsid()
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                if os.fork() == 0:
                    os.execv({sys.executable!r} if os.path.exists({sys.executable!r}) else "/bin/sleep",
                             [{name!r}, "100"])
                os._exit(0)
    """), LESSON, 1)
    assert not [line for line in running_commands() if name in line]


def running_commands():
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
            except OSError:
                pass
    return found


def test_a_signal_to_its_own_group_reaches_no_one(marker):
    marker.mark(notebook("accuracy_interval = 1"), LESSON, 1)
    server = marker.server.process.pid
    output(marker, "print([tried(lambda: os.kill(0, signal.SIGTERM)), tried(lambda: os.killpg(0, 9))] and 0)")
    assert marker.server.process.pid == server and marker.server.process.poll() is None


def test_everything_ends_with_the_marker():
    if TIER == "none":
        pytest.skip(jail.describe_tier())
    with Marker() as marker:
        marker.mark(notebook("accuracy_interval = 1"), LESSON, 1)
        folder = marker.server.folder
        assert [line for line in running_commands() if "server.py" in line and str(folder) in line]
    assert not folder.exists()
    deadline = time.monotonic() + 5
    while [line for line in running_commands() if str(folder) in line] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [line for line in running_commands() if str(folder) in line]


def test_everything_ends_when_the_grader_is_killed(tmp_path):
    if TIER != "namespaces":
        pytest.skip(jail.describe_tier())
    code = ("import sys, time; from dnn_course.grading.outside.marking import Marker; m = Marker(); m.warm_server(); "
            "print(m.server.folder, flush=True); time.sleep(100)")
    with subprocess.Popen([sys.executable, "-c", code], cwd=COURSE, stdout=subprocess.PIPE, text=True) as grader:
        folder = grader.stdout.readline().strip()
        assert [line for line in running_commands() if folder in line]
        grader.kill()
    deadline = time.monotonic() + 10
    while [line for line in running_commands() if folder in line] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [line for line in running_commands() if folder in line]
    assert Path(folder).exists()
    jail.remove_what_is_left()
    assert not Path(folder).exists()


@pytest.mark.parametrize("delay", [0, 0.002, 0.005, 0.01, 0.02, 0.05])
def test_a_bubblewrap_that_is_killed_at_its_start_leaves_nothing(monkeypatch, delay):
    if TIER != "namespaces":
        pytest.skip(jail.describe_tier())
    folders, start = [], subprocess.Popen

    def killed(command, **options):
        folders.append(command[command.index("/dnn-jail/course") - 1])
        process = start(command, **options)
        time.sleep(delay)
        process.kill()  # the outer one alone, as the memory killer does
        return process
    monkeypatch.setattr(jail.subprocess, "Popen", killed)
    try:
        jail.Server("namespaces").close()  # what it had started already may go on without it
    except jail.JailError as error:
        assert "does not start" in str(error)
    assert not [line for line in running_commands() if folders[0] in line] and not Path(folders[0]).exists()


def test_the_folder_of_a_grader_at_work_is_left(tmp_path):
    if TIER == "none":
        pytest.skip(jail.describe_tier())
    with Marker() as marker:
        folder = marker.warm_server().folder
        jail.remove_what_is_left()
        assert (folder / "common" / SERVER).exists()


@pytest.mark.parametrize("lesson", sorted({e.lesson for e in jail.EXERCISES}))
def test_what_a_lesson_asks_for_is_not_in_its_folder(tmp_path, lesson):
    make_lesson(tmp_path / lesson, lesson)
    texts = {path: path.read_text() for path in (tmp_path / lesson).rglob("*") if path.is_file()}
    for e in jail.EXERCISES:
        defining = [path.name for path, text in texts.items() if f"def {e.name}(" in text]
        assert bool(defining) == (e.lesson < lesson), (e.name, defining)
    names = {path.name for path in texts}
    assert "expected.json" not in names and not {"analysis.py", "__init__.py"} - names
    assert bool({"fast.py", "estimator.py"} & names) == (lesson >= "08_analysis")


@pytest.mark.parametrize("lesson", sorted({e.lesson for e in jail.EXERCISES}))
def test_what_is_there_can_be_imported(tmp_path, lesson):
    make_lesson(tmp_path / lesson, lesson)
    code = ("import sys; sys.path.insert(0, sys.argv[1]); import dnn_utils, testCases\n"
            "from dnn_utils import *\nfrom testCases import *\n"
            "print(dnn_utils.__file__, testCases.__file__, check_compute_cost(1), hint('x'))")
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / lesson)], cwd="/", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [f"{tmp_path}/{lesson}/dnn_utils/__init__.py",
                                   f"{tmp_path}/{lesson}/testCases/__init__.py", "None", "None"]


def test_a_course_among_the_packages_is_not_seen(monkeypatch, tmp_path):
    packages = tmp_path / "lib" / "python3.11" / "site-packages"
    for name in ("dnn_utils", "dnn_course", "numpy"):
        (packages / name).mkdir(parents=True)
    monkeypatch.setattr(tiers, "module_path", lambda: [str(packages)])
    hidden = {str(packages / "dnn_utils"), str(packages / "dnn_course")}
    assert set(tiers.hidden_courses()) == hidden
    listed, read = tiers.without_courses([str(tmp_path)], hidden)
    assert str(packages) in listed and read == [str(packages / "numpy")]


def test_the_reason_is_given_where_there_is_no_jail(monkeypatch):
    monkeypatch.setattr(tiers.shutil, "which", lambda name: None)
    monkeypatch.setattr(jail, "call_filter", lambda tier: (_ for _ in ()).throw(jail.JailError("no libseccomp")))
    monkeypatch.setattr(tiers.os, "getuid", lambda: 1)
    jail._probe.cache_clear()
    try:
        assert jail.tier() == "none"
        assert "package bubblewrap" in jail.describe_tier() and "Landlock (no libseccomp)" in jail.describe_tier()
        with pytest.raises(jail.JailError, match="TIER: NONE"):
            Marker().mark(notebook("x = 1"), LESSON, 1)
    finally:
        jail._probe.cache_clear()


@pytest.mark.skipif(os.getuid() != 0, reason="the other tests already run from an account without rights")
@pytest.mark.parametrize("tier", ["namespaces", "landlock"])
def test_an_account_without_rights_is_enough(tier):
    if TIER == "none":
        pytest.skip(jail.describe_tier())
    code = f"""
import json, os
from dnn_course.grading.outside import jail
from dnn_course.grading.outside.marking import Marker
with Marker() as marker:
    marker.tier = {tier!r}
    results = [marker.mark(open(f"notebooks/{{lesson}}.ipynb", "rb").read(), lesson, 3)
               for lesson in ("02_forward", "03_cost", "08_analysis")]
    print(json.dumps([os.getuid(), [result.tier for result in results],
                      [[e.report.points == e.report.max_points for e in result.exercises] for result in results]]))
"""
    done = as_nobody("-c", code)
    assert done.returncode == 0, done.stderr
    uid, tiers, full = json.loads(done.stdout)
    assert uid == 65534 and tiers == [tier] * 3
    assert full == [[True for e in jail.EXERCISES if e.lesson == lesson]
                    for lesson in ("02_forward", "03_cost", "08_analysis")]


@pytest.mark.skipif(os.getuid() != 0, reason="TIER says which tier the tests ran in")
def test_the_jail_holds_in_the_second_tier_too():
    if TIER == "none":
        pytest.skip(jail.describe_tier())
    done = as_nobody("-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "-k",
                     "nobody_else or nothing_of or written or leaves_nothing or counted or held_nowhere or network or rights or "
                     "descendants or own_group", __file__, DNN_TEST_TIER="landlock")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 passed" in done.stdout, done.stdout
