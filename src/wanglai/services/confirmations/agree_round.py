"""Another manager agrees to a round as shown, and its letters are numbered and sealed; letters nobody answers are sent again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.scope import admit
from wanglai.services.confirmations.draft_round import digest_of_sample, held_round, round_called
from wanglai.services.confirmations.letters import Asked, sealed_facts, written
from wanglai.services.confirmations.population import rule_of, sample_of
from wanglai.services.confirmations.print_letters import have_letters_printed
from wanglai.services.confirmations.refusals import (
    OwnRound,
    RoundStandsElsewhere,
    SampleIsAnother,
    TooEarlyToAskAgain,
)
from wanglai.services.confirmations.standing import OVERDUE, standings_of
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.store.models import ConfirmationLetter, ConfirmationRound


@transaction.atomic
def agree_round(*, company_id: int, actor: int, origin: str, round_id: int, shown: str) -> int:
    """Agree to the sample as shown and seal its letters; the act's number. ``shown`` is the sample's digest in hex.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (round), RoundStandsElsewhere, OwnRound, SampleIsAnother.
    """
    admit(company_id=company_id, actor=actor, act="agree_confirmations")
    known_act(company_id, "", b"")  # takes the book, so that everybody holds it before the round
    found = held_round(company_id, round_id)
    if found.state != "drafted":
        raise RoundStandsElsewhere
    if found.drafted_by_id == actor:
        raise OwnRound
    sample = sample_of(found)
    kept = digest_of_sample(found.as_of, found.known_seq, rule_of(found), sample)
    if not bytes(found.digest).hex() == kept.hex() == shown:
        raise SampleIsAnother
    letters = written(found, [Asked(customer, no) for no, customer in enumerate(sample.customers, 1)])  # fmt: skip
    facts = {**sealed_facts(found, letters), "sample_sha256": shown}
    seq = write_act(company_id, Who(actor, origin), "agree_confirmations", facts)
    found.state, found.agreed_by_id, found.agreed_at, found.agreed_seq = "agreed", actor, timezone.now(), seq  # fmt: skip
    found.save(update_fields=["state", "agreed_by", "agreed_at", "agreed_seq"])
    _keep(letters, actor, seq)
    have_letters_printed(company_id)
    return seq


@transaction.atomic
def ask_again(
    *, company_id: int, actor: int, origin: str, round_id: int, key: str, letter_ids: Sequence[int] | None = None
) -> int:  # fmt: skip
    """A second (third …) request for the letters named, or for every one whose time is over; how many were written.

    Refuses, in order: NotFound, NotPermitted, NoBook, KeyWasUsed, NotFound (round), RoundStandsElsewhere, TooEarlyToAskAgain.
    """
    admit(company_id=company_id, actor=actor, act="answer_confirmations")
    asked = request_hash({"round": round_id, "letters": sorted(letter_ids) if letter_ids is not None else None})  # fmt: skip
    if (done := known_act(company_id, key, asked)) is not None:
        return ConfirmationLetter.objects.filter(company_id=company_id, seq=done).count()
    found = held_round(company_id, round_id)
    if found.state != "agreed":
        raise RoundStandsElsewhere
    letters = written(found, _late(found, letter_ids))
    facts = sealed_facts(found, letters)
    seq = write_act(company_id, Who(actor, origin), "send_confirmations_again", facts, key=key, asked=asked)  # fmt: skip
    _keep(letters, actor, seq)
    have_letters_printed(company_id)
    return len(letters)


def _late(found: ConfirmationRound, letter_ids: Sequence[int] | None) -> list[Asked]:
    """Those of the letters whose time to answer is over. Refuses: TooEarlyToAskAgain."""
    today = timezone.localdate()
    standings = {each.letter.id: each for each in standings_of(found)}
    late = {id_: each for id_, each in standings.items() if each.state(found.form, today) in OVERDUE}  # fmt: skip
    wanted = set(letter_ids) if letter_ids is not None else set(late)
    if not wanted or not wanted <= late.keys():
        raise TooEarlyToAskAgain(round_called(found))
    return [
        Asked(each.letter.customer_id, each.letter.number, each.newest.request + 1, each.letter.issued_on)
        for id_, each in sorted(late.items()) if id_ in wanted
    ]  # fmt: skip


def _keep(letters: Sequence[ConfirmationLetter], actor: int, seq: int) -> None:
    for each in letters:
        each.issued_by_id, each.seq = actor, seq
    ConfirmationLetter.objects.bulk_create(letters)
