"""Our side read from the book: one customer's account in one currency over a period, as a ledger the engine takes.

A line is an entry, as on a statement: what it moved on the customer's account, whatever accounts it touched. Allocations move
nothing between the two sides and are no lines. The opening is what the account came to on the day before, from the same
question that a statement asks, so both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa
from django.db import transaction

from tieout.ledger import LINES, Ledger, Reading
from wanglai.services.ledger.queries import fetch
from wanglai.services.reconciliation.copying import copy_columns, of_every_row
from wanglai.services.reconciliation.deciding import result_run
from wanglai.services.statements.composing import ON_ACCOUNT, THEIRS, balance_before
from wanglai.store.models import (
    BookLine,
    BookReading,
    BookSide,
    CarriedLine,
    ChainHead,
    Reconciliation,
    Run,
)

# After which row carried lines stand: ours before every entry, theirs beyond any row a file can have.
CARRIED_FROM = {"ours": 0, "theirs": 9_000_000}

# What the engine calls the kinds of entries; the rest it calls other.
_KINDS = {
    "invoice": "invoice", "debit_note": "invoice", "opening": None, "credit_note": "credit", "receipt": "receipt", "prepayment": "receipt",
    "interest": "fee", "fee": "fee", "bank_fee": "fee", "bill": "receipt", "discount": "credit",
}  # fmt: skip
_FIELDS = [name for name in LINES.names if name != "currency"]


@dataclass(frozen=True)
class BookLedger:
    """The account as read: the ledger, the act it was told from, and the entries that have no row yet."""

    ledger: Ledger
    known_seq: int
    head_hash: bytes
    opening: int
    new_rows: tuple[tuple[int, int], ...]  # row, entry
    rows: Mapping[int, int]  # entry -> row, of every line


def read_book(opened: Reconciliation, side: BookSide) -> BookLedger:
    """The account as it stands now. Opening 1,000.00, an invoice of 500.00, a receipt of 300.00: closing 1,200.00.

    A line that an earlier run of this reconciliation saw keeps its row; new ones come after. Head, opening and lines are of one
    moment.
    """
    with transaction.atomic():
        head = ChainHead.objects.get(company_id=opened.company_id)
        opening = balance_before(opened.company_id, opened.customer_id, side.currency, side.from_on, head.seq)  # fmt: skip
        found = account_lines(
            opened.company_id, opened.customer_id, side.currency, side.from_on, side.through_on, head.seq
        )  # fmt: skip
    rows = dict(BookLine.objects.filter(reconciliation_id=opened.id).values_list("seq", "row"))
    new = [seq for seq, *_ in found if seq not in rows]
    carried = CarriedLine.objects.filter(reconciliation_id=opened.id, side="ours").count()
    last = max(rows.values(), default=CARRIED_FROM["ours"] + carried)
    new_rows = tuple((last + place, seq) for place, seq in enumerate(new, 1))
    rows |= {seq: row for row, seq in new_rows}
    lines = sorted((rows[seq], *values[:6], _KINDS.get(values[6], "other"), *values[7:]) for seq, *values in found)  # fmt: skip
    total = sum(each[-1] for each in lines)
    reading = _reading(opened, side, bytes(head.hash).hex(), len(lines), opening, total)
    return BookLedger(Ledger(reading, _table(lines, side.currency)), head.seq, bytes(head.hash), opening, new_rows, rows)  # fmt: skip


def account_lines(
    company_id: int, customer_id: int, currency: str, from_on: date, through_on: date, known_seq: int
) -> list[tuple[Any, ...]]:  # fmt: skip
    """The lines of one account by day: entry, day, due day, number, voucher, their numbers, text, kind, party, minor units."""
    asked = {
        "company": company_id, "customer": customer_id, "currency": currency, "from": from_on, "through": through_on,
        "last": known_seq,
    }  # fmt: skip
    return fetch(_LINES, asked)


def with_carried(ledger: Ledger, carried: Iterable[CarriedLine]) -> Ledger:
    """The ledger as the engine is to see it: lines still open from the period before stand as lines, and the opening is without them.

    Opening 1,300.00 with an invoice of 300.00 carried: opening 1,000.00 and a line of 300.00; the closing is the same.
    """
    held = sorted(carried, key=lambda each: each.row)
    if not held:
        return ledger
    rows = [
        tuple(getattr(each, name) if name != "party" else None for name in _FIELDS) for each in held
    ]
    lines = pa.concat_tables([_table(rows, ledger.reading.currency), ledger.lines])
    moved = sum(each.amount for each in held)
    reading = replace(
        ledger.reading, opening=(ledger.reading.opening or 0) - moved,
        total=ledger.reading.total + moved, rows=lines.num_rows,
    )  # fmt: skip
    return Ledger(reading, lines.sort_by("row"))


def opened_where_silent(theirs: Ledger, side: BookSide) -> Ledger:
    """Their ledger; where the file states no balance at all, it opens with what theirs closed with in the reconciliation before."""
    reading = theirs.reading
    if side.before_id is None or reading.opening is not None or reading.closing is not None:
        return theirs
    run = result_run(side.before_id)
    assert run is not None, "nothing goes on from what has no result"
    return Ledger(replace(reading, opening=run.theirs_balance), theirs.lines)


def keep_book_reading(run: Run, book: BookLedger) -> None:
    """Keep from which act a run was told, and the rows its new lines got; in the transaction that stores the result."""
    rows, entries = ([new[at] for new in book.new_rows] for at in (0, 1))
    known = {"company_id": run.company_id, "reconciliation_id": run.reconciliation_id}
    columns = {name: of_every_row(value, len(rows)) for name, value in known.items()}
    copy_columns("store_bookline", pa.table({**columns, "row": rows, "seq": entries}))
    BookReading.objects.create(
        run=run, company_id=run.company_id, known_seq=book.known_seq, head_hash=book.head_hash, opening=book.opening,
        lines=book.ledger.reading.rows,
    )  # fmt: skip


def _reading(opened: Reconciliation, side: BookSide, head: str, lines: int, opening: int, total: int) -> Reading:  # fmt: skip
    columns = {name: name for name in ("date", "due", "document", "order", "text", "kind", "amount")}  # fmt: skip
    return Reading(
        file=opened.ours_name, sha256=head, sheet=None, header_row=None, encoding=None, columns=columns, choices=(),
        sign="debit-credit", date_format="Y-M-D", decimal_mark=".", currency=side.currency, rows=lines,
        opening=opening, closing=opening + total, total=total,
    )  # fmt: skip


def _table(rows: list[tuple[Any, ...]], currency: str) -> pa.Table:
    values: Mapping[str, Any] = dict(zip(_FIELDS, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(_FIELDS, ())  # fmt: skip
    return pa.table(
        {name: list(values[name]) if name != "currency" else [currency] * len(rows) for name in LINES.names},
        schema=LINES,
    )  # fmt: skip


# Columns in the order of LINES without row and currency; the party is the customer, which no line needs to say.
_LINES = f"""
WITH moved AS (
    SELECT line.seq, line.entry_on, sum(line.amount)::bigint AS amount
      FROM store_entryline AS line JOIN store_account AS account ON account.id = line.account_id AND account.role {ON_ACCOUNT}
     WHERE line.company_id = %(company)s AND line.customer_id = %(customer)s AND line.currency = %(currency)s
       AND line.entry_on BETWEEN %(from)s AND %(through)s AND line.seq <= %(last)s
     GROUP BY line.seq, line.entry_on
    HAVING sum(line.amount) <> 0
)
SELECT moved.seq, moved.entry_on, due.due_on, nullif(entry.document, ''), NULL, paper.theirs,
       nullif(entry.text, ''), entry.kind, NULL, moved.amount
  FROM moved
  JOIN store_entry AS entry ON entry.company_id = %(company)s AND entry.seq = moved.seq
  LEFT JOIN LATERAL (SELECT min(due_on) AS due_on FROM store_openitem
                      WHERE company_id = %(company)s AND seq = moved.seq AND side = 1) AS due ON true
  LEFT JOIN {THEIRS.format(entry="moved")}
 ORDER BY moved.entry_on, moved.seq
"""  # noqa: S608 - the parts are constants
