"""Compare every lesson with its stored outputs under several numbers of BLAS threads and several kernels: make matrix.

python tests/matrix.py [--threads N ...] [--kernels NAME ...] [NOTEBOOK ...]    (all of them where none is named)

Each run is nbval's strict comparison, started from a folder that is not the course's.
"""
import argparse
import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
THREADS, KERNELS = (1, 2, 8), ("Haswell", "Nehalem", "SkylakeX")
WHICH = "import numpy, threadpoolctl; print({info['architecture'] for info in threadpoolctl.threadpool_info()})"


def environment(threads, kernel):
    """Return the variables of a process whose OpenBLAS has this number of threads and this kernel."""
    return {**os.environ, "OPENBLAS_NUM_THREADS": str(threads), "OPENBLAS_CORETYPE": kernel}


@functools.cache
def has_kernel(kernel):
    """Say whether NumPy's BLAS takes this kernel on this machine."""
    came = subprocess.run([sys.executable, "-c", WHICH + "; numpy.ones((99, 99)) @ numpy.ones((99, 99))"],
                          env=environment(1, kernel), capture_output=True, text=True)
    return came.returncode == 0 and kernel in came.stdout


def compare(threads, kernel, notebooks):
    """Run nbval on the notebooks in a process of its own, and say whether every cell came out as stored."""
    with tempfile.TemporaryDirectory() as elsewhere:
        code = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", *notebooks],
                              cwd=elsewhere, env=environment(threads, kernel)).returncode
    return {0: "as stored", 1: "DIFFERS"}.get(code, f"NOT COMPARED: pytest ended with {code}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, nargs="+", default=THREADS)
    parser.add_argument("--kernels", nargs="+", default=KERNELS)
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(NOTEBOOKS.glob("*.ipynb")))
    given = parser.parse_args()
    notebooks = [str(path.resolve()) for path in given.notebooks]
    outcomes = {}
    for kernel in given.kernels:
        there = has_kernel(kernel)
        for threads in given.threads:
            name = f"{kernel}, {threads} thread(s)"
            print(f"== {name}", flush=True)
            outcomes[name] = compare(threads, kernel, notebooks) if there else "not run: no such kernel here"
    print(*(f"{name}: {outcome}" for name, outcome in outcomes.items()), sep="\n")
    return set(outcomes.values()) != {"as stored"}


if __name__ == "__main__":
    sys.exit(main())
