"""Advices as the engine reads them: the lines of each linked one, cut to the receipts it came as."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from wanglai.domain.advised import spread
from wanglai.services.ledger.queries import fetch
from wanglai.services.remittances.stated import spelled_out, stated_in
from wanglai.store.models import RemittanceLine


def advised_for_engine(company_id: int) -> list[tuple[Any, ...]]:
    """Rows of the engine's table without their row numbers, of receipts that wait: a link names the receipt, so nothing is guessed.

    Only where all receipts come to what its lines do. A receipt that was settled has taken its part: the next begins behind it.
    """
    links = fetch(_LINKS, {"company": company_id})
    ids = {each[1] for each in links}
    said: dict[int, list[RemittanceLine]] = {}
    for line in RemittanceLine.objects.filter(company_id=company_id, remittance_id__in=ids).order_by("remittance_id", "line_no"):  # fmt: skip
        said.setdefault(line.remittance_id, []).append(line)
    stated = stated_in(company_id, (line for lines in said.values() for line in lines))
    rows: list[tuple[Any, ...]] = []
    for advice, group in groupby(links, key=lambda each: each[1]):
        of_it = list(group)
        lines = said.get(advice, [])
        if sum(each.paid for each in lines) != sum(each[3] for each in of_it):
            continue  # some of it is still to come, or a bank took its fee: a person fills the panel from it
        lines = spelled_out(lines, stated, currency=of_it[0][4], customer_id=of_it[0][6])
        parts = spread([each.paid for each in lines], [each[3] for each in of_it])
        for (link, _, on, amount, currency, waits, _), mine in zip(of_it, parts, strict=True):
            if waits:
                rows += [_row(link, on, amount, currency, lines[no], part) for no, part in mine]
    return rows


def _row(link: int, on: Any, amount: int, currency: str, line: RemittanceLine, part: int) -> tuple[Any, ...]:  # fmt: skip
    is_whole = part == line.paid
    return (f"advised:{link}", on, amount, line.number, part, line.deduction if is_whole else 0, line.reason if is_whole else "", currency)  # fmt: skip


_LINKS = """
SELECT link.id, link.remittance_id, line.booked_on, line.amount, line.currency, line.state = 'waiting', advice.customer_id
  FROM store_advisedreceipt AS link
  JOIN store_bankentry AS line ON line.id = link.bank_entry_id
  JOIN store_remittance AS advice ON advice.id = link.remittance_id AND advice.withdrawn_at IS NULL
 WHERE link.company_id = %(company)s AND link.ended_at IS NULL
 ORDER BY link.remittance_id, line.booked_on, line.id
"""
