"""Laws of cash application that hold for any files."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tieout.cash.tables import items, receipts
from tieout.cash import apply_cash
from tieout.cash.decisions import CashDecisions

_AMOUNT = st.sampled_from([-500, 100, 200, 300, 700, 1_000, 1_234, 2_050])
_CURRENCY = st.sampled_from(["CNY", "USD"])
_ITEMS = st.lists(
    st.tuples(st.sampled_from(["C1", "C2"]), _AMOUNT, _CURRENCY), min_size=1, max_size=8
)
_RECEIPTS = st.lists(
    st.tuples(
        st.sampled_from(["Acme Trading", "Bolt Works", "Nobody"]),
        st.sampled_from([-300, 100, 300, 700, 1_000, 1_300, 1_934, 3_000]),
        _CURRENCY,
        st.lists(st.integers(0, 7), max_size=3),
    ),
    min_size=1,
    max_size=8,
)
_NAMES = {"C1": "Acme Trading Ltd", "C2": "Bolt Works GmbH"}


def _item_rows(drawn: list[tuple[str, int, str]]) -> list[dict[str, Any]]:
    return [
        {"row": at + 2, "customer_code": code, "customer_name": _NAMES[code], "open_amount": amount,
         "currency": currency, "document_number": f"INV-2026-{at:04d}"}
        for at, (code, amount, currency) in enumerate(drawn)
    ]  # fmt: skip


def _receipt_rows(drawn: list[tuple[str, int, str, list[int]]]) -> list[dict[str, Any]]:
    return [
        {"row": at + 2, "payer_name": name, "amount": amount, "currency": currency,
         "text": " ".join(f"INV-2026-{one:04d}" for one in quoted)}
        for at, (name, amount, currency, quoted) in enumerate(drawn)
    ]  # fmt: skip


def _paid(found: CashDecisions) -> dict[int, int]:
    paid: dict[int, int] = defaultdict(int)
    for one in found.allocations:
        if one.status == "auto":
            for item, amount in one.parts:
                paid[item] += amount
    return paid


@settings(max_examples=150, deadline=None)
@given(_ITEMS, _RECEIPTS)
def test_money_is_kept_and_no_item_passes_zero(
    drawn: list[tuple[str, int, str]], came: list[tuple[str, int, str, list[int]]]
) -> None:
    found = apply_cash(items(*_item_rows(drawn)), receipts(*_receipt_rows(came)))
    left = {one.receipt: one.amount for one in found.unapplied}
    applied: dict[int, int] = defaultdict(int)
    for one in found.allocations:
        if one.status == "auto":
            applied[one.receipt] += sum(amount for _, amount in one.parts)
    for at, (_, amount, _, _) in enumerate(came, 2):
        assert applied[at] + left.get(at, 0) == amount
    for item, paid in _paid(found).items():
        amount = drawn[item - 2][1]
        assert min(0, amount) <= paid <= max(0, amount)


@settings(max_examples=100, deadline=None)
@given(_ITEMS, _RECEIPTS)
def test_currencies_never_meet(
    drawn: list[tuple[str, int, str]], came: list[tuple[str, int, str, list[int]]]
) -> None:
    found = apply_cash(items(*_item_rows(drawn)), receipts(*_receipt_rows(came)))
    for one in found.allocations:
        for item, _ in (*one.parts, *(part for other in one.alternatives for part in other)):
            assert drawn[item - 2][2] == came[one.receipt - 2][2]


@settings(max_examples=100, deadline=None)
@given(_ITEMS, _RECEIPTS, st.integers(0, 99))
def test_the_order_of_rows_in_memory_does_not_matter(
    drawn: list[tuple[str, int, str]], came: list[tuple[str, int, str, list[int]]], seed: int
) -> None:
    before = _item_rows(drawn), _receipt_rows(came)
    after = [random.Random(seed).sample(rows, len(rows)) for rows in before]
    one, other = (apply_cash(items(*a), receipts(*b)) for a, b in (before, after))
    assert one == other
