"""How what came is related to what was expected, where no known mistake is seen: sentences that are true by themselves,
whatever the lines look like."""
import numpy as np

from testCases.comparing import ATOL, RTOL, as_numbers, kind_of_key
from testCases.expected import expected_outputs
from testCases.messages import say

__all__ = ["patterns"]

LEAST = 2  # arrays in which a relation has to be seen
MOST = 2   # sentences


def patterns(e, looks):
    """Return up to two sentences, each on a part of the outputs that is wrong in one way wherever it is wrong.

    Parameters
    ----------
    e : Exercise
    looks : list of Look
        At its cases; one that raised, or whose outputs are not what they should be in number, says nothing.
    """
    parts = {}
    for each in looks:
        if not (each.outcome.raised or each.outcome.packing or each.note or each.own):
            wanted = expected_outputs(e.name, each.case.sentence)
            for name, got, want in zip(e.outputs, each.outcome.outputs, wanted):
                for kind, key, one, other in arrays_of(name, got, want):
                    parts.setdefault(kind, []).append((key, one, other))
    told = []
    for kind, arrays in parts.items():
        wrong = [(key, one, other) for key, one, other in arrays if not same(one, other)]
        keys = {key for key, _, _ in wrong}
        relation = relation_of([pair for _, *pair in wrong]) if len(wrong) >= LEAST else ""
        if relation and len(keys) == 1:
            told.append(say("pattern", part=keys.pop(), relation=relation))
        elif relation and len(wrong) == len(arrays):
            told.append(say("pattern_of_all", kind=kind, relation=relation))
    return tuple(told[:MOST])


def arrays_of(name, got, want):
    """Return (kind, key, what came, what was expected) for an output's arrays: each entry of a dictionary is one."""
    if isinstance(want, dict):
        pairs = [(kind_of_key(key), key, got[key], want[key]) for key in want] \
            if isinstance(got, dict) and set(got) == set(want) else []
    else:
        pairs = [(name, name, got, want)]
    arrays = [(kind, key, as_numbers(one), as_numbers(other)) for kind, key, one, other in pairs]
    return [(kind, key, one, other) for kind, key, one, other in arrays if one is not None and other is not None]


def same(one, other):
    return one.shape == other.shape and bool(np.isclose(one, other, rtol=RTOL, atol=ATOL, equal_nan=True).all())


def relation_of(pairs):
    """Return how every first array is related to the second one, in words; an empty text where that is not seen."""
    if not all(np.isfinite(one).all() and one.size for one, _ in pairs):
        return say("not_finite") if all(one.size and not np.isfinite(one).all() for one, _ in pairs) else ""
    if all(one.size == 1 for one, _ in pairs):
        pairs = [(one.reshape(other.shape) if other.size == 1 else one, other) for one, other in pairs]
    if all(not one.any() and other.any() for one, other in pairs):
        return say("zeros")
    if all(one.ndim == 2 and same(one.T, other) for one, other in pairs):
        return say("transposed")
    for key, sum_of in (("not_summed", np.sum), ("not_averaged", np.mean)):
        if all(other.size == 1 for _, other in pairs) and any(one.size > 1 for one, _ in pairs) and \
                all(same(sum_of(one).reshape(other.shape), other) for one, other in pairs):
            return say(key)
    if any(one.shape != other.shape for one, other in pairs):
        return ""
    factor, shift = factor_of(pairs), common([one - other for one, other in pairs])
    if factor == -1:
        return say("negative")
    if factor is not None:
        return say("factor", factor=f"{factor:.4g}")
    for key, put in (("divided", lambda one: one * one.shape[1]), ("multiplied", lambda one: one / one.shape[1])):
        if all(one.ndim == 2 and same(put(one), other) for one, other in pairs):
            return say(key)
    return "" if shift is None else say("larger" if shift > 0 else "smaller", shift=f"{abs(shift):.4g}")


def factor_of(pairs):
    """Return the number that every second array was multiplied by to give the first, or None."""
    if not all(np.abs(other).max() > 1e-3 for _, other in pairs):
        return None  # of numbers near 0 it cannot be told
    one, other = (np.concatenate([np.ravel(pair[i]) for pair in pairs]) for i in (0, 1))
    factor = float(one @ other / (other @ other))
    return round(factor, 6) if same(one, factor * other) else None


def common(differences):
    """Return the one number that all entries of these arrays are, or None."""
    flat = np.concatenate([np.ravel(difference) for difference in differences])
    return float(flat[0]) if same(flat, np.full_like(flat, flat[0])) else None
