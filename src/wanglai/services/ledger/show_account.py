"""One customer's ledger between two days: opening, lines with running balances, closing, and its proof.

Lines of customers merged into it are among them, each with the name it was posted to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.ledger.merged import POSTED_UNDER, family
from wanglai.services.ledger.queries import balances, fetch, last_act, open_items
from wanglai.services.ledger.show_customers import customer_name
from wanglai.services.ledger.words import kind_in_words
from wanglai.services.money import Amount

LINES_MAX = 500_000  # of a sheet; a spreadsheet holds about a million rows


@dataclass(frozen=True)
class AccountLine:
    """One line; ``key`` is where the next part of a long ledger goes on."""

    seq: int
    entry_on: date
    kind: Wording
    number: int
    document: str
    text: str
    under: str  # the customer it was posted to, where that one was merged into this
    account: Wording
    debit: Amount | None
    credit: Amount | None
    base: Amount
    balance: Amount
    key: str


@dataclass(frozen=True)
class CurrencySum:
    """Opening + debits - credits = closing, and the open items that must come to the same."""

    opening: Amount
    debits: Amount
    credits: Amount
    closing: Amount
    items: Amount

    @property
    def gap(self) -> Amount:
        return Amount(self.items.minor - self.closing.minor, self.closing.currency)


@dataclass(frozen=True)
class AccountPage:
    customer_id: int
    customer_name: str
    from_on: date
    to_on: date
    known_at: datetime | None
    sums: tuple[CurrencySum, ...]
    lines: tuple[AccountLine, ...]
    total: int
    next_after: str


def account_page(
    *,
    company_id: int,
    actor: int,
    customer_id: int,
    from_on: date,
    to_on: date,
    known_at: datetime | None = None,
    after: str = "",
    limit: int = 100,
) -> AccountPage:
    """Lines of both days and those between; a part begins after the key of the last line shown.

    Refuses, in order: NotFound, NotPermitted, NotFound (no such customer).
    """
    admit_to_rows(company_id=company_id, actor=actor, act="view_ledger").require(customer_id)
    name = customer_name(company_id, customer_id)
    if name is None:
        raise NotFound
    customers = family(company_id, customer_id)
    parameters = {
        "company": company_id,
        "customer": customer_id,
        "customers": list(customers),
        "from": from_on,
        "to": to_on,
        "last": last_act(company_id, known_at),
        "limit": limit + 1,
        **_place(after),
    }
    opening = _opening(company_id, customers, from_on, known_at)
    moved = fetch(_SUMS, parameters)
    sums = _sums(opening, moved, _items(company_id, actor, customer_id, to_on, known_at))
    running = dict(opening)
    if after:
        for currency, amount in fetch(_BEFORE, parameters):
            running[currency] = running.get(currency, 0) + amount
    rows = fetch(_LINES, parameters)
    lines = tuple(_line(row, running) for row in rows[:limit])
    return AccountPage(
        customer_id, name, from_on, to_on, known_at, sums, lines,
        total=sum(row[3] for row in moved),
        next_after=lines[-1].key if len(rows) > limit else "",
    )  # fmt: skip


def _opening(
    company_id: int, customers: Sequence[int], from_on: date, known_at: datetime | None
) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in balances(company_id, from_on - timedelta(days=1), known_at, customers=customers):
        found[row.currency] = found.get(row.currency, 0) + row.amount
    return found


def _items(
    company_id: int, actor: int, customer_id: int, on: date, known_at: datetime | None
) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in open_items(
        company_id=company_id, actor=actor, customer_id=customer_id, on=on, known_at=known_at
    ):
        found[row.currency] = found.get(row.currency, 0) + row.amount_open
    return found


def _sums(
    opening: dict[str, int], moved: list[tuple[str, int, int, int]], items: dict[str, int]
) -> tuple[CurrencySum, ...]:
    both = {currency: (up, down) for currency, up, down, _ in moved}
    found = []
    for currency in sorted({*opening, *both, *items}):
        before, (up, down) = opening.get(currency, 0), both.get(currency, (0, 0))
        figures = (before, up, down, before + up - down, items.get(currency, 0))
        if any(figures):
            found.append(CurrencySum(*(Amount(figure, currency) for figure in figures)))
    return tuple(found)


def _line(row: tuple, running: dict[str, int]) -> AccountLine:  # type: ignore[type-arg]
    seq, line_no, on, kind, number, document, text, under, zh, en, currency, amount, base, own = row
    running[currency] = running.get(currency, 0) + amount
    return AccountLine(
        seq=seq,
        entry_on=on,
        kind=kind_in_words(kind),
        number=number,
        document=document,
        text=text,
        under=under,
        account=Wording(zh, en),
        debit=Amount(amount, currency) if amount > 0 else None,
        credit=Amount(-amount, currency) if amount < 0 else None,
        base=Amount(base, own),
        balance=Amount(running[currency], currency),
        key=f"{on.isoformat()}.{seq}.{line_no}",
    )


def _place(after: str) -> dict[str, object]:
    """``2026-03-05.12.1`` as day, act and line; the beginning where it is none of that."""
    try:
        day, seq, line_no = after.split(".")
        return {"at_on": date.fromisoformat(day), "at_seq": int(seq), "at_line": int(line_no)}
    except ValueError:
        return {"at_on": date(1, 1, 1), "at_seq": 0, "at_line": 0}


_OF_CUSTOMER = """line.company_id = %(company)s AND line.customer_id = ANY(%(customers)s)
   AND line.entry_on BETWEEN %(from)s AND %(to)s AND (%(last)s::bigint IS NULL OR line.seq <= %(last)s)"""
_AT = "(line.entry_on, line.seq, line.line_no) {0} (%(at_on)s, %(at_seq)s::bigint, %(at_line)s::smallint)"
_LINES = f"""
SELECT line.seq, line.line_no, line.entry_on, entry.kind, entry.number, entry.document, entry.text,
       {POSTED_UNDER.format(row="line")},
       account.name_zh, account.name_en, line.currency, line.amount, line.base_amount, company.base_currency
  FROM store_entryline AS line
  JOIN store_entry AS entry USING (company_id, seq)
  JOIN store_account AS account ON account.id = line.account_id
  JOIN store_company AS company ON company.id = line.company_id
 WHERE {_OF_CUSTOMER} AND {_AT.format(">")}
 ORDER BY line.entry_on, line.seq, line.line_no LIMIT %(limit)s
"""
_BEFORE = f"""
SELECT line.currency, sum(line.amount)::bigint FROM store_entryline AS line
 WHERE {_OF_CUSTOMER} AND {_AT.format("<=")} GROUP BY line.currency
"""
_SUMS = f"""
SELECT line.currency, coalesce(sum(line.amount) FILTER (WHERE line.amount > 0), 0)::bigint,
       coalesce(-sum(line.amount) FILTER (WHERE line.amount < 0), 0)::bigint, count(*)
  FROM store_entryline AS line WHERE {_OF_CUSTOMER} GROUP BY line.currency
"""
