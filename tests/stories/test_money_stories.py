"""Money that does not say whose it is: in suspense, from another payer, too much, or ahead of its invoice."""

from __future__ import annotations

import json
import secrets
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.ledgers import Ledger, day, minor, open_ledger
from tests.stories.test_cash_stories import came_in, part, settle
from wanglai.services.access.scope import NotFound
from wanglai.services.allocation.refund import refund
from wanglai.services.allocation.transfer import transfer
from wanglai.services.approvals.bands import DEFAULT_BANDS, ApprovalIsNeeded
from wanglai.services.approvals.decide_approval import OwnRequest, decide_approval
from wanglai.services.approvals.queries import show_request
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.cash.accept_payer import KIND as ACCEPT
from wanglai.services.cash.accept_payer import AcceptanceSaysNothing, accept_payer
from wanglai.services.cash.deciding import accept_many
from wanglai.services.cash.learn_payer import (
    NameIsAnothers,
    NameIsKnown,
    NothingToLearn,
    forget_payer_name,
    learn_payer_account,
    learn_payer_name,
)
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.refusals import LineIsElsewhere, NobodyPaysForThem
from wanglai.services.cash.run_life import start_cash_run
from wanglai.services.cash.settle_line import Share
from wanglai.services.cash.show_line import cash_line, share_of_line
from wanglai.services.cash.show_queue import cash_queue
from wanglai.services.cash.show_suspense import suspense, suspense_in_proof
from wanglai.services.cash.suspense import (
    KIND,
    BeforeItCame,
    MoveSaysNothing,
    leave_suspense,
    put_into_suspense,
)
from wanglai.services.cash.third_party import PayerIsAnother
from wanglai.services.cash.undo_settlement import undo_settlement
from wanglai.services.customers.bank_accounts import PURPOSE
from wanglai.services.customers.change_customer import stop_customer
from wanglai.services.customers.papers import add_payer
from wanglai.services.exports.suspense import suspense_table
from wanglai.services.ledger.book import CashierSettles, SuspenseStandsApart
from wanglai.services.ledger.reverse import EntryIsOfBankLine
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.composing import pairs_of
from wanglai.services.statements.issue_statement import issue_statement
from wanglai.store.models import (
    AcceptedPayer,
    Act,
    ApprovalRequest,
    BankEntry,
    CashProposal,
    Customer,
    CustomerPayer,
    Membership,
    OpenItem,
    PayerAlias,
    Settlement,
    User,
)
from wanglai.store.secret_fields import encrypted, looked_up


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def suspend(book: Ledger, line: BankEntry, **more: Any) -> int:
    made = put_into_suspense(
        **book.scope, line_id=line.id, key=secrets.token_hex(8), version=line.version, **more
    )
    line.refresh_from_db()
    return made


def asked(book: Ledger, kind: str, subject: dict[str, Any]) -> ApprovalRequest:
    number = request_approval(
        **{**book.scope, **book.books.scope("ARA")}, kind=kind, subject=subject, key=secrets.token_hex(8)
    )  # fmt: skip
    return ApprovalRequest.objects.get(id=number)


def say_yes(book: Ledger, request: ApprovalRequest, role: str = "FM", actor: int = 0) -> str:
    who = {**book.scope, "actor": actor or book.books.scope(role)["actor"]}
    return decide_approval(
        **who, request_id=request.id, verdict="approve", shown_hash=bytes(request.subject_hash)
    )


def leaves(line: BankEntry, customer_id: int, on: str = "04-02") -> dict[str, Any]:
    return {
        "line_id": line.id,
        "customer_id": customer_id,
        "on": day(on).isoformat(),
        "reason": "客户发来付款凭证",
    }


def test_money_nobody_can_name_waits_and_goes_to_its_customer_with_another_s_word(
    book: Ledger,
) -> None:
    book.post("invoice", "INV-1", "800.00", "03-05")
    line = came_in(book, "800.00", "03-20", other_name="无名氏")
    suspend(book, line)
    assert book.owes("03-20", "待查来款") == {"CNY": "-800.00"}
    found = suspense(**book.reader, as_of=day("04-01"))
    assert [(row.payer, row.days, row.bucket_words.en, row.open.text) for row in found.rows] == [
        ("无名氏", 12, "8–30 days", "800.00")
    ]
    request = asked(book, KIND, leaves(line, book.customer("远景")))
    assert cash_line(**book.reader, line_id=line.id).asked_to_leave == request.id
    shown = show_request(**book.books.scope("FM"), request_id=request.id)
    assert (shown.document, shown.worth.text) == ("远景", "800.00")
    assert "客户发来付款凭证" in shown.about.zh
    assert say_yes(book, request) == "done"
    line.refresh_from_db()
    assert (line.customer_id, line.moved_seq is not None) == (book.customer("远景"), True)
    assert suspense(**book.reader, as_of=day("04-02")).rows == ()
    assert len(suspense(**book.reader, as_of=day("04-01")).rows) == 1, "a past day stays as it was"
    assert [row.left.text for row in suspense(**book.reader, as_of=day("04-02")).moved] == [
        "800.00"
    ]
    credit = OpenItem.objects.get(seq=line.moved_seq, side=-1)
    assert credit.due_on == day("03-20"), "it is as old as on the day it came"
    settle(book, line, "远景", [part(book, "INV-1", "800.00")])
    assert book.open_table("04-02") == []
    assert book.open_table("04-01") == ["INV-1 CNY 800.00"]
    book.prove()


def test_nobody_alone_says_whose_unnamed_money_is(book: Ledger) -> None:
    line = came_in(book, "800.00", "03-20")
    suspend(book, line)
    said = {**leaves(line, book.customer("远景")), "on": day("04-02")}
    with pytest.raises(ApprovalIsNeeded):
        leave_suspense(**book.scope, **said, key="k1")
    request = asked(book, KIND, leaves(line, book.customer("远景")))
    with pytest.raises(OwnRequest):
        say_yes(book, request, actor=request.maker_id)
    line.refresh_from_db()
    assert line.moved_seq is None
    with pytest.raises(MoveSaysNothing):
        leave_suspense(**book.scope, **{**said, "reason": " "}, key="k2")
    with pytest.raises(BeforeItCame):
        leave_suspense(**book.scope, **{**said, "on": day("03-19")}, key="k3")


def test_who_brought_the_money_does_not_agree_to_whose_it_is(book: Ledger) -> None:
    manager = book.books.scope("FM")["actor"]
    line = came_in(book, "800.00", "03-20", brought_by=manager)
    put_into_suspense(**{**book.scope, **book.books.scope("ARA")}, line_id=line.id, key="k")
    with pytest.raises(CashierSettles):
        say_yes(book, asked(book, KIND, leaves(line, book.customer("远景"))))


def test_the_suspense_customer_stands_apart(book: Ledger) -> None:
    """It owes nothing, is not merged, stopped or written for, and its money leaves by its own door alone."""
    line = came_in(book, "800.00", "03-20")
    made = suspend(book, line)
    apart = Customer.objects.get(is_suspense=True)
    with pytest.raises(SuspenseStandsApart):
        book.post("invoice", "INV-9", "10.00", "03-21", customer=apart.name)
    with pytest.raises(SuspenseStandsApart):
        stop_customer(**{**book.scope, **book.books.scope("CRC")}, customer_id=apart.id, reason="x")
    item = OpenItem.objects.get(customer_id=apart.id)
    to = book.customer("远景")
    with pytest.raises(SuspenseStandsApart):
        transfer(**book.scope, item_id=item.id, customer_id=to, on=day("04-02"), key="k")
    with pytest.raises(SuspenseStandsApart):
        undo_settlement(**book.scope, settlement_id=made)
    with pytest.raises(LineIsElsewhere):
        settle(book, line, "远景")
    with pytest.raises(SuspenseStandsApart):
        say_yes(book, asked(book, KIND, leaves(line, apart.id)))


def test_an_entry_a_line_of_the_bank_made_is_undone_on_its_page_alone(book: Ledger) -> None:
    """Reversed by hand, 800.00 would leave suspense by one person's word, and the line would be posted for good."""
    line = came_in(book, "800.00", "03-20")
    suspend(book, line)
    with pytest.raises(EntryIsOfBankLine):
        book.reverse(line.entry_seq or 0, "04-02")
    say_yes(book, asked(book, KIND, leaves(line, book.customer("远景"))))
    line.refresh_from_db()
    with pytest.raises(EntryIsOfBankLine):
        book.reverse(line.moved_seq or 0, "04-02")
    known = came_in(book, "100.00", "03-20")
    made = settle(book, known, "远景")
    known.refresh_from_db()
    with pytest.raises(EntryIsOfBankLine):
        book.reverse(known.entry_seq or 0, "04-02")
    undo_settlement(**book.scope, settlement_id=made)
    known.refresh_from_db()
    assert known.state == "waiting"
    by_hand = book.post("receipt", "R-1", "5.00", "03-20")
    book.reverse(by_hand.seq, "03-20")
    book.prove()


def test_money_nobody_can_name_is_told_to_nobody(book: Ledger) -> None:
    suspend(book, came_in(book, "800.00", "03-20"))
    apart = Customer.objects.get(is_suspense=True)
    days = {"from_on": day("03-01"), "through_on": day("03-31")}
    with pytest.raises(NotFound):
        issue_statement(**book.scope, customer_id=apart.id, currency="CNY", kind="forward", **days, key="k")  # fmt: skip
    book.post("invoice", "INV-1", "1.00", "03-05")
    last = Act.objects.filter(company_id=book.company_id).latest("seq").seq
    assert pairs_of(book.company_id, None, day("03-31"), last) == [(book.customer("远景"), "CNY")]


def test_a_second_request_for_the_same_money_is_refused_once_it_left(book: Ledger) -> None:
    line = came_in(book, "800.00", "03-20")
    suspend(book, line)
    first, second = (asked(book, KIND, leaves(line, book.customer(name))) for name in ("远景", "别家"))  # fmt: skip
    say_yes(book, first)
    with pytest.raises(LineIsElsewhere):
        say_yes(book, second)
    assert book.owes("04-02", "别家") == {}
    book.prove()


def test_suspense_is_aged_per_currency_and_stated_in_the_proof(book: Ledger) -> None:
    """Days since the money came, each edge: 7 is in 0–7, 8 in 8–30; dollars apart, weighed at their booked rate."""
    for amount, on in (("1.00", "03-24"), ("2.00", "03-23"), ("4.00", "03-01"), ("8.00", "02-28")):
        suspend(book, came_in(book, amount, on, bank_reference=f"2026{on}"))
    suspend(book, came_in(book, "100.00", "03-30", currency="USD"), rate=Decimal("7.10"))
    found = suspense(**book.reader, as_of=day("03-31"))
    assert [(each.total.currency, [cell.text for cell in each.buckets]) for each in found.sums] == [
        ("CNY", ["1.00", "6.00", "8.00", "0.00", "0.00", "0.00"]),
        ("USD", ["100.00", "0.00", "0.00", "0.00", "0.00", "0.00"]),
    ]
    assert [(each.base.text, each.oldest) for each in found.sums] == [("15.00", 31), ("710.00", 1)]
    only = suspense(**book.reader, as_of=day("03-31"), currency="CNY", bucket=2)
    assert [row.amount.text for row in only.rows] == ["4.00", "2.00"]
    assert only.sums == found.sums, "a filter hides rows, never money"
    stated = suspense_in_proof(**book.reader, on=day("03-31"))
    assert [(each.amount.text, each.amount.currency, each.base.text) for each in stated] == [
        ("-15.00", "CNY", "-15.00"),
        ("-100.00", "USD", "-710.00"),
    ]
    table = suspense_table(**book.reader, as_of=day("03-31"))
    assert [row[-1].text for row in table.totals] == ["15.00", "100.00"]
    assert len(list(table.rows)) == 5
    book.prove()


def test_the_act_of_leaving_names_who_agreed(book: Ledger) -> None:
    line = came_in(book, "800.00", "03-20")
    suspend(book, line)
    request = asked(book, KIND, leaves(line, book.customer("远景")))
    say_yes(book, request)
    line.refresh_from_db()
    act = Act.objects.get(company_id=book.company_id, seq=line.moved_seq)
    assert (act.actor_id, act.approver_id) == (request.maker_id, book.scope["actor"])
    assert json.loads(request.subject)["reason"] == "客户发来付款凭证"
    assert Settlement.objects.count() == 1
    assert date.fromisoformat(json.loads(request.subject)["on"]) == day("04-02")
    assert minor("800.00") == OpenItem.objects.get(seq=act.seq, side=-1).amount


def another(book: Ledger, payer: str = "王小明", customer: str = "远景") -> BankEntry:
    """800.00 that another than the customer paid for an invoice of the customer."""
    book.post("invoice", "INV-1", "800.00", "03-05", customer=customer)
    return came_in(book, "800.00", "03-20", other_name=payer)


def accepts(line: BankEntry, customer_id: int, reason: str = "法定代表人代付") -> dict[str, Any]:
    return {"line_id": line.id, "customer_id": customer_id, "reason": reason}


def test_who_pays_for_another_needs_a_second_person_s_word_and_it_stays_on_the_act(
    book: Ledger,
) -> None:
    line, home = another(book), book.customer("远景")
    chosen = cash_line(**book.reader, line_id=line.id, customer_id=home)
    assert chosen.stranger is not None
    assert (chosen.stranger.name, chosen.stranger.is_allowed) == ("王小明", False)
    with pytest.raises(PayerIsAnother):
        settle(book, line, "远景", [part(book, "INV-1", "800.00")])
    with pytest.raises(ApprovalIsNeeded):
        accept_payer(**book.scope, **accepts(line, home), key="k")
    with pytest.raises(AcceptanceSaysNothing):
        accept_payer(**book.scope, **accepts(line, home, " "), key="k")
    request = asked(book, ACCEPT, accepts(line, home))
    assert cash_line(**book.reader, line_id=line.id, customer_id=home).asked_to_accept == request.id
    shown = show_request(**book.books.scope("FM"), request_id=request.id)
    assert (shown.document, "王小明" in shown.about.zh, "法定代表人代付" in shown.about.zh) == ("远景", True, True)  # fmt: skip
    with pytest.raises(OwnRequest):
        say_yes(book, request, actor=request.maker_id)
    with pytest.raises(PayerIsAnother):
        settle(book, line, "远景", [part(book, "INV-1", "800.00")])
    assert say_yes(book, request) == "done"
    word = AcceptedPayer.objects.get()
    assert (word.asked_by_id, word.agreed_by_id) == (request.maker_id, book.scope["actor"])
    settle(book, line, "远景", [part(book, "INV-1", "800.00")])
    act = Act.objects.get(company_id=book.company_id, kind="settle_for_another")
    assert json.loads(act.facts) == {"line": line.id, "customer": home, "payer": None, "accepted": [word.id]}  # fmt: skip
    told = [
        each.sentence.en for each in trail(**book.books.scope("AUD"), wanted=TrailFilter()).rows
    ]
    assert "Accepted that 王小明 pays for 远景: 法定代表人代付" in told
    assert "Settled with another's money for 远景" in told
    shown_now = cash_line(**book.reader, line_id=line.id).settlements[0].for_another
    assert shown_now.startswith("法定代表人代付 (")
    again = came_in(book, "5.00", "03-21", other_name="王小明")
    stranger = cash_line(**book.reader, line_id=again.id, customer_id=home).stranger
    assert stranger is not None, "nothing was learned"
    assert not stranger.is_allowed, "the word is for one line alone"
    book.prove()


def test_who_brought_the_money_neither_asks_nor_agrees_that_it_pays_for_another(
    book: Ledger,
) -> None:
    clerk = book.books.scope("ARA")["actor"]
    own = came_in(book, "800.00", "03-20", other_name="王小明", brought_by=clerk)
    with pytest.raises(CashierSettles):
        accept_payer(**{**book.scope, "actor": clerk}, **accepts(own, book.customer("远景")), key="k")  # fmt: skip
    managers = came_in(book, "800.00", "03-20", other_name="王小明", brought_by=book.scope["actor"])
    with pytest.raises(CashierSettles):
        say_yes(book, asked(book, ACCEPT, accepts(managers, book.customer("远景"))))
    assert not AcceptedPayer.objects.exists()


def test_one_customer_s_money_pays_another_s_debts_with_a_second_person_s_word_alone(
    book: Ledger,
) -> None:
    """The payer is a customer, known by its name; the debtor is of another group and has no paper for it."""
    book.post("invoice", "INV-1", "100.00", "03-05", customer="别家")
    line = came_in(book, "100.00", other_name="远景")
    other = book.customer("别家")
    shares = (Share(other, (part(book, "INV-1", "100.00"),)),)
    with pytest.raises(NobodyPaysForThem):
        settle(book, line, "远景", shares=shares)
    with pytest.raises(PayerIsAnother):
        settle(book, line, "别家", shares[0].parts)
    asked_for = {"line_id": line.id, "payer_id": book.customer("远景"), "customer_id": other}
    request = asked(book, ACCEPT, accepts(line, other, "三方抵账协议"))
    found = share_of_line(**book.reader, **asked_for)
    assert (found.is_allowed, found.asked) == (False, request.id)
    say_yes(book, request)
    assert share_of_line(**book.reader, **asked_for).is_allowed
    settle(book, line, "远景", shares=shares)
    assert Settlement.objects.get().paid_for_another == {
        "payer": None,
        "accepted": [AcceptedPayer.objects.get().id],
    }
    assert book.open_table("03-20", "别家") == []
    book.prove()


def test_one_customer_s_money_moves_to_another_s_account_with_a_second_person_s_word_alone(
    book: Ledger,
) -> None:
    """By way of another account of its own as well; home again it goes freely, and so does what its payer may pay."""
    line = came_in(book, "100.00", other_name="远景")
    settle(book, line, "远景")
    line.refresh_from_db()
    home, other, third = (book.customer(name) for name in ("远景", "别家", "子公司"))
    number = book_number(line)
    with pytest.raises(ApprovalIsNeeded):
        book.transfer(number, -1, "03-21", customer_id=other)
    book.transfer(number, -1, "03-21", account="advance")
    with pytest.raises(ApprovalIsNeeded):
        book.transfer(number, -1, "03-21", customer_id=other, account="receivable")
    brought = line.handed_in_by_id
    with pytest.raises(CashierSettles):
        book.transfer(number, -1, "03-21", customer_id=other, approver=brought)
    item = book.item(number, -1)
    request = asked(book, "transfer", {"item_id": item.id, "customer_id": other, "account": "receivable", "on": day("03-21").isoformat()})  # fmt: skip
    with pytest.raises(OwnRequest):
        say_yes(book, request, actor=request.maker_id)
    assert say_yes(book, request) == "done"
    assert book.owes("03-21", "别家") == {"CNY": "-100.00"}
    with pytest.raises(ApprovalIsNeeded):
        book.transfer(number, -1, "03-22", customer_id=third)
    book.transfer(number, -1, "03-22", customer_id=home)
    Customer.objects.filter(id=third).update(parent_id=home)
    book.transfer(number, -1, "03-23", customer_id=third)
    by_hand = book.post("receipt", "R-1", "5.00", "03-20")
    book.transfer("R-1", -1, "03-21", customer_id=other)
    assert by_hand.seq
    book.prove()


def book_number(line: BankEntry) -> str:
    return OpenItem.objects.get(company_id=line.company_id, seq=line.entry_seq).document


def test_what_the_machine_knew_by_a_name_since_forgotten_makes_nobody_the_customer(
    book: Ledger,
) -> None:
    """The proposal is still open; an account that was only seen before is asked about as well."""
    line, home = another(book, "远景华东采购中心"), book.customer("远景")
    made = learn_payer_name(**book.scope, line_id=line.id, customer_id=home)
    perform_cash_run(start_cash_run(**book.books.scope("FM"), waits_for_worker=False))
    said = CashProposal.objects.get(bank_entry_id=line.id, state="open")
    assert (said.customer_id, said.payer_by) == (home, "alias")
    forget_payer_name(**book.scope, alias_id=made)
    for known_by in ("alias", "account", "name", "account_seen"):
        CashProposal.objects.filter(id=said.id).update(payer_by=known_by)
        with pytest.raises(PayerIsAnother):
            settle(book, line, "远景", [part(book, "INV-1", "800.00")])
    CashProposal.objects.filter(id=said.id).update(payer_by="name_part")
    settle(book, line, "远景", [part(book, "INV-1", "800.00")])


def test_an_account_of_two_customers_makes_neither_name_a_third(book: Ledger) -> None:
    """The name was learned for the customer, the account is two others': whose account it is says more."""
    kept = sealed_account(book, "6222021234567890128")
    home = book.customer("远景")
    learn_payer_name(**book.scope, line_id=came_in(book, "1.00", other_name="南方采购").id, customer_id=home)  # fmt: skip
    for no, name in enumerate(("别家", "子公司")):
        owned = came_in(book, "2.00", other_name="王小明", **kept)
        request = ApprovalRequest.objects.get(
            id=learn_payer_account(**{**book.scope, **book.books.scope("ARA")}, line_id=owned.id, customer_id=book.customer(name), key=f"k{no}")
        )  # fmt: skip
        say_yes(book, request)
    named = came_in(book, "3.00", other_name="南方采购", **kept)
    stranger = cash_line(**book.reader, line_id=named.id, customer_id=home).stranger
    assert stranger is not None
    assert (stranger.known_id != home, stranger.is_allowed) == (True, False)


def test_a_payer_with_its_paper_settles_within_its_days_alone(book: Ledger) -> None:
    line = another(book)
    paper = Upload("代付授权书.pdf", b"paper")
    add_payer(
        **book.scope, customer_id=book.customer("远景"), payer_name="王小明", from_on=day("03-21"), authorisation=paper
    )  # fmt: skip
    with pytest.raises(PayerIsAnother):
        settle(book, line, "远景", [part(book, "INV-1", "800.00")])
    row = CustomerPayer.objects.get()
    CustomerPayer.objects.filter(id=row.id).update(from_on=day("03-20"))
    settle(book, line, "远景", [part(book, "INV-1", "800.00")])
    assert Settlement.objects.get().paid_for_another == {"payer": row.id, "accepted": []}
    assert "代付授权书.pdf" in cash_line(**book.reader, line_id=line.id).settlements[0].for_another


def test_a_payer_without_its_paper_is_as_good_as_none(book: Ledger) -> None:
    line = another(book)
    add_payer(**book.scope, customer_id=book.customer("远景"), payer_name="王小明", from_on=day("03-01"))  # fmt: skip
    with pytest.raises(PayerIsAnother):
        settle(book, line, "远景", [part(book, "INV-1", "800.00")])


def test_the_customer_under_another_spelling_and_its_group_are_no_strangers(book: Ledger) -> None:
    line = another(book, "远景贸易（财务部）", "远景贸易有限公司")
    settle(book, line, "远景贸易有限公司", [part(book, "INV-1", "800.00")])
    book.post("invoice", "K-1", "100.00", "03-05", customer="子公司")
    Customer.objects.filter(id=book.customer("子公司")).update(parent_id=book.customer("集团"))
    of_the_parent = came_in(book, "100.00", other_name="集团")
    settle(book, of_the_parent, "子公司", [part(book, "K-1", "100.00")])
    assert [each.paid_for_another for each in Settlement.objects.order_by("id")] == [
        None,
        {"payer": None, "accepted": []},
    ]


def test_accepting_many_leaves_strangers_to_people(book: Ledger) -> None:
    """An advice names the invoice, yet the payer is nobody we know: it takes the page of the line, or the paper on file."""
    line = another(book)
    perform_cash_run(start_cash_run(**book.books.scope("FM"), waits_for_worker=False))
    CashProposal.objects.filter(bank_entry_id=line.id).update(
        status="suggested", parts=[[book.item("INV-1").id, minor("800.00")]]
    )
    said = CashProposal.objects.get(bank_entry_id=line.id)
    assert accept_many(**book.scope, proposal_ids=[said.id]) == 0
    add_payer(
        **book.scope, customer_id=book.customer("远景"), payer_name="王小明", from_on=day("03-01"),
        authorisation=Upload("授权.pdf", b"paper"),
    )  # fmt: skip
    assert accept_many(**book.scope, proposal_ids=[said.id]) == 1
    made = Settlement.objects.get()
    assert made.paid_for_another == {"payer": CustomerPayer.objects.get().id, "accepted": []}
    book.prove()


def test_the_queue_says_who_pays_for_another(book: Ledger) -> None:
    line = another(book)
    perform_cash_run(start_cash_run(**book.books.scope("FM"), waits_for_worker=False))
    CashProposal.objects.filter(bank_entry_id=line.id).update(
        customer_id=book.customer("远景"), payer_by="name_weak"
    )
    (row,) = cash_queue(**book.reader).rows
    assert row.stranger is not None
    assert (row.stranger.name, row.is_free) == ("王小明", False)
    CashProposal.objects.filter(bank_entry_id=line.id).update(payer_by="name_similar")
    (row,) = cash_queue(**book.reader).rows
    assert row.stranger is None, "the machine knows it under another spelling"


def test_a_name_is_learned_when_asked_for_and_forgotten_again(book: Ledger) -> None:
    line = another(book, "远景华东采购中心")
    home = book.customer("远景")
    clerk = {**book.scope, **book.books.scope("ARA")}
    made = learn_payer_name(**clerk, line_id=line.id, customer_id=home)
    row = PayerAlias.objects.get(id=made)
    assert (row.bank_entry_id, row.learned_by_id, row.name) == (line.id, clerk["actor"], "远景华东采购中心")  # fmt: skip
    assert cash_line(**book.reader, line_id=line.id, customer_id=home).stranger is None
    perform_cash_run(start_cash_run(**book.books.scope("FM"), waits_for_worker=False))
    said = CashProposal.objects.get(bank_entry_id=line.id, state="open")
    assert (said.customer_id, said.payer_by) == (home, "alias")
    with pytest.raises(NameIsKnown):
        learn_payer_name(**clerk, line_id=line.id, customer_id=home)
    with pytest.raises(NameIsAnothers):
        learn_payer_name(**clerk, line_id=line.id, customer_id=book.customer("别家"))
    forget_payer_name(**clerk, alias_id=made)
    assert cash_line(**book.reader, line_id=line.id, customer_id=home, search="x").learned == ()
    with pytest.raises(NotFound):
        forget_payer_name(**clerk, alias_id=made)


def test_another_customer_s_name_is_never_learned(book: Ledger) -> None:
    line = another(book, "别家（财务部）")
    book.customer("别家有限公司")
    with pytest.raises(NameIsAnothers):
        learn_payer_name(**book.scope, line_id=line.id, customer_id=book.customer("远景"))
    nameless = came_in(book, "1.00")
    with pytest.raises(NothingToLearn):
        learn_payer_name(**book.scope, line_id=nameless.id, customer_id=book.customer("远景"))
    own = came_in(book, "1.00", other_name="甲", brought_by=book.scope["actor"])
    with pytest.raises(CashierSettles):
        learn_payer_name(**book.scope, line_id=own.id, customer_id=book.customer("远景"))


def test_whose_account_it_is_says_more_than_any_name(book: Ledger) -> None:
    """A new name on a known customer's account is not learned for another, and a name learned before does not cover it."""
    kept = sealed_account(book, "6222021234567890128")
    other, home = book.customer("别家"), book.customer("远景")
    first = came_in(book, "1.00", other_name="南方采购")
    learn_payer_name(**book.scope, line_id=first.id, customer_id=home)
    owned = came_in(book, "2.00", other_name="王小明", **kept)
    request = ApprovalRequest.objects.get(
        id=learn_payer_account(**{**book.scope, **book.books.scope("ARA")}, line_id=owned.id, customer_id=other, key="k")
    )  # fmt: skip
    say_yes(book, request)
    with pytest.raises(NameIsAnothers):
        learn_payer_name(**book.scope, line_id=owned.id, customer_id=home)
    named = came_in(book, "3.00", other_name="南方采购", **kept)
    stranger = cash_line(**book.reader, line_id=named.id, customer_id=home).stranger
    assert stranger is not None
    assert (stranger.known, stranger.is_allowed) == ("别家", False)


def sealed_account(book: Ledger, number: str) -> dict[str, Any]:
    """The payer's account as a line keeps it."""
    return {
        "other_account_hash": looked_up(number, company_id=book.company_id, purpose=PURPOSE),
        "other_account_sealed": encrypted(number, company_id=book.company_id, purpose=PURPOSE),
        "other_account_shown": f"{number[:4]} **** {number[-4:]}",
    }


def test_an_account_is_learned_with_another_person_s_word(book: Ledger) -> None:
    number = "6222021234567890128"
    kept = sealed_account(book, number)
    book.post("invoice", "INV-1", "800.00", "03-05")
    line = came_in(book, "800.00", "03-20", other_name="王小明", **kept)
    home = book.customer("远景")
    clerk = {**book.scope, **book.books.scope("ARA")}
    number_of = learn_payer_account(**clerk, line_id=line.id, customer_id=home, key="k")
    assert cash_line(**book.reader, line_id=line.id, customer_id=home).stranger is not None
    request = ApprovalRequest.objects.get(id=number_of)
    assert number not in request.subject
    assert say_yes(book, request) == "done"
    assert cash_line(**book.reader, line_id=line.id, customer_id=home).stranger is None
    settle(book, line, "远景", [part(book, "INV-1", "800.00")])
    assert Settlement.objects.get().paid_for_another is None


def test_an_overpayment_goes_back_once_two_people_agreed(db: None) -> None:
    """60,000.00 came for an invoice of 8,000.00: the rest of 52,000.00 is above the band of one manager."""
    book = open_ledger(bands=DEFAULT_BANDS)
    book.post("invoice", "INV-1", "8,000.00", "03-05")
    line = came_in(book, "60,000.00", "03-20")
    settle(book, line, "远景", [part(book, "INV-1", "8,000.00")])
    shown = cash_line(**book.reader, line_id=line.id)
    assert (shown.left.text, shown.asked_to_refund, shown.refunds) == ("52,000.00", None, ())
    assert shown.item_id is not None
    subject = {"item_id": shown.item_id, "amount": minor("52,000.00"), "on": day("03-25").isoformat()}  # fmt: skip
    request = asked(book, "refund", subject)
    assert cash_line(**book.reader, line_id=line.id).asked_to_refund == request.id
    assert say_yes(book, request) == "waiting"
    second = User.objects.create(email="second@yuanjing.example", name="second")
    Membership.objects.create(company_id=book.company_id, user=second, role="FM")
    assert say_yes(book, request, actor=second.id) == "done"
    shown = cash_line(**book.reader, line_id=line.id)
    assert (shown.left.text, shown.asked_to_refund) == ("0.00", None)
    assert [(row.on, row.amount.text) for row in shown.refunds] == [(day("03-25"), "52,000.00")]
    assert book.owes("03-25") == {}
    assert book.accounts("03-25")["bank"] == "8,000.00"
    book.prove()


def test_money_in_suspense_goes_back_with_another_person_s_word(book: Ledger) -> None:
    line = came_in(book, "800.00", "03-20", other_name="无名氏")
    suspend(book, line)
    item = cash_line(**book.reader, line_id=line.id).item_id
    assert item is not None
    with pytest.raises(SuspenseStandsApart):
        refund(**book.scope, item_id=item, on=day("03-25"), key="alone")
    request = asked(book, "refund", {"item_id": item, "amount": minor("800.00"), "on": day("03-25").isoformat()})  # fmt: skip
    assert say_yes(book, request) == "done"
    assert suspense(**book.reader, as_of=day("03-25")).rows == ()
    assert [row.amount.text for row in cash_line(**book.reader, line_id=line.id).refunds] == ["800.00"]  # fmt: skip
    book.prove()
