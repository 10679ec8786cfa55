"""Ignores every signal that it can, and then waits."""
import signal
import time

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def linear_forward(A, W, b):
    while True:
        time.sleep(1)
