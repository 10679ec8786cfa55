"""Loops forever in a cell of its own; the function below is right."""
# earns: linear_forward
while True:
    pass
# %%
def linear_forward(A, W, b):
    return W @ A + b, (A, W, b)
