"""Settlement cycles follow one another, whatever is signed, amended and ended."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wanglai.domain.cycles import CutCycle, Version, cycles_after, held_one_by_one, month_of
from wanglai.domain.terms import Cycle, Span, cycle_at

ONE = timedelta(days=1)
_LAWS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIRST = date(2026, 1, 1)
MONTHLY = Cycle()
ON_25TH = Cycle((25,))
HALVES = Cycle((15, 31), statement_after=3)


def _days(cycles: tuple[CutCycle, ...]) -> list[str]:
    return [f"{each.from_on:%m-%d} {each.to_on:%m-%d} v{each.version}" for each in cycles]


def test_26_march_belongs_to_the_cycle_that_ends_on_25_april() -> None:
    held = held_one_by_one([Version(1, 1, FIRST, None, ON_25TH)])
    found = cycles_after(None, held, first_on=date(2026, 3, 26), through=date(2026, 3, 26))
    assert found == (CutCycle(1, 1, date(2026, 3, 26), date(2026, 4, 25), date(2026, 4, 26)),)


def test_half_months_follow_each_other() -> None:
    held = held_one_by_one([Version(1, 1, FIRST, None, HALVES)])
    found = cycles_after(None, held, first_on=date(2026, 2, 10), through=date(2026, 3, 1))
    assert _days(found) == ["02-01 02-15 v1", "02-16 02-28 v1", "03-01 03-15 v1"]
    assert found[1].statement_on == date(2026, 3, 3)


def test_an_amendment_in_mid_cycle_ends_the_old_one_the_day_before() -> None:
    held = held_one_by_one(
        [Version(1, 1, FIRST, None, MONTHLY), Version(1, 2, date(2026, 3, 16), None, ON_25TH)]
    )
    found = cycles_after(None, held, first_on=date(2026, 3, 1), through=date(2026, 4, 1))
    assert _days(found) == ["03-01 03-15 v1", "03-16 03-25 v2", "03-26 04-25 v2"]


def test_an_amendment_into_closed_days_counts_from_the_day_after_them() -> None:
    held = held_one_by_one(
        [Version(1, 1, FIRST, None, MONTHLY), Version(1, 2, date(2026, 3, 16), None, ON_25TH)]
    )
    found = cycles_after(date(2026, 3, 31), held, first_on=FIRST, through=date(2026, 4, 1))
    assert _days(found) == ["04-01 04-25 v2"]


def test_a_version_overtaken_from_its_first_day_holds_on_none() -> None:
    signed = [
        Version(1, 1, FIRST, None, MONTHLY),
        Version(1, 2, date(2026, 3, 16), None, ON_25TH),
        Version(1, 3, date(2026, 3, 1), None, HALVES),
    ]
    assert [(each.number, each.from_on) for each in held_one_by_one(signed)] == [
        (1, FIRST),
        (3, date(2026, 3, 1)),
    ]


def test_days_without_a_cycle_belong_to_none() -> None:
    held = held_one_by_one(
        [
            Version(1, 1, FIRST, None, MONTHLY),
            Version(1, 2, date(2026, 2, 10), None, None),
            Version(1, 3, date(2026, 2, 20), None, MONTHLY),
        ]
    )
    found = cycles_after(None, held, first_on=date(2026, 2, 1), through=date(2026, 2, 28))
    assert _days(found) == ["02-01 02-09 v1", "02-20 02-28 v3"]


def test_a_month_is_read_or_it_is_none() -> None:
    assert month_of("2026-12") == Span(date(2026, 12, 1), date(2026, 12, 31))
    assert [month_of(text) for text in ("2026-13", "2026-1", "1/2026", "0026-01", "2026-1x")] == [None] * 5  # fmt: skip


CYCLES = st.one_of(
    st.none(),
    st.builds(
        lambda days: Cycle(tuple(sorted(days))), st.sets(st.integers(1, 31), min_size=1, max_size=3)
    ),
    st.builds(
        lambda cut, months, closing: Cycle((cut,), months, closing),
        st.integers(1, 31), st.sampled_from((2, 3, 6, 12)), st.integers(1, 12),
    ),
)  # fmt: skip


@st.composite
def sequences(draw: st.DrawFn) -> list[Version]:
    """Contracts one after the other, with pauses, each amended at any of its days, any number of times."""
    signed: list[Version] = []
    day = FIRST
    for contract in range(1, draw(st.integers(1, 4)) + 1):
        day += timedelta(days=draw(st.integers(0, 40)))
        last = day + timedelta(days=draw(st.integers(0, 200)))
        for number in range(1, draw(st.integers(1, 4)) + 1):
            from_on = day if number == 1 else day + timedelta(days=draw(st.integers(0, (last - day).days)))  # fmt: skip
            signed.append(Version(contract, number, from_on, last, draw(CYCLES)))
        day = last + ONE
    return signed


def _in_force(signed: list[Version], day: date) -> Version | None:
    """The newest version whose first day has come: what ``terms_in_force`` says."""
    fits = [each for each in signed if each.holds(day)]
    return max(fits, key=lambda each: each.number, default=None)


@_LAWS
@given(sequences(), st.integers(0, 300), st.integers(0, 500))
def test_cycles_cover_every_day_of_terms_with_a_cycle_once_and_no_other(
    signed: list[Version], begins: int, more: int
) -> None:
    first_on = FIRST + timedelta(days=begins)
    through = first_on + timedelta(days=more)
    found = cycles_after(None, held_one_by_one(signed), first_on=first_on, through=through)
    covered: dict[date, CutCycle] = {}
    for each in found:
        assert each.from_on <= each.to_on
        for days in range((each.to_on - each.from_on).days + 1):
            day = each.from_on + timedelta(days=days)
            assert day not in covered, "no day lies in two"
            covered[day] = each
            held = _in_force(signed, day)
            assert held is not None
            assert held.cycle is not None
            assert (held.contract_id, held.number) == (each.contract_id, each.version)
            assert cycle_at(held.cycle, day).to_on >= each.to_on
    for days in range((through - first_on).days + 1):
        day = first_on + timedelta(days=days)
        held = _in_force(signed, day)
        assert (day in covered) == (held is not None and held.cycle is not None)


@_LAWS
@given(sequences(), st.integers(0, 600), st.data())
def test_going_on_after_any_closed_cycle_gives_the_same_cycles(
    signed: list[Version], more: int, data: st.DataObject
) -> None:
    held = held_one_by_one(signed)
    through = FIRST + timedelta(days=more)
    whole = cycles_after(None, held, first_on=FIRST, through=through)
    if not whole:
        return
    at = data.draw(st.integers(0, len(whole) - 1))
    rest = cycles_after(whole[at].to_on, held, first_on=FIRST, through=through)
    assert rest == whole[at + 1 :]
