"""Cases that must be refused: each is undecidable or broken in one named way.

The seed picks the way, so any run of consecutive seeds walks through all of them. Everything else
about such a case is an ordinary pair of ledgers.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from bench.cases.case import SIDES, Case, Draft, draft_case, write_case
from bench.cases.cells import Cell, Row, text
from bench.cases.files import write_file
from bench.cases.knobs import Knobs
from bench.cases.layout import Layout
from bench.cases.render import Sheet
from bench.cases.truth import RefusalTruth

Way = Callable[[Draft, Path, RefusalTruth], Case]


def generate_refusal(knobs: Knobs, seed: int, folder: Path) -> Case:
    """The seed's way of being refused, written to ``folder``."""
    names = list(WAYS)
    name = names[seed % len(names)]
    families, way = WAYS[name]
    return way(draft_case(knobs, seed), folder, RefusalTruth(name, families))


def _relayout(draft: Draft, **changes: object) -> None:
    """Changes both layouts; a text file cannot keep a workbook's native dates and numbers."""
    for side in SIDES:
        layout = replace(draft.layouts[side], **changes)  # type: ignore[arg-type]
        if not layout.is_spreadsheet:
            dates = layout.dates if layout.dates not in ("native", "serial") else "iso"
            numbers = layout.numbers if layout.numbers != "native" else "plain"
            layout = replace(
                layout, dates=dates, numbers=numbers, encoding=layout.encoding or "utf-8"
            )
        draft.layouts[side] = layout


def _bare(draft: Draft, *also: str) -> None:
    """Leaves out everything around the lines, and the columns named, on both sides."""
    drop = ("balance", "balance_direction", "serial", "issued", "due", *also)
    for side in SIDES:
        layout = draft.layouts[side]
        columns = tuple(column for column in layout.columns if column[0] not in drop)
        draft.layouts[side] = replace(
            layout,
            columns=columns,
            title_rows=0,
            states_opening=False,
            states_closing=False,
            month_totals=False,
            year_totals=False,
            grand_total=False,
            blank_rows=False,
            descending=False,
        )
    draft.story.opening_ours = draft.story.opening_theirs = 0


def _as_text(draft: Draft) -> None:
    _relayout(draft, file_format="csv", encoding="utf-8", delimiter=",", text_numbers=False)


# Undecidable ---------------------------------------------------------------------------------


def dates_undecidable(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
    """03/04/2026 everywhere, on both sides, in no order that would give it away."""
    _bare(draft)
    _as_text(draft)
    _relayout(draft, dates="dmy", numbers="plain")
    for entry in draft.story.entries:
        day = entry.booked_on
        entry.booked_on = date(day.year, day.month, (day.day - 1) % 12 + 1)
    return write_case(draft, folder, shuffle=1, refusal=truth)


def numbers_undecidable(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
    """1.234 everywhere: one thousand two hundred, or one and a bit."""
    _bare(draft)
    _as_text(draft)
    _relayout(draft, numbers="thousands only", empty_amount="", dates="iso")
    for entry in draft.story.entries:
        sign = -1 if entry.amount < 0 else 1
        entry.amount = sign * (1_000 + abs(entry.amount) // 100 % 900_000) * 100
    return write_case(draft, folder, refusal=truth)


def currencies_in_one_column(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
    """A currency column that says CNY and USD over one column of amounts."""
    _bare(draft, "currency")
    for side in SIDES:
        layout = draft.layouts[side]
        label = "币种" if layout.language == "zh" else "Currency"
        draft.layouts[side] = replace(layout, columns=(*layout.columns, ("currency", label)))
    random = draft.random("currencies")

    def spoil(side: str, sheet: Sheet, layout: Layout) -> None:
        if side == "theirs":
            for row in sheet.rows[len(sheet.header_rows) :]:
                if random.random() < 0.4:
                    row[layout.index("currency")] = text("USD")

    return write_case(draft, folder, spoil=spoil, refusal=truth)


def symbols_in_one_column(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
    """¥1,200.00 and $300.00 in one column of amounts."""
    _bare(draft, "currency")
    _as_text(draft)
    _relayout(draft, numbers="plain", empty_amount="")
    random = draft.random("symbols")

    def spoil(side: str, sheet: Sheet, _layout: Layout) -> None:
        for row in sheet.rows:
            for place, cell in enumerate(row):
                if side == "theirs" and cell and cell.what == "money":
                    symbol = "¥" if random.random() < 0.6 else "$"
                    units, cents = divmod(abs(int(str(cell.value))), 100)
                    sign = "-" if int(str(cell.value)) < 0 else ""
                    row[place] = text(f"{sign}{symbol}{units:,}.{cents:02d}")

    return write_case(draft, folder, spoil=spoil, refusal=truth)


def currencies_differ(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
    """Our ledger says CNY, theirs says USD."""
    _bare(draft, "currency")
    for side in SIDES:
        layout = draft.layouts[side]
        label = "币种" if layout.language == "zh" else "Currency"
        draft.layouts[side] = replace(layout, columns=(*layout.columns, ("currency", label)))

    def spoil(side: str, sheet: Sheet, layout: Layout) -> None:
        if side == "theirs":
            for row in sheet.rows[len(sheet.header_rows) :]:
                row[layout.index("currency")] = text("USD")

    return write_case(draft, folder, spoil=spoil, refusal=truth)


def two_equal_sheets(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
    """Every second line in one sheet, the others in a second sheet of the same shape."""
    _bare(draft)
    _relayout(draft, file_format="xlsx", other_sheets=False, text_numbers=False, sheet="A")
    kept: dict[str, tuple[Sheet, Layout]] = {}

    def keep(side: str, sheet: Sheet, layout: Layout) -> None:
        kept[side] = (sheet, layout)

    case = write_case(draft, folder, spoil=keep, refusal=truth)
    sheet, layout = kept["theirs"]
    head = len(sheet.header_rows)
    halves = [sheet.rows[:head] + sheet.rows[head + start :: 2] for start in (0, 1)]
    write_file(case.theirs, Sheet(halves[0]), layout, second=Sheet(halves[1]))
    return case


# Does not add up -----------------------------------------------------------------------------


def does_not_add_up(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
    """Opening plus movements is not the closing balance: a line was lost before export."""
    _bare(draft)
    draft.story.opening_ours = draft.story.opening_theirs = 5_000_00
    _relayout(draft, states_opening=True, states_closing=True)

    def spoil(side: str, sheet: Sheet, _layout: Layout) -> None:
        if side == "theirs":
            assert sheet.opening_row is not None
            del sheet.rows[sheet.opening_row + 3]

    return write_case(draft, folder, spoil=spoil, refusal=truth)


# Not a ledger --------------------------------------------------------------------------------


def header_only(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
    """The columns of a ledger and not one line under them."""
    _bare(draft)

    def spoil(side: str, sheet: Sheet, _layout: Layout) -> None:
        if side == "theirs":
            del sheet.rows[len(sheet.header_rows) :]

    return write_case(draft, folder, spoil=spoil, refusal=truth)


def _replaced(content: Callable[[Random], list[Row]]) -> Way:
    """Another table altogether in place of the customer's ledger."""

    def way(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
        random = draft.random("replacement")

        def spoil(side: str, sheet: Sheet, _layout: Layout) -> None:
            if side == "theirs":
                sheet.rows, sheet.merges = content(random), []

        return write_case(draft, folder, spoil=spoil, refusal=truth)

    return way


def _contacts(random: Random) -> list[Row]:
    people = ("王敏", "赵磊", "陈晨", "孙悦", "周航", "吴桐")
    rows: list[Row] = [[text("姓名"), text("部门"), text("电话"), text("邮箱")]]
    for number in range(40):
        name = random.choice(people)
        phone = f"138{random.randint(10_000_000, 99_999_999)}"
        rows.append([text(name), text("采购部"), text(phone), text(f"p{number}@example.com")])
    return rows


def _prose(_random: Random) -> list[Row]:
    lines = (
        "尊敬的客户：",
        "贵司三月对账单已收到，我们正在核对。",
        "如有疑问请联系财务部。",
        "谢谢！",
    )
    return [[text(line)] for line in lines]


def _blank(_random: Random) -> list[Row]:
    return [[Cell("text", "")]]


# Damaged or another kind of file -------------------------------------------------------------


def _overwritten(spoil: Callable[[bytes, Random], bytes], file_format: str) -> Way:
    """The customer's file is written well and then its bytes are replaced."""

    def way(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
        _relayout(draft, file_format=file_format, encoding="utf-8", text_numbers=False)
        case = write_case(draft, folder, refusal=truth)
        case.theirs.write_bytes(spoil(case.theirs.read_bytes(), draft.random("bytes")))
        return case

    return way


def _cut_short(content: bytes, random: Random) -> bytes:
    return content[: len(content) * random.randint(30, 80) // 100]


def _noise(_content: bytes, random: Random) -> bytes:
    return random.randbytes(4_096)


def _picture(_content: bytes, random: Random) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + random.randbytes(2_000)


def _pdf(_content: bytes, _random: Random) -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + b"0" * 500


def _web_page(_content: bytes, _random: Random) -> bytes:
    page = "<!DOCTYPE html><html><head><title>登录</title></head><body>会话已过期，请重新登录</body></html>"
    return page.encode()


def _nothing(_content: bytes, _random: Random) -> bytes:
    return b""


def _locked(_content: bytes, random: Random) -> bytes:
    """The first bytes of an encrypted workbook: an OLE container without a workbook in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.randbytes(3_000)


def other_archive(draft: Draft, folder: Path, truth: RefusalTruth) -> Case:
    """A zip of photographs that somebody renamed to .xlsx."""
    _relayout(draft, file_format="xlsx", text_numbers=False)
    case = write_case(draft, folder, refusal=truth)
    with zipfile.ZipFile(case.theirs, "w") as archive:
        for number in range(3):
            archive.writestr(f"IMG_{number}.jpg", b"\xff\xd8\xff" + b"\x00" * 200)
    return case


_FILE = ("file", "csv", "sheet", "ledger")
WAYS: dict[str, tuple[tuple[str, ...], Way]] = {
    "dates undecidable": (("dates",), dates_undecidable),
    "numbers undecidable": (("numbers",), numbers_undecidable),
    "two currencies in one column": (("currency",), currencies_in_one_column),
    "two symbols in one column": (("currency",), symbols_in_one_column),
    "currencies differ": (("currency",), currencies_differ),
    "two equal sheets": (("sheet",), two_equal_sheets),
    "does not add up": (("balance", "ledger", "totals", "proof"), does_not_add_up),
    "header only": (("ledger", "file"), header_only),
    "contacts": (("ledger", "columns", "dates", "sign"), _replaced(_contacts)),
    "prose": (("ledger", "columns", "file"), _replaced(_prose)),
    "blank": (("ledger", "file"), _replaced(_blank)),
    "workbook cut short": (_FILE, _overwritten(_cut_short, "xlsx")),
    "noise as workbook": (_FILE, _overwritten(_noise, "xlsx")),
    "noise as text": (_FILE, _overwritten(_noise, "csv")),
    "picture as workbook": (_FILE, _overwritten(_picture, "xlsx")),
    "PDF as text": (_FILE, _overwritten(_pdf, "csv")),
    "login page as workbook": (_FILE, _overwritten(_web_page, "xlsx")),
    "empty file": (_FILE, _overwritten(_nothing, "csv")),
    "locked workbook": (_FILE, _overwritten(_locked, "xlsx")),
    "other archive": (_FILE, other_archive),
}
