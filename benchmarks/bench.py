"""How fast is the fast trainer? Everything side by side in one run: `make bench`.

python benchmarks/bench.py --busy measures anew only what other processes on the machine do to each contender.

Writes results.json, results.md and results.svg beside this file. The data are columns of 12,288 numbers that have the
inner products of the article's photographs (the course holds no photograph): any dense network trains on them exactly
as on the photographs, so that every contender's costs must be the article's.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext
from importlib.metadata import version
from pathlib import Path

import numpy as np

from contenders import CONTENDERS, MODELS, OURS, RATE, article_pixels
from dnn_utils import (article_figures, choose_solver, count_operations, initialize_parameters_deep, load_dataset,
                       train, train_many)
from dnn_utils.files import write_then_rename

FOLDER = Path(__file__).resolve().parent
ITERATIONS, SHORT, BUSY_SHORT, REPEATS, THREADS = 2500, 250, 50, 5, (1, 2)
SIZES = [(12288, 50), (12288, 209), (100, 209), (1000, 209), (100000, 209), (12288, 1000), (12288, 5000),
         (12288, 20000)]  # (n_x, m)


def seconds(run, *arguments):
    """Return how long a call takes, and its result."""
    begin = time.perf_counter()
    result = run(*arguments)
    return time.perf_counter() - begin, result


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def floor_products(n_x=12288, m=209):
    """Return {shape: (times in a training, a, b, out)}: the matrix products that the L-layer Gram form cannot avoid."""
    n_1, *others = MODELS["L_layer"][1:]
    rng = np.random.RandomState(0)
    X, C = rng.rand(n_x, m), rng.rand(n_1, m)
    products = {"X.T X": (1, X.T, X), "W1 X": (1, rng.rand(n_1, n_x), X), "C X.T": (1, C, X.T),
                "dZ1 (X.T X)": (ITERATIONS, C, rng.rand(m, m))}
    for l, (n_prev, n) in enumerate(zip([n_1, *others], others), start=2):
        W, A, dZ = rng.rand(n, n_prev + 1), rng.rand(n_prev + 1, m), rng.rand(n, m)
        products |= {f"W{l} A{l - 1}": (ITERATIONS, W, A), f"dZ{l} A{l - 1}.T": (ITERATIONS, dZ, A.T),
                     f"W{l}.T dZ{l}": (ITERATIONS, W[:, :-1].T, dZ)}
    return {name: (count, a, b, np.empty((len(a), b.shape[1]))) for name, (count, a, b) in products.items()}


def time_floor(products):
    """Time every product as often as the training has it, with its output made beforehand; return {shape: seconds}."""
    def repeat(count, a, b, out):
        for _ in range(count):
            np.matmul(a, b, out=out)
    return {name: seconds(repeat, *product)[0] for name, product in products.items()}


def measure_trainings(repeats, short, with_costs):
    """Time both trainings by every contender, and the floor, in turn; the costs of whole trainings once, untimed."""
    trainings, costs, floor, products = {}, {}, [], floor_products()
    for model in MODELS:
        X, Y, start = article_pixels(model)
        printed = np.array(article_figures()["training"][model]["costs"])
        runs = {}
        for name, prepare in CONTENDERS.items():
            say(model, name, "prepare")
            runs[name] = prepare(X, Y, start)
            if with_costs:
                found = np.array(runs[name](with_costs))
                costs.setdefault(model, {})[name] = {
                    "iterations": with_costs, "last_cost": float(found[-1]),
                    "largest_difference": float(np.abs(found - printed[:len(found)]).max())}
            else:
                runs[name](50)
        trainings[model] = {name: [] for name in runs}
        for repeat in range(repeats):
            say(model, "repeat", repeat + 1, "of", repeats)
            for name, run in runs.items():
                iterations = ITERATIONS if name == OURS else short
                trainings[model][name].append(seconds(run, iterations)[0] * ITERATIONS / iterations)
            if model == "L_layer":
                floor.append(time_floor(products))
    return {"trainings": trainings, "costs": costs, "floor": floor}


@contextmanager
def other_cores_busy():
    """Keep every core but the first occupied, each by a process of its own."""
    spinning = []
    try:
        for core in range(1, max(os.cpu_count(), 2)):
            spinning.append(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            if hasattr(os, "sched_setaffinity") and core < os.cpu_count():
                os.sched_setaffinity(spinning[-1].pid, {core})
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def measure_busy(repeats, short):
    """Time the L-layer training by every contender, in turn while the other cores are quiet and while they are busy."""
    X, Y, start = article_pixels("L_layer")
    runs = {}
    for name, prepare in CONTENDERS.items():
        say("busy machine:", name, "prepare")
        runs[name] = prepare(X, Y, start)
        runs[name](50)
    times = {name: {"quiet": [], "busy": []} for name in runs}
    for repeat in range(repeats):
        for load, cores in (("quiet", nullcontext()), ("busy", other_cores_busy())):
            say("busy machine: repeat", repeat + 1, "of", repeats, load)
            with cores:
                for name, run in runs.items():
                    iterations = ITERATIONS if name == OURS else short
                    times[name][load].append(seconds(run, iterations)[0] * ITERATIONS / iterations)
    return times


def measure_growth(repeats, quick, full):
    """Time auto, gram and plain over sizes, in turn; "set_up" is the time of one iteration and all that it needs."""
    rows = []
    for n_x, m in SIZES[:3] if quick else SIZES:
        iterations = 10 if n_x * m > 5e7 else 50
        say("growth: n_x", n_x, "m", m)
        rng = np.random.RandomState(0)
        X, Y = rng.rand(n_x, m), rng.randint(0, 2, (1, m))
        start = initialize_parameters_deep([n_x, 20, 7, 5, 1])
        counts = count_operations(n_x, 20, m, iterations)
        row = {"n_x": n_x, "m": m, "iterations": iterations, "chosen": choose_solver(n_x, 20, m, iterations),
               "gram_operations": counts["gram"] / counts["plain"]}
        solvers = ["auto", "gram", "plain"] if full or row["gram_operations"] < 10 else ["auto", "plain"]
        times, began = {solver: [] for solver in solvers}, time.perf_counter()
        while (done := len(times["plain"])) < repeats or (not quick and done < 100 and time.perf_counter() - began < 2):
            for solver in solvers[done % 2:] + solvers[:done % 2]:  # none is always first
                times[solver].append(seconds(lambda: train(X, Y, start, 1e-6, iterations, solver=solver))[0])
        row["set_up"] = {s: seconds(lambda: train(X, Y, start, 1e-6, 1, solver=s))[0] for s in solvers[1:]}
        rows.append({**row, "seconds": {solver: spread(values) for solver, values in times.items()}})
    return rows


def measure_many(repeats, quick, iterations=100):
    """Time train_many on the article's L-layer model with a shared Gram matrix; return seconds for each network."""
    data = load_dataset("article")
    gram = data.train_x.T @ data.train_x
    starts = [initialize_parameters_deep([258, 20, 7, 5, 1], seed=seed) for seed in range(10 if quick else 500)]
    times = {K: [] for K in (1, 10, 100, 500) if K <= len(starts)}
    for repeat in range(repeats):
        for K in times:
            say("train_many:", K, "networks, repeat", repeat + 1)
            taken, _ = seconds(train_many, data.train_x, data.train_y, starts[:K], RATE, iterations, gram)
            times[K].append(taken / K)
    return [{"networks": K, "iterations": iterations, "seconds_each": spread(values)} for K, values in times.items()]


def status_mb(field):
    """Return a field of /proc/self/status in MB (VmRSS now, VmHWM the peak; ru_maxrss would count the parent's too)."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def print_memory(name):
    """Train 100 iterations; print the peak in MB, and how far it lies above what data and libraries take."""
    if name.startswith("PyTorch"):
        import torch  # noqa: F401  (the library is not the training)
    rng = np.random.RandomState(0)
    X, Y = rng.rand(12288, 209), rng.randint(0, 2, (1, 209))
    start, before = initialize_parameters_deep(MODELS["L_layer"]), status_mb("VmRSS")
    CONTENDERS[name](X, Y, start)(100)
    print(json.dumps({"peak": status_mb("VmHWM"), "above_data": status_mb("VmHWM") - before}))


def spread(values):
    return {"median": statistics.median(values), "lowest": min(values), "highest": max(values), "repeats": len(values)}


def machine():
    """Say where and when this was measured, and with which versions."""
    cpuinfo = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")] \
        if cpuinfo.exists() else [platform.processor()]
    return {"date": time.strftime("%Y-%m-%d"), "processor": names[0], "cores": os.cpu_count(),
            "load": round(os.getloadavg()[0], 2), "Python": platform.python_version(),
            **{package: version(package) for package in ("numpy", "torch", "jax", "jaxlib", "scikit-learn")}}


def summarise(results):
    """Add each contender's better number of threads and its ratio to ours, the floor, and what must be shown."""
    summary = results["summary"] = {}
    for model in MODELS:
        best = {}
        for name in CONTENDERS:
            by_threads = {int(t): spread(run[model][name]) for t, run in results["trainings"].items()}
            threads = min(by_threads, key=lambda t: by_threads[t]["median"])
            best[name] = {"threads": threads, **by_threads[threads], **results["costs"][model][name]}
        summary[model] = {name: {**row, "times_ours": row["median"] / best[OURS]["median"]}
                          for name, row in best.items()}
    by_threads = {int(t): spread([sum(one.values()) for one in rows]) for t, rows in results["floor"].items()}
    threads = min(by_threads, key=lambda t: by_threads[t]["median"])
    shapes = {name: statistics.median(one[name] for one in results["floor"][str(threads)])
              for name in results["floor"][str(threads)][0]}
    results["floor_summary"] = {"threads": threads, **by_threads[threads], "shapes": shapes}

    def least(*beginnings):
        return {model: min(row["times_ours"] for name, row in best.items() if name.startswith(beginnings))
                for model, best in summary.items()}
    worst = max(results["growth"], key=lambda row: row["seconds"]["auto"]["median"] / row["seconds"]["plain"]["median"])
    shown = {}
    for peer, at_least, names in [("PyTorch float64", 50, ("PyTorch float64", "PyTorch compiled float64")),
                                  ("PyTorch float32", 30, ("PyTorch float32", "PyTorch compiled float32")),
                                  ("JAX", 30, ("JAX",))]:
        for model, value in least(*names).items():
            shown[f"{peer}, time over ours, {model}"] = {"measured": value, "target": f"at least {at_least}",
                                                         "met": value >= at_least}
    for model in MODELS:
        value = summary[model][OURS]["largest_difference"]
        shown[f"our costs, largest difference from the printed ones, {model}"] = {
            "measured": value, "target": "below 1e-6", "met": value < 1e-6}
    value = summary["L_layer"][OURS]["median"] / by_threads[threads]["median"]
    shown["our time over the floor, L_layer"] = {"measured": value, "target": "at most 2.5", "met": value <= 2.5}
    value = worst["seconds"]["auto"]["median"] / worst["seconds"]["plain"]["median"]
    shown[f"auto over plain, at its worst (n_x {worst['n_x']}, m {worst['m']})"] = {
        "measured": value, "target": "at most 1.1", "met": value <= 1.1}
    results["busy_summary"] = {t: {name: {load: spread(values) for load, values in loads.items()}
                                   for name, loads in times.items()} for t, times in results["busy"]["times"].items()}
    for t, rows in results["busy_summary"].items():
        value = rows[OURS]["busy"]["median"] / rows[OURS]["quiet"]["median"]
        shown[f"our time with busy other cores over quiet ones, L_layer, {t} thread(s)"] = {
            "measured": value, "target": "at most 1.5", "met": value <= 1.5}
    results["must_show"] = shown
    return results


def figure(value):
    return f"{value:.0e}" if value < 1e-3 else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def span(s):
    return f"{s['median']:.3g} ({s['lowest']:.3g} to {s['highest']:.3g})"


def main_table(results):
    """Return the Markdown table of both trainings by every contender: seconds, and multiples of our time."""
    two, many = results["summary"].values()
    lines = ["| trained by | two-layer, seconds | times ours | L-layer, seconds | times ours |", "|" + "---|" * 5]
    return lines + [f"| {name} | {span(two[name])} | {figure(two[name]['times_ours'])} | {span(many[name])} "
                    f"| {figure(many[name]['times_ours'])} |" for name in CONTENDERS]


def busy_table(results):
    """Return the Markdown table of the L-layer training on a quiet and on a busy machine, with one thread and two."""
    summary = results["busy_summary"]
    lines = ["| trained by | " + " | ".join(f"{t} thread(s), quiet | busy | busy / quiet" for t in summary) + " |",
             "|" + "---|" * (1 + 3 * len(summary))]
    for name in CONTENDERS:
        cells = [name]
        for rows in summary.values():
            quiet, busy = rows[name]["quiet"], rows[name]["busy"]
            cells += [span(quiet), span(busy), f"{busy['median'] / quiet['median']:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def alt_text(results):
    parts = []
    for model, best in results["summary"].items():
        peers = {name: row["times_ours"] for name, row in best.items() if name != OURS}
        near, far = min(peers, key=peers.get), max(peers, key=peers.get)
        parts.append(f"the {model.replace('_', '-')} training takes our fast trainer {best[OURS]['median']:.2g} s, the "
                     f"nearest other, {near}, {figure(peers[near])} times as long, and the slowest, {far}, "
                     f"{figure(peers[far])} times")
    return "Time of the article's two trainings by each contender, on a logarithmic axis: " + "; ".join(parts) + "."


def readme_table(results):
    """Return the lines that the README shows: the main table and the picture."""
    return [*main_table(results), "", f"![{alt_text(results)}](benchmarks/results.svg)"]


def note(results):
    s = results["settings"]
    rest = "the others too" if s["short"] == ITERATIONS else f"the others over {s['short']}, scaled to 2,500"
    return (f"Medians (lowest to highest) of {s['repeats']} repeats in turn, each contender with the better of one and "
            "two threads. Our fast trainer is timed over all 2,500 iterations, with the Gram matrix and recovery of "
            f"W1; {rest}. Compiling and warming up are left out.")


def markdown(results):
    """Return results.md, made from results.json alone."""
    lines = ["# How fast the fast trainer is", "", "Measured in one run of `make bench`: "
             + ", ".join(f"{name} {value}" for name, value in results["machine"].items()) + ".", ""]
    lines += ["**A quick trial, not a measurement.**", ""] if results["settings"]["quick"] else []
    lines += [*main_table(results), "", f"![{alt_text(results)}](results.svg)", "", note(results), "",
              "## What had to be shown", "", "| | measured | target | met |", "|---|---|---|---|"]
    lines += [f"| {name} | {figure(row['measured'])} | {row['target']} | {'yes' if row['met'] else 'no'} |"
              for name, row in results["must_show"].items()]
    lines += ["", "## The same work", ""]
    for model, best in results["summary"].items():
        lines += [f"| {model}, {best[OURS]['iterations']:,} iterations | threads of the time above | last cost "
                  "| largest difference from a printed cost |", "|---|---|---|---|"]
        lines += [f"| {name} | {row['threads']} | {row['last_cost']:.6f} | {row['largest_difference']:.0e} |"
                  for name, row in best.items()] + [""]
    floor = results["floor_summary"]
    lines += ["## The floor", "", "The matrix products alone that the L-layer Gram form cannot avoid, in seconds for a "
              f"training: {span(floor)} with {floor['threads']} thread(s).", "", "| product | seconds |", "|---|---|"]
    lines += [f"| {name} | {value:.4f} |" for name, value in floor["shapes"].items()]
    busy = results["busy"]
    lines += ["", "## On a busy machine", "", "The L-layer training, seconds, while the other cores are quiet and "
              f"while a process occupies each of them, in turn; {busy['repeats']} repeats, our fast trainer over all "
              f"2,500 "
              f"iterations, the others over {busy['short']}, scaled to 2,500. With one thread, all of a contender is "
              f"bound to the first core. Measured {busy['machine']['date']} on {busy['machine']['cores']} cores of "
              f"{busy['machine']['processor']}, at a load of {busy['machine']['load']} before it began: what that adds "
              "to 0, quiet is not quite quiet.", "", *busy_table(results)]
    lines += ["", "## How the time grows", "", "One thread; seconds for so many iterations, set-up included; in "
              "brackets for one iteration with its set-up.", "",
              "| n_x | m | iterations | auto takes | auto | gram | plain | auto / plain |", "|" + "---|" * 8]
    for row in results["growth"]:
        s, one = row["seconds"], row["set_up"]
        gram = f"{s['gram']['median']:.3g} ({one['gram']:.2g})" if "gram" in s else \
            f"not measured: {row['gram_operations']:.0f} times the operations"
        lines.append(f"| {row['n_x']:,} | {row['m']:,} | {row['iterations']} | {row['chosen']} "
                     f"| {s['auto']['median']:.3g} | {gram} | {s['plain']['median']:.3g} ({one['plain']:.2g}) "
                     f"| {s['auto']['median'] / s['plain']['median']:.2f} |")
    lines += ["", "| networks in `train_many` | milliseconds for each, 100 iterations | relative to one alone |",
              "|---|---|---|"]
    alone = results["many"][0]["seconds_each"]["median"]
    for row in results["many"]:
        each = {key: 1000 * value for key, value in row["seconds_each"].items()}
        lines.append(f"| {row['networks']} | {span(each)} | {each['median'] / 1000 / alone:.2f} |")
    lines += ["", "| peak memory of | process, MB | above data and libraries, MB |", "|---|---|---|"]
    lines += [f"| {name} | {peak['peak']:.0f} | {peak['above_data']:.0f} |" for name, peak in results["memory"].items()]
    return "\n".join(lines + ["", "For the README:", "", "```", *readme_table(results), "```"]) + "\n"


def draw(results, path):
    """Draw the times by contender, one panel for each training, on a logarithmic axis; shapes tell libraries apart."""
    import matplotlib
    from matplotlib.figure import Figure
    looks = {OURS: ("*", "#D55E00"), "PyTorch": ("s", "#0072B2"), "JAX": ("^", "#009E73"), "scikit": ("D", "#E69F00")}
    canvas = Figure(figsize=(11, 4.6), layout="constrained", facecolor="white")
    panels = canvas.subplots(1, 2, sharex=True, sharey=True)
    for ax, (model, best) in zip(panels, results["summary"].items()):
        for y, (name, row) in enumerate(best.items()):
            marker, color = next((look for start, look in looks.items() if name.startswith(start)), ("o", "#6B7280"))
            ax.plot([row["lowest"], row["highest"]], [y, y], color=color, linewidth=3, solid_capstyle="butt", alpha=0.5)
            ax.plot(row["median"], y, marker, color=color, markersize=13 if marker == "*" else 8)
            words = f"{row['median']:.2g} s" if name == OURS else f"{figure(row['times_ours'])} times ours"
            ax.annotate(words, (row["highest"], y), (9, 0), textcoords="offset points", va="center", color="#1F2937")
        ax.set(xscale="log", yticks=range(len(best)), yticklabels=list(best), xlabel="seconds (logarithmic)",
               title=f"The article's {model.replace('_', '-')} training, 2,500 iterations")
        ax.grid(axis="x", color="#6B7280", alpha=0.3)
        ax.spines[["top", "right"]].set_visible(False)
    slowest = max(row["highest"] for best in results["summary"].values() for row in best.values())
    panels[0].set_xlim(right=slowest * 12)
    panels[0].invert_yaxis()
    with matplotlib.rc_context({"svg.hashsalt": "benchmarks"}):
        canvas.savefig(path, format="svg", metadata={"Date": None, "Title": "How long the trainings take"})
    svg = path.read_text(encoding="utf-8").replace("<svg ", '<svg role="img" ', 1)
    path.write_text(svg.replace("</title>", f"</title>\n <desc>{alt_text(results)}</desc>", 1), encoding="utf-8")


def child(*arguments, threads=2):
    """Run this file in a process of its own, which starts with this number of threads; return what it prints."""
    limits = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
    if threads == 1:
        limits["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    printed = subprocess.run([sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True, check=True,
                             env={**os.environ, "TQDM_DISABLE": "1", **limits})
    return json.loads(printed.stdout)


def measure(given):
    """Measure in this process, with given.threads threads."""
    import torch
    torch.set_num_threads(given.threads)
    if given.threads == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # JAX has no other switch that binds all of its threads
    if given.busy:
        return json.dump(measure_busy(1 if given.quick else given.repeats, BUSY_SHORT), sys.stdout)
    repeats, short = (1, 50) if given.quick else (given.repeats, ITERATIONS if given.full else SHORT)
    with_costs = (100 if given.quick else ITERATIONS) if given.threads == max(THREADS) else 0
    part = measure_trainings(repeats, short, with_costs)
    if given.threads == 1:
        part |= {"growth": measure_growth(repeats, given.quick, given.full), "many": measure_many(repeats, given.quick)}
    json.dump({**part, "settings": {"repeats": repeats, "short": short, "quick": given.quick}}, sys.stdout)


def run_busy(given):
    """Return what `measure_busy` found with each number of threads, and where and under which load it was."""
    found = {"machine": machine(), "repeats": 1 if given.quick else given.repeats, "short": BUSY_SHORT}
    flags = ["--busy", "--repeats", str(given.repeats), *["--quick"] * given.quick]
    return found | {"times": {str(t): child("--threads", str(t), *flags, threads=t) for t in THREADS}}


def run_all(given):
    """Return everything that is measured but the busy machine."""
    results, flags = {"machine": machine()}, ["--quick"] * given.quick + ["--full"] * given.full
    parts = {str(t): child("--threads", str(t), "--repeats", str(given.repeats), *flags, threads=t) for t in THREADS}
    results |= {key: {t: part[key] for t, part in parts.items()} for key in ("trainings", "floor")}
    results |= {key: parts["1"][key] for key in ("growth", "many", "settings")}
    results["costs"] = parts[str(max(THREADS))]["costs"]
    results["memory"] = {name: child("--memory", name) for name in ("our plain loop", OURS, "PyTorch float64")}
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one repeat of little, to try this file")
    parser.add_argument("--full", action="store_true", help="time all 2,500 iterations of every contender")
    parser.add_argument("--busy", action="store_true", help="measure only quiet against busy cores; keep what else is "
                        "in results.json")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the results go")
    parser.add_argument("--threads", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--memory", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory:
        return print_memory(given.memory)
    if given.threads:
        return measure(given)
    if given.repeats < REPEATS:
        parser.error(f"--repeats is at least {REPEATS}")
    if given.quick and given.folder == FOLDER:
        parser.error("--quick needs a --folder other than benchmarks/, whose results are measured in full")
    if given.busy:
        results = json.loads((given.folder / "results.json").read_text(encoding="utf-8"))
    else:
        results = run_all(given)
    results["busy"] = run_busy(given)
    summarise(results)
    with write_then_rename(given.folder / "results.json") as temporary:
        temporary.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    with write_then_rename(given.folder / "results.md") as temporary:
        temporary.write_text(markdown(results), encoding="utf-8")
    with write_then_rename(given.folder / "results.svg") as temporary:
        draw(results, temporary)
    print(markdown(results))


if __name__ == "__main__":
    main()
