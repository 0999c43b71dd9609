"""Entries leave as vouchers once: balanced, numbered without gaps, refused by name where an account has no own code."""

from __future__ import annotations

import hashlib
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import Error, connection, transaction

from tests.ledgers import Ledger, check_now, day, open_ledger
from wanglai.formats.vouchers import LAYOUTS
from wanglai.services.access.scope import NotFound
from wanglai.services.exports.customer_codes import customer_codes
from wanglai.services.exports.export_vouchers import (
    AccountsHaveNoCode,
    LayoutIsUnknown,
    NothingToExport,
    export_again,
    export_vouchers,
)
from wanglai.services.exports.show_vouchers import batch_file, vouchers_page
from wanglai.services.ledger.book import KeyWasUsed
from wanglai.services.ledger.queries import trial_balance
from wanglai.store.models import Account, Act, Customer, Entry, Period, VoucherBatch, VoucherOfEntry


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,130.00", "01-05", tax="130.00")
    ledger.post("receipt", "RC-1", "500.00", "01-20")
    ledger.post("invoice", "USD-1", "10.00", "01-06", currency="USD", rate="7.10")
    ledger.post("receipt", "USD-R", "10.00", "01-25", currency="USD", rate="7.25")
    ledger.settle("USD-1", "USD-R", None, "01-25")  # books the exchange difference
    ledger.post("invoice", "INV-2", "70.00", "02-06")
    for number, account in enumerate(Account.objects.filter(company_id=ledger.company_id)):
        Account.objects.filter(id=account.id).update(own_code=f"9{number:03}")
    return ledger


def period(book: Ledger, month: str = "01") -> int:
    return Period.objects.get(company_id=book.company_id, from_on=day(f"{month}-01")).id


def export(book: Ledger, key: str, **more: Any) -> int:
    wanted = {"period_id": period(book), "layout": "k3-xlsx", "words": "one", **more}
    return export_vouchers(**book.scope, key=key, **wanted)


def lines_of(book: Ledger, batch_id: int) -> list[dict[str, Any]]:
    content = batch_file(**book.books.scope("FM"), batch_id=batch_id).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_entry_of_the_period_is_in_the_file_once_and_balances(book: Ledger) -> None:
    batch = export(book, "a")
    rows = lines_of(book, batch)
    entries = Entry.objects.filter(company_id=book.company_id, period_id=period(book))
    assert sorted({row["FNumber"] for row in rows}) == list(range(1, entries.count() + 1))
    for number in {row["FNumber"] for row in rows}:
        part = [row for row in rows if row["FNumber"] == number]
        up, down = (sum(Decimal(str(row[side] or 0)) for row in part) for side in ("FDebit", "FCredit"))  # fmt: skip
        assert up == down
    # Account by account the file moves what the trial balance says, to the cent.
    moved: dict[str, Decimal] = {}
    for row in rows:
        amount = Decimal(str(row["FDebit"] or 0)) - Decimal(str(row["FCredit"] or 0))
        moved[row["FAccountNum"]] = moved.get(row["FAccountNum"], Decimal(0)) + amount
    codes = dict(Account.objects.filter(company_id=book.company_id).values_list("code", "own_code"))
    said: dict[str, Decimal] = {}
    for each in trial_balance(**book.reader, on=day("01-31")):
        own = codes[each.account_code]
        said[own] = said.get(own, Decimal(0)) + Decimal(each.base_amount).scaleb(-2)
    assert {code: amount for code, amount in moved.items() if amount} == {code: amount for code, amount in said.items() if amount}  # fmt: skip
    assert sum(row["FItem"].startswith("客户---C") for row in rows if row["FItem"]) >= 5


def test_what_was_handed_out_is_not_handed_out_again_by_accident(book: Ledger) -> None:
    first = export(book, "a")
    assert export(book, "a") == first, "one key is one batch"
    with pytest.raises(KeyWasUsed):
        export(book, "a", layout="u8-txt")
    with pytest.raises(NothingToExport):
        export(book, "b")
    book.post("invoice", "INV-3", "5.00", "01-30")
    second = export(book, "c")
    count = VoucherBatch.objects.get(id=first).entries
    assert [row["FNumber"] for row in lines_of(book, second)] == [count + 1] * 2
    page = vouchers_page(**book.books.scope("FM"))
    (january,) = [each for each in page.periods if each.from_on == day("01-01")]
    assert (january.entries, january.exported, january.waiting) == (count + 1, count + 1, 0)
    assert [each.id for each in page.batches] == [second, first]
    assert page.uncoded == ()


def test_a_batch_is_had_again_only_when_asked_for(book: Ledger) -> None:
    first = export(book, "a", words="three")
    words = set(VoucherOfEntry.objects.filter(batch_id=first).values_list("word", flat=True))
    assert words == {"收", "转"}
    again = export_again(**book.scope, batch_id=first, layout="k3-xlsx", key="b")
    assert again != first
    assert lines_of(book, again) == lines_of(book, first)
    other = export_again(**book.scope, batch_id=again, layout="u8-txt", key="c")
    told = VoucherBatch.objects.get(id=other)
    assert told.repeats_id == first
    assert len(bytes(told.content).decode("gb18030").split("\r\n")) == len(lines_of(book, first)) + 2  # fmt: skip
    assert VoucherOfEntry.objects.filter(company_id=book.company_id).count() == told.entries
    with pytest.raises(NothingToExport):
        export(book, "d")


def test_every_layout_can_be_made_of_the_same_batch(book: Ledger) -> None:
    first = export(book, "a")
    for code in LAYOUTS:
        batch = export_again(**book.scope, batch_id=first, layout=code, key=code)
        kept = VoucherBatch.objects.get(id=batch)
        assert kept.sha256 == hashlib.sha256(bytes(kept.content)).hexdigest()
        assert kept.debits == VoucherBatch.objects.get(id=first).debits


def test_refusals_come_in_their_order_and_name_the_accounts(book: Ledger) -> None:
    bank = Account.objects.get(company_id=book.company_id, role="bank")
    Account.objects.filter(id=bank.id).update(own_code="")
    with pytest.raises(LayoutIsUnknown):
        export(book, "a", layout="sap", period_id=0)
    with pytest.raises(LayoutIsUnknown):
        export(book, "a", words="many")
    with pytest.raises(NotFound):
        export(book, "a", period_id=0)
    with pytest.raises(NothingToExport):
        export(book, "a", period_id=period(book, "05"))
    with pytest.raises(AccountsHaveNoCode) as refused:
        export(book, "a")
    assert refused.value.place == f"{bank.code} {bank.name_zh} {bank.name_en}"
    assert not VoucherBatch.objects.exists()
    assert export(book, "a", period_id=period(book, "02")), "February touched no bank"


def test_what_left_is_sealed_in_the_chain(book: Ledger) -> None:
    batch = VoucherBatch.objects.get(id=export(book, "a"))
    act = Act.objects.filter(company_id=book.company_id, kind="export_vouchers").get()
    assert batch.sha256 in act.facts
    book.prove()


def test_the_database_hands_no_entry_out_twice(book: Ledger) -> None:
    batch = VoucherBatch.objects.get(id=export(book, "a"))
    entry = VoucherOfEntry.objects.filter(batch_id=batch.id).order_by("seq")[0]
    other = open_ledger("bieren")
    insert = "INSERT INTO store_voucherofentry (company_id, seq, batch_id, period_id, word, number) VALUES (%s, %s, %s, %s, %s, %s)"
    later = Entry.objects.filter(company_id=book.company_id, period_id=period(book, "02")).get()
    attempts = {
        "store_voucherofentry_pkey": (book.company_id, entry.seq, batch.id, batch.period_id, "转", 99),
        "voucher_number_once": (book.company_id, later.seq, batch.id, batch.period_id, entry.word, entry.number),
        "voucher_is_of_an_entry": (book.company_id, 999_999, batch.id, batch.period_id, "转", 99),
        "same_company": (other.company_id, 1, batch.id, batch.period_id, "转", 99),
        "voucher_number_positive": (book.company_id, later.seq, batch.id, batch.period_id, "转", 0),
    }  # fmt: skip
    for wall, values in attempts.items():
        assert wall in _refused(insert, *values)
    copy = "INSERT INTO store_voucherbatch (company_id, period_id, layout, words, entries, debits, name, sha256, content, made_by_id, made_at) SELECT company_id, period_id, layout, words, entries, debits, name, sha256, 'x', made_by_id, made_at FROM store_voucherbatch"
    assert "voucher_batch_is_its_hash" in _refused(copy)


def test_batches_refuse_update_delete_and_truncate(book: Ledger) -> None:
    export(book, "a")
    check_now()
    for table in ("store_voucherbatch", "store_voucherofentry"):
        for statement in (f"UPDATE {table} SET period_id = period_id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):  # fmt: skip
            assert "append-only" in _refused(statement)


def _refused(statement: str, *values: Any) -> str:
    with pytest.raises(Error) as caught, transaction.atomic():
        _run(statement, *values)
    return str(caught.value)


def _run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_customer_goes_by_the_number_of_its_file(book: Ledger) -> None:
    plain, own = book.customer("远景"), book.customer("编号客户")
    book.post("invoice", "INV-3", "10.00", "01-07", customer="编号客户")
    Customer.objects.filter(id=own).update(number="KH-007")
    items = {row["FItem"] for row in lines_of(book, export(book, "own")) if row["FItem"]}
    assert items == {f"客户---C{plain:06d}---远景", "客户---KH-007---编号客户"}


def test_no_two_customers_share_a_code(book: Ledger) -> None:
    plain, other = book.customer("远景"), book.customer("别人")
    Customer.objects.filter(id=other).update(number=f"C{plain:06d}")
    codes = customer_codes(book.company_id, [plain, other])
    assert codes == {plain: (f"C0{plain:06d}", "远景"), other: (f"C{plain:06d}", "别人")}
    Customer.objects.filter(id=other).update(number="")
    assert customer_codes(book.company_id, [plain])[plain][0] == f"C{plain:06d}"
