"""How fast is the fast trainer? Everything side by side in one run: `make bench`.

Writes results.json, results.md and results.svg beside this file. The data are columns of 12,288 numbers that have the
inner products of the article's photographs (the course holds no photograph): any dense network trains on them exactly
as on the photographs, so that every contender's costs must be the article's.
"""
import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from dnn_utils import (L_layer_model, article_figures, article_start, choose_solver, initialize_parameters,
                       initialize_parameters_deep, load_dataset, train, train_many)
from dnn_utils.files import write_then_rename

FOLDER = Path(__file__).resolve().parent
RATE, ITERATIONS, SHORT, REPEATS, THREADS = 0.0075, 2500, 100, 5, (1, 2)
MODELS = {"two_layer": [12288, 7, 1], "L_layer": [12288, 20, 7, 5, 1]}
OURS = "our fast trainer"


def article_pixels(model):
    """Return X (12288, 209), Y and a start: the article's geometry, turned into 12,288 coordinates at random."""
    data = load_dataset("article")
    start = initialize_parameters(*MODELS[model]) if model == "two_layer" else initialize_parameters_deep(MODELS[model])
    start = article_start(start, seed=1)
    basis, _ = np.linalg.qr(np.random.RandomState(0).randn(12288, len(data.train_x)))
    return basis @ data.train_x, data.train_y, {**start, "W1": start["W1"] @ basis.T}


# Each contender takes (X, Y, start) and returns run(num_iterations) -> costs before the iterations 0, 100, 200 ...
def article_loop(X, Y, start):
    """The loop as the article has it: np.dot, a cost in every iteration, gradients of the pixels too."""
    m, L = X.shape[1], len(start) // 2

    def run(num_iterations):
        parameters, costs = dict(start), []
        for i in range(num_iterations):
            A, Z = [X], []
            for l in range(1, L + 1):
                Z.append(np.dot(parameters[f"W{l}"], A[-1]) + parameters[f"b{l}"])
                A.append(np.maximum(0, Z[-1]) if l < L else 1 / (1 + np.exp(-Z[-1])))
            AL = A[-1]
            cost = -np.sum(np.multiply(np.log(AL), Y) + np.multiply(np.log(1 - AL), 1 - Y)) / m
            if i % 100 == 0:
                costs.append(float(cost))
            dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
            grads = {}
            for l in range(L, 0, -1):
                dZ = dA * AL * (1 - AL) if l == L else np.where(Z[l - 1] <= 0, 0, dA)
                grads[f"W{l}"] = np.dot(dZ, A[l - 1].T) / m
                grads[f"b{l}"] = np.sum(dZ, axis=1, keepdims=True) / m
                dA = np.dot(parameters[f"W{l}"].T, dZ)
            parameters = {key: parameters[key] - RATE * grads[key] for key in parameters}
        return costs
    return run


def our_plain_loop(X, Y, start):
    sizes = [X.shape[0], *(start[f"W{l}"].shape[0] for l in range(1, len(start) // 2 + 1))]
    return lambda num_iterations: L_layer_model(X, Y, sizes, RATE, num_iterations, parameters=start)[1]


def our_fast_trainer(X, Y, start):
    return lambda num_iterations: train(X, Y, start, RATE, num_iterations)[1]


def torch_loop(dtype, compiled):
    def prepare(X, Y, start):
        import torch
        kind = getattr(torch, dtype)
        inputs, labels = torch.tensor(X.T.copy(), dtype=kind), torch.tensor(Y.T.copy(), dtype=kind)
        L = len(start) // 2

        def build():
            layers = []
            for l in range(1, L + 1):
                n, n_prev = start[f"W{l}"].shape
                layer = torch.nn.Linear(n_prev, n, dtype=kind)
                with torch.no_grad():
                    layer.weight.copy_(torch.tensor(start[f"W{l}"]))
                    layer.bias.copy_(torch.tensor(start[f"b{l}"][:, 0]))
                layers += [layer, torch.nn.ReLU()]
            return torch.nn.Sequential(*layers[:-1])

        def loss_of(network):
            return torch.nn.functional.binary_cross_entropy_with_logits(network(inputs), labels)
        loss_of = torch.compile(loss_of) if compiled else loss_of

        def run(num_iterations):
            network, costs = build(), []
            optimizer = torch.optim.SGD(network.parameters(), lr=RATE)
            for i in range(num_iterations):
                optimizer.zero_grad()
                loss = loss_of(network)
                if i % 100 == 0:
                    costs.append(float(loss.detach()))
                loss.backward()
                optimizer.step()
            return costs
        run(3)  # compile and warm up
        return run
    return prepare


def jax_loop(dtype):
    def prepare(X, Y, start):
        import jax
        import jax.numpy as jnp
        jax.config.update("jax_enable_x64", True)
        inputs, labels = jnp.asarray(X, dtype), jnp.asarray(Y, dtype)
        L = len(start) // 2
        first = {key: jnp.asarray(value, dtype) for key, value in start.items()}

        def loss_of(parameters, inputs):
            A = inputs
            for l in range(1, L):
                A = jax.nn.relu(parameters[f"W{l}"] @ A + parameters[f"b{l}"])
            Z = parameters[f"W{L}"] @ A + parameters[f"b{L}"]
            return jnp.mean(jax.nn.softplus(Z) - labels * Z)

        def step(parameters, inputs):
            loss, grads = jax.value_and_grad(loss_of)(parameters, inputs)
            return jax.tree.map(lambda p, g: p - jnp.asarray(RATE, dtype) * g, parameters, grads), loss

        @jax.jit
        def hundred(parameters, inputs):  # the pixels are an argument, so that they are not folded into the program
            return jax.lax.scan(lambda p, _: step(p, inputs), parameters, None, length=50)

        def run(num_iterations):
            parameters, costs = first, []
            for i in range(0, num_iterations, 50):
                parameters, losses = hundred(parameters, inputs)
                if i % 100 == 0:
                    costs.append(float(losses[0]))
            jax.block_until_ready(parameters)
            return costs
        run(50)
        return run
    return prepare


def scikit_learn(X, Y, start):
    from sklearn.neural_network import MLPClassifier
    L = len(start) // 2
    rows, labels = np.ascontiguousarray(X.T), Y[0]

    def run(num_iterations):
        hidden = tuple(start[f"W{l}"].shape[0] for l in range(1, L))
        model = MLPClassifier(hidden, solver="sgd", alpha=0, momentum=0, nesterovs_momentum=False, batch_size=len(rows),
                              learning_rate_init=RATE, max_iter=1, shuffle=False, tol=0, warm_start=True,
                              n_iter_no_change=10**9, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(rows[:4], labels[:4])
            for l in range(1, L + 1):
                model.coefs_[l - 1][:] = start[f"W{l}"].T
                model.intercepts_[l - 1][:] = start[f"b{l}"][:, 0]
            model.set_params(max_iter=num_iterations)
            model.loss_curve_ = []
            model.n_iter_, model.t_ = 0, 0
            model.fit(rows, labels)
        return [float(loss) for loss in model.loss_curve_[-num_iterations:][::100]]
    return run


CONTENDERS = {
    "the article's loop": article_loop, "our plain loop": our_plain_loop, OURS: our_fast_trainer,
    "PyTorch float64": torch_loop("float64", False), "PyTorch float32": torch_loop("float32", False),
    "PyTorch compiled float64": torch_loop("float64", True), "PyTorch compiled float32": torch_loop("float32", True),
    "JAX float64": jax_loop("float64"), "JAX float32": jax_loop("float32"), "scikit-learn": scikit_learn,
}


def seconds(run, *arguments):
    """Return how long a call takes, and its result."""
    begin = time.perf_counter()
    result = run(*arguments)
    return time.perf_counter() - begin, result


def measure_trainings(repeats):
    """Time both trainings by every contender, in turn; return seconds for 2,500 iterations, and check the costs."""
    measured = {}
    for model in MODELS:
        X, Y, start = article_pixels(model)
        printed = np.array(article_figures()["training"][model]["costs"])
        runs = {name: prepare(X, Y, start) for name, prepare in CONTENDERS.items()}
        times = {name: [] for name in runs}
        for repeat in range(repeats):
            for name, run in runs.items():
                print(f"{model}: {name}, {repeat + 1} of {repeats}", file=sys.stderr)
                iterations = ITERATIONS if name == OURS else SHORT
                taken, costs = seconds(run, iterations)
                times[name].append(taken * ITERATIONS / iterations)
                difference = np.abs(np.array(costs) - printed[:len(costs)]).max()
                measured.setdefault(model, {})[name] = {
                    "seconds": times[name], "iterations": iterations, "largest_cost_difference": float(difference)}
    return measured


def measure_floor(repeats, n_1=20, m=209):
    """Time the matrix products alone that the Gram form of the L-layer training cannot avoid."""
    sizes = MODELS["L_layer"][1:]
    shapes = [((n_1, m), (m, m))]
    for n_prev, n in zip(sizes, sizes[1:]):
        shapes += [((n, n_prev + 1), (n_prev + 1, m)), ((n, m), (m, n_prev + 1)), ((n_prev, n), (n, m))]
    products = [(np.ones(a), np.ones(b), np.empty((a[0], b[1]))) for a, b in shapes]

    def run():
        for _ in range(ITERATIONS):
            for a, b, out in products:
                np.matmul(a, b, out=out)
    return [seconds(run)[0] for _ in range(repeats)]


def measure_growth(repeats, iterations=50):
    """Time auto, gram and plain over sizes, in turn; return medians of the seconds for so many iterations."""
    rows = []
    for n_x, m in [(12288, 50), (12288, 209), (12288, 1000), (12288, 5000), (12288, 20000), (100, 209), (1000, 209),
                   (100000, 209)]:
        print(f"growth: n_x {n_x}, m {m}", file=sys.stderr)
        rng = np.random.RandomState(0)
        X, Y = rng.rand(n_x, m), rng.randint(0, 2, (1, m))
        start = initialize_parameters_deep([n_x, 20, 7, 5, 1])
        chosen = choose_solver(n_x, 20, m, iterations)
        solvers = ("auto", "plain") if m > 10000 else ("auto", "gram", "plain")  # a Gram matrix of 3 GB is too much
        times = {solver: [] for solver in solvers}
        for _ in range(repeats if n_x * m < 5 * 10**7 else 1):
            for solver in solvers:
                times[solver].append(seconds(lambda: train(X, Y, start, 1e-6, iterations, solver=solver))[0])
        rows.append({"n_x": n_x, "m": m, "iterations": iterations, "chosen": chosen,
                     "seconds": {solver: statistics.median(values) for solver, values in times.items()}})
    return rows


def measure_many(repeats):
    """Time train_many over 2,500 iterations of the article's L-layer model; return seconds for each network."""
    data = load_dataset("article")
    gram = data.train_x.T @ data.train_x
    rows = []
    for K in (1, 10, 100, 500):
        print(f"many: {K}", file=sys.stderr)
        starts = [initialize_parameters_deep([258, 20, 7, 5, 1], seed=seed) for seed in range(K)]
        times = [seconds(lambda: train_many(data.train_x, data.train_y, starts, RATE, ITERATIONS, gram))[0]
                 for _ in range(repeats if K < 100 else 1)]
        rows.append({"networks": K, "seconds_each": statistics.median(times) / K})
    return rows


def measure_memory():
    """Return the peak memory in MB of a process that trains 100 iterations, by contender."""
    peaks = {}
    for name in ("our plain loop", OURS, "PyTorch float64"):
        command = [sys.executable, __file__, "--memory", name]
        peaks[name] = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return peaks


def machine():
    """Say where this was measured, and with which versions."""
    cpuinfo = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")] \
        if cpuinfo.exists() else [platform.processor()]
    return {"processor": names[0], "cores": os.cpu_count(), "python": platform.python_version(),
            **{package: version(package) for package in ("numpy", "torch", "jax", "scikit-learn")}}


def summarise(results):
    """Add for each model and contender its better number of threads, and the ratio of its median to ours."""
    results["summary"] = {}
    for model in MODELS:
        best = {}
        for name in CONTENDERS:
            medians = {threads: statistics.median(run[model][name]["seconds"])
                       for threads, run in results["trainings"].items()}
            threads = min(medians, key=medians.get)
            cell = results["trainings"][threads][model][name]
            best[name] = {"threads": int(threads), "median": medians[threads], "lowest": min(cell["seconds"]),
                          "highest": max(cell["seconds"]), "largest_cost_difference": cell["largest_cost_difference"]}
        for row in best.values():
            row["times_ours"] = row["median"] / best[OURS]["median"]
        results["summary"][model] = best
    floor = {threads: statistics.median(values) for threads, values in results["floor"].items()}
    results["floor_ratio"] = results["summary"]["L_layer"][OURS]["median"] / min(floor.values())
    return results


def markdown(results):
    """Return the tables of results.md."""
    lines = ["# How fast the fast trainer is", "", "Measured in one run of `make bench` on "
             + ", ".join(f"{name} {value}" for name, value in results["machine"].items()) + ".", ""]
    for model, best in results["summary"].items():
        lines += [f"## The article's {model} training, 2,500 iterations", "",
                  "| by | threads | seconds, median (lowest to highest) | times ours | largest difference of a cost |",
                  "|---|---|---|---|---|"]
        lines += [f"| {name} | {row['threads']} | {row['median']:.3f} ({row['lowest']:.3f} to {row['highest']:.3f}) "
                  f"| {row['times_ours']:.1f} | {row['largest_cost_difference']:.0e} |" for name, row in best.items()]
        lines += [""]
    lines += ["Our fast trainer is timed over all 2,500 iterations, with the Gram matrix and the recovery of W1; the "
              f"others over {SHORT}, scaled. Each stands with the better of one and two threads, without compiling. "
              "The last column compares with the costs that the article prints (its L-layer costs have six digits).",
              "", f"The floor: the unavoidable matrix products of the L-layer training alone; ours takes "
              f"{results['floor_ratio']:.2f} times as long.", "", "## How the time grows", "",
              "| n_x | m | chosen | auto / plain | gram / plain |", "|---|---|---|---|---|"]
    for row in results["growth"]:
        s = row["seconds"]
        gram = f"{s['gram'] / s['plain']:.2f}" if "gram" in s else "not measured"
        lines.append(f"| {row['n_x']:,} | {row['m']:,} | {row['chosen']} | {s['auto'] / s['plain']:.2f} | {gram} |")
    lines += ["", f"{results['growth'][0]['iterations']} iterations, set-up included: the longer a training, the more "
              "the Gram form gains.", "",
              "| networks in train_many | time for each, relative to one alone |", "|---|---|"]
    alone = results["many"][0]["seconds_each"]
    lines += [f"| {row['networks']} | {row['seconds_each'] / alone:.2f} |" for row in results["many"]]
    lines += ["", "| peak memory of a process that trains | relative to ours |", "|---|---|"]
    lines += [f"| {name} | {peak / results['memory'][OURS]:.2f} |" for name, peak in results["memory"].items()]
    return "\n".join(lines) + "\n"


def readme_table(results):
    """Return the lines of the table that the README shows: how many times as long as ours each contender takes."""
    two_layer, L_layer = (results["summary"][model] for model in MODELS)
    return ["| time, as a multiple of our fast trainer's | two-layer | L-layer |", "|---|---|---|",
            *(f"| {name} | {two_layer[name]['times_ours']:.1f} | {L_layer[name]['times_ours']:.1f} |"
              for name in CONTENDERS)]


def draw(results):
    """Draw the times of both trainings by contender, on a logarithmic axis."""
    figure = Figure(figsize=(9, 5), layout="constrained", facecolor="white")
    ax = figure.subplots()
    names = list(CONTENDERS)
    for (model, best), marker, color in zip(results["summary"].items(), "os", ("#0072B2", "#D55E00")):
        ax.plot([best[name]["times_ours"] for name in names], range(len(names)), marker, color=color, markersize=9,
                label=model.replace("_", "-"))
    ax.set(xscale="log", yticks=range(len(names)), yticklabels=names,
           xlabel="time, as a multiple of our fast trainer's")
    ax.invert_yaxis()
    ax.grid(axis="x", alpha=0.4)
    ax.legend()
    return figure


def measure(threads, repeats):
    """Run one part in a process of its own, which starts with this number of threads."""
    limits = {name: str(threads) for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    if threads == 1:
        limits["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    command = [sys.executable, __file__, "--threads", str(threads), "--repeats", str(repeats)]
    environment = {**os.environ, "TQDM_DISABLE": "1", **limits}
    return json.loads(subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--threads", type=int, help="measure in this process, and print JSON")
    parser.add_argument("--memory", help="train by this contender, and print the peak memory in MB")
    given = parser.parse_args()
    if given.memory:
        CONTENDERS[given.memory](*article_pixels("L_layer"))(100)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    elif given.threads:
        part = {"trainings": measure_trainings(given.repeats), "floor": measure_floor(given.repeats)}
        if given.threads == 1:
            part["growth"], part["many"] = measure_growth(given.repeats), measure_many(given.repeats)
        json.dump(part, sys.stdout)
    else:
        parts = {str(threads): measure(threads, given.repeats) for threads in THREADS}
        results = summarise({"machine": machine(), "trainings": {t: part["trainings"] for t, part in parts.items()},
                             "floor": {t: part["floor"] for t, part in parts.items()}, "growth": parts["1"]["growth"],
                             "many": parts["1"]["many"], "memory": measure_memory()})
        with write_then_rename(FOLDER / "results.json") as temporary:
            temporary.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        with write_then_rename(FOLDER / "results.md") as temporary:
            temporary.write_text(markdown(results), encoding="utf-8")
        with write_then_rename(FOLDER / "results.svg") as temporary:
            draw(results).savefig(temporary, format="svg", metadata={"Date": None})
        print(markdown(results))


if __name__ == "__main__":
    main()
