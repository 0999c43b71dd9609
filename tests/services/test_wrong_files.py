"""A hundred wrong files: each is refused whole, or its rows say what is wrong; nothing of any is booked."""

from __future__ import annotations

import pytest

from tests.importing import Importer
from tests.importing_wrong import WrongFile, wrong_files
from tests.ledgers import day, open_ledger
from tests.papers import Papers, steel
from wanglai.services.documents.enter_order import enter_order
from wanglai.services.documents.wanted import WantedOrder
from wanglai.services.imports.order_import import order_import
from wanglai.services.imports.problems import PROBLEMS
from wanglai.services.imports.refusals import ImportIsElsewhere, ProblemsAreOpen
from wanglai.store.models import Act, Customer, Entry, SalesOrderLine

WRONG = wrong_files()


@pytest.fixture
def importer(db: None) -> Importer:
    book = open_ledger()
    book.customer("远景")
    book.customer("晨光")
    seller = book.books.people["SAL"]
    Customer.objects.filter(company_id=book.company_id, name="远景").update(manager_id=seller)
    papers = Papers(book)
    order = papers.order("SO-0", steel("60", what="轴承"), on="01-05")
    assert SalesOrderLine.objects.get(order_id=order).quantity == 60
    draft = WantedOrder(book.customer("远景"), "SO-draft", day("01-05"), (steel(),))
    enter_order(**papers.seller, order=draft, key="draft")
    return Importer(book)


def test_there_are_a_hundred_of_them_and_they_meet_every_problem() -> None:
    assert len(WRONG) >= 100
    assert len({(each.kind, each.content) for each in WRONG}) == len(WRONG), "each is another file"
    elsewhere = {
        "document.booked", "document.differs", "customer.known", "customer.ambiguous", "amount.too_large", "paper.there",
        "paper.differs",
        "einvoice.unread", "einvoice.contradicts", "einvoice.file",
    }  # fmt: skip
    assert {each.code for each in WRONG if not each.is_refused} == PROBLEMS.keys() - elsewhere


@pytest.mark.parametrize("wrong", WRONG, ids=lambda each: f"{each.code} {each.name}")
def test_a_wrong_file_says_what_is_wrong_and_nothing_is_booked(
    importer: Importer, wrong: WrongFile
) -> None:
    acts = Act.objects.count()
    importer.role = "SAL" if wrong.kind in ("orders", "deliveries", "contracts") else "ARA"
    page = importer.read(wrong.content, wrong.kind, name="wrong")
    if wrong.is_refused:
        assert page.refusal is not None, importer.codes(page)
        assert (page.state, page.refusal.code) == ("refused", wrong.code)
        words = (page.refusal.reason, page.refusal.remedy)
    else:
        assert page.refusal is None, page.refusal
        assert wrong.code in importer.codes(page)
        group = next(each for each in page.groups if each.code == wrong.code)
        words = (group.words, group.remedy)
    assert all(said.zh and said.en and "{" not in said.zh + said.en for said in words)
    with pytest.raises((ProblemsAreOpen, ImportIsElsewhere)):
        order_import(**importer.who, origin="test", import_id=page.id)
    assert (Entry.objects.count(), Act.objects.count()) == (0, acts)
