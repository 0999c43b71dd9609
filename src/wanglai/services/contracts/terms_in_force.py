"""Which terms hold for a customer on a day, and when a document of theirs is due: what posting and imports ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce

from tieout.refusal import Wording
from wanglai.domain import agreement_form
from wanglai.domain.agreement import Agreement
from wanglai.domain.calendars import EVERY_DAY
from wanglai.domain.discount import Discount
from wanglai.domain.instalments import Part, Rest, Scheduled, first_fault, split
from wanglai.domain.penalty import PenaltyClause
from wanglai.domain.terms import Event, Terms, due_on
from wanglai.services.contracts.calendars import calendar_of
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Contract, ContractVersion


class PlanDoesNotFit(UnableTo):
    code_of_refusal = "contract.plan_does_not_fit"
    why = Wording(
        "合同约定的分期与这张单据的金额或币种不符。",
        "The instalments of the contract do not fit this document's amount or currency.",
    )
    next_step = Wording(
        "请核对单据金额，或修订合同的分期。",
        "Check the amount of the document, or amend the plan of the contract.",
    )
    http_status = 422


@dataclass(frozen=True)
class InForce:
    """What a contract says on a day, and where it stands: contract and version are what a document refers to."""

    contract_id: int
    contract_number: str
    version: int
    signed_on: date
    agreement: Agreement

    @property
    def terms(self) -> Terms:
        return self.agreement.terms

    @property
    def plan(self) -> tuple[Part, ...]:
        """The instalments; one part by the terms themselves where none are agreed."""
        return self.agreement.instalments or (Part(Rest(), self.agreement.terms),)

    @property
    def discount(self) -> Discount | None:
        return self.agreement.discount

    @property
    def penalty(self) -> PenaltyClause | None:
        return self.agreement.penalty

    @property
    def payment_order(self) -> str:
        return self.agreement.payment_order


def terms_in_force(company_id: int, customer_id: int, on: date, scope: str = "") -> InForce | None:
    """The newest version whose first day has come, of the contract that holds on that day; None without one.

    Contracts of one customer may stand side by side for different scopes; without a contract for the scope asked
    for, that for whatever is traded (an empty scope) holds.
    """
    contract = _contract_on(company_id, customer_id, on, scope)
    if contract is None and scope:
        contract = _contract_on(company_id, customer_id, on, "")
    if contract is None:
        return None
    version = (
        ContractVersion.objects.filter(
            company_id=company_id, contract_id=contract.id, from_on__lte=on
        )
        .order_by("-number")
        .first()
    )
    assert version is not None, "the first version holds from the contract's first day"
    return InForce(
        contract_id=contract.id,
        contract_number=contract.number,
        version=version.number,
        signed_on=version.signed_on,
        agreement=agreement_form.agreement_of(version.agreement),
    )


def due_days(
    company_id: int,
    customer_id: int,
    events: Mapping[Event, date],
    amount: int,
    currency: str,
    *,
    on: date | None = None,
    scope: str = "",
) -> tuple[Scheduled, ...]:
    """The instalments of an amount (minor units, above zero) with their days of payment; nothing without a contract.

    Each part is ``Due`` (with the day before the roll and whether that year's holidays are published) or
    ``Pending`` (with the events still missing and the day from which it ages). ``on`` is the day whose terms hold,
    else the first of the events: what was delivered before an amendment is paid by the terms of then.

    月结60 with cut-off 25, delivered on 2025-03-26: one part, due on 2025-06-24, 60 days after 2025-04-25.
    Refuses: PlanDoesNotFit.
    """
    assert events, "a document has at least one day"
    assert amount > 0, "what is owed is more than nothing"
    held = terms_in_force(company_id, customer_id, on or min(events.values()), scope)
    if held is None:
        return ()
    calendars = {
        name: calendar_of(company_id, name)
        for name in {part.terms.calendar for part in held.plan} - {""}
    }
    amounts = amounts_by(held, amount, currency)
    return tuple(
        Scheduled(each, due_on(part.terms, events, calendars.get(part.terms.calendar, EVERY_DAY)))
        for each, part in zip(amounts, held.plan, strict=True)
    )


def amounts_by(held: InForce, amount: int, currency: str) -> tuple[int, ...]:
    """The parts of an amount by the plan of a contract, in minor units. Refuses: PlanDoesNotFit."""
    is_of_other = held.agreement.currency not in ("", currency)
    if is_of_other or first_fault(held.plan, amount) is not None:
        raise PlanDoesNotFit(held.contract_number)
    return split(amount, held.plan)


def _contract_on(company_id: int, customer_id: int, on: date, scope: str) -> Contract | None:
    """The one contract of a customer and scope that holds on a day; ``contract_one_in_force`` lets there be no two."""
    rows = Contract.objects.filter(
        company_id=company_id, customer_id=customer_id, scope=scope, from_on__lte=on
    ).exclude(state="draft")
    rows = rows.annotate(last_on=Coalesce("ended_on", "to_on"))
    return rows.filter(Q(last_on__isnull=True) | Q(last_on__gte=on)).first()
