"""Returns a list of ten million numbers."""
def linear_forward(A, W, b):
    return list(range(10**7)), (A, W, b)
