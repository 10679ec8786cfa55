"""Lesson 2: test cases and checks of the forward pass."""
import numpy as np

from testCases.checking import run_check

__all__ = ["linear_forward_test_case", "linear_activation_forward_test_case", "L_model_forward_test_case",
           "check_linear_forward", "check_linear_activation_forward", "check_L_model_forward"]


def linear_forward_test_case():
    """Return A (3, 2), W (1, 3), b (1, 1) as in the article."""
    return layer_case(seed=1, n=1, n_prev=3, m=2)


def linear_activation_forward_test_case():
    """Return A_prev (3, 2), W (1, 3), b (1, 1) as in the article."""
    return layer_case(seed=2, n=1, n_prev=3, m=2)


def L_model_forward_test_case():
    """Return X (4, 2) and the parameters of a network 4, 3, 1 as in the article."""
    return network_case(seed=1, sizes=[4, 3, 1], m=2)


def layer_case(seed, n, n_prev, m):
    """Return random A (n_prev, m), W (n, n_prev), b (n, 1), drawn in the article's order."""
    rng = np.random.RandomState(seed)
    return rng.randn(n_prev, m), rng.randn(n, n_prev), rng.randn(n, 1)


def network_case(seed, sizes, m):
    """Return random X (sizes[0], m) and parameters for these sizes, drawn in the article's order."""
    rng = np.random.RandomState(seed)
    X = rng.randn(sizes[0], m)
    parameters = {}
    for l in range(1, len(sizes)):
        parameters["W" + str(l)] = rng.randn(sizes[l], sizes[l - 1])
        parameters["b" + str(l)] = rng.randn(sizes[l], 1)
    return X, parameters


CASES = {
    "linear_forward": {
        "article_values": linear_forward_test_case,
        "four_units_two_inputs_five_examples": lambda: layer_case(seed=5, n=4, n_prev=2, m=5),
        "square_layer": lambda: layer_case(seed=6, n=3, n_prev=3, m=3),
        "one_example": lambda: layer_case(seed=7, n=2, n_prev=3, m=1),
    },
    "linear_activation_forward": {
        "article_values_sigmoid": lambda: (*linear_activation_forward_test_case(), "sigmoid"),
        "article_values_relu": lambda: (*linear_activation_forward_test_case(), "relu"),
        "another_shape_sigmoid": lambda: (*layer_case(seed=5, n=4, n_prev=2, m=3), "sigmoid"),
        "another_shape_relu": lambda: (*layer_case(seed=5, n=4, n_prev=2, m=3), "relu"),
        "far_from_zero_sigmoid": lambda: (np.array([[-2000.0, -40.0, 0.0, 40.0, 2000.0]]), np.array([[1.0]]),
                                          np.array([[0.5]]), "sigmoid"),
    },
    "L_model_forward": {
        "article_values": L_model_forward_test_case,
        "four_layers": lambda: network_case(seed=5, sizes=[5, 4, 3, 2, 1], m=3),
        "one_layer": lambda: network_case(seed=6, sizes=[3, 1], m=4),
        "layers_of_one_size": lambda: network_case(seed=7, sizes=[3, 3, 3, 1], m=4),
    },
}


def check_linear_forward(linear_forward):
    """Check the linear part of a layer."""
    return run_check("linear_forward", linear_forward)


def check_linear_activation_forward(linear_activation_forward):
    """Check a whole layer, with both activations."""
    return run_check("linear_activation_forward", linear_activation_forward)


def check_L_model_forward(L_model_forward):
    """Check the way through the whole network."""
    return run_check("L_model_forward", L_model_forward)
