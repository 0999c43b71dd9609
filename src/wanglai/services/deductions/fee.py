"""May this be let go as the bank's fee? What the bank says it took, and beyond that as far as a small difference of the line's money."""

from __future__ import annotations

from django.db.models import Sum

from wanglai.domain.tolerance import Tolerance, most_of
from wanglai.services.deductions.refusals import FeeIsTooLarge
from wanglai.store.models import BankEntry, CashPolicy, Entry, OpenItem, Settlement


def require_fee(line: BankEntry, amount: int) -> None:
    """``amount`` more is let go as the bank's fee of a line's money, in minor units of the line's currency.

    All fees of the line together, less what the bank says it took off, are at most the smaller of the policy's amount and its per
    mille of the line's money. 985.00 came: with 20.00 and 50 per mille 20.00 go, of 1.00 it is 0.05; where the bank says it took 15.00,
    15.00 more. Without a policy for the currency, or with a cap of 0, only what the bank says.
    Source: docs/decisions/0019. Refuses: FeeIsTooLarge.
    """
    beyond = amount + _fees_of(line) - max(line.charges or 0, 0)
    if beyond > 0 and beyond > _most_beyond(line):
        raise FeeIsTooLarge(str(line.id))


def _most_beyond(line: BankEntry) -> int:
    """The most that goes beyond what the bank says, as small differences do; of money, not of a debt: the fee is the transfer's."""
    policy = CashPolicy.objects.filter(company_id=line.company_id).order_by("-version").first()
    told = (
        policy.tolerances.get(line.currency)
        if policy is not None and policy.tolerance_cap
        else None
    )
    return most_of(Tolerance(*told), line.amount) if told else 0


def _fees_of(line: BankEntry) -> int:
    """What earlier settlements of the line let go as its fee and still stands: what went back with a part of the money does not."""
    live = Settlement.objects.filter(
        company_id=line.company_id, bank_entry_id=line.id, undone_at=None
    )
    seqs = [seq for acts in live.values_list("other_seqs", flat=True) for seq in acts]
    back = Entry.objects.filter(company_id=line.company_id, reverses_seq__in=seqs)
    fees = OpenItem.objects.filter(company_id=line.company_id, seq__in=seqs, kind="bank_fee")
    fees = fees.exclude(seq__in=back.values("reverses_seq"))
    return int(fees.aggregate(every=Sum("amount"))["every"] or 0)
