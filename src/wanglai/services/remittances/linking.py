"""An advice and the money it speaks of: found where one line alone fits, else said by somebody.

By the reference of the payment, or by customer, amount and day; two that fit are nobody's choice. One advice may be of several
receipts, a person says so; of a line one advice at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.cash.lines import line_within
from wanglai.services.cash.third_party import Asked, strangers_of
from wanglai.services.ledger.book import CashierSettles, Who
from wanglai.services.remittances.refusals import (
    AdviceIsOfOtherMoney,
    AdviceIsWithdrawn,
    AdviceWaits,
    LineIsAdvised,
)
from wanglai.store.models import AdvisedReceipt, BankEntry, Remittance

EARLY_DAYS, LATE_DAYS = 3, 10  # around the day the advice says; a transfer abroad takes its time
UNDATED_DAYS = 45  # around the day it was handed in, where it says none
ADVICES_MAX = 2_000  # looked at in one go, the newest


def is_usable(advice: Remittance) -> bool:
    """Whether money may be settled by it: it stands, and it adds up or somebody decided."""
    return advice.withdrawn_at is None and (advice.adds_up or advice.decided_at is not None)


def link_what_fits(company_id: int, only: Sequence[int] | None = None) -> int:
    """Link every advice without money to the one waiting line that is its money; how many. Done twice it does nothing the second time."""
    advices = _without_money(company_id, only)
    if not advices:
        return 0
    lines = _free_lines(company_id, advices)
    parted = set(AdvisedReceipt.objects.filter(company_id=company_id, ended_at__isnull=False).values_list("remittance_id", "bank_entry_id"))  # fmt: skip
    found = []
    for advice in advices:
        fit = _fit(company_id, advice, [each for each in lines if (advice.id, each.id) not in parted])  # fmt: skip
        found += [(advice, *fit)] if fit else []
    claimed = Counter(line.id for _, line, _ in found)
    made = [
        AdvisedReceipt(company_id=company_id, remittance_id=advice.id, bank_entry_id=line.id, by=by)
        for advice, line, by in found
        if claimed[line.id] == 1
    ]
    # A person may have said another meanwhile: theirs stands.
    return sum(_made(each) for each in made)


def _made(link: AdvisedReceipt) -> bool:
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError:
        return False
    return True


def _without_money(company_id: int, only: Sequence[int] | None) -> list[Remittance]:
    linked = AdvisedReceipt.objects.filter(remittance_id=OuterRef("id"), ended_at=None)
    rows = Remittance.objects.filter(company_id=company_id, withdrawn_at=None).exclude(Exists(linked))  # fmt: skip
    rows = rows.filter(id__in=only) if only is not None else rows
    return [each for each in rows.order_by("-id")[:ADVICES_MAX] if is_usable(each)]


def _free_lines(company_id: int, advices: Sequence[Remittance]) -> list[BankEntry]:
    """Waiting lines without an advice that have the amount of one, before the bank took its charge, or a reference of one."""
    amounts = {_amount(each) for each in advices}
    references = {each.reference for each in advices if each.reference}
    linked = AdvisedReceipt.objects.filter(company_id=company_id, bank_entry_id=OuterRef("id"), ended_at=None)  # fmt: skip
    rows = BankEntry.objects.filter(company_id=company_id, state__in=("waiting", "asked"), amount__gt=0).exclude(Exists(linked))  # fmt: skip
    found = {each.id: each for each in rows.filter(amount__in=amounts)}
    found |= {each.id: each for each in rows.filter(charges__gt=0) if each.amount + (each.charges or 0) in amounts}  # fmt: skip
    if references:
        for name in ("reference", "bank_reference"):
            found |= {each.id: each for each in rows.filter(**{f"{name}__in": references})}
    return [found[number] for number in sorted(found)]


def _amount(advice: Remittance) -> int:
    return advice.total if advice.total is not None else advice.paid


def _fit(
    company_id: int, advice: Remittance, lines: Sequence[BankEntry]
) -> tuple[BankEntry, str] | None:
    mine = [each for each in lines if each.currency == advice.currency]
    if advice.reference:
        named = [each for each in mine if advice.reference in (each.reference, each.bank_reference)]
        if named:
            return (named[0], "reference") if len(named) == 1 else None
    if advice.customer_id is None:
        return None
    amount = _amount(advice)
    mine = [each for each in mine if amount in (each.amount, each.amount + (each.charges or 0)) and _is_then(advice, each.booked_on)]  # fmt: skip
    strangers = strangers_of(company_id, [Asked(each, advice.customer_id, None) for each in mine])
    mine = [each for each in mine if each.id not in strangers and _says_who(each)]
    return (mine[0], "amount") if len(mine) == 1 else None


def _says_who(line: BankEntry) -> bool:
    return bool(line.other_name.strip()) or line.other_account_hash is not None


def _is_then(advice: Remittance, on: date) -> bool:
    if advice.paid_on is not None:
        return advice.paid_on - timedelta(EARLY_DAYS) <= on <= advice.paid_on + timedelta(LATE_DAYS)
    return abs(on - timezone.localdate(advice.entered_at)) <= timedelta(UNDATED_DAYS)


@transaction.atomic
def link_advice(*, company_id: int, actor: int, origin: str, remittance_id: int, line_id: int) -> None:  # fmt: skip
    """Say that a line of the bank is the advice's money, or part of it. Said twice it changes nothing.

    Refuses, in order: NotFound, NotPermitted, NotFound (line, advice), AdviceIsWithdrawn, AdviceWaits, AdviceIsOfOtherMoney,
    CashierSettles, LineIsAdvised.
    """
    admit(company_id=company_id, actor=actor, act="apply_cash")
    line = line_within(company_id=company_id, line_id=line_id)
    advice = advice_within(company_id, remittance_id)
    if advice.withdrawn_at is not None:
        raise AdviceIsWithdrawn(advice.name)
    if not is_usable(advice):
        raise AdviceWaits(advice.name)
    if line.amount <= 0 or line.currency != advice.currency:
        raise AdviceIsOfOtherMoney(f"{line.amount} {line.currency}")
    if line.handed_in_by_id == actor:
        raise CashierSettles(str(line_id))
    live = AdvisedReceipt.objects.filter(company_id=company_id, bank_entry_id=line_id, ended_at=None).first()  # fmt: skip
    if live is not None:
        if live.remittance_id == remittance_id:
            return
        raise LineIsAdvised(str(live.remittance_id))
    AdvisedReceipt.objects.create(company_id=company_id, remittance_id=remittance_id, bank_entry_id=line_id, by="person", linked_by_id=actor)  # fmt: skip
    record(company_id, Who(actor, origin), "link_advice", advice=advice.id, named=advice.name, line=line_id)  # fmt: skip


@transaction.atomic
def part_advice(*, company_id: int, actor: int, origin: str, remittance_id: int, line_id: int) -> None:  # fmt: skip
    """The line is not the advice's money; what was settled stays. Refuses, in order: NotFound, NotPermitted, NotFound (link)."""
    admit(company_id=company_id, actor=actor, act="apply_cash")
    rows = AdvisedReceipt.objects.select_for_update(no_key=True).filter(company_id=company_id, remittance_id=remittance_id, bank_entry_id=line_id, ended_at=None)  # fmt: skip
    found = rows.first()
    if found is None:
        raise NotFound
    found.ended_by_id, found.ended_at = actor, timezone.now()
    found.save(update_fields=["ended_by", "ended_at"])
    named = Remittance.objects.values_list("name", flat=True).get(id=remittance_id)
    record(company_id, Who(actor, origin), "part_advice", advice=remittance_id, named=named, line=line_id)  # fmt: skip


def advice_within(company_id: int, remittance_id: int) -> Remittance:
    """The advice if it is the company's, held until the end. Refuses: NotFound."""
    rows = Remittance.objects.select_for_update(no_key=True)
    found = rows.filter(company_id=company_id, id=remittance_id).first()
    if found is None:
        raise NotFound
    return found
