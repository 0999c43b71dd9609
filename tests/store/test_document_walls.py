"""The database refuses wrong orders, deliveries, invoices and bills by itself: every attempt goes around services and ORM."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.books import open_company
from tests.papers import Papers, open_papers
from wanglai.domain.bills import NEXT, UNDONE
from wanglai.store.bill_walls import BILL_STEPS
from wanglai.store.document_walls import MOVING, STEPS, TABLES


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall() if cursor.description else []
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return rows


def refused(statement: str, *values: Any) -> str:
    with pytest.raises(Error) as caught:
        sql(statement, *values)
    return str(caught.value)


@pytest.fixture
def papers(db: None) -> Papers:
    """100 ordered, 60 delivered, 40 invoiced, of which nothing is credited; and a bill."""
    papers = open_papers()
    papers.order()
    papers.deliver("DN-1", "60")
    papers.invoice("INV-1", *papers.of_delivery("DN-1", "40"))
    papers.bill("B-1", "100.00", "INV-1")
    return papers


@pytest.mark.parametrize(
    ("change", "wall"),
    [
        ("delivered = 100.000001", "order_line_not_over_delivered"),
        ("delivered = -1, invoiced = 0", "order_line_not_over_"),
        ("returned = 60.000001", "order_line_not_over_"),
        ("returned = 20.000001", "order_line_not_over_invoiced"),
        ("invoiced = 60.000001", "order_line_not_over_invoiced"),
        ("invoiced = -1", "order_line_not_over_invoiced"),
        ("given_up = 40.000001", "order_line_given_up_was_open"),
    ],
)
def test_no_counter_passes_what_was_ordered(papers: Papers, change: str, wall: str) -> None:
    assert wall in refused(f"UPDATE store_salesorderline SET {change}")
    assert "delivery_line_not_over_invoiced" in refused(
        "UPDATE store_deliveryline SET invoiced = 60, returned = 0.000001"
    )
    sql(
        "UPDATE store_salesorderline SET delivered = 100, returned = 0, invoiced = 100, given_up = 0"
    )


def test_a_paper_is_the_sum_of_its_lines_and_parts(papers: Papers) -> None:
    line = (
        "INSERT INTO store_invoiceline (company_id, invoice_id, line_no, what, unit, quantity, price, tax_percent, "
        "net, tax, credited, credited_net, credited_tax) SELECT company_id, id, 2, 'x', '', 1, 0, 0, %s, 0, 0, 0, 0 "
        "FROM store_invoice"
    )
    assert "not the sum of its lines" in refused(line, 1)
    sql(line, 0)
    part = (
        "INSERT INTO store_invoiceinstalment (company_id, invoice_id, part_no, amount) "
        "SELECT company_id, id, 2, 1 FROM store_invoice"
    )
    assert "not the sum of its instalments" in refused(part)
    paper = (
        'INSERT INTO store_invoice (company_id, customer_id, kind, number, "on", currency, rate, net, tax, gross, reason, '
        "text, state, key, request_hash, made_by_id, made_at) SELECT company_id, customer_id, 'invoice', 'X', \"on\", "
        "currency, rate, %s, 0, %s, '', '', 'draft', 'x', '', made_by_id, made_at FROM store_invoice"
    )
    assert "not the sum of its lines" in refused(paper, 5, 5)
    assert "invoice_adds_up" in refused(paper, 5, 6)


def test_what_a_document_says_does_not_change(papers: Papers) -> None:
    for table in TABLES:
        columns = {
            name
            for (name,) in sql(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", table
            )
        }
        assert set(MOVING[table]) <= columns
        for column in columns - set(MOVING[table]):
            other = _another(table, column)
            said = refused(f'UPDATE {table} SET "{column}" = {other}')
            assert "does not change" in said, f"{table}.{column}: {said}"


def _another(table: str, column: str) -> str:
    """Another value of the column's type."""
    kind = sql(
        "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
        table,
        column,
    )[0][0]
    return {
        "boolean": f'NOT "{column}"',
        "bytea": "'\\x00'",
        "date": f"coalesce(\"{column}\", '2020-01-01') + 1",
        "timestamp with time zone": f"\"{column}\" + interval '1 day'",
        "character varying": f"'x' || substr(\"{column}\", 2)",
    }.get(kind, f'coalesce("{column}", 0) + 1')


def test_documents_are_never_removed(papers: Papers) -> None:
    for table in TABLES:
        assert sql(f"SELECT count(*) FROM {table}")[0][0] > 0, f"{table} has no row to attack"
        assert "append-only" in refused(f"DELETE FROM {table}")
        assert "append-only" in refused(f"TRUNCATE {table} CASCADE")


def test_states_go_forward_only(papers: Papers) -> None:
    assert {state: next_ for state, next_ in (NEXT | UNDONE).items() if next_} == BILL_STEPS
    for table, steps in {**STEPS, "store_bill": BILL_STEPS}.items():
        states = sorted({*steps, *(each for following in steps.values() for each in following)})
        for old, new in product(states, states):
            said = _moved(table, old, new)
            has_way = new == old or new in steps.get(old, ())
            assert ("there is no way" in said) == (not has_way), f"{table} {old} {new}: {said}"


def _moved(table: str, old: str, new: str) -> str:
    """What the trigger says to a step; other walls may speak after it. The state before is set with the walls down."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for check in _checks(table):
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
            cursor.execute(f"UPDATE {table} SET state = %s", [old])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET state = %s", [new])
            transaction.set_rollback(True)
    except Error as problem:
        return str(problem)
    return ""


def _checks(table: str) -> list[str]:
    rows = sql(
        "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass", table
    )
    return [name for (name,) in rows]


def test_nothing_is_credited_beyond_what_was_invoiced(papers: Papers) -> None:
    for change in ("credited = 40.000001", "credited_net = 40001", "credited_tax = 5201", "credited = -1"):  # fmt: skip
        assert "invoice_line_not_over_credited" in refused(f"UPDATE store_invoiceline SET {change}")
    sql("UPDATE store_invoiceline SET credited = 40, credited_net = 40000, credited_tax = 5200")


def test_a_note_names_what_it_corrects(papers: Papers) -> None:
    paper = (
        'INSERT INTO store_invoice (company_id, customer_id, kind, number, "on", currency, rate, net, tax, gross, reason, '
        "text, state, corrects_id, entry_seq, key, request_hash, made_by_id, made_at) "
        "SELECT company_id, customer_id, %s, 'X', \"on\", currency, rate, net, tax, gross, %s, '', %s, "
        "CASE WHEN %s THEN id END, NULL, 'x', '', made_by_id, made_at FROM store_invoice"
    )
    for kind, reason, corrects in (
        ("credit_note", "price", False),
        ("credit_note", "", True),
        ("debit_note", "", False),
        ("invoice", "", True),
    ):
        said = refused(paper, kind, reason, "draft", corrects)
        assert "invoice_correction_names_another" in said
    assert "invoice_posted_has_an_entry" in refused(paper, "invoice", "", "posted", False)


def test_a_bill_that_ended_is_dated(papers: Papers) -> None:
    assert "bill_ended_is_dated" in refused("UPDATE store_bill SET state = 'settled'")
    assert "bill_passed_on_has_an_entry" in refused("UPDATE store_bill SET state = 'discounted'")
    sql("UPDATE store_bill SET state = 'settled', ended_seq = 1, ended_on = '2026-11-10'")


def test_no_document_names_another_companys_row(papers: Papers) -> None:
    other = open_company("bieren")
    order = (
        "INSERT INTO store_salesorder (company_id, customer_id, number, their_number, ordered_on, currency, "
        "tolerance_percent, is_billed_by_order, text, state, key, request_hash, entered_by_id, entered_at) "
        "SELECT %s, customer_id, 'X', '', ordered_on, currency, 0, false, '', 'draft', 'x', '', entered_by_id, "
        "entered_at FROM store_salesorder"
    )
    assert "salesorder_customer_same_company" in refused(order, other.company_id)
    bill = (
        "INSERT INTO store_bill (company_id, customer_id, kind, number, drawer, drawee, currency, amount, issued_on, "
        "matures_on, received_on, state, passed_to, entry_seq, key, request_hash, entered_by_id, entered_at) "
        "SELECT %s, customer_id, kind, 'X', '', 'x', currency, amount, issued_on, matures_on, received_on, 'received', "
        "'', 1, 'x', '', entered_by_id, entered_at FROM store_bill"
    )
    assert "bill_customer_same_company" in refused(bill, other.company_id)
