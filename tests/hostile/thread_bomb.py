"""Starts threads until nothing is left."""
import threading
import time

while True:
    try:
        threading.Thread(target=time.sleep, args=(10**6,)).start()
    except RuntimeError:
        break
# %%
def linear_forward(A, W, b):
    return 0, 0
