"""Statements for chosen cycles: one run for their customers, through their common cut-off."""

from __future__ import annotations

from collections.abc import Collection

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.cycles.refusals import CutOffsDiffer, CycleIsOpen
from wanglai.services.statements.run_life import start_statement_run
from wanglai.store.models import SettlementCycle


def state_cycles(
    *, company_id: int, actor: int, cycle_ids: Collection[int], key: str, waits_for_worker: bool = True
) -> int:  # fmt: skip
    """Have the statements of these cycles' customers drafted, through their cut-off; the run's id, the same for the same key.

    A first statement begins with the earliest of the cycles; a further one goes on from the one before.
    Refuses, in order: NotFound, NotPermitted, NotFound (no cycle), CutOffsDiffer, CycleIsOpen, and as ``start_statement_run``.
    """
    admit(company_id=company_id, actor=actor, act="issue_statement")
    chosen = list(SettlementCycle.objects.filter(company_id=company_id, id__in=set(cycle_ids)).exclude(state="dropped"))  # fmt: skip
    if not chosen or len(chosen) != len(set(cycle_ids)):
        raise NotFound
    cut_offs = {row.to_on for row in chosen}
    if len(cut_offs) > 1:
        raise CutOffsDiffer(", ".join(map(str, sorted(cut_offs))))
    if any(row.state == "open" for row in chosen):
        raise CycleIsOpen
    return start_statement_run(
        company_id=company_id, actor=actor, kind="forward", from_on=min(row.from_on for row in chosen),
        through_on=cut_offs.pop(), key=key, customers=sorted({row.customer_id for row in chosen}),
        waits_for_worker=waits_for_worker,
    )  # fmt: skip
