"""Prints 200 MB, at the top and in the function."""
# earns: linear_forward
for _ in range(200):
    print("x" * 2**20)
# %%
def linear_forward(A, W, b):
    import sys
    for _ in range(200):
        sys.stderr.write("x" * 2**20)
    return W @ A + b, (A, W, b)
