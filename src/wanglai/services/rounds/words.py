"""What rounds, their customers and states are called, in both languages."""

from __future__ import annotations

from datetime import date

from tieout.refusal import Wording

KINDS = {
    "month": Wording("月度", "Monthly"),
    "quarter": Wording("季度", "Quarterly"),
    "year": Wording("年度", "Yearly"),
}
FREQUENCIES = {
    "month": Wording("每月", "every month"),
    "quarter": Wording("每季", "every quarter"),
    "year": Wording("每年", "once a year"),
}
CLASSES = {
    "key_account": Wording("大客户", "Key accounts"),
    "tier_a": Wording("A 类客户", "Tier A"),
    "tier_b": Wording("B 类客户", "Tier B"),
    "monthly_terms": Wording("月结客户（合同约定结算周期）", "Monthly terms (contract with a cycle)"),
    "others": Wording("其他客户", "All others"),
}  # fmt: skip
WHYS = {
    "minimum": Wording("上年未对账", "not agreed all last year"),
    "carried": Wording("上期未了", "left over of the round before"),
    "rule": Wording("按规则", "by the rule"),
    "added": Wording("人工加入", "put in by a person"),
}
ROUND_STATES = {
    "drafted": Wording("待同意", "to be agreed"),
    "agreed": Wording("已同意", "agreed"),
}
# Of a customer in a round, in their order of work.
STATES = {
    "planned": Wording("已计划", "Planned"),
    "sent": Wording("已发对账单", "Statement sent"),
    "overdue": Wording("逾期", "Overdue"),
    "confirmed": Wording("已确认", "Confirmed"),
    "reconciled": Wording("已对账", "Reconciled"),
    "excused": Wording("已免除", "Excused"),
}
DONE = ("confirmed", "reconciled", "excused")
# Of a customer in a year.
YEAR_STATES = {
    "missing": Wording("未对账", "Not yet"),
    "agreed": Wording("已对账或确认", "Reconciled or confirmed"),
    "excused": Wording("已免除", "Excused"),
}
SOURCES = {
    "statement": Wording("对账单已确认", "statement confirmed"),
    "reconciliation": Wording("余额调节表双方已签", "balance reconciliation statement signed"),
    "letter": Wording("询证函已回函", "letter of confirmation answered"),
}


def called(kind: str, from_on: date) -> Wording:
    """2026-05, 2026 Q2, 2026: the period a round is of."""
    if kind == "month":
        return Wording(f"{from_on:%Y}年{from_on.month}月", f"{from_on:%Y-%m}")
    if kind == "quarter":
        quarter = (from_on.month + 2) // 3
        return Wording(f"{from_on:%Y}年第{quarter}季度", f"{from_on:%Y} Q{quarter}")
    return Wording(f"{from_on:%Y}年", f"{from_on:%Y}")


def titled(kind: str, from_on: date) -> Wording:
    """2026年5月对账, 2026年第2季度对账, 2026年度对账; Monthly round 2026-05."""
    period = called(kind, from_on)
    of_a_year = "" if kind in ("month", "quarter") else "度"
    return Wording(f"{period.zh}{of_a_year}对账", f"{KINDS[kind].en} round {period.en}")
