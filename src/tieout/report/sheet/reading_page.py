"""The last page: how each file was read, so that nobody has to take the result on trust."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from tieout.ledger import Reading
from tieout.money import for_people
from tieout.reading.wording import OTHER_PARTY
from tieout.refusal import Wording
from tieout.report.sheet.cells import lines_needed
from tieout.report.sheet.looks import Looks
from tieout.report.words import OURS, THEIRS, TOTAL_NAMES, field_name, sign_name

WIDTHS = (24, 24, 10, 40, 40)
LISTED = 500  # totals, problems and skipped rows listed a side; the rest is counted

TITLE = Wording("文件读取说明", "How the files were read")


class ReadingPage:
    """Writes rows of up to five cells downwards."""

    def __init__(self, sheet: Worksheet, looks: Looks, language: str) -> None:
        self.sheet = sheet
        self.looks = looks
        self.language = language
        self.at = 0

    def say(self, zh: str, en: str) -> str:
        return Wording(zh, en).within(self.language)

    def row(self, *texts: str, style: str = "value") -> None:
        """One row of five cells; a single pair spreads its value over the rest."""
        if len(texts) == 2 and style == "value":
            self.sheet.write_string(self.at, 0, texts[0], self.looks["fact"])
            self.sheet.merge_range(self.at, 1, self.at, 4, "", self.looks[style])
            self.sheet.write_string(self.at, 1, texts[1], self.looks[style])
        else:
            for column in range(5):
                text = texts[column] if column < len(texts) else ""
                self.sheet.write_string(self.at, column, text, self.looks[style])
        if style == "value":
            spread = sum(WIDTHS[1:]) if len(texts) == 2 else 0
            lines = max(
                lines_needed(text, spread or width)
                for text, width in zip(texts[1:], WIDTHS[1:], strict=False)
            )
            self.sheet.set_row(self.at, max(17, 13.5 * lines + 4))
        self.at += 1


def write_readings(
    sheet: Worksheet, readings: tuple[Reading, Reading], *, looks: Looks, language: str
) -> None:
    page = ReadingPage(sheet, looks, language)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, looks["plain"])
    sheet.set_row(0, 28)
    page.row(TITLE.within(language), style="title")
    page.at += 1
    for side, reading in zip((OURS, THEIRS), readings, strict=True):
        page.row(f"{side.within(language)} · {reading.file}", style="section")
        _facts(page, reading)
        _choices(page, reading)
        _checks(page, reading)
        _problems(page, reading)
        _skipped(page, reading)
        page.at += 1
    sheet.hide_gridlines(2)


def _facts(page: ReadingPage, reading: Reading) -> None:
    say = page.say
    sheets = ", ".join(reading.sheets)
    header = (
        say(f"第 {reading.header_row} 行", f"row {reading.header_row}")
        if reading.header_row
        else say("没有表头", "no header")
    )
    facts = [
        (
            say("工作表", "Sheet"),
            f"{reading.sheet or '–'}" + (f"  ({sheets})" if len(reading.sheets) > 1 else ""),
        ),
        (say("表头", "Header"), header),
        (say("编码", "Encoding"), reading.encoding or "–"),
        (say("金额方向", "Sign of amounts"), sign_name(reading.sign, page.language)),
        (say("日期格式", "Date format"), reading.date_format),
        (say("小数点", "Decimal mark"), reading.decimal_mark),
        (say("币种", "Currency"), reading.currency),
        (say("读取行数", "Lines read"), f"{reading.rows:,}"),
        (
            say("发生额合计（我方方向）", "Sum of lines (our sign)"),
            for_people(reading.total, reading.currency),
        ),
        ("SHA-256", reading.sha256),
    ]
    for label, value in facts:
        page.row(label, value)


def _choices(page: ReadingPage, reading: Reading) -> None:
    if not reading.choices:
        return
    say = page.say
    page.row(
        say("字段", "Field"), say("取自列", "Taken from"), say("得分", "Score"),
        say("依据", "Why"), say("未采用的列（得分）", "Columns not taken (score)"), style="head",
    )  # fmt: skip
    for choice in reading.choices:
        label = (
            choice.column
            if choice.column == choice.letter
            else f"{choice.column} ({choice.letter})"
        )
        page.row(
            field_name(choice.field, page.language),
            label,
            str(choice.score),
            choice.evidence.within(page.language),
            ", ".join(f"{column} ({score})" for column, score in choice.rejected),
        )
    if reading.unused_columns:
        page.row(say("未使用的列", "Columns not used"), ", ".join(reading.unused_columns))


def _checks(page: ReadingPage, reading: Reading) -> None:
    if not reading.totals:
        return
    say = page.say
    page.row(
        say("文件内的合计行", "Totals in the file"), say("原文", "As written"), say("行号", "Row"),
        say("文件所载", "Stated"), say("核对结果", "Check"), style="head",
    )  # fmt: skip
    for total in reading.totals[:LISTED]:
        page.row(
            TOTAL_NAMES[total.kind].within(page.language),
            total.label,
            str(total.row),
            "–" if total.stated is None else for_people(total.stated, reading.currency),
            _verdict(page, total.agrees, total.computed, reading.currency),
        )
    _more(page, len(reading.totals))


def _verdict(page: ReadingPage, agrees: bool | None, computed: int | None, currency: str) -> str:
    if agrees is None or computed is None:
        return page.say("无可比对", "nothing to compare with")
    if agrees:
        return page.say("相符", "agrees")
    figure = for_people(computed, currency)
    return page.say(f"不符：按明细应为 {figure}", f"differs: the lines give {figure}")


def _problems(page: ReadingPage, reading: Reading) -> None:
    say = page.say
    if not reading.problems:
        page.row(say("读取问题", "Problems"), say("没有", "none"))
        return
    page.row(
        say("读取问题", "Problems"), say("原文", "As written"), say("行号", "Row"),
        say("原因", "Reason"), say("办法", "What to do"), style="head",
    )  # fmt: skip
    for problem in reading.problems[:LISTED]:
        page.row(
            problem.column or "–", problem.excerpt, str(problem.row),
            problem.reason.within(page.language), problem.remedy.within(page.language),
        )  # fmt: skip
    _more(page, len(reading.problems))


def _skipped(page: ReadingPage, reading: Reading) -> None:
    if not reading.skipped:
        return
    page.row(page.say("未计入的行", "Rows not counted"), "", page.say("行号", "Row"),
             page.say("原因", "Reason"), style="head")  # fmt: skip
    told = [(row, why) for row, why in reading.skipped if not why.startswith(OTHER_PARTY)]
    for row, why in told[:LISTED]:
        page.row("", "", str(row), why)
    _more(page, len(told))
    if strangers := len(reading.skipped) - len(told):  # the sheet goes to one of them: no names
        page.row("", "", f"{strangers:,}", OTHER_PARTY)


def _more(page: ReadingPage, count: int) -> None:
    if count > LISTED:
        rest = count - LISTED
        page.row(page.say(f"另有 {rest:,} 行未列出", f"{rest:,} more not listed"), "")
