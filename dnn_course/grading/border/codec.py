"""What crosses the border between the grader and a student's process: plain data in frames, and nothing else.

A frame is two lengths (4 bytes each, little-endian), a header of JSON, and the raw bytes of the arrays that the header
describes. Every length, type and shape is checked before anything is made of it; nothing is ever unpickled, and no
class of a student is ever built. This file is also read in the jail, so that it imports nothing of the course.
"""
import json
import math
import re
import select
import struct
import time

import numpy as np

__all__ = ["MAX_ANSWER", "MAX_HEADER", "MAX_PAYLOAD", "Closed", "FrameError", "Overtime", "decode", "encode", "inert",
           "receive",
           "send", "wait"]

MAX_HEADER = 1 << 20   # bytes of JSON
MAX_PAYLOAD = 1 << 25  # bytes of arrays, of which the grader sends whole notebooks
MAX_ANSWER = 1 << 22   # bytes of arrays that the grader takes from a student's process
MAX_NODES = 50_000     # values in a frame
MAX_DEPTH = 32
MAX_DIMENSIONS = 8
DTYPES = ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")
LENGTHS = struct.Struct("<II")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}\Z")


class FrameError(ValueError):
    """Something that is not a frame, or too much of it."""


class Closed(Exception):
    """The other side has closed the connection, or has died."""


class Overtime(Exception):
    """The other side has not answered in time."""


def inert(name):
    """Return an object that can do nothing, of a type with this name: it stands for what cannot cross the border."""
    return type(name if NAME.match(name) else "object", (), {"__slots__": ()})()


def encode(value, most=MAX_PAYLOAD):
    """Return the frame of a value, with at most so many bytes of arrays.

    Parameters
    ----------
    value : None, bool, int, float, str, array, or a list, tuple or dict of such
        Anything else, or of another class, is sent as the plain value that it stands for or, where it stands for
        none, as the name of its type.

    Returns
    -------
    frame : bytes

    Raises
    ------
    FrameError
        If the value is too large, too deep, or holds itself.
    """
    buffers = []
    header = json.dumps(_node(value, buffers, [0], 0), separators=(",", ":")).encode()
    payload = b"".join(buffers)
    if len(header) > MAX_HEADER or len(payload) > most:
        raise FrameError(f"a frame holds at most {MAX_HEADER} bytes of values and {most} of arrays, "
                         f"got {len(header)} and {len(payload)}")
    return LENGTHS.pack(len(header), len(payload)) + header + payload


def _node(value, buffers, count, depth):
    count[0] += 1
    if depth > MAX_DEPTH or count[0] > MAX_NODES:
        raise FrameError(f"a frame holds at most {MAX_NODES} values, {MAX_DEPTH} deep")
    if value is None or value is True or value is False:
        return value
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value) if abs(int(value)) < 1 << 64 else {"o": "int"}
    if isinstance(value, (float, np.floating)):
        return float(value)
    if isinstance(value, str):
        return str(value).encode("utf-8", "replace").decode()
    if isinstance(value, (list, tuple)):
        key = "l" if isinstance(value, list) else "t"
        return {key: [_node(item, buffers, count, depth + 1) for item in value]}
    if isinstance(value, dict):
        return {"d": [[_node(k, buffers, count, depth + 1), _node(v, buffers, count, depth + 1)]
                      for k, v in value.items()]}
    return _array_node(value, buffers)


def _array_node(value, buffers):
    """Return the node of an array, of what gives an array of numbers, or of the name of a type."""
    name = {"o": type(value).__name__}
    try:
        array = np.asarray(value)
    except Exception:  # an object of a student may raise anything
        return name
    if array.dtype.kind not in "buifc" or array.ndim > MAX_DIMENSIONS:
        return name
    dtype = array.dtype.newbyteorder("<").str
    if dtype not in DTYPES:  # long doubles
        dtype = "<c16" if array.dtype.kind == "c" else "<f8"
    if array.size * np.dtype(dtype).itemsize > MAX_PAYLOAD:
        raise FrameError(f"a frame holds at most {MAX_PAYLOAD} bytes of arrays, got {array.size} numbers")
    buffers.append(np.ascontiguousarray(array, dtype=dtype).tobytes())
    if sum(map(len, buffers)) > MAX_PAYLOAD:
        raise FrameError(f"a frame holds at most {MAX_PAYLOAD} bytes of arrays")
    return {"a": [dtype, list(array.shape)]}


def decode(header, payload):
    """Return the value of a frame.

    Parameters
    ----------
    header : bytes
        JSON.
    payload : bytes
        The arrays of the header, one after the other.

    Returns
    -------
    value : None, bool, int, float, str, array, or a list, tuple or dict of such; an `inert` object for another type
        The arrays are new, writable, and of no subclass.

    Raises
    ------
    FrameError
        If this is no frame that `encode` could have made.
    """
    if len(header) > MAX_HEADER or len(payload) > MAX_PAYLOAD:
        raise FrameError("a frame that is too large")
    if header.count(b"[") + header.count(b"{") > 6 * MAX_NODES:  # before anything is built
        raise FrameError("a frame of too many values")
    try:
        tree = json.loads(header.decode("ascii"))
    except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise FrameError("a header that is not JSON") from None
    reader = _Reader(payload)
    value = reader.value(tree, 0)
    if reader.offset != len(payload):
        raise FrameError("bytes that no array claims")
    return value


class _Reader:
    """Builds the value of a checked header, and counts what it builds."""

    def __init__(self, payload):
        self.payload, self.offset, self.count = payload, 0, 0

    def value(self, node, depth):
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            raise FrameError("a value of too many parts, or too deep")
        if node is None or isinstance(node, (bool, float)):
            return node
        if isinstance(node, str):
            return node.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be written anywhere
        if isinstance(node, int):
            if abs(node) >= 1 << 64:
                raise FrameError("an integer that is too large")
            return node
        if not isinstance(node, dict) or len(node) != 1:
            raise FrameError("a node that is neither a value nor one kind of container")
        (kind, content), = node.items()
        if kind == "o" and isinstance(content, str):
            return inert(content)
        if kind == "a":
            return self.array(content)
        if kind in ("l", "t") and isinstance(content, list):
            items = [self.value(item, depth + 1) for item in content]
            return items if kind == "l" else tuple(items)
        if kind == "d" and isinstance(content, list):
            return self.dictionary(content, depth)
        raise FrameError("a kind of value that there is not")

    def dictionary(self, pairs, depth):
        result = {}
        for pair in pairs:
            if not isinstance(pair, list) or len(pair) != 2 or isinstance(pair[0], dict):
                raise FrameError("a dictionary is made of pairs, and its keys are plain")
            key = self.value(pair[0], depth + 1)
            result[key] = self.value(pair[1], depth + 1)
        return result

    def array(self, content):
        if not isinstance(content, list) or len(content) != 2:
            raise FrameError("an array has a dtype and a shape")
        dtype, shape = content
        if not isinstance(dtype, str) or dtype not in DTYPES or not isinstance(shape, list) or \
                len(shape) > MAX_DIMENSIONS or not all(type(n) is int and 0 <= n < 1 << 31 for n in shape):
            raise FrameError("a dtype or a shape that there is not")
        size, dtype = math.prod(shape), np.dtype(dtype)
        end = self.offset + size * dtype.itemsize
        if end > len(self.payload):
            raise FrameError("an array larger than its bytes")
        raw = np.uint8 if dtype.kind == "b" else dtype  # a byte of a truth value could be 2
        flat = np.frombuffer(self.payload, raw, size, self.offset)
        self.offset = end
        try:
            return (flat != 0 if dtype.kind == "b" else flat.astype(dtype.newbyteorder("="))).reshape(shape)
        except ValueError:
            raise FrameError("a shape that there is not") from None


def send(connection, value, deadline=None, most=MAX_PAYLOAD):
    """Send a value over a socket; Overtime after the deadline, Closed if nobody is there.

    A deadline is a time as of time.monotonic, or a function that returns how many seconds are left to wait before it is
    asked again; 0 or less is Overtime.
    """
    view = memoryview(encode(value, most))
    while view:
        wait(connection, deadline, select.POLLOUT)
        try:
            view = view[connection.send(view):]
        except BlockingIOError:
            continue
        except OSError:
            raise Closed from None


def receive(connection, deadline=None, most=MAX_PAYLOAD):
    """Receive a value with at most so many bytes of arrays; FrameError for garbage, else as `send`."""
    header_length, payload_length = LENGTHS.unpack(_read(connection, LENGTHS.size, deadline))
    if header_length > MAX_HEADER or payload_length > most:
        raise FrameError("a frame that is too large")
    return decode(_read(connection, header_length, deadline), _read(connection, payload_length, deadline))


def _read(connection, length, deadline):
    chunks, missing = [], length
    while missing:
        wait(connection, deadline)
        try:
            chunk = connection.recv(min(missing, 1 << 18))
        except BlockingIOError:
            continue
        except OSError:
            raise Closed from None
        if not chunk:
            raise Closed
        chunks.append(chunk)
        missing -= len(chunk)
    return b"".join(chunks)


def wait(connection, deadline=None, event=select.POLLIN):
    """Wait until something can be read, or until the deadline: see `send`."""
    poll = select.poll()
    poll.register(connection, event)
    while True:
        left = math.inf if deadline is None else deadline() if callable(deadline) else deadline - time.monotonic()
        if left <= 0:  # even if something is there: it might never end
            raise Overtime
        if poll.poll(None if left == math.inf else math.ceil(left * 1000)):
            return
