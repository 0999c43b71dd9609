"""The screens of imports: hand in, look, choose, correct, book, report; in both languages."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.agreements import drafted, record, sign
from tests.importing import csv_of
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import signed_in, text_of

from wanglai.domain.terms_ready import equal_monthly_parts, net
from wanglai.services.approvals.bands import DEFAULT_BANDS
from wanglai.services.approvals.queries import list_requests
from wanglai.services.contracts.end_contract import end_contract
from wanglai.services.imports.perform_import import perform_import
from wanglai.store.models import Entry, FileImport

ROWS = (
    ("远景", "INV-1", "2026-01-05", "2026-02-04", "1,130.00"),
    ("", "INV-2", "2026-01-06", "", "200.00"),
    ("远景", "INV-3", "2026-13-06", "", "70.00"),
)


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    ledger.customer("远景")
    return ledger


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


def _handed_in(
    clerk: Client, content: bytes, kind: str = "invoices", name: str = "一月.csv"
) -> int:
    answer = clerk.post("/imports/new/", {"kind": kind, "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, text_of(answer)
    return int(answer["Location"].strip("/").rsplit("/", 1)[-1])


def _read(clerk: Client, content: bytes, **more: Any) -> int:
    number = _handed_in(clerk, content, **more)
    assert "Waiting for its turn" in text_of(clerk.get(f"/imports/{number}/"))
    assert clerk.get(f"/imports/{number}/progress/").status_code == 200
    perform_import(number)
    assert clerk.get(f"/imports/{number}/progress/").headers["HX-Redirect"] == f"/imports/{number}/"
    return number


def test_a_file_goes_from_the_form_to_the_report(clerk: Client) -> None:
    number = _read(clerk, csv_of(ROWS))
    page = text_of(clerk.get(f"/imports/{number}/"))
    assert "There is no customer." in page
    assert "The date 2026-13-06 cannot be read." in page
    assert "1,400.00" in page
    refused = clerk.post(f"/imports/{number}/order/")
    assert refused.status_code == 422
    assert "nobody has decided" in text_of(refused)
    clerk.post(f"/imports/{number}/choose/", {"code": "customer.missing", "choice": "leave_out"})
    one = f"/imports/{number}/rows/3/"
    assert 'aria-invalid="true"' in clerk.get(one).content.decode()
    wrong = clerk.post(f"{one}correct/", {"date": "soon", "shown_date": ""})
    assert wrong.status_code == 422
    assert clerk.post(f"{one}correct/", {"date": "2026-01-07", "shown_date": ""}).status_code == 302
    assert "Book 2 documents" in text_of(clerk.get(f"/imports/{number}/"))
    assert clerk.post(f"/imports/{number}/order/").status_code == 302
    perform_import(number)
    done = text_of(clerk.get(f"/imports/{number}/"))
    assert "What came of it" in done
    assert Entry.objects.count() == 2
    sheet = openpyxl.load_workbook(
        io.BytesIO(clerk.get(f"/imports/{number}/sheet/en/").content)
    ).active
    assert sheet is not None
    cells = [
        [cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)
    ]
    assert any("brought in" in row for row in cells)
    assert any("left out" in row and "There is no customer." in row for row in cells)
    assert clerk.get(f"/imports/{number}/file/").content == csv_of(ROWS)


def test_a_row_is_left_out_and_taken_in_on_the_page(clerk: Client) -> None:
    number = _read(clerk, csv_of(ROWS))
    clerk.post(f"/imports/{number}/rows/2/leave-out/")
    assert "left out by a person" not in text_of(clerk.get(f"/imports/{number}/?standing=ready"))
    assert "INV-2" in text_of(clerk.get(f"/imports/{number}/?standing=left_out"))
    clerk.post(f"/imports/{number}/rows/2/take-in/")
    assert "INV-2" in text_of(clerk.get(f"/imports/{number}/?standing=open&code=customer.missing"))
    assert "Nothing fits" in text_of(clerk.get(f"/imports/{number}/?q=zzz"))


def test_a_refused_reading_is_put_right_with_the_form(clerk: Client) -> None:
    number = _read(clerk, csv_of([("远景", "A-1", "03/04/2026", "", "10.00")], ("Wer", "Doc", "Date", "x", "Amount")))  # fmt: skip
    page = text_of(clerk.get(f"/imports/{number}/"))
    assert "A column that is needed was not found." in page
    sent = {"column_customer": "A", "column_number": "B", "column_due": "-", "date_order": "DMY"}
    assert clerk.post(f"/imports/{number}/read/", sent).status_code == 302
    perform_import(number)
    assert "2026-04-03" in text_of(clerk.get(f"/imports/{number}/"))
    bad = clerk.post(f"/imports/{number}/read/", {"rates": "USD=seven"})
    assert bad.status_code == 422
    assert clerk.post(f"/imports/{number}/read/", {"date_order": "XYZ"}).status_code == 400


def test_pasted_rows_are_a_file(clerk: Client) -> None:
    pasted = "\n".join(
        "\t".join(row) for row in (("客户", "单据号", "日期", "到期日", "金额"), ROWS[0])
    )
    answer = clerk.post("/imports/new/", {"kind": "invoices", "pasted": pasted})
    number = int(answer["Location"].strip("/").rsplit("/", 1)[-1])
    perform_import(number)
    assert "INV-1" in text_of(clerk.get(f"/imports/{number}/"))


def test_nothing_chosen_is_said_on_the_form(clerk: Client) -> None:
    answer = clerk.post("/imports/new/", {"kind": "invoices"})
    assert answer.status_code == 422
    assert "The file is empty." in text_of(answer)
    assert clerk.post("/imports/new/", {"kind": "gifts", "pasted": "x"}).status_code == 422


def test_a_waiting_import_is_stopped_and_another_withdrawn(clerk: Client) -> None:
    number = _handed_in(clerk, csv_of(ROWS))
    clerk.post(f"/imports/{number}/stop/")
    assert FileImport.objects.get(id=number).state == "withdrawn"
    other = _read(clerk, csv_of(ROWS[:1]))
    clerk.post(f"/imports/{other}/end/")
    assert FileImport.objects.get(id=other).state == "withdrawn"
    assert text_of(clerk.get("/imports/")).count("withdrawn") == 2


def test_templates_come_in_both_languages(clerk: Client) -> None:
    for language, label in (("zh", "单据号"), ("en", "Document number")):
        content = clerk.get(f"/imports/templates/invoices/{language}/").content
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        assert label in [cell.value for cell in sheet[1]]
    assert clerk.get("/imports/templates/invoices/xx/").status_code == 404
    assert clerk.get("/imports/templates/einvoices/en/").status_code == 404


def test_who_only_looks_sees_no_buttons(clerk: Client) -> None:
    number = _read(clerk, csv_of(ROWS))
    page = signed_in("yuanjing", "AUD").get(f"/imports/{number}/").content.decode()
    assert "/choose/" not in page
    assert "/leave-out/" not in page


def test_pages_speak_chinese(clerk: Client) -> None:
    number = _read(clerk, csv_of(ROWS))
    clerk.cookies["django_language"] = "zh-hans"
    page = text_of(clerk.get(f"/imports/{number}/", headers={"accept-language": "zh-hans"}))
    for words in ("没有客户。", "将要入账的内容", "分文不差", "读取方式", "待处理"):
        assert words in page


def test_the_preview_shows_when_each_document_is_due(clerk: Client) -> None:
    rows = [("远景", "INV-D1", "2026-01-05", "2026-03-31", "10.00"), ("远景", "INV-D2", "2026-01-06", "", "20.00")]  # fmt: skip
    page = clerk.get(f"/imports/{_read(clerk, csv_of(rows))}/")
    table = text_of(page).split("Standing Change")[1]
    assert "INV-D1 远景 2026-01-05 2026-03-31" in table
    assert "INV-D2 远景 2026-01-06 2026-01-06 no contract: its own date" in table
    receipts = clerk.get(f"/imports/{_read(clerk, csv_of(rows[:1]), kind='receipts')}/")
    assert "Due on" not in text_of(receipts)


def test_days_of_a_contract_are_shown_before_and_shown_anew_where_it_changed(
    clerk: Client, book: Ledger
) -> None:
    year = date(2026, 1, 1)
    parts = equal_monthly_parts(2, net(30))
    agreement = record(net(30), instalments=parts)
    contract = drafted(book.books, customer_id=book.customer("远景"), from_on=year, signed_on=year, agreement=agreement)  # fmt: skip
    sign(book.books, contract)
    number = _read(clerk, csv_of([("远景", "INV-D1", "2026-01-05", "", "10.00")]))
    page = f"/imports/{number}/"
    assert "2026-02-04 5.00 2026-03-04 5.00 by contract HT-1, version 1" in text_of(clerk.get(page))
    assert "2026-02-04 5.00" in text_of(clerk.get(f"{page}rows/1/"))
    chinese = {"accept-language": "zh-hans"}
    assert "按合同 HT-1 第 1 版" in text_of(clerk.get(page, headers=chinese))
    who = {**book.books.scope("CRC"), "origin": "test"}
    end_contract(**who, contract_id=contract, on=date(2026, 1, 2), reason="终止")
    refused = clerk.post(f"{page}order/", headers=chinese)
    assert refused.status_code == 409
    said = text_of(refused)
    assert "合同账期已有变动" in said
    assert "2026-01-05 无合同，同单据日期" in said
    assert not Entry.objects.exists()
    assert clerk.post(f"{page}order/").status_code == 302


def test_the_lines_of_an_invoice_that_names_a_delivery_can_be_put_right(clerk: Client) -> None:
    head = ("客户", "发票号", "日期", "交付单号", "金额")
    number = _read(clerk, csv_of([("远景", "INV-1", "2026-01-05", "DN-9", "10.00")], head))
    page = text_of(clerk.get(f"/imports/{number}/"))
    assert "Row 2: there is no delivery DN-9, or it was cancelled." in page
    assert 'name="line_1_delivery"' in clerk.get(f"/imports/{number}/rows/1/").content.decode()
    plain = _read(clerk, csv_of([("远景", "INV-2", "2026-01-05", "", "10.00")]))
    assert "line_1_delivery" not in clerk.get(f"/imports/{plain}/rows/1/").content.decode()


def test_what_was_booked_leads_to_the_ageing(clerk: Client) -> None:
    number = _read(clerk, csv_of([("远景", "INV-D3", "2026-01-05", "", "10.00")]))
    link = 'href="/ageing/"'
    before = clerk.get(f"/imports/{number}/").content.decode()
    clerk.post(f"/imports/{number}/order/")
    perform_import(number)
    after = clerk.get(f"/imports/{number}/").content.decode()
    assert after.count(link) == before.count(link) + 1


def test_credit_notes_of_a_file_wait_for_the_manager(db: None) -> None:
    ledger = open_ledger("yuanjing", DEFAULT_BANDS)
    ledger.customer("远景")
    clerk, manager = signed_in("yuanjing", "ARA"), signed_in("yuanjing", "FM")
    rows = (
        ("远景", "INV-1", "2026-01-05", "", "1,130.00"),
        ("远景", "CN-1", "2026-01-07", "", "-30.50"),
    )
    number = _read(clerk, csv_of(rows))
    asked = clerk.post(f"/imports/{number}/order/", follow=True)
    assert "a manager has to agree" in text_of(asked)
    assert not Entry.objects.exists()
    url = asked.redirect_chain[-1][0]
    page = text_of(manager.get(url))
    assert "一月.csv" in page
    assert "30.50" in page
    (shown,) = {each.subject_hash for each in list_requests(**ledger.books.scope("FM"))}
    said = {"verdict": "approve", "shown": shown}
    manager.post(f"{url}decide/", said)
    perform_import(number)
    assert Entry.objects.count() == 2
    assert "30.50" in text_of(clerk.get(f"/imports/{number}/"))
