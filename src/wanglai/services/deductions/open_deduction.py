"""A customer kept something of an item back: the case names the amount, the reason, who settles it and until when."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from wanglai.domain.ledger import DEBIT
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.contested.items import follow_flag, uncontested
from wanglai.services.deductions.cases import NOTE_MAX, check_due, check_owner, flag_note
from wanglai.services.deductions.refusals import DeductionDoesNotFit, DeductionHasNoReason
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.store.models import Act, BankEntry, DeductionCase, OpenItem
from wanglai.store.models.cash import DEDUCTION_REASONS

DAYS = 14  # until a case should be settled, where nobody says otherwise


@transaction.atomic
def open_deduction(
    *, company_id: int, actor: int, origin: str, item_id: int, amount: int, reason: str, key: str, note: str = "",
    owner_id: int | None = None, due_on: date | None = None, line_id: int | None = None,
) -> int:  # fmt: skip
    """Open a case over so much of an open debt (minor units of the item); its id. Repeating the key changes nothing.

    The item is flagged as disputed unless it is already; it stays in every total. Owner: who opens it; deadline: in 14 days.
    Refuses, in order: NotFound, NotPermitted, NotFound (item, line), KeyWasUsed, DeductionHasNoReason, DeductionDoesNotFit,
    DeductionHasNoOwner, DeductionIsLate.
    """
    assert key, "an outside event carries a key"
    admit(company_id=company_id, actor=actor, act="keep_deduction")
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    item = sight.of(OpenItem.objects.filter(company_id=company_id, id=item_id)).first()
    if item is None:
        raise NotFound
    if line_id is not None and not BankEntry.objects.filter(company_id=company_id, id=line_id).exists():  # fmt: skip
        raise NotFound
    facts = {"item": item_id, "amount": amount, "reason": reason}
    asked = request_hash({"deduction": facts, "line": line_id, "note": note, "owner": owner_id, "due": due_on})  # fmt: skip
    known = known_act(company_id, key, asked)
    if known is not None:
        told = Act.objects.values_list("facts", flat=True).get(company_id=company_id, seq=known)
        return int(json.loads(told)["deduction"])
    _check(item_id, amount, reason)
    owner_id, due_on = owner_id or actor, due_on or timezone.localdate() + timedelta(days=DAYS)
    check_owner(company_id, owner_id)
    check_due(due_on)
    case = DeductionCase.objects.create(
        company_id=company_id, customer_id=item.customer_id, item_id=item_id, bank_entry_id=line_id,
        currency=item.currency, amount=amount, reason=reason, note=note.strip()[:NOTE_MAX], owner_id=owner_id,
        due_on=due_on, opened_by_id=actor,
    )  # fmt: skip
    who = Who(actor, origin)
    more = {"deduction": case.id, "owner": owner_id, "due": due_on.isoformat()}
    write_act(company_id, who, "open_deduction", {**facts, **more}, key=key, asked=asked)
    follow_flag(company_id, who, item_id, flag_note(case))
    return int(case.id)


def _check(item_id: int, amount: int, reason: str) -> None:
    """What is open beside other deductions and disputes covers it; read anew, for the book is held by now."""
    if reason not in DEDUCTION_REASONS:
        raise DeductionHasNoReason(reason)
    item = OpenItem.objects.get(id=item_id)
    if item.side != DEBIT or not 0 < amount <= uncontested(item):
        raise DeductionDoesNotFit(item.document)
