"""The cross-entropy cost: by a loop, at exactly 0 and 1, errors."""
import math

import numpy as np
import pytest

from dnn_utils.cost import compute_cost


def by_a_loop(AL, Y):
    return -sum(math.log(a) if y else math.log(1 - a) for a, y in zip(AL[0], Y[0])) / AL.shape[1]


@pytest.mark.parametrize("m", [1, 2, 9, 1000])
def test_compute_cost_by_a_loop(m):
    rng = np.random.RandomState(m)
    AL, Y = rng.rand(1, m), rng.randint(0, 2, (1, m))
    before = AL.copy(), Y.copy()
    cost = compute_cost(AL, Y)
    assert type(cost) is float
    assert cost == pytest.approx(by_a_loop(AL, Y), rel=1e-12)
    assert np.array_equal(AL, before[0]) and np.array_equal(Y, before[1])


@pytest.mark.parametrize("dtype", [int, float, bool, np.uint8])
def test_labels_of_any_dtype(dtype):
    Y = np.array([[1, 0, 1]])
    assert compute_cost(np.array([[0.9, 0.2, 0.6]]), Y.astype(dtype)) == \
        pytest.approx(-(math.log(0.9) + math.log(0.8) + math.log(0.6)) / 3, rel=1e-14)


def test_a_coin_costs_log_2():
    assert compute_cost(np.full((1, 6), 0.5), np.array([[0, 1, 0, 1, 1, 1]])) == pytest.approx(math.log(2), rel=1e-15)


@pytest.mark.filterwarnings("error")
def test_the_cost_at_exactly_0_and_1_is_finite_and_right():
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        right = compute_cost(np.array([[1.0, 0.0]]), np.array([[1, 0]]))
        half_right = compute_cost(np.array([[1.0, 0.5]]), np.array([[1, 1]]))
        wrong_1 = compute_cost(np.array([[0.0]]), np.array([[1]]))
        wrong_0 = compute_cost(np.array([[1.0]]), np.array([[0]]))
    assert right == pytest.approx(0, abs=1e-15)
    assert half_right == pytest.approx(math.log(2) / 2, rel=1e-14)
    assert wrong_1 == pytest.approx(-math.log(np.finfo(float).tiny), rel=1e-14)
    assert wrong_0 == pytest.approx(53 * math.log(2), rel=1e-14)


def test_the_cost_is_unchanged_to_1e_12_near_0_and_1():
    near = np.array([1e-307, 1e-100, 1e-17, 1e-16, 1e-9, 0.3, 1 - 1e-9, 1 - 1e-15, np.nextafter(1, 0)])
    for a in near:
        assert compute_cost(np.array([[a]]), np.array([[1]])) == pytest.approx(-math.log(a), rel=1e-12)
        assert compute_cost(np.array([[a]]), np.array([[0]])) == pytest.approx(-math.log(1 - a), rel=1e-12, abs=1e-300)


def test_the_global_generator_is_left_alone():
    np.random.seed(99)  # a state that no function leaves behind
    before = np.random.get_state()
    compute_cost(np.array([[0.5]]), np.array([[1]]))
    after = np.random.get_state()
    assert before[2] == after[2] and np.array_equal(before[1], after[1])


@pytest.mark.parametrize("AL, Y, message", [
    (np.full((1, 3), 0.5), np.ones((1, 2)),
     r"Y must have shape \(1, 3\), one label for each example, got shape \(1, 2\)"),
    (np.full((1, 3), 0.5), np.ones((3, 1)), r"Y must have shape \(1, 3\).* got shape \(3, 1\)"),
    (np.full((1, 3), 0.5), np.ones(3), r"Y must be an array of labels of shape \(1, 3\), got shape \(3,\)"),
    (np.full((1, 2), 0.5), [[0, 1]], r"Y must be an array of labels of shape \(1, 2\), got list"),
    (np.full((1, 2), 0.5), np.array([[0, 2]]), "Y must hold only the labels 0 and 1, got 2"),
    (np.full((1, 2), 0.5), np.array([[0.5, 1]]), "Y must hold only the labels 0 and 1, got 0.5"),
    (np.full((1, 2), 0.5), np.array([[np.nan, 1]]), "Y must hold only the labels 0 and 1, got nan"),
    (np.full((1, 2), 0.5), np.array([["cat", "dog"]]), "Y must hold real numbers, got dtype <U3"),
    (np.array([[0.5, 1.1]]), np.array([[0, 1]]), "AL must hold probabilities from 0 to 1, got 1.1"),
    (np.array([[-0.1, 0.5]]), np.array([[0, 1]]), "AL must hold probabilities from 0 to 1, got -0.1"),
    (np.array([[0.5, np.nan]]), np.array([[0, 1]]), "AL must hold probabilities from 0 to 1, got nan"),
    (np.full((2, 3), 0.5), np.ones((1, 3)), r"AL must have shape \(1, m\) with m at least 1, got shape \(2, 3\)"),
    (np.empty((1, 0)), np.empty((1, 0)), r"AL must have shape \(1, m\) with m at least 1, got shape \(1, 0\)"),
    (np.full(3, 0.5), np.ones((1, 3)), r"AL must be a 2-D array with examples in columns, got shape \(3,\)"),
    (0.5, np.ones((1, 1)), "AL must be a 2-D array with examples in columns, got float"),
])
def test_compute_cost_says_what_is_wrong(AL, Y, message):
    with pytest.raises(ValueError, match=message):
        compute_cost(AL, Y)
