"""Ledgers made to deceive: nothing but equal amounts, whole units, namesakes, huge sums, other exponents."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tests.ledger_lines import invoice, lines, receipt, table_of
from tests.tieout.cash.tables import DAY, items, parties, receipts
from tieout import Decisions, match
from tieout.cash import apply_cash
from tieout.money import as_text, exponent_of, for_people
from tieout.reading.numbers import parse_number
from tieout.sums.search import find_sums

HUGE = 10**18


def _certain(found: Decisions) -> list[str]:
    return [row for row in table_of(found) if row.startswith("auto")]


def test_all_equal_amounts_are_interchangeable() -> None:
    """20,000 open items of 500.00 without a number, all on one day: one set, and no single pair is claimed."""
    same = lines(*[receipt(50_000, "2026-03-05") for _ in range(20_000)])
    found = match(same, same)
    assert all(group.interchangeable for group in found.groups)
    assert sum(len(group.members.ours) for group in found.groups) == 20_000


def test_one_of_many_equal_items_is_said_to_be_interchangeable() -> None:
    """2,000 items of 500.00: one of them is as good as another, two of them are only suggested."""
    owed = items(*[{"document_number": f"SI-2026-{n:06d}", "open_amount": 50_000} for n in range(2_000)])  # fmt: skip
    found = apply_cash(owed, receipts({"amount": 50_000}, {"amount": 100_000}))
    one, two = found.allocations
    assert (one.status, dict(one.evidence)["alike"]) == ("auto", "2000")
    assert "interchangeable" in one.sentence.en
    assert "only" not in one.sentence.en
    assert two.status == "suggested"


def test_equal_items_of_different_days_are_rivals_and_none_is_taken() -> None:
    day = DAY + timedelta(days=3)
    owed = items({"document_number": "SI-2026-000001", "open_amount": 50_000},
                 {"document_number": "SI-2026-000002", "open_amount": 50_000, "document_date": day})  # fmt: skip
    [one] = apply_cash(owed, receipts({"amount": 50_000})).allocations
    assert one.status == "ambiguous"
    assert one.sentence.en.startswith("2 open items of the payer have this amount, 500.00.")


@pytest.mark.parametrize("unit", [100, 10_000, 100_000])
def test_whole_units_alone_are_never_certain(unit: int) -> None:
    """Amounts of a few whole values, no numbers: equal ones recur by chance, so nothing is certain."""
    rng = random.Random(unit)
    sides = [
        [receipt(rng.randrange(1, 12) * unit, f"2026-03-{rng.randrange(1, 29):02d}") for _ in range(120)]
        for _ in range(2)
    ]  # fmt: skip
    found = match(lines(*sides[0]), lines(*sides[1]))
    assert not [
        group for group in found.groups if group.status == "auto" and not group.interchangeable
    ]


def test_customers_of_one_name_are_not_one_customer() -> None:
    """Two customers are called alike; money under that name goes to neither for its amount's sake."""
    known = parties(
        {"code": "C1", "name": "华丰贸易有限公司"}, {"code": "C2", "name": "华丰贸易有限公司"}
    )
    owed = items(
        {"customer_code": "C1", "customer_name": "华丰贸易有限公司", "document_number": "A-10001", "open_amount": 88_001},
        {"customer_code": "C2", "customer_name": "华丰贸易有限公司", "document_number": "B-20001", "open_amount": 88_001},
    )  # fmt: skip
    paid = receipts({"amount": 88_001, "payer_name": "华丰贸易有限公司", "text": "货款"})
    assert not [
        one for one in apply_cash(owed, paid, parties=known).allocations if one.status == "auto"
    ]
    quoted = receipts({"amount": 88_001, "payer_name": "华丰贸易有限公司", "text": "货款 B-20001"})
    [one] = apply_cash(owed, quoted, parties=known).allocations
    assert one.parts == ((3, 88_001),)


def test_permuted_rows_of_cash_say_the_same() -> None:
    rng = random.Random(5)
    owed = items(*[{"document_number": f"SI-2026-{n:06d}", "open_amount": rng.randrange(100, 99_999)} for n in range(60)])  # fmt: skip
    amounts = owed["open_amount"].to_pylist()
    paid = receipts(*[{"amount": amounts[n] + amounts[n + 1], "text": f"SI-2026-{n:06d}" if n % 2 else "货款"} for n in range(0, 40, 3)])  # fmt: skip

    def said(some: pa.Table, money: pa.Table) -> set[tuple[Any, ...]]:
        found = apply_cash(some, money).allocations
        return {(one.receipt, one.status, one.rule, one.parts) for one in found}

    expected = said(owed, paid)
    for _ in range(3):
        assert said(owed.take(rng.sample(range(60), 60)), paid.take(rng.sample(range(len(paid)), len(paid)))) == expected  # fmt: skip


def test_sums_of_huge_amounts_do_not_wrap() -> None:
    """2^64 added or left out is the same to a register: 3 x 6.2e18 wraps to a small number."""
    amounts = np.array([HUGE, HUGE, HUGE - 1, -HUGE, 7], np.int64)
    for target in (3 * HUGE - 1, 2 * HUGE, HUGE + 6, 7):
        found = find_sums(amounts, target)
        assert found.solutions
        for places in found.solutions:
            assert sum(int(amounts[place]) for place in places) == target
    wrapped = 20 * HUGE - (1 << 64)  # what twenty of them would leave in 64 bits
    assert not find_sums(np.full(20, HUGE, np.int64), wrapped, size_max=20).solutions


def test_huge_amounts_are_matched_and_applied_exactly() -> None:
    ours = lines(invoice("INV-1", HUGE), invoice("INV-2", HUGE - 1), invoice("INV-3", HUGE))
    theirs = lines(invoice("INV-1", HUGE), invoice("INV-2", HUGE), invoice("INV-3", HUGE))
    found = match(ours, theirs)
    assert sum(each.amount for each in found.differences) == -1
    assert "auto document_amount 2 = 2" in _certain(found)
    owed = items(*[{"document_number": f"SI-{n}001", "open_amount": HUGE} for n in range(1, 10)])
    text = " ".join(f"SI-{n}001" for n in range(1, 10))
    paid = apply_cash(owed, receipts({"amount": 9 * HUGE, "text": text}))
    assert sum(amount for one in paid.allocations for _, amount in one.parts) == 9 * HUGE
    assert paid.items_after == {"CNY": 0}
    more = apply_cash(items(*owed.to_pylist(), *owed.to_pylist()), receipts({"amount": 9 * HUGE, "text": "货款"}))  # fmt: skip
    assert more.items_before == {"CNY": 18 * HUGE}


@pytest.mark.parametrize(("currency", "places"), [("JPY", 0), ("CNY", 2), ("KWD", 3), ("BHD", 3), ("CLF", 4)])  # fmt: skip
def test_every_exponent(currency: str, places: int) -> None:
    """12,345 of the smallest unit, written and read back, matched and named to that unit."""
    assert exponent_of(currency) == places
    written = as_text(12_345, currency)
    assert len(written.partition(".")[2]) == places
    number = parse_number(written, ".")
    assert number is not None
    assert number.minor(places) == 12_345
    ours = lines(*[invoice(f"INV-{n}", 12_345 + n, currency=currency) for n in range(5)])
    theirs = lines(
        *[invoice(f"INV-{n}", 12_345 + n + (n == 4) * 900, currency=currency) for n in range(5)]
    )
    found = match(ours, theirs)
    [difference] = found.differences
    assert difference.amount == -900
    assert for_people(12_349, currency) in difference.sentence.en
    paid = apply_cash(
        items({"document_number": "SI-1001", "open_amount": 12_345, "currency": currency}),
        receipts({"amount": 12_345, "currency": currency, "text": "SI-1001"}),
    )
    assert [one.parts for one in paid.allocations] == [((2, 12_345),)]
    assert paid.items_after == {currency: 0}
