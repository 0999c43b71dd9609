"""Money of the bank pays a bill or cheque: the bill is settled by the line itself, and no second receipt is booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tieout.cash.payers import core_of
from tieout.refusal import Wording
from wanglai.domain.bills import PASSED_ON
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.cash.lines import first_open_day, line_within
from wanglai.services.cash.refusals import BillIsNotOfThisLine, LineIsElsewhere
from wanglai.services.cash.third_party import PayerIsAnother, stranger_of
from wanglai.services.documents.bill_steps import freed_on, paid
from wanglai.services.documents.words import BILL_KINDS, BILL_STATES
from wanglai.services.ledger.book import CashierSettles, Who, known_act, request_hash
from wanglai.services.money import Amount
from wanglai.store.models import Act, BankEntry, Bill, CashProposal, ChainHead, Settlement

_WITH_US = ("received", "presented")


@dataclass(frozen=True)
class BillToClear:
    """A bill of the line's amount that its money may pay."""

    id: int
    number: str
    kind_words: Wording
    state_words: Wording
    customer: str
    drawee: str
    matures_on: date
    amount: Amount


def bills_it_may_pay(*, company_id: int, actor: int, line_id: int) -> tuple[BillToClear, ...]:
    """Bills and cheques with us of exactly the line's amount that have matured by its day, soonest first.

    Refuses, in order: NotFound, NotPermitted, NotFound (line).
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    line = BankEntry.objects.filter(company_id=company_id, id=line_id).first()
    if line is None:
        raise NotFound
    if line.amount <= 0 or line.state not in ("waiting", "asked"):
        return ()
    rows = Bill.objects.filter(
        company_id=company_id, state__in=_WITH_US, amount=line.amount, currency=line.currency, matures_on__lte=line.booked_on
    ).select_related("customer")  # fmt: skip
    return tuple(
        BillToClear(
            each.id, each.number, BILL_KINDS[each.kind], BILL_STATES[each.state], each.customer.name, each.drawee,
            each.matures_on, Amount(each.amount, each.currency),
        )
        for each in rows.order_by("matures_on", "id")[:20]
    )  # fmt: skip


@transaction.atomic
def clear_bill(
    *, company_id: int, actor: int, origin: str, line_id: int, bill_id: int, version: int | None = None
) -> int:  # fmt: skip
    """Settle a bill with a line of the bank; the settlement's id. Doing it twice changes nothing.

    A cheque of 500.00 that was presented, and 500.00 on the account on 12 March: the cheque is paid on 12 March by this line, what it was
    given for stays settled. Undone, the cheque is with us again and the line waits. Undone by hand on 20 March, it is paid on the 20th when the same line clears it again.
    Refuses, in order: NotFound, NotPermitted, NotFound (line), LineHasChanged, LineIsElsewhere, NotFound (bill), BillIsNotOfThisLine, CashierSettles,
    PayerIsAnother (another customer's money), NoDayIsOpen; then as ``mature_bill``.
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    line = line_within(company_id=company_id, line_id=line_id)
    known = _known(line, bill_id)
    if known is not None:
        return known
    line_within(company_id=company_id, line_id=line_id, version=version, states=("waiting", "asked"))  # fmt: skip
    bill = Bill.objects.select_for_update(no_key=True).filter(company_id=company_id, id=bill_id).first()  # fmt: skip
    if bill is None:
        raise NotFound
    if (bill.amount, bill.currency) != (line.amount, line.currency) or bill.state in PASSED_ON:
        raise BillIsNotOfThisLine(bill.number)
    if bill.state not in _WITH_US:
        raise LineIsElsewhere(bill.state)
    if line.handed_in_by_id == actor:
        raise CashierSettles(str(line_id))
    _require_its_payer(line, bill)
    return _cleared(line, bill, Who(actor, origin))


def _require_its_payer(line: BankEntry, bill: Bill) -> None:
    """A bill is paid by its drawee, by a bank nobody knows as a customer, or by who may pay for its customer. Refuses: PayerIsAnother."""
    said = CashProposal.objects.filter(bank_entry_id=line.id, state="open").first()
    stranger = stranger_of(line, bill.customer_id, said)
    if stranger is None or stranger.known_id is None or stranger.is_allowed:
        return
    if core_of(bill.drawee) not in {core_of(stranger.name), core_of(stranger.known)}:
        raise PayerIsAnother(stranger.name)


def _known(line: BankEntry, bill_id: int) -> int | None:
    rows = Bill.objects.filter(id=bill_id, company_id=line.company_id, ended_seq=line.entry_seq)
    if line.entry_seq is None or not rows.exists():
        return None
    return int(Settlement.objects.get(bank_entry_id=line.id, undone_at=None).id)


def _cleared(line: BankEntry, bill: Bill, who: Who) -> int:
    company, key = line.company_id, f"bank:{line.id}:{line.version}:bill"
    asked = request_hash({"clear": bill.id, "line": line.id})
    known_act(company, key, asked)  # takes the book
    before = ChainHead.objects.values_list("seq", flat=True).get(company_id=company)
    seq = paid(bill, who, first_open_day(company, _day(line, bill)))
    made = Settlement.objects.create(
        company_id=company, bank_entry_id=line.id, proposal_id=None, customer_id=bill.customer_id, receipt_seq=seq,
        allocate_seq=None, other_seqs=_other_acts(company, before, seq), allocated=line.amount,
        settled_by_id=who.actor, key=key, request_hash=asked,
    )  # fmt: skip
    line.state, line.customer_id, line.entry_seq, line.version = "posted", bill.customer_id, seq, line.version + 1  # fmt: skip
    line.save(update_fields=["state", "customer_id", "entry_seq", "version"])
    CashProposal.objects.filter(company_id=company, bank_entry_id=line.id, state="open").update(
        state="replaced", decided_by_id=who.actor, decided_at=timezone.now()
    )
    return int(made.id)


def _day(line: BankEntry, bill: Bill) -> date:
    """The line's own day; where the bill counted as paid until a later one, that."""
    freed = freed_on(bill)
    return line.booked_on if freed is None else max(line.booked_on, freed)


def _other_acts(company_id: int, before: int, receipt: int) -> Sequence[int]:
    rows = Act.objects.filter(company_id=company_id, seq__gt=before).exclude(seq=receipt)
    return list(rows.order_by("seq").values_list("seq", flat=True))
