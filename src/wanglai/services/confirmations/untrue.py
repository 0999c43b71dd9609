"""Whether rounds, letters and answers are still what was sealed: each row is held against the act that tells of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wanglai.services.confirmations.draft_round import (
    WantedRound,
    digest_of_sample,
    round_called,
)
from wanglai.services.confirmations.enter_reply import reply_facts
from wanglai.services.confirmations.letters import letter_called
from wanglai.services.confirmations.other_procedures import Found, digest_of_found
from wanglai.services.confirmations.population import rule_of, sample_of
from wanglai.services.ledger.book import request_hash
from wanglai.store.models import (
    Act,
    ConfirmationExplanation,
    ConfirmationFinding,
    ConfirmationLetter,
    ConfirmationPrint,
    ConfirmationProcedure,
    ConfirmationReply,
    ConfirmationReplyLine,
    ConfirmationRound,
    ConfirmationUnit,
)

Told = Mapping[str, Any]


def untrue_confirmations(company_id: int) -> tuple[tuple[int, str], ...]:
    """The act and what is wrong: a round, letter, print or answer that is not what its act says, and acts that lost theirs.

    A balance of the population changed from 9,000.00 to 900.00 gives the sample another digest than its act told.
    """
    checks: tuple[tuple[str, str, Callable[[int], dict[int, Told]]], ...] = (
        ("draft_confirmations", "the round is not what was drawn", _rounds),
        ("close_confirmations", "the round is not what was closed", _closed),
        ("agree_confirmations", "a letter is not what was sealed", lambda company: _letters(company, 1)),
        ("send_confirmations_again", "a letter is not what was sealed", lambda company: _letters(company, 2)),
        ("print_confirmations", "a printed letter is not the file that was kept", _prints),
        ("enter_confirmation_reply", "the reply is not what was entered", _replies),
        ("explain_confirmation", "the explanation is not what was told", _explanations),
        ("test_confirmation", "the procedure is not what was done", _procedures),
    )  # fmt: skip
    return tuple(found for check in checks for found in _compared(company_id, *check))


def _compared(
    company_id: int, kind: str, what: str, kept: Callable[[int], dict[int, Told]]
) -> Iterator[tuple[int, str]]:
    """Acts of a kind against the rows that say by which act they came."""
    rows = Act.objects.filter(company_id=company_id, kind=kind).values_list("seq", "facts")
    acts = {seq: json.loads(text) for seq, text in rows}
    there = kept(company_id)
    for seq in sorted(acts.keys() | there.keys()):
        told = acts.get(seq)
        if told is None or seq not in there or any(told.get(name) != value for name, value in there[seq].items()):  # fmt: skip
            yield seq, what


def _rounds(company_id: int) -> dict[int, Told]:
    found: dict[int, Told] = {}
    for each in ConfirmationRound.objects.filter(company_id=company_id):
        sample = sample_of(each)
        digest = digest_of_sample(each.as_of, each.known_seq, rule_of(each), sample).hex()
        kept = bytes(each.digest).hex()
        found[each.seq] = {
            "round": round_called(each), "units": each.units, "known": each.known_seq, "on": each.as_of.isoformat(),
            "sample_sha256": digest if digest == kept else "", "wanted_sha256": _wanted(each),
        }  # fmt: skip
    return found


def _wanted(each: ConfirmationRound) -> str:
    said = {name: getattr(each, name) for name in WantedRound.__dataclass_fields__ if name != "on"}
    return request_hash({**said, "on": each.as_of}).hex()


def _closed(company_id: int) -> dict[int, Told]:
    rows = ConfirmationRound.objects.filter(company_id=company_id)
    return {
        each.closed_seq: {"round": round_called(each), "conclusion": each.conclusion}
        for each in rows
        if each.closed_seq is not None
    }


def _letters(company_id: int, request: int) -> dict[int, Told]:
    """By act its letters with the digests of their bodies; first requests, or all further ones."""
    rows = ConfirmationLetter.objects.filter(company_id=company_id).select_related("round")
    rows = rows.filter(request=1) if request == 1 else rows.filter(request__gt=1)
    found: dict[int, dict[str, Any]] = {}
    for each in rows:
        told = found.setdefault(each.seq, {"round": round_called(each.round), "letters": {}})
        digest = hashlib.sha256(each.body.encode()).hexdigest()
        said = json.loads(each.body)
        called = letter_called(each.round, each.number, each.request)
        is_same = said["number"] == called and digest == bytes(each.body_hash).hex()
        told["letters"][called] = digest if is_same else ""
    return dict(found)


def _prints(company_id: int) -> dict[int, Told]:
    rows = ConfirmationPrint.objects.filter(company_id=company_id)
    found: dict[int, dict[str, Any]] = {}
    for each in rows.select_related("letter__round", "file"):
        letter = each.letter
        called = letter_called(letter.round, letter.number, letter.request)
        files = found.setdefault(each.seq, {"files": {}})["files"]
        files[called] = hashlib.sha256(bytes(each.file.content)).hexdigest()
    return dict(found)


def _replies(company_id: int) -> dict[int, Told]:
    units = {each.id: each for each in ConfirmationUnit.objects.filter(company_id=company_id).exclude(taken="")}  # fmt: skip
    lines: dict[int, list[ConfirmationReplyLine]] = {}
    for line in ConfirmationReplyLine.objects.filter(company_id=company_id):
        lines.setdefault(line.reply_id, []).append(line)
    rows = ConfirmationReply.objects.filter(company_id=company_id)
    return {
        each.seq: {**_of_letter(each.letter), **reply_facts(each, lines.get(each.id, []), list(units.values()))}
        for each in rows.select_related("letter__round")
    }  # fmt: skip


def _explanations(company_id: int) -> dict[int, Told]:
    found: dict[int, dict[str, Any]] = {}
    rows = ConfirmationExplanation.objects.filter(company_id=company_id).order_by("line_no")
    for each in rows.select_related("reply__letter__round", "unit"):
        told = found.setdefault(
            each.seq,
            {**_of_letter(each.reply.letter), "reply": each.reply.ordinal, "currency": each.unit.currency,
             "ordinal": each.ordinal, "parts": []},
        )  # fmt: skip
        told["parts"].append({"cause": each.cause, "whose": each.whose, "amount": each.amount, "reason": each.reason})  # fmt: skip
    return dict(found)


def _procedures(company_id: int) -> dict[int, Told]:
    findings: dict[int, list[Found]] = {}
    rows = ConfirmationFinding.objects.filter(company_id=company_id).order_by("id")
    for each in rows.select_related("unit"):
        findings.setdefault(each.procedure_id, []).append(
            Found(each.unit.currency, each.kind, each.item_id, each.document, each.evidence, each.on, each.amount)
        )  # fmt: skip
    done = ConfirmationProcedure.objects.filter(company_id=company_id)
    return {
        each.seq: {
            **_of_letter(each.letter), "ordinal": each.ordinal, "procedure": each.kind, "known": each.known_seq,
            "reason": each.reason, "found_sha256": digest_of_found(findings.get(each.id, [])),
        }
        for each in done.select_related("letter__round")
    }  # fmt: skip


def _of_letter(letter: ConfirmationLetter) -> dict[str, str]:
    return {"letter": letter_called(letter.round, letter.number, 1)}
