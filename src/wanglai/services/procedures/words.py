"""Procedures in words."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.refusal import Wording
from wanglai.domain.procedures import FaultCode, Procedure, Step
from wanglai.services.access.matrix import ROLE_NAMES
from wanglai.services.procedures.facts import FACTS, fact_words

FAULTS: dict[FaultCode, Wording] = {
    "no_start": Wording("没有开始", "There is no start"),
    "several_starts": Wording("有多个开始", "There are several starts"),
    "no_end": Wording("没有结束", "There is no end"),
    "no_task": Wording("没有任何任务", "There is no task"),
    "no_name": Wording("任务没有名称", "The task has no name"),
    "no_role": Wording("任务不在任何泳道里，没有人负责", "The task lies in no lane: nobody does it"),
    "unknown_role": Wording("泳道名称不是系统里的角色", "The lane's name is no role here"),
    "unreachable": Wording("从开始走不到这一步", "No way leads here from the start"),
    "no_way_out": Wording("从这一步走不到结束", "No way leads from here to an end"),
    "one_way": Wording("网关只有一条路", "The gateway has one way only"),
    "unnamed_way": Wording("网关之后的连线没有名称", "A way after the gateway has no name"),
    "same_ways": Wording("网关之后有同名的连线", "Two ways after the gateway have one name"),
    "choice_of_nobody": Wording("网关之前不是任务，没有人作选择", "No task stands before the gateway: nobody chooses"),
    "no_limit": Wording("没有时限", "It has no time limit"),
    "unknown_fact": Wording(
        "没有这样的事实，这一步永远不会自动完成；可用：" + "、".join(each.zh for each in FACTS.values()),
        "There is no such fact: nothing would ever do this. Use one of: " + ", ".join(each.en for each in FACTS.values()),
    ),
    "fact_of_choice": Wording(
        "任务之后要作选择，事实须写在各条连线上", "The task is followed by a choice: name the facts on the ways after it"
    ),
    "fact_of_no_answer": Wording("这条连线不是任务之后的选择，事实不起作用", "This way is no answer of a task: its fact does nothing"),
    "same_facts": Wording("同一事实写在两条连线上", "Two ways after the choice name one fact"),
}  # fmt: skip

STATES = {
    "open": Wording("进行中", "under way"),
    "over": Wording("已完成", "finished"),
    "stopped": Wording("已中止", "stopped"),
}


@dataclass(frozen=True)
class StepLine:
    """A task as a table tells it; ``onwards`` are the answers (empty where there is none) and the names of what follows."""

    step: Step
    role: Wording
    onwards: tuple[tuple[str, str], ...]
    facts: tuple[
        tuple[str, Wording], ...
    ] = ()  # the answer a fact gives (empty where none is asked), the fact


def role_words(code: str) -> Wording:
    """A role as the matrix calls it; a lane nobody knows by its own words."""
    return ROLE_NAMES.get(code, Wording(code, code))


def step_lines(procedure: Procedure) -> tuple[StepLine, ...]:
    """Every task in the order of the drawing."""
    return tuple(
        StepLine(
            each, role_words(each.role), tuple(_onwards(procedure, each.id, "", frozenset())), facts_said(procedure, each.id)
        )
        for each in procedure.tasks
    )  # fmt: skip


def facts_said(procedure: Procedure, task_id: str) -> tuple[tuple[str, Wording], ...]:
    """The facts a task is done by, each with the answer it gives."""
    names = {way.id: way.name for way in procedure.ways}
    return tuple((names.get(way, ""), fact_words(fact)) for fact, way in procedure.facts_of(task_id).items())  # fmt: skip


def _onwards(
    procedure: Procedure, step_id: str, answer: str, seen: frozenset[str]
) -> list[tuple[str, str]]:
    """The next tasks or ends from a shape, through gateways."""
    found: list[tuple[str, str]] = []
    for way in procedure.ways_from(step_id):
        target, said = procedure.by_id[way.target], way.name or answer
        if target.kind in ("task", "end"):
            found.append((said, target.name or target.id))
        elif target.id not in seen:
            found += _onwards(procedure, target.id, said, seen | {target.id})
    return found
