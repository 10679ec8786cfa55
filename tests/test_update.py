"""One step of gradient descent."""
import numpy as np
import pytest

from dnn_utils.update import update_parameters


def step(sizes=(4, 3, 2, 1), seed=0):
    rng = np.random.RandomState(seed)
    parameters, grads = {}, {}
    for l in range(1, len(sizes)):
        for key, shape in ((f"W{l}", (sizes[l], sizes[l - 1])), (f"b{l}", (sizes[l], 1))):
            parameters[key], grads["d" + key] = rng.randn(*shape), rng.randn(*shape)
        grads[f"dA{l}"] = rng.randn(sizes[l - 1], 5)
    return parameters, grads


@pytest.mark.parametrize("sizes", [(4, 3, 2, 1), (3, 1), (2, 2, 2)])
@pytest.mark.parametrize("learning_rate", [0.0075, 0, -1.5, np.float32(0.5)])
def test_update_parameters_by_loops(sizes, learning_rate):
    parameters, grads = step(sizes)
    updated = update_parameters(parameters, grads, learning_rate)
    assert list(updated) == list(parameters)
    for key, value in parameters.items():
        assert updated[key].shape == value.shape
        for index in np.ndindex(value.shape):
            expected = value[index] - learning_rate * grads["d" + key][index]
            assert updated[key][index] == pytest.approx(expected, rel=1e-12)


def test_update_parameters_leaves_its_input_alone():
    parameters, grads = step()
    before = {key: value.copy() for key, value in {**parameters, **grads}.items()}
    arrays = dict(parameters)
    np.random.seed(99)  # a state that no function leaves behind
    random_before = np.random.get_state()
    updated = update_parameters(parameters, grads, 0.1)
    random_after = np.random.get_state()
    assert updated is not parameters
    assert all(parameters[key] is arrays[key] for key in parameters)
    assert all(np.array_equal(value, before[key]) for key, value in {**parameters, **grads}.items())
    assert not any(np.shares_memory(updated[key], parameters[key]) for key in parameters)
    assert random_before[2] == random_after[2] and np.array_equal(random_before[1], random_after[1])


def test_even_a_step_of_length_0_gives_new_arrays():
    parameters, grads = step()
    updated = update_parameters(parameters, grads, 0)
    updated["W1"] += 1
    assert not np.array_equal(updated["W1"], parameters["W1"])


def changed(key, value):
    """Return parameters and grads of which one gradient is another (or gone)."""
    parameters, grads = step((3, 2, 1))
    grads[key] = value
    return parameters, {key: value for key, value in grads.items() if value is not None}, 0.1


@pytest.mark.parametrize("arguments, message", [
    (changed("dW2", None), r"grads must hold dW2, the gradient of parameters\['W2'\], got the keys \['dA1', 'dA2', "),
    (changed("db1", np.ones((1, 2))),
     r"grads\['db1'\] must have the shape of parameters\['b1'\], \(2, 1\), got \(1, 2\)"),
    (changed("dW1", 0.5), r"grads\['dW1'\] must be a 2-D array, a gradient, got float"),
    (changed("dW1", [[1, 2, 3], [1, 2]]), r"grads\['dW1'\] must be a 2-D array, a gradient, got list"),
    ((*step()[:1], None, 0.1), r"grads must be a dictionary with dW1, db1 ... dWL, dbL, got NoneType"),
    ((*step()[:1], {0: 1, "a": 2}, 0.1), r"grads must hold dW1, .* got the keys \['0', 'a'\]"),
    (({}, {}, 0.1), "parameters must be a dictionary with W1, b1 ... WL, bL, got a dict of 0"),
    ((None, {}, 0.1), "parameters must be a dictionary with W1, b1 ... WL, bL, got None"),
    ((*step(), None), "learning_rate must be a finite number, got None"),
    ((*step(), "0.1"), "learning_rate must be a finite number, got '0.1'"),
    ((*step(), float("nan")), "learning_rate must be a finite number, got nan"),
    ((*step(), float("inf")), "learning_rate must be a finite number, got inf"),
    ((*step(), True), "learning_rate must be a finite number, got True"),
])
def test_update_parameters_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        update_parameters(*arguments)
