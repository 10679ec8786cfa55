"""Lesson 9: tricks that are said to improve a network, and the judge that says whether they do."""
import numpy as np

from dnn_utils.validation import (check_beside, check_costs, check_data, check_gradients, check_kept, check_masks,
                                  check_matrix, check_number, check_paired_results, check_same_rows, check_seed,
                                  check_stays_finite, check_whole_number)

__all__ = ["paired_interval", "standardise", "add_weight_decay", "dropout", "update_with_momentum", "update_with_adam",
           "minibatches", "early_stopping", "verdict", "mirror_images"]


def paired_interval(with_trick, without, t=2.093):
    """From pairs of trainings, give the range in which the mean difference plausibly lies.

    The mean of the differences, plus and minus t of its standard errors (Student, "The probable
    error of a mean", Biometrika 6, 1908).

    Parameters
    ----------
    with_trick : array of shape (n,), or list
        One result for each training with the trick, n at least 2.
    without : array of shape (n,), or list
        The results without it, in the same order: each from the same start, on the same pictures.
    t : float
        Width in standard errors; 2.093 covers the truth in 95 of 100 studies of 20 pairs.

    Returns
    -------
    low, high : floats
        In the units of the results; above 0 where the trick has gained something.

    Raises
    ------
    ValueError
        If these are no two rows of the same number of finite results, or t is no finite number of
        at least 0.
    """
    with_trick, without = check_paired_results("with_trick", with_trick, "without", without)
    check_number("t", t, 0)
    differences = np.asarray(with_trick) - np.asarray(without)
    middle = np.mean(differences)
    half_width = t * np.std(differences, ddof=1) / np.sqrt(len(differences))
    return float(middle - half_width), float(middle + half_width)


def standardise(X, X_new):
    """Give every pixel the mean 0 and the standard deviation 1 over the training pictures.

    Parameters
    ----------
    X : array of shape (n_x, m)
        Training pictures, examples in columns.
    X_new : array of shape (n_x, m_new)
        Others, which are changed in the same way: by the numbers of X.

    Returns
    -------
    Z, Z_new : arrays of the shapes of X and X_new
        A pixel that is the same in all training pictures becomes 0 in them.

    Raises
    ------
    ValueError
        If an array is not 2-D, the two have different numbers of rows, or a pixel is no finite
        number.
    """
    X, X_new = check_same_rows("X", X, "X_new", X_new)
    mean = np.mean(X, axis=1, keepdims=True)
    deviation = np.std(X, axis=1, keepdims=True)
    deviation = np.where(deviation > 1e-12, deviation, 1)  # no division by 0
    return (X - mean) / deviation, (X_new - mean) / deviation


def add_weight_decay(cost, grads, parameters, decay):
    """Add to a cost what large weights cost, and to the gradients what that changes.

    Parameters
    ----------
    cost : float
        The cross-entropy cost.
    grads : dict
        dW1, db1 ... dWL, dbL of that cost. Left as they are.
    parameters : dict
        W1, b1 ... WL, bL.
    decay : float, at least 0
        The cost grows by decay / 2 for each unit of the sum of all squared weights, biases left
        out (A. Krogh, J. A. Hertz, "A simple weight decay can improve generalization", NIPS 4,
        1991).

    Returns
    -------
    cost : float
    grads : dict
        New, with everything that was in it.

    Raises
    ------
    ValueError
        If a gradient is missing or has another shape than its parameter, cost is no finite number,
        or decay is none of at least 0.
    """
    parameters, grads = check_gradients(parameters, grads)
    check_number("cost", cost)
    check_number("decay", decay, 0)
    L = len(parameters) // 2
    grads = dict(grads)
    for l in range(1, L + 1):
        W = parameters["W" + str(l)]
        cost = cost + decay / 2 * np.sum(W**2)
        grads["dW" + str(l)] = grads["dW" + str(l)] + decay * W
    return float(cost), grads


def dropout(A, dA_dropped, mask, keep_prob):
    """Switch units off on the way forward, and take the same units out on the way back.

    Inverted dropout (N. Srivastava and others, "Dropout", JMLR 15, 2014).

    Parameters
    ----------
    A : array of shape (n, m)
        Activations of a layer.
    dA_dropped : array of shape (n, m)
        Gradient of the cost with respect to what the next layer was given.
    mask : array of shape (n, m)
        1 where a unit stays on for an example, 0 where it is off.
    keep_prob : float, above 0, at most 1
        The share of units that stay on.

    Returns
    -------
    A_dropped : array of shape (n, m)
        What the next layer is given; on average over all masks, A.
    dA : array of shape (n, m)
        Gradient with respect to A.

    Raises
    ------
    ValueError
        If the shapes differ, the mask holds anything but 0 and 1, or keep_prob is no such number.
    """
    A, dA_dropped, mask = check_masks(A, dA_dropped, mask, keep_prob)
    A_dropped = A * mask / keep_prob
    dA = dA_dropped * mask / keep_prob
    return A_dropped, dA


def update_with_momentum(parameters, grads, velocity, learning_rate, momentum=0.9):
    """Take one step with momentum: every weight moves by its velocity, which remembers past steps.

    v = momentum v + gradient, as in PyTorch (B. T. Polyak, "Some methods of speeding up the
    convergence of iteration methods", USSR Comp. Math. 4, 1964).

    Parameters
    ----------
    parameters : dict
        W1, b1 ... WL, bL. Left as they are.
    grads : dict
        dW1, db1 ... dWL, dbL.
    velocity : dict
        W1, b1 ... WL, bL, the velocity of each, zeros before the first step. Left as it is.
    learning_rate : float
        Length of the step.
    momentum : float, from 0 to below 1
        What is kept of the velocity.

    Returns
    -------
    parameters, velocity : dicts
        New arrays under the same names.

    Raises
    ------
    ValueError
        If an array is missing or has another shape than its parameter, or a number is not finite
        or out of its range.
    """
    parameters, grads = check_gradients(parameters, grads)
    velocity = check_beside("velocity", velocity, parameters)
    check_number("learning_rate", learning_rate)
    check_kept("momentum", momentum)
    new_parameters, new_velocity = {}, {}
    for key in parameters:
        new_velocity[key] = momentum * velocity[key] + grads["d" + key]
        new_parameters[key] = parameters[key] - learning_rate * new_velocity[key]
    check_stays_finite(learning_rate, new_parameters)
    return new_parameters, new_velocity


def update_with_adam(parameters, grads, first, second, t, learning_rate=0.001, beta1=0.9,
                     beta2=0.999, epsilon=1e-8):
    """Take one step of Adam: along the mean gradient, divided by the size that gradients have.

    D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015.

    Parameters
    ----------
    parameters : dict
        W1, b1 ... WL, bL. Left as they are.
    grads : dict
        dW1, db1 ... dWL, dbL.
    first, second : dicts
        W1, b1 ... WL, bL, the running means of each gradient and of its square, zeros before the
        first step. Left as they are.
    t : int, at least 1
        Number of this step.
    learning_rate : float
    beta1, beta2 : floats, from 0 to below 1
        What is kept of both means.
    epsilon : float, at least 0
        Keeps the division away from 0.

    Returns
    -------
    parameters, first, second : dicts
        New arrays under the same names.

    Raises
    ------
    ValueError
        If an array is missing or has another shape than its parameter, or a number is not finite
        or out of its range.
    """
    parameters, grads = check_gradients(parameters, grads)
    first = check_beside("first", first, parameters)
    second = check_beside("second", second, parameters)
    check_whole_number("t", t, 1)
    check_kept("beta1", beta1)
    check_kept("beta2", beta2)
    check_number("learning_rate", learning_rate)
    check_number("epsilon", epsilon, 0)
    new_parameters, new_first, new_second = {}, {}, {}
    for key in parameters:
        gradient = grads["d" + key]
        new_first[key] = beta1 * first[key] + (1 - beta1) * gradient
        new_second[key] = beta2 * second[key] + (1 - beta2) * gradient**2
        mean = new_first[key] / (1 - beta1**t)
        square = new_second[key] / (1 - beta2**t)
        step = learning_rate * mean / (np.sqrt(square) + epsilon)
        new_parameters[key] = parameters[key] - step
    check_stays_finite(learning_rate, new_parameters)
    return new_parameters, new_first, new_second


def minibatches(X, Y, batch_size, seed):
    """Divide the training pictures, in a new order, into batches; the last may be smaller.

    Parameters
    ----------
    X : array of shape (n_x, m)
        Input, examples in columns.
    Y : array of shape (1, m)
        Labels, 0 or 1.
    batch_size : int, at least 1
    seed : int
        Seed of the order; a new one for every epoch.

    Returns
    -------
    batches : list of (X_batch, Y_batch)
        Every example once, each with its label.

    Raises
    ------
    ValueError
        If X and Y do not fit one another, or a number is no whole number of its range.
    """
    check_data(X, Y)
    check_whole_number("batch_size", batch_size, 1)
    check_seed(seed)
    order = np.random.RandomState(seed).permutation(X.shape[1])
    batches = []
    for start in range(0, len(order), batch_size):
        columns = order[start:start + batch_size]
        batches.append((X[:, columns], Y[:, columns]))
    return batches


def early_stopping(costs, patience):
    """Say which measurement to go back to, if training stops once patience is at an end.

    Parameters
    ----------
    costs : list of float
        The cost of the validation pictures, measured again and again during a training.
    patience : int, at least 1
        The training stops when so many measurements in a row have not been below the lowest one
        before them; what comes later is never seen.

    Returns
    -------
    best : int
        Index of the lowest cost until then; of the first of them where several are the same.

    Raises
    ------
    ValueError
        If costs is no row of at least one finite number, or patience no whole number of at least 1.
    """
    check_costs("costs", costs)
    check_whole_number("patience", patience, 1)
    best = 0
    for i in range(len(costs)):
        if costs[i] < costs[best]:
            best = i
        if i - best == patience:
            break
    return best


def verdict(low, high):
    """Put an interval of differences into a word: "better", "worse", or "no difference shown" where it holds 0."""
    check_number("low", low)
    check_number("high", high)
    if low > high:
        raise ValueError(f"low must be at most high, got {low!r} and {high!r}")
    return "better" if low > 0 else "worse" if high < 0 else "no difference shown"


def mirror_images(X, n_rows):
    """Return flattened pictures, left and right exchanged.

    Parameters
    ----------
    X : array of shape (n_rows * n_columns * 3, m)
        Pictures as `flatten` gives them, examples in columns.
    n_rows : int
        Rows of pixels of a picture.

    Returns
    -------
    mirrored : array of the shape of X

    Raises
    ------
    ValueError
        If X is not 2-D, or a column does not have n_rows rows of pixels with three colours.
    """
    check_matrix("X", X)
    check_whole_number("n_rows", n_rows, 1)
    if X.shape[0] == 0 or X.shape[0] % (3 * n_rows):
        raise ValueError(f"X must have columns of {n_rows} rows of pixels with 3 colours, got shape {X.shape}")
    return X.T.reshape(X.shape[1], n_rows, -1, 3)[:, :, ::-1].reshape(X.shape[1], -1).T
