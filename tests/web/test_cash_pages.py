"""The screens of bank and cash: a file is dropped, lines are settled, undone and put aside; in both languages."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.ledgers import Ledger, open_ledger
from tests.services.test_bank_files import ONE, TABLE, account, sta
from tests.web.test_book import signed_in, text_of

from wanglai.services.approvals.bands import DEFAULT_BANDS
from wanglai.services.bank.perform_bank_file import perform_bank_file
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.store.models import (
    ApprovalRequest,
    BankEntry,
    BankFile,
    CashPolicy,
    CashRun,
    Settlement,
)
from wanglai.web.cash.line import rate_of


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger("yuanjing")


@pytest.fixture
def cashier(book: Ledger) -> Client:
    return signed_in("yuanjing", "CSH")


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


def handed_in(cashier: Client, content: bytes, name: str = "a.sta", **more: object) -> BankFile:
    answer = cashier.post("/bank/hand-in/", {"file": SimpleUploadedFile(name, content), **more})
    assert answer.status_code == 302, text_of(answer)
    found = BankFile.objects.get(id=int(answer["Location"].strip("/").rsplit("/", 1)[-1]))
    if found.state == "queued":
        assert "Waiting for its turn" in text_of(cashier.get(f"/bank/files/{found.id}/"))
        perform_bank_file(found.id)
    assert (
        cashier.get(f"/bank/files/{found.id}/progress/").headers["HX-Redirect"]
        == f"/bank/files/{found.id}/"
    )
    found.refresh_from_db()
    return found


def looked(book: Ledger) -> None:
    for run in CashRun.objects.filter(state="queued"):
        perform_cash_run(run.id)


def test_the_cashier_comes_to_the_bank_and_sees_no_book(cashier: Client) -> None:
    assert cashier.get("/")["Location"] == "/bank/"
    page = text_of(cashier.get("/bank/"))
    assert "No account yet" in page
    assert "Workbench" not in page
    assert cashier.get("/cash/").status_code == 403


def test_a_file_goes_from_the_drop_to_the_settled_invoice_and_back(
    book: Ledger, cashier: Client, clerk: Client
) -> None:
    book.post("invoice", "INV-2031", "100.00", "03-05", due="03-08")
    account(book)
    file = handed_in(cashier, sta([("C", "100,00", "?20INV-2031?32远景")]))
    assert (file.state, file.fresh) == ("taken", 1)
    assert "closes" in text_of(cashier.get(f"/bank/files/{file.id}/"))
    looked(book)
    queue = clerk.get("/cash/")
    assert "1 line waits." in text_of(queue)
    line = BankEntry.objects.get()
    page = clerk.get(f"/cash/lines/{line.id}/")
    shown = page.content.decode()
    assert f'name="pays-{book.item("INV-2031").id}"' in shown
    sent = {
        name: re.search(f'name="{name}" value="([^"]*)"', shown)[1]
        for name in ("key", "version", "proposal", "owner")
    }
    item = book.item("INV-2031").id
    typed = {f"pays-{item}": "a lot", f"less-{item}": "0.50", f"why-{item}": "bank_fee"}
    wrong = clerk.post(f"/cash/lines/{line.id}/settle/", {**sent, **typed})
    assert wrong.status_code == 422
    assert "is no amount" in text_of(wrong)
    kept = wrong.content.decode()
    assert all(f'value="{text}"' in kept for text in ("a lot", "0.50"))
    assert '<option value="bank_fee" selected>' in kept
    settled = clerk.post(
        f"/cash/lines/{line.id}/settle/",
        {**sent, f"pays-{book.item('INV-2031').id}": "100.00"},
        follow=True,
    )
    assert "is settled. It can be undone" in text_of(settled)
    assert book.open_table("03-10") == []
    made = Settlement.objects.get()
    assert "What was made of it" in text_of(clerk.get(f"/cash/lines/{line.id}/"))
    back = clerk.post(f"/cash/settlements/{made.id}/undo/", {"line": line.id}, follow=True)
    assert "open again, at their old age" in text_of(back)
    assert book.open_table("03-10") == ["INV-2031 CNY 100.00"]


def test_what_does_not_close_is_decided_by_another_on_the_screen(
    book: Ledger, cashier: Client, clerk: Client
) -> None:
    account(book)
    file = handed_in(cashier, sta([ONE], closing="1,00"))
    assert "a gap of" in text_of(cashier.get(f"/bank/files/{file.id}/"))
    assert cashier.post(f"/bank/files/{file.id}/take/", {"reason": "x"}).status_code == 403
    refused = clerk.post(f"/bank/files/{file.id}/take/", {"reason": ""})
    assert (refused.status_code, "No reason is given" in text_of(refused)) == (422, True)
    assert clerk.post(f"/bank/files/{file.id}/take/", {"reason": "确认"}).status_code == 302
    perform_bank_file(file.id)
    assert "确认" in text_of(clerk.get(f"/bank/files/{file.id}/"))


def test_the_columns_of_a_table_are_named_on_the_screen(book: Ledger, cashier: Client) -> None:
    home = account(book, "6222021001001234")
    file = handed_in(cashier, TABLE, "x.csv")
    page = text_of(cashier.get(f"/bank/files/{file.id}/"))
    assert "Say once what the columns are" in page
    columns = {"day": "入账日", "in": "进", "out": "出", "balance": "结余"}
    assert (
        cashier.post(
            f"/bank/files/{file.id}/columns/", {"home": home.id, "day": "入账日"}
        ).status_code
        == 422
    )
    assert (
        cashier.post(f"/bank/files/{file.id}/columns/", {"home": home.id, **columns}).status_code
        == 302
    )
    perform_bank_file(file.id)
    file.refresh_from_db()
    assert file.state == "taken", file.problems


def test_many_are_settled_at_once_one_is_asked_about_and_one_put_aside(
    book: Ledger, cashier: Client, clerk: Client
) -> None:
    account(book)
    for number in (1, 2):
        book.post("invoice", f"INV-203{number}", f"{number}00.00", "03-05")
    handed_in(
        cashier,
        sta(
            [
                ("C", "100,00", "?20INV-2031?32远景"),
                ("C", "200,00", "?20INV-2032?32远景"),
                ("C", "7,00", "?20?32无名"),
            ]
        ),
    )
    looked(book)
    boxes = re.findall(r'name="proposal" value="(\d+)"', clerk.get("/cash/").content.decode())
    assert len(boxes) == 2
    assert "2 lines are settled." in text_of(
        clerk.post("/cash/accept/", {"proposal": boxes}, follow=True)
    )
    line = BankEntry.objects.get(amount=700)
    clerk.post(f"/cash/lines/{line.id}/ask/", {"question": "谁的？"})
    assert "谁的？" in text_of(clerk.get("/cash/?status=asked"))
    number = re.search(
        r"/cash/questions/(\d+)/answer/", clerk.get(f"/cash/lines/{line.id}/").content.decode()
    )[1]
    clerk.post(f"/cash/questions/{number}/answer/", {"answer": "利息"})
    line.refresh_from_db()
    clerk.post(f"/cash/lines/{line.id}/aside/", {"kind": "interest", "version": line.version})
    assert "Interest" in text_of(clerk.get("/bank/lines/?state=aside"))


def test_a_whole_list_is_settled_at_one_word_and_the_page_tells_how_far_it_is(
    book: Ledger, cashier: Client, clerk: Client
) -> None:
    account(book)
    for number in (1, 2):
        book.post("invoice", f"INV-203{number}", f"{number}00.00", "03-05")
    handed_in(
        cashier, sta([("C", f"{number}00,00", f"?20INV-203{number}?32远景") for number in (1, 2)])
    )
    looked(book)
    page = clerk.get("/cash/?status=auto").content.decode()
    assert "Settle all 2 of this list as proposed" in page
    assert "Settle all" not in clerk.get("/cash/").content.decode(), "of one status only"
    newest = re.search(r'name="newest" value="(\d+)"', page)[1]
    answer = clerk.post("/cash/accept-all/", {"status": "auto", "newest": newest})
    assert answer["Location"] == "/cash/?status=auto"
    run = CashRun.objects.get(accepts="auto")
    assert "Waiting for its turn" in text_of(clerk.get("/cash/?status=auto"))
    assert "Waiting for its turn" in text_of(clerk.get("/cash/progress/?status=auto"))
    again = clerk.post("/cash/accept-all/", {"status": "auto", "newest": newest}, follow=True)
    assert "The machine is at it already." in text_of(again)
    stopped = clerk.post(f"/cash/run/{run.id}/stop/", follow=True)
    assert "What was booked stands" in text_of(stopped)
    perform_cash_run(run.id)
    assert clerk.get("/cash/progress/?status=auto").headers["HX-Redirect"] == "/cash/?status=auto"
    clerk.post("/cash/accept-all/", {"status": "auto", "newest": newest})
    perform_cash_run(CashRun.objects.get(state="queued").id)
    assert "2 lines (Certain) were settled as proposed until" in text_of(clerk.get("/cash/"))
    late = clerk.post("/cash/accept-all/", {"status": "auto", "newest": newest}, follow=True)
    assert "the list is not the one you saw" in text_of(late)


def test_the_bank_reconciliation_is_kept_and_signed(
    book: Ledger, cashier: Client, clerk: Client
) -> None:
    home = account(book)
    handed_in(cashier, sta([ONE]))
    page = text_of(clerk.get(f"/bank/accounts/{home.id}/reconciliation/"))
    assert "At the bank, not in the book" in page
    clerk.post(f"/bank/accounts/{home.id}/reconciliation/prepare/", {"as_of": "2026-03-10"})
    manager = signed_in("yuanjing", "FM")
    number = re.search(
        r"/bank/sheets/(\d+)/sign/",
        manager.get(f"/bank/accounts/{home.id}/reconciliation/").content.decode(),
    )[1]
    assert "Signed." in text_of(
        manager.post(f"/bank/sheets/{number}/sign/", {"account": home.id}, follow=True)
    )


def test_a_policy_waits_for_another_and_then_holds(db: None) -> None:
    open_ledger("yuanjing", bands=DEFAULT_BANDS)
    clerk = signed_in("yuanjing", "ARA")
    assert "No policy yet" in text_of(clerk.get("/cash/policy/"))
    assert clerk.post("/cash/policy/", {"chance_max": "7"}).status_code == 422
    asked = clerk.post(
        "/cash/policy/",
        {
            "books": "on",
            "chance_max": "0.01",
            "amount_max": "50,000.00",
            "tolerance": "1.00",
            "order": "none",
        },
        follow=True,
    )
    assert "waits for their word" in text_of(asked)
    assert not CashPolicy.objects.exists()
    request = ApprovalRequest.objects.get()
    manager = signed_in("yuanjing", "FM")
    shown = bytes(request.subject_hash).hex()
    manager.post(f"/approvals/{request.id}/decide/", {"verdict": "approve", "shown": shown})
    made = CashPolicy.objects.get()
    assert (made.books_automatically, made.amount_max, made.tolerances) == (
        True,
        5_000_000,
        {"CNY": [100, 10]},
    )
    assert "50,000.00" in text_of(clerk.get("/cash/policy/"))


def test_every_page_speaks_chinese(book: Ledger, cashier: Client) -> None:
    home = account(book)
    file = handed_in(cashier, sta([ONE], closing="1,00"))
    clerk = signed_in("yuanjing", "ARA")
    for address in (
        "/bank/",
        f"/bank/files/{file.id}/",
        f"/bank/accounts/{home.id}/",
        "/bank/lines/",
        "/cash/",
        "/cash/policy/",
        "/cash/figures/",
        f"/bank/accounts/{home.id}/reconciliation/",
    ):
        page = clerk.get(address, headers={"accept-language": "zh-Hans"})
        assert page.status_code == 200, address
        assert "收款" in page.content.decode()


def test_the_first_day_there_is_and_an_absurd_rate_are_taken_calmly(
    book: Ledger, clerk: Client
) -> None:
    for page in ("receipts", "figures", "suspense"):
        for day in ("0001-01-01", "9999-12-31"):
            said = f"/cash/{page}/?to={day}&on={day}"
            assert clerk.get(said).status_code == 200, said
    assert [rate_of(text) for text in ("1e30", "1e-30", "0", "NaN", "1e400")] == [None] * 5
    assert rate_of("7.10") == Decimal("7.10")
