"""Money that went back in part, or on another account than it came on; figures a clerk can check by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.banks import bank_file, bank_statement, our_account
from tests.ledgers import Ledger, day, minor, open_ledger
from tests.stories.test_bounce_stories import bounce, part, settle, told
from tieout.refusal import Wording
from wanglai.services.allocation.unallocate import unallocate
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.bank.our_accounts import number_hash
from wanglai.services.bank.reconcile_bank import bank_sheet
from wanglai.services.cash.bounce_receipt import withdraw_bounce
from wanglai.services.cash.deciding import set_aside
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.policy import Policy, set_cash_policy
from wanglai.services.cash.receipts import Wanted as Asked
from wanglai.services.cash.receipts import receipts
from wanglai.services.cash.refusals import (
    NotTheLast,
    PartCameBack,
    ReceiptHasBounced,
    ReceiptWaits,
    RefundStands,
    ReturnDoesNotFit,
    ReturnedFromAnother,
)
from wanglai.services.cash.returns import left_of, parts_of_line, returned_line
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.settle_line import Adjustment, Part
from wanglai.services.cash.show_figures import cash_figures
from wanglai.services.cash.show_line import cash_line
from wanglai.services.cash.suspense import leave_suspense, put_into_suspense
from wanglai.services.cash.undo_settlement import undo_settlement
from wanglai.services.ledger.reverse import ItemsAreAllocated
from wanglai.store.models import (
    Allocation,
    BankAccount,
    BankEntry,
    BouncedReceipt,
    CashProposal,
    Company,
    OpenItem,
    Settlement,
)
from wanglai.store.secret_fields import encrypted


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


def proposed(book: Ledger) -> dict[int, CashProposal]:
    """What the machine says of each line."""
    run = start_cash_run(company_id=book.company_id, actor=book.scope["actor"], waits_for_worker=False)  # fmt: skip
    perform_cash_run(run)
    return {each.bank_entry_id: each for each in CashProposal.objects.filter(state="open")}


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


def _stays(book: Ledger, line: BankEntry) -> list[Wording | None]:
    """Why each of its settlements, the newest first, cannot be undone."""
    page = cash_line(**book.reader, line_id=line.id)
    return [each.stays for each in page.settlements]


def test_while_a_part_is_back_the_receipt_is_not_undone_and_withdrawn_it_is_on_account(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = paid(book, home)
    went = told(book, home, "-500.00", "03-06")
    number = bounce(book, went, came)
    rest, first = Settlement.objects.filter(undone_at=None).order_by("-id")
    assert _stays(book, came) == [None, NotTheLast.why]
    undo_settlement(**book.scope, settlement_id=rest.id)
    assert _stays(book, came) == [None, PartCameBack.why]
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
    some = told(book, other, "-300.00", "03-06", other_name="远景", text="部分退款 20260303001")
    named = told(book, other, "-299.00", "03-06", other_name="远景", text="采购办公用品")
    (offered,) = returned_line(**book.reader, line_id=some.id).candidates
    assert (offered.line_id, offered.amount.minor, offered.is_part) == (came.id, minor("1,000.00"), True)  # fmt: skip
    assert offered.settles == ("INV-1", "INV-2")
    (offered,) = returned_line(**book.reader, line_id=named.id).candidates
    assert [each.en for each in offered.facts] == ["same name"], (
        "a person may choose it; it is not proposed"
    )
    silent = told(book, other, "-300.00", "03-06")
    assert returned_line(**book.reader, line_id=silent.id).candidates == ()
    said = proposed(book)
    assert said[named.id].rule != "returned"
    assert [said[each.id].status for each in (whole, some)] == ["suggested", "suggested"]
    assert said[some.id].sentence["en"] == "Takes back 300.00 of the receipt of 1,000.00 CNY from 远景 of 2026-03-03."  # fmt: skip


def test_the_line_of_our_own_refund_returns_no_receipt(book: Ledger, home: BankAccount) -> None:
    book.post("invoice", "INV-1", "500.00", "01-05")
    came = told(book, home, "1,000.00", "03-03", other_name="远景", bank_reference="20260303001")
    settle(book, came, "远景", [part(book, "INV-1", "500.00")])
    book.refund("20260303001", "500.00", "03-05")
    went = told(book, home, "-500.00", "03-06", other_name="远景", text="退回多付货款 20260303001")
    assert returned_line(**book.reader, line_id=went.id).candidates == ()
    assert proposed(book)[went.id].rule != "returned"
    with pytest.raises(RefundStands):
        bounce(book, went, came)
    assert book.open_table("03-06") == [], "what was paid stays paid"
    set_aside(**book.scope, line_id=went.id, kind="paid_out")
    with pytest.raises(RefundStands):
        bounce(book, went, came)  # it is the refund's line wherever it lies
    true = told(book, home, "-500.00", "03-09", other_name="远景", text="退汇 20260303001")
    assert [each.line_id for each in returned_line(**book.reader, line_id=true.id).candidates] == [came.id]  # fmt: skip
    bounce(book, true, came)
    assert book.open_table("03-09") == ["INV-1 CNY 500.00"]
    book.prove()


def test_the_line_of_a_refund_of_the_whole_returns_it_neither(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = told(book, home, "500.00", "03-03", other_name="远景", bank_reference="20260303001")
    settle(book, came, "远景")
    act = book.refund("20260303001", "500.00", "03-05")
    went = told(book, home, "-500.00", "03-06", other_name="远景")
    with pytest.raises(RefundStands):
        bounce(book, went, came)
    book.take_apart(act + 1, "03-06")
    book.reverse(act, "03-06")
    bounce(book, went, came)  # the refund was never paid
    assert book.owes("03-06") == {}
    book.prove()


def test_what_was_refunded_or_moved_on_is_not_left_to_come_back(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = told(book, home, "1,000.00", "03-03", bank_reference="20260303001")
    settle(book, came, "远景")
    book.refund("20260303001", "800.00", "03-05")
    came.refresh_from_db()
    assert left_of(came) == minor("200.00")
    more = told(book, home, "-300.00", "03-06", text="退汇 20260303001")
    assert returned_line(**book.reader, line_id=more.id).candidates == ()
    less = told(book, home, "-200.00", "03-06", text="退汇 20260303001")
    assert len(returned_line(**book.reader, line_id=less.id).candidates) == 1


def test_money_between_our_own_accounts_returns_nothing(book: Ledger, home: BankAccount) -> None:
    ours = Company.objects.get(id=book.company_id).name
    other = our_account(book, "建行一般户")
    told(book, home, "1,000.00", "03-06", other_name=ours, bank_reference="20260306001")
    went = told(book, other, "-1,000.00", "03-06", other_name=ours, text="退回 20260306001")
    assert returned_line(**book.reader, line_id=went.id).candidates == ()
    number = "6222021234567890"
    third = our_account(book, "招行户", number_hash=number_hash(book.company_id, number))
    sealed = encrypted(number, company_id=book.company_id, purpose="bank_account")
    told(book, third, "700.00", "03-06", bank_reference="20260306002")
    went = told(
        book, other, "-700.00", "03-06", text="退回 20260306002", other_account_sealed=sealed
    )
    assert returned_line(**book.reader, line_id=went.id).candidates == ()


def test_a_part_that_went_from_suspense_is_not_withdrawn_once_the_rest_is_a_customers(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = told(book, home, "800.00", "03-20")
    put_into_suspense(**book.scope, line_id=came.id, key="s")
    number = bounce(book, told(book, home, "-300.00", "03-25"), came)
    leave_suspense(
        **book.scope, line_id=came.id, customer_id=book.customer("远景"), on=day("03-26"), reason="付款凭证", key="l",
        approver=book.books.scope("ARA")["actor"],
    )  # fmt: skip
    with pytest.raises(ReturnedFromAnother):
        withdraw_bounce(**book.scope, bounce_id=number)
    assert BouncedReceipt.objects.get(id=number).withdrawn_at is None
    assert book.owes("03-28") == {"CNY": "-500.00"}
    book.prove()


def test_where_another_receipt_had_gone_back_its_customer_s_money_is_transferred(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    """-300.00 were taken for a part of 800.00 in suspense; the 800.00 were 远景's, and it was 别家's 1,000.00 that went back."""
    book.post("invoice", "INV-9", "1,000.00", "01-05", customer="别家", due="02-01")
    other = told(book, home, "1,000.00", "03-18", other_name="别家", bank_reference="20260318001")
    first = settle(book, other, "别家", [part(book, "INV-9", "1,000.00")])
    came = told(book, home, "800.00", "03-20")
    put_into_suspense(**book.scope, line_id=came.id, key="s")
    number = bounce(book, told(book, home, "-300.00", "03-25"), came)
    another = book.books.scope("ARA")["actor"]
    leave_suspense(
        **book.scope, line_id=came.id, customer_id=book.customer("远景"), on=day("03-26"), reason="付款凭证", key="l", approver=another,
    )  # fmt: skip
    with pytest.raises(ReturnedFromAnother) as refused:
        withdraw_bounce(**book.scope, bounce_id=number)
    assert refused.value.remedy.zh.startswith("登记保持不变。如果退回的是别的收款")
    # As the remedy says: the other receipt is settled with what is left of it, and what went back moves to who has the money now.
    undo_settlement(**book.scope, settlement_id=first)
    settle(book, other, "别家", [part(book, "INV-9", "700.00")])
    move = {"customer_id": book.customer("远景"), "amount": minor("300.00")}
    with pytest.raises(ApprovalIsNeeded):
        book.transfer("20260318001", -1, "03-27", **move)
    book.transfer("20260318001", -1, "03-27", **move, approver=another)
    assert book.open_table("03-28", "别家") == ["INV-9 CNY 300.00"]
    assert book.item("INV-9", 1).due_on == day("02-01")
    assert (book.owes("03-28"), book.owes("03-28", "别家")) == ({"CNY": "-800.00"}, {"CNY": "300.00"})  # fmt: skip
    assert book.accounts("03-28")["bank"] == "1,500.00"
    other.refresh_from_db()
    assert left_of(other) == minor("700.00"), "what moved on does not come back once more"
    book.prove()


def test_a_receipt_that_went_back_wholly_in_parts_is_bounced_and_one_of_a_part_counts_the_rest(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = paid(book, home)
    assert _states(book) == {"cleared": ["1,000.00"]}
    bounce(book, told(book, home, "-300.00", "03-06"), came)
    assert _states(book) == {"cleared": ["700.00"]}
    last = bounce(book, told(book, home, "-700.00", "03-08"), came, "余款退回")
    assert _states(book) == {"bounced": ["1,000.00"]}
    (row,) = receipts(**book.reader, wanted=Asked(day("03-01"), day("03-31"), state="bounced")).rows
    assert (row.why, row.bounced_on) == ("余款退回", day("03-08"))
    withdraw_bounce(**book.scope, bounce_id=last)
    assert _states(book) == {"cleared": ["700.00"]}


def _states(book: Ledger) -> dict[str, list[str]]:
    seen = receipts(**book.reader, wanted=Asked(day("03-01"), day("03-31")))
    return {state: [each.text for each in amounts] for state, _, count, amounts in seen.states if count}  # fmt: skip


def test_an_invoice_whose_rest_was_settled_anew_counts_once(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = paid(book, home)
    bounce(book, told(book, home, "-500.00", "03-06"), came)
    found = cash_figures(**book.reader, from_on=day("03-01"), to_on=day("03-31"))
    assert found.invoices == 2


def test_a_part_whose_money_was_settled_anew_on_a_later_day_is_withdrawn_from_that_day_on(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    came = paid(book, home)
    number = bounce(book, told(book, home, "-500.00", "03-06"), came)
    seq = BouncedReceipt.objects.get(id=number).reversal_seq
    returned = OpenItem.objects.get(seq=seq)
    row = Allocation.objects.get(debit_item_id=returned.id, amount__gt=0)
    unallocate(**book.scope, seq=row.seq, on=day("03-10"), key="u")
    again = told(book, home, "500.00", "03-12", other_name="远景")
    settle(book, again, "远景", [Part(returned.id, minor("500.00"))])
    withdraw_bounce(**book.scope, bounce_id=number)
    assert book.accounts("03-11")["bank"] == "500.00"
    assert book.accounts("03-12")["bank"] == "1,500.00"
    book.prove()


def test_a_fee_that_went_back_with_a_part_counts_no_more_against_the_line(book: Ledger, home: BankAccount) -> None:  # fmt: skip
    set_cash_policy(**book.scope, policy=Policy(tolerances={"CNY": (2_000, 50)}, tolerance_cap=4_000))  # fmt: skip
    book.post("invoice", "INV-1", "1,000.00", "01-05")
    came = told(book, home, "985.00", "03-03")
    paid_part = part(book, "INV-1", "1,000.00")
    fee = Adjustment("bank_fee", paid_part.item_id, minor("15.00"))
    settle(book, came, "远景", [paid_part], adjustments=(fee,))
    number = bounce(book, told(book, home, "-100.00", "03-06"), came)
    assert book.open_table("03-06") == ["INV-1 CNY 115.00"]
    withdraw_bounce(**book.scope, bounce_id=number)
    settle(book, came, "远景", [Part(paid_part.item_id, minor("115.00"))], adjustments=(fee,))
    assert book.open_table("03-07") == []
    book.prove()
