"""The terms of many customers at once: what is asked for a whole file, not for one document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from wanglai.domain import agreement_form
from wanglai.domain.calendars import EVERY_DAY, Calendar
from wanglai.domain.instalments import Scheduled
from wanglai.domain.terms import Due, Event, Pending, Terms, due_on
from wanglai.services.contracts.calendars import calendar_of
from wanglai.services.contracts.terms_in_force import InForce, amounts_by
from wanglai.store.models import Contract, ContractVersion


@dataclass(frozen=True)
class _Span:
    """A version of a contract, with the days on which it may hold; ``last_on`` None: until it is ended."""

    from_on: date
    last_on: date | None
    held: InForce


@dataclass
class TermsOfMany:
    """The same answers as ``terms_in_force`` and ``due_days`` give one by one, of contracts for whatever is traded.

    Contracts are read once; each day is worked out once for the same terms and the same events.
    """

    company_id: int
    _spans: Mapping[int, tuple[_Span, ...]]
    _calendars: dict[str, Calendar] = field(default_factory=dict)
    _alike: dict[tuple[int, int], int] = field(
        default_factory=dict
    )  # contract, version -> its terms
    _numbers: dict[tuple[Terms, ...], int] = field(default_factory=dict)
    _days: dict[tuple[int, tuple[tuple[Event, date], ...]], tuple[Due | Pending, ...]] = field(
        default_factory=dict
    )

    @property
    def is_empty(self) -> bool:
        return not self._spans

    def in_force(self, customer_id: int, on: date) -> InForce | None:
        """As ``terms_in_force``."""
        for each in self._spans.get(customer_id, ()):  # newest version first
            if each.from_on <= on and (each.last_on is None or on <= each.last_on):
                return each.held
        return None

    def due_days(
        self, held: InForce, events: Mapping[Event, date], amount: int, currency: str
    ) -> tuple[Scheduled, ...]:
        """As ``due_days``, by terms that were found in force. Refuses: PlanDoesNotFit."""
        amounts = amounts_by(held, amount, currency)
        key = (self._terms_of(held), tuple(sorted(events.items())))
        days = self._days.get(key)
        if days is None:
            days = tuple(
                due_on(part.terms, events, self._calendar(part.terms)) for part in held.plan
            )
            self._days[key] = days
        return tuple(map(Scheduled, amounts, days))

    def _terms_of(self, held: InForce) -> int:
        """The same number for all contracts of the same terms."""
        place = (held.contract_id, held.version)
        if place not in self._alike:
            terms = tuple(part.terms for part in held.plan)
            self._alike[place] = self._numbers.setdefault(terms, len(self._numbers))
        return self._alike[place]

    def _calendar(self, terms: Terms) -> Calendar:
        name = terms.calendar
        if not name:
            return EVERY_DAY
        if name not in self._calendars:
            self._calendars[name] = calendar_of(self.company_id, name)
        return self._calendars[name]


def terms_of_many(company_id: int, customer_ids: Collection[int]) -> TermsOfMany:
    """Every signed contract of these customers that is not for a scope of its own, in two looks at the database."""
    contracts = Contract.objects.filter(
        company_id=company_id, customer_id__in=set(customer_ids), scope=""
    ).exclude(state="draft")
    by_id = {each.id: each for each in contracts}
    spans: dict[int, list[_Span]] = defaultdict(list)
    versions = ContractVersion.objects.filter(company_id=company_id, contract_id__in=list(by_id))
    for each in versions.order_by("-number"):
        contract = by_id[each.contract_id]
        held = InForce(
            contract.id, contract.number, each.number, each.signed_on,
            agreement_form.agreement_of(each.agreement),
        )  # fmt: skip
        last_on = contract.ended_on or contract.to_on
        spans[contract.customer_id].append(
            _Span(max(contract.from_on, each.from_on), last_on, held)
        )
    return TermsOfMany(company_id, {customer: tuple(those) for customer, those in spans.items()})
