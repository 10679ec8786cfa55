"""Closes every descriptor."""
import os

os.closerange(0, 4096)
# %%
def linear_forward(A, W, b):
    os.closerange(0, 4096)
    return W @ A + b, (A, W, b)
