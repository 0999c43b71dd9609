"""Samples anybody can draw again, and what their answers say of the rest, to the minor unit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wanglai.domain.confirmations import (
    Choice,
    Outcome,
    Rule,
    Sample,
    Taken,
    Unit,
    covered_by,
    difference_of,
    draw,
    evaluate,
    in_base,
    misstated_of,
    project,
    start_of,
    unsupported_of,
    working_days_after,
)

YUAN = 100
TEN = (80_000, 60_000, 12_000, 9_000, 7_000, 6_000, 5_000, 3_000, 0, -1_000)
RULE = Rule(50_000 * YUAN, 3, 1, 1, "2025-12-31")


def _unit(customer: int, yuan: int, currency: str = "CNY") -> Unit:
    return Unit(customer, currency, max(yuan, 0) * YUAN, max(-yuan, 0) * YUAN, yuan * YUAN)


def _ten() -> list[Unit]:
    return [_unit(number, yuan) for number, yuan in enumerate(TEN, 1)]


def _taken(sample: Sample) -> dict[int, Taken]:
    return {each.unit.customer_id: each.taken for each in sample.asked}


def test_ten_customers_are_drawn_as_the_page_says() -> None:
    """The rest comes to 42,000.00, so three draws are 14,000.00 apart: at 12,805.27, 26,805.27 and 40,805.27."""
    sample = draw(_ten(), RULE)
    assert (sample.rest, sample.interval, sample.start) == (4_200_000, 1_400_000, 1_280_527)
    assert _taken(sample) == {1: "key", 2: "key", 4: "drawn", 5: "drawn", 8: "drawn", 9: "zero", 10: "credit"}  # fmt: skip
    assert (sample.value, sample.asked_value) == (18_300_000, 16_000_000)
    assert sample.customers == (1, 2, 4, 5, 8, 9, 10)


def test_another_seed_begins_elsewhere_and_the_same_one_never_does() -> None:
    assert draw(_ten(), RULE) == draw(reversed(_ten()), RULE)
    other = draw(_ten(), Rule(50_000 * YUAN, 3, 1, 1, "2025 年报"))
    assert (other.start, list(_taken(other))) == (1_176_213, [1, 2, 3, 5, 8, 9, 10])


def test_a_customer_who_is_asked_is_asked_in_every_currency() -> None:
    sample = draw([*_ten(), _unit(1, 5, "USD"), _unit(3, 5, "USD")], RULE)
    found = {(each.unit.customer_id, each.unit.currency): each.taken for each in sample.choices}
    assert found[(1, "USD")] == "along"
    assert found[(3, "USD")] == ("along" if found[(3, "CNY")] else found[(3, "USD")])


def test_what_a_sample_says_of_the_rest() -> None:
    """120.00 in a key item; 90.00 of 9,000.00 stands for 140.00 at an interval of 14,000.00; nothing of a zero balance: 260.00."""
    sample = draw(_ten(), RULE)
    asked = {each.unit.customer_id: each for each in sample.asked}
    found = evaluate(
        sample,
        [
            Outcome(asked[1], "differs", 12_000), Outcome(asked[2], "agreed"), Outcome(asked[4], "differs", 9_000),
            Outcome(asked[5], "agreed"), Outcome(asked[8], "tested"), Outcome(asked[9], "agreed"), Outcome(asked[10], "agreed"),
        ],
        "CNY",
    )  # fmt: skip
    assert (found.key, found.drawn, found.projected, found.other, found.total) == (12_000, 9_000, 14_000, 0, 26_000)  # fmt: skip
    assert found.counts == {"differs": 2, "agreed": 4, "tested": 1}
    assert found.values == {"differs": 8_900_000, "agreed": 6_800_000, "tested": 300_000}
    assert (found.units, found.asked) == (10, 7)


def test_an_account_as_large_as_the_interval_stands_for_itself() -> None:
    assert project(10_000, 1_400_000, 1_400_000) == 10_000
    assert project(10_000, 1_399_999, 1_400_000) == 10_000  # 10,000.007
    assert project(1, 3, 4) == 1
    assert project(-1, 2, 3) == -2  # half up, away from nothing


def test_a_currency_is_told_at_the_rate_it_is_booked_at() -> None:
    euros = Unit(1, "EUR", 100_000, 0, 780_000)
    assert in_base(euros, 1_000, "CNY") == 7_800
    assert in_base(Unit(1, "EUR", 5, 5, 0), 1_000, "CNY") is None
    sample = Sample((Choice(Unit(1, "EUR", 0, 0, 0), "zero"),), 0, 0, 0)
    found = evaluate(sample, [Outcome(sample.choices[0], "differs", -700)], "CNY")
    assert (found.unconverted, found.total) == ({"EUR": -700}, 0)


def test_what_is_on_its_way_is_no_misstatement_and_what_nobody_explains_is() -> None:
    assert difference_of(_unit(4, 9_000), 750_000, 0) == 150_000
    assert misstated_of([("timing", 141_000), ("ours", 9_000)]) == 9_000
    assert misstated_of([("theirs", 5), ("unknown", 7)]) == 7


def test_what_other_procedures_leave_counts_as_misstated() -> None:
    assert unsupported_of(_unit(8, 3_000), 300_000) == 0
    assert unsupported_of(_unit(8, 3_000), 100_000) == 200_000
    both = Unit(1, "CNY", 300_000, 250_000, 50_000)
    assert unsupported_of(both, 0) == 50_000, "never more than the balance"
    assert unsupported_of(_unit(10, -1_000), 0) == 0
    with pytest.raises(AssertionError):
        unsupported_of(_unit(8, 3_000), 300_001)


def test_nothing_is_borne_out_twice() -> None:
    assert covered_by([(600_000, 400_000, 600_000)]) == (400_000, 200_000)
    assert covered_by([(100, 300, 50), (100, 0, 40)]) == (100, 40)


def test_working_days_skip_what_is_closed() -> None:
    def is_weekday(ordinal: int) -> bool:
        return date.fromordinal(ordinal).weekday() < 5

    friday = date(2026, 1, 30).toordinal()
    assert working_days_after(friday, 3, is_weekday) == date(2026, 2, 4).toordinal()


units = st.lists(
    st.integers(-5_000_000, 5_000_000), max_size=30
).map(lambda amounts: [Unit(no, "CNY", max(a, 0), max(-a, 0), a) for no, a in enumerate(amounts, 1)])  # fmt: skip
rules = st.builds(
    Rule, st.sampled_from([0, 1, 1_000_000]), st.integers(0, 12), st.integers(0, 3), st.integers(0, 3), st.text(min_size=1)
)  # fmt: skip


@given(units, rules)
@example([Unit(1, "CNY", 5, 0, 5)], Rule(0, 3, 0, 0, "0"))
def test_every_draw_falls_on_one_unit_of_money(population: list[Unit], rule: Rule) -> None:
    sample = draw(population, rule)
    drawn = [each for each in sample.choices if each.taken == "drawn"]
    assert sum(each.hits for each in drawn) == min(rule.draws, sample.rest)
    if sample.interval:
        assert 1 <= sample.start <= sample.interval
        assert sample.interval * min(rule.draws, sample.rest) <= sample.rest
        # What the sum leaves over its whole intervals, fewer minor units than draws, lies behind the last of them.
        behind = sample.rest - sample.interval * min(rule.draws, sample.rest)
        # As large as two intervals is met at least twice, smaller than one never twice.
        for each in drawn:
            assert each.hits >= (each.unit.base_balance - behind) // sample.interval
            assert each.unit.base_balance >= sample.interval or each.hits == 1
    for each in sample.choices:
        if rule.threshold and abs(each.unit.base_balance) >= rule.threshold:
            assert each.taken == "key"
    assert sum(each.taken == "zero" for each in sample.choices) <= rule.zeros
    assert [each.unit for each in sample.choices] == population


@given(units, rules, st.randoms())
def test_the_order_it_is_handed_in_changes_nothing(population: list[Unit], rule: Rule, chance: object) -> None:  # fmt: skip
    shuffled = list(population)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis hands a random.Random
    assert draw(population, rule) == draw(shuffled, rule)


@given(units, rules)
def test_a_population_wholly_overstated_is_projected_to_the_whole(population: list[Unit], rule: Rule) -> None:  # fmt: skip
    """Where every yuan of every asked account is wrong, the draws stand for the whole rest, but for what rounding cuts off an interval."""
    sample = draw(population, rule)
    outcomes = [Outcome(each, "impossible", max(each.unit.base_balance, 0)) for each in sample.asked]  # fmt: skip
    found = evaluate(sample, outcomes, "CNY")
    small = [each for each in sample.choices if each.taken == "drawn" and each.unit.base_balance < sample.interval]  # fmt: skip
    large = sum(each.unit.base_balance for each in sample.choices if each.taken == "drawn" and each not in small)  # fmt: skip
    assert found.projected == len(small) * sample.interval + large


@given(st.text(min_size=1), st.integers(1, 10**15))
def test_a_start_lies_within_its_interval(seed: str, interval: int) -> None:
    assert 1 <= start_of(seed, interval) <= interval
