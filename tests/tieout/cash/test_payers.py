"""Names are looked up all at once; the answer is that of going through them one by one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.cash.payers import Payers, _InARow
from tieout.cash.rules import CashRules

_NAME = st.text("ab 市", min_size=1, max_size=6)


@settings(deadline=None)
@given(st.lists(_NAME, min_size=1, max_size=8, unique=True), _NAME)
def test_the_names_that_hold_a_part(names: list[str], part: str) -> None:
    assert _InARow(names).with_part(part) == {name for name in names if part in name}


@settings(deadline=None)
@given(st.lists(st.text("ab", min_size=1, max_size=7), max_size=8), st.text("ab", max_size=12))
def test_the_names_of_four_letters_that_stand_in_a_text(names: list[str], text: str) -> None:
    payers = Payers(None, [], CashRules())
    for name in sorted({name for name in names if len(name) >= 4}):
        payers.known[name[:4]].append(name)
    assert payers._within(text) == {name for name in names if len(name) >= 4 and name in text}
