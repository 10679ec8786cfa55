"""The interval of an accuracy."""
import math

import pytest
from scipy.stats import binomtest

from dnn_utils.analysis import accuracy_interval


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
