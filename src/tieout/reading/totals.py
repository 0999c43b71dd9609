"""Rows that are not lines: 期初余额, 本月合计, 本年累计, 合计, 期末余额 and their English sisters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

TotalKind = Literal["opening", "closing", "month", "year", "total"]

_PERIOD = re.compile(
    r"(?:截[至止]|自|从|as\s*(?:of|at)|at|on|for|per|to)?\s*"
    r"(?:\d{4}\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2})?\s*[日月号]?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}\s*月份?|\d{4}\s*年?度?"
    r"|\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+\d{4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*\d{0,4})",
    re.IGNORECASE,
)
_NOISE = re.compile(r"[\s:：*.。,，、_\-—=()（）\[\]【】#<>《》“”\"'/|]+")
_TAIL = re.compile(r"(?:人民币|rmb|cny|usd|eur|元|大写|小写)+$")
_HEAD = re.compile(r"^(?:人民币|本位币|rmb|cny|usd|eur)+(?=.)")
_AMOUNT = re.compile(r"[¥￥$€£]?\s*-?\d[\d,.']*\d(?:\s*元)?$")

_FIGURE = re.compile(r"\d")  # stands in no label once its period or amount is off
_NAMES_MONTH = re.compile(r"\d{1,2}\s*月|\d{4}[-/.]\d{1,2}(?!\d)")
_NAMES_YEAR = re.compile(r"\d{4}\s*年度?(?!\d)")

_OPENING = re.compile(
    r"(?:(?:本期|本月|本年|上期|上月|上年|年初|期初|月初|承前|前期|往期|以前年度|账户|账|应收|应付|往来)*"
    r"(?:期初|年初|月初|起初)(?:余额|结余|数|结存|结转|金额|应收|应付|欠款|未付|未收|应收余额|应付余额|应收账款|账款|往来)*(?:余额)?"
    r"|(?:上期|上月|上年|上页|前期|年初|期初|上年度|去年|承前页|承上页|上次|以前)(?:结转|余[ 　]*额|结余|结存|转入|欠款|累计|累计余额|未结|未付|未收|转来|应收余额|应付余额|末余额|期末余额|结欠)+"
    r"|承前页|承上页|过次页承前|前期结转|结转上期|结转上年"
    r"|opening(?:balance|bal|amount|position)?|openingbalance(?:bf|forward|broughtforward|cf)?|bal(?:ance)?(?:b?f|bfwd|bd|bfd)|(?:balance|bal)?broughtforward|(?:balance|bal)?(?:brought)?forward|(?:balance|bal)?(?:brought|carried)?forwardfrom(?:last|previous)(?:month|period|year|page|statement)"
    r"|broughtdown|balancebroughtdown|bf|bfwd|previousbalance|priorbalance|priorperiodbalance|startingbalance|beginningbalance|balance(?:from)?(?:last|prior|previous)(?:period|month|year|statement)"
    r"|lastbalance|balanceatstart(?:ofperiod)?|initialbalance|anfangsbestand|anfangssaldo|saldovortrag|vortrag|eröffnungssaldo|reportàlouverture|soldeinitial)"
)
_CLOSING = re.compile(
    r"(?:(?:本期|本月|本年|账户|应收|应付|往来|截止|截至)*(?:期末|月末|年末|最终|结账|结帐)(?:余额|结余|数|结存|结转|金额|应收|应付|欠款|未付|未收|应收余额|应付余额|应收账款|账款|往来)*(?:余额)?"
    r"|(?:余额合计|合计余额|本期余额|本月余额|当前余额|结余合计|应收余额|应付余额|累计余额|最后余额|结转下期|结转下月|结转下年|结转次页|过次页|转下页|转次页|本期结余|本月结余|本期结存|余额|结余|累计欠款|应收账款余额|应付账款余额|尚欠余额|尚欠货款|合计欠款|尚欠金额|目前余额)"
    r"|closing(?:balance|bal|amount|position)?|closingbalance(?:cf|cfwd|forward|carriedforward)?|bal(?:ance)?(?:cf|cfwd|cd)|(?:balance|bal)?carried(?:down|forward)(?:to(?:next)?(?:month|period|year|page|statement))?|cf|cfwd|endingbalance|finalbalance|balancedue|balanceoutstanding|outstandingbalance|totaldue|totaloutstanding|amountdue|currentbalance"
    r"|balanceatend(?:ofperiod)?|newbalance|endbalance|balance|totalbalance|balancenow|balance(?:tonext|carried)(?:period|month|page)?|endsaldo|schlusssaldo|endbestand|saldo|soldefinal|nouveausolde)"
)
_MONTH = re.compile(
    r"(?:本月|本日|当月|当日|月度|日|月|本周|本旬|本季|本季度|季度)(?:发生额|发生|借方|贷方)*(?:合计|小计|总计|累计)(?:发生额)?|本[月日]发生额?|(?:本期|当期)(?:合计|小计|发生额合计|发生额|发生合计)"
    r"|月计|日计|(?:monthly|month|daily|weekly|quarterly|quarter|week|day|period)(?:sub)?totals?|totals?(?:for|of)?(?:the)?(?:month|day|week|quarter|period)|monthto?date|mtd|totalmovements?|movements?|periodmovements?|nettotals?movement|summederperiode|monatssumme"
)
_YEAR = re.compile(
    r"(?:本年|全年|年度|当年|本年度|累计|年)(?:发生额|发生)*(?:累计|合计|总计|累计发生额)|累计(?:发生额|发生)?|(?:year|annual|yearly)(?:sub)?totals?|totals?(?:for|of)?(?:the)?year|yeartodate|ytd|(?:ytd|cumulative)totals?|cumulative|jahressumme"
)
_TOTAL = re.compile(
    r"(?:本页|页|分页|客户|单位|部门|科目|账户|账龄|往来|发票|收款|付款|借方|贷方|金额|总|共|明细|以上|报表)*(?:合计|小计|总计|合计金额|合计数|总额|总合计|合计金额|共计|总和|汇总)(?:数|金额|行)?"
    r"|(?:grand|sub|page|report|account|customer|vendor|supplier|overall|sum|net|all|column|running)?(?:sub)?totals?(?:amount|s|ing)?|totals?(?:(?:for|of)?(?:the)?(?:account|customer|vendor|page|report|ledger|all|items|lines|statement))|sum|summe|gesamt|gesamtsumme|zwischensumme|total général|soustotal|totale"
)
# A word without which no label is one; RE2 and re alike.
CLUE = (
    r"合[ 　]*计|累[ 　]*计|小[ 　]*计|总[ 　]*计|总额|共计|总和|汇总|余额|结余|结存|结转|期初|年初|月初|期末|承前|承上|过次|转下|转次|发生额|月计|日计|欠款|货款"
    r"|total|balance|\bbal\b|opening|closing|forward|b\W?f|c\W?f|brought|carried|sum|cumulative|ytd|mtd|date|movement|saldo|vortrag|bestand|summe|gesamt|due|outstanding|solde|report"
)
_CLUE = re.compile(CLUE, re.IGNORECASE)


@lru_cache(maxsize=65_536)
def kind_of_label(text: str) -> TotalKind | None:
    """The kind of check row a cell names, or None: 2026年3月合计 is a month, 合计：is a total.

    The whole cell must be such a label, a period and punctuation apart: "补开合计发票" is none.
    """
    if len(text) > 48 or not text or not _CLUE.search(text):
        return None
    text = unicodedata.normalize("NFKC", text).casefold()
    for at, form in enumerate((text, _PERIOD.sub(" ", text), _AMOUNT.sub("", text))):
        bare = _ends(form)
        kind = _kind(bare) if bare and not _FIGURE.search(bare) else None
        if kind == "total" and at == 1:
            return (
                "month"
                if _NAMES_MONTH.search(text)
                else "year"
                if _NAMES_YEAR.search(text)
                else kind
            )
        if kind:
            return kind
    return None


def _ends(text: str) -> str:
    """A label without blanks, punctuation and the currency at either end: 人民币合计 is 合计."""
    return _HEAD.sub("", _TAIL.sub("", _NOISE.sub("", text)))


def _kind(bare: str) -> TotalKind | None:
    if _OPENING.fullmatch(bare):
        return "opening"
    if _MONTH.fullmatch(bare):
        return "month"
    if _YEAR.fullmatch(bare):
        return "year"
    if _TOTAL.fullmatch(bare):
        return "total"
    if _CLOSING.fullmatch(bare):
        return "closing"
    return None
