"""The fast trainer: the same gradient descent, without the work that changes nothing.

Gradient descent moves W1 only within the span of the pictures: dW1 = dZ1 X.T / m, so that after any number of steps
W1 = W1(0) - C X.T, where C (n_1, m) is the sum of all learning_rate / m * dZ1. The network meets W1 only in the
product W1 X, and that moves by learning_rate / m * dZ1 (X.T X). So one product with the (m, m) matrix of inner
products, computed once, takes the place of the two products with all pixels that the training needs, W1 X and dZ1 X.T.
(`L_model_backward` computes a third, W1.T dZ1, the gradient of the pixels, which no step uses.) Nothing is
approximated.

Two smaller savings: a bias is a weight whose input is always 1, so a row of ones below the activations makes W and b
one matrix; and every array of the loop is made once, before it.

Every function here also works on a stack of K networks: arrays of shape (K, n, m) in place of (n, m).
"""
import numpy as np
from threadpoolctl import threadpool_limits

from dnn_utils.activations import keep_off_0_and_1
from dnn_utils.cost import compute_cost
from dnn_utils.progress import progress_bar
from dnn_utils.validation import check_fast_training, check_stack, check_whole_number

__all__ = ["train", "train_many", "count_operations", "choose_solver"]

SMALL = 10**8  # operations of a product that one core does in a few milliseconds
STACK = 16  # networks trained at once: few enough for their arrays to stay in a core's cache


def train(X, Y, parameters, learning_rate=0.0075, num_iterations=3000, gram=None, solver="auto"):
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

    Returns
    -------
    parameters : dict
    costs : list of float
        The cost before the iterations 0, 100, 200 ...

    Raises
    ------
    ValueError
        If the shapes do not fit one another, a number is not finite, a label is not 0 or 1, or a probability is no
        number any more, because the learning rate is too large.
    """
    check_fast_training(X, Y, parameters, learning_rate, num_iterations, gram, solver)
    X, gram = in_float64(X), in_float64(gram)
    gram = gram_or_none(X, Y, parameters, num_iterations, gram, solver)
    n_1, m = len(parameters["W1"]), Y.shape[1]
    with fitting_threads(2 * n_1 * m * (X.shape[0] if gram is None else m)):
        return descend(X, Y, parameters, learning_rate, num_iterations, gram, compute_cost)


def train_many(X, Y, starts, learning_rates=0.0075, num_iterations=3000, gram=None, solver="auto"):
    """Train many networks of one shape on the same data, a stack at a time; an interrupt returns what is finished.

    Parameters
    ----------
    X, Y, num_iterations, gram, solver
        As for `train`.
    starts : list of dict
        The parameters that each network starts from.
    learning_rates : float or list of float
        One for all networks, or one for each.

    Returns
    -------
    trained : list of (parameters, costs)
        In the order of `starts`; shorter than it after an interrupt. Costs that are no numbers stay in as nan.

    Raises
    ------
    ValueError
        As `train`, or if the starts differ in shape, or there is not one learning rate for each.
    """
    rates = check_stack(starts, learning_rates)
    for start, rate in zip(starts, rates):
        check_fast_training(X, Y, start, rate, num_iterations, gram, solver)
    X, gram = in_float64(X), in_float64(gram)
    gram = gram_or_none(X, Y, starts[0], num_iterations * len(starts), gram, solver)
    trained = []
    progress = progress_bar(len(starts), unit="network")
    try:
        # one thread: small products gain nothing from a second, and the last digits do not depend on the cores
        with threadpool_limits(limits=1, user_api="blas"):
            for first in range(0, len(starts), STACK):
                chunk = slice(first, first + STACK)
                stack = {key: np.stack([start[key] for start in starts[chunk]]) for key in starts[0]}
                rate = np.reshape(rates[chunk], (-1, 1, 1))
                parameters, costs = descend(X, Y, stack, rate, num_iterations, gram, costs_of_stack)
                trained += [({key: array[k] for key, array in parameters.items()}, [float(cost[k]) for cost in costs])
                            for k in range(len(rate))]
                progress.update(len(rate))
    except KeyboardInterrupt:
        pass
    finally:
        progress.close()
    return trained


def count_operations(n_x, n_1, m, num_iterations, gram_known=False):
    """Count the floating-point operations of layer 1, in which the two forms differ.

    Parameters
    ----------
    n_x, n_1, m : int
        Sizes of the input and of layer 1, and the number of examples.
    num_iterations : int
        Of all trainings that share the Gram matrix.
    gram_known : bool
        Whether the Gram matrix is there already.

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
    plain = 4 * n_1 * n_x * m * num_iterations
    gram = 2 * n_1 * m * m * num_iterations + 4 * n_1 * n_x * m + (0 if gram_known else n_x * m * m)
    return {"plain": plain, "gram": gram}


def choose_solver(n_x, n_1, m, num_iterations, gram_known=False):
    """Return "gram" or "plain", the form with fewer operations; arguments as for `count_operations`."""
    counts = count_operations(n_x, n_1, m, num_iterations, gram_known)
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


def gram_or_none(X, Y, parameters, num_iterations, gram, solver):
    """Return the Gram matrix where that form is to be used, and None for the plain form."""
    if X is None:
        return gram
    if solver == "auto":
        n_1, n_x = parameters["W1"].shape
        solver = choose_solver(n_x, n_1, Y.shape[1], num_iterations, gram is not None)
    if solver == "plain":
        return None
    if gram is None:
        with fitting_threads(X.size * X.shape[1]):
            gram = X.T @ X
    return gram


def descend(X, Y, parameters, rate, num_iterations, gram, cost_of):
    """Run all iterations; return the new parameters, and cost_of(AL, Y) before the iterations 0, 100, 200 ..."""
    m = Y.shape[1]
    Y, parameters = in_float64(Y), {key: in_float64(array) for key, array in parameters.items()}
    if gram is None:
        Z1, step_back, finish = plain_first_layer(X, parameters["W1"], parameters["b1"])
    else:
        Z1, step_back, finish = gram_first_layer(X, parameters["W1"], parameters["b1"], gram, m)
    L = len(parameters) // 2
    W = [np.concatenate([parameters[f"W{l}"], parameters[f"b{l}"]], axis=-1) for l in range(2, L + 1)]
    Z = [Z1] + [np.empty((*layer.shape[:-1], m)) for layer in W]
    A = [with_row_of_ones(layer) for layer in Z[:-1]]
    relu = [layer[..., :-1, :] for layer in A]
    AL = np.empty_like(Z[-1])
    dZ = [np.empty_like(layer) for layer in Z]
    dW = [np.empty_like(layer) for layer in W]
    slope = [np.empty_like(layer) for layer in Z[:-1]]
    costs = []
    with np.errstate(all="ignore"):  # a diverging training shows in its costs
        for i in range(num_iterations):
            for l in range(L - 1):
                np.maximum(Z[l], 0, out=relu[l])
                np.matmul(W[l], A[l], out=Z[l + 1])
            np.negative(Z[-1], out=AL)
            np.exp(AL, out=AL)
            np.add(AL, 1, out=AL)
            np.reciprocal(AL, out=AL)
            if i % 100 == 0:
                costs.append(cost_of(AL, Y))
            np.subtract(AL, Y, out=dZ[-1])
            np.multiply(dZ[-1], rate / m, out=dZ[-1])  # from here on every gradient is a step
            for l in reversed(range(L - 1)):
                np.matmul(dZ[l + 1], A[l].mT, out=dW[l])
                np.matmul(W[l][..., :-1].mT, dZ[l + 1], out=dZ[l])
                np.sign(relu[l], out=slope[l])  # 0 or 1, as float64: a mask of bool would be converted every time
                np.multiply(dZ[l], slope[l], out=dZ[l])
                np.subtract(W[l], dW[l], out=W[l])
            step_back(dZ[0])
    trained = dict(zip(("W1", "b1"), finish()))
    for l, layer in enumerate(W, start=2):
        trained[f"W{l}"], trained[f"b{l}"] = layer[..., :-1].copy(), layer[..., -1:].copy()
    return trained, costs


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


def with_row_of_ones(Z):
    """Return an array for the activations of Z, with a row of ones below, whose weights are the biases."""
    A = np.empty((*Z.shape[:-2], Z.shape[-2] + 1, Z.shape[-1]))
    A[..., -1, :] = 1
    return A


def costs_of_stack(AL, Y):
    """Return the cross-entropy cost of each network of a stack, nan where a probability is no number."""
    AL = keep_off_0_and_1(AL)
    return -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL), axis=(-2, -1))
