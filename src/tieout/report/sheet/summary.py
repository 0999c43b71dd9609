"""The first page: both balances, the bridge between them, the proof, and two signatures."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from tieout.decisions import Reconciliation
from tieout.ledger import Reading
from tieout.money import as_text, exponent_of, for_people
from tieout.refusal import Wording
from tieout.report.bridge import counts_of, steps_of
from tieout.report.sheet.cells import spreadsheet_number
from tieout.report.sheet.looks import Looks
from tieout.report.words import SETTLEMENTS, class_name

TITLE = Wording("往来余额调节表", "Account reconciliation")


class SummaryPage:
    """Writes downwards from ``at``; A is a margin, B to F hold the content."""

    def __init__(self, sheet: Worksheet, looks: Looks, language: str) -> None:
        self.sheet = sheet
        self.looks = looks
        self.language = language
        self.at = 0

    def say(self, zh: str, en: str) -> str:
        return Wording(zh, en).within(self.language)

    def text(self, column: int, text: str, style: str) -> None:
        self.sheet.write_string(self.at, column, text, self.looks[style])

    def money(self, column: int, minor_units: int, style: str) -> None:
        number = spreadsheet_number(minor_units, self.looks.currency)
        if number is None:
            exact = as_text(minor_units, self.looks.currency)
            self.sheet.write_string(self.at, column, exact, self.looks["money_text"])
        else:
            self.sheet.write_number(self.at, column, number, self.looks[style])

    def computed(self, column: int, formula: str, minor_units: int, style: str) -> None:
        """A live formula rounded to the minor unit; plain text where the figures are text."""
        number = spreadsheet_number(minor_units, self.looks.currency)
        if number is None:
            self.money(column, minor_units, style)
            return
        places = exponent_of(self.looks.currency)
        self.sheet.write_formula(
            self.at, column, f"=ROUND({formula},{places})", self.looks[style], number
        )


def write_summary(
    sheet: Worksheet,
    reconciliation: Reconciliation,
    *,
    looks: Looks,
    language: str,
    company: str | None,
    party: str | None,
    as_of: date | None,
    prepared_on: date | None,
    periods: tuple[str, str],
) -> None:
    page = SummaryPage(sheet, looks, language)
    for column, width in enumerate((2, 36, 9, 20, 19, 19)):
        sheet.set_column(column, column, width, looks["plain"])
    sheet.hide_gridlines(2)
    sheet.set_default_row(18)
    _heading(page, reconciliation, company, party, as_of, prepared_on)
    _bridge(page, reconciliation)
    _counts(page, reconciliation)
    _files(page, reconciliation, periods)
    _signatures(page, company, party)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)


def _heading(
    page: SummaryPage,
    reconciliation: Reconciliation,
    company: str | None,
    party: str | None,
    as_of: date | None,
    prepared_on: date | None,
) -> None:
    page.sheet.set_row(0, 32)
    page.text(1, TITLE.within(page.language), "title")
    page.at = 1
    rows = [
        (page.say("我方", "Our side"), company or ""),
        (page.say("对方", "Their side"), party or ""),
        (page.say("截止日期", "As of"), as_of.isoformat() if as_of else ""),
        (page.say("币种", "Currency"), reconciliation.currency),
    ]
    if prepared_on:
        rows.append((page.say("编制日期", "Prepared on"), prepared_on.isoformat()))
    for label, value in rows:
        page.at += 1
        page.text(1, label, "label")
        page.sheet.merge_range(page.at, 2, page.at, 5, "", page.looks["label"])
        page.text(2, value, "strong")
    page.at += 2


def _bridge(page: SummaryPage, reconciliation: Reconciliation) -> None:
    """Our balance, less each class of difference, must arrive at their balance: shown by formulas."""
    steps = steps_of(reconciliation)
    _section(page, page.say("从我方余额到对方余额", "From our balance to theirs"))
    for column, label, style in (
        (1, page.say("项目", "Item"), "head_first"),
        (2, page.say("笔数", "Count"), "head_right"),
        (3, page.say("金额", "Amount"), "head_right"),
        (4, page.say("通常的处理", "Usual settlement"), "head"),
        (5, "", "head"),
    ):
        page.text(column, label, style)
    page.at += 1
    ours_row = page.at + 1
    _figure(
        page,
        page.say("我方账面余额", "Balance in our books"),
        reconciliation.ours.balance,
        "money_strong",
    )
    first = page.at + 1
    for step in steps:
        label = page.say("减：", "less: ") + class_name(step.kind, page.language)
        page.text(1, label, "label")
        page.sheet.write_number(page.at, 2, step.count, page.looks["number"])
        page.money(3, step.amount, "money")
        page.text(4, SETTLEMENTS[step.kind].within(page.language), "advice")
        page.text(5, "", "advice")
        page.at += 1
    if not steps:
        page.text(1, page.say("没有差异", "No differences"), "label")
        page.text(2, "", "label")
        page.money(3, 0, "money")
        page.at += 1
    last = page.at
    adjusted = reconciliation.ours.balance - reconciliation.explained
    page.text(1, page.say("调节后余额", "Balance after these differences"), "total_label")
    page.text(2, "", "total_label")
    page.computed(3, f"D{ours_row}-SUM(D{first}:D{last})", adjusted, "total_money")
    page.at += 1
    _figure(
        page,
        page.say("对方账面余额", "Balance in their books"),
        reconciliation.theirs.balance,
        "money_strong",
    )
    _proof(page, reconciliation)
    page.at += 1


def _figure(page: SummaryPage, label: str, minor_units: int, style: str) -> None:
    page.text(1, label, "strong")
    page.text(2, "", "label")
    page.money(3, minor_units, style)
    page.at += 1


def _proof(page: SummaryPage, reconciliation: Reconciliation) -> None:
    sheet, looks, unexplained = page.sheet, page.looks, reconciliation.unexplained
    sheet.set_row(page.at, 24)
    page.text(1, page.say("未解释差额（应为零）", "Unexplained (must be zero)"), "proof_label")
    page.text(2, "", "proof_label")
    page.computed(3, f"D{page.at - 1}-D{page.at}", unexplained, "proof_good")
    closes, open_ = page.say("已调平", "closes"), page.say("未调平", "does not close")
    sheet.write_formula(
        page.at, 4, f'=IF(D{page.at + 1}=0,"{closes}","{open_}")', looks["proof_word"],
        closes if unexplained == 0 else open_,
    )  # fmt: skip
    sheet.conditional_format(
        page.at, 3, page.at, 4,
        {"type": "formula", "criteria": f"=$D${page.at + 1}<>0", "format": looks["bad"]},
    )  # fmt: skip
    page.at += 1


def _counts(page: SummaryPage, reconciliation: Reconciliation) -> None:
    counts = counts_of(reconciliation)
    page.text(
        1,
        page.say(
            f"已匹配 {counts.matched} 组，建议 {counts.suggested} 组，待确认 {counts.ambiguous} 组，"
            f"差异 {counts.differences} 项。明细见后页。",
            f"{counts.matched} matched, {counts.suggested} suggested, {counts.ambiguous} ambiguous, "
            f"{counts.differences} differences. Details on the next sheets.",
        ),
        "quiet",
    )
    page.at += 2


def _section(page: SummaryPage, label: str) -> None:
    for column in range(1, 6):
        page.text(column, label if column == 1 else "", "section")
    page.at += 1


def _files(page: SummaryPage, reconciliation: Reconciliation, periods: tuple[str, str]) -> None:
    _section(page, page.say("核对所依据的文件", "The files this rests on"))
    for column, label in (
        (1, ""),
        (2, page.say("我方", "Ours")),
        (3, ""),
        (4, page.say("对方", "Theirs")),
        (5, ""),
    ):
        page.text(column, label, "head")
    page.at += 1
    sides = (reconciliation.ours, reconciliation.theirs)
    _pair(page, page.say("文件", "File"), [side.file for side in sides])
    _pair(page, page.say("行数", "Lines"), [f"{side.rows:,}" for side in sides])
    _pair(page, page.say("期间", "Period"), list(periods))
    _pair(
        page, page.say("期初余额", "Opening balance"), [_or_none(page, s, s.opening) for s in sides]
    )
    _pair(
        page,
        page.say("期末余额（文件所载）", "Closing balance (as stated)"),
        [_or_none(page, s, s.closing) for s in sides],
    )
    page.sheet.set_row(page.at, 34)
    _pair(page, "SHA-256", [_in_halves(side.sha256) for side in sides], style="mono")
    page.at += 1


def _or_none(page: SummaryPage, reading: Reading, minor_units: int | None) -> str:
    if minor_units is None:
        return page.say("文件未载明", "not stated")
    return for_people(minor_units, reading.currency)


def _in_halves(digest: str) -> str:
    return f"{digest[:32]}\n{digest[32:]}"


def _pair(page: SummaryPage, label: str, values: list[str], style: str = "value") -> None:
    page.text(1, label, "label_wrap")
    for first, value in zip((2, 4), values, strict=True):
        page.sheet.merge_range(page.at, first, page.at, first + 1, "", page.looks[style])
        page.text(first, value, style)
    page.at += 1


def _signatures(page: SummaryPage, company: str | None, party: str | None) -> None:
    _section(page, page.say("双方确认", "Agreed by both sides"))
    statement = page.say(
        "以上余额及差异经双方核对：□ 相符  □ 不符（请在“差异明细”中注明）",
        "Both sides have checked these balances and differences:  □ agree   □ do not agree (say so on “Differences”)",
    )
    page.text(1, statement, "plain")
    page.at += 2
    blocks: list[tuple[int, str, str | None]] = [
        (1, page.say("我方（盖章）", "For our side (seal)"), company),
        (3, page.say("对方（盖章）", "For their side (seal)"), party),
    ]
    labels = (page.say("经办人", "Name"), page.say("签字", "Signature"), page.say("日期", "Date"))
    for column, heading, name in blocks:
        page.text(column, f"{heading}  {name or ''}".rstrip(), "plain")
    for offset, label in enumerate(labels, 1):
        page.sheet.set_row(page.at + offset, 26)
        _signature_line(page, page.at + offset, 1, 1, label)
        _signature_line(page, page.at + offset, 3, 5, label)
    page.at += len(labels) + 1


def _signature_line(page: SummaryPage, row: int, first: int, last: int, label: str) -> None:
    for column in range(first, last + 1):
        text: Any = label if column == first else ""
        page.sheet.write_string(row, column, text, page.looks["sign"])
