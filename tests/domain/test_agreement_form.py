"""Records of agreements, plans, discounts, penalty clauses and laws: what is written is read back; every problem is listed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.test_terms_laws import terms_drawn
from wanglai.domain import agreement_form, discount_form, instalments_form, law_form, penalty_form
from wanglai.domain.agreement import Agreement, OrderWithin, PaymentOrder, legal_warnings
from wanglai.domain.discount import Discount, Rung
from wanglai.domain.instalments import Fixed, Part, Percent, Rest
from wanglai.domain.penalty import PenaltyClause
from wanglai.domain.records import Problem
from wanglai.domain.statutory import CHINA_2025, Buyer, Limit, NonCash
from wanglai.domain.terms import Event
from wanglai.domain.terms_ready import PREPAID, advance_and_rest, monthly_by_days, net

PERCENTS = st.decimals(Decimal("0.000001"), Decimal(99), places=6)
SHORT = st.text(max_size=20)


@st.composite
def discounts(draw: st.DrawFn) -> Discount:
    percents = sorted(draw(st.sets(PERCENTS, min_size=1, max_size=4)), reverse=True)
    days = sorted(draw(st.sets(st.integers(0, 3_660), min_size=len(percents), max_size=len(percents))))  # fmt: skip
    rungs = tuple(Rung(*pair) for pair in zip(percents, days, strict=True))
    return Discount(rungs, draw(st.sampled_from(["gross", "net"])), draw(st.integers(0, 30)))


@st.composite
def penalties(draw: st.DrawFn) -> PenaltyClause:
    table = draw(st.sampled_from(["", "LPR-1Y"]))
    return PenaltyClause(
        percent=draw(PERCENTS),
        per="year" if table else draw(st.sampled_from(["year", "day"])),
        basis=draw(st.sampled_from(["360", "365", "actual"])),
        table=table,
        fixed_at=draw(st.sampled_from(["signing", "each_day"])) if table else "each_day",
        grace_days=draw(st.integers(0, 60)),
        first_day_after=draw(st.integers(0, 5)),
        grace_bears_none=draw(st.booleans()),
        cap_percent=draw(st.none() | PERCENTS),
        source=draw(SHORT),
    )


@st.composite
def plans(draw: st.DrawFn) -> tuple[Part, ...]:
    shares: list[Percent | Fixed | Rest] = [Rest(draw(st.integers(1, 9)))]
    left = Decimal(100)
    for percent in draw(st.lists(st.integers(1, 24), max_size=3)):
        shares.append(Percent(Decimal(percent)))
        left -= percent
    shares += [Fixed(draw(st.integers(1, 10**6)))] if draw(st.booleans()) else []
    return tuple(Part(share, draw(terms_drawn())) for share in shares)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    def word(words: Any) -> Any:
        return draw(st.sampled_from(get_args(words)))

    return Agreement(
        terms=draw(terms_drawn()),
        instalments=draw(st.just(()) | plans()),
        currency="CNY",
        discount=draw(st.none() | discounts()),
        penalty=draw(st.none() | penalties()),
        payment_order=word(PaymentOrder),
        order_within=word(OrderWithin),
        buyer=word(Buyer),
        seller_is_small=draw(st.booleans()),
        non_cash=word(NonCash),
        lags=draw(st.dictionaries(st.sampled_from(get_args(Event)), st.integers(0, 366))),
    )


@settings(suppress_health_check=[HealthCheck.too_slow])  # terms with working days ask a calendar
@given(agreements())
def test_an_agreement_comes_back_from_its_record_through_a_column(agreement: Agreement) -> None:
    record = json.loads(json.dumps(agreement_form.record_of(agreement)))
    assert agreement_form.problems_of(record) == ()
    assert agreement_form.agreement_of(record) == agreement


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["terms", "instalments", "discount", "penalty", "rungs", "percent", "share", "lags", "currency", "counted_from", "x"]), inner, max_size=4
    ),
)  # fmt: skip


@given(JUNK)
def test_no_record_is_read_by_halves(record: object) -> None:
    """Either it is an agreement or there is a problem; never a crash, never a value made up."""
    problems = agreement_form.problems_of(record)
    if not problems:
        agreement_form.agreement_of(record)
        return
    with pytest.raises(agreement_form.AgreementRefused) as refused:
        agreement_form.agreement_of(record)
    assert refused.value.problems == problems


@pytest.mark.parametrize(
    ("record", "problems"),
    [
        ([], [("empty", "")]),
        ("x", [("wrong_type", "")]),
        ([{}], [("missing", "[0].share"), ("missing", "[0].terms")]),
        ([{"share": {}, "terms": {}}], [("one_share", "[0].share"), ("missing", "[0].terms.counted_from")]),
        ([{"share": {"percent": "50", "rest": 1}, "terms": {"counted_from": ["order"]}}], [("one_share", "[0].share")]),
        ([{"share": {"percent": "x"}, "terms": {"counted_from": ["order"]}}], [("not_a_number", "[0].share.percent"), ("out_of_range", "[0].share.percent")]),
        ([{"share": {"percent": 50}, "terms": {"counted_from": ["order"]}}], [("wrong_type", "[0].share.percent")]),
        ([{"share": {"amount": 0}, "terms": {"counted_from": ["order"]}}], [("out_of_range", "[0].share.amount")]),
        ([{"share": {"percent": "99.9999999"}, "terms": {"counted_from": ["order"]}}], [("too_fine", "[0].share.percent")]),
        ([{"share": {"percent": "99"}, "terms": {"counted_from": ["order"]}}], [("fault", "")]),
    ],
)  # fmt: skip
def test_each_problem_of_a_plan_is_named(record: object, problems: list[tuple[str, str]]) -> None:
    assert [(one.code, one.field) for one in instalments_form.problems_of(record)] == problems


def test_shares_that_are_no_whole_are_faults() -> None:
    def faults(*shares: Percent | Fixed | Rest) -> tuple[Problem, ...]:
        parts = [Part(share, PREPAID) for share in shares]
        return instalments_form.problems_of(instalments_form.record_of(parts))

    fault = (Problem("fault", "", "sum"),)
    assert faults(Percent(Decimal(100))) == ()
    assert faults(Fixed(100), Percent(Decimal(99))) == ()
    assert faults(Fixed(100), Percent(Decimal(100))) == fault
    assert faults(Percent(Decimal(100)), Rest()) == fault
    assert faults(Percent(Decimal(60)), Percent(Decimal(50))) == fault


@pytest.mark.parametrize(
    ("record", "problems"),
    [
        ({}, [("missing", "rungs")]),
        ({"rungs": []}, [("empty", "rungs")]),
        ({"rungs": [{"percent": "2"}], "x": 1}, [("unknown_field", "x"), ("missing", "rungs[0].within_days")]),
        ({"rungs": [{"percent": "0", "within_days": 1}]}, [("fault", "rungs")]),
        ({"rungs": [{"percent": "2", "within_days": 1}], "basis": "x", "grace_days": -1}, [("not_one_of", "basis"), ("out_of_range", "grace_days")]),
    ],
)  # fmt: skip
def test_each_problem_of_a_discount_is_named(
    record: object, problems: list[tuple[str, str]]
) -> None:
    assert [(one.code, one.field) for one in discount_form.problems_of(record)] == problems


@pytest.mark.parametrize(
    ("record", "problems"),
    [
        ({}, [("missing", "percent", "")]),
        ({"percent": "0"}, [("fault", "percent", "rate")]),
        ({"percent": "1", "table": "LPR-1Y", "per": "day"}, [("fault", "table", "table")]),
        ({"percent": "1", "fixed_at": "signing"}, [("fault", "fixed_at", "fixed_at")]),
        ({"percent": "1", "cap_percent": "0"}, [("fault", "cap", "cap")]),
        ({"percent": "Infinity"}, [("not_a_number", "percent", "Infinity")]),
        ({"percent": "1", "grace_bears_none": 1}, [("wrong_type", "grace_bears_none", "1")]),
    ],
)  # fmt: skip
def test_each_problem_of_a_penalty_clause_is_named(
    record: object, problems: list[tuple[str, str, str]]
) -> None:
    found = penalty_form.problems_of(record)
    assert [(one.code, one.field, one.value) for one in found] == problems


def test_a_law_comes_back_and_each_figure_needs_its_article() -> None:
    record = json.loads(json.dumps(law_form.record_of(CHINA_2025)))
    assert law_form.law_of(record) == CHINA_2025
    wrong = {
        **record,
        "in_force_on": "2025-13-01",
        "percent_a_day": "-1",
        "floor_source": " ",
        "limits": {"large": {"days": 0, "is_absolute": True, "source": ""}},
        "waiting_for": {"acceptance": "", "moon": "x"},
    }
    assert [(one.code, one.field) for one in law_form.problems_of(wrong)] == [
        ("not_a_day", "in_force_on"),
        ("empty", "floor_source"),
        ("out_of_range", "percent_a_day"),
        ("out_of_range", "limits.large.days"),
        ("empty", "limits.large.source"),
        ("unknown_field", "waiting_for.moon"),
        ("empty", "waiting_for.acceptance"),
    ]


def test_an_agreement_with_a_fixed_part_says_its_currency() -> None:
    plan = (Part(Fixed(100), PREPAID), Part(Rest(), net(30)))
    record = agreement_form.record_of(Agreement(net(30), plan))
    assert agreement_form.problems_of(record) == (Problem("missing", "currency"),)
    assert agreement_form.problems_of({**record, "currency": "cny"})[0].code == "not_one_of"


def test_the_longest_wait_of_all_parts_is_the_one_the_law_is_told() -> None:
    def worst(*plan: Part) -> list[int | None]:
        agreement = Agreement(net(30), plan, buyer="large", seller_is_small=True)
        found = legal_warnings(
            agreement, law=CHINA_2025, signed_on=date(2025, 7, 1), calendars={}, tables={}
        )
        return [one.days for one in found if one.code == "term_over_usual"]

    assert worst() == []
    assert worst(*advance_and_rest(Decimal(30), monthly_by_days(60))) == [90]
    assert worst(Part(Percent(Decimal(50)), monthly_by_days(90)), Part(Rest(), monthly_by_days(60))) == [120]  # fmt: skip
    stricter = replace(CHINA_2025, limits={"large": Limit(29, is_absolute=True, source="x")})
    found = legal_warnings(
        Agreement(net(30, "delivery"), buyer="large", seller_is_small=True),
        law=stricter, signed_on=date(2025, 7, 1), calendars={}, tables={},
    )  # fmt: skip
    assert [(one.code, one.days) for one in found] == [
        ("term_over_limit", 30),
        ("no_rate_agreed", None),
    ]
