"""Returns a list that holds itself, and a dictionary that does."""
def linear_forward(A, W, b):
    ring = []
    ring.append(ring)
    return ring, {"W": ring}
