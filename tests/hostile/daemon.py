"""Leaves a process behind that has a session of its own."""
import os
import subprocess
import time

subprocess.Popen(["sleep", "987654"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(987654)
    os._exit(0)
# %%
def linear_forward(A, W, b):
    return 0, 0
