"""Laws of the engine on random ledgers: money is conserved, order decides nothing, pins stand.

MATCH_CROSSINGS makes the longest of them longer (``make soak``).
"""

from __future__ import annotations

import os
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger_lines import lines, table_of
from tieout import Decisions, Members, Pin, Rules, match
from tieout.steps import plain
from tieout.steps.account import Account
from tieout.steps.lines import lines_of
from tieout.steps.number_columns import keys_of_column, shapes_in_column, tokens_of_column
from tieout.steps.numbers import Form, keys_of, shape_of, tokens_of

CROSSINGS = int(os.environ.get("MATCH_CROSSINGS", "300"))
_DOCUMENTS = st.sampled_from([None, "INV-1", "INV-2", "inv 3", "A7", "RC-11", "10231", "10321"])
_TEXTS = st.sampled_from([None, "货款 INV-1", "冲销 INV-2", "payment 10231", "手续费"])
_LINE = st.fixed_dictionaries(
    {
        "document": _DOCUMENTS,
        "text": _TEXTS,
        "kind": st.sampled_from([None, "invoice", "receipt", "credit"]),
        "amount": st.sampled_from([0, 100, -100, 113, 250, -250, 5_000, -5_000, 999_999]),
        "date": st.one_of(
            st.none(), st.integers(0, 60).map(lambda day: date(2026, 3, 1) + timedelta(days=day))
        ),
    }
)
_LEDGER = st.lists(_LINE, max_size=14)
_LAWS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_LAWS
@given(_LEDGER, _LEDGER)
def test_every_line_stands_once_and_the_sums_close(ours: list[dict], theirs: list[dict]) -> None:
    left, right = lines(*ours), lines(*theirs)
    found = match(left, right)
    for side, table in (("ours", left), ("theirs", right)):
        assert sorted(_rows_of(found, side)) == table.column("row").to_pylist()
    gap = sum(line["amount"] for line in ours) - sum(line["amount"] for line in theirs)
    assert sum(each.amount for each in found.differences) == gap


@_LAWS
@given(_LEDGER, _LEDGER, st.randoms(use_true_random=False))
def test_proposals_are_the_same_for_any_row_order(
    ours: list[dict], theirs: list[dict], rng
) -> None:
    left, right = lines(*ours), lines(*theirs)
    expected = table_of(match(left, right))
    assert table_of(match(_shuffled(left, rng), _shuffled(right, rng))) == expected


@_LAWS
@given(_LEDGER, _LEDGER)
def test_running_twice_says_the_same(ours: list[dict], theirs: list[dict]) -> None:
    left, right = lines(*ours), lines(*theirs)
    assert match(left, right) == match(left, right)


@_LAWS
@given(_LEDGER, _LEDGER, st.data())
def test_an_accepted_pin_stands_and_a_rejected_one_never_returns(ours, theirs, data) -> None:
    if not ours or not theirs:
        return
    left, right = lines(*ours), lines(*theirs)
    row = st.integers(2, 1 + len(ours)), st.integers(2, 1 + len(theirs))
    members = Members((data.draw(row[0]),), (data.draw(row[1]),))
    accepted = match(left, right, pins=(Pin(members, "accepted"),))
    assert any(group.members == members and group.rule == "by_hand" for group in accepted.groups)
    rejected = match(left, right, pins=(Pin(members, "rejected"),))
    assert not any(
        set(members.ours) <= set(group.members.ours)
        and set(members.theirs) <= set(group.members.theirs)
        for group in rejected.groups
    )


@_LAWS
@given(_LEDGER)
def test_a_ledger_agrees_with_itself(ours: list[dict]) -> None:
    """Every dated line with a number meets a line of its own amount, and nothing is left to explain."""
    numbered = [{**line, "text": None} for line in ours if line["document"] and line["amount"]]
    found = match(lines(*numbered), lines(*numbered))
    assert sum(each.amount for each in found.differences) == 0
    assert all(group.difference == 0 for group in found.groups)


_FORMS: tuple[Form, ...] = ("full", "runs", "core", "digits", "tail", "folded")


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.from_regex(r"[A-Za-z]{0,3}[-/ ]?0{0,2}\d{1,6}[-/]?\d{0,4}", fullmatch=True)), max_size=20), st.sampled_from(_FORMS))  # fmt: skip
def test_keys_by_the_column_are_the_keys_one_by_one(numbers: list[str | None], form: Form) -> None:
    column = pa.array(numbers, pa.string())
    assert keys_of_column(column, form).to_pylist() == [
        keys_of(number).form(form) for number in numbers
    ]


_NUMBERS = st.lists(st.one_of(st.none(), st.text("aZ09-/ 中", max_size=9)), max_size=12)


@given(_NUMBERS)
def test_shapes_by_the_column_are_the_shapes_one_by_one(numbers: list[str | None]) -> None:
    found = shapes_in_column(pa.array(numbers, pa.string())).to_pylist()
    assert found == [shape_of(number) for number in numbers]


@given(_NUMBERS)
def test_numbers_in_texts_are_the_same_for_a_column(texts: list[str | None]) -> None:
    tokens = tokens_of_column(pa.array(texts, pa.string()))
    found: list[list[str]] = [[] for _ in texts]
    for place, token in zip(tokens.places.tolist(), tokens.written.to_pylist(), strict=True):
        found[place].append(token)
    assert [tuple(each) for each in found] == [tokens_of(text) for text in texts]


# Few numbers and amounts, quoted in every field: lines that meet each other in many cells.
_NUMBER = st.sampled_from(["INV-1001", "INV-1002", "10231", "10321"])
_CROSSING_LINE = st.fixed_dictionaries(
    {
        "document": st.one_of(st.none(), _NUMBER),
        "voucher": st.one_of(st.none(), _NUMBER),
        "order": st.one_of(st.none(), _NUMBER),
        "text": st.one_of(st.none(), st.lists(_NUMBER, min_size=1, max_size=2).map(" 和 ".join)),
        "kind": st.sampled_from([None, "invoice", "receipt", "credit"]),
        "amount": st.sampled_from([100, 100, 250, -100]),
        "date": st.sampled_from([None, date(2026, 3, 1), date(2026, 3, 20), date(2026, 9, 1)]),
    }
)
_CROSSING = st.lists(_CROSSING_LINE, min_size=1, max_size=6)


@settings(_LAWS, max_examples=CROSSINGS)
@given(_CROSSING, _CROSSING, st.integers(2, 4), st.integers(2, 4))
def test_columns_settle_what_lines_settle_one_by_one(ours, theirs, mine: int, yours: int) -> None:
    """The columns are an expedient: no decision may show whether they were used."""
    pins = (Pin(Members((mine,), (yours,)), "rejected"),)

    def settled_with(worthwhile: int) -> list[tuple[int, int]]:
        account = Account(
            lines_of(lines(*ours), "ours"), lines_of(lines(*theirs), "theirs"), Rules(), "CNY", pins
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plain, "WORTHWHILE", worthwhile)
            plain.settle_plain(account)
        pairs = zip(account.plain.ours.tolist(), account.plain.theirs.tolist(), strict=True)
        one_by_one = [(each.ours[0].place, each.theirs[0].place) for each in account.settled]
        return sorted([*pairs, *one_by_one])

    assert settled_with(0) == settled_with(1_000)


def _rows_of(found: Decisions, side: str) -> list[int]:
    grouped = [row for group in found.groups for row in getattr(group.members, side)]
    told = {group.members for group in found.groups}
    lone = [
        row
        for each in found.differences
        if each.members not in told
        for row in getattr(each.members, side)
    ]
    return grouped + lone


def _shuffled(table: pa.Table, rng) -> pa.Table:
    places = list(range(table.num_rows))
    rng.shuffle(places)
    shuffled = table.take(pa.array(places, pa.int64()))
    assert pc.sum(shuffled.column("amount")) == pc.sum(table.column("amount"))
    return shuffled
