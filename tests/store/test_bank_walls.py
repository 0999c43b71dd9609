"""The walls of bank files and cash hold by themselves: every attempt here goes round the services."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, minor, open_ledger
from tests.store.test_walls import refused, sql
from wanglai.services.cash.settle_line import Part, Wanted, settle_line
from wanglai.services.ledger.book import CashierSettles, Who, write_act
from wanglai.store import at_once_walls, bank_walls, bulk_walls
from wanglai.store.models import BankEntry, CashProposal, CashRun, OpenItem


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def _line(book: Ledger, brought_by: int | None = None, amount: str = "800.00") -> BankEntry:
    return bank_line(bank_statement(our_account(book), bank_file(book, brought_by)), amount)


def test_an_entry_of_a_bank_comes_in_once(book: Ledger) -> None:
    line = _line(book)
    copied = (
        "INSERT INTO store_bankentry SELECT (jsonb_populate_record(entry, jsonb_build_object('id', "
        "nextval(pg_get_serial_sequence('store_bankentry', 'id')), 'occurrence', %s))).* FROM store_bankentry AS entry WHERE id = %s"
    )
    assert "bank_entry_once" in refused(copied, 1, line.id)
    sql(copied, 2, line.id)
    assert BankEntry.objects.count() == 2, "two true equal receipts of a day stay two"


def test_a_file_and_a_statement_of_a_bank_come_in_once(book: Ledger) -> None:
    file = bank_file(book)
    again = "INSERT INTO store_bankfile SELECT (jsonb_populate_record(file, jsonb_build_object('id', 0))).* FROM store_bankfile AS file WHERE id = %s"
    assert "bank_file_once" in refused(again, file.id)
    statement = bank_statement(our_account(book), file)
    told = "INSERT INTO store_bankstatement SELECT (jsonb_populate_record(told, jsonb_build_object('id', 0, 'ordinal', 2))).* FROM store_bankstatement AS told WHERE id = %s"
    assert "statement_once" in refused(told, statement.id)


def test_every_column_of_a_line_stays_or_is_named_as_moving(book: Ledger) -> None:
    """The wall asks of columns by name before its function is called: a column nobody names would move."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'store_bankentry'")  # fmt: skip
        there = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'store_bankentry'::regclass")  # fmt: skip
        triggers = dict(cursor.fetchall())
    moving = set(bank_walls.MOVING["store_bankentry"])
    assert set(bulk_walls.FIXED) == there - moving
    assert all(f"new.{column}" in triggers["only_some_move"] for column in bulk_walls.FIXED)
    line = _line(book)
    for state in ("posted", "split"):
        moved = refused("UPDATE store_bankentry SET state = %s WHERE id = %s", state, line.id)
        assert "there is no way" in moved or "bank_entry_posted_has_an_entry" in moved


def test_what_a_bank_said_never_changes(book: Ledger) -> None:
    line = _line(book)
    for column in (
        "amount",
        "booked_on",
        "text",
        "fingerprint",
        "occurrence",
        "handed_in_by_id",
        "statement_id",
    ):
        changed = {
            "amount": "amount + 1",
            "booked_on": "booked_on + 1",
            "text": "'x'",
            "fingerprint": r"'\x00'",
        }
        said = changed.get(column, f"{column} + 1")
        assert "does not change" in refused(
            f"UPDATE store_bankentry SET {column} = {said} WHERE id = %s", line.id
        )
    for table in bank_walls.NEVER_REMOVED:
        assert "append-only" in refused(f"DELETE FROM {table}")
    for table in bank_walls.APPEND_ONLY:
        assert "append-only" in refused(f"UPDATE {table} SET company_id = company_id")


def test_a_line_is_posted_once_with_its_entry_and_customer(book: Ledger) -> None:
    one, other = _line(book), _line(book)
    assert "bank_entry_posted_has_an_entry" in refused(
        "UPDATE store_bankentry SET state = 'posted' WHERE id = %s", one.id
    )
    customer = book.customer("远景")
    posted = (
        "UPDATE store_bankentry SET state = 'posted', customer_id = %s, entry_seq = 7 WHERE id = %s"
    )
    sql(posted, customer, one.id)
    assert "bank_entry_receipt_once" in refused(posted, customer, other.id)
    assert "there is no way" in refused(
        "UPDATE store_bankentry SET state = 'split', entry_seq = NULL WHERE id = %s", one.id
    )
    assert "bank_entry_aside_says_why" in refused(
        "UPDATE store_bankentry SET state = 'aside' WHERE id = %s", other.id
    )


def test_lines_files_and_runs_join_nothing_of_another_company(book: Ledger) -> None:
    line = _line(book)
    stranger = open_ledger("bieren").customer("别人")
    moved = (
        "UPDATE store_bankentry SET customer_id = %s WHERE id = %s; SET CONSTRAINTS ALL IMMEDIATE"
    )
    assert "same_company" in refused(moved, stranger, line.id)


def test_a_line_is_of_its_statements_account_and_of_who_brought_it(book: Ledger) -> None:
    statement = bank_statement(our_account(book), bank_file(book))
    stolen = our_account(book, "另一户")
    statement.bank_account_id = stolen.id
    with pytest.raises(Exception, match="is of another account"):
        bank_line(statement, "1.00")


def test_who_decides_or_agrees_is_another(book: Ledger) -> None:
    file = bank_file(book)
    decided = "UPDATE store_bankfile SET decided_by_id = %s, decided_at = now(), decision = 'x' WHERE id = %s"
    assert "bank_file_decided_by_another" in refused(decided, file.handed_in_by_id, file.id)
    account = our_account(book)
    agreed = "UPDATE store_bankaccount SET agreed_by_id = %s WHERE id = %s"
    assert "our_account_agreed_by_another" in refused(agreed, account.opened_by_id, account.id)


def test_who_brought_the_money_never_settles_with_it(book: Ledger) -> None:
    """Whatever roles the person holds by now: the verbs of the book ask who handed the file in."""
    book.post("invoice", "INV-1", "800.00", "03-05")
    receipt = book.post("receipt", "RC-1", "800.00", "03-10")
    line = _line(book, brought_by=book.scope["actor"])
    customer = book.customer("远景")
    sql(
        "UPDATE store_bankentry SET state = 'posted', customer_id = %s, entry_seq = %s WHERE id = %s",
        customer,
        receipt.seq,
        line.id,
    )
    with pytest.raises(CashierSettles):
        book.settle("INV-1", "RC-1", None, "03-10")
    assert not OpenItem.objects.filter(allocated__gt=0).exists()


def test_who_brought_it_does_not_settle_after_it_was_moved_either(book: Ledger) -> None:
    book.post("invoice", "INV-1", "800.00", "03-05")
    receipt = book.post("receipt", "RC-1", "800.00", "03-10", customer="未知")
    seq = book.transfer("RC-1", -1, "03-10", customer_id=book.customer("远景"))
    line = _line(book, brought_by=book.scope["actor"])
    moved = "UPDATE store_bankentry SET state = 'posted', customer_id = %s, entry_seq = %s, moved_seq = %s WHERE id = %s"
    sql(moved, book.customer("远景"), receipt.seq, seq, line.id)
    with pytest.raises(CashierSettles):
        book.settle("INV-1", "RC-1", None, "03-10")


def test_parts_of_a_receipt_are_never_more_than_it_and_stand_beside_no_whole(book: Ledger) -> None:
    receipt = book.post("receipt", "RC-1", "800.00", "03-10")
    came = _line(book)
    book_it = "UPDATE store_bankentry SET state = 'posted', customer_id = %s, entry_seq = %s WHERE id = %s"
    seq = write_act(book.company_id, Who(book.scope["actor"], "test"), "bounce_receipt", {})

    def told(part: str | None, amount: str | None = None, came_id: int = came.id) -> tuple[str, object, ...]:  # fmt: skip
        went = _line(book, amount=amount or f"-{part}")
        columns = "company_id, came_id, went_id, part, customer_id, receipt_seq, reversal_seq, bounced_on, reason, seq, bounced_by_id, bounced_at"
        values = (book.company_id, came_id, went.id, minor(part) if part else None, book.customer("远景"), receipt.seq, receipt.seq, seq, book.scope["actor"])  # fmt: skip
        return (
            f"INSERT INTO store_bouncedreceipt ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, '2026-03-16', 'x', %s, %s, now())",
            *values,
        )

    assert "bounce_part_fits" in refused(*told("300.00")), "it is not booked"
    sql(book_it, book.customer("远景"), receipt.seq, came.id)
    assert "bounce_part_fits" in refused(*told("300.00", "-299.00"))
    assert "bounce_part_fits" in refused(*told("800.00"))
    sql(*told("300.00"))
    assert "bounce_part_fits" in refused(*told("500.01"))
    assert "bounce_part_fits" in refused(*told(None, "-800.00"))
    sql(*told("500.00"))
    assert "bounce_part_fits" in refused(*told("0.01"))
    assert "does not change" in refused("UPDATE store_bouncedreceipt SET part = part - 1")
    sql("UPDATE store_bouncedreceipt SET withdrawn_at = now(), withdrawn_by_id = bounced_by_id")
    sql(*told(None, "-800.00"))
    assert "bounce_part_fits" in refused(*told("300.00"))


def test_a_receipt_bounces_once_and_what_is_said_of_it_stays(book: Ledger) -> None:
    came, went, other = _line(book), _line(book), _line(book)
    seq = write_act(book.company_id, Who(book.scope["actor"], "test"), "bounce_receipt", {})

    def told(
        came_id: int | None, went_id: int | None, reason: str = "x"
    ) -> tuple[str, object, ...]:
        columns = "company_id, came_id, went_id, bounced_on, reason, seq, bounced_by_id, bounced_at"
        values = (book.company_id, came_id, went_id, reason, seq, book.scope["actor"])
        return (
            f"INSERT INTO store_bouncedreceipt ({columns}) VALUES (%s, %s, %s, '2026-03-06', %s, %s, %s, now())",
            *values,
        )

    sql(*told(came.id, went.id))
    assert "bounce_of_line_once" in refused(*told(came.id, other.id))
    assert "bounce_by_line_once" in refused(*told(other.id, went.id))
    assert "bounce_is_of_something" in refused(*told(other.id, other.id))
    assert "bounce_is_of_something" in refused(*told(other.id, came.id, ""))
    assert "bounce_is_of_something" in refused(*told(None, None))
    changed = "UPDATE store_bouncedreceipt SET "
    assert "does not change" in refused(changed + "reason = 'y'")
    assert "does not change" in refused(changed + "bounced_by_id = bounced_by_id + 1")
    assert "bounce_withdrawn_by_somebody" in refused(changed + "withdrawn_at = now()")
    assert "bounce_is_in_the_book_with_its_receipt" in refused(
        "INSERT INTO store_bouncedreceipt SELECT (jsonb_populate_record(told, jsonb_build_object("
        "'id', 0, 'came_id', %s, 'went_id', %s, 'receipt_seq', 1))).* FROM store_bouncedreceipt AS told",
        other.id,
        _line(book).id,
    )
    assert "append-only" in refused("DELETE FROM store_bouncedreceipt")
    sql(changed + "withdrawn_at = now(), withdrawn_by_id = bounced_by_id")
    sql(*told(came.id, other.id))
    sql("UPDATE store_bouncedreceipt SET withdrawn_at = now(), withdrawn_by_id = bounced_by_id WHERE withdrawn_at IS NULL")  # fmt: skip
    sql("SET CONSTRAINTS bounce_has_its_act IMMEDIATE")
    seq = 999_999
    assert "bounce_has_its_act" in refused(*told(came.id, went.id))


def test_a_counter_of_an_item_moves_and_nothing_else_of_it(book: Ledger) -> None:
    """The wall asks of columns by name before its function is called: a column nobody names would move."""
    book.post("invoice", "INV-1", "100.00", "03-05")
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'store_openitem'")  # fmt: skip
        there = dict(cursor.fetchall())
    assert set(at_once_walls.FIXED) == there.keys() - {"allocated", "base_allocated"}
    for column in at_once_walls.FIXED:
        other = {"date": "'2020-01-01'", "character varying": "'x'"}.get(there[column], "99")
        said = refused(f"UPDATE store_openitem SET {column} = {other} WHERE document = 'INV-1'")
        assert "only its counters move" in said, column


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, named in at_once_walls.NAMED.items() for column, _ in named]
)  # fmt: skip
def test_what_many_rows_name_is_of_their_company(book: Ledger, table: str, column: str) -> None:
    line, stranger = _settled(book), _settled(open_ledger("bieren"))
    theirs = {
        "customer_id": stranger.customer_id, "bank_entry_id": stranger.id, "run_id": CashRun.objects.get(company_id=stranger.company_id).id
    }  # fmt: skip
    added = (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(made, jsonb_build_object('id', 0, 'key', 'x', 'state', 'replaced', '{column}', %s))).*"
        f" FROM {table} AS made WHERE company_id = %s"
    )  # fmt: skip
    for strange in (theirs[column], 0):
        if table != "store_settlement":  # whose columns stay as they are written
            moved = f"UPDATE {table} SET {column} = %s WHERE company_id = %s"
            assert f"{table}_same_company" in refused(moved, strange, line.company_id)
        if table != "store_bankentry":  # that comes in without a customer
            assert f"{table}_same_company" in refused(added, strange, line.company_id)


def test_a_proposal_is_decided_by_somebody(book: Ledger) -> None:
    line = _settled(book)
    decided = "UPDATE store_cashproposal SET decided_by_id = %s WHERE bank_entry_id = %s"
    assert "decided_by_somebody" in refused(decided, 0, line.id)
    sql(decided, book.scope["actor"], line.id)


@pytest.mark.parametrize("table", at_once_walls.NEVER_REMOVED)
def test_what_rows_name_without_holding_it_is_never_removed(book: Ledger, table: str) -> None:
    _settled(book)
    assert "append-only: DELETE" in refused(f"DELETE FROM {table}")
    for column in at_once_walls.NAMED_FOR_EVER[table]:
        moved = refused(f"UPDATE {table} SET {column} = {column} + 1000000")
        assert "append-only: UPDATE" in moved, column


def _settled(book: Ledger) -> BankEntry:
    """A line with a proposal that somebody took."""
    book.post("invoice", "INV-1", "800.00", "03-05")
    line, run = _line(book), CashRun.objects.create(company_id=book.company_id, state="done", finished_at=timezone.now())  # fmt: skip
    customer = book.customer("远景")
    made = CashProposal.objects.create(
        company_id=book.company_id, run_id=run.id, bank_entry_id=line.id, customer_id=customer, status="auto", rank=1
    )  # fmt: skip
    wanted = Wanted(customer, (Part(book.item("INV-1").id, minor("800.00")),))
    settle_line(**book.scope, line_id=line.id, wanted=wanted, key="taken", version=1, proposal_id=made.id)  # fmt: skip
    line.refresh_from_db()
    return line
