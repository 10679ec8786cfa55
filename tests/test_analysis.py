"""The interval of an accuracy, recalls, two networks on the same pictures, and the bootstrap."""
import math

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import balanced_accuracy_score, recall_score

from dnn_utils.analysis import accuracy_interval, balanced_accuracy, bootstrap_means, mcnemar, recalls


@pytest.mark.parametrize("n_correct, m, z", [
    (40, 50, 1.96), (36, 50, 1.96), (206, 209, 1.96), (1, 3, 1.0), (5, 9, 2.58)])
def test_both_ends_lie_z_standard_errors_away(n_correct, m, z):
    """What defines Wilson's interval: at its ends, |n_correct / m - p| = z sqrt(p (1 - p) / m)."""
    for p in accuracy_interval(n_correct, m, z):
        assert abs(n_correct / m - p) == pytest.approx(z * math.sqrt(p * (1 - p) / m), rel=1e-9)


def test_the_articles_accuracy():
    low, high = accuracy_interval(40, 50)
    assert (f"{low:.2f}", f"{high:.2f}") == ("0.67", "0.89")
    assert type(low) is float and type(high) is float


def test_scipy_agrees():
    """scikit-learn brings SciPy along; its 95 % has z = 1.959964 for our 1.96."""
    interval = binomtest(40, 50).proportion_ci(0.95, method="wilson")
    assert accuracy_interval(40, 50, 1.959963984540054) == pytest.approx((interval.low, interval.high), rel=1e-12)


def test_none_and_all_stay_within_0_and_1():
    for m in range(1, 400):
        low, high = accuracy_interval(0, m)
        assert 0 <= low < 1e-15 and 0 < high < 1 and f"{low:.2f}" == "0.00"
        low, high = accuracy_interval(m, m)
        assert 0 < low < 1 and 1 - 1e-15 < high <= 1


def test_more_pictures_make_it_narrower_and_its_mirror_is_the_errors():
    widths = [high - low for low, high in (accuracy_interval(8 * k, 10 * k) for k in range(1, 9))]
    assert widths == sorted(widths, reverse=True)
    low, high = accuracy_interval(40, 50)
    assert accuracy_interval(10, 50) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize("arguments, message", [
    ((1, 0), "m must be a whole number of at least 1, got 0"),
    ((1, 2.0), "m must be a whole number of at least 1, got 2.0"),
    ((-1, 5), "n_correct must be a whole number from 0 to 5, got -1"),
    ((6, 5), "n_correct must be a whole number from 0 to 5, got 6"),
    ((0.8, 5), "n_correct must be a whole number from 0 to 5, got 0.8"),
    ((None, 5), "n_correct must be a whole number from 0 to 5, got None"),
])
def test_accuracy_interval_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        accuracy_interval(*arguments)


def test_scikit_learn_agrees_about_recalls_and_balanced_accuracy():
    rng = np.random.RandomState(0)
    for _ in range(20):
        y, p = (rng.rand(2, 1, 30) > rng.rand()).astype(int)
        y[0, :2] = 0, 1
        of_0, of_1 = recalls(y, p)
        assert of_0 == pytest.approx(recall_score(y[0], p[0], pos_label=0))
        assert of_1 == pytest.approx(recall_score(y[0], p[0], pos_label=1))
        assert balanced_accuracy(y, p) == pytest.approx(balanced_accuracy_score(y[0], p[0]))


@pytest.mark.parametrize("answer", [0, 1])
def test_every_constant_answer_has_a_balanced_accuracy_of_a_half(answer):
    y = np.array([[0, 0, 0, 1]])
    assert balanced_accuracy(y, np.full_like(y, answer)) == 0.5


@pytest.mark.parametrize("y, p, message", [
    ([[0, 1]], [[0, 1, 1]], "p must have"), ([[1, 1]], [[0, 1]], "y must hold both classes, got 1 alone"),
    ([[0, 2]], [[0, 1]], "y must"), ([[0, 1]], [[0, 0.5]], "p must")])
def test_recalls_say_what_is_wrong(y, p, message):
    with pytest.raises(ValueError, match=message):
        recalls(np.array(y), np.array(p))


def test_the_article_s_two_networks_and_what_a_few_pictures_can_mean():
    assert f"{mcnemar(6, 2):.2f}" == "0.29" and f"{mcnemar(6, 0):.2f}" == "0.03"
    assert mcnemar(0, 0) == mcnemar(5, 5) == 1.0


@pytest.mark.parametrize("n_first, n_second", [(6, 2), (0, 9), (13, 4), (1, 1), (40, 60)])
def test_mcnemar_is_the_binomial_test_of_a_fair_coin(n_first, n_second):
    assert mcnemar(n_first, n_second) == mcnemar(n_second, n_first) == \
        pytest.approx(binomtest(n_first, n_first + n_second, 0.5).pvalue, rel=1e-12)


@pytest.mark.parametrize("arguments, message", [((-1, 2), "n_first must"), ((1, 2.5), "n_second must")])
def test_mcnemar_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        mcnemar(*arguments)


def test_bootstrap_means_vary_as_a_mean_does():
    values = np.random.RandomState(3).randn(50)
    means = bootstrap_means(values)
    assert means.shape == (10000,) and np.array_equal(means, bootstrap_means(values))
    assert not np.array_equal(means, bootstrap_means(values, seed=1))
    assert means.mean() == pytest.approx(values.mean(), abs=0.005)
    assert means.std() == pytest.approx(values.std() / np.sqrt(50), rel=0.02)


@pytest.mark.parametrize("arguments, message", [
    (([],), "values must be an array of shape"), ((np.ones((2, 2)),), "values must be an array of shape"),
    ((np.array([1, np.nan]),), "values must hold finite numbers"), ((np.ones(3), 0), "n_draws must")])
def test_bootstrap_means_say_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        bootstrap_means(*arguments)
