"""The database refuses wrong states by itself: every attempt here goes around the services and the ORM."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.books import Books, open_company
from wanglai.services.reconciliation.accept_group import accept_group
from wanglai.services.reconciliation.confirm_reading import confirm_reading
from wanglai.services.reconciliation.undo_decision import undo_decision
from wanglai.services.reconciliation.withdraw_note import withdraw_note
from wanglai.services.reconciliation.write_note import write_note
from wanglai.store import (
    advice_walls,
    at_once_walls,
    bank_walls,
    bounce_walls,
    channel_walls,
    claim_walls,
    confirmation_walls,
    customer_walls,
    cycle_walls,
    disposition_walls,
    dispute_walls,
    export_walls,
    import_walls,
    message_walls,
    money_walls,
    on_paper_walls,
    owner_mail_walls,
    payment_reminder_walls,
    portal_dispute_walls,
    portal_follow_walls,
    portal_walls,
    procedure_walls,
    reminder_walls,
    roles,
    round_walls,
    sheet_release_walls,
    statement_walls,
    take_back_walls,
    triggers,
    two_sided_walls,
)


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def refused(statement: str, *values: Any) -> str:
    with pytest.raises(Error) as caught:
        sql(statement, *values)
    return str(caught.value)


@pytest.fixture
def decided(books: Books) -> Books:
    """A finished reconciliation with a row in every append-only table."""
    books.finished()
    waiting = books.rows(status="ambiguous")[0]
    decision = accept_group(**books.here(), row_id=waiting.row_id)
    undo_decision(**books.here(), decision_id=decision)
    note = write_note(**books.here(), text="问过对方")
    withdraw_note(**books.here(), note_id=note)
    confirm_reading(**books.here(), side="theirs")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    return books


def test_append_only_tables_refuse_update_delete_and_truncate(decided: Books) -> None:
    for table in triggers.APPEND_ONLY:
        assert sql(f"SELECT count(*) FROM {table}")[0][0] > 0, f"{table} has no row to attack"
        columns = sql(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", table
        )
        for (column,) in columns:
            assert "append-only" in refused(f'UPDATE {table} SET "{column}" = "{column}"')
        assert "append-only" in refused(f"DELETE FROM {table}")
        assert "append-only" in refused(f"TRUNCATE {table} CASCADE")


def test_every_table_with_results_or_decisions_is_named_append_only(db: None) -> None:
    """A new table cannot escape: whatever is not append-only is named here with the reason in its model."""
    changing = {
        "store_company",
        "store_user",
        "store_membership",
        "store_customer",
        "store_run",
        "store_standing",
        "store_settlementcycle",  # open or closed; by an act, and never back
        "store_statementrun",
        "store_statementrunitem",
        "store_procedurecase",  # where it stands; what was done in it stays
        "store_message",  # what it says stays; its state moves by events
        "store_dispute",  # what it is about stays; its state moves by steps
        "store_confirmationround",
        "store_heldline",
        "store_preparedsheet",
        "store_cache",
        "store_account",
        "store_importbatch",
        "store_importrow",
        "store_fileimport",
        "store_importeddocument",
        "store_importedline",
        "store_importproblem",
        "store_delegation",
        "store_team",
        "store_teammember",
        "store_archive",
        "store_reportsubscription",
        "store_reportdelivery",
        "store_bill",
        "store_delivery",
        "store_deliveryline",
        "store_invoice",
        "store_invoiceinstalment",
        "store_invoiceline",
        "store_salesorder",
        "store_salesorderline",
        "store_companyday",
        "store_contract",
        "store_publishedrate",
        "store_customerbankaccount",
        "store_customercontact",
        "store_contactchannel",
        "store_customeraddress",
        "store_customerpayer",
        "store_customertag",
        "store_customerfile",
        "store_customerduplicate",
        "store_customermerge",
        *bank_walls.NEVER_REMOVED,
        *advice_walls.NEVER_REMOVED,
        *bounce_walls.NEVER_REMOVED,
        *channel_walls.NEVER_REMOVED,
        *money_walls.NEVER_REMOVED,
        *portal_walls.NEVER_REMOVED,
        *round_walls.NEVER_REMOVED,
        "store_roundmember",  # leaves a round by an excuse, or out of a draft where a person put it in
        *take_back_walls.NEVER_REMOVED,
        "store_procedurewatch",  # up to where facts were looked for, only ever further
        "store_portalstranger",  # tries of strangers, forgotten after a while
        "store_cashrun",
        "store_cashproposal",
    }
    book = {*roles.SEALED, *roles.BEGUN}  # their own walls: test_roles, test_verify
    tables = {
        name
        for (name,) in sql(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name LIKE 'store\\_%%'"
        )
    }
    assert tables == changing | book | set(roles.APPEND_ONLY)


def test_a_run_that_is_over_stays_as_it_is(decided: Books) -> None:
    for (column,) in sql(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'store_run'"
    ):
        assert "stays as it is" in refused(f'UPDATE store_run SET "{column}" = "{column}"')
    assert "never deleted" in refused("DELETE FROM store_run")


def test_what_a_run_was_asked_to_do_cannot_change(books: Books) -> None:
    books.start()
    assert "asked to do" in refused('UPDATE store_run SET ours_options = \'{"sign": "mirrored"}\'')


def test_nothing_is_added_to_a_finished_result(decided: Books) -> None:
    line = (
        "INSERT INTO store_ledgerline (company_id, run_id, side, row, amount, row_ordinal) "
        "SELECT company_id, id, 'ours', 9999, 1, 1 FROM store_run"
    )
    assert "not storing" in refused(line)
    row = (
        "INSERT INTO store_resultrow SELECT company_id, run_id, 9999, kind, status, rule, match_id, ours_rows, "
        "theirs_rows, ours_amount, theirs_amount, difference, sentence_zh, sentence_en, evidence, alternatives, "
        "is_interchangeable FROM store_resultrow LIMIT 1"
    )
    refused(row)


def test_a_line_stands_in_a_row_of_its_run(books: Books) -> None:
    books.start()
    sql("UPDATE store_run SET state = 'storing', attempts = 1")
    line = (
        "INSERT INTO store_ledgerline (company_id, run_id, side, row, amount, row_ordinal) "
        "SELECT company_id, id, 'ours', 4, 1, 77 FROM store_run"
    )
    assert "has no row 77" in refused(line)


def test_a_row_adds_up(books: Books) -> None:
    books.start()
    sql("UPDATE store_run SET state = 'storing', attempts = 1")
    row = (
        "INSERT INTO store_resultrow (company_id, run_id, ordinal, kind, status, rule, match_id, ours_rows, theirs_rows, "
        "ours_amount, theirs_amount, difference, sentence_zh, sentence_en, evidence, alternatives, is_interchangeable) "
        "SELECT company_id, id, 1, 'matched', 'auto', '', '', '{4}', '{3}', 500, 400, %s, '', '', '[]', '[]', false "
        "FROM store_run"
    )
    assert "row_adds_up" in refused(row, 99)
    sql(row, 100)


@pytest.mark.parametrize(
    ("balances", "wall"),
    [
        (
            "ours_balance = 5, theirs_balance = 3, gap = 1, explained = 1, unexplained = 0",
            "run_done_is_proved",
        ),
        (
            "ours_balance = 5, theirs_balance = 3, gap = 2, explained = 1, unexplained = 0",
            "run_done_is_proved",
        ),
        ("gap = NULL", "run_done_is_proved"),
    ],
)
def test_a_done_run_carries_a_proof_that_adds_up(books: Books, balances: str, wall: str) -> None:
    books.start()
    done = f"UPDATE store_run SET state = 'done', finished_at = now(), currency = 'CNY', {balances}"
    assert wall in refused(done)


def test_a_refused_run_says_why_and_an_over_run_is_dated(books: Books) -> None:
    books.start()
    assert "run_refused_says_why" in refused(
        "UPDATE store_run SET state = 'refused', finished_at = now()"
    )
    assert "run_over_is_dated" in refused("UPDATE store_run SET state = 'cancelled'")
    assert "run_over_is_dated" in refused("UPDATE store_run SET finished_at = now()")
    assert "run_state_known" in refused("UPDATE store_run SET state = 'lost'")


def test_one_run_of_a_reconciliation_is_active_at_a_time(books: Books) -> None:
    books.start()
    second = (
        "INSERT INTO store_run (company_id, reconciliation_id, ordinal, cause, state, rows_done, rows_total, attempts, "
        "ours_options, theirs_options, requested_by_id, requested_at, currency, ruleset, engine_version) "
        "SELECT company_id, reconciliation_id, 2, 'repeated', 'queued', 0, 0, 0, '{}', '{}', requested_by_id, now(), "
        "'', '', '' FROM store_run"
    )
    assert "run_one_active" in refused(second)


def test_no_row_joins_two_companies(decided: Books) -> None:
    """Every key that carries the company refuses a parent of another one; the list comes from the catalogue."""
    other = open_company("bieren")
    keys = sql(
        "SELECT conname FROM pg_constraint WHERE conname LIKE '%%same_company' AND contype = 'f'"
    )
    walls = (
        *triggers.COMPANY_KEYS,
        *bank_walls.COMPANY_KEYS,
        *claim_walls.COMPANY_KEYS,
        *advice_walls.COMPANY_KEYS,
        *bounce_walls.COMPANY_KEYS,
        *channel_walls.COMPANY_KEYS,
        *dispute_walls.COMPANY_KEYS,
        *money_walls.COMPANY_KEYS,
        *portal_dispute_walls.COMPANY_KEYS,
        *portal_follow_walls.COMPANY_KEYS,
        *portal_walls.COMPANY_KEYS,
        *customer_walls.COMPANY_KEYS,
        *cycle_walls.COMPANY_KEYS,
        *disposition_walls.COMPANY_KEYS,
        *export_walls.COMPANY_KEYS,
        *import_walls.COMPANY_KEYS,
        *message_walls.COMPANY_KEYS,
        *on_paper_walls.COMPANY_KEYS,
        *owner_mail_walls.COMPANY_KEYS,
        *payment_reminder_walls.COMPANY_KEYS,
        *procedure_walls.COMPANY_KEYS,
        *reminder_walls.COMPANY_KEYS,
        *round_walls.COMPANY_KEYS,
        *sheet_release_walls.COMPANY_KEYS,
        *statement_walls.COMPANY_KEYS,
        *two_sided_walls.COMPANY_KEYS,
        *confirmation_walls.COMPANY_KEYS,
    )
    assert len(keys) == len(walls) - len(at_once_walls.REPLACED)
    movable = {
        "store_heldline": "INSERT INTO store_heldline (company_id, reconciliation_id, side, row, decision_id) "
        "SELECT %s, reconciliation_id, 'ours', 4, id FROM store_humandecision",
        "store_note": "INSERT INTO store_note (company_id, reconciliation_id, ours_rows, theirs_rows, text, author_id, "
        "written_at) SELECT %s, reconciliation_id, '{}', '{}', 'x', author_id, now() FROM store_note",
        "store_event": "INSERT INTO store_event (company_id, reconciliation_id, kind, facts, at) "
        "SELECT %s, reconciliation_id, 'note', '{}', now() FROM store_note",
        "store_confirmedmapping": "INSERT INTO store_confirmedmapping (company_id, customer_id, side, options, header, "
        "confirmed_by_id, confirmed_at) SELECT %s, customer_id, side, options, header, confirmed_by_id, now() "
        "FROM store_confirmedmapping",
        "store_decisionundone": "INSERT INTO store_decisionundone (decision_id, company_id, actor_id, undone_at) "
        "SELECT id, %s, actor_id, now() FROM store_humandecision h WHERE NOT EXISTS "
        "(SELECT 1 FROM store_decisionundone u WHERE u.decision_id = h.id) UNION ALL "
        "SELECT 0, %s, actor_id, now() FROM store_humandecision LIMIT 1",
    }
    for table, statement in movable.items():
        values = [other.company_id] * statement.count("%s")
        assert "same_company" in refused(statement, *values), table


def test_a_file_is_its_hash_and_its_size(books: Books) -> None:
    content = b"date,amount\n"
    insert = (
        "INSERT INTO store_storedfile (company_id, sha256, name, byte_size, content, stored_at, stored_by_id) "
        "VALUES (%s, %s, 'a.csv', %s, %s, now(), %s)"
    )
    right, actor = hashlib.sha256(content).hexdigest(), books.people["ARA"]
    assert "file_is_its_hash" in refused(
        insert, books.company_id, "0" * 64, len(content), content, actor
    )
    assert "file_has_its_size" in refused(insert, books.company_id, right, 3, content, actor)
    sql(insert, books.company_id, right, len(content), content, actor)
    assert "file_once" in refused(insert, books.company_id, right, len(content), content, actor)


def test_a_prepared_sheet_is_ready_exactly_when_it_is_whole(decided: Books) -> None:
    insert = (
        "INSERT INTO store_preparedsheet (company_id, run_id, language, form, key, state, attempts, requested_by_id, "
        "requested_at, content) SELECT company_id, id, 'en', 'xlsx', %s, %s, 0, requested_by_id, now(), %s "
        "FROM store_run"
    )
    assert "sheet_ready_is_whole" in refused(insert, "a", "ready", None)
    assert "sheet_ready_is_whole" in refused(insert, "a", "queued", b"PK")
    sql(insert, "a", "ready", b"PK")
    assert "sheet_once" in refused(insert, "a", "queued", None)


def test_reconciliations_are_numbered_without_gaps(books: Books) -> None:
    books.start()
    copy = (
        "INSERT INTO store_reconciliation (company_id, number, customer_id, title, ours_file_id, theirs_file_id, "
        "ours_name, theirs_name, idempotency_key, request_hash, demo_key, created_by_id, created_at) "
        "SELECT company_id, %s, customer_id, '', ours_file_id, theirs_file_id, 'a', 'b', 'k2', '', '', created_by_id, now() "
        "FROM store_reconciliation"
    )
    assert "not the next" in refused(copy, 7)
    assert "one by one" in refused(
        "UPDATE store_company SET reconciliation_count = reconciliation_count + 2"
    )
    assert "one by one" in refused("UPDATE store_company SET reconciliation_count = 0")


def test_a_line_is_held_by_one_decision_only(books: Books) -> None:
    books.finished()
    waiting = books.rows(status="ambiguous")[0]
    accept_group(**books.here(), row_id=waiting.row_id)
    again = (
        "INSERT INTO store_heldline (company_id, reconciliation_id, side, row, decision_id) "
        "SELECT company_id, reconciliation_id, side, row, decision_id FROM store_heldline"
    )
    assert "held_once" in refused(again)


def test_a_decision_names_two_lines_at_least(books: Books) -> None:
    books.finished()
    decision = (
        "INSERT INTO store_humandecision (company_id, reconciliation_id, run_id, kind, ours_rows, theirs_rows, ours_sheet, "
        "theirs_sheet, reason, actor_id, decided_at) SELECT company_id, reconciliation_id, id, 'relink', '{4}', '{}', '', "
        "'', '', requested_by_id, now() FROM store_run"
    )
    assert "decision_has_two_lines" in refused(decision)


def test_a_demo_person_cannot_join_another_company(books: Books) -> None:
    sql("UPDATE store_company SET name = name")
    insert = (
        "INSERT INTO store_user (password, email, name, is_active, is_demo, created_at) "
        "VALUES ('', 'demo@x.example', '', true, true, now()) RETURNING id"
    )
    person = sql(insert)[0][0]
    join = "INSERT INTO store_membership (company_id, user_id, role, created_at) VALUES (%s, %s, %s, now())"
    assert "demo company only" in refused(join, books.company_id, person, "AUD")
    assert "demo company only" in refused("UPDATE store_user SET is_demo = true")
    assert "membership_role_known" in refused(join, books.company_id, person, "GOD")


def test_an_address_is_kept_in_lower_case_once(books: Books) -> None:
    insert = (
        "INSERT INTO store_user (password, email, name, is_active, is_demo, created_at) "
        "VALUES ('', %s, '', true, false, now())"
    )
    assert "user_email_lower_case" in refused(insert, "Anna@x.example")
    assert "store_user_email" in refused(insert, "ara@yuanjing.example")
