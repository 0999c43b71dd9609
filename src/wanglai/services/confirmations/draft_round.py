"""Draw a round of letters from the book: looked at first, then kept whole for another person to agree to, or dropped."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from wanglai.domain.confirmations import FORMS, Form, Rule, Sample
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.confirmations.population import drawn_from_book, names_of
from wanglai.services.confirmations.refusals import (
    NobodyIsAsked,
    RoundIsIncomplete,
    RoundStandsElsewhere,
)
from wanglai.services.confirmations.rows import Preview, preview_of
from wanglai.services.ledger.book import Who, known_act, request_hash, write_act
from wanglai.services.statements.issuing import head_of
from wanglai.store.models import Company, ConfirmationRound, ConfirmationUnit
from wanglai.store.models.statements import STATEMENT_LANGUAGES

COUNT_MAX = 1_000
_UNITS_AT_ONCE = 5_000


@dataclass(frozen=True)
class WantedRound:
    """What a person asks for. ``threshold`` in minor units of the company's currency, ``days_to_answer`` working days."""

    on: date
    purpose: str
    auditor_name: str
    auditor_address: str
    threshold: int
    draws: int
    zeros: int
    credits: int
    seed: str
    auditor_contact: str = ""
    form: Form = "positive"
    language: str = "zh"
    days_to_answer: int = 10

    @property
    def rule(self) -> Rule:
        return Rule(self.threshold, self.draws, self.zeros, self.credits, self.seed)


def preview_round(*, company_id: int, actor: int, on: date, rule: Rule) -> Preview:
    """What the rule would draw from the book as it is known now; nothing is kept.

    Refuses, in order: NotFound, NotPermitted, RoundIsIncomplete, NoBook.
    """
    admit(company_id=company_id, actor=actor, act="draft_confirmations")
    _check_rule(on, rule)
    drawn = drawn_from_book(company_id, on, head_of(company_id), rule)
    return preview_of(drawn.sample, drawn.names, _own_currency(company_id))


@transaction.atomic
def draft_round(*, company_id: int, actor: int, origin: str, wanted: WantedRound, key: str) -> int:
    """Draw the sample and keep it with its whole population; the round's id, the same for the same key.

    Refuses, in order: NotFound, NotPermitted, RoundIsIncomplete, NoBook, KeyWasUsed, NobodyIsAsked.
    """
    admit(company_id=company_id, actor=actor, act="draft_confirmations")
    _check(wanted)
    asked = request_hash({name: getattr(wanted, name) for name in WantedRound.__dataclass_fields__})
    if (done := known_act(company_id, key, asked)) is not None:
        return int(ConfirmationRound.objects.values_list("id", flat=True).get(company_id=company_id, seq=done))  # fmt: skip
    known = head_of(company_id)
    drawn = drawn_from_book(company_id, wanted.on, known, wanted.rule)
    if not drawn.sample.asked:
        raise NobodyIsAsked
    year = timezone.localdate().year
    number = _next_number(company_id, year)
    digest = digest_of_sample(wanted.on, known, wanted.rule, drawn.sample)
    facts = {
        "round": called_round(year, number), "on": wanted.on, "known": known, "units": len(drawn.sample.choices),
        "asked": len(drawn.sample.asked), "seed": wanted.seed, "sample_sha256": digest.hex(), "wanted_sha256": asked.hex(),
    }  # fmt: skip
    seq = write_act(company_id, Who(actor, origin), "draft_confirmations", facts, key=key, asked=asked)  # fmt: skip
    made = ConfirmationRound.objects.create(
        company_id=company_id, year=year, number=number, as_of=wanted.on, known_seq=known, purpose=wanted.purpose,
        form=wanted.form, language=wanted.language, auditor_name=wanted.auditor_name,
        auditor_address=wanted.auditor_address, auditor_contact=wanted.auditor_contact,
        days_to_answer=wanted.days_to_answer, currency=_own_currency(company_id), threshold=wanted.threshold,
        draws=wanted.draws, zeros=wanted.zeros, credits=wanted.credits, seed=wanted.seed,
        units=len(drawn.sample.choices), owed=_sum_of(drawn.sample, 1), owing=_sum_of(drawn.sample, -1),
        interval=drawn.sample.interval, start=drawn.sample.start, digest=digest, key=key, seq=seq, drafted_by_id=actor,
    )  # fmt: skip
    ConfirmationUnit.objects.bulk_create(_rows(made, drawn.sample), batch_size=_UNITS_AT_ONCE)
    return int(made.id)


@transaction.atomic
def drop_round(*, company_id: int, actor: int, origin: str, round_id: int) -> None:
    """A draft that nobody agreed to is no more; it stays on the list as dropped.

    Refuses, in order: NotFound, NotPermitted, NotFound (round), RoundStandsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act="draft_confirmations")
    known_act(company_id, "", b"")
    found = held_round(company_id, round_id)
    if found.state != "drafted":
        raise RoundStandsElsewhere
    found.state = "dropped"
    found.save(update_fields=["state"])
    write_act(company_id, Who(actor, origin), "drop_confirmations", {"round": round_called(found)})


def held_round(company_id: int, round_id: int) -> ConfirmationRound:
    """The round, held against other verbs. Refuses: NotFound."""
    rows = ConfirmationRound.objects.select_for_update(no_key=True)
    found = rows.filter(company_id=company_id, id=round_id).first()
    if found is None:
        raise NotFound
    return found


def called_round(year: int, number: int) -> str:
    """2026-01: the first round of the year."""
    return f"{year}-{number:02}"


def round_called(found: ConfirmationRound) -> str:
    return called_round(found.year, found.number)


def digest_of_sample(on: date, known_seq: int, rule: Rule, sample: Sample) -> bytes:
    """SHA-256 over rule, population and what was drawn of it: what was shown is what is agreed to."""
    told = [
        [each.unit.customer_id, each.unit.currency, each.unit.owed_to_us, each.unit.owed_by_us, each.unit.base_balance,
         each.taken, each.hits]
        for each in sample.choices
    ]  # fmt: skip
    ruled = [rule.threshold, rule.draws, rule.zeros, rule.credits, rule.seed, sample.interval, sample.start]  # fmt: skip
    text = json.dumps([on.isoformat(), known_seq, ruled, told], ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def names_in(sample: Sample) -> dict[int, str]:
    return names_of([each.unit.customer_id for each in sample.choices])


def _check(wanted: WantedRound) -> None:
    _check_rule(wanted.on, wanted.rule)
    said = (wanted.purpose, wanted.auditor_name, wanted.auditor_address)
    lengths = (
        (wanted.purpose, 200),
        (wanted.auditor_name, 200),
        (wanted.auditor_address, 300),
        (wanted.auditor_contact, 200),
    )
    if not all(text.strip() for text in said) or any(len(text) > most for text, most in lengths):
        raise RoundIsIncomplete
    if wanted.form not in FORMS or wanted.language not in STATEMENT_LANGUAGES:
        raise RoundIsIncomplete
    if not 1 <= wanted.days_to_answer <= 90:
        raise RoundIsIncomplete


def _check_rule(on: date, rule: Rule) -> None:
    counts = (rule.draws, rule.zeros, rule.credits)
    if on > timezone.localdate() or not all(0 <= count <= COUNT_MAX for count in counts):
        raise RoundIsIncomplete
    if rule.threshold < 0 or not rule.seed.strip() or len(rule.seed) > 100:
        raise RoundIsIncomplete


def _next_number(company_id: int, year: int) -> int:
    rows = ConfirmationRound.objects.filter(company_id=company_id, year=year).order_by("-number")
    return (rows.values_list("number", flat=True).first() or 0) + 1


def _own_currency(company_id: int) -> str:
    return Company.objects.values_list("base_currency", flat=True).get(id=company_id)


def _sum_of(sample: Sample, side: int) -> int:
    return sum(max(side * each.unit.base_balance, 0) for each in sample.choices)


def _rows(made: ConfirmationRound, sample: Sample) -> list[ConfirmationUnit]:
    return [
        ConfirmationUnit(
            company_id=made.company_id, round=made, customer_id=each.unit.customer_id, currency=each.unit.currency,
            owed_to_us=each.unit.owed_to_us, owed_by_us=each.unit.owed_by_us, base_balance=each.unit.base_balance,
            taken=each.taken, hits=each.hits,
        )
        for each in sample.choices
    ]  # fmt: skip
