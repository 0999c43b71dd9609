"""The bank accounts of a customer: entered encrypted, in force once another person agreed, looked at whole only with a trace.

A number never stands in a request for approval, in history or in the trail: those name the account by its row and its mask.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.utils import timezone

from tieout.refusal import Refusal, Wording
from wanglai.domain.bank_accounts import BankAccount, read_bank_account
from wanglai.domain.masking import masked_account
from wanglai.domain.wording import Fault
from wanglai.services.access.membership import require_word
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.customers.gate import CONTACTS, enter, require_agreement, seen_customer
from wanglai.services.customers.history import Changed, tell
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer, CustomerBankAccount
from wanglai.store.secret_fields import decrypted, encrypted, looked_up

PURPOSE = "bank_account"
KIND = "change_bank_account"


class BankAccountIsWrong(UnableTo):
    """Says what the rule of bank accounts says."""

    http_status = 422

    def __init__(self, fault: Fault) -> None:
        Refusal.__init__(
            self, fault.code, place="", reason=Wording(fault.reason.zh, fault.reason.en),
            remedy=Wording(fault.remedy.zh, fault.remedy.en),
        )  # fmt: skip


class AccountIsKnown(UnableTo):
    code_of_refusal = "bank_account.known"
    why = Wording("该客户已有此账号。", "The customer has this account already.")
    next_step = Wording("无需再次登记。", "It need not be entered again.")


@dataclass(frozen=True)
class AccountSaid:
    """What is said of an account; ``holder`` empty is the customer itself."""

    number: str
    holder: str = ""
    bank: str = ""
    currency: str = ""


@transaction.atomic
def add_bank_account(
    *, company_id: int, actor: int, origin: str, customer_id: int, said: AccountSaid
) -> int:
    """Enter an account; it waits until ``change_bank_account`` puts it in force. Its id.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, BankAccountIsWrong, AccountIsKnown.
    """
    customer = enter(company_id, actor, KIND, customer_id).customer
    read = read_bank_account(said.number)
    if read.verdict == "wrong":
        assert read.fault is not None
        raise BankAccountIsWrong(read.fault)
    account = _kept(customer, actor, said, read)
    told = [Changed("bank_account_asked", "", account.shown)]
    tell(customer, Who(actor, origin), KIND, told, account=account.id, does="ask")
    return int(account.id)


def _kept(customer: Customer, actor: int, said: AccountSaid, read: BankAccount) -> CustomerBankAccount:  # fmt: skip
    company = customer.company_id
    try:
        with transaction.atomic():
            return CustomerBankAccount.objects.create(
                company_id=company, customer=customer, holder=(said.holder.strip() or customer.name)[:200],
                bank=said.bank.strip()[:200], currency=said.currency.strip().upper()[:3],
                sealed=encrypted(read.number, company_id=company, purpose=PURPOSE),
                number_hash=looked_up(read.number, company_id=company, purpose=PURPOSE),
                last_four=read.number[-4:], shown=masked_account(read.number), kind=read.kind,
                asked_by_id=actor,
            )  # fmt: skip
    except DatabaseError as problem:
        wall = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", "")
        if wall != "bank_account_once_of_customer":
            raise
        raise AccountIsKnown(masked_account(read.number)) from problem


@transaction.atomic
def change_bank_account(
    *, company_id: int, actor: int, origin: str, customer_id: int, account_id: int, does: str,
    approver: int | None = None,
) -> int:  # fmt: skip
    """Put an account in force (``agree``) or end it (``end``); the act's number, 0 where it is so already.

    Where the company's bands ask for it, and always where the role may only ask, another person has to say yes first.
    Refuses, in order: NotFound, NotPermitted, NotFound (customer), CustomerIsMerged, NotFound (account), ApprovalIsNeeded.
    """
    assert does in ("agree", "end")
    entered = enter(company_id, actor, KIND, customer_id)
    rows = CustomerBankAccount.objects.select_for_update(no_key=True)
    account = rows.filter(customer=entered.customer, id=account_id, ended_at=None).first()
    if account is None:
        raise NotFound
    if does == "agree" and account.agreed_at is not None:
        return 0
    require_agreement(
        company_id=company_id, roles=entered.roles, duty=CONTACTS, kind=KIND, approver=approver
    )
    require_word(company_id, KIND, approver)
    moved = "agreed_at" if does == "agree" else "ended_at"
    setattr(account, moved, timezone.now())
    account.save(update_fields=[moved])
    old, new = ("", account.shown) if does == "agree" else (account.shown, "")
    told = [Changed("bank_account", old, new)]
    who = Who(actor, origin, approver)
    return tell(entered.customer, who, KIND, told, account=account.id, does=does)


@transaction.atomic
def see_bank_account(
    *, company_id: int, actor: int, origin: str, customer_id: int, account_id: int
) -> str:
    """The whole number; who looked stands in the history and the trail.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer), NotFound (account).
    """
    admit(company_id=company_id, actor=actor, act="see_bank_account")
    customer = seen_customer(company_id, actor, customer_id)
    account = CustomerBankAccount.objects.filter(customer=customer, id=account_id).first()
    if account is None:
        raise NotFound
    told = [Changed("bank_account_seen", "", account.shown)]
    tell(customer, Who(actor, origin), "see_bank_account", told, account=account.id)
    return decrypted(bytes(account.sealed), company_id=company_id, purpose=PURPOSE)


def customers_of_account(company_id: int, number: str) -> tuple[int, ...]:
    """Customers in force with exactly this account, the survivors of merged ones; for whoever finds a payer."""
    read = read_bank_account(number)
    if read.verdict == "wrong":
        return ()
    rows = CustomerBankAccount.objects.filter(
        company_id=company_id, agreed_at__isnull=False, ended_at=None,
        number_hash=looked_up(read.number, company_id=company_id, purpose=PURPOSE),
    ).select_related("customer")  # fmt: skip
    return tuple(sorted({row.customer.merged_into_id or row.customer_id for row in rows}))
