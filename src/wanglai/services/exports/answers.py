"""What customers said in the portal, as a table."""

from __future__ import annotations

from dataclasses import replace

from tieout.refusal import Wording
from wanglai.services.exports.table import Row, Table, columns, company_called, pages
from wanglai.services.portal.list_answers import (
    EVERYTHING,
    SaidList,
    SaidRow,
    WantedAnswers,
    list_answers,
)

_TITLE = Wording("客户答复", "Answers of customers")
_REPLIED = {True: Wording("已回复", "Replied"), False: Wording("待回复", "Waits for a reply"), None: None}  # fmt: skip
_COLUMNS = columns(
    ("编号", "No.", 9),
    ("客户", "Customer", 28),
    ("对账单", "Statement", 18),
    ("答复", "Answer", 16),
    ("内容", "In words", 60),
    ("姓名", "Name", 16),
    ("联系人", "Contact", 16),
    ("币种", "Currency", 9),
    ("承诺金额", "Promised", 16),
    ("承诺日期", "By the day", 12),
    ("文件", "File", 24),
    ("回复", "Reply", 16),
    ("评分", "Score", 9),
    ("时间", "When", 20),
)


def answers_table(*, company_id: int, actor: int, wanted: WantedAnswers = EVERYTHING) -> Table:
    """Every answer that fits, newest first. Refuses, in order: NotFound, NotPermitted."""

    def part(after: int | None) -> SaidList:
        return list_answers(company_id=company_id, actor=actor, wanted=replace(wanted, after=after))

    first = part(wanted.after)
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id),),
        columns=_COLUMNS,
        rows=(_row(row) for page in pages(first, part) for row in page.rows),
    )


def _row(row: SaidRow) -> Row:
    return (
        row.id, row.customer, row.statement, row.kind_words, row.words, row.name, row.contact,
        row.amount.currency if row.amount else None, row.amount, row.on, row.file_name, _REPLIED[row.replied], row.score, row.made_at,
    )  # fmt: skip
