"""What an import loads: modules are counted, not seconds, so that the count is the same on every machine."""
import subprocess
import sys

import pytest

import dnn_utils
from dnn_utils.lazy import public_names

HEAVY = {"sklearn", "matplotlib", "scipy", "pooch", "IPython", "ipywidgets", "h5py", "requests"}


def loaded(code):
    """Return the names of the modules that a new Python has loaded after some code."""
    code += "\nimport sys; print(*sys.modules, sep='\\n')"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("code, most", [
    ("import dnn_utils", 130),
    ("import testCases.messages", 300),
    ("from dnn_utils.cost import compute_cost", 300),
    ("from dnn_utils import sigmoid", 300),
    ("import sys; sys.argv = ['dnn-course', '--help']\n"
     "try:\n    from dnn_course.cli import main; main()\nexcept SystemExit:\n    pass", 300)])
def test_what_is_loaded_is_what_is_needed(code, most):
    modules = loaded(code)
    assert len(modules) < most
    assert not HEAVY & modules


def test_a_star_brings_every_public_name():
    names = {}
    exec("from dnn_utils import *", names)
    assert set(dnn_utils.__all__) <= set(names) and len(set(dnn_utils.__all__)) == len(dnn_utils.__all__)
    assert {"train", "load_dataset", "DeepNeuralNetwork", "sigmoid", "plot_costs", "watch_training"} <= set(names)
    assert set(dnn_utils.__all__) <= set(dir(dnn_utils))


def test_modules_are_attributes_too_and_others_are_not():
    code = "import dnn_utils; dnn_utils.cost.compute_cost\ntry:\n    dnn_utils.nonsense\nexcept AttributeError as e:\n"
    modules = loaded(code + "    assert \"'nonsense'\" in str(e)\nelse:\n    raise SystemExit(1)")
    assert "dnn_utils.cost" in modules and "dnn_utils.fast" not in modules


def test_a_list_is_read_as_python_reads_it(tmp_path):
    (tmp_path / "a.py").write_text('import os\n\n__all__ = ["b",\n           "c"]\n')
    assert public_names(tmp_path / "a.py") == ["b", "c"]
