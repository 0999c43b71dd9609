"""Which source rows a row id of the result stands for."""

from __future__ import annotations

from tieout.decisions import Members
from wanglai.services.reconciliation.deciding import RowIsGone, ordinal_within, result_run
from wanglai.services.reconciliation.live_decisions import overlay_of
from wanglai.store.models import ResultRow


def members_of(reconciliation_id: int, row_id: str) -> Members:
    """Lines of a stored row (``r2-12``) or of one that stands by hand (``d7 o3 t9``); refuses RowIsGone."""
    run = result_run(reconciliation_id)
    if run is None:
        raise RowIsGone(row_id)
    if row_id[:1] == "r":
        row = ResultRow.objects.filter(run_id=run.id, ordinal=ordinal_within(row_id, run)).first()
        if row is None:
            raise RowIsGone(row_id)
        return Members(tuple(row.ours_rows), tuple(row.theirs_rows))
    for hand in overlay_of(reconciliation_id, run.id).rows:
        if hand.row_id == row_id:
            return hand.members
    raise RowIsGone(row_id)
