"""Lesson 4: test cases and checks of the backward pass."""
import numpy as np

from testCases.checking import run_check

__all__ = ["linear_backward_test_case", "linear_activation_backward_test_case", "L_model_backward_test_case",
           "check_linear_backward", "check_linear_activation_backward", "check_L_model_backward"]


def linear_backward_test_case():
    """Return dZ (1, 2) and the cache (A_prev (3, 2), W (1, 3), b (1, 1)) as in the article."""
    return linear_case(seed=1, n=1, n_prev=3, m=2)


def linear_activation_backward_test_case():
    """Return dA (1, 2) and the cache ((A_prev (3, 2), W (1, 3), b (1, 1)), Z (1, 2)) as in the article."""
    return activation_case(seed=2, n=1, n_prev=3, m=2)


def L_model_backward_test_case():
    """Return AL (1, 2), Y (1, 2) and the caches of a network 4, 3, 1 as in the article.

    AL is drawn at random, so that its entries are no probabilities: the formulas do not mind.
    """
    return network_case(seed=3, sizes=[4, 3, 1], Y=np.array([[1, 0]]))


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


def network_case(seed, sizes, Y):
    """Return random AL (1, m), the labels Y and one cache for each layer, drawn in the article's order."""
    rng = np.random.RandomState(seed)
    m = Y.shape[1]
    AL = rng.randn(1, m)
    return AL, Y, tuple(layer_cache(rng, sizes[l], sizes[l - 1], m) for l in range(1, len(sizes)))


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


CASES = {
    "linear_backward": {
        "article_values": linear_backward_test_case,
        "four_units_two_inputs_five_examples": lambda: linear_case(seed=5, n=4, n_prev=2, m=5),
        "square_layer": lambda: linear_case(seed=6, n=3, n_prev=3, m=3),
        "one_example": lambda: linear_case(seed=7, n=2, n_prev=3, m=1),
    },
    "linear_activation_backward": {
        "article_values_sigmoid": lambda: (*linear_activation_backward_test_case(), "sigmoid"),
        "article_values_relu": lambda: (*linear_activation_backward_test_case(), "relu"),
        "another_shape_sigmoid": lambda: (*activation_case(seed=5, n=4, n_prev=2, m=3), "sigmoid"),
        "another_shape_relu": lambda: (*activation_case(seed=5, n=4, n_prev=2, m=3), "relu"),
        "z_exactly_0_relu": zeros_case,
    },
    "L_model_backward": {
        "article_values": L_model_backward_test_case,
        "four_layers": lambda: network_case(seed=5, sizes=[5, 4, 3, 2, 1], Y=np.array([[1, 0, 1]])),
        "one_layer": lambda: network_case(seed=6, sizes=[3, 1], Y=np.array([[0, 1, 1, 0]])),
        "layers_of_one_size": lambda: network_case(seed=4, sizes=[1, 1, 1, 1], Y=np.array([[1, 0, 1]])),
        "sure_of_its_answers": sure_case,
    },
}


def check_linear_backward(linear_backward):
    """Check the way back through the linear part of a layer."""
    return run_check("linear_backward", linear_backward)


def check_linear_activation_backward(linear_activation_backward):
    """Check the way back through a whole layer, with both activations."""
    return run_check("linear_activation_backward", linear_activation_backward)


def check_L_model_backward(L_model_backward):
    """Check the way back through the whole network."""
    return run_check("L_model_backward", L_model_backward)
