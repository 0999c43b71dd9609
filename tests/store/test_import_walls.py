"""The walls of imports hold by themselves: every attempt here goes round the services."""

from __future__ import annotations

import pytest

from tests.importing import Importer, csv_of
from tests.ledgers import open_ledger
from tests.store.test_walls import refused, sql
from wanglai.services.imports.choose import choose
from wanglai.services.imports.read_again import read_again
from wanglai.store import import_walls

ROW = ("远景", "INV-1", "2026-01-05", "", "10.00")
HEAD = ("客户", "发票号", "日期", "到期日", "金额", "品名")


@pytest.fixture
def importer(db: None) -> Importer:
    book = open_ledger()
    book.customer("远景")
    return Importer(book)


def _booked(importer: Importer) -> int:
    page = importer.read(csv_of([(*ROW, "x"), ("", "INV-2", "2026-01-05", "", "5", "y")], HEAD))
    choose(**importer.who, import_id=page.id, code="customer.missing", choice="leave_out")
    return importer.book_it(page.id).id


def test_rows_of_an_ordered_import_stay(importer: Importer) -> None:
    number = _booked(importer)
    for table in import_walls.ROWS:
        assert sql(f"SELECT count(*) FROM {table} WHERE file_import_id = %s", number)[0][0], table
        assert "keeps its rows" in refused(f"UPDATE {table} SET no = no")
        assert "keeps its rows" in refused(f"DELETE FROM {table}")
        assert "append-only" in refused(f"TRUNCATE {table}")
    foreign = "INSERT INTO store_importproblem (file_import_id, no, ordinal, code, field, excerpt, values) VALUES (%s, 1, 9, 'x', '', '', '{}')"
    assert "keeps its rows" in refused(foreign, number)
    assert "keeps its rows" in refused(foreign, 999_999), "an import that does not exist"


def test_an_import_that_has_ended_stays_as_it_is(importer: Importer) -> None:
    number = _booked(importer)
    columns = sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'store_fileimport'")  # fmt: skip
    for (column,) in columns:
        assert "has ended" in refused(f'UPDATE store_fileimport SET "{column}" = "{column}" WHERE id = %s', number)  # fmt: skip
    assert "never deleted" in refused("DELETE FROM store_fileimport WHERE id = %s", number)


def test_what_an_import_is_of_cannot_change(importer: Importer) -> None:
    page = importer.read(csv_of([ROW]))
    assert "cannot change" in refused("UPDATE store_fileimport SET kind = 'receipts' WHERE id = %s", page.id)  # fmt: skip


def test_decisions_and_remembered_mappings_are_only_added(importer: Importer) -> None:
    page = importer.read(csv_of([("远景", "INV-1", "03/04/2026", "", "10.00")]))
    read_again(**importer.who, import_id=page.id, options={"date_order": "DMY"}, waits_for_worker=False)  # fmt: skip
    importer.book_it(importer.perform(page.id).id)
    for table in import_walls.APPEND_ONLY:
        assert sql(f"SELECT count(*) FROM {table}")[0][0], table
        assert "append-only" in refused(f"UPDATE {table} SET id = id")
        assert "append-only" in refused(f"DELETE FROM {table}")


def test_one_import_of_a_company_is_booked_at_a_time(importer: Importer) -> None:
    numbers = [importer.read(csv_of([(*ROW[:1], f"INV-{n}", *ROW[2:])])).id for n in range(2)]
    order = "UPDATE store_fileimport SET state = 'ordered', ordered_by_id = created_by_id, ordered_at = now() WHERE id = %s"
    sql(order, numbers[0])
    assert "fileimport_one_posting" in refused(order, numbers[1])


def test_an_import_joins_nothing_of_another_company(importer: Importer) -> None:
    page = importer.read(csv_of([ROW]))
    other = open_ledger("bieren").company_id
    copied = """INSERT INTO store_importdecision (company_id, file_import_id, kind, facts, decided_by_id, decided_at)
                VALUES (%s, %s, 'choose', '{}', %s, now()); SET CONSTRAINTS ALL IMMEDIATE"""
    assert "same_company" in refused(copied, other, page.id, importer.who["actor"])
