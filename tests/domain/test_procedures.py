"""Whether people could follow a procedure, and until when a step is to be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.drawings import understood
from wanglai.domain.calendars import China
from wanglai.domain.procedures import Fault, Procedure, Step, Way, due_day, faults

START, END = Step("s", "start"), Step("e", "end")
ONE, TWO = Step("a", "task", "Compare", "ARA", 2), Step("b", "task", "Sign", "FM", 1)
FORK = Step("g", "choice")
ROLES = ("ARA", "FM")


def codes(procedure: Procedure) -> list[str]:
    return [each.code for each in faults(procedure, ROLES)]


def test_a_procedure_people_can_follow_has_no_fault() -> None:
    assert faults(understood(START, ONE, TWO, END, ways="s>a a>b b>e"), ROLES) == ()


@pytest.mark.parametrize(
    ("procedure", "found"),
    [
        (understood(ONE, END, ways="a>e"), ["no_start", "unreachable", "unreachable"]),
        (understood(START, Step("s2", "start"), ONE, END, ways="s>a s2>a a>e"), ["several_starts"]),
        (understood(START, ONE, ways="s>a"), ["no_end", "no_way_out", "no_way_out"]),
        (understood(START, END, ways="s>e"), ["no_task"]),
        (understood(START, Step("a", "task", "", "ARA", 1), END, ways="s>a a>e"), ["no_name"]),
        (understood(START, Step("a", "task", "x", "", 1), END, ways="s>a a>e"), ["no_role"]),
        (understood(START, Step("a", "task", "x", "Wizard", 1), END, ways="s>a a>e"), ["unknown_role"]),
        (understood(START, Step("a", "task", "x", "ARA"), END, ways="s>a a>e"), ["no_limit"]),
        (understood(START, ONE, TWO, END, ways="s>a a>e b>e"), ["unreachable"]),
        (understood(START, ONE, TWO, END, ways="s>a a>b a>e"), ["no_way_out"]),
        (understood(START, ONE, FORK, END, ways="s>a a>g g>e"), ["one_way"]),
        (understood(START, ONE, FORK, TWO, END, ways="s>a a>g g>b g>e:x b>e"), ["unnamed_way"]),
        (understood(START, ONE, FORK, TWO, END, ways="s>a a>g g>b:x g>e:x b>e"), ["same_ways"]),
        (understood(START, FORK, ONE, TWO, END, ways="s>g g>a:x g>b:y a>e b>e"), ["choice_of_nobody"]),
    ],
)  # fmt: skip
def test_what_keeps_people_from_following_is_named(procedure: Procedure, found: list[str]) -> None:
    assert codes(procedure) == found


def test_only_a_missing_limit_is_advice() -> None:
    assert Fault("no_limit", "a").is_advice
    assert not Fault("no_role", "a").is_advice


def test_a_gateway_that_only_joins_asks_nobody() -> None:
    joined = understood(START, ONE, FORK, TWO, Step("j", "choice"), END, ways="s>a a>g g>b:x g>j:y b>j j>e")  # fmt: skip
    assert codes(joined) == []
    assert joined.answers_of("b") == ()
    assert [way.name for way in joined.answers_of("a")] == ["x", "y"]


def test_limits_are_working_days_of_china() -> None:
    """Two days from Friday 6 March 2026 are Tuesday the 10th; from 11 February the Spring Festival lies between."""
    assert due_day(date(2026, 3, 6), ONE, China()) == date(2026, 3, 10)
    assert due_day(date(2026, 2, 11), Step("a", "task", days=5), China()) == date(2026, 2, 25)
    assert due_day(date(2026, 3, 6), Step("a", "task"), China()) is None


def test_answers_are_those_of_the_choice_right_after_the_task() -> None:
    steps = understood(START, ONE, FORK, TWO, END, ways="s>a a>g g>b:Differs g>e:Agrees b>a")
    assert steps.answers_of("a") == (Way("w2", "g", "b", "Differs"), Way("w3", "g", "e", "Agrees"))


def with_fact(step: Step, fact: str) -> Step:
    return replace(step, fact=fact)


FACTS = ("sent", "confirmed")


@pytest.mark.parametrize(
    ("procedure", "found"),
    [
        (understood(START, with_fact(ONE, "sent"), END, ways="s>a a>e"), []),
        (understood(START, with_fact(ONE, "moon"), END, ways="s>a a>e"), ["unknown_fact"]),
        (understood(START, with_fact(ONE, "sent"), FORK, TWO, END, ways="s>a a>g g>b:x g>e:y b>e"), ["fact_of_choice"]),
    ],
)  # fmt: skip
def test_facts_of_tasks(procedure: Procedure, found: list[str]) -> None:
    assert [each.code for each in faults(procedure, ROLES, FACTS)] == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"g>b": "sent"}, []),
        ({"g>b": "sent", "g>e": "confirmed"}, []),
        ({"g>b": "sent", "g>e": "sent"}, ["same_facts"]),
        ({"g>b": "moon"}, ["unknown_fact"]),
        ({"b>e": "sent"}, ["fact_of_no_answer"]),
    ],
)
def test_facts_of_answers(given: dict[str, str], found: list[str]) -> None:
    plain = understood(START, ONE, FORK, TWO, END, ways="s>a a>g g>b:x g>e:y b>e")
    ways = tuple(
        replace(way, fact=given.get(f"{way.source}>{way.target}", "")) for way in plain.ways
    )
    procedure = replace(plain, ways=ways)
    assert [each.code for each in faults(procedure, ROLES, FACTS)] == found
    if not found:
        assert set(procedure.facts_of("a")) == set(given.values())
        assert procedure.facts_of("b") == {}
