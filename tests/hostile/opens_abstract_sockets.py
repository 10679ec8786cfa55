"""Connects to whatever listens on a UNIX socket."""
import glob
import socket

reached = []
for path in glob.glob("/run/**/*.sock", recursive=True) + glob.glob("/tmp/**/*sock*", recursive=True) + ["\0dbus"]:
    with socket.socket(socket.AF_UNIX) as s:
        if s.connect_ex(path) == 0:
            reached.append(path)
assert not reached


def linear_forward(A, W, b):
    return 0, 0
