"""The sentences of a reading: why a column was chosen, why a row is no line, what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

from tieout.ledger import ColumnChoice, Problem
from tieout.reading.amounts import Money
from tieout.reading.orient import Orientation
from tieout.reading.profile import Column
from tieout.refusal import Wording

HEADING_AGAIN = "重复的表头 / repeated heading"
NOTE = "备注 / note"
TITLE = "标题 / title"
OTHER_CURRENCY = "其他币种 / other currency"
NEITHER = "不计收支 / counts as neither income nor expense"
OTHER_PARTY = "其他往来单位 / other party"

TOLD = Wording("由人指定", "named by a person")
_LOOK = Wording(
    "请在源文件中更正该行，或核对后手工处理。",
    "Correct the row in the source file, or settle it by hand.",
)
NO_AMOUNT = (Wording("这一行没有金额", "the row has no amount"), _LOOK)
NO_DIRECTION = (Wording("这一行没有借贷方向", "the row does not say debit or credit"), _LOOK)
NO_DAY = (
    Wording("读不出日期，金额仍计入", "the date cannot be read; the amount still counts"),
    _LOOK,
)
LOST_DIGITS = (
    Wording(
        "Excel 把单据号变成了数字，后面的位数已丢失",
        "a spreadsheet turned this number into a figure and lost its last digits",
    ),
    Wording("请把该列设为文本后重新导出。", "Format the column as text and export it again."),
)
_FAULTS = {
    "unreadable": Wording("读不出金额", "the amount cannot be read"),
    "finer": Wording(
        "金额比币种的最小单位还细，不能四舍五入",
        "the amount is finer than the currency's smallest unit and is never rounded",
    ),
    "formula": Wording("公式没有保存结果", "the formula's result is not stored in the file"),
    "error": Wording("单元格是错误值", "the cell holds an error value"),
    "date": Wording("金额单元格里是日期", "the amount cell holds a date"),
    "too_large": Wording("金额大得不合理", "the amount is unreasonably large"),
}
_FORMULA = Wording(
    "请在 Excel 中打开并保存一次，再上传。",
    "Open the file in a spreadsheet program, save it once, and try again.",
)


def amount_problem(row: int, column: str, excerpt: str, why: str) -> Problem:
    """The problem of a row whose amount is not what it should be."""
    return Problem(
        row, column, excerpt[:120], _FAULTS[why], _FORMULA if why == "formula" else _LOOK
    )


def told(name: str, column: Column) -> ColumnChoice:
    """A choice made by a person."""
    return ColumnChoice(name, column.name, column.letter, 1000, TOLD)


def money_choices(money: Money, candidates: list[Money]) -> list[ColumnChoice]:
    """One choice for each money column, with the next best readings as rejected alternatives."""
    named = {
        "debit": money.debit, "credit": money.credit, "amount": money.amount,
        "direction": money.direction or money.balance_direction, "balance": money.balance,
    }  # fmt: skip
    rejected: list[tuple[str, int]] = []
    for other in candidates:
        label = " + ".join(column.name for column in other.columns)
        own = " + ".join(column.name for column in money.columns)
        if label != own and label not in (name for name, _ in rejected):
            rejected.append((label, max(0, min(1000, other.score))))
    evidence = _evidence(money)
    return [
        ColumnChoice(name, column.name, column.letter, min(1000, money.score), evidence,
                     () if name in ("balance", "direction") else tuple(rejected[:5]))
        for name, column in named.items()
        if column is not None
    ]  # fmt: skip


def _evidence(money: Money) -> Wording:
    zh, en = [], []
    if money.overlap > 0:
        percent = round(money.overlap * 100)
        zh.append(f"{percent}% 的金额也在我方账上")
        en.append(f"{percent}% of the amounts also stand in our ledger")
    if money.chain >= 0.5:
        percent = round(money.chain * 100)
        zh.append(f"{percent}% 的行满足 上期余额 ± 发生额 = 余额")
        en.append(f"on {percent}% of the rows the balance moves by exactly the amount")
    labels = [column.label for column in money.columns if column.label]
    if labels:
        zh.append("表头写的是" + "、".join(f"“{label}”" for label in labels))
        en.append("the heading says " + ", ".join(f"“{label}”" for label in labels))
    if not zh:
        return Wording("按内容判断", "judged by its cells")
    return Wording("；".join(zh), "; ".join(en))


def with_sign(choices: list[ColumnChoice], orientation: Orientation) -> list[ColumnChoice]:
    """The reason for the sign joins the evidence of the columns that carry it."""
    joined = []
    for choice in choices:
        if choice.field in ("amount", "debit", "credit"):
            reason = Wording(
                f"{choice.evidence.zh}；{orientation.evidence.zh}",
                f"{choice.evidence.en}; {orientation.evidence.en}",
            )
            choice = replace(choice, evidence=reason)
        joined.append(choice)
    return joined
