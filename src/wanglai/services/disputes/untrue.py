"""Whether what was said and done in disputes is still what their acts sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

from wanglai.services.disputes.cases import digest_of_rows
from wanglai.services.disputes.claims import claim_of
from wanglai.store.models import Act, DisputeClaim, DisputeStep

DISPUTE_ACTS = (
    "open_dispute", "say_in_dispute", "attach_to_dispute", "hand_over_dispute", "move_dispute_deadline", "escalate_dispute",
    "propose_outcome", "answer_proposal", "resolve_dispute", "reopen_dispute",
)  # fmt: skip
_OF_A_FLAG = "dispute_item"  # a flag of before there were disputes


def untrue_disputes(company_id: int) -> Iterator[tuple[int, str]]:
    """The act and what is wrong: steps that are not what their act says, acts that lost theirs, steps of no such act.

    A note changed from 同意 to 不同意 has another digest than the act told.
    """
    acts = Act.objects.filter(company_id=company_id, kind__in=DISPUTE_ACTS)
    told = {
        seq: (actor, json.loads(facts))
        for seq, actor, facts in acts.values_list("seq", "actor_id", "facts").iterator()
    }
    older = set(
        Act.objects.filter(company_id=company_id, kind=_OF_A_FLAG).values_list("seq", flat=True)
    )
    claims = {each.dispute_id: claim_of(each).digest for each in DisputeClaim.objects.filter(company_id=company_id)}  # fmt: skip
    for seq, (_actor, facts) in told.items():
        if "raised_by" in facts and facts.get("claim_sha256") != claims.pop(facts["dispute"], None):
            yield seq, "what a dispute claims is not what was said"
    steps = DisputeStep.objects.filter(company_id=company_id).order_by("seq", "no")
    for seq, rows in groupby(steps.iterator(), key=lambda row: row.seq):
        found = list(rows)
        if seq in older:
            continue
        actor, facts = told.pop(seq, (None, {}))
        is_true = (
            {row.dispute_id for row in found} == {facts.get("dispute")}
            and {row.by_id for row in found} == {actor}
            and digest_of_rows(found) == facts.get("steps_sha256")
        )
        if not is_true:
            yield seq, "a step of a dispute is not what was said"
    for seq in sorted(told):
        yield seq, "a step of a dispute is gone"
