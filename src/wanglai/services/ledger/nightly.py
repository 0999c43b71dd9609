"""The nightly proof: every chain replayed, every kept figure computed again, whatever is wrong said aloud."""

from __future__ import annotations

from dataclasses import dataclass

from wanglai.services.ledger.queries import companies_with_books
from wanglai.services.ledger.recompute import recompute_snapshots
from wanglai.services.ledger.verify import verify_company
from wanglai.services.periods.anchors import anchors_outside


@dataclass(frozen=True)
class Proved:
    """One company after its proof; ``faults`` is empty where the book is as it was sealed."""

    company_id: int
    acts: int
    faults: tuple[str, ...]


def prove_every_book() -> tuple[Proved, ...]:
    """Verify each company that keeps a book, against the anchors in the data folder, and its snapshots."""
    found = []
    for company_id in companies_with_books():
        report = verify_company(company_id, anchors=anchors_outside(company_id))
        wrong = recompute_snapshots(company_id)
        faults = (*map(str, report.faults), *map(str, wrong))
        found.append(Proved(company_id, report.acts, faults))
    return tuple(found)
