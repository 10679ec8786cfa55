"""The fast trainer: the same gradient descent, without the work that changes nothing.

Gradient descent moves W1 only within the span of the pictures: dW1 = dZ1 X.T / m, so that after any number of steps
W1 = W1(0) - C X.T, where C (n_1, m) is the sum of all learning_rate / m * dZ1. The network meets W1 only in the
product W1 X, and that moves by learning_rate / m * dZ1 (X.T X). So one product with the (m, m) matrix of inner
products, computed once, takes the place of the two products with all pixels that the training needs, W1 X and dZ1 X.T.
(`L_model_backward` computes a third, W1.T dZ1, the gradient of the pixels, which no step uses.) Nothing is
approximated.

What pulls W1 towards 0 or keeps its steps in memory stays in that span, too. With weight decay and momentum, W1 is
s W1(0) - C X.T and its velocity t W1(0) + E X.T, where s and t are numbers; lesson 9 derives it. A minibatch is some of
the columns of X. So all of these are exact here. Dropout of hidden units would be; that of pixels would not, because
the picture that a step adds is then another one every time, nor would Adam on W1, which divides each weight's step by a
number of its own.

Two smaller savings: a bias is a weight whose input is always 1, so a row of ones below the activations makes W and b
one matrix; and every array of the loop is made once, before it.

Every function here also works on a stack of K networks: arrays of shape (K, n, m) in place of (n, m).
"""
import math
import warnings
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from dnn_utils.activations import keep_off_0_and_1
from dnn_utils.cost import compute_cost
from dnn_utils.progress import progress_bar
from dnn_utils.validation import (Diverged, check_fast_training, check_further, check_stack, check_stays_finite,
                                  check_whole_number)

__all__ = ["train", "train_many", "count_operations", "choose_solver"]

SMALL = 10**8  # operations of a product that one core does in a few milliseconds
STACK = 16  # networks trained at once: few enough for their arrays to stay in a core's cache


class Further(NamedTuple):
    """What `train` may do besides plain gradient descent, under the names of its arguments."""

    decay: float = 0.0
    momentum: float = 0.0
    batch_size: int | None = None
    batch_seed: int = 0


def train(X, Y, parameters, learning_rate=0.0075, num_iterations=3000, gram=None, solver="auto", decay=0.0,
          momentum=0.0, batch_size=None, batch_seed=0):
    """Train a network of any depth from given parameters: what `L_layer_model` returns, in less time.

    Parameters
    ----------
    X : array of shape (n_x, m), or None
        Input, examples in columns. None where only inner products are known: then `gram` is (m_all, m_all), its
        first m rows and columns belong to the training examples, and W1, of shape (n_1, m_all), holds the products
        of the first layer's weights with all m_all examples, before and after.
    Y : array of shape (1, m)
        Labels, 0 or 1.
    parameters : dict
        W1, b1 ... WL, bL to start from. Left as they are.
    learning_rate : float
    num_iterations : int
    gram : array of shape (m, m), optional
        X.T @ X, for many trainings to share.
    solver : "auto", "gram" or "plain"
        "auto" takes the form with fewer operations; `choose_solver` says which that is.
    decay : float, at least 0
        Weight decay: the cost has decay / 2 times the sum of all squared weights in it, biases left out.
    momentum : float, from 0 to below 1
        What is kept of the velocity v in every step: v = momentum v + gradient, and W moves by -learning_rate v.
    batch_size : int, optional
        An iteration is a step on so many examples. Those of an epoch are shuffled, and its last batch may be smaller.
    batch_seed : int
        Seed of the first epoch's order, np.random.RandomState(seed).permutation(m); each epoch has the next seed.

    Returns
    -------
    parameters : dict
    costs : list of float
        The cost before the iterations 0, 100, 200 ..., of the examples of that step.

    Raises
    ------
    ValueError
        If the shapes do not fit one another, a number is not finite, a label is not 0 or 1, or the numbers
        become infinite or nan, because the learning rate is too large; or where decay is not 0 and X is None, because
        inner products do not tell how large W1 is.
    """
    check_fast_training(X, Y, parameters, learning_rate, num_iterations, gram, solver)
    check_further(X, decay, momentum, batch_size, batch_seed)
    X, gram = in_float64(X), in_float64(gram)
    gram = gram_or_none(X, Y, parameters, num_iterations, gram, solver, batch_size)
    n_1, m = len(parameters["W1"]), Y.shape[1]

    def cost_of(AL, Y):
        check_stays_finite(learning_rate, {"AL": AL})
        return compute_cost(AL, Y)

    with fitting_threads(2 * n_1 * m * (X.shape[0] if gram is None else m)):
        parameters, costs = descend(X, Y, parameters, learning_rate, num_iterations, gram, cost_of,
                                    Further(decay, momentum, batch_size, batch_seed))
    check_stays_finite(learning_rate, parameters)
    return parameters, [float(cost) for cost in costs]


def train_many(X, Y, starts, learning_rates=0.0075, num_iterations=3000, gram=None, solver="auto", decay=0.0,
               momentum=0.0, batch_size=None, batch_seed=0):
    """Train many networks of one shape on the same data, a stack at a time; an interrupt returns what is finished.

    Parameters
    ----------
    X, Y, num_iterations, gram, solver, decay, momentum, batch_size, batch_seed
        As for `train`; all networks have the same batches.
    starts : list of dict
        The parameters that each network starts from.
    learning_rates : float or list of float
        One for all networks, or one for each.

    Returns
    -------
    trained : list of (parameters, costs)
        In the order of `starts`; shorter than it after an interrupt. Costs that are no numbers stay in as nan, and a
        warning says which network has diverged.

    Raises
    ------
    ValueError
        As `train`, or if the starts differ in shape, or there is not one learning rate for each.
    """
    rates = check_stack(starts, learning_rates)
    for start, rate in zip(starts, rates):
        check_fast_training(X, Y, start, rate, num_iterations, gram, solver)
    check_further(X, decay, momentum, batch_size, batch_seed)
    further = Further(decay, momentum, batch_size, batch_seed)
    X, gram = in_float64(X), in_float64(gram)
    gram = gram_or_none(X, Y, starts[0], num_iterations * len(starts), gram, solver, batch_size)
    trained = []
    progress = progress_bar(len(starts), unit="network")
    try:
        # one thread: small products gain nothing from a second, and the last digits do not depend on the cores
        with threadpool_limits(limits=1, user_api="blas"):
            for first in range(0, len(starts), STACK):
                chunk = slice(first, first + STACK)
                stack = {key: np.stack([start[key] for start in starts[chunk]]) for key in starts[0]}
                rate = np.reshape(rates[chunk], (-1, 1, 1))
                parameters, costs = descend(X, Y, stack, rate, num_iterations, gram, costs_of_stack, further)
                trained += [({key: array[k] for key, array in parameters.items()}, [float(cost[k]) for cost in costs])
                            for k in range(len(rate))]
                progress.update(len(rate))
    except KeyboardInterrupt:
        pass
    finally:
        progress.close()
    for k, (parameters, costs) in enumerate(trained):
        try:
            check_stays_finite(float(rates[k]), {**parameters, "costs": np.array(costs)})
        except Diverged as error:
            warnings.warn(f"starts[{k}]: {error}", RuntimeWarning, stacklevel=2)
    return trained


def count_operations(n_x, n_1, m, num_iterations, gram_known=False, batch_size=None):
    """Count the floating-point operations of layer 1, in which the two forms differ.

    Parameters
    ----------
    n_x, n_1, m : int
        Sizes of the input and of layer 1, and the number of examples.
    num_iterations : int
        Of all trainings that share the Gram matrix.
    gram_known : bool
        Whether the Gram matrix is there already.
    batch_size : int, optional
        As for `train`; what decay and momentum add, entry by entry, is not counted.

    Returns
    -------
    counts : dict
        "plain": W1 X and dZ1 X.T in every iteration. "gram": dZ1 (X.T X) in every iteration, and once X.T X (half
        of its entries, by symmetry), W1 X and C X.T.

    Raises
    ------
    ValueError
        If a number is no whole number, a size is below 1, or num_iterations below 0.
    """
    for name, size in (("n_x", n_x), ("n_1", n_1), ("m", m)):
        check_whole_number(name, size, 1)
    check_whole_number("num_iterations", num_iterations, 0)
    if batch_size is not None:
        check_whole_number("batch_size", batch_size, 1)
    n_x, n_1, m, num_iterations = int(n_x), int(n_1), int(m), int(num_iterations)  # of 32 bits, products do not fit
    size = m if batch_size is None else min(batch_size, m)
    epochs, rest = divmod(num_iterations, math.ceil(m / size))
    examples = epochs * m + rest * size  # of all steps; an epoch that is not finished has not had its smaller batch
    plain = 4 * n_1 * n_x * examples
    gram = 2 * n_1 * m * examples + 4 * n_1 * n_x * m + (0 if gram_known else n_x * m * m)
    return {"plain": plain, "gram": gram}


def choose_solver(n_x, n_1, m, num_iterations, gram_known=False, batch_size=None):
    """Return "gram" or "plain", the form with fewer operations; arguments as for `count_operations`."""
    counts = count_operations(n_x, n_1, m, num_iterations, gram_known, batch_size)
    return min(counts, key=counts.get)


def fitting_threads(operations):
    """Limit BLAS to one thread where the largest product of a loop has few operations, else leave it as it is.

    A second thread gains nothing there. On a busy machine, each product waits for it to get a core again; and the last
    digits of a product depend on how many threads share it.
    """
    return threadpool_limits(1 if operations < SMALL else None, user_api="blas")


def in_float64(array):
    """Return the array in float64: X.T @ X of 8-bit pixels would be 8-bit too, and overflow without a word."""
    return None if array is None else np.asarray(array, dtype=float)


def gram_or_none(X, Y, parameters, num_iterations, gram, solver, batch_size=None):
    """Return the Gram matrix where that form is to be used, and None for the plain form."""
    if X is None:
        return gram
    if solver == "auto":
        n_1, n_x = parameters["W1"].shape
        solver = choose_solver(n_x, n_1, Y.shape[1], num_iterations, gram is not None, batch_size)
    if solver == "plain":
        return None
    if gram is None:
        with fitting_threads(X.size * X.shape[1]):
            gram = X.T @ X
    return gram


def descend(X, Y, parameters, rate, num_iterations, gram, cost_of, further=Further()):
    """Run all iterations; return the new parameters, and the cost before the iterations 0, 100, 200 ...

    The cost is cost_of(AL, Y), and what weight decay adds to it.
    """
    m = Y.shape[1]
    Y, parameters = in_float64(Y), {key: in_float64(array) for key, array in parameters.items()}
    L = len(parameters) // 2
    W = [np.concatenate([parameters[f"W{l}"], parameters[f"b{l}"]], axis=-1) for l in range(2, L + 1)]
    W1, b1 = parameters["W1"], parameters["b1"]
    decay, momentum, batch_size, batch_seed = further
    is_plain, of_size = not (decay or momentum or batch_size), {}
    if is_plain:
        Z1, step_back, finish = plain_first_layer(X, W1, b1) if gram is None else gram_first_layer(X, W1, b1, gram, m)
        Z, A, relu, AL, dZ, slope = loop_arrays(Z1, W)
    else:
        pull, batches, all_labels = rate * decay, batches_of(m, batch_size, batch_seed), Y
        load, step_back, finish, squares = further_plain_first_layer(X, W1, b1, pull, momentum) if gram is None else \
            further_gram_first_layer(X, W1, b1, gram, m, pull, momentum)
        V = [np.zeros_like(layer) for layer in W]
    dW = [np.empty_like(layer) for layer in W]
    costs = []
    with np.errstate(all="ignore"):  # a diverging training shows in its costs
        for i in range(num_iterations):
            if not is_plain:
                batch = next(batches)
                Y = all_labels[:, batch]
                m = Y.shape[1]
                if m not in of_size:  # the last batch of an epoch may be smaller
                    of_size[m] = loop_arrays(np.empty((*W1.shape[:-1], m)), W)
                Z, A, relu, AL, dZ, slope = of_size[m]
                load(batch, Z[0])
            for l in range(L - 1):
                np.maximum(Z[l], 0, out=relu[l])
                np.matmul(W[l], A[l], out=Z[l + 1])
            np.negative(Z[-1], out=AL)
            np.exp(AL, out=AL)
            np.add(AL, 1, out=AL)
            np.reciprocal(AL, out=AL)
            if i % 100 == 0:
                costs.append(cost_of(AL, Y))
                if not is_plain and decay:
                    costs[-1] = costs[-1] + decay / 2 * (squares() + sum(map(squared_weights, W)))
            np.subtract(AL, Y, out=dZ[-1])
            np.multiply(dZ[-1], rate / m, out=dZ[-1])  # from here on every gradient is a step
            for l in reversed(range(L - 1)):
                np.matmul(dZ[l + 1], A[l].mT, out=dW[l])
                np.matmul(W[l][..., :-1].mT, dZ[l + 1], out=dZ[l])
                np.sign(relu[l], out=slope[l])  # 0 or 1, as float64: a mask of bool would be converted every time
                np.multiply(dZ[l], slope[l], out=dZ[l])
                if not is_plain:
                    dW[l][..., :-1] += pull * W[l][..., :-1]
                    keep_velocity(V[l], momentum, dW[l])
                np.subtract(W[l], dW[l], out=W[l])
            step_back(dZ[0])
        trained = dict(zip(("W1", "b1"), finish()))
    for l, layer in enumerate(W, start=2):
        trained[f"W{l}"], trained[f"b{l}"] = layer[..., :-1].copy(), layer[..., -1:].copy()
    return trained, costs


def loop_arrays(Z1, W):
    """Return Z, A, relu, AL, dZ and slope, for as many examples as Z1 has: the arrays of the loop, made before it."""
    Z = [Z1] + [np.empty((*layer.shape[:-1], Z1.shape[-1])) for layer in W]
    A = [with_row_of_ones(layer) for layer in Z[:-1]]
    relu = [layer[..., :-1, :] for layer in A]
    dZ, slope = [np.empty_like(layer) for layer in Z], [np.empty_like(layer) for layer in Z[:-1]]
    return Z, A, relu, np.empty_like(Z[-1]), dZ, slope


def batches_of(m, batch_size, batch_seed):
    """Give the columns of each step without an end, epoch after epoch: all of them where there is no batch size."""
    while batch_size is None:
        yield slice(None)
    while True:
        order = np.random.RandomState(batch_seed % 2**32).permutation(m)
        for first in range(0, m, batch_size):
            yield order[first:first + batch_size]
        batch_seed += 1


def keep_velocity(V, momentum, step):
    """Turn a velocity into momentum * velocity + step, and the step into the new velocity."""
    V *= momentum
    V += step
    step[...] = V


def squared_weights(W):
    """Return the sum of the squared weights of a layer, or of each in a stack; the biases are in the last column."""
    return np.sum(W[..., :-1]**2, axis=(-2, -1))


def gram_first_layer(X, W1, b1, gram, m):
    """Return Z1, a function that moves it by the step dZ1, and one that recovers W1 and b1 at the end."""
    Z1 = (W1[..., :m] if X is None else W1 @ X) + b1
    with_bias = gram[:m, :m] + 1  # the inner products of the columns of X with a 1 below each
    C = np.zeros_like(Z1)
    rows = Z1.size // m
    step = np.zeros((rows if rows < 4 else -(-rows // 8) * 8, m))  # BLAS takes longer for 7 rows than for 8
    product = np.empty_like(step)
    moved = product[:rows].reshape(Z1.shape)

    def step_back(dZ1):
        step[:rows] = dZ1.reshape(-1, m)
        np.matmul(step, with_bias, out=product)
        np.subtract(Z1, moved, out=Z1)
        np.add(C, dZ1, out=C)

    def finish():
        return W1 - C @ (gram[:m] if X is None else X.T), b1 - C.sum(axis=-1, keepdims=True)

    return Z1, step_back, finish


def plain_first_layer(X, W1, b1):
    """Return Z1, a function that moves W1, b1 and Z1 by the step dZ1, and one that returns W1 and b1 at the end."""
    W1, b1 = W1.copy(), b1.copy()
    product = W1 @ X
    Z1 = product + b1
    dW1 = np.empty_like(W1)
    db1 = np.empty_like(b1)

    def step_back(dZ1):
        np.matmul(dZ1, X.T, out=dW1)
        np.subtract(W1, dW1, out=W1)
        np.sum(dZ1, axis=-1, keepdims=True, out=db1)
        np.subtract(b1, db1, out=b1)
        np.matmul(W1, X, out=product)
        np.copyto(Z1, b1)  # and then the sum: NumPy's sum of two shapes makes a buffer every time
        np.add(Z1, product, out=Z1)

    return Z1, step_back, lambda: (W1, b1)


def further_gram_first_layer(X, W1, b1, gram, m, pull, momentum):
    """Return load(batch, out), step_back(dZ1), finish() and squares() of the first layer, by inner products.

    W1 is s W1(0) - C X.T, its velocity V is t W1(0) + E X.T. A step makes V = momentum V + dZ1 X.T + pull W1, in which
    the number of W1(0) is t = momentum t + pull s, and that of X.T is E = momentum E + dZ1 - pull C; then W1 = W1 - V
    makes s = s - t and C = C + E. U is W1 X, and V X is kept beside it, so that neither needs a product with X.
    """
    start = W1[..., :m] if X is None else W1 @ X
    U, VX, b1, Vb = start.copy(), np.zeros_like(start), b1.copy(), np.zeros_like(b1)
    C, E, product = (np.zeros_like(start) for _ in range(3))
    s, t = np.ones_like(pull), np.zeros_like(pull)
    inner = gram[:m, :m]
    now = None

    def load(batch, out):
        nonlocal now
        now = batch
        np.add(U[..., batch], b1, out=out)

    def step_back(dZ1):
        nonlocal s, t
        np.matmul(dZ1, inner[now], out=product)
        product[...] += pull * U
        keep_velocity(VX, momentum, product)
        np.subtract(U, product, out=U)
        keep_velocity(E, momentum, -pull * C)
        E[..., now] += dZ1
        t = momentum * t + pull * s
        s = s - t
        C[...] += E
        Vb[...] = momentum * Vb + dZ1.sum(axis=-1, keepdims=True)
        b1[...] -= Vb

    def finish():
        return s * W1 - C @ (gram[:m] if X is None else X.T), b1

    def squares():
        s_ = np.reshape(s, np.shape(s)[:-2])
        of_start, mixed, of_now = (np.sum(a * b, axis=(-2, -1)) for a, b in [(W1, W1), (C, start), (C, U)])
        return s_**2 * of_start - s_ * mixed - of_now

    return load, step_back, finish, squares


def further_plain_first_layer(X, W1, b1, pull, momentum):
    """Return load(batch, out), step_back(dZ1), finish() and squares() of the first layer, by products with the
    pixels."""
    W1, b1 = W1.copy(), b1.copy()
    V, Vb, dW1 = np.zeros_like(W1), np.zeros_like(b1), np.empty_like(W1)
    now = None

    def load(batch, out):
        nonlocal now
        now = X[:, batch]
        np.matmul(W1, now, out=out)
        out += b1

    def step_back(dZ1):
        np.matmul(dZ1, now.T, out=dW1)
        dW1[...] += pull * W1
        keep_velocity(V, momentum, dW1)
        np.subtract(W1, dW1, out=W1)
        Vb[...] = momentum * Vb + dZ1.sum(axis=-1, keepdims=True)
        b1[...] -= Vb

    return load, step_back, lambda: (W1, b1), lambda: np.sum(W1**2, axis=(-2, -1))


def with_row_of_ones(Z):
    """Return an array for the activations of Z, with a row of ones below, whose weights are the biases."""
    A = np.empty((*Z.shape[:-2], Z.shape[-2] + 1, Z.shape[-1]))
    A[..., -1, :] = 1
    return A


def costs_of_stack(AL, Y):
    """Return the cross-entropy cost of each network of a stack, nan where a probability is no number."""
    AL = keep_off_0_and_1(AL)
    return -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL), axis=(-2, -1))
