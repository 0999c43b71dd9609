"""The customer says it paid what the statement does not show, or shows otherwise: how much, on which day, through which bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from wanglai.domain.claims import contested_payment
from wanglai.domain.ledger import CREDIT
from wanglai.services.disputes.claims import Claim
from wanglai.services.money import Amount
from wanglai.services.portal.disputing import (
    Line,
    checked_form,
    claim_line,
    is_confirmed,
    keep_disputed,
    link_looked_at,
)
from wanglai.services.portal.lines_on import items_on
from wanglai.services.portal.paper import paper_of
from wanglai.services.portal.refusals import PaymentIsWrong
from wanglai.services.portal.visitor import Visitor
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Wording
from wanglai.store.models import OpenItem, PortalLink, Statement

PAYMENTS = ("receipt", "prepayment", "open_advance")  # what a customer sent
ROWS_SHOWN = 500  # to choose from
PAID_WITHIN = timedelta(days=3 * 366)
_MOST = 1 << 60  # of any currency: beyond it is a slip of the finger


@dataclass(frozen=True)
class PaymentShown:
    """A payment as the statement shows it."""

    item_id: int
    document: str
    on: date
    amount: Amount


@dataclass(frozen=True)
class PaymentsShown:
    """The payments of a statement, the latest first; ``rows`` are the first of them, of ``total``."""

    number: str
    seller: Wording
    currency: str
    rows: tuple[PaymentShown, ...]
    total: int
    is_confirmed: bool


@dataclass(frozen=True)
class Paid:
    """What the customer paid, in minor units of the statement; ``item_id`` the payment we show otherwise, None where we show none."""

    amount: int | None
    on: date | None
    bank: str = ""
    reference: str = ""
    item_id: int | None = None


def payments_shown(*, visitor: Visitor) -> PaymentsShown:
    """Refuses, in order: CodeIsNeeded, LinkIsNotGood."""
    link = link_looked_at(visitor)
    paper, found = paper_of(link.statement), _payments(link.statement)
    rows = tuple(
        PaymentShown(each.id, each.document, each.document_on, Amount(each.amount, each.currency)) for each in found[:ROWS_SHOWN]
    )  # fmt: skip
    return PaymentsShown(
        paper.number, paper.seller, link.statement.currency, rows, len(found), is_confirmed(link.statement)
    )  # fmt: skip


def dispute_payment(
    *,
    visitor: Visitor,
    address: str,
    name: str,
    words: str,
    paid: Paid,
    key: str,
    file: Upload | None = None,
) -> int:
    """Keep the answer and open a dispute of the payment; the answer's id.

    Of a payment we do not show all is disputed; shown as 400.00 and paid with 450.00 it is 50.00, with 400.00 (another day or use)
    all of it. The same payment is disputed once at a time.
    Refuses, in order: NameIsNeeded, WordsAreNeeded, FileIsEmpty, FileIsTooLarge, LinkIsNotGood, CodeIsNeeded, StatementIsConfirmed,
    PaymentIsWrong, TooManyTries, ClaimStands, DisputeHasNoOwner.
    """
    form = checked_form(name, words, file)
    return keep_disputed(visitor, address, key, form, lambda link: [_told(link, paid)])


def _told(link: PortalLink, paid: Paid) -> Line:
    """Refuses: PaymentIsWrong."""
    today = timezone.localdate()
    if paid.amount is None or not 0 < paid.amount < _MOST or paid.on is None or not today - PAID_WITHIN <= paid.on <= today:  # fmt: skip
        raise PaymentIsWrong
    shown = None
    if paid.item_id is not None:
        shown = next(iter(_payments(link.statement, id=paid.item_id)), None)
        if shown is None:  # another customer's and one that does not exist are answered alike
            raise PaymentIsWrong
    bank, reference = (" ".join(said.split())[:100] for said in (paid.bank, paid.reference))
    claim = Claim("payment", paid.item_id, on=paid.on, paid=paid.amount, bank=bank, reference=reference)  # fmt: skip
    document = shown.document if shown is not None else reference or paid.on.isoformat()
    amount = contested_payment(paid.amount, shown.amount if shown is not None else 0)
    return claim_line(amount, "payment", document, claim, of=shown.amount if shown is not None else None)  # fmt: skip


def _payments(statement: Statement, **more: int) -> list[OpenItem]:
    found = items_on(statement, Q(side=CREDIT, kind__in=PAYMENTS, **more))
    return sorted(found, key=lambda each: (each.document_on, each.id), reverse=True)
