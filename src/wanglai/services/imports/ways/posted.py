"""Documents the book posts: invoices, notes, receipts, opening items."""

from __future__ import annotations

from wanglai.domain.incoming import Problem, problems_of
from wanglai.services.imports.due import plan_due_days
from wanglai.services.imports.known import known_to
from wanglai.services.imports.ways.way import Looking, Way


def check(looking: Looking) -> list[list[Problem]]:
    """The problems of each document, against the book; each gets the days the contract in force gives it."""
    manner = looking.kind.manner
    assert manner is not None, "what is posted has a manner"
    known = known_to(looking.company_id, manner, looking.documents)
    plan_due_days(looking.company_id, manner, looking.documents, known.customers)
    return [problems_of(each, manner, known) for each in looking.documents]


WAY = Way(check)
