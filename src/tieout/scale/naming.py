"""Match ids of plain pairs by the million: the same BLAKE2b names that ``groups.match_id`` gives.

Source: RFC 7693. One block is enough, since the text of a pair is shorter than 128 bytes.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tieout.rules import ENGINE_VERSION
from tieout.steps.number_columns import Ints

Bytes = npt.NDArray[np.uint8]

_START = np.array(
    [
        0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
        0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
    ],
    np.uint64,
)  # fmt: skip
_ORDER = np.array(
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    ],
    np.int64,
)  # fmt: skip
_SIZE = 8  # bytes of a name
_BLOCK = 128
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)


@numba.njit(cache=True, nogil=True, inline="always")
def _turned(word: np.uint64, bits: int) -> np.uint64:
    return (word >> np.uint64(bits)) | (word << np.uint64(64 - bits))


@numba.njit(cache=True, nogil=True, inline="always")
def _mix(v, a, b, c, d, x, y):  # type: ignore[no-untyped-def]
    v[a] = v[a] + v[b] + x
    v[d] = _turned(v[d] ^ v[a], 32)
    v[c] = v[c] + v[d]
    v[b] = _turned(v[b] ^ v[c], 24)
    v[a] = v[a] + v[b] + y
    v[d] = _turned(v[d] ^ v[a], 16)
    v[c] = v[c] + v[d]
    v[b] = _turned(v[b] ^ v[c], 63)


@numba.njit(cache=True, nogil=True)
def _name(block: Bytes, length: int, m, v) -> np.uint64:  # type: ignore[no-untyped-def]
    for at in range(16):
        word = np.uint64(0)
        for byte in range(7, -1, -1):
            word = (word << np.uint64(8)) | np.uint64(block[at * 8 + byte])
        m[at] = word
    first = _START[0] ^ np.uint64(0x01010000 | _SIZE)
    for at in range(8):
        v[at] = _START[at]
        v[at + 8] = _START[at]
    v[0] = first
    v[12] ^= np.uint64(length)
    v[14] = ~v[14]
    for turn in range(12):
        s = _ORDER[turn]
        _mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]])
        _mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]])
        _mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]])
        _mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]])
        _mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]])
        _mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]])
        _mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]])
        _mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]])
    named: np.uint64 = first ^ v[0] ^ v[8]
    return named


@numba.njit(cache=True, nogil=True)
def _put_number(block: Bytes, at: int, number: int) -> int:
    if number < 0:
        block[at] = 45
        at += 1
        number = -number
    digits = 1
    rest = number // 10
    while rest:
        digits += 1
        rest //= 10
    for place in range(at + digits - 1, at - 1, -1):
        block[place] = 48 + number % 10
        number //= 10
    return at + digits


@numba.njit(cache=True, nogil=True)
def _name_all(head: Bytes, ours: Ints, theirs: Ints, out: Bytes) -> None:
    block = np.zeros(_BLOCK, np.uint8)
    m = np.zeros(16, np.uint64)
    v = np.zeros(16, np.uint64)
    block[: len(head)] = head
    for pair in range(len(ours)):
        block[len(head) :] = 0
        at = len(head)
        block[at] = 40  # (
        at = _put_number(block, at + 1, ours[pair])
        block[at], block[at + 1], block[at + 2], block[at + 3] = 44, 41, 124, 40  # ,)|(
        at = _put_number(block, at + 4, theirs[pair])
        block[at], block[at + 1] = 44, 41  # ,)
        word = _name(block, at + 2, m, v)
        for byte in range(_SIZE):
            value = (word >> np.uint64(8 * byte)) & np.uint64(255)
            out[pair * 16 + 2 * byte] = _HEX[value >> np.uint64(4)]
            out[pair * 16 + 2 * byte + 1] = _HEX[value & np.uint64(15)]


def names_of_pairs(rule: str, ours: Ints, theirs: Ints) -> pa.Array:
    """``match_id`` of each pair of one line a side under a rule."""
    head = np.frombuffer(f"{ENGINE_VERSION}|{rule}|".encode(), np.uint8)
    assert len(head) < _BLOCK - 50, "the text of a pair must fit one block"
    out = np.empty(16 * len(ours), np.uint8)
    _name_all(head, ours.astype(np.int64), theirs.astype(np.int64), out)
    ends = np.arange(0, 16 * len(ours) + 1, 16, dtype=np.int32)
    return pa.StringArray.from_buffers(len(ours), pa.py_buffer(ends), pa.py_buffer(out))
