"""What screens read about reconciliations: frozen rows, one company, members only.

Every query takes ``company_id`` and ``actor`` (user id). A company the person does not belong to, and
an id of another company, answer alike: ``NotFound``, as if absent.
"""

from __future__ import annotations

from wanglai.services.reconciliation.show_list import customers, list_reconciliations
from wanglai.services.reconciliation.show_notes import notes_of
from wanglai.services.reconciliation.show_page import reconciliation_page
from wanglai.services.reconciliation.show_reading import reading_of
from wanglai.services.reconciliation.show_rows import lines_of, result_row, result_rows
from wanglai.services.reconciliation.show_run import run_progress
from wanglai.services.reconciliation.show_timeline import timeline

__all__ = [
    "customers",
    "lines_of",
    "list_reconciliations",
    "notes_of",
    "reading_of",
    "reconciliation_page",
    "result_row",
    "result_rows",
    "run_progress",
    "timeline",
]
