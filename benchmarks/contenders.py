"""Who is compared: each contender trains the same network on the same numbers with the same full-batch descent."""
import warnings

import numpy as np

from dnn_utils import (L_layer_model, article_start, initialize_parameters, initialize_parameters_deep, load_dataset,
                       train)

RATE = 0.0075
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

        layers = []
        for l in range(1, L + 1):
            n, n_prev = start[f"W{l}"].shape
            layers += [torch.nn.Linear(n_prev, n, dtype=kind), torch.nn.ReLU()]
        network = torch.nn.Sequential(*layers[:-1])
        first = [torch.tensor(start[f"W{l}"] if weight else start[f"b{l}"][:, 0])
                 for l in range(1, L + 1) for weight in (True, False)]

        def loss_of():
            return torch.nn.functional.binary_cross_entropy_with_logits(network(inputs), labels)
        loss_of = torch.compile(loss_of) if compiled else loss_of

        def run(num_iterations):
            costs = []
            with torch.no_grad():  # one network, set back: a new one would be compiled again
                for parameter, value in zip(network.parameters(), first, strict=True):
                    parameter.copy_(value)
            optimizer = torch.optim.SGD(network.parameters(), lr=RATE)
            for i in range(num_iterations):
                optimizer.zero_grad()
                loss = loss_of()
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
        def fifty(parameters, inputs):  # the pixels are an argument, so that they are not folded into the program
            return jax.lax.scan(lambda p, _: step(p, inputs), parameters, None, length=50)

        def run(num_iterations):
            parameters, costs = first, []
            for i in range(0, num_iterations, 50):
                parameters, losses = fifty(parameters, inputs)
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
