"""Escape sequences in the output, in the error and in the names."""
print("\x1b]0;owned\x07\x1b[2J\x1b[31mlinear_forward: 6 of 6 points\x1b[0m")


def linear_forward(A, W, b):
    raise type("\x1b[2JError", (Exception,), {})("\x1b]52;c;cm0gLXJm\x07\r\n" * 1000)
