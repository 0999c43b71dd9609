"""What screens read about reconciliations: frozen rows, one company, members only.

Every query takes ``company_id`` and ``actor`` (user id). A company the person does not belong to, and
an id of another company, answer alike: ``NotFound``, as if absent.
"""

from __future__ import annotations

from wanglai.services.reconciliation.rows import (
    CustomerRow,
    LineList,
    ReadingRow,
    ReconciliationList,
    ReconciliationPage,
    ResultList,
    ResultRow,
    RunProgress,
    TimelineRow,
)


def list_reconciliations(
    *,
    company_id: int,
    actor: int,
    search: str = "",
    status: str = "",
    after: int | None = None,
    limit: int = 50,
) -> ReconciliationList:
    """Reconciliations newest first; ``status`` is '' running waiting agreed refused failed cancelled."""
    raise NotImplementedError


def customers(*, company_id: int, actor: int, search: str = "", limit: int = 50) -> tuple[CustomerRow, ...]:
    """Customers by name, for the field of a new reconciliation."""
    raise NotImplementedError


def reconciliation_page(*, company_id: int, actor: int, reconciliation_id: int) -> ReconciliationPage:
    """Header, both readings, totals, bridge and counts of one reconciliation."""
    raise NotImplementedError


def run_progress(*, company_id: int, actor: int, reconciliation_id: int) -> RunProgress:
    """The newest run; cheap enough to be asked every second."""
    raise NotImplementedError


def reading_of(*, company_id: int, actor: int, reconciliation_id: int, side: str) -> ReadingRow | None:
    """How one side (``ours`` or ``theirs``) was read in the newest run; None before it was."""
    raise NotImplementedError


def result_rows(
    *,
    company_id: int,
    actor: int,
    reconciliation_id: int,
    kind: str = "",
    difference_class: str = "",
    status: str = "",
    search: str = "",
    after: str | None = None,
    limit: int = 100,
) -> ResultList:
    """Rows of the three columns, decisions by hand applied; ``kind``: '' matched unmatched_ours unmatched_theirs other
    waiting differences; ``status``: '' auto suggested ambiguous accepted relinked open."""
    raise NotImplementedError


def result_row(*, company_id: int, actor: int, reconciliation_id: int, row_id: str) -> ResultRow:
    """One row whole, for its detail panel: all evidence, alternatives, nearest candidates, notes."""
    raise NotImplementedError


def lines_of(
    *,
    company_id: int,
    actor: int,
    reconciliation_id: int,
    side: str,
    search: str = "",
    only_open: bool = True,
    after: int | None = None,
    limit: int = 50,
) -> LineList:
    """Lines of one side for linking by hand; by default only those without a partner."""
    raise NotImplementedError


def timeline(*, company_id: int, actor: int, reconciliation_id: int, limit: int = 200) -> tuple[TimelineRow, ...]:
    """Runs, decisions, undone decisions and notes, newest first."""
    raise NotImplementedError
