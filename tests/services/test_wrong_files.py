"""A hundred wrong files: each is refused whole, or its rows say what is wrong; nothing of any is booked."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.agreements import drafted, record, sign
from tests.importing import Importer
from tests.importing_wrong import WrongFile, wrong_files
from tests.ledgers import day, open_ledger
from tests.papers import Papers, steel
from tests.worlds import ForTheFile
from wanglai.domain.instalments import Fixed, Part, Rest
from wanglai.domain.terms_ready import net
from wanglai.services.documents.accept_delivery import accept_delivery
from wanglai.services.documents.enter_order import enter_order
from wanglai.services.documents.wanted import WantedOrder
from wanglai.services.imports.order_import import order_import
from wanglai.services.imports.problems import PROBLEMS
from wanglai.services.imports.refusals import ImportIsElsewhere, ProblemsAreOpen
from wanglai.store.models import Act, Customer, Entry, SalesOrderLine

WRONG = wrong_files()


def _built() -> Importer:
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
    _to_bill(papers)
    return Importer(book)


@pytest.fixture(scope="module")
def built(for_the_file: ForTheFile) -> Importer:
    return for_the_file(_built)


@pytest.fixture
def importer(built: Importer, db: None) -> Importer:
    return deepcopy(built)  # a test may change it, too


def _to_bill(papers: Papers) -> None:
    """Deliveries that may be invoiced, or not yet, or by their order; an invoice that is a draft; a plan with a fixed part."""
    papers.order("SO-B", steel("15"), on="01-05")
    accept_delivery(**papers.seller, delivery_id=papers.deliver("DN-B", "10", order="SO-B", on="01-18"), on=day("01-19"))  # fmt: skip
    papers.deliver("DN-N", "5", order="SO-B", on="01-19")
    papers.order("SO-O", steel("10"), on="01-05", is_billed_by_order=True)
    papers.deliver("DN-O", "10", order="SO-O", on="01-18")
    papers.draft("INV-draft", steel("1"), on="01-20")
    plan = (Part(Fixed(50_000), net(10)), Part(Rest(), net(30)))
    agreement = record(net(30), instalments=plan, currency="CNY")
    year, books = day("01-01"), papers.book.books
    who = {"customer_id": papers.book.customer("晨光"), "from_on": year, "signed_on": year}
    sign(books, drafted(books, agreement=agreement, **who))


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
