"""The numbers of whole columns at once: the same answers as ``numbers`` gives one by one, much sooner.

Plain ASCII goes through Arrow's kernels; what is written otherwise is asked one by one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tieout.steps.numbers import ANY_DIGIT, SHORTEST, Form, keys_of, shape_of, tokens_of

Ints = npt.NDArray[np.int64]


def keys_of_column(numbers: pa.Array, form: Form) -> pa.Array:
    """One form of the keys of a whole column, "" where there is none."""
    if form in _FROM_RUNS:
        runs = keys_of_column(numbers, "runs")
        return keys_from_runs(runs, keys_of_column(numbers, "digits"), form)
    ascii_only = pc.fill_null(pc.string_is_ascii(numbers), False)
    plain = pc.utf8_lower(pc.if_else(ascii_only, numbers, ""))
    plain = pc.if_else(pc.match_substring_regex(plain, "[0-9]"), plain, "")
    keys = _replaced(plain, _BY_KERNEL[form], form)
    rest = [keys_of(number).form(form) for number in _rest(numbers, ascii_only)]
    return _with_the_rest(keys, ascii_only, rest)


def keys_from_runs(runs: pa.Array, digits: pa.Array, form: Form) -> pa.Array:
    """The forms that are pieces of ``runs``; ``digits`` says which numbers have enough of them."""
    keys = _replaced(runs, _FROM_RUNS[form], form)
    return pc.if_else(pc.equal(digits, ""), "", keys) if form == "core" else keys


def _replaced(keys: pa.Array, patterns: tuple[tuple[str, str], ...], form: Form) -> pa.Array:
    for pattern, replacement in patterns:
        keys = pc.replace_substring_regex(keys, pattern, replacement)
    return pc.if_else(pc.less(pc.binary_length(keys), SHORTEST.get(form, 0)), "", keys)


_BY_KERNEL: dict[Form, tuple[tuple[str, str], ...]] = {
    "full": (("[^0-9a-z]+", ""),),
    "runs": (
        ("[^0-9a-z]+", "-"),
        ("([a-z])([0-9])", r"\1-\2"),
        ("([0-9])([a-z])", r"\1-\2"),
        ("^-|-$", ""),
        ("(^|-)0+([0-9])", r"\1\2"),
    ),
    "digits": (("[^0-9]+", ""), ("^0+", "")),
    "folded": (
        ("[^0-9a-z]+", ""),
        ("[oq]", "0"),
        ("[il]", "1"),
        ("s", "5"),
        ("b", "8"),
        ("z", "2"),
        ("g", "9"),
    ),
}
_NO_LETTERS = "(^|-)[^-0-9]+(-[^-0-9]+)*"
_FROM_RUNS: dict[Form, tuple[tuple[str, str], ...]] = {
    "core": ((_NO_LETTERS, ""), ("^-", "")),
    "tail": (("^.*?([0-9]+)[^0-9]*$", r"\1"),),
}


# Of plain ASCII every sign by itself: letters small, digits 0.
_SHAPES = bytes(ord(chr(sign).lower().translate(ANY_DIGIT)) for sign in range(128)) + bytes(128)


def shapes_in_column(numbers: pa.Array) -> pa.Array:
    """The pattern of every number, see ``shape_of``; "" where there is none."""
    ascii_only = pc.fill_null(pc.string_is_ascii(numbers), False)
    plain = pc.if_else(ascii_only, numbers, "").cast(pa.string())
    _, starts, letters = plain.buffers()
    shapes = pa.StringArray.from_buffers(
        len(plain), starts, pa.py_buffer(letters.to_pybytes().translate(_SHAPES) if letters else b""),
        offset=plain.offset,
    )  # fmt: skip
    return _with_the_rest(
        shapes, ascii_only, [shape_of(number) for number in _rest(numbers, ascii_only)]
    )


def _rest(numbers: pa.Array, ascii_only: pa.Array) -> list[str | None]:
    rest: list[str | None] = numbers.filter(pc.invert(ascii_only)).to_pylist()
    return rest


def _with_the_rest(found: pa.Array, ascii_only: pa.Array, rest: list[str]) -> pa.Array:
    if not rest:
        return found
    return pc.replace_with_mask(found, pc.invert(ascii_only), pa.array(rest, pa.string()))


class Tokens(NamedTuple):
    """Numbers that stand in texts: each with the place of its text, a place often more than once."""

    places: Ints
    written: pa.Array


def tokens_of_column(texts: pa.Array) -> Tokens:
    """The numbers in every text, see ``tokens_of``; a text that is often repeated is looked at once."""
    encoded = pc.fill_null(texts, "").dictionary_encode()
    found = [tokens_of(text) for text in encoded.dictionary.to_pylist()]
    codes = np.repeat(np.arange(len(found)), [len(tokens) for tokens in found])
    written = pa.array([token for tokens in found for token in tokens], pa.string())
    return _spread(codes, written, encoded.indices.to_numpy().astype(np.int64))


def _spread(codes: Ints, tokens: pa.Array, places: Ints) -> Tokens:
    """From the tokens of distinct texts, in their order, to those of every place with such a text."""
    starts = np.searchsorted(codes, places)
    counts = np.searchsorted(codes, places, "right") - starts
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    taken = np.repeat(starts, counts) + offsets
    return Tokens(np.repeat(np.arange(len(places)), counts), tokens.take(pa.array(taken)))
