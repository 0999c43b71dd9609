"""Laws of terms on random ones: nothing is due before it starts to count, later is never due sooner, cycles tile the days, records come back."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from wanglai.domain.calendars import CompanyCalendar, calendar_named
from wanglai.domain.terms import (
    Add,
    Cycle,
    CycleEnd,
    Due,
    MonthEnd,
    NextMonth,
    PayDay,
    Step,
    Terms,
    cycle_at,
    due_on,
    months_after,
)
from wanglai.domain.terms_form import problems_of, record_of, terms_of
from wanglai.domain.terms_preview import preview
from wanglai.domain.terms_words import depends_on_short_months, describe

_LAWS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_ONE_DAY = timedelta(days=1)
CHINA = CompanyCalendar(calendar_named("CN"), {date(2026, 6, 30): "盘点"}, frozenset({date(2026, 7, 4)}))  # fmt: skip

_DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
_SHORT = st.sampled_from(["last_day", "keep_month_end", "first_of_next"])
_MONTH_DAYS = st.sets(st.integers(1, 31), min_size=1, max_size=3).map(lambda days: tuple(sorted(days)))  # fmt: skip
_CYCLES = st.one_of(
    st.builds(Cycle, cut_offs=_MONTH_DAYS, statement_after=st.integers(0, 5)),
    st.builds(
        Cycle,
        cut_offs=st.integers(1, 31).map(lambda day: (day,)),
        months=st.sampled_from([2, 3, 6, 12]),
        closing_month=st.integers(1, 12),
    ),
)


def _steps(least: int) -> st.SearchStrategy[list[Step]]:
    step: st.SearchStrategy[Step] = st.one_of(
        st.builds(CycleEnd),
        st.builds(MonthEnd),
        st.builds(NextMonth),
        st.builds(PayDay, _MONTH_DAYS),
        st.builds(Add, st.integers(least, 70), st.just("days")),
        st.builds(Add, st.integers(max(least, -15), 15), st.just("working_days")),
        st.builds(Add, st.integers(max(least, -4), 4), st.just("months")),
    )
    return st.lists(step, max_size=4)


@st.composite
def terms_drawn(draw: st.DrawFn, least: int = 0) -> Terms:
    steps = draw(_steps(least))
    needed = CycleEnd() in steps
    return Terms(
        counted_from=(draw(st.sampled_from(["delivery", "acceptance", "order", "invoice_date"])),),
        steps=tuple(steps),
        cycle=draw(_CYCLES if needed else st.one_of(st.none(), _CYCLES)),
        short_month=draw(_SHORT),
        roll=draw(st.sampled_from(["none", "next", "previous", "modified_following"])),
        calendar="CN",
    )


def _due(terms: Terms, day: date) -> Due:
    due = due_on(terms, {terms.counted_from[0]: day}, CHINA)
    assert isinstance(due, Due)
    return due


@_LAWS
@given(terms_drawn(), _DAYS)
def test_nothing_is_due_before_it_starts_to_count(terms: Terms, day: date) -> None:
    due = _due(terms, day)
    assert due.on >= due.starts_on == day


@_LAWS
@given(terms_drawn(), _DAYS, st.integers(0, 40))
def test_what_starts_later_is_never_due_sooner(terms: Terms, day: date, after: int) -> None:
    assert _due(terms, day).on <= _due(terms, day + timedelta(days=after)).on


@_LAWS
@given(terms_drawn(least=-30), _DAYS)
def test_a_roll_lands_on_a_working_day_or_says_nothing_rolled(terms: Terms, day: date) -> None:
    due = _due(terms, day)
    if terms.roll == "none":
        assert due.on == due.before_roll_on
    else:
        assert CHINA.is_working(due.on)
    assert bool(due.closed_for) == (due.on != due.before_roll_on)


def _is_cut(cycle: Cycle, day: date) -> bool:
    """Whether a cycle ends on a day, by looking at that day alone."""
    last = monthrange(day.year, day.month)[1]
    closes = (day.month - cycle.closing_month) % cycle.months == 0
    return closes and any(day.day == min(cut_off, last) for cut_off in cycle.cut_offs)


@_LAWS
@given(_CYCLES, _DAYS)
def test_a_cycle_holds_its_day_and_ends_at_a_cut_off(cycle: Cycle, day: date) -> None:
    span = cycle_at(cycle, day)
    assert span.from_on <= day <= span.to_on
    assert _is_cut(cycle, span.from_on - _ONE_DAY)
    length = (span.to_on - span.from_on).days + 1
    days = [span.from_on + timedelta(days=count) for count in range(length)]
    assert [each for each in days if _is_cut(cycle, each)] == [span.to_on]


@_LAWS
@given(_CYCLES, _DAYS, st.integers(1, 30))
def test_cycles_tile_the_calendar(cycle: Cycle, day: date, count: int) -> None:
    span = cycle_at(cycle, day)
    for _ in range(count):
        following = cycle_at(cycle, span.to_on + _ONE_DAY)
        assert following.from_on == span.to_on + _ONE_DAY
        assert cycle_at(cycle, following.from_on) == cycle_at(cycle, following.to_on) == following
        span = following


@_LAWS
@given(_DAYS, st.integers(-30, 30), _SHORT)
def test_months_keep_the_day_or_clamp_it(day: date, count: int, short_month) -> None:
    on = months_after(day, count, short_month)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = monthrange(year, month + 1)[1]
    was_last = day.day == monthrange(day.year, day.month)[1]
    if short_month == "keep_month_end" and was_last:
        assert on == date(year, month + 1, last)
    elif day.day <= last:
        assert on == date(year, month + 1, day.day)
    elif short_month == "first_of_next":
        assert on == date(year, month + 1, last) + _ONE_DAY
    else:
        assert on == date(year, month + 1, last)


@_LAWS
@given(terms_drawn(least=-30))
def test_a_record_gives_its_terms_back(terms: Terms) -> None:
    record = record_of(terms)
    assert problems_of(record) == ()
    assert terms_of(record) == terms
    assert record_of(terms_of(record)) == record


def _said(terms: Terms) -> Terms:
    """Terms without what makes no difference, which a sentence need not say."""
    cycle = terms.cycle
    if cycle:
        cycle = replace(cycle, closing_month=(cycle.closing_month - 1) % cycle.months + 1)
    return replace(
        terms,
        cycle=cycle,
        calendar=terms.calendar if terms.needs_calendar else "",
        short_month=terms.short_month if depends_on_short_months(terms) else "last_day",
    )


@_LAWS
@given(terms_drawn(least=-30), terms_drawn(least=-30))
def test_terms_that_differ_are_described_differently(one: Terms, other: Terms) -> None:
    for language in ("zh", "en"):
        same = describe(one, language) == describe(other, language)  # type: ignore[arg-type]
        assert same == (_said(one) == _said(other))


@_LAWS
@given(terms_drawn(), st.sampled_from(["zh", "en"]), st.data())
def test_every_change_of_terms_changes_the_sentence(terms: Terms, language, data) -> None:
    changed = data.draw(
        st.sampled_from(
            [
                replace(terms, counted_from=("invoice_received",)),
                replace(terms, counted_from=("delivery", "statement_confirmed")),
                replace(terms, steps=(*terms.steps, Add(1))),
                replace(terms, steps=(*terms.steps, Add(-1))),
                replace(terms, steps=tuple(reversed(terms.steps))),
                replace(terms, cycle=replace(terms.cycle or Cycle((7,)), statement_after=9)),
                replace(terms, short_month="first_of_next"),
                replace(terms, roll="next", calendar="DE"),
                replace(terms, roll="modified_following"),
            ]
        )
    )
    assume(_said(changed) != _said(terms))
    assert describe(changed, language) != describe(terms, language)


@settings(_LAWS, max_examples=40)
@given(terms_drawn(), _DAYS)
def test_a_preview_says_what_each_delivery_of_its_cycles_would_get(terms: Terms, day: date) -> None:
    terms = replace(terms, counted_from=("delivery",))
    rows = preview(terms, day, 3, CHINA)
    assert rows[0].span.from_on <= day <= rows[0].span.to_on
    for row in rows:
        length = (row.span.to_on - row.span.from_on).days + 1
        given_days = {}
        for count in range(length):
            delivered = row.span.from_on + timedelta(days=count)
            given_days[delivered] = _due(terms, delivered).days_given
        assert row.days_least == min(given_days.values())
        assert row.days_most == max(given_days.values()) == given_days[row.longest_from]
        assert row.first == _due(terms, row.span.from_on)
        assert row.last == _due(terms, row.span.to_on)
        assert row.longest == _due(terms, row.longest_from)
    for row, following in pairwise(rows):
        assert following.span.from_on == row.span.to_on + _ONE_DAY
