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
    _, starts_buffer, bytes_buffer = numbers.buffers()
    starts = np.frombuffer(starts_buffer, np.int32)[numbers.offset : numbers.offset + count + 1]
    written = np.frombuffer(bytes_buffer or b"", np.uint8)
    out = np.empty(2 * int(starts[-1] - starts[0]) + 1, np.uint8)
    ends = np.zeros(count + 1, np.int32)
    used = _spell(written, starts, out, ends)
    keys = pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(out[:used]))
    return keys if not numbers.null_count else _with_nulls(keys, numbers)


def _with_nulls(keys: pa.Array, numbers: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_valid(numbers), keys, pa.scalar(None, pa.string()))


def keys_of_documents(documents: pa.Array) -> pa.Array:
    """``keys_of_column`` in its strongest form, in one pass: plain ASCII here, the rest one by one."""
    plain = pc.fill_null(pc.string_is_ascii(documents), False)
    keys = runs_of(pc.if_else(plain, documents, ""))
    if not pc.all(plain).as_py():
        rest = [keys_of(number).runs for number in documents.filter(pc.invert(plain)).to_pylist()]
        keys = pc.replace_with_mask(keys, pc.invert(plain), pa.array(rest, pa.string()))
    return keys
