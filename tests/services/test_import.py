"""Many documents at once: the same guarantees as one, all or none, and taken up again where it stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.ledgers import Ledger, open_ledger
from wanglai.domain.ledger import RULES, Document, Instalment
from wanglai.services.ledger import import_documents as importing
from wanglai.services.ledger.book import KeyWasUsed
from wanglai.services.ledger.import_documents import (
    DocumentsAreFaulty,
    Problem,
    go_on,
    import_documents,
)
from wanglai.services.ledger.post import post_document
from wanglai.store.models import Act, Entry, ImportRow, OpenItem, PostingRule


@pytest.fixture
def book(transactional_db: None) -> Ledger:
    return open_ledger()


def _documents(book: Ledger, count: int) -> Iterator[Document]:
    return _made([book.customer(name) for name in ("甲", "乙", "丙")], count)


def _made(customers: list[int], count: int) -> Iterator[Document]:
    for n in range(count):
        on = date(2026, 1, 5) + timedelta(days=n % 300)
        kind = ("invoice", "invoice", "receipt", "credit_note")[n % 4]
        dollars = n % 5 == 0
        yield Document(
            kind=kind,
            customer_id=customers[n % 3],
            number=f"D-{n:06}",
            on=on,
            gross=11_301 + n,
            tax=1_300 if RULES[kind].tax else 0,
            currency="USD" if dollars else "CNY",
            rate=Decimal("7.12345") if dollars else Decimal(1),
            instalments=(Instalment(11_301 + n, on + timedelta(days=30)),),
            text="导入",
        )


def _imported(book: Ledger, documents: Iterator[Document], key: str = "january") -> object:
    return import_documents(
        **book.scope, documents=documents, key=key, request_hash=hashlib.sha256(b"file").digest()
    )


def test_an_imported_document_is_posted_as_if_by_hand(book: Ledger) -> None:
    _imported(book, _documents(book, 40))
    by_hand = open_ledger("by-hand")
    for number, document in enumerate(_documents(by_hand, 40)):
        post_document(**by_hand.scope, document=document, key=str(number))
    for on in ("01-31", "06-30", "12-31"):
        assert book.accounts(on) == by_hand.accounts(on)
        for customer in ("甲", "乙", "丙"):
            assert book.open_table(on, customer) == by_hand.open_table(on, customer)
    book.prove()


def test_parts_and_days_not_known_yet_are_posted_as_if_by_hand(book: Ledger) -> None:
    """Base amounts are shared as by hand, and no day is put where there is none yet."""
    by_hand = open_ledger("by-hand")
    day = date(2026, 1, 5)
    for each in (book, by_hand):
        whole = Document(
            "invoice", each.customer("甲"), "D-1", day, 10_001, 0, "USD", Decimal("7.12345")
        )
        thirds = (Instalment(3_334, day), Instalment(3_333, date(2026, 2, 28)), Instalment(3_334))
        papers = [replace(whole, instalments=thirds), replace(whole, number="D-2", instalments=(Instalment(10_001),))]  # fmt: skip
        if each is book:
            _imported(book, iter(papers))
        else:
            for paper in papers:
                post_document(**by_hand.scope, document=paper, key=paper.number)
    found = {
        name: [
            (item.document, item.item_no, item.due_on, item.amount, item.base_amount)
            for item in OpenItem.objects.filter(company_id=ledger.company_id).order_by(
                "document", "item_no"
            )
        ]
        for name, ledger in (("batch", book), ("by hand", by_hand))
    }
    assert found["batch"] == found["by hand"]
    assert [each[2] for each in found["batch"]] == [day, date(2026, 2, 28), None, None]
    book.prove()


def test_who_agreed_stands_on_the_credit_notes_alone(book: Ledger) -> None:
    manager = book.books.people["ARA"]
    papers = list(_documents(book, 12))
    import_documents(
        **book.scope, documents=iter(papers), key="k", request_hash=b"h", approver=manager
    )
    entries = Entry.objects.filter(company_id=book.company_id)
    acts = {each.seq: each for each in Act.objects.filter(company_id=book.company_id)}
    said = {each.document: acts[each.seq].approver_id for each in entries}
    assert said == {each.number: manager if each.kind == "credit_note" else None for each in papers}
    assert {acts[each.seq].actor_id for each in entries} == {book.scope["actor"]}
    book.prove()


def test_the_rules_of_the_set_based_path_are_those_of_the_domain(db: None) -> None:
    said = {
        row.kind: (row.control, row.side, row.net, row.tax) for row in PostingRule.objects.all()
    }
    assert said == {kind: tuple(rule) for kind, rule in RULES.items()}


def test_one_faulty_document_keeps_all_out_and_every_fault_is_named(book: Ledger) -> None:
    good = list(_documents(book, 6))
    bad = [
        good[0], replace(good[1], gross=0), replace(good[2], customer_id=0),
        replace(good[3], kind="gift"), replace(good[4], on=date(2031, 1, 1), instalments=()),
    ]  # fmt: skip
    before = Act.objects.count()
    with pytest.raises(DocumentsAreFaulty) as refused:
        _imported(book, iter(bad))
    assert refused.value.problems == (
        Problem(2, "D-000001", "amount"),
        Problem(3, "D-000002", "customer"),
        Problem(4, "D-000003", "kind"),
        Problem(5, "D-000004", "period"),
    )
    assert Act.objects.count() == before
    assert not ImportRow.objects.exists()


def test_an_import_goes_on_where_it_stopped(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second chunk meets a lost connection; the first stays, and nothing is posted twice."""
    monkeypatch.setattr(importing, "CHUNK", 10)

    def lost(progress: importing.Progress) -> None:
        if progress.posted == 20:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        import_documents(
            **book.scope, documents=_documents(book, 35), key="k", request_hash=b"h", told=lost
        )
    assert Entry.objects.filter(company_id=book.company_id).count() == 20
    again = import_documents(**book.scope, documents=iter(()), key="k", request_hash=b"h")
    assert again.posted == again.documents == 35
    assert Entry.objects.filter(company_id=book.company_id).count() == 35
    once_more = go_on(**book.scope, batch_id=again.batch_id)
    assert once_more.posted == 35
    assert Entry.objects.filter(company_id=book.company_id).count() == 35
    with pytest.raises(KeyWasUsed):
        import_documents(**book.scope, documents=iter(()), key="k", request_hash=b"other")
    book.prove()
