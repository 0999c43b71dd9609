"""The application's role cannot change what is posted, by any statement; the list comes from the catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from tests.ledgers import Ledger, open_ledger
from wanglai.store.roles import APP, APPEND_ONLY, AUDITOR, BEGUN, SEALED, VERBS

# Tables a person's work moves, and that therefore are not sealed. A new table is in one list or another.
WORKING = {
    "store_account", "store_archive", "store_cache", "store_company", "store_contactchannel", "store_customer", "store_customeraddress", "store_customerbankaccount", "store_customercontact", "store_customerduplicate", "store_customerfile", "store_customermerge", "store_customerpayer", "store_customertag", "store_delegation", "store_fileimport", "store_heldline", "store_importbatch", "store_importeddocument", "store_importedline", "store_importproblem", "store_importrow", "store_membership", "store_preparedsheet", "store_reportdelivery", "store_reportsubscription", "store_run", "store_standing",
    "store_team", "store_teammember", "store_user",
    "store_bill", "store_delivery", "store_deliveryline", "store_invoice", "store_invoiceinstalment",
    "store_invoiceline", "store_salesorder", "store_salesorderline",
    "store_bouncedreceipt", "store_bankaccount", "store_bankentry", "store_bankfile", "store_bankreconciliation", "store_cashproposal", "store_cashrun",
    "store_deductioncase", "store_dispute", "store_linequestion", "store_payeralias", "store_remittance", "store_advisedreceipt",
    "store_settlement",
    "store_channelaccount", "store_message", "store_statementrun", "store_statementrunitem",
    "store_settlementcycle",
    "store_reconcilinground", "store_roundmember", "store_roundexcuse",
    "store_portallink", "store_portalsession", "store_portalcode", "store_portalstranger", "store_procedurewatch", "store_sheetrelease",
    "store_confirmationround",
    "store_procedurecase", "store_companyday", "store_contract", "store_publishedrate",
}  # fmt: skip


@pytest.fixture
def book(transactional_db: None) -> Ledger:
    book = open_ledger()
    book.post("invoice", "INV-1", "113.00", "01-05", tax="13.00")
    book.post("receipt", "RC-1", "113.00", "01-20")
    book.settle("INV-1", "RC-1", None, "01-20")
    book.close("01")
    return book


def _signed_in(role: str) -> psycopg.Connection:
    """A connection of a role to the test's database, with a password of its own where the server is ours."""
    database = connection.settings_dict["NAME"]
    if os.environ.get("DATABASE_URL"):
        signed_in = psycopg.connect(os.environ["DATABASE_URL"], dbname=database, autocommit=True)
        signed_in.execute(f"SET ROLE {role}")
        return signed_in
    from wanglai.runtime.home import Home
    from wanglai.runtime.postgres import EmbeddedPostgres

    return EmbeddedPostgres(Home()).connect(database, role=role)


@pytest.fixture
def application(book: Ledger) -> Iterator[psycopg.Connection]:
    signed_in = _signed_in(APP)
    yield signed_in
    signed_in.close()


def _columns(tables: tuple[str, ...]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = ANY(%s)",
            [list(tables)],
        )
        return list(cursor.fetchall())


def _refused(signed_in: psycopg.Connection, statement: str) -> bool:
    try:
        signed_in.execute(statement)
    except psycopg.Error:
        return True
    return False


def test_every_table_of_ours_is_named_in_one_list(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ours = {row[0] for row in cursor.fetchall() if row[0].startswith("store_")}
    named = [*SEALED, *BEGUN, *APPEND_ONLY, *WORKING]
    results = {
        "store_readingrecord",
        "store_resultrow",
        "store_resultdifference",
        "store_ledgerline",
    }
    assert ours - results == set(named) - results
    assert len(named) == len(set(named))


def test_the_application_changes_nothing_that_is_posted(
    application: psycopg.Connection, book: Ledger
) -> None:
    done = []
    tables = (*SEALED, *BEGUN)
    attempts = [f"UPDATE {table} SET {column} = {column}" for table, column in _columns(tables)]
    attempts += [f"UPDATE {table} SET {column} = NULL" for table, column in _columns(tables)]
    for table in tables:
        attempts += [
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"ALTER TABLE {table} OWNER TO {APP}",
            f"DROP TABLE {table} CASCADE",
            f"SELECT * FROM {table} FOR UPDATE",
            f"MERGE INTO {table} USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
        ]
    attempts += [f"INSERT INTO {table} SELECT * FROM {table}" for table in tables]
    attempts += [
        "SET session_replication_role = replica",
        "SET ROLE wanglai",
        "SET SESSION AUTHORIZATION postgres",
        "CREATE OR REPLACE FUNCTION book_seal() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "ALTER FUNCTION book_seal() SET search_path = evil",
        "SELECT book_move_head(1, 1, now())",
        "SELECT book_locked_head(1)",
        "CREATE TABLE evil (id int)",
        "COPY store_act TO PROGRAM 'cat'",
        "CREATE EXTENSION pg_trgm",
    ]
    for attempt in attempts:
        if not _refused(application, attempt):
            done.append(attempt)
    assert done == []
    book.prove()


def test_the_application_may_call_the_verbs_and_no_other_function_of_the_book(book: Ledger) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'book\\_%%' AND prokind = 'f' "
            "AND has_function_privilege(%s, oid, 'EXECUTE')",
            [APP],
        )
        assert sorted(row[0] for row in cursor.fetchall()) == sorted(VERBS)


def test_a_verb_called_with_the_application_s_own_hands_is_held_by_the_same_walls(
    application: psycopg.Connection, book: Ledger
) -> None:
    """Whoever holds the application can post; it cannot post what does not balance, or into a closed month."""
    post = (
        "SELECT * FROM book_post({0}, ROW(1, NULL, 'x')::book_who, "
        "ARRAY[ROW(1, 'k', '', '{{}}', 'opening', DATE '{1}', 'D', 'CNY', 1, NULL, '', NULL, NULL, NULL)::book_entry], "
        "ARRAY[ROW(1, 1, {2}, NULL, 'CNY', 100, 100)::book_line, ROW(1, 2, {2}, NULL, 'CNY', {3}, {3})::book_line], "
        "ARRAY[]::book_item[])"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM store_account WHERE company_id = %s AND role = 'bank'",
            [book.company_id],
        )
        bank = cursor.fetchone()[0]
    assert _refused(application, post.format(book.company_id, "2026-02-05", bank, -99))
    assert _refused(application, post.format(book.company_id, "2026-01-05", bank, -100))
    assert not _refused(application, post.format(book.company_id, "2026-02-05", bank, -100))
    book.prove()


def test_the_auditor_reads_the_book_and_no_password(book: Ledger) -> None:
    auditor = _signed_in(AUDITOR)
    assert auditor.execute("SELECT count(*) FROM store_act").fetchone() is not None
    assert auditor.execute("SELECT email FROM store_user").fetchone() is not None
    for table in (*SEALED, *BEGUN, *APPEND_ONLY):
        assert _refused(auditor, f"DELETE FROM {table}")
        assert _refused(auditor, f"INSERT INTO {table} SELECT * FROM {table}")
    for secret in (
        "SELECT password FROM store_user",
        "SELECT * FROM django_session",
        "SELECT * FROM mfa_authenticator",
    ):
        assert _refused(auditor, secret), secret
    auditor.close()
