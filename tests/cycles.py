"""Short ways to contracts in force and settlement cycles of a company that keeps a book and trades."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.agreements import record
from tests.ledgers import DOOR, day
from tests.papers import Papers
from wanglai.domain.terms import Add, Cycle, CycleEnd, Terms
from wanglai.services.cycles.billing import bill_cycle
from wanglai.services.cycles.closing import close_cycle
from wanglai.services.cycles.opening import Opened, cut_cycles
from wanglai.services.ledger.book import Who
from wanglai.store.models import Contract, ContractVersion, SettlementCycle


def monthly(days: int = 30, cycle: Cycle | None = None, counted_from: str = "delivery") -> Terms:
    """月结30: so many days after the end of the cycle."""
    return Terms((counted_from,), (CycleEnd(), Add(days)), cycle or Cycle())  # type: ignore[arg-type]


def contract(
    papers: Papers, terms: Terms, from_on: str = "2025-01-01", number: str = "HT-1", to_on: str = "", **more: Any
) -> int:  # fmt: skip
    """A contract signed and in force."""
    company_id, by = papers.book.company_id, papers.book.books.people["CRC"]
    made = Contract.objects.create(
        company_id=company_id, customer_id=papers.customer_id, number=number, from_on=day(from_on),
        to_on=day(to_on) if to_on else None, draft={}, created_by_id=by,
    )  # fmt: skip
    _version(made, 1, terms, from_on, by, **more)
    Contract.objects.filter(id=made.id).update(state="in_force", draft=None)
    return int(made.id)


def amend(papers: Papers, contract_id: int, terms: Terms, from_on: str) -> None:
    """A further version of a contract, signed."""
    found = Contract.objects.get(id=contract_id)
    number = ContractVersion.objects.filter(contract=found).count() + 1
    _version(found, number, terms, from_on, papers.book.books.people["CRC"], reason="修订")


def _version(found: Contract, number: int, terms: Terms, from_on: str, by: int, **more: Any) -> None:  # fmt: skip
    ContractVersion.objects.create(
        company_id=found.company_id, contract=found, number=number, agreement=record(terms), from_on=day(from_on),
        signed_on=day(from_on), made_by_id=by, **more,
    )  # fmt: skip


def opened(papers: Papers, through: str, since: str = "") -> Opened:
    """What the job does in the night of a day."""
    first: date | None = day(since) if since else None
    return cut_cycles(papers.book.company_id, Who(None, DOOR), day(through), since=first)


def cycles(papers: Papers, through: str = "12-31") -> list[str]:
    """Every cycle that stands and begins by a day: its days, its state, its version."""
    rows = SettlementCycle.objects.filter(
        company_id=papers.book.company_id, customer_id=papers.customer_id, from_on__lte=day(through)
    )
    return [
        f"{row.from_on:%m-%d} {row.to_on:%m-%d} {row.state} v{row.version}"
        for row in rows.exclude(state="dropped").order_by("from_on")
    ]


def cycle_to(papers: Papers, to_on: str) -> SettlementCycle:
    """The cycle of a cut-off."""
    return SettlementCycle.objects.exclude(state="dropped").get(
        company_id=papers.book.company_id, customer_id=papers.customer_id, to_on=day(to_on)
    )


def close(papers: Papers, to_on: str) -> int:
    found = cycle_to(papers, to_on)
    close_cycle(**papers.clerk, cycle_id=found.id)
    return int(found.id)


def bill(papers: Papers, to_on: str, **more: Any) -> tuple[int, ...]:
    return bill_cycle(**papers.clerk, cycle_id=cycle_to(papers, to_on).id, **more)
