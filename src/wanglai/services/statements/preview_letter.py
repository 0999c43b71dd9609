"""A letter as a contact would read it, before its words are in force: with the newest statement one sees, or an example."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from wanglai.domain.letter_texts import filled
from wanglai.services.access.policy import may
from wanglai.services.access.scope import admit_to_rows
from wanglai.services.messages.built_in_words import LETTER_KINDS
from wanglai.services.messages.letter_texts import Words, checked_words
from wanglai.services.messages.tell_groups import ANSWERS
from wanglai.services.messages.words import KINDS
from wanglai.services.statements.composed_letter import composed
from wanglai.services.statements.letterhead import letterhead_in_force, printed_facts
from wanglai.store.models import CustomerContact, Statement, StatementFile

_ADDRESS = "https://…/#…"  # a link is of one letter: a preview has none


@dataclass(frozen=True)
class LetterPreview:
    """``of`` is the statement shown, its customer beside it; empty where an example stands in for one."""

    subject: str
    body: str
    of: str
    customer: str


def preview_letter(
    *, company_id: int, actor: int, kind: str, language: str, subject: str, body: str
) -> LetterPreview:
    """What these words would say; nothing is kept and nothing is sent.

    Refuses, in order: NotFound, NotPermitted, and as ``set_letter_text`` what is wrong with the words.
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    subject, body = checked_words(kind, language, subject, body)
    found = None
    if any(may(role, "view_statements") for role in sight.roles):
        rows = sight.of(Statement.objects.filter(company_id=company_id))
        found = rows.select_related("customer").order_by("-id").first()
    statement = found or _example(company_id)
    letter = composed(
        Words(subject, body, 0, is_built_in=False), statement, language=language, contact=_contact(found, language),
        digest=_digest(found), address=_ADDRESS, more=_more(kind, found),
    )  # fmt: skip
    number = f"{statement.year}-{statement.number:06}" if found else ""
    return LetterPreview(letter.subject, letter.body, number, found.customer.name if found else "")


def preview_notice(
    *, company_id: int, actor: int, kind: str, language: str, subject: str, body: str
) -> LetterPreview:
    """What a group would read with these words, of an example: a notice names nobody. Nothing is kept and nothing is sent.

    Refuses, in order: NotFound, NotPermitted, and as ``set_letter_text`` what is wrong with the words.
    """
    admit_to_rows(company_id=company_id, actor=actor, act="view_messages")
    subject, body = checked_words(kind, language, subject, body)
    letter, answer = KINDS["statement"], ANSWERS["asked"]
    facts = {
        "customer_number": "K-1024", "number": "2026-000042", "times": "2",
        "letter": letter.zh if language == "zh" else letter.en, "answer": answer.zh if language == "zh" else answer.en,
    }  # fmt: skip
    return LetterPreview(subject, filled(body, facts), "", "")


def _example(company_id: int) -> Statement:
    """January of somebody, in the letterhead in force."""
    body = {"company": printed_facts(letterhead_in_force(company_id))}
    return Statement(
        company_id=company_id, currency="CNY", year=2026, number=1, version=1, from_on=date(2026, 1, 1),
        through_on=date(2026, 1, 31), body=json.dumps(body, default=str),
    )  # fmt: skip


def _contact(found: Statement | None, language: str) -> str:
    rows = CustomerContact.objects.filter(customer_id=found.customer_id, ended_at=None) if found else CustomerContact.objects.none()  # fmt: skip
    known = rows.order_by("-is_for_statements", "id").first()
    return known.name if known else "王会计" if language == "zh" else "Ms Wang"


def _digest(found: Statement | None) -> str:
    kept = StatementFile.objects.filter(statement=found).values_list("file__sha256", flat=True).first() if found else None  # fmt: skip
    return kept or "0" * 64


def _more(kind: str, found: Statement | None) -> dict[str, str]:
    assert kind in LETTER_KINDS, kind
    if kind not in ("reminder", "text_reminder"):
        return {}
    sent = timezone.localdate(found.issued_at) if found else date(2026, 2, 2)
    return {"sent": str(sent), "time": "1"}
