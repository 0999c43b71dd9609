"""Money that went back in part, or on another account than it came on; figures a clerk can check by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.banks import bank_file, bank_statement, our_account
from tests.ledgers import Ledger, day, minor, open_ledger
from tests.stories.test_bounce_stories import bounce, part, settle, told
from wanglai.services.allocation.unallocate import unallocate
from wanglai.services.bank.reconcile_bank import bank_sheet
from wanglai.services.cash.bounce_receipt import withdraw_bounce
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.policy import Policy, set_cash_policy
from wanglai.services.cash.receipts import Wanted as Asked
from wanglai.services.cash.receipts import receipts
from wanglai.services.cash.refusals import (
    PartCameBack,
    ReceiptHasBounced,
    ReceiptWaits,
    ReturnDoesNotFit,
)
from wanglai.services.cash.returns import parts_of_line, returned_line
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.settle_line import Adjustment
from wanglai.services.cash.suspense import put_into_suspense
from wanglai.services.cash.undo_settlement import undo_settlement
from wanglai.services.ledger.reverse import ItemsAreAllocated
from wanglai.store.models import BankAccount, BankEntry, BouncedReceipt, CashProposal, Settlement


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


@pytest.fixture
def home(book: Ledger) -> BankAccount:
    return our_account(book)


def paid(book: Ledger, home: BankAccount) -> BankEntry:
    """600.00 of INV-1 and 400.00 of INV-2, both due on 1 February, paid together on 3 March."""
    book.post("invoice", "INV-1", "600.00", "01-05", due="02-01")
    book.post("invoice", "INV-2", "400.00", "01-06", due="02-01")
    came = told(book, home, "1,000.00", "03-03", other_name="远景", bank_reference="20260303001")
    settle(book, came, "远景", [part(book, "INV-1", "600.00"), part(book, "INV-2", "400.00")])
    return came


def test_of_a_part_that_comes_back_so_much_is_open_again_at_its_old_age(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = paid(book, home)
    went = told(book, home, "-500.00", "03-06", text="退汇")
    number = bounce(book, went, came, "部分退回")
    assert book.open_table("03-05") == [], "until it came back it was paid"
    assert book.open_table("03-06") == ["INV-1 CNY 100.00", "INV-2 CNY 400.00"]
    assert {book.item(each, 1).due_on for each in ("INV-1", "INV-2")} == {day("02-01")}
    assert (book.accounts("03-05")["bank"], book.accounts("03-06")["bank"]) == ("1,000.00", "500.00")  # fmt: skip
    said = BouncedReceipt.objects.get(id=number)
    came.refresh_from_db()
    went.refresh_from_db()
    assert (said.part, came.state, went.state) == (minor("500.00"), "posted", "posted")
    assert (went.entry_seq, went.customer_id) == (said.reversal_seq, came.customer_id)
    assert bounce(book, went, came) == number, "said twice it is said once"
    (shown,) = parts_of_line(**book.reader, line_id=came.id)
    assert (shown.part and shown.part.minor, shown.reason) == (minor("500.00"), "部分退回")
    (row,) = receipts(**book.reader, wanted=Asked(day("03-01"), day("03-31"))).rows
    assert row.state == "cleared"
    book.prove()


def test_what_is_on_account_goes_back_before_what_is_settled(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    book.post("invoice", "INV-1", "600.00", "01-05")
    came = told(book, home, "1,000.00", "03-03")
    settle(book, came, "远景", [part(book, "INV-1", "600.00")])
    bounce(book, told(book, home, "-400.00", "03-06"), came)
    assert book.open_table("03-06") == []
    bounce(book, told(book, home, "-150.00", "03-08"), came)
    assert book.open_table("03-08") == ["INV-1 CNY 150.00"]
    book.prove()


def test_parts_follow_one_another_until_all_has_come_back_and_no_whole_beside_them(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = paid(book, home)
    bounce(book, told(book, home, "-300.00", "03-06"), came)
    with pytest.raises(ReceiptHasBounced):
        bounce(book, told(book, home, "-1,000.00", "03-07"), came)
    with pytest.raises(ReturnDoesNotFit):
        bounce(book, told(book, home, "-700.01", "03-07"), came)
    bounce(book, told(book, home, "-700.00", "03-08"), came)
    assert book.open_table("03-08") == ["INV-1 CNY 600.00", "INV-2 CNY 400.00"]
    assert "bank" not in book.accounts("03-08")
    book.prove()


def test_after_the_whole_came_back_no_part_does(book: Ledger, home: BankAccount) -> None:
    came = paid(book, home)
    bounce(book, told(book, home, "-1,000.00", "03-06"), came)
    with pytest.raises(ReceiptHasBounced):
        bounce(book, told(book, home, "-300.00", "03-07"), came)


def test_what_was_let_go_because_a_debt_was_paid_goes_back_with_it(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    set_cash_policy(**book.scope, policy=Policy(tolerances={"CNY": (2_000, 50)}, tolerance_cap=4_000))  # fmt: skip
    for number in ("INV-1", "INV-2"):
        book.post("invoice", number, "500.00", "01-05")
    came = told(book, home, "980.00", "03-03")
    parts = [part(book, number, "500.00") for number in ("INV-1", "INV-2")]
    lets = tuple(Adjustment("tolerance", each.item_id, minor("10.00")) for each in parts)
    settle(book, came, "远景", parts, adjustments=lets)
    bounce(book, told(book, home, "-200.00", "03-06"), came)
    assert book.open_table("03-06") == ["INV-2 CNY 210.00"], "10.00 were let go of each; of INV-1 they still are"  # fmt: skip
    assert book.accounts("03-06")["difference"] == "10.00"
    book.prove()


def test_part_of_another_currency_goes_back_at_the_rate_it_came(book: Ledger) -> None:
    dollars = our_account(book, "美元户", "USD")
    book.post("invoice", "INV-1", "1,000.00", "01-05", currency="USD", rate="7.10")
    came = told(book, dollars, "1,000.00", "03-03")
    settle(book, came, "远景", [part(book, "INV-1", "1,000.00")], rate=Decimal("7.20"))
    bounce(book, told(book, dollars, "-250.00", "03-06"), came)
    assert book.open_table("03-06") == ["INV-1 USD 250.00"]
    figures = book.accounts("03-06")
    assert (figures["receivable"], figures["bank"], figures["exchange"]) == ("1,775.00", "5,400.00", "-75.00")  # fmt: skip
    book.prove()


def test_while_a_part_is_back_the_receipt_is_not_undone_and_withdrawn_it_is_on_account(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = paid(book, home)
    went = told(book, home, "-500.00", "03-06")
    number = bounce(book, went, came)
    rest, first = Settlement.objects.filter(undone_at=None).order_by("-id")
    undo_settlement(**book.scope, settlement_id=rest.id)
    with pytest.raises(PartCameBack):
        undo_settlement(**book.scope, settlement_id=first.id)
    withdraw_bounce(**book.scope, bounce_id=number)
    went.refresh_from_db()
    came.refresh_from_db()
    assert (went.state, came.state) == ("waiting", "posted")
    assert book.accounts("03-06")["bank"] == "1,000.00"
    undo_settlement(**book.scope, settlement_id=first.id)
    came.refresh_from_db()
    assert came.state == "waiting"
    assert book.open_table("03-06") == ["INV-1 CNY 600.00", "INV-2 CNY 400.00"]
    book.prove()


def test_of_money_that_was_paid_back_or_waits_no_part_is_taken(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    waits = told(book, home, "900.00", "03-02")
    with pytest.raises(ReceiptWaits):
        bounce(book, told(book, home, "-100.00", "03-06"), waits)
    came = told(book, home, "1,000.00", "03-03", bank_reference="20260303001")
    settle(book, came, "远景")
    book.refund("20260303001", "800.00", "03-05")
    with pytest.raises(ItemsAreAllocated):
        bounce(book, told(book, home, "-300.00", "03-06"), came)
    bounce(book, told(book, home, "-200.00", "03-06"), came)
    assert book.owes("03-06") == {}
    book.prove()


def test_part_of_money_nobody_can_name_goes_back_from_suspense(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = told(book, home, "800.00", "03-20")
    put_into_suspense(**book.scope, line_id=came.id, key="s")
    bounce(book, told(book, home, "-300.00", "03-25"), came)
    assert book.accounts("03-25")["bank"] == "500.00"
    book.prove()


def test_what_was_settled_by_hand_since_goes_back_first(book: Ledger, home: BankAccount) -> None:
    came = paid(book, home)
    act = Settlement.objects.get(undone_at=None).allocate_seq
    assert act is not None
    unallocate(**book.scope, seq=act, on=day("03-04"), key="u")
    book.post("invoice", "INV-3", "1,000.00", "03-01")
    book.settle("INV-3", "20260303001", "1,000.00", "03-05")
    bounce(book, told(book, home, "-250.00", "03-06"), came)
    assert book.open_table("03-06") == ["INV-1 CNY 600.00", "INV-2 CNY 400.00", "INV-3 CNY 250.00"]
    book.prove()


def test_money_comes_back_on_another_account_than_it_came_on(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = paid(book, home)
    other = our_account(book, "建行一般户")
    went = told(book, other, "-1,000.00", "03-06", text="退汇 20260303001")
    bounce(book, went, came, "收款行退回")
    assert book.open_table("03-06") == ["INV-1 CNY 600.00", "INV-2 CNY 400.00"]
    assert "bank" not in book.accounts("03-06")
    went.refresh_from_db()
    assert (went.state, went.bank_account_id) == ("posted", other.id)
    # Each account is reconciled by its own lines: 1,000.00 still lie on the first, and the second lacks them.
    for account, closing in ((home, "1,000.00"), (other, "-1,000.00")):
        bank_statement(account, bank_file(book), from_on=day("03-01"), to_on=day("03-31"), opening=0, closing=minor(closing))  # fmt: skip
        sheet = bank_sheet(**book.reader, account_id=account.id, as_of=day("03-31"))
        assert (sheet.gap.minor, sheet.book.minor, sheet.lines) == (0, minor(closing), ())
    book.prove()


def test_a_part_comes_back_on_another_account_too(book: Ledger, home: BankAccount) -> None:
    came = paid(book, home)
    bounce(book, told(book, our_account(book, "建行一般户"), "-400.00", "03-06"), came)
    assert book.open_table("03-06") == ["INV-2 CNY 400.00"]
    book.prove()


def test_a_receipt_of_another_account_or_a_larger_one_is_offered_where_something_speaks_for_it(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = paid(book, home)
    stranger = told(
        book, home, "5,000.00", "03-04", other_name="别家", bank_reference="20260304009"
    )
    settle(book, stranger, "别家")
    other = our_account(book, "建行一般户")
    whole = told(book, other, "-1,000.00", "03-06", text="退汇 20260303001")
    (offered,) = returned_line(**book.reader, line_id=whole.id).candidates
    assert (offered.line_id, offered.account, offered.is_part) == (came.id, home.name, False)
    some = told(book, other, "-300.00", "03-06", other_name="远景", text="部分退款")
    (offered,) = returned_line(**book.reader, line_id=some.id).candidates
    assert (offered.line_id, offered.amount.minor, offered.is_part) == (came.id, minor("1,000.00"), True)  # fmt: skip
    assert offered.settles == ("INV-1", "INV-2")
    silent = told(book, other, "-300.00", "03-06")
    assert returned_line(**book.reader, line_id=silent.id).candidates == ()
    run = start_cash_run(company_id=book.company_id, actor=book.scope["actor"], waits_for_worker=False)  # fmt: skip
    perform_cash_run(run)
    said = {each.bank_entry_id: each for each in CashProposal.objects.filter(state="open")}
    assert [said[each.id].status for each in (whole, some)] == ["suggested", "suggested"]
    assert said[some.id].sentence["en"] == "Takes back 300.00 of the receipt of 1,000.00 CNY from 远景 of 2026-03-03."  # fmt: skip
