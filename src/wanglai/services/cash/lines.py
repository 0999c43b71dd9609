"""Lines of banks as verbs hold them, and the first day on which something can be booked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from wanglai.services.access.scope import NotFound
from wanglai.services.approvals.bands import ApprovalIsNeeded
from wanglai.services.cash.refusals import LineHasChanged, LineIsElsewhere, NoDayIsOpen
from wanglai.services.ledger.book import CashierSettles
from wanglai.store.models import BankEntry, BouncedReceipt, Period


class LookedAt(NamedTuple):
    """What is looked at of a line before it is held, where a thousand are looked at together."""

    id: int
    company_id: int
    state: str
    version: int
    amount: int
    currency: str
    handed_in_by_id: int
    booked_on: date
    other_name: str
    other_account_hash: bytes | None
    other_account_shown: str
    bank_reference: str
    text: str


Line = BankEntry | LookedAt


def looked_at(ids: Sequence[int]) -> dict[int, LookedAt]:
    """These lines by their ids."""
    rows = BankEntry.objects.filter(id__among=ids).values_list(*LookedAt._fields)
    return {row[0]: LookedAt(*row) for row in rows}


def line_within(
    *, company_id: int, line_id: int, version: int | None = None, states: tuple[str, ...] = ()
) -> BankEntry:
    """The line if it is the company's, held until the end. Refuses, in order: NotFound, LineHasChanged, LineIsElsewhere.

    ``version`` is what the person had before their eyes; None asks nothing.
    """
    rows = BankEntry.objects.select_for_update(no_key=True)
    found = rows.filter(company_id=company_id, id=line_id).first()
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise LineHasChanged(str(line_id))
    if states and found.state not in states:
        raise LineIsElsewhere(found.state)
    return found


def require_another(kind: str, line: BankEntry, approver: int | None) -> int:
    """Who agreed: somebody else, who did not bring the money. Refuses, in order: ApprovalIsNeeded, CashierSettles."""
    if approver is None:
        raise ApprovalIsNeeded(kind)
    if approver == line.handed_in_by_id:
        raise CashierSettles(str(line.id))
    return approver


def bounces_with(line: BankEntry) -> QuerySet[BouncedReceipt]:
    """The bounces that stand in which the line went, or came and went back as a whole: one at most, and of a line held no other comes."""
    rows = BouncedReceipt.objects.filter(company_id=line.company_id, withdrawn_at=None)
    return rows.filter(Q(came_id=line.id, part=None) | Q(went_id=line.id))


def parts_returned(line: BankEntry) -> QuerySet[BouncedReceipt]:
    """The bounces that stand by which parts of the line went back."""
    rows = BouncedReceipt.objects.filter(company_id=line.company_id, withdrawn_at=None)
    return rows.filter(came_id=line.id, part__isnull=False)


def first_open_day(company_id: int, day: date) -> date:
    """The day itself where its period is open, else the first open day after it. Refuses: NoDayIsOpen.

    10 March with March closed and April open is 1 April.
    """
    found = OpenDays(company_id).first(day)
    if found is None:
        raise NoDayIsOpen(day.isoformat())
    return found


class OpenDays:
    """The days that can be booked on, read once."""

    def __init__(self, company_id: int) -> None:
        rows = Period.objects.filter(company_id=company_id, closed_seq=None).order_by("from_on")
        self._periods = list(rows.values_list("from_on", "to_on"))

    def first(self, day: date) -> date | None:
        """As ``first_open_day``; None where every day from there on is closed."""
        return next((max(day, from_on) for from_on, to_on in self._periods if day <= to_on), None)
