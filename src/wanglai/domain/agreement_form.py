"""An agreement as a plain record and back: every problem of every part is listed, none is mended."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, get_args

from wanglai.domain import discount_form, instalments_form, penalty_form, terms_form
from wanglai.domain.agreement import Agreement, OrderWithin, PaymentOrder
from wanglai.domain.instalments import Fixed
from wanglai.domain.records import Problem, RecordReading, RecordRefused, within
from wanglai.domain.statutory import Buyer, NonCash
from wanglai.domain.terms import Event

T = TypeVar("T")

_FIELDS = (
    "terms", "instalments", "currency", "discount", "penalty", "payment_order", "order_within",
    "buyer", "seller_is_small", "non_cash", "lags",
)  # fmt: skip
_LAG_MAX = 366
_CURRENCY = re.compile(r"[A-Z]{3}")


class AgreementRefused(RecordRefused):
    """A record is not an agreement."""


def record_of(agreement: Agreement) -> dict[str, Any]:
    """An agreement as a record, every field said."""
    return {
        "terms": terms_form.record_of(agreement.terms),
        "instalments": instalments_form.record_of(agreement.instalments),
        "currency": agreement.currency,
        "discount": discount_form.record_of(agreement.discount) if agreement.discount else None,
        "penalty": penalty_form.record_of(agreement.penalty) if agreement.penalty else None,
        "payment_order": agreement.payment_order,
        "order_within": agreement.order_within,
        "buyer": agreement.buyer,
        "seller_is_small": agreement.seller_is_small,
        "non_cash": agreement.non_cash,
        "lags": dict(sorted(agreement.lags.items())),
    }


def agreement_of(record: object) -> Agreement:
    """The agreement a record says. Raises :class:`AgreementRefused` with every problem at once."""
    reading = _Reading()
    agreement = reading.agreement(record)
    if reading.problems or agreement is None:
        raise AgreementRefused(tuple(reading.problems))
    return agreement


def problems_of(record: object) -> tuple[Problem, ...]:
    """Everything that is wrong with a record; nothing, when it is an agreement."""
    reading = _Reading()
    reading.agreement(record)
    return tuple(reading.problems)


class _Reading(RecordReading):
    def agreement(self, record: object) -> Agreement | None:
        found = self._record(record, "", required=("terms",), allowed=_FIELDS)
        if found is None:
            return None
        terms = self._part(found, "terms", terms_form.problems_of, terms_form.terms_of)
        plan = self._part(
            found, "instalments", instalments_form.problems_of, instalments_form.plan_of
        )
        discount = self._part(
            found, "discount", discount_form.problems_of, discount_form.discount_of
        )
        penalty = self._part(found, "penalty", penalty_form.problems_of, penalty_form.penalty_of)
        words = {
            name: self._word(found.get(name, first), name, offered)
            for name, first, offered in (
                ("payment_order", "civil_code", get_args(PaymentOrder)),
                ("order_within", "costs_interest_principal", get_args(OrderWithin)),
                ("buyer", "other", get_args(Buyer)),
                ("non_cash", "none", get_args(NonCash)),
            )
        }
        is_small = self._yes_or_no(found.get("seller_is_small", False), "seller_is_small")
        lags = self._lags(found.get("lags", {}))
        needs_currency = any(isinstance(part.share, Fixed) for part in plan or ())
        currency = self._currency(found.get("currency", ""), is_needed=needs_currency)
        if self.problems or terms is None:
            return None
        return Agreement(
            terms=terms,
            instalments=plan or (),
            currency=currency,
            discount=discount,
            penalty=penalty,
            seller_is_small=is_small,
            lags=lags,
            **words,  # type: ignore[arg-type]
        )

    def _part(
        self,
        found: dict[str, object],
        name: str,
        problems_of: Callable[[object], tuple[Problem, ...]],
        read: Callable[[object], T],
    ) -> T | None:
        """A part with a record of its own; one that is not there, or is nothing, is not agreed."""
        record = found.get(name)
        if record is None or (name == "instalments" and record in ([], ())):
            if name == "terms" and name in found:
                self._say("missing", name)
            return None
        problems = problems_of(record)
        self.problems.extend(within(name, problems))
        return None if problems else read(record)

    def _lags(self, value: object) -> dict[Event, int]:
        found = self._record(value, "lags", required=(), allowed=get_args(Event)) or {}
        return {
            name: self._number(days, f"lags.{name}", 0, _LAG_MAX)  # type: ignore[misc]
            for name, days in found.items()
        }

    def _currency(self, value: object, *, is_needed: bool) -> str:
        currency = self._text(value, "currency", 3)
        if is_needed and not currency:
            self._say("missing", "currency")
        if currency and not _CURRENCY.fullmatch(currency):
            self._say("not_one_of", "currency", currency)
        return currency
