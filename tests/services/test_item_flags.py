"""A disputed or promised item is said to be, with a note and an act; every amount stays."""

from __future__ import annotations

import json
import secrets
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.ledgers import Ledger, open_ledger
from wanglai.services.access.scope import NotFound
from wanglai.services.ageing.queries import Ageing, aged_items, ageing
from wanglai.services.audit.queries import TrailFilter, trail
from wanglai.services.disputes.open_dispute import open_dispute
from wanglai.services.disputes.refusals import DisputeDoesNotFit, DisputeSaysNothing
from wanglai.services.disputes.resolve_dispute import resolve_dispute
from wanglai.services.disputes.resolving import Part
from wanglai.services.exports.ageing import ageing_table
from wanglai.services.ledger.book import Who
from wanglai.services.ledger.item_flags import (
    FlagHasNoNote,
    FlagIsNotThere,
    FlagStands,
    OnlyOpenDebtsAreFlagged,
)
from wanglai.services.ledger.show_items import item_page, open_items_page
from wanglai.services.ledger.verify import verify_company
from wanglai.services.promises.note_promise import PromiseHasNoDay, end_promise, note_promise
from wanglai.services.refusals import NotPermitted, UnableTo
from wanglai.store.models import Act, Customer, Dispute, ItemFlag


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "100.00", "01-05", due="02-04")
    ledger.post("invoice", "INV-2", "20.00", "01-05", due="02-04")
    ledger.post("receipt", "RC", "5.00", "01-20")
    return ledger


def today() -> date:
    return timezone.localdate()


def person(book: Ledger, role: str) -> dict[str, Any]:
    return {**book.books.scope(role), "origin": "test"}


def dispute(book: Ledger, number: str, note: str = "数量不符", role: str = "ARA") -> int:
    """All that is open of the item; the act of its flag."""
    item = book.item(number)
    actor = book.books.scope(role)["actor"]
    open_dispute(
        company_id=book.company_id, who=Who(actor, "test"), key=secrets.token_hex(8), customer_id=item.customer_id, item_id=item.id,
        statement_id=None, currency="CNY", amount=item.amount - item.allocated, reason="quantity", said=note, raised_by="staff",
    )  # fmt: skip
    return _last_flag(item.id)


def settle_dispute(book: Ledger, number: str, note: str = "已说明") -> int:
    item = book.item(number)
    found = Dispute.objects.get(item_id=item.id, state="open")
    resolve_dispute(
        **person(book, "ARA"), dispute_id=found.id, parts=[Part("withdrawn", found.amount)], said=note, on=today(),
        key=secrets.token_hex(8),
    )  # fmt: skip
    return _last_flag(item.id)


def _last_flag(item_id: int) -> int:
    seqs = ItemFlag.objects.filter(item_id=item_id, kind="disputed").order_by("-ordinal")
    return int(seqs.values_list("seq", flat=True)[0])


def promise(book: Ledger, number: str, days: int = 10) -> int:
    return note_promise(
        **person(book, "COL"), item_id=book.item(number).id, note="电话", until_on=today() + timedelta(days=days)
    )  # fmt: skip


def of(book: Ledger, **more: Any) -> Ageing:
    report = ageing(**book.reader, **{"on": today(), **more})
    assert report.holds
    return report


def flagged(book: Ledger, **more: Any) -> tuple[int, int]:
    (row,) = of(book, **more).rows
    return row.aged.disputed, row.aged.promised


def test_flags_stand_in_the_ageing_beside_figures_that_stay(book: Ledger) -> None:
    before = of(book)
    dispute(book, "INV-1")
    promise(book, "INV-1")
    promise(book, "INV-2")
    after = of(book)
    assert flagged(book) == (10_000, 12_000)
    assert (after.totals[0].aged.disputed, after.totals[0].aged.promised) == (10_000, 12_000)
    assert [row.aged.columns for row in after.rows] == [row.aged.columns for row in before.rows]
    assert after.proofs == before.proofs
    assert flagged(book, is_net_fifo=True) == (10_000, 12_000)
    assert flagged(book, customer_id=book.customer("远景")) == (10_000, 12_000)
    assert flagged(book, by="manager") == (10_000, 12_000)
    items = aged_items(**book.reader, customer_id=book.customer("远景"), on=today())
    told = {each.document: (each.is_disputed, each.is_promised) for each in items}
    assert told == {"INV-1": (True, True), "INV-2": (False, True), "RC": (False, False)}


def test_a_flag_is_of_what_is_open_and_goes_with_it(book: Ledger) -> None:
    dispute(book, "INV-1")
    book.settle("INV-1", "RC", "5.00", "01-20")
    assert flagged(book) == (9_500, 0)


def test_flags_are_as_of_a_day_and_as_known_at_a_moment(book: Ledger) -> None:
    earlier = book.now()
    dispute(book, "INV-1")
    between = book.now()
    settle_dispute(book, "INV-1")
    assert flagged(book) == (0, 0)
    assert flagged(book, known_at=between) == (10_000, 0)
    assert flagged(book, known_at=earlier) == (0, 0)
    dispute(book, "INV-1")
    assert flagged(book, on=today() - timedelta(days=1)) == (0, 0), "said today"
    page = open_items_page(
        **book.reader, customer_id=book.customer("远景"), on=today(), known_at=earlier
    )
    assert not any(row.flags for row in page.debits)


def test_a_promise_counts_to_the_end_of_its_day(book: Ledger) -> None:
    promise(book, "INV-1", days=3)
    assert flagged(book, on=today() + timedelta(days=3)) == (0, 10_000)
    assert flagged(book, on=today() + timedelta(days=4)) == (0, 0)
    late = open_items_page(
        **book.reader, customer_id=book.customer("远景"), on=today() + timedelta(days=4)
    )
    assert [[flag.is_past for flag in row.flags] for row in late.debits] == [[True], []]


def test_the_item_tells_who_said_what_and_the_trail_says_it_too(book: Ledger) -> None:
    first = dispute(book, "INV-1", "数量不符", role="CRC")
    number = Dispute.objects.get().id
    second = settle_dispute(book, "INV-1", "已补发")
    page = item_page(**book.reader, item_id=book.item("INV-1").id)
    assert page.flags == ()
    assert [(each.seq, each.is_up, each.note, each.set_by) for each in page.flags_said] == [
        (second, False, "已补发", "ARA yuanjing"), (first, True, f"#{number} 数量不符", "CRC yuanjing"),
    ]  # fmt: skip
    promise(book, "INV-2", days=1)
    told = [row.sentence for row in trail(**book.reader, wanted=TrailFilter(), limit=3).rows]
    item = book.item("INV-2").id
    tomorrow = today() + timedelta(days=1)
    assert told[0].en == f"Promised: open item {item}, until {tomorrow}"
    assert told[1].zh == f"取消争议标记：未清项 {book.item('INV-1').id}"
    facts = json.loads(Act.objects.get(company_id=book.company_id, seq=first).facts)
    assert set(facts) == {"item", "note_sha256"}, "words are not sealed"
    assert verify_company(book.company_id).is_whole


def test_refusals_in_their_order(book: Ledger) -> None:
    item, credit = book.item("INV-1").id, book.item("RC").id
    soon = {"until_on": today()}
    cases: list[tuple[type[UnableTo], Any]] = [
        (NotPermitted, lambda: dispute(book, "INV-1", role="AUD")),
        (NotPermitted, lambda: note_promise(**person(book, "ARA"), item_id=item, note="x", **soon)),
        (NotFound, lambda: note_promise(**person(book, "COL"), item_id=0, note="", **soon)),
        (FlagHasNoNote, lambda: note_promise(**person(book, "COL"), item_id=credit, note="  ", **soon)),
        (DisputeSaysNothing, lambda: dispute(book, "INV-1", "长" * 2_001)),
        (OnlyOpenDebtsAreFlagged, lambda: note_promise(**person(book, "COL"), item_id=credit, note="x", **soon)),
        (DisputeDoesNotFit, lambda: dispute(book, "RC")),
        (PromiseHasNoDay, lambda: promise(book, "INV-1", days=-1)),
        (PromiseHasNoDay, lambda: promise(book, "INV-1", days=4_000)),
        (FlagIsNotThere, lambda: end_promise(**person(book, "COL"), item_id=item, note="x")),
    ]  # fmt: skip
    acts = Act.objects.filter(company_id=book.company_id).count()
    for refusal, attempt in cases:
        with pytest.raises(refusal):
            attempt()
    promise(book, "INV-1")
    with pytest.raises(FlagStands):
        promise(book, "INV-1")
    dispute(book, "INV-1")
    with pytest.raises(DisputeDoesNotFit):
        dispute(book, "INV-1")
    book.post("receipt", "RC-2", "20.00", "01-21")
    book.settle("INV-2", "RC-2", None, "01-21")
    with pytest.raises(OnlyOpenDebtsAreFlagged):
        promise(book, "INV-2")
    kinds = Act.objects.filter(company_id=book.company_id, seq__gt=acts).values_list(
        "kind", flat=True
    )
    assert list(kinds.order_by("seq")) == [
        "note_promise", "open_dispute", "dispute_item", "post", "allocate",
    ], "what is refused leaves no act"  # fmt: skip


def test_salespeople_flag_what_is_theirs_alone(book: Ledger) -> None:
    with pytest.raises(NotFound):
        dispute(book, "INV-1", role="SAL")
    Customer.objects.filter(id=book.customer("远景")).update(manager_id=book.books.people["SAL"])
    dispute(book, "INV-1", role="SAL")
    assert flagged(book) == (10_000, 0)


def test_the_workbook_has_both_columns(book: Ledger) -> None:
    dispute(book, "INV-2")
    table = ageing_table(**book.reader, on=today())
    heads = [column.words.en for column in table.columns]
    (row,) = table.rows
    cells = dict(zip(heads, row, strict=True))
    assert cells["Of it disputed"].text == "20.00"  # type: ignore[union-attr]
    assert cells["Of it promised"].text == "0.00"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "wall"),
    [
        ({"ordinal": 3}, "is not the next"),
        ({"is_up": True}, "flag_goes_up_and_down"),
        ({"note": ""}, "flag_says_why"),
        ({"kind": "angry", "ordinal": 1, "is_up": True}, "flag_kind_known"),
        ({"until_on": date(2026, 1, 1)}, "flag_promise_has_a_day"),
        ({"kind": "promised", "ordinal": 1, "is_up": True}, "flag_promise_has_a_day"),
        ({"company_id": -1}, "is no debt"),
        ({"customer_id": -1}, "is no debt"),
    ],
)
def test_the_database_keeps_flags_going_up_and_down_in_turn(
    book: Ledger, change: dict[str, Any], wall: str
) -> None:
    dispute(book, "INV-1")
    first = ItemFlag.objects.get()
    sound = {
        "company_id": first.company_id, "customer_id": first.customer_id, "item_id": first.item_id,
        "kind": "disputed", "ordinal": 2, "is_up": False, "note": "x", "seq": first.seq,
        "set_on": first.set_on, "set_by_id": first.set_by_id,
    }  # fmt: skip
    with pytest.raises(Error, match=wall), transaction.atomic():
        ItemFlag.objects.bulk_create([ItemFlag(**{**sound, **change})])
    ItemFlag.objects.bulk_create([ItemFlag(**sound)])
    assert flagged(book) == (0, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_itemflag SET note = 'other'",
        "DELETE FROM store_itemflag",
        "TRUNCATE store_itemflag",
    ],
)
def test_flags_are_only_ever_added(book: Ledger, statement: str) -> None:
    dispute(book, "INV-1")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Error, match="append-only"):
            cursor.execute(statement)
