"""The screens of the ageing in both languages, as of a day and as known at a moment, with their drill and their workbook."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import signed_in, text_of

from wanglai.store.models import Customer

REPORT = "/ageing/?on=2026-03-31"


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    ledger.post("invoice", "INV-1", "1,130.00", "01-05", due="02-04")
    ledger.post("invoice", "INV-2", "70.00", "03-06", customer="别人", due="04-04")
    ledger.post("invoice", "USD-1", "10.00", "03-06", currency="USD", rate="7.10", due="03-30")
    ledger.post("receipt", "RC-1", "500.00", "03-20")
    return ledger


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "COL")


def rows_of(answer: Any) -> list[list[str]]:
    """The cells of the first table, row by row."""
    table = re.search(r"<table.*?</table>", answer.content.decode(), re.DOTALL)
    assert table
    return [
        [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", cell))).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", table.group(), re.DOTALL)
    ]  # fmt: skip


def test_the_report_has_customers_by_buckets_totals_and_the_proof(clerk: Client) -> None:
    answer = clerk.get(REPORT)
    none = ["–"] * 6
    rows = rows_of(answer)
    assert rows[0][:5] == ["Customer", "Currency", "Not due", "1–30 days", "31–60 days"]
    assert rows[1:4] == [
        ["远景", "CNY", "–", "–", "1,130.00", *none, "−500.00", "630.00", "55"],
        ["远景", "USD", "–", "10.00", "–", *none, "–", "10.00", "1"],
        ["别人", "CNY", "70.00", "–", "–", *none, "–", "70.00", "0"],
    ]
    zero = ["0.00"] * 6
    assert rows[4:] == [
        ["Total", "CNY", "70.00", "0.00", "1,130.00", *zero, "−500.00", "700.00", "55"],
        ["Total", "USD", "0.00", "10.00", "0.00", *zero, "0.00", "10.00", "1"],
        ["All at booked rates", "CNY", "70.00", "71.00", "1,130.00", *zero, "−500.00", "771.00", ""],
    ]  # fmt: skip
    page = text_of(answer)
    assert "Equals the control accounts" in page
    assert "CNY 1,200.00 −500.00 700.00 700.00 Equal" in page
    assert "31–60 days 1,130.00 88.9%" in page
    assert "1–30 days 71.00 5.5%" in page
    assert 'value="889"' in answer.content.decode()
    assert "USD in CNY Of it revaluation 0.00 71.00 71.00" in page


def test_the_report_speaks_chinese(clerk: Client) -> None:
    page = text_of(clerk.get(REPORT, headers={"accept-language": "zh-hans"}))
    for words in ("账龄", "未到期", "1–30 天", "1095 天以上", "未核销款项", "与统驭科目一致"):
        assert words in page


def test_a_figure_leads_to_its_items_and_nothing_else(book: Ledger, clerk: Client) -> None:
    answer = clerk.get(REPORT)
    link = re.search(r'href="([^"]+)">1,130.00</a>', answer.content.decode())
    assert link
    items = clerk.get(unescape(link.group(1)))
    page = text_of(items)
    assert "31–60 days, CNY · Days past due · as of 2026-03-31" in page
    assert [row[0] for row in rows_of(items)[1:]] == ["INV-1 invoice", "Total"]
    assert rows_of(items)[-1][-1] == "1,130.00 CNY"
    whole = clerk.get(f"/ageing/customers/{book.customer('远景')}/?on=2026-03-31")
    assert [row[0] for row in rows_of(whole)[1:-1]] == ["INV-1 invoice", "RC-1 receipt", "USD-1 invoice"]  # fmt: skip
    assert rows_of(whole)[-1][-1] == "630.00 CNY 10.00 USD"
    assert clerk.get(f"/ageing/customers/{book.customer('远景')}/?place=99").status_code == 404
    assert clerk.get("/ageing/customers/999999/").status_code == 404


def test_day_moment_basis_edges_and_grouping_stand_in_the_address(
    book: Ledger, clerk: Client
) -> None:
    before = book.now().astimezone()
    book.post("invoice", "BACK", "9.00", "01-06", due="02-04")
    assert "1,139.00" in text_of(clerk.get(REPORT))
    known = clerk.get("/ageing/", {"on": "2026-03-31", "known": f"{before:%Y-%m-%dT%H:%M:%S}"})
    assert known.status_code == 200
    assert "1,139.00" not in text_of(known)
    assert "As known at" in text_of(known)
    assert rows_of(clerk.get("/ageing/?on=2026-02-04"))[1][2] == "1,139.00"
    own = rows_of(clerk.get(f"{REPORT}&edges=60,%2054"))[0]
    assert own[3] == "1–30 days", "edges that make no sense are left out"
    own = rows_of(clerk.get(f"{REPORT}&edges=54%2060&basis=document"))
    assert own[0][2:6] == ["Not due", "0–54 days", "55–60 days", "Over 60 days"]
    assert own[1][5] == "1,139.00"
    assert [row[0] for row in rows_of(clerk.get(f"{REPORT}&by=currency"))[1:3]] == ["CNY", "USD"]
    assert clerk.get(f"{REPORT}&basis=moon&by=moon&place=x&order=moon").status_code == 200


def test_a_group_leads_to_its_customers_and_back(book: Ledger, clerk: Client) -> None:
    Customer.objects.filter(id=book.customer("别人")).update(region="华东 & 南")
    grouped = clerk.get(f"{REPORT}&by=region")
    assert [row[0] for row in rows_of(grouped)[1:4]] == ["No region", "No region", "华东 & 南"]
    links = re.findall(r'href="([^"]+)"><strong>', grouped.content.decode())
    south = clerk.get("/ageing/" + unescape(links[-1]))
    assert [row[:2] for row in rows_of(south)[1:]] == [["别人", "CNY"], ["Total", "CNY"], ["All at booked rates", "CNY"]]  # fmt: skip
    page = unescape(text_of(south))
    assert "Region: 华东 & 南" in page
    assert "CNY 1,200.00 −500.00 700.00 700.00 Equal" in page, "the proof is of every customer"
    rest = clerk.get("/ageing/" + unescape(links[0]))
    assert [row[:2] for row in rows_of(rest)[1:3]] == [["远景", "CNY"], ["远景", "USD"]]
    assert "地区: 未填地区" in text_of(
        clerk.get("/ageing/" + unescape(links[0]), headers={"accept-language": "zh-hans"})
    )
    taken = clerk.get("/ageing/sheet/en/csv/" + unescape(links[-1])).content.decode("utf-8-sig")
    assert "远景" not in taken
    assert "Total,CNY" in taken


def test_netting_is_labelled_and_leads_to_no_items(clerk: Client) -> None:
    answer = clerk.get(f"{REPORT}&net=1")
    assert "For analysis: unapplied credits are set against the oldest debts first" in text_of(answer)  # fmt: skip
    assert rows_of(answer)[1][4] == "630.00"
    assert "place=" not in answer.content.decode()


def test_headings_sort_and_a_long_list_goes_on(book: Ledger, clerk: Client) -> None:
    names = [row[0] for row in rows_of(clerk.get(f"{REPORT}&order=name"))[1:4]]
    assert names == sorted(names)
    assert [row[-1] for row in rows_of(clerk.get(f"{REPORT}&order=-days"))[1:4]] == ["55", "1", "0"]
    for number in range(60):
        book.post("invoice", f"N-{number}", 100 + number, "03-21", customer=f"客户 {number:02}")
    first = clerk.get(REPORT)
    following = re.search(r'href="(\?[^"]*after=50[^"]*)" rel="next"', first.content.decode())
    assert following
    rest = rows_of(clerk.get("/ageing/" + unescape(following.group(1))))
    assert rest[-3:] == rows_of(first)[-3:], "totals are of every row"
    shown = [row[0] for row in rows_of(first)[1:-3] + rest[1:-3]]
    assert len(shown) == 63
    assert len(set(shown)) == 62  # one customer in two currencies


def test_screen_sheet_and_control_account_have_one_total(book: Ledger, clerk: Client) -> None:
    for language in ("zh", "en"):
        answer = clerk.get(f"/ageing/sheet/{language}/xlsx/?on=2026-03-31")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        rows = list(sheet.iter_rows(values_only=True))
        (total,) = [row for row in rows if row[0] in ("合计", "Total") and row[1] == "CNY"]
        assert f"{total[12]:,.2f}" == rows_of(clerk.get(REPORT))[4][12] == "700.00"
    assert book.owes("2026-03-31") == {"CNY": "630.00", "USD": "10.00"}
    assert book.owes("2026-03-31", "别人") == {"CNY": "70.00"}
    assert clerk.get("/ageing/sheet/fr/xlsx/").status_code == 404


def test_an_empty_day_and_a_company_without_a_book_say_so(clerk: Client) -> None:
    empty = text_of(clerk.get("/ageing/?on=2026-01-01"))
    assert "Nothing is open" in empty
    assert "Debts by age" not in empty
    client = signed_in("nobook", "FM")
    for address in ("/ageing/", "/ageing/customers/1/"):
        assert "keeps no book yet" in text_of(client.get(address))


def test_an_item_is_flagged_on_its_page_and_shown_wherever_it_is_open(
    book: Ledger, clerk: Client
) -> None:
    item = book.item("INV-2").id
    assert "Of it disputed" not in text_of(clerk.get("/ageing/"))
    accountant = signed_in("yuanjing", "ARA")
    flag = f"/ledger/items/{item}/flag"
    page = text_of(accountant.get(f"/ledger/items/{item}/"))
    assert "Neither disputed nor promised" in page
    assert "Note a promise" not in page, "the collector's"
    new = f"/disputes/new/{book.customer('别人')}/"
    form = {
        "key": "k",
        "item": item,
        "amount": "70.00",
        "currency": "CNY",
        "reason": "quantity",
        "said": "数量不符",
    }
    assert accountant.post(new, {**form, "said": " "}).status_code == 422
    answer = accountant.post(new, form)
    assert answer.status_code == 302
    empty = clerk.post(f"{flag}/promise/", {"note": " ", "until": timezone.localdate().isoformat()})
    assert empty.status_code == 422
    assert "The note is missing" in text_of(empty)
    assert clerk.post(f"{flag}/promise/", {"note": "电话"}).status_code == 422
    until = timezone.localdate().isoformat()
    assert clerk.post(f"{flag}/promise/", {"note": "电话", "until": until}).status_code == 302
    told = text_of(clerk.get(f"/ledger/items/{item}/"))
    for words in (
        "Disputed",
        "数量不符",
        f"until {until}",
        "电话",
        "Its disputes",
    ):
        assert words in told
    rows = rows_of(clerk.get("/ageing/"))
    assert rows[0][-3:-1] == ["Of it disputed", "Of it promised"]
    assert [row[-3:-1] for row in rows[1:4]] == [["–", "–"], ["–", "–"], ["70.00", "70.00"]]
    assert rows[4][-3:-1] == ["70.00", "70.00"]
    assert {len(row) for row in rows} == {16}
    others = book.customer("别人")
    assert "INV-2 invoice Disputed Promised" in [row[0] for row in rows_of(clerk.get(f"/ageing/customers/{others}/"))]  # fmt: skip
    assert f"Promised {until}" in text_of(clerk.get(f"/ledger/customers/{others}/items/"))
    over = {
        "outcome": "withdrawn",
        "amount": "70.00",
        "on": "2026-03-31",
        "said": "已说明",
        "key": "k",
    }
    assert accountant.post(f"{answer['Location']}resolve/", over).status_code == 302
    assert "Of it disputed" not in text_of(clerk.get("/ageing/"))
    assert clerk.post(f"{flag}/moon/", {"note": "x"}).status_code == 404
    chinese = clerk.get(f"/ledger/items/{item}/", headers={"accept-language": "zh-hans"})
    assert "登记付款承诺" not in text_of(chinese)
    assert "结束付款承诺" in text_of(chinese)
