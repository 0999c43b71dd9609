"""Money that came and went back: returned transfers, bounced cheques, bills nobody paid; figures a clerk can check by hand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, day, minor, open_ledger
from wanglai.domain.bills import BillPaper
from wanglai.services.bank.queries import list_bank_lines
from wanglai.services.cash.accept_payer import accept_payer
from wanglai.services.cash.bounce_receipt import bounce_receipt, withdraw_bounce
from wanglai.services.cash.clear_bill import bills_it_may_pay, clear_bill
from wanglai.services.cash.deciding import bring_back
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.policy import Policy, set_cash_policy
from wanglai.services.cash.refusals import (
    BillIsNotOfThisLine,
    BounceIsFinal,
    BounceSaysNothing,
    LineHasChanged,
    LineIsElsewhere,
    NothingIsUndone,
    ReceiptHasBounced,
    ReturnDoesNotFit,
)
from wanglai.services.cash.returns import bounce_of_bill, returned_line
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.settle_line import Adjustment, Part, Share, Wanted, settle_line
from wanglai.services.cash.suspense import leave_suspense, put_into_suspense
from wanglai.services.cash.third_party import PayerIsAnother
from wanglai.services.cash.undo_settlement import undo_settlement
from wanglai.services.documents.bill_steps import discount_bill, dishonour_bill, present_bill
from wanglai.services.documents.papers import NotInThisState
from wanglai.services.documents.receive_bill import Pays, receive_bill
from wanglai.services.ledger.book import CashierSettles
from wanglai.services.ledger.reverse import ItemsAreAllocated
from wanglai.store.models import (
    Act,
    BankAccount,
    BankEntry,
    Bill,
    BouncedReceipt,
    CashProposal,
    Customer,
    Settlement,
)


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


@pytest.fixture
def home(book: Ledger) -> BankAccount:
    return our_account(book)


def told(book: Ledger, home: BankAccount, amount: str, on: str, **more: Any) -> BankEntry:
    """A line of the account as the bank tells it."""
    brought_by = more.pop("brought_by", None)
    return bank_line(bank_statement(home, bank_file(book, brought_by)), amount, on, **more)


def part(book: Ledger, number: str, amount: str) -> Part:
    return Part(book.item(number, 1).id, minor(amount))


def settle(
    book: Ledger, line: BankEntry, customer: str, parts: Sequence[Part] = (), **more: Any
) -> int:
    wanted = Wanted(book.customer(customer), tuple(parts), **more)
    return settle_line(
        **book.scope, line_id=line.id, wanted=wanted, key=secrets.token_hex(8), version=None
    )


def bounce(book: Ledger, went: BankEntry, came: BankEntry, reason: str = "余额不足", **more: Any) -> int:  # fmt: skip
    return bounce_receipt(**book.scope, line_id=went.id, receipt_id=came.id, reason=reason, **more)


def test_a_payment_the_bank_returns_opens_its_invoice_at_its_old_age(
    book: Ledger, home: BankAccount
) -> None:
    book.post("invoice", "INV-1", "1,000.00", "01-05", due="02-01")
    came = told(book, home, "1,000.00", "03-03")
    made = settle(book, came, "远景", [part(book, "INV-1", "1,000.00")])
    went = told(book, home, "-1,000.00", "03-06", text="退汇")
    number = bounce(book, went, came, "账号有误")
    assert book.open_table("03-02") == ["INV-1 CNY 1,000.00"]
    assert book.open_table("03-05") == [], "until it was returned it was paid"
    assert book.open_table("03-06") == ["INV-1 CNY 1,000.00"]
    assert book.item("INV-1", 1).due_on == day("02-01")
    assert book.accounts("03-05")["bank"] == "1,000.00"
    assert "bank" not in book.accounts("03-06")
    said = BouncedReceipt.objects.get(id=number)
    assert (said.bounced_by_id, said.reason, said.bounced_on) == (book.scope["actor"], "账号有误", day("03-06"))  # fmt: skip
    assert Act.objects.get(company_id=book.company_id, seq=said.seq).kind == "bounce_receipt"
    came.refresh_from_db()
    went.refresh_from_db()
    assert (came.state, came.entry_seq) == ("posted", said.receipt_seq)
    assert (went.state, went.entry_seq, went.customer_id) == ("posted", said.reversal_seq, came.customer_id)  # fmt: skip
    assert bounce(book, went, came) == number, "said twice it is said once"
    with pytest.raises(NothingIsUndone):
        undo_settlement(**book.scope, settlement_id=made)
    book.prove()


def test_fees_and_shares_go_back_with_the_money(book: Ledger, home: BankAccount) -> None:
    parent, child = book.customer("集团"), book.customer("子公司")
    Customer.objects.filter(id=child).update(parent_id=parent)
    set_cash_policy(**book.scope, policy=Policy(tolerances={"CNY": (2_000, 50)}, tolerance_cap=4_000))  # fmt: skip
    book.post("invoice", "INV-1", "600.00", "01-05", customer="集团")
    book.post("invoice", "K-1", "400.00", "01-06", customer="子公司")
    came = told(book, home, "980.00", "03-03")
    own = part(book, "INV-1", "600.00")
    settle(
        book, came, "集团", [own], shares=(Share(child, (part(book, "K-1", "400.00"),)),),
        adjustments=(Adjustment("bank_fee", own.item_id, minor("15.00")), Adjustment("tolerance", book.item("K-1").id, 500)),
    )  # fmt: skip
    assert [book.open_table("03-03", name) for name in ("集团", "子公司")] == [[], []]
    bounce(book, told(book, home, "-980.00", "03-06"), came)
    assert book.open_table("03-06", "集团") == ["INV-1 CNY 600.00"]
    assert book.open_table("03-06", "子公司") == ["K-1 CNY 400.00"]
    assert book.accounts("03-06") == {"receivable": "1,000.00", "revenue": "-1,000.00"}
    book.prove()


def test_money_in_another_currency_goes_back_with_its_difference(book: Ledger) -> None:
    dollars = our_account(book, "美元户", "USD")
    book.post("invoice", "INV-1", "1,000.00", "01-05", currency="USD", rate="7.10")
    came = told(book, dollars, "1,000.00", "03-03")
    settle(book, came, "远景", [part(book, "INV-1", "1,000.00")], rate=Decimal("7.20"))
    bounce(book, told(book, dollars, "-1,000.00", "03-06"), came)
    assert book.open_table("03-06") == ["INV-1 USD 1,000.00"]
    assert book.accounts("03-06") == {"receivable": "7,100.00", "revenue": "-7,100.00"}
    book.prove()


def test_what_people_settled_by_hand_and_paid_back_is_owed_again(
    book: Ledger, home: BankAccount
) -> None:
    book.post("invoice", "INV-1", "300.00", "01-05")
    came = told(book, home, "1,000.00", "03-03", bank_reference="20260303001")
    settle(book, came, "远景")
    book.settle("INV-1", "20260303001", "300.00", "03-04")
    book.refund("20260303001", "200.00", "03-05")
    bounce(book, told(book, home, "-1,000.00", "03-06"), came)
    assert book.owes("03-06") == {"CNY": "500.00"}, "the invoice, and what was paid back to them"
    book.prove()


def test_money_that_was_moved_on_is_brought_back_first(book: Ledger, home: BankAccount) -> None:
    came = told(book, home, "1,000.00", "03-03", bank_reference="20260303001")
    settle(book, came, "远景")
    agreed = book.books.scope("ARA")["actor"]
    book.transfer("20260303001", -1, "03-04", customer_id=book.customer("别家"), approver=agreed)
    went = told(book, home, "-1,000.00", "03-06")
    with pytest.raises(ItemsAreAllocated):
        bounce(book, went, came)
    went.refresh_from_db()
    assert (went.state, BouncedReceipt.objects.count()) == ("waiting", 0)
    book.prove()


def test_money_out_of_suspense_that_was_moved_on_is_brought_back_first(
    book: Ledger, home: BankAccount
) -> None:
    book.post("invoice", "INV-B", "800.00", "03-05", customer="别家")
    came = told(book, home, "800.00", "03-20", bank_reference="20260320001")
    put_into_suspense(**book.scope, line_id=came.id, key="s")
    leave_suspense(
        **book.scope, line_id=came.id, customer_id=book.customer("远景"), on=day("03-21"), reason="付款凭证", key="l",
        approver=book.books.scope("ARA")["actor"],
    )  # fmt: skip
    agreed = book.books.scope("ARA")["actor"]
    book.transfer("20260320001", -1, "03-22", customer_id=book.customer("别家"), approver=agreed)
    book.settle("INV-B", "20260320001", "800.00", "03-22")
    went = told(book, home, "-800.00", "03-25")
    with pytest.raises(ItemsAreAllocated):
        bounce(book, went, came)
    assert BouncedReceipt.objects.count() == 0
    book.prove()


def test_money_nobody_had_booked_comes_and_goes_beside_the_book(
    book: Ledger, home: BankAccount
) -> None:
    came, went = told(book, home, "70.00", "03-03"), told(book, home, "-70.00", "03-06")
    number = bounce(book, went, came)
    lines = list_bank_lines(**book.books.scope("AUD"))
    assert [(row.state, row.aside_words and row.aside_words.en) for row in lines] == [("aside", "Returned")] * 2  # fmt: skip
    assert BouncedReceipt.objects.get(id=number).receipt_seq is None
    withdraw_bounce(**book.scope, bounce_id=number)
    assert {row.state for row in list_bank_lines(**book.books.scope("AUD"))} == {"waiting"}
    with pytest.raises(BounceIsFinal):
        withdraw_bounce(**book.scope, bounce_id=number)


def test_money_of_a_bounce_is_booked_once_whatever_is_done_to_its_lines(
    book: Ledger, home: BankAccount
) -> None:
    came, went = told(book, home, "1,000.00", "03-03"), told(book, home, "-1,000.00", "03-06")
    number = bounce(book, went, came)
    for line in (came, went):
        with pytest.raises(LineIsElsewhere):
            bring_back(**book.scope, line_id=line.id)
    # As it stood where a line of a bounce could still be brought back alone.
    BankEntry.objects.filter(id=came.id).update(state="waiting", aside_kind="")
    made = settle(book, came, "远景")
    with pytest.raises(LineIsElsewhere):
        withdraw_bounce(**book.scope, bounce_id=number)
    came.refresh_from_db()
    assert (came.state, Settlement.objects.filter(undone_at=None).count()) == ("posted", 1)
    assert book.accounts("03-06")["bank"] == "1,000.00", "the money came once"
    undo_settlement(**book.scope, settlement_id=made)
    withdraw_bounce(**book.scope, bounce_id=number)
    assert set(BankEntry.objects.values_list("state", "aside_kind")) == {("waiting", "")}
    book.prove()


def test_a_receipt_that_went_back_settles_nothing_more(book: Ledger, home: BankAccount) -> None:
    came, went = told(book, home, "500.00", "03-03"), told(book, home, "-500.00", "03-06")
    settle(book, came, "远景")
    number = bounce(book, went, came)
    with pytest.raises(LineIsElsewhere):
        settle(book, came, "远景")
    withdraw_bounce(**book.scope, bounce_id=number)
    settle(book, came, "远景")
    assert book.accounts("03-06")["bank"] == "500.00"
    book.prove()


def test_a_bounce_that_was_another_receipts_is_withdrawn_and_both_lines_wait(
    book: Ledger, home: BankAccount
) -> None:
    book.post("invoice", "INV-1", "500.00", "01-05")
    book.post("invoice", "INV-2", "500.00", "01-05")
    first, second = told(book, home, "500.00", "03-03"), told(book, home, "500.00", "03-03")
    settle(book, first, "远景", [part(book, "INV-1", "500.00")])
    settle(book, second, "远景", [part(book, "INV-2", "500.00")])
    went = told(book, home, "-500.00", "03-06")
    number = bounce(book, went, first)
    with pytest.raises(ReceiptHasBounced):
        bounce(book, went, second)
    withdraw_bounce(**book.scope, bounce_id=number)
    for line in (first, went):
        line.refresh_from_db()
        assert (line.state, line.entry_seq) == ("waiting", None)
    settle(book, first, "远景", [part(book, "INV-1", "500.00")])
    bounce(book, went, second)
    assert book.open_table("03-06") == ["INV-2 CNY 500.00"]
    assert book.accounts("03-06")["bank"] == "500.00"
    book.prove()


def test_only_the_same_money_goes_back_and_whoever_says_it_says_why(
    book: Ledger, home: BankAccount
) -> None:
    came = told(book, home, "500.00", "03-03", brought_by=book.scope["actor"])
    settle_line(
        **{**book.books.scope("ARA"), "origin": "test"}, line_id=came.id, wanted=Wanted(book.customer("远景")), key="k"
    )  # fmt: skip
    went = told(book, home, "-500.00", "03-06")
    with pytest.raises(BounceSaysNothing):
        bounce(book, went, came, " ")
    for wrong in (
        told(book, home, "-500.01", "03-06"),
        told(book, home, "-500.00", "03-02"),
        told(book, our_account(book, "美元户", "USD"), "-500.00", "03-06"),
    ):
        with pytest.raises(ReturnDoesNotFit):
            bounce(book, wrong, came)
    with pytest.raises(LineHasChanged):
        bounce(book, went, came, version=7)
    with pytest.raises(CashierSettles):
        bounce(book, went, came)
    went.refresh_from_db()
    assert went.state == "waiting"
    bounce_receipt(
        **{**book.books.scope("ARA"), "origin": "test"}, line_id=went.id, receipt_id=came.id, reason="退票"
    )  # fmt: skip
    book.prove()


def test_the_machine_proposes_which_receipt_a_line_returns(book: Ledger, home: BankAccount) -> None:
    for number in (1, 2):
        line = told(book, home, "500.00", "03-03", bank_reference=f"2026030300{number}", other_name=f"客户{number}")  # fmt: skip
        settle(book, line, f"客户{number}")
    went = told(book, home, "-500.00", "03-06", text="退汇 20260303002")
    unsure = told(book, home, "-500.00", "03-07", text="退汇")
    run = start_cash_run(company_id=book.company_id, actor=book.scope["actor"], waits_for_worker=False)  # fmt: skip
    perform_cash_run(run)
    said = {each.bank_entry_id: each for each in CashProposal.objects.filter(state="open")}
    assert (said[went.id].status, said[went.id].rule) == ("suggested", "returned")
    assert "客户2" in said[went.id].sentence["zh"]
    assert said[unsure.id].status == "ambiguous"
    page = returned_line(**book.reader, line_id=went.id)
    assert [(each.name, [fact.en for fact in each.facts]) for each in page.candidates] == [
        ("客户2", ["same reference of the bank"]),
        ("客户1", []),
    ]
    bounce(book, went, BankEntry.objects.get(id=page.candidates[0].line_id))
    page = returned_line(**book.reader, line_id=went.id)
    assert page.bounce is not None
    assert (page.bounce.reason, page.candidates) == ("余额不足", ())
    assert [each.name for each in returned_line(**book.reader, line_id=unsure.id).candidates] == ["客户1"]  # fmt: skip


def test_a_line_put_aside_as_paid_out_may_return_a_receipt_after_all(
    book: Ledger, home: BankAccount
) -> None:
    came = told(book, home, "500.00", "03-03")
    settle(book, came, "远景")
    went = told(book, home, "-500.00", "03-06", state="aside", aside_kind="paid_out")
    charge = told(book, home, "-500.00", "03-06", state="aside", aside_kind="interest")
    with pytest.raises(LineIsElsewhere):
        bounce(book, charge, came)
    bounce(book, went, came)
    assert book.open_table("03-06") == []
    book.prove()


def cheque(book: Ledger, number: str, amount: str, *pays: str, on: str = "03-01") -> int:
    paper = BillPaper("cheque", book.customer("远景"), number, "远景", "工商银行", minor(amount), day(on), day(on), day(on))  # fmt: skip
    wanted = [Pays(book.item(each, 1).id) for each in pays]
    return receive_bill(**book.scope, bill=paper, pays=wanted, key=secrets.token_hex(8))


def cleared_cheque(book: Ledger, home: BankAccount) -> tuple[int, BankEntry, int]:
    """CHQ-1 of 500.00 for INV-1, paid by a line of 4 March: the bill, the line, the settlement."""
    book.post("invoice", "INV-1", "500.00", "01-05")
    number = cheque(book, "CHQ-1", "500.00", "INV-1")
    came = told(book, home, "500.00", "03-04")
    return number, came, clear_bill(**book.scope, line_id=came.id, bill_id=number)


def test_a_cheque_is_received_presented_cleared_and_bounces(
    book: Ledger, home: BankAccount
) -> None:
    book.post("invoice", "INV-1", "500.00", "01-05", due="02-01")
    number = cheque(book, "CHQ-1", "500.00", "INV-1")
    assert book.open_table("03-01") == ["CHQ-1 CNY 500.00"], "a cheque is not money yet"
    present_bill(**book.scope, bill_id=number)
    came = told(book, home, "500.00", "03-04", bank_reference="20260304009")
    assert [each.number for each in bills_it_may_pay(**book.reader, line_id=came.id)] == ["CHQ-1"]
    made = clear_bill(**book.scope, line_id=came.id, bill_id=number, version=1)
    assert clear_bill(**book.scope, line_id=came.id, bill_id=number, version=1) == made
    assert book.open_table("03-04") == []
    assert book.accounts("03-04") == {"bank": "500.00", "revenue": "-500.00"}
    assert Bill.objects.get(id=number).state == "settled"
    went = told(book, home, "-500.00", "03-06", text="退票 20260304009")
    bounce(book, went, came, "空头")
    assert Bill.objects.get(id=number).state == "dishonoured"
    assert book.open_table("03-06") == ["INV-1 CNY 500.00"]
    assert book.item("INV-1", 1).due_on == day("02-01")
    assert book.accounts("03-06") == {"receivable": "500.00", "revenue": "-500.00"}
    said = bounce_of_bill(book.company_id, number)
    assert said is not None
    assert (said.reason, said.can_be_withdrawn) == ("空头", False)
    with pytest.raises(BounceIsFinal):
        withdraw_bounce(**book.scope, bounce_id=said.id)
    book.prove()


def test_another_customer_s_money_clears_no_cheque_without_paper_or_word(
    book: Ledger, home: BankAccount
) -> None:
    """The drawee and a bank nobody knows may pay it; another customer is asked about as on any line."""
    book.customer("别家")
    number = cheque(book, "CHQ-1", "500.00")
    came = told(book, home, "500.00", "03-04", other_name="别家")
    with pytest.raises(PayerIsAnother):
        clear_bill(**book.scope, line_id=came.id, bill_id=number)
    word = {"line_id": came.id, "customer_id": book.customer("远景"), "reason": "背书转让"}
    accept_payer(**book.scope, **word, key="w", approver=book.books.scope("ARA")["actor"])
    clear_bill(**book.scope, line_id=came.id, bill_id=number)
    for no, payer in enumerate(("工商银行", "招商银行清算中心"), start=2):
        of_a_bank = told(book, home, "500.00", "03-04", other_name=payer)
        clear_bill(**book.scope, line_id=of_a_bank.id, bill_id=cheque(book, f"CHQ-{no}", "500.00"))
    book.customer("付款人")
    paper = BillPaper("commercial", book.customer("远景"), "B-9", "远景", "付款人", minor("500.00"), day("01-01"), day("03-04"), day("01-05"))  # fmt: skip
    drawn = receive_bill(**book.scope, bill=paper, pays=[], key="b9")
    clear_bill(**book.scope, line_id=told(book, home, "500.00", "03-04", other_name="付款人").id, bill_id=drawn)  # fmt: skip
    book.prove()


def test_a_cheque_cleared_by_the_wrong_line_is_with_us_again_when_that_is_undone(
    book: Ledger, home: BankAccount
) -> None:
    number, came, made = cleared_cheque(book, home)
    undo_settlement(**book.scope, settlement_id=made)
    came.refresh_from_db()
    assert (came.state, Bill.objects.get(id=number).state) == ("waiting", "received")
    assert book.open_table("03-04") == ["CHQ-1 CNY 500.00"]
    clear_bill(**book.scope, line_id=came.id, bill_id=number)
    assert book.open_table("03-04") == []
    assert Settlement.objects.filter(undone_at=None).count() == 1
    book.prove()


def test_a_cheque_whose_payment_was_undone_by_hand_leaves_its_line_free(
    book: Ledger, home: BankAccount
) -> None:
    number, came, made = cleared_cheque(book, home)
    (settled,) = Settlement.objects.get(id=made).other_seqs
    book.take_apart(settled, "03-04")
    assert Bill.objects.get(id=number).state == "received"
    undo_settlement(**book.scope, settlement_id=made)
    came.refresh_from_db()
    assert (came.state, came.entry_seq) == ("waiting", None)
    clear_bill(**book.scope, line_id=came.id, bill_id=number)
    assert book.open_table("03-04") == []
    assert book.accounts("03-04")["bank"] == "500.00"
    book.prove()


def test_a_cheque_is_never_discounted_and_money_of_another_amount_does_not_clear_it(
    book: Ledger, home: BankAccount
) -> None:
    number = cheque(book, "CHQ-1", "500.00")
    with pytest.raises(NotInThisState):
        discount_bill(**book.scope, bill_id=number, proceeds=1, on=day("03-01"))
    with pytest.raises(BillIsNotOfThisLine):
        clear_bill(**book.scope, line_id=told(book, home, "500.01", "03-04").id, bill_id=number)
    own = told(book, home, "500.00", "03-04", brought_by=book.scope["actor"])
    with pytest.raises(CashierSettles):
        clear_bill(**book.scope, line_id=own.id, bill_id=number)
    other = told(book, home, "500.00", "03-04")
    dishonour_bill(**book.scope, bill_id=number, on=day("03-05"), reason="印鉴不符")
    with pytest.raises(LineIsElsewhere):
        clear_bill(**book.scope, line_id=other.id, bill_id=number)
    book.prove()


def test_a_bill_nobody_paid_says_who_entered_it_when_and_why(book: Ledger) -> None:
    book.post("invoice", "INV-1", "500.00", "01-05", due="02-01")
    paper = BillPaper("bank", book.customer("远景"), "B-1", "远景", "招商银行", minor("500.00"), day("02-10"), day("08-10"), day("02-10"))  # fmt: skip
    number = receive_bill(**book.scope, bill=paper, pays=[Pays(book.item("INV-1", 1).id)], key="b")
    dishonour_bill(**book.scope, bill_id=number, on=day("08-12"), reason="出票人账户余额不足")
    dishonour_bill(**book.scope, bill_id=number, on=day("08-12"))
    said = bounce_of_bill(book.company_id, number)
    assert said is not None
    assert (said.reason, said.on, said.by) == ("出票人账户余额不足", day("08-12"), "FM yuanjing")
    assert BouncedReceipt.objects.count() == 1
    assert book.open_table("08-12") == ["INV-1 CNY 500.00"]
    assert book.item("INV-1", 1).due_on == day("02-01")
    book.prove()


def test_a_cheque_freed_on_a_later_day_is_cleared_again_from_that_day_on(
    book: Ledger, home: BankAccount
) -> None:
    """Until then it was paid; a second payment of the same days would pay it twice."""
    number, came, made = cleared_cheque(book, home)
    (settled,) = Settlement.objects.get(id=made).other_seqs
    book.take_apart(settled, "03-10")
    undo_settlement(**book.scope, settlement_id=made)
    clear_bill(**book.scope, line_id=came.id, bill_id=number)
    assert book.open_table("03-09") == []
    assert book.open_table("03-10") == []
    assert book.accounts("03-10")["bank"] == "500.00"
    book.prove()
