"""Rows that are checks, not lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.tieout.reading.ledgers import Value, amounts, read_rows, statement
from tieout.reading import ReadingOptions
from tieout.reading.totals import kind_of_label
from tieout.refusal import Refusal


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("期初余额", "opening"), ("上期结转", "opening"), ("上年结转", "opening"), ("年初余额", "opening"), ("期初", "opening"),
        ("承前页", "opening"), ("期初余额：", "opening"), ("Opening balance", "opening"), ("OPENING BALANCE", "opening"),
        ("Balance b/f", "opening"), ("Balance brought forward", "opening"), ("B/F", "opening"), ("Previous balance", "opening"),
        ("Saldovortrag", "opening"), ("2026-03-01 期初余额", "opening"), ("Opening balance 01/03/2026", "opening"),
        ("期末余额", "closing"), ("本期结余", "closing"), ("结转下年", "closing"), ("期末结存", "closing"), ("Closing balance", "closing"),
        ("Balance c/f", "closing"), ("Balance carried forward", "closing"), ("Closing Balance at 31 March 2026", "closing"), ("Endsaldo", "closing"),
        ("截至2026年3月31日余额", "closing"),
        ("本月合计", "month"), ("本日合计", "month"), ("2026年3月合计", "month"), ("3月合计", "month"), ("本期合计", "month"), ("Month total", "month"),
        ("本年累计", "year"), ("2026年累计", "year"), ("Year to date", "year"), ("YTD", "year"), ("累计", "year"),
        ("合计", "total"), ("合　计", "total"), ("总计：", "total"), ("小计", "total"), ("Total", "total"), ("Grand Total:", "total"), ("Subtotal", "total"),
        ("人民币合计", "total"), ("合计金额", "total"), ("Summe", "total"),
    ],
)  # fmt: skip
def test_a_label_names_its_check(label: str, kind: str) -> None:
    assert kind_of_label(label) == kind


@pytest.mark.parametrize(
    "label",
    ["补开合计发票", "INV-2026-001", "销售商品", "total loss of goods", "Balance payment INV-7", "收回上年货款", "结转成本", "合计有限公司",
     "Closing entry for sample order", "forward to accounting", "期初订货款发票", ""],
)  # fmt: skip
def test_a_text_that_only_holds_such_a_word_is_none(label: str) -> None:
    assert kind_of_label(label) is None


def test_totals_are_checks_and_their_figures_agree() -> None:
    ledger = read_rows(statement(20))
    reading = ledger.reading
    assert reading.rows == 20
    assert [total.kind for total in reading.totals] == ["opening", "month", "closing"]
    assert all(total.agrees is not False for total in reading.totals)
    assert reading.opening == 100_000
    assert reading.closing == 100_000 + sum(amounts(ledger))


def test_a_subtotal_that_disagrees_is_reported_and_not_corrected() -> None:
    rows = statement(20)
    rows[-3][4] = Decimal("1.00")
    assert [total.agrees for total in read_rows(rows).reading.totals][1] is False


def test_a_missing_line_refuses_the_file_and_names_the_gap() -> None:
    rows = statement(20)
    del rows[10]
    with pytest.raises(Refusal) as refused:
        read_rows(rows)
    assert refused.value.code == "balance.does_not_close"
    assert "row 11" in refused.value.reason.en
    assert "第 11 行" in refused.value.reason.zh
    assert "--accept-unbalanced" in refused.value.remedy.en


def test_an_unbalanced_file_is_read_when_a_person_accepts_it() -> None:
    rows = statement(20)
    del rows[10]
    ledger = read_rows(rows, options=ReadingOptions(accept_unbalanced=True))
    assert ledger.reading.rows == 19


def test_the_running_balance_alone_proves_a_file_without_opening_or_closing() -> None:
    rows = [row for row in statement(20)[2:] if row[0] and not str(row[0]).startswith("制")]
    reading = read_rows(rows).reading
    assert reading.opening == 100_000
    assert reading.balance == 100_000 + reading.total
    del rows[8]
    with pytest.raises(Refusal, match="does_not_close"):
        read_rows(rows)


def test_a_bank_statement_from_new_to_old_is_proved_backwards() -> None:
    rows = statement(20)
    lines = [row for row in rows[3:] if row[0] and not str(row[0]).startswith("制")]
    reading = read_rows([rows[2], *lines[::-1]]).reading
    assert reading.opening == 100_000
    assert reading.balance == reading.opening + reading.total


def test_a_last_row_of_bare_sums_is_a_total_though_nothing_names_it() -> None:
    rows: list[list[Value]] = [["日期", "单据号", "摘要", "金额"]]
    rows += [[f"2026-03-0{at}", f"INV-{at}", "销售", f"{at}00.00"] for at in (1, 2, 3)]
    rows.append([None, None, None, "600.00"])
    reading = read_rows(rows).reading
    assert (reading.rows, reading.total) == (3, 60_000)
    assert [(total.kind, total.agrees) for total in reading.totals] == [("total", True)]


def test_opening_and_closing_of_a_credit_balance_are_read_with_their_direction() -> None:
    rows: list[list[Value]] = [
        ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
        [None, None, "上年结转", None, None, "贷", "500.00"],
        ["2026-03-01", "记-1", "采购入库", None, "200.00", "贷", "700.00"],
        ["2026-03-02", "记-2", "付货款", "900.00", None, "借", "200.00"],
        ["2026-03-03", "记-3", "采购入库", None, "200.00", "平", "0.00"],
        [None, None, "本月合计", "900.00", "400.00", "平", "0.00"],
    ]
    reading = read_rows(rows, side="theirs").reading
    assert reading.sign == "credit-debit"
    assert (reading.opening, reading.total, reading.closing) == (50_000, -50_000, 0)
