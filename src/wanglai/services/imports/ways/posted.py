"""Documents the book posts: invoices, notes, receipts, opening items."""

from __future__ import annotations

from wanglai.domain.incoming import Problem, problems_of
from wanglai.services.imports.billing import BillingOfFile
from wanglai.services.imports.due import plan_due_days
from wanglai.services.imports.known import known_to
from wanglai.services.imports.ways.way import Looking, Way


def check(looking: Looking) -> list[list[Problem]]:
    """The problems of each document, against the book; each gets the days the contract in force gives it."""
    manner = looking.kind.manner
    assert manner is not None, "what is posted has a manner"
    known = known_to(looking.company_id, manner, looking.documents)
    problems = {each.row: problems_of(each, manner, known) for each in looking.documents}
    billing = BillingOfFile(looking.company_id, known.customers, looking.documents, problems)
    plan_due_days(looking.company_id, manner, looking.documents, known.customers, billing)
    for each in looking.documents:
        problems[each.row] += billing.problems.get(each.row, ())
        if each.plan and not each.plan.parts:
            problems[each.row].append(Problem("due.plan", "due", each.plan.contract))
    return [problems[each.row] for each in looking.documents]


WAY = Way(check)
