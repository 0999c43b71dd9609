"""A journal entry as it was posted: lines, items, who and when, and its seal examined now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, Sight, admit_to_rows
from wanglai.services.ledger.queries import fetch
from wanglai.services.ledger.verify import Seal, seal_of_act
from wanglai.services.ledger.words import kind_in_words
from wanglai.services.money import Amount


@dataclass(frozen=True)
class LineRow:
    line_no: int
    account_code: str
    account: Wording
    customer_id: int | None
    customer_name: str
    debit: Amount | None
    credit: Amount | None
    base: Amount


@dataclass(frozen=True)
class ItemRow:
    id: int
    kind: Wording
    is_debit: bool
    due_on: date | None
    amount: Amount
    amount_open: Amount


@dataclass(frozen=True)
class EntryPage:
    """``origin`` is the door the act came through: an address, a command, a job; ``line_id`` the bank's line that made the entry."""

    seq: int
    kind: str
    kind_words: Wording
    number: int
    entry_on: date
    document: str
    text: str
    currency: str
    rate: Decimal
    customer_id: int | None
    customer_name: str
    period_from: date
    period_is_closed: bool
    reverses_seq: int | None
    reversed_by: int | None
    at: datetime
    actor_name: str
    approver_name: str
    origin: str
    line_id: int | None
    lines: tuple[LineRow, ...]
    items: tuple[ItemRow, ...]
    seal: Seal

    @property
    def can_be_reversed(self) -> bool:
        """Nothing settled, not reversed before, and no entry that follows another act or is a line of the bank."""
        is_free = all(item.amount == item.amount_open for item in self.items)
        is_its_own = self.line_id is None and self.kind not in ("reversal", "exchange")
        return is_free and is_its_own and not self.reversed_by


def entry_page(*, company_id: int, actor: int, seq: int) -> EntryPage:
    """Refuses, in order: NotFound, NotPermitted, NotFound (no such entry)."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    parameters = {"company": company_id, "seq": seq}
    rows = fetch(_ENTRY, parameters)
    seal = seal_of_act(company_id, seq)
    if not rows or seal is None:
        raise NotFound
    found = dict(zip(_FIELDS, rows[0], strict=True))
    lines = tuple(_line(row) for row in fetch(_LINES, parameters))
    _require_sight(sight, lines)
    return EntryPage(
        seq=seq,
        kind_words=kind_in_words(found["kind"]),
        **found,
        lines=lines,
        items=tuple(_item(row) for row in fetch(_ITEMS, parameters)),
        seal=seal,
    )


def _require_sight(sight: Sight, lines: tuple[LineRow, ...]) -> None:
    """Whoever sees some customers only sees the entries that are of these alone. Refuses: NotFound."""
    customers = {line.customer_id for line in lines if line.customer_id is not None}
    if sight.only is not None and not customers:
        raise NotFound
    for customer in customers:
        sight.require(customer)


def _line(row: Any) -> LineRow:
    line_no, code, zh, en, customer_id, name, currency, amount, base, own = row
    return LineRow(
        line_no=line_no,
        account_code=code,
        account=Wording(zh, en),
        customer_id=customer_id,
        customer_name=name,
        debit=Amount(amount, currency) if _is_debit(amount, base) else None,
        credit=None if _is_debit(amount, base) else Amount(-amount, currency),
        base=Amount(base, own),
    )


def _is_debit(amount: int, base: int) -> bool:
    return (amount or base) > 0


def _item(row: Any) -> ItemRow:
    item_id, kind, side, due_on, currency, amount, amount_open = row
    return ItemRow(
        item_id, kind_in_words(kind), side > 0, due_on, Amount(amount, currency), Amount(amount_open, currency)
    )  # fmt: skip


_FIELDS = (
    "kind", "number", "entry_on", "document", "text", "currency", "rate", "customer_id", "customer_name",
    "period_from", "period_is_closed", "reverses_seq", "reversed_by", "at", "actor_name", "approver_name",
    "origin", "line_id",
)  # fmt: skip
_ENTRY = """
SELECT entry.kind, entry.number, entry.entry_on, entry.document, entry.text, entry.currency, entry.rate,
       entry.customer_id, coalesce(customer.name, ''), period.from_on, period.closed_seq IS NOT NULL,
       entry.reverses_seq,
       (SELECT seq FROM store_entry AS back WHERE back.company_id = entry.company_id AND back.reverses_seq = entry.seq),
       act.at, coalesce(nullif(person.name, ''), person.email, ''),
       coalesce(nullif(approver.name, ''), approver.email, ''), act.origin,
       (SELECT min(id) FROM store_bankentry AS line
         WHERE line.company_id = entry.company_id AND entry.seq IN (line.entry_seq, line.moved_seq))
  FROM store_entry AS entry
  JOIN store_act AS act USING (company_id, seq)
  JOIN store_period AS period ON period.id = entry.period_id
  LEFT JOIN store_customer AS customer ON customer.id = entry.customer_id
  LEFT JOIN store_user AS person ON person.id = act.actor_id
  LEFT JOIN store_user AS approver ON approver.id = act.approver_id
 WHERE entry.company_id = %(company)s AND entry.seq = %(seq)s
"""
_LINES = """
SELECT line.line_no, coalesce(nullif(account.own_code, ''), account.code), account.name_zh, account.name_en, line.customer_id,
       coalesce(customer.name, ''), line.currency, line.amount, line.base_amount, company.base_currency
  FROM store_entryline AS line
  JOIN store_account AS account ON account.id = line.account_id
  JOIN store_company AS company ON company.id = line.company_id
  LEFT JOIN store_customer AS customer ON customer.id = line.customer_id
 WHERE line.company_id = %(company)s AND line.seq = %(seq)s ORDER BY line.line_no
"""
_ITEMS = """
SELECT id, kind, side, due_on, currency, amount, amount - allocated FROM store_openitem
 WHERE company_id = %(company)s AND seq = %(seq)s ORDER BY item_no
"""
