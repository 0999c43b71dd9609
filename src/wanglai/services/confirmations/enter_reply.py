"""What came back of a letter, and why it differs: entered once, amended only by a further entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanglai.domain.confirmations import WHOSE, difference_of
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.confirmations.draft_round import held_round
from wanglai.services.confirmations.letters import letter_called
from wanglai.services.confirmations.population import unit_of
from wanglai.services.confirmations.refusals import (
    DifferenceDoesNotAddUp,
    ReplyIsIncomplete,
    RoundStandsElsewhere,
)
from wanglai.services.confirmations.words import CAME, CAUSES, REPLIES
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.store.models import (
    ConfirmationExplanation,
    ConfirmationLetter,
    ConfirmationReply,
    ConfirmationReplyLine,
    ConfirmationRound,
    ConfirmationUnit,
)

SAID_MAX = 1_000
REASON_MAX = 500
PARTS_MAX = 50


@dataclass(frozen=True)
class Said:
    """A reply as it came. ``figures``: by currency what they say they owe us, and what they say we owe them, minor units."""

    kind: str
    came: str
    received_on: date
    figures: Mapping[str, tuple[int, int]]
    said: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a difference; ``amount`` in minor units, above zero where our book has more."""

    cause: str
    whose: str
    amount: int
    reason: str


@transaction.atomic
def enter_reply(
    *, company_id: int, actor: int, origin: str, letter_id: int, said: Said, key: str, file: Upload | None = None
) -> int:  # fmt: skip
    """Keep a reply beside those before; the newest is in force. Its number on the letter.

    They say they owe 7,500.00 where the letter says 9,000.00: it differs by 1,500.00, which has to be explained.
    Refuses, in order: NotFound, NotPermitted, NoBook, FileIsEmpty, FileIsTooBig, KeyWasUsed, NotFound (letter), RoundStandsElsewhere,
    ReplyIsIncomplete.
    """
    admit(company_id=company_id, actor=actor, act="answer_confirmations")
    upload = checked(file) if file is not None else None
    file_id = keep_file(company_id, actor, upload) if upload is not None else None
    asked = request_hash({"letter": letter_id, "said": asdict(said), "file": file_id})
    if (done := known_act(company_id, key, asked)) is not None:
        return int(ConfirmationReply.objects.values_list("ordinal", flat=True).get(company_id=company_id, seq=done))  # fmt: skip
    found, letter = letter_to_answer(company_id, letter_id)
    units = units_asked(letter)
    _check(said, letter, units, file_id)
    ordinal = ConfirmationReply.objects.filter(letter=letter).count() + 1
    made = ConfirmationReply(
        company_id=company_id, letter=letter, ordinal=ordinal, kind=said.kind, came=said.came, file_id=file_id,
        received_on=said.received_on, said=said.said.strip(), entered_by_id=actor,
    )  # fmt: skip
    lines = _lines(made, said, units)
    facts = {"letter": letter_called(found, letter.number, 1), **reply_facts(made, lines, units)}
    made.seq = write_act(company_id, Who(actor, origin), "enter_confirmation_reply", facts, key=key, asked=asked)  # fmt: skip
    made.save()
    ConfirmationReplyLine.objects.bulk_create(lines)
    return ordinal


@transaction.atomic
def explain_difference(
    *, company_id: int, actor: int, origin: str, letter_id: int, currency: str, parts: Sequence[Part], key: str
) -> int:  # fmt: skip
    """Say what the difference of one account is made of; the act's number. A later explanation stands beside the one before.

    1,500.00 = a receipt of 1,500.00 on its way (timing). The parts add up to the minor unit or nothing is kept.
    Refuses, in order: NotFound, NotPermitted, NoBook, KeyWasUsed, NotFound (letter), RoundStandsElsewhere, DifferenceDoesNotAddUp.
    """
    admit(company_id=company_id, actor=actor, act="answer_confirmations")
    asked = request_hash({"letter": letter_id, "currency": currency, "parts": [asdict(part) for part in parts]})  # fmt: skip
    if (done := known_act(company_id, key, asked)) is not None:
        return done
    found, letter = letter_to_answer(company_id, letter_id)
    reply = ConfirmationReply.objects.filter(letter=letter).order_by("-ordinal").first()
    rows = ConfirmationReplyLine.objects.select_related("unit")
    line = rows.filter(reply=reply, unit__currency=currency).first() if reply else None
    if reply is None or line is None:
        raise DifferenceDoesNotAddUp(letter_called(found, letter.number, 1))
    difference = difference_of(unit_of(line.unit), line.owed_to_us, line.owed_by_us)
    _check_parts(parts, difference)
    before = ConfirmationExplanation.objects.filter(reply=reply, unit=line.unit).order_by("-ordinal")  # fmt: skip
    ordinal = (before.values_list("ordinal", flat=True).first() or 0) + 1
    facts = {
        "letter": letter_called(found, letter.number, 1), "reply": reply.ordinal, "currency": currency, "ordinal": ordinal,
        "difference": difference, "parts": [asdict(_trimmed(part)) for part in parts],
    }  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), "explain_confirmation", facts, key=key, asked=asked)  # fmt: skip
    ConfirmationExplanation.objects.bulk_create(
        ConfirmationExplanation(
            company_id=company_id, reply=reply, unit=line.unit, ordinal=ordinal, line_no=no, entered_by_id=actor, seq=seq,
            **asdict(_trimmed(part)),
        )
        for no, part in enumerate(parts, 1)
    )  # fmt: skip
    return seq


def letter_to_answer(company_id: int, letter_id: int) -> tuple[ConfirmationRound, ConfirmationLetter]:  # fmt: skip
    """The first request of a letter and its round, held. Refuses, in order: NotFound, RoundStandsElsewhere."""
    rows = ConfirmationLetter.objects.filter(company_id=company_id, id=letter_id, request=1)
    letter = rows.defer("body").first()
    if letter is None:
        raise NotFound
    found = held_round(company_id, letter.round_id)
    if found.state != "agreed":
        raise RoundStandsElsewhere
    return found, letter


def units_asked(letter: ConfirmationLetter) -> list[ConfirmationUnit]:
    """The accounts a letter asks for."""
    rows = ConfirmationUnit.objects.filter(round_id=letter.round_id, customer_id=letter.customer_id)
    return list(rows.exclude(taken="").order_by("currency"))


def reply_facts(
    reply: ConfirmationReply, lines: Sequence[ConfirmationReplyLine], units: Sequence[ConfirmationUnit]
) -> dict[str, Any]:  # fmt: skip
    """What the act keeps of a reply, so that whoever changes a row later is found."""
    currency = {unit.id: unit.currency for unit in units}
    return {
        "ordinal": reply.ordinal, "reply": reply.kind, "came": reply.came, "file": reply.file_id,
        "received_on": reply.received_on.isoformat(), "said": reply.said,
        "figures": {currency[line.unit_id]: [line.owed_to_us, line.owed_by_us] for line in lines},
    }  # fmt: skip


def _lines(made: ConfirmationReply, said: Said, units: Sequence[ConfirmationUnit]) -> list[ConfirmationReplyLine]:  # fmt: skip
    if said.kind != "differs":
        return []
    return [
        ConfirmationReplyLine(
            company_id=made.company_id, reply=made, unit=unit,
            owed_to_us=said.figures[unit.currency][0], owed_by_us=said.figures[unit.currency][1],
        )
        for unit in units
    ]  # fmt: skip


def _check(said: Said, letter: ConfirmationLetter, units: Sequence[ConfirmationUnit], file_id: int | None) -> None:  # fmt: skip
    """Refuses: ReplyIsIncomplete."""
    wants_file = said.came != "hand" and said.kind != "returned"
    if (
        said.kind not in REPLIES
        or said.came not in CAME
        or not letter.issued_on <= said.received_on <= timezone.localdate()
        or len(said.said) > SAID_MAX
        or (wants_file and file_id is None)
    ):
        raise ReplyIsIncomplete
    if said.kind != "differs":
        return
    if said.figures.keys() != {unit.currency for unit in units}:
        raise ReplyIsIncomplete
    if any(not 0 <= figure < 1 << 62 for pair in said.figures.values() for figure in pair):
        raise ReplyIsIncomplete
    if not any(difference_of(unit_of(unit), *said.figures[unit.currency]) for unit in units):
        raise ReplyIsIncomplete


def _check_parts(parts: Sequence[Part], difference: int) -> None:
    """Refuses: DifferenceDoesNotAddUp."""
    for part in parts:
        is_known = part.cause in CAUSES and part.whose in WHOSE
        is_timing = (part.cause == "timing") == (part.whose == "timing")
        if not is_known or not is_timing or not part.amount or not 0 < len(part.reason.strip()) <= REASON_MAX:  # fmt: skip
            raise DifferenceDoesNotAddUp
    if not 0 < len(parts) <= PARTS_MAX or difference == 0 or sum(part.amount for part in parts) != difference:  # fmt: skip
        raise DifferenceDoesNotAddUp


def _trimmed(part: Part) -> Part:
    return Part(part.cause, part.whose, part.amount, part.reason.strip())
