"""Run lessons in place, and write each "expected output" anew from the cell above it; then in every other language.

python notebooks/execute.py [NOTEBOOK...]    (all of them where none is named)

notebooks/LANGUAGE/ holds the lessons in another language: made of the English one and its catalogue in translations/.
"""
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from dnn_course.home import in_language
from dnn_utils.files import write_then_rename
from dnn_utils.language import VARIABLE, languages, texts_of

NOTEBOOKS = Path(__file__).parent
os.environ["TQDM_DISABLE"] = "1"  # a progress bar in a stored output would never be the same again
os.environ.pop(VARIABLE, None)  # the language is that of the folder, as for nbval


def execute(notebook, folder):
    """Run every cell from the first to the last in a fresh kernel in a folder, and store the outputs."""
    NotebookClient(notebook, kernel_name="python3", record_timing=False, coalesce_streams=True,
                   resources={"metadata": {"path": str(folder)}}).execute()
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                         "language_info": {"name": "python"}}


def write_expected_outputs(notebook):
    """Fill each Markdown cell that is tagged expected-output with what the code cell above it prints."""
    above = None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            above = cell
        elif "expected-output" in cell.metadata.get("tags", []):
            cell.source = expected_output(above, cell.source.split("\n")[0])


def expected_output(code_cell, heading="**Expected output**"):
    """Return the Markdown that shows what a code cell prints."""
    printed = "".join(output.text for output in code_cell.outputs if output.output_type == "stream")
    return f"{heading}\n\n```text\n{printed.rstrip()}\n```"


def in_folder_of(language, notebook, name):
    """Return a lesson, given its name, for notebooks/LANGUAGE/: not run, and its pictures a folder further up."""
    notebook = in_language(notebook, name, language)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = cell.source.replace("](../", "](../../")
    return notebook


def run_and_store(path, lesson):
    """Run a lesson in the folder of its path, and write it there."""
    print(f"{path.relative_to(NOTEBOOKS.parent)} ...", flush=True)
    path.parent.mkdir(exist_ok=True)
    execute(lesson, path.parent)
    write_expected_outputs(lesson)
    with write_then_rename(path) as temporary:
        nbformat.write(lesson, temporary)


if __name__ == "__main__":
    for path in [Path(name).resolve() for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb")):
        if path.parent.name not in languages():
            run_and_store(path, nbformat.read(path, as_version=4))
        for spoken in languages():
            begun = bool(texts_of(spoken, path.stem))  # somebody has begun to translate it
            if begun and path.parent.name in (spoken, NOTEBOOKS.name):
                english = nbformat.read(NOTEBOOKS / path.name, as_version=4)
                run_and_store(NOTEBOOKS / spoken / path.name, in_folder_of(spoken, english, path.stem))
