"""Returns an integer of a million digits, and takes its time to print it."""
def linear_forward(A, W, b):
    return 1 << 10**7, 0
