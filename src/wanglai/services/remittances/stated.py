"""Statements that are named by their numbers, in texts of the bank and in advices, and what is open of what each told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from wanglai.domain.statement_number import StatementNumber, called, statement_numbers_in
from wanglai.services.ledger.queries import fetch
from wanglai.store.models import RemittanceLine


class OpenItemTold(NamedTuple):
    """An item a statement told of, with what is open of it now: credits below zero."""

    item_id: int
    document: str
    open: int


@dataclass(frozen=True)
class Stated:
    """One version of a statement, whose it is, and what is still open of what it told."""

    number: str
    customer_id: int
    currency: str
    items: tuple[OpenItemTold, ...]

    @property
    def total(self) -> int:
        """What it comes to now, in minor units: 400.00 of an invoice and -50.00 of a note are 350.00."""
        return sum(each.open for each in self.items)

    def up_to(self, money: int) -> list[tuple[int, int]]:
        """So much money over its items in their order, notes first: what a person may want where the totals differ.

        Debts of 400.00 and 300.00 with a note of -50.00 and 500.00 of money: the note, 400.00, and 150.00 of the second.
        """
        found = [(each.item_id, each.open) for each in self.items if each.open < 0]
        left = money - sum(open_ for _, open_ in found)
        for each in self.items:
            if each.open > 0 and left > 0:
                found.append((each.item_id, min(each.open, left)))
                left -= found[-1][1]
        return found if any(open_ > 0 for _, open_ in found) else []


def statements_of(
    company_id: int, said: Iterable[StatementNumber]
) -> dict[StatementNumber, Stated]:
    """Those of the numbers that are statements of the company, each in the version that was written.

    A number that one of our documents bears means that document: 2026-000012 is a common number of an invoice.
    """
    wanted = sorted(set(said))
    if not wanted:
        return {}
    years, numbers, versions = (list(each) for each in zip(*wanted, strict=True))
    written = [called(each) for each in wanted]
    asked = {"company": company_id, "years": years, "numbers": numbers, "versions": versions, "written": written}  # fmt: skip
    rows = fetch(_TOLD, asked)
    found: dict[StatementNumber, Stated] = {}
    items: dict[StatementNumber, list[OpenItemTold]] = {}
    for year, number, version, customer, currency, item, document, open_ in rows:
        which = StatementNumber(year, number, version)
        found[which] = Stated(called(which), customer, currency, ())
        if item is not None:
            items.setdefault(which, []).append(OpenItemTold(item, document, open_))
    return {
        which: Stated(each.number, each.customer_id, each.currency, tuple(items.get(which, ())))
        for which, each in found.items()
    }


def statements_in(company_id: int, texts: Mapping[int, str]) -> dict[int, Stated]:
    """Of texts by their number, the one statement each names; texts that name two are left out."""
    said = {at: found for at, text in texts.items() if (found := statement_numbers_in(text))}
    known = statements_of(company_id, (each for found in said.values() for each in found))
    named = {at: [known[each] for each in found if each in known] for at, found in said.items()}
    return {at: found[0] for at, found in named.items() if len(found) == 1}


def stated_in(company_id: int, lines: Iterable[RemittanceLine]) -> dict[StatementNumber, Stated]:
    """The statements that lines of advices name in place of a document."""
    return statements_of(company_id, (each for line in lines for each in statement_numbers_in(line.number)))  # fmt: skip


def stated_by(line: RemittanceLine, stated: Mapping[StatementNumber, Stated]) -> Stated | None:
    """The one statement a line names, if it names one."""
    found = [stated[each] for each in statement_numbers_in(line.number) if each in stated]
    return found[0] if len(found) == 1 else None


def spelled_out(
    lines: Iterable[RemittanceLine], stated: Mapping[StatementNumber, Stated], *, currency: str, customer_id: int | None
) -> list[RemittanceLine]:  # fmt: skip
    """A line that names a statement and pays exactly what is open of it stands for each of its items; any other is as it was written.

    The statement is in the advice's currency, and where it is known whose advice it is, of that customer.

    2026-000012 with 350.00, of which 400.00 of INV-1 and -50.00 of K-1 are open: 400.00 of INV-1 and -50.00 of K-1.
    """
    found: list[RemittanceLine] = []
    for line in lines:
        meant = stated_by(line, stated)
        is_theirs = (
            meant is not None
            and meant.currency == currency
            and customer_id in (None, meant.customer_id)
        )
        if meant is None or not is_theirs or meant.total != line.paid or line.deduction:
            found.append(line)
            continue
        found += [
            RemittanceLine(company_id=line.company_id, remittance_id=line.remittance_id, line_no=line.line_no, number=each.document, paid=each.open, reason=line.reason)
            for each in meant.items
        ]  # fmt: skip
    return found


# What a statement told (a list of movements tells of no debts): what stood on the customer's account by its last day and was known by its act; of that, what is open now.
_TOLD = """
SELECT told.year, told.number, told.version, coalesce(customer.merged_into_id, customer.id), told.currency,
       item.id, item.document, item.side * (item.amount - item.allocated)
  FROM unnest(%(years)s::int[], %(numbers)s::int[], %(versions)s::int[], %(written)s::text[]) AS asked (year, number, version, written)
  JOIN store_statement AS told
    ON told.company_id = %(company)s AND told.year = asked.year AND told.number = asked.number
   AND told.version = asked.version AND told.kind <> 'activity'
  JOIN store_customer AS customer ON customer.id = told.customer_id
  LEFT JOIN store_openitem AS item
    ON item.company_id = told.company_id AND item.customer_id = told.customer_id AND item.currency = told.currency
   AND item.allocated < item.amount AND item.seq <= told.known_seq AND item.document_on <= told.through_on
   AND (item.side = 1 OR item.kind IN ('credit_note', 'open_credit'))
   AND EXISTS (SELECT FROM store_account AS account WHERE account.id = item.account_id AND account.role = 'receivable')
 WHERE NOT EXISTS (SELECT FROM store_openitem AS paper WHERE paper.company_id = %(company)s AND upper(paper.document) = asked.written)
 ORDER BY told.year, told.number, told.version, item.due_on NULLS LAST, item.id
"""
