"""The engine on a few generated cases of each preset: the figures of the issue, in small.

The whole measurement is ``python -m bench.score --preset all --seeds 20``.
"""

from __future__ import annotations

import pytest
from bench.scoring.faults import Score
from bench.scoring.run import score_seed

SEEDS = {"easy": (0, 1, 2, 3), "realistic": (0, 3, 7, 11), "hard": (4, 8)}


@pytest.fixture(scope="module", params=SEEDS, ids=str)
def scored(request: pytest.FixtureRequest) -> tuple[str, Score]:
    total = Score()
    for seed in SEEDS[request.param]:
        total.add(score_seed(request.param, seed))
    return request.param, total


def test_automatic_matches_are_right(scored: tuple[str, Score]) -> None:
    _, total = scored
    assert total.precision is not None
    assert total.precision >= 0.999, [str(f) for f in total.faults if f.what == "wrong group"]


def test_most_decidable_groups_are_found(scored: tuple[str, Score]) -> None:
    preset, total = scored
    assert total.recall is not None
    assert total.recall >= {"easy": 0.95, "realistic": 0.90, "hard": 0.75}[preset]


def test_differences_get_their_class(scored: tuple[str, Score]) -> None:
    _, total = scored
    assert total.classes_right is not None
    assert total.classes_right >= 0.90, total.confusion


def test_the_proof_closes_to_the_cent(scored: tuple[str, Score]) -> None:
    _, total = scored
    assert (total.closing_error, total.gaps_wrong) == (0, 0)


def test_every_file_is_read_as_it_was_written(scored: tuple[str, Score]) -> None:
    _, total = scored
    assert total.layouts_right == total.layouts > 0, total.checks_failed


def test_the_order_of_the_rows_changes_nothing(scored: tuple[str, Score]) -> None:
    _, total = scored
    assert total.permutations_identical == total.permutations > 0


def test_what_cannot_be_decided_is_refused() -> None:
    for seed in range(20):
        score = score_seed("refuse", seed)
        assert score.refusals_made == 1, [str(fault) for fault in score.faults]
        assert score.refusals_in_family == 1, [str(fault) for fault in score.faults]
