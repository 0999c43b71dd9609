"""The duty matrix as it was agreed, written out, and what follows from it."""

from __future__ import annotations

from itertools import combinations

from wanglai.services.access.matrix import (
    CELLS,
    DUTIES,
    HARD_PAIRS,
    ROLE_NAMES,
    SOFT_PAIRS,
    Mark,
    holders,
)
from wanglai.services.access.policy import ACTS, POLICY
from wanglai.store import role_walls
from wanglai.store.models.companies import ROLES

AGREED = """
| Duty | SAL | CSH | ARA | CRC | COL | FM | AUD | ADM | CUS |
| 1 | M(req) | - | V | A | V | V | V | - | - |
| 2 | M(req) | - | M | V | M(req) | A | V | - | O(req) |
| 3 | - | V | V | - | - | A (M = second FM) | V | - | V |
| 4 | M(req) | - | V | M | V | A | V | - | O |
| 5 | M(req) | - | - | M | V | A | V | - | - |
| 6 | M | - | V | V | V | V | V | - | O |
| 7 | V(O) | - | M | V | V | A over limit | V | - | O |
| 8 | M(req) | - | M | V | - | A | V | - | O |
| 9 | - | M | V | - | - | V | V | - | - |
| 10 | - | - | M | V | V | A over limit / low score | V | - | O(hint) |
| 11 | - | - | M | - | - | A | V | - | - |
| 12 | - | - | M(req) | V | - | A (two) | V | - | O(req) |
| 13 | - | - | M | V | - | A | V | - | - |
| 14 | V(O) | - | M | V | V | A (batch) | V | - | O |
| 15 | - | - | - | - | - | - | V | - | M(O) |
| 16 | M(facts) | - | M | M | M(notes) | A if money moves | V | - | O |
| 17 | - | - | V | M | V | A | V | - | - |
| 18 | V(O) | - | V | V | M | V | V | - | O |
| 19 | - | - | M | V | V | A | V | - | - |
| 20 | - | - | M | M(advice) | M(evidence) | A (two over limit) | V | - | - |
| 21 | - | - | M | - | - | A | V | - | - |
| 22 | - | - | M | - | - | A | V | - | - |
| 23 | - | - | M(req) | M(req) | - | A | M | - | O |
| 24 | - | - | - | - | - | A(roles) | V | M | - |
| 25 | - | - | - | - | - | A | V | M | - |
| 26 | - | - | - | - | - | V | V+run | run only | - |
"""
LINES = [[cell.strip() for cell in line.split("|")[1:-1]] for line in AGREED.strip().splitlines()]


def test_the_matrix_is_the_one_that_was_agreed() -> None:
    heading, *rows = LINES
    assert heading[1:] == list(ROLE_NAMES) == list(ROLES)
    assert [int(row[0]) for row in rows] == list(DUTIES) == list(range(1, 27))
    for number, *cells in rows:
        assert list(DUTIES[int(number)].cells.values()) == cells, f"duty {number}"


def test_every_mark_and_every_duty_has_words_in_both_languages() -> None:
    for words in (
        *ROLE_NAMES.values(),
        *(cell.words for cell in CELLS.values()),
        *(duty.words for duty in DUTIES.values()),
        *(pair.why for pair in (*HARD_PAIRS, *SOFT_PAIRS)),
    ):
        assert words.zh
        assert words.en


def test_every_act_stands_on_a_duty_somebody_carries() -> None:
    for act, right in ACTS.items():
        assert POLICY[act] == right.roles, act
        assert right.roles, act


def test_who_asks_or_brings_evidence_does_not_make() -> None:
    both = (Mark.MAKE, Mark.APPROVE)
    assert holders([20], both) == {"ARA", "FM"}
    assert holders([8], both) == {"ARA", "FM"}
    assert holders([15], both) == set(), "a customer's own word is for their own statement"
    assert holders([12], (*both, Mark.ASK)) == {"ARA", "FM"}


def test_roles_kept_apart_follow_from_the_matrix() -> None:
    pairs = {pair.roles for pair in HARD_PAIRS}
    alone = {frozenset({one, other}) for one in ("AUD", "ADM") for other in ROLE_NAMES if one != other}  # fmt: skip
    assert pairs == alone | {frozenset({"CSH", other}) for other in ("ARA", "CRC", "FM")}
    soft = {pair.codes for pair in SOFT_PAIRS}
    assert soft == {
        ("CRC", "COL"), ("SAL", "ARA"), ("SAL", "CRC"), ("SAL", "FM"), ("ARA", "CRC"), ("ARA", "FM"), ("CRC", "FM"),
    }  # fmt: skip
    assert not pairs & {pair.roles for pair in SOFT_PAIRS}


def test_the_wall_in_the_database_names_the_same_pairs() -> None:
    assert {frozenset(pair) for pair in role_walls.HARD_PAIRS} == {
        pair.roles for pair in HARD_PAIRS
    }
    assert len(role_walls.HARD_PAIRS) == len(HARD_PAIRS) < len(list(combinations(ROLE_NAMES, 2)))
