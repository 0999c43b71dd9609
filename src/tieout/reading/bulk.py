"""Whole columns at once, in Arrow: what is plain is read quickly, what is left is read with care.

Each function here has a slow twin that reads one cell; tests hold that the two never disagree.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_GROUPED = {
    ".": r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})",
    ",": r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,15})",
}
_DIGITS_MAX = 17  # characters of a number read here; longer ones are read one by one


def plain_amounts(texts: pa.Array, *, mark: str, exponent: int) -> list[int | None]:
    """Minor units of every text written plainly (1234.56, -1,234.56, 12), None for all others."""
    values: list[int | None] = [None] * len(texts)
    short = pc.less_equal(pc.binary_length(texts), _DIGITS_MAX)
    group = "," if mark == "." else "."
    for places in range(exponent + 1):
        tail = rf"\{mark}[0-9]{{{places}}}" if places else ""
        mask = pc.and_(short, pc.match_substring_regex(texts, f"^{_GROUPED[mark]}{tail}$"))
        found = pc.indices_nonzero(mask)
        if not len(found):
            continue
        bare = pc.replace_substring(pc.replace_substring(texts.take(found), group, ""), mark, "")
        scale = 10 ** (exponent - places)
        minor = pc.multiply_checked(bare.cast(pa.int64()), pa.scalar(scale, pa.int64()))
        for at, value in zip(found.to_pylist(), minor.to_pylist(), strict=True):
            values[at] = value
    return values


def matching(texts: pa.Array, pattern: str) -> list[int]:
    """Positions of the texts in which the pattern is found; the pattern is RE2's."""
    found: list[int] = pc.indices_nonzero(pc.match_substring_regex(texts, pattern)).to_pylist()
    return found


def keys_of(texts: pa.Array) -> list[str]:
    """Document numbers for comparing: ``INV-000123`` and ``inv 123`` are both ``inv123``."""
    bare = pc.utf8_lower(pc.utf8_normalize(texts, form="NFKC"))
    bare = pc.replace_substring_regex(bare, r"(^|[^0-9])0+([0-9])", r"\1\2")
    keys: list[str] = pc.replace_substring_regex(bare, r"[^\p{L}\p{N}]+", "").to_pylist()
    return keys


def forms_of(texts: pa.Array) -> tuple[list[str], list[int]]:
    """Texts with their figures taken out, each form once, and which form every text has."""
    forms = pc.replace_substring_regex(texts, r"[0-9]+", "0").dictionary_encode()
    return forms.dictionary.to_pylist(), forms.indices.to_pylist()
