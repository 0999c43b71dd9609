"""Walls of reconciliations from the book, tried beside the ORM."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from tests.ledgers import Ledger, open_ledger
from tests.store.test_walls import refused, sql
from tests.two_sides import FEBRUARY, JANUARY, reconcile
from wanglai.store import two_sided_walls
from wanglai.store.models import BookSide, Reconciliation


@pytest.fixture
def ledger(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    ledger.post("invoice", "INV-2", "300.00", "01-31", due="03-02")
    reconcile(ledger, "01", JANUARY)
    reconcile(ledger, "02", FEBRUARY)
    sql(
        "SET CONSTRAINTS ALL IMMEDIATE"
    )  # what waits for the end of the transaction is looked at now
    sql("SET CONSTRAINTS ALL DEFERRED")
    return ledger


def test_our_side_is_a_file_or_the_book_and_never_both(ledger: Ledger) -> None:
    bare = (
        "INSERT INTO store_reconciliation (company_id, number, customer_id, title, ours_file_id, theirs_file_id, ours_name, "
        "theirs_name, idempotency_key, request_hash, demo_key, created_by_id, created_at) SELECT company_id, 3, customer_id, '', %s, "
        "theirs_file_id, 'a', 'b', 'k3', '', '', created_by_id, now() FROM store_reconciliation WHERE number = 1"
    )
    file_id = Reconciliation.objects.order_by("id").values_list("theirs_file_id", flat=True)[0]
    for ours, side in ((None, False), (file_id, True)):
        assert "neither a file nor the book, or both" in _refused_at_the_end(bare, ours, with_side=side)  # fmt: skip


def _refused_at_the_end(bare: str, ours: int | None, *, with_side: bool) -> str:
    """What the database says when everything is written and the transaction would end."""
    try:
        with transaction.atomic():
            sql("UPDATE store_company SET reconciliation_count = 3")
            sql(bare, ours)
            if with_side:
                sql(_SIDE_OF_THIRD)
            sql("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as problem:
        return str(problem)
    return ""


_SIDE_OF_THIRD = """
INSERT INTO store_bookside (reconciliation_id, company_id, currency, from_on, through_on)
SELECT third.id, old.company_id, old.currency, old.from_on, old.through_on
  FROM store_bookside AS old, store_reconciliation AS third
 WHERE third.number = 3 AND old.before_id IS NULL
"""


def test_a_period_goes_on_from_one_of_the_same_account_that_ended_the_day_before(
    ledger: Ledger,
) -> None:
    first, second = BookSide.objects.order_by("reconciliation_id")
    assert second.before_id == first.reconciliation_id
    again = (
        "INSERT INTO store_bookside (reconciliation_id, company_id, currency, from_on, through_on, before_id) "
        "SELECT %s, company_id, %s, %s, '2026-12-31', %s FROM store_bookside WHERE before_id IS NULL"
    )
    here, before = second.reconciliation_id, first.reconciliation_id
    assert "does not go on" in refused(again, here, "CNY", "2026-02-02", before)  # a day between
    assert "does not go on" in refused(again, here, "USD", "2026-02-01", before)
    assert "store_bookside_pkey" in refused(again, here, "CNY", "2026-02-01", before)


def test_an_entry_has_one_row_and_a_row_is_one_entry(ledger: Ledger) -> None:
    again = "INSERT INTO store_bookline (reconciliation_id, row, company_id, seq) SELECT reconciliation_id, %s, company_id, seq FROM store_bookline LIMIT 1"  # fmt: skip
    assert "book_line_once" in refused(again, 99)


def test_what_was_read_and_carried_stays(ledger: Ledger) -> None:
    for table in two_sided_walls.APPEND_ONLY:
        for statement in (f"UPDATE {table} SET company_id = company_id", f"DELETE FROM {table}", f"TRUNCATE {table}"):  # fmt: skip
            assert "append-only" in refused(statement), statement


def test_nothing_of_it_joins_two_companies(ledger: Ledger) -> None:
    other = open_ledger("bieren")
    for table, columns in (
        ("store_bookline", "reconciliation_id, row + 90, %s, seq + 1000"),
        ("store_carriedline", "reconciliation_id, side, row + 90, %s, line, difference, difference_class, first_id, open_since, amount"),
    ):  # fmt: skip
        names = columns.replace("%s", "company_id").replace(" + 90", "").replace(" + 1000", "")
        moved = f"INSERT INTO {table} ({names}) SELECT {columns} FROM {table}"
        assert "same_company" in refused(moved, other.company_id), table
