"""What happened in the demo company since: money that came back, a sheet taken back, a customer that wrote; for pages that were empty without it.

Made through the verbs everybody uses, so that the pages show what they would show.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from wanglai.services.bank.hand_in import hand_in_bank_file
from wanglai.services.bank.our_accounts import PURPOSE, open_our_account
from wanglai.services.bank.perform_bank_file import perform_bank_file
from wanglai.services.cash.bounce_receipt import bounce_receipt
from wanglai.services.cash.perform_cash_run import perform_cash_run
from wanglai.services.cash.settle_line import Part, Wanted, settle_line
from wanglai.services.customers.contacts import ContactSaid, add_contact
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.disputes.propose_outcome import propose_outcome
from wanglai.services.disputes.resolving import Part as Outcome
from wanglai.services.portal.codes import DEMO_CODE, ask_code, prove_code
from wanglai.services.portal.dispute_lines import DisputedLine, dispute_lines
from wanglai.services.portal.follow_dispute import follow_dispute
from wanglai.services.portal.make_link import make_link
from wanglai.services.portal.open_link import open_link
from wanglai.services.portal.reconcile_answer import reconcile_answer
from wanglai.services.portal.release_sheet import release_sheet
from wanglai.services.portal.take_back_release import take_back_release
from wanglai.services.portal.upload_ledger import upload_ledger
from wanglai.services.portal.visitor import Visitor, visitor_of
from wanglai.services.reconciliation.book_ledger import account_lines
from wanglai.services.reconciliation.dispose_difference import dispose_differences
from wanglai.services.reconciliation.perform_run import perform_run
from wanglai.services.reconciliation.show_balance import balance_page
from wanglai.services.reconciliation.sign_sheet import freeze_sheet
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.statements.composing import balance_before
from wanglai.services.statements.issuing import head_of
from wanglai.store.models import (
    BankAccount,
    BankEntry,
    CashRun,
    Company,
    Customer,
    CustomerContact,
    Dispute,
    Membership,
    OpenItem,
    PortalLink,
    Run,
)
from wanglai.store.secret_fields import decrypted

ORIGIN = "wanglai demo"
ADDRESS = "198.51.100.7"
CURRENCY = "GBP"
RESERVE = "Reserve account"


def make_happen() -> None:
    """Everything below, once. Called outside a transaction, after ``create_demo_company``."""
    company = Company.objects.get(is_demo=True)
    people = dict(Membership.objects.filter(company=company).values_list("role", "user_id"))
    if BankAccount.objects.filter(company=company).count() > 1:
        return
    _money_comes_back(company.id, people)
    visitor = _customer_at_the_portal(company.id, people)
    _sheet_is_taken_back(company.id, people, visitor)
    _customer_writes(company.id, people, visitor)


def _money_comes_back(company_id: int, people: dict[str, int]) -> None:
    """January 2012: three receipts, each settled. Of one a part came back; of one a part, and one on another account, wait to be said."""
    first = BankAccount.objects.get(company_id=company_id)
    open_our_account(
        company_id=company_id, actor=people["FM"], origin=ORIGIN, name=RESERVE, number="GB94BARC10201530093459",
        currency=CURRENCY, bank="HSBC", approver=people["ARA"],
    )  # fmt: skip
    debts = _debts(company_id)
    came = [(4 + day, amount, name, text, f"2012010{day}9001") for day, (amount, name, text, _) in enumerate(debts, start=1)]  # fmt: skip
    went = [
        (16, -debts[0][0] // 2, debts[0][1], f"RETURNED {came[0][4]} ACCOUNT CLOSED", "20120116R1"),
        (18, -debts[1][0] // 4, debts[1][1], f"PART RETURNED {came[1][4]}", "20120118R2"),
    ]
    elsewhere = [(19, -debts[2][0], debts[2][1], f"RETURNED PAYMENT {came[2][4]}", "20120119R3")]
    _bring(company_id, people, first, "2012-01-statement.sta", 20120, [*came, *went])
    for debt, line in zip(debts, came, strict=True):
        entry = BankEntry.objects.get(company_id=company_id, bank_reference=line[4])
        parts = tuple(Part(item.id, item.amount - item.allocated) for item in debt[3])
        settle_line(
            company_id=company_id, actor=people["ARA"], origin=ORIGIN, line_id=entry.id, key=f"happened {entry.id}",
            wanted=Wanted(debt[3][0].customer_id, parts), version=None,
        )  # fmt: skip
    _bring(company_id, people, BankAccount.objects.get(company_id=company_id, name=RESERVE), "2012-01-reserve.sta", 1, elsewhere)  # fmt: skip
    receipt, back = (BankEntry.objects.get(company_id=company_id, bank_reference=each[4]) for each in (came[0], went[0]))  # fmt: skip
    bounce_receipt(
        company_id=company_id, actor=people["ARA"], origin=ORIGIN, line_id=back.id, receipt_id=receipt.id,
        reason="银行退回一部分：账户已销户 account closed", version=None,
    )  # fmt: skip


def _debts(company_id: int) -> list[tuple[int, str, str, list[OpenItem]]]:
    """Three times two invoices of customers whose money waits on no line of the demo: amount, payer, text, items."""
    found, known = (
        [],
        dict(Customer.objects.filter(company_id=company_id).values_list("name", "id")),
    )
    for customer in demo_customers():
        rows = OpenItem.objects.filter(
            company_id=company_id, customer_id=known[customer.customer_name], kind="invoice", side=1, currency=CURRENCY, allocated=0,
        )  # fmt: skip
        items = list(rows.order_by("-document_on", "-id")[:6])
        for pair in (items[:2], items[2:4], items[4:6]):
            if len(pair) == 2:
                documents = " ".join(item.document for item in pair)
                found.append((sum(item.amount for item in pair), customer.customer_name, documents, pair))  # fmt: skip
    return found[:3]


def _bring(
    company_id: int, people: dict[str, int], account: BankAccount, name: str, opening: int, lines: Sequence[tuple[Any, ...]]
) -> None:  # fmt: skip
    """A month of MT940 whose balances close, and the machine's look at it."""
    number = decrypted(bytes(account.sealed), company_id=company_id, purpose=PURPOSE)
    said = []
    for day, amount, payer, text, reference in lines:
        mark = "C" if amount > 0 else "D"
        said.append(f":61:1201{day:02}01{day:02}{mark}{_amount(abs(amount))}NTRFNONREF//{reference}\r\n:86:?20{text}?32{payer}\r\n")  # fmt: skip
    closing = opening + sum(line[1] for line in lines)
    told = f":20:JAN\r\n:25:{number}\r\n:28C:1/1\r\n:60F:C120101{CURRENCY}{_amount(opening)}\r\n{''.join(said)}"
    told += f":62F:{'C' if closing >= 0 else 'D'}120131{CURRENCY}{_amount(abs(closing))}\r\n-\r\n"
    made = hand_in_bank_file(
        company_id=company_id, actor=people["CSH"], origin=ORIGIN, waits_for_worker=False, upload=Upload(name, told.encode()),
    )  # fmt: skip
    perform_bank_file(made)
    for run in CashRun.objects.filter(company_id=company_id, state="queued"):
        perform_cash_run(run.id)


def _amount(minor: int) -> str:
    return f"{minor // 100},{minor % 100:02d}"


def _customer_at_the_portal(company_id: int, people: dict[str, int]) -> Visitor:
    """A contact of the demo's statement with a link of its own, its code typed; codes of the other link are few."""
    statement = PortalLink.objects.filter(company_id=company_id).latest("id").statement
    said = ContactSaid("Claire Fontaine", channels={"email": "fontaine@customer.example"}, is_for_statements=True)  # fmt: skip
    who = {"company_id": company_id, "actor": people["ARA"], "origin": ORIGIN}
    contact = add_contact(**who, customer_id=statement.customer_id, said=said)
    CustomerContact.objects.filter(id=contact).update(agreed_at=timezone.now() - timedelta(days=3))
    link = make_link(**who, statement_id=statement.id, contact_id=contact)
    visitor = visitor_of(open_link(token=link.token, address=ADDRESS))
    ask_code(visitor=visitor, address=ADDRESS)
    prove_code(visitor=visitor, code=DEMO_CODE)
    return visitor


def _sheet_is_taken_back(company_id: int, people: dict[str, int], visitor: Visitor) -> None:
    """The customer hands its ledger in; a sheet is released and taken back, and the one after it is released."""
    statement = PortalLink.objects.get(id=visitor.link_id).statement
    told = _their_ledger(company_id, statement)
    answer = upload_ledger(
        visitor=visitor, address=ADDRESS, name="Claire Fontaine", words="", key=secrets.token_hex(8),
        file=Upload("fontaine-2011-12.csv", told.encode()),
    )  # fmt: skip
    ours = {"company_id": company_id, "actor": people["ARA"]}
    began = reconcile_answer(**ours, statement_id=statement.id, answer_id=answer)
    for run in Run.objects.filter(reconciliation_id=began).exclude(state="done"):
        perform_run(run.id)
    here = {**ours, "reconciliation_id": began}
    page = balance_page(**here)
    names = [row.name for quarter in page.quarters for row in quarter.rows]
    due = timezone.localdate()
    for place, name in enumerate(names):
        kind = "theirs" if place % 2 == 0 else "ours"
        more = {"correction": "post"} if kind == "ours" else {}
        dispose_differences(**here, differences=[name], kind=kind, reason="单据未到 paper missing", due_on=due, **more)  # fmt: skip
    sheet = freeze_sheet(**here, language="both")
    release_sheet(**here, origin=ORIGIN, sheet_id=sheet)
    take_back_release(
        **here, origin=ORIGIN, sheet_id=sheet, reason="金额写错，先更正 one amount was wrong"
    )
    again = freeze_sheet(**here, language="both")
    release_sheet(**here, origin=ORIGIN, sheet_id=again)


def _their_ledger(company_id: int, statement: Any) -> str:
    """Our account from their side: the first invoice is missing, the second is 2.00 lower, and a payment has not reached us."""
    head, customer = head_of(company_id), statement.customer_id
    lines = account_lines(company_id, customer, CURRENCY, statement.from_on, statement.through_on, head)  # fmt: skip
    balance = balance_before(company_id, customer, CURRENCY, statement.from_on, head)
    rows = [f"{statement.from_on},,Opening balance,,{balance / 100:.2f}"]
    bought = 0
    for each in lines:
        amount = each[9]
        if each[7] == "invoice":
            bought += 1
            if bought == 1:
                continue
            amount -= 200 if bought == 2 else 0
        balance += amount
        sides = (f"{-amount / 100:.2f}", "") if amount < 0 else ("", f"{amount / 100:.2f}")
        rows.append(f"{each[1]},{each[3] or ''},{each[7]},{sides[0]},{sides[1]}")
    balance -= 5_000
    rows += [f"{statement.through_on},BACS 4471,Payment,50.00,", f",,Closing balance,,{balance / 100:.2f}"]  # fmt: skip
    return "\n".join(["Date,Document,Description,Debit,Credit", *rows]) + "\n"


def _customer_writes(company_id: int, people: dict[str, int], visitor: Visitor) -> None:
    """A dispute of the portal: raised, written in, an outcome proposed."""
    customer_id = PortalLink.objects.get(id=visitor.link_id).statement.customer_id
    item = OpenItem.objects.filter(company_id=company_id, customer_id=customer_id, kind="invoice", side=1, allocated=0, document_on__lte=date(2011, 12, 31)).order_by("-document_on", "id")[0]  # fmt: skip
    said = {"visitor": visitor, "address": ADDRESS, "name": "Claire Fontaine"}
    dispute_lines(**said, words="单价与合同不符 The price is not the contract's", lines=[DisputedLine(item.id, item.amount // 4, "price")], key=secrets.token_hex(8))  # fmt: skip
    case = Dispute.objects.filter(company_id=company_id).latest("id")
    follow_dispute(**said, dispute_id=case.id, words="请见合同第 3 条 See paragraph 3", key=secrets.token_hex(8))  # fmt: skip
    propose_outcome(
        company_id=company_id, actor=people["ARA"], origin=ORIGIN, dispute_id=case.id, said="差价冲减 We credit the difference",
        parts=[Outcome("credit_note", case.amount // 2), Outcome("rejected", case.amount - case.amount // 2)], key=secrets.token_hex(8),
    )  # fmt: skip
