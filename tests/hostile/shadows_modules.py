"""Writes modules of its own beside the notebook, with the names of those that are imported next."""
for name in ("numpy", "json", "struct", "socket", "testCases", "dnn_utils", "grading", "sitecustomize"):
    try:
        with open(name + ".py", "w") as file:
            file.write("open('/tmp/dnn_course_hostile_was_here', 'w').close()\n")
    except OSError:
        pass


def linear_forward(A, W, b):
    return 0, 0
