"""What receipts pay beside each other: like ones, contested items, and items that several name."""

from __future__ import annotations

import datetime
from typing import Any

from tests.tieout.cash.tables import DAY, items, receipts
from tieout.cash import apply_cash
from tieout.cash.decisions import CashDecisions
from tieout.cash.rules import CashRules


def inv(number: str, amount: int, day: int = 0, **more: Any) -> dict[str, Any]:
    on = DAY + datetime.timedelta(day)
    return {"document_number": number, "open_amount": amount, "document_date": on, "due_date": on, **more}  # fmt: skip


def said(found: CashDecisions) -> list[tuple[int, str, str, tuple[tuple[int, int], ...]]]:
    return [(one.receipt, one.status, one.rule, one.parts) for one in found.allocations]


def test_two_receipts_of_two_items_alike_but_for_their_day_pay_both_by_day() -> None:
    table = items(inv("SI-1001", 10_000), inv("SI-1002", 10_000, 8))
    found = apply_cash(table, receipts({"amount": 10_000}, {"amount": 10_000, "text": "rent"}))
    assert said(found) == [
        (2, "suggested", "amount_single", ((2, 10_000),)),
        (3, "suggested", "amount_single", ((3, 10_000),)),
    ]
    assert "2 receipts that say the same" in found.allocations[0].sentence.en
    alone = apply_cash(table, receipts({"amount": 10_000}))
    assert [(one.status, len(one.alternatives)) for one in alone.allocations] == [("ambiguous", 1)]


def test_without_the_joint_view_each_stays_open() -> None:
    table = items(inv("SI-1001", 10_000), inv("SI-1002", 10_000, 8))
    found = apply_cash(table, receipts({"amount": 10_000}, {"amount": 10_000, "text": "rent"}), rules=CashRules(joint=0))  # fmt: skip
    assert [one.status for one in found.allocations] == ["ambiguous", "ambiguous"]


def test_suggestions_never_want_one_item_twice() -> None:
    """Three receipts for two items: none is sure which of them goes without, and all that is suggested can be confirmed."""
    table = items(inv("SI-1001", 10_000), inv("SI-1002", 10_000, 8))
    found = apply_cash(table, receipts(*[{"amount": 10_000, "text": f"transfer {word}"} for word in ("a", "b", "c")]))  # fmt: skip
    assert [one.status for one in found.allocations] == ["ambiguous"] * 3


def test_what_is_named_goes_before_what_has_the_amount() -> None:
    """7,000 short of the two named items keeps the last of them from the receipt that has only its amount."""
    table = items(inv("SI-1001", 10_000), inv("SI-1002", 5_000, 8))
    rows = receipts(
        {"amount": 12_000, "text": "SI-1001 SI-1002"}, {"amount": 5_000, "text": "SI-9999"},
    )  # fmt: skip
    found = apply_cash(table, rows)
    assert said(found) == [(2, "suggested", "quoted_short", ((2, 10_000), (3, 2_000)))]
    assert {one.receipt: one.reason for one in found.unapplied} == {2: "to_confirm", 3: "claimed"}


def test_receipts_that_name_the_same_items_share_them_out() -> None:
    table = items(inv("SI-1001", 10_000), inv("SI-1002", 5_000, 8), inv("SI-1003", 5_000, 9))
    rows = receipts({"amount": 12_000, "text": "SI-1001 SI-1002"}, {"amount": 8_000, "text": "SI-1002, SI-1003"})  # fmt: skip
    assert said(apply_cash(table, rows)) == [
        (2, "auto", "quoted_shared", ((2, 10_000), (3, 2_000))),
        (3, "auto", "quoted_shared", ((3, 3_000), (4, 5_000))),
    ]


def test_where_they_could_be_shared_otherwise_a_person_confirms() -> None:
    table = items(inv("SI-1001", 10_000), inv("SI-1002", 5_000, 8))
    rows = receipts(*[{"amount": amount, "text": "SI-1001 SI-1002"} for amount in (9_000, 6_000)])
    assert said(apply_cash(table, rows)) == [
        (2, "suggested", "quoted_shared", ((2, 9_000),)),
        (3, "suggested", "quoted_shared", ((2, 1_000), (3, 5_000))),
    ]


def test_ten_equal_rents_are_one_answer_given_ten_times() -> None:
    """Alike to the day: which is which does not matter, and none is paid twice."""
    table = items(*[inv(f"R-{at:04d}", 88_000) for at in range(10)])
    found = apply_cash(table, receipts(*[{"amount": 88_000, "text": f"rent {at}"} for at in range(10)]))  # fmt: skip
    paid = sorted(item for one in found.allocations for item, _ in one.parts)
    assert paid == list(range(2, 12))
