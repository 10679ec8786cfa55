"""What crosses the border between the grader and a student's process: plain data, checked before it is built."""
import json
import socket
import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dnn_course.grading.border import codec
from testCases.checking import examine
from testCases.exercises import EXERCISES

DTYPES = st.sampled_from([np.dtype(name) for name in codec.DTYPES])
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
ARRAYS = DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, SHAPES))
SCALARS = st.none() | st.booleans() | st.integers(-2**63, 2**63) | st.floats() | st.text(max_size=20)
VALUES = st.recursive(SCALARS | ARRAYS, lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) |
                      st.dictionaries(st.text(max_size=5) | st.integers(0, 9), inner, max_size=4), max_leaves=12)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=4) |
                    st.dictionaries(st.sampled_from(["a", "l", "t", "d", "o", "x"]), inner, max_size=2), max_leaves=15)


def crossed(value):
    frame = codec.encode(value)
    header, payload = codec.LENGTHS.unpack(frame[:8])
    assert len(frame) == 8 + header + payload
    return codec.decode(frame[8:8 + header], frame[8 + header:])


def same(a, b):
    if isinstance(a, np.ndarray):
        return type(b) is np.ndarray and a.dtype.newbyteorder("=") == b.dtype and a.shape == b.shape and \
            np.ascontiguousarray(a).tobytes() == np.ascontiguousarray(b).tobytes()
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return type(b) is dict and list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and (a == b or a != a)


@given(VALUES)
def test_plain_data_crosses_unchanged(value):
    assert same(value, crossed(value))


@given(ARRAYS)
def test_an_array_arrives_writable_and_as_no_subclass(array):
    arrived = crossed(np.ma.masked_array(array))
    assert type(arrived) is np.ndarray and arrived.flags.writeable


class Everything:
    """Equals anything, as a notebook that wants points by comparison has it."""

    def __eq__(self, other):
        return True

    def __array__(self, *arguments, **keywords):
        raise RuntimeError("no")


def test_what_is_no_plain_data_arrives_as_the_name_of_its_type():
    for value in (Everything(), object(), len, (n for n in []), np.array([len]), np.array(["text"]), 2**70,
                  {1, 2}, b"bytes"):
        arrived = crossed(value)
        assert type(arrived).__name__ == type(value).__name__
        assert not hasattr(arrived, "__dict__") and arrived != 1


@pytest.mark.parametrize("base", [int, float, str, list, tuple, dict])
def test_a_subclass_arrives_as_what_it_is_of(base):
    Own = type("Own", (base,), {"__eq__": lambda self, other: True, "__hash__": base.__hash__})
    assert type(crossed(Own())) is base


def test_a_truth_value_of_2_arrives_as_true():
    arrived = codec.decode(b'{"a":["|b1",[2]]}', b"\x02\x00")
    assert arrived.tolist() == [True, False] and arrived.view(np.uint8).tolist() == [1, 0]


def test_half_a_character_can_be_written_afterwards():
    codec.decode(b'"\\ud800"', b"").encode()


def test_an_object_of_a_name_that_is_none_is_only_an_object():
    for name in ("a b", "<script>", "x" * 100, "", "\u200b"):
        assert type(crossed_node({"o": name})).__name__ == "object"


def crossed_node(node):
    return codec.decode(json.dumps(node).encode(), b"")


@pytest.mark.parametrize("header, payload", [
    (b"", b""), (b"[1]", b""), (b"{", b""), (b'{"a":1}', b""), (b'{"x":1}', b""), (b'{"l":[],"t":[]}', b""),
    (b'{"a":["<f8",[1]]}', b"1234567"), (b'{"a":["<f8",[1]]}', b"123456789"), (b"null", b"more"),
    (b'{"a":["|O",[1]]}', b"12345678"), (b'{"a":["<M8",[1]]}', b"12345678"), (b'{"a":["<U4",[1]]}', b"1" * 16),
    (b'{"a":["<f8",[-1]]}', b""), (b'{"a":["<f8",[1.0]]}', b"1" * 8), (b'{"a":["<f8",[true]]}', b"1" * 8),
    (b'{"a":["<f8",[99999999999999999999]]}', b""), (b'{"a":["<f8",[2147483647,2147483647,2147483647]]}', b""),
    (b'{"a":["<f8",[0,2147483647,2147483647,2147483647]]}', b""), (b'{"a":["<f8",[1,1,1,1,1,1,1,1,1]]}', b"1" * 8),
    (b'{"d":[[{"l":[]},1]]}', b""), (b'{"d":[[1]]}', b""), (b'{"d":{"a":1}}', b""), (b'{"lt":[]}', b""),
    (b'{"o":1}', b""), (b"1" * 5000, b""), (b"1e5" + b"0" * 30, b"x"), (b'"\xff"', b""), (b"18446744073709551616", b""),
    (b'{"l":[' * 40 + b"]}" * 40, b""), (b"[" * 100_000, b""), (b'{"l":' * 200_000, b""),
    (b'{"l":[' + b"0," * 60_000 + b"0]}", b""),
])
def test_garbage_is_refused(header, payload):
    with pytest.raises(codec.FrameError):
        codec.decode(header, payload)


@given(st.binary(max_size=200), st.binary(max_size=50))
@settings(max_examples=300)
def test_bytes_are_decoded_or_refused(header, payload):
    try:
        codec.decode(header, payload)
    except codec.FrameError:
        pass


@given(JSON, st.binary(max_size=64))
@settings(max_examples=500)
def test_any_json_is_decoded_or_refused(node, payload):
    try:
        codec.decode(json.dumps(node).encode(), payload)
    except codec.FrameError:
        pass


@given(VALUES, st.data())
@settings(max_examples=300)
def test_a_damaged_frame_is_decoded_or_refused(value, data):
    frame = bytearray(codec.encode(value))
    frame[data.draw(st.integers(8, len(frame) - 1))] = data.draw(st.integers(0, 255))
    header, _ = codec.LENGTHS.unpack(frame[:8])
    try:
        codec.decode(bytes(frame[8:8 + header]), bytes(frame[8 + header:]))
    except codec.FrameError:
        pass


@given(VALUES, st.sampled_from(EXERCISES))
@settings(max_examples=300, deadline=None)
def test_a_check_takes_whatever_arrives(value, e):
    arrived = crossed(value)
    wrapped = (arrived,) * len(e.outputs)
    for returned in (arrived, wrapped):
        report = examine(e.name, lambda *arguments: returned)
        assert report.points == 0 and len(str(report)) < 20_000


@pytest.mark.parametrize("header, payload", [
    (b'{"l":[' + b'{"l":[]},' * 100_000 + b"0]}", b""),
    (b'{"a":["<f8",[2147483647,8]]}', b""),
    (b"[" * codec.MAX_HEADER, b""),
    (b'"' + b"x" * (codec.MAX_HEADER - 2) + b'"', b""),
    (b'{"l":[' + b'{"a":["|u1",[0]]},' * 49_000 + b"0]}", b""),
    (b'{"a":["|u1",[33554432]]}', bytes(codec.MAX_PAYLOAD)),
])
def test_memory_stays_within_its_limit(header, payload):
    tracemalloc.start()
    try:
        codec.decode(header, payload)
    except codec.FrameError:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6


@pytest.mark.parametrize("value", [
    np.zeros(codec.MAX_PAYLOAD // 8 + 1), ["x" * codec.MAX_HEADER], [0] * (codec.MAX_NODES + 1),
    [np.zeros(codec.MAX_PAYLOAD // 16 + 1)] * 2, np.broadcast_to(0.0, (1 << 20, 1 << 20)),
])
def test_too_much_is_not_sent(value):
    with pytest.raises(codec.FrameError):
        codec.encode(value)


def test_a_list_that_holds_itself_is_not_sent():
    value = []
    value.append(value)
    with pytest.raises(codec.FrameError, match="32 deep"):
        codec.encode(value)


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    yield ours, theirs
    ours.close()
    theirs.close()


def test_a_value_is_sent_and_received(pair):
    ours, theirs = pair
    codec.send(theirs, {"x": np.arange(3)})
    assert codec.receive(ours, time.monotonic() + 1)["x"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("sent", [b"", b"\1", struct.pack("<II", 5, 0), struct.pack("<II", 5, 0) + b"null"])
def test_half_a_frame_ends_with_the_time(pair, sent):
    ours, theirs = pair
    theirs.sendall(sent)
    started = time.monotonic()
    with pytest.raises(codec.Overtime):
        codec.receive(ours, started + 0.05)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("sent", [b"", b"\1", struct.pack("<II", 5, 0), struct.pack("<II", 5, 0) + b"null"])
def test_half_a_frame_and_then_nobody_is_an_end(pair, sent):
    ours, theirs = pair
    theirs.sendall(sent)
    theirs.close()
    with pytest.raises(codec.Closed):
        codec.receive(ours, time.monotonic() + 1)


def test_a_frame_that_says_it_is_huge_is_refused_before_it_is_read(pair):
    ours, theirs = pair
    theirs.sendall(struct.pack("<II", 2**32 - 1, 2**32 - 1))
    with pytest.raises(codec.FrameError):
        codec.receive(ours, time.monotonic() + 1)


def test_frames_without_an_end_end_with_the_time(pair):
    ours, theirs = pair
    theirs.setblocking(False)
    deadline = time.monotonic() + 0.1
    with pytest.raises(codec.Overtime):
        while True:
            codec.send(theirs, [0] * 100)
            codec.receive(ours, deadline)


def test_nobody_reads(pair):
    ours, _ = pair
    with pytest.raises(codec.Overtime):
        codec.send(ours, np.zeros(1 << 20), time.monotonic() + 0.05)
