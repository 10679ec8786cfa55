"""Backward functions that read what the learner's own forward functions pack: they are tried with that, too.

Whoever packs a cache in another way in lesson 2, and unpacks it so in lesson 4, contradicts nobody but the lesson. So
where a notebook holds both functions, a backward one that cannot read the lesson's caches gets those of its partner.
"""
from typing import NamedTuple

import numpy as np

import dnn_utils
from testCases.calling import beside, call
from testCases.comparing import difference, encode, strict_difference, value_difference
from testCases.exercises import exercise

__all__ = ["PARTNERS", "own_case", "partners_of"]

PARTNERS = {"linear_backward": "linear_forward", "linear_activation_backward": "linear_activation_forward",
            "L_model_backward": "L_model_forward"}
DEEPEST = 6  # lists within lists that a cache may be made of
PLAIN = (np.ndarray, np.generic, bool, int, float, str, type(None))  # what reads the same on both sides of the jail


class OwnCase(NamedTuple):
    """Inputs of a backward function with a cache that the learner's own function has packed, and what is expected."""

    inputs: tuple
    expected: object  # encoded


def partners_of(names):
    """Return the forward functions whose caches are tried with these exercises."""
    return tuple(PARTNERS[name] for name in names if name in PARTNERS)


def own_case(e, function, inputs):
    """Return the OwnCase of a backward function's inputs, or None where there is no such cache.

    That is where its notebook holds no forward function that returns the right activations, or one that packs as the
    lesson does, or packs what is no plain data.

    Parameters
    ----------
    e : Exercise
    function : callable
        The learner's backward function.
    inputs : tuple
        Of one of its cases. The cache of the new one is that of a pass forward from the same arrays.
    """
    forward = beside(function, PARTNERS[e.name]) if e.name in PARTNERS else None
    if forward is None:
        return None
    partner = exercise(PARTNERS[e.name])
    arguments = forward_arguments(e.name, inputs)
    activations, cache = getattr(dnn_utils, partner.name)(*arguments)
    own = call(partner, forward, arguments)
    if own.raised or own.packing or difference("", own.outputs[0], encode(activations), value_difference) or \
            not is_plain(own.outputs[1]) or not difference("", own.outputs[1], encode(cache), strict_difference):
        return None
    expected = encode(getattr(dnn_utils, e.name)(*with_cache(e.name, inputs, activations, cache)))
    return OwnCase(with_cache(e.name, inputs, activations, own.outputs[1]), expected)


def forward_arguments(name, inputs):
    """Return what the forward function takes to come past the arrays that are in the cache of these inputs."""
    if name == "linear_backward":
        return inputs[1]
    if name == "linear_activation_backward":
        return *inputs[1][0], inputs[2]
    layers = [linear for linear, _ in inputs[2]]
    return layers[0][0], {key + str(l): array for l, (_, W, b) in enumerate(layers, start=1)
                          for key, array in (("W", W), ("b", b))}


def with_cache(name, inputs, activations, cache):
    """Return the inputs with this cache, and with the activations that belong to it."""
    return (activations, inputs[1], cache) if name == "L_model_backward" else (inputs[0], cache, *inputs[2:])


def is_plain(value, depth=0):
    """Say whether a value is made of arrays, numbers and texts, in lists, tuples and dictionaries."""
    if type(value) in (list, tuple, dict) and depth < DEEPEST:
        return all(is_plain(item, depth + 1) for item in (value.values() if type(value) is dict else value))
    return type(value) in PLAIN or isinstance(value, np.generic)
