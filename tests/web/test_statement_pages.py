"""The screens of statements: looked at, issued, issued again, many at once, listed and taken away, and their letterhead."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zlib
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import PASSWORD, key_on, signed_in, text_of

from wanglai.services.access.add_person import add_person
from wanglai.services.approvals.bands import DEFAULT_BANDS, set_bands
from wanglai.services.bank.our_accounts import end_our_account, open_our_account
from wanglai.services.statements.letterhead import set_letterhead
from wanglai.services.statements.perform_statement_run import perform_statement_run
from wanglai.store.models import (
    ApprovalRequest,
    BankAccount,
    Customer,
    Letterhead,
    Statement,
    StatementFile,
    StatementRun,
    User,
)

JANUARY = {"customer": "远景", "currency": "CNY", "kind": "forward", "from": "2026-01-01", "through": "2026-01-31"}  # fmt: skip


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    ledger.post("invoice", "=1+1", "1,000.00", "01-10", due="02-09")
    ledger.post("receipt", "R-1", "400.00", "01-20")
    ledger.settle("=1+1", "R-1", "400.00", "01-20")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别人")
    return ledger


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


def issued(clerk: Client, **more: str) -> Statement:
    form = {**JANUARY, "key": key_on(clerk.get("/statements/new/")), "step": "issue", **more}
    answer = clerk.post("/statements/new/", form)
    assert answer.status_code == 302, text_of(answer)
    return Statement.objects.get(id=int(answer["Location"].strip("/").split("/")[-1]))


def content(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def test_an_empty_list_leads_to_the_first_statement(clerk: Client) -> None:
    page = clerk.get("/statements/")
    assert "No statement yet" in text_of(page)
    assert "/statements/new/" in page.content.decode()


def test_a_statement_is_looked_at_before_it_is_issued(book: Ledger, clerk: Client) -> None:
    form = {**JANUARY, "key": "k", "step": "preview"}
    shown = clerk.post("/statements/new/", form)
    assert shown.status_code == 200
    assert "600.00" in text_of(shown)
    assert "data:image/png;base64,iVBOR" in shown.content.decode()
    assert Statement.objects.count() == 0
    statement = issued(clerk)
    page = clerk.get(f"/statements/{statement.id}/")
    for said in (
        "2026-000001",
        "600.00",
        "settles",
        bytes(statement.body_hash).hex(),
        "2026-02-09",
    ):
        assert said in text_of(page), said
    chinese = clerk.get(f"/statements/{statement.id}/", headers={"accept-language": "zh-hans"})
    assert "期末余额" in text_of(chinese)
    assert "余额结转式" in text_of(chinese)


def test_the_paper_and_the_workbook_are_taken_away(book: Ledger, clerk: Client) -> None:
    statement = issued(clerk)
    paper = clerk.get(f"/statements/{statement.id}/pdf/")
    kept = StatementFile.objects.select_related("file").get(statement=statement).file
    assert content(paper) == bytes(kept.content)
    assert "2026-000001.pdf" in paper["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(content(clerk.get(f"/statements/{statement.id}/sheet/zh/xlsx/")))).active  # fmt: skip
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    named = next(cell for cell in cells if cell.value == "=1+1")
    assert named.data_type == "s"  # text, never a formula
    assert [cell.value for cell in cells if cell.value == 600.0] == [600.0] * 3  # moved, closing, total of ages  # fmt: skip
    told = content(clerk.get("/statements/sheet/en/csv/?q=远景")).decode("utf-8-sig")
    assert "2026-000001" in told
    assert "2026-000001" not in content(clerk.get("/statements/sheet/en/csv/?q=别人")).decode()


def test_the_list_is_narrowed_by_customer_number_days_and_version(book: Ledger, clerk: Client) -> None:  # fmt: skip
    first = issued(clerk)
    issued(clerk, customer="别人")
    book.post("debit_note", "LATE-1", "5.00", "01-15")
    clerk.post(f"/statements/{first.id}/again/", {"reason": "补记", "key": "again"})

    def numbers(query: str) -> list[str]:
        page = clerk.get(f"/statements/?{query}")
        assert page.status_code == 200
        return sorted(re.findall(r'class="mono"[^>]*>(20[0-9/-]+)', page.content.decode()))

    assert numbers("") == ["2026-000001", "2026-000001/2", "2026-000002"]
    assert numbers("q=别人") == ["2026-000002"]
    assert numbers("q=2026-000001") == ["2026-000001", "2026-000001/2"]
    assert numbers("q=2026-000001/2") == ["2026-000001/2"]
    assert numbers("q=2") == ["2026-000002"]
    assert numbers("show=replaced") == ["2026-000001"]
    assert numbers("show=newest") == ["2026-000001/2", "2026-000002"]
    assert numbers("show=changed") == []
    assert numbers("from=2026-02-01") == []
    assert numbers(f"customer={first.customer_id}&to=2026-01-31&show=nonsense&after=x") == ["2026-000001", "2026-000001/2"]  # fmt: skip


def test_a_further_version_says_why_and_both_stay(book: Ledger, clerk: Client) -> None:
    first = issued(clerk)
    address = f"/statements/{first.id}/again/"
    same = clerk.post(address, {"reason": "x", "key": "a"})
    assert same.status_code == 409
    assert "Nothing of this period has changed" in text_of(same)
    book.post("debit_note", "LATE-1", "5.00", "01-15")
    assert clerk.post(address, {"reason": "", "key": "b"}).status_code == 422
    made = clerk.post(address, {"reason": "补记借项", "key": "c"})
    assert made.status_code == 302
    page = text_of(clerk.get(made["Location"]))
    assert "605.00" in page
    assert "补记借项" in page
    old = clerk.get(f"/statements/{first.id}/")
    assert "A further version was issued" in text_of(old)
    assert "again/" not in old.content.decode()  # only the newest is issued again


def test_what_is_wrong_with_a_new_statement_is_said_and_kept(book: Ledger, clerk: Client) -> None:
    for wrong, said in (
        ({"customer": "无此人"}, "无此人"),
        ({"customer": ""}, "Name the customer"),
        ({"from": "x"}, "Name the first and the last day"),
        ({"kind": "x"}, "Name the first and the last day"),
        ({"through": "2999-01-01"}, "make no period"),
        ({"currency": "USD"}, "owes nothing in this currency"),
    ):
        answer = clerk.post("/statements/new/", {**JANUARY, "key": "k", "step": "issue", **wrong})
        assert answer.status_code == 422, wrong
        assert said in text_of(answer) + answer.content.decode(), wrong
    issued(clerk)
    again = clerk.post("/statements/new/", {**JANUARY, "key": "other", "step": "issue"})
    assert again.status_code == 409
    assert Statement.objects.count() == 1


def test_changes_before_are_shown_apart(book: Ledger, clerk: Client) -> None:
    issued(clerk)
    book.post("debit_note", "LATE-1", "5.00", "01-15")
    second = issued(clerk, through="2026-02-28")
    page = text_of(clerk.get(f"/statements/{second.id}/"))
    assert "Booked into days the customer had been told of before" in page
    assert "+5.00" in page
    assert "2026-000001" in page
    assert "+5.00" in text_of(clerk.get("/statements/?show=changed"))


def test_an_open_item_statement_shows_its_items(book: Ledger, clerk: Client) -> None:
    statement = issued(clerk, kind="open_items", through="2026-02-28")
    page = text_of(clerk.get(f"/statements/{statement.id}/"))
    assert "19" in page  # days overdue on 28 February
    told = content(clerk.get(f"/statements/{statement.id}/sheet/en/csv/")).decode("utf-8-sig")
    assert "Days late" in told


def test_a_run_is_drafted_agreed_by_another_and_issued(book: Ledger, clerk: Client) -> None:
    asked = clerk.post("/statements/runs/start/", {"kind": "forward", "from": "2026-01-01", "through": "2026-01-31", "names": "", "key": "r"})  # fmt: skip
    assert asked.status_code == 302, text_of(asked)
    run = StatementRun.objects.get()
    address = f"/statements/runs/{run.id}/"
    assert "Waiting for its turn" in text_of(clerk.get(address))
    assert clerk.get(f"{address}progress/").status_code == 200
    perform_statement_run(run.id)
    assert clerk.get(f"{address}progress/")["HX-Redirect"] == address
    page = clerk.get(address)
    assert "2 statements are drafted" in text_of(page)
    assert "670.00" in text_of(page)
    assert "You drafted them" in text_of(page)
    manager = signed_in("yuanjing", "FM")
    seen = re.search(r'name="shown" value="([0-9a-f]{64})"', manager.get(address).content.decode())
    assert seen
    assert manager.post(f"{address}agree/", {"shown": "00"}).status_code == 409
    assert manager.post(f"{address}agree/", {"shown": seen.group(1)}).status_code == 302
    assert "0 / 2" in text_of(manager.get(address))
    perform_statement_run(run.id)
    done = text_of(clerk.get(f"{address}?state=printed"))
    assert "远景" in done
    assert "别人" in done
    assert "No customer here" in text_of(clerk.get(f"{address}?state=skipped"))
    assert "2026-01-01 – 2026-01-31" in text_of(clerk.get("/statements/runs/"))


def test_a_run_is_of_named_customers_dropped_and_begun_again(book: Ledger, clerk: Client) -> None:
    form = {"kind": "forward", "from": "2026-01-01", "through": "2026-01-31", "key": "r"}
    assert clerk.post("/statements/runs/start/", {**form, "names": "无此人"}).status_code == 422
    assert clerk.post("/statements/runs/start/", {**form, "kind": "activity"}).status_code == 422
    assert clerk.post("/statements/runs/start/", {**form, "names": "别人\n\n"}).status_code == 302
    run = StatementRun.objects.get()
    second = clerk.post("/statements/runs/start/", {**form, "key": "s"})
    assert second.status_code == 409
    perform_statement_run(run.id)
    page = text_of(clerk.get(f"/statements/runs/{run.id}/"))
    assert "1 statement is drafted" in page
    assert "远景" not in page
    clerk.post(f"/statements/runs/{run.id}/stop/")
    stopped = clerk.get(f"/statements/runs/{run.id}/")
    assert "Begin again for the rest" in text_of(stopped)
    assert "/statements/runs/?from=2026-01-01&amp;through=2026-01-31&amp;kind=forward" in stopped.content.decode()  # fmt: skip


def test_a_salesperson_sees_the_statements_of_their_own_customers(book: Ledger, clerk: Client) -> None:  # fmt: skip
    mine, other = issued(clerk), issued(clerk, customer="别人")
    seller = signed_in("yuanjing", "SAL")
    person = User.objects.get(email="sal@yuanjing.screens.example")
    Customer.objects.filter(id=mine.customer_id).update(manager_id=person.id)
    page = text_of(seller.get("/statements/"))
    assert "远景" in page
    assert "别人" not in page
    assert seller.get(f"/statements/{mine.id}/").status_code == 200
    for part in ("", "pdf/", "sheet/en/csv/"):
        assert seller.get(f"/statements/{other.id}/{part}").status_code == 404
    assert "New statement" not in page


def test_a_letterhead_is_looked_at_and_put_in_force_by_anothers_word(book: Ledger) -> None:
    bands = [band for band in DEFAULT_BANDS if band.kind == "set_letterhead"]
    set_bands(**book.scope, kind="set_letterhead", bands=bands)
    manager = signed_in("yuanjing", "FM")
    assert "the company's bare name" in text_of(manager.get("/statements/letterhead/"))
    form = {"name_zh": "远景贸易有限公司", "name_en": "Yuanjing Trading", "days_to_answer": "7", "language": "both", "step": "preview"}  # fmt: skip
    shown = manager.post("/statements/letterhead/", form)
    assert "data:image/png;base64,iVBOR" in shown.content.decode()
    assert Letterhead.objects.count() == 0
    asked = manager.post("/statements/letterhead/", {**form, "step": "set"})
    assert asked["Location"].startswith("/approvals/")
    page = text_of(manager.get(asked["Location"]))
    assert "远景贸易有限公司 · pay to: not printed" in page
    assert "Name in English (empty) → Yuanjing Trading" in page
    assert "Language (empty) → Chinese and English" in page
    request = ApprovalRequest.objects.get()
    add_person(company_name="yuanjing", email="second@x.example", password=PASSWORD, role="FM")
    second = Client(headers={"accept-language": "en"})
    second.post("/accounts/login/", {"login": "second@x.example", "password": PASSWORD})
    digest = bytes(request.subject_hash).hex()
    second.post(f"/approvals/{request.id}/decide/", {"verdict": "approve", "shown": digest})
    assert Letterhead.objects.get().name_en == "Yuanjing Trading"
    assert "远景贸易有限公司" in text_of(manager.get("/statements/letterhead/"))


def _png() -> bytes:
    """One red dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # fmt: skip

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")  # fmt: skip


def test_the_approver_sees_every_field_that_changes_and_the_picture(book: Ledger) -> None:
    manager = signed_in("yuanjing", "FM")
    form = {"name_zh": "远景", "contact": "王", "note_zh": "旧附注", "days_to_answer": "7", "language": "zh", "step": "set"}  # fmt: skip
    assert manager.post("/statements/letterhead/", form).status_code == 302
    bands = [band for band in DEFAULT_BANDS if band.kind == "set_letterhead"]
    set_bands(**book.scope, kind="set_letterhead", bands=bands)
    changed = {**form, "note_zh": "请付至\n新账户", "days_to_answer": "30", "shows_settlements": "on", "logo": SimpleUploadedFile("logo.png", _png())}  # fmt: skip
    asked = manager.post("/statements/letterhead/", changed)["Location"]
    answer = manager.get(asked)
    page = text_of(answer)
    for words in ("旧附注 → 请付至", "Days to answer 7 → 30", "Says what each payment settled no → yes", "Picture (empty)"):  # fmt: skip
        assert words in page, words
    assert "data:image/png;base64,iVBOR" in answer.content.decode()
    assert "Whom to ask" not in page
    assert "Name in Chinese" not in page
    request = ApprovalRequest.objects.get()
    add_person(company_name="yuanjing", email="second@x.example", password=PASSWORD, role="FM")
    second = Client(headers={"accept-language": "en"})
    second.post("/accounts/login/", {"login": "second@x.example", "password": PASSWORD})
    digest = bytes(request.subject_hash).hex()
    second.post(f"/approvals/{request.id}/decide/", {"verdict": "approve", "shown": digest})
    assert Letterhead.objects.latest("version").days_to_answer == 30
    assert "Days to answer 7 → 30" in text_of(second.get(asked))  # as it was decided


def test_an_account_that_was_ended_stands_on_no_new_paper(book: Ledger, clerk: Client) -> None:
    who = {**book.books.scope("FM"), "origin": "test"}
    open_our_account(**who, name="基本户", bank="工行", number="6222000011112222", currency="CNY")
    account = BankAccount.objects.get()
    set_letterhead(**who, name_zh="远景", bank_account_id=account.id)
    assert json.loads(issued(clerk).body)["company"]["paid_to"]["number"] == "6222000011112222"
    assert "an account of ours that was ended" not in text_of(clerk.get("/statements/new/"))
    end_our_account(**who, account_id=account.id)
    assert json.loads(issued(clerk, through="2026-02-28").body)["company"]["paid_to"] is None
    run = clerk.post("/statements/runs/start/", {**JANUARY, "key": "r", "through": "2026-03-31"})["Location"]  # fmt: skip
    for place in ("new/", "runs/", run.removeprefix("/statements/"), "letterhead/"):
        page = text_of(clerk.get(f"/statements/{place}"))
        assert f"names 基本户 {account.shown}, an account of ours that was ended" in page, place


def test_odd_days_and_signs_are_asked_again_or_left_out(book: Ledger, clerk: Client) -> None:
    statement = issued(clerk)
    odd = {**JANUARY, "key": "k", "from": "0001-01-01"}
    for step in ("preview", "issue"):
        answer = clerk.post("/statements/new/", {**odd, "step": step, "customer": "别人"})
        assert answer.status_code == 422
    assert clerk.post("/statements/runs/start/", odd).status_code == 422
    assert "2026-000001" in text_of(clerk.get("/statements/?q=%00"))
    assert "2026-000001" in text_of(clerk.get("/statements/?q=2026-%00000001&from=0001-01-01"))
    assert clerk.get("/statements/sheet/en/csv/?q=%00").status_code == 200
    answer = clerk.post("/statements/new/", {**JANUARY, "customer": "\0别\0人", "key": "\0", "step": "preview"})  # fmt: skip
    assert answer.status_code == 200
    assert clerk.get("/statements/new/?customer=%00").status_code == 200
    names = {**JANUARY, "names": "\0别人", "key": "\0"}
    assert clerk.post("/statements/runs/start/", names).status_code == 302
    book.post("debit_note", "DN-1", "5.00", "01-15")
    again = clerk.post(f"/statements/{statement.id}/again/", {"reason": "补\0记", "key": "\0x"})
    assert again.status_code == 302
    assert Statement.objects.get(version=2).reason == "补记"
    manager = signed_in("yuanjing", "FM")
    for place in ("/bank/lines/", "/cash/", "/cash/receipts/"):
        assert manager.get(f"{place}?q=%00").status_code == 200, place


def test_an_exported_statement_adds_up_and_says_whose_it_is(book: Ledger, clerk: Client) -> None:
    issued(clerk)
    book.post("debit_note", "LATE-1", "5.00", "01-15")
    book.post("invoice", "INV-9", "100.00", "02-15", due="03-15")
    second = issued(clerk, through="2026-02-28")
    file = content(clerk.get(f"/statements/{second.id}/sheet/en/csv/")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert {(row["No."], row["Customer"], row["Currency"]) for row in rows} == {("2026-000002", "远景", "CNY")}  # fmt: skip

    def figure(text: str) -> Decimal:
        return Decimal(text.replace(",", "") or 0)

    opening, *lines, end = rows
    assert [sum(figure(row[side]) for row in lines) for side in ("Charges", "Credits")] == [
        figure(end["Charges"]), figure(end["Credits"]),
    ]  # fmt: skip
    assert figure(end["Charges"]) == 105
    assert figure(opening["Balance"]) + figure(end["Charges"]) - figure(end["Credits"]) == figure(end["Balance"])  # fmt: skip


def test_a_letterhead_that_could_not_be_printed_is_refused(book: Ledger) -> None:
    manager = signed_in("yuanjing", "FM")
    form = {"name_zh": "远景", "days_to_answer": "7", "language": "zh", "step": "set"}
    broken = SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\nno picture at all")
    for wrong in ({"name_zh": " "}, {"days_to_answer": "0"}, {"logo": broken}):
        answer = manager.post("/statements/letterhead/", {**form, **wrong})
        assert answer.status_code == 422, wrong
        assert "The letterhead has no name" in text_of(answer)
    assert manager.post("/statements/letterhead/", {**form, "logo_id": "999"}).status_code == 404
    assert Letterhead.objects.count() == 0
    made = manager.post("/statements/letterhead/", {**form, "logo": SimpleUploadedFile("logo.png", _png())})  # fmt: skip
    assert made.status_code == 302, text_of(made)
    assert Letterhead.objects.get().logo_id is not None


def test_a_company_without_a_book_is_led_to_open_one(db: None) -> None:
    client = signed_in("nobook", "FM")
    for address in ("/statements/new/", "/statements/runs/", "/statements/letterhead/"):
        assert "keeps no book yet" in text_of(client.get(address)), address
    assert "No statement yet" in text_of(client.get("/statements/"))
    answer = client.post("/statements/runs/start/", {"kind": "forward", "from": "2026-01-01", "through": "2026-01-31"})  # fmt: skip
    assert answer.status_code in (409, 422)


def test_a_paper_is_checked_by_its_words_and_by_its_bytes(book: Ledger, clerk: Client) -> None:
    statement = issued(clerk)
    digest = bytes(statement.body_hash).hex()
    assert "Check a paper" in text_of(clerk.get("/statements/check/"))

    def said(text: str) -> str:
        return text_of(clerk.post("/statements/check/", {"text": text}))

    assert "Genuine" in said(f"WANGLAI 2026-000001 CNY 600.00 {digest}")  # as the QR code says it
    assert "Genuine" in said(f"WANGLAI  2026-000001 CNY\n600.00 {digest.upper()}")
    for forged in ("CNY 9,600.00", "USD 600.00", "CNY 600.0", "600.00", ""):
        assert "other figures" in said(f"WANGLAI 2026-000001 {forged} {digest}"), forged
    plain = said(f"2026-000001 {digest.upper()}")
    assert "compare the figures with those below" in plain
    assert "Genuine" not in plain
    assert "with another digest" in said(f"2026-000001 {'0' * 64}")
    assert "Not found" in said(f"2026-000002 {digest}")  # the right digest under another number
    for unread in ("", "2026-000001", digest, f"2026-000001 {digest[:60]}"):
        assert clerk.post("/statements/check/", {"text": unread}).status_code == 422
    paper = content(clerk.get(f"/statements/{statement.id}/pdf/"))
    for kept, verdict in ((paper, "Genuine"), (paper + b" ", "Not found")):
        file = SimpleUploadedFile("paper.pdf", kept, "application/pdf")
        assert verdict in text_of(clerk.post("/statements/check/", {"file": file}))
    seller = signed_in("yuanjing", "SAL")
    assert "Not found" in text_of(seller.post("/statements/check/", {"text": f"2026-000001 {digest}"}))  # fmt: skip


def test_a_signed_copy_is_entered_looked_at_and_taken_back(book: Ledger, clerk: Client) -> None:
    statement = issued(clerk)
    page = f"/statements/{statement.id}/"
    said = {"kind": "signed", "on": f"{timezone.localdate()}", "name": "<b>李文", "key": key_on(clerk.get(page))}  # fmt: skip
    refused = clerk.post(f"{page}on-paper/", said)
    assert refused.status_code == 422
    assert "a signed copy comes with its scan" in text_of(refused)
    assert "&lt;b&gt;李文" in refused.content.decode(), "what was typed is there still, escaped"
    assert clerk.post(f"{page}on-paper/", {**said, "on": "31.12."}).status_code == 422
    scan = SimpleUploadedFile("回单.pdf", b"%PDF scanned")
    assert clerk.post(f"{page}on-paper/", {**said, "file": scan}).status_code == 302
    shown = text_of(clerk.get(page))
    assert "Signed copy came back" in shown
    assert "Confirmed" in shown
    taken = clerk.get(f"{page}on-paper/1/scan/")
    assert (taken.content, taken["Content-Type"]) == (b"%PDF scanned", "application/octet-stream")
    assert signed_in("yuanjing", "SAL").post(f"{page}on-paper/", said).status_code in (403, 404)
    assert clerk.post(f"{page}on-paper/take-back/", {"reason": "of another customer"}).status_code == 302  # fmt: skip
    shown = text_of(clerk.get(page))
    assert "counts no more" in shown
    assert "of another customer" in shown
