"""Lesson 4's network for a pencil: its numbers by another way, and what is said to right, open and wrong ones."""
import numpy as np
import pytest

from dnn_utils.cost import compute_cost
from dnn_utils.forward import L_model_forward
from testCases import check_by_hand, small_network
from testCases.messages import messages_of

RIGHT = [[-0.3, -0.6], [0.25, 0.5]]


def said(capsys):
    """What stands behind the five names."""
    return [line[10:].strip() for line in capsys.readouterr().out.splitlines()]


def test_the_right_numbers_by_finite_differences(capsys):
    X, Y, parameters = small_network()

    def slope(name, index):
        costs = []
        for sign in (1, -1):
            moved = parameters[name].copy()
            moved[index] += sign * 1e-6
            costs.append(compute_cost(L_model_forward(X, {**parameters, name: moved})[0], Y))
        return (costs[0] - costs[1]) / 2e-6

    slopes = [[slope("W1", (j, k)) for k in (0, 1)] for j in (0, 1)]
    np.testing.assert_allclose(slopes, RIGHT, atol=1e-8)
    check_by_hand(slopes, slope("b1", (1, 0)))
    assert said(capsys) == ["right"] * 5


def test_each_number_is_judged_for_itself(capsys):
    words = messages_of("by_hand")
    check_by_hand([[None, 0.6], ["x", -0.3]], 0.2504)
    assert said(capsys) == [words["open"], words["sign"].format(given=0.6), words["no_number"].format(given="x"),
                            words["wrong"].format(given=-0.3), words["right"]]
    check_by_hand(RIGHT, 0.251)
    assert said(capsys) == [words["right"]] * 4 + [words["wrong"].format(given=0.251)]


def test_no_reply_gives_a_number_away(capsys):
    check_by_hand([[None, None], [None, None]], None)
    check_by_hand([[9, 9], [9, 9]], 9)
    out = capsys.readouterr().out
    assert not any(number in out for number in ("0.3", "0.6", "0.25", "0.5"))


def test_another_shape_is_an_error():
    with pytest.raises(ValueError, match="dW1 must be two rows of two numbers, got"):
        check_by_hand([1, 2], 3)
