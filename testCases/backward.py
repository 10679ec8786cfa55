"""Lesson 4: test cases of the backward pass."""
import numpy as np

from testCases.cases import EDGES, NUMBERS, SHAPES, Case, a_seed, labels, size, sizes

__all__ = ["linear_backward_test_case", "relu_backward_test_case", "sigmoid_backward_test_case",
           "linear_activation_backward_test_case", "L_model_backward_test_case"]


def linear_backward_test_case():
    """Return dZ (1, 2) and the cache (A_prev (3, 2), W (1, 3), b (1, 1)) as in the article."""
    return linear_case(seed=1, n=1, n_prev=3, m=2)


def relu_backward_test_case():
    """Return dA (1, 4) and the cache, which is Z (1, 4)."""
    return np.array([[0.5, -1.0, 2.0, -3.0]]), np.array([[2.0, 1.0, -3.0, -0.5]])


def sigmoid_backward_test_case():
    """Return dA (1, 4) and the cache, which is Z (1, 4)."""
    return np.array([[0.5, -1.0, 2.0, -3.0]]), np.array([[2.0, 0.0, -3.0, -0.5]])


def linear_activation_backward_test_case():
    """Return dA (1, 2) and the cache ((A_prev (3, 2), W (1, 3), b (1, 1)), Z (1, 2)) as in the article."""
    return activation_case(seed=2, n=1, n_prev=3, m=2)


def L_model_backward_test_case():
    """Return AL (1, 2), Y (1, 2) and the caches of a network 4, 3, 1 as in the article.

    AL is drawn at random, so that its entries are no probabilities, and not the sigmoid of the last layer's Z: the
    formula of lesson 4 does not mind, and the short form dZ = AL - Y gives other numbers.
    """
    return random_case(seed=3, sizes=[4, 3, 1], Y=np.array([[1, 0]]))


def linear_case(seed, n, n_prev, m):
    """Return random dZ (n, m) and the cache (A_prev, W, b), drawn in the article's order."""
    rng = np.random.RandomState(seed)
    return rng.randn(n, m), (rng.randn(n_prev, m), rng.randn(n, n_prev), rng.randn(n, 1))


def activation_case(seed, n, n_prev, m):
    """Return random dA (n, m) and the cache ((A_prev, W, b), Z), drawn in the article's order."""
    rng = np.random.RandomState(seed)
    dA = rng.randn(n, m)
    return dA, layer_cache(rng, n, n_prev, m)


def layer_cache(rng, n, n_prev, m):
    """Draw the cache ((A_prev, W, b), Z) of one layer."""
    return (rng.randn(n_prev, m), rng.randn(n, n_prev), rng.randn(n, 1)), rng.randn(n, m)


def random_case(seed, sizes, Y):
    """Return random AL (1, m), the labels Y and one cache for each layer, drawn in the article's order."""
    rng = np.random.RandomState(seed)
    m = Y.shape[1]
    AL = rng.randn(1, m)
    return AL, Y, tuple(layer_cache(rng, sizes[l], sizes[l - 1], m) for l in range(1, len(sizes)))


def network_case(seed, sizes, Y):
    """Return AL (1, m), the labels Y and one random cache for each layer; AL is the sigmoid of the last layer's Z."""
    _, Y, caches = random_case(seed, sizes, Y)
    return 1 / (1 + np.exp(-caches[-1][1])), Y, caches


def slopes_case(seed, n, m):
    """Return random dA (n, m) and the cache Z (n, m)."""
    rng = np.random.RandomState(seed)
    return rng.randn(n, m), rng.randn(n, m) * 2


def whole_case():
    """Return dA (2, 3) and a cache Z (2, 3) of whole numbers."""
    return np.array([[0.5, -1.5, 2.0], [-0.25, 3.0, -1.0]]), np.array([[-1, 2, 3], [1, -2, -3]])


def far_case():
    """Return dA (1, 6) and a cache Z (1, 6) far from 0 on both sides, and near it."""
    return np.array([[1.0, -2.0, 3.0, -4.0, 5.0, -6.0]]), np.array([[-2000.0, -40.0, -0.5, 0.5, 40.0, 2000.0]])


def zero_case():
    """Return dA (2, 3) and a cache Z (2, 3) in which some entries are exactly 0."""
    return np.array([[0.5, -1.5, 2.0], [-0.25, 3.0, -1.0]]), np.array([[0.0, 2.0, -3.0], [1.0, 0.0, -1.0]])


def one_at_zero(inputs, outputs):
    """Accept a slope of 1, or one half, where Z is exactly 0: relu has none there, and the course takes 0."""
    from testCases.comparing import difference, encode, value_difference  # here, because a notebook has to do without
    dA, Z = inputs
    half, whole = (np.where(Z == 0, slope * dA, np.where(Z > 0, dA, 0.0)) for slope in (0.5, 1.0))
    return "slope_at_zero", whole if difference("dZ", outputs[0], encode(half), value_difference) else half


def short_form(inputs, outputs):
    """Accept what the short form dZ = AL - Y gives for an AL that is not the sigmoid of Z."""
    from dnn_utils import L_model_backward  # here, because a notebook of this lesson has to do without it
    AL, Y, caches = inputs
    s = 1 / (1 + np.exp(-caches[-1][1]))
    # from this AL the long form gives that dZ
    same_step = np.where(Y == 1, s * (1 - s) / (1 - AL), 1 - s * (1 - s) / AL)
    return "short_form", L_model_backward(same_step, Y, caches)


def zeros_case():
    """Return dA and a cache in which some entries of Z are exactly 0."""
    dA, ((A_prev, W, b), Z) = activation_case(seed=8, n=2, n_prev=3, m=4)
    Z[:, ::2] = 0.0
    return dA, ((A_prev, W, b), Z), "relu"


def sure_case():
    """Return AL, Y and the cache of one layer that is sure: AL is exactly 0 or 1, twice right and twice wrong."""
    rng = np.random.RandomState(9)
    A_prev, W, b = rng.randn(2, 4), rng.randn(1, 2), rng.randn(1, 1)
    Z = np.array([[800.0, -800.0, 800.0, -800.0]])
    return np.array([[1.0, 0.0, 1.0, 0.0]]), np.array([[1, 0, 0, 1]]), [((A_prev, W, b), Z)]


def drawn_linear(draw, n=None, n_prev=None, m=None):
    """Draw dZ and a linear cache; sizes that are not given are drawn, too."""
    n = n or size(draw)
    n_prev = n_prev or size(draw, n)
    return linear_case(a_seed(draw), n, n_prev, m or size(draw, n, n_prev))


def drawn_square(draw):
    n = size(draw, 3)
    return drawn_linear(draw, n, n, n)


def drawn_layer(draw, activation):
    n = size(draw)
    n_prev = size(draw, n)
    return *activation_case(a_seed(draw), n, n_prev, size(draw, n, n_prev)), activation


def drawn_slopes(draw, n=None, m=None):
    """Draw dA and Z, of all four pairs of signs; sizes that are not given are drawn, too."""
    n = n or size(draw)
    m = m or size(draw, n)
    dA, Z = np.abs(draw.randn(2, n, m)) + 0.1
    order = draw.permutation(Z.size)
    dA.flat[order[::2]] *= -1
    Z.flat[order[:(Z.size + 1) // 2]] *= -1
    return dA, Z


def drawn_whole(draw):
    dA, Z = drawn_slopes(draw)
    return dA, (np.sign(Z) * draw.randint(1, 5, Z.shape)).astype(int)


def drawn_far(draw):
    dA, Z = drawn_slopes(draw, 1, 8)
    Z[0, ::2] *= draw.uniform(800, 3000, 4)
    return dA, Z


def drawn_zero(draw):
    dA, Z = drawn_slopes(draw)
    Z[0, 0] = Z[-1, -1] = 0.0
    return dA, Z


def drawn_zeros(draw):
    dA, (linear, Z), activation = drawn_layer(draw, "relu")
    Z[:, ::2] = 0.0
    return dA, (linear, Z), activation


def drawn_caches(draw, layers):
    return network_case(a_seed(draw), sizes(draw, layers), labels(draw, size(draw)))


def drawn_random_caches(draw):
    return random_case(a_seed(draw), sizes(draw, 2), labels(draw, size(draw)))


def drawn_sure(draw):
    AL, Y, (cache,) = network_case(a_seed(draw), sizes(draw, 1), labels(draw, 6))
    AL = np.array([[1.0, 0.0, 1.0, 0.0, 1.0, 0.0]])
    return AL, Y, [(cache[0], np.where(AL > 0.5, 800.0, -800.0))]


CASES = {
    "linear_backward": [
        Case("the article's values", linear_backward_test_case, NUMBERS, lambda draw: drawn_linear(draw, 1, 3, 2)),
        Case("four units, two inputs, five examples", lambda: linear_case(seed=5, n=4, n_prev=2, m=5), SHAPES,
             drawn_linear),
        Case("a square layer", lambda: linear_case(seed=6, n=3, n_prev=3, m=3), SHAPES, drawn_square),
        Case("one example", lambda: linear_case(seed=7, n=2, n_prev=3, m=1), SHAPES,
             lambda draw: drawn_linear(draw, m=1)),
    ],
    "relu_backward": [
        Case("four numbers", relu_backward_test_case, NUMBERS, lambda draw: drawn_slopes(draw, 1, 4)),
        Case("three units, four examples", lambda: slopes_case(seed=3, n=3, m=4), SHAPES, drawn_slopes),
        Case("one example", lambda: (np.array([[2.0], [-3.0], [0.5]]), np.array([[-0.7], [1.2], [-1.0]])), SHAPES,
             lambda draw: drawn_slopes(draw, draw.randint(4, 10), 1)),
        Case("Z of whole numbers", whole_case, NUMBERS, drawn_whole),
        Case("Z of exactly 0", zero_case, EDGES, drawn_zero, one_at_zero),
    ],
    "sigmoid_backward": [
        Case("four numbers", sigmoid_backward_test_case, NUMBERS, lambda draw: drawn_slopes(draw, 1, 4)),
        Case("three units, four examples", lambda: slopes_case(seed=3, n=3, m=4), SHAPES, drawn_slopes),
        Case("one example", lambda: (np.array([[2.0], [-3.0], [0.5]]), np.array([[-0.7], [1.2], [-1.0]])), SHAPES,
             lambda draw: drawn_slopes(draw, draw.randint(4, 10), 1)),
        Case("Z of whole numbers", whole_case, NUMBERS, drawn_whole),
        Case("far from zero", far_case, EDGES, drawn_far),
    ],
    "linear_activation_backward": [
        Case("the article's values, sigmoid", lambda: (*linear_activation_backward_test_case(), "sigmoid"), NUMBERS,
             lambda draw: drawn_layer(draw, "sigmoid")),
        Case("the article's values, relu", lambda: (*linear_activation_backward_test_case(), "relu"), NUMBERS,
             lambda draw: drawn_layer(draw, "relu")),
        Case("another shape, sigmoid", lambda: (*activation_case(seed=5, n=4, n_prev=2, m=3), "sigmoid"), SHAPES,
             lambda draw: drawn_layer(draw, "sigmoid")),
        Case("another shape, relu", lambda: (*activation_case(seed=5, n=4, n_prev=2, m=3), "relu"), SHAPES,
             lambda draw: drawn_layer(draw, "relu")),
        Case("Z of exactly 0, relu", zeros_case, EDGES, drawn_zeros),
    ],
    "L_model_backward": [
        Case("the article's values", L_model_backward_test_case, NUMBERS, drawn_random_caches, short_form),
        Case("four layers", lambda: network_case(seed=5, sizes=[5, 4, 3, 2, 1], Y=np.array([[1, 0, 1]])), SHAPES,
             lambda draw: drawn_caches(draw, int(draw.randint(3, 7)))),
        Case("one layer", lambda: network_case(seed=6, sizes=[3, 1], Y=np.array([[0, 1, 1, 0]])), SHAPES,
             lambda draw: drawn_caches(draw, 1)),
        Case("layers of one size", lambda: network_case(seed=4, sizes=[1, 1, 1, 1], Y=np.array([[1, 0, 1]])), NUMBERS,
             lambda draw: network_case(a_seed(draw), [1] * 4, labels(draw, size(draw)))),
        Case("sure of its answers", sure_case, EDGES, drawn_sure),
    ],
}
