"""The words of the question: ``ours:12 theirs:40``, or ``item:12 receipt:40``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from tieout.refusal import Refusal, Wording, refusal_of

Kind = Literal["ledgers", "cash"]
_SIDES: dict[Kind, tuple[str, str]] = {"ledgers": ("ours", "theirs"), "cash": ("item", "receipt")}
_WORD = re.compile(r"(ours|theirs|item|receipt)[:：]([1-9][0-9]{0,8})")

CATALOGUE: dict[str, tuple[Wording, Wording]] = {
    "why.word": (
        Wording("看不懂“{asked}”。", "“{asked}” is not understood."),
        Wording(
            "请写成 ours:12 theirs:40（对账）或 item:12 receipt:40（核销），数字为文件中的行号。",
            "Write ours:12 theirs:40 for two ledgers or item:12 receipt:40 for receipts; the number is the row in the file.",
        ),
    ),
    "why.sides": (
        Wording("{asked} 不是一对：须为 ours 与 theirs，或 item 与 receipt 各一行。", "{asked} are no pair: name one row of ours and one of theirs, or one item and one receipt."),
        Wording("请从两份文件各指一行。", "Name one row of each of the two files."),
    ),
    "why.no_row": (
        Wording("文件第 {row} 行没有明细：最后一行明细在第 {last} 行。", "The file has no line in row {row}: its last one is row {last}."),
        Wording("请按表格软件显示的行号填写。", "Give the row number a spreadsheet program shows."),
    ),
    "why.not_a_line": (
        Wording("第 {row} 行没有作为明细读入：{zh}。", "Row {row} was not read as a line: {en}."),
        Wording("请改指一行明细；可用 tieout read 查看各行如何读取。", "Name a row that is a line; tieout read shows how each row is read."),
    ),
}  # fmt: skip


class AskedPair(NamedTuple):
    """Which rows of which kind of file are asked about, in the order of the files."""

    kind: Kind
    first: int
    second: int


def asked_pair(words: Sequence[str]) -> AskedPair:
    """Two words in either order. Refuses: why.word (not understood), why.sides (no pair).

    >>> asked_pair(["theirs:40", "ours:12"])
    AskedPair(kind='ledgers', first=12, second=40)
    """
    rows: dict[str, int] = {}
    for word in words:
        found = _WORD.fullmatch(word.strip())
        if not found:
            raise refusal_of(CATALOGUE, "why.word", word, asked=word)
        rows[found[1]] = int(found[2])
    for kind, sides in _SIDES.items():
        if len(words) == 2 and set(rows) == set(sides):
            return AskedPair(kind, rows[sides[0]], rows[sides[1]])
    raise refusal_of(CATALOGUE, "why.sides", " ".join(words), asked=" ".join(words))


def no_row(file: str, row: int, last: int) -> Refusal:
    return refusal_of(CATALOGUE, "why.no_row", file, row=str(row), last=str(last))


def not_a_line(file: str, row: int, what: Wording) -> Refusal:
    return refusal_of(CATALOGUE, "why.not_a_line", file, row=str(row), zh=what.zh, en=what.en)
