"""Staff reply to a question a customer asked of its statement, or to its complaint; the customer reads it in the portal."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.services.portal.answering import words_of
from wanglai.services.portal.tell_contact import tell_of_reply
from wanglai.services.statements.queries import statement_in_sight
from wanglai.store.models import PortalAnswer, PortalReply
from wanglai.store.models.portal import TO_REPLY

ACT = "reply_to_question"


@transaction.atomic
def reply_to_question(
    *, company_id: int, actor: int, origin: str, statement_id: int, answer_id: int, words: str, key: str,
    portal: str = "",
) -> int:  # fmt: skip
    """Keep a reply to a question or complaint and write to whoever said it that it is there; its id. A further one may follow, none is changed.

    ``portal`` is what a link begins with, up to its ``#``. Repeating the key changes nothing.

    Refuses, in order: NotFound, NotPermitted, NotFound (statement, question), WordsAreNeeded, KeyWasUsed.
    """
    admit(company_id=company_id, actor=actor, act=ACT)
    statement = statement_in_sight(company_id, actor, statement_id)
    question = PortalAnswer.objects.filter(company_id=company_id, statement=statement, id=answer_id, kind__in=TO_REPLY).first()  # fmt: skip
    if question is None:
        raise NotFound
    words, key = words_of(words), f"portal reply {answer_id} {key}"[:100]
    asked = request_hash({"reply": [answer_id, words]})
    if known_act(company_id, key, asked) is not None:
        return int(
            PortalReply.objects.values_list("id", flat=True).get(company_id=company_id, key=key)
        )
    row = PortalReply(company_id=company_id, answer=question, words=words, made_by_id=actor, key=key)  # fmt: skip
    facts = {"question": question.id, "customer": question.customer_id, "reply_sha256": digest_of_reply(row)}  # fmt: skip
    row.seq = write_act(company_id, Who(actor, origin), ACT, facts, key=key, asked=asked)
    row.save(force_insert=True)
    tell_of_reply(Who(actor, origin), question, reply_id=row.id, seq=row.seq, portal=portal)
    return int(row.id)


def digest_of_reply(row: PortalReply) -> str:
    """SHA-256 of what a reply says, to which question, by whom, in hex."""
    text = json.dumps([row.answer_id, row.words, row.made_by_id], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
