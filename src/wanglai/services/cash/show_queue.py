"""The queue of lines that wait: what helps most first, walked page by page, found by any words of a line or a customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.cash.rows import Queue, QueueRow
from wanglai.services.cash.third_party import Asked, proposals_of, strangers_of
from wanglai.services.cash.words import STATUSES, wording_of
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.services.searching import literal
from wanglai.store.models import BankEntry
from wanglai.store.models.cash import PROPOSAL_STATUSES

PAGE_ROWS = 50
FEW = 2_000  # lines that are sorted once they are found


def cash_queue(
    *, company_id: int, actor: int, status: str = "", search: str = "", after: str = ""
) -> Queue:
    """Lines that wait, what helps most first; ``after`` is where the page before ended. Refuses, in order: NotFound, NotPermitted.

    Statuses are those of proposals, ``asked`` for lines somebody was asked about, ``new`` for those nobody looked at.
    """
    admit(company_id=company_id, actor=actor, act="view_receipts")
    rank, _, number = after.partition("-")
    counts = _counts(company_id)
    found = []
    # Nothing is looked for on an empty page: to find no new line among many takes longest.
    if not status or any(count for name, _, count in counts if name == status):
        place = (int(rank) if rank.isdecimal() else -1, int(number) if number.isdecimal() else 0)
        found = _waiting(company_id, status, search, place, PAGE_ROWS + 1)
    rows = _with_strangers(tuple(_queue_row(each, actor) for each in found[:PAGE_ROWS]))
    last = found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
    return Queue(rows, counts, f"{last[0]}-{last[1]}" if last else "")


def every_waiting_line(
    *, company_id: int, actor: int, status: str = "", search: str = ""
) -> tuple[QueueRow, ...]:
    """As ``cash_queue``, all of them at once, to be taken away. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    return tuple(_queue_row(each, actor) for each in _waiting(company_id, status, search, (-1, 0), None))  # fmt: skip


def _waiting(
    company_id: int, status: str, search: str, place: tuple[int, int], rows: int | None
) -> list[Any]:
    asked: dict[str, Any] = {
        "company": company_id, "status": status, "search": f"%{literal(search)}%", "rank": place[0], "number": place[1],
        "rows": rows, "ids": [], "line_state": "asked" if status == "asked" else "waiting", "most": FEW + 1,
    }  # fmt: skip
    statement = _ASKED if status == "asked" else _NEW if status == "new" else _QUEUE
    if not search:
        return fetch(statement.replace("FITS", "true"), asked)
    asked["ids"] = _few_that_fit(asked)
    if asked["ids"] is None:
        return fetch(statement.replace("FITS", _FITS), asked)
    return fetch(statement.replace(_WALKED, _OF_FEW).replace("FITS", _AMONG), asked)


def _few_that_fit(asked: dict[str, Any]) -> list[int] | None:
    """The lines that hold the words, or whose customer does, where they are few; None where walking the queue meets a page of them soon.

    Looked for in the lines alone, without their proposals: of a hundred thousand that wait a word of one is found in a tenth of a second.
    """
    lines = {row[0] for row in fetch(_LINES_THAT_FIT, asked)}
    if len(lines) <= FEW:
        lines |= {row[0] for row in fetch(_OF_CUSTOMERS_THAT_FIT, asked)}
    return sorted(lines) if len(lines) <= FEW else None


def _queue_row(row: Sequence[Any], actor: int) -> QueueRow:
    (_, _, line, proposal, on, amount, currency, payer, text, status, customer_id, customer, sentence, documents, left, brought) = row  # fmt: skip
    return QueueRow(
        line, proposal, on, Amount(amount, currency), payer, text, status, STATUSES[status], customer_id, customer,
        wording_of(sentence), documents, Amount(left, currency), brought == actor,
    )  # fmt: skip


def _with_strangers(rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
    """Each row with its payer where that is another than the customer."""
    lines = {each.id: each for each in BankEntry.objects.filter(id__in=[row.line_id for row in rows if row.customer_id])}  # fmt: skip
    said = proposals_of(lines)
    asked = [Asked(lines[row.line_id], row.customer_id, said.get(row.line_id)) for row in rows if row.customer_id]  # fmt: skip
    if not asked:
        return rows
    strangers = strangers_of(asked[0].line.company_id, asked)
    return tuple(replace(row, stranger=strangers.get(row.line_id)) for row in rows)


def _counts(company_id: int) -> tuple[tuple[str, Wording, int], ...]:
    """How many there are of each; an open proposal is of a line that waits, or of one somebody was asked about."""
    found: Counter[str] = Counter()
    for status, count in fetch(_COUNTS, {"company": company_id}):
        found[status] += count
    found["new"] -= sum(found[status] for status in PROPOSAL_STATUSES)
    return tuple((name, words, found.get(name, 0)) for name, words in STATUSES.items())


# One pass over all words of a line; the sign between them is in nothing that is looked for.
_WORDS = r"(line.other_name || E'\n' || line.text || E'\n' || line.reference || E'\n' || line.bank_reference)"
_FITS = f"({_WORDS} ILIKE %(search)s OR customer.name ILIKE %(search)s)"
_AMONG = "line.id = ANY(%(ids)s)"
_LINES_THAT_FIT = f"""
SELECT line.id FROM store_bankentry AS line
 WHERE line.company_id = %(company)s AND line.state = %(line_state)s AND {_WORDS} ILIKE %(search)s LIMIT %(most)s
"""
_OF_CUSTOMERS_THAT_FIT = """
SELECT proposal.bank_entry_id
  FROM store_customer AS customer
 CROSS JOIN LATERAL (SELECT bank_entry_id FROM store_cashproposal
                      WHERE company_id = %(company)s AND customer_id = customer.id AND state = 'open' OFFSET 0) AS proposal
 WHERE customer.company_id = %(company)s AND customer.name ILIKE %(search)s LIMIT %(most)s
"""
_WALKED = """store_cashproposal AS proposal
  JOIN store_bankentry AS line ON line.id = proposal.bank_entry_id AND line.state = 'waiting'"""
# From the lines, one look into an index for each, whatever the planner believes of tables that have just been filled.
_OF_FEW = """unnest(%(ids)s::bigint[]) AS wanted (id)
 CROSS JOIN LATERAL (SELECT * FROM store_cashproposal WHERE bank_entry_id = wanted.id AND state = 'open' OFFSET 0) AS proposal
 CROSS JOIN LATERAL (SELECT * FROM store_bankentry WHERE id = wanted.id AND state = 'waiting' OFFSET 0) AS line"""
_QUEUE = f"""
SELECT proposal.rank, proposal.id, line.id, proposal.id, line.booked_on, line.amount, line.currency, line.other_name, line.text,
       proposal.status, proposal.customer_id, coalesce(customer.name, ''),
       coalesce(proposal.sentence, proposal.left_sentence), jsonb_array_length(proposal.parts), proposal."left",
       line.handed_in_by_id
  FROM {_WALKED}
  LEFT JOIN store_customer AS customer ON customer.id = proposal.customer_id
 WHERE proposal.company_id = %(company)s AND proposal.state = 'open'
   AND (%(status)s = '' OR proposal.status = %(status)s)
   AND (proposal.rank, proposal.id) > (%(rank)s, %(number)s) AND FITS
 ORDER BY proposal.rank, proposal.id LIMIT %(rows)s
"""
_ASKED = """
SELECT 0, line.id, line.id, proposal.id, line.booked_on, line.amount, line.currency, line.other_name, line.text, 'asked',
       proposal.customer_id, coalesce(customer.name, ''), jsonb_build_object('zh', question.question, 'en', question.question),
       coalesce(jsonb_array_length(proposal.parts), 0), line.amount, line.handed_in_by_id
  FROM store_bankentry AS line
  JOIN store_linequestion AS question ON question.bank_entry_id = line.id AND question.answered_at IS NULL
  LEFT JOIN store_cashproposal AS proposal ON proposal.bank_entry_id = line.id AND proposal.state = 'open'
  LEFT JOIN store_customer AS customer ON customer.id = proposal.customer_id
 WHERE line.company_id = %(company)s AND line.state = 'asked' AND (0, line.id) > (%(rank)s, %(number)s) AND FITS
 ORDER BY line.id LIMIT %(rows)s
"""
_NEW = """
SELECT 0, line.id, line.id, NULL, line.booked_on, line.amount, line.currency, line.other_name, line.text, 'new', NULL, '', NULL, 0,
       line.amount, line.handed_in_by_id
  FROM store_bankentry AS line
  LEFT JOIN store_customer AS customer ON customer.id = line.customer_id
 WHERE line.company_id = %(company)s AND line.state = 'waiting' AND (0, line.id) > (%(rank)s, %(number)s) AND FITS
   AND NOT EXISTS (SELECT FROM store_cashproposal AS proposal
                    WHERE proposal.bank_entry_id = line.id AND proposal.state = 'open')
 ORDER BY line.id LIMIT %(rows)s
"""
# From the indexes alone, but for the few lines somebody was asked about. "new" here is every line that waits.
_COUNTS = """
SELECT status, count(*) FROM store_cashproposal WHERE company_id = %(company)s AND state = 'open' GROUP BY status
UNION ALL
SELECT proposal.status, -count(*)
  FROM store_bankentry AS line
  JOIN store_cashproposal AS proposal ON proposal.bank_entry_id = line.id AND proposal.state = 'open'
 WHERE line.company_id = %(company)s AND line.state = 'asked' GROUP BY proposal.status
UNION ALL
SELECT 'asked', count(*) FROM store_bankentry WHERE company_id = %(company)s AND state = 'asked'
UNION ALL
SELECT 'new', count(*) FROM store_bankentry WHERE company_id = %(company)s AND state = 'waiting'
"""
