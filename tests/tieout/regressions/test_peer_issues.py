"""Faults that users reported to other systems, each under its issue, where no other test has it already.

``KNOWN_ELSEWHERE`` says where the rest of the list is tested; a test that is renamed away is missed here.
"""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from time import process_time

import pytest

from tests.ledger_lines import decided, invoice, lines, receipt
from tests.tieout.cash.tables import items, receipts
from tieout import Members, Pin, Rules, match, reconcile
from tieout.cash import apply_cash
from tieout.reading import read_pair
from tieout.scale.bucket import reconcile_bucket

_MATCH, _CASH = "tests.tieout.steps.test_regressions", "tests.tieout.cash.test_rules"
KNOWN_ELSEWHERE = {
    "firefly-iii#2952 identical lines of one day": (_MATCH, "test_identical_lines_of_one_day_stay_two"),
    "firefly-iii#6745 words change, matches do not": (_MATCH, "test_a_change_of_words_changes_no_match"),
    "actual#2668 #8464 amount and day alone": (_MATCH, "test_the_same_amount_near_the_day_is_not_enough_for_a_list_price"),
    "erpnext#46725 a reference that contradicts": (_MATCH, "test_a_different_number_forbids_the_match_whatever_the_amount"),
    "odoo#168029 third-party payer": (_CASH, "test_a_payer_without_a_link_is_not_learned"),
    "OCA overpayment closed": (_CASH, "test_an_overpayment_stays_on_account"),
    "splink#2691 tie by row order": (_MATCH, "test_a_tie_is_named_not_guessed"),
    "Blnk one line consumed twice": (_MATCH, "test_no_line_is_ever_consumed_twice"),
    "Formance surplus": (_MATCH, "test_a_surplus_is_told_as_loudly_as_a_shortage"),
    "Lerian 5,001 candidates": (_MATCH, "test_five_thousand_equal_lines_cost_five_thousand_looks"),
    "mixed currencies": (_CASH, "test_currencies_never_meet"),
}  # fmt: skip


@pytest.mark.parametrize("issue", KNOWN_ELSEWHERE)
def test_the_list_is_whole(issue: str) -> None:
    module, name = KNOWN_ELSEWHERE[issue]
    assert callable(getattr(importlib.import_module(module), name))


def test_actual_8464_what_was_shown_is_what_is_kept() -> None:
    """The preview merged other lines than the commit did: here confirming everything changes nothing."""
    rng = random.Random(8464)
    ours = [invoice(f"INV-{n}", rng.randrange(100, 99_999), f"2026-03-{n % 27 + 1:02d}") for n in range(40)]  # fmt: skip
    theirs = [{**line, "document": line["document"] if n % 3 else None} for n, line in enumerate(ours) if n % 7]  # fmt: skip
    shown = match(lines(*ours), lines(*theirs))
    pins = tuple(Pin(group.members, "accepted") for group in shown.groups)
    kept = match(lines(*ours), lines(*theirs), pins=pins)
    assert len(shown.groups) > 20
    assert {group.members for group in kept.groups} == {group.members for group in shown.groups}
    assert [each.amount for each in kept.differences] == [each.amount for each in shown.differences]


def test_actual_6737_parts_are_matched_as_one_and_not_each_with_the_whole() -> None:
    """A split booking: its parts stand for the whole, and no part is taken for it."""
    parts = [invoice("INV-7", 60_000), invoice("INV-7", 40_000)]
    assert decided(parts, [invoice("INV-7", 100_000)]) == ["auto document_total 2,3 = 2"]
    with_namesake = [*parts, receipt(60_000, "2026-03-06")]
    found = decided(with_namesake, [invoice("INV-7", 100_000), receipt(60_000, "2026-03-06")])
    assert "auto document_total 2,3 = 2" in found


def test_blnk_a_group_is_not_cut_by_pages_or_buckets() -> None:
    """A transfer and its 37 invoices are one group, however the lines are handed over."""
    many = [invoice("TR-5001", 10_000 + n, party="A") for n in range(37)]
    other = [invoice(f"B-{n}", 777 + n, party="B") for n in range(500)]
    whole = [invoice("TR-5001", sum(line["amount"] for line in many), party="A")]
    ours, theirs = lines(*many, *other), lines(*whole, *other)
    alone = reconcile_bucket(lines(*many), lines(*whole), Rules())
    together = reconcile_bucket(ours, theirs, Rules())
    for table in (alone, together):
        group = [line for line in table.to_pylist() if line["rule"] == "document_total"]
        assert len(group) == 38
        assert len({line["match_id"] for line in group}) == 1


def test_beancount_import_260_alike_lines_are_a_count_and_not_a_power_of_two() -> None:
    """Ten payments of one dollar had 2^9 ways; here twenty times as many take about twenty times as long."""

    def seconds(count: int) -> float:
        same = lines(*[receipt(100, "2026-03-05", document="P-1") for _ in range(count)])
        start = process_time()
        [group] = match(same, same).groups
        assert group.interchangeable
        assert len(group.members.ours) == count
        return process_time() - start

    seconds(10)
    assert seconds(4_000) < 200 * max(seconds(200), 0.005)


def test_oca_734_a_residue_of_many_open_items_ends() -> None:
    """Nothing matches: 6,000 lines a side without a number, in one account. All pairs would be 36 million."""
    rng = random.Random(734)
    sides = [
        [receipt(amount, f"2026-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}") for amount in amounts]
        for amounts in ([rng.randrange(1, 10**9) * 2 for _ in range(6_000)], [rng.randrange(1, 10**9) * 2 + 1 for _ in range(6_000)])
    ]  # fmt: skip
    start = process_time()
    found = match(lines(*sides[0]), lines(*sides[1]))
    assert process_time() - start < 60
    assert not [group for group in found.groups if group.status == "auto"]
    assert len(found.differences) + len(found.groups) >= 6_000


def test_currencies_are_never_summed() -> None:
    """100 USD and 100 EUR under one number are not the 200 CNY of the other side, nor 200 of anything."""
    ours = [invoice("INV-9", 10_000, currency="USD"), invoice("INV-9", 10_000, currency="EUR")]
    for currency in ("CNY", "USD", "EUR"):
        found = match(lines(*ours), lines(invoice("INV-9", 20_000, currency=currency)))
        assert not [group for group in found.groups if group.status == "auto"]
        assert not [group for group in found.groups if len(group.members.ours) == 2]
    paid = apply_cash(
        items({"document_number": "INV-9001", "open_amount": 10_000, "currency": "USD"},
              {"document_number": "INV-9002", "open_amount": 10_000, "currency": "EUR"}),
        receipts({"amount": 20_000, "currency": "USD", "text": "INV-9001 INV-9002"}),
    )  # fmt: skip
    assert {item for one in paid.allocations for item, _ in one.parts} <= {2}
    assert paid.items_after["EUR"] == 10_000


@pytest.mark.parametrize(
    "written", ["1234.50", "1,234.5", "1234.5", "1.2345E3", " 1 234.50", "¥1,234.50"]
)
def test_firefly_7162_the_writing_of_an_amount_decides_nothing(
    tmp_path: Path, written: str
) -> None:
    """1234.5 and 1234.50 were two amounts there."""
    head = "Date,Invoice,Amount\n"
    ours = (
        head
        + "2026-03-02,INV-1001,1234.50\n2026-03-03,INV-1002,999.01\n2026-03-04,INV-1003,10.10\n"
    )
    theirs = (
        head
        + f'2026-03-02,INV-1001,"{written}"\n2026-03-03,INV-1002,999.01\n2026-03-04,INV-1003,10.10\n'
    )
    (tmp_path / "ours.csv").write_text(ours, encoding="utf-8")
    (tmp_path / "theirs.csv").write_text(theirs, encoding="utf-8")
    found = reconcile(*read_pair(tmp_path / "ours.csv", tmp_path / "theirs.csv"))
    assert [group.members for group in found.groups] == [Members((n,), (n,)) for n in (2, 3, 4)]
    assert [group.difference for group in found.groups] == [0, 0, 0]
