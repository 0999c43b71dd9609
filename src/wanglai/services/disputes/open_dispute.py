"""A customer contests an item, a statement or a missing paper: how much, why, who settles it and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanglai.domain.ledger import DEBIT
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.contested.items import follow_flag, uncontested
from wanglai.services.contested.owners import least_busy, may_own
from wanglai.services.disputes.cases import Said, check_due, check_owner, checked_words, tell
from wanglai.services.disputes.claims import Claim, check_claim, keep_claim
from wanglai.services.disputes.policy import deadline, reasons_of
from wanglai.services.disputes.refusals import (
    DisputeDoesNotFit,
    DisputeHasNoOwner,
    DisputeHasNoReason,
)
from wanglai.services.ledger.book import Who, known_act, request_hash
from wanglai.store.models import Customer, Dispute, OpenItem, Statement

OWNING_ROLES = ("ARA", "CRC", "FM")  # whom a dispute goes to that nobody is named for
FLAG_NOTE_MAX = 500


@transaction.atomic
def open_dispute(
    *, company_id: int, who: Who, key: str, customer_id: int, item_id: int | None, statement_id: int | None, currency: str,
    amount: int, reason: str, said: str, raised_by: str, owner_id: int | None = None, due_on: date | None = None,
    document: str = "", claim: Claim | None = None,
) -> int:  # fmt: skip
    """Open a dispute over so much (minor units) of an open debt, or of a statement or a paper we lack; its id.

    The item is flagged as disputed and stays in every total. ``raised_by`` is ``staff`` or ``customer``; the portal has let the
    customer in. ``document``: what is missing, as they call it. ``claim``: what is said of no open item, as a payment we do not show. Owner: who opens it where they may settle it, else the least busy
    accountant; deadline: by the policy, in working days. Repeating the key changes nothing.
    Refuses, in order: NotFound, NotPermitted (staff), NotFound (customer, item, statement), DisputeHasNoReason, DisputeSaysNothing,
    NoBook, KeyWasUsed, DisputeDoesNotFit, ClaimStands, DisputeHasNoOwner, DisputeIsLate.
    """
    assert key, "an outside event carries a key"
    assert raised_by in ("staff", "customer")
    assert who.actor is not None, "people dispute, the machine does not"
    _check_subject(company_id, who.actor, customer_id, item_id, statement_id, raised_by)
    if reason not in reasons_of(company_id):
        raise DisputeHasNoReason(reason)
    said = checked_words(said)
    asked = request_hash({
        "dispute": [customer_id, item_id, statement_id, currency, amount, reason, said, raised_by, document],
        "owner": owner_id, "due": due_on, **({"claim": claim.digest} if claim else {}),
    })  # fmt: skip
    if known_act(company_id, key, asked) is not None:
        return int(Dispute.objects.values_list("id", flat=True).get(company_id=company_id, key=key))
    _check_amount(item_id, statement_id, currency, amount)
    if claim is not None:
        assert item_id is None, "what is open of an item is disputed as such"
        check_claim(company_id, customer_id, currency, amount, claim)
    owner_id = owner_id or _owner(company_id, who.actor)
    if owner_id is None:
        raise DisputeHasNoOwner
    check_owner(company_id, owner_id)
    today = timezone.localdate()
    if due_on is not None:
        check_due(due_on)
    due_on = due_on or deadline(company_id, today)
    dispute = Dispute.objects.create(
        company_id=company_id, customer_id=customer_id, item_id=item_id, statement_id=statement_id, document=document.strip()[:100],
        currency=currency, amount=amount, standing=amount, reason=reason, raised_by=raised_by, owner_id=owner_id, due_on=due_on,
        opened_by_id=who.actor, opened_on=today, key=key, request_hash=asked,
    )  # fmt: skip
    if claim is not None:
        keep_claim(dispute, claim)
    step = Said("opened", said, for_customer=True, owner_id=owner_id, due_on=due_on)
    facts: dict[str, Any] = {"customer": customer_id, "amount": amount, "currency": currency, "reason": reason, "raised_by": raised_by}  # fmt: skip
    facts |= {"claim_sha256": claim.digest} if claim else {}
    tell(dispute, who, "open_dispute", [step], from_customer=raised_by == "customer", key=key, asked=asked, **facts)  # fmt: skip
    if item_id is not None:
        follow_flag(company_id, who, item_id, f"#{dispute.id} {said}"[:FLAG_NOTE_MAX])
    return int(dispute.id)


def _check_subject(
    company_id: int, actor: int, customer_id: int, item_id: int | None, statement_id: int | None,
    raised_by: str,
) -> None:  # fmt: skip
    """Everything named is this company's and this customer's, and in sight. Refuses, in order: NotFound, NotPermitted, NotFound."""
    if raised_by == "staff":
        admit(company_id=company_id, actor=actor, act="dispute_item")
        admit_to_rows(company_id=company_id, actor=actor, act="view_ledger").require(customer_id)
    mine = {"company_id": company_id, "customer_id": customer_id}
    is_known = (
        Customer.objects.filter(company_id=company_id, id=customer_id).exists()
        and (item_id is None or OpenItem.objects.filter(**mine, id=item_id).exists())
        and (statement_id is None or Statement.objects.filter(**mine, id=statement_id).exists())
    )
    if not is_known:
        raise NotFound


def _check_amount(
    item_id: int | None, statement_id: int | None, currency: str, amount: int
) -> None:
    """Read anew, for the book is held by now. Refuses: DisputeDoesNotFit."""
    if amount <= 0:
        raise DisputeDoesNotFit
    if item_id is not None:
        item = OpenItem.objects.get(id=item_id)
        if item.side != DEBIT or item.currency != currency or amount > uncontested(item):
            raise DisputeDoesNotFit(item.document)
    if statement_id is not None:
        told = Statement.objects.values_list("currency", flat=True).get(id=statement_id)
        if told != currency:
            raise DisputeDoesNotFit(told)


def _owner(company_id: int, actor: int) -> int | None:
    """Who opens it where they may settle it, else the least busy of those who may."""
    if may_own(company_id, actor, "keep_dispute"):
        return actor
    return least_busy(company_id, OWNING_ROLES)
