"""Walls of bank files, entries and what was made of them that Django cannot describe; frozen with their migration."""

from __future__ import annotations

from importlib import resources

from wanglai.store.triggers import (
    append_only_sql,
    company_key_sql,
    moves_forward_sql,
    never_removed_sql,
    only_some_move_sql,
)

COMPANY_KEYS = (
    ("store_bankfile", "file_id", "store_storedfile"),
    ("store_bankfile", "bank_account_id", "store_bankaccount"),
    ("store_bankstatement", "bank_account_id", "store_bankaccount"),
    ("store_bankstatement", "bank_file_id", "store_bankfile"),
    ("store_bankentry", "statement_id", "store_bankstatement"),
    ("store_bankentry", "batch_id", "store_bankentry"),
    ("store_bankentry", "customer_id", "store_customer"),
    ("store_bankreconciliation", "bank_account_id", "store_bankaccount"),
    ("store_cashrun", "policy_id", "store_cashpolicy"),
    ("store_cashproposal", "run_id", "store_cashrun"),
    ("store_cashproposal", "bank_entry_id", "store_bankentry"),
    ("store_settlement", "bank_entry_id", "store_bankentry"),
    ("store_settlement", "customer_id", "store_customer"),
    ("store_linequestion", "bank_entry_id", "store_bankentry"),
    ("store_deductioncase", "customer_id", "store_customer"),
    ("store_deductioncase", "bank_entry_id", "store_bankentry"),
    ("store_remittance", "customer_id", "store_customer"),
    ("store_remittance", "file_id", "store_storedfile"),
    ("store_remittanceline", "remittance_id", "store_remittance"),
)
APPEND_ONLY = ("store_bankstatement", "store_cashpolicy", "store_remittanceline")
NEVER_REMOVED = (
    "store_bankaccount", "store_bankfile", "store_bankentry", "store_bankreconciliation", "store_settlement",
    "store_linequestion", "store_deductioncase", "store_remittance",
)  # fmt: skip

# Of each table the columns that may change; everything else is as it was written.
MOVING: dict[str, tuple[str, ...]] = {
    "store_bankaccount": ("name", "layout", "agreed_by_id", "ended_at"),
    "store_bankfile": (
        "form", "state", "bank_account_id", "layout", "problems", "statements", "entries", "fresh", "decided_by_id",
        "decided_at", "decision", "attempts", "started_at", "heartbeat_at", "finished_at",
    ),
    "store_bankentry": (
        "state", "customer_id", "entry_seq", "moved_seq", "aside_kind", "aside_note", "version",
    ),
    "store_bankreconciliation": ("signed_by_id", "signed_at", "seq"),
    "store_settlement": ("undone_seq", "undone_by_id", "undone_at"),
    "store_linequestion": ("answer", "answered_by_id", "answered_at"),
    "store_deductioncase": (
        "owner_id", "due_on", "note", "state", "closed_by_id", "closed_at", "closed_note", "outcome_seq",
    ),
}  # fmt: skip

STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "store_bankfile": {
        "queued": ("reading", "withdrawn"),
        "reading": ("queued", "taken", "held", "refused"),
        "held": ("queued", "withdrawn"),
        "refused": ("queued", "withdrawn"),
    },
    "store_bankentry": {
        "waiting": ("asked", "posted", "aside"),
        "asked": ("waiting", "posted", "aside"),
        "posted": ("waiting", "aside"),
        "aside": ("waiting",),
    },
    "store_deductioncase": {"open": ("accepted", "rejected", "withdrawn")},
}

_CASH = resources.files("wanglai.store.book").joinpath("cash.sql").read_text("utf-8")

# Books opened before get the accounts that discounts and small differences go to.
_ACCOUNTS = """
INSERT INTO store_account (company_id, role, code, own_code, name_zh, name_en)
SELECT company_id, role, code, '', zh, en
  FROM store_chainhead,
       (VALUES ('discount', '660301', '财务费用（现金折扣）', 'Cash discounts'),
               ('difference', '671101', '营业外支出（收款尾差）', 'Small differences in receipts'))
       AS added (role, code, zh, en)
"""

# Asked of the statements themselves, once per file: an entry is of the account of its statement.
_OF_ITS_STATEMENT = """
CREATE FUNCTION store_entry_of_its_statement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stranger bigint;
BEGIN
    SELECT added.statement_id INTO stranger
      FROM (SELECT DISTINCT statement_id, company_id, bank_account_id, handed_in_by_id FROM added_rows) AS added
      LEFT JOIN store_bankstatement AS statement
        ON statement.id = added.statement_id AND statement.company_id = added.company_id
       AND statement.bank_account_id = added.bank_account_id
      LEFT JOIN store_bankfile AS file
        ON file.id = statement.bank_file_id AND file.handed_in_by_id = added.handed_in_by_id
     WHERE file.id IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'statement % is of another account, or another person brought it', stranger
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_of_its_statement AFTER INSERT ON store_bankentry REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION store_entry_of_its_statement();
"""


def bank_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *company_key_sql(COMPANY_KEYS),
        *append_only_sql(APPEND_ONLY),
        *only_some_move_sql(MOVING),
        *moves_forward_sql(STEPS),
        *never_removed_sql(NEVER_REMOVED),
        _OF_ITS_STATEMENT,
        _ACCOUNTS,
        _CASH,
    ]
