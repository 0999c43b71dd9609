"""Habits of payers: learned from what was applied without doubt, never from what comes after, and only ever offered."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.tieout.cash.tables import DAY, items, parties, receipts
from tieout.cash import apply_cash
from tieout.cash.apart import settle_all
from tieout.cash.decide import CashRun
from tieout.cash.decisions import CashDecisions
from tieout.cash.learning import learn_payers
from tieout.cash.ledger import Book, items_of, receipts_of
from tieout.cash.report import as_json
from tieout.cash.rules import CashRules
from tieout.cli import application
from tieout.habits import Discount, OldestFirst, PaidFor, PayerHabit
from tieout.learned import Learned
from tieout.steps.account import Lag

AS_OF = datetime.date(2025, 12, 31)
LATER = DAY + datetime.timedelta(20)
BANK = "6222000011112222"
TWO = (
    {"code": "C1", "name": "Acme Trading Ltd"},
    {"code": "C2", "name": "Beta Foods Ltd"},
)


def _table(*payers: PayerHabit) -> Learned:
    return Learned(AS_OF, "1.0.0", "", {}, payers=payers)


def _acme(**habit: Any) -> Learned:
    return _table(PayerHabit("", "acme trading", **habit))


def _said(found: CashDecisions) -> list[tuple[str, str, tuple[tuple[int, int], ...]]]:
    return [(one.status, one.rule, one.parts) for one in found.allocations]


# What is offered.


def test_the_answer_that_is_as_late_as_this_payer_is_suggested_and_says_why() -> None:
    open_items = items(
        {"document_number": "SI-1001", "open_amount": 5_000, "due_date": LATER - datetime.timedelta(10)},
        {"document_number": "SI-1002", "open_amount": 5_000, "due_date": LATER - datetime.timedelta(3)},
    )  # fmt: skip
    money = receipts({"amount": 5_000})
    assert [one[0] for one in _said(apply_cash(open_items, money))] == ["ambiguous"]
    found = apply_cash(open_items, money, learned=_acme(late=Lag(9, 8, 12, 40)))
    assert _said(found) == [("suggested", "amount_single", ((2, 5_000),))]
    (one,) = found.allocations
    assert one.alternatives == (((3, 5_000),),)
    assert "8 to 12 days after the due day (40 items)" in one.sentence.en
    assert "截至 2025-12-31" in one.sentence.zh
    assert ("learned", "2025-12-31") in one.evidence


def test_days_that_fit_both_answers_leave_both() -> None:
    open_items = items(
        {"document_number": "SI-1001", "open_amount": 5_000, "due_date": LATER - datetime.timedelta(10)},
        {"document_number": "SI-1002", "open_amount": 5_000, "due_date": LATER - datetime.timedelta(9)},
    )  # fmt: skip
    found = apply_cash(
        open_items, receipts({"amount": 5_000}), learned=_acme(late=Lag(9, 8, 12, 40))
    )
    assert [one[0] for one in _said(found)] == ["ambiguous"]
    assert "learned" not in dict(found.allocations[0].evidence)


def test_an_account_that_paid_for_a_customer_is_offered_that_customers_item() -> None:
    """代付: the payer is nobody's name; the table knows whom its account paid for."""
    open_items = items({"document_number": "SI-1001", "open_amount": 5_000, "customer_code": "C2", "customer_name": "Beta Foods Ltd"})  # fmt: skip
    money = receipts({"amount": 5_000, "payer_name": "Gamma Holding", "payer_account": BANK})
    assert [one.reason for one in apply_cash(open_items, money).unapplied] == ["unknown_payer"]
    table = _table(PayerHabit(BANK, "gamma holding", customers=(PaidFor("C2", 7),)))
    found = apply_cash(open_items, money, learned=table)
    assert _said(found) == [("suggested", "amount_single", ((2, 5_000),))]
    assert "paid for C2 (7 receipts)" in found.allocations[0].sentence.en
    assert found.payers[0].party is None, "the link itself is not taken over"
    other = receipts({"amount": 5_000, "payer_name": "Gamma Holding", "payer_account": BANK + "1"})
    assert _said(apply_cash(open_items, other, learned=table)) == []


def test_a_payer_who_pays_the_oldest_first_is_offered_that_order() -> None:
    open_items = items(
        {"document_number": "SI-1001", "open_amount": 5_000, "document_date": DAY - datetime.timedelta(9)},
        {"document_number": "SI-1002", "open_amount": 4_000},
    )  # fmt: skip
    money = receipts({"amount": 6_000})
    assert _said(apply_cash(open_items, money)) == []
    habit = _acme(oldest_first=OldestFirst(9, 10))
    found = apply_cash(open_items, money, learned=habit)
    assert _said(found) == [("suggested", "order_oldest", ((2, 5_000), (3, 1_000)))]
    assert "9 of 10 times" in found.allocations[0].sentence.en
    asked = apply_cash(open_items, money, rules=CashRules(order="statutory"), learned=habit)
    assert _said(asked)[0][1] == "order_statutory", "what was asked for goes before a habit"


_KINDS = st.sampled_from(["SI-1001", "payment", "SI-1001 SI-1002", "预付货款", "SI-9999"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(1, 12), _KINDS), min_size=1, max_size=5),
)
def test_a_table_books_nothing_and_takes_back_nothing(
    open_amounts: list[int], paid: list[tuple[int, str]]
) -> None:
    """What is automatic with a table is what was without it, whatever the payer is said to do."""
    open_items = items(
        *(
            {"document_number": f"SI-{1001 + at}", "open_amount": amount * 1_000, "due_date": LATER - datetime.timedelta(at)}
            for at, amount in enumerate(open_amounts)
        )
    )  # fmt: skip
    money = receipts(*({"amount": amount * 1_000, "text": text} for amount, text in paid))
    table = _acme(
        customers=(PaidFor("C1", 3),), late=Lag(1, 0, 2, 9), oldest_first=OldestFirst(5, 5),
        discounts=(Discount(100, 3), Discount(5_000, 3)),
    )  # fmt: skip
    plain, with_table = apply_cash(open_items, money), apply_cash(open_items, money, learned=table)
    assert [one for one in with_table.allocations if one.status == "auto"] == [
        one for one in plain.allocations if one.status == "auto"
    ]
    assert [(one.receipt, one.amount) for one in with_table.unapplied] == [
        (one.receipt, one.amount) for one in plain.unapplied
    ]
    for one in with_table.allocations:
        if one not in plain.allocations:
            assert dict(one.evidence)["learned"] == "2025-12-31", "a fact that was used is named"


def test_two_processes_offer_what_one_does() -> None:
    rows = [
        {"document_number": f"SI-{1001 + at}", "open_amount": 1_000 + at, "customer_code": f"C{at}", "customer_name": f"Firm {chr(65 + at)}{chr(75 - at)} Works"}
        for at in range(8)
    ]  # fmt: skip
    money = [{"amount": 1_000 + at, "payer_name": "Gamma Holding", "payer_account": f"{BANK}{at}"} for at in range(8)]  # fmt: skip
    payers = [PayerHabit(f"{BANK}{at}", "", customers=(PaidFor(f"C{at}", 4),)) for at in range(8)]
    runs = [
        CashRun(Book(items_of(items(*rows)), receipts_of(receipts(*money))), [], None, CashRules(), _table(*payers))
        for _ in range(2)
    ]  # fmt: skip
    settle_all(runs[0], least=1)
    runs[1].settle(range(8))
    assert as_json(runs[0].result()) == as_json(runs[1].result())
    assert len(runs[0].result().allocations) == 8


# What is learned.


def _past(*rows: tuple[int, int, str]) -> tuple[pa.Table, pa.Table]:
    """Items of so many minor units, paid so many days after their due day by an amount and a text."""
    bills = items(
        *(
            {"document_number": f"SI-{10001 + at}", "open_amount": 10_000, "document_date": DAY + datetime.timedelta(at), "due_date": DAY + datetime.timedelta(at + 1)}
            for at in range(len(rows))
        )
    )  # fmt: skip
    money = receipts(
        *(
            {"date": DAY + datetime.timedelta(at + 1 + late), "amount": amount, "text": text.format(f"SI-{10001 + at}")}
            for at, (late, amount, text) in enumerate(rows)
        )
    )  # fmt: skip
    return bills, money


def test_three_receipts_less_one_and_a_half_percent_are_a_habit() -> None:
    past = _past(*[(4, 9_850, "{}")] * 3, (4, 9_700, "{}"), (4, 5_000, "{}"))
    (habit,) = learn_payers(*past, None, None, AS_OF + datetime.timedelta(365))
    assert habit == PayerHabit(
        "", "acme trading", (PaidFor("C1", 5),), Lag(4, 4, 4, 5), None, (Discount(150, 3),)
    )


def test_what_a_later_receipt_completes_was_no_discount() -> None:
    bills, money = _past(*[(1, 9_850, "{}")] * 3)
    rest = receipts(
        *({"row": 20 + at, "date": DAY + datetime.timedelta(30), "amount": 150, "text": f"SI-{10001 + at}"} for at in range(3))
    )  # fmt: skip
    (habit,) = learn_payers(bills, pa.concat_tables([money, rest]), None, None, AS_OF + datetime.timedelta(365))  # fmt: skip
    assert habit.discounts == ()


def test_an_account_that_names_anothers_items_by_number_is_learned_with_them() -> None:
    bills, money = _past(*[(4, 10_000, "{}")] * 3)
    at = money.schema.get_field_index("payer_name")
    money = money.set_column(at, "payer_name", pa.array(["Gamma Holding"] * 3))
    at = money.schema.get_field_index("payer_account")
    money = money.set_column(at, "payer_account", pa.array(["6222 0000 1111 2222"] * 3))
    (habit,) = learn_payers(bills, money, None, parties(*TWO), AS_OF + datetime.timedelta(365))
    assert (habit.account, habit.name, habit.customers) == (BANK, "gamma holding", (PaidFor("C1", 3),))  # fmt: skip
    two = learn_payers(bills.slice(0, 2), money.slice(0, 2), None, parties(*TWO), AS_OF + datetime.timedelta(365))  # fmt: skip
    assert two == (), "two receipts are no habit"


def test_five_choices_of_the_oldest_are_an_order_and_one_of_two_is_none() -> None:
    bills = items(
        *({"document_number": f"SI-{10001 + at}", "open_amount": 10_000 + at, "document_date": DAY + datetime.timedelta(at)} for at in range(7))
    )  # fmt: skip
    in_turn = receipts(
        *({"date": DAY + datetime.timedelta(20 + at), "amount": 10_000 + at, "text": f"SI-{10001 + at}"} for at in range(6))
    )  # fmt: skip
    (habit,) = learn_payers(bills, in_turn, None, None, AS_OF + datetime.timedelta(365))
    assert habit.oldest_first == OldestFirst(6, 6)
    backwards = receipts(
        *({"date": DAY + datetime.timedelta(30 - at), "amount": 10_000 + at, "text": f"SI-{10001 + at}"} for at in range(6))
    )  # fmt: skip
    (habit,) = learn_payers(bills, backwards, None, None, AS_OF + datetime.timedelta(365))
    assert habit.oldest_first is None


_ROWS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from([10_000, 9_850, 9_900, 5_000]), st.sampled_from(["{}", "payment"])),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(_ROWS, _ROWS)
def test_what_comes_after_the_day_never_changes_the_table(
    before: list[tuple[int, int, str]], after: list[tuple[int, int, str]]
) -> None:
    as_of = DAY + datetime.timedelta(40)
    bills, money = _past(*before)
    table = learn_payers(bills, money, None, None, as_of)
    more_bills, more_money = _past(*after)
    shifted = [_later(bills, more_bills, "document_date"), _later(money, more_money, "date")]
    assert learn_payers(*shifted, None, None, as_of) == table


def _later(known: pa.Table, more: pa.Table, column: str) -> pa.Table:
    """More rows, each of a day after the table's; their numbers are those of the first, so that they would disturb."""
    days = [day + datetime.timedelta(41) for day in more[column].to_pylist()]
    at = more.schema.get_field_index(column)
    more = more.set_column(at, more.schema.field(column), pa.array(days, pa.date32()))
    rows = pa.array([row + known.num_rows for row in more["row"].to_pylist()], pa.int64())
    more = more.set_column(0, more.schema.field("row"), rows)
    return pa.concat_tables([known, more])


# The commands.

ITEMS = "客户编码,客户名称,单据号,单据日期,到期日,未清金额,币种\n"
RECEIPTS = "日期,金额,币种,付款人,付款账号,附言\n"


def _write(folder: Path, name: str, head: str, rows: list[str]) -> str:
    path = folder / name
    path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_learned_from_last_year_and_used_this_year(tmp_path: Path) -> None:
    past = [
        f"C1,厦门隆浩食品有限公司,SI-2025-00010{at},2025-0{at}-02,2025-0{at}-28,100.00,CNY"
        for at in range(1, 5)
    ]
    paid = [f"2025-0{at + 1}-03,98.50,CNY,厦门隆浩食品有限公司,,SI-2025-00010{at}" for at in range(1, 5)]  # fmt: skip
    table, out = tmp_path / "learned.json", tmp_path / "out.json"
    files = [_write(tmp_path, "past.csv", ITEMS, past), _write(tmp_path, "paid.csv", RECEIPTS, paid)]  # fmt: skip
    said = CliRunner().invoke(
        application("en"),
        ["learn", "--items", files[0], "--receipts", files[1], "--as-of", "2025-12-31", "-o", str(table)],
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    (payer,) = json.loads(table.read_text("utf-8"))["payers"]
    assert payer["discounts"] == [{"basis_points": 150, "seen": 4}]
    now = [
        _write(tmp_path, "items.csv", ITEMS, ["C1,厦门隆浩食品有限公司,SI-2026-000201,2026-03-02,2026-04-01,2000.00,CNY"]),
        _write(tmp_path, "receipts.csv", RECEIPTS, ["2026-03-20,1970.00,CNY,厦门隆浩食品有限公司,,货款"]),
    ]  # fmt: skip
    asked = ["apply", *now, "--learned", str(table), "--json", str(out)]
    assert CliRunner().invoke(application("en"), asked).exit_code == 0
    told = json.loads(out.read_text("utf-8"))
    assert [(one["status"], one["rule"], one["amount"]) for one in told["allocations"]] == [
        ("suggested", "habit_discount", "1970.00")
    ]
    assert told["engine"]["learned"]["as_of"] == "2025-12-31"
    why = ["why", "item:2", "receipt:2", *now, "--learned", str(table), "--lang", "en"]
    answer = CliRunner().invoke(application("en"), why)
    assert answer.exit_code == 0, answer.output
    assert "this payer kept so much 4 times" in answer.output


@pytest.mark.parametrize("files", [[], ["ours.csv"], ["--items", "ours.csv"]])
def test_half_a_history_is_refused(tmp_path: Path, files: list[str]) -> None:
    (tmp_path / "ours.csv").write_text("", encoding="utf-8")
    named = [str(tmp_path / name) if name.endswith(".csv") else name for name in files]
    asked = ["learn", *named, "--as-of", "2025-12-31", "-o", str(tmp_path / "out.json")]
    result = CliRunner().invoke(application("en"), asked)
    assert result.exit_code == 2
    assert "learned.no_history" in result.output
