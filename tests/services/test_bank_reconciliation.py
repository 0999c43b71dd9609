"""余额调节表: everything between the bank's closing balance and the book's, and who signs it."""

from __future__ import annotations

import pytest

from tests.ledgers import Ledger, day, open_ledger
from tests.services.test_bank_files import ONE, account, brought, sta
from wanglai.services.bank.queries import list_our_accounts, our_account_page
from wanglai.services.bank.reconcile_bank import (
    bank_sheet,
    bank_sheets,
    prepare_bank_sheet,
    sign_bank_sheet,
)
from wanglai.services.bank.refusals import (
    NothingToReconcile,
    OwnReconciliation,
    ReconciliationHasAGap,
    ReconciliationIsStale,
)
from wanglai.services.refusals import NotPermitted
from wanglai.store.models import BankEntry


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def _post(book: Ledger, line: BankEntry, on: str = "") -> None:
    """What settling a line does to it: a receipt of the book, and the line names it."""
    posted = book.post("receipt", f"RC-{line.id}", line.amount, on or line.booked_on.isoformat())
    line.state, line.customer_id, line.entry_seq = "posted", book.customer("远景"), posted.seq
    line.save()


def test_everything_between_bank_and_book_is_named(book: Ledger) -> None:
    """Opening 50.00, in 100.00 (posted) and 40.00 (waiting), out 12.50: closing 177.50; the book has 100.00 and a cheque of 30.00."""
    home = account(book)
    brought(book, sta([ONE, ("C", "40,00", "?20?"), ("D", "12,50", "FEE")], opening="50,00"))
    _post(book, BankEntry.objects.get(amount=10_000))
    book.post("receipt", "CHQ-1", "30.00", "03-10")
    sheet = bank_sheet(**book.reader, account_id=home.id, as_of=day("03-31"))
    assert [each.minor for each in (sheet.bank, sheet.before, sheet.book, sheet.gap)] == [
        17_750,
        5_000,
        13_000,
        0,
    ]
    assert [(each.why, each.amount.minor) for each in sheet.lines] == [
        ("waiting", 4_000), ("aside", -1_250), ("book_only", -3_000),
    ]  # fmt: skip


def test_a_sheet_is_prepared_by_one_and_signed_by_another(book: Ledger) -> None:
    home = account(book)
    brought(book, sta([ONE]))
    accountant = book.books.scope("ARA")
    with pytest.raises(NotPermitted):
        prepare_bank_sheet(**book.books.scope("CSH"), account_id=home.id, as_of=day("03-10"))
    number = prepare_bank_sheet(**accountant, account_id=home.id, as_of=day("03-10"))
    with pytest.raises(NotPermitted):
        sign_bank_sheet(**accountant, origin="t", reconciliation_id=number)
    seq = sign_bank_sheet(**book.scope, reconciliation_id=number)
    assert sign_bank_sheet(**book.scope, reconciliation_id=number) == seq, (
        "signing twice is signing once"
    )
    assert [
        (each.bank.minor, each.book.minor, bool(each.signed_by))
        for each in bank_sheets(**book.reader, account_id=home.id)
    ] == [(10_000, 0, True)]
    own = prepare_bank_sheet(
        company_id=book.company_id,
        actor=book.scope["actor"],
        account_id=home.id,
        as_of=day("03-11"),
    )
    with pytest.raises(OwnReconciliation):
        sign_bank_sheet(**book.scope, reconciliation_id=own)


def test_what_changed_since_is_not_signed(book: Ledger) -> None:
    home = account(book)
    brought(book, sta([ONE]))
    number = prepare_bank_sheet(**book.books.scope("ARA"), account_id=home.id, as_of=day("03-10"))
    _post(book, BankEntry.objects.get())
    with pytest.raises(ReconciliationIsStale):
        sign_bank_sheet(**book.scope, reconciliation_id=number)


def test_a_statement_that_is_missing_between_two_is_a_gap_and_no_plug_closes_it(
    book: Ledger,
) -> None:
    home = account(book)
    brought(book, sta([ONE]))
    brought(book, sta([ONE], opening="150,00", number="3/1", first="260312"))
    page = our_account_page(**book.reader, account_id=home.id)
    assert [(each.number, each.gap and each.gap.minor) for each in page.statements] == [
        ("3/1", 5_000),
        ("1/1", None),
    ]
    assert list_our_accounts(**book.reader)[0].gaps == 1
    number = prepare_bank_sheet(**book.books.scope("ARA"), account_id=home.id, as_of=day("03-31"))
    with pytest.raises(ReconciliationHasAGap):
        sign_bank_sheet(**book.scope, reconciliation_id=number)
    brought(book, sta([("C", "50,00", "B")], opening="100,00", number="2/1", first="260311"))
    assert list_our_accounts(**book.reader)[0].gaps == 0
    assert bank_sheet(**book.reader, account_id=home.id, as_of=day("03-31")).gap.minor == 0


def test_a_receipt_booked_after_the_day_is_named(book: Ledger) -> None:
    home = account(book)
    brought(book, sta([ONE]))
    _post(book, BankEntry.objects.get(), on="2026-04-01")
    sheet = bank_sheet(**book.reader, account_id=home.id, as_of=day("03-31"))
    assert ([each.why for each in sheet.lines], sheet.gap.minor) == (["later"], 0)


def test_without_a_statement_there_is_nothing_to_reconcile(book: Ledger) -> None:
    home = account(book)
    with pytest.raises(NothingToReconcile):
        bank_sheet(**book.reader, account_id=home.id, as_of=day("03-31"))
