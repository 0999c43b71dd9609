"""Walls that many rows meet, asked of all rows of a statement at once or before any function is called; frozen with their migration.

A foreign key is asked row by row and holds each row it finds. A file of a hundred thousand lines, their proposals and what was
settled with them are written many at a time, and what they name is never removed: one look at all of them is enough.
"""

from __future__ import annotations

from collections.abc import Iterable

from wanglai.store.triggers import company_key, has_changed, never_removed_sql

# Of each table what it names of its own company. Whose the statement of a line is, ``entry_of_its_statement`` asks.
NAMED: dict[str, tuple[tuple[str, str], ...]] = {
    "store_bankentry": (("customer_id", "store_customer"),),
    "store_cashproposal": (("run_id", "store_cashrun"), ("bank_entry_id", "store_bankentry")),
    "store_settlement": (("bank_entry_id", "store_bankentry"), ("customer_id", "store_customer")),
}
# What was asked row by row before.
REPLACED = (
    ("store_bankentry", "statement_id"),
    *((table, column) for table, named in NAMED.items() for column, _ in named),
)
NEVER_REMOVED = ("store_customer", "store_cashrun", "store_user")
# What is named is called the same for ever.
NAMED_FOR_EVER = {
    "store_customer": ("id", "company_id"), "store_cashrun": ("id", "company_id"), "store_user": ("id",),
}  # fmt: skip


# Every column of an item that is no counter; a new column is added here with the trigger made anew.
FIXED = (
    "id", "company_id", "seq", "item_no", "line_no", "account_id", "customer_id", "kind", "side", "currency", "amount",
    "base_amount", "document", "document_on", "due_on",
)  # fmt: skip
# As it was, asked before the function is called.
_COUNTERS_ALONE_MOVE = f"""
DROP TRIGGER only_counters_move ON store_openitem;
CREATE TRIGGER only_counters_move BEFORE UPDATE ON store_openitem
    FOR EACH ROW WHEN ({has_changed(FIXED)}) EXECUTE FUNCTION book_only_counters_move()"""


def at_once_sql() -> list[str]:
    """All of them, in the order they can be created."""
    return [
        *never_removed_sql(NEVER_REMOVED),
        *(_STAYS.format(table=table, changed=has_changed(names)) for table, names in NAMED_FOR_EVER.items()),
        *(f"ALTER TABLE {table} DROP CONSTRAINT {company_key(table, column)}" for table, column in REPLACED),
        *(each for table, named in NAMED.items() for each in _asked_of_all(table, named)),
        *_decided_by_somebody(),
        _COUNTERS_ALONE_MOVE,
    ]  # fmt: skip


_STAYS = """
CREATE TRIGGER called_the_same BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION store_refuse_change()"""


def _asked_of_all(table: str, named: Iterable[tuple[str, str]]) -> list[str]:
    found = "".join(_FOUND.format(column=column, parent=parent) for column, parent in named)
    strange = " OR ".join(f"written.{column} IS DISTINCT FROM of_{column}.id" for column, _ in named)  # fmt: skip
    columns = ", ".join(column for column, _ in named)
    return _at_once(table, "same_company", _STRANGER.format(columns=columns, found=found, strange=strange))  # fmt: skip


_FOUND = """
      LEFT JOIN LATERAL (SELECT parent.id FROM {parent} AS parent
                          WHERE parent.id = written.{column} AND parent.company_id = written.company_id OFFSET 0)
             AS of_{column} ON true"""
_STRANGER = """
    SELECT format('%s', ROW(written.*)) INTO stranger
      FROM (SELECT DISTINCT company_id, {columns} FROM written_rows) AS written{found}
     WHERE {strange} LIMIT 1;"""


def _decided_by_somebody() -> list[str]:
    return _at_once(
        "store_cashproposal",
        "decided_by_somebody",
        """
    SELECT written.decided_by_id INTO stranger
      FROM (SELECT DISTINCT decided_by_id FROM written_rows WHERE decided_by_id IS NOT NULL) AS written
     WHERE NOT EXISTS (SELECT FROM store_user AS person WHERE person.id = written.decided_by_id) LIMIT 1;""",
    )


def _at_once(table: str, name: str, question: str) -> list[str]:
    """The question is put to the rows of each statement; whoever it finds is named."""
    function = f"{table}_{name}"
    return [
        f"""
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET search_path = public, pg_temp AS $$
DECLARE
    stranger text;
BEGIN{question}
    IF FOUND THEN
        RAISE EXCEPTION '{function}: % is not there, or of another company', stranger USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$""",
        *(
            f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table} REFERENCING NEW TABLE AS written_rows "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            for event in ("INSERT", "UPDATE")
        ),
    ]
