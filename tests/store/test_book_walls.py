"""The book's walls, tried by the owner of the tables and round every service: each refusal is the database's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.ledgers import Ledger, check_now, open_ledger
from wanglai.store.roles import BEGUN, SEALED


@pytest.fixture
def book(db: None) -> Ledger:
    book = open_ledger()
    book.post("invoice", "INV-1", "113.00", "01-05", tax="13.00")
    book.post("receipt", "RC-1", "100.00", "01-20")
    book.settle("INV-1", "RC-1", None, "01-20")
    return book


def sql(statement: str, *parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return list(cursor.fetchall()) if cursor.description else []


def refused(statement: str, *parameters: Any) -> str:
    """What the database says to a statement, its deferred walls included."""
    with pytest.raises(Error) as problem, transaction.atomic():
        sql(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE", *parameters)
    return str(problem.value)


def _post(
    book: Ledger, lines: str, items: str = "ARRAY[]::book_item[]", on: str = "2026-01-09"
) -> str:
    return (
        f"SELECT * FROM book_post({book.company_id}, ROW(1, NULL, 'x')::book_who, "
        f"ARRAY[ROW(1, 'k', '', '{{}}', 'opening', DATE '{on}', 'D', 'CNY', 1, NULL, '', NULL, NULL, NULL)::book_entry], "
        f"ARRAY[{lines}]::book_line[], {items})"
    )


def _account(book: Ledger, role: str) -> int:
    found: int = sql(
        "SELECT id FROM store_account WHERE company_id = %s AND role = %s", book.company_id, role
    )[0][0]
    return found


def _line(
    no: int, account: int, amount: int, base: int, customer: str = "NULL", currency: str = "CNY"
) -> str:
    return f"ROW(1, {no}, {account}, {customer}, '{currency}', {amount}, {base})::book_line"


def test_an_unbalanced_entry_is_never_sealed(book: Ledger) -> None:
    bank, revenue = _account(book, "bank"), _account(book, "revenue")
    good = _post(book, f"{_line(1, bank, 5, 5)}, {_line(2, revenue, -5, -5)}")
    assert "does not balance" in refused(
        _post(book, f"{_line(1, bank, 5, 5)}, {_line(2, revenue, -4, -4)}")
    )
    assert "every currency" in refused(
        _post(book, f"{_line(1, bank, 5, 5, currency='USD')}, {_line(2, revenue, -5, -5)}")
    )
    assert "fewer than two lines" in refused(
        _post(book, _line(1, bank, 0, 0).replace("0, 0)", "0, 1)"))
    )
    assert "nobody here" in refused(
        _post(book, f"{_line(1, bank, 5, 5)}, {_line(2, 999_999, -5, -5)}")
    )
    assert "nobody here" in refused(
        _post(book, f"{_line(1, bank, 5, 5)}, {_line(2, revenue, -5, -5, customer='999999')}")
    )
    sql(good)
    check_now()
    book.prove()


def test_items_that_are_not_their_line_are_never_sealed(book: Ledger) -> None:
    customer = str(book.customer("远景"))
    lines = f"{_line(1, _account(book, 'receivable'), 5, 5, customer)}, {_line(2, _account(book, 'revenue'), -5, -5)}"
    item = "ARRAY[ROW(1, 1, 1, 'opening', {0}, NULL, {1}, {2})::book_item]"
    assert "are not its amount" in refused(_post(book, lines))
    assert "are not its amount" in refused(_post(book, lines, item.format(1, 4, 4)))
    assert "are not its amount" in refused(_post(book, lines, item.format(1, 5, 4)))
    assert "are not its amount" in refused(_post(book, lines, item.format(-1, 5, 5)))
    sql(_post(book, lines, item.format(1, 5, 5)))
    check_now()
    book.prove()


def test_posted_rows_refuse_update_delete_and_truncate(book: Ledger) -> None:
    book.close("01")
    counters = {
        "store_openitem",
        "store_period",
        "store_chainhead",
        "store_numberseries",
        "store_postingrule",
    }
    for table in (*SEALED, *BEGUN):
        if table == "store_postingrule":
            continue
        column = "account_id" if table == "store_openitem" else "company_id"
        if table not in counters or table == "store_openitem":
            refused(f"UPDATE {table} SET {column} = {column} + 1")
        refused(f"DELETE FROM {table}")
        refused(f"TRUNCATE {table} CASCADE")


def test_a_row_behind_the_head_is_refused(book: Ledger) -> None:
    assert "sealed already" in refused(
        "INSERT INTO store_entryline SELECT company_id, seq, 9, account_id, customer_id, entry_on, currency, amount, "
        "base_amount FROM store_entryline WHERE seq = 2 AND line_no = 1"
    )


def test_an_act_that_was_never_sealed_cannot_be_committed(book: Ledger) -> None:
    assert "never sealed" in refused(
        "INSERT INTO store_act SELECT company_id, seq + 100, kind, at, actor_id, approver_id, origin, '', request_hash, "
        "facts, sealed, hash FROM store_act WHERE seq = 1"
    )


def test_lines_without_an_entry_are_refused(book: Ledger) -> None:
    for line_no in ("line_no", "line_no + 1"):
        assert "does not exist" in refused(
            f"INSERT INTO store_entryline SELECT company_id, seq + 100, {line_no}, account_id, customer_id, entry_on, "
            "currency, amount, base_amount FROM store_entryline WHERE seq = 2"
        )


def test_items_without_an_entry_are_refused(book: Ledger) -> None:
    columns = "line_no, account_id, customer_id, kind, side, currency, amount, base_amount, document, document_on, due_on"
    assert "does not exist" in refused(
        f"INSERT INTO store_openitem (company_id, seq, item_no, allocated, base_allocated, {columns}) "
        f"SELECT company_id, seq + 100, item_no, 0, 0, {columns} FROM store_openitem WHERE side = 1"
    )


def test_an_entry_without_an_act_is_refused(book: Ledger) -> None:
    assert "store_entry" in refused(
        "INSERT INTO store_entry SELECT company_id, seq + 100, kind, period_id, number + 100, entry_on, document, currency, "
        "rate, customer_id, text, reverses_seq, source_file_id, batch_id FROM store_entry WHERE kind = 'invoice'"
    )


def test_a_link_that_does_not_follow_is_refused(book: Ledger) -> None:
    act = "INSERT INTO store_act SELECT company_id, {0}, kind, at, actor_id, approver_id, origin, '', request_hash, facts, sealed, hash FROM store_act WHERE seq = 1; "  # fmt: skip
    move = (
        "UPDATE store_chainhead SET seq = {0}, hash = (SELECT hash FROM store_act WHERE seq = {0})"
    )
    head = sql("SELECT seq FROM store_chainhead WHERE company_id = %s", book.company_id)[0][0]
    assert "does not follow" in refused((act + move).format(head + 1))
    assert "numbers are missing" in refused((act + move).format(head + 2))
    assert "only moves forward" in refused("UPDATE store_chainhead SET seq = seq - 1")


def test_every_link_of_many_follows_from_the_one_before(book: Ledger) -> None:
    """A wrong link is found whether it is the first or the last of those the head moves over; right ones pass."""
    act = (
        "INSERT INTO store_act SELECT company_id, {0}, 'note', at, actor_id, approver_id, origin, '', request_hash, facts, sealed, {1} "
        "FROM store_act WHERE seq = 1; "
    )  # fmt: skip
    move = "UPDATE store_chainhead SET seq = {0}, hash = (SELECT hash FROM store_act WHERE seq = {0}); SELECT 1 / 0"
    follows = "sha256((SELECT hash FROM store_act WHERE seq = {0}) || sealed)"
    head = sql("SELECT seq FROM store_chainhead WHERE company_id = %s", book.company_id)[0][0]
    first, last = head + 1, head + 2
    right = act.format(first, follows.format(head)) + act.format(last, follows.format(first))
    forged = act.format(first, "sha256('x')") + act.format(last, follows.format(first))
    cut = act.format(first, follows.format(head)) + act.format(last, follows.format(head))
    assert "division by zero" in refused(right + move.format(last)), "the head has moved"
    assert "does not follow" in refused(forged + move.format(last))
    assert "does not follow" in refused(cut + move.format(last))


def test_only_the_counters_of_an_item_move(book: Ledger) -> None:
    for column in ("amount", "base_amount", "seq", "customer_id", "side"):
        assert "only its counters move" in refused(
            f"UPDATE store_openitem SET {column} = {column} + 2"
        )
    refused("UPDATE store_openitem SET allocated = amount + 1")
    refused("UPDATE store_openitem SET base_allocated = base_amount + 1")


def test_numbers_have_no_gaps_after_refusals(book: Ledger) -> None:
    from wanglai.services.ledger.book import PeriodIsNotOpen
    from wanglai.store.models import Entry

    with pytest.raises(PeriodIsNotOpen), transaction.atomic():
        book.post("invoice", "X", "1.00", "2031-01-01")
    refused(_post(book, _line(1, _account(book, "bank"), 5, 5)))
    book.post("invoice", "INV-2", "1.00", "01-06")
    rows = Entry.objects.filter(company_id=book.company_id, kind="invoice").order_by("seq")
    assert list(rows.values_list("number", flat=True)) == [1, 2]
    refused("UPDATE store_numberseries SET last = last - 1")


def test_a_closed_period_stays_closed(book: Ledger) -> None:
    book.close("01")
    refused("UPDATE store_period SET closed_seq = NULL WHERE closed_seq IS NOT NULL")
    refused("UPDATE store_period SET to_on = to_on + 1 WHERE closed_seq IS NULL")
    refused(
        "INSERT INTO store_period (company_id, from_on, to_on) VALUES (%s, '2026-02-10', '2026-02-11')",
        book.company_id,
    )


def test_nobody_approves_an_act_of_their_own(book: Ledger) -> None:
    assert "act_approver_is_another" in refused(
        f"SELECT book_act({book.company_id}, ROW(7, 7, 'x')::book_who, 'test', '', '', '{{}}')"
    )
