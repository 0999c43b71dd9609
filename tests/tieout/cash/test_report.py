"""The command's JSON: what is written straight to text is what the plain values say."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.cash.decisions import Allocation, CashDecisions, PayerFound, Unapplied
from tieout.cash.report import as_bytes, as_json
from tieout.refusal import Wording

_ROWS = st.integers(2, 5)
_TEXT = st.text(st.sampled_from('a"\\\n款\u2028 '), max_size=4)
_WORDINGS = st.builds(Wording, _TEXT, _TEXT)
_PARTS = st.lists(st.tuples(_ROWS, st.integers(-99, 1_000)), max_size=3).map(tuple)
_ALLOCATIONS = st.builds(
    Allocation, _ROWS, _PARTS, st.sampled_from(["auto", "suggested", "ambiguous"]),
    st.sampled_from(["quoted_total", "no such rule"]), _WORDINGS,
    st.lists(st.tuples(_TEXT, _TEXT), max_size=2).map(tuple), st.lists(_PARTS, max_size=2).map(tuple),
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(_ALLOCATIONS, max_size=3),
    st.lists(st.builds(PayerFound, _ROWS, st.none() | _TEXT, _TEXT, _WORDINGS), max_size=3),
    st.lists(st.builds(Unapplied, _ROWS, st.integers(1, 99), _TEXT, _WORDINGS), max_size=2),
    st.sampled_from(["zh", "en"]),
)
def test_the_bytes_are_the_values(
    allocations: list[Allocation], payers: list[PayerFound], rest: list[Unapplied], language: str
) -> None:
    currency_of = {2: "CNY", 3: "JPY", 4: "KWD", 5: "CNY"}
    found = CashDecisions(tuple(allocations), tuple(rest), tuple(payers), (), currency_of)
    inputs = {"items": "ab"}
    values = json.dumps(as_json(found, language, inputs), ensure_ascii=False)
    assert as_bytes(found, language, inputs) == f"{values}\n".encode()
