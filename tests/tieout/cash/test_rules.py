"""Rule by rule: what a receipt pays, and what it must not."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pytest

from tests.tieout.cash.tables import DAY, items, parties, receipts, remittances
from tieout.cash import apply_cash
from tieout.cash.decisions import CashDecisions
from tieout.cash.payers import core_of
from tieout.cash.rules import CashRules


def inv(number: str, amount: int, **more: Any) -> dict[str, Any]:
    return {"document_number": number, "open_amount": amount, **more}


def outcome(found: CashDecisions) -> list[tuple[int, str, str, tuple[tuple[int, int], ...]]]:
    return [(one.receipt, one.status, one.rule, one.parts) for one in found.allocations]


def reasons(found: CashDecisions) -> dict[int, tuple[int, str]]:
    return {one.receipt: (one.amount, one.reason) for one in found.unapplied}


OPEN = items(inv("SI-2026-000101", 10_000), inv("SI-2026-000102", 5_125), inv("SI-2026-000103", 9_990))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount", "rule", "parts"),
    [
        ("SI-2026-000101, SI-2026-000102", 15_125, "quoted_total", ((2, 10_000), (3, 5_125))),
        ("货款 FP-SI-2026-000102", 5_125, "quoted_total", ((3, 5_125),)),
        ("si2026000102", 5_125, "quoted_total", ((3, 5_125),)),
        ("SI-2026-000101", 3_000, "quoted_part", ((2, 3_000),)),
        ("SI-2026-000101 cash discount", 9_800, "quoted_short", ((2, 9_800),)),
        ("SI-2026-000101", 15_125, "quoted_and_sum", ((2, 10_000), (3, 5_125))),
        ("SI-2026-000101", 10_050, "quoted_over", ((2, 10_000),)),
        ("SI-2026-000110", 10_000, "quoted_slip", ((2, 10_000),)),
        ("payment", 5_125, "amount_single", ((3, 5_125),)),
        ("statement", 25_115, "amount_structure", ((2, 10_000), (3, 5_125), (4, 9_990))),
    ],
)
def test_what_pays(text: str, amount: int, rule: str, parts: tuple[tuple[int, int], ...]) -> None:
    found = apply_cash(OPEN, receipts({"amount": amount, "text": text}))
    assert outcome(found) == [(2, "auto", rule, parts)]


def test_an_overpayment_stays_on_account() -> None:
    found = apply_cash(OPEN, receipts({"amount": 10_050, "text": "SI-2026-000101"}))
    assert reasons(found) == {2: (50, "overpayment")}


def test_a_deduction_stays_open_and_is_named() -> None:
    found = apply_cash(OPEN, receipts({"amount": 9_800, "text": "SI-2026-000101 cash discount"}))
    assert [(d.item, d.amount, d.reason) for d in found.deductions] == [(2, 200, "discount")]
    assert found.items_after == {"CNY": 25_115 - 9_800}
    sentence = found.allocations[0].sentence
    assert "少付部分（折扣折让）仍挂账" in sentence.zh
    assert "what is missing (discount) stays open" in sentence.en


def test_an_advice_decides_where_the_text_says_nothing() -> None:
    advice = remittances(
        {"bank_reference": "EB1", "document_number": "SI-2026-000103", "amount_paid": 9_000,
         "deduction_amount": 990, "reason": "damage"},
        {"bank_reference": "EB1", "document_number": "SI-2026-000102", "amount_paid": 5_125},
    )  # fmt: skip
    found = apply_cash(OPEN, receipts({"amount": 14_125, "bank_reference": "EB1"}), advice)
    assert outcome(found) == [(2, "auto", "advice", ((4, 9_000), (3, 5_125)))]
    assert [(d.item, d.amount, d.reason) for d in found.deductions] == [(4, 990, "damage")]


def test_a_quoted_credit_is_taken_off() -> None:
    table = items(inv("INV-10001", 10_000), inv("CN-20001", -1_500))
    found = apply_cash(table, receipts({"amount": 8_500, "text": "INV-10001 CN-20001"}))
    assert outcome(found) == [(2, "auto", "quoted_total", ((3, -1_500), (2, 10_000)))]


def test_a_second_part_closes_the_item() -> None:
    found = apply_cash(
        OPEN,
        receipts(
            {"amount": 4_000, "text": "SI-2026-000101"},
            {"amount": 6_000, "text": "balance", "date": DAY + datetime.timedelta(30)},
        ),
    )
    assert [rule for _, _, rule, _ in outcome(found)] == ["quoted_part", "amount_single"]


def test_the_same_payment_again_pays_nothing() -> None:
    again = {"amount": 10_000, "text": "SI-2026-000101"}
    found = apply_cash(OPEN, receipts(again, again))
    assert reasons(found) == {3: (10_000, "duplicate")}


def test_money_sent_back_pays_nothing() -> None:
    found = apply_cash(
        OPEN,
        receipts(
            {"amount": 10_000, "text": "SI-2026-000101"},
            {"amount": -10_000, "text": "RETURNED SI-2026-000101"},
        ),
    )
    assert outcome(found) == []
    assert reasons(found) == {2: (10_000, "bounced"), 3: (-10_000, "bounced")}


def test_a_prepayment_is_not_applied_to_an_item_of_its_amount() -> None:
    found = apply_cash(OPEN, receipts({"amount": 10_000, "text": "预付货款"}))
    assert reasons(found) == {2: (10_000, "prepayment")}


# What peers got wrong (design note, 5.4).


def test_a_tie_is_ambiguous_with_both_answers_and_not_row_order() -> None:
    table = items(
        inv("A-10001", 700), inv("A-10002", 700, document_date=DAY - datetime.timedelta(3))
    )
    found = apply_cash(table, receipts({"amount": 700}))
    (one,) = found.allocations
    assert one.status == "ambiguous"
    assert {one.parts, *one.alternatives} == {((2, 700),), ((3, 700),)}
    assert reasons(found) == {2: (700, "ambiguous")}


def test_like_items_are_interchangeable() -> None:
    table = items(*(inv(f"A-1000{at}", 700) for at in range(10)))
    found = apply_cash(table, receipts({"amount": 700}))
    assert outcome(found)[0][1:3] == ("auto", "amount_single")


def test_a_contradicting_number_vetoes_an_equal_amount() -> None:
    found = apply_cash(OPEN, receipts({"amount": 10_000, "text": "SI-2026-004477"}))
    assert outcome(found)[0][1] == "suggested"


def test_a_payer_without_a_link_is_not_learned() -> None:
    other = {"amount": 9_990, "payer_name": "Brick Holding", "payer_account": "DE1"}
    found = apply_cash(OPEN, receipts({**other, "amount": 10_000, "text": "SI-2026-000101"}, other))
    assert [(one.receipt, one.rule) for one in found.allocations] == [(2, "quoted_total")]
    assert reasons(found)[3] == (9_990, "unknown_payer")


def test_a_number_of_somebody_else_never_takes_a_part() -> None:
    table = items(inv("SI-2026-000101", 10_000), inv("SI-2026-000901", 8_000, customer_code="C2", customer_name="Bolt"))  # fmt: skip
    found = apply_cash(table, receipts({"amount": 3_000, "text": "SI-2026-000901"}))
    assert not [one for one in found.allocations if one.status == "auto"]


def test_currencies_never_meet() -> None:
    found = apply_cash(
        OPEN, receipts({"amount": 10_000, "text": "SI-2026-000101", "currency": "USD"})
    )
    assert outcome(found) == []


def test_confirmed_links_let_a_parent_pay() -> None:
    master = parties(
        {"code": "C1", "name": "Acme Trading Ltd", "parent_code": "P"},
        {"code": "P", "name": "Acme Group Holding", "bank_accounts": ["DE77"]},
    )
    paid = receipts({"amount": 5_125, "payer_name": "whoever", "payer_account": "DE 77"})
    found = apply_cash(OPEN, paid, None, master)
    assert outcome(found) == [(2, "auto", "amount_single", ((3, 5_125),))]
    assert (found.payers[0].party, found.payers[0].by) == ("P", "account")


@pytest.mark.parametrize(
    ("written", "core"),
    [
        ("Acme Trading Co., Ltd.", "acme trading"),
        ("ACME TRADING LIMITED", "acme trading"),
        ("厦门市隆浩食品有限公司（财务部）", "厦门隆浩食品"),
        ("Brick GmbH & Co. KG", "brick"),
    ],
)
def test_names_without_their_legal_form(written: str, core: str) -> None:
    assert core_of(written) == core


def test_two_customers_of_one_name_are_told_apart_by_the_amount_and_a_person() -> None:
    table = items(
        inv("A-10001", 700),
        inv("B-10001", 900, customer_code="C2", customer_name="Acme Trading LLC"),
    )
    found = apply_cash(table, receipts({"amount": 700, "payer_name": "Acme Trading"}))
    assert (found.payers[0].party, found.payers[0].by) == (None, "name_weak")
    assert outcome(found) == [(2, "suggested", "amount_single", ((2, 700),))]


NAMED = items(
    inv("INV-00027", 158_800, customer_code="C1", customer_name="Sapphire Electronics Ltd"),
    inv("INV-00067", 22_700, customer_code="C2", customer_name="Ironbridge Industrial"),
    inv("INV-00005", 6_420, customer_code="C3", customer_name="Northern Star Logistics"),
    inv("INV-00006", 7_110, customer_code="C4", customer_name="NORTHERN STAR LOGISTICS Division 37"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "amount", "item"),
    [
        ("SEL", "wire", 158_800, 2),
        ("IBI Corp", "wire", 22_700, 3),
        ("N Star Logistics", "check", 7_110, 5),
        ("Northern Star Log", "check", 6_420, 4),
        ("XQ 17", "ACH Ironbridge Industrial", 22_700, 3),
    ],
)
def test_a_weak_name_is_made_good_by_the_amount_and_confirmed(
    name: str, text: str, amount: int, item: int
) -> None:
    found = apply_cash(NAMED, receipts({"amount": amount, "payer_name": name, "text": text}))
    assert outcome(found) == [(2, "suggested", "amount_single", ((item, amount),))]


def test_a_weak_name_without_its_amount_pays_nothing() -> None:
    found = apply_cash(NAMED, receipts({"amount": 4_200, "payer_name": "SEL", "text": "wire"}))
    assert outcome(found) == []


@pytest.mark.parametrize(
    ("number", "paid", "reason", "item"),
    [
        ("SI-2026-000130", 9_000, "Progress payment", 4),  # two digits exchanged
        ("PO-1", 4_000, "Damaged goods (-11.25)", 3),  # with what it says was kept
        ("PO-1", 194_000, "Early payment terms", 5),  # less a discount
    ],
)
def test_a_wrong_number_of_an_advice_means_the_only_item_it_can(
    number: str, paid: int, reason: str, item: int
) -> None:
    line = {"bank_reference": "EB1", "document_number": number, "amount_paid": paid, "reason": reason}  # fmt: skip
    table = items(inv("SI-2026-000101", 10_000), inv("SI-2026-000102", 5_125), inv("SI-2026-000103", 9_990), inv("SI-2026-000104", 200_000))  # fmt: skip
    found = apply_cash(table, receipts({"amount": paid, "bank_reference": "EB1"}), remittances(line))  # fmt: skip
    assert outcome(found) == [(2, "suggested", "advice_meant", ((item, paid),))]


def test_a_number_that_is_paid_already_means_nothing_else() -> None:
    first, again = ({"bank_reference": name, "document_number": "SI-2026-000101", "amount_paid": 10_000} for name in ("EB1", "EB2"))  # fmt: skip
    paid = receipts(
        {"amount": 10_000, "bank_reference": "EB1", "text": "one"},
        {"amount": 10_000, "bank_reference": "EB2", "text": "two"},
    )
    found = apply_cash(OPEN, paid, remittances(first, again))
    assert [row[:3] for row in outcome(found)] == [(2, "auto", "advice")]


def test_money_paid_back_pays_a_credit_out() -> None:
    table = items(inv("INV-10001", 10_000), inv("CN-20001", -1_500), inv("CN-20002", -700))
    line = {"bank_reference": "EB1", "document_number": "CN-20001", "amount_paid": -1_500}
    money = receipts(
        {"amount": -1_500, "bank_reference": "EB1"}, {"amount": -700, "text": "refund"}
    )
    found = apply_cash(table, money, remittances(line))
    assert outcome(found) == [
        (2, "auto", "advice", ((3, -1_500),)),
        (3, "suggested", "amount_single", ((4, -700),)),
    ]


def test_an_empty_file_is_no_fault() -> None:
    found = apply_cash(items(), pa.Table.from_pylist([], schema=receipts().schema))
    assert found.allocations == ()


DUE = datetime.date(2026, 3, 1)
DEBTS = items(
    inv("INV-10001", 5_000, due_date=DUE, text="goods"),
    inv("INV-10002", 5_000, due_date=DUE, text="goods"),
    inv("INV-10003", 3_000, due_date=DUE, text="违约金利息"),
    inv("INV-10004", 9_000, due_date=DUE + datetime.timedelta(60), document_date=DUE - datetime.timedelta(90)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("order", "amount", "parts"),
    [
        # Interest before the debts of its day, these in proportion, what is not due last.
        ("statutory", 10_001, ((4, 3_000), (2, 3_501), (3, 3_500))),
        ("statutory", 14_200, ((4, 3_000), (2, 5_000), (3, 5_000), (5, 1_200))),
        ("oldest", 9_001, ((5, 9_000), (2, 1))),
    ],
)
def test_money_that_nobody_spoke_for_is_offered_in_the_order_of_payment(
    order: str, amount: int, parts: tuple[tuple[int, int], ...]
) -> None:
    found = apply_cash(DEBTS, receipts({"amount": amount}), rules=CashRules(order=order))
    [(_, status, rule, given)] = outcome(found)
    assert (status, rule) == ("suggested", f"order_{order}")
    assert given == parts
    assert outcome(apply_cash(DEBTS, receipts({"amount": amount}))) == [], "no order, no offer"
