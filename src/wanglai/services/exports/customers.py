"""The customers of the book as a table: what each owes per currency at the end of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tieout.refusal import Wording
from wanglai.services.exports.table import (
    TOTAL,
    Row,
    Table,
    as_known,
    columns,
    company_called,
    named,
    pages,
)
from wanglai.services.ledger.show_customers import CustomersPage, customers_of_book
from wanglai.services.money import Amount

AT_ONCE = 2_000
_TITLE = Wording("客户欠款", "What customers owe")
_ALL = Wording("全部折合本位币", "All in the company's currency")
_COLUMNS = columns(
    ("客户", "Customer", 32),
    ("其他名称", "Other names", 32),
    ("币种", "Currency", 9),
    ("欠款", "Owes us", 16),
    ("折合本位币", "In the company's currency", 18),
)


def customers_table(
    *, company_id: int, actor: int, on: date, known_at: datetime | None = None, search: str = "",
    order: str = "-owes",
) -> Table:  # fmt: skip
    """A row per customer and currency; the company's own currency stands on a customer's first row, so it adds up.

    Refuses, in order: NotFound, NotPermitted.
    """

    def part(after: int) -> CustomersPage:
        return customers_of_book(
            company_id=company_id, actor=actor, on=on, known_at=known_at, search=search, order=order,
            after=after, limit=AT_ONCE,
        )  # fmt: skip

    first = part(0)
    return Table(
        title=_TITLE,
        name=named(_TITLE, on),
        facts=(company_called(company_id), f"{on}", *([search] if search else []), *as_known(known_at)),
        columns=_COLUMNS,
        rows=(row for page in pages(first, part) for row in _rows(page)),
        totals=(
            *((TOTAL, None, amount.currency, amount) for amount in first.amounts),
            (_ALL, None, first.base.currency, None, first.base),
        ),
    )  # fmt: skip


def _rows(page: CustomersPage) -> Iterator[Row]:
    for each in page.rows:
        amounts = each.amounts or (Amount(0, each.base.currency),)
        for place, amount in enumerate(amounts):
            base = each.base if place == 0 else None
            yield each.name, " · ".join(each.names), amount.currency, amount, base
