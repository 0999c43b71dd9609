"""Whoever owns the database can change it; nobody can change it unnoticed.

Every column of every sealed table is falsified in turn with the walls taken down, rows are removed,
added and swapped, the tail is cut, the whole chain is written anew: each is found, with the act named.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.ledgers import Ledger, open_ledger
from wanglai.services.ledger.nightly import prove_every_book
from wanglai.services.ledger.recompute import recompute_company
from wanglai.services.ledger.verify import Report, verify_company
from wanglai.services.periods.anchors import anchor_every_head, anchor_head
from wanglai.services.promises.note_promise import note_promise
from wanglai.store.models import Act, Anchor

TABLES = {
    # table: which row is falsified
    "store_act": "seq = 4",
    "store_entry": "kind = 'invoice' AND currency = 'USD'",
    "store_entryline": "line_no = 1 AND currency = 'USD'",
    "store_openitem": "kind = 'invoice' AND currency = 'USD'",
    "store_allocation": "row_no = 1 AND exchange_seq IS NOT NULL",
    "store_chainhead": "true",
    "store_numberseries": "kind = 'invoice'",
    "store_anchor": "true",
    "store_itemflag": "kind = 'promised'",
}
# What a row says of itself only: nothing in the book depends on it.
FREE = {
    ("store_anchor", "id"), ("store_anchor", "at"), ("store_anchor", "reason"),
    ("store_chainhead", "at"), ("store_anchor", "company_id"),
    ("store_itemflag", "id"), ("store_itemflag", "set_at"),
    ("store_itemflag", "set_on"),  # the company's day of the act: found from two days off on
}  # fmt: skip


@pytest.fixture
def book(db: None) -> Ledger:
    book = open_ledger()
    book.post("invoice", "INV-1", "1,130.00", "01-05", tax="130.00", due="02-28")
    book.post("receipt", "RC-1", "500.00", "01-20")
    book.settle("INV-1", "RC-1", None, "01-20")
    book.post("invoice", "INV-US", "1,000.00", "01-06", currency="USD", rate="7.10")
    book.post("receipt", "RC-US", "400.00", "01-25", currency="USD", rate="7.20")
    book.settle("INV-US", "RC-US", None, "01-25")
    book.write_off("INV-1", "30.00", "01-31")
    said = {**book.books.scope("COL"), "origin": "test", "item_id": book.item("INV-US").id}
    note_promise(**said, until_on=timezone.localdate() + timedelta(days=9), note="月底前付清")
    anchor_head(book.company_id, reason="test")
    book.post("invoice", "INV-2", "50.00", "02-05")
    return book


@pytest.fixture
def open_walls(book: Ledger) -> Ledger:
    """The owner of the tables takes every trigger and constraint check down."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return book


def _columns() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = ANY(%s) ORDER BY 1, ordinal_position",
            [list(TABLES)],
        )
        return list(cursor.fetchall())


FALSE = {
    "boolean": "NOT {0}",
    "bigint": "coalesce({0}, 0) + 1000",
    "integer": "coalesce({0}, 0) + 1000",
    "smallint": "coalesce({0}, 0) + 100",
    "numeric": "{0} + 1",
    "date": "coalesce({0}, DATE '2026-01-01') + 1",
    "timestamp with time zone": "{0} + interval '1 microsecond'",
    "character varying": "CASE WHEN length({0}) < 2 THEN 'x' ELSE overlay({0} PLACING 'Z' FROM 1) END",
    "text": "{0} || ' '",
    "bytea": r"CASE WHEN octet_length({0}) = 0 THEN '\x00' ELSE set_byte({0}, 0, (get_byte({0}, 0) + 1) % 256) END",
}


def _falsified(book: Ledger, statement: str) -> Report:
    """What verify says after a statement, which is then rolled back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for name in _checks():
                cursor.execute(f"ALTER TABLE {name[0]} DROP CONSTRAINT {name[1]}")
            cursor.execute(statement)
            assert cursor.rowcount != 0, f"nothing was falsified by {statement}"
        report = verify_company(book.company_id)
        transaction.set_rollback(True)
    return report


def _checks() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE contype IN ('c', 'f') AND conrelid::regclass::text = ANY(%s)",
            [list(TABLES)],
        )
        return list(cursor.fetchall())


def test_an_untouched_book_is_whole(book: Ledger) -> None:
    report = verify_company(book.company_id)
    assert report.is_whole
    assert report.acts == Act.objects.filter(company_id=book.company_id).count()
    assert recompute_company(book.company_id) == ()


def test_every_falsified_column_is_found(open_walls: Ledger) -> None:
    unseen = []
    for table, column, kind in _columns():
        if (table, column) in FREE:
            continue
        false = FALSE[kind].format(column)
        report = _falsified(
            open_walls, f"UPDATE {table} SET {column} = {false} WHERE {TABLES[table]}"
        )
        if report.is_whole:
            unseen.append(f"{table}.{column}")
    assert unseen == []


@pytest.mark.parametrize("act", [1, 4, 7])
@pytest.mark.parametrize("table", ["store_act", "store_entry", "store_entryline", "store_openitem"])
def test_a_removed_row_is_found_and_its_act_named(open_walls: Ledger, table: str, act: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(seq) FROM {table} WHERE seq >= %s", [act])
        seq = cursor.fetchone()[0]
    report = _falsified(open_walls, f"DELETE FROM {table} WHERE seq = {seq}")
    assert any(fault.seq == seq for fault in report.faults), report.faults


def test_a_row_added_to_a_sealed_entry_is_found(open_walls: Ledger) -> None:
    report = _falsified(
        open_walls,
        "INSERT INTO store_entryline SELECT company_id, seq, 9, account_id, customer_id, entry_on, currency, "
        "amount, base_amount FROM store_entryline WHERE seq = 2 AND line_no = 1",
    )
    assert any(fault.seq == 2 for fault in report.faults)


def test_an_entry_of_no_act_is_found(open_walls: Ledger) -> None:
    report = _falsified(
        open_walls,
        "INSERT INTO store_entry SELECT company_id, 99, kind, period_id, 99, entry_on, document, currency, rate, "
        "customer_id, text, reverses_seq, source_file_id, batch_id FROM store_entry WHERE seq = 2",
    )
    assert any(fault.seq == 99 for fault in report.faults)


def test_two_acts_that_changed_places_are_found(open_walls: Ledger) -> None:
    report = _falsified(
        open_walls,
        "UPDATE store_act SET sealed = other.sealed, hash = other.hash FROM store_act AS other "
        "WHERE (store_act.seq, other.seq) IN ((2, 3), (3, 2))",
    )
    assert {fault.seq for fault in report.faults} >= {2, 3}


def test_a_cut_tail_is_found_by_its_anchor_alone(open_walls: Ledger) -> None:
    """Rows removed, counters and head put right: only what was handed outside still knows."""
    anchored = Anchor.objects.get(company_id=open_walls.company_id).seq
    outside = [(anchored, bytes(Anchor.objects.get(company_id=open_walls.company_id).hash))]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM store_anchor")
            for table in ("store_itemflag", "store_act", "store_entry", "store_entryline", "store_openitem", "store_allocation"):  # fmt: skip
                cursor.execute(f"DELETE FROM {table} WHERE seq > 3")
            cursor.execute("UPDATE store_openitem SET allocated = 0, base_allocated = 0")
            cursor.execute(
                "DELETE FROM store_numberseries AS series WHERE NOT EXISTS (SELECT FROM store_entry AS entry "
                "WHERE (entry.period_id, entry.kind) = (series.period_id, series.kind))"
            )
            cursor.execute(
                "UPDATE store_numberseries AS series SET last = (SELECT max(number) FROM store_entry AS entry "
                "WHERE (entry.period_id, entry.kind) = (series.period_id, series.kind))"
            )
            cursor.execute(
                "UPDATE store_chainhead SET seq = 3, hash = (SELECT hash FROM store_act WHERE seq = 3)"
            )
        silent = verify_company(open_walls.company_id)
        loud = verify_company(open_walls.company_id, anchors=outside)
        transaction.set_rollback(True)
    assert silent.is_whole, (
        "without an anchor a cut tail cannot be seen: that is why there are anchors"
    )
    assert [(fault.table, fault.seq) for fault in loud.faults] == [("anchor", anchored)]


def test_a_chain_written_anew_is_found_by_its_anchor(open_walls: Ledger) -> None:
    """Someone changes an amount and recomputes every seal with the database's own functions."""
    anchored = Anchor.objects.get(company_id=open_walls.company_id)
    outside = [(anchored.seq, bytes(anchored.hash))]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM store_anchor")
            cursor.execute('UPDATE store_act SET facts = \'{"from": "1999"}\' WHERE seq = 1')
            cursor.execute(
                "UPDATE store_act AS act SET sealed = book_sealed(company_id, seq, kind, at, actor_id, approver_id, "
                "origin, key, request_hash, facts, ''::bytea) WHERE seq = 1"
            )
            cursor.execute(
                "UPDATE store_act AS act SET hash = anew.link FROM (SELECT company_id, seq, "
                "book_chain(decode(repeat('00', 32), 'hex'), sealed) OVER (ORDER BY seq) AS link FROM store_act) AS anew "
                "WHERE (anew.company_id, anew.seq) = (act.company_id, act.seq)"
            )
            cursor.execute(
                "UPDATE store_chainhead AS head SET hash = act.hash FROM store_act AS act "
                "WHERE (act.company_id, act.seq) = (head.company_id, head.seq)"
            )
        silent = verify_company(open_walls.company_id)
        loud = verify_company(open_walls.company_id, anchors=outside)
        transaction.set_rollback(True)
    assert silent.is_whole
    assert [fault.table for fault in loud.faults] == ["anchor"]


def test_a_snapshot_that_was_changed_is_found_by_the_books(open_walls: Ledger) -> None:
    open_walls.close("01")
    with connection.cursor() as cursor:
        for table in ("store_balancesnapshot", "store_itemsnapshot", "store_openitem"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert recompute_company(open_walls.company_id) == ()
        cursor.execute(
            "UPDATE store_balancesnapshot SET amount = amount + 1 WHERE customer_id IS NULL"
        )
        cursor.execute("UPDATE store_itemsnapshot SET base_amount = base_amount + 1")
    tables = {each.table for each in recompute_company(open_walls.company_id)}
    assert tables == {"balance snapshot", "item snapshot"}


@pytest.mark.parametrize("column", ["customer_id", "side", "currency", "document_on", "due_on"])
def test_what_a_snapshot_says_of_an_item_is_held_against_the_item(
    open_walls: Ledger, column: str
) -> None:
    open_walls.close("01")
    other = {"currency": "'XTS'", "side": "-side"}.get(column, f"{column} + 1")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE store_itemsnapshot DISABLE TRIGGER USER")
        assert recompute_company(open_walls.company_id) == ()
        cursor.execute(f"UPDATE store_itemsnapshot SET {column} = {other}")
    found = recompute_company(open_walls.company_id)
    assert {each.table for each in found} == {"item of a snapshot"}
    assert all(each.kept != each.computed for each in found)


def test_heads_that_moved_are_anchored_once_a_day(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert anchor_every_head() == 1
    assert anchor_every_head() == 0
    book.post("invoice", "INV-3", "1.00", "02-06")
    assert anchor_every_head() == 1
    newest = Anchor.objects.filter(company_id=book.company_id).order_by("-seq")[0]
    assert newest.seq == Act.objects.filter(company_id=book.company_id).count()


def test_the_nightly_proof_names_what_was_changed(open_walls: Ledger) -> None:
    (before,) = prove_every_book()
    assert before.faults == ()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_entryline SET amount = amount + 1, base_amount = base_amount + 1 WHERE seq = 2"
        )
    (after,) = prove_every_book()
    assert any("act 2" in fault for fault in after.faults)
