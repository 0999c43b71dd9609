"""What a contract says about money: when to pay, in which parts, what early and late payment change, and who contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from wanglai.domain.calendars import EVERY_DAY, Calendar
from wanglai.domain.discount import Discount
from wanglai.domain.instalments import Part
from wanglai.domain.penalty import PenaltyClause, RateTable
from wanglai.domain.statutory import (
    Buyer,
    Deal,
    LegalWarning,
    NonCash,
    PaymentLaw,
    rate_warnings,
    term_warnings,
)
from wanglai.domain.terms import Event, Terms

# Which debt a payment goes to when it cannot cover them all and the debtor did not say.
PaymentOrder = Literal[
    "civil_code",  # 民法典 560: due, less secured, heavier, earlier due, then pro rata
    "oldest_due_first",
    "pro_rata",
]
# Inside one debt.
OrderWithin = Literal[
    "costs_interest_principal",  # 民法典 561
    "principal_first",
]


@dataclass(frozen=True)
class Agreement:
    """The terms of one version of a contract. With a plan, each part has terms of its own."""

    terms: Terms
    instalments: tuple[Part, ...] = ()
    currency: str = ""  # of the plan's fixed amounts; empty where there are none
    discount: Discount | None = None
    penalty: PenaltyClause | None = None
    payment_order: PaymentOrder = "civil_code"
    order_within: OrderWithin = "costs_interest_principal"
    buyer: Buyer = "other"
    seller_is_small: bool = False
    non_cash: NonCash = "none"
    lags: Mapping[Event, int] = field(default_factory=dict)  # days agreed from delivery to an event

    @property
    def all_terms(self) -> tuple[Terms, ...]:
        """Every term a document may be due by: those of the parts where there is a plan."""
        return tuple(part.terms for part in self.instalments) or (self.terms,)


def legal_warnings(
    agreement: Agreement,
    *,
    law: PaymentLaw,
    signed_on: date,
    calendars: Mapping[str, Calendar],
    tables: Mapping[str, RateTable],
) -> tuple[LegalWarning, ...]:
    """What the law finds doubtful about an agreement signed on a day: each code once, the longest wait of all parts.

    Nothing where the law does not speak about the deal. ``calendars`` by the name terms call them.
    """
    deal = Deal(agreement.buyer, agreement.seller_is_small, signed_on, agreement.non_cash)
    found: dict[tuple[str, str | None], LegalWarning] = {}
    for terms in agreement.all_terms:
        calendar = calendars[terms.calendar] if terms.calendar else EVERY_DAY
        for one in term_warnings(
            law, deal, terms, from_day=signed_on, calendar=calendar, lags=agreement.lags
        ):
            known = found.get((one.code, one.event))
            if known is None or (one.days or 0) > (known.days or 0):
                found[(one.code, one.event)] = one
    return (*found.values(), *rate_warnings(law, deal, agreement.penalty, tables))
