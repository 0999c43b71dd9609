"""Orders, deliveries and contracts from files: read, told what is wrong, put right, written once; never more than was ordered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from tests.importing import Importer, csv_of
from tests.ledgers import open_ledger
from wanglai.services.access.scope import NotFound
from wanglai.services.contracts.sign_contract import print_of, sign_contract
from wanglai.services.imports import write_papers
from wanglai.services.imports.correct_document import correct_document, leave_out
from wanglai.services.imports.life import stop_now
from wanglai.services.imports.order_import import (
    end_import,
    go_on_import,
    order_import,
)
from wanglai.services.imports.queries import document_of_import, import_page, list_imports
from wanglai.services.imports.refusals import NothingToBook
from wanglai.services.imports.start_import import start_import
from wanglai.services.reconciliation.uploads import Upload
from wanglai.services.refusals import NotPermitted
from wanglai.store.models import (
    Act,
    Contract,
    Customer,
    Delivery,
    DeliveryLine,
    Entry,
    SalesOrder,
    SalesOrderLine,
)

ORDER = ("客户", "订单号", "订单日期", "行号", "品名", "数量", "单价", "税率")
ORDERS = (
    ("远景", "SO-1", "2026-01-05", 1, "轴承", 100, "10.00", "13%"),
    ("远景", "SO-1", "2026-01-05", 2, "螺母", "12.5", "0.335", "13%"),
    ("晨光", "SO-2", "2026-01-06", 1, "轴承", 3, "9.99", "0"),
)
DELIVERY = ("送货单号", "订单号", "送货日期", "订单行号", "数量", "验收日期")
CONTRACT = ("客户", "合同编号", "起始日", "截止日", "账期")


@pytest.fixture
def seller(transactional_db: None) -> Importer:
    book = open_ledger()
    for name in ("远景", "晨光"):
        Customer.objects.filter(id=book.customer(name)).update(manager_id=book.books.people["SAL"])
    return Importer(book, "SAL")


def _bring(
    seller: Importer, rows: Sequence[Sequence[object]], head: Sequence[str], kind: str
) -> int:
    page = seller.read(csv_of(rows, head), kind)
    assert (page.refusal, seller.codes(page)) == (None, [])
    done = seller.book_it(page.id)
    assert (done.state, done.coming) == ("done", 0), done.refusal
    return done.booked


def _left(number: str) -> list[str]:
    """Ordered, delivered and left of each line of an order."""
    rows = SalesOrderLine.objects.filter(order__number=number).order_by("line_no")
    return [f"{each.line_no} {each.what} {each.quantity.normalize():f} {each.delivered.normalize():f} {(each.quantity - each.delivered).normalize():f}" for each in rows]  # fmt: skip


def test_orders_come_in_confirmed_with_their_lines(seller: Importer) -> None:
    assert _bring(seller, ORDERS, ORDER, "orders") == 2
    order = SalesOrder.objects.get(number="SO-1")
    assert (order.state, order.customer.name, order.ordered_on) == ("confirmed", "远景", date(2026, 1, 5))  # fmt: skip
    assert _left("SO-1") == ["1 轴承 100 0 100", "2 螺母 12.5 0 12.5"]
    assert [each.tax_percent for each in SalesOrderLine.objects.order_by("id")] == [13, 13, 0]
    assert not Entry.objects.exists(), "an order is no entry"
    acts = Act.objects.filter(kind__in=("import_file", "write_imported")).order_by("seq")
    assert [each.kind for each in acts] == ["import_file", "write_imported"]


def test_the_same_orders_twice_come_once(seller: Importer) -> None:
    _bring(seller, ORDERS, ORDER, "orders")
    again = seller.read(csv_of(ORDERS, ORDER), "orders")
    assert (again.ready, again.left_out, seller.codes(again)) == (0, 2, ["paper.there"])
    with pytest.raises(NothingToBook):
        order_import(**seller.who, origin="test", import_id=again.id)
    other = seller.read(csv_of([(*ORDERS[2][:5], 4, "9.99", "0")], ORDER), "orders")
    assert seller.codes(other) == ["paper.differs"]
    assert SalesOrder.objects.count() == 2


def test_deliveries_move_what_their_orders_leave(seller: Importer) -> None:
    _bring(seller, ORDERS, ORDER, "orders")
    rows = (
        ("DN-1", "SO-1", "2026-01-18", 1, 60, "2026-01-19"),
        ("DN-1", "SO-1", "2026-01-18", 2, "2.5", "2026-01-19"),
        ("DN-2", "SO-1", "2026-01-20", 1, 40, ""),
    )
    assert _bring(seller, rows, DELIVERY, "deliveries") == 2
    assert _left("SO-1") == ["1 轴承 100 100 0", "2 螺母 12.5 2.5 10"]
    states = {each.number: (each.state, each.accepted_on) for each in Delivery.objects.all()}
    assert states == {"DN-1": ("accepted", date(2026, 1, 19)), "DN-2": ("delivered", None)}
    again = seller.read(csv_of(rows, DELIVERY), "deliveries")
    assert (again.ready, again.left_out, seller.codes(again)) == (0, 2, ["paper.there"])
    assert DeliveryLine.objects.count() == 3


def test_of_two_deliveries_that_are_too_much_together_the_second_is_told(seller: Importer) -> None:
    _bring(seller, ORDERS, ORDER, "orders")
    rows = [("DN-1", "SO-1", "2026-01-18", 1, 60, ""), ("DN-2", "SO-1", "2026-01-20", 1, 41, "")]
    page = seller.read(csv_of(rows, DELIVERY), "deliveries")
    assert [[each.code for each in row.problems] for row in seller.rows(page.id)] == [[], ["delivery.beyond"]]  # fmt: skip
    correct_document(**seller.who, import_id=page.id, no=2, values={"line_1_quantity": "40"})
    assert seller.codes(seller.page(page.id)) == []
    correct_document(**seller.who, import_id=page.id, no=1, values={"line_1_quantity": "61"})
    assert [row.number for row in seller.rows(page.id, standing="open")] == ["DN-2"]
    leave_out(**seller.who, import_id=page.id, no=1)
    assert seller.book_it(page.id).booked == 1
    assert _left("SO-1")[0] == "1 轴承 100 40 60"


def test_a_tolerance_allows_so_much_more(seller: Importer) -> None:
    _bring(seller, [(*ORDERS[0], "5")], (*ORDER, "超交容差"), "orders")
    page = seller.read(csv_of([("DN-1", "SO-1", "2026-01-18", 1, "105.000001", "")], DELIVERY), "deliveries")  # fmt: skip
    assert seller.codes(page) == ["delivery.beyond"]
    assert _bring(seller, [("DN-1", "SO-1", "2026-01-18", 1, 105, "")], DELIVERY, "deliveries") == 1


def test_a_line_is_found_by_its_item_where_no_number_is_said(seller: Importer) -> None:
    _bring(seller, [*ORDERS, ("晨光", "SO-2", "2026-01-06", 2, "轴承", 1, "8", "0")], ORDER, "orders")  # fmt: skip
    head = ("Delivery No", "Order No", "Ship date", "Item", "Qty", "Remaining")
    rows = [("DN-1", "SO-1", "2026-01-18", "螺母", "2.5", "10"), ("DN-2", "SO-2", "2026-01-18", "轴承", 1, ""),
            ("DN-3", "SO-1", "2026-01-19", "螺母", 1, 10)]  # fmt: skip
    page = seller.read(csv_of(rows, head), "deliveries")
    assert [[each.code for each in row.problems] for row in seller.rows(page.id)] == [[], ["line.not_in_order"], ["remaining.differs"]]  # fmt: skip
    page = seller.choose(page.id, line__not_in_order="leave_out", remaining__differs="accept")
    assert seller.book_it(page.id).booked == 2
    assert _left("SO-1")[1] == "2 螺母 12.5 3.5 9"


def test_what_is_wrong_in_an_order_is_put_right_on_the_screen(seller: Importer) -> None:
    rows = [("远京", "SO-1", "2026-01-05", 1, "轴承", "一百", "10.00", "十三"), ("远京", "SO-1", "2026-01-05", 2, "", 1, "-1", "13")]  # fmt: skip
    page = seller.read(csv_of(rows, ORDER), "orders")
    assert set(seller.codes(page)) == {"customer.not_there", "line.what", "line.quantity", "line.price", "line.tax_percent"}  # fmt: skip
    shown = document_of_import(**seller.who, import_id=page.id, no=1)
    assert [line.said.get("quantity", "") for line in shown.lines] == ["一百", ""]
    values = {"customer": "远景", "wanted": "2026-02-01", "line_1_quantity": "100", "line_1_tax_percent": "13%", "line_2_line_text": "螺母", "line_2_price": "1"}  # fmt: skip
    correct_document(**seller.who, import_id=page.id, no=1, values=values)
    page = seller.page(page.id)
    assert (page.ready, seller.codes(page)) == (1, [])
    assert seller.book_it(page.id).booked == 1
    order = SalesOrder.objects.get(number="SO-1")
    assert order.wanted_on == date(2026, 2, 1)
    assert [(each.what, each.quantity, each.tax_percent) for each in order.salesorderline_set.order_by("line_no")] == [("轴承", 100, 13), ("螺母", 1, 13)]  # fmt: skip


def test_a_total_is_net_or_gross_of_the_lines(seller: Importer) -> None:
    head = (*ORDER, "合计金额")
    for total, codes in (("1000.00", []), ("1130.00", []), ("1130.01", ["total.differs"])):
        page = seller.read(csv_of([(*ORDERS[0], total)], (*ORDER, "订单总额")), "orders", options={"columns": {"total": "订单总额"}})  # fmt: skip
        assert seller.codes(page) == codes, head
        end_import(**seller.who, import_id=page.id)


def test_salespeople_import_for_their_own_customers_and_see_their_own_imports(seller: Importer) -> None:  # fmt: skip
    Customer.objects.filter(name="晨光").update(manager_id=None)
    page = seller.read(csv_of(ORDERS, ORDER), "orders")
    assert seller.codes(page) == ["customer.not_there"]
    ours = Importer(seller.book)
    with pytest.raises(NotPermitted):
        start_import(**seller.who, kind="invoices", uploads=[Upload("x.csv", b"x")])
    with pytest.raises(NotPermitted):
        ours.read(csv_of(ORDERS, ORDER), "orders")
    invoices = ours.read(csv_of([("远景", "INV-1", "2026-01-05", "", "1.00")]))
    assert [row.id for row in list_imports(**seller.who)] == [page.id]
    with pytest.raises(NotFound):
        import_page(**seller.who, import_id=invoices.id)
    assert {row.id for row in list_imports(**ours.who)} == {page.id, invoices.id}
    with pytest.raises(NotPermitted):
        end_import(**ours.who, import_id=page.id)


def test_a_stopped_import_keeps_whole_chunks_and_goes_on(
    seller: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_papers, "CHUNK", 10)
    rows = [("远景", f"SO-{n}", "2026-01-05", 1, "轴承", n + 1, "10.00", "13") for n in range(35)]
    page = seller.read(csv_of(rows, ORDER), "orders")
    order_import(**seller.who, origin="test", import_id=page.id, waits_for_worker=False)

    def dies(import_id: int, rows: int, total: int | None = None) -> None:
        if rows == 20:
            raise KeyboardInterrupt

    monkeypatch.setattr(write_papers, "tell_progress", dies)
    with pytest.raises(KeyboardInterrupt):
        seller.perform(page.id)
    stop_now(page.id)
    stopped = seller.page(page.id)
    assert (stopped.state, stopped.booked, stopped.coming, SalesOrder.objects.count()) == ("stopped", 20, 15, 20)  # fmt: skip
    monkeypatch.setattr(write_papers, "tell_progress", lambda *_: None)
    go_on_import(**seller.who, origin="test", import_id=page.id, waits_for_worker=False)
    done = seller.perform(page.id)
    assert (done.state, done.booked, SalesOrder.objects.count()) == ("done", 35, 35)
    assert SalesOrderLine.objects.count() == 35


def test_an_order_that_moved_meanwhile_gives_the_import_back(
    seller: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look and the writing another delivery takes what was left: nothing of the chunk is written."""
    from wanglai.services.imports import post_import

    _bring(seller, ORDERS, ORDER, "orders")
    page = seller.read(csv_of([("DN-1", "SO-1", "2026-01-18", 1, 60, "")], DELIVERY), "deliveries")
    settle = post_import._settle

    def moved(*given: object) -> None:
        settle(*given)
        SalesOrderLine.objects.filter(order__number="SO-1", line_no=1).update(delivered=50)

    monkeypatch.setattr(post_import, "_settle", moved)
    stopped = seller.book_it(page.id)
    assert stopped.refusal is not None
    assert (stopped.state, stopped.refusal.code, stopped.booked) == ("stopped", "import.changed_meanwhile", 0)  # fmt: skip
    assert not Delivery.objects.exists()
    end_import(**seller.who, import_id=page.id)
    assert seller.page(page.id).state == "withdrawn"


def test_contracts_come_in_as_drafts_and_are_signed_by_who_signs(seller: Importer) -> None:
    rows = (
        ("远景", "HT-1", "2026-01-01", "2026-12-31", "净30天"),
        ("远景", "HT-2", "2026-01-01", "", "30/60/90 分期"),
        ("晨光", "HT-3", "2026-01-01", "", "月结60（读法D）"),
    )
    assert _bring(seller, rows, CONTRACT, "contracts") == 3
    contracts = {each.number: each for each in Contract.objects.all()}
    assert {each.state for each in contracts.values()} == {"draft"}
    first = contracts["HT-1"]
    assert first.draft is not None
    assert first.draft["agreement"]["terms"]["steps"] == [{"add": 30, "unit": "days"}]
    parts = contracts["HT-2"].draft["agreement"]["instalments"]
    assert [part["terms"]["steps"][0]["add"] for part in parts] == [30, 60, 90]
    again = seller.read(csv_of(rows, CONTRACT), "contracts")
    assert (again.ready, seller.codes(again)) == (0, ["paper.there"])
    controller = {**seller.book.books.scope("CRC"), "origin": "test"}
    sign_contract(**controller, contract_id=first.id, shown=print_of(first), acknowledged={})
    first.refresh_from_db()
    assert first.state == "in_force"
    signed = seller.read(csv_of([*rows, ("晨光", "HT-4", "2026-01-01", "", "COD")], CONTRACT), "contracts")  # fmt: skip
    assert (signed.ready, signed.left_out) == (1, 3), "a signed contract is the same contract"


def test_the_readings_of_monthly_terms_are_chosen_and_never_guessed(seller: Importer) -> None:
    rows = [("远景", "HT-1", "2026-01-01", "", "月结60"), ("远景", "HT-2", "2027-01-01", "", "月结45"), ("远景", "HT-3", "2028-01-01", "", "看情况")]  # fmt: skip
    page = seller.read(csv_of(rows, CONTRACT), "contracts")
    assert seller.codes(page) == ["terms.unreadable", "terms.unclear", "terms.unclear_days"]
    correct_document(**seller.who, import_id=page.id, no=3, values={"terms": "货到付款"})
    page = seller.choose(page.id, terms__unclear="read_b", terms__unclear_days="read_a")
    assert seller.book_it(page.id).booked == 3
    drafts = {each.number: each.draft["agreement"]["terms"] for each in Contract.objects.all() if each.draft}  # fmt: skip
    assert drafts["HT-1"]["steps"] == [{"to": "cycle_end"}, {"add": 2, "unit": "months"}, {"to": "month_end"}]  # fmt: skip
    assert drafts["HT-2"]["steps"] == [{"to": "cycle_end"}, {"add": 45, "unit": "days"}]
    assert drafts["HT-3"]["counted_from"] == ["delivery"]
    again = seller.read(csv_of([rows[0]], CONTRACT), "contracts")
    assert seller.codes(again) == ["terms.unclear", "paper.there"]
