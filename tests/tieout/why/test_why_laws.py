"""Asking changes nothing, every pair gets an answer, and every stage has its rules."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.laws.test_match_laws import _LEDGER
from tests.ledger_lines import lines, table_of
from tieout import decide, match
from tieout.why.checks import OF_STAGE, RULES
from tieout.why.ledgers import why_lines

_LAWS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_every_stage_says_which_rules_it_applies() -> None:
    assert set(OF_STAGE) == set(decide.STAGES)
    assert {rule for rules in OF_STAGE.values() for rule in rules} == set(RULES)


@_LAWS
@given(_LEDGER, _LEDGER)
def test_any_pair_is_together_or_every_rule_says_why_not(ours, theirs) -> None:
    if not ours or not theirs:
        return
    left, right = lines(*ours), lines(*theirs)
    before = match(left, right)
    together = {
        (mine, yours)
        for group in before.groups
        for mine in group.members.ours
        for yours in group.members.theirs
    }
    for mine in left.column("row").to_pylist()[:4]:
        for yours in right.column("row").to_pylist()[:4]:
            answer = why_lines(left, right, (mine, yours))
            assert (answer.verdict not in ("apart", "alternative")) == ((mine, yours) in together)
            assert answer.checks or (mine, yours) in together
            assert all(check.reason.sentence.zh for check in answer.checks)
    assert table_of(match(left, right)) == table_of(before)


@_LAWS
@given(_LEDGER, _LEDGER)
def test_being_watched_decides_nothing(ours, theirs) -> None:
    if not ours or not theirs:
        return
    from tieout import Rules
    from tieout.local import decided
    from tieout.why.ledgers import _Watch

    left, right = lines(*ours), lines(*theirs)
    plain = decided(left, right, Rules())[1]
    for rows in ((2, 2), (len(ours) + 1, len(theirs) + 1), (2, len(theirs) + 1)):
        assert decided(left, right, Rules(), (), _Watch(rows))[1] == plain
