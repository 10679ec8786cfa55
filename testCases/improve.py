"""Lesson 9: test cases of the tricks, and of their judge."""
import numpy as np

from testCases.cases import EDGES, NUMBERS, SHAPES, Case, a_seed, labels, size, sizes

__all__ = ["paired_interval_test_case", "standardise_test_case", "add_weight_decay_test_case",
           "update_with_momentum_test_case", "update_with_adam_test_case", "minibatches_test_case",
           "dropout_test_case", "early_stopping_test_case"]


def paired_interval_test_case():
    """Return the results of five pairs, with a trick and without."""
    return np.array([0.70, 0.74, 0.69, 0.78, 0.72]), np.array([0.66, 0.71, 0.70, 0.71, 0.70])


def standardise_test_case():
    """Return three pixels of four training pictures, and of two others."""
    return np.array([[0.1, 0.3, 0.5, 0.9], [0.2, 0.2, 0.8, 0.4], [0.0, 1.0, 0.5, 0.7]]), \
        np.array([[0.4, 0.2], [0.9, 0.6], [0.3, 0.1]])


def add_weight_decay_test_case():
    """Return a cost, gradients, the parameters of a network 4, 3, 1, and a decay."""
    parameters, grads = network(seed=1, layers=[4, 3, 1])
    return 0.65, grads, parameters, 0.1


def update_with_momentum_test_case():
    """Return parameters, gradients, the velocity, a learning rate and what is kept of the velocity."""
    parameters, grads = network(seed=2, layers=[3, 2, 1])
    return parameters, grads, beside(parameters, seed=3), 0.1, 0.9


def update_with_adam_test_case():
    """Return parameters, gradients, both running means and the number of the step."""
    parameters, grads = network(seed=4, layers=[3, 2, 1])
    return parameters, grads, beside(parameters, seed=5), squares(parameters, seed=6), 7, 0.01


def minibatches_test_case():
    """Return X (2, 7), Y (1, 7), a batch size and a seed."""
    return np.arange(14.0).reshape(2, 7), np.array([[1, 0, 0, 1, 1, 0, 1]]), 3, 1


def dropout_test_case():
    """Return activations (3, 4), a gradient, a mask and the share of units that stay on."""
    return drawn_masks(np.random.RandomState(7), 3, 4, 0.8)


def early_stopping_test_case():
    """Return costs of validation pictures, and a patience."""
    return [0.69, 0.66, 0.61, 0.64, 0.58, 0.60, 0.59, 0.63, 0.50, 0.62, 0.61, 0.60, 0.63, 0.45], 3


def network(seed, layers):
    """Return parameters W1, b1 ... and gradients dW1, db1 ... of a network of these sizes."""
    rng = np.random.RandomState(seed)
    parameters, grads = {}, {}
    for l in range(1, len(layers)):
        for key, shape in ((f"W{l}", (layers[l], layers[l - 1])), (f"b{l}", (layers[l], 1))):
            parameters[key], grads["d" + key] = rng.randn(*shape), rng.randn(*shape)
    return parameters, grads


def beside(parameters, seed):
    """Return an array of random numbers for each of the parameters."""
    rng = np.random.RandomState(seed)
    return {key: rng.randn(*value.shape) for key, value in parameters.items()}


def squares(parameters, seed):
    """Return positive numbers for each of the parameters."""
    return {key: value**2 + 0.1 for key, value in beside(parameters, seed).items()}


def zeros(parameters):
    return {key: np.zeros(value.shape) for key, value in parameters.items()}


def drawn_pairs(draw, n, *t):
    return draw.uniform(0.5, 0.9, n), draw.uniform(0.4, 0.8, n), *t


def drawn_pixels(draw, n_x, m, m_new):
    """Draw pixels of which the others are darker, so that their own mean would be another one."""
    return draw.uniform(0.1, 0.9, (n_x, m)), draw.uniform(0, 0.4, (n_x, m_new))


def with_a_constant(X, X_new):
    """Make the first pixel the same in all training pictures."""
    X = X.copy()
    X[0] = 0.5
    return X, X_new


def drawn_decay(draw, layers):
    parameters, grads = network(a_seed(draw), layers)
    return float(draw.uniform(0.1, 0.9)), grads, parameters, float(draw.uniform(0.05, 0.5))


def decay_with_more(seed, layers):
    """Return a case whose gradients hold the dA of L_model_backward, too."""
    parameters, grads = network(seed, layers)
    return 0.5, {**grads, "dA1": np.random.RandomState(seed).randn(layers[0], 5)}, parameters, 0.3


def drawn_momentum(draw, layers):
    parameters, grads = network(a_seed(draw), layers)
    return parameters, grads, beside(parameters, a_seed(draw)), float(draw.uniform(0.05, 0.5)), \
        float(draw.uniform(0.3, 0.95))


def first_momentum(seed, layers):
    parameters, grads = network(seed, layers)
    return parameters, grads, zeros(parameters), 0.2, 0.7


def drawn_adam(draw, layers):
    parameters, grads = network(a_seed(draw), layers)
    return parameters, grads, beside(parameters, a_seed(draw)), squares(parameters, a_seed(draw)), \
        int(draw.randint(2, 20)), float(draw.uniform(0.01, 0.2))


def first_adam(seed, layers):
    """Return a first step with gradients so small that it matters where epsilon stands."""
    parameters, grads = network(seed, layers)
    return parameters, {key: 0.001 * grad for key, grad in grads.items()}, zeros(parameters), zeros(parameters), 1, 0.05


def other_adam(seed, layers, epsilon):
    parameters, grads = network(seed, layers)
    return parameters, grads, beside(parameters, seed + 1), squares(parameters, seed + 2), 4, 0.03, 0.8, 0.95, epsilon


def drawn_batches(draw, m, batch_size):
    return draw.randn(size(draw), m), labels(draw, m), batch_size, a_seed(draw)


def drawn_masks(draw, n, m, keep_prob):
    """Draw activations, a gradient and a mask in which some units are on and some are off."""
    mask = (draw.rand(n, m) < keep_prob).astype(float)
    mask[0, :2] = 0, 1
    return draw.uniform(0.1, 2, (n, m)), draw.randn(n, m), mask, keep_prob


def drawn_costs(draw, patience, best, more):
    """Draw costs of which number `best` is the lowest before the patience ends, and a lower one comes after that."""
    falling = np.sort(draw.uniform(0.4, 0.6, best + 1))[::-1]
    after = draw.uniform(0.65, 0.7, patience)
    return [*map(float, falling), *map(float, after), *[0.1] * more], patience


CASES = {
    "paired_interval": [
        Case("five pairs", paired_interval_test_case, NUMBERS, lambda draw: drawn_pairs(draw, 5)),
        Case("twenty pairs", lambda: drawn_pairs(np.random.RandomState(1), 20), SHAPES,
             lambda draw: drawn_pairs(draw, int(draw.randint(6, 40)))),
        Case("another width", lambda: drawn_pairs(np.random.RandomState(2), 10, 2.262), NUMBERS,
             lambda draw: drawn_pairs(draw, 10, float(draw.uniform(1, 4)))),
        Case("two pairs", lambda: (np.array([0.7, 0.5]), np.array([0.6, 0.65]), 12.706), EDGES,
             lambda draw: drawn_pairs(draw, 2, 12.706)),
    ],
    "standardise": [
        Case("four pictures and two others", standardise_test_case, NUMBERS, lambda draw: drawn_pixels(draw, 3, 4, 2)),
        Case("as many pixels as pictures", lambda: drawn_pixels(np.random.RandomState(3), 5, 5, 5), SHAPES,
             lambda draw: drawn_pixels(draw, *[size(draw)] * 3)),
        Case("one other picture", lambda: drawn_pixels(np.random.RandomState(4), 6, 4, 1), SHAPES,
             lambda draw: drawn_pixels(draw, size(draw), size(draw), 1)),
        Case("a pixel that never changes", lambda: with_a_constant(*drawn_pixels(np.random.RandomState(5), 3, 4, 2)),
             EDGES, lambda draw: with_a_constant(*drawn_pixels(draw, size(draw), size(draw), size(draw)))),
    ],
    "add_weight_decay": [
        Case("two layers", add_weight_decay_test_case, NUMBERS, lambda draw: drawn_decay(draw, [4, 3, 1])),
        Case("four layers", lambda: drawn_decay(np.random.RandomState(6), [5, 4, 3, 2, 1]), SHAPES,
             lambda draw: drawn_decay(draw, sizes(draw, int(draw.randint(3, 6))))),
        Case("one layer", lambda: drawn_decay(np.random.RandomState(7), [3, 1]), SHAPES,
             lambda draw: drawn_decay(draw, sizes(draw, 1))),
        Case("gradients with more in them", lambda: decay_with_more(8, [4, 2, 1]), NUMBERS,
             lambda draw: decay_with_more(a_seed(draw), [4, 2, 1])),
    ],
    "update_with_momentum": [
        Case("two layers", update_with_momentum_test_case, NUMBERS, lambda draw: drawn_momentum(draw, [3, 2, 1])),
        Case("four layers", lambda: drawn_momentum(np.random.RandomState(8), [5, 4, 3, 2, 1]), SHAPES,
             lambda draw: drawn_momentum(draw, sizes(draw, int(draw.randint(3, 6))))),
        Case("the first step", lambda: first_momentum(9, [4, 1]), EDGES,
             lambda draw: first_momentum(a_seed(draw), sizes(draw, 2))),
    ],
    "update_with_adam": [
        Case("two layers", update_with_adam_test_case, NUMBERS, lambda draw: drawn_adam(draw, [3, 2, 1])),
        Case("four layers", lambda: drawn_adam(np.random.RandomState(10), [5, 4, 3, 2, 1]), SHAPES,
             lambda draw: drawn_adam(draw, sizes(draw, int(draw.randint(3, 6))))),
        Case("the first step", lambda: first_adam(11, [4, 1]), EDGES,
             lambda draw: first_adam(a_seed(draw), sizes(draw, 2))),
        Case("other settings", lambda: other_adam(12, [3, 1], 0.1), NUMBERS,
             lambda draw: other_adam(a_seed(draw), [3, 1], float(draw.uniform(0.05, 0.3)))),
    ],
    "minibatches": [
        Case("seven examples in threes", minibatches_test_case, NUMBERS, lambda draw: drawn_batches(draw, 7, 3)),
        Case("nothing left over", lambda: drawn_batches(np.random.RandomState(13), 8, 4), SHAPES,
             lambda draw: drawn_batches(draw, 12, int(draw.choice([3, 4, 6])))),
        Case("a last one of one example", lambda: drawn_batches(np.random.RandomState(14), 9, 4), EDGES,
             lambda draw: drawn_batches(draw, 11, 5)),
        Case("all in one batch", lambda: drawn_batches(np.random.RandomState(16), 5, 8), EDGES,
             lambda draw: drawn_batches(draw, 6, 10)),
    ],
    "dropout": [
        Case("three units, four examples", dropout_test_case, NUMBERS, lambda draw: drawn_masks(draw, 3, 4, 0.8)),
        Case("another share", lambda: drawn_masks(np.random.RandomState(16), 5, 2, 0.4), SHAPES,
             lambda draw: drawn_masks(draw, size(draw), size(draw), float(draw.uniform(0.3, 0.7)))),
        Case("as many units as examples", lambda: drawn_masks(np.random.RandomState(17), 4, 4, 0.6), SHAPES,
             lambda draw: drawn_masks(draw, *[size(draw)] * 2, 0.7)),
    ],
    "early_stopping": [
        Case("a lower cost that comes too late", early_stopping_test_case, NUMBERS,
             lambda draw: drawn_costs(draw, 3, int(draw.randint(4, 9)), 1)),
        Case("patience that is enough",
             lambda: ([0.7, 0.6, 0.65, 0.66, 0.64, 0.5, 0.45, 0.5, 0.51, 0.52, 0.53, 0.4], 4), NUMBERS,
             lambda draw: drawn_costs(draw, 4, int(draw.randint(5, 9)), 2)),
        Case("the same cost again", lambda: ([0.7, 0.6, 0.55, 0.5, 0.5, 0.5, 0.4], 2), EDGES,
             lambda draw: ([0.9, 0.8, *drawn_costs(draw, 2, 3, 0)[0][:4], *[0.39] * 3, 0.3], 2)),
    ],
}
