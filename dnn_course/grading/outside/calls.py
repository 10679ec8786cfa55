"""The filter of system calls that stands behind the walls of the jail."""
import errno
import tempfile

import numpy as np

from dnn_course.grading.outside.tiers import JailError

__all__ = ["call_filter"]

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


def call_filter(tier):
    """Return the filter of system calls, as the bytes that the kernel takes: made by libseccomp."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError) as error:
        raise JailError(f"pyseccomp or libseccomp is missing ({error}): "
                        "pip install -r requirements-grading.txt") from None
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
