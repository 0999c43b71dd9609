"""The one table of acts and roles: code, screens, tests and the printed matrix read it.

ARA receivables accountant, FM finance manager, AUD auditor (looks only), ADM administrator of the
system (people and settings, no ledger: who keeps the keys keeps no books).
"""

from __future__ import annotations

from tieout.refusal import Wording

ROLE_NAMES = {
    "ARA": Wording("应收会计", "Receivables accountant"),
    "FM": Wording("财务经理", "Finance manager"),
    "AUD": Wording("审计", "Auditor"),
    "ADM": Wording("系统管理员", "System administrator"),
}

_BOOKS = frozenset({"ARA", "FM"})
_READERS = frozenset({"ARA", "FM", "AUD"})

POLICY: dict[str, frozenset[str]] = {
    "list_reconciliations": _READERS,
    "view_reconciliation": _READERS,
    "list_customers": _READERS,
    "download_sheet": _READERS,
    "original_file": _READERS,
    "start_reconciliation": _BOOKS,
    "start_demo_reconciliation": _BOOKS,
    "correct_reading": _BOOKS,
    "confirm_reading": _BOOKS,
    "rerun": _BOOKS,
    "cancel_run": _BOOKS,
    "accept_group": _BOOKS,
    "reject_group": _BOOKS,
    "relink_lines": _BOOKS,
    "undo_decision": _BOOKS,
    "write_note": _BOOKS,
    "view_ledger": _READERS,
    "open_books": _BOOKS,
    "post_document": _BOOKS,
    "import_documents": _BOOKS,
    "reverse_entry": _BOOKS,
    "revalue": _BOOKS,
    "allocate": _BOOKS,
    "unallocate": _BOOKS,
    "transfer": _BOOKS,
    "write_off": _BOOKS,
    "refund": _BOOKS,
    "close_period": frozenset({"FM"}),
    "set_bands": frozenset({"FM"}),
    "decide_approval": _BOOKS,
    "withdraw_note": _BOOKS,
    "add_person": frozenset({"ADM"}),
}


def may(role: str, act: str) -> bool:
    """True where the role carries the act; an act without a row in the table is a mistake of ours."""
    assert act in POLICY, f"no policy row for {act}"
    return role in POLICY[act]


def acts_of(role: str) -> frozenset[str]:
    """Every act the role carries."""
    return frozenset(act for act, roles in POLICY.items() if role in roles)
