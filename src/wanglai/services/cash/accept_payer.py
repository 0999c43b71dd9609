"""Another than the customer paid, and no paper says it may: another person agrees that this line's money pays the customer's debts."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.cash.lines import line_within, require_another
from wanglai.services.cash.refusals import NoMoneyCameIn
from wanglai.services.cash.suspended import require_true_customer
from wanglai.services.ledger.book import (
    CashierSettles,
    Who,
    known_act,
    request_hash,
    write_act,
)
from wanglai.services.refusals import UnableTo
from wanglai.store.models import AcceptedPayer, BankEntry

KIND = "accept_payer"


class AcceptanceSaysNothing(UnableTo):
    code_of_refusal = "line.payer_reason"
    why = Wording("没有写明为什么接受代付。", "Nothing says why the payment is accepted.")
    next_step = Wording(
        "请写明理由，如付款人与客户的关系。", "Give the reason, such as how the payer stands to the customer."
    )  # fmt: skip
    http_status = 422


@transaction.atomic
def accept_payer(
    *, company_id: int, actor: int, origin: str, line_id: int, customer_id: int, reason: str, key: str,
    approver: int | None = None,
) -> int:  # fmt: skip
    """Let one line's money pay a customer's debts though another paid it, always with another person's word; the act's number.

    It holds for this line and this customer alone, and settles nothing. Repeating it changes nothing.
    Source: who pays for somebody else needs a paper on file, or two people who take it upon them (docs/decisions/0018).
    Refuses, in order: NotFound, NotPermitted, AcceptanceSaysNothing, NotFound (line), KeyWasUsed, NoMoneyCameIn, CustomerIsUnknown,
    SuspenseStandsApart, CashierSettles (who brought the money asks), ApprovalIsNeeded, CashierSettles (who brought it agrees).
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    said = " ".join(reason.split())[:500]
    if not said:
        raise AcceptanceSaysNothing
    asked = request_hash({"accept_payer": line_id, "customer": customer_id, "reason": said})
    line = line_within(company_id=company_id, line_id=line_id)
    known = known_act(company_id, key, asked)
    if known is not None:
        return known
    _check(line, customer_id, actor)
    agreed_by = require_another(KIND, line, approver)
    found = AcceptedPayer.objects.filter(bank_entry_id=line_id, customer_id=customer_id).first()
    if found is not None:
        return int(found.seq)
    facts = {"line": line_id, "customer": customer_id, "payer": line.other_name, "reason": said}
    seq = write_act(company_id, Who(actor, origin, approver), KIND, facts, key=key, asked=asked)
    AcceptedPayer.objects.create(
        company_id=company_id, customer_id=customer_id, bank_entry_id=line_id, reason=said, seq=seq, asked_by_id=actor,
        agreed_by_id=agreed_by,
    )  # fmt: skip
    return seq


def _check(line: BankEntry, customer_id: int, actor: int) -> None:
    if line.amount <= 0:
        raise NoMoneyCameIn(str(line.id))
    require_true_customer(line.company_id, customer_id)
    if line.handed_in_by_id == actor:
        raise CashierSettles(str(line.id))
