"""Write the costs of the article's two trainings in PyTorch into datasets/torch_costs.json, for lesson 10.

python benchmarks/torch_costs.py    (needs PyTorch: requirements-torch.txt)

The training is the one that lesson 10 shows: the source of its cell is run here.
"""
import json
from pathlib import Path

import nbformat

from dnn_utils.files import write_then_rename
from dnn_utils.stored import DATASETS
from dnn_utils.torch_costs import STORED, costs_in_torch

LESSON = Path(__file__).parent.parent / "notebooks" / "10_onward.ipynb"
NAMES = "two_layer", "L_layer"


def train_of_the_lesson():
    """Return `train_in_torch` as lesson 10 defines it."""
    (source,) = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells if cell.id == "train-in-torch"]
    namespace = {}
    exec(compile(source, "<lesson 10, train-in-torch>", "exec"), namespace)
    return namespace["train_in_torch"]


if __name__ == "__main__":
    import torch  # noqa: F401  (without it, costs_in_torch would only read the file again)
    costs = {name: costs_in_torch(name, train_of_the_lesson()) for name in NAMES}
    with write_then_rename(DATASETS / STORED) as temporary:
        temporary.write_text(json.dumps(costs, indent=1) + "\n", encoding="utf-8")
