"""Lines of the banks in a stretch of time with what became of each: to be taken away and checked against the bank's own paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.bank.words import ASIDE, LINE_STATES
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.services.searching import literal

_PAGE = 5_000  # lines read at once


@dataclass(frozen=True)
class WantedLines:
    """Lines booked between two days (both included), of one account, state and words where they are given."""

    from_on: date
    to_on: date
    account_id: int | None = None
    statement_id: int | None = None
    state: str = ""
    search: str = ""


@dataclass(frozen=True)
class BookedLine:
    """One line as the bank wrote it, where it stands, and what it was booked as.

    ``receipt`` is the number of its entry in the period of ``entry_on``; ``settles`` the documents its money pays now, undone
    settlements left out; ``on_account`` what is left of the money. ``file`` brought it, ``sha256`` are that file's bytes.
    """

    id: int
    account: str
    on: date
    value_on: date | None
    amount: Amount
    other_name: str
    other_account: str
    text: str
    reference: str
    bank_reference: str
    state_words: Wording
    aside_words: Wording | None
    aside_note: str
    customer: str
    entry_on: date | None
    receipt: int | None
    settles: str
    on_account: Amount | None
    file: str
    sha256: str


def booked_lines(*, company_id: int, actor: int, wanted: WantedLines) -> Iterator[BookedLine]:
    """Every line that fits, by day, as they are read. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_bank")
    return _every(company_id, wanted)


def _every(company_id: int, wanted: WantedLines) -> Iterator[BookedLine]:
    asked = {
        "company": company_id, "account": wanted.account_id, "statement": wanted.statement_id, "from_on": wanted.from_on,
        "to_on": wanted.to_on, "state": wanted.state, "search": f"%{literal(wanted.search)}%" if wanted.search else "",
        "day": date.min, "number": 0, "rows": _PAGE,
    }  # fmt: skip
    while True:
        rows = fetch(_LINES, asked)
        yield from map(_line, rows)
        if len(rows) < _PAGE:
            return
        asked |= {"day": rows[-1][2], "number": rows[-1][0]}


def _line(row: Any) -> BookedLine:
    (number, account, on, value_on, amount, currency, name, shown, text, reference, bank_reference, state, aside, note,
     customer, entry_on, receipt, settles, left, file, sha256) = row  # fmt: skip
    return BookedLine(
        number, account, on, value_on, Amount(amount, currency), name, shown, text, reference, bank_reference,
        LINE_STATES[state], ASIDE.get(aside), note, customer, entry_on, receipt, settles,
        Amount(left, currency) if left is not None else None, file, sha256,
    )  # fmt: skip


# Of a line its payments stand for, "split", nothing is booked; money out of suspense is the item it is now.
_LINES = """
SELECT line.id, account.name, line.booked_on, line.value_on, line.amount, line.currency, line.other_name,
       line.other_account_shown, line.text, line.reference, line.bank_reference, line.state, line.aside_kind, line.aside_note,
       coalesce(customer.name, ''), entry.entry_on, entry.number,
       coalesce((SELECT string_agg(paid.document, ', ' ORDER BY paid.document)
                   FROM (SELECT debt.document
                           FROM store_settlement AS made
                           JOIN store_allocation AS allocation
                             ON allocation.company_id = made.company_id AND allocation.seq = ANY(made.other_seqs)
                           JOIN store_openitem AS debt ON debt.id = allocation.debit_item_id AND debt.kind <> 'transfer'
                          WHERE made.bank_entry_id = line.id AND made.company_id = line.company_id AND made.undone_at IS NULL
                          GROUP BY debt.document HAVING sum(allocation.amount) > 0) AS paid), ''),
       (SELECT item.amount - item.allocated FROM store_openitem AS item
         WHERE item.company_id = line.company_id AND item.seq = coalesce(line.moved_seq, line.entry_seq) AND item.side = -1
           AND item.customer_id = line.customer_id LIMIT 1),
       file.file_name, kept.sha256
  FROM store_bankentry AS line
  JOIN store_bankaccount AS account ON account.id = line.bank_account_id
  JOIN store_bankstatement AS statement ON statement.id = line.statement_id
  JOIN store_bankfile AS file ON file.id = statement.bank_file_id
  JOIN store_storedfile AS kept ON kept.id = file.file_id
  LEFT JOIN store_customer AS customer ON customer.id = line.customer_id
  LEFT JOIN store_entry AS entry ON entry.company_id = line.company_id AND entry.seq = line.entry_seq
 WHERE line.company_id = %(company)s AND line.booked_on BETWEEN %(from_on)s AND %(to_on)s
   AND (line.booked_on, line.id) > (%(day)s, %(number)s)
   AND (%(account)s::bigint IS NULL OR line.bank_account_id = %(account)s)
   AND (%(statement)s::bigint IS NULL
        OR coalesce(line.batch_id, line.id) = ANY(SELECT unnest(said.entry_ids) FROM store_bankstatement AS said
                                                   WHERE said.company_id = %(company)s AND said.id = %(statement)s))
   AND (%(state)s = '' OR line.state = %(state)s)
   AND (%(search)s = '' OR line.other_name ILIKE %(search)s OR line.text ILIKE %(search)s OR line.reference ILIKE %(search)s
        OR line.bank_reference ILIKE %(search)s)
 ORDER BY line.booked_on, line.id LIMIT %(rows)s
"""
