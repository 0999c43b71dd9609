"""What payers were seen to do up to a day: the part of a learned table that cash application uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from tieout.steps.account import Lag


class PaidFor(NamedTuple):
    """A customer whose items the payer paid, and how many receipts did."""

    customer: str
    seen: int


class OldestFirst(NamedTuple):
    """Of so many receipts that had a choice, so many left no older item unpaid."""

    followed: int
    seen: int


class Discount(NamedTuple):
    """What the payer kept of whole items, in hundredths of a percent, and how often."""

    basis_points: int
    seen: int


@dataclass(frozen=True, slots=True)
class PayerHabit:
    """One payer by its bank account, or by its name where its receipts bear none."""

    account: str  # letters and digits only
    name: str  # without legal form, as ``cash.payers.core_of`` gives it
    customers: tuple[PaidFor, ...] = ()  # by code
    late: Lag | None = None  # days from the due day to the receipt
    oldest_first: OldestFirst | None = None
    discounts: tuple[Discount, ...] = ()

    def said(self) -> dict[str, Any]:
        """As the file says it."""
        return {
            "account": self.account,
            "name": self.name,
            "customers": [one._asdict() for one in self.customers],
            "late": asdict(self.late) if self.late else None,
            "oldest_first": self.oldest_first._asdict() if self.oldest_first else None,
            "discounts": [one._asdict() for one in self.discounts],
        }


def habit_of(said: Mapping[str, Any]) -> PayerHabit:
    """A habit as the file says it; what is no such thing raises."""
    order, late = said["oldest_first"], said["late"]
    return PayerHabit(
        str(said["account"]),
        str(said["name"]),
        tuple(PaidFor(str(one["customer"]), int(one["seen"])) for one in said["customers"]),
        Lag(**{key: int(value) for key, value in late.items()}) if late else None,
        OldestFirst(int(order["followed"]), int(order["seen"])) if order else None,
        tuple(Discount(int(one["basis_points"]), int(one["seen"])) for one in said["discounts"]),
    )
