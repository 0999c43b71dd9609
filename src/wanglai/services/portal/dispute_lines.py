"""The customer disputes lines of a statement: how much of which debt, why, in whose words; each becomes a dispute with an owner.

What is open of a line is disputed as such; what is settled of it, or a credit of ours, is claimed to be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from wanglai.domain.ledger import CREDIT, DEBIT
from wanglai.services.contested.items import free_of, settled_free_of
from wanglai.services.disputes.claims import Claim
from wanglai.services.disputes.policy import reasons_of
from wanglai.services.money import Amount
from wanglai.services.portal.disputing import (
    LINES_MAX,
    Line,
    checked_form,
    claim_line,
    is_confirmed,
    keep_disputed,
    link_looked_at,
)
from wanglai.services.portal.lines_on import items_on
from wanglai.services.portal.paper import paper_of
from wanglai.services.portal.refusals import LinesAreWrong
from wanglai.services.portal.visitor import Visitor
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import Wording
from wanglai.store.models import OpenItem, PortalLink, Statement

CREDITS = ("credit_note", "open_credit")  # of ours; a payment is disputed as one

Free = list[tuple[OpenItem, int]]


@dataclass(frozen=True)
class DisputedLine:
    """One line by the item it stands for; ``amount`` in minor units of the statement, None where it cannot be read."""

    item_id: int
    amount: int | None
    reason: str


@dataclass(frozen=True)
class LineToDispute:
    """A line the statement names, and how much of it is there to be disputed now; ``is_credit``: it is in the customer's favour."""

    item_id: int
    document: str
    on: date
    due_on: date | None
    free: Amount
    is_credit: bool


@dataclass(frozen=True)
class LinesToDispute:
    """A page of them, soonest due first; ``reasons`` by code as the company gives them."""

    number: str
    seller: Wording
    currency: str
    rows: tuple[LineToDispute, ...]
    total: int
    reasons: Mapping[str, Wording]
    is_confirmed: bool


def lines_to_dispute(*, visitor: Visitor, after: int = 0) -> LinesToDispute:
    """What is open and the customer may dispute. Refuses, in order: CodeIsNeeded, LinkIsNotGood.

    A debt of 1,000.00 with 400.00 paid since and 100.00 disputed before is free for 500.00.
    """
    return _page(visitor, _free, after)


def settled_lines(*, visitor: Visitor, after: int = 0) -> LinesToDispute:
    """What is settled, or a credit note, and the customer may claim to be wrong. Refuses, in order: CodeIsNeeded, LinkIsNotGood.

    Of a debt of 1,000.00 with 400.00 paid it is the 400.00.
    """
    return _page(visitor, _settled, after)


def dispute_lines(
    *, visitor: Visitor, address: str, name: str, words: str, lines: Sequence[DisputedLine], key: str, file: Upload | None = None,
) -> int:  # fmt: skip
    """Keep the answer and open a dispute for each line, with it or not at all; the answer's id.

    Of 1,000.00 the customer may dispute 60.00 and owe the rest. A statement that was confirmed is disputed no more.
    Refuses, in order: NameIsNeeded, WordsAreNeeded, FileIsEmpty, FileIsTooLarge, LinkIsNotGood, CodeIsNeeded, StatementIsConfirmed,
    LinesAreWrong, TooManyTries, DisputeDoesNotFit (settled or disputed meanwhile), DisputeHasNoOwner.
    """
    form = checked_form(name, words, file)
    return keep_disputed(visitor, address, key, form, lambda link: _told(link, lines))


def dispute_settled_lines(
    *, visitor: Visitor, address: str, name: str, words: str, lines: Sequence[DisputedLine], key: str, file: Upload | None = None,
) -> int:  # fmt: skip
    """As ``dispute_lines``, of what is settled: an invoice was paid and is wrong all the same, a credit note is too small.

    Nothing is owed less by it until the dispute has its outcome. Refuses as ``dispute_lines``.
    """
    form = checked_form(name, words, file)
    return keep_disputed(visitor, address, key, form, lambda link: _claimed(link, lines))


def _page(visitor: Visitor, free_on: Callable[[Statement], Free], after: int) -> LinesToDispute:
    link = link_looked_at(visitor)
    paper, free = paper_of(link.statement), free_on(link.statement)
    return LinesToDispute(
        paper.number, paper.seller, link.statement.currency, tuple(map(_row, free[after : after + LINES_MAX])), len(free),
        reasons_of(link.company_id), is_confirmed(link.statement),
    )  # fmt: skip


def _told(link: PortalLink, lines: Sequence[DisputedLine]) -> list[Line]:
    """The lines as they are kept: with the debt's document and days, and what was free of it. Refuses: LinesAreWrong."""
    return [
        {
            "no": no, "item": item.id, "document": item.document, "on": item.document_on.isoformat(),
            "due_on": item.due_on.isoformat() if item.due_on else None, "of": most, "amount": amount, "reason": reason,
        }
        for no, (item, most, amount, reason) in enumerate(_chosen(link, _free(link.statement), lines), start=1)
    ]  # fmt: skip


def _claimed(link: PortalLink, lines: Sequence[DisputedLine]) -> list[Line]:
    """The same of settled lines. Refuses: LinesAreWrong."""
    return [
        claim_line(amount, reason, item.document, Claim("line", item.id)) | {"no": no, "of": most}
        for no, (item, most, amount, reason) in enumerate(_chosen(link, _settled(link.statement), lines), start=1)
    ]  # fmt: skip


def _chosen(link: PortalLink, offered: Free, lines: Sequence[DisputedLine]) -> list[tuple[OpenItem, int, int, str]]:  # fmt: skip
    """Each line with its item and the most that fits. Refuses: LinesAreWrong."""
    free, reasons = {item.id: (item, most) for item, most in offered}, reasons_of(link.company_id)
    wanted = [each.item_id for each in lines]
    # another customer's debt and one that does not exist are answered alike
    if not 0 < len(wanted) <= LINES_MAX or len(set(wanted)) != len(wanted) or not free.keys() >= set(wanted):  # fmt: skip
        raise LinesAreWrong
    found = []
    for each in lines:
        item, most = free[each.item_id]
        if each.amount is None or not 0 < each.amount <= most or each.reason not in reasons:
            raise LinesAreWrong(item.document)
        found.append((item, most, each.amount, each.reason))
    return found


def _row(free: tuple[OpenItem, int]) -> LineToDispute:
    item, amount = free
    return LineToDispute(
        item.id, item.document, item.document_on, item.due_on, Amount(amount, item.currency), item.side != DEBIT
    )  # fmt: skip


def _free(statement: Statement) -> Free:
    """The debts the statement lists of which something is open and undisputed now, with how much; soonest due first."""
    found = items_on(statement, Q(side=DEBIT, amount__gt=F("allocated")))
    return _some(found, free_of(statement.company_id, found))


def _settled(statement: Statement) -> Free:
    """The debts something of which is settled, and the credit notes, with how much nobody disputes of that."""
    wanted = Q(side=DEBIT, allocated__gt=0) | Q(side=CREDIT, kind__in=CREDITS)
    found = items_on(statement, wanted)
    return _some(found, settled_free_of(statement.company_id, found))


def _some(items: Sequence[OpenItem], free: Mapping[int, int]) -> Free:
    return [(item, free[item.id]) for item in items if free[item.id] > 0]
