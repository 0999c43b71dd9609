"""A dispute gets its outcome: the customer is right in whole or in part and the amount is posted, or goes on owing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanglai.domain.money import converted, part_of
from wanglai.services.access.scope import NotFound, admit, admit_to_rows
from wanglai.services.approvals.bands import ApprovalIsNeeded, require_approval
from wanglai.services.contested.items import follow_flag
from wanglai.services.disputes.cases import Said, checked_words, held, tell
from wanglai.services.disputes.open_dispute import FLAG_NOTE_MAX
from wanglai.services.disputes.refusals import DisputeIsOver, HasNoItem
from wanglai.services.disputes.resolving import (
    Part,
    approval_kind,
    as_parts,
    check_parts,
    posted,
    rate_for,
)
from wanglai.services.ledger.book import Who, known_act, request_hash
from wanglai.store.models import Act, Company, Dispute, OpenItem


@transaction.atomic
def resolve_dispute(
    *, company_id: int, actor: int, origin: str, dispute_id: int, parts: Sequence[Part], said: str, on: date, key: str,
    approver: int | None = None,
) -> int:  # fmt: skip
    """End a dispute in a credit note, correction, refund, compensation, rejection or withdrawal, or split; the act's number.

    Of 300.00 disputed, 200.00 are credited and 100.00 rejected: two parts. What posts goes through its own verb with its own
    approval; whoever raised or owns the dispute moves no money alone, whatever the bands say. Repeating the key changes nothing.
    Refuses, in order: NotFound, NotPermitted, NotFound (dispute), DisputeIsOver, DisputeSaysNothing, PartsDoNotAddUp,
    RateIsMissing, ApprovalIsNeeded; then as the verb that posts.
    """
    assert key, "an outside event carries a key"
    who, found = Who(actor, origin, approver), tuple(parts)
    dispute = _seen(company_id, actor, dispute_id)
    asked = request_hash({
        "dispute": dispute_id, "parts": [asdict(part) for part in found], "said": said.strip(), "on": on,
    })  # fmt: skip
    if Act.objects.filter(company_id=company_id, key=key).exists():
        known = known_act(company_id, key, asked)
        assert known is not None, "it stands"
        return known
    if dispute.state != "open":
        raise DisputeIsOver(str(dispute_id))
    said = checked_words(said)
    check_parts(dispute, found)
    _require_another(dispute, found, who)
    # What posts takes its papers and the book last; only then is the dispute held, as everywhere.
    seqs = [posted(dispute, part, who, on, said, f"{key}:posted") for part in found]
    return _closed(dispute, found, seqs, who, said, key, asked)


def _closed(
    dispute: Dispute, parts: tuple[Part, ...], seqs: list[int | None], who: Who, said: str,
    key: str, asked: bytes,
) -> int:  # fmt: skip
    dispute = held(dispute.company_id, who, dispute.id, "keep_dispute")
    if dispute.state != "open":
        raise DisputeIsOver(str(dispute.id))
    dispute.state = parts[0].outcome if len(parts) == 1 else "split"
    dispute.closed_by_id, dispute.closed_on = who.actor, timezone.localdate()
    dispute.save(update_fields=["state", "closed_by", "closed_on"])
    steps = [
        Said("resolved", said, for_customer=True, outcome=part.outcome, amount=part.amount, entry_seq=seq)
        for part, seq in zip(parts, seqs, strict=True)
    ]  # fmt: skip
    told = [[step.outcome, step.amount, step.entry_seq] for step in steps]
    seq = tell(dispute, who, "resolve_dispute", steps, key=key, asked=asked, state=dispute.state, parts=told)  # fmt: skip
    if dispute.item_id is not None:
        follow_flag(dispute.company_id, who, dispute.item_id, said[:FLAG_NOTE_MAX])
    return seq


def _seen(company_id: int, actor: int, dispute_id: int) -> Dispute:
    admit(company_id=company_id, actor=actor, act="keep_dispute")
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    rows = Dispute.objects.filter(company_id=company_id, id=dispute_id)
    found: Dispute | None = sight.of(rows).first()
    if found is None:
        raise NotFound
    return found


def _require_another(dispute: Dispute, parts: tuple[Part, ...], who: Who) -> None:
    """Refuses: ApprovalIsNeeded, where a band asks for it or the person raised or owns the dispute."""
    posting = [part for part in parts if part.moves_money]
    if not posting or who.approver is not None:
        return
    kind, (part,) = approval_kind(parts), posting
    is_own = who.actor in (dispute.owner_id, dispute.opened_by_id)
    if part.entry_seq is None:
        require_approval(dispute.company_id, kind, weight_of(dispute, parts), None)
        if is_own:
            raise ApprovalIsNeeded(kind)
    elif is_own and not _was_of_another(dispute, part.entry_seq):
        raise ApprovalIsNeeded(kind)


def _was_of_another(dispute: Dispute, seq: int) -> bool:
    """Whether somebody else made the entry, or agreed to it."""
    act = Act.objects.filter(company_id=dispute.company_id, seq=seq).first()
    return act is not None and (
        act.approver_id is not None or act.actor_id not in (dispute.owner_id, dispute.opened_by_id)
    )


def weight_of(dispute: Dispute, parts: Sequence[Part]) -> int:
    """What the posting parts are worth in the company's own currency, for the bands; minor units.

    Refuses: HasNoItem (a correction), NotFound (credit), RateIsMissing.
    """
    posting = [part for part in parts if part.moves_money]
    amount = sum(part.amount for part in posting)
    if not amount:
        return 0
    if dispute.item_id is not None:
        item = OpenItem.objects.get(id=dispute.item_id)
        return part_of(item.base_amount, amount=min(amount, item.amount), of=item.amount)
    base = Company.objects.values_list("base_currency", flat=True).get(id=dispute.company_id)
    if any(part.outcome == "correction" for part in posting):
        raise HasNoItem
    rate = max(rate_for(dispute, part) for part in posting)
    return converted(amount, currency=dispute.currency, base=base, rate=rate)


def weight_of_asked(company_id: int, subject: Mapping[str, Any]) -> int:
    """The same of a request for approval; nothing where there is no such dispute."""
    dispute = Dispute.objects.filter(company_id=company_id, id=subject["dispute_id"]).first()
    return weight_of(dispute, as_parts(subject["parts"])) if dispute is not None else 0


def resolve_as_asked(*, parts: list[Mapping[str, Any]], on: str, **wanted: Any) -> int:
    """As ``resolve_dispute``, of what a request for approval keeps."""
    return resolve_dispute(parts=as_parts(parts), on=date.fromisoformat(on), **wanted)
