"""One line that is several of the other side, and the example next to it that must not be taken."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger_lines import decided, invoice, lines, receipt
from tieout import Pin, Rules, match
from tieout.causes import amounts_a_cause_away
from tieout.decisions import Members

NO_SUMS = replace(Rules(), sums=0)


def paid(amount: int, day: int, **more: Any) -> dict[str, Any]:
    return receipt(amount, f"2026-03-{day:02d}", **more)


def booked(amount: int, day: int, number: str | None = None, **more: Any) -> dict[str, Any]:
    return invoice(number, amount, f"2026-03-{day:02d}", **more)


def test_one_payment_of_theirs_is_the_only_three_receipts_that_add_up_to_it() -> None:
    ours = [paid(12_345, 3), paid(67_891, 4), paid(23_457, 5), paid(99_999, 6)]
    assert decided(ours, [paid(103_693, 6)])[0] == "auto sum_amounts 2,3,4 = 2"


def test_the_other_way_round_and_in_any_order() -> None:
    theirs = [paid(99_999, 6), paid(23_457, 5), paid(12_345, 3), paid(67_891, 4)]
    assert decided([paid(103_693, 6)], theirs)[0] == "auto sum_amounts 2 = 3,4,5"


def test_two_sets_that_add_up_are_no_answer_but_both_are_shown() -> None:
    ours = [paid(10_011, 3), paid(20_022, 4), paid(15_016, 5), paid(15_017, 6)]
    found = match(lines(*ours), lines(paid(30_033, 6)))
    (group,) = found.groups
    assert (group.status, group.rule) == ("ambiguous", "sum_amounts")
    offered = {group.members, *group.alternatives}
    assert offered == {Members((2, 3), (2,)), Members((4, 5), (2,))}


def test_without_asking_for_other_sets_the_first_is_taken() -> None:
    ours = [paid(10_011, 3), paid(20_022, 4), paid(15_016, 5), paid(15_017, 6)]
    careless = replace(Rules(), sums_unique=0)
    assert decided(ours, [paid(30_033, 6)], careless)[0] == "auto sum_amounts 2,3 = 2"


def test_whole_amounts_that_chance_would_hit_decide_nothing() -> None:
    amounts = [1700, 2300, 2900, 3100, 3700, 4100, 4300, 4700, 5300, 5900, 6100, 7300]
    ours = [paid(100 * amount, 3 + place) for place, amount in enumerate(amounts)]
    theirs = [paid(100 * sum(amounts[:3]), 15)]
    assert not [row for row in decided(ours, theirs) if row.startswith("auto")]
    believing = replace(Rules(), sums_chance_max="1000000", sums_unique=0)
    assert decided(ours, theirs, believing)[0].startswith("auto sum_")


def test_a_line_of_the_very_amount_is_asked_before_a_sum() -> None:
    ours = [paid(12_345, 3), paid(67_891, 4), paid(80_236, 5)]
    assert decided(ours, [paid(80_236, 5)])[0] == "auto amount_date 4 = 2"


def test_a_number_named_and_what_completes_it() -> None:
    ours = [booked(50_000, 3, "INV-1001"), booked(12_345, 4), booked(67_891, 5), booked(777, 6)]
    theirs = [booked(117_891, 9, text="INV-1001 u. a.")]
    assert decided(ours, theirs)[0] == "auto sum_quoted_rest 2,4 = 2"


def test_a_credit_note_stands_among_the_invoices_of_one_line() -> None:
    credit = booked(-5_017, 5, kind="credit")
    ours = [booked(23_457, 3), booked(67_891, 4), credit, booked(99_999, 6)]
    assert decided(ours, [booked(86_331, 9)])[0] == "auto sum_amounts 2,3,4 = 2"


def test_two_documents_named_and_paid_less_a_discount_are_one_fact() -> None:
    ours = [booked(50_000, 3, "INV-1001"), booked(30_000, 4, "INV-1002")]
    theirs = [booked(78_400, 9, text="INV-1001 INV-1002 less 2%")]
    rows = decided(ours, theirs)
    assert rows[0] == "auto sum_quoted_gap 2,3 = 2"
    assert rows[1] == "discount 2,3 | 2 1600"


def test_a_bank_fee_between_a_sum_and_one_line_is_only_suggested() -> None:
    ours = [paid(12_345, 3), paid(67_891, 4), paid(99_999, 6)]
    rows = decided(ours, [paid(12_345 + 67_891 + 1_500, 5)])
    assert rows[0] == "suggested sum_gap 2,3 = 2"
    assert "fee 2,3 | 2 1500" in rows


def test_a_set_that_two_lines_want_goes_to_neither() -> None:
    ours = [paid(12_345, 3), paid(67_891, 4), paid(11_111, 5), paid(69_125, 6)]
    theirs = [paid(80_236, 5), paid(79_002, 6)]
    rows = decided(ours, theirs)
    assert not [row for row in rows if row.startswith("auto")], rows


def test_what_agrees_only_in_total_is_said_to() -> None:
    ours = [booked(10_000, 3), booked(20_003, 12), booked(31_000, 25)]
    theirs = [booked(25_001, 4), booked(36_002, 20)]
    assert decided(ours, theirs) == ["suggested month_total 2,3,4 = 2,3"]
    (group,) = match(lines(*ours), lines(*theirs)).groups
    assert "not itemised" in group.sentence.en
    assert "610.03" in group.sentence.zh


def test_across_months_it_is_the_rest_of_the_account() -> None:
    ours = [booked(10_000, 3), booked(20_003, 12), invoice(None, 31_000, "2026-04-25")]
    theirs = [booked(25_001, 4), invoice(None, 36_002, "2026-04-20")]
    assert decided(ours, theirs) == ["suggested rest_total 2,3,4 = 2,3"]


def test_a_person_who_said_no_is_not_asked_again() -> None:
    ours = [paid(12_345, 3), paid(67_891, 4), paid(23_457, 5), paid(99_999, 6)]
    no = Pin(Members((2, 3, 4), (2,)), "rejected")
    assert not [row for row in decided(ours, [paid(103_693, 6)], pins=(no,)) if "sum" in row]


def test_the_figures_stand_in_the_sentence() -> None:
    ours = [paid(12_345, 3), paid(67_891, 4), paid(23_457, 5), paid(99_999, 6)]
    (group,) = match(lines(*ours), lines(paid(103_693, 6))).groups
    assert group.sentence.en.startswith(
        "One line of one side is the sum of 3 lines of the other: -1,036.93. 4 open items; by chance "
    )
    assert "未清 4 笔" in group.sentence.zh


def test_the_amounts_that_a_cause_away_may_be() -> None:
    near = amounts_a_cause_away(9_800, Rules(), cash=True)
    assert {10_000, 10_300, 9_300} <= set(near)
    assert amounts_a_cause_away(-9_800, Rules(), cash=True) == [-each for each in reversed(near)]
    assert 10_300 not in amounts_a_cause_away(9_800, Rules(), cash=False)


_AMOUNTS = st.lists(st.integers(1, 60), min_size=2, max_size=7)


@settings(max_examples=300, deadline=None)
@given(_AMOUNTS, st.integers(2, 200), st.booleans())
def test_no_equally_good_set_is_kept_back(amounts: list[int], total: int, lattice: bool) -> None:
    """The oracle tries every set: what decides is the only one, and of several each is offered."""
    unit = 100 if lattice else 1
    ours = [paid(unit * amount, 1 + place) for place, amount in enumerate(amounts)]
    careless = replace(Rules(), sums_chance_max="1000000")
    found = match(lines(*ours), lines(paid(unit * total, 8)), careless)
    rows = range(2, 2 + len(amounts))
    every = chain.from_iterable(combinations(rows, size) for size in range(1, len(amounts) + 1))
    best = {chosen for chosen in every if sum(amounts[row - 2] for row in chosen) == total}
    for group in found.groups:
        if not group.rule.startswith("sum_") or group.difference:
            continue
        offered = {members.ours for members in (group.members, *group.alternatives)}
        assert offered <= best
        kinds = {tuple(sorted(amounts[row - 2] for row in chosen)) for chosen in best}
        if group.status == "auto":
            assert len(best) == 1
        elif group.status == "ambiguous":
            assert len(offered) >= min(2, len(kinds))
        assert not any(len(chosen) == 1 for chosen in best), "a single line comes first"


@settings(max_examples=60, deadline=None)
@given(_AMOUNTS, st.integers(2, 200), st.randoms())
def test_rows_in_another_order_are_the_same_answer(
    amounts: list[int], total: int, random: Any
) -> None:
    ours = [paid(amount, 1 + place % 5, text=f"t{place}") for place, amount in enumerate(amounts)]
    theirs = [paid(total, 8)]
    said = match(lines(*ours), lines(*theirs))
    order = list(range(len(ours)))
    random.shuffle(order)
    again = match(lines(*(ours[at] for at in order)), lines(*theirs))

    def texts(found: Any, place_of: list[int]) -> list[tuple[str, str, list[int]]]:
        return sorted(
            (group.status, group.rule, sorted(place_of[row - 2] for row in group.members.ours))
            for group in found.groups
        )

    assert texts(said, list(range(len(ours)))) == texts(again, order)


@pytest.mark.parametrize("rules", [NO_SUMS])
def test_the_stage_can_be_switched_off(rules: Rules) -> None:
    ours = [paid(12_345, 3), paid(67_891, 4), paid(23_457, 5), paid(99_999, 6)]
    assert not [row for row in decided(ours, [paid(103_693, 6)], rules) if "sum" in row]
