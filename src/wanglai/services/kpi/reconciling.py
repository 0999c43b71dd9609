"""How reconciling goes: statements sent in time and confirmed, right the first time, and what is contested settled by its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.domain.rounds import period_of
from wanglai.domain.tenths import tenths_said
from wanglai.services.access.scope import SEEN, admit_to_rows
from wanglai.services.contested.owners import called
from wanglai.services.kpi.targets import Target, targets_on, told_targets
from wanglai.services.ledger.queries import fetch
from wanglai.services.statements.told import told_of
from wanglai.store.models import Customer, User

GROUPS = {
    "month": Wording("月份", "Month"),
    "customer": Wording("客户", "Customer"),
    "manager": Wording("客户经理", "Account manager"),
    "clerk": Wording("对账人员", "Clerk who reconciled"),
}
IN_TIME_DAYS = 5  # calendar days from the last day of a period, where nobody says otherwise
IN_TIME_DAYS_MAX = 90
# What each figure means; printed beside it.
DEFINITIONS = {
    "timeliness": Wording(
        "及时率：期末后 {days} 天内首次发出的对账单 ÷ 对账单",
        "Timeliness: statements first sent within {days} days of their period's last day ÷ statements",
    ),
    "confirmation": Wording(
        "确认率：客户已确认的对账单 ÷ 已发出的对账单；天数为首次发出至确认的平均日历天数",
        "Confirmation: statements the customer confirmed ÷ statements sent; days are calendar days from sending to it, on the mean",
    ),
    "accuracy": Wording(
        "准确率：首版即确认且无异议的对账单 ÷ 客户已答复（确认或提出异议）的对账单",
        "Accuracy: statements confirmed in their first version without a dispute ÷ those answered, by confirming or disputing",
    ),
    "handling": Wording(
        "异常处理率：在最初期限内了结的争议 ÷ 已了结或已过最初期限的争议",
        "Handling of exceptions: disputes closed by the day first promised ÷ disputes closed or past that day",
    ),
    "clerk": Wording(
        "对账人员：签署余额调节表的编制人，没有的为首版对账单的出具人；争议为其负责人",
        "Clerk who reconciled: who signed the balance reconciliation statement as its preparer, else who issued the statement's first version; of a dispute, its owner",
    ),
}


@dataclass(frozen=True)
class Rate:
    """A share of two counts; of nothing there is no share."""

    part: int
    whole: int

    @property
    def tenths(self) -> int | None:
        """In tenths of a percent, halves up: 7 of 8 are 875."""
        return (2_000 * self.part + self.whole) // (2 * self.whole) if self.whole else None

    @property
    def percent(self) -> str:
        """``87.5``; empty where there is nothing to share."""
        return tenths_said(self.tenths)

    @property
    def width(self) -> int:
        """Of a bar, 0 to 100."""
        return (self.tenths or 0) // 10


@dataclass(frozen=True)
class Mark:
    """What a figure was to reach, and whether it does; None where there is no figure."""

    sign: str
    value: str
    is_met: bool | None


@dataclass(frozen=True)
class KpiRow:
    """One group. ``days_tenths``: mean days to confirm in tenths of a day, None while none is confirmed."""

    key: str
    words: Wording
    statements: int
    timeliness: Rate
    confirmation: Rate
    days_tenths: int | None
    accuracy: Rate
    disputes: int
    handling: Rate
    marks: Mapping[str, Mark] = field(default_factory=dict)  # by figure, where it has a target

    def tenths_of(self, kpi: str) -> int | None:
        """A figure as its target is: ``timeliness`` of 7 of 8 is 875."""
        if kpi == "days":
            return self.days_tenths
        rate = getattr(self, kpi)
        assert isinstance(rate, Rate), kpi
        return rate.tenths

    @property
    def days(self) -> str:
        """``4.5``."""
        return tenths_said(self.days_tenths)


@dataclass(frozen=True)
class ReconcilingKpis:
    """``targets`` are those in force on the last day asked for, today where none is."""

    by: str
    in_time_days: int
    rows: tuple[KpiRow, ...]
    total: KpiRow
    targets: tuple[Target, ...] = ()


def reconciling_kpis(
    *, company_id: int, actor: int, by: str = "month", from_on: date | None = None, to_on: date | None = None,
    in_time_days: int = IN_TIME_DAYS,
) -> ReconcilingKpis:  # fmt: skip
    """Figures of the statements whose period ended in the days and of the disputes raised in them, of the customers one sees.

    Of four statements three were sent within five days, two of them confirmed after 2 and 5 days, one of these after a dispute:
    timeliness 75.0, confirmation 66.7, 3.5 days, accuracy 50.0. Lists of movements are no statements here. A customer confirms in the
    portal, on a signed copy or by the signature on the balance reconciliation statement. A month is held against the targets of its
    last day, everything else against those of the last day asked for.
    Refuses, in order: NotFound, NotPermitted.
    """
    assert by in GROUPS
    assert 0 <= in_time_days <= IN_TIME_DAYS_MAX
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    given = {
        "company": company_id, "only": sight.only, "from": from_on or date.min, "to": to_on or date.max, "days": in_time_days,
        "zone": timezone.get_current_timezone_name(), "today": timezone.localdate(),
    }  # fmt: skip
    told = {str(row[0]): row[1:] for row in fetch(_asked(_STATEMENTS, by), given)}
    contested = {str(row[0]): row[1:] for row in fetch(_asked(_DISPUTES, by), given)}
    keys = sorted({*told, *contested} - {_TOTAL})
    names = _names(company_id, by, keys)
    wanted, last = (
        told_targets(company_id),
        min(to_on or timezone.localdate(), timezone.localdate()),
    )
    in_force = targets_on(wanted, last)
    rows = [
        _marked(_row(key, names[key], told, contested), targets_on(wanted, month_end(key)) if by == "month" else in_force)
        for key in keys
    ]  # fmt: skip
    if by != "month":
        rows.sort(key=lambda row: (-row.statements - row.disputes, row.words.en))
    total = _marked(_row(_TOTAL, Wording("合计", "Total"), told, contested), in_force)
    return ReconcilingKpis(by, in_time_days, tuple(rows), total, tuple(in_force.values()))


def month_end(key: str) -> date:
    """The last day of ``2026-02``: the 28th."""
    return period_of("month", date.fromisoformat(f"{key}-01")).to_on


def _marked(row: KpiRow, targets: Mapping[str, Target]) -> KpiRow:
    marks = {
        kpi: Mark(target.sign, target.value, target.is_met(row.tenths_of(kpi)))
        for kpi, target in targets.items()
    }
    return replace(row, marks=marks)


def _row(
    key: str, words: Wording, told: Mapping[str, tuple[object, ...]], contested: Mapping[str, tuple[object, ...]]
) -> KpiRow:  # fmt: skip
    count, sent, in_time, confirmed, tenths, answered, right = told.get(
        key, (0, 0, 0, 0, None, 0, 0)
    )
    raised, due, handled = contested.get(key, (0, 0, 0))
    return KpiRow(
        key, words, _int(count), Rate(_int(in_time), _int(count)), Rate(_int(confirmed), _int(sent)),
        None if tenths is None else _int(tenths), Rate(_int(right), _int(answered)), _int(raised), Rate(_int(handled), _int(due)),
    )  # fmt: skip


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _names(company_id: int, by: str, keys: list[str]) -> dict[str, Wording]:
    if by == "month":
        return {key: Wording(key, key) for key in keys}
    known = [key for key in keys if key]
    if by == "customer":
        rows = Customer.objects.filter(company_id=company_id, id__in=known)
        return {str(each.id): Wording(each.name, each.name) for each in rows}
    names = {str(each.id): called(each) for each in User.objects.filter(id__in=known)}
    nobody = {"": Wording("未指定", "Nobody")}
    return nobody | {key: Wording(name, name) for key, name in names.items()}


_TOTAL = "total"
_KEYS = {
    "month": "to_char({on}, 'YYYY-MM')",
    "customer": "customer_id::text",
    "manager": "coalesce(manager_id::text, '')",
    "clerk": "coalesce(clerk_id::text, '')",
}


def _asked(statement: str, by: str) -> str:
    on = "through_on" if statement is _STATEMENTS else "opened_on"
    return statement.format(
        key=_KEYS[by].format(on=on), seen=SEEN.format(customer="customer_id"), total=_TOTAL, told=told_of("version")
    )  # fmt: skip


# A number with all its versions is one statement; any of them may have been sent, confirmed or contested.
_STATEMENTS = """
WITH paper AS (
  SELECT row_number() OVER () AS no, customer_id, through_on, max(version) AS version, array_agg(id) AS ids,
         (array_agg(issued_by_id ORDER BY version))[1] AS issued_by_id
    FROM store_statement
   WHERE company_id = %(company)s AND kind <> 'activity' AND through_on BETWEEN %(from)s AND %(to)s AND {seen}
   GROUP BY customer_id, through_on, year, number
), version AS (
  SELECT no, unnest(ids) AS id FROM paper
), {told}, dated AS (
  SELECT no, min(sent_on) AS sent_on, min(confirmed_on) AS confirmed_on
    FROM version JOIN told ON told.statement_id = version.id GROUP BY no
), said AS (
  SELECT paper.customer_id, manager_id, through_on, paper.version, sent_on, confirmed_on,
         coalesce((SELECT signed.actor_id FROM store_bookside AS side
                     JOIN store_sheetsignature AS signed ON signed.reconciliation_id = side.reconciliation_id AND signed.part = 'prepared'
                    WHERE side.statement_id = ANY(ids) ORDER BY signed.id DESC LIMIT 1), paper.issued_by_id) AS clerk_id,
         EXISTS (SELECT FROM store_portalanswer AS answer WHERE answer.statement_id = ANY(ids) AND answer.kind = 'disputed')
         OR EXISTS (SELECT FROM store_dispute AS dispute WHERE dispute.statement_id = ANY(ids)) AS is_contested
    FROM paper JOIN store_customer AS customer ON customer.id = paper.customer_id LEFT JOIN dated USING (no)
)
SELECT CASE WHEN grouping({key}) = 1 THEN '{total}' ELSE {key} END, count(*), count(*) FILTER (WHERE sent_on IS NOT NULL),
       count(*) FILTER (WHERE sent_on <= through_on + %(days)s),
       count(*) FILTER (WHERE confirmed_on IS NOT NULL AND sent_on IS NOT NULL),
       round(avg(greatest(confirmed_on - sent_on, 0)) FILTER (WHERE confirmed_on IS NOT NULL AND sent_on IS NOT NULL) * 10)::bigint,
       count(*) FILTER (WHERE confirmed_on IS NOT NULL OR is_contested),
       count(*) FILTER (WHERE confirmed_on IS NOT NULL AND NOT is_contested AND version = 1)
  FROM said GROUP BY GROUPING SETS (({key}), ())
"""
# The day first promised is the one before the first time it was moved.
_DISPUTES = """
WITH raised AS (
  SELECT dispute.customer_id, customer.manager_id, dispute.owner_id AS clerk_id, dispute.opened_on, dispute.closed_on,
         coalesce((SELECT step.due_before FROM store_disputestep AS step
                    WHERE step.dispute_id = dispute.id AND step.kind = 'moved' ORDER BY step.no LIMIT 1), dispute.due_on) AS promised_on
    FROM store_dispute AS dispute JOIN store_customer AS customer ON customer.id = dispute.customer_id
   WHERE dispute.company_id = %(company)s AND dispute.opened_on BETWEEN %(from)s AND %(to)s
)
SELECT CASE WHEN grouping({key}) = 1 THEN '{total}' ELSE {key} END, count(*),
       count(*) FILTER (WHERE closed_on IS NOT NULL OR promised_on < %(today)s), count(*) FILTER (WHERE closed_on <= promised_on)
  FROM raised WHERE {seen} GROUP BY GROUPING SETS (({key}), ())
"""
