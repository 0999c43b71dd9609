"""The summary in the terminal: what a clerk reads before opening the sheet."""

from __future__ import annotations

import re
from typing import TextIO

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tieout.decisions import Difference, Members, Reconciliation
from tieout.ledger import Reading
from tieout.money import for_people
from tieout.refusal import Language, Wording
from tieout.report.bridge import Counts, counts_of, largest, steps_of
from tieout.report.words import (
    NEXT_STEPS,
    OURS,
    THEIRS,
    class_name,
    field_name,
    in_usual_order,
    sign_name,
)

_NOT_PRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

LARGEST = 10
PROBLEMS = 5
NARROW = 72  # columns under which tables give way to lines


def printable(text: str) -> str:
    """Text from a file made harmless: no escape codes that move, colour or reorder the terminal."""
    return _NOT_PRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def console_for(stream: TextIO) -> Console:
    """Coloured on a terminal, plain in a pipe or a file."""
    return Console(file=stream, highlight=False, markup=False, emoji=False)


def print_summary(reconciliation: Reconciliation, console: Console, language: Language) -> None:
    """Print balances, bridge, proof, readings, counts, largest differences, problems, next steps."""
    summary = _Summary(reconciliation, console, language)
    for part in (
        summary.readings(),
        summary.bridge(),
        summary.proof(),
        summary.counts(),
        summary.largest(),
        summary.problems(),
        summary.next_steps(),
    ):
        if part is not None:
            console.print(part)
            console.print()


class _Summary:
    """One reconciliation in one language; every part is a thing Rich can print, or None."""

    def __init__(
        self, reconciliation: Reconciliation, console: Console, language: Language
    ) -> None:
        self.result = reconciliation
        self.language = language
        self.narrow = console.width < NARROW

    def say(self, zh: str, en: str) -> str:
        return Wording(zh, en).within(self.language)

    def money(self, minor_units: int) -> str:
        return for_people(minor_units, self.result.currency)

    def readings(self) -> Group:
        return Group(
            *self._reading(OURS, self.result.ours), *self._reading(THEIRS, self.result.theirs)
        )

    def _reading(self, side: Wording, reading: Reading) -> list[Text | Padding]:
        """Two lines a file: what it holds, and which column was taken for what."""
        sheet = f" [{reading.sheet}]" if reading.sheet else ""
        head = Text()
        head.append(side.within(self.language), style="bold cyan")
        head.append(f"  {printable(reading.file + sheet)}", style="bold")
        head.append(
            "  "
            + self.say(
                f"{reading.rows:,} 行，{sign_name(reading.sign, 'zh')}，日期 {reading.date_format}",
                f"{reading.rows:,} lines, {sign_name(reading.sign, 'en')}, dates {reading.date_format}",
            )
        )
        columns = ", ".join(
            f"{field_name(field, self.language)} = {column}"
            for field, column in in_usual_order(reading.columns).items()
        )
        return [head, Padding(Text(printable(columns), style="dim"), (0, 0, 0, 4))]

    def bridge(self) -> Table:
        table = Table(
            box=None, pad_edge=False, show_header=False, padding=(0, 2 if not self.narrow else 1)
        )
        table.add_column(overflow="fold")
        table.add_column(justify="right", style="dim")
        table.add_column(justify="right", no_wrap=True)
        totals = self.result
        currency = totals.currency
        table.add_row(
            Text(self.say("我方余额", "Our balance"), style="bold"),
            currency,
            Text(self.money(totals.ours.balance), style="bold"),
        )
        for step in steps_of(totals):
            label = self.say("  减：", "  less: ") + class_name(step.kind, self.language)
            table.add_row(label, f"× {step.count:,}", self.money(step.amount))
        table.add_row(
            Text(self.say("对方余额", "Their balance"), style="bold"),
            currency,
            Text(self.money(totals.theirs.balance), style="bold"),
        )
        return table

    def proof(self) -> Text:
        """``gap 200.00 = explained 200.00 + unexplained 0.00``, red when it does not close."""
        result = self.result
        line = Text()
        line.append(
            self.say(
                f"差额 {self.money(result.gap)} = 已解释 {self.money(result.explained)} + 未解释 ",
                f"Gap {self.money(result.gap)} = explained {self.money(result.explained)} + unexplained ",
            )
        )
        closes = result.unexplained == 0
        line.append(self.money(result.unexplained), style="bold green" if closes else "bold red")
        line.append(
            self.say("  ✓ 已调平", "  ✓ closes")
            if closes
            else self.say("  ✗ 未调平", "  ✗ does not close"),
            style="green" if closes else "bold red",
        )
        return line

    def counts(self) -> Text:
        counts = counts_of(self.result)
        return Text(
            self.say(
                f"已匹配 {counts.matched:,} 组 · 建议 {counts.suggested:,} 组 · "
                f"有歧义 {counts.ambiguous:,} 组 · 差异 {counts.differences:,} 项",
                f"{counts.matched:,} matched · {counts.suggested:,} suggested · "
                f"{counts.ambiguous:,} ambiguous · {counts.differences:,} differences",
            )
        )

    def largest(self) -> Group | None:
        shown = largest(self.result.differences, LARGEST)
        if not shown:
            return None
        title = self.say("最大的差异", "Largest differences")
        return Group(Text(title, style="bold cyan"), *(self._difference(one) for one in shown))

    def _difference(self, one: Difference) -> Table:
        """Amount and class on the first line, the reason and the rows below it."""
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(justify="right", no_wrap=True, min_width=14)
        table.add_column(overflow="fold", ratio=1)
        reason = Text()
        reason.append(class_name(one.kind, self.language), style="bold")
        reason.append(f"  {self.rows(one.members)}\n", style="dim")
        reason.append(printable(one.sentence.within(self.language)))
        table.add_row(Text(self.money(one.amount)), reason)
        return table

    def rows(self, members: Members) -> str:
        """``our row 12, their row 40``."""
        parts = [
            self.say(f"{zh}第 {_listed(rows)} 行", f"{en} row {_listed(rows)}")
            for zh, en, rows in (("我方", "our", members.ours), ("对方", "their", members.theirs))
            if rows
        ]
        return self.say("，", ", ").join(parts)

    def problems(self) -> Group | None:
        lines: list[Text] = []
        for side, reading in ((OURS, self.result.ours), (THEIRS, self.result.theirs)):
            for problem in reading.problems[:PROBLEMS]:
                place = self.say(f"第 {problem.row} 行", f"row {problem.row}")
                lines.append(
                    Text(
                        printable(
                            f"{side.within(self.language)} · {reading.file} · {place}"
                            f"{' · ' + problem.column if problem.column else ''} · "
                            f"“{problem.excerpt}” {problem.reason.within(self.language)} "
                            f"{problem.remedy.within(self.language)}"
                        )
                    )
                )
            more = len(reading.problems) - PROBLEMS
            if more > 0:
                lines.append(Text(self.say(f"……另有 {more:,} 处", f"… and {more:,} more")))
        if not lines:
            return None
        title = self.say("读不出来的内容", "What could not be read")
        return Group(Text(title, style="bold yellow"), *lines)

    def next_steps(self) -> Group:
        title = Text(self.say("接下来", "What to do next"), style="bold cyan")
        return Group(
            title, *(Text(f"{place}. {step}") for place, step in enumerate(self._steps(), 1))
        )

    def _steps(self) -> list[str]:
        steps = self._decisions_to_take(counts_of(self.result)) + self._rows_to_read()
        biggest = sorted(steps_of(self.result), key=lambda step: -abs(step.amount))[:3]
        for step in biggest:
            steps.append(
                f"{class_name(step.kind, self.language)} · × {step.count:,} · {self.money(step.amount)} · "
                f"{NEXT_STEPS[step.kind].within(self.language)}"
            )
        if not steps:
            steps.append(
                self.say("双方一致，可以签字确认。", "Both sides agree: sign and send it.")
            )
        return steps

    def _rows_to_read(self) -> list[str]:
        """What is in neither balance: until it is settled nobody can say that both sides agree."""
        readings = (self.result.ours, self.result.theirs)
        unread = sum(len({problem.row for problem in reading.problems}) for reading in readings)
        wrong = sum(total.agrees is False for reading in readings for total in reading.totals)
        steps = []
        if unread:
            steps.append(
                self.say(
                    f"更正或人工核定没有读全的行（{unread:,} 行），之后再签字",
                    f"Correct the rows that could not be read whole, or settle them by hand, before you sign ({unread:,})",
                )
            )
        if wrong:
            steps.append(
                self.say(
                    f"核对与各行之和不符的合计（{wrong:,} 处），看是否缺行",
                    f"See whether rows are missing where a stated total is not the sum of its lines ({wrong:,})",
                )
            )
        return steps

    def _decisions_to_take(self, counts: Counts) -> list[str]:
        steps = []
        if counts.suggested:
            steps.append(
                self.say(
                    f"逐一确认建议的匹配（{counts.suggested:,} 组）",
                    f"Confirm the suggested matches ({counts.suggested:,})",
                )
            )
        if counts.ambiguous:
            steps.append(
                self.say(
                    f"在有歧义的匹配中作出选择（{counts.ambiguous:,} 组）",
                    f"Choose among the alternatives of the ambiguous matches ({counts.ambiguous:,})",
                )
            )
        return steps


def _listed(rows: tuple[int, ...]) -> str:
    shown = ", ".join(str(row) for row in rows[:6])
    return shown + (" …" if len(rows) > 6 else "")
