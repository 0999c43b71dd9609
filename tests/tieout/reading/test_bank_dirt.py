"""The dirt of real bank and wallet exports, in small: preambles, padding, marks, neutral rows."""

from __future__ import annotations

import datetime

import pytest

from tests.tieout.reading.ledgers import amounts, column, unaccounted, write
from tieout.ledger import Ledger
from tieout.reading import Limits, ReadingOptions
from tieout.reading.courier import fetch
from tieout.reading.pair import read_grid
from tieout.refusal import Refusal

WALLET = """微信支付账单明细,,,,,
微信昵称：[测试],,,,,
起始时间：[2026-03-01 00:00:00] 终止时间：[2026-03-31 23:59:59],,,,,
,,,,,
共4笔记录,,,,,
收入：1笔 23.00元,,,,,
1. 充值/提现等交易，将计入中性交易,,,,,
----------------------明细列表--------------------,,,,,
交易时间,交易类型,交易对方,收/支,金额(元),交易单号
2026-03-04 12:45:27,"商户消费","过桥米线(传奇店)","支出",¥28.16,"3985734"\t
2026-03-03 10:10:11,微信红包,同性好友,收入,¥23.00,3985735\t
2026-03-02 18:03:35,转入零钱通,/,/,¥2000.00,3985736\t
2026-03-01 18:03:35,扫二维码付款,某餐厅,支出,131.77(已退款89.84),3985737\t
"""
CARD = """明细查询文件下载

卡号: 1234****9876,"卡别名: 测试"

交易日期,摘要,交易金额(收入),交易金额(支出),交易币种,记账金额(收入),记账金额(支出),记账币种,余额,对方户名
2026-03-02     \t,"消费          \t","-          \t","-       \t",-     \t,"        \t","13.40      \t",人民币     \t,"xx,yyyy.zz \t","某某科技     \t",
2026-03-01     \t,"他行汇入      \t","-          \t","-       \t",-     \t,"1,234.56 \t","           \t",人民币     \t,"xx,yyyy.zz \t","李四         \t",

人民币合计,,,,,"1,234.56   \t","13.40    \t",
"""
SAVINGS = """中国某银行交易流水
记账日期,币别,金额,余额,交易名称
20260303,人民币,-71.89,"3,240.28",无卡支付
20260302,人民币,"+3,000.00","3,312.17",网上快捷提现
20260301,人民币,-50.00,312.17,消费
"""


def _read(text: str, *, encoding: str = "gb18030", options: ReadingOptions | None = None) -> Ledger:
    grid = fetch(write(text.encode(encoding), "export.csv"), limits=Limits())
    ledger = read_grid(
        grid, side="ours", options=options or ReadingOptions(), reference=None, party=None
    )
    assert not unaccounted(grid, ledger)
    return ledger


def test_a_wallet_says_itself_which_rows_count_as_neither() -> None:
    ledger = _read(WALLET)
    assert ledger.reading.header_row == 9
    assert amounts(ledger) == [-2_816, 2_300, -13_177]
    assert column(ledger, "date")[0] == datetime.date(2026, 3, 4)
    assert column(ledger, "document") == ["3985734", "3985735", "3985737"]
    assert [row for row, why in ledger.reading.skipped if why.startswith("不计收支")] == [12]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_padded_cells_and_columns_of_dashes_are_read_by_the_columns_that_are_filled(
    encoding: str,
) -> None:
    ledger = _read(CARD, encoding=encoding)
    assert ledger.reading.columns["debit"] == "记账金额(收入)"
    assert ledger.reading.columns["credit"] == "记账金额(支出)"
    assert amounts(ledger) == [-1_340, 123_456]
    assert [(total.kind, total.agrees) for total in ledger.reading.totals] == [("total", True)]


def test_a_statement_from_new_to_old_finds_its_opening_and_closing() -> None:
    reading = _read(SAVINGS).reading
    assert (reading.opening, reading.total, reading.closing) == (36_217, 287_811, 324_028)
    with pytest.raises(Refusal, match="does_not_close"):
        _read(
            SAVINGS.replace('20260302,人民币,"+3,000.00"', '20260302,人民币,"+3,000.01"')
            + "20260228,人民币,-1.00,362.17,消费\n20260227,人民币,-1.00,363.17,消费\n20260226,人民币,-1.00,364.17,消费\n20260225,人民币,-1.00,365.17,消费\n20260224,人民币,-1.00,366.17,消费\n20260223,人民币,-1.00,367.17,消费\n20260222,人民币,-1.00,368.17,消费\n20260221,人民币,-1.00,369.17,消费\n"
        )
