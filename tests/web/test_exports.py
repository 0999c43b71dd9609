"""The screens of what leaves the house, and one total in screen, Excel, CSV, JSON and control account."""

from __future__ import annotations

import csv
import io
import json
from importlib import resources
from typing import Any

import jsonschema
import openpyxl
import pytest
from django.test import Client
from tests.ledgers import Ledger, day, open_ledger
from tests.web.test_ageing_pages import rows_of
from tests.web.test_book import signed_in, text_of

from wanglai.formats.archive import check_archive
from wanglai.services.ageing.contract import as_contract, as_lines
from wanglai.services.ageing.queries import ageing_of
from wanglai.services.exports.archive_life import perform_archive, place_of
from wanglai.services.exports.companies import company_meant
from wanglai.services.ledger.queries import proof
from wanglai.store.models import Account, ApprovalRequest, Archive, Period, ReportSubscription

ON = "2026-03-31"


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    ledger.post("invoice", "INV-1", "1,130.00", "01-05", due="02-04")
    ledger.post("invoice", "INV-2", "70.00", "03-06", customer="别人", due="04-04")
    ledger.post("invoice", "USD-1", "10.00", "03-06", currency="USD", rate="7.10", due="03-30")
    ledger.post("receipt", "RC-1", "500.00", "03-20")
    return ledger


def test_one_total_in_screen_excel_csv_json_and_control_account(book: Ledger) -> None:
    clerk = signed_in("yuanjing", "COL")
    screen = {row[1]: row[12].replace(",", "") for row in rows_of(clerk.get(f"/ageing/?on={ON}")) if row[0] == "Total"}  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(clerk.get(f"/ageing/sheet/en/xlsx/?on={ON}").content)).active  # fmt: skip
    assert sheet is not None
    excel = {row[1]: f"{row[12]:.2f}" for row in sheet.iter_rows(values_only=True) if row[0] == "Total"}  # fmt: skip
    lines = csv.reader(io.StringIO(clerk.get(f"/ageing/sheet/en/csv/?on={ON}").content.decode("utf-8-sig")))  # fmt: skip
    plain = {row[1]: row[12] for row in lines if row[0] == "Total"}
    told = _contract(book)
    said = {total["currency"]: total["total"] for total in told["totals"]}
    control = {each.currency: f"{each.control / 100:.2f}" for each in proof(**book.reader, on=day(ON))}  # fmt: skip
    assert screen == excel == plain == said == control == {"CNY": "700.00", "USD": "10.00"}


def _contract(book: Ledger, **asked: Any) -> dict[str, Any]:
    report = ageing_of(book.company_id, on=day(ON), **asked)
    told = as_contract(report, company_id=book.company_id, company="yuanjing")
    schema = json.loads(resources.files("wanglai.services.ageing").joinpath("contract.schema.json").read_text("utf-8"))  # fmt: skip
    jsonschema.validate(json.loads(json.dumps(told)), schema)
    return told


def test_the_json_keeps_its_contract_however_it_is_asked(book: Ledger) -> None:
    assert _contract(book, by="currency", basis="document")["rows"][0]["customer"] is None
    assert [each["currency"] for each in _contract(book, currency="USD")["totals"]] == ["USD"]
    assert _contract(book, known_at=book.now(), is_net_fifo=True)["holds"]
    told = _contract(book)
    assert told["rows"][0]["buckets"][:3] == ["70.00", "0.00", "0.00"]
    assert told["base"]["total"] == "771.00"
    lines = list(as_lines(ageing_of(book.company_id, on=day(ON)), "en"))
    assert lines[-2].split("\t")[0] == "CNY"
    assert lines[-2].split("\t")[-1] == "700.00"
    assert company_meant(str(book.company_id)) == company_meant("yuanjing") == (book.company_id, "yuanjing")  # fmt: skip
    assert company_meant("nobody") is None


def test_the_ageing_of_one_currency_stays_so_on_its_way(book: Ledger) -> None:
    clerk = signed_in("yuanjing", "COL")
    answer = clerk.get(f"/ageing/?on={ON}&only=USD")
    assert [row[:2] for row in rows_of(answer)[1:]] == [["远景", "USD"], ["Total", "USD"], ["All at booked rates", "CNY"]]  # fmt: skip
    page = answer.content.decode()
    assert '<option value="USD" selected>' in page
    assert '<option value="CNY"' in page
    assert f"/ageing/sheet/zh/csv/?on={ON}&amp;only=USD" in page


def test_every_list_offers_itself_with_the_filters_of_its_page(book: Ledger) -> None:
    manager, customer = signed_in("yuanjing", "FM"), book.customer("远景")
    for address in (
        "/ledger/?q=远&on=2026-03-31", f"/ledger/customers/{customer}/?from=2026-01-01&to=2026-03-31",
        f"/ledger/customers/{customer}/items/?on=2026-03-31", "/ledger/trial-balance/?on=2026-03-31",
        "/ageing/?on=2026-03-31", f"/ageing/customers/{customer}/?on=2026-03-31", "/audit/?q=post",
        "/periods/", "/approvals/?state=all", "/reconciliations/?q=远",
    ):  # fmt: skip
        page = manager.get(address).content.decode()
        links = [part.split('"')[0] for part in page.split('href="')[1:] if "/sheet/" in part.split('"')[0]]  # fmt: skip
        assert len(links) == 4, (address, links)
        for link in links:
            answer = manager.get(link.replace("&amp;", "&"))
            assert answer.status_code == 200, link
            assert answer["Content-Disposition"].startswith("attachment")
            start = b"PK" if "/xlsx/" in link else b"\xef\xbb\xbf"
            assert answer.content.startswith(start), link
        query = address.partition("?")[2].split("&")[0].split("=")[0]
        assert all(query in link for link in links)


def test_vouchers_are_made_downloaded_and_had_again(book: Ledger) -> None:
    clerk = signed_in("yuanjing", "ARA")
    period = Period.objects.get(company_id=book.company_id, from_on=day("03-01"))
    wanted = {"period_id": period.id, "layout": "k3-xlsx", "words": "one", "key": "k1"}
    refused = clerk.post("/exports/vouchers/make/", wanted)
    assert refused.status_code == 422
    assert "Some accounts carry no code of your own books yet." in text_of(refused)
    assert "应收账款" in text_of(refused)
    Account.objects.filter(company_id=book.company_id).update(own_code="1122")
    assert clerk.post("/exports/vouchers/make/", wanted).status_code == 302
    page = text_of(clerk.get("/exports/vouchers/"))
    assert "2026-03 · 0 of 3 not exported" in page
    assert "2026-01 · 1 of 1 not exported" in page
    link = next(part.split('"')[0] for part in clerk.get("/exports/vouchers/").content.decode().split('href="') if part.startswith("/exports/vouchers/") and part[18].isdecimal())  # fmt: skip
    first = clerk.get(link)
    assert first["Content-Disposition"].endswith('k3-xlsx 2026-03.xlsx"')
    nothing = clerk.post("/exports/vouchers/make/", {**wanted, "key": "k2"})
    assert nothing.status_code == 409
    assert "Export again" in text_of(nothing)
    assert clerk.post(f"{link}again/", {"layout": "u8-txt", "key": "k3"}).status_code == 302
    assert "again" in text_of(clerk.get("/exports/vouchers/"))
    assert clerk.post("/exports/vouchers/make/", {"layout": "x"}).status_code == 400


def test_an_archive_is_asked_for_agreed_made_and_taken(book: Ledger) -> None:
    clerk, manager = signed_in("yuanjing", "ARA"), signed_in("yuanjing", "FM")
    asked = clerk.post("/exports/archives/ask/", {"language": "zh", "key": "k"})
    request = ApprovalRequest.objects.get(kind="archive")
    assert asked["Location"] == f"/approvals/{request.id}/"
    page = text_of(manager.get(asked["Location"]))
    assert "Everything of the company in one file that leaves the house." in page
    shown = bytes(request.subject_hash).hex()
    manager.post(f"/approvals/{request.id}/decide/", {"verdict": "approve", "shown": shown})
    archive = Archive.objects.get()
    waiting = clerk.get("/exports/archives/")
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    Archive.objects.update(state="making", done=3, total=10)
    fragment = clerk.get("/exports/archives/", headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" not in fragment
    assert 'value="30"' in fragment
    Archive.objects.update(state="queued")
    perform_archive(archive.id)
    assert "hx-trigger" not in clerk.get("/exports/archives/").content.decode()
    taken = b"".join(clerk.get(f"/exports/archives/{archive.id}/"))
    assert taken == place_of(archive.id).read_bytes()
    assert check_archive(str(place_of(archive.id))).is_whole
    auditor = signed_in("yuanjing", "AUD")
    assert "It is made at once" in text_of(auditor.get("/exports/archives/"))
    assert auditor.post("/exports/archives/ask/", {"language": "en", "key": "z"}).status_code == 302
    assert Archive.objects.count() == 2


def test_reports_are_ordered_and_cancelled(book: Ledger) -> None:
    clerk = signed_in("yuanjing", "COL")
    assert "You get no report by mail" in text_of(clerk.get("/exports/reports/"))
    wanted = {"report": "ageing", "when": "week-1", "language": "zh"}
    assert clerk.post("/exports/reports/subscribe/", wanted).status_code == 302
    page = text_of(clerk.get("/exports/reports/"))
    assert "every Monday" in page
    assert "col@yuanjing.screens.example" in page
    assert clerk.post("/exports/reports/subscribe/", wanted).status_code == 409
    number = ReportSubscription.objects.get().id
    assert clerk.post(f"/exports/reports/{number}/cancel/").status_code == 302
    assert clerk.post(f"/exports/reports/{number}/cancel/").status_code == 404
    assert "You get no report by mail" in text_of(clerk.get("/exports/reports/"))
    chinese = text_of(clerk.get("/exports/reports/", headers={"accept-language": "zh-hans"}))
    assert "没有订阅任何报表" in chinese


def test_a_company_without_a_book_says_so(db: None) -> None:
    client: Client = signed_in("nobook", "FM")
    for name in ("vouchers", "archives", "reports"):
        assert "keeps no book yet" in text_of(client.get(f"/exports/{name}/"))
