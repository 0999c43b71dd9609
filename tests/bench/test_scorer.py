"""The scorer itself: what it counts as right, wrong, lucky or missing, on answers made by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from bench.cases.truth import DifferenceTruth, GroupTruth, LineTruth, SideTruth, Truth
from bench.score import report
from bench.scoring.differences import score_differences
from bench.scoring.faults import Score
from bench.scoring.groups import GroupScorer
from rich.console import Console

from tieout.decisions import Difference, Group, Members
from tieout.refusal import Wording

NOTHING = Wording("", "")


@dataclass(frozen=True)
class Answer:
    groups: tuple[Group, ...] = ()
    differences: tuple[Difference, ...] = ()


def side(amounts: dict[int, int], *, labels: dict[int, int] | None = None) -> SideTruth:
    lines = tuple(
        LineTruth(row, "2026-03-01", amount, (labels or {}).get(row, row), str(row))
        for row, amount in amounts.items()
    )
    return SideTruth(
        file="f.csv",
        sheet=None,
        header_rows=(1,),
        columns={},
        letters={},
        sign="signed",
        date_format="Y-M-D",
        decimal_mark=".",
        encoding="utf-8",
        opening=None,
        closing=None,
        balance=sum(amounts.values()),
        opening_row=None,
        closing_row=None,
        shared_in="document",
        lines=lines,
    )


def pair(ours: int, theirs: int, **facts: object) -> GroupTruth:
    stated: dict[str, object] = {"difference": 0, "event": ours, "tie": "key", "recoverable": True}
    return GroupTruth((ours,), (theirs,), **{**stated, **facts})  # type: ignore[arg-type]


def truth(
    *groups: GroupTruth, differences: tuple[DifferenceTruth, ...] = (), **labels: dict[int, int]
) -> Truth:
    amounts = dict.fromkeys(range(2, 8), 500)
    return Truth(
        "made",
        0,
        "CNY",
        side(amounts, labels=labels.get("ours")),
        side(amounts, labels=labels.get("theirs")),
        groups,
        differences,
    )


def said(
    ours: tuple[int, ...], theirs: tuple[int, ...], status: str = "auto", **facts: bool
) -> Group:
    return Group("", status, "rule", Members(ours, theirs), 0, NOTHING, (), **facts)  # type: ignore[arg-type]


def score(known: Truth, *groups: Group) -> Score:
    result = Score()
    GroupScorer(known).score(Answer(groups), result)
    return result


def test_the_right_pair_counts_once_for_precision_and_recall() -> None:
    result = score(truth(pair(2, 3)), said((2,), (3,)))
    assert (result.auto_right, result.auto_wrong, result.truth_found, result.truth_groups) == (
        1,
        0,
        1,
        1,
    )


def test_a_pair_with_another_line_is_wrong_and_its_truth_not_found() -> None:
    result = score(truth(pair(2, 3)), said((2,), (4,)))
    assert (result.auto_wrong, result.truth_found) == (1, 0)
    assert {fault.what for fault in result.faults} == {"wrong group", "not found"}


def test_part_of_a_group_is_wrong() -> None:
    whole = GroupTruth((2,), (3, 4), 0, 1, "key", recoverable=True)
    assert score(truth(whole), said((2,), (3,))).auto_wrong == 1


def test_only_automatic_groups_count() -> None:
    result = score(truth(pair(2, 3)), said((2,), (3,), "suggested"))
    assert (result.auto_right, result.suggested, result.truth_found) == (0, 1, 0)


def test_a_truth_is_claimed_only_once() -> None:
    result = score(truth(pair(2, 3)), said((2,), (3,)), said((2,), (3,)))
    assert (result.auto_right, result.auto_wrong) == (1, 1)


def test_lines_that_cannot_be_told_apart_may_be_swapped() -> None:
    known = truth(pair(2, 3), pair(4, 5), ours={2: 1, 4: 1}, theirs={3: 1, 5: 1})
    result = score(known, said((2,), (5,)), said((4,), (3,)))
    assert (result.auto_right, result.truth_found) == (2, 2)


def test_an_interchangeable_set_counts_every_truth_in_it() -> None:
    known = truth(pair(2, 3), pair(4, 5), ours={2: 1, 4: 1}, theirs={3: 1, 5: 1})
    assert score(known, said((2, 4), (3, 5), interchangeable=True)).truth_found == 2


def test_two_truths_of_equal_amounts_may_be_one_set_only_if_said_to_be_interchangeable() -> None:
    known = truth(pair(2, 3), pair(4, 5))
    assert score(known, said((2, 4), (3, 5))).auto_wrong == 1
    assert score(known, said((2, 4), (3, 5), interchangeable=True)).truth_found == 2


def test_a_guess_that_the_evidence_cannot_decide_earns_nothing() -> None:
    known = truth(pair(2, 3, recoverable=False, tie="none"))
    right, wrong = score(known, said((2,), (3,))), score(known, said((2,), (4,)))
    assert (right.auto_right, right.auto_lucky, right.truth_groups) == (0, 1, 0)
    assert wrong.auto_wrong == 1


def test_reversals_may_be_netted_in_any_way_within_their_event() -> None:
    known = truth(
        GroupTruth((2, 4), (), 0, 9, "netting", recoverable=True, any_netting=True),
        pair(5, 3, event=9, any_netting=True),
    )
    result = score(known, said((4, 5), ()), said((2,), (3,)))
    assert (result.auto_wrong, result.truth_found) == (0, 1)


def test_ambiguous_groups_hold_the_truth_among_their_alternatives() -> None:
    group = Group(
        "", "ambiguous", "rule", Members((2,), (4,)), 0, NOTHING, (), (Members((2,), (3,)),)
    )
    result = score(truth(pair(2, 3)), group)
    assert (result.ambiguous, result.ambiguous_holds_truth) == (1, 1)


def alone(kind: str, *accept: str, recoverable: bool = True) -> DifferenceTruth:
    return DifferenceTruth(kind, (kind, *accept), (2,), (), 500, recoverable)


def stated(kind: str, *, row: int = 2, amount: int = 500) -> Difference:
    return Difference(kind, Members((row,), ()), amount, NOTHING)


@pytest.mark.parametrize(
    ("known", "answer", "right", "spurious"),
    [
        (alone("timing"), stated("timing"), 1, 0),
        (alone("timing"), stated("missing_theirs"), 0, 0),
        (alone("duplicate_ours", "missing_theirs"), stated("missing_theirs"), 1, 0),
        (alone("timing"), stated("timing", amount=499), 0, 0),
        (alone("timing"), stated("timing", row=3), 0, 1),
        (alone("timing", recoverable=False), stated("amount"), 0, 0),
    ],
)
def test_a_difference_is_right_with_its_lines_class_and_amount(
    known: DifferenceTruth, answer: Difference, right: int, spurious: int
) -> None:
    result = Score()
    score_differences(truth(differences=(known,)), Answer(differences=(answer,)), result)
    assert (result.differences_right, result.differences_spurious) == (right, spurious)
    assert result.differences == int(known.recoverable)


def test_the_difference_of_the_openings_may_be_stated_in_parts() -> None:
    known = DifferenceTruth("opening", ("opening",), (), (), 700, recoverable=True)
    parts = tuple(Difference("unknown", Members((), ()), amount, NOTHING) for amount in (300, 400))
    result = Score()
    score_differences(truth(differences=(known,)), Answer(differences=parts), result)
    assert (result.differences, result.differences_right) == (1, 1)


def test_the_report_fails_below_a_threshold_and_passes_above() -> None:
    quiet = Console(quiet=True)
    good = Score(auto_right=999, auto_wrong=0, truth_groups=1000, truth_found=999)
    bad = Score(auto_right=998, auto_wrong=2, truth_groups=1000, truth_found=998)
    unclosed = Score(
        auto_right=9, truth_groups=9, truth_found=9, layouts=2, layouts_right=2, closing_error=1
    )
    assert [report("realistic", one, quiet) for one in (good, bad, unclosed)] == [False, True, True]
