"""How fast are weight decay, momentum and minibatches in the fast trainer? Beside PyTorch's SGD in float64, in one run.

    python benchmarks/extensions.py [--iterations 2500] [--short 100] [--repeats 5]

Writes extensions.json and extensions.md beside this file. The network, the start and the numbers are those of bench.py;
both sides have the same batches, and their costs must agree. PyTorch does `--short` iterations, and its time is scaled.
"""
import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np

from contenders import RATE, article_pixels
from dnn_utils import choose_solver, train
from dnn_utils.fast import batches_of
from dnn_utils.files import write_then_rename

FOLDER = Path(__file__).resolve().parent
SETTINGS = {"weight decay 0.1": {"decay": 0.1}, "momentum 0.9": {"momentum": 0.9},
            "minibatches of 32": {"batch_size": 32}, "all three": {"decay": 0.1, "momentum": 0.9, "batch_size": 32}}


def torch_run(X, Y, start, decay=0.0, momentum=0.0, batch_size=None):
    """Return run(num_iterations) -> costs before the iterations 0, 100, 200 ..."""
    import torch
    inputs, labels = torch.tensor(X.T.copy()), torch.tensor(Y.T.copy(), dtype=torch.float64)

    def run(num_iterations):
        layers = []
        for l in range(1, len(start) // 2 + 1):
            layers += [torch.nn.Linear(*start[f"W{l}"].shape[::-1], dtype=torch.float64), torch.nn.ReLU()]
            with torch.no_grad():
                layers[-2].weight.copy_(torch.tensor(start[f"W{l}"]))
                layers[-2].bias.copy_(torch.tensor(start[f"b{l}"][:, 0]))
        network = torch.nn.Sequential(*layers[:-1])
        weights, biases = ([p for p in network.parameters() if p.dim() == dim] for dim in (2, 1))
        optimizer = torch.optim.SGD([{"params": weights, "weight_decay": decay}, {"params": biases}], lr=RATE,
                                    momentum=momentum)
        batches, costs = batches_of(X.shape[1], batch_size, 0), []
        for i in range(num_iterations):
            batch = next(batches)
            optimizer.zero_grad()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(network(inputs[batch]), labels[batch])
            if i % 100 == 0:
                costs.append(float(loss.detach()) + decay / 2 * sum(float((W.detach()**2).sum()) for W in weights))
            loss.backward()
            optimizer.step()
        return costs
    return run


def seconds(run, *arguments):
    begin = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - begin


def measure(model, iterations, short, repeats):
    """Return a row for each of the SETTINGS: medians of seconds for all iterations, their ratio, and how far the costs
    of the first `short` + 1 iterations lie apart."""
    X, Y, start = article_pixels(model)
    rows = {}
    for name, settings in SETTINGS.items():
        theirs = torch_run(X, Y, start, **settings)

        def ours(n, settings=settings):
            return train(X, Y, start, RATE, n, **settings)[1]
        difference = np.abs(np.array(ours(short + 1)) - theirs(short + 1)).max()
        times = {"ours": [], "PyTorch": []}
        for _ in range(repeats):
            times["ours"].append(seconds(ours, iterations))
            times["PyTorch"].append(seconds(theirs, short) * iterations / short)
        medians = {who: statistics.median(values) for who, values in times.items()}
        rows[name] = {**medians, "ratio": medians["PyTorch"] / medians["ours"], "cost_difference": float(difference),
                      "solver": choose_solver(12288, len(start["W1"]), 209, iterations,
                                              batch_size=settings.get("batch_size"))}
        print(model, name, rows[name], flush=True)
    return rows


def markdown(results):
    lines = ["# Weight decay, momentum and minibatches, beside PyTorch's SGD in float64", "",
             f"{results['iterations']} iterations; medians of {results['repeats']}, by benchmarks/extensions.py.", "",
             "| model | setting | solver | ours, s | PyTorch, s | PyTorch over ours | costs differ by |",
             "|---|---|---|---|---|---|---|"]
    for model, rows in results["models"].items():
        lines += [f"| {model} | {name} | {row['solver']} | {row['ours']:.2f} | {row['PyTorch']:.1f} | "
                  f"{row['ratio']:.0f} | {row['cost_difference']:.0e} |" for name, row in rows.items()]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--iterations", type=int, default=2500)
    parser.add_argument("--short", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    results = {"iterations": given.iterations, "repeats": given.repeats,
               "models": {model: measure(model, given.iterations, given.short, given.repeats)
                          for model in ("two_layer", "L_layer")}}
    for name, text in [("extensions.json", json.dumps(results, indent=1) + "\n"), ("extensions.md", markdown(results))]:
        with write_then_rename(FOLDER / name) as temporary:
            temporary.write_text(text, encoding="utf-8")
    print(markdown(results))


if __name__ == "__main__":
    main()
