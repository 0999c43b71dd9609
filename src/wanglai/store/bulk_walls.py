"""Walls that many rows meet at once, asked before any function is called; frozen with their migration.

What they hold is what ``bank_walls`` says of lines of the banks, to the letter: which columns move, and from which state to which.
"""

from __future__ import annotations

from wanglai.store.bank_walls import MOVING, STEPS
from wanglai.store.triggers import has_changed, moves_forward_sql, only_some_move_sql

LINES = "store_bankentry"
# Every column that is not in MOVING; a new column is added here with the trigger made anew.
FIXED = (
    "id", "company_id", "bank_account_id", "statement_id", "ordinal", "batch_id", "fingerprint", "occurrence", "booked_on",
    "value_on", "currency", "amount", "is_reversal", "payments", "other_name", "other_account_hash", "other_account_sealed",
    "other_account_shown", "reference", "bank_reference", "code", "text", "instructed_amount", "instructed_currency", "rate",
    "charges", "place", "handed_in_by_id",
)  # fmt: skip


def _where(statement: str, condition: str) -> str:
    """The same trigger, whose function is called where the condition holds only."""
    return statement.replace("FOR EACH ROW EXECUTE", f"FOR EACH ROW WHEN ({condition}) EXECUTE")


def _goes_elsewhere() -> str:
    ways = ", ".join(
        f"('{before}', '{after}')" for before, ways in STEPS[LINES].items() for after in ways
    )
    return f"NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({ways})"


def bulk_sql() -> list[str]:
    """All of them, in the order they can be created."""
    (some_move,) = only_some_move_sql({LINES: MOVING[LINES]})
    (forward,) = moves_forward_sql({LINES: STEPS[LINES]})
    return [
        f"DROP TRIGGER only_some_move ON {LINES}",
        _where(some_move, has_changed(FIXED)),
        f"DROP TRIGGER moves_forward ON {LINES}",
        _where(forward, _goes_elsewhere()),
    ]
