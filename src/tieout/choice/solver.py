"""The best choice of a larger component, by CP-SAT: tier by tier, one worker, a fixed seed, counted work.

The library takes half a second to load, and needs pandas, so it is loaded only where a component needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tieout.choice.hypotheses import Problem
from tieout.lean import with_pandas

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_WORK_MAX = 10.0  # of the solver's own deterministic seconds, for each tier


class NotSolved(Exception):
    """The solver reached its bound of work before it had proved its answer."""


def solve(problem: Problem) -> tuple[int, ...]:
    """How often each is given in a best choice. Raises ``NotSolved``."""
    with_pandas()
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    given = _variables(model, problem)
    times: tuple[int, ...] = ()
    for tier in problem.tiers:
        worth = _worth(problem, given, tier)
        model.maximize(worth)
        times = _solved(model, given)
        best = problem.worth_of(times)[problem.tiers.index(tier)]
        model.add(worth == best)
    return times


def is_solved_with(problem: Problem, worth: Sequence[int]) -> bool:
    """Whether some choice explains exactly so much by tier. Raises ``NotSolved``."""
    with_pandas()
    from ortools.sat.python import cp_model

    if min(worth) < 0:
        return False
    model = cp_model.CpModel()
    given = _variables(model, problem)
    for tier, amount in zip(problem.tiers, worth, strict=True):
        model.add(_worth(problem, given, tier) == amount)
    solver = _solver()
    found = solver.solve(model)
    if found == cp_model.UNKNOWN:
        raise NotSolved
    return found != cp_model.INFEASIBLE


def _worth(problem: Problem, given: Sequence[cp_model.IntVar], tier: int) -> cp_model.LinearExprT:
    return sum(
        one.worth * each
        for one, each in zip(problem.hypotheses, given, strict=True)
        if one.tier == tier
    )


def _variables(model: cp_model.CpModel, problem: Problem) -> list[cp_model.IntVar]:
    given = [model.new_int_var(0, most, "") for most in problem.times_max]
    takers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, one in enumerate(problem.hypotheses):
        for thing, amount in one.takes:
            takers[thing].append((place, amount))
    for thing, wanted in takers.items():
        model.add(sum(amount * given[place] for place, amount in wanted) <= problem.holds[thing])
    return given


def _solved(model: cp_model.CpModel, given: list[cp_model.IntVar]) -> tuple[int, ...]:
    from ortools.sat.python import cp_model

    solver = _solver()
    if solver.solve(model) != cp_model.OPTIMAL:
        raise NotSolved
    return tuple(solver.value(each) for each in given)


def _solver() -> cp_model.CpSolver:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = _WORK_MAX
    return solver
