"""The rules of the book in figures: conversion, splits, entries, settlements. The page docs/algorithms/book.md says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain import allocation
from wanglai.domain.allocation import ItemState, exchange_entry, settle
from wanglai.domain.ledger import RULES, Document, Instalment, entry_of, first_fault, reversal_of
from wanglai.domain.money import converted, exponent_of, part_of, shares

DAY = date(2026, 3, 5)
INVOICE = Document("invoice", 7, "INV-1", DAY, 113_000, 13_000)
DOLLARS = replace(INVOICE, gross=10_001, tax=1_151, currency="USD", rate=Decimal("7.12345"))


@pytest.mark.parametrize(
    ("amount", "currency", "base", "rate", "expected"),
    [
        (10_000, "USD", "CNY", "7.12345", 71_235),
        (-10_000, "USD", "CNY", "7.12345", -71_235),
        (1_000, "JPY", "CNY", "0.0485", 4_850),
        (1_234, "KWD", "CNY", "23.5", 2_900),
        (71_235, "CNY", "CNY", "1", 71_235),
        (1, "USD", "CNY", "0.5", 1),
        (1, "USD", "CNY", "0.49", 0),
    ],
)
def test_amounts_are_converted_half_up(
    amount: int, currency: str, base: str, rate: str, expected: int
) -> None:
    assert converted(amount, currency=currency, base=base, rate=Decimal(rate)) == expected


def test_currencies_have_their_places() -> None:
    assert [exponent_of(code) for code in ("JPY", "CNY", "KWD")] == [0, 2, 3]


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**9), min_size=1, max_size=12))
def test_a_split_loses_nothing(whole: int, weights: list[int]) -> None:
    parts = shares(whole, weights)
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_parts_taken_one_after_the_other_are_the_whole(whole: int, amounts: list[int]) -> None:
    left, base_left, taken = sum(amounts), whole, 0
    for amount in amounts:
        part = part_of(base_left, amount=amount, of=left)
        assert 0 <= part <= base_left
        left, base_left, taken = left - amount, base_left - part, taken + part
    assert (left, base_left, taken) == (0, 0, whole)


def test_an_invoice_is_receivable_revenue_and_tax() -> None:
    draft = entry_of(INVOICE, "CNY")
    assert [(line.account, line.amount, line.base_amount) for line in draft.lines] == [
        ("receivable", 113_000, 113_000),
        ("revenue", -100_000, -100_000),
        ("output_tax", -13_000, -13_000),
    ]
    assert [(item.side, item.amount, item.due_on) for item in draft.items] == [(1, 113_000, DAY)]


def test_the_net_line_takes_what_rounding_leaves() -> None:
    draft = entry_of(DOLLARS, "CNY")
    assert [line.base_amount for line in draft.lines] == [71_242, -63_043, -8_199]


def test_instalments_share_the_base_amount() -> None:
    parts = tuple(Instalment(amount, DAY) for amount in (3_334, 3_334, 3_333))
    draft = entry_of(replace(DOLLARS, instalments=parts), "CNY")
    assert [item.base_amount for item in draft.items] == [23_751, 23_749, 23_742]


@pytest.mark.parametrize("kind", RULES)
def test_every_kind_balances_and_its_reversal_cancels_it(kind: str) -> None:
    tax = 1_151 if RULES[kind].tax else 0
    draft = entry_of(replace(DOLLARS, kind=kind, tax=tax), "CNY")
    back = reversal_of(draft, seq=9, on=DAY)
    assert back.kind == "reversal"
    for mine, other in zip(draft.lines, back.lines, strict=True):
        assert (mine.amount + other.amount, mine.base_amount + other.base_amount) == (0, 0)
    assert [item.side for item in back.items] == [-item.side for item in draft.items]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"gross": 0, "tax": 0}, "amount"),
        ({"gross": -5, "tax": -9}, "amount"),
        ({"tax": 113_000}, "tax"),
        ({"tax": -1}, "tax"),
        ({"kind": "receipt"}, "tax"),
        ({"rate": Decimal("7.1")}, "rate"),
        ({"currency": "USD", "rate": Decimal(0)}, "rate"),
        ({"instalments": (Instalment(1),)}, "instalments"),
        ({"instalments": (Instalment(0), Instalment(113_000))}, "instalments"),
        ({"instalments": (Instalment(113_000, date(2026, 3, 4)),)}, "due"),
        ({"instalments": (Instalment(113_000, DAY),)}, None),
        ({}, None),
    ],
)
def test_faults_of_a_document_come_in_their_order(changed: dict, fault: str | None) -> None:
    assert first_fault(replace(INVOICE, **changed), "CNY") == fault


def _item(number: int, owed: int, amount: int, base: int, **more: object) -> ItemState:
    state = ItemState(number, 7, "receivable", 1, "USD", "invoice", owed, amount, base, f"D{number}", DAY)  # fmt: skip
    return replace(state, **more)  # type: ignore[arg-type]


def test_half_a_dollar_invoice_realises_half_the_difference() -> None:
    invoice, receipt = _item(1, 1, 100_000, 710_000), _item(2, -1, 50_000, 360_000)
    settlement = settle(invoice, receipt, 50_000, DAY)
    assert (settlement.debit_base, settlement.credit_base, settlement.realised) == (355_000, 360_000, 5_000)  # fmt: skip
    entry = exchange_entry(settlement, invoice)
    assert [(line.account, line.amount, line.base_amount) for line in entry.lines] == [
        ("receivable", 0, 5_000),
        ("exchange", 0, -5_000),
    ]


@pytest.mark.parametrize(
    ("debit", "credit", "amount", "fault"),
    [
        ({"side": -1}, {}, 1, "sides"),
        ({}, {"side": 1}, 1, "sides"),
        ({"customer_id": 8}, {}, 1, "partner"),
        ({"currency": "EUR"}, {}, 1, "partner"),
        ({"account_id": 2}, {}, 1, "partner"),
        ({}, {}, 0, "amount"),
        ({}, {}, -1, "amount"),
        ({}, {}, 101, "open"),
        ({}, {"amount_open": 99}, 100, "open"),
        ({}, {"document_on": date(2026, 3, 6)}, 100, "day"),
        ({}, {}, 100, None),
    ],
)
def test_faults_of_a_settlement_come_in_their_order(
    debit: dict, credit: dict, amount: int, fault: str | None
) -> None:
    left, right = _item(1, 1, 100, 700, **debit), _item(2, -1, 100, 700, **credit)
    assert allocation.first_fault(left, right, amount, DAY) == fault
