"""Coverage-guided fuzzing of what the grader reads from a student, by hand: pip install atheris, then

python tests/fuzz_grading.py codec -max_total_time=60
python tests/fuzz_grading.py notebook -max_total_time=60

Anything but the errors that are named ends it, and so does more memory than a frame or a notebook may take.
"""
import io
import sys
import tracemalloc
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent.parent)]
with atheris.instrument_imports(include=["dnn_course.grading.border.codec", "dnn_course.notebook", "json"]):
    from dnn_course.grading.border import codec
    from dnn_course.notebook import cells, reading


def read_frame(data):
    length = int.from_bytes(data[:2], "little")
    tracemalloc.start()
    try:
        codec.encode(codec.decode(data[2:2 + length], data[2 + length:]))
    except codec.FrameError:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6, peak


def read_notebook(data):
    for content in (data, b'{"cells": [{"cell_type": "code", "source": ' + repr_of(data) + b"}]}"):
        try:
            found = reading.read(cells.load(content), ["linear_forward", "compute_cost"])
        except ValueError:
            continue
        codec.encode([list(map(list, found.unreadable)), list(found.imports), found.fingerprints])


def repr_of(data):
    import json
    return json.dumps(data.decode("utf-8", "replace")).encode()


if __name__ == "__main__":
    target = {"codec": read_frame, "notebook": read_notebook}[sys.argv.pop(1)]
    sys.stderr = io.StringIO() if target is read_notebook else sys.stderr  # warnings of the compiler
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
