"""Run lessons in place, and write each "expected output" anew from the cell above it.

python notebooks/execute.py [NOTEBOOK...]    (all of them where none is named)
"""
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from dnn_utils.files import write_then_rename

NOTEBOOKS = Path(__file__).parent
os.environ["TQDM_DISABLE"] = "1"  # a progress bar in a stored output would never be the same again


def execute(notebook):
    """Run every cell from the first to the last in a fresh kernel, and store the outputs."""
    NotebookClient(notebook, kernel_name="python3", record_timing=False, coalesce_streams=True,
                   resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                         "language_info": {"name": "python"}}


def write_expected_outputs(notebook):
    """Fill each Markdown cell that is tagged expected-output with what the code cell above it prints."""
    above = None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            above = cell
        elif "expected-output" in cell.metadata.get("tags", []):
            cell.source = expected_output(above)


def expected_output(code_cell):
    """Return the Markdown that shows what a code cell prints."""
    printed = "".join(output.text for output in code_cell.outputs if output.output_type == "stream")
    return f"**Expected output**\n\n```text\n{printed.rstrip()}\n```"


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb")):
        print(f"{path.name} ...", flush=True)
        lesson = nbformat.read(path, as_version=4)
        execute(lesson)
        write_expected_outputs(lesson)
        with write_then_rename(path) as temporary:
            nbformat.write(lesson, temporary)
