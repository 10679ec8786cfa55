"""What a saved notebook holds of bars and sliders: nothing that is dead when it is opened again."""
import importlib
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output

from dnn_course.learner.export import export
from dnn_course.learner.lab import settings
from dnn_course.learner.saving import BAR, STATE, VIEW, without_widgets
from dnn_utils.live import NO_SLIDERS

ROOT = Path(__file__).parent.parent
HOOK = "dnn_course.learner.saving.save_no_widgets"
TRAINING = """
import numpy as np
from dnn_utils import explore_picture, initialize_parameters_deep, train_many
X = np.random.RandomState(0).randn(6, 12)
starts = [initialize_parameters_deep([6, 3, 1], seed=seed) for seed in range(40)]
print("before")
trained = train_many(X, (X[:1] > 0).astype(int), starts, 0.1, 200)
print(len(trained))
"""
SLIDERS = 'explore_picture(np.full((12288, 1), 0.5), {"W1": np.zeros((1, 12288)), "b1": np.zeros((1, 1))})'
OLD_BAR = {VIEW: {"model_id": "1"}, "text/plain": "  0%|          | 0/200 [00:00<?, ?network/s]"}


@pytest.fixture
def executed(tmp_path, monkeypatch):
    """A notebook as it is after it ran in a learner's folder, with the widgets that are in use."""
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    (tmp_path / ".dnn-course").mkdir()
    cells = [new_code_cell(source) for source in (TRAINING, SLIDERS)]
    return NotebookClient(new_notebook(cells=cells), kernel_name="python3", timeout=120,
                          store_widget_state=False, resources={"metadata": {"path": str(tmp_path)}}).execute()


def debris(notebook):
    """Return the outputs that hold a widget without its state, or a bar."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output for output in outputs if VIEW in output.get("data", {})
            or BAR.match(output.get("text", "") or output.get("data", {}).get("text/plain", ""))]


def saved(notebook, folder):
    """Save a notebook as JupyterLab does in `make lab`, and return what the file then holds."""
    manager = importlib.import_module("jupyter_server.services.contents.largefilemanager")  # a part of jupyterlab
    contents = manager.LargeFileManager(root_dir=str(folder), pre_save_hook=HOOK)
    contents.save({"type": "notebook", "format": "json", "content": notebook}, "saved.ipynb")
    return nbformat.read(folder / "saved.ipynb", as_version=4)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_stored_lessons_hold_none(path):
    assert debris(nbformat.read(path, as_version=4)) == []


def test_debris_would_be_found():
    for output in (new_output("display_data", data=OLD_BAR), new_output("stream", text=OLD_BAR["text/plain"])):
        assert debris(new_notebook(cells=[new_code_cell("train()", outputs=[output])])) == [output]


def test_a_bar_leaves_an_empty_place_which_is_not_saved(executed, tmp_path):
    before, place, after = executed.cells[0].outputs
    assert (before.text, dict(place.data), after.text) == ("before\n", {}, "40\n")
    assert [output.text for output in saved(executed, tmp_path).cells[0].outputs] == ["before\n", "40\n"]


def test_sliders_are_saved_as_the_sentence_that_stands_for_them(executed, tmp_path):
    assert len(debris(executed)) == 1
    notebook = saved(executed, tmp_path)
    figure, sliders = notebook.cells[1].outputs
    assert "image/png" in figure.data and dict(sliders.data) == {"text/plain": NO_SLIDERS}
    assert debris(notebook) == []


def test_an_exported_page_shows_no_bar_not_even_an_old_one(executed, tmp_path):
    executed.cells.append(new_code_cell("train()", outputs=[new_output("display_data", data=OLD_BAR)]))
    nbformat.write(executed, tmp_path / "lesson.ipynb")
    page = export(tmp_path / "lesson.ipynb").read_text(encoding="utf-8")
    assert NO_SLIDERS in page and "0/200" not in page and "%|" not in page


def test_a_widget_whose_state_is_saved_stays():
    notebook = new_notebook(cells=[new_code_cell("slider", outputs=[new_output("display_data", data=dict(OLD_BAR))])],
                            metadata={"widgets": {STATE: {"state": {"1": {}}}}})
    without_widgets(notebook)
    assert notebook.cells[0].outputs[0].data == OLD_BAR


def test_no_widget_is_loaded_for_a_bar():
    code = ("import os, sys; os.environ.pop('TQDM_DISABLE', None); from dnn_utils.progress import progress_bar\n"
            "progress_bar(3, 'network').close(); assert 'tqdm' in sys.modules and 'ipywidgets' not in sys.modules")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_make_lab_saves_so():
    assert f"--ContentsManager.pre_save_hook={HOOK}" in settings(Path("/home/ada/my_course"))
    assert "/dnn-course lab my_course" in (ROOT / "Makefile").read_text(encoding="utf-8")
