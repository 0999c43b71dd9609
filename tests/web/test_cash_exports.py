"""What waits, the figures and the bank's files are taken away as they are shown."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import signed_in, text_of

from wanglai.services.cash.deciding import set_aside
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.settle_line import Part, Wanted, settle_line
from wanglai.services.cash.undo_settlement import undo_settlement
from wanglai.store.models import Act, BankEntry, BankFile, Settlement, StoredFile


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger("yuanjing")


@pytest.fixture
def clerk(book: Ledger) -> Client:
    statement = bank_statement(our_account(book), bank_file(book))
    for number, (amount, name) in enumerate((("70.00", "甲公司"), ("30.50", "乙公司")), start=1):
        bank_line(
            statement, amount, "03-20", ordinal=number, other_name=name, text=f"货款 {number}"
        )
    run = start_cash_run(company_id=book.company_id, actor=book.scope["actor"], waits_for_worker=False)  # fmt: skip
    perform_cash_run(run)
    bank_line(statement, "5.00", "03-21", ordinal=3, other_name="丙公司")
    return signed_in("yuanjing", "ARA")


def table(clerk: Client, address: str) -> list[list[str]]:
    answer = clerk.get(address)
    assert answer.status_code == 200, address
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_what_waits_is_taken_away_with_its_total(clerk: Client) -> None:
    rows = table(clerk, "/cash/sheet/en/csv/")
    named = [row for row in rows if row and row[0] == "2026-03-20"]
    assert [(row[1], row[4], row[5]) for row in named] == [("甲公司", "70.00", "No answer"), ("乙公司", "30.50", "No answer")]  # fmt: skip
    assert [row[4] for row in rows if row and row[0] == "Total"] == ["100.50"]
    new = table(clerk, "/cash/sheet/en/csv/?status=new")
    assert [row[1] for row in new if row and row[0] == "2026-03-21"] == ["丙公司"]
    assert not [row for row in table(clerk, "/cash/sheet/en/csv/?q=乙") if "甲公司" in row]
    assert clerk.get("/cash/sheet/zh/xlsx/").content.startswith(b"PK")


def test_the_figures_are_taken_away_as_they_are_shown(clerk: Client) -> None:
    days = "?from=2026-03-01&to=2026-03-31"
    rows = {row[0]: row[1] for row in table(clerk, f"/cash/figures/sheet/en/csv/{days}") if len(row) > 1}  # fmt: skip
    assert (rows["Lines"], rows["Of these, waiting"], rows["Debts settled"]) == ("3", "3", "0")
    assert "3 still wait" in text_of(clerk.get(f"/cash/figures/{days}"))


def test_the_banks_files_are_taken_away(clerk: Client) -> None:
    rows = table(clerk, "/bank/files/sheet/zh/csv/")
    assert [row[1] for row in rows if "bank.sta" in row] == ["bank.sta"]
    for page, sheet in (("/cash/", "/cash/sheet/"), ("/cash/figures/", "/cash/figures/sheet/"), ("/bank/", "/bank/files/sheet/")):  # fmt: skip
        assert clerk.get(page).content.decode().count(f'href="{sheet}') == 4, "Excel and CSV in both languages"  # fmt: skip


def test_the_banks_lines_are_taken_away_with_what_they_were_booked_as(clerk: Client, book: Ledger) -> None:  # fmt: skip
    book.post("invoice", "INV-1", "60.00", "03-05", customer="甲公司")
    line = BankEntry.objects.get(other_name="甲公司")
    wanted = Wanted(book.customer("甲公司"), (Part(book.item("INV-1", 1).id, 6_000),))
    settle_line(**book.scope, line_id=line.id, wanted=wanted, key="k")
    aside = BankEntry.objects.get(other_name="丙公司")
    set_aside(**book.scope, line_id=aside.id, kind="charge", note="季费")
    rows = table(clerk, "/bank/lines/sheet/en/csv/?from=2026-03-20&to=2026-03-20")
    heading = next(row for row in rows if "Receipt no." in row)
    said = [dict(zip(heading, row, strict=True)) for row in rows if row and row[1] == "2026-03-20"]
    assert [(row["Other party"], row["Amount"], row["State"], row["Settles"], row["Left on account"]) for row in said] == [
        ("甲公司", "70.00", "Posted", "INV-1", "10.00"),
        ("乙公司", "30.50", "Waiting", "", ""),
    ]  # fmt: skip
    assert (said[0]["Customer"], said[0]["Booked on"], said[0]["Receipt no."]) == ("甲公司", "2026-03-20", "1")  # fmt: skip
    kept = StoredFile.objects.get(id=BankFile.objects.get().file_id)
    assert {row["SHA-256 of the file"] for row in said} == {kept.sha256}
    assert [row[4] for row in rows if row and row[0] == "Total"] == ["100.50"]
    every = table(clerk, "/bank/lines/sheet/en/csv/?state=aside")
    assert [row[11] for row in every if row and row[1] == "2026-03-21"] == ["Bank charge 季费"]
    undo_settlement(**book.scope, settlement_id=Settlement.objects.get().id)  # fmt: skip
    again = [row for row in table(clerk, "/bank/lines/sheet/en/csv/?q=甲公司") if "甲公司" in row]
    assert "INV-1" not in again[0], "what was taken back settles nothing"
    shown = text_of(clerk.get("/bank/lines/?from=2026-03-21&to=2026-03-21"))
    assert "丙公司" in shown
    assert "乙公司" not in shown


def test_a_banks_file_is_taken_away_as_it_came_and_the_trail_says_who(clerk: Client, book: Ledger) -> None:  # fmt: skip
    file = BankFile.objects.get()
    kept = StoredFile.objects.get(id=file.file_id)
    assert kept.sha256 in text_of(clerk.get(f"/bank/files/{file.id}/"))
    address = f"/bank/files/{file.id}/original/"
    assert clerk.get(address).status_code == 405, "looking changes nothing, the trail included"
    answer = clerk.post(address)
    assert answer.content == bytes(kept.content)
    assert 'filename="bank.sta"' in answer["Content-Disposition"]
    act = Act.objects.get(kind="take_original_bank_file")
    assert kept.sha256 in act.facts
    assert signed_in("yuanjing", "COL").post(address).status_code == 403
