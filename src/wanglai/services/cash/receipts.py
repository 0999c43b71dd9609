"""Receipts by where each stands: promised, received, in clearing, cleared, bounced; only what is cleared is money.

Promised: a promise to pay that stands, or an advice without its money. Received: a cheque or bill with us or passed on, a receipt entered
by hand that no line of the bank stands for yet. In clearing: a bill that was presented. Cleared: a line of the bank in the book, a bill that was
paid; of a receipt of which a part went back, the rest, with how much went back. Bounced: money the bank took back, at once or in parts, a
bill nobody paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.cash.words import RECEIPT_KINDS, RECEIPT_STATES
from wanglai.services.documents.words import BILL_KINDS, BILL_STATES
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.services.searching import literal

PAGE_ROWS = 50


@dataclass(frozen=True)
class Wanted:
    """Receipts between two days (both included), of one state and kind, by any word of payer, customer or number.

    ``after`` is where the page before ended.
    """

    from_on: date
    to_on: date
    state: str = ""
    kind: str = ""
    search: str = ""
    after: tuple[date, str, int] | None = None


@dataclass(frozen=True)
class ReceiptRow:
    """One receipt with where it stands; of a bounced one who said so, when and why."""

    kind: str
    id: int  # of the line, bill, entry, item or advice
    kind_words: Wording
    on: date
    state: str
    state_words: Wording
    more_words: Wording | None  # of a bill, its own state
    customer_id: int | None
    customer: str
    payer: str
    number: str
    amount: Amount
    gone: Amount | None  # of a cleared one: what of it came back
    bounced_on: date | None
    bounced_by: str
    bounced_at: datetime | None
    why: str

    @property
    def place(self) -> str:
        return f"{self.on.isoformat()}_{self.kind}_{self.id}"


@dataclass(frozen=True)
class Receipts:
    """A page of receipts, the newest first, and of each state how many and how much."""

    rows: tuple[ReceiptRow, ...]
    states: tuple[tuple[str, Wording, int, tuple[Amount, ...]], ...]
    next_after: str


def receipts(*, company_id: int, actor: int, wanted: Wanted) -> Receipts:
    """A page of receipts with what all of each state come to. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    asked = _asked(company_id, wanted, PAGE_ROWS + 1)
    found = [_row(each) for each in fetch(_PAGE, asked)]
    shown = tuple(found[:PAGE_ROWS])
    return Receipts(shown, _states(asked), shown[-1].place if len(found) > PAGE_ROWS else "")


def every_receipt(*, company_id: int, actor: int, wanted: Wanted) -> tuple[ReceiptRow, ...]:
    """As ``receipts``, all of them at once, to be taken away. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_receipts")
    return tuple(_row(each) for each in fetch(_PAGE, _asked(company_id, wanted, None)))


def _asked(company_id: int, wanted: Wanted, rows: int | None) -> dict[str, Any]:
    day, kind, number = wanted.after or (date.max, "~", 0)
    return {
        "company": company_id, "from_on": wanted.from_on, "to_on": wanted.to_on, "state": wanted.state, "kind": wanted.kind,
        "search": f"%{literal(wanted.search)}%" if wanted.search else "", "day": day, "after_kind": kind, "number": number,
        "rows": rows,
    }  # fmt: skip


def _states(asked: dict[str, Any]) -> tuple[tuple[str, Wording, int, tuple[Amount, ...]], ...]:
    found: dict[str, list[tuple[str, int, int]]] = {}
    for state, currency, count, amount in fetch(_STATES, asked):
        found.setdefault(state, []).append((currency, count, int(amount)))
    return tuple(
        (
            state, words, sum(count for _, count, _ in found.get(state, ())),
            tuple(Amount(amount, currency) for currency, _, amount in found.get(state, ())),
        )
        for state, words in RECEIPT_STATES.items()
    )  # fmt: skip


def _row(row: Sequence[Any]) -> ReceiptRow:
    (kind, number, on, state, said, bill_kind, customer_id, customer, payer, document, amount, currency, gone, bounced_on, by, at, why) = row  # fmt: skip
    return ReceiptRow(
        kind, number, BILL_KINDS[bill_kind] if bill_kind else RECEIPT_KINDS[kind], on, state, RECEIPT_STATES[state],
        BILL_STATES[said] if said else None, customer_id, customer, payer, document, Amount(amount, currency),
        Amount(gone, currency) if gone and state == "cleared" else None, bounced_on, by, at, why,
    )  # fmt: skip


# Each kind from its own table, once: a bill that a line of the bank paid is told as the bill.
_FOUND = """
WITH told AS (
    SELECT 'line' AS kind, line.id, line.booked_on AS on_day,
           CASE WHEN bounce.id IS NULL AND coalesce(back.gone, 0) < line.amount THEN 'cleared' ELSE 'bounced' END AS state,
           '' AS said, '' AS bill_kind, line.customer_id, line.other_name AS payer,
           coalesce(nullif(line.bank_reference, ''), line.reference) AS document,
           CASE WHEN coalesce(back.gone, 0) < line.amount THEN line.amount - coalesce(back.gone, 0) ELSE line.amount END AS amount,
           line.currency, coalesce(bounce.id, CASE WHEN back.gone = line.amount THEN back.last_id END) AS bounce_id, back.gone
      FROM store_bankaccount AS account
      JOIN store_bankentry AS line
        ON line.bank_account_id = account.id AND line.company_id = account.company_id
       AND line.booked_on BETWEEN %(from_on)s AND %(to_on)s AND line.amount > 0
      LEFT JOIN store_bouncedreceipt AS bounce
        ON bounce.company_id = line.company_id AND bounce.came_id = line.id AND bounce.part IS NULL AND bounce.withdrawn_at IS NULL
      LEFT JOIN LATERAL (
            SELECT sum(each.part)::bigint AS gone, max(each.id) AS last_id FROM store_bouncedreceipt AS each
             WHERE each.company_id = line.company_id AND each.came_id = line.id AND each.part IS NOT NULL AND each.withdrawn_at IS NULL
           ) AS back ON true
     WHERE account.company_id = %(company)s AND %(kind)s IN ('', 'line')
       AND (bounce.id IS NOT NULL AND bounce.bill_id IS NULL
            OR bounce.id IS NULL AND line.state = 'posted'
               AND NOT EXISTS (SELECT FROM store_bill AS bill WHERE bill.company_id = line.company_id AND bill.ended_seq = line.entry_seq))
    UNION ALL
    SELECT 'bill', bill.id, bill.received_on,
           CASE bill.state WHEN 'presented' THEN 'in_clearing' WHEN 'settled' THEN 'cleared' WHEN 'dishonoured' THEN 'bounced'
                           ELSE 'received' END,
           bill.state, bill.kind, bill.customer_id, bill.drawee, bill.number, bill.amount, bill.currency, bounce.id, NULL::bigint
      FROM store_bill AS bill
      LEFT JOIN store_bouncedreceipt AS bounce ON bounce.company_id = bill.company_id AND bounce.bill_id = bill.id
     WHERE bill.company_id = %(company)s AND bill.received_on BETWEEN %(from_on)s AND %(to_on)s AND %(kind)s IN ('', 'bill')
    UNION ALL
    SELECT 'entry', entry.seq, entry.entry_on, 'received', '', '', entry.customer_id, '', entry.document, item.amount, item.currency,
           NULL::bigint, NULL
      FROM store_period AS period
      JOIN store_entry AS entry
        ON entry.company_id = period.company_id AND entry.period_id = period.id AND entry.kind IN ('receipt', 'prepayment')
       AND entry.entry_on BETWEEN %(from_on)s AND %(to_on)s
      JOIN store_openitem AS item ON item.company_id = entry.company_id AND item.seq = entry.seq AND item.side = -1
     WHERE period.company_id = %(company)s AND period.from_on <= %(to_on)s AND period.to_on >= %(from_on)s AND %(kind)s IN ('', 'entry')
       AND NOT EXISTS (SELECT FROM store_bankentry AS line WHERE line.company_id = entry.company_id AND line.entry_seq = entry.seq)
       AND NOT EXISTS (SELECT FROM store_entry AS back WHERE back.company_id = entry.company_id AND back.reverses_seq = entry.seq)
       AND NOT EXISTS (SELECT FROM store_bill AS bill WHERE bill.company_id = entry.company_id AND bill.ended_seq = entry.seq)
    UNION ALL
    SELECT 'promise', item.id, flag.until_on, 'promised', '', '', item.customer_id, '', item.document, item.amount - item.allocated,
           item.currency, NULL, NULL
      FROM (SELECT DISTINCT ON (item_id) item_id, is_up, until_on FROM store_itemflag
             WHERE company_id = %(company)s AND kind = 'promised' ORDER BY item_id, ordinal DESC) AS flag
      JOIN store_openitem AS item ON item.id = flag.item_id AND item.allocated < item.amount
     WHERE flag.is_up AND flag.until_on >= %(from_on)s AND %(kind)s IN ('', 'promise')
    UNION ALL
    SELECT 'advice', advice.id, coalesce(advice.paid_on, advice.entered_at::date), 'promised', '', '', advice.customer_id,
           advice.payer_name, advice.reference, coalesce(advice.total, advice.paid), advice.currency, NULL, NULL
      FROM store_remittance AS advice
     WHERE advice.company_id = %(company)s AND advice.withdrawn_at IS NULL
       AND NOT EXISTS (SELECT FROM store_advisedreceipt AS link
                        WHERE link.company_id = advice.company_id AND link.remittance_id = advice.id AND link.ended_at IS NULL)
       AND coalesce(advice.paid_on, advice.entered_at::date) >= %(from_on)s AND %(kind)s IN ('', 'advice')
), found AS (
    SELECT told.*, coalesce(customer.name, '') AS customer
      FROM told LEFT JOIN store_customer AS customer ON customer.id = told.customer_id
     WHERE %(search)s = '' OR told.payer ILIKE %(search)s OR told.document ILIKE %(search)s OR customer.name ILIKE %(search)s
)
"""
_PAGE = (
    _FOUND
    + """
SELECT found.kind, found.id, found.on_day, found.state, found.said, found.bill_kind, found.customer_id, found.customer, found.payer,
       found.document, found.amount, found.currency, found.gone, bounce.bounced_on, coalesce(nullif(person.name, ''), person.email, ''),
       bounce.bounced_at, coalesce(bounce.reason, '')
  FROM found
  LEFT JOIN store_bouncedreceipt AS bounce ON bounce.id = found.bounce_id
  LEFT JOIN store_user AS person ON person.id = bounce.bounced_by_id
 WHERE (%(state)s = '' OR found.state = %(state)s)
   AND (found.on_day < %(day)s OR found.on_day = %(day)s AND (found.kind COLLATE "C", found.id) < (%(after_kind)s, %(number)s))
 ORDER BY found.on_day DESC, found.kind COLLATE "C" DESC, found.id DESC LIMIT %(rows)s
"""
)
_STATES = (
    _FOUND + "SELECT state, currency, count(*), sum(amount) FROM found GROUP BY 1, 2 ORDER BY 1, 2"
)
