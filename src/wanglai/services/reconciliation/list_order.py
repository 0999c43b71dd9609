"""In which order the list of reconciliations stands: each order by name, a minus before it turns it round."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Abs

from wanglai.store.models.reconciliation import ACTIVE

NEWEST = "-number"

# What waits for a person comes first, what needs nobody last.
_BY_STATE = Case(
    When(Q(state="done", standing__open_rows__gt=0), then=Value(0)),
    When(state__in=("refused", "failed"), then=Value(1)),
    When(state__in=ACTIVE, then=Value(2)),
    When(state="cancelled", then=Value(3)),
    default=Value(4),
    output_field=IntegerField(),
)
_ORDERS: dict[str, Any] = {
    "number": F("number"),
    "customer": F("customer__name"),
    "state": _BY_STATE,
    "gap": Abs("standing__run__gap"),
    "unexplained": Abs("standing__run__unexplained"),
    "agreed": F("standing__agreed_lines"),
    "open": F("standing__open_rows"),
}


def known_order(order: str) -> str:
    """The order as asked, or newest first where it is no order of the list."""
    return order if order.removeprefix("-") in _ORDERS else NEWEST


def order_by(order: str) -> tuple[Any, ...]:
    """Columns to order by, ended by the number, so that it is one order; rows without a figure come last.

    ``gap`` and ``unexplained`` go by size: -500.00 stands beside 500.00.
    """
    column = _ORDERS[order.removeprefix("-")]
    falls = order.startswith("-")
    first = column.desc(nulls_last=True) if falls else column.asc(nulls_last=True)
    return first, F("number").desc()
