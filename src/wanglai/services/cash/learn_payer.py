"""A payer's name or account belongs to a customer from now on: asked for, with the line it was learned from, and undone again."""

from __future__ import annotations

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from tieout.cash.payers import core_of
from tieout.refusal import Wording
from wanglai.domain.customer_names import read_name
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.approvals.request_approval import request_approval
from wanglai.services.cash.lines import line_within
from wanglai.services.customers.bank_accounts import KIND as CHANGE_ACCOUNT
from wanglai.services.customers.bank_accounts import PURPOSE, AccountSaid, add_bank_account
from wanglai.services.customers.gate import CustomerIsMerged
from wanglai.services.customers.history import Changed, tell
from wanglai.services.ledger.book import CashierSettles, SuspenseStandsApart, Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import BankEntry, Customer, CustomerBankAccount, PayerAlias
from wanglai.store.secret_fields import decrypted

KIND = "learn_payer"


class NothingToLearn(UnableTo):
    code_of_refusal = "learn.nothing"
    why = Wording("银行没有写明付款人的户名或账号。", "The bank does not say the payer's name or account.")  # fmt: skip
    next_step = Wording("请在这一笔上直接选择客户。", "Choose the customer for this line alone.")
    http_status = 422


class NameIsAnothers(UnableTo):
    code_of_refusal = "learn.name_of_another"
    why = Wording("这个户名已属于另一客户。", "The name is another customer's already.")
    next_step = Wording(
        "如系代付，请在客户档案登记代付方及授权文件。",
        "Where it pays for this customer, enter it as a payer with its paper on the customer's page.",
    )


class NameIsKnown(UnableTo):
    code_of_refusal = "learn.known"
    why = Wording("这个户名已是该客户的。", "The name is this customer's already.")
    next_step = Wording("无需再次登记。", "It need not be entered again.")


@transaction.atomic
def learn_payer_name(
    *, company_id: int, actor: int, origin: str, line_id: int, customer_id: int
) -> int:
    """From now on the name on this line means this customer; the row's id.

    Refuses, in order: NotFound, NotPermitted, NotFound (line, customer), CustomerIsMerged, SuspenseStandsApart, CashierSettles,
    NothingToLearn, NameIsKnown, NameIsAnothers.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    line, customer = _both(company_id, actor, line_id, customer_id)
    name = " ".join(line.other_name.split())
    core = core_of(name)
    if not core:
        raise NothingToLearn(str(line_id))
    if core in {core_of(each) for each in (customer.name, customer.short_name, *customer.names) if each}:  # fmt: skip
        raise NameIsKnown(name)
    if _is_anothers(customer, name, core) or _is_paid_from_anothers_account(line, customer):
        raise NameIsAnothers(name)
    made = _learned(line, customer, actor, name, core)
    tell(customer, Who(actor, origin), KIND, [Changed("payer_name", "", name)], line=line.id)
    return made


def _both(company_id: int, actor: int, line_id: int, customer_id: int) -> tuple[BankEntry, Customer]:  # fmt: skip
    line = line_within(company_id=company_id, line_id=line_id)
    customer = Customer.objects.filter(company_id=company_id, id=customer_id).first()
    if customer is None:
        raise NotFound
    if customer.merged_into_id is not None:
        raise CustomerIsMerged(customer.name)
    if customer.is_suspense:
        raise SuspenseStandsApart(customer.name)
    if line.handed_in_by_id == actor:
        raise CashierSettles(str(line_id))
    return line, customer


def _is_anothers(customer: Customer, name: str, core: str) -> bool:
    """Whether another customer is called so: by its spelled names, compared as payers' names are."""
    rows = Customer.objects.filter(company_id=customer.company_id, merged_into=None).exclude(id=customer.id)  # fmt: skip
    spelled = Q(search__contains=f"\n{read_name(name).core}\n") | Q(search__contains=f"\n{core}\n")
    alike = rows.filter(spelled)
    return any(
        core in {core_of(each) for each in (other.name, other.short_name, *other.names) if each}
        for other in alike
    )


def _is_paid_from_anothers_account(line: BankEntry, customer: Customer) -> bool:
    """Whether the account on the line is another customer's alone: then its name is that customer's too."""
    if line.other_account_hash is None:
        return False
    rows = CustomerBankAccount.objects.filter(company_id=line.company_id, number_hash=bytes(line.other_account_hash), agreed_at__isnull=False, ended_at=None)  # fmt: skip
    owners = set(rows.values_list("customer_id", flat=True))
    return bool(owners) and customer.id not in owners


def _learned(line: BankEntry, customer: Customer, actor: int, name: str, core: str) -> int:
    try:
        with transaction.atomic():
            made = PayerAlias.objects.create(
                company_id=line.company_id, customer=customer, name=name[:200], core=core[:200], bank_entry_id=line.id,
                learned_by_id=actor,
            )  # fmt: skip
    except DatabaseError as problem:
        wall = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", "")
        if wall != "payer_alias_once":
            raise
        rows = PayerAlias.objects.filter(company_id=line.company_id, core=core, undone_at=None)
        is_its_own = rows.filter(customer=customer).exists()
        raise (NameIsKnown if is_its_own else NameIsAnothers)(name) from problem
    return int(made.id)


@transaction.atomic
def forget_payer_name(*, company_id: int, actor: int, origin: str, alias_id: int) -> None:
    """The name means the customer no longer; what was settled by it stays. Refuses, in order: NotFound, NotPermitted, NotFound (row)."""
    admit(company_id=company_id, actor=actor, act=KIND)
    rows = PayerAlias.objects.select_for_update(no_key=True).select_related("customer")
    found = rows.filter(company_id=company_id, id=alias_id, undone_at=None).first()
    if found is None:
        raise NotFound
    found.undone_by_id, found.undone_at = actor, timezone.now()
    found.save(update_fields=["undone_by", "undone_at"])
    told = [Changed("payer_name", found.name, "")]
    tell(found.customer, Who(actor, origin), KIND, told, line=found.bank_entry_id)


@transaction.atomic
def learn_payer_account(
    *, company_id: int, actor: int, origin: str, line_id: int, customer_id: int, key: str
) -> int:
    """Enter the account on this line as the customer's and ask for another person's word on it; the request's id.

    Refuses, in order: NotFound, NotPermitted, NotFound (line, customer), CustomerIsMerged, SuspenseStandsApart, CashierSettles,
    NothingToLearn; then as ``add_bank_account`` and ``request_approval``.
    """
    admit(company_id=company_id, actor=actor, act=KIND)
    line, customer = _both(company_id, actor, line_id, customer_id)
    if line.other_account_sealed is None:
        raise NothingToLearn(str(line_id))
    number = decrypted(bytes(line.other_account_sealed), company_id=company_id, purpose=PURPOSE)
    said = AccountSaid(number, holder=line.other_name, currency=line.currency)
    account = add_bank_account(company_id=company_id, actor=actor, origin=origin, customer_id=customer.id, said=said)  # fmt: skip
    subject = {"customer_id": customer.id, "account_id": account, "does": "agree"}
    return request_approval(
        company_id=company_id,
        actor=actor,
        origin=origin,
        kind=CHANGE_ACCOUNT,
        subject=subject,
        key=key,
    )
