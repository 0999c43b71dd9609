"""Tables of banks and wallets: recognised by their columns, proved by balances or totals, and never a row lost."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from bench.published import published

from tests.formats import bank_tables as tables
from tests.formats.bank_files import BAI2, MT940, MUTANTS, mutant
from wanglai.formats.apart import Limits
from wanglai.formats.bank import (
    Entry,
    Reading,
    Sense,
    read_bank_file,
    read_bank_file_apart,
    reading_of_table,
)

_CN = published("bank", "cn")


def codes(reading: Reading) -> list[str]:
    return [each.code for each in reading.problems]


def read(content: str | bytes) -> Reading:
    return read_bank_file(content if isinstance(content, bytes) else content.encode(), "file")


@pytest.mark.parametrize("name", sorted(tables.RUNNING))
def test_a_bank_s_table_is_proved_by_the_balance_of_every_row(name: str) -> None:
    found = read(tables.RUNNING[name])
    (one,) = found.statements
    assert found.form == name.split()[0]
    assert [code for code in codes(found) if code != "bank.no_account"] == []
    assert (one.kind, one.currency) == ("statement", "CNY")
    assert one.opening is not None
    assert one.closing is not None
    assert (one.opening.amount, one.closing.amount, one.closing.on) == (100_000, 123_750, date(2026, 3, 6))  # fmt: skip
    paid, fee = sorted(one.entries, key=lambda each: each.booked_on or date.min)
    assert (paid.amount, paid.booked_on, fee.amount, fee.booked_on) == (25_000, date(2026, 3, 5), -1_250, date(2026, 3, 6))  # fmt: skip
    assert "INV-9" in f"{paid.text} {paid.reference}" or name == "cgb firm" or name == "icbc"
    assert "示例" in paid.other_name + paid.other_account or name == "wechat firm"
    assert paid.is_booked
    assert not paid.is_reversal


@pytest.mark.parametrize("name", sorted(tables.RUNNING))
def test_a_row_that_is_missing_or_changed_breaks_the_balances(name: str) -> None:
    text = tables.RUNNING[name]
    changed = text.replace("12.50", "12.51") if "12.50" in text else text.replace("12.5,", "12.51,")
    assert "bank.not_running" in codes(read(changed))
    more = re.sub(r"1,237\.50|1237\.50|1237\.5", "1238.50", text)
    assert {"bank.not_running", "bank.not_closing"} & set(codes(read(more)))


def test_accounts_are_named_in_a_column_or_above_the_table() -> None:
    named = {name: read(text).statements[0].account for name, text in tables.RUNNING.items()}
    assert named == {
        "icbc": "6222****5678", "icbc firm": "1001000100010001", "icbc list": "1001000100010001", "ccb": "3105****8888",
        "ccb firm": "3105000000008888", "boc": "3167", "boc firm": "4500000000001", "abc": "", "abc firm": "1101000000001",
        "bocom": "", "cmb": "", "cmb firm": "755900000000001", "cmb list": "", "citic firm": "8110000000001",
        "spdb firm": "97000000000001", "cgb firm": "95500000000001", "alipay firm": "20880000000000000156", "wechat firm": "",
    }  # fmt: skip


def test_totals_that_do_not_hold_are_named() -> None:
    assert "bank.control_sum" in codes(read(tables.ICBC.replace('合计,,,,,,,,,"250.00', '合计,,,,,,,,,"251.00')))  # fmt: skip
    assert "bank.control_sum" in codes(read(tables.ALIPAY_FIRM.replace("共-12.50", "共-13.50")))
    assert "bank.control_count" in codes(read(tables.ALIPAY_FIRM.replace("收入合计：1笔", "收入合计：2笔")))  # fmt: skip
    assert "bank.control_count" in codes(read(tables.WECHAT_FIRM.replace("`2.0,", "`3.0,")))
    assert "bank.control_sum" in codes(
        read(tables.WECHAT_FIRM.replace("`1.0,`250.00", "`1.0,`250.01"))
    )


def test_a_card_s_list_turns_what_was_spent_and_waits_because_nothing_proves_it() -> None:
    for text in (tables.CITIC_CARD, tables.CGB_CARD):
        found = read(text)
        assert "bank.no_balance" in codes(found)
        first, second = found.statements[0].entries
        assert (first.amount, second.amount) in ((-7_680, 10_000), (-1_590, 9_720))
    yuan, dollars = read(tables.BOC_CARD).statements
    assert [(each.currency, each.entries[0].amount) for each in (yuan, dollars)] == [("CNY", -5_000), ("USD", -372)]  # fmt: skip


def test_a_wallet_s_rows_are_booked_as_far_as_money_moved() -> None:
    found = read(tables.ALIPAY.encode("gb18030"))
    (one,) = found.statements
    assert (found.form, one.kind, one.account, codes(found)) == ("alipay", "report", "a@example.com", ["bank.not_booked"])  # fmt: skip
    assert [(each.amount, each.is_booked, each.is_reversal) for each in one.entries] == [
        (25_000, True, False),  # paid to us
        (1_000, False, False),  # waits until the payer has released it
        (5_000, True, True),  # the refund of
        (-5_000, True, False),  # what was paid before the order was closed
        (None, False, False),  # never paid: nothing tells a sign
        (None, False, False),  # between somebody's own accounts
    ]  # fmt: skip
    assert one.entries[4].text == "未付 交易关闭 82.00"
    assert (one.entries[0].other_name, one.entries[0].other_account, one.entries[0].bank_reference) == ("上海示例商贸", "b@example.com", "2026030901")  # fmt: skip


def test_a_fee_and_a_withdrawal_of_wechat_pay() -> None:
    found = read(tables.WECHAT)
    spent, received, withdrawn = found.statements[0].entries
    assert (codes(found), spent.amount, received.amount, received.is_booked) == (["bank.not_booked"], -2_816, 25_000, True)  # fmt: skip
    assert (withdrawn.amount, withdrawn.is_booked, withdrawn.charges) == (-10_010, False, 10)


def test_what_went_back_wholly_or_in_part_at_jd() -> None:
    found = read(tables.JD)
    assert (found.form, found.statements[0].kind, codes(found)) == ("jd", "report", [])
    assert [(each.amount, each.is_reversal) for each in found.statements[0].entries] == [(8_984, True), (-13_177, False), (46_832, True), (-46_832, False)]  # fmt: skip


@pytest.mark.parametrize("text", [tables.ALIPAY, tables.WECHAT, tables.JD])
def test_a_wallet_without_its_totals_is_proved_by_nothing(text: str) -> None:
    bare = re.sub(r"(?m)^(收入|支出)：.*$", "", text)
    assert "bank.no_balance" in codes(read(bare))
    fewer = re.sub(r"(?m)^2026-03-0[58].*\n", "", text, count=1)
    assert "bank.control_count" in codes(read(fewer))


@pytest.mark.parametrize("name", ["boc", "ccb", "cmb firm", "icbc list"])
def test_the_same_table_in_other_wrappings(name: str) -> None:
    text = tables.RUNNING[name].replace('"1,2', "1.2").replace("1.237.50", "1237.50").replace("1.250.00", "1250.00").replace('"', "")  # fmt: skip
    plain = read(text)
    assert [code for code in codes(plain) if code != "bank.no_account"] == []
    rows = [line.split(",") for line in text.splitlines()]
    old, new = xlwt.Workbook(), openpyxl.Workbook()
    sheet = old.add_sheet("明细")
    for at, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            sheet.write(at, place, float(cell) if re.fullmatch(r"-?[0-9]+\.[0-9]+", cell) else cell)
        new.active.append([float(cell) if re.fullmatch(r"-?[0-9]+\.[0-9]+", cell) else cell for cell in cells])  # fmt: skip
    held = [io.BytesIO(), io.BytesIO()]
    old.save(held[0])
    new.save(held[1])
    wrapped = [text.encode("gb18030"), text.encode("utf-16"), text.replace(",", "\t").encode(), tables.page(text).encode("gb18030"),
               tables.xml_sheet(text), tables.zipped({"明细.csv": text}), tables.workbook(tables.sheet_of(text)), held[0].getvalue(), held[1].getvalue()]  # fmt: skip
    for content in wrapped:
        found = read(content)
        assert (found.form, codes(found)) == (plain.form, codes(plain))
        assert found.statements == plain.statements


def test_a_day_of_a_workbook_is_a_day_and_dust_of_fractions_is_gone() -> None:
    styles = '<numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    names = "".join(f'<c t="inlineStr"><is><t>{each}</t></is></c>' for each in ["记账日期", "货币", "交易金额", "联机余额", "交易摘要", "对手信息", "客户摘要"])  # fmt: skip
    row = '<c s="1"><v>46086.5</v></c><c t="inlineStr"><is><t>CNY</t></is></c><c><v>2176.9099999999999</v></c><c><v>2176.91</v></c>'
    found = read(tables.workbook(f'<row r="1">{names}</row><row r="9">{row}</row>', styles=styles))
    (entry,) = found.statements[0].entries
    assert (entry.place, entry.booked_on, entry.amount) == ("file:9", date(2026, 3, 5), 217_691)


def test_a_formula_without_a_result_is_named_and_never_nought() -> None:
    sheet = tables.sheet_of(tables.ICBC_LIST).replace('<c t="n"><v>250.00</v></c>', "<c><f>SUM(A1:A9)</f></c>")  # fmt: skip
    found = read(tables.workbook(sheet))
    assert "bank.amount" in codes(found)
    assert found.statements[0].entries[0].amount is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (tables.workbook('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), "bank.damaged"),
        (tables.workbook('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "bank.damaged"),
        (tables.workbook("", parts={"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY e "9">]><workbook/>'}), "bank.doctype"),
        (tables.workbook("", parts={f"x{at}": "" for at in range(500)}), "bank.too_heavy"),
        (tables.workbook("")[:400], "bank.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "bank.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "bank.encrypted"),
        (tables.workbook('<row r="1"><c><v>1</v></c></row>'), "bank.not_one"),
        (b"Buchung,Betrag,Name\n2026-03-05,12.50,A\n2026-03-06,13.50,B\n", "bank.unknown_layout"),
        (tables.zipped({"a.txt": "x"}), "bank.damaged"),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Row ss="1">', "bank.damaged"),
        (tables.xml_sheet("a\n").replace(b"<Row>", b'<Row xmlns:q="x" q:Index="9999999">'), "bank.damaged"),
        (tables.xml_sheet("a\n").replace(b"<Cell>", b'<Cell xmlns:q="x" q:Index="9999">'), "bank.damaged"),
        (b"plain words, and more\nof them, here\n", "bank.not_one"),
    ],
)  # fmt: skip
def test_what_is_refused_whole(content: bytes, code: str) -> None:
    assert codes(read(content)) == [code]


def test_a_cell_in_the_far_corner_costs_nothing() -> None:
    tall = tables.workbook(f'{tables.sheet_of(tables.ICBC_LIST)}<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>-</t></is></c></row>')  # fmt: skip
    found = read_bank_file_apart(tall, "tall.xlsx", Limits(memory_mb=512, seconds=30))
    assert (found.form, len(found.statements[0].entries)) == ("icbc", 2)


@pytest.mark.parametrize(
    "content",
    [
        tables.CMB.replace("上海示例商贸有限公司 3100000000000001", "A" + " " * 400_000 + "x"),
        tables.CMB.replace("上海示例商贸有限公司 3100000000000001", "1" * 400_000 + "x"),
        tables.CMB.replace("CNY", "(" * 400_000, 1),
        "[" * 400_000 + "\n" + tables.CMB,
        "收入:1笔(" * 60_000 + "\n" + tables.ALIPAY,
        tables.RUNNING["boc"].replace("250.00", "1" * 400_000),
        BAI2.replace("ENDT", " " * 400_000 + "x"),
        MT940.replace("Account fee", "?20" * 100_000 + "/" * 200_000),
    ],
    ids=lambda content: content[:12],
)  # fmt: skip
def test_long_cells_cost_no_more_than_their_length(content: str) -> None:
    found = read_bank_file_apart(content.encode(), "long", Limits(memory_mb=1024, seconds=20))
    assert not {"bank.too_slow", "bank.too_heavy", "bank.unforeseen"} & set(codes(found))


def test_a_record_over_several_lines_waits_for_somebody_to_look() -> None:
    swallowed = tables.ICBC_LIST.replace("2026-03-05", '"2026-03-05', 1).replace("1237.50,手", '1237.50",手')  # fmt: skip
    found = read(swallowed)
    assert "bank.long_row" in codes(found)


def test_a_row_above_the_header_is_not_lost() -> None:
    header, first, rest = tables.ICBC_LIST.split("\n", 2)
    found = read("\n".join((first, header, rest)))
    assert [(each.code, each.place) for each in found.problems] == [("bank.line", "file:1")]


def test_every_sheet_of_a_workbook_is_read_once() -> None:
    made = openpyxl.Workbook()
    lists = [tables.ICBC_LIST, tables.ICBC_LIST, tables.ICBC_LIST.replace("1001000100010001", "1001000100010002"), "a,b\n2026-03-05,1.00\n2026-03-06,2.00\n"]  # fmt: skip
    for text in lists:
        sheet = made.create_sheet()
        for line in text.splitlines():
            sheet.append(line.split(","))
    made.remove(made.worksheets[0])
    held = io.BytesIO()
    made.save(held)
    found = read(held.getvalue())
    assert [each.account for each in found.statements] == ["1001000100010001", "1001000100010002"]
    assert [(each.code, each.place) for each in found.problems] == [("bank.sheet_left", "file:4")]


def test_the_lists_a_wallet_packs_for_a_merchant_are_read_from_their_archive() -> None:
    summary = "#支付宝账务汇总查询\n类型,收入笔数,收入金额（+元）\n合计,1,250.00\n"
    found = read(tables.zipped({"2088_账务明细(汇总).csv": summary, "2088_账务明细.csv": tables.ALIPAY_FIRM}))  # fmt: skip
    assert (found.form, codes(found), len(found.statements), len(found.statements[0].entries)) == ("alipay", [], 1, 2)  # fmt: skip


def test_rows_that_cannot_be_read_are_kept_and_named() -> None:
    odd = tables.ICBC_LIST.replace("2026-03-06 10:00:00", "6. März").replace(",250.00,", ",250.00,1.00,", 1)  # fmt: skip
    found = read(odd)
    assert {"bank.day", "bank.direction"} <= set(codes(found))
    assert len(found.statements[0].entries) == 2
    broken = read(tables.BOC.replace("人民币,-12.50", "月球币,-12.50"))
    assert "bank.currency" in codes(broken)
    assert [each.amount for each in broken.statements[0].entries] == [None, 25_000]
    assert "bank.direction" in codes(read(tables.BOCOM.replace("贷 Cr", "货 Cr")))


def test_a_reversal_takes_back_in_its_own_column() -> None:
    text = tables.ICBC_LIST + "2026-03-07 08:00:00,1001000100010001,,,,-12.50,1250.00,冲正,,\n"
    found = read(text)
    last = found.statements[0].entries[-1]
    assert (codes(found), last.amount, last.is_reversal) == ([], 1_250, True)


def test_any_table_is_read_by_columns_somebody_named() -> None:
    rows = [["Day", "In", "Out", "Balance", "Who"], ["2026-03-05", "50.00", "", "150.00", "Acme"], ["2026-03-06", "", "1,000", "-850", "Rent"]]  # fmt: skip
    found = reading_of_table(
        rows, {"day": (0,), "in": (1,), "out": (2,), "balance": (3,), "name": (4,)}, file="b.csv",
        sense=Sense(account="DE1", currency="EUR"),
    )  # fmt: skip
    (one,) = found.statements
    assert (found.form, codes(found), one.account, one.currency) == ("table", [], "DE1", "EUR")
    assert one.opening is not None
    assert (one.opening.amount, [each.amount for each in one.entries], one.entries[1].other_name) == (10_000, [5_000, -100_000], "Rent")  # fmt: skip
    with pytest.raises(ValueError, match="a day and an amount"):
        reading_of_table(rows, {"day": (0,)}, file="b.csv")
    assert codes(reading_of_table(rows[:1], {"day": (0,), "in": (1,)}, file="b.csv")) == [
        "bank.no_statement"
    ]


@pytest.mark.parametrize("name", sorted(tables.RUNNING | tables.OTHERS))
def test_no_mutant_of_a_table_gets_through_that_does_not_prove_itself(name: str) -> None:
    """Damaged copies: none crashes, and one without a problem closes or holds its totals, with an entry for each of its rows."""
    text = (tables.RUNNING | tables.OTHERS)[name]
    draw = random.Random(name)
    encodings = ("utf-8", "gb18030")
    for at in range(MUTANTS):
        content = mutant(text.encode(encodings[at % 2]), draw)
        found = read(content)
        assert found.statements or found.problems
        if found.problems or not found.statements:
            continue
        read_as = content.decode(encodings[at % 2], errors="replace")
        assert sum(len(one.entries) for one in found.statements) >= _rows_with_days(read_as), (
            read_as
        )
        for one in found.statements:
            if one.kind == "report":
                _assert_totals(read_as, one.entries)
            else:
                assert one.opening is not None
                assert one.closing is not None
                assert one.opening.amount + sum(each.amount or 0 for each in one.entries) == one.closing.amount  # fmt: skip


def _rows_with_days(text: str) -> int:
    """Lines below the header that have a day of the sample in them."""
    below = re.split(r"(?m)^.*(?:余额|结余|金额|交易日).*,.*$", text)[-1]
    return len(re.findall(r"(?m)^(?!#).*2026[-/年]?0?3[-/月]?0?[0-9].*,.*,", below))


def _assert_totals(text: str, entries: Sequence[Entry]) -> None:
    plain = text.replace("：", ":").replace("，", "")
    count = re.search(r"共:?([0-9]+)笔记录", plain)
    came_in = re.search(r"收入:[0-9]+笔 ?([0-9.]+)元", plain)
    assert came_in
    assert count is None or int(count[1]) == len(entries)
    assert round(float(came_in[1]) * 100) == sum(each.amount for each in entries if each.amount and each.amount > 0 and not each.is_reversal)  # fmt: skip


@pytest.mark.parametrize("name", ["icbc list", "ccb"])
def test_no_mutant_of_a_workbook_crashes(name: str) -> None:
    draw = random.Random(name)
    text = tables.RUNNING[name]
    sheet, packed = tables.sheet_of(text), tables.zipped({"a.csv": text})
    old = xlwt.Workbook()
    cells = old.add_sheet("明细")
    for at, line in enumerate(text.splitlines()):
        for place, cell in enumerate(line.split(",")):
            cells.write(at, place, cell)
    held = io.BytesIO()
    old.save(held)
    for at in range(MUTANTS // 4):
        inside = tables.workbook(mutant(sheet.encode(), draw).decode(errors="replace"))
        for content in (inside, mutant(tables.workbook(sheet), draw), mutant(held.getvalue(), draw), mutant(tables.xml_sheet(text), draw), mutant(tables.page(text).encode(), draw), mutant(packed, draw)):  # fmt: skip
            found = read(content)
            assert found.statements or found.problems, at
            if not found.problems:
                assert all(one.opening and one.closing and one.opening.amount + sum(each.amount or 0 for each in one.entries) == one.closing.amount for one in found.statements)  # fmt: skip


_NAMED = {"day": (0,), "amount": (1,), "balance": (2,)}


@pytest.mark.parametrize(
    ("rows", "amounts", "days", "named"),
    [
        ((("05.03.2026", "1.234,56", "2.234,56"), ("06.03.2026", "-34,5", "2.200,06 €")), [123_456, -3_450], ["2026-03-05", "2026-03-06"], []),
        ((("5/3/2026", "1 234", "2 234"), ("13/3/2026", "34-", "2 200")), [123_400, -3_400], ["2026-03-05", "2026-03-13"], []),
        ((("03/05/2026", "$1,234.56", "2,234.56"), ("03/16/2026", "-34.50", "2200.06")), [123_456, -3_450], ["2026-03-05", "2026-03-16"], []),
        ((("2026-03-05", "1.234", "2.234"), ("2026-03-06", "10", "2.244")), [123_400, 1_000], ["2026-03-05", "2026-03-06"], []),
        ((("03/05/2026", "1.00", "2.00"), ("03/06/2026", "1.00", "3.00")), [100, 100], ["None", "None"], ["bank.day_order", "bank.day", "bank.day"]),
        ((("2026-03-05", "12,50", "100.00"), ("2026-03-06", "1.00", "101.00")), [None, 100], ["2026-03-05", "2026-03-06"], ["bank.amount"]),
        ((("13/05/2026", "1.00", "2.00"), ("05/13/2026", "1.00", "3.00")), [100, 100], ["None", "None"], ["bank.day_order", "bank.day", "bank.day"]),
    ],
)  # fmt: skip
def test_amounts_and_days_of_any_maker_are_found_out_from_all_rows(
    rows: Sequence[Sequence[str]], amounts: list[int | None], days: list[str], named: list[str]
) -> None:
    found = reading_of_table([("Day", "Amount", "Balance"), *rows], _NAMED, file="b.csv", sense=Sense("DE1", "EUR"))  # fmt: skip
    (one,) = found.statements
    assert codes(found) == named
    assert [each.amount for each in one.entries] == amounts
    assert [str(each.booked_on) for each in one.entries] == days


def test_somebody_may_say_how_days_and_amounts_are_written() -> None:
    rows = [("Day", "Amount", "Balance"), ("03/05/2026", "1.234", "2.234"), ("03/06/2026", "10", "2.244")]  # fmt: skip
    told = Sense("DE1", "KWD", day_order="dmy", decimal_mark=".")
    found = reading_of_table(rows, _NAMED, file="b.csv", sense=told)
    assert [(str(each.booked_on), each.amount) for each in found.statements[0].entries] == [("2026-05-03", 1_234), ("2026-06-03", 10_000)]  # fmt: skip
    commas = reading_of_table(rows, _NAMED, file="b.csv", sense=Sense("DE1", "KWD", day_order="mdy", decimal_mark=","))  # fmt: skip
    assert [(str(each.booked_on), each.amount) for each in commas.statements[0].entries] == [("2026-03-05", 1_234_000), ("2026-03-06", 10_000)]  # fmt: skip


def _published() -> list[tuple[Path, Path]]:
    """Each export beside the ledger another program made of it."""
    if _CN is None:
        return []
    files = sorted(each for each in _CN.rglob("*") if each.suffix in (".csv", ".xls", ".xlsx"))
    return [(each, next(each.parent.glob("*.beancount"))) for each in files]


# What moves between somebody's own accounts: the other program books it, here it has no sign and its amount stands in the text.
_UNSIGNED = {"alipay": 1, "wechat": 6}


@pytest.mark.skipif(_CN is None, reason="the published files are not beside the project")
def test_every_published_export_has_the_amounts_of_the_ledger_beside_it() -> None:
    compared = 0
    for file, ledger in _published():
        found = read_bank_file(file.read_bytes(), file.name)
        entries = [each for one in found.statements for each in one.entries]
        ours = Counter((str(each.booked_on), abs(each.amount)) for each in entries if each.amount is not None)  # fmt: skip
        told = Counter(_told(ledger.read_text(encoding="utf-8")))
        unsigned = told - ours
        assert sum(unsigned.values()) == _UNSIGNED.get(found.form, 0), file
        for day, amount in unsigned:
            shown = f"{amount // 100}.{amount % 100:02}"
            assert any(str(each.booked_on) == day and each.amount is None and shown in each.text for each in entries), (file, day, shown)  # fmt: skip
        compared += sum(told.values())
    assert compared > 100


def _told(text: str) -> list[tuple[str, int]]:
    """Day and amount of every transaction of a beancount ledger; of several legs the first."""
    found = []
    for block in re.split(r"\n\n", text):
        match = re.search(r"(?m)^(20[0-9-]{8}) \*", block)
        legs = re.findall(r"(?m)^\s+[A-Z][\w:]* (-?[0-9.]+) [A-Z]{3}", block)
        if match and legs:
            total = sum(round(float(each) * 100) for each in legs if not each.startswith("-"))
            found.append((match[1], total))
    return found
