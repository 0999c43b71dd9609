"""The audit file of a round: one zip with rule, population, letters, replies, differences and procedures, and a manifest of hashes."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanglai.domain.confirmations import Evaluation
from wanglai.formats.archive import ArchiveWriter
from wanglai.formats.archive.confirmations import FORMAT, readme
from wanglai.formats.papers.confirmation import confirmation_pdf
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.confirmations.draft_round import round_called
from wanglai.services.confirmations.letters import letter_called
from wanglai.services.confirmations.queries import round_within
from wanglai.services.confirmations.standing import LetterStanding, evaluation_of, standings_of
from wanglai.services.files import Download
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.store.models import (
    Company,
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

_AT_ONCE = 2_000
Rows = Iterable[Sequence[Any]]


@transaction.atomic
def take_audit_file(*, company_id: int, actor: int, origin: str, round_id: int) -> Download:
    """Pack the round as it stands; that it was taken, and the digest of what was taken, is sealed in the chain.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (a round nobody agreed to has no file).
    """
    admit(company_id=company_id, actor=actor, act="take_confirmations")
    known_act(company_id, "", b"")  # nothing is entered while it is packed
    found = round_within(company_id, round_id)
    if found.state not in ("agreed", "closed"):
        raise NotFound
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "confirmations.zip"
        _pack(found, place)
        content = place.read_bytes()
    facts = {"round": round_called(found), "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}  # fmt: skip
    write_act(company_id, Who(actor, origin), "take_confirmations", facts)
    return Download(f"confirmations-{round_called(found)}.zip", "application/zip", content)


def _pack(found: ConfirmationRound, place: Path) -> None:
    standings = standings_of(found)
    today = timezone.localdate()
    writer = ArchiveWriter(place)
    writer.put("index.json", [_json(_index(found, evaluation_of(found, standings, today)))])
    for name, columns, rows in _tables(found, standings):
        writer.put_table(name, columns, _windows(rows), folder="tables")
    letters = ConfirmationLetter.objects.filter(round_id=found.id).order_by("number", "request")
    prints = ConfirmationPrint.objects.filter(letter__round_id=found.id)
    kept = dict(prints.values_list("letter_id", "file_id"))
    for each in letters.iterator(chunk_size=_AT_ONCE):
        called = letter_called(found, each.number, each.request).replace("/", "-")
        writer.put(f"letters/{called}.json", [each.body.encode()])
        # one that still waits for the press gives the same bytes
        content = bytes(each.confirmationprint_set.get().file.content) if each.id in kept else confirmation_pdf(each.body)  # fmt: skip
        writer.put(f"letters/{called}.pdf", [content])
    for reply in _replies(found).exclude(file=None).select_related("file", "letter"):
        writer.put(_reply_place(found, reply), [bytes(reply.file.content)])
    company = Company.objects.values_list("name", flat=True).get(id=found.company_id)
    made_at = timezone.localtime().isoformat(timespec="seconds")
    facts = {"company": company, "round": round_called(found), "as_of": found.as_of.isoformat(), "made_at": made_at}  # fmt: skip
    words = readme(company=company, called=round_called(found), as_of=found.as_of.isoformat(), made_at=made_at)  # fmt: skip
    writer.finish(facts, words, form=FORMAT, with_checker=False)


def _index(found: ConfirmationRound, result: Evaluation) -> dict[str, Any]:
    """What the round is, how it was drawn, who did what, what it comes to."""
    return {
        "round": round_called(found), "state": found.state, "as_of": found.as_of, "known_seq": found.known_seq,
        "purpose": found.purpose, "form": found.form, "currency": found.currency,
        "auditor": {"name": found.auditor_name, "address": found.auditor_address, "contact": found.auditor_contact},
        "rule": {
            "threshold": found.threshold, "draws": found.draws, "zeros": found.zeros, "credits": found.credits, "seed": found.seed,
            "interval": found.interval, "start": found.start, "start_is": "SHA-256('start|' + seed) mod interval + 1",
            "lots_are": "smallest SHA-256(seed + '|' + customer id + '|' + currency)",
        },
        "population": {"units": found.units, "owed": found.owed, "owing": found.owing, "sample_sha256": bytes(found.digest).hex()},
        "acts": {"drafted": found.seq, "agreed": found.agreed_seq, "closed": found.closed_seq},
        "people": {
            "drafted": found.drafted_by.get_full_name(), "agreed": found.agreed_by.get_full_name() if found.agreed_by else "",
            "closed": found.closed_by.get_full_name() if found.closed_by else "",
        },
        "result": {
            "asked": result.asked, "value": result.value, "asked_value": result.asked_value, "counts": dict(result.counts),
            "values": dict(result.values), "key": result.key, "drawn": result.drawn, "projected": result.projected,
            "other": result.other, "total": result.total, "unconverted": dict(result.unconverted),
        },
        "conclusion": found.conclusion,
    }  # fmt: skip


def _tables(found: ConfirmationRound, standings: Sequence[LetterStanding]) -> Iterator[tuple[str, Sequence[str], Rows]]:  # fmt: skip
    yield "population", _POPULATION, _population(found)
    yield "letters", _LETTERS, _letters(found, standings)
    yield "replies", _REPLIES, _told(found)
    yield "differences", _DIFFERENCES, _differences(found, standings)
    yield "procedures", _PROCEDURES, _procedures(found)


_POPULATION = ("customer_id", "customer_number", "customer", "currency", "owed_to_us", "owed_by_us", "base_balance", "drawn_from_so_far", "taken", "hits")  # fmt: skip
_LETTERS = (
    "letter",
    "request",
    "customer_id",
    "customer",
    "issued_on",
    "answer_by",
    "state",
    "body_sha256",
    "act",
)
_REPLIES = ("letter", "ordinal", "kind", "came", "received_on", "said", "currency", "owed_to_us", "owed_by_us", "file", "sha256", "entered_by", "act")  # fmt: skip
_DIFFERENCES = ("letter", "reply", "currency", "ordinal", "line", "difference", "cause", "whose", "amount", "reason", "entered_by", "act")  # fmt: skip
_PROCEDURES = ("letter", "ordinal", "kind", "reason", "currency", "evidence_kind", "document", "evidence", "on", "amount", "done_by", "act")  # fmt: skip


_NO_FIGURES: list[tuple[str, Any, Any]] = [("", None, None)]
_NO_DOCUMENT: list[tuple[str, str, str, str, str, Any]] = [("", "", "", "", "", None)]


def _population(found: ConfirmationRound) -> Rows:
    """In the order of the draw, summed up so that each draw can be followed by hand."""
    summed = 0
    rows = ConfirmationUnit.objects.filter(round_id=found.id).select_related("customer")
    for unit in rows.order_by("customer_id", "currency").iterator(chunk_size=_AT_ONCE):
        summed += unit.base_balance if unit.taken != "key" and unit.base_balance > 0 else 0
        yield (
            unit.customer_id, unit.customer.number, unit.customer.name, unit.currency, unit.owed_to_us, unit.owed_by_us,
            unit.base_balance, summed, unit.taken, unit.hits,
        )  # fmt: skip


def _letters(found: ConfirmationRound, standings: Sequence[LetterStanding]) -> Rows:
    today = timezone.localdate()
    states = {each.letter.number: each.state(found.form, today) for each in standings}
    rows = ConfirmationLetter.objects.filter(round_id=found.id).select_related("customer").defer("body")  # fmt: skip
    for each in rows.order_by("number", "request"):
        yield (
            letter_called(found, each.number, each.request), each.request, each.customer_id, each.customer.name,
            each.issued_on.isoformat(), each.answer_by.isoformat(), states[each.number], bytes(each.body_hash).hex(), each.seq,
        )  # fmt: skip


def _told(found: ConfirmationRound) -> Rows:
    """A row for each account a reply tells of; one without where it tells no figures."""
    lines: dict[int, list[ConfirmationReplyLine]] = {}
    for line in ConfirmationReplyLine.objects.filter(reply__letter__round_id=found.id).select_related("unit").order_by("id"):  # fmt: skip
        lines.setdefault(line.reply_id, []).append(line)
    for reply in _replies(found).select_related("letter", "entered_by", "file").defer("file__content"):  # fmt: skip
        called = letter_called(found, reply.letter.number, 1)
        file = (_reply_place(found, reply), reply.file.sha256) if reply.file else ("", "")
        told = [
            (each.unit.currency, each.owed_to_us, each.owed_by_us)
            for each in lines.get(reply.id, [])
        ]
        for figures in told or _NO_FIGURES:
            yield (
                called, reply.ordinal, reply.kind, reply.came, reply.received_on.isoformat(), reply.said, *figures, *file,
                reply.entered_by.get_full_name(), reply.seq,
            )  # fmt: skip


def _differences(found: ConfirmationRound, standings: Sequence[LetterStanding]) -> Rows:
    differences = {(each.reply.id, unit.id): each.difference(unit) for each in standings if each.reply for unit in each.units}  # fmt: skip
    rows = ConfirmationExplanation.objects.filter(reply__letter__round_id=found.id)
    for part in rows.select_related("reply__letter", "unit", "entered_by").order_by("reply__letter__number", "reply__ordinal", "unit_id", "ordinal", "line_no"):  # fmt: skip
        yield (
            letter_called(found, part.reply.letter.number, 1), part.reply.ordinal, part.unit.currency, part.ordinal, part.line_no,
            differences.get((part.reply_id, part.unit_id)), part.cause, part.whose, part.amount, part.reason,
            part.entered_by.get_full_name(), part.seq,
        )  # fmt: skip


def _procedures(found: ConfirmationRound) -> Rows:
    findings: dict[int, list[ConfirmationFinding]] = {}
    for each in ConfirmationFinding.objects.filter(procedure__letter__round_id=found.id).select_related("unit").order_by("id"):  # fmt: skip
        findings.setdefault(each.procedure_id, []).append(each)
    done = ConfirmationProcedure.objects.filter(letter__round_id=found.id)
    for one in done.select_related("letter", "done_by").order_by("letter__number", "ordinal"):
        told = [(each.unit.currency, each.kind, each.document, each.evidence, each.on.isoformat(), each.amount) for each in findings.get(one.id, [])]  # fmt: skip
        for row in told or _NO_DOCUMENT:
            yield (letter_called(found, one.letter.number, 1), one.ordinal, one.kind, one.reason, *row, one.done_by.get_full_name(), one.seq)  # fmt: skip


def _replies(found: ConfirmationRound):  # type: ignore[no-untyped-def] # a query set, whose row type Django keeps to itself
    rows = ConfirmationReply.objects.filter(letter__round_id=found.id)
    return rows.order_by("letter__number", "ordinal")


def _reply_place(found: ConfirmationRound, reply: ConfirmationReply) -> str:
    """Where the file of a reply lies: by letter, order and digest; its own name stands in the table."""
    assert reply.file is not None
    ending = Path(reply.file.name).suffix.lower()
    plain = ending if ending[1:].isalnum() and len(ending) <= 6 else ".bin"
    return f"replies/{letter_called(found, reply.letter.number, 1)}-{reply.ordinal}-{reply.file.sha256[:16]}{plain}"  # fmt: skip


def _windows(rows: Rows) -> Iterator[list[Sequence[Any]]]:
    window: list[Sequence[Any]] = []
    for row in rows:
        window.append(row)
        if len(window) == _AT_ONCE:
            yield window
            window = []
    if window:
        yield window


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()
