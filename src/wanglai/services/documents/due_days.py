"""When the parts of an invoice fall due: by the terms in force with the customer, unless days are given by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tieout.refusal import Wording
from wanglai.domain.ledger import Instalment
from wanglai.domain.terms import Due, Event, Pending
from wanglai.services.contracts.terms_in_force import due_days
from wanglai.services.documents.wanted import WantedInvoice
from wanglai.services.refusals import UnableTo


class DueIsNotSaid(UnableTo):
    code_of_refusal = "invoice.due"
    why = Wording(
        "没有到期日，该客户也没有生效的账期条款。",
        "No due day is given, and no terms of the customer are in force.",
    )
    next_step = Wording("请填写到期日，或先签订合同。", "Give a due day, or sign a contract first.")
    http_status = 422


@dataclass(frozen=True)
class LineDays:
    """What happened to the goods of one line, as far as it is known."""

    ordered_on: date | None = None
    delivered_on: date | None = None
    accepted_on: date | None = None


def due_parts(
    company_id: int, invoice: WantedInvoice, gross: int, lines: Sequence[LineDays]
) -> tuple[Instalment, ...]:
    """The parts of an invoice by the terms in force. A part whose event is missing has no day yet.

    Terms that count from the delivery may have run out before the invoice was written: such a part is due on the
    invoice's own day, for nothing is due before it is billed. Refuses, in order: DueIsNotSaid, PlanDoesNotFit.
    """
    parts = due_days(
        company_id, invoice.customer_id, events_of(invoice.on, lines), gross, invoice.currency
    )
    if not parts:
        raise DueIsNotSaid
    return tuple(
        Instalment(part.amount, day_billed(part.due, invoice.on)) for part in parts if part.amount
    )


def day_billed(due: Due | Pending, on: date) -> date | None:
    """The day of a part of what is billed on a day, and never before it; None where its event has not taken place."""
    return max(due.on, on) if isinstance(due, Due) else None


def events_of(on: date, lines: Sequence[LineDays]) -> dict[Event, date]:
    """The latest day of each event that has taken place for every line; that of the invoice always has."""
    found: dict[Event, date] = {"invoice_date": on}
    of_lines: dict[Event, list[date | None]] = {
        "order": [line.ordered_on for line in lines],
        "delivery": [line.delivered_on for line in lines],
        "acceptance": [line.accepted_on for line in lines],
    }
    for event, days in of_lines.items():
        known = [day for day in days if day is not None]
        if known and len(known) == len(days):
            found[event] = max(known)
    return found
