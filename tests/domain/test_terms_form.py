"""Terms as a record: each problem has a code and a field, and all of them are told at once. And in a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from wanglai.domain.terms import Add, Cycle, CycleEnd, MonthEnd, NextMonth, PayDay, Terms
from wanglai.domain.terms_form import Code, TermsRefused, problems_of, record_of, terms_of
from wanglai.domain.terms_ready import CASH_ON_DELIVERY, QUARTERLY, monthly_by_days, net
from wanglai.domain.terms_words import depends_on_short_months, describe

GOOD: dict[str, object] = {
    "counted_from": ["delivery"],
    "cycle": {"cut_offs": [25], "months": 1, "closing_month": 12, "statement_after": 1},
    "steps": [{"to": "cycle_end"}, {"add": 60, "unit": "days"}, {"to": "pay_day", "days": [10, 25]}],
    "short_month": "last_day",
    "roll": "next",
    "calendar": "CN",
}  # fmt: skip

# What is changed in the record above, and what is said about it. None takes the field away.
WRONG: list[tuple[dict[str, object], list[tuple[str, str]]]] = [
    ({"counted_from": None}, [("missing", "counted_from")]),
    ({"counted_from": []}, [("empty", "counted_from")]),
    ({"counted_from": "delivery"}, [("wrong_type", "counted_from")]),
    ({"counted_from": ["shipping"]}, [("not_one_of", "counted_from[0]")]),
    ({"counted_from": [3, 4]}, [("wrong_type", "counted_from[0]"), ("wrong_type", "counted_from[1]")]),
    ({"counted_from": ["order", "order"]}, [("repeated", "counted_from")]),
    ({"colour": "red"}, [("unknown_field", "colour")]),
    ({"short_month": "shrink"}, [("not_one_of", "short_month")]),
    ({"short_month": 1}, [("wrong_type", "short_month")]),
    ({"roll": "sideways"}, [("not_one_of", "roll")]),
    ({"roll": True}, [("wrong_type", "roll")]),
    ({"calendar": ""}, [("needs_calendar", "calendar")]),
    ({"calendar": None}, [("needs_calendar", "calendar")]),
    ({"calendar": 7}, [("wrong_type", "calendar"), ("needs_calendar", "calendar")]),
    ({"calendar": "XX"}, [("unknown_calendar", "calendar")]),
    ({"roll": "none", "calendar": "", "steps": [{"add": 5, "unit": "working_days"}]}, [("needs_calendar", "calendar")]),
    ({"cycle": None}, [("needs_cycle", "cycle")]),
    ({"cycle": 25}, [("wrong_type", "cycle")]),
    ({"cycle": {}}, [("missing", "cycle.cut_offs"), ("empty", "cycle.cut_offs")]),
    ({"cycle": {"cut_offs": []}}, [("empty", "cycle.cut_offs")]),
    ({"cycle": {"cut_offs": [0, 32]}}, [("out_of_range", "cycle.cut_offs[0]"), ("out_of_range", "cycle.cut_offs[1]")]),
    ({"cycle": {"cut_offs": [True]}}, [("wrong_type", "cycle.cut_offs[0]")]),
    ({"cycle": {"cut_offs": ["25"]}}, [("wrong_type", "cycle.cut_offs[0]")]),
    ({"cycle": {"cut_offs": [25, 15]}}, [("not_ascending", "cycle.cut_offs")]),
    ({"cycle": {"cut_offs": [15, 15]}}, [("not_ascending", "cycle.cut_offs")]),
    ({"cycle": {"cut_offs": [15, 31], "months": 3}}, [("one_cut_off", "cycle.cut_offs")]),
    ({"cycle": {"cut_offs": [31], "months": 4}}, [("out_of_range", "cycle.months")]),
    ({"cycle": {"cut_offs": [31], "months": 13}}, [("out_of_range", "cycle.months")]),
    ({"cycle": {"cut_offs": [31], "closing_month": 0}}, [("out_of_range", "cycle.closing_month")]),
    ({"cycle": {"cut_offs": [31], "statement_after": -1}}, [("out_of_range", "cycle.statement_after")]),
    ({"cycle": {"cut_offs": [31], "week": 1}}, [("unknown_field", "cycle.week")]),
    ({"steps": {}}, [("wrong_type", "steps")]),
    ({"steps": [7]}, [("wrong_type", "steps[0]")]),
    ({"steps": [{}]}, [("missing", "steps[0].to")]),
    ({"steps": [{"to": "moon"}]}, [("not_one_of", "steps[0].to")]),
    ({"steps": [{"to": "month_end", "days": [1]}]}, [("unknown_field", "steps[0].days")]),
    ({"steps": [{"to": "pay_day"}]}, [("empty", "steps[0].days")]),
    ({"steps": [{"to": "pay_day", "days": [25, 10]}]}, [("not_ascending", "steps[0].days")]),
    ({"steps": [{"add": 1}]}, [("missing", "steps[0].unit")]),
    ({"steps": [{"add": 1, "unit": "weeks"}]}, [("not_one_of", "steps[0].unit")]),
    ({"steps": [{"add": 1.5, "unit": "days"}]}, [("wrong_type", "steps[0].add")]),
    ({"steps": [{"add": 121, "unit": "months"}]}, [("out_of_range", "steps[0].add")]),
    ({"steps": [{"add": 1, "unit": "days", "to": "month_end"}]}, [("unknown_field", "steps[0].to")]),
    ({"steps": [{"to": "month_end"}] * 13}, [("out_of_range", "steps")]),
    (
        {"counted_from": ["x"], "roll": "y", "steps": [{"to": "z"}], "calendar": "", "more": 1},
        [("unknown_field", "more"), ("not_one_of", "counted_from[0]"), ("not_one_of", "steps[0].to"), ("not_one_of", "roll")],
    ),
]  # fmt: skip


def changed(change: dict[str, object]) -> dict[str, object]:
    record = {**GOOD, **change}
    return {name: value for name, value in record.items() if value is not None or name == "cycle"}


@pytest.mark.parametrize(("change", "said"), WRONG, ids=str)
def test_every_problem_of_a_record_is_told(
    change: dict[str, object], said: list[tuple[str, str]]
) -> None:
    record = changed(change)
    assert [(one.code, one.field) for one in problems_of(record)] == said
    with pytest.raises(TermsRefused) as refused:
        terms_of(record)
    assert refused.value.problems == problems_of(record)


def test_nothing_where_events_belong_is_told_as_such() -> None:
    problems = problems_of({**GOOD, "counted_from": None})
    assert [(one.code, one.field) for one in problems] == [("wrong_type", "counted_from")]


def test_every_code_is_met() -> None:
    assert {code for _, said in WRONG for code, _ in said} == set(get_args(Code))


def test_what_stands_there_is_told() -> None:
    assert problems_of(changed({"roll": "sideways"}))[0].value == "sideways"


@pytest.mark.parametrize("record", [None, 7, "net 30", ["delivery"]])
def test_what_is_no_record_is_refused(record: object) -> None:
    assert [(one.code, one.field) for one in problems_of(record)] == [("wrong_type", "")]
    with pytest.raises(TermsRefused):
        terms_of(record)


def test_a_good_record_is_its_terms() -> None:
    terms = Terms(
        ("delivery",),
        (CycleEnd(), Add(60), PayDay((10, 25))),
        Cycle((25,)),
        roll="next",
        calendar="CN",
    )
    assert terms_of(GOOD) == terms
    assert record_of(terms) == GOOD


def test_what_a_record_leaves_out_is_the_plainest() -> None:
    assert terms_of({"counted_from": ["delivery"]}) == CASH_ON_DELIVERY
    short = {"counted_from": ["delivery"], "cycle": {"cut_offs": [31]}}
    assert terms_of(short) == replace(CASH_ON_DELIVERY, cycle=Cycle())


@pytest.mark.parametrize(
    ("add", "unit"), [(3_660, "days"), (-3_660, "days"), (120, "months"), (2_600, "working_days")]
)
def test_ten_years_are_the_furthest(add: int, unit: str) -> None:
    step = {"add": add, "unit": unit}
    assert problems_of(changed({"steps": [step]})) == ()
    further = {**step, "add": add + (1 if add > 0 else -1)}
    told = [(one.code, one.field, one.value) for one in problems_of(changed({"steps": [further]}))]
    assert told == [("out_of_range", "steps[0].add", str(further["add"]))]


@pytest.mark.parametrize(("day", "is_short"), [(28, False), (29, True), (30, True), (31, False)])
def test_a_day_every_month_has_needs_no_rule(day: int, is_short: bool) -> None:
    pays = Terms(("delivery",), (PayDay((day,)),))
    assert depends_on_short_months(pays) == is_short
    cut = Terms(("delivery",), cycle=Cycle((day,)))
    assert ("where there is none" in describe(cut, "en")) == is_short


@pytest.mark.parametrize(
    ("terms", "chinese", "english"),
    [
        (CASH_ON_DELIVERY, "交货日当日付款。", "Due on the day of delivery."),
        (net(30), "自发票日期起：往后30天。", "Counted from the invoice date: 30 days on."),
        (
            replace(monthly_by_days(60, cut_off=25), roll="next", calendar="CN"),
            "自交货日起：到结算周期末，再往后60天；结算周期截至每月25日，截止后1天出对账单；遇非工作日顺延至下一工作日（日历：中国）。",
            ("Counted from delivery: to the end of the cycle, then 60 days on; a cycle ends on the 25th of every month,"
            " its statement 1 day later; a day not worked moves to the next working day (calendar: China)."),
        ),
        (
            Terms(("acceptance", "invoice_received"), (Add(-1, "months"), MonthEnd(), NextMonth())),
            "自验收合格日、收到发票日中最晚之日起：往前1个月，再到当月末，再到次月1日；当月无此日则取月末。",
            ("Counted from the latest of acceptance and receipt of the invoice: 1 month back, then to the end of the month,"
            " then to the first of the next month; a day a month does not have is its last."),
        ),
        (
            Terms(("delivery",), (PayDay((1, 2, 3, 11, 22, 30, 31)), Add(15, "working_days")), QUARTERLY, "first_of_next", "modified_following", "DE"),
            ("自交货日起：到最近的付款日（每月1日、2日、3日、11日、22日、30日、月末，含当日），再往后15个工作日；"
            "结算周期截至每年3、6、9、12月月末，截止后1天出对账单；当月无此日则取次月1日；"
            "遇非工作日顺延至下一工作日，跨月则提前至上一工作日（日历：德国）。"),
            ("Counted from delivery: to the next pay-day (the 1st, the 2nd, the 3rd, the 11th, the 22nd, the 30th and the last day,"
            " that day included), then 15 working days on; a cycle ends on the last day of March, June, September and December,"
            " its statement 1 day later; a day a month does not have is the first of the next; a day not worked moves to the next"
            " working day, or to the one before where that is another month (calendar: Germany)."),
        ),
        (
            Terms(("order",), cycle=Cycle((30,), statement_after=2)),
            "下单日当日付款；结算周期截至每月30日（当月无此日则为月末），截止后2天出对账单。",
            ("Due on the day of the order; a cycle ends on the 30th (or the last day where there is none) of every month,"
            " its statement 2 days later."),
        ),
    ],
)  # fmt: skip
def test_terms_are_told_in_a_sentence(terms: Terms, chinese: str, english: str) -> None:
    assert describe(terms, "zh") == chinese
    assert describe(terms, "en") == english
