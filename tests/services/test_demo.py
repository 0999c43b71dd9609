"""The demo company: made once, signed in to, refused beside real books; one click reconciles any of its customers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from wanglai.services.access.queries import companies_of
from wanglai.services.access.scope import NotFound
from wanglai.services.demo.catalogue import demo_customers
from wanglai.services.demo.create_demo_company import (
    RealBooksAreKeptHere,
    create_demo_company,
    demo_sign_ins,
    is_new_installation,
)
from wanglai.services.demo.queries import demo_pairs
from wanglai.services.demo.start_demo_reconciliation import start_demo_reconciliation
from wanglai.services.reconciliation.perform_run import perform_run
from wanglai.services.reconciliation.queries import list_reconciliations, reconciliation_page
from wanglai.store.models import (
    BankEntry,
    BankFile,
    CashProposal,
    Company,
    Dispute,
    Reconciliation,
    Run,
    User,
)


def test_the_demo_opens_with_a_finished_reconciliation_and_stays_one_company(db: None) -> None:
    assert is_new_installation()
    assert demo_sign_ins() == ()
    people = create_demo_company()
    assert create_demo_company() == people
    assert (Company.objects.count(), User.objects.count(), Reconciliation.objects.count()) == (
        1,
        8,  # seven people, and the account the portal acts as
        3,
    )
    states = Dispute.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["open", "open", "rejected"]
    assert not is_new_installation()
    actor = User.objects.get(email=people[0].email).id
    (company,) = companies_of(actor=actor)
    assert company.is_demo
    december, november, first = list_reconciliations(company_id=company.id, actor=actor).rows
    for each in (first, november, december):
        assert each.state == "done"
        assert each.unexplained is not None
        assert each.unexplained.is_zero
    page = reconciliation_page(company_id=company.id, actor=actor, reconciliation_id=december.id)
    assert page.book is not None
    assert (page.book.before_id, page.book.carried) == (november.id, 3)  # what November left open
    assert page.book.settled == 1  # the invoice they booked late


def test_the_demo_has_a_bank_whose_lines_wait_on_the_workbench(db: None) -> None:
    """One invoice, three at once, one less a fee, one nobody knows; and a charge put aside."""
    create_demo_company()
    file = BankFile.objects.get()
    assert (file.state, file.entries, file.fresh, file.problems) == ("taken", 5, 5, [])
    assert BankEntry.objects.filter(state="waiting").count() == 4
    said = list(CashProposal.objects.filter(state="open").order_by("bank_entry_id"))
    assert [len(each.parts) for each in said[:2]] == [1, 3]
    assert said[3].parts == []


def test_every_demo_person_signs_in_with_the_password_that_is_printed(db: None) -> None:
    for person in create_demo_company():
        client = Client()
        client.post("/accounts/login/", {"login": person.email, "password": person.password})
        assert "_auth_user_id" in client.session, person.email
        assert len(person.password) >= 16


def test_passwords_differ_from_installation_to_installation(settings: Any) -> None:
    from wanglai.services.demo.create_demo_company import demo_password

    here = demo_password("a@demo.example")
    settings.SECRET_KEY = "of another house"
    assert demo_password("a@demo.example") != here


def test_the_demo_is_refused_beside_real_books(db: None, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(RealBooksAreKeptHere):
        create_demo_company()
    assert is_new_installation()


def test_one_click_reconciles_each_customer_to_the_cent(db: None) -> None:
    people = create_demo_company()
    scope = {
        "company_id": Company.objects.get().id,
        "actor": User.objects.get(email=people[0].email).id,
    }
    pairs = demo_pairs(**scope)
    assert len(pairs) == len(demo_customers()) >= 5
    assert pairs[0].reconciliation_id is not None
    for pair in pairs:
        opened = start_demo_reconciliation(**scope, key=pair.key)
        run = Run.objects.get(reconciliation_id=opened)
        perform_run(run.id)
        page = reconciliation_page(**scope, reconciliation_id=opened)
        assert page.run.is_done, page.run.refusal
        assert page.totals is not None
        assert page.counts is not None
        assert page.totals.unexplained.is_zero
        assert page.counts.agreed > page.counts.waiting
    assert {pair.reconciliation_id is not None for pair in demo_pairs(**scope)} == {True}


def test_the_demo_offers_nothing_to_other_companies(db: None) -> None:
    from tests.books import open_company

    create_demo_company()
    other = open_company("bieren")
    assert demo_pairs(**other.scope()) == ()
    with pytest.raises(NotFound):
        start_demo_reconciliation(**other.scope(), key=demo_customers()[0].key)
