"""The difference sheet, opened again by other programs: same figures, no formula from a customer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from tests.tieout.report.golden_case import DIFFERENCES, OUR_LINES, golden_case
from tieout.decisions import Difference, Group, Members, Reconciliation
from tieout.ledger import LINES, Ledger
from tieout.money import as_text
from tieout.refusal import Wording
from tieout.report.bridge import steps_of
from tieout.report.sheet import write_sheet
from tieout.report.sheet.cells import inside, lines_needed, spreadsheet_number
from tieout.report.sheet.table import HEADER_ROW

SHEETS = {
    "zh": ["调节表", "差异明细", "已匹配", "待确认", "仅我方有", "仅对方有", "各规则结果", "文件读取说明"],
    "en": ["Summary", "Differences", "Matched", "To decide", "Only ours", "Only theirs", "By rule", "How the files were read"],
}  # fmt: skip


def written(
    language: str = "en", case: tuple[Reconciliation, Ledger, Ledger] | None = None
) -> bytes:
    return made(*case, language=language) if case else usual(language)


@cache
def usual(language: str) -> bytes:
    return made(*golden_case(), language=language)


def made(reconciliation: Reconciliation, ours: Ledger, theirs: Ledger, *, language: str) -> bytes:
    target = io.BytesIO()
    write_sheet(
        target,
        reconciliation,
        ours,
        theirs,
        language=language,
        party="创新电子(苏州)有限公司",
        company="Mingda Precision Ltd",
        prepared_on=date(2026, 4, 3),
    )
    return target.getvalue()


def opened(content: bytes, *, formulas: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=not formulas)


def table_rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(min_row=HEADER_ROW + 2, values_only=True))


def texts(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from (value for value in row if isinstance(value, str))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sheet_is_there_and_named_in_the_language(language: str) -> None:
    assert opened(written(language)).sheetnames == SHEETS[language]


def test_the_same_result_gives_the_same_bytes() -> None:
    assert made(*golden_case(), language="zh") == made(*golden_case(), language="zh")


def test_the_summary_walks_from_our_balance_to_theirs_and_closes() -> None:
    reconciliation = golden_case()[0]
    sheet = opened(written())["Summary"]
    amounts = {row[1]: row[3] for row in sheet.iter_rows(values_only=True) if row[1]}
    assert amounts["Balance in our books"] == 56190.37
    assert amounts["Balance after these differences"] == 39928.60
    assert amounts["Balance in their books"] == 39928.60
    assert amounts["Unexplained (must be zero)"] == 0
    steps = [label for label in amounts if str(label).startswith("less: ")]
    assert len(steps) == len(steps_of(reconciliation))
    assert "closes" in texts_of(sheet)


def texts_of(sheet: Worksheet) -> set[str]:
    return {
        value
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if isinstance(value, str)
    }


def test_the_proof_is_a_live_formula_over_the_steps() -> None:
    sheet = opened(written(), formulas=True)["Summary"]
    formulas = [
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    assert any("SUM(" in formula for formula in formulas)
    assert any(formula.startswith("=ROUND(D") for formula in formulas)


def test_a_gap_that_does_not_close_says_so() -> None:
    reconciliation, ours, theirs = golden_case()
    spoiled = replace(reconciliation, differences=reconciliation.differences[1:])
    sheet = opened(written(case=(spoiled, ours, theirs)))["Summary"]
    assert "does not close" in texts_of(sheet)


def test_both_digests_stand_on_the_page_that_is_signed() -> None:
    page = texts_of(opened(written())["Summary"])
    for digest in ("3f" * 32, "a9" * 32):
        assert f"{digest[:32]}\n{digest[32:]}" in page


def test_differences_come_by_class_with_their_sum_and_empty_columns_to_fill() -> None:
    reconciliation = golden_case()[0]
    sheet = opened(written())["Differences"]
    rows = table_rows(sheet)
    assert sum(Decimal(str(row[10])) for row in rows if row[10] is not None) == Decimal(
        as_text(reconciliation.explained, "CNY")
    )
    assert len(rows) == len(DIFFERENCES)
    assert {row[12:] for row in rows} == {(None, None, None)}
    assert [row[1] for row in rows][:2] == ["Not in their books", "Not in our books"]
    assert sheet.cell(3, 11).value == 16261.77


def test_action_and_due_date_offer_choices() -> None:
    sheet = opened(written())["Differences"]
    kinds = {validation.type: validation for validation in sheet.data_validations.dataValidation}
    assert set(kinds) == {"list", "date"}
    assert "They book it" in kinds["list"].formula1


def test_dates_are_dates_and_amounts_are_numbers_with_the_format_of_the_currency() -> None:
    sheet = opened(written())["Matched"]
    row = sheet[HEADER_ROW + 2]
    assert str(row[2].value) == "2026-03-02 00:00:00"
    assert row[4].value == 12000
    assert row[4].number_format.startswith("#,##0.00;")
    assert row[1].value == 6


def test_a_group_of_several_lines_shows_all_of_them_and_its_difference_once() -> None:
    sheet = opened(written())["Matched"]
    group = [row for row in table_rows(sheet) if row[10] == "Total under one number"]
    assert [(row[1], row[5]) for row in group] == [(20, 16), (21, 17)]
    assert [row[9] for row in group] == [0, None]


def test_alternatives_of_an_ambiguous_group_are_listed() -> None:
    rows = table_rows(opened(written())["To decide"])
    assert [row[1] for row in rows] == ["Suggested", "Ambiguous"]
    assert rows[1][12] == "ours row 24 – theirs row 20"


def test_lines_of_one_side_carry_class_reason_and_nearest_candidate() -> None:
    rows = {row[0]: row for row in table_rows(opened(written())["Only ours"])}
    matched = {row for group in golden_case()[0].groups for row in group.members.ours}
    assert set(rows) == {line[0] for line in OUR_LINES} - matched
    assert rows[5][5] == "Wrong party"
    assert rows[5][7] == "ours row 5 – theirs row 4: The numbers differ."


def test_every_line_of_both_sides_stands_somewhere() -> None:
    _, ours, theirs = golden_case()
    book = opened(written())
    shown_ours = {row[1] for row in table_rows(book["Matched"])} | {
        row[2] for row in table_rows(book["To decide"])
    }
    shown_ours |= {row[0] for row in table_rows(book["Only ours"])}
    shown_theirs = {row[5] for row in table_rows(book["Matched"])} | {
        row[6] for row in table_rows(book["To decide"])
    }
    shown_theirs |= {row[0] for row in table_rows(book["Only theirs"])}
    assert set(ours.lines["row"].to_pylist()) <= shown_ours
    assert set(theirs.lines["row"].to_pylist()) <= shown_theirs


def test_the_reading_page_shows_choices_checks_problems_and_skipped_rows() -> None:
    page = texts_of(opened(written())["How the files were read"])
    assert "37 of 40 numbers also stand in our ledger" in page
    assert "agrees" in page
    assert "differs: the lines give 0.02" in page
    assert "12,34,56" in page
    assert "创新电子往来对账" in page


def test_text_of_a_customer_never_becomes_a_formula_or_a_link() -> None:
    reconciliation, ours, theirs = golden_case()
    hostile = '=HYPERLINK("http://evil.example","x")'
    lines = ours.lines.set_column(
        LINES.get_field_index("document"),
        LINES.field("document"),
        pa.array([hostile] * len(ours.lines), pa.string()),
    )
    case = (reconciliation, Ledger(replace(ours.reading, file="@SUM(A1)"), lines), theirs)
    book = opened(written(case=case), formulas=True)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == hostile and cell.data_type == "s" for cell in cells)
    assert not any(cell.data_type == "f" and "HYPERLINK" in str(cell.value) for cell in cells)
    assert not any(cell.hyperlink for cell in cells)


@given(st.text(min_size=1, max_size=60))
def test_any_text_survives_the_trip_through_a_sheet(text: str) -> None:
    """Surrogates and non-characters cannot stand in XML; everything else comes back."""
    assert inside(text).startswith("<is><t")
    assert "\x00" not in inside(text)


@pytest.mark.parametrize(
    "text", ["a<b>&c", "  blank ends ", "_x0041_", "tab\tand\nline", "bell\x07", "全角，文字"]
)
def test_awkward_text_is_read_back_as_written(text: str) -> None:
    reconciliation, ours, theirs = golden_case()
    lines = ours.lines.set_column(
        LINES.get_field_index("document"),
        LINES.field("document"),
        pa.array([text] * len(ours.lines), pa.string()),
    )
    content = written(case=(reconciliation, Ledger(ours.reading, lines), theirs))
    value = opened(content)["Matched"].cell(HEADER_ROW + 2, 4).value
    assert str(value).replace("_x0007_", "\x07").replace("_x005F_", "_") == text


@given(
    st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1),
    st.sampled_from(["CNY", "JPY", "KWD", "CLF"]),
)
def test_money_of_fifteen_digits_is_exact_to_the_minor_unit(
    minor_units: int, currency: str
) -> None:
    number = spreadsheet_number(minor_units, currency)
    assert number is not None
    assert Decimal(f"{number:.15g}") == Decimal(as_text(minor_units, currency))
    assert Decimal(repr(number)) == Decimal(as_text(minor_units, currency))


def test_money_beyond_fifteen_digits_is_text_with_every_digit() -> None:
    assert spreadsheet_number(1_234_567_890_123_456, "CNY") is None
    reconciliation, ours, theirs = golden_case()
    large = 1_234_567_890_123_456_789
    grown = replace(
        reconciliation,
        differences=(
            Difference("amount", Members((15,), (11,)), large, Wording("很大", "large")),
            *reconciliation.differences,
        ),
    )
    book = opened(written(case=(grown, ours, theirs)))
    assert "12345678901234567.89" in texts_of(book["Differences"])


def test_currency_without_minor_units_shows_whole_numbers() -> None:
    reconciliation, ours, theirs = golden_case()
    book = opened(written(case=(replace(reconciliation, currency="JPY"), ours, theirs)))
    cell = book["Matched"].cell(HEADER_ROW + 2, 5)
    assert cell.value == 1_200_000
    assert cell.number_format.startswith("#,##0;")


def test_another_reader_sees_the_same_rows() -> None:
    """calamine and openpyxl agree, so no cell leans on one program's leniency."""
    content = written()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == SHEETS["en"]
    grid = book.get_sheet_by_name("Differences").to_python()
    amounts = [row[10] for row in grid[HEADER_ROW + 1 :]]
    assert amounts == [row[10] for row in table_rows(opened(content)["Differences"])]


def test_pages_print_on_a4_one_page_wide_with_repeated_header() -> None:
    book = opened(written())
    for name in SHEETS["en"]:
        assert book[name].page_setup.paperSize == 9
        assert book[name].sheet_properties.pageSetUpPr.fitToPage is True
        assert book[name].page_setup.fitToWidth in (None, 1)
    assert book["Differences"].print_title_rows == f"${HEADER_ROW}:${HEADER_ROW + 1}"
    assert book["Differences"].freeze_panes == f"A{HEADER_ROW + 2}"
    assert book["Differences"].auto_filter.ref.startswith(f"A{HEADER_ROW + 1}:")


def test_a_row_is_tall_enough_for_its_longest_sentence() -> None:
    assert lines_needed("一二三四五六七八九十", 14) == 2
    assert lines_needed("first\nsecond", 40) == 2
    assert lines_needed(None, 10) == 1


def test_a_customer_named_on_nearly_all_our_lines_is_named_on_the_sheet() -> None:
    reconciliation, ours, theirs = golden_case()
    names = ["Alder GmbH"] * (len(ours.lines) - 1) + ["Beech AG"]
    place = LINES.get_field_index("party")
    lines = ours.lines.set_column(place, LINES.field("party"), pa.array(names, pa.string()))
    target = io.BytesIO()
    write_sheet(target, reconciliation, Ledger(ours.reading, lines), theirs, language="en")
    assert "Alder GmbH" in texts_of(opened(target.getvalue())["Summary"])


def test_an_empty_result_still_makes_a_whole_workbook() -> None:
    reconciliation, ours, _theirs = golden_case()
    nothing = LINES.empty_table()
    bare = replace(ours.reading, rows=0, total=0, opening=0, closing=0, totals=())
    case = (
        replace(reconciliation, ours=bare, theirs=bare, groups=(), differences=()),
        Ledger(bare, nothing),
        Ledger(bare, nothing),
    )
    book = opened(written(case=case))
    assert "No differences" in texts_of(book["Summary"])
    assert table_rows(book["Matched"]) in ([], [(None,) * 11])


def test_ten_thousand_matched_lines_all_arrive(tmp_path: Path) -> None:
    """Rows are streamed in blocks; none is lost where one block ends and the next begins."""
    reconciliation, ours, theirs = golden_case()
    count = 10_000
    lines = pa.table(
        {
            name: pa.array(range(5, count + 5), pa.int32())
            if name == "row"
            else pa.array(range(count), pa.int64())
            if name == "amount"
            else pa.nulls(count, LINES.field(name).type)
            for name in LINES.names
        },
        schema=LINES,
    )
    same = Wording("相同", "same")
    groups = tuple(
        Group(str(row), "auto", "document-amount", Members((row,), (row,)), 0, same, ())
        for row in range(5, count + 5)
    )
    path = tmp_path / "large.xlsx"
    result = replace(reconciliation, groups=groups, differences=())
    write_sheet(
        path, result, Ledger(ours.reading, lines), Ledger(theirs.reading, lines), language="en"
    )
    grid = CalamineWorkbook.from_path(path).get_sheet_by_name("Matched").to_python()
    assert [row[1] for row in grid[HEADER_ROW + 1 :]] == list(range(5, count + 5))


def test_the_archive_holds_no_macro_and_no_outside_link() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        names = archive.namelist()
    assert not [name for name in names if "vba" in name or "external" in name]
