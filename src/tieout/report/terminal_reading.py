"""How one file was read, in the terminal: what was chosen, why, and what was not taken."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tieout.ledger import Reading
from tieout.money import for_people
from tieout.refusal import Language, Wording
from tieout.report.terminal import printable
from tieout.report.words import TOTAL_NAMES, field_name, sign_name

LISTED = 20


def print_reading(reading: Reading, console: Console, language: Language) -> None:
    """Print facts, column choices, checks, problems and skipped rows of one reading."""
    page = _Page(reading, console, language)
    page.facts()
    page.choices()
    page.checks()
    page.problems()
    page.skipped()


class _Page:
    def __init__(self, reading: Reading, console: Console, language: Language) -> None:
        self.reading = reading
        self.console = console
        self.language = language

    def say(self, zh: str, en: str) -> str:
        return Wording(zh, en).within(self.language)

    def money(self, minor_units: int | None) -> str:
        return "–" if minor_units is None else for_people(minor_units, self.reading.currency)

    def facts(self) -> None:
        reading = self.reading
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        for label, value in (
            (self.say("文件", "File"), reading.file),
            (self.say("工作表", "Sheet"), reading.sheet),
            (self.say("表头行", "Header row"), reading.header_row),
            (self.say("编码", "Encoding"), reading.encoding),
            (self.say("金额方向", "Sign of amounts"), sign_name(reading.sign, self.language)),
            (self.say("日期格式", "Date format"), reading.date_format),
            (self.say("小数点", "Decimal mark"), reading.decimal_mark),
            (self.say("币种", "Currency"), reading.currency),
            (self.say("行数", "Lines"), f"{reading.rows:,}"),
            (self.say("期初余额", "Opening balance"), self.money(reading.opening)),
            (self.say("发生额合计", "Sum of lines"), self.money(reading.total)),
            (self.say("期末余额", "Closing balance"), self.money(reading.balance)),
        ):
            if value not in (None, "", "–"):
                table.add_row(Text(label, style="dim"), Text(printable(str(value))))
        self.console.print(table)

    def choices(self) -> None:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold cyan")
        for label in (
            self.say("字段", "Field"),
            self.say("取自列", "Column"),
            self.say("得分", "Score"),
            self.say("依据", "Why"),
            self.say("未采用", "Not taken"),
        ):
            table.add_column(label, overflow="fold")
        for choice in self.reading.choices:
            table.add_row(
                field_name(choice.field, self.language),
                Text(printable(f"{choice.column} ({choice.letter})")),
                str(choice.score),
                Text(printable(choice.evidence.within(self.language))),
                Text(
                    printable(", ".join(f"{label} {score}" for label, score in choice.rejected[:3]))
                ),
            )
        if self.reading.choices:
            self.console.print()
            self.console.print(table)

    def checks(self) -> None:
        lines = []
        for total in self.reading.totals[:LISTED]:
            verdict = {
                True: self.say("相符", "agrees"),
                False: self.say("不符", "differs"),
                None: self.say("无可比对", "nothing to compare with"),
            }[total.agrees]
            lines.append(
                f"{self._row(total.row)} · {TOTAL_NAMES[total.kind].within(self.language)} "
                f"“{total.label}” {self.money(total.stated)} · {verdict}"
            )
        self._list(
            self.say("文件内的合计行", "Totals in the file"), lines, len(self.reading.totals)
        )

    def problems(self) -> None:
        lines = [
            f"{self._row(one.row)}{' · ' + one.column if one.column else ''} · “{one.excerpt}” "
            f"{one.reason.within(self.language)} {one.remedy.within(self.language)}"
            for one in self.reading.problems[:LISTED]
        ]
        self._list(
            self.say("读不出来的内容", "What could not be read"), lines, len(self.reading.problems)
        )

    def skipped(self) -> None:
        lines = [f"{self._row(row)} · {why}" for row, why in self.reading.skipped[:LISTED]]
        self._list(self.say("未计入的行", "Rows not counted"), lines, len(self.reading.skipped))

    def _row(self, row: int) -> str:
        return self.say(f"第 {row} 行", f"row {row}")

    def _list(self, title: str, lines: list[str], count: int) -> None:
        if not lines:
            return
        self.console.print()
        self.console.print(Text(title, style="bold cyan"))
        for line in lines:
            self.console.print(Text(printable(line)))
        if count > LISTED:
            more = count - LISTED
            self.console.print(Text(self.say(f"……另有 {more:,} 行", f"… and {more:,} more")))
