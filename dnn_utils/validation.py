"""Clear errors for bad input: each names the argument, what came and what was expected."""
import numbers

import numpy as np

OTHER_ARRAYS = (np.matrix, np.ma.MaskedArray)  # of a matrix, * is the product; what a mask hides would count
TOO_LARGE = 1e50  # a product of several layers' weights that large overflows


class Diverged(ValueError):
    """A training whose numbers have become infinite, nan, or so large that the next step makes them so."""


def check_matrix(name, array, what="a 2-D array with examples in columns"):
    """Raise ValueError unless `array` is a 2-D numeric NumPy array."""
    if not isinstance(array, np.ndarray) or isinstance(array, OTHER_ARRAYS):
        raise ValueError(f"{name} must be {what}, got {type(array).__name__}")
    if array.ndim != 2:
        raise ValueError(f"{name} must be {what}, got shape {array.shape}")
    if array.dtype.kind not in "buif":
        raise ValueError(f"{name} must hold real numbers, got dtype {array.dtype}")


def check_real(name, value):
    """Raise ValueError unless value is a real number, or an array or nested lists of them, of any shape."""
    try:
        kind = np.asarray(value).dtype.kind
    except ValueError:  # ragged lists
        kind = ""
    if kind not in tuple("buif") or isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name} must hold real numbers, got {_describe(value)}")


def as_floats(name, value):
    """Return an array of the real numbers in value, of any shape, in float64: value itself where it is one already.

    Whole numbers of one byte would stay so, and -Z of them would be another one; floats of 32 bits would be rounded.
    """
    check_real(name, value)
    return np.asarray(value, dtype=float)


def check_fits(name, array, other_name, other):
    """Raise ValueError where the product of two arrays of whole numbers is none of their type."""
    product = np.result_type(array, other)
    if product.kind not in "bui" or not array.size or not other.size:
        return
    if product.itemsize < 4 or max(array.shape) * _largest(array) * _largest(other) > np.iinfo(product).max:
        raise ValueError(f"{name} and {other_name} must have a dtype that their products fit in, got {array.dtype} and "
                         f"{other.dtype}: {name}.astype(float) has one")


def _largest(array):
    return max(abs(float(array.min())), abs(float(array.max())))


def check_stays_finite(learning_rate, arrays):
    """Raise Diverged where the numbers of a network have gone beyond all bounds in a training.

    Parameters
    ----------
    learning_rate : float
    arrays : dict of arrays, after a step
    """
    for array in arrays.values():
        with np.errstate(all="ignore"):
            if array.size and not max(-array.min(), array.max()) < TOO_LARGE:  # of which nan is none
                raise Diverged("learning_rate must be small enough for gradient descent to stay finite, got "
                               f"{learning_rate!r}: lower it, or scale X")


def check_finite(name, array):
    """Raise ValueError where an array holds NaN or infinity, saying how many and where the first is."""
    finite = np.isfinite(array)
    if not finite.all():
        first = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise ValueError(f"{name} must hold finite numbers, got {np.count_nonzero(~finite)} NaN or infinite "
                         f"of {finite.size}, the first at {first}")


def check_linear(A, W, b):
    """Return the three in float64; ValueError unless W (n, n_prev) can multiply A (n_prev, m) and b is (n, 1)."""
    check_matrix("A", A)
    check_matrix("W", W, "a 2-D array of weights")
    check_matrix("b", b, "a 2-D array of biases")
    check_fits("A", A, "W", W)
    if W.shape[1] != A.shape[0]:
        raise ValueError(f"W must have one column for each of the {A.shape[0]} rows of A, got shape {W.shape}")
    if b.shape != (W.shape[0], 1):
        raise ValueError(f"b must have shape {(W.shape[0], 1)}, one bias for each row of W, got shape {b.shape}")
    return as_floats("A", A), as_floats("W", W), as_floats("b", b)


def check_activation(activation):
    """Raise ValueError unless `activation` is the name of one that the course knows."""
    if not isinstance(activation, str) or activation not in ("relu", "sigmoid"):
        raise ValueError(f"activation must be 'relu' or 'sigmoid', got {activation!r}")


def check_same_shape(name, array, other_name, other):
    """Return both in float64; ValueError unless they are 2-D arrays of one shape."""
    check_matrix(name, array)
    check_matrix(other_name, other)
    if array.shape != other.shape:
        raise ValueError(f"{name} must have the shape of {other_name}, {other.shape}, got {array.shape}")
    return as_floats(name, array), as_floats(other_name, other)


def check_labels(name, Y, m):
    """Raise ValueError unless Y is a (1, m) array of zeros and ones."""
    check_matrix(name, Y, f"an array of labels of shape (1, {m})")
    if Y.shape != (1, m):
        raise ValueError(f"{name} must have shape (1, {m}), one label for each example, got shape {Y.shape}")
    wrong = (Y != 0) & (Y != 1)
    if wrong.any():
        raise ValueError(f"{name} must hold only the labels 0 and 1, got {Y[wrong][0]}")


def check_probabilities(name, AL):
    """Raise ValueError unless AL is a (1, m) array of numbers from 0 to 1."""
    check_matrix(name, AL)
    if AL.shape[0] != 1 or AL.shape[1] == 0:
        raise ValueError(f"{name} must have shape (1, m) with m at least 1, got shape {AL.shape}")
    outside = ~((AL >= 0) & (AL <= 1))
    if outside.any():
        raise ValueError(f"{name} must hold probabilities from 0 to 1, got {AL[outside][0]}")


def check_linear_cache(dZ, cache):
    """Return dZ and the cache in float64; ValueError unless that is (A_prev, W, b) of the layer whose dZ came."""
    if not isinstance(cache, tuple) or len(cache) != 3:
        raise ValueError(f"cache must be the tuple (A_prev, W, b) of linear_forward, got {_describe(cache)}")
    A_prev, W, b = cache = check_linear(*cache)
    check_matrix("dZ", dZ)
    expected = (W.shape[0], A_prev.shape[1])
    if dZ.shape != expected:
        raise ValueError(f"dZ must have shape {expected}, the shape of W @ A_prev, got shape {dZ.shape}")
    if dZ.shape[1] == 0:
        raise ValueError(f"dZ must hold at least one example, got shape {dZ.shape}")
    return as_floats("dZ", dZ), cache


def check_layer_cache(cache):
    """Raise ValueError unless cache is the pair (linear_cache, activation_cache) of one layer."""
    if not isinstance(cache, tuple) or len(cache) != 2:
        raise ValueError("cache must be the tuple (linear_cache, activation_cache) of linear_activation_forward, "
                         f"got {_describe(cache)}")


def check_backward(AL, Y, caches):
    """Raise ValueError unless AL and Y are (1, m) and there is a cache for each layer."""
    check_matrix("AL", AL)
    if AL.shape[0] != 1:
        raise ValueError(f"AL must have shape (1, m), got shape {AL.shape}")
    check_labels("Y", Y, AL.shape[1])
    if not isinstance(caches, (list, tuple)) or len(caches) == 0:
        raise ValueError(f"caches must be the list that L_model_forward returns, got {_describe(caches)}")
    for cache in caches:
        check_layer_cache(cache)


def check_whole_number(name, value, lowest, highest=None):
    """Raise ValueError unless value is a whole number from lowest to highest."""
    whole = isinstance(value, numbers.Integral) and not isinstance(value, (bool, np.bool_))
    if not whole or value < lowest or (highest is not None and value > highest):
        limits = f"of at least {lowest}" if highest is None else f"from {lowest} to {highest}"
        raise ValueError(f"{name} must be a whole number {limits}, got {value!r}")
    if isinstance(value, np.integer) and (value.dtype.itemsize < 4 or 4 * int(value)**2 > np.iinfo(value.dtype).max):
        # its square would be another number, or its root rounded
        raise ValueError(f"{name} must be a whole number of Python, or of 64 bits, got {value!r}: int({name}) is one")


def check_layers_dims(name, layers_dims, n_x=None):
    """Raise ValueError unless layers_dims lists two or more sizes, and starts with n_x where that is given."""
    if not isinstance(layers_dims, (list, tuple, np.ndarray)) or len(layers_dims) < 2:
        raise ValueError(f"{name} must list the size of the input and of at least one layer, got {layers_dims!r}")
    for l, size in enumerate(layers_dims):
        check_whole_number(f"{name}[{l}]", size, 1)
    if n_x is not None and layers_dims[0] != n_x:
        raise ValueError(f"{name} must start with {n_x}, the number of rows of X, got {layers_dims!r}")


def check_parameters(parameters, n_x=None, finite=False):
    """Raise ValueError unless parameters hold W1, b1 ... WL, bL whose shapes fit one another, and, if so, no nan."""
    if not isinstance(parameters, dict) or len(parameters) == 0 or len(parameters) % 2:
        raise ValueError(f"parameters must be a dictionary with W1, b1 ... WL, bL, got {_describe(parameters)}")
    n_prev = n_x
    for l in range(1, len(parameters) // 2 + 1):
        for key in (f"W{l}", f"b{l}"):
            if key not in parameters:
                raise ValueError(f"parameters must hold {key}, got the keys {sorted(map(str, parameters))}")
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        check_matrix(f"parameters['W{l}']", W, "a 2-D array of weights")
        if n_prev is not None and W.shape[1] != n_prev:
            source = "rows of X" if l == 1 else f"units of layer {l - 1}"
            raise ValueError(f"parameters['W{l}'] must have {n_prev} columns, one for each of the {source}, "
                             f"got shape {W.shape}")
        check_matrix(f"parameters['b{l}']", b, "a 2-D array of biases")
        if b.shape != (W.shape[0], 1):
            raise ValueError(f"parameters['b{l}'] must have shape {(W.shape[0], 1)}, got shape {b.shape}")
        if finite:  # no probability, and no accuracy, is made of nan
            check_finite(f"parameters['W{l}']", W)
            check_finite(f"parameters['b{l}']", b)
        n_prev = W.shape[0]


def check_gradients(parameters, grads):
    """Return both in float64; ValueError unless grads hold a dW and a db of the right shape for each W and b."""
    check_parameters(parameters)
    if not isinstance(grads, dict):
        raise ValueError(f"grads must be a dictionary with dW1, db1 ... dWL, dbL, got {type(grads).__name__}")
    for key, value in parameters.items():
        if f"d{key}" not in grads:
            raise ValueError(f"grads must hold d{key}, the gradient of parameters['{key}'], "
                             f"got the keys {sorted(map(str, grads))}")
        gradient = grads[f"d{key}"]
        check_matrix(f"grads['d{key}']", gradient, "a 2-D array, a gradient")
        if gradient.shape != value.shape:
            raise ValueError(f"grads['d{key}'] must have the shape of parameters['{key}'], {value.shape}, "
                             f"got {gradient.shape}")
    return in_floats(parameters), {**grads, **in_floats({f"d{key}": grads[f"d{key}"] for key in parameters})}


def in_floats(arrays):
    """Return a dictionary of arrays in float64."""
    return {key: as_floats(key, array) for key, array in arrays.items()}


def check_paired_results(name, results, other_name, others):
    """Raise ValueError unless both are rows of the same number of finite results, at least two."""
    for each, values in ((name, results), (other_name, others)):
        check_real(each, values)
        if np.ndim(values) != 1 or len(values) < 2:
            raise ValueError(f"{each} must be a row of at least 2 results, got shape {np.shape(values)}")
        check_finite(each, np.asarray(values))
    if len(results) != len(others):
        raise ValueError(f"{other_name} must hold one result for each of the {len(results)} of {name}, "
                         f"got {len(others)}")
    return as_floats(name, results), as_floats(other_name, others)


def check_same_rows(name, X, other_name, other):
    """Raise ValueError unless both are 2-D arrays of finite numbers with the same number of rows, X not empty."""
    for each, array in ((name, X), (other_name, other)):
        check_matrix(each, array)
        check_finite(each, array)
    if X.size == 0:
        raise ValueError(f"{name} must hold at least one example, got shape {X.shape}")
    if X.shape[0] != other.shape[0]:
        raise ValueError(f"{other_name} must have {X.shape[0]} rows, as {name} has, got shape {other.shape}")
    return as_floats(name, X), as_floats(other_name, other)


def check_masks(A, dA_dropped, mask, keep_prob):
    """Raise ValueError unless the three have one shape, the mask holds 0 and 1, and keep_prob is above 0, at most 1."""
    check_same_shape("dA_dropped", dA_dropped, "A", A)
    check_same_shape("mask", mask, "A", A)
    wrong = (mask != 0) & (mask != 1)
    if wrong.any():
        raise ValueError(f"mask must hold only 0 and 1, got {mask[wrong][0]}")
    check_share("keep_prob", keep_prob)
    if keep_prob == 0:
        raise ValueError("keep_prob must be above 0, got 0")
    return as_floats("A", A), as_floats("dA_dropped", dA_dropped), as_floats("mask", mask)


def check_share(name, value):
    """Raise ValueError unless value is a number from 0 to 1."""
    check_number(name, value, 0)
    if value > 1:
        raise ValueError(f"{name} must be at most 1, got {value!r}")


def check_kept(name, value):
    """Raise ValueError unless value is a number from 0 to below 1: what is kept of a running mean."""
    check_share(name, value)
    if value == 1:
        raise ValueError(f"{name} must be below 1, got {value!r}")


def check_beside(name, arrays, parameters):
    """Raise ValueError unless there is an array of the same name and shape for each of the parameters."""
    if not isinstance(arrays, dict):
        raise ValueError(f"{name} must be a dictionary with W1, b1 ... WL, bL, got {type(arrays).__name__}")
    for key, value in parameters.items():
        if key not in arrays:
            raise ValueError(f"{name} must hold {key}, got the keys {sorted(map(str, arrays))}")
        check_matrix(f"{name}['{key}']", arrays[key], "a 2-D array")
        if arrays[key].shape != value.shape:
            raise ValueError(f"{name}['{key}'] must have the shape of parameters['{key}'], {value.shape}, "
                             f"got {arrays[key].shape}")
    return in_floats(arrays)


def check_costs(name, costs):
    """Raise ValueError unless costs is a row of at least one finite number."""
    check_real(name, costs)
    if np.ndim(costs) != 1 or len(costs) == 0:
        raise ValueError(f"{name} must be a row of at least one number, got shape {np.shape(costs)}")
    check_finite(name, np.asarray(costs))


def check_number(name, value, lowest=-np.inf):
    """Raise ValueError unless value is a finite number, and at least `lowest`."""
    if not _is_finite_number(value) or value < lowest:
        limit = "" if lowest == -np.inf else f" of at least {lowest}"
        raise ValueError(f"{name} must be a finite number{limit}, got {value!r}")
    if isinstance(value, np.floating) and value.dtype.itemsize < 4:
        raise ValueError(f"{name} must be a finite number of Python, or of 64 bits, got {value!r}: "
                         f"float({name}) is one")


def _is_finite_number(value):
    """Say whether a value is a number that NumPy computes with, such as no Fraction is, and finite."""
    number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    return number and -np.inf < value < np.inf


def check_seed(seed, name="seed"):
    """Raise ValueError unless seed is one that NumPy's RandomState takes."""
    check_whole_number(name, seed, 0, 2**32 - 1)


def check_scale(scale):
    """Raise ValueError unless scale is "sqrt" or a finite number."""
    if not _is_finite_number(scale) and not (isinstance(scale, str) and scale == "sqrt"):
        raise ValueError(f"scale must be 'sqrt' or a finite number, got {scale!r}")


def check_data(X, Y):
    """Raise ValueError unless X is (n_x, m) and finite and Y holds a 0 or 1 for each column of X."""
    check_matrix("X", X)
    if X.shape[1] == 0:
        raise ValueError(f"X must hold at least one example, got shape {X.shape}")
    check_finite("X", X)
    check_labels("Y", Y, X.shape[1])


def check_training(X, Y, layers_dims, learning_rate, num_iterations, parameters):
    """Raise ValueError unless a training can start from these: called once, before the loop."""
    check_data(X, Y)
    check_layers_dims("layers_dims", layers_dims, n_x=X.shape[0])
    if layers_dims[-1] != 1:
        raise ValueError(f"layers_dims must end with 1, the probability of a cat, got {layers_dims!r}")
    check_number("learning_rate", learning_rate)
    check_whole_number("num_iterations", num_iterations, 0)
    if parameters is not None:
        check_parameters(parameters, n_x=X.shape[0])
        sizes = [X.shape[0]] + [parameters[f"W{l}"].shape[0] for l in range(1, len(parameters) // 2 + 1)]
        if sizes != list(layers_dims):
            raise ValueError(f"parameters must fit layers_dims {list(layers_dims)}, got layers of sizes {sizes}")


def check_fast_training(X, Y, parameters, learning_rate, num_iterations, gram, solver):
    """Raise ValueError unless the fast trainer can start from these."""
    if not isinstance(solver, str) or solver not in ("auto", "gram", "plain"):
        raise ValueError(f"solver must be 'auto', 'gram' or 'plain', got {solver!r}")
    check_parameters(parameters)
    if X is None:
        check_products(Y, parameters, gram, solver)
    else:
        check_matrix("X", X)
        sizes = [X.shape[0]] + [parameters[f"W{l}"].shape[0] for l in range(1, len(parameters) // 2 + 1)]
        check_training(X, Y, sizes, learning_rate, num_iterations, parameters)
        if gram is not None:
            check_gram(gram, X.shape[1])
    check_number("learning_rate", learning_rate)
    check_whole_number("num_iterations", num_iterations, 0)


def check_further(X, decay, momentum, batch_size, batch_seed):
    """Raise ValueError unless the fast trainer can do these things besides plain descent."""
    check_number("decay", decay, 0)
    check_kept("momentum", momentum)
    if batch_size is not None:
        check_whole_number("batch_size", batch_size, 1)
    check_seed(batch_seed, "batch_seed")
    if X is None and decay:
        raise ValueError(f"X must be an array where decay is not 0, got None and decay {decay!r}")


def check_gram(gram, m):
    """Raise ValueError unless gram is an (m, m) matrix of finite inner products."""
    check_matrix("gram", gram, "a 2-D array of inner products")
    if gram.shape != (m, m):
        raise ValueError(f"gram must have shape {(m, m)}, one row and column for each example, got shape {gram.shape}")
    check_finite("gram", gram)


def check_products(Y, parameters, gram, solver):
    """Raise ValueError unless a training can start from inner products alone."""
    if gram is None or solver == "plain":
        raise ValueError(f"X must be an array where {'gram is None' if gram is None else 'solver is plain'}, got None")
    m_all = parameters["W1"].shape[1]
    check_gram(gram, m_all)
    check_matrix("Y", Y)
    check_labels("Y", Y, min(Y.shape[1], m_all))
    L = len(parameters) // 2
    if parameters[f"W{L}"].shape[0] != 1:
        raise ValueError(f"parameters['W{L}'] must have 1 row, the probability of a cat, got shape "
                         f"{parameters[f'W{L}'].shape}")


def check_stack(starts, learning_rates):
    """Return one learning rate for each start; raise ValueError unless the starts have one shape."""
    if not isinstance(starts, (list, tuple)) or len(starts) == 0:
        raise ValueError(f"starts must be a list of at least one dictionary of parameters, got {_describe(starts)}")
    for k, start in enumerate(starts):
        if not isinstance(start, dict):
            raise ValueError(f"starts[{k}] must be a dictionary of parameters, got {_describe(start)}")
        check_parameters(start)
        shapes, first = ({key: each[key].shape for key in sorted(each)} for each in (start, starts[0]))
        if shapes != first:
            raise ValueError(f"starts[{k}] must have the shapes of starts[0], {first}, got {shapes}")
    try:
        rates = np.asarray(learning_rates)
        shape = rates.shape if rates.dtype.kind in "iuf" and np.isfinite(rates).all() else None
    except ValueError:  # a ragged list
        shape = None
    if shape not in ((), (len(starts),)):
        raise ValueError(f"learning_rates must be one number, or one for each of the {len(starts)} starts, "
                         f"got {learning_rates!r}")
    return np.broadcast_to(rates.astype(float), len(starts))


def check_two_layers(layers_dims):
    """Raise ValueError unless layers_dims are the three sizes of a network with one hidden layer."""
    if len(layers_dims) != 3:
        raise ValueError(f"layers_dims must be (n_x, n_h, n_y) for a two-layer model, got {layers_dims!r}")


def check_rows(X):
    """Raise ValueError unless X is a table with an example in each row."""
    check_matrix("X", X, "a 2-D array with examples in rows")
    check_finite("X", X)


def check_two_classes(name, y):
    """Raise ValueError unless y is flat and holds two different labels and no third."""
    try:
        y = np.asarray(y)
        classes = np.unique(y)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be labels in a flat array, got {_describe(y)}") from None
    if len(classes) != 2 or y.ndim != 1:
        came = "one class" if len(classes) == 1 else f"{len(classes)} classes"
        raise ValueError(f"{name} must hold labels of two classes, got {came}: {classes[:5].tolist()}")


def check_fit(X, y, hidden_sizes):
    """Raise ValueError unless X has an example in each row, y a label for each, and hidden_sizes lists sizes."""
    check_rows(X)
    check_two_classes("y", y)
    if len(y) != len(X):
        raise ValueError(f"y must hold a label for each of the {len(X)} rows of X, got {len(y)}")
    if not isinstance(hidden_sizes, (list, tuple, np.ndarray)):
        raise ValueError(f"hidden_sizes must list the units of each hidden layer, got {hidden_sizes!r}")
    for i, size in enumerate(hidden_sizes):
        check_whole_number(f"hidden_sizes[{i}]", size, 1)


def check_product(A, B, dC):
    """Raise ValueError unless A B can be computed and has the shape of dC."""
    for name, array in (("A", A), ("B", B), ("dC", dC)):
        check_matrix(name, array, "a 2-D array")
    if A.shape[1] != B.shape[0] or dC.shape != (A.shape[0], B.shape[1]):
        raise ValueError(f"A, B and dC must have shapes (n, k), (k, m) and (n, m), got {A.shape}, {B.shape} and "
                         f"{dC.shape}")
    return as_floats("A", A), as_floats("B", B), as_floats("dC", dC)


def check_broadcast(dC, shape):
    """Raise ValueError unless an array of this shape can be repeated to the shape of dC."""
    if not isinstance(dC, (np.ndarray, np.number)) or dC.dtype.kind not in "buif":
        raise ValueError(f"dC must be an array of real numbers, got {_describe(dC)}")
    try:
        fits = isinstance(shape, (tuple, list)) and np.broadcast_shapes(tuple(shape), dC.shape) == dC.shape
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise ValueError(f"shape must be one that NumPy repeats to the shape of dC, {dC.shape}, got {shape!r}")
    return as_floats("dC", dC)


def _describe(value):
    return f"a {type(value).__name__} of {len(value)}" if hasattr(value, "__len__") else repr(value)
