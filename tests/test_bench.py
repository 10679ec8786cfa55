"""The benchmark: its data are the article's, its contenders do the same work, its report says what it measured."""
import importlib.util
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from dnn_utils import article_figures, load_dataset

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks"
SVG = "{http://www.w3.org/2000/svg}"


def load_bench():
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location("bench", FOLDER / "bench.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(FOLDER))


bench = load_bench()
contenders = sys.modules["contenders"]


@pytest.fixture(scope="module", params=list(bench.MODELS))
def case(request):
    return request.param, *bench.article_pixels(request.param)


@pytest.fixture(scope="module")
def results():
    path = FOLDER / "results.json"
    if not path.exists():
        pytest.skip("benchmarks/results.json is not there yet: make bench writes it")
    return json.loads(path.read_text(encoding="utf-8"))


def test_article_pixels_have_the_article_s_inner_products(case):
    model, X, Y, start = case
    data = load_dataset("article")
    assert X.shape == (12288, 209) and start["W1"].shape == (bench.MODELS[model][1], 12288)
    np.testing.assert_allclose(X.T @ X, data.train_x.T @ data.train_x, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(Y, data.train_y)


def test_the_article_s_loop_and_the_fast_trainer_have_the_same_printed_costs(case):
    model, X, Y, start = case
    before = {key: value.copy() for key, value in start.items()}
    slow = contenders.article_loop(X, Y, start)(101)
    fast = contenders.our_fast_trainer(X, Y, start)(101)
    np.testing.assert_allclose(fast, slow, rtol=1e-9)
    printed = [f"{cost:.6f}" for cost in article_figures()["training"][model]["costs"][:2]]
    assert [f"{cost:.6f}" for cost in fast] == [f"{cost:.6f}" for cost in slow] == printed
    for key in start:
        np.testing.assert_array_equal(start[key], before[key])


def test_the_floor_has_every_product_of_the_gram_form_in_its_true_shape():
    shapes = {name: (count, a.shape, b.shape) for name, (count, a, b, _) in bench.floor_products().items()}
    assert shapes["X.T X"] == (1, (209, 12288), (12288, 209))
    assert shapes["dZ1 (X.T X)"] == (2500, (20, 209), (209, 209))
    assert shapes["W2 A1"] == (2500, (7, 21), (21, 209))
    assert shapes["dZ4 A3.T"] == (2500, (1, 209), (209, 6))
    assert shapes["W2.T dZ2"] == (2500, (20, 7), (7, 209))
    assert len(shapes) == 4 + 3 * 3  # layer 1, and three products in each of the layers 2, 3 and 4


def test_every_core_but_the_first_is_kept_busy_and_let_go_again(monkeypatch):
    started, Popen = [], subprocess.Popen

    def start(*arguments):
        started.append(Popen(*arguments))
        return started[-1]
    monkeypatch.setattr(bench.subprocess, "Popen", start)
    with bench.other_cores_busy():
        assert len(started) == max(os.cpu_count() - 1, 1)
        assert all(process.poll() is None for process in started)
        if hasattr(os, "sched_getaffinity") and os.cpu_count() > 1:
            assert [os.sched_getaffinity(process.pid) for process in started] == [{c} for c in range(1, os.cpu_count())]
    assert all(process.poll() is not None for process in started)


def test_results_were_measured_in_full(results):
    assert results["settings"]["repeats"] >= 5 and not results["settings"]["quick"]
    assert {"date", "processor", "cores", "Python", "numpy", "torch", "jax", "scikit-learn"} <= set(results["machine"])
    assert set(results["trainings"]) == {"1", "2"}
    for model in bench.MODELS:
        assert set(results["summary"][model]) == set(bench.CONTENDERS)
        for row in results["summary"][model].values():
            assert row["iterations"] == 2500 and row["lowest"] <= row["median"] <= row["highest"]
    assert [(row["n_x"], row["m"]) for row in results["growth"]] == bench.SIZES
    assert [row["networks"] for row in results["many"]] == [1, 10, 100, 500]
    assert set(results["memory"]) == {"our plain loop", bench.OURS, "PyTorch float64"}
    busy = results["busy"]
    assert busy["repeats"] >= 5 and set(busy["times"]) == {"1", "2"} and "load" in busy["machine"]
    for times in busy["times"].values():
        assert set(times) == set(bench.CONTENDERS)
        assert all(len(loads["quiet"]) == len(loads["busy"]) == busy["repeats"] for loads in times.values())


def test_results_follow_from_their_measurements(results):
    measured = {key: value for key, value in results.items() if key not in ("summary", "floor_summary", "busy_summary",
                                                                                "must_show")}
    assert bench.summarise(measured) == results


def test_every_float64_contender_did_the_article_s_work(results):
    for model in bench.MODELS:
        for name, row in results["summary"][model].items():
            if "float32" not in name:
                assert row["largest_difference"] < 1e-5, (model, name)


def test_results_say_what_had_to_be_shown_and_whether_it_is(results):
    shown = results["must_show"]
    for model in bench.MODELS:
        for words in ("PyTorch float64", "PyTorch float32", "JAX", "our costs"):
            assert sum(name.startswith(words) and name.endswith(model) for name in shown) == 1
    for threads in ("1", "2"):
        loads = results["busy"]["times"][threads][bench.OURS]
        [row] = [row for name, row in shown.items() if "busy other cores" in name and f" {threads} thread" in name]
        assert row["measured"] == statistics.median(loads["busy"]) / statistics.median(loads["quiet"])
        assert row["met"] == (row["measured"] <= 1.5)
    assert shown["our time over the floor, L_layer"]["measured"] >= 1, "no training is faster than its own products"
    report = bench.markdown(results)
    assert report.count("| no |") == sum(not row["met"] for row in shown.values())


def test_auto_is_never_slower_than_the_plain_form(results):
    for row in results["growth"]:
        assert row["seconds"]["auto"]["median"] <= 1.1 * row["seconds"]["plain"]["median"], (row["n_x"], row["m"])


def test_report_picture_and_readme_say_what_results_json_says(results):
    assert (FOLDER / "results.md").read_text(encoding="utf-8") == bench.markdown(results)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\n".join(bench.readme_table(results)) in readme, "copy the end of benchmarks/results.md into README.md"
    picture = ElementTree.parse(FOLDER / "results.svg").getroot()
    assert picture.get("role") == "img" and picture.find(f"{SVG}title").text
    assert picture.find(f"{SVG}desc").text == bench.alt_text(results)
