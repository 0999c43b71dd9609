"""The rows of a table as entries: which way each goes, what was left out and why.

A row is an entry, a total, a remark or blank. A row that is none of them is an entry whose values are missing and named, so
that no line is ever lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wanglai.formats.bank.statement import Entry
from wanglai.formats.bank.tables import values
from wanglai.formats.bank.tables.layouts import Columns, Role, Sense
from wanglai.formats.bank.values import Notes

Rows = Sequence[Sequence[str]]

_IN = (
    "收入",
    "贷",
    "贷方",
    "贷Cr",
    "来账",
    "转入",
    "存入",
    "入账",
    "收",
    "收款",
    "C",
    "CR",
    "CRDT",
    "Credit",
)
_OUT = (
    "支出",
    "借",
    "借方",
    "借Dr",
    "往账",
    "转出",
    "支取",
    "出账",
    "付",
    "付款",
    "D",
    "DR",
    "DBIT",
    "Debit",
)
_NEITHER = ("", "/", "不计收支", "中性交易", "其他", "资金转移")
_TOTAL = re.compile(r"#?\s*(?:人民币|[A-Z]{3})?(?:合计|总计|小计|本页|累计|Total)", re.IGNORECASE)
_FUNDS = "资金流水总笔数"  # above the totals of a WeChat Pay funds bill
# An order that is not paid yet moved nothing; one that was received waits until the payer has released it.
_UNPAID = ("等待付款", "待付款", "未支付", "支付失败", "失败", "已取消", "处理中")
_NOT_RECEIVED = ("等待", "交易关闭")
_LEAVES = ("提现", "信用卡还款")
_ENTERS = ("零钱充值", "充值")
_REFUNDED = re.compile(r"(.+?)\((?:已全额退款|已退款[¥￥]?([0-9.,]+))\)")
_FEE = re.compile(r"服务费[¥￥]?([0-9]+\.[0-9]{2})")


class Row(NamedTuple):
    """An entry with what the row says beside it."""

    entry: Entry
    account: str
    balance: int | None
    came_in: int  # as the columns or the direction say, for the totals
    went_out: int
    neither: int
    way: str  # "in", "out" or "neither", as the row says


@dataclass
class Found:
    """What the rows under a header come to."""

    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    totals: list[tuple[int, Sequence[str]]] = field(default_factory=list)  # row number and cells
    funds: Sequence[str] = ()  # the figures of a funds bill
    balances: bool = False  # whether rows have a balance


def rows_of_table(rows: Rows, columns: Columns, header: int, sense: Sense, file: str, notes: Notes) -> Found:  # fmt: skip
    """Every row below the header (counted from 0). Places are ``file:row``, counted from 1 as spreadsheets do."""
    found = Found(remarks=[cell for row in rows[:header] for cell in row if cell])
    reader = _Reader(columns, sense, notes)
    last = _last_entry(rows, header)
    title = [values.clean(cell) for cell in rows[header]]
    funds_next = False
    for at in range(header + 1, len(rows)):
        cells = [values.clean(cell) for cell in rows[at]]
        filled = [cell for cell in cells if cell]
        if not filled or cells == title:
            continue
        if funds_next:
            found.funds, funds_next = filled, False
        elif filled[0] == _FUNDS:
            found.funds, funds_next = filled[1::2], len(filled) < 2 or not filled[1].isdecimal()
        elif _TOTAL.match(filled[0]) and len(filled) > 1:
            found.totals.append((at + 1, cells))
        elif at > last:
            found.remarks += filled
        else:
            found.rows.append(reader.row(cells, f"{file}:{at + 1}"))
    found.balances = "balance" in columns
    return found


def _last_entry(rows: Rows, header: int) -> int:
    """The last row with more than one filled cell, or with one that begins with a figure; what follows are remarks."""
    for at in range(len(rows) - 1, header, -1):
        filled = [cell for each in rows[at] if (cell := values.clean(each))]
        if len(filled) > 1 or (filled and filled[0][0].isdigit()):
            return at
    return header


class _Reader:
    def __init__(self, columns: Columns, sense: Sense, notes: Notes) -> None:
        self._columns = columns
        self._sense = sense
        self._notes = notes

    def row(self, cells: Sequence[str], place: str) -> Row:
        currency, is_known = self._currency(cells, place)
        day = values.day(self._of(cells, "day"), place, self._notes)
        value_text = self._of(cells, "value_day")
        way, came_in, went_out, neither, readable = self._moved(cells, currency, place)
        amount = came_in - went_out if readable and is_known else None
        name, account = self._other(cells, amount)
        text = " ".join(dict.fromkeys(self._all(cells, "text")))
        status, code = self._of(cells, "status"), self._of(cells, "code")
        is_booked, is_reversal = True, came_in < 0 or went_out < 0
        charges = None
        if self._sense.is_wallet:
            amount, is_booked, is_reversal = _of_wallet(way, code, status, text, self._refunded(cells), amount, neither)  # fmt: skip
            went_out -= self._gone_back(cells, currency, place)
            charges = self._fee(text, currency, place)
            untold = self._of(cells, "amount") if amount is None else ""
            text = " ".join(filter(None, (text, status, untold)))
        entry = Entry(
            place=place, amount=amount, currency=currency, booked_on=day,
            value_on=values.day(value_text, place, self._notes) if value_text else day, is_booked=is_booked,
            is_reversal=is_reversal, other_name=name, other_account=account,
            reference=values.named(self._of(cells, "reference")), bank_reference=values.named(self._of(cells, "bank_reference")),
            code=values.named(code), text=text, charges=charges,
        )  # fmt: skip
        return Row(entry, self._of(cells, "own_account"), self._balance(cells, currency, place), came_in, went_out, neither, way)  # fmt: skip

    def _of(self, cells: Sequence[str], role: Role) -> str:
        for at in self._columns.get(role, ()):
            return cells[at] if at < len(cells) else ""
        return ""

    def _all(self, cells: Sequence[str], role: Role) -> list[str]:
        found = [cells[at] for at in self._columns.get(role, ()) if at < len(cells)]
        return [each for each in map(values.named, found) if each]

    def _currency(self, cells: Sequence[str], place: str) -> tuple[str, bool]:
        """The row's currency, and whether it could be read; a row of an unknown one stays with the others, without its amount."""
        text = self._of(cells, "currency")
        if values.is_nothing(text):
            return self._sense.currency, True
        code = values.currency_of(text)
        if not code:
            self._notes.add("bank.currency", place, text, value=text[:40])
        return code or self._sense.currency, bool(code)

    def _balance(self, cells: Sequence[str], currency: str, place: str) -> int | None:
        text = self._of(cells, "balance")
        return (
            None if values.is_nothing(text) else values.signed(text, currency, place, self._notes)
        )

    def _moved(self, cells: Sequence[str], currency: str, place: str) -> tuple[str, int, int, int, bool]:  # fmt: skip
        """Which way the row goes, what came in, went out or did neither, and whether that could be read."""
        if "in" in self._columns or "out" in self._columns:
            return self._by_columns(cells, currency, place)
        text = self._of(cells, "amount")
        refunded = _REFUNDED.fullmatch(text) if self._sense.is_wallet else None
        amount = values.signed(refunded[1] if refunded else text, currency, place, self._notes)
        if amount is None:
            return "", 0, 0, 0, False
        if self._sense.outgoing_is_positive:
            amount = -amount
        if "direction" not in self._columns:
            return ("in", amount, 0, 0, True) if amount > 0 else ("out", 0, -amount, 0, True)
        said = re.sub(r"\s", "", self._of(cells, "direction"))
        if said in _IN:
            return "in", amount, 0, 0, True
        if said in _OUT:
            return "out", 0, amount, 0, True
        if said not in _NEITHER or not self._sense.is_wallet:
            self._notes.add("bank.direction", place, said, value=said[:40])
            return "", 0, 0, 0, False
        return "neither", 0, 0, amount, True

    def _by_columns(self, cells: Sequence[str], currency: str, place: str) -> tuple[str, int, int, int, bool]:  # fmt: skip
        """Money in and out stand in columns of their own; a figure below zero there takes one back."""
        texts = (self._of(cells, "in"), self._of(cells, "out"))
        if all(map(values.is_nothing, texts)):
            self._notes.add("bank.amount", place, value="")
            return "", 0, 0, 0, False
        read = [0 if values.is_nothing(text) else values.signed(text, currency, place, self._notes) for text in texts]  # fmt: skip
        came_in, went_out = read
        if came_in is None or went_out is None:
            return "", 0, 0, 0, False
        if came_in and went_out:
            self._notes.add("bank.direction", place, " / ".join(texts), value=" / ".join(texts))
            return "", 0, 0, 0, False
        went_out = abs(went_out) if self._sense.out_is_absolute else went_out
        return "in" if came_in else "out", came_in, went_out, 0, True

    def _other(self, cells: Sequence[str], amount: int | None) -> tuple[str, str]:
        """The other side: who paid where money came in, else who was paid."""
        if "other" in self._columns:
            return values.split_other(self._of(cells, "other"))
        side: tuple[Role, Role] = ("name", "account")
        if "payer_name" in self._columns:
            side = ("payee_name", "payee_account") if (amount or 0) < 0 else ("payer_name", "payer_account")  # fmt: skip
        return values.named(self._of(cells, side[0])), values.named(self._of(cells, side[1]))

    def _refunded(self, cells: Sequence[str]) -> str:
        """What a wallet writes behind an amount that went back, wholly or in part."""
        _, _, remark = self._of(cells, "amount").partition("(")
        return remark

    def _gone_back(self, cells: Sequence[str], currency: str, place: str) -> int:
        """What a wallet takes off an expense in its totals: ``131.77(已退款89.84)`` counts there as 41.93."""
        match = _REFUNDED.fullmatch(self._of(cells, "amount"))
        return (self._notes.money(match[2].replace(",", ""), currency, place) or 0) if match and match[2] else 0  # fmt: skip

    def _fee(self, text: str, currency: str, place: str) -> int | None:
        match = _FEE.search(text)
        return self._notes.money(match[1], currency, place) if match else None


def _of_wallet(
    way: str, code: str, status: str, text: str, refunded: str, amount: int | None, neither: int
) -> tuple[int | None, bool, bool]:  # fmt: skip
    """Amount, whether it was booked, whether it takes something back.

    A refund that was made is money back; an order that went back wholly was paid before. What else is neither income nor
    expense moved between a person's own accounts: it is kept and not booked, with a sign only where its kind tells it.
    """
    if any(word in status for word in _UNPAID):
        return amount, False, False
    if way == "in":
        return amount, not any(word in status for word in _NOT_RECEIVED), False
    if way != "neither":
        return amount, way == "out", False
    if "退款成功" in status or code == "退款" or text.startswith("退款-"):
        return neither, True, True
    if "已全额退款" in refunded:
        return -neither, True, False
    if any(word in code for word in _LEAVES):
        return -neither, False, False
    return (neither if any(word in code for word in _ENTERS) else None), False, False
