"""Reads address 0."""
def linear_forward(A, W, b):
    import ctypes
    return ctypes.string_at(0), 0
