"""No printed number depends on cores, on BLAS kernels, or on what else was collected. The whole matrix: make matrix."""
import os
import subprocess
import sys

import numpy as np
import pytest
from matrix import KERNELS, NOTEBOOKS, environment, has_kernel
from threadpoolctl import threadpool_info, threadpool_limits

from dnn_utils import fast

DIGESTS = """
import hashlib
from dnn_utils import *

def digest(*arrays):
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()

data = load_dataset("article")
start = article_start(initialize_parameters_deep([12288, 20, 7, 5, 1]), 1)
print("data", digest(data.train_x, data.test_x, data.gram), digest(start["W1"]))
small = initialize_parameters_deep([258, 20, 7, 5, 1])
for solver in ("gram", "plain"):
    parameters, _ = train(data.train_x, data.train_y, small, num_iterations=200, solver=solver)
    [(many, _)] = train_many(data.train_x, data.train_y, [small], num_iterations=200, solver=solver)
    print("training", solver, digest(*parameters.values()), digest(*many.values()))
"""


def printed(code, threads, kernel):
    if not has_kernel(kernel):
        pytest.skip(f"this machine's BLAS has no kernel {kernel}")
    variables = {**environment(threads, kernel), "TQDM_DISABLE": "1"}
    came = subprocess.run([sys.executable, "-c", code], env=variables, stdout=subprocess.PIPE, text=True,
                          check=True)
    return came.stdout.splitlines()


@pytest.fixture(scope="module")
def digests():
    return {threads: printed(DIGESTS, threads, "Haswell") for threads in (1, 2, 8)}


def test_the_articles_data_and_trainings_on_it_have_the_same_bits_with_any_number_of_threads(digests):
    assert len(digests[1]) == 3 and digests[1] == digests[2] == digests[8]


@pytest.mark.parametrize("kernel", [kernel for kernel in KERNELS if kernel != "Haswell"])
def test_the_articles_data_have_the_same_bits_with_any_kernel(kernel, digests):
    came = printed(DIGESTS, 2, kernel)
    assert came[0] == digests[1][0]
    if kernel == "Nehalem":  # another kernel does round otherwise, so that this test compares something
        assert came[1:] != digests[1][1:]


def test_collecting_the_tests_leaves_the_lessons_their_threads():
    code = "import os, runpy; runpy.run_path('conftest.py'); print(os.environ.get('OPENBLAS_NUM_THREADS'))"
    free = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    came = subprocess.run([sys.executable, "-c", code], env=free, cwd=NOTEBOOKS.parent / "tests", capture_output=True,
                          text=True, check=True)
    assert came.stdout.strip() == "None"


# One thread where products are small

@pytest.fixture
def threads_in_the_loop(monkeypatch):
    """Give a list that gets, from each training, the number of threads of its loop; without the loop's work."""
    seen = []

    def spy(X, Y, parameters, *rest):
        seen.append({info["num_threads"] for info in threadpool_info() if info["user_api"] == "blas"})
        return parameters, []
    monkeypatch.setattr(fast, "descend", spy)
    return seen


@pytest.mark.parametrize("n_x, m, solver, threads", [
    (258, 209, "auto", 1), (12288, 209, "gram", 1), (12288, 209, "plain", 2), (20, 209, "plain", 1),
    (100, 3000, "gram", 2), (100, 3000, "plain", 1)])
def test_train_shares_only_large_products_among_threads(n_x, m, solver, threads, threads_in_the_loop):
    rng = np.random.RandomState(0)
    start = {"W1": rng.randn(20, n_x), "b1": np.zeros((20, 1)), "W2": rng.randn(1, 20), "b2": np.zeros((1, 1))}
    with threadpool_limits(2, user_api="blas"):
        fast.train(rng.rand(n_x, m), rng.randint(0, 2, (1, m)), start, solver=solver)
        after = {info["num_threads"] for info in threadpool_info() if info["user_api"] == "blas"}
    assert threads_in_the_loop == [{threads}]
    assert after == {2}, "the limit ends with the training"
