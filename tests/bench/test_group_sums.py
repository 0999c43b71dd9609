"""The drawn sums of several lines: what the guards are worth, on fewer accounts than the page shows."""

from __future__ import annotations

import pytest
from bench.sums.chance import KINDS
from bench.sums.guards import GUARDS, MANY_LONE, draw, tally


@pytest.mark.parametrize("kind", KINDS)
def test_few_lone_lines_leave_most_sums_to_be_found_and_none_is_wrong(kind: str) -> None:
    found = tally(kind, GUARDS["as it is"], accounts=15)
    assert found.wrong == 0
    assert found.right >= 0.5 * found.true
    assert found.right + found.held >= 0.75 * found.true


def test_without_the_bound_on_chance_sums_among_many_lone_lines_are_often_wrong() -> None:
    bound = tally("whole", GUARDS["as it is"], MANY_LONE, accounts=15)
    unbound = tally("whole", GUARDS["no bound on chance"], MANY_LONE, accounts=15)
    assert bound.wrong == 0 < bound.right
    assert unbound.wrong >= 5


def test_the_truth_of_a_draw_adds_up() -> None:
    drawn = draw("cents", 3)
    amounts = [
        dict(zip(side.column("row").to_pylist(), side.column("amount").to_pylist(), strict=True))
        for side in (drawn.ours, drawn.theirs)
    ]
    assert drawn.truth
    for members in drawn.truth:
        ours, theirs = (
            sum(of[row] for row in rows) for of, rows in zip(amounts, members, strict=True)
        )
        assert ours == theirs
