"""A procedure (SOP): steps of people, who does each, how long it may take, and which way goes on from where.

A company draws it in any BPMN 2.0 tool; what is kept here is as much of it as people follow. Nothing in it is run: a step is
done when a person says so, or by the fact the drawing names for it; where the ways part, a person or a fact says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from wanglai.domain.calendars import Calendar, working_days_after

StepKind = Literal["start", "task", "choice", "parallel", "end"]
FaultCode = Literal[
    "no_start", "several_starts", "no_end", "no_task", "no_name", "no_role", "unknown_role", "unreachable", "no_way_out",
    "one_way", "unnamed_way", "same_ways", "choice_of_nobody", "no_limit", "unknown_fact", "fact_of_choice", "fact_of_no_answer",
    "same_facts",
]  # fmt: skip
# What does not keep a procedure from being followed.
ADVICE: frozenset[FaultCode] = frozenset({"no_limit"})
STEPS_MAX = 100


@dataclass(frozen=True)
class Step:
    """One shape. ``role`` is of a task: who does it, as the matrix of roles calls it; ``days`` are working days.

    ``fact``: what does it by itself, once it has happened; empty where a person says so.
    """

    id: str
    kind: StepKind
    name: str = ""
    role: str = ""
    days: int | None = None
    fact: str = ""


@dataclass(frozen=True)
class Way:
    """An arrow. After a choice its ``name`` is the answer that leads along it, and ``fact`` what gives that answer by itself."""

    id: str
    source: str
    target: str
    name: str = ""
    fact: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a step or way; ``at`` is its id, empty where the whole procedure is meant."""

    code: FaultCode
    at: str = ""
    name: str = ""

    @property
    def is_advice(self) -> bool:
        return self.code in ADVICE


@dataclass(frozen=True)
class Procedure:
    """The steps in the order of the drawing, and the ways between them."""

    name: str
    steps: tuple[Step, ...]
    ways: tuple[Way, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def tasks(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.kind == "task")

    def ways_from(self, step_id: str) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if way.source == step_id)

    def answers_of(self, task_id: str) -> tuple[Way, ...]:
        """The ways among which whoever does the task chooses; none where it goes on by itself.

        "Compare" leads to a choice with the ways "agreed" and "differs": these two.
        """
        ways = self.ways_from(task_id)
        if len(ways) != 1 or self.by_id[ways[0].target].kind != "choice":
            return ()
        answers = self.ways_from(ways[0].target)
        return answers if len(answers) > 1 else ()  # one that only joins asks nothing

    def facts_of(self, task_id: str) -> Mapping[str, str]:
        """What a task is done by, and along which way: its own fact and no way, or the facts of its answers.

        "Answer" with the ways "agrees" (statement confirmed) and "silent" (none): statement confirmed, along "agrees".
        """
        answers = self.answers_of(task_id)
        if answers:
            return {way.fact: way.id for way in answers if way.fact}
        own = self.by_id[task_id].fact
        return {own: ""} if own else {}


def faults(
    procedure: Procedure, roles: Iterable[str], facts: Iterable[str] = ()
) -> tuple[Fault, ...]:
    """Everything that keeps people from following it, in the order of the drawing; what is only advice comes with it.

    A task in no lane has nobody who does it; a step no way leads to is never done; from a step no way leads out of, nobody
    comes to the end; a fact that is none of ``facts`` never happens.
    """
    known = frozenset(roles)
    found = [*_of_the_whole(procedure), *_of_facts(procedure, frozenset(facts))]
    reached = _reached(procedure, [step.id for step in procedure.steps if step.kind == "start"])
    ending = _reached(_turned(procedure), [step.id for step in procedure.steps if step.kind == "end"])  # fmt: skip
    for step in procedure.steps:
        found += (Fault(code, step.id, step.name) for code in _of_step(procedure, step, known))
        if step.id not in reached and step.kind != "start":
            found.append(Fault("unreachable", step.id, step.name))
        elif step.id not in ending:
            found.append(Fault("no_way_out", step.id, step.name))
    return tuple(found)


def due_day(ready_on: date, step: Step, calendar: Calendar) -> date | None:
    """The last working day for a step that can be done since a day; None where it has no limit.

    Two working days from Friday 6 March 2026: Tuesday the 10th.
    """
    return None if step.days is None else working_days_after(ready_on, step.days, calendar)


def _of_the_whole(procedure: Procedure) -> list[Fault]:
    kinds = [step.kind for step in procedure.steps]
    found: list[Fault] = []
    if kinds.count("start") != 1:
        found.append(Fault("several_starts" if "start" in kinds else "no_start"))
    if "end" not in kinds:
        found.append(Fault("no_end"))
    if "task" not in kinds:
        found.append(Fault("no_task"))
    return found


def _of_facts(procedure: Procedure, known: frozenset[str]) -> list[Fault]:
    """Facts nobody knows, a fact of a task that leaves its answer open, one on a way that is no answer, one that gives two answers."""
    found: list[Fault] = []
    for step in procedure.steps:
        if step.fact and step.fact not in known:
            found.append(Fault("unknown_fact", step.id, f"{step.name} – {step.fact}"))
        elif step.fact and procedure.answers_of(step.id):
            found.append(Fault("fact_of_choice", step.id, step.name))
    answers = {way.id for step in procedure.tasks for way in procedure.answers_of(step.id)}
    for way in procedure.ways:
        if way.fact and way.fact not in known:
            found.append(Fault("unknown_fact", way.id, f"{way.name or way.id} – {way.fact}"))
        elif way.fact and way.id not in answers:
            found.append(Fault("fact_of_no_answer", way.id, way.name))
    for step in procedure.tasks:
        given = [way.fact for way in procedure.answers_of(step.id) if way.fact]
        if len(set(given)) < len(given):
            found.append(Fault("same_facts", step.id, step.name))
    return found


def _of_step(procedure: Procedure, step: Step, roles: frozenset[str]) -> list[FaultCode]:
    if step.kind == "task":
        return _of_task(step, roles)
    if step.kind == "choice":
        return _of_choice(procedure, step)
    return []


def _of_task(step: Step, roles: frozenset[str]) -> list[FaultCode]:
    found: list[FaultCode] = []
    if not step.name:
        found.append("no_name")
    if not step.role:
        found.append("no_role")
    elif step.role not in roles:
        found.append("unknown_role")
    if step.days is None:
        found.append("no_limit")
    return found


def _of_choice(procedure: Procedure, step: Step) -> list[FaultCode]:
    """Several ways, each with its own answer, right after a task: else nobody is asked. What only joins needs none of it."""
    ways = procedure.ways_from(step.id)
    coming = [procedure.by_id[way.source] for way in procedure.ways if way.target == step.id]
    if len(ways) < 2:
        return [] if len(coming) > 1 else ["one_way"]
    found: list[FaultCode] = []
    names = [way.name for way in ways]
    if not all(names):
        found.append("unnamed_way")
    elif len(set(names)) < len(names):
        found.append("same_ways")
    if any(source.kind != "task" for source in coming):
        found.append("choice_of_nobody")
    return found


def _turned(procedure: Procedure) -> Procedure:
    back = tuple(Way(way.id, way.target, way.source, way.name, way.fact) for way in procedure.ways)
    return Procedure(procedure.name, procedure.steps, back)


def _reached(procedure: Procedure, starts: Iterable[str]) -> frozenset[str]:
    found, waiting = set(starts), list(starts)
    while waiting:
        for way in procedure.ways_from(waiting.pop()):
            if way.target not in found:
                found.add(way.target)
                waiting.append(way.target)
    return frozenset(found)
