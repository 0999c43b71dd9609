"""Rounds, their customers and the yearly minimum as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tieout.refusal import Wording
from wanglai.domain.named_place import place_read
from wanglai.services.exports.table import Row, Table, columns, company_called, named, pages
from wanglai.services.rounds.queries import (
    EVERY_MEMBER,
    MemberRow,
    RoundList,
    RoundPage,
    RoundRow,
    WantedMembers,
    WantedYear,
    YearPage,
    YearRow,
    after_of_day,
    list_reconciling_rounds,
    reconciling_round_page,
    year_page,
)
from wanglai.services.rounds.words import KINDS, ROUND_STATES, SOURCES, STATES

_AT_ONCE = 1_000
_ROUNDS = Wording("对账轮次", "Rounds of reconciling")
_MINIMUM = Wording("年度最低对账", "Yearly minimum")
_LATE = Wording("晚于计划", "after its day")
_EXCUSE = {
    "asked": Wording("申请免除", "excuse asked for"),
    "agreed": Wording("已免除", "excused"),
    "refused": Wording("免除被拒绝", "excuse refused"),
}
_OF_ROUNDS = columns(
    ("轮次", "Round", 26),
    ("类型", "Kind", 12),
    ("首日", "From", 12),
    ("末日", "To", 12),
    ("计划", "Plan", 12),
    ("客户数", "Customers", 11),
    *((words.zh, words.en, 12) for words in STATES.values()),
)
_OF_MEMBERS = columns(
    ("客户", "Customer", 30),
    ("列入原因", "Why it is in", 22),
    ("负责人", "Clerk", 18),
    ("计划日", "Planned for", 12),
    ("状态", "State", 14),
    ("发出对账单", "Statement sent", 14),
    ("对账日", "Agreed on", 12),
    ("依据", "By", 30),
    ("是否晚于计划", "After its day", 13),
    ("免除", "Excuse", 16),
    ("免除原因", "Reason", 30),
)
_OF_YEAR = columns(
    ("客户", "Customer", 30),
    ("状态", "State", 22),
    ("对账日", "Agreed on", 12),
    ("依据", "By", 30),
    ("上次对账（以前年度）", "Last agreed (years before)", 20),
    ("所在轮次", "Round that has it", 26),
    ("计划日", "Planned for", 12),
    ("负责人", "Clerk", 18),
)


def reconciling_rounds_table(
    *, company_id: int, actor: int, kind: str = "", on: date | None = None
) -> Table:
    """Every round with its customers by state, newest first. Refuses, in order: NotFound, NotPermitted."""

    def part(after: int | None) -> RoundList:
        return list_reconciling_rounds(
            company_id=company_id, actor=actor, kind=kind, after=after, on=on
        )

    return Table(
        title=_ROUNDS, name=_ROUNDS, facts=(company_called(company_id),), columns=_OF_ROUNDS,
        rows=(_round(row) for page in pages(part(None), part) for row in page.rows),
    )  # fmt: skip


def members_table(
    *, company_id: int, actor: int, round_id: int, wanted: WantedMembers = EVERY_MEMBER, on: date | None = None
) -> Table:  # fmt: skip
    """Every customer of a round that fits, by day. Refuses, in order: NotFound, NotPermitted, NotFound (round)."""

    def part(after: str | None) -> RoundPage:
        at = after_of_day(after or "")
        return reconciling_round_page(
            company_id=company_id, actor=actor, round_id=round_id, wanted=replace(wanted, after=at), on=on, limit=_AT_ONCE
        )  # fmt: skip

    first = part(None)
    row = first.row
    done, total = row.progress.done, row.progress.total
    return Table(
        title=row.title, name=row.title,
        facts=(company_called(company_id), f"{row.from_on} – {row.to_on}", ROUND_STATES[row.state],
               Wording(f"已完成 {done} / {total}", f"Done {done} of {total}")),
        columns=_OF_MEMBERS, rows=(_member(each) for page in pages(first, part) for each in page.members),
    )  # fmt: skip


def year_table(*, company_id: int, actor: int, wanted: WantedYear, on: date | None = None) -> Table:
    """Every customer of the year that fits, by name. Refuses, in order: NotFound, NotPermitted."""

    def part(after: str | None) -> YearPage:
        at = place_read(after or "")
        return year_page(
            company_id=company_id, actor=actor, wanted=replace(wanted, after=at), on=on, limit=_AT_ONCE
        )  # fmt: skip

    first = part(None)
    left = Wording(f"本年剩余 {first.days_left} 天", f"{first.days_left} days left of the year")
    return Table(
        title=_MINIMUM, name=named(_MINIMUM, wanted.year), facts=(company_called(company_id), str(wanted.year), left),
        columns=_OF_YEAR, rows=(_of_year(each) for page in pages(first, part) for each in page.rows),
    )  # fmt: skip


def _round(row: RoundRow) -> Row:
    counts = row.progress.counts
    return (
        row.title, KINDS[row.kind], row.from_on, row.to_on, ROUND_STATES[row.state], row.progress.total,
        *(counts.get(state, 0) for state in STATES),
    )  # fmt: skip


def _member(row: MemberRow) -> Row:
    return (
        row.customer, row.why, row.owner, row.day, row.words, row.sent_on, row.agreed_on, SOURCES.get(row.source),
        _LATE if row.is_late else None, _EXCUSE.get(row.excuse), row.reason,
    )  # fmt: skip


def _of_year(row: YearRow) -> Row:
    return (
        row.customer, row.words, row.agreed_on, SOURCES.get(row.source), row.last_on, row.place, row.day, row.owner,
    )  # fmt: skip
