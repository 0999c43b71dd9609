"""A hundred files that are wrong, each in one way, and the code a clerk must see; the same hundred on every machine."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import xlsxwriter

from tests.importing import HEAD, csv_of

GOOD = ("远景", "INV-1", "2026-01-05", "2026-02-04", "1130.00")


@dataclass(frozen=True)
class WrongFile:
    """``code`` is the refusal of the whole file, or the problem of a row; ``kind`` is what somebody says it holds."""

    name: str
    content: bytes
    code: str
    is_refused: bool
    kind: str = "invoices"


def _row(place: str, value: object) -> bytes:
    """The good row and one like it, with one cell that is wrong."""
    other = ["远景", "INV-2", "2026-01-06", "2026-02-05", "200.00"]
    other[HEAD.index(place)] = str(value)
    return csv_of([GOOD, other])


def _wide(head: tuple[str, ...], cells: tuple[object, ...]) -> bytes:
    return csv_of(
        [(*GOOD, *("" for _ in head)), ("远景", "INV-2", "2026-01-06", "", "200.00", *cells)],
        (*HEAD, *head),
    )


def _of_rows() -> Iterator[tuple[str, bytes, str]]:
    """One wrong cell each."""
    for place, values, code in (
        ("日期", ("2026-13-01", "2026-02-30", "2026-00-10", "明天", "2026", "1月5日", "2026-1", "?", "20261399"), "date.unreadable"),
        ("日期", ("2025-12-31", "2028-01-01", "1999-01-01", "2079-01-01"), "date.outside"),
        ("日期", ("",), "date.missing"),
        ("到期日", ("2026-02-31", "下月底", "30天"), "due.unreadable"),
        ("到期日", ("2026-01-05", "2025-06-30"), "due.early"),
        ("金额", ("十万", "1,13O.00", "12.345", "--5--", "1.2.3", "100元整吧", "#REF!", "=A1", "1e", "∞"), "amount.unreadable"),
        ("金额", ("",), "amount.missing"),
        ("金额", ("0", "0.00", "-0"), "amount.zero"),
        ("单据号", ("",), "number.missing"),
        ("单据号", ("9" * 120,), "number.too_long"),
        ("单据号", ("INV-1",), "document.twice"),
        ("单据号", ("2.0260101E+11",), "number.lost"),
        ("客户", ("",), "customer.missing"),
        ("客户", ("没有这家", "远 景 有限", "yuanjing?"), "customer.unknown"),
        ("客户", ("客" * 201,), "customer.too_long"),
    ):  # fmt: skip
        for value in values:
            yield f"{place} {value[:12] or 'empty'}", _row(place, value), code


def _of_columns() -> Iterator[tuple[str, bytes, str]]:
    """One more column whose cell is wrong."""
    for head, cells, code in (
        (("币种",), ("第纳尔币",), "currency.unknown"),
        (("币种",), ("XXQ",), "currency.unknown"),
        (("币种",), ("USD",), "rate.missing"),
        (("币种", "汇率"), ("USD", "七"), "rate.unreadable"),
        (("币种", "汇率"), ("USD", "0"), "rate.wrong"),
        (("币种", "汇率"), ("USD", "-7.1"), "rate.wrong"),
        (("币种", "汇率"), ("CNY", "1.1"), "rate.wrong"),
        (("税额",), ("200.00",), "tax.wrong"),
        (("税额",), ("-13.00",), "tax.wrong"),
        (("税额",), ("一半",), "tax.unreadable"),
        (("税额", "不含税金额"), ("20.00", "190.00"), "net.differs"),
        (("发票合计", "品名"), ("200.01", "轴承"), "total.differs"),
        (("备注",), ("长" * 501,), "text.too_long"),
    ):
        yield f"{'+'.join(head)} {cells[0][:10]}", _wide(head, cells), code


def _of_lines() -> Iterator[tuple[str, bytes, str]]:
    head = (*HEAD, "品名", "数量", "单价")
    first = (*GOOD[:4], "10.00", "轴承", 1, "10.00")
    for name, second in (
        ("another customer", ("晨光", *first[1:])),
        ("another day", ("远景", "INV-1", "2026-01-09", *first[3:])),
    ):
        yield f"lines of {name}", csv_of([first, second], head), "document.lines_differ"
    unread = ("远景", "INV-1", "2026-01-05", "", "很多", "螺母", 1, "1.00")
    yield "a line without an amount", csv_of([first, unread], head), "amount.unreadable"
    yield (
        "lines that come to nothing",
        csv_of([first, (*GOOD[:4], "-10.00", "轴承", -1, "10.00")], head),
        "amount.zero",
    )
    for label in ("合计", "总计：", "Total", "Grand total"):
        yield f"total row {label}", csv_of([GOOD, (label, "", "", "", "1130.01")]), "total.row"


def _of_kinds() -> Iterator[tuple[str, bytes, str, str]]:
    for kind in ("opening", "receipts"):
        yield f"{kind} without customer", csv_of([GOOD, ("", *GOOD[1:])]), "customer.missing", kind
        yield f"{kind} without number", csv_of([("远景", "", *GOOD[2:])]), "number.missing", kind
        yield f"{kind} twice", csv_of([GOOD, GOOD]), "document.twice", kind
    yield "receipts below zero", csv_of([(*GOOD[:4], "-5.00")]), "amount.negative", "receipts"
    names = ("客户名称", "别名")
    yield (
        "customer without a name",
        csv_of([("远景", "a"), ("", "b")], names),
        "customer.missing_name",
        "customers",
    )
    yield (
        "customer twice",
        csv_of([("晨光", "a"), ("晨光", "b")], names),
        "customer.twice",
        "customers",
    )
    yield (
        "customer known in another form",
        csv_of([("远景有限公司", "")], names),
        "customer.similar",
        "customers",
    )
    yield "a very long name", csv_of([("远" * 201, "")], names), "customer.too_long", "customers"
    yield (
        "tax of a receipt's kind",
        csv_of([GOOD, ("远景", "R-2", "2026-13-01", "", "1")]),
        "date.unreadable",
        "receipts",
    )


ORDER = ("客户", "订单号", "订单日期", "行号", "品名", "数量", "单价", "税率")
GOOD_ORDER = ("远景", "SO-1", "2026-01-05", "1", "轴承", "100", "10.00", "13%")
DELIVERY = ("送货单号", "订单号", "送货日期", "订单行号", "数量", "验收日期")
GOOD_DELIVERY = ("DN-1", "SO-0", "2026-01-18", "1", "60", "2026-01-19")
CONTRACT = ("客户", "合同编号", "起始日", "截止日", "账期")
GOOD_CONTRACT = ("远景", "HT-1", "2026-01-01", "2026-12-31", "净30天")


def _changed(head: tuple[str, ...], good: tuple[str, ...], place: str, value: str) -> bytes:
    return csv_of([tuple(value if label == place else cell for label, cell in zip(head, good, strict=True))], head)  # fmt: skip


def _of_papers() -> Iterator[tuple[str, bytes, str, str]]:
    """One wrong cell each in an order, a delivery of the order SO-0 (60 bearings), a contract."""
    for kind, head, good, wrongs in (
        ("orders", ORDER, GOOD_ORDER, (
            ("客户", "", "customer.needed"), ("客户", "没有这家", "customer.not_there"), ("客户", "客" * 201, "customer.too_long"),
            ("订单号", "", "number.missing"), ("订单号", "9" * 101, "number.too_long"), ("订单日期", "", "date.missing"),
            ("订单日期", "2026-02-30", "date.unreadable"), ("品名", "", "line.what"), ("品名", "长" * 201, "line.what"),
            ("数量", "0", "line.quantity"), ("数量", "-1", "line.quantity"), ("数量", "一百", "line.quantity"),
            ("数量", "1.0000001", "line.quantity"), ("数量", "999999999999999", "line.quantity"), ("数量", "", "line.quantity"),
            ("单价", "-1", "line.price"), ("单价", "面议", "line.price"), ("单价", "0", "amount.zero"),
            ("税率", "", "line.tax_percent"), ("税率", "100", "line.tax_percent"), ("税率", "-13%", "line.tax_percent"),
            ("税率", "免", "line.tax_percent"), ("行号", "零", "line.numbers"), ("行号", "1.5", "line.numbers"),
        )),
        ("deliveries", DELIVERY, GOOD_DELIVERY, (
            ("送货单号", "", "number.missing"), ("订单号", "", "order.missing"), ("订单号", "SO-9", "order.unknown"),
            ("订单号", "SO-draft", "order.not_open"), ("送货日期", "", "date.missing"), ("送货日期", "昨天", "date.unreadable"),
            ("送货日期", "2025-12-01", "delivery.early"), ("订单行号", "2", "line.not_in_order"), ("订单行号", "一", "line.not_in_order"),
            ("数量", "61", "delivery.beyond"), ("数量", "0", "line.quantity"), ("数量", "很多", "line.quantity"),
            ("验收日期", "2026-01-17", "delivery.accepted_early"), ("验收日期", "下周", "day.unreadable"),
        )),
        ("contracts", CONTRACT, GOOD_CONTRACT, (
            ("客户", "", "customer.needed"), ("客户", "没有这家", "customer.not_there"), ("合同编号", "", "number.missing"),
            ("合同编号", "9" * 61, "contract.number_long"), ("起始日", "", "contract.from_missing"), ("起始日", "2026-13-01", "day.unreadable"),
            ("截止日", "2025-12-31", "contract.days"), ("截止日", "长期", "day.unreadable"), ("账期", "", "terms.missing"),
            ("账期", "看情况", "terms.unreadable"), ("账期", "净999天", "terms.unreadable"), ("账期", "月结60", "terms.unclear"),
            ("账期", "月结45", "terms.unclear_days"), ("账期", "90/60/30", "terms.unreadable"), ("账期", "预付100%，余款净30天", "terms.unreadable"),
        )),
    ):  # fmt: skip
        for place, value, code in wrongs:
            yield f"{kind} {place} {value[:12] or 'empty'}", _changed(head, good, place, value), code, kind  # fmt: skip
    yield (
        "orders twice the same line",
        csv_of([GOOD_ORDER, GOOD_ORDER], ORDER),
        "line.numbers",
        "orders",
    )
    yield "orders of two customers", csv_of([GOOD_ORDER, ("晨光", *GOOD_ORDER[1:3], "2", *GOOD_ORDER[4:])], ORDER), "document.lines_differ", "orders"  # fmt: skip
    for head, value, code in (
        ("超交容差", "101", "order.tolerance"), ("要求交货日", "尽快", "day.unreadable"), ("单位", "长" * 21, "line.unit"),
        ("备注", "长" * 501, "text.too_long"), ("单据合计", "1.00", "total.differs"), ("币种", "XXQ", "currency.unknown"),
    ):  # fmt: skip
        yield f"orders {head}", csv_of([(*GOOD_ORDER, value)], (*ORDER, head)), code, "orders"
    yield "deliveries of another", csv_of([(*GOOD_DELIVERY, "晨光")], (*DELIVERY, "客户")), "order.of_another", "deliveries"  # fmt: skip
    yield "deliveries that say another rest", csv_of([(*GOOD_DELIVERY, "1")], (*DELIVERY, "未交数量")), "remaining.differs", "deliveries"  # fmt: skip
    yield "deliveries of one line twice", csv_of([GOOD_DELIVERY, GOOD_DELIVERY], DELIVERY), "line.twice", "deliveries"  # fmt: skip
    yield "contracts of one number twice", csv_of([GOOD_CONTRACT, GOOD_CONTRACT], CONTRACT), "document.twice", "contracts"  # fmt: skip
    yield "contracts with a long title", csv_of([(*GOOD_CONTRACT, "长" * 201)], (*CONTRACT, "合同名称")), "contract.text_long", "contracts"  # fmt: skip


BILLED = (
    "客户",
    "单据号",
    "日期",
    "到期日",
    "金额",
    "税额",
    "交付单号",
    "订单号",
    "订单行号",
    "数量",
)
GOOD_BILLED = (
    "远景",
    "INV-1",
    "2026-01-25",
    "2026-02-24",
    "113.00",
    "13.00",
    "DN-B",
    "",
    "1",
    "10",
)


def _of_bills() -> Iterator[tuple[str, bytes, str, str]]:
    """One wrong cell each in an invoice of the delivery DN-B: 10 pieces of the order SO-B at 10.00."""
    for place, value, code in (
        ("单据号", "INV-draft", "billing.number_taken"), ("交付单号", "DN-9", "billing.delivery_unknown"),
        ("交付单号", "DN-O", "billing.by_order"), ("交付单号", "DN-N", "billing.not_accepted"), ("订单号", "SO-9", "billing.other_order"),
        ("客户", "晨光", "billing.of_another"), ("订单行号", "7", "billing.no_line"), ("订单行号", "甲", "billing.no_line"),
        ("数量", "10.000001", "billing.beyond"), ("数量", "0", "line.quantity"), ("数量", "许多", "line.quantity"),
        ("数量", "9", "billing.differs"), ("税额", "12.00", "billing.differs"), ("税额", "", "billing.differs"),
    ):  # fmt: skip
        yield f"billed {place} {value or 'empty'}", _changed(BILLED, GOOD_BILLED, place, value), code, "invoices"  # fmt: skip
    of_order = (*GOOD_BILLED[:6], "", "SO-9", "1", "10")
    yield "billed order unknown", csv_of([of_order], BILLED), "billing.order_unknown", "invoices"
    of_order = (*GOOD_BILLED[:6], "", "SO-B", "1", "10")
    yield "billed order by its deliveries", csv_of([of_order], BILLED), "billing.order_by_delivery", "invoices"  # fmt: skip
    credit = (*GOOD_BILLED[:4], "-113.00", "-13.00", *GOOD_BILLED[6:])
    yield "billed below zero", csv_of([credit], BILLED), "billing.credit", "invoices"
    twice = (GOOD_BILLED, ("远景", "INV-2", *GOOD_BILLED[2:]))
    yield "billed twice", csv_of(twice, BILLED), "billing.beyond", "invoices"
    whole = [(*each[:8], "", "") for each in twice]
    yield "billed as a whole twice", csv_of(whole, BILLED), "billing.beyond", "invoices"
    unplanned = ("晨光", "INV-1", "2026-01-05", "", "499.99")
    yield "less than the contract's first part", csv_of([unplanned]), "due.plan", "invoices"


def _of_paper_files() -> Iterator[tuple[str, bytes, str, str]]:
    """Papers without a needed column are refused whole."""
    for kind, head, good, dispensable in (
        ("orders", ORDER, GOOD_ORDER, {"行号"}), ("deliveries", DELIVERY, GOOD_DELIVERY, {"订单行号", "验收日期"}),
        ("contracts", CONTRACT, GOOD_CONTRACT, {"截止日"}),
    ):  # fmt: skip
        for missing in set(head) - dispensable:
            kept = [at for at, label in enumerate(head) if label != missing]
            content = csv_of([[good[at] for at in kept]], [head[at] for at in kept])
            yield f"{kind} without {missing}", content, "import.columns_missing", kind


def _of_files() -> Iterator[tuple[str, bytes, str]]:
    """Files refused whole."""
    good = csv_of([GOOD])
    for missing in range(len(HEAD)):
        if HEAD[missing] == "到期日":
            continue
        head = [label for at, label in enumerate(HEAD) if at != missing]
        rows = [[cell for at, cell in enumerate(GOOD) if at != missing]]
        yield f"without {HEAD[missing]}", csv_of(rows, head), "import.columns_missing"
    yield (
        "headings of something else",
        csv_of([("a", "b", "c", "d", "e")], ("Apfel", "Birne", "Kirsche", "Pflaume", "Quitte")),
        "import.columns_missing",
    )
    yield (
        "two columns of amounts",
        csv_of([(*GOOD, "5.00")], (*HEAD, "发票金额")),
        "import.columns_unclear",
    )
    yield (
        "two columns of days",
        csv_of([(*GOOD, "2026-01-09")], (*HEAD, "开票日期")),
        "import.columns_unclear",
    )
    yield "a heading and no rows", csv_of([]), "import.no_rows"
    yield "only a total", csv_of([("合计", "", "", "", "0.00")]), "import.no_rows"
    yield "nothing but blanks", b" \r\n\t\r\n ,,,\r\n" + b"\n" * 10, "import.no_rows"
    yield "days of two orders", _days("03/04/2026", "05/06/2026"), "dates.undecidable"
    yield (
        "days of mixed orders",
        _days("13/04/2026", "04/13/2026", "14/05/2026", "05/14/2026"),
        "dates.mixed",
    )
    yield (
        "figures of two marks",
        csv_of([(*GOOD[:4], "1.234"), ("远景", "INV-2", "2026-01-06", "", "2.345")]),
        "numbers.undecidable",
    )
    yield "a pdf", b"%PDF-1.7\n" + b"\x00" * 100, "file.pdf"
    yield "a picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "file.image"
    yield "a packed file", gzip.compress(good), "file.archive"
    yield "a web page", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "file.html"
    yield "another xml", b"<?xml version='1.0'?><data/>", "file.xml"
    yield "json", b'{"rows": [1, 2]}', "file.json"
    yield "a program", b"\x7fELF\x02\x01\x01" + b"\x00" * 200, "file.binary"
    yield "a workbook cut short", _workbook()[:400], "file.damaged"
    yield "an archive of text", _zip({"a.csv": good}), "file.archive"
    yield "two sheets alike", _workbook("一月", "二月"), "import.sheet_unclear"
    yield (
        "quotes that never close",
        csv_of([GOOD]) + '"远景,INV-2,2026-01-06\n远景,INV-3\n'.encode(),
        "csv.quotes",
    )
    yield "a bomb", _zip({"xl/workbook.xml": b"0" * 60_000_000}), "file.bomb"


def _days(*days: str) -> bytes:
    return csv_of([("远景", f"INV-{at}", on, "", "10.00") for at, on in enumerate(days)])


def _zip(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def _workbook(*sheets: str) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name in sheets or ("一月",):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate((HEAD, GOOD)):
                sheet.write_row(row, 0, cells)
    return target.getvalue()


def wrong_files() -> list[WrongFile]:
    """All of them, refused or with a problem in a row."""
    rows: tuple[Callable[[], Iterator[tuple[str, bytes, str]]], ...] = (
        _of_rows,
        _of_columns,
        _of_lines,
    )
    found = [
        WrongFile(name, content, code, False) for each in rows for name, content, code in each()
    ]
    found += [
        WrongFile(name, content, code, False, kind)
        for each in (_of_kinds, _of_papers, _of_bills)
        for name, content, code, kind in each()
    ]
    found += [
        WrongFile(name, content, code, True, kind)
        for name, content, code, kind in sorted(_of_paper_files())
    ]
    found += [WrongFile(name, content, code, True) for name, content, code in _of_files()]
    return found
