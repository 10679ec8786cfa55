"""What each tier takes: the words that start the namespaces, the files that may be read, the version of Landlock."""
import os
import shutil
import sys
import sysconfig
from pathlib import Path

import IPython
import numpy as np

__all__ = ["JailError", "environment", "jailed", "landlock_version", "module_path", "other_courses", "python", "readable",
           "without_courses"]

COURSE_PACKAGES = ("dnn_utils", "testCases", "dnn_course", "dnn_course-*")


class JailError(RuntimeError):
    """The jail cannot be built or does not start: no mark is given."""


def python():
    """Return the command of a Python that looks at nothing but the path that it is given."""
    return [os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable), "-s", "-S", "-P", "-B"]


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


def landlock_version():
    """Return which version of Landlock the kernel has; JailError where it has none."""
    import ctypes
    version = ctypes.CDLL(None, use_errno=True).syscall(444, None, ctypes.c_size_t(0), 1)
    if version < 1:
        raise JailError(f"the kernel has no Landlock ({os.strerror(ctypes.get_errno())})")
    return version
