"""The walls of suspense and of learned and accepted payers hold by themselves: every attempt here goes round the services."""

from __future__ import annotations

import secrets

import pytest
from django.db import transaction

from tests.banks import bank_file, bank_line, bank_statement, our_account
from tests.ledgers import Ledger, day, open_ledger
from tests.store.test_walls import refused, sql
from wanglai.domain.allocation import counter_item, moved
from wanglai.services.allocation.items import item_states
from wanglai.services.cash.suspense import put_into_suspense
from wanglai.services.ledger.book import SuspenseStandsApart, Who, post_drafts
from wanglai.store.models import Customer, OpenItem, PayerAlias


@pytest.fixture
def book(db: None) -> Ledger:
    return open_ledger()


def _suspended(book: Ledger) -> OpenItem:
    line = bank_line(bank_statement(our_account(book), bank_file(book)), "800.00")
    put_into_suspense(**book.scope, line_id=line.id, key="k")
    return OpenItem.objects.get(side=-1)


def test_there_is_one_suspense_customer_and_it_stands_alone(book: Ledger) -> None:
    apart = _suspended(book).customer_id
    other = book.customer("别家")
    assert "customer_suspense_once" in refused(
        "UPDATE store_customer SET is_suspense = true WHERE id = %s", other
    )
    for column, value in (("parent_id", other), ("merged_into_id", other)):
        assert "customer_suspense_stands_alone" in refused(
            f"UPDATE store_customer SET {column} = %s WHERE id = %s", value, apart
        )
    assert "customer_suspense_stands_alone" in refused(
        "UPDATE store_customer SET is_stopped = true, stop_reason = 'x' WHERE id = %s", apart
    )


def test_money_leaves_suspense_by_an_act_another_agreed_to_alone(book: Ledger) -> None:
    item = _suspended(book)
    state = item_states(book.company_id, [item.id])[item.id]
    home, on = book.customer("远景"), day("03-20")
    out = moved(state, 80_000, account="receivable", customer_id=home, on=on, document="x")
    back = counter_item(state, 80_000, kind="refund", on=on, net="bank", document="x")
    alone = Who(book.scope["actor"], "test")
    for draft in (out, back):
        with pytest.raises(SuspenseStandsApart), transaction.atomic():
            post_drafts(book.company_id, alone, [(secrets.token_hex(4), b"", draft)])
    agreed = Who(book.books.scope("ARA")["actor"], "test", book.scope["actor"])
    assert post_drafts(book.company_id, agreed, [("k1", b"", out)])[0].seq
    with pytest.raises(SuspenseStandsApart):
        book.post(
            "debit_note",
            "DN-1",
            "1.00",
            "03-20",
            customer=Customer.objects.get(is_suspense=True).name,
        )


def test_a_learned_name_means_one_customer_and_is_never_removed(book: Ledger) -> None:
    line = bank_line(bank_statement(our_account(book), bank_file(book)), "8.00")
    said = {
        "company_id": book.company_id,
        "bank_entry_id": line.id,
        "learned_by_id": book.scope["actor"],
    }
    made = PayerAlias.objects.create(
        customer_id=book.customer("远景"), name="王小明", core="王小明", **said
    )
    again = "INSERT INTO store_payeralias (company_id, customer_id, name, core, bank_entry_id, learned_by_id, learned_at) VALUES (%s, %s, 'x', '王小明', %s, %s, now())"
    assert "payer_alias_once" in refused(
        again, book.company_id, book.customer("别家"), line.id, book.scope["actor"]
    )
    assert "store_payeralias" in refused(
        "UPDATE store_payeralias SET customer_id = %s", book.customer("别家")
    )
    assert "append-only" in refused("DELETE FROM store_payeralias")
    assert "payer_alias_undone_by_somebody" in refused(
        "UPDATE store_payeralias SET undone_at = now()"
    )
    sql(
        "UPDATE store_payeralias SET undone_at = now(), undone_by_id = %s WHERE id = %s",
        book.scope["actor"],
        made.id,
    )
    sql(again, book.company_id, book.customer("别家"), line.id, book.scope["actor"])


def test_a_payer_is_accepted_by_two_people_with_a_reason_once(book: Ledger) -> None:
    line = bank_line(bank_statement(our_account(book), bank_file(book)), "8.00")
    clerk, manager = book.books.scope("ARA")["actor"], book.scope["actor"]
    made = "INSERT INTO store_acceptedpayer (company_id, customer_id, bank_entry_id, reason, seq, asked_by_id, agreed_by_id, agreed_at) VALUES (%s, %s, %s, %s, 1, %s, %s, now())"
    said = book.company_id, book.customer("远景"), line.id
    assert "accepted_payer_agreed_by_another" in refused(made, *said, "x", clerk, clerk)
    assert "accepted_payer_says_why" in refused(made, *said, "", clerk, manager)
    sql(made, *said, "x", clerk, manager)
    assert "accepted_payer_once" in refused(made, *said, "y", clerk, manager)
    assert "append-only" in refused("UPDATE store_acceptedpayer SET reason = 'z'")
    assert "append-only" in refused("DELETE FROM store_acceptedpayer")
