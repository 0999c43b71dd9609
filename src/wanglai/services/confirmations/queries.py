"""Rounds and letters as people look at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from wanglai.formats.papers.confirmation import confirmation_pdf
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.confirmations.close_round import has_answered
from wanglai.services.confirmations.draft_round import called_round, names_in
from wanglai.services.confirmations.letters import letter_called
from wanglai.services.confirmations.population import sample_of
from wanglai.services.confirmations.print_letters import have_letters_printed
from wanglai.services.confirmations.rows import (
    LetterRow,
    RoundList,
    RoundPage,
    RoundRow,
    preview_of,
    result_of,
)
from wanglai.services.confirmations.standing import (
    OVERDUE,
    WAITING,
    LetterStanding,
    evaluation_of,
    standings_of,
)
from wanglai.services.confirmations.words import FORMS, LETTER_STATES, ROUND_STATES, SHOWN
from wanglai.services.files import Download
from wanglai.services.money import Amount
from wanglai.services.statements.words import LANGUAGES
from wanglai.store.models import (
    ConfirmationLetter,
    ConfirmationPrint,
    ConfirmationReply,
    ConfirmationRound,
    ConfirmationUnit,
    User,
)

PAGE_ROUNDS = 30
PAGE_LETTERS = 100


@dataclass(frozen=True)
class WantedRounds:
    """What of the list is asked for; ``show`` is one of SHOWN."""

    search: str = ""
    show: str = "all"
    after: int | None = None


@dataclass(frozen=True)
class WantedLetters:
    """Which letters of a round; ``state`` is one of LETTER_STATES or empty, ``after`` a letter's number in the round."""

    state: str = ""
    search: str = ""
    after: int = 0


EVERY_ROUND, EVERY_LETTER = WantedRounds(), WantedLetters()


def list_rounds(*, company_id: int, actor: int, wanted: WantedRounds = EVERY_ROUND) -> RoundList:
    """Rounds, newest first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_confirmations")
    everything = ConfirmationRound.objects.filter(company_id=company_id)
    rows = _fitting(everything, wanted)
    rows = rows.filter(id__lt=wanted.after) if wanted.after else rows
    page = list(rows.select_related("drafted_by").order_by("-id")[: PAGE_ROUNDS + 1])
    shown = page[:PAGE_ROUNDS]
    counts = _counts([each.id for each in shown])
    after = page[PAGE_ROUNDS - 1].id if len(page) > PAGE_ROUNDS else None
    return RoundList(
        tuple(_round_row(each, *counts.get(each.id, (0, 0))) for each in shown),
        after,
        not page and not everything.exists(),
    )


def round_page(*, company_id: int, actor: int, round_id: int, wanted: WantedLetters = EVERY_LETTER) -> RoundPage:  # fmt: skip
    """One round with the letters that fit. Refuses, in order: NotFound, NotPermitted, NotFound (round)."""
    admit(company_id=company_id, actor=actor, act="view_confirmations")
    found = round_within(company_id, round_id)
    today = timezone.localdate()
    standings = standings_of(found)
    states = [each.state(found.form, today) for each in standings]
    rows = [letter_row(found, each, state, today) for each, state in zip(standings, states, strict=True)]  # fmt: skip
    fitting = [row for row in rows if _fits(row, wanted)]
    numbers = {row.id: each.letter.number for row, each in zip(rows, standings, strict=True)}
    later = [row for row in fitting if numbers[row.id] > wanted.after]
    page = later[:PAGE_LETTERS]
    sample = sample_of(found)
    result = evaluation_of(found, standings, today) if standings else None
    return RoundPage(
        row=_round_row(found, len(rows), len(rows) - sum(state in WAITING for state in states)),
        form_key=found.form,
        language=LANGUAGES[found.language],
        auditor=(found.auditor_name, found.auditor_address, found.auditor_contact),
        days_to_answer=found.days_to_answer,
        threshold=Amount(found.threshold, found.currency),
        draws=found.draws,
        zeros=found.zeros,
        credits=found.credits,
        seed=found.seed,
        known_seq=found.known_seq,
        shown=bytes(found.digest).hex(),
        sample=preview_of(sample, names_in(sample), found.currency),
        result=result_of(result, found.currency) if result else None,
        letters=tuple(page),
        counts=tuple((key, words, states.count(key)) for key, words in LETTER_STATES.items() if key in states),
        next_after=numbers[page[-1].id] if len(later) > PAGE_LETTERS else None,
        overdue=sum(state in OVERDUE for state in states),
        left=sum(state in WAITING for state in states),
        agreed_by=_named(found.agreed_by),
        agreed_at=found.agreed_at,
        closed_by=_named(found.closed_by),
        closed_at=found.closed_at,
        conclusion=found.conclusion,
        is_own=found.drafted_by_id == actor,
        has_answered=has_answered(found, actor),
    )  # fmt: skip


def printed_letter(*, company_id: int, actor: int, letter_id: int) -> Download:
    """The PDF of a request as it was kept; one that still waits for the press is set from the same words, which gives the same bytes.

    Refuses, in order: NotFound, NotPermitted, NotFound (letter).
    """
    admit(company_id=company_id, actor=actor, act="view_confirmations")
    rows = ConfirmationLetter.objects.filter(company_id=company_id, id=letter_id)
    letter = rows.select_related("round").first()
    if letter is None:
        raise NotFound
    kept = ConfirmationPrint.objects.filter(letter=letter).values_list("file__content", flat=True).first()  # fmt: skip
    if kept is None:
        have_letters_printed(company_id)
    content = bytes(kept) if kept is not None else confirmation_pdf(letter.body)
    name = letter_called(letter.round, letter.number, letter.request).replace("/", "-")
    return Download(f"{name}.pdf", "application/pdf", content)


def reply_file(*, company_id: int, actor: int, letter_id: int, ordinal: int) -> Download:
    """The scan or e-mail of a reply as it came. Refuses, in order: NotFound, NotPermitted, NotFound (reply or file)."""
    admit(company_id=company_id, actor=actor, act="view_confirmations")
    rows = ConfirmationReply.objects.filter(
        company_id=company_id, letter_id=letter_id, ordinal=ordinal
    )
    reply = rows.select_related("file").first()
    if reply is None or reply.file is None:
        raise NotFound
    return Download(reply.file.name, "application/octet-stream", bytes(reply.file.content))


def round_within(company_id: int, round_id: int) -> ConfirmationRound:
    """The round of this company with its people. Refuses: NotFound."""
    rows = ConfirmationRound.objects.filter(company_id=company_id, id=round_id)
    found = rows.select_related("drafted_by", "agreed_by", "closed_by").first()
    if found is None:
        raise NotFound
    return found


def letter_row(found: ConfirmationRound, each: LetterStanding, state: str, today: date) -> LetterRow:  # fmt: skip
    """A letter in a list: its accounts, where it stands and since when."""
    is_waiting = state in ("waiting", "overdue")
    return LetterRow(
        each.letter.id, letter_called(found, each.letter.number, 1), each.newest.request, each.letter.customer_id,
        each.letter.customer.name,
        tuple(Amount(unit.owed_to_us - unit.owed_by_us, unit.currency) for unit in each.units),
        each.newest.issued_on, each.newest.answer_by, state, LETTER_STATES[state],
        (today - each.newest.issued_on).days if is_waiting else None,
        tuple(Amount(difference, unit.currency) for unit in each.units if (difference := each.difference(unit))),
    )  # fmt: skip


def _fits(row: LetterRow, wanted: WantedLetters) -> bool:
    named = wanted.search.casefold()
    return (not wanted.state or row.state == wanted.state) and (
        not named or named in row.customer.casefold() or named in row.number
    )


def _fitting(rows: QuerySet[ConfirmationRound], wanted: WantedRounds) -> QuerySet[ConfirmationRound]:  # fmt: skip
    assert wanted.show in SHOWN, wanted.show
    if wanted.show != "all":
        rows = rows.filter(state=wanted.show)
    if wanted.search:
        year, _, number = wanted.search.partition("-")
        numbered = Q(pk__in=())
        if year.isdecimal() and number.isdecimal() and len(year) == 4 and len(number) < 9:
            numbered = Q(year=int(year), number=int(number))
        said = Q(purpose__icontains=wanted.search) | Q(auditor_name__icontains=wanted.search)
        rows = rows.filter(numbered | said)
    return rows


def _counts(round_ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """Letters of each round, and those with a reply or another procedure."""
    rows = ConfirmationLetter.objects.filter(round_id__in=round_ids, request=1)
    answered = Q(confirmationreply__isnull=False) | Q(confirmationprocedure__isnull=False)
    counted = rows.values_list("round_id").annotate(
        letters=Count("id", distinct=True), done=Count("id", filter=answered, distinct=True)
    )
    return {round_id: (letters, done) for round_id, letters, done in counted.order_by("round_id")}


def _round_row(found: ConfirmationRound, letters: int, answered: int) -> RoundRow:
    return RoundRow(
        found.id, called_round(found.year, found.number), found.as_of, found.purpose, FORMS[found.form], found.state,
        ROUND_STATES[found.state], letters, answered, Amount(found.owed, found.currency), _named(found.drafted_by),
        found.drafted_at,
    )  # fmt: skip


def _named(person: User | None) -> str:
    return person.get_full_name() if person is not None else ""


def units_in_words(found: ConfirmationRound) -> QuerySet[ConfirmationUnit]:
    """The population of a round in the order it was drawn from."""
    rows = ConfirmationUnit.objects.filter(round_id=found.id).select_related("customer")
    return rows.order_by("customer_id", "currency")
