"""Every list to take away: each file is opened again, its totals are the screen's, and nothing in it is a formula."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from tests.ledgers import DOOR, Ledger, day, open_ledger
from wanglai.services.access.scope import NotFound
from wanglai.services.ageing.queries import ageing
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.exports.account import account_table
from wanglai.services.exports.ageing import aged_items_table, ageing_table
from wanglai.services.exports.approvals import approvals_table
from wanglai.services.exports.balances import balances_table
from wanglai.services.exports.customers import customers_table
from wanglai.services.exports.excel import as_excel
from wanglai.services.exports.items import items_table
from wanglai.services.exports.periods import periods_table
from wanglai.services.exports.plain import as_csv
from wanglai.services.exports.reconciliations import reconciliations_table
from wanglai.services.exports.table import Table, columns
from wanglai.services.exports.trail import trail_table
from wanglai.services.exports.writing import written
from wanglai.services.ledger.queries import proof, trial_balance
from wanglai.services.ledger.show_balances import balances_page
from wanglai.services.ledger.show_customers import customers_of_book
from wanglai.services.ledger.show_items import open_items_page
from wanglai.services.money import Amount
from wanglai.services.refusals import Wording

ON = day("03-31")
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,130.00", "01-05", due="02-04")
    ledger.post("invoice", "INV-2", "70.05", "03-06", customer="=1+1", due="04-04")
    ledger.post("invoice", "USD-1", "10.00", "03-06", currency="USD", rate="7.10", due="03-30")
    ledger.post("invoice", "JPY-1", 5000, "03-06", currency="JPY", rate="0.05", customer="@sum")
    ledger.post("receipt", "-RC-1", "500.00", "03-20")
    ledger.settle("INV-1", "-RC-1", "400.00", "03-20")
    return ledger


def excel(table: Table, language: str = "en") -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(written(table, form="xlsx", language=language).content)).active  # fmt: skip
    assert sheet is not None
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return list(sheet.iter_rows(values_only=True))


def plain(table: Table, language: str = "en") -> list[list[str]]:
    content = written(table, form="csv", language=language).content
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n"), "lines end as RFC 4180 has them"
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows


def tables(book: Ledger) -> dict[str, Callable[[], Table]]:
    who, customer = book.reader, book.customer("远景")
    return {
        "customers": lambda: customers_table(**who, on=ON),
        "items": lambda: items_table(**who, customer_id=customer, on=ON),
        "account": lambda: account_table(**who, customer_id=customer, from_on=day("01-01"), to_on=ON),
        "balances": lambda: balances_table(**who, on=ON),
        "ageing": lambda: ageing_table(**who, on=ON),
        "aged items": lambda: aged_items_table(**who, customer_id=customer, on=ON),
        "trail": lambda: trail_table(**who, wanted=TrailFilter()),
        "periods": lambda: periods_table(**who),
        "approvals": lambda: approvals_table(**who),
        "reconciliations": lambda: reconciliations_table(**who),
    }  # fmt: skip


def _figures(rows: list[list[Any]], column: int, currency: int, code: str, names: tuple[str, ...]) -> Decimal:  # fmt: skip
    """Sum of a column over the rows of one currency, totals left out."""
    found = Decimal(0)
    for row in rows:
        if row[currency] == code and row[0] not in names and row[column] not in (None, ""):
            found += Decimal(str(row[column]))
    return found


def test_every_file_has_the_same_rows_in_both_forms_and_languages(book: Ledger) -> None:
    book.books.finished()
    request_approval(
        **book.books.scope("ARA"), origin=DOOR, kind="write_off", key="k",
        subject={"item_id": book.item("INV-2").id, "on": ON, "reason": "", "amount": None},
    )  # fmt: skip
    for name, make in tables(book).items():
        for language in ("zh", "en"):
            lines = plain(make(), language)
            sheet = excel(make(), language)
            top = next(at for at, row in enumerate(sheet) if list(row[: len(lines[0])]) == lines[0])
            assert len(lines) > 1, f"{name} is empty"
            for line, row in zip(lines[1:], sheet[top + 1 :], strict=False):
                assert [_said(cell) for cell in row[: len(line)]] == [_read(field) for field in line], name  # fmt: skip


def _said(cell: Any) -> str:
    """A cell as the CSV has it; figures by their value."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        text = f"{cell:%Y-%m-%d %H:%M:%S}"
        return text.removesuffix(" 00:00:00")
    if isinstance(cell, int | float):
        return f"{Decimal(str(cell)).normalize():f}"
    return str(cell)


def _read(field: str) -> str:
    if field[:1] == "'" and field[1:2] in FORMULAS:
        return field[1:]
    try:
        return f"{Decimal(field).normalize():f}"
    except ArithmeticError:
        return field.removesuffix(" 00:00:00")


def test_customers_add_up_to_the_control_accounts_in_every_form(book: Ledger) -> None:
    page = customers_of_book(**book.reader, on=ON)
    control = {each.currency: each.control for each in proof(**book.reader, on=ON)}
    names = ("Total", "All in the company's currency")
    lines = plain(customers_table(**book.reader, on=ON))[1:]
    sheet = [list(row) for row in excel(customers_table(**book.reader, on=ON)) if row[2]]
    for amount in page.amounts:
        places = 0 if amount.currency == "JPY" else 2
        for rows in (lines, sheet):
            total = next(row for row in rows if row[:1] == ["Total"] and row[2] == amount.currency)
            parts = _figures(rows, 3, 2, amount.currency, names)
            assert Decimal(str(total[3])).scaleb(places) == amount.minor == control[amount.currency]
            assert parts.scaleb(places) == amount.minor
    base = sum(Decimal(row[4]) for row in lines if row[4] and row[0] not in names)
    assert base * 100 == page.base.minor == Decimal(lines[-1][4]) * 100


def test_items_ageing_and_balances_have_the_totals_of_the_screens(book: Ledger) -> None:
    customer = book.customer("远景")
    page = open_items_page(**book.reader, customer_id=customer, on=ON)
    lines = plain(items_table(**book.reader, customer_id=customer, on=ON))
    balance = {row[5]: row[8] for row in lines if row[0] == "Balance"}
    assert balance == {"CNY": "630.00", "USD": "10.00"}
    assert {each.currency: each.minor for each in page.balance} == {"CNY": 63000, "USD": 1000}
    report = ageing(**book.reader, on=ON)
    for total in report.totals:
        (row,) = [row for row in plain(ageing_table(**book.reader, on=ON)) if row[:2] == ["Total", total.currency]]  # fmt: skip
        assert row[12].replace(".", "") == str(total.aged.columns.total)
    aged = plain(aged_items_table(**book.reader, customer_id=customer, on=ON))
    assert [row[8] for row in aged if row[0] == "Total"] == ["630.00", "10.00"]
    trial = balances_page(**book.reader, on=ON)
    (total_row,) = [row for row in plain(balances_table(**book.reader, on=ON)) if row[0] == "Total"]
    assert total_row[4] == total_row[5] == f"{Decimal(trial.debits.minor).scaleb(-2)}"
    lines = plain(balances_table(**book.reader, on=ON))
    by_code = {(row[0], row[2]): row[3] for row in lines}
    for each in trial_balance(**book.reader, on=ON):
        said = Decimal(by_code[each.account_code, each.currency])
        assert said.scaleb(0 if each.currency == "JPY" else 2) == each.amount


def test_one_currency_alone_is_shown_with_its_own_totals_and_proof(book: Ledger) -> None:
    report = ageing(**book.reader, on=ON, currency="USD")
    assert {row.currency for row in (*report.rows, *report.totals, *report.proofs)} == {"USD"}
    assert report.holds
    assert report.currencies == ("CNY", "JPY", "USD")
    assert report.base.total == 7100
    rows = plain(ageing_table(**book.reader, on=ON, currency="USD"))
    assert [row[:2] for row in rows[1:]] == [["远景", "USD"], ["Total", "USD"], ["All in the company's currency, at booked rates", "CNY"]]  # fmt: skip


def test_long_lists_are_read_in_parts_and_lose_nothing(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wanglai.services.exports import customers, reconciliations
    from wanglai.services.exports import trail as trails

    whole = {name: plain(make()) for name, make in tables(book).items()}
    for module in (customers, reconciliations, trails):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    assert {name: plain(make()) for name, make in tables(book).items()} == whole
    acts = trail(**book.reader, wanted=TrailFilter(), limit=1000).rows
    assert [row[0] for row in whole["trail"][1:]] == [str(act.seq) for act in acts]
    assert len(acts) > 4


def test_another_form_or_language_is_not_there(book: Ledger) -> None:
    for form, language in (("pdf", "en"), ("xlsx", "fr"), ("", "zh")):
        with pytest.raises(NotFound):
            written(periods_table(**book.reader), form=form, language=language)


def _strings(count: int) -> list[str]:
    """Strings that a spreadsheet might run, from a seed: openings, blanks before them, wide signs, links."""
    chance = random.Random(20260331)
    openings = [
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        " =",
        "\u00a0=",
        "＝",
        "＋",
        "－",
        "＠",
        "'=",
        '"=',
        "'",
        "\ufeff=",
    ]
    bodies = ["1+1", "cmd|' /C calc'!A0", "HYPERLINK(\"x\")", "SUM(A1:A9)", "远景", "", "http://x.example", "{1}", "a,b", 'q"q', "l\r\nm"]  # fmt: skip
    return [
        chance.choice(openings) * chance.randint(0, 2) + chance.choice(bodies) + chr(chance.randint(32, 0x2FFF))
        for _ in range(count)
    ]  # fmt: skip


def test_five_thousand_strings_make_no_formula() -> None:
    strings = _strings(5_000)
    table = Table(
        Wording("=标题", "=title"), Wording("x", "x"), ("=fact", Wording("=甲", "=b")),
        columns(("=列", "=column", 20), ("数", "figure", 9)),
        [(each, Amount(-1, "CNY")) for each in strings], ((Wording("=合计", "=total"), 1),),
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(as_excel(table, "en"))).active
    assert sheet is not None
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []
    rows = list(csv.reader(io.StringIO(as_csv(table, "en").decode("utf-8-sig"), newline="")))
    assert len(rows) == 5_002
    dangerous = [row[0] for row in rows if row[0].lstrip(" \u00a0\ufeff").startswith((*FORMULAS, "＝", "＋", "－", "＠"))]  # fmt: skip
    assert dangerous == []
    assert {row[1] for row in rows[1:-1]} == {"-0.01"}, "an amount below zero stays a number"
    assert [row[0].removeprefix("'") for row in rows[1:-1]] == [each.removeprefix("'") for each in strings]  # fmt: skip


def test_days_are_days_and_figures_carry_the_places_of_their_currency() -> None:
    table = Table(
        Wording("题", "t"), Wording("x", "x"), (), columns(("日", "day", 9), ("额", "amount", 9)),
        [(date(2026, 3, 31), Amount(1234, "JPY")), (date(2026, 2, 28), Amount(1234, "KWD"))],
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(as_excel(table, "en"))).active
    assert sheet is not None
    cells = [row for row in sheet.iter_rows() if row[0].is_date]
    assert [(row[0].value, row[1].value, row[1].number_format) for row in cells] == [
        (datetime.fromisoformat("2026-03-31"), 1234, "#,##0;-#,##0"),
        (datetime.fromisoformat("2026-02-28"), 1.234, "#,##0.000;-#,##0.000"),
    ]
    assert as_csv(table, "en").decode("utf-8-sig").splitlines()[1:] == ["2026-03-31,1234", "2026-02-28,1.234"]  # fmt: skip


def test_a_moment_is_the_same_second_in_both_forms() -> None:
    """Just before a full second a workbook would show the next one, had it the fraction."""
    at = datetime(2026, 3, 5, 12, 0, 15, 999_900, tzinfo=UTC)
    title = Wording("时刻", "Moments")
    table = Table(title=title, name=title, facts=(), columns=columns(("时刻", "Moment", 20)), rows=[(at,)] * 2)  # fmt: skip
    assert any(_said(cell).endswith(":15") for row in excel(table) for cell in row)
    assert plain(replace(table, rows=[(at,)]))[1][0].endswith(":15")
