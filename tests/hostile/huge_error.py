"""An error whose message has a gigabyte, and whose text takes forever."""
class Slow(Exception):
    def __str__(self):
        return "x" * 2**30

    __repr__ = __str__


def linear_forward(A, W, b):
    raise Slow()
