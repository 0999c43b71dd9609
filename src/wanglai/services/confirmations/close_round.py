"""A round is over when every letter has its answer or what stands for one, and a third person says so."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.scope import admit
from wanglai.services.confirmations.draft_round import held_round, round_called
from wanglai.services.confirmations.letters import letter_called
from wanglai.services.confirmations.refusals import (
    LettersWaitForAnswers,
    OwnRound,
    RoundStandsElsewhere,
)
from wanglai.services.confirmations.standing import WAITING, evaluation_of, standings_of
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.store.models import ConfirmationProcedure, ConfirmationReply, ConfirmationRound

CONCLUSION_MAX = 1_000


@transaction.atomic
def close_round(*, company_id: int, actor: int, origin: str, round_id: int, conclusion: str) -> int:
    """Close it with what it comes to; the act's number. Nothing is added to a closed round.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round), RoundStandsElsewhere, OwnRound, LettersWaitForAnswers.
    """
    admit(company_id=company_id, actor=actor, act="agree_confirmations")
    known_act(company_id, "", b"")
    found = held_round(company_id, round_id)
    if found.state != "agreed":
        raise RoundStandsElsewhere
    if actor == found.drafted_by_id or has_answered(found, actor):
        raise OwnRound
    today = timezone.localdate()
    standings = standings_of(found)
    left = [each for each in standings if each.state(found.form, today) in WAITING]
    if left or not 0 < len(conclusion.strip()) <= CONCLUSION_MAX:
        raise LettersWaitForAnswers(", ".join(letter_called(found, each.letter.number, 1) for each in left[:10]))  # fmt: skip
    result = evaluation_of(found, standings, today)
    facts = {
        "round": round_called(found), "letters": len(standings), "value": result.value, "asked": result.asked_value,
        "key": result.key, "drawn": result.drawn, "projected": result.projected, "other": result.other,
        "currency": found.currency, "conclusion": conclusion.strip(),
    }  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), "close_confirmations", facts)
    found.state, found.conclusion, found.closed_seq = "closed", conclusion.strip(), seq
    found.closed_by_id, found.closed_at = actor, timezone.now()
    found.save(update_fields=["state", "conclusion", "closed_seq", "closed_by", "closed_at"])
    return seq


def has_answered(found: ConfirmationRound, actor: int) -> bool:
    """Whether a person entered a reply or a procedure of the round."""
    replies = ConfirmationReply.objects.filter(letter__round_id=found.id, entered_by_id=actor)
    done = ConfirmationProcedure.objects.filter(letter__round_id=found.id, done_by_id=actor)
    return replies.exists() or done.exists()
