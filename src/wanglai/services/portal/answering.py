"""How a customer's word is kept: once, sealed in the chain of the company, on a code that was typed a little while ago."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from wanglai.services.ledger.book import write_act
from wanglai.services.messages.tell_groups import group_told_of_answer
from wanglai.services.portal.account import customer_speaks
from wanglai.services.portal.refusals import NameIsNeeded, TooManyTries, WordsAreNeeded
from wanglai.services.portal.visitor import Visitor
from wanglai.services.statements.issuing import number_of
from wanglai.store.models import PortalAnswer, PortalCode, PortalLink
from wanglai.store.secret_fields import looked_up

WORDS_MAX = 2000
NAME_MAX = 120
ANSWERS_A_DAY = 40  # of one link, of all kinds: a page that is sent again and again fills no table


@dataclass(frozen=True)
class Said:
    """What a customer says, beside the words: what goes with each kind."""

    kind: str
    name: str
    words: str
    shown_hash: bytes | None = None
    lines: tuple[dict[str, Any], ...] = ()
    amount: int | None = None
    on: date | None = None
    file_id: int | None = None
    file_name: str = ""
    dispute_id: int | None = None
    sheet_id: int | None = None
    score: int | None = None


def known_answer(link: PortalLink, key: str) -> int | None:
    """The answer that was kept for this form already: whoever sends it again gets the same one."""
    assert 0 < len(key) <= 64, key
    found = PortalAnswer.objects.filter(link=link, key=key).values_list("id", flat=True).first()
    return int(found) if found is not None else None


def name_of(text: str) -> str:
    """Refuses: NameIsNeeded."""
    name = " ".join(text.split())[:NAME_MAX]
    if not name:
        raise NameIsNeeded
    return name


def words_of(text: str) -> str:
    """Refuses: WordsAreNeeded."""
    words = text.replace("\0", "").strip()
    if not 0 < len(words) <= WORDS_MAX:
        raise WordsAreNeeded
    return words


def keep_answer(visitor: Visitor, link: PortalLink, code: PortalCode, said: Said, address: str, key: str) -> int:  # fmt: skip
    """Its id; who calls holds the link. What is sealed names nobody: a keyed hash stands for the name. Refuses: TooManyTries."""
    today = PortalAnswer.objects.filter(link=link, made_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= ANSWERS_A_DAY:
        raise TooManyTries
    row = PortalAnswer(
        company_id=link.company_id, customer_id=link.customer_id, statement_id=link.statement_id, link=link, code=code,
        kind=said.kind, name=said.name, words=said.words, language=visitor.language, shown_hash=said.shown_hash,
        lines=list(said.lines), amount=said.amount, on=said.on, file_id=said.file_id, file_name=said.file_name,
        dispute_id=said.dispute_id, sheet_id=said.sheet_id, score=said.score, address=address[:64], key=key,
    )  # fmt: skip
    facts = {
        "statement": number_of(link.statement), "customer": link.customer_id, "contact": link.contact_id, "link": link.id,
        "answer_sha256": digest_of_answer(row).hex(),
    }  # fmt: skip
    row.seq = write_act(link.company_id, customer_speaks(address), f"customer_{said.kind}", facts)
    row.save(force_insert=True)
    group_told_of_answer(row)
    return int(row.id)


def digest_of_answer(row: PortalAnswer) -> bytes:
    """SHA-256 of everything an answer says; the name goes in by its keyed hash."""
    said = {
        "kind": row.kind, "words": row.words, "language": row.language, "lines": row.lines, "amount": row.amount,
        "on": row.on, "file": row.file.sha256 if row.file is not None else None, "file_name": row.file_name,
        "shown": bytes(row.shown_hash).hex() if row.shown_hash is not None else None,
        "name": looked_up(row.name, company_id=row.company_id, purpose="portal name").hex(),
        "statement": row.statement_id, "link": row.link_id, "code": row.code_id, "address": row.address,
    }  # fmt: skip
    if row.dispute_id is not None:  # answers of before have no such word, and keep their digest
        said["dispute"] = row.dispute_id
    if row.score is not None:
        said["score"] = row.score
    if row.sheet_id is not None:
        said["sheet"] = row.sheet_id
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).digest()
