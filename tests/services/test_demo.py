"""The demo company: made once, refused beside real books."""

from __future__ import annotations

from typing import Any

import pytest

from wanglai.services.access.queries import companies_of
from wanglai.services.demo.create_demo_company import (
    RealBooksAreKeptHere,
    create_demo_company,
    demo_sign_ins,
    is_new_installation,
)
from wanglai.services.reconciliation.queries import list_reconciliations, reconciliation_page
from wanglai.store.models import (
    Company,
    Dispute,
    Reconciliation,
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
