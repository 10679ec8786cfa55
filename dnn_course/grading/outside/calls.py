"""The filter of system calls that stands behind the walls of the jail: a list of what is allowed.

The list was found by tracing, with strace, a child in which no filter was: all 119 notebooks of the honest corpus and
of the answers (34 calls of a student's process), and whole lessons with plots and trainings. To these come the forms
that other C libraries, processors and versions of Python take for the same calls. Whatever else there is, and whatever
a
later kernel brings, is refused: with EPERM where this libseccomp knows the call, with ENOSYS where it does not, so that
a C library falls back to an older one.
"""
import errno
import tempfile

import numpy as np

from dnn_course.grading.outside.tiers import JailError
from dnn_course.home import install

__all__ = ["ALLOWED", "ALLOWED_WITH", "ALLOWED_IN_TMP", "call_filter"]

ALLOWED = """
    read readv pread64 preadv write writev pwrite64 lseek close close_range dup dup2 dup3
    stat fstat lstat newfstatat statx fstatat64 statfs fstatfs access faccessat faccessat2 readlink readlinkat
    getcwd chdir fchdir getdents getdents64 fadvise64 poll ppoll select pselect6
    mmap munmap mprotect mremap madvise brk
    sendto recvfrom getsockname getsockopt getpeername
    futex set_robust_list rseq gettid getpid getppid getpgrp getpgid getuid geteuid getgid getegid getgroups
    sched_yield sched_getaffinity getcpu rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending sigaltstack
    restart_syscall alarm setitimer getitimer pause
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    getrandom uname sysinfo getrusage getrlimit umask exit exit_group
""".split()
ALLOWED_WITH = {  # call: (argument, its values)
    "fcntl": (1, (0, 1, 2, 3, 4, 1030)),  # copies and flags of descriptors; no lock, lease, owner or notice of changes
    "ioctl": (1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),  # is it a terminal, how much is there to read
    "prctl": (0, (15, 16, 0x53564D41)),  # names of threads and of memory
}
ALLOWED_IN_TMP = """
    open openat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate fsync fdatasync
""".split()
WRITING = (0o1, 0o2, 0o100, 0o1000, 0o20000000)  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE
NEW_NAMESPACES = (0x80, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
CLONE_THREAD = 0x00010000
ABSENT = ("clone3", "openat2", "futex_waitv")  # the C library takes another; the flags of these cannot be looked at
MOST_CALLS = 1000  # far above the number of the last call there is


def call_filter(tier):
    """Return the filter of system calls, as the bytes that the kernel takes: made by libseccomp.

    A notebook may make threads and no process. In the second tier, files are opened for reading only, whatever the
    version of Landlock; in the first, there is a small /tmp to write into.
    """
    try:
        import pyseccomp
    except (ImportError, RuntimeError) as error:
        raise JailError(f"pyseccomp or libseccomp is missing ({error}): install the instructor's extra, "
                        f"{install('grading')}, and the system's package libseccomp2") from None
    refused, absent = pyseccomp.ERRNO(errno.EPERM), pyseccomp.ERRNO(errno.ENOSYS)
    calls, named = pyseccomp.SyscallFilter(absent), {*ALLOWED, *ALLOWED_WITH, *ABSENT, "clone", "prlimit64"}

    def rule(action, name, *arguments):
        try:
            calls.add_rule(action, name, *arguments)
        except (OSError, RuntimeError, ValueError):  # not a call of this processor or this libseccomp
            pass

    for name in ALLOWED:
        rule(pyseccomp.ALLOW, name)
    for name, (argument, values) in ALLOWED_WITH.items():
        for value in values:
            rule(pyseccomp.ALLOW, name, pyseccomp.Arg(argument, pyseccomp.MASKED_EQ, 0xFFFFFFFF, value))
    rule(pyseccomp.ALLOW, "clone", pyseccomp.Arg(
        0, pyseccomp.MASKED_EQ, CLONE_THREAD | sum(NEW_NAMESPACES), CLONE_THREAD))
    rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0))
    for flag in NEW_NAMESPACES:
        rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    rule(pyseccomp.ALLOW, "prlimit64", pyseccomp.Arg(0, pyseccomp.EQ, 0), pyseccomp.Arg(2, pyseccomp.EQ, 0))
    if tier == "namespaces":
        named.update(ALLOWED_IN_TMP)
        for name in ALLOWED_IN_TMP:
            rule(pyseccomp.ALLOW, name)
    else:
        for name, argument in (("open", 1), ("openat", 2)):
            named.add(name)
            rule(pyseccomp.ALLOW, name, pyseccomp.Arg(argument, pyseccomp.MASKED_EQ, sum(WRITING), 0))
            for flag in WRITING:
                rule(refused, name, pyseccomp.Arg(argument, pyseccomp.MASKED_EQ, flag, flag))
    for number in range(MOST_CALLS):
        try:
            name = pyseccomp.resolve_syscall(pyseccomp.system_arch(), number).decode()
        except ValueError:
            continue
        if name not in named:
            rule(refused, number)
    with tempfile.TemporaryFile() as file:
        calls.export_bpf(file)
        file.seek(0)
        return np.frombuffer(file.read(), np.uint8)
