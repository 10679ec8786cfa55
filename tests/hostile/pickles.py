"""Objects that run code when they are unpickled."""
import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/dnn_course_hostile_was_here",)


def linear_forward(A, W, b):
    import numpy as np
    return np.array([[Bomb(), Bomb()]], dtype=object), Bomb()
