"""Where each letter of a round stands, and what all of them say of the population: read in a handful of statements, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from wanglai.domain.confirmations import (
    Choice,
    Evaluation,
    Outcome,
    Standing,
    Whose,
    difference_of,
    evaluate,
    misstated_of,
    unsupported_of,
)
from wanglai.services.confirmations.population import choice_of, sample_of, unit_of
from wanglai.store.models import (
    ConfirmationExplanation,
    ConfirmationFinding,
    ConfirmationLetter,
    ConfirmationProcedure,
    ConfirmationReply,
    ConfirmationReplyLine,
    ConfirmationRound,
    ConfirmationUnit,
)

Answer = TypeVar("Answer", ConfirmationReply, ConfirmationProcedure)
OVERDUE = frozenset({"overdue"})
WAITING = frozenset(
    {"waiting", "overdue", "returned", "unexplained"}
)  # a round cannot be closed over these


@dataclass(frozen=True)
class LetterStanding:
    """A letter with everything that is in force of it: newest request, newest reply and its parts, newest procedure."""

    letter: ConfirmationLetter  # the first request
    newest: ConfirmationLetter
    units: tuple[ConfirmationUnit, ...]
    reply: ConfirmationReply | None
    told: Mapping[int, ConfirmationReplyLine]  # by unit
    explained: Mapping[int, tuple[ConfirmationExplanation, ...]]
    procedure: ConfirmationProcedure | None
    found: Mapping[int, tuple[ConfirmationFinding, ...]]

    def difference(self, unit: ConfirmationUnit) -> int:
        """Ours less theirs, in the unit's currency; nothing where they told no figures."""
        line = self.told.get(unit.id)
        return difference_of(unit_of(unit), line.owed_to_us, line.owed_by_us) if line else 0

    def state(self, form: str, today: date) -> str:
        """One of ``words.LETTER_STATES``."""
        if self.reply is not None and self.reply.kind == "agrees":
            return "agreed"
        if self.reply is not None and self.reply.kind == "differs":
            is_explained = all(unit.id in self.explained for unit in self.units if self.difference(unit))  # fmt: skip
            return "explained" if is_explained else "unexplained"
        if self.procedure is not None:
            return self.procedure.kind
        if self.reply is not None:
            return "returned"
        if today <= self.newest.answer_by:
            return "waiting"
        return "unopposed" if form == "negative" else "overdue"

    def outcome(self, unit: ConfirmationUnit, state: str) -> Outcome:
        """What came of one account: its standing and what is misstated of it."""
        choice: Choice = choice_of(unit)
        if state in ("agreed", "explained", "unexplained"):
            difference = self.difference(unit)
            standing: Standing = "differs" if difference else "agreed"
            return Outcome(choice, standing, self._misstated(unit, difference))
        if state in ("tested", "impossible"):
            covered = sum(each.amount for each in self.found.get(unit.id, ()))
            tested: Standing = "tested" if state == "tested" else "impossible"
            return Outcome(choice, tested, unsupported_of(choice.unit, covered))
        return Outcome(choice, "unopposed" if state == "unopposed" else "waiting")

    def _misstated(self, unit: ConfirmationUnit, difference: int) -> int:
        """What is not explained counts whole."""
        parts = self.explained.get(unit.id)
        if parts is None:
            return difference
        told: list[tuple[Whose, int]] = [(each.whose, each.amount) for each in parts]  # type: ignore[misc] # one of four, by a constraint
        return misstated_of(told)


def standings_of(found: ConfirmationRound) -> list[LetterStanding]:
    """Every letter of a round, by number."""
    letters = ConfirmationLetter.objects.filter(round_id=found.id)
    rows = list(letters.defer("body").select_related("customer").order_by("number", "request"))
    firsts = [each for each in rows if each.request == 1]
    newest = {each.number: each for each in rows}
    ids = [each.id for each in firsts]
    units = _units(found)
    replies = _newest(ConfirmationReply.objects.filter(letter_id__in=ids).order_by("ordinal"))
    done = _newest(ConfirmationProcedure.objects.filter(letter_id__in=ids).order_by("ordinal"))
    told = _told([each.id for each in replies.values()])
    explained = _explained([each.id for each in replies.values()])
    findings = _findings([each.id for each in done.values()])
    return [
        LetterStanding(
            each, newest[each.number], tuple(units.get(each.customer_id, ())), replies.get(each.id),
            told.get(replies[each.id].id, {}) if each.id in replies else {},
            explained.get(replies[each.id].id, {}) if each.id in replies else {},
            done.get(each.id), findings.get(done[each.id].id, {}) if each.id in done else {},
        )
        for each in firsts
    ]  # fmt: skip


def evaluation_of(found: ConfirmationRound, standings: Sequence[LetterStanding], today: date) -> Evaluation:  # fmt: skip
    """Coverage and projection as the answers stand now."""
    outcomes = [
        each.outcome(unit, each.state(found.form, today)) for each in standings for unit in each.units
    ]  # fmt: skip
    return evaluate(sample_of(found), outcomes, found.currency)


def _units(found: ConfirmationRound) -> dict[int, list[ConfirmationUnit]]:
    units: dict[int, list[ConfirmationUnit]] = {}
    rows = ConfirmationUnit.objects.filter(round_id=found.id).exclude(taken="")
    for unit in rows.order_by("customer_id", "currency"):
        units.setdefault(unit.customer_id, []).append(unit)
    return units


def _newest(rows: Iterable[Answer]) -> dict[int, Answer]:
    """The last row of each letter."""
    return {each.letter_id: each for each in rows}


def _told(reply_ids: Sequence[int]) -> dict[int, dict[int, ConfirmationReplyLine]]:
    found: dict[int, dict[int, ConfirmationReplyLine]] = {}
    for line in ConfirmationReplyLine.objects.filter(reply_id__in=reply_ids):
        found.setdefault(line.reply_id, {})[line.unit_id] = line
    return found


def _explained(reply_ids: Sequence[int]) -> dict[int, dict[int, tuple[ConfirmationExplanation, ...]]]:  # fmt: skip
    """The newest explanation of each account, all its parts."""
    found: dict[int, dict[int, tuple[ConfirmationExplanation, ...]]] = {}
    rows = ConfirmationExplanation.objects.filter(reply_id__in=reply_ids)
    for part in rows.order_by("ordinal", "line_no"):
        of_reply = found.setdefault(part.reply_id, {})
        before = of_reply.get(part.unit_id, ())
        goes_on = before and before[0].ordinal == part.ordinal
        of_reply[part.unit_id] = (*before, part) if goes_on else (part,)
    return found


def _findings(procedure_ids: Sequence[int]) -> dict[int, dict[int, tuple[ConfirmationFinding, ...]]]:  # fmt: skip
    found: dict[int, dict[int, tuple[ConfirmationFinding, ...]]] = {}
    for each in ConfirmationFinding.objects.filter(procedure_id__in=procedure_ids).order_by("id"):
        of_procedure = found.setdefault(each.procedure_id, {})
        of_procedure[each.unit_id] = (*of_procedure.get(each.unit_id, ()), each)
    return found
