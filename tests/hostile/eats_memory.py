"""Takes memory in chunks, and touches it."""
# earns: linear_forward
chunks = []
while True:
    chunks.append(bytearray(b"x") * 2**26)
# %%
def linear_forward(A, W, b):
    return W @ A + b, (A, W, b)
