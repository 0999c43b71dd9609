"""Every address of the resolver, tried by every role, by strangers and by nobody: the policy table is the truth.

An address that stands for no act makes this red. What each try changes is rolled back.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from tests.agreements import drafted, signed
from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.books import Books
from tests.importing import Importer, csv_of
from tests.ledgers import DOOR, Ledger, open_ledger
from tests.papers import Papers
from tests.portal import ADDRESS, Sent, contact_of, handed_in, sent
from tests.worlds import ForTheFile

from wanglai.domain.penalty import DatedRate
from wanglai.services.access.policy import POLICY, ROLE_NAMES, acts_of
from wanglai.services.access.report_conflicts import report_conflicts_of
from wanglai.services.approvals.bands import Band
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.bank.reconcile_bank import prepare_bank_sheet
from wanglai.services.cash.bounce_receipt import bounce_receipt
from wanglai.services.cash.deciding import ask_colleague
from wanglai.services.cash.learn_payer import learn_payer_name
from wanglai.services.cash.settle_line import Wanted, settle_line
from wanglai.services.confirmations.agree_round import agree_round
from wanglai.services.confirmations.draft_round import WantedRound, draft_round
from wanglai.services.confirmations.enter_reply import Said, enter_reply
from wanglai.services.contracts.contract_files import attach_file
from wanglai.services.contracts.rates import enter_rates
from wanglai.services.customers.bank_accounts import AccountSaid, add_bank_account
from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.customers.merge_customers import merge_customers
from wanglai.services.customers.papers import add_address, add_payer, keep_file
from wanglai.services.cycles.opening import cut_cycles
from wanglai.services.deductions.open_deduction import open_deduction
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.say_in_dispute import attach_to_dispute
from wanglai.services.documents.evidence import attach_evidence
from wanglai.services.exports.archive_life import place_of
from wanglai.services.exports.export_vouchers import export_vouchers
from wanglai.services.exports.subscriptions import subscribe
from wanglai.services.ledger.book import Who
from wanglai.services.messages.queue_message import queue_message
from wanglai.services.portal.make_link import make_link
from wanglai.services.portal.say import ask
from wanglai.services.portal.sealing import form_key
from wanglai.services.procedures.cases import open_case
from wanglai.services.procedures.reading import keep_drawing, ready_made
from wanglai.services.procedures.set_procedure import set_procedure
from wanglai.services.reconciliation.relink_lines import relink_lines
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.reconciliation.write_note import write_note
from wanglai.services.reminders.payment_policy import set_payment_reminders
from wanglai.services.reminders.remind_of_payment import remind_of_payment
from wanglai.services.remittances.hand_in_advice import hand_in_advice
from wanglai.services.remittances.linking import link_advice
from wanglai.services.rounds.excuses import ask_excuses
from wanglai.services.rounds.open_round import open_round
from wanglai.services.statements.issue_statement import issue_statement
from wanglai.services.statements.on_paper import OnPaper, enter_on_paper
from wanglai.services.statements.run_life import start_statement_run
from wanglai.store.models import (
    Account,
    Archive,
    BankFile,
    CashProposal,
    CashRun,
    CompanyDay,
    ConfirmationLetter,
    ConfirmationRound,
    Customer,
    CustomerDuplicate,
    Membership,
    PaymentReminder,
    Period,
    PublishedRate,
    Reconciliation,
    RoundMember,
    Run,
    SettlementCycle,
    SharedSheet,
    Team,
    TeamMember,
    User,
)
from wanglai.web.parts.route_acts import MEMBER, ROUTES

# Pages before the door: of the sign-in itself and of the person's own sign-in. They show no company's rows.
OF_THE_SIGN_IN = ("account_", "mfa_", "set_language")
NOBODY = 999_999
METHODS = ("GET", "POST")
# Who may enter finds nothing: the request below is the accountant's, and the company is not the demo's.
ABSENT_TO_SOME = {
    "approvals:withdraw",
    "exports:cancel",
    "reconciliation:demo",
    "reconciliation:scan",
}


# An administrator sees requests about people alone; the one below is a write-off.
ABSENT_TO = {"ADM": {"approvals:page"}}


def _names(patterns: list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _names(each.url_patterns, inner)
        else:
            yield f"{space}{each.name}", each


EVERY = dict(_names(get_resolver().url_patterns))
PORTAL = {
    name: each for name, each in EVERY.items() if name.startswith("portal:")
}  # a door of its own
BEHIND = {name: each for name, each in EVERY.items() if not name.startswith(OF_THE_SIGN_IN) and name not in PORTAL}  # fmt: skip


@dataclass
class House:
    """A company where everything an address can name is there, and another that keeps a book of its own."""

    book: Ledger
    other: Ledger
    second: int
    ids: dict[str, dict[str, Any]]  # of an address's namespace, then by the name it has there
    sent: dict[str, dict[str, Any]]

    def address(self, name: str, *, absent: bool = False) -> str:
        space = name.split(":")[0]
        given = {**self.ids[""], **self.ids.get(space, {}), **self.ids.get(name, {})}
        wanted = BEHIND[name].pattern.converters
        if absent:
            given |= {key: NOBODY for key in wanted if isinstance(given[key], int)}
        return reverse(name, kwargs={key: given[key] for key in wanted})

    def names_a_row(self, name: str) -> bool:
        return self.address(name) != self.address(name, absent=True)


@pytest.fixture(scope="module")
def built(for_the_file: ForTheFile) -> House:
    return for_the_file(_build)


@pytest.fixture
def house(built: House, db: None, settings: Any) -> House:
    """As it was built, and nobody is signed out for being slow."""
    settings.SESSION_IDLE_SECONDS = 1_000_000
    return built


def _build() -> House:
    book = open_ledger(bands=[Band("write_off", 0, ("FM",), 1)])
    other = open_ledger("bieren")
    for number in range(9):  # the numbers of acts below are beyond the other company's own
        book.post("invoice", f"INV-{number}", "100.00", "01-05")
    book.post("receipt", "RC-1", "100.00", "01-20")
    entry = book.post("invoice", "INV-REV", "10.00", "01-05")
    settled = book.settle("INV-1", "RC-1", "10.00", "01-20")
    books = book.books
    books.finished()
    books.page()
    asked = request_approval(
        **books.scope("ARA"), origin=DOOR, kind="write_off", key="k",
        subject={"item_id": book.item("INV-2").id, "on": date(2026, 1, 31), "reason": "", "amount": None},
    )  # fmt: skip
    second = User.objects.create(email="second@yuanjing.example", name="Second")
    Membership.objects.create(company_id=book.company_id, user=second, role="COL")
    decision = relink_lines(**books.here(), ours=(11,), theirs=(9,))
    note = write_note(**books.here(), text="x")
    row = next(row.row_id for row in books.rows() if row.kind == "matched")
    # A salesperson enters where a customer of theirs is shown; of whom else, is ``tests/services/test_sight.py``.
    Customer.objects.filter(company_id=book.company_id).update(manager_id=books.people["SAL"])
    report_conflicts_of(book.company_id, date(2026, 1, 1))
    team = Team.objects.create(company_id=book.company_id, name="East")
    TeamMember.objects.create(company_id=book.company_id, team=team, user=second)
    period = Period.objects.filter(company_id=book.company_id).order_by("from_on")[0]
    archive, batch, subscription = _taken_out(book, period.id)
    papers = _papers(book)
    contract = signed(books, number="HT-1")
    draft = drafted(books, number="HT-2", from_on=date(2030, 1, 1))
    paper = attach_file(
        **books.scope("SAL"), origin=DOOR, contract_id=contract, upload=Upload("a.pdf", b"%PDF")
    )
    lpr = DatedRate(date(2025, 5, 20), Decimal(3), source="公告")
    enter_rates(**books.scope("CRC"), origin=DOOR, table="LPR-1Y", rates=[lpr])
    rate = PublishedRate.objects.get().id
    CompanyDay.objects.create(
        company_id=book.company_id, on=date(2026, 1, 31), is_worked=True, set_by=second
    )
    item, key = book.item("INV-1").id, secrets.token_hex(8)
    day = {"on": "2026-01-31", "key": key}
    importer = Importer(book)
    waiting = importer.read(csv_of([("远景", "INV-NEW", "2026-01-05", "", "10.00"), ("", "INV-BAD", "", "", "x")]))  # fmt: skip
    ids: dict[str, dict[str, Any]] = {
        "": {"language": "en", "side": "ours", "form": "xlsx", "row_id": row, "pk": books.reconciliation_id,
             "decision_id": decision, "note_id": note},
        "approvals": {"request_id": asked, "kind": "write_off"},
        "exports": {"archive_id": archive, "batch_id": batch, "subscription_id": subscription},
        "documents": papers,
        "documents:move_order": {"step": "confirm"},
        "documents:move_bill": {"step": "present"},
        "ageing": {"customer_id": book.customer("远景")},
        "contracts": {"contract_id": contract, "paper_id": paper, "rate_id": rate},
        "contracts:change": {"contract_id": draft},
        "customers": _filed(book),
        "bank": _banked(book),
        "imports": {"import_id": waiting.id, "no": 1, "kind": "invoices"},
        "ledger": {"customer_id": book.customer("远景"), "item_id": item, "seq": entry.seq, "kind": "transfer"},
        "ledger:flag": {"kind": "promise"},
        "ledger:undo": {"seq": settled},
        "periods": {"period_id": period.id},
        "people": {"person_id": second.id, "team_id": team.id, "month": "2026-01"},
        "reconciliation": {"key": "yunfan", "part": "all", "sheet_id": _frozen(books)},
    }  # fmt: skip
    ids["cash"] = ids["bank"]
    ids["remittances"] = {"remittance_id": _advised(book, ids["bank"]["line_id"])}
    went = {"line_id": ids["bank"]["went"]}
    ids["cash:returned"], ids["cash:bounce"] = went, went
    ids["cash:stop"] = {
        "run_id": CashRun.objects.filter(company_id=book.company_id).latest("id").id
    }
    ids["statements"] = _told(book)
    ids["cycles"] = {"cycle_id": _cycle(book)}
    ids["messages"] = {
        "message_id": _written(book), "kind": "statement", "channel": "wecom", "reminder_id": _asked_to_pay(book),
        "customer_id": book.customer("远景"),
    }  # fmt: skip
    ids["statements"] |= _linked(book, ids["statements"]["statement_id"])
    ids["statements:reply"] = {"answer_id": ids["statements"]["question"]}
    ids["confirmations"], ids["confirmations:agree"] = _asked_to_confirm(book)
    ids["confirmations:drop"] = ids["confirmations:agree"]
    ids["procedures"] = _followed(book)
    ids["rounds"] = _in_rounds(book)
    ids["deductions"] = {"item_id": book.item("INV-4").id, "deduction_id": _short_of(book)}
    ids["disputes"] = _contested(book)
    ids["customers:end_payer"] = {"row_id": ids["customers"]["payer"]}
    ids["customers:unmerge"] = {"customer_id": ids["customers"]["merged"]}
    sent: dict[str, dict[str, Any]] = {
        "customers:stop": {"reason": "x"},
        "customers:tag": {"tag": "x"},
        "customers:merge": {"merged": book.customer("甲"), "survivor": book.customer("远景")},
        "customers:add_address": {"kind": "billing", "text": "x"},
        "customers:add_payer": {"payer": "x", "from_on": "2026-01-01"},
        "customers:end_payer": {"to_on": "2026-02-01"},
        "customers:new": {"name": "新"},
        "customers:change": {"name": "远景", "version": "1"},
        "customers:contact": {"name": "x"},
        "customers:account": {"number": "6222021001009876"},
        "cash:answer": {"answer": "x"},
        "cash:accept_all": {"status": "auto", "newest": 1},
        "cash:ask": {"question": "x"},
        "cash:learn_name": {"owner": book.customer("远景")},
        "cash:learn_account": {"owner": book.customer("远景")},
        "cash:bounce": {"receipt": ids["bank"]["line_id"], "reason": "x"},
        "cash:clear": {"bill": papers["bill_id"]},
        "remittances:hand_in": {"text": "INV-5 100.00", "currency": "CNY"},
        "remittances:use": {"reason": "x"},
        "remittances:link": {"line": ids["bank"]["line_id"]},
        "remittances:part": {"line": ids["bank"]["line_id"]},
        "bank:columns": {"home": ids["bank"]["account_id"]},
        "bank:take": {"reason": "x"},
        "deductions:close": {"state": "withdrawn", "note": "x"},
        "disputes:new": {
            "key": "k",
            "currency": "CNY",
            "amount": "1.00",
            "reason": "price",
            "said": "x",
        },
        "disputes:say": {"said": "x"},
        "disputes:hand": {"owner": book.books.people["CRC"], "said": "x"},
        "disputes:move": {"due_on": timezone.localdate().isoformat(), "said": "x"},
        "disputes:propose": {"outcome": "rejected", "amount": "1.00", "said": "x"},
        "disputes:resolve": {
            "outcome": "rejected",
            "amount": "10.00",
            "on": "2026-03-05",
            "said": "x",
            "key": "k",
        },
        "cycles:chosen": {"do": "close", "cycle": ids["cycles"]["cycle_id"]},
        "rounds:open": {"kind": "month"},
        "rounds:rule": {"others": "never"},
        "rounds:add": {"customer": "远景"},
        "rounds:chosen": {"do": "excuse", "member": ids["rounds"]["member_id"], "reason": "x"},
        "rounds:decide": {"verdict": "agree"},
        "kpi:reconciling": {"kpi": "accuracy", "value": "95", "since": "2026-01-01"},
        "choose_company": {"company": book.company_id},
        "approvals:decide": {"verdict": "reject", "shown": "0" * 64},
        "approvals:ask": {"item_id": item, **day},
        "documents:move_bill": {},
        "documents:reverse": {"on": "2026-12-31"},
        "contracts:sign": {"shown": "0" * 64},
        "contracts:end": {"on": "2026-01-31", "reason": "x"},
        "contracts:set_day": {"on": "2026-01-31"},
        "contracts:clear_day": {"on": "2026-01-31"},
        "imports:choose": {"code": "customer.missing", "choice": "leave_out"},
        "ledger:settle": {"debit": item, "credit": book.item("RC-1").id, **day},
        "ledger:flag": {"note": "电话", "until": timezone.localdate().isoformat()},
        "ledger:move": {"customer_name": "别人", **day},
        "ledger:undo": day,
        "ledger:reverse": day,
        "exports:make_vouchers": {
            "period_id": period.id,
            "layout": "k3-xlsx",
            "words": "one",
            "key": key,
        },
        "exports:again": {"layout": "u8-txt", "key": key},
        "exports:ask_archive": {"language": "en", "key": key},
        "exports:subscribe": {"report": "ageing", "when": "month-1", "language": "en"},
        "periods:close": {"sure": "on", "key": key},
        "people:give": {"role": "CRC"},
        "people:take": {"role": "COL"},
        "people:form_team": {"name": "West"},
        "people:join_team": {"person": second.id},
        "messages:again": {"reason": "x", "moves": 1},
        "messages:close": {"reason": "x", "moves": 1},
        "messages:withdraw": {"reason": "x", "moves": 1},
        "messages:hours": {"open_from": "09:00", "open_to": "08:00"},
        "messages:text": {"subject": "x", "body": "x"},
        "messages:channel_put": {"name": "x"},
        "messages:channel_stop": {"reason": ""},
        "messages:channel_trial": {"now": "0"},
        "messages:reminders": {"at_most": "x"},
        "messages:payments": {"steps": "999"},
        "messages:payments_stop": {"reason": "x"},
        "messages:payments_resume": {"reason": "x"},
        "statements:stop_reminding": {"reason": "x"},
        "statements:remind_on": {"reason": "x"},
        "statements:on_paper": {"kind": "handed", "on": "2026-01-01", "name": "x", "key": key},
        "statements:take_back": {"reason": "x"},
        "statements:again": {"reason": "x", "key": key},
        "statements:make_link": {"contact": "0"},
        "statements:reply": {"words": "x", "key": key},
        "statements:start": {"kind": "forward", "from": "2026-01-01", "through": "2026-01-31"},
        "statements:letterhead": {"name_zh": ""},
        "procedures:new": {"customer": book.customer("远景"), "title": "x", "key": key},
        "procedures:hand_in": {"ready_made": "zh"},
        "procedures:do": {"step": "issue"},
        "procedures:stop": {"reason": "x"},
        "reconciliation:accept_several": {"row": row},
        "reconciliation:freeze": {"language": "en"},
        "reconciliation:note": {"text": "x"},
        "reconciliation:note_row": {"text": "x"},
        "reconciliation:link": {"ours": [11], "theirs": [9]},
    }
    return House(book, other, second.id, ids, sent)


def _frozen(books: Books) -> int:
    """A sheet of the result that was frozen; what it says does not matter here."""
    found = Run.objects.get(reconciliation_id=books.reconciliation_id)
    body = '{"core":{}}'
    sheet = SharedSheet.objects.create(
        company_id=books.company_id, reconciliation_id=found.reconciliation_id, run=found, version=1, language="zh",
        adjusted=0, body=body, body_hash=hashlib.sha256(body.encode()).digest(), frozen_by_id=books.people["ARA"],
        file_id=Reconciliation.objects.values_list("theirs_file_id", flat=True).get(id=found.reconciliation_id),
    )  # fmt: skip
    return int(sheet.id)


def _followed(book: Ledger) -> dict[str, int]:
    """The ready-made procedure in force, and a customer's case."""
    clerk = book.books.scope("ARA")
    file_id = keep_drawing(**clerk, upload=ready_made("zh"))
    set_procedure(**clerk, origin=DOOR, file_id=file_id)
    customer = book.customer("远景")
    case = open_case(**clerk, origin=DOOR, customer_id=customer, title="x", key="case")
    return {"file_id": file_id, "case_id": case, "version": 1}


def _in_rounds(book: Ledger) -> dict[str, int]:
    """This year's round, and a customer of it that somebody asked to be left out."""
    book.post("invoice", "INV-R", "1.00", "01-05", customer="未对账")
    clerk = {**book.books.scope("ARA"), "origin": DOOR}
    made = open_round(**clerk, kind="year", day=timezone.localdate())
    member = RoundMember.objects.filter(round_id=made, customer_id=book.customer("未对账")).get()
    ask_excuses(**clerk, round_id=made, member_ids=[member.id], reason="x")
    return {"round_id": made, "member_id": member.id}


def _taken_out(book: Ledger, period_id: int) -> tuple[int, int, int]:
    """An archive that is ready, a batch of vouchers, and a report the manager gets by mail."""
    Account.objects.filter(company_id=book.company_id).update(own_code="1122.01")
    batch = export_vouchers(
        **book.scope, period_id=period_id, layout="k3-xlsx", words="one", key="batch"
    )
    archive = Archive.objects.create(
        company_id=book.company_id, language="en", asked_by_id=book.books.people["AUD"], state="ready", sha256="0" * 64
    )  # fmt: skip
    place_of(archive.id).parent.mkdir(parents=True, exist_ok=True)
    place_of(archive.id).write_bytes(b"zip")
    report = subscribe(**book.scope, report="ageing", every="week", day=1, language="en")
    return archive.id, batch, report


def _filed(book: Ledger) -> dict[str, Any]:
    """A customer with something in every part of its file, and one merged into it."""
    customer = book.customer("远景")
    one = {**book.books.scope("ARA"), "origin": DOOR, "customer_id": customer}
    others = book.customer("乙"), book.customer("丙")
    book.customer("甲")
    duplicate = CustomerDuplicate.objects.create(
        company_id=book.company_id, one_id=min(others), other_id=max(others), reasons=[], against=[]
    )
    # Those of a salesperson, so that whoever may enter finds something.
    Customer.objects.filter(company_id=book.company_id).update(manager_id=book.books.people["SAL"])
    merge_customers(**book.books.scope("CRC"), origin=DOOR, merged_id=book.customer("丁"), survivor_id=customer)  # fmt: skip
    return {
        "customer_id": customer,
        "merged": book.customer("丁"),
        "contact_id": add_contact(**{**one, "actor": book.books.people["COL"]}, said=ContactSaid("x")),
        "account_id": add_bank_account(**one, said=AccountSaid("6222021001001234")),
        "address_id": add_address(**one, kind="billing", text="x"),
        "row_id": keep_file(**one, file=Upload("x.pdf", b"%PDF")),
        "payer": add_payer(**one, payer_name="x", from_on=date(2026, 1, 1)),
        "duplicate_id": duplicate.id,
        "does": "agree",
    }  # fmt: skip


def _told(book: Ledger) -> dict[str, Any]:
    """A statement that was issued, and the drafts of many."""
    maker, days = book.books.scope("ARA"), {"from_on": date(2026, 1, 1), "through_on": date(2026, 1, 31)}  # fmt: skip
    issued = issue_statement(
        **maker, origin=DOOR, customer_id=book.customer("远景"), currency="CNY", kind="activity", key="told", **days
    )  # fmt: skip
    run = start_statement_run(**maker, kind="forward", key="run", waits_for_worker=False, **days)
    handed = OnPaper("handed", timezone.localdate(), "李文")
    enter_on_paper(
        **maker,
        origin=DOOR,
        statement_id=issued,
        said=handed,
        key="handed",
        file=Upload("slip.pdf", b"signed"),
    )
    return {"statement_id": issued, "run_id": run, "ordinal": 1}


def _contested(book: Ledger) -> dict[str, Any]:
    """A dispute of the customer with a file in its conversation."""
    who, customer = Who(book.books.people["ARA"], DOOR), book.customer("远景")
    number = open_dispute(
        company_id=book.company_id, who=who, key="contested", customer_id=customer, item_id=None, statement_id=None, currency="CNY",
        amount=1_000, reason="document", said="x", raised_by="staff", document="PO-9",
    )  # fmt: skip
    attach_to_dispute(
        company_id=book.company_id, who=who, dispute_id=number, upload=Upload("a.txt", b"x")
    )
    return {"dispute_id": number, "customer_id": customer, "no": 2}


def _cycle(book: Ledger) -> int:
    """The cycle of January to the 25th, of the contract of the house."""
    cut_cycles(book.company_id, Who(None, DOOR), date(2026, 1, 10), since=date(2026, 1, 10))
    return SettlementCycle.objects.get(company_id=book.company_id, to_on=date(2026, 1, 25)).id


def _written(book: Ledger) -> int:
    """A message to the customer."""
    return queue_message(
        company_id=book.company_id, who=Who(book.scope["actor"], DOOR), key="k", customer_id=book.customer("远景"),
        contact_id=None, to="x@kehu.example", channel="email", kind="statement", language="zh", subject="x", body="x",
    )  # fmt: skip


def _asked_to_pay(book: Ledger) -> int:
    """A customer that was to be asked for payment; nobody could be written to."""
    set_payment_reminders(**book.scope, steps=[0])
    book.post("invoice", "INV-DUE", "100.00", "01-10", due="2026-03-10")
    remind_of_payment(book.company_id, date(2026, 3, 10))
    return PaymentReminder.objects.get().id


def _linked(book: Ledger, statement_id: int) -> dict[str, Any]:
    """A link to the statement, a file its customer handed in by it, and a question it asked."""
    contact = contact_of(book)
    link = make_link(**book.books.scope("ARA"), origin=DOOR, statement_id=statement_id, contact_id=contact)  # fmt: skip
    sent = Sent(book, statement_id, contact, link)
    question = ask(visitor=sent.proved(), address=ADDRESS, name="x", words="x", key="asked")
    return {"link_id": link.id, "answer_id": handed_in(sent), "question": question}


def _asked_to_confirm(book: Ledger) -> tuple[dict[str, Any], dict[str, Any]]:
    """A round whose letter was answered, and the draft of another."""
    maker = {**book.books.scope("ARA"), "origin": DOOR}
    wanted = WantedRound(date(2026, 1, 31), "x", "x", "x", 1, 0, 0, 0, "x")
    sent, drafted = (draft_round(**maker, wanted=wanted, key=key) for key in ("sent", "drafted"))
    shown = bytes(ConfirmationRound.objects.get(id=sent).digest).hex()
    agree_round(**book.books.scope("FM"), origin=DOOR, round_id=sent, shown=shown)
    letter = ConfirmationLetter.objects.filter(round_id=sent).order_by("number")[0]
    said = Said("agrees", "scan", letter.issued_on, {})
    enter_reply(**maker, letter_id=letter.id, said=said, key="reply", file=Upload("a.pdf", b"%PDF"))
    return {"round_id": sent, "letter_id": letter.id, "ordinal": 1}, {"round_id": drafted}


def _short_of(book: Ledger) -> int:
    """A case over part of a debt of the customer."""
    one = {**book.books.scope("ARA"), "origin": DOOR, "key": "short"}
    return open_deduction(**one, item_id=book.item("INV-3").id, amount=1_000, reason="price")


def _advised(book: Ledger, line_id: int) -> int:
    """An advice with its money."""
    one = {**book.books.scope("ARA"), "origin": DOOR}
    (made,) = hand_in_advice(**one, currency="CNY", upload=Upload("a.txt", b"INV-5 90.00"))
    link_advice(**one, remittance_id=made, line_id=line_id)
    return made


def _banked(book: Ledger) -> dict[str, Any]:
    """A file of the bank that waits, a line of another that somebody was asked about, and one that was settled."""
    home = our_account(book)
    waits = bank_file(book)
    BankFile.objects.filter(id=waits.id).update(state="reading")
    BankFile.objects.filter(id=waits.id).update(state="held")
    told = bank_statement(
        home,
        bank_file(book),
        opening=0,
        closing=10_000,
        from_on=date(2026, 1, 5),
        to_on=date(2026, 1, 5),
    )
    line = bank_line(told, "50.00", "01-05")
    other = bank_line(told, "50.00", "01-06", ordinal=2)
    wanted = Wanted(book.customer("远景"))
    settlement = settle_line(**book.scope, line_id=other.id, wanted=wanted, key="settled")
    question = ask_colleague(**book.books.scope("ARA"), line_id=line.id, question="?")
    run = CashRun.objects.create(company_id=book.company_id, state="done")
    proposal = CashProposal.objects.create(
        company_id=book.company_id, run_id=run.id, bank_entry_id=line.id, status="none", rank=1
    )
    unknown = bank_line(told, "50.00", "01-07", ordinal=9, other_name="采购中心")
    one = {**book.books.scope("ARA"), "origin": DOOR}
    alias = learn_payer_name(**one, line_id=unknown.id, customer_id=book.customer("远景"))
    kept = prepare_bank_sheet(
        **book.books.scope("ARA"), account_id=home.id, as_of=date(2026, 1, 31)
    )
    came, back, went = (
        bank_line(told, amount, "01-07", ordinal=number)
        for number, amount in enumerate(("70.00", "-70.00", "-50.00"), start=3)
    )
    bounce = bounce_receipt(**book.scope, line_id=back.id, receipt_id=came.id, reason="x")
    return {
        "account_id": home.id, "file_id": waits.id, "line_id": line.id, "settlement_id": settlement,
        "question_id": question, "proposal_id": proposal.id, "reconciliation_id": kept, "bounce_id": bounce, "went": went.id,
        "alias_id": alias,
    }  # fmt: skip


def _papers(book: Ledger) -> dict[str, Any]:
    """An order with a delivery and its evidence, an invoice and a bill."""
    papers = Papers(book)
    order = papers.order()
    delivery = papers.deliver("DN-1", "60")
    attach_evidence(**papers.seller, delivery_id=delivery, upload=Upload("note.pdf", b"signed"))
    invoice = papers.invoice("INV-D", *papers.of_delivery("DN-1"))
    bill = papers.bill("B-1", "100.00", "INV-D")
    return {"order_id": order, "delivery_id": delivery, "invoice_id": invoice, "bill_id": bill}


def _client(person: int) -> Client:
    """A session as the sign-in leaves it; how one gets it is ``tests/config/test_sign_in.py``."""
    user = User.objects.get(id=person)
    client = Client(headers={"accept-language": "en"})
    session = client.session
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    client.get("/")  # what a first visit writes down of it is written once; tries are taken back
    return client


def _is_denied(answer: Any) -> bool:
    """By the role; a 403 of another code is a verb's own answer to someone it let in."""
    return answer.status_code == 403 and "access.denied" in answer.content.decode()


def _try(client: Client, house: House, name: str, method: str, *, absent: bool = False) -> Any:
    """The answer; whatever was changed is as it was before."""
    address = house.address(name, absent=absent)
    with transaction.atomic():
        answer = client.get(address) if method == "GET" else client.post(address, house.sent.get(name, {}))  # fmt: skip
        if answer.streaming:
            b"".join(answer)
        transaction.set_rollback(True)
    return answer


def _is_at_the_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_every_address_behind_the_door_stands_for_an_act() -> None:
    assert BEHIND.keys() == ROUTES.keys()
    for name, route in ROUTES.items():
        assert route.looking is not None or route.sending is not None, name
        for wanted in (route.looking, route.sending):
            assert (wanted or MEMBER) <= POLICY.keys(), name


def test_every_page_before_the_door_is_of_the_sign_in() -> None:
    assert {name for name in EVERY if name.startswith(OF_THE_SIGN_IN)} == EVERY.keys() - BEHIND.keys() - PORTAL.keys()  # fmt: skip
    for name, each in EVERY.items():
        if name not in BEHIND and name not in PORTAL:
            module = each.callback.__module__
            assert not module.startswith("wanglai."), f"{name} is a view of ours and has no row"


# Addresses of one import; which right is needed depends on its kind.
OF_AN_IMPORT = {name for name in ROUTES if name.startswith("imports:")} - {
    "imports:list", "imports:new", "imports:template",
}  # fmt: skip


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_every_role_enters_exactly_where_the_table_says(house: House, role: str) -> None:
    client, carried = _client(house.book.books.people[role]), acts_of(role)
    wrong = {}
    for name, route in ROUTES.items():
        for method in METHODS:
            wanted = route.wanted(method)
            answer = _try(client, house, name, method)
            if wanted is None:
                fits = answer.status_code in (403, 405)
            elif (
                name in OF_AN_IMPORT
                and (wanted & carried)
                and "import_documents" not in carried
                and role in ("SAL", "CRC")
            ):
                # The house's import is of invoices: it is changed by those who import invoices, and seen by who sees the books.
                fits = (
                    _is_denied(answer)
                    if method == "POST"
                    else (answer.status_code == 404) == ("view_books" not in carried)
                )
            elif wanted == MEMBER or wanted & carried:
                is_there = answer.status_code != 404 or name in ABSENT_TO_SOME | ABSENT_TO.get(
                    role, set()
                )
                fits = not _is_denied(answer) and answer.status_code not in (401, 405) and is_there
            else:
                fits = _is_denied(answer)
            if not fits:
                wrong[f"{method} {name}"] = answer.status_code
    assert not wrong


def test_two_roles_enter_where_either_may(house: House) -> None:
    Membership.objects.create(company_id=house.book.company_id, user_id=house.second, role="ARA")
    client, carried = _client(house.second), acts_of("COL", "ARA")
    for name, route in ROUTES.items():
        if route.looking:
            answer = _try(client, house, name, "GET")
            assert _is_denied(answer) == (not route.looking & carried), name


def test_nobody_and_who_was_switched_off_are_led_to_the_sign_in(house: House) -> None:
    manager = house.book.books.people["FM"]
    switched_off = _client(manager)
    assert _try(switched_off, house, "ledger:customers", "GET").status_code == 200
    User.objects.filter(id=manager).update(is_active=False)
    for client in (Client(), switched_off):
        for name, route in ROUTES.items():
            for method in METHODS:
                if route.wanted(method) is not None:
                    assert _is_at_the_sign_in(_try(client, house, name, method)), f"{method} {name}"


def test_who_belongs_to_no_company_enters_nowhere(house: House) -> None:
    nobody = User.objects.create(email="nobody@x.example")
    client = _client(nobody.id)
    for name, route in ROUTES.items():
        for method in METHODS:
            if route.wanted(method) is not None:
                assert _try(client, house, name, method).status_code == 403, f"{method} {name}"


def _strangers(house: House) -> list[int]:
    """For each role its person in the other company: none of them is of the company whose rows are named."""
    return [house.other.books.people[role] for role in ROLE_NAMES]


def test_what_another_company_owns_answers_as_if_absent(house: House) -> None:
    """Who may do the act there is told what they are told of a row nobody has; who may not is stopped before any row is sought."""
    before = house.book.books.table()
    stopped: set[str] = set()  # each role is stopped at each address above; here one role at each
    for role, person in zip(ROLE_NAMES, _strangers(house), strict=True):
        client, carried = _client(person), acts_of(role)
        for name, route in ROUTES.items():
            for method in METHODS:
                wanted, said = route.wanted(method), f"{method} {name}"
                if wanted is None or not house.names_a_row(name):
                    continue
                may = wanted == MEMBER or wanted & carried
                if not may and said in stopped:
                    continue
                foreign = _try(client, house, name, method)
                assert "yuanjing" not in foreign.content.decode(), said
                if may:
                    absent = _try(client, house, name, method, absent=True)
                    assert foreign.status_code == absent.status_code, said
                    assert foreign.status_code in (404, 403), said
                else:
                    assert _is_denied(foreign), said
                    stopped.add(said)
    assert house.book.books.table() == before


def test_another_company_cannot_be_chosen(house: House) -> None:
    client = _client(house.other.books.people["FM"])
    assert _try(client, house, "choose_company", "POST").status_code == 404


def test_the_door_shuts_where_a_row_is_missing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without its row an address answers nobody, not even who carries every act."""
    monkeypatch.delitem(ROUTES, "ledger:customers")
    with pytest.raises(AssertionError, match="no act stands for ledger:customers"):
        _client(house.book.books.people["FM"]).get("/ledger/")


# --- the portal: a door of its own, which knows no role and no company ----------------------------

WITHOUT_A_COOKIE = {
    "portal:open",
    "portal:language",
}  # the page with the button, and the choice of a language


NONCE = re.compile(r'nonce="[^"]*"')


def _portal_address(name: str, house: House, absent: bool = False) -> str:
    """Of an answer and a dispute of the house's customer, or of ones that are not there."""
    given = {"answer_id": house.ids["statements"]["answer_id"], "dispute_id": house.ids["disputes"]["dispute_id"], "no": 2, "language": "en", "form": "xlsx"}  # fmt: skip
    wanted = PORTAL[name].pattern.converters
    absent_ids = {each: NOBODY for each in wanted if absent and each not in ("language", "form")}
    return reverse(name, kwargs={each: given[each] for each in wanted} | absent_ids)


def _portal_said(answer: Any) -> tuple[int, str]:
    """The code and the words of an answer, but for the nonce that each has of its own."""
    return answer.status_code, NONCE.sub("nonce", answer.content.decode("utf-8", "replace"))


def test_the_portal_knows_no_role_staff_and_strangers_are_answered_alike(house: House) -> None:
    people = [_client(person) for person in house.book.books.people.values()]
    nobody = Client(headers={"accept-language": "en"})
    for name in PORTAL.keys() - WITHOUT_A_COOKIE:
        address = _portal_address(name, house)
        for look in ("get", "head", "post"):
            plain = getattr(nobody, look)(address)
            assert plain.status_code in (404, 405), f"{look} {name}"
            for client in people:
                told = getattr(client, look)(address)
                assert told.status_code == plain.status_code, f"{look} {name}"
                assert "yuanjing" not in told.content.decode()


def test_of_another_customer_every_address_of_the_portal_answers_as_if_absent(house: House) -> None:
    """Two customers of one company, and one of another company: what a cookie does not stand for is not there."""
    others = [sent_of_another(book) for book in (house.book, house.other)]
    for other in others:
        client = Client(headers={"accept-language": "en"})
        secret = other.proved_secret()
        client.cookies[settings.PORTAL_COOKIE_NAME] = secret
        said = {"form_key": form_key(secret), "name": "x", "words": "x", "answer": "agreed"}
        for name in PORTAL.keys() - WITHOUT_A_COOKIE:
            foreign, absent = (_portal_address(name, house, absent=each) for each in (False, True))
            form = said if foreign != absent else {}
            for look in ("get", "post"):
                with transaction.atomic():
                    one, other_one = (_portal_said(getattr(client, look)(address, form)) for address in (foreign, absent))  # fmt: skip
                    transaction.set_rollback(True)
                if foreign != absent:
                    assert one == other_one, f"{look} {name}"
                    assert one[0] in (404, 405), f"{look} {name}"
                assert "远景" not in one[1], f"{look} {name}"


def sent_of_another(book: Ledger) -> Sent:
    """A statement and a link of a customer nobody else here is."""
    book.post("invoice", "B-1", "10.00", "01-05", customer="别家")
    return sent(book, "别家")
