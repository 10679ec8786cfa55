"""The benchmark measures the article's work, and its table says what was measured."""
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from dnn_utils import article_figures, load_dataset

COURSE = Path(__file__).parent.parent
spec = importlib.util.spec_from_file_location("bench", COURSE / "benchmarks" / "bench.py")
bench = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench)


@pytest.fixture(scope="module")
def results():
    return json.loads((COURSE / "benchmarks" / "results.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("model", bench.MODELS)
def test_our_contenders_do_the_article_s_work(model):
    X, Y, start = bench.article_pixels(model)
    assert X.shape == (12288, 209)
    np.testing.assert_allclose(X.T @ X, load_dataset("article").gram[:209, :209], rtol=1e-9)
    printed = article_figures()["training"][model]["costs"][:2]
    for name in ("the article's loop", "our plain loop", bench.OURS):
        costs = bench.CONTENDERS[name](X, Y, start)(101)
        assert [f"{cost:.6f}" for cost in costs] == [f"{cost:.6f}" for cost in printed]


def test_the_stored_table_is_made_from_the_stored_numbers(results):
    assert (COURSE / "benchmarks" / "results.md").read_text(encoding="utf-8") == bench.markdown(results)
    assert bench.summarise(json.loads(json.dumps(results))) == results


def test_every_contender_computed_the_same_costs(results):
    for threads, run in results["trainings"].items():
        for model in bench.MODELS:
            for name, row in run[model].items():
                assert row["largest_cost_difference"] < (1e-6 if model == "L_layer" else 2e-7), (threads, name)
                assert len(row["seconds"]) >= 5


def test_the_readme_shows_the_stored_ratios(results):
    readme = (COURSE / "README.md").read_text(encoding="utf-8")
    for line in bench.readme_table(results):
        assert line in readme


def test_it_is_never_slower_than_the_plain_form(results):
    for row in results["growth"]:
        assert row["seconds"]["auto"] <= 1.1 * row["seconds"]["plain"], row
