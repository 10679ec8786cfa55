"""Lesson 9: the tricks, their judge, and what the lesson says of them."""
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student
from scipy.stats import ttest_rel
from sklearn.preprocessing import StandardScaler

from dnn_utils.backward import L_model_backward
from dnn_utils.cost import compute_cost
from dnn_utils.data import flatten, load_dataset
from dnn_utils.forward import L_model_forward
from dnn_utils.improve import (add_weight_decay, dropout, early_stopping, minibatches, mirror_images, paired_interval,
                               standardise, update_with_adam, update_with_momentum, verdict)
from dnn_utils.initialization import initialize_parameters_deep

LESSON = Path(__file__).parent.parent / "notebooks" / "09_improve.ipynb"


def network(sizes=(5, 4, 3, 1), m=7, seed=0):
    """Return X, Y, parameters and gradients."""
    rng = np.random.RandomState(seed)
    X, Y = rng.rand(sizes[0], m), rng.randint(0, 2, (1, m))
    parameters = initialize_parameters_deep(list(sizes), seed=seed)
    AL, caches = L_model_forward(X, parameters)
    return X, Y, parameters, L_model_backward(AL, Y, caches)


def beside(parameters, value):
    return {key: np.full(array.shape, float(value)) for key, array in parameters.items()}


# The judge

@pytest.mark.parametrize("n", [2, 5, 20, 41])
def test_the_interval_is_that_of_student_s_paired_test(n):
    rng = np.random.RandomState(n)
    one, other = rng.rand(n), rng.rand(n)
    want = ttest_rel(one, other).confidence_interval(0.95)
    assert paired_interval(one, list(other), student.ppf(0.975, n - 1)) == pytest.approx((want.low, want.high))


def test_the_default_width_is_that_of_twenty_pairs():
    assert f"{student.ppf(0.975, 19):.3f}" == "2.093"
    assert paired_interval([1.0] * 20, [0.5] * 20) == (0.5, 0.5)


def test_a_pair_s_own_level_cancels():
    rng = np.random.RandomState(1)
    one, other, level = rng.rand(3, 20)
    assert paired_interval(one + 9 * level, other + 9 * level) == pytest.approx(paired_interval(one, other))


@pytest.mark.parametrize("low, high, word", [
    (0.01, 0.02, "better"), (-0.02, -0.01, "worse"), (-0.01, 0.02, "no difference shown"),
    (0.0, 0.01, "no difference shown"), (-0.01, 0.0, "no difference shown"), (0, 0, "no difference shown")])
def test_a_verdict_follows_from_the_interval(low, high, word):
    assert verdict(low, high) == word


# The tricks

def test_scikit_learn_standardises_in_the_same_way():
    rng = np.random.RandomState(2)
    X, X_new = rng.rand(6, 9), rng.rand(6, 4)
    X[2] = 0.1  # whose deviation is not exactly 0 in floating point
    scaler = StandardScaler().fit(X.T)
    for got, want in zip(standardise(X, X_new), (scaler.transform(X.T).T, scaler.transform(X_new.T).T)):
        np.testing.assert_allclose(got, want, atol=1e-12)


def test_the_gradients_with_weight_decay_are_those_of_the_cost_with_it():
    X, Y, parameters, grads = network()

    def cost_of(changed):
        AL, _ = L_model_forward(X, changed)
        return add_weight_decay(compute_cost(AL, Y), grads, changed, 0.3)[0]
    _, decayed = add_weight_decay(0.0, grads, parameters, 0.3)
    assert set(decayed) == set(grads)
    for key, array in parameters.items():
        for index in np.ndindex(array.shape):
            ends = []
            for sign in (1, -1):
                changed = {name: value.copy() for name, value in parameters.items()}
                changed[key][index] += sign * 1e-6
                ends.append(cost_of(changed))
            assert decayed["d" + key][index] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-8)


def test_no_decay_changes_nothing():
    _, _, parameters, grads = network()
    cost, same = add_weight_decay(0.7, grads, parameters, 0)
    assert cost == 0.7 and all(np.array_equal(same[key], grads[key]) for key in grads)


def test_dropout_keeps_the_average_and_its_gradient_is_that_of_its_output():
    rng = np.random.RandomState(3)
    A, dA_dropped, masks = rng.rand(3, 4), rng.randn(3, 4), (rng.rand(20000, 3, 4) < 0.6).astype(float)
    mean = np.mean([dropout(A, dA_dropped, mask, 0.6)[0] for mask in masks], axis=0)
    np.testing.assert_allclose(mean, A, rtol=0.05)
    _, dA = dropout(A, dA_dropped, masks[0], 0.6)
    for index in np.ndindex(A.shape):
        up = A.copy()
        up[index] += 1
        ends = [np.sum(dA_dropped * dropout(each, dA_dropped, masks[0], 0.6)[0]) for each in (up, A)]
        assert dA[index] == pytest.approx(ends[0] - ends[1], abs=1e-12)


def test_momentum_under_a_steady_gradient_ends_at_the_length_that_the_lesson_says():
    _, _, parameters, _ = network((2, 1))
    velocity = beside(parameters, 0)
    seen = []
    for _ in range(200):
        new, velocity = update_with_momentum(parameters, {"d" + key: np.ones(a.shape) for key, a in parameters.items()},
                                             velocity, 0.1, 0.9)
        seen.append(velocity["W1"][0, 0])
        np.testing.assert_allclose(new["W1"], parameters["W1"] - 0.1 * velocity["W1"])
    assert seen[:3] == pytest.approx([1, 1.9, 2.71]) and seen[-1] == pytest.approx(10)


def test_the_first_step_of_adam_has_the_length_of_the_rate_whatever_the_gradient_is():
    _, _, parameters, _ = network((2, 1))
    for gradient in (5.0, 0.005, -3.0):
        grads = {"d" + key: np.full(a.shape, gradient) for key, a in parameters.items()}
        new, first, second = update_with_adam(parameters, grads, beside(parameters, 0), beside(parameters, 0), 1, 0.01)
        np.testing.assert_allclose(new["W1"], parameters["W1"] - 0.01 * np.sign(gradient), rtol=1e-4)
        np.testing.assert_allclose(first["W1"], 0.1 * gradient)
        np.testing.assert_allclose(second["W1"], 0.001 * gradient**2)


def test_adam_by_its_sums():
    """After t steps a running mean is the sum of (1 - beta) beta^(t - i) g_i."""
    _, _, parameters, _ = network((3, 2, 1))
    rng = np.random.RandomState(4)
    history, now = [], parameters
    first, second = beside(parameters, 0), beside(parameters, 0)
    for t in range(1, 8):
        history.append({"d" + key: rng.randn(*a.shape) for key, a in parameters.items()})
        before = now
        now, first, second = update_with_adam(now, history[-1], first, second, t, 0.02, 0.8, 0.95, 1e-3)
        for key in parameters:
            m, s = (sum((1 - b) * b ** (t - i) * g["d" + key] ** power for i, g in enumerate(history, 1))
                    / (1 - b**t) for b, power in ((0.8, 1), (0.95, 2)))
            np.testing.assert_allclose(now[key], before[key] - 0.02 * m / (np.sqrt(s) + 1e-3), rtol=1e-12)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(m=st.integers(1, 40), batch_size=st.integers(1, 50), seed=st.integers(0, 100))
def test_minibatches_hold_every_example_once_with_its_label(m, batch_size, seed):
    X = np.arange(2.0 * m).reshape(2, m)
    batches = minibatches(X, (np.arange(m) % 2)[np.newaxis], batch_size, seed)
    together = np.hstack([x for x, _ in batches])
    assert sorted(together[0]) == list(range(m)) and np.array_equal(together[1], together[0] + m)
    assert np.array_equal(np.hstack([y for _, y in batches])[0], together[0] % 2)
    sizes = [x.shape[1] for x, _ in batches]
    assert all(size == batch_size for size in sizes[:-1]) and sizes[-1] == (m - 1) % batch_size + 1


@settings(max_examples=200, deadline=None, derandomize=True)
@given(costs=st.lists(st.integers(0, 6), min_size=1, max_size=12), patience=st.integers(1, 5),
       later=st.lists(st.integers(0, 6), max_size=4))
def test_early_stopping_stops_and_sees_nothing_that_comes_later(costs, patience, later):
    best = early_stopping(costs, patience)
    stop = next((i for i in range(len(costs)) if i - costs.index(min(costs[:i + 1])) == patience), None)
    seen = costs if stop is None else costs[:stop + 1]
    assert best == seen.index(min(seen))
    if stop is not None:
        assert early_stopping([*seen, *later], patience) == best


def test_mirror_images_are_those_of_the_pictures():
    pictures = load_dataset("drawn").train_x_orig[:5]
    mirrored = mirror_images(flatten(pictures), 64)
    np.testing.assert_array_equal(mirrored, flatten(pictures[:, :, ::-1]))
    np.testing.assert_array_equal(mirror_images(mirrored, 64), flatten(pictures))
    with pytest.raises(ValueError, match="X must have columns of 64 rows of pixels with 3 colours, got shape"):
        mirror_images(np.ones((100, 2)), 64)


def test_nothing_that_comes_in_is_changed():
    _, _, parameters, grads = network()
    velocity, second = beside(parameters, 0.5), beside(parameters, 0.7)
    everything = {**parameters, **grads, **{"v" + key: a for key, a in velocity.items()},
                  **{"s" + key: a for key, a in second.items()}}
    before = {key: array.copy() for key, array in everything.items()}
    add_weight_decay(0.5, grads, parameters, 0.1)
    update_with_momentum(parameters, grads, velocity, 0.1)
    update_with_adam(parameters, grads, velocity, second, 3)
    assert all(np.array_equal(everything[key], before[key]) for key in before)


P = network((2, 1))[2]
G = {"d" + key: array for key, array in P.items()}


@pytest.mark.parametrize("function, arguments, words", [
    (paired_interval, ([0.1], [0.2]), "with_trick must be a row of at least 2 results"),
    (paired_interval, ([0.1, 0.2], [0.2, 0.1, 0.3]), "without must hold one result for each of the 2 of with_trick"),
    (paired_interval, ([0.1, np.nan], [0.2, 0.1]), "with_trick must hold finite numbers"),
    (paired_interval, ([0.1, 0.2], [0.2, 0.1], -1), "t must be a finite number of at least 0, got -1"),
    (standardise, (np.ones((2, 3)), np.ones((3, 3))), "X_new must have 2 rows, as X has"),
    (standardise, (np.ones((2, 0)), np.ones((2, 3))), "X must hold at least one example"),
    (add_weight_decay, (0.5, G, P, -0.1), "decay must be a finite number of at least 0, got -0.1"),
    (add_weight_decay, ("no", G, P, 0.1), "cost must be a finite number"),
    (add_weight_decay, (0.5, {}, P, 0.1), "grads must hold dW1"),
    (dropout, (np.ones((2, 2)), np.ones((2, 2)), np.full((2, 2), 0.5), 0.5), "mask must hold only 0 and 1, got 0.5"),
    (dropout, (np.ones((2, 2)), np.ones((2, 3)), np.ones((2, 2)), 0.5), "dA_dropped must have the shape of A"),
    (dropout, (np.ones((2, 2)), np.ones((2, 2)), np.ones((2, 2)), 0), "keep_prob must be above 0, got 0"),
    (dropout, (np.ones((2, 2)), np.ones((2, 2)), np.ones((2, 2)), 1.5), "keep_prob must be at most 1, got 1.5"),
    (update_with_momentum, (P, G, {}, 0.1), "velocity must hold W1"),
    (update_with_momentum, (P, G, {**P, "b1": np.ones((2, 1))}, 0.1), r"velocity\['b1'\] must have the shape of"),
    (update_with_momentum, (P, G, P, 0.1, 1.0), "momentum must be below 1, got 1.0"),
    (update_with_adam, (P, G, [], P, 1), "first must be a dictionary"),
    (update_with_adam, (P, G, P, P, 0), "t must be a whole number of at least 1, got 0"),
    (update_with_adam, (P, G, P, P, 1, 0.1, 0.9, 1.0), "beta2 must be below 1, got 1.0"),
    (minibatches, (np.ones((2, 3)), np.ones((1, 2)), 2, 1), r"Y must have shape \(1, 3\)"),
    (minibatches, (np.ones((2, 3)), np.ones((1, 3)), 0, 1), "batch_size must be a whole number of at least 1, got 0"),
    (early_stopping, ([], 2), "costs must be a row of at least one number"),
    (early_stopping, ([0.5], 0), "patience must be a whole number of at least 1, got 0"),
    (verdict, (0.2, 0.1), "low must be at most high, got 0.2 and 0.1"),
])
def test_wrong_arguments_are_named(function, arguments, words):
    with pytest.raises(ValueError, match=words):
        function(*arguments)


# What the lesson says is what its cells print

def cell(name):
    [found] = [cell for cell in nbformat.read(LESSON, as_version=4).cells if cell.id == name]
    return found


def printed(name):
    return "".join(output.text for output in cell(name).outputs if output.output_type == "stream")


def table_of(text):
    """Return {trick: (verdict, low, high)} of the rows of a Markdown table of verdicts."""
    rows = re.findall(r"^\| ([^|]+?) \| (better|worse|no difference shown) \| ([+-]\d\.\d\d) to ([+-]\d\.\d\d) \|",
                      text, re.M)
    return {name: tuple(rest) for name, *rest in rows}


def printed_verdicts():
    rows = re.findall(r"^(\S.*?) {2,}(better|worse|no difference shown) +([+-]\d\.\d\d) +([+-]\d\.\d\d)$",
                      printed("verdicts"), re.M)
    return {name: tuple(rest) for name, *rest in rows}


def test_the_prose_states_every_verdict_as_it_is_printed():
    said = printed_verdicts()
    assert len(said) >= 10 and table_of(cell("verdicts-words").source) == said


def test_every_word_is_the_verdict_of_its_interval_as_printed():
    """A bound that rounds to 0.00 would hide on which side it lies: the printed interval has to show it."""
    for name, (word, low, high) in printed_verdicts().items():
        assert float(low) <= float(high)
        assert verdict(float(low), float(high)) == word, name


def test_a_verdict_that_the_prose_has_otherwise_is_seen():
    text = cell("verdicts-words").source
    assert table_of(text.replace("| better |", "| worse |")) != printed_verdicts()
    assert table_of(text.replace("+0.0", "+0.1", 1)) != printed_verdicts()


def test_the_judge_finds_nothing_in_a_placebo():
    assert printed_verdicts()["another four starts"][0] == "no difference shown"


def test_the_test_set_is_opened_once():
    users = [cell.id for cell in nbformat.read(LESSON, as_version=4).cells
             if cell.cell_type == "code" and re.search(r"\btest_[xy]\b", cell.source)]
    assert users == ["open-the-test-set"]


def test_the_prose_states_the_test_accuracies_as_they_are_printed():
    rows = re.findall(r"^(\S.*?) +(\d\.\d\d), from (\d\.\d\d) to (\d\.\d\d); balanced (\d\.\d\d)$",
                      printed("open-the-test-set"), re.M)
    words = cell("final-words").source
    assert len(rows) == 3
    for model, accuracy, low, high, balanced in rows:
        assert re.search(rf"\| {model} \| [^|]+ \| {accuracy} \| {low} to {high} \| {balanced} \|", words), model
