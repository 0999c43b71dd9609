"""Whether answers are still what customers said: each is held against the digest in the act that sealed it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from wanglai.services.portal.answering import digest_of_answer
from wanglai.services.portal.reply import ACT, digest_of_reply
from wanglai.store.models import Act, PortalAnswer, PortalReply
from wanglai.store.models.portal import ANSWER_KINDS

_AT_ONCE = 1_000
_TELLS = tuple(f"customer_{kind}" for kind in ANSWER_KINDS)


def untrue_answers(company_id: int) -> Iterator[tuple[int, str]]:
    """The act and what is wrong: an answer that is not what its act says, one without an act, and acts that lost theirs.

    A name changed from 王芳 to 王方 has another keyed hash, so another digest than the act tells.
    """
    acts = Act.objects.filter(company_id=company_id, kind__in=_TELLS)
    told = {seq: (kind, json.loads(facts)) for seq, kind, facts in acts.values_list("seq", "kind", "facts")}  # fmt: skip
    rows = PortalAnswer.objects.filter(company_id=company_id).select_related("file").order_by("seq")
    for row in rows.iterator(_AT_ONCE):
        kind, facts = told.pop(row.seq, ("", {}))
        if kind != f"customer_{row.kind}" or facts.get("answer_sha256") != digest_of_answer(row).hex():  # fmt: skip
            yield row.seq, "the answer is not what the customer said"
    for seq in sorted(told):
        yield seq, "an answer of a customer is gone"


def untrue_replies(company_id: int) -> Iterator[tuple[int, str]]:
    """The act and what is wrong: a reply that is not what its act says, one without an act, and acts that lost theirs."""
    acts = Act.objects.filter(company_id=company_id, kind=ACT)
    told = {seq: json.loads(facts) for seq, facts in acts.values_list("seq", "facts")}
    for row in PortalReply.objects.filter(company_id=company_id).order_by("seq").iterator(_AT_ONCE):
        facts = told.pop(row.seq, {})
        if (facts.get("question"), facts.get("reply_sha256")) != (row.answer_id, digest_of_reply(row)):  # fmt: skip
            yield row.seq, "the reply is not what was said"
    for seq in sorted(told):
        yield seq, "a reply to a customer is gone"
