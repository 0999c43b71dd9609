"""An issued statement, its print and the letterhead are held against their acts every night: whatever is changed is named."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tests.ledgers import DOOR, Ledger, day, open_ledger
from tests.services.test_verify import FALSE
from wanglai.services.ledger.verify import verify_company
from wanglai.services.statements.issue_statement import issue_statement, reissue_statement
from wanglai.services.statements.letterhead import set_letterhead
from wanglai.services.statements.untrue import untrue_statements

TABLES = {
    "store_statement": "version = 2",
    "store_statementfile": "statement_id = (SELECT max(id) FROM store_statement)",
    "store_letterhead": "version = 1",
}
# What a row says of itself only. The run is of the screen that shows it; who issued in it stands in the acts.
FREE = {
    ("store_statement", "id"), ("store_statement", "run_id"), ("store_statement", "issued_at"),
    ("store_statementfile", "id"), ("store_statementfile", "made_at"),
    ("store_letterhead", "id"), ("store_letterhead", "made_at"),
}  # fmt: skip


@pytest.fixture
def book(db: None) -> Ledger:
    """January, February, and a second version of February, in a letterhead; the walls are down."""
    book = open_ledger()
    book.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    who = {**book.books.scope("FM"), "origin": DOOR}
    set_letterhead(**who, name_zh="远景", name_en="Yuanjing", note_zh="附注", tax_number="9135")
    about = {"customer_id": book.customer("远景"), "currency": "CNY", "kind": "forward"}
    issue_statement(**who, **about, from_on=day("01-01"), through_on=day("01-31"), key="1")
    second = issue_statement(**who, **about, from_on=day("02-01"), through_on=day("02-28"), key="2")
    book.post("debit_note", "DN-1", "5.00", "02-10")
    reissue_statement(**who, statement_id=second, reason="补记", key="3")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in (*TABLES, "store_storedfile"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return book


def _found(book: Ledger, statement: str) -> tuple[tuple[int, str], ...]:
    """What is said after a statement, which is then rolled back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint "
                "WHERE contype IN ('c', 'f') AND conrelid::regclass::text = ANY(%s)",
                [[*TABLES, "store_storedfile"]],
            )
            for table, name in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            cursor.execute(statement)
            assert cursor.rowcount != 0, f"nothing was falsified by {statement}"
        found = untrue_statements(book.company_id)
        transaction.set_rollback(True)
    return found


def test_untouched_statements_are_what_was_issued(book: Ledger) -> None:
    assert untrue_statements(book.company_id) == ()
    assert verify_company(book.company_id).is_whole


def test_every_falsified_column_is_found(book: Ledger) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = ANY(%s) ORDER BY 1, ordinal_position",
            [list(TABLES)],
        )
        columns = cursor.fetchall()
    unseen = []
    for table, column, kind in columns:
        if (table, column) in FREE:
            continue
        false = FALSE[kind].format(column)
        if not _found(book, f"UPDATE {table} SET {column} = {false} WHERE {TABLES[table]}"):
            unseen.append(f"{table}.{column}")
    assert unseen == []


@pytest.mark.parametrize("table", TABLES)
def test_a_removed_row_is_found_and_its_act_named(book: Ledger, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq FROM {table} WHERE {TABLES[table]}")
        seq = cursor.fetchone()[0]
    assert seq in {said for said, _ in _found(book, f"DELETE FROM {table} WHERE {TABLES[table]}")}


def test_a_kept_file_with_another_byte_is_found(book: Ledger) -> None:
    falsified = "UPDATE store_storedfile SET content = set_byte(content, 9, 33) WHERE id = (SELECT max(file_id) FROM store_statementfile)"
    assert [what for _, what in _found(book, falsified)] == [
        "a printed statement is not the file that was kept"
    ]


def test_the_nightly_proof_names_the_statement(book: Ledger) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE store_statement SET reason = 'x' WHERE version = 2")
        report = verify_company(book.company_id)
        transaction.set_rollback(True)
    assert [fault.table for fault in report.faults] == ["statement"]
