"""Registers a function that runs when the process ends, and one for every object that dies."""
import atexit
import time


class Dying:
    def __del__(self):
        time.sleep(1000)


dying = Dying()
atexit.register(time.sleep, 1000)


def linear_forward(A, W, b):
    return Dying(), Dying()
