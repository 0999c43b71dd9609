"""The customer disputes lines of a statement: how much of which debt, why, in whose words; each becomes a dispute with an owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from wanglai.domain.ledger import DEBIT
from wanglai.services.contested.items import disputed_of
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.policy import reasons_of
from wanglai.services.disputes.say_in_dispute import attach_to_dispute
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import known_act
from wanglai.services.money import Amount
from wanglai.services.portal.account import customer_speaks, portal_account
from wanglai.services.portal.answering import Said, keep_answer, known_answer, name_of, words_of
from wanglai.services.portal.paper import paper_of
from wanglai.services.portal.refusals import (
    CodeIsNeeded,
    FileIsTooLarge,
    LinesAreWrong,
    LinkIsNotGood,
    StatementIsConfirmed,
)
from wanglai.services.portal.visitor import Visitor, held, proof_of
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.services.refusals import Wording
from wanglai.store.models import Account, OpenItem, PortalAnswer, PortalLink, Statement
from wanglai.store.models.portal import CONFIRMED, DISPUTED

LINES_MAX = 50  # of one answer
EVIDENCE_MAX = 10 << 20


@dataclass(frozen=True)
class DisputedLine:
    """One line by the debt it stands for; ``amount`` in minor units of the statement, None where it cannot be read."""

    item_id: int
    amount: int | None
    reason: str


@dataclass(frozen=True)
class LineToDispute:
    """A debt the statement lists, and how much of it is open now and nobody disputes yet."""

    item_id: int
    document: str
    on: date
    due_on: date | None
    free: Amount


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
    """What the customer may dispute. Refuses, in order: CodeIsNeeded, LinkIsNotGood.

    A debt of 1,000.00 with 400.00 paid since and 100.00 disputed before is free for 500.00.
    """
    if not visitor.sees_all:
        raise CodeIsNeeded
    link = PortalLink.objects.filter(id=visitor.link_id).select_related("statement").first()
    if link is None:
        raise LinkIsNotGood
    paper, free = paper_of(link.statement), _free(link.statement)
    return LinesToDispute(
        paper.number, paper.seller, link.statement.currency, tuple(map(_row, free[after : after + LINES_MAX])), len(free),
        reasons_of(link.company_id), _is_confirmed(link.statement),
    )  # fmt: skip


def dispute_lines(
    *, visitor: Visitor, address: str, name: str, words: str, lines: Sequence[DisputedLine], key: str, file: Upload | None = None,
) -> int:  # fmt: skip
    """Keep the answer and open a dispute for each line, with it or not at all; the answer's id.

    Of 1,000.00 the customer may dispute 60.00 and owe the rest. A statement that was confirmed is disputed no more.
    Refuses, in order: NameIsNeeded, WordsAreNeeded, FileIsEmpty, FileIsTooLarge, LinkIsNotGood, CodeIsNeeded, StatementIsConfirmed,
    LinesAreWrong, TooManyTries, DisputeDoesNotFit (settled or disputed meanwhile), DisputeHasNoOwner.
    """
    name, words = name_of(name), words_of(words)
    if file is not None:
        file = checked(file)
        if len(file.content) > EVIDENCE_MAX:
            raise FileIsTooLarge(file.name)
    with held(visitor) as link:
        if (known := known_answer(link, key)) is not None:
            return known
        code = proof_of(visitor)
        known_act(link.company_id, "", b"")  # takes the book: no other contact confirms beside us
        if _is_confirmed(link.statement):
            raise StatementIsConfirmed
        told = _told(link, lines)
        kept = keep_file(link.company_id, portal_account(), file) if file is not None else None
        said = Said(DISPUTED, name, words, lines=tuple(told), file_id=kept, file_name=file.name if file else "")  # fmt: skip
        made = keep_answer(visitor, link, code, said, address, key)
        for each in told:
            _open(link, made, each, words, address, file)
        return made


def key_of_line(answer_id: int, no: int) -> str:
    """The key a line's dispute is opened with: the wall in the database looks for it, too."""
    return f"portal {answer_id} {no}"


def _told(link: PortalLink, lines: Sequence[DisputedLine]) -> list[dict[str, Any]]:
    """The lines as they are kept: with the debt's document and days, and what was free of it. Refuses: LinesAreWrong."""
    free = {item.id: (item, amount) for item, amount in _free(link.statement)}
    reasons = reasons_of(link.company_id)
    wanted = [each.item_id for each in lines]
    # another customer's debt and one that does not exist are answered alike
    if not 0 < len(wanted) <= LINES_MAX or len(set(wanted)) != len(wanted) or not free.keys() >= set(wanted):  # fmt: skip
        raise LinesAreWrong
    told = []
    for no, each in enumerate(lines, start=1):
        item, most = free[each.item_id]
        if each.amount is None or not 0 < each.amount <= most or each.reason not in reasons:
            raise LinesAreWrong(item.document)
        told.append({
            "no": no, "item": item.id, "document": item.document, "on": item.document_on.isoformat(),
            "due_on": item.due_on.isoformat() if item.due_on else None, "of": most, "amount": each.amount, "reason": each.reason,
        })  # fmt: skip
    return told


def _open(link: PortalLink, answer_id: int, line: Mapping[str, Any], words: str, address: str, file: Upload | None) -> None:  # fmt: skip
    who = customer_speaks(address)
    dispute_id = open_dispute(
        company_id=link.company_id, who=who, key=key_of_line(answer_id, line["no"]), customer_id=link.customer_id,
        item_id=line["item"], statement_id=link.statement_id, currency=link.statement.currency, amount=line["amount"],
        reason=line["reason"], said=words, raised_by="customer",
    )  # fmt: skip
    if file is not None:
        attach_to_dispute(
            company_id=link.company_id, who=who, dispute_id=dispute_id, upload=file, from_customer=link.customer_id
        )  # fmt: skip


def _is_confirmed(statement: Statement) -> bool:
    return PortalAnswer.objects.filter(statement=statement, kind=CONFIRMED).exists()


def _row(free: tuple[OpenItem, int]) -> LineToDispute:
    item, amount = free
    return LineToDispute(item.id, item.document, item.document_on, item.due_on, Amount(amount, item.currency))  # fmt: skip


def _free(statement: Statement) -> list[tuple[OpenItem, int]]:
    """The debts the statement lists of which something is open and undisputed now, with how much; soonest due first."""
    said = paper_of(statement).said
    moved = {row["seq"] for row in (*said["changes"], *said["movements"])}
    listed = {(row["document"], row["on"], row["due_on"]) for row in said["items"] if row["open"] > 0}  # fmt: skip
    # a bill the customer gave is off its account
    on_account = Account.objects.filter(company_id=statement.company_id, role__in=("receivable", "advance"))  # fmt: skip
    rows = OpenItem.objects.filter(
        Q(seq__in=moved) | Q(document__in={each[0] for each in listed}), company_id=statement.company_id,
        customer_id=statement.customer_id, currency=statement.currency, side=DEBIT, amount__gt=F("allocated"),
        account_id__in=on_account.values("id"),
    ).order_by("due_on", "id")  # fmt: skip
    found = [item for item in rows if item.seq in moved or _place(item) in listed]
    contested = disputed_of(statement.company_id, [item.id for item in found])
    free = [(item, item.amount - item.allocated - contested.get(item.id, 0)) for item in found]
    return [(item, amount) for item, amount in free if amount > 0]


def _place(item: OpenItem) -> tuple[str, str, str | None]:
    """An instalment as a statement names it."""
    return item.document, item.document_on.isoformat(), item.due_on.isoformat() if item.due_on else None  # fmt: skip
