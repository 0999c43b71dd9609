"""What every dispute of a customer has in common: the form is checked, the answer kept, and each line opens its dispute, with it or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wanglai.services.disputes.claims import Claim
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.say_in_dispute import attach_to_dispute
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import known_act
from wanglai.services.portal.account import customer_speaks, portal_account
from wanglai.services.portal.answering import Said, keep_answer, known_answer, name_of, words_of
from wanglai.services.portal.refusals import (
    CodeIsNeeded,
    FileIsTooLarge,
    LinkIsNotGood,
    StatementIsConfirmed,
)
from wanglai.services.portal.visitor import Visitor, held, proof_of
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.store.models import PortalAnswer, PortalLink, Statement
from wanglai.store.models.portal import CONFIRMED, DISPUTED

LINES_MAX = 50  # of one answer
EVIDENCE_MAX = 10 << 20

Line = dict[
    str, Any
]  # as the answer keeps it: number, what it is about, amount in minor units, reason


@dataclass(frozen=True)
class Form:
    """Who disputes, in which words, with which file; checked."""

    name: str
    words: str
    file: Upload | None


def checked_form(name: str, words: str, file: Upload | None) -> Form:
    """Refuses, in order: NameIsNeeded, WordsAreNeeded, FileIsEmpty, FileIsTooLarge."""
    return Form(name_of(name), words_of(words), checked_evidence(file))


def checked_evidence(file: Upload | None) -> Upload | None:
    """Refuses, in order: FileIsEmpty, FileIsTooLarge."""
    if file is None:
        return None
    file = checked(file)
    if len(file.content) > EVIDENCE_MAX:
        raise FileIsTooLarge(file.name)
    return file


def link_looked_at(visitor: Visitor) -> PortalLink:
    """The link with its statement, for who chooses what of it to dispute. Refuses, in order: CodeIsNeeded, LinkIsNotGood."""
    if not visitor.sees_all:
        raise CodeIsNeeded
    link = PortalLink.objects.filter(id=visitor.link_id).select_related("statement").first()
    if link is None:
        raise LinkIsNotGood
    return link


def currency_to_dispute(*, visitor: Visitor) -> str:
    """The currency amounts are typed in: that of the statement. Refuses, in order: CodeIsNeeded, LinkIsNotGood."""
    return link_looked_at(visitor).statement.currency


def keep_disputed(
    visitor: Visitor,
    address: str,
    key: str,
    form: Form,
    lines_of: Callable[[PortalLink], Sequence[Line]],
) -> int:
    """Keep the answer and open a dispute for each line; the answer's id. A statement that was confirmed is disputed no more.

    Refuses, in order: LinkIsNotGood, CodeIsNeeded, StatementIsConfirmed; as ``lines_of``; TooManyTries, DisputeDoesNotFit (settled or
    disputed meanwhile), ClaimStands, DisputeHasNoOwner.
    """
    with held(visitor) as link:
        if (known := known_answer(link, key)) is not None:
            return known
        code = proof_of(visitor)
        known_act(link.company_id, "", b"")  # takes the book: no other contact confirms beside us
        if is_confirmed(link.statement):
            raise StatementIsConfirmed
        told, file = lines_of(link), form.file
        kept = keep_file(link.company_id, portal_account(), file) if file is not None else None
        said = Said(DISPUTED, form.name, form.words, lines=tuple(told), file_id=kept, file_name=file.name if file else "")  # fmt: skip
        made = keep_answer(visitor, link, code, said, address, key)
        for each in told:
            _open(link, made, each, form, address)
        return made


def key_of_line(answer_id: int, no: int) -> str:
    """The key a line's dispute is opened with: the wall in the database looks for it, too."""
    return f"portal {answer_id} {no}"


def is_confirmed(statement: Statement) -> bool:
    """Whether its customer confirmed this version."""
    return PortalAnswer.objects.filter(statement=statement, kind=CONFIRMED).exists()


def claim_line(amount: int, reason: str, document: str, claim: Claim, **more: Any) -> Line:
    """A line that claims something beside what is open of an item, as the answer keeps it."""
    return {
        "no": 1, "claim": claim.kind, "item": claim.item_id, "document": document, "amount": amount, "reason": reason,
        "on": claim.on.isoformat() if claim.on else None, "paid": claim.paid, "bank": claim.bank, "reference": claim.reference,
        "paper": claim.paper, **more,
    }  # fmt: skip


def _claim(line: Mapping[str, Any]) -> Claim | None:
    if "claim" not in line:
        return None
    on = date.fromisoformat(line["on"]) if line["on"] else None
    return Claim(line["claim"], line["item"], line["paper"], on, line["paid"], line["bank"], line["reference"])  # fmt: skip


def _open(link: PortalLink, answer_id: int, line: Line, form: Form, address: str) -> None:
    who, claim = customer_speaks(address), _claim(line)
    dispute_id = open_dispute(
        company_id=link.company_id, who=who, key=key_of_line(answer_id, line["no"]), customer_id=link.customer_id,
        item_id=None if claim else line["item"], statement_id=link.statement_id, currency=link.statement.currency,
        amount=line["amount"], reason=line["reason"], said=form.words, raised_by="customer",
        document=line["document"] if claim else "", claim=claim,
    )  # fmt: skip
    if form.file is not None:
        attach_to_dispute(
            company_id=link.company_id, who=who, dispute_id=dispute_id, upload=form.file, from_customer=link.customer_id
        )  # fmt: skip
