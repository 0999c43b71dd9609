"""The strongest key of a document's number for millions of rows: one pass over the bytes, see ``numbers``.

The same answer as ``keys_of(number).runs`` for plain ASCII. What is written otherwise is not answered
here: the caller leaves such lines to the account's own steps.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tieout.steps.numbers import keys_of

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

_ZERO, _NINE, _A, _Z, _CAPITAL_A, _CAPITAL_Z, _DASH = 48, 57, 97, 122, 65, 90, 45
_NOTHING, _LETTERS, _DIGITS = 0, 1, 2


@numba.njit(cache=True, nogil=True)
def _spell(written: Bytes, starts: Offsets, out: Bytes, ends: Offsets) -> int:
    """Write every key one after the other; returns the bytes used. A key is never twice as long as its number."""
    used = 0
    for at in range(len(starts) - 1):
        begun = used
        run = _NOTHING  # what the last sign belonged to
        has_digit = False
        zeros = 0  # zeros that lead a run of digits and wait for another digit
        for place in range(starts[at], starts[at + 1]):
            sign = written[place]
            if _CAPITAL_A <= sign <= _CAPITAL_Z:
                sign += 32
            kind = _NOTHING
            if _ZERO <= sign <= _NINE:
                kind = _DIGITS
                has_digit = True
            elif _A <= sign <= _Z:
                kind = _LETTERS
            if kind != run and run == _DIGITS and zeros:
                out[used] = _ZERO  # a run of zeros alone is one zero
                used += 1
                zeros = 0
            if kind != run and kind != _NOTHING and used > begun:
                out[used] = _DASH
                used += 1
            if kind == _DIGITS and sign == _ZERO and (run != _DIGITS or zeros):
                zeros = 1
            elif kind != _NOTHING:
                zeros = 0
                out[used] = sign
                used += 1
            run = kind
        if zeros:
            out[used] = _ZERO
            used += 1
        if not has_digit:
            used = begun
        ends[at + 1] = used
    return used


def runs_of(numbers: pa.Array) -> pa.Array:
    """The runs of every number, "" where it has no digit; nulls stay null.

    >>> runs_of(pa.array(["INV-2026-00123", "inv2026/123", "none"])).to_pylist()
    ['inv-2026-123', 'inv-2026-123', '']
    """
    numbers = numbers.combine_chunks() if isinstance(numbers, pa.ChunkedArray) else numbers
    numbers = numbers.cast(pa.string())
    count = len(numbers)
    if not count:
        return pa.array([], pa.string())
    out, ends = _spelt(*_letters_of(numbers))
    keys = pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(out))
    return keys if not numbers.null_count else _with_nulls(keys, numbers)


def _letters_of(numbers: pa.Array) -> tuple[Bytes, Offsets]:
    """The letters of all numbers, and where each begins and ends."""
    _, starts, content = numbers.buffers()
    edges = np.frombuffer(starts, np.int32)[numbers.offset : numbers.offset + len(numbers) + 1]
    return np.frombuffer(content or b"", np.uint8), edges


def _spelt(written: Bytes, starts: Offsets) -> tuple[Bytes, Offsets]:
    """The letters of all keys, and where each begins and ends."""
    out = np.empty(2 * int(starts[-1] - starts[0]) + 1, np.uint8)
    ends = np.zeros(len(starts), np.int32)
    used = _spell(written, starts, out, ends)
    return out[:used], ends


def _with_nulls(keys: pa.Array, numbers: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_valid(numbers), keys, pa.scalar(None, pa.string()))


@numba.njit(cache=True, nogil=True)
def _pack(keys: Bytes, ends: Offsets, out: Bytes, packed_ends: Offsets) -> int:
    """Three signs in two bytes, the last of them filled up with nothing; returns the bytes used."""
    used = 0
    for at in range(len(ends) - 1):
        word, signs = 0, 0
        for place in range(ends[at], ends[at + 1]):
            sign = keys[place]
            word *= _SIGNS
            if sign == _DASH:
                word += 1
            elif sign <= _NINE:
                word += 2 + sign - _ZERO
            else:
                word += 12 + sign - _A
            signs += 1
            if signs == 3:
                out[used], out[used + 1] = word >> 8, word & 255
                used += 2
                word, signs = 0, 0
        if signs:
            word *= _SIGNS if signs == 2 else _SIGNS * _SIGNS
            out[used], out[used + 1] = word >> 8, word & 255
            used += 2
        packed_ends[at + 1] = used
    return used


_SIGNS = 38  # nothing, a dash, ten digits, the letters


@numba.njit(cache=True, nogil=True)
def _are_plain(written: Bytes, starts: Offsets, plain: Bools) -> bool:
    """Which numbers hold printable ASCII alone; whether all do."""
    all_are = True
    for at in range(len(starts) - 1):
        plain[at] = True
        for place in range(starts[at], starts[at + 1]):
            if not 32 <= written[place] <= 126:
                plain[at] = all_are = False
                break
    return all_are


def packed_runs_of(numbers: pa.Array) -> pa.Array:
    """``runs_of`` of each number in two bytes for three signs; null for what is not plain ASCII.

    Equal where the runs are equal and in no other case. A number of 18 signs takes 12 bytes, as many as
    DuckDB keeps in a row itself: longer ones it has to fetch from elsewhere.
    """
    numbers = numbers.combine_chunks() if isinstance(numbers, pa.ChunkedArray) else numbers
    count = len(numbers)
    if not count:
        return pa.array([], pa.binary())
    written, starts = _letters_of(numbers.cast(pa.string()))
    spelt, ends = _spelt(written, starts)
    out = np.empty(len(spelt) + 2 * count, np.uint8)
    packed_ends = np.zeros(count + 1, np.int32)
    used = _pack(spelt, ends, out, packed_ends)
    buffers = [None, pa.py_buffer(packed_ends), pa.py_buffer(out[:used])]
    packed = pa.Array.from_buffers(pa.binary(), count, buffers)
    plain = np.empty(count, np.bool_)
    if _are_plain(written, starts, plain) and not numbers.null_count:
        return packed
    known = pc.and_(pc.is_valid(numbers), pa.array(plain))
    return pc.if_else(known, packed, pa.scalar(None, pa.binary()))


def keys_of_documents(documents: pa.Array) -> pa.Array:
    """``keys_of_column`` in its strongest form, in one pass: plain ASCII here, the rest one by one."""
    plain = pc.fill_null(pc.string_is_ascii(documents), False)
    keys = runs_of(pc.if_else(plain, documents, ""))
    if not pc.all(plain).as_py():
        rest = [keys_of(number).runs for number in documents.filter(pc.invert(plain)).to_pylist()]
        keys = pc.replace_with_mask(keys, pc.invert(plain), pa.array(rest, pa.string()))
    return keys
