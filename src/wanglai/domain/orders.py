"""How far a line of an order has come: every unit of it is counted once, whatever was delivered, billed and returned."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Literal

NOTHING = Decimal(0)
UNIT_STEP = Decimal("0.000001")  # the scale quantities and prices are kept at
Fault = Literal["quantity", "beyond"]


def is_quantity(value: Decimal) -> bool:
    """Above zero, and no finer than a millionth."""
    return value.is_finite() and value > 0 and value == value.quantize(UNIT_STEP)


def deliverable(ordered: Decimal, tolerance_percent: Decimal) -> Decimal:
    """What may be delivered at most. 100 with 5 % are 105; 3 with 10 % are 3.3; without tolerance as ordered."""
    return (ordered * (100 + tolerance_percent) / 100).quantize(UNIT_STEP, rounding=ROUND_DOWN)


@dataclass(frozen=True)
class Progress:
    """Quantities of one line. ``is_billed_by_order``: invoiced from the order, else from what was delivered.

    Ordered 10, delivered 6 of which 1 came back, 4 invoiced: 4 wait to be delivered, 1 to be invoiced. Ordered 10, all
    invoiced ahead, 6 delivered: 4 wait to be delivered and are owed already, nothing waits to be invoiced.
    """

    ordered: Decimal
    deliverable: Decimal
    delivered: Decimal = NOTHING
    returned: Decimal = NOTHING
    invoiced: Decimal = NOTHING
    given_up: Decimal = NOTHING
    is_billed_by_order: bool = False

    @property
    def kept(self) -> Decimal:
        """Delivered and still with the customer."""
        return self.delivered - self.returned

    @property
    def to_deliver(self) -> Decimal:
        return max(NOTHING, self.ordered - self.delivered - self.given_up)

    @property
    def invoiceable(self) -> Decimal:
        """What invoices may be made of, those that are made already among it."""
        if self.is_billed_by_order:
            return max(self.ordered - self.given_up, self.delivered) - self.returned
        return self.kept

    @property
    def to_invoice(self) -> Decimal:
        return max(NOTHING, self.invoiceable - self.invoiced)

    @property
    def delivered_not_invoiced(self) -> Decimal:
        return max(NOTHING, self.kept - self.invoiced)

    @property
    def ordered_not_delivered(self) -> Decimal:
        """What waits to be delivered and is not owed already by an invoice made ahead."""
        ahead = max(NOTHING, self.invoiced - self.kept)
        return max(NOTHING, self.to_deliver - ahead)

    @property
    def is_ahead(self) -> bool:
        """More is invoiced than the customer has."""
        return self.invoiced > self.kept

    def delivery_fault(self, quantity: Decimal) -> Fault | None:
        """Why so much cannot be delivered, the first of: quantity, beyond (what is allowed)."""
        if not is_quantity(quantity):
            return "quantity"
        return "beyond" if self.delivered + quantity > self.deliverable else None
