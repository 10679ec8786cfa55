"""What each tier takes: the words that start the namespaces, the files that may be read, the version of Landlock."""
import os
import shutil
import sys
import sysconfig
from pathlib import Path

import IPython
import numpy as np

from dnn_course.home import CODE

__all__ = ["COURSE_INSIDE", "JailError", "environment", "hidden_courses", "jailed", "landlock_version", "lies_open",
           "module_path", "python", "readable", "without_courses"]

COURSE_PACKAGES = ("dnn_utils", "testCases", "dnn_course", "dnn_course-*")
SYSTEM = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64", "/usr/share/zoneinfo", "/lib",
          "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")
COURSE_INSIDE, LESSON_INSIDE = "/dnn-jail/course", "/dnn-jail/lesson"  # names that nobody has in use


class JailError(RuntimeError):
    """The jail cannot be built or does not start: no mark is given."""


def python():
    """Return the command of a Python that looks at nothing but the path that it is given."""
    return [os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable), "-s", "-S", "-P", "-B"]


def environment():
    """Return the environment of the server: nothing of the grader's."""
    names = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "USER": "student", "LANG": "C.UTF-8", "MPLBACKEND": "agg",
             "MPLCONFIGDIR": "/tmp", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
             "TQDM_DISABLE": "1", "PYTHONHASHSEED": "0", "HDF5_USE_FILE_LOCKING": "FALSE"}
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
    """Return the files and folders that the server has to read: the system's libraries, Python and the packages.

    No folder is among them that people keep their own files in, such as /usr/src or the whole of a prefix.
    """
    paths, hidden = dict.fromkeys([*SYSTEM, *_prefix_libraries(), *python()[:1], *module_path()]), hidden_courses()

    def open_anyway(path):
        """Say whether another of the paths opens this one, and nothing that is hidden lies between."""
        return any(path.startswith(f"{other}/") and
                   not any(path.startswith(f"{course}/") and course.startswith(f"{other}/") for course in hidden)
                   for other in paths)

    return [path for path in paths if os.path.exists(path) and (path in SYSTEM or not open_anyway(path))]


def _prefix_libraries():
    """Return where the prefix of this Python has its libraries."""
    prefixes = [os.path.realpath(prefix) for prefix in (sys.base_prefix, sys.base_exec_prefix)]
    stores = [store for store in ("/nix/store", "/gnu/store") if prefixes[0].startswith(f"{store}/")]
    return [*stores, *(f"{prefix}/{name}" for prefix in prefixes for name in ("lib", "lib64"))]


def jailed(tier, folder):
    """Return the words to be put before a command, for it to run in the jail."""
    _look_for_what_is_closed(tier, folder)
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
    hidden = hidden_courses()
    mounts = {path: ["--ro-bind", path, path] for path in readable()}
    for path in mounts:
        if os.path.islink(path) and path.count("/") == 1:
            mounts[path] = ["--symlink", os.readlink(path), path]
    for path in hidden:
        mounts[path] = ["--perms", "0755", "--size", "65536", "--tmpfs", path] if os.path.isdir(path) else \
            ["--ro-bind", "/dev/null", path]
    mounts["/tmp"] = ["--perms", "0755", "--size", "65536", "--tmpfs", "/tmp"]
    mounts[COURSE_INSIDE] = ["--ro-bind", str(folder), COURSE_INSIDE]
    parents = {str(parent) for path in mounts for parent in Path(path).parents}
    for path in sorted({"/dev", "/proc", LESSON_INSIDE, *parents} - {"/", *mounts}):
        around = max((other for other in mounts if path.startswith(f"{other}/")), key=len, default="/tmp")
        if around in ("/tmp", *hidden) or mounts[around][-2] == "--dir":  # anywhere else it is there
            mounts[path] = ["--perms", "0755", "--dir", path]
    words += [word for path in sorted(mounts) for word in mounts[path]]  # what lies in another folder comes after it
    for path in sorted(hidden, reverse=True):
        words += ["--remount-ro", path] if os.path.isdir(path) else []
    for device in ("null", "zero", "random", "urandom"):
        words += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    return [*words, "--proc", "/proc", "--remount-ro", "/tmp", "--remount-ro", "/", "--chdir", "/", "--"]


def _look_for_what_is_closed(tier, folder):
    """Raise JailError where the account that the server runs from cannot read what it needs: see `python`."""
    for path in [*module_path(), str(folder)]:
        if not path.isprintable():  # bytes that are no text, too
            raise JailError(f"the path {path!r} holds what cannot be printed: move it to another")
    if os.getuid() != 0 or tier == "trusted":
        return
    needed = [Path(path).resolve() for path in (*python()[:1], os.__file__, np.__file__, IPython.__file__, folder)]
    above = [parent for path in needed for parent in path.parents] if tier == "landlock" else []
    closed = [path for path in [*above, *(needed if tier == "landlock" else needed[:-1])]
              if not path.stat().st_mode & (0o1 if path.is_dir() else 0o4)]
    if closed:
        raise JailError(f"{closed[0]} is closed to other accounts: open it, or grade from an account that is not root")


def hidden_courses():
    """Return where the course lies among what may be read, here and as a package: nothing of that may be seen.

    What of `readable` lies inside one of them, such as packages in a virtual environment in the course's own folder, is
    seen all the same.
    """
    prefixes = dict.fromkeys([sys.prefix, sys.base_prefix, "/usr", "/usr/local"])
    folders = [str(folder) for prefix in prefixes for folder in Path(prefix).glob("lib*/python3*/*-packages")]
    folders = list(dict.fromkeys([*module_path(), *folders]))
    found = [str(path) for folder in folders for name in COURSE_PACKAGES for path in Path(folder).glob(name)]
    course = str(CODE.resolve())
    if course not in folders:
        found.append(course)
    opened = [f"{path}/" for path in (*SYSTEM, *_prefix_libraries(), *module_path())]
    return [path for path in found if path.startswith(tuple(opened))]


def lies_open(path):
    """Say whether a folder is among what a notebook can read in the jail."""
    path = str(Path(path).resolve())
    opened = max((len(seen) for seen in readable() if f"{path}/".startswith(f"{seen}/")), default=0)
    return opened > max((len(course) for course in hidden_courses() if f"{path}/".startswith(f"{course}/")), default=0)


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
