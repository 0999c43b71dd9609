"""Part of an item moves: to another customer, to another control account, or into another currency."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.allocation import crossed, moved
from wanglai.domain.ledger import CREDIT
from wanglai.services.access.scope import admit
from wanglai.services.allocation.items import item_states
from wanglai.services.allocation.moving import take_away
from wanglai.services.cash.behind import lines_behind
from wanglai.services.cash.lines import require_another
from wanglai.services.cash.payers import may_pay_for
from wanglai.services.documents.bills_behind import leave_bills_alone
from wanglai.services.ledger.book import SuspenseStandsApart, Who, request_hash
from wanglai.services.ledger.post import CustomerIsUnknown
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer
from wanglai.store.models.ledger import CONTROL_ROLES


class NothingMoves(UnableTo):
    code_of_refusal = "transfer.same"
    why = Wording("转出与转入相同。", "It would stay where it is.")
    next_step = Wording("请选择另一客户或科目。", "Choose another customer or account.")
    http_status = 422


class CurrencyIsTheSame(UnableTo):
    code_of_refusal = "exchange.same"
    why = Wording("两种币种相同。", "Both currencies are the same.")
    next_step = Wording("请直接核销。", "Settle the items directly.")
    http_status = 422


@transaction.atomic
def transfer(
    *,
    company_id: int,
    actor: int,
    origin: str,
    item_id: int,
    customer_id: int,
    on: date,
    key: str,
    account: str = "",
    amount: int | None = None,
    approver: int | None = None,
) -> int:
    """Move so much of an item (None: what is open) to another customer or control account; the entry's act.

    A prepayment becomes usable for invoices by moving it from ``advance`` to ``receivable``. Money of the bank that goes to a customer
    its payer does not pay for takes another person's word, whatever it is worth.
    Source: docs/decisions/0018.
    Refuses, in order: NotFound, NotPermitted, CustomerIsUnknown, NotFound (item), SuspenseStandsApart, NothingMoves, ItemIsABill,
    ApprovalIsNeeded (another's money), CashierSettles (who brought it agrees); then as ``take_away``.
    """
    admit(company_id=company_id, actor=actor, act="transfer")
    assert not account or account in CONTROL_ROLES, "items stand on control accounts"
    if not Customer.objects.filter(company_id=company_id, id=customer_id).exists():
        raise CustomerIsUnknown(str(customer_id))
    state = item_states(company_id, [item_id])[item_id]
    apart = Customer.objects.filter(
        company_id=company_id, id__in=(customer_id, state.customer_id), is_suspense=True
    )
    if apart.exists():
        raise SuspenseStandsApart(state.document)
    target = account or state.account
    if (target, customer_id) == (state.account, state.customer_id):
        raise NothingMoves(state.document)
    leave_bills_alone(company_id, [item_id])
    if state.side == CREDIT and customer_id != state.customer_id:
        _require_that_it_may_pay(company_id, item_id, customer_id, approver)
    asked = {"transfer": item_id, "to": customer_id, "account": target, "on": on, "amount": amount}
    return take_away(
        company_id,
        Who(actor, origin, approver),
        item_id,
        amount,
        on,
        key=key,
        asked=request_hash(asked),
        kind="transfer",
        entry=lambda state, part: moved(
            state, part, account=target, customer_id=customer_id, on=on, document=state.document
        ),
    )


def _require_that_it_may_pay(
    company_id: int, item_id: int, customer_id: int, approver: int | None
) -> None:
    """One person alone lets no customer's money pay another's debts. Refuses, in order: ApprovalIsNeeded, CashierSettles."""
    for line in lines_behind(company_id, item_id):
        payer = line.customer_id
        if payer is not None and payer != customer_id and not may_pay_for(line, payer, customer_id):
            require_another("transfer", line, approver)


@transaction.atomic
def exchange_item(
    *,
    company_id: int,
    actor: int,
    origin: str,
    item_id: int,
    amount: int,
    currency: str,
    received: int,
    on: date,
    key: str,
    approver: int | None = None,
) -> int:
    """Turn part of an item into ``received`` of another currency at the agreed rate; the entry's act.

    A receipt of 110.00 USD pays 100.00 EUR: amount=11_000, currency="EUR", received=10_000.
    Refuses, in order: NotFound, NotPermitted, NotFound (item), CurrencyIsTheSame, ItemIsABill; then as ``take_away``.
    """
    admit(company_id=company_id, actor=actor, act="transfer")
    assert received > 0, "both sides have an amount"
    if item_states(company_id, [item_id])[item_id].currency == currency:
        raise CurrencyIsTheSame(currency)
    leave_bills_alone(company_id, [item_id])
    asked = {
        "exchange": item_id,
        "amount": amount,
        "into": currency,
        "received": received,
        "on": on,
    }
    return take_away(
        company_id,
        Who(actor, origin, approver),
        item_id,
        amount,
        on,
        key=key,
        asked=request_hash(asked),
        kind="transfer",
        entry=lambda state, part: crossed(
            state, part, currency=currency, received=received, on=on, document=state.document
        ),
    )
