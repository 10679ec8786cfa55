"""Try the wheel with the lowest and the newest packages that it admits, under every Python here: make versions.

python tests/versions.py [--pythons 3.11 3.12 ...] [--resolutions lowest-direct highest] [--keep DIR]

Each run has an environment of its own, made by uv, and the wheel in it: lessons 0 to 7, compared cell by cell with what
they store, and the tests of the library. The lowest packages are tried with the lowest Python, for which they were made.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS, RESOLUTIONS = ("3.11", "3.12", "3.13", "3.14"), ("lowest-direct", "highest")
LESSONS = [path.relative_to(ROOT) for path in sorted((ROOT / "notebooks").glob("0[0-7]_*.ipynb"))]
TESTS = [f"tests/test_{name}.py" for name in (
    "activations", "analysis", "backward", "checkpoint", "cost", "data", "estimator", "forward", "graph", "improve",
    "initialization", "L_layer", "onward", "two_layer", "update")]
PARTS = {"lessons": ["--nbval", "--nbval-current-env", *LESSONS], "library": TESTS}


def run(*command, **variables):
    """Run a command to its end, and return its exit status and what it wrote."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
                          errors="replace", env={**os.environ, **variables})
    return done.returncode, done.stdout + done.stderr


def try_out(wheel, python, resolution, folder):
    """Return what came of an environment: {part: a sentence}."""
    uv = [sys.executable, "-m", "uv"]
    status, text = run(*uv, "venv", "--clear", "--python", python, folder)
    if status:
        return dict.fromkeys(PARTS, f"NOT RUN: {text.strip().splitlines()[-1].strip()}")
    status, text = run(*uv, "pip", "install", "--python", folder, "--resolution", resolution, f"{wheel}[test]")
    if status:
        return dict.fromkeys(PARTS, f"NOT INSTALLED: {text.strip().splitlines()[-1].strip()}")
    interpreter = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    outcomes = {}
    for part, arguments in PARTS.items():  # -P: the packages of this checkout are not to be found
        status, text = run(interpreter, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=",
                           *arguments, PYTHONSAFEPATH="1", OPENBLAS_NUM_THREADS="1")
        (folder / f"{part}.log").write_text(text, encoding="utf-8")
        counted = re.findall(r"^=* ?(\d+ .*) in [\d.]+s", text, re.M)
        outcomes[part] = counted[-1] if counted and status in (0, 1) else f"NOT RUN: pytest ended with {status}"
    return outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pythons", nargs="+", default=PYTHONS, help="(default: %(default)s)")
    parser.add_argument("--resolutions", nargs="+", choices=RESOLUTIONS, default=RESOLUTIONS)
    parser.add_argument("--keep", metavar="DIR", type=Path, help="where environments and logs stay")
    given = parser.parse_args()
    red = False
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        status, text = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
        if status:
            sys.exit(text)
        wheel, = folder.glob("*.whl")
        print("| Python | packages | lessons 0 to 7 | library |\n|---|---|---|---|", flush=True)
        for python in given.pythons:
            for resolution in given.resolutions:
                if resolution == "lowest-direct" and python != PYTHONS[0]:
                    continue
                outcomes = try_out(wheel, python, resolution, folder / f"{python}-{resolution}")
                red |= any(re.search("failed|error|NOT", text) for text in outcomes.values())
                print(f"| {python} | {resolution} | {' | '.join(outcomes[part] for part in PARTS)} |", flush=True)
    return int(red)


if __name__ == "__main__":
    sys.exit(main())
