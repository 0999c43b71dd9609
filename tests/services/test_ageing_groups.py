"""Whatever an ageing is added up by, every customer is in one group and the totals are those of the control accounts."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.ledgers import Ledger, day, open_ledger
from tests.worlds import ForTheFile
from wanglai.services.ageing.contract import as_lines
from wanglai.services.ageing.groupings import GROUPINGS
from wanglai.services.ageing.queries import Ageing, AgeingRow, Within, ageing, ageing_part
from wanglai.services.exports.ageing import ageing_table
from wanglai.services.exports.writing import written
from wanglai.store.models import Customer, CustomerTag

ON = "03-31"
OWN_CURRENCY = "CNY"


def _built() -> Ledger:
    """A head company with two daughters, one of which has another merged into it; a stranger with nothing filled in."""
    ledger = open_ledger()
    for number, (customer, amount) in enumerate(
        {"总部": "1.00", "上海": "20.00", "苏州": "300.00", "旧上海": "4,000.00", "别人": "50,000.00"}.items()
    ):  # fmt: skip
        ledger.post("invoice", f"INV-{number}", amount, "01-05", customer=customer, due="02-04")
    ledger.post("invoice", "USD", "7.00", "01-05", customer="上海", currency="USD", rate="7.10")
    ledger.post("receipt", "RC", "10.00", "03-20", customer="苏州")
    fill(ledger, "总部", region="华北", industry="能源", is_key_account=True)
    fill(ledger, "上海", region="华东", industry="能源", parent_id=ledger.customer("总部"))
    fill(ledger, "苏州", region="华东", parent_id=ledger.customer("上海"))
    fill(ledger, "旧上海", merged_into_id=ledger.customer("上海"))
    for customer, tag in (("总部", "重点"), ("总部", "风电"), ("上海", "风电")):
        CustomerTag.objects.create(
            company_id=ledger.company_id, customer_id=ledger.customer(customer), tag=tag
        )
    return ledger


@pytest.fixture(scope="module")
def built(for_the_file: ForTheFile) -> Ledger:
    return for_the_file(_built)


@pytest.fixture
def book(built: Ledger, db: None) -> Ledger:
    return deepcopy(built)  # a test may change it, too


def fill(ledger: Ledger, name: str, **columns: Any) -> None:
    Customer.objects.filter(id=ledger.customer(name)).update(**columns)


def of(book: Ledger, by: str, **more: Any) -> Ageing:
    report = ageing(**book.reader, on=day(ON), by=by, **more)
    assert report.holds
    return report


def groups(book: Ledger, by: str) -> dict[str, float]:
    """What each group owes in yuan, by what it is called in English."""
    grouping, found = GROUPINGS[by], {}
    for row in of(book, by).rows:
        if row.currency == OWN_CURRENCY:
            called = grouping.called(row.key, row.name)
            found[called if isinstance(called, str) else called.en] = row.aged.columns.total / 100
    return found


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("net", [False, True])
def test_totals_and_proof_are_the_same_however_it_is_added_up(
    book: Ledger, by: str, net: bool
) -> None:
    plain, told = of(book, "customer", is_net_fifo=net), of(book, by, is_net_fifo=net)
    assert [total.aged for total in told.totals] == [total.aged for total in plain.totals]
    assert told.base == plain.base
    assert told.proofs == plain.proofs
    assert sum(row.aged.parts for row in told.rows) == 7


# What each order goes by; equal rows stay as the whole report has them, by name.
BY: dict[str, Callable[[AgeingRow], Any]] = {
    "total": lambda row: row.aged.base.total,
    "name": lambda row: row.name,
    "days": lambda row: row.aged.days_max,
}


ORDERS = ("total", "-total", "name", "-name", "days", "-days")


@pytest.mark.parametrize("is_past", [False, True])
def test_pages_put_together_are_the_whole_report_in_every_order(
    book: Ledger, is_past: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.close("01")
    today = date(9000, 1, 1) if is_past else date(1990, 1, 1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: today)
    widest = 0
    for by, within, currency in product(
        GROUPINGS,
        (None, Within("region", "华东"), Within("industry", ""), Within("region", "西北"), Within("group", str(book.customer("总部")))),
        (None, OWN_CURRENCY, "USD"),
    ):  # fmt: skip
        asked: dict[str, Any] = {"by": by, "within": within, "currency": currency}
        whole = of(book, **asked)
        for order in ORDERS:
            first = BY[order.lstrip("-")]
            expected = sorted(whole.rows, key=first, reverse=order.startswith("-"))
            assert _page_by_page(book, whole, order, asked) == expected, (asked, order)
        widest = max(widest, len(whole.rows))
    assert widest == 5  # what was merged stands in its survivor's row


def _page_by_page(
    book: Ledger, whole: Ageing, order: str, asked: dict[str, Any]
) -> list[AgeingRow]:
    """Two rows at a time, each with the same figures of the whole, to the page that has none."""
    found: list[AgeingRow] = []
    while True:
        part = ageing_part(**book.reader, on=day(ON), **asked, order=order, after=len(found), limit=2)  # fmt: skip
        assert part.count == len(whole.rows)
        assert replace(part.report, rows=whole.rows) == whole, (asked, order)
        found += part.report.rows
        if not part.report.rows:
            return found


def test_a_group_is_its_head_with_everything_below_and_what_was_merged(book: Ledger) -> None:
    assert groups(book, "group") == {"总部": 4_311.00, "别人": 50_000.00}


def test_regions_industries_key_accounts_and_tags(book: Ledger) -> None:
    assert groups(book, "region") == {"华北": 1.00, "华东": 4_310.00, "No region": 50_000.00}
    assert groups(book, "industry") == {"能源": 4_021.00, "No industry": 50_290.00}
    assert groups(book, "key_account") == {"Key accounts": 1.00, "Other customers": 54_310.00}
    assert groups(book, "tags") == {"重点 + 风电": 1.00, "风电": 4_020.00, "No tag": 50_290.00}


def test_one_group_shows_its_customers_and_the_proof_stays_of_all(book: Ledger) -> None:
    east = of(book, "customer", within=Within("region", "华东"))
    assert [(row.name, row.currency) for row in east.rows] == [("上海", "CNY"), ("上海", "USD"), ("苏州", "CNY")]  # fmt: skip
    assert east.within == "华东"
    assert [total.aged.columns.total for total in east.totals] == [431_000, 700]
    assert east.proofs == of(book, "customer").proofs
    nowhere = of(book, "industry", within=Within("region", ""))
    assert [row.aged.columns.total for row in nowhere.rows] == [5_000_000]
    assert not of(book, "customer", within=Within("region", "西北")).rows


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_row_leads_to_its_own_customers(book: Ledger, by: str) -> None:
    for row in of(book, by).rows:
        inside = of(book, "customer", within=Within(by, row.key), currency=row.currency)
        assert [total.aged for total in inside.totals] == [row.aged]


def test_groups_stand_in_the_workbook_and_the_terminal(book: Ledger) -> None:
    sent = written(ageing_table(**book.reader, on=day(ON), by="region"), form="xlsx", language="zh")
    sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).active
    assert sheet is not None
    found = {row[0]: row[12] for row in sheet.iter_rows(values_only=True) if row[1] == OWN_CURRENCY}
    assert (found["华北"], found["华东"], found["未填地区"], found["合计"]) == (1, 4_310, 50_000, 54_311)  # fmt: skip
    alone = ageing_table(**book.reader, on=day(ON), within=Within("key_account", "true"))
    assert alone.facts[2].en == "Key account: Key accounts"  # type: ignore[union-attr]
    lines = [line.split("\t")[0] for line in as_lines(of(book, "region"), "en")]
    assert lines == ["", "No region CNY", "华东 CNY", "华东 USD", "华北 CNY", "CNY", "USD"]


def test_a_group_costs_no_statement_more(book: Ledger) -> None:
    def asked(by: str) -> int:
        with CaptureQueriesContext(connection) as sent:
            of(book, by)
        return len(sent)

    assert {asked(by) for by in GROUPINGS} == {asked("customer")}
