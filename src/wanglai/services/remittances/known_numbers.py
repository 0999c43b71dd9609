"""Numbers as customers write them, and whose of our documents they are: exactly, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from wanglai.domain.statement_number import called, statement_numbers_in
from wanglai.services.ledger.queries import fetch
from wanglai.services.remittances.stated import statements_of

NUMBERS_MAX = 20_000  # asked for at once


class Paper(NamedTuple):
    """A document of ours with what is open of it in one currency. ``side`` 1 they owe, -1 we owe."""

    item_id: int
    customer_id: int
    customer: str
    side: int
    amount: int
    open: int


def spelled(number: str) -> str:
    """What is compared: INV-2031, inv-2031 and “INV 2031 ” with its blank gone are spelled alike, signs count."""
    return "".join(number.split()).upper()


def papers_of(company_id: int, numbers: Iterable[str], currency: str) -> dict[str, list[Paper]]:
    """Debts and notes of exactly these numbers in a currency, open ones first; by the spelled number."""
    wanted = sorted({spelled(number) for number in numbers} - {""})[:NUMBERS_MAX]
    found: dict[str, list[Paper]] = {}
    if not wanted:
        return found
    asked = {"company": company_id, "numbers": wanted, "currency": currency}
    for number, *paper in fetch(_PAPERS, asked):
        found.setdefault(number, []).append(Paper(*paper))
    return found


def ours_among(company_id: int, numbers: Iterable[str]) -> set[str]:
    """Which of the spelled numbers are documents or statements of ours, in whatever currency."""
    wanted = sorted({spelled(number) for number in numbers} - {""})[:NUMBERS_MAX]
    if not wanted:
        return set()
    ours = {row[0] for row in fetch(_OURS, {"company": company_id, "numbers": wanted})}
    written = {number: said for number in wanted for said in statement_numbers_in(number) if called(said) == number}  # fmt: skip
    stated = statements_of(company_id, written.values())
    return ours | {number for number, said in written.items() if said in stated}


_PAPERS = """
SELECT upper(item.document), item.id, item.customer_id, customer.name, item.side, item.amount, item.amount - item.allocated
  FROM store_openitem AS item JOIN store_customer AS customer ON customer.id = item.customer_id
 WHERE item.company_id = %(company)s AND upper(item.document) = ANY(%(numbers)s) AND item.currency = %(currency)s
   AND (item.side = 1 AND item.kind <> 'transfer' OR item.kind IN ('credit_note', 'open_credit'))
   AND NOT EXISTS (SELECT FROM store_entry AS back
                    WHERE back.company_id = item.company_id AND back.reverses_seq = item.seq)
 ORDER BY item.allocated = item.amount, item.due_on NULLS LAST, item.id
"""
_OURS = """
SELECT DISTINCT upper(item.document) FROM store_openitem AS item
 WHERE item.company_id = %(company)s AND upper(item.document) = ANY(%(numbers)s)
   AND (item.side = 1 OR item.kind IN ('credit_note', 'open_credit'))
"""
