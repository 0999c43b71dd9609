"""The walls of the customer file, attacked around services and ORM."""

from __future__ import annotations

from typing import Any

import pytest

from tests.books import Books, open_company
from tests.ledgers import check_now
from tests.store.test_walls import refused, sql
from wanglai.store import customer_walls
from wanglai.store.models import Customer, CustomerBankAccount, CustomerMerge


def _customer(books: Books, name: str, **more: Any) -> int:
    return int(Customer.objects.create(company_id=books.company_id, name=name, **more).id)


@pytest.fixture
def filed(books: Books) -> dict[str, int]:
    """Three customers, with an account, a class, a change and a merge."""
    ids = {name: _customer(books, name) for name in ("远景", "远景贸易", "景和")}
    one = {"company_id": books.company_id, "customer_id": ids["远景"]}
    account = CustomerBankAccount.objects.create(
        **one, holder="x", sealed=b"s", number_hash=b"h", last_four="1234", shown="****", kind="account",
        asked_by_id=books.people["ARA"],
    )  # fmt: skip
    merge = CustomerMerge.objects.create(**one, survivor_id=ids["景和"])
    sql(
        "INSERT INTO store_customerclass (company_id, customer_id, kind, value, as_of, reason_zh, reason_en, made_at) "
        "VALUES (%s, %s, 'tier', 'A', now(), '', '', now())",
        *one.values(),
    )
    sql(
        "INSERT INTO store_customerchange (company_id, customer_id, field, old, new, seq, at) "
        "VALUES (%s, %s, 'name', '', '', 0, now())",
        *one.values(),
    )
    check_now()
    return {**ids, "account": account.id, "merge": merge.id}


def test_classes_and_history_of_a_customer_are_only_ever_added(filed: dict[str, int]) -> None:
    for table in customer_walls.APPEND_ONLY:
        assert sql(f"SELECT count(*) FROM {table}")[0][0] > 0
        assert "append-only" in refused(f"UPDATE {table} SET customer_id = customer_id")
        assert "append-only" in refused(f"DELETE FROM {table}")
        assert "append-only" in refused(f"TRUNCATE {table} CASCADE")


def test_a_group_has_no_circle(books: Books, filed: dict[str, int]) -> None:
    first, second, third = filed["远景"], filed["远景贸易"], filed["景和"]
    move = "UPDATE store_customer SET parent_id = %s WHERE id = %s"
    sql(move, first, second)
    sql(move, second, third)
    assert "its own group" in refused(move, first, first)
    assert "its own group" in refused(move, third, first)
    sql(move, None, second)
    sql(move, third, first)


def test_what_is_merged_leads_to_a_customer_that_is_not(books: Books, filed: dict[str, int]) -> None:  # fmt: skip
    first, second, third = filed["远景"], filed["远景贸易"], filed["景和"]
    merge = "UPDATE store_customer SET merged_into_id = %s WHERE id = %s"
    assert "merged" in refused(merge, first, first)
    sql(merge, second, first)
    assert "merged itself" in refused(merge, first, third), "a step more"
    assert "merged itself" in refused(merge, third, second), "others lead here"


def test_no_row_of_the_file_joins_two_companies(books: Books, filed: dict[str, int]) -> None:
    other = open_company("bieren")
    theirs = _customer(other, "别家")
    assert "parent_same_company" in refused(
        "UPDATE store_customer SET parent_id = %s WHERE id = %s", theirs, filed["远景"]
    )
    assert "merged_into_same_company" in refused(
        "UPDATE store_customer SET merged_into_id = %s WHERE id = %s", theirs, filed["远景"]
    )
    assert "same_company" in refused(
        "INSERT INTO store_customerclass (company_id, customer_id, kind, value, as_of, reason_zh, reason_en, made_at) "
        "VALUES (%s, %s, 'tier', 'A', now(), '', '', now())",
        other.company_id, filed["远景"],
    )  # fmt: skip
    assert "same_company" in refused(
        "INSERT INTO store_customertag (company_id, customer_id, tag) VALUES (%s, %s, 'x')",
        books.company_id, theirs,
    )  # fmt: skip


def test_an_account_is_agreed_and_ended_and_never_another(filed: dict[str, int]) -> None:
    row = f"WHERE id = {filed['account']}"
    for column, value in (("customer_id", filed["景和"]), ("last_four", "'9'"), ("holder", "'y'"), ("shown", "'y'")):  # fmt: skip
        change = f"UPDATE store_customerbankaccount SET {column} = {value} {row}"
        assert "never changed" in refused(change), column
    assert "keeps its rows" in refused(f"DELETE FROM store_customerbankaccount {row}")
    sql(f"UPDATE store_customerbankaccount SET agreed_at = now() {row}")
    sql(f"UPDATE store_customerbankaccount SET ended_at = now() {row}")
    assert "never changed" in refused(f"UPDATE store_customerbankaccount SET ended_at = NULL {row}")
    assert "never changed" in refused(f"UPDATE store_customerbankaccount SET agreed_at = NULL {row}")  # fmt: skip
    # The re-key of the installation writes the same number under another key.
    sql(f"UPDATE store_customerbankaccount SET sealed = 't', number_hash = 'i' {row}")


def test_a_merge_is_undone_once_and_stays_in_the_file(filed: dict[str, int]) -> None:
    row = f"WHERE id = {filed['merge']}"
    assert "never changed" in refused(f"UPDATE store_customermerge SET reason = 'y' {row}")
    assert "keeps its rows" in refused(f"DELETE FROM store_customermerge {row}")
    again = (
        "INSERT INTO store_customermerge (company_id, customer_id, survivor_id, brought, reason, at) "
        "SELECT company_id, customer_id, survivor_id, '{}', '', now() FROM store_customermerge"
    )
    assert "merge_in_force_once" in refused(again)
    sql(f"UPDATE store_customermerge SET undone_at = now() {row}")
    assert "never changed" in refused(f"UPDATE store_customermerge SET undone_at = NULL {row}")
    sql(again)


def test_a_customer_number_is_nobody_else_s(books: Books, filed: dict[str, int]) -> None:
    number = "UPDATE store_customer SET number = 'C-1' WHERE id = %s"
    sql(number, filed["远景"])
    assert "customer_number_once" in refused(number, filed["景和"])
    assert "customer_stopped_says_why" in refused("UPDATE store_customer SET is_stopped = true")
    sql("UPDATE store_customer SET number = '' WHERE id = %s", filed["远景"])


def test_a_payer_is_one_and_its_days_are_in_order(books: Books, filed: dict[str, int]) -> None:
    pays = (
        "INSERT INTO store_customerpayer (company_id, customer_id, payer_id, payer_name, from_on, to_on) "
        "VALUES (%s, %s, %s, %s, '2026-01-02', %s)"
    )
    whose = (books.company_id, filed["远景"])
    assert "payer_is_one" in refused(pays, *whose, None, "", None)
    assert "payer_is_one" in refused(pays, *whose, filed["景和"], "x", None)
    assert "payer_is_another" in refused(pays, *whose, filed["远景"], "", None)
    assert "payer_days_in_order" in refused(pays, *whose, None, "x", "2026-01-01")
    sql(pays, *whose, None, "x", "2026-01-02")
