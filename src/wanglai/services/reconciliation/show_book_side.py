"""What a page says of our side where it is the book, and what the form of a new one is filled with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from wanglai.domain.statements import last_period
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.reconciliation.rows import BookSideRow
from wanglai.services.statements.issuing import number_of
from wanglai.store.models import (
    BookReading,
    BookSide,
    CarriedLine,
    Company,
    Customer,
    LedgerLine,
    Period,
    ResultRow,
    Run,
    Statement,
)


def book_side_row(reconciliation_id: int, run: Run | None) -> BookSideRow | None:
    """None for a reconciliation of two files."""
    side = BookSide.objects.select_related("statement", "before").filter(reconciliation_id=reconciliation_id).first()  # fmt: skip
    if side is None:
        return None
    read = BookReading.objects.filter(run_id=run.id).first() if run else None
    carried = CarriedLine.objects.filter(reconciliation_id=reconciliation_id)
    return BookSideRow(
        currency=side.currency,
        from_on=side.from_on,
        through_on=side.through_on,
        known_seq=read.known_seq if read else None,
        head_hash=bytes(read.head_hash).hex() if read else "",
        read_at=read.read_at if read else None,
        statement_id=side.statement_id,
        statement=number_of(side.statement) if side.statement else "",
        before_id=side.before_id,
        before_number=side.before.number if side.before else None,
        carried=carried.count(),
        settled=_settled(run, carried.values_list("side", "row")) if run else 0,
    )


def _settled(run: Run, carried: object) -> int:
    """Carried lines that stand in a group decided by rule, without a difference."""
    keys = list(carried)  # type: ignore[call-overload]
    lines = LedgerLine.objects.filter(run_id=run.id, row__in={row for _, row in keys}).values_list("side", "row", "row_ordinal")  # fmt: skip
    places = {place for side, row, place in lines if (side, row) in set(keys)}
    agreed = set(
        ResultRow.objects.filter(run_id=run.id, ordinal__in=places, kind="matched", status="auto", difference=0)
        .values_list("ordinal", flat=True)
    )  # fmt: skip
    return sum((side, row) in set(keys) and place in agreed for side, row, place in lines)


@dataclass(frozen=True)
class Preset:
    """What the form of a new reconciliation from the book begins with."""

    customer: str
    currency: str
    from_on: date
    through_on: date


def preset_of_book(*, company_id: int, actor: int, customer_id: int | None) -> Preset:
    """The period of the customer's last statement, else the last closed month, else the last month.

    Refuses, in order: NotFound, NotPermitted, NotFound (customer).
    """
    sight = admit_to_rows(company_id=company_id, actor=actor, act="list_customers")
    base = Company.objects.values_list("base_currency", flat=True).get(id=company_id)
    name = ""
    if customer_id is not None:
        sight.require(customer_id)
        found = Customer.objects.filter(company_id=company_id, id=customer_id).first()
        if found is None:
            raise NotFound
        name = found.name
        told = (
            Statement.objects.filter(company_id=company_id, customer_id=customer_id)
            .exclude(kind="activity").order_by("-through_on", "-version").first()
        )  # fmt: skip
        if told is not None:
            return Preset(name, told.currency, told.from_on, told.through_on)
    closed = Period.objects.filter(company_id=company_id, closed_seq__isnull=False).order_by("-to_on").first()  # fmt: skip
    days = (closed.from_on, closed.to_on) if closed else last_period(timezone.localdate(), 1)
    return Preset(name, base, *days)
