"""What a person wants written down: orders, deliveries and invoices as they come in, before anything is checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wanglai.domain.invoicing import Priced
from wanglai.domain.ledger import Instalment


@dataclass(frozen=True)
class WantedLine:
    """A thing, how much of it, its price without tax (major units for one unit) and its tax in per cent."""

    what: str
    quantity: Decimal
    price: Decimal
    tax_percent: Decimal
    unit: str = ""

    @property
    def priced(self) -> Priced:
        return Priced(self.quantity, self.price, self.tax_percent)


@dataclass(frozen=True)
class WantedOrder:
    customer_id: int
    number: str
    ordered_on: date
    lines: tuple[WantedLine, ...]
    currency: str = "CNY"
    their_number: str = ""
    wanted_on: date | None = None
    tolerance_percent: Decimal = Decimal(0)
    is_billed_by_order: bool = False
    text: str = ""


@dataclass(frozen=True)
class Moved:
    """So much of a line of an order."""

    order_line_id: int
    quantity: Decimal


@dataclass(frozen=True)
class WantedDelivery:
    number: str
    delivered_on: date
    lines: tuple[Moved, ...]
    text: str = ""


@dataclass(frozen=True)
class Billed:
    """So much of a line of a delivery, or of an order that is billed by order (``delivery_line_id`` None)."""

    order_line_id: int
    quantity: Decimal
    delivery_line_id: int | None = None


@dataclass(frozen=True)
class WantedInvoice:
    """An invoice of what was delivered or ordered, or of free lines; with ``corrects_id`` a debit note of free lines."""

    customer_id: int
    number: str
    on: date
    lines: tuple[Billed | WantedLine, ...]
    currency: str = "CNY"
    rate: Decimal = Decimal(1)
    instalments: tuple[Instalment, ...] = ()  # empty: as the terms in force say
    corrects_id: int | None = None
    text: str = ""


@dataclass(frozen=True)
class CreditLine:
    """What is taken off a line of an invoice: a quantity at its own price, or an amount without tax in minor units."""

    line_id: int
    quantity: Decimal | None = None
    net: int | None = None


@dataclass(frozen=True)
class WantedCredit:
    """``reason``: ``return`` goods came back, ``quantity`` too much was billed, ``price`` an amount is taken off."""

    invoice_id: int
    number: str
    on: date
    reason: str
    lines: tuple[CreditLine, ...]
    text: str = ""
