"""Names are looked up all at once; the answer is that of going through them one by one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from tests.tieout.cash import tables
from tieout.cash.ledger import receipts_of
from tieout.cash.likeness import likest
from tieout.cash.payers import Payers, _are_cut, _CutShort, _InARow
from tieout.cash.rules import CashRules

_NAME = st.text("ab 市", min_size=1, max_size=6)
_LETTERS = st.text("abc", min_size=1, max_size=9)
_WORDS = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=3)


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


@settings(deadline=None)
@given(st.lists(_LETTERS, min_size=1, max_size=6, unique=True), st.lists(_LETTERS, max_size=3))
def test_names_are_compared_all_at_once_as_one_by_one(names: list[str], said: list[str]) -> None:
    found = likest(said, names, least=50, lead=6)
    for one, alike in zip(said, found, strict=True):
        scores = {name: fuzz.ratio(one, name) for name in names}
        best = max(scores.values())
        assert alike == [name for name in names if scores[name] >= 50 and scores[name] > best - 6]


@settings(deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=6, unique_by=tuple), _WORDS)
def test_names_cut_short_are_found_by_their_first_letters(
    names: list[list[str]], said: list[str]
) -> None:
    named = [(str(at), words) for at, words in enumerate(names)]
    cut = _CutShort(named)
    whole = "".join(said)
    assert cut.beginning(whole) == {n for n, words in named if "".join(words).startswith(whole)}
    assert cut.with_initials(whole) == {
        name for name, words in named if len(words) > 1 and "".join(w[0] for w in words) == whole
    }
    assert [one for one in cut.like(said) if _are_cut(said, one[1])] == [
        (name, words)
        for name, words in named
        if len(said) > 1
        and len(words) == len(said)
        and all(word.startswith(short) for short, word in zip(said, words, strict=True))
    ]


def test_a_name_as_near_to_a_second_customer_is_nobodys() -> None:
    parties = tables.parties(
        {"code": "C1", "name": "Northern Star Logistics Ltd"},
        {"code": "C2", "name": "Northern Star Logistica Ltd"},
        {"code": "C3", "name": "Harbour Foods Ltd"},
    )
    receipts = tables.receipts(
        {"amount": 100, "payer_name": "Northern Star Logisticx"},
        {"amount": 100, "payer_name": "Harbuor Foods"},
    )
    found = Payers(parties, [], CashRules()).of_all(receipts_of(receipts))
    assert [(one.code, one.by) for one in found] == [(None, "unknown"), ("C3", "name_similar")]
