"""Where nobody answers: what the book itself has since that bears the balance out, or why nothing can be tested.

ISA 505, A18: receipts after the day, and the papers of delivery. Both are looked for in the book, set by set.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import transaction

from wanglai.domain.confirmations import covered_by
from wanglai.services.access.scope import admit
from wanglai.services.confirmations.enter_reply import letter_to_answer, units_asked
from wanglai.services.confirmations.letters import letter_called
from wanglai.services.confirmations.refusals import (
    FoundIsAnother,
    LetterWasAnswered,
    ProcedureSaysNothing,
)
from wanglai.services.ledger.book import Who, known_act, write_act
from wanglai.services.ledger.queries import STOOD_OPEN, fetch
from wanglai.services.statements.issuing import head_of
from wanglai.store.models import (
    ConfirmationFinding,
    ConfirmationLetter,
    ConfirmationProcedure,
    ConfirmationReply,
    ConfirmationRound,
)

REASON_MAX = 1_000


@dataclass(frozen=True)
class Found:
    """A document that bears out so much of an item that was open on the day."""

    currency: str
    kind: str
    item_id: int
    document: str
    evidence: str
    on: date
    amount: int


def found_in_book(found: ConfirmationRound, customer_ids: Iterable[int], known_seq: int) -> dict[int, list[Found]]:  # fmt: skip
    """By customer, what bears out the items that were open on the round's day, as known at an act.

    An invoice of 6,000.00 of which 4,000.00 came in on 8 January, delivered by a signed note: 4,000.00 by the receipt, 2,000.00 by the note.
    """
    asked = {
        "company": found.company_id, "day": found.as_of, "last": found.known_seq, "customers": sorted(customer_ids), "known": known_seq,
    }  # fmt: skip
    received = _by_item(fetch(_RECEIVED, asked))
    delivered = _by_item(fetch(_DELIVERED, asked))
    left_of_paper: dict[tuple[int, str, date], int] = {}
    findings: dict[int, list[Found]] = {}
    for customer, item_id, document, currency, open_, seq in fetch(_OPEN, asked):
        proved = delivered.get(item_id, ())
        # what a note proves is proved once, however many instalments its invoice has
        rests = [
            left_of_paper.setdefault((seq, evidence, on), amount) for evidence, on, amount in proved
        ]
        came_in = received.get(item_id, ())
        by_receipt, by_note = covered_by([(open_, sum(row[2] for row in came_in), sum(rests))])
        borne = [("receipt", *row) for row in _shared(came_in, by_receipt)]
        borne += [
            ("delivery", *row)
            for row in _shared(
                [(*row[:2], rest) for row, rest in zip(proved, rests, strict=True)], by_note
            )
        ]
        for kind, evidence, on, part in borne:
            if kind == "delivery":
                left_of_paper[(seq, evidence, on)] -= part
        findings.setdefault(customer, []).extend(
            Found(currency, kind, item_id, document, evidence, on, part)
            for kind, evidence, on, part in borne if part
        )  # fmt: skip
    return findings


def digest_of_found(found: Iterable[Found]) -> str:
    """SHA-256 in hex over what was shown, so that nothing else is kept."""
    told = [[each.currency, each.kind, each.item_id, each.evidence, each.on.isoformat(), each.amount] for each in found]  # fmt: skip
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def bear_out_letter(*, company_id: int, actor: int, origin: str, letter_id: int, shown: str) -> int:
    """Keep what the book bears out, as it was shown; the act's number. ``shown`` is its digest in hex.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (letter), RoundStandsElsewhere, LetterWasAnswered, FoundIsAnother,
    ProcedureSaysNothing.
    """
    admit(company_id=company_id, actor=actor, act="answer_confirmations")
    found, letter = _unanswered(company_id, letter_id)
    known = head_of(company_id)
    findings = found_in_book(found, [letter.customer_id], known).get(letter.customer_id, [])
    if digest_of_found(findings) != shown:
        raise FoundIsAnother
    if not findings:
        raise ProcedureSaysNothing
    return _kept(found, letter, actor, origin, "tested", known, "", findings)


@transaction.atomic
def say_impossible(*, company_id: int, actor: int, origin: str, letter_id: int, reason: str) -> int:
    """Say why a letter's balance can be tested by nothing; the whole of it then counts as misstated (ISA 530, 11). The act's number.

    Refuses, in order: NotFound, NotPermitted, NoBook, NotFound (letter), RoundStandsElsewhere, LetterWasAnswered, ProcedureSaysNothing.
    """
    admit(company_id=company_id, actor=actor, act="answer_confirmations")
    found, letter = _unanswered(company_id, letter_id)
    if not 0 < len(reason.strip()) <= REASON_MAX:
        raise ProcedureSaysNothing
    return _kept(
        found, letter, actor, origin, "impossible", head_of(company_id), reason.strip(), []
    )


def _unanswered(company_id: int, letter_id: int) -> tuple[ConfirmationRound, ConfirmationLetter]:
    """Refuses, in order: NoBook, NotFound, RoundStandsElsewhere, LetterWasAnswered."""
    known_act(company_id, "", b"")
    found, letter = letter_to_answer(company_id, letter_id)
    reply = ConfirmationReply.objects.filter(letter=letter).order_by("-ordinal").first()
    if reply is not None and reply.kind != "returned":
        raise LetterWasAnswered
    return found, letter


def _kept(
    found: ConfirmationRound, letter: ConfirmationLetter, actor: int, origin: str, kind: str, known: int, reason: str,
    findings: list[Found],
) -> int:  # fmt: skip
    ordinal = ConfirmationProcedure.objects.filter(letter=letter).count() + 1
    facts = {
        "letter": letter_called(found, letter.number, 1), "ordinal": ordinal, "procedure": kind, "known": known, "reason": reason,
        "found": len(findings), "found_sha256": digest_of_found(findings),
    }  # fmt: skip
    seq = write_act(found.company_id, Who(actor, origin), "test_confirmation", facts)
    made = ConfirmationProcedure.objects.create(
        company_id=found.company_id, letter=letter, ordinal=ordinal, kind=kind, known_seq=known, reason=reason, seq=seq,
        done_by_id=actor,
    )  # fmt: skip
    units = {unit.currency: unit for unit in units_asked(letter)}
    ConfirmationFinding.objects.bulk_create(
        ConfirmationFinding(
            company_id=found.company_id, procedure=made, unit=units[each.currency], kind=each.kind, item_id=each.item_id,
            document=each.document, evidence=each.evidence, on=each.on, amount=each.amount,
        )
        for each in findings
    )  # fmt: skip
    return seq


def _shared(rows: Iterable[tuple[str, date, int]], amount: int) -> Iterator[tuple[str, date, int]]:
    """An amount spread over papers in their order, each for no more than it says."""
    for evidence, on, whole in rows:
        part = min(whole, amount)
        amount -= part
        yield evidence, on, part


def _by_item(
    rows: Iterable[tuple[int, str, date, int]],
) -> Mapping[int, list[tuple[str, date, int]]]:
    return {item: [row[1:] for row in of_item] for item, of_item in groupby(rows, key=lambda row: row[0])}  # fmt: skip


# Debts that stood open on the day, oldest first.
_OPEN = (
    STOOD_OPEN
    + """
SELECT item.customer_id, item.id, item.document, item.currency, item.amount_open::bigint, item.seq
  FROM stood AS item
  JOIN store_account AS account ON account.id = item.account_id AND account.role IN ('receivable', 'advance')
 WHERE item.amount_open > 0 AND item.side = 1
 ORDER BY item.customer_id, item.document_on, item.id
"""
)
# Money that came in after the day and was applied to those debts; what was taken apart again does not count.
_RECEIVED = """
SELECT part.debit_item_id, receipt.document, receipt.document_on, sum(part.amount)::bigint
  FROM store_allocation AS part
  JOIN store_openitem AS item ON item.id = part.debit_item_id AND item.company_id = %(company)s
   AND item.customer_id = ANY(%(customers)s) AND item.document_on <= %(day)s
  JOIN store_openitem AS receipt ON receipt.id = part.credit_item_id AND receipt.kind IN ('receipt', 'prepayment')
   AND receipt.document_on > %(day)s
 WHERE part.company_id = %(company)s AND part.seq <= %(known)s
 GROUP BY part.debit_item_id, receipt.id, receipt.document, receipt.document_on
HAVING sum(part.amount) > 0
 ORDER BY part.debit_item_id, receipt.document_on, receipt.id
"""
# Posted invoices with lines delivered by the day, whose note carries evidence; tax and all. Every item of the invoice is told of it.
_DELIVERED = """
SELECT item.id, note.number, note.delivered_on, sum(line.net + line.tax)::bigint
  FROM store_invoice AS paper
  JOIN store_openitem AS item ON item.company_id = %(company)s AND item.seq = paper.entry_seq AND item.side = 1
   AND item.customer_id = ANY(%(customers)s) AND item.document_on <= %(day)s
  JOIN store_invoiceline AS line ON line.invoice_id = paper.id
  JOIN store_deliveryline AS of_note ON of_note.id = line.delivery_line_id
  JOIN store_delivery AS note ON note.id = of_note.delivery_id AND note.evidence_id IS NOT NULL
   AND note.state <> 'cancelled' AND note.delivered_on <= %(day)s
 WHERE paper.company_id = %(company)s AND paper.customer_id = ANY(%(customers)s) AND paper.state = 'posted'
   AND paper.kind = 'invoice'
 GROUP BY item.id, note.id, note.number, note.delivered_on
HAVING sum(line.net + line.tax) > 0
 ORDER BY item.id, note.delivered_on, note.id
"""
