"""The child by itself: what it refuses, how exactly it reads, and how it is bounded."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pytest

from tests.tieout.reading import hostile
from tests.tieout.reading.ledgers import (
    csv_bytes,
    read_rows,
    statement,
    write,
    xls_bytes,
    xlsx_bytes,
)
from tieout.reading import Limits, read_ledger
from tieout.reading.child.serials import date_text, is_date_format, number_text
from tieout.reading.courier import fetch
from tieout.refusal import Refusal


def _cells(content: bytes, name: str = "a.xlsx") -> list[dict[int, str]]:
    sheet = fetch(write(content, name), limits=Limits()).sheets[0]
    return [sheet.row_cells(at) for at in range(len(sheet.rows))]


def _edited(edit: bytes, into: bytes, *, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A small workbook with a piece of one part replaced."""
    source = xlsx_bytes([["日期", "金额"], ["2026-03-01", 12], ["2026-03-02", 13]])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == part:
                assert re.search(edit, body)
                body = re.sub(edit, lambda _: into, body, count=1)
            new.writestr(name, body)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1234.56", "n1234.56"), ("1234.5600000000002", "n1234.56"), ("0.30000000000000004", "n0.3"), ("1.2345E4", "n12345"),
        ("-5", "n-5"), ("202601010001", "n202601010001"), ("1E-3", "n0.001"), ("2.0260101000000012e+19", "n20260101000000012000"),
        ("-0", "n0"), ("nonsense", "enonsense"), ("1E999", "e1E999"),
    ],
)  # fmt: skip
def test_a_number_cell_is_what_a_person_sees(text: str, read: str) -> None:
    assert number_text(text) == read


@pytest.mark.parametrize(
    ("serial", "from_1904", "read"),
    [("46086", False, "d2026-03-05"), ("46086.5", False, "d2026-03-05T12:00:00"), ("44624", True, "d2026-03-05"), ("59", False, "d1900-02-28"), ("61", False, "d1900-03-01"),
     ("0.5", False, "d12:00:00"), ("-1", False, "n-1")],
)  # fmt: skip
def test_a_serial_is_its_day(serial: str, from_1904: bool, read: str) -> None:
    assert date_text(serial, from_1904=from_1904) == read


@pytest.mark.parametrize(
    ("code", "is_date"),
    [("yyyy-mm-dd", True), ("[$-804]yyyy年m月d日", True), ("m/d/yy h:mm", True), ("0.00", False), ('#,##0.00"元"', False), ("General", False), ('0"Day"', False),
     ("[Red]-#,##0.00", False), ("mmm-yy", True), ("@", False)],
)  # fmt: skip
def test_a_format_shows_a_date_or_not(code: str, is_date: bool) -> None:
    assert is_date_format(code) is is_date


def test_a_formula_without_a_stored_result_is_named_and_its_row_is_a_problem() -> None:
    content = _edited(rb'<c r="B2"><v>12</v>', b'<c r="B2"><f>SUM(C1:C9)</f><v></v>')
    assert _cells(content)[1][1] == "=SUM(C1:C9)"
    reading = read_ledger(write(content, "a.xlsx"), side="ours").reading
    assert [problem.row for problem in reading.problems] == [2]
    assert "formula" in reading.problems[0].reason.en


def test_a_zero_that_waits_to_be_computed_is_no_amount() -> None:
    """Libraries write 0 as the result of every formula and ask for recalculation on opening."""
    content = _edited(rb'<c r="B2"><v>12</v>', b'<c r="B2"><f>6*2</f><v>0</v>')
    assert b"fullCalcOnLoad" in zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")
    assert _cells(content)[1][1] == "=6*2"


def test_a_stored_result_is_taken() -> None:
    assert _cells(_edited(rb'<c r="B2"><v>12</v>', b'<c r="B2"><f>6*2</f><v>12</v>'))[1][1] == "12"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"), (b"\x00" * 100, "file.empty"), (b" \r\n \n", "file.empty"), (b"%PDF-1.7 x", "file.pdf"), (b"\x89PNG\r\n\x1a\n0", "file.image"),
        (b"\xff\xd8\xff\xe0", "file.image"), (b"<html><table><tr><td>1</td></tr></table>", "file.html"), (b"\xef\xbb\xbf<!DOCTYPE html><p>", "file.html"),
        (b'<?xml version="1.0"?><Workbook/>', "file.xml"), (b'{"a": 1}', "file.json"), (b"Rar!\x1a\x07", "file.archive"), (b"\x1f\x8b\x08", "file.archive"),
        (b"PK\x03\x04 not a zip", "file.damaged"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 3000, "file.damaged"), (b"a,b\x00\x01\x02\x03,c\n1,2,3\n" * 5, "file.binary"),
        (b"MZ\x90\x00\x03", "file.binary"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_its_content(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        fetch(write(content, "a.csv"), limits=Limits())
    assert refused.value.code == code
    assert refused.value.reason.zh
    assert refused.value.remedy.zh


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda parts: parts.update({"xl/vbaProject.bin": b"x"}), "file.macros"),
        (lambda parts: parts.update({"xl/externalLinks/externalLink1.xml": b"<a/>"}), "file.external_links"),
        (lambda parts: parts.update({"../x": b"x"}), "file.damaged"),
        (lambda parts: parts.update({f"a{n}": b"" for n in range(300)}), "file.bomb"),
        (lambda parts: parts.update({"xl/big.bin": b"\x00" * (40 << 20)}), "file.bomb"),
        (lambda parts: parts.pop("xl/workbook.xml"), "file.archive"),
        (lambda parts: parts.pop("xl/sharedStrings.xml"), "file.damaged"),
    ],
)  # fmt: skip
def test_a_workbook_with_more_than_cells_in_it_is_refused(change: object, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        fetch(write(hostile._repacked(xlsx_bytes(statement(5)), change), "a.xlsx"), limits=Limits())  # type: ignore[arg-type]
    assert refused.value.code == code


def test_an_amount_written_as_an_entity_is_refused_before_it_reads_as_blank() -> None:
    content = _edited(rb"<worksheet", b'<!DOCTYPE x [<!ENTITY e "99">]><worksheet')
    with pytest.raises(Refusal) as refused:
        fetch(write(content, "a.xlsx"), limits=Limits())
    assert refused.value.code == "file.doctype"


def test_a_cell_in_the_far_corner_costs_one_row_and_not_a_million() -> None:
    content = _edited(
        rb"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>'
    )
    sheet = fetch(write(content, "a.xlsx"), limits=Limits(memory_mb=128)).sheets[0]
    assert sheet.rows == [1, 2, 3, 1_048_576]
    assert list(sheet.columns) == [0, 1, 16_383]


def test_an_honest_sheet_of_twenty_thousand_equal_rows_is_no_bomb() -> None:
    rows = [["日期", "单据号", "摘要", "金额"], *[["2026-03-01", "A1", "销售商品", 100]] * 20_000]
    assert len(fetch(write(xlsx_bytes(rows), "a.xlsx"), limits=Limits()).sheets[0].rows) == 20_001


@pytest.mark.parametrize(
    "content", [csv_bytes([["x"] * 40] * 3_000), xlsx_bytes([["x", 1.5] * 10] * 3000)]
)
def test_a_file_beyond_its_limits_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal) as many:
        fetch(write(content, "big.bin"), limits=Limits(cells=10_000))
    assert many.value.code == "file.too_many_cells"


def test_a_child_that_needs_more_memory_than_it_has_is_refused() -> None:
    content = csv_bytes([["x" * 50] * 40] * 20_000)
    with pytest.raises(Refusal) as heavy:
        fetch(write(content), limits=Limits(memory_mb=50))
    assert heavy.value.code == "file.too_heavy"
    assert len(fetch(write(content), limits=Limits()).sheets[0].rows) == 20_000


def test_a_file_larger_than_the_cap_is_refused_before_it_is_opened() -> None:
    with pytest.raises(Refusal) as refused:
        fetch(write(b"1,2\n" * 600_000), limits=Limits(file_mb=2))
    assert refused.value.code == "file.too_large"


def test_a_slow_child_is_killed_on_time() -> None:
    with pytest.raises(Refusal) as refused:
        fetch(write(csv_bytes([["2026-03-01", "a", "1.00"]] * 600_000)), limits=Limits(seconds=0))
    assert refused.value.code == "file.too_slow"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Refusal) as refused:
            fetch(path, limits=Limits())
        assert refused.value.code == "file.missing"


def test_the_child_leaves_no_process_and_no_file_behind() -> None:
    folder = write(xls_bytes(statement(5)), "a.xls").parent
    fetch(folder / "a.xls", limits=Limits())
    assert os.listdir(folder) == ["a.xls"]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(
    "text",
    [
        'Date,No,Text,Amount\n2026-03-01,A1,"open,5.00\n2026-03-02,A2,x,6.00\n2026-03-03,A3,y,7.00\n',
        'Date,No,Text,Amount\n2026-03-01,A1,"open,5.00\n2026-03-02,A2,"x",6.00\n',
        'Date,No,Text,Amount\n2026-03-01,A1,x,"5.00\n2026-03-02,"A2,x,6.00\n',
        'Date,No,Text,Amount\n2026-03-01,A1,x,5.00\n2026-03-02,A2,x,"6.00',
    ],
)
def test_a_quotation_mark_that_swallows_rows_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        fetch(write(text.encode()), limits=Limits())
    assert refused.value.code == "csv.quotes"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("日期;摘要;金额", "gb18030"),
        ("Datum;Käufer;Übertrag", "cp1252"),
        ("日期;¥;１２", "gb18030"),
        ("Fällig am;Währung;größer", "utf-8"),
        ("日期;摘要;¥1", "utf-16-le"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    rows = "\r\n".join([text, *["2026-03-01;ab;1"] * 5]) + "\r\n"
    grid = fetch(write(rows.encode(encoding)), limits=Limits())
    assert grid.encoding == encoding
    assert list(grid.sheets[0].row_cells(0).values()) == text.split(";")


def test_cells_padded_with_tabs_and_wide_blanks_are_trimmed() -> None:
    rows = read_rows(
        [
            ["交易日期\t", "　摘要　", "金额 \t"],
            ["2026-03-01     \t", "消费  \t", "1.50  \t"],
            ["2026-03-02\t", "x\t", "2.50\t"],
        ]
    )
    assert rows.reading.columns == {"amount": "金额", "date": "交易日期", "text": "摘要"}
    assert rows.reading.total == 400
