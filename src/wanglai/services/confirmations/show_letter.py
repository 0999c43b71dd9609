"""One letter: what was asked, what came back, what differs and why, what the book bears out where nothing came."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.confirmations.draft_round import round_called
from wanglai.services.confirmations.letters import letter_called
from wanglai.services.confirmations.other_procedures import Found, digest_of_found, found_in_book
from wanglai.services.confirmations.queries import letter_row, round_within
from wanglai.services.confirmations.rows import (
    AccountRow,
    FoundRow,
    LetterPage,
    PartRow,
    ProcedureRow,
    ReplyRow,
    RequestRow,
)
from wanglai.services.confirmations.standing import LetterStanding, standings_of
from wanglai.services.confirmations.words import CAME, CAUSES, FINDINGS, REPLIES, TAKEN, WHOSE
from wanglai.services.money import Amount, sums
from wanglai.services.statements.issuing import head_of
from wanglai.store.models import (
    ConfirmationFinding,
    ConfirmationLetter,
    ConfirmationPrint,
    ConfirmationProcedure,
    ConfirmationReply,
    ConfirmationRound,
    ConfirmationUnit,
)


def letter_page(*, company_id: int, actor: int, letter_id: int) -> LetterPage:
    """A letter by any of its requests. Refuses, in order: NotFound, NotPermitted, NotFound (letter)."""
    admit(company_id=company_id, actor=actor, act="view_confirmations")
    named = ConfirmationLetter.objects.filter(company_id=company_id, id=letter_id).defer("body").first()  # fmt: skip
    if named is None:
        raise NotFound
    found = round_within(company_id, named.round_id)
    standing = next(each for each in standings_of(found) if each.letter.number == named.number)
    today = timezone.localdate()
    state = standing.state(found.form, today)
    may_be_tested = found.state == "agreed" and (standing.reply is None or standing.reply.kind == "returned")  # fmt: skip
    candidates = _candidates(found, standing) if may_be_tested else []
    return LetterPage(
        row=letter_row(found, standing, state, today),
        round_id=found.id,
        round_number=round_called(found),
        as_of=found.as_of,
        round_state=found.state,
        requests=_requests(found, standing),
        accounts=tuple(_account(standing, unit, state) for unit in standing.units),
        replies=_replies(standing),
        procedures=_procedures(standing),
        candidates=tuple(map(_found_row, candidates)),
        candidates_sum=sums(Amount(each.amount, each.currency) for each in candidates),
        shown=digest_of_found(candidates),
        may_be_tested=may_be_tested,
    )


def accounts_of_letters(company_id: int, round_id: int) -> dict[int, tuple[AccountRow, ...]]:
    """Every account of every letter of a round, by letter. Refuses: NotFound."""
    found = round_within(company_id, round_id)
    today = timezone.localdate()
    return {
        each.letter.id: tuple(_account(each, unit, each.state(found.form, today)) for unit in each.units)
        for each in standings_of(found)
    }  # fmt: skip


def _candidates(found: ConfirmationRound, standing: LetterStanding) -> list[Found]:
    customer = standing.letter.customer_id
    return found_in_book(found, [customer], head_of(found.company_id)).get(customer, [])


def _requests(found: ConfirmationRound, standing: LetterStanding) -> tuple[RequestRow, ...]:
    rows = ConfirmationLetter.objects.filter(round_id=found.id, number=standing.letter.number)
    letters = list(rows.defer("body").order_by("request"))
    prints = ConfirmationPrint.objects.filter(letter__in=letters)
    printed = dict(prints.values_list("letter_id", "file__sha256"))
    return tuple(
        RequestRow(
            each.id, letter_called(found, each.number, each.request), each.issued_on, each.answer_by,
            bytes(each.body_hash).hex(), printed.get(each.id, ""),
        )
        for each in letters
    )  # fmt: skip


def _account(standing: LetterStanding, unit: ConfirmationUnit, state: str) -> AccountRow:
    line = standing.told.get(unit.id)
    currency = unit.currency
    parts = standing.explained.get(unit.id, ())
    return AccountRow(
        unit.id, TAKEN[unit.taken], Amount(unit.owed_to_us, currency), Amount(unit.owed_by_us, currency),
        Amount(line.owed_to_us, currency) if line else None, Amount(line.owed_by_us, currency) if line else None,
        Amount(standing.difference(unit), currency),
        tuple(PartRow(CAUSES[each.cause], WHOSE[each.whose], Amount(each.amount, currency), each.reason) for each in parts),
        Amount(sum(each.amount for each in standing.found.get(unit.id, ())), currency),
        Amount(standing.outcome(unit, state).misstated, currency),
    )  # fmt: skip


def _replies(standing: LetterStanding) -> tuple[ReplyRow, ...]:
    rows = ConfirmationReply.objects.filter(letter_id=standing.letter.id)
    return tuple(
        ReplyRow(
            each.ordinal, REPLIES[each.kind], CAME[each.came], each.received_on, each.said, each.file_id,
            each.file.name if each.file else "", each.file.sha256 if each.file else "", each.entered_by.get_full_name(),
            each.entered_at,
        )
        for each in rows.select_related("file", "entered_by").defer("file__content").order_by("-ordinal")
    )  # fmt: skip


def _procedures(standing: LetterStanding) -> tuple[ProcedureRow, ...]:
    rows = ConfirmationProcedure.objects.filter(letter_id=standing.letter.id)
    done = list(rows.select_related("done_by").order_by("-ordinal"))
    findings: dict[int, list[ConfirmationFinding]] = {}
    for each in ConfirmationFinding.objects.filter(procedure__in=done).select_related("unit").order_by("id"):  # fmt: skip
        findings.setdefault(each.procedure_id, []).append(each)
    return tuple(
        ProcedureRow(
            each.ordinal, each.kind, each.reason, _kept(findings.get(each.id, [])), each.done_by.get_full_name(), each.done_at
        )
        for each in done
    )  # fmt: skip


def _kept(findings: Sequence[ConfirmationFinding]) -> tuple[FoundRow, ...]:
    return tuple(
        FoundRow(FINDINGS[each.kind], each.document, each.evidence, each.on, Amount(each.amount, each.unit.currency))
        for each in findings
    )  # fmt: skip


def _found_row(each: Found) -> FoundRow:
    return FoundRow(FINDINGS[each.kind], each.document, each.evidence, each.on, Amount(each.amount, each.currency))  # fmt: skip
