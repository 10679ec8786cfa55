"""Runs a Python from an account without rights, and with the course at another place: what tests of the jail share."""
import os
import subprocess
import sys
from pathlib import Path

from dnn_course.grading.outside import jail
from dnn_course.home import COURSE

NOBODY = "65534"
TIER = os.environ.get("DNN_TEST_TIER") or jail.tier()  # that the tests of the jail run in


def elsewhere(*arguments, binds=(), python=sys.executable, nobody=False, folder=COURSE, **environment):
    """Run a Python where some folders are others, and from an account without rights where `nobody` says so.

    The words `binds` are for bubblewrap. The account sees the files that it needs even below /root.
    """
    words = ["bwrap", "--dev-bind", "/", "/"]
    base = Path(sys.base_prefix).resolve()
    closed = Path("/", *base.parts[1:2])
    if nobody and closed.stat().st_mode & 0o5 != 0o5:
        parents = [word for parent in reversed(base.parents[:-2]) for word in ("--perms", "0755", "--dir", str(parent))]
        words += ["--perms", "0755", "--tmpfs", str(closed), *parents, "--ro-bind", str(base), str(base)]
    words += [*binds, "--cap-add", "ALL", "--"]
    if nobody:
        words += ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--inh-caps=-all",
                  "--bounding-set=-all"]
    return subprocess.run(
        [*words, str(python), *arguments], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "HOME": "/tmp", "MPLCONFIGDIR": "/tmp/nobody-matplotlib", "PYTHONPATH": str(COURSE),
             "PYTHONDONTWRITEBYTECODE": "1", **environment})


def as_nobody(*arguments, **environment):
    """Run this interpreter from an account without rights."""
    return elsewhere(*arguments, nobody=True, **environment)
