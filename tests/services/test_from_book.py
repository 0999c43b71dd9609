"""Starting a reconciliation from the book: what is refused, and that one request starts one."""

from __future__ import annotations

import pytest

from tests.ledgers import Ledger, day, open_ledger
from tests.two_sides import JANUARY, started
from wanglai.services.access.scope import NotFound
from wanglai.services.ledger.book import NoBook
from wanglai.services.reconciliation.start_from_book import NothingOnAccount, PeriodIsWrong
from wanglai.services.reconciliation.start_reconciliation import KeyIsTaken
from wanglai.services.reconciliation.uploads import FileIsEmpty
from wanglai.services.refusals import NotPermitted
from wanglai.store.models import BookSide, ChainHead, Customer, Reconciliation


@pytest.fixture
def ledger(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    return ledger


def test_one_request_starts_one(ledger: Ledger) -> None:
    first = started(ledger, "01", JANUARY, idempotency_key="k")
    assert started(ledger, "01", JANUARY, idempotency_key="k") == first
    assert Reconciliation.objects.count() == BookSide.objects.count() == 1
    with pytest.raises(KeyIsTaken):
        started(ledger, "01", JANUARY.replace("50.00", "60.00"), idempotency_key="k")


def test_what_makes_no_sense_is_refused_and_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(FileIsEmpty):
        started(ledger, "01", " ")
    with pytest.raises(PeriodIsWrong):
        started(ledger, "01", JANUARY, from_on=day("02-01"))
    with pytest.raises(PeriodIsWrong):
        started(ledger, "01", JANUARY, through_on=day("2999-12-31"))
    with pytest.raises(NothingOnAccount):
        started(ledger, "01", JANUARY, currency="USD")
    with pytest.raises(NothingOnAccount):
        started(ledger, "01", JANUARY, from_on=day("2025-12-01"), through_on=day("2025-12-31"))
    with pytest.raises(NotPermitted):
        started(ledger, "01", JANUARY, **ledger.books.scope("AUD"))
    assert Reconciliation.objects.count() == 0


def test_only_a_customer_of_the_company_that_is_known(ledger: Ledger) -> None:
    other = open_ledger("bieren")
    with pytest.raises(NotFound):
        started(ledger, "01", JANUARY, customer_id=other.customer("远景"))
    nobody = Customer.objects.create(company_id=ledger.company_id, name="待查", is_suspense=True)
    with pytest.raises(NotFound):
        started(ledger, "01", JANUARY, customer_id=nobody.id)


def test_a_company_without_a_book_has_no_side_to_read(ledger: Ledger) -> None:
    from tests.books import open_company

    bare = open_company("wuzhang")
    customer = Customer.objects.create(company_id=bare.company_id, name="远景")
    assert not ChainHead.objects.filter(company_id=bare.company_id).exists()
    with pytest.raises(NoBook):
        started(ledger, "01", JANUARY, **bare.scope("ARA"), customer_id=customer.id)


def test_the_survivor_of_a_merge_is_the_one_reconciled(ledger: Ledger) -> None:
    merged = Customer.objects.create(company_id=ledger.company_id, name="远景(旧)", merged_into_id=ledger.customer("远景"))  # fmt: skip
    opened = Reconciliation.objects.get(id=started(ledger, "01", JANUARY, customer_id=merged.id))
    assert opened.customer_id == ledger.customer("远景")
