"""Reads a BPMN 2.0 file into a procedure: lanes say who, timers on the edge of a task say how long, documentation which fact does it.

What machines run in other products (scripts, services, messages, sub-processes) refuses its shape by name: people would take
it for done and nobody would do it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wanglai.domain.procedures import STEPS_MAX, Procedure, Step, StepKind, Way
from wanglai.formats.bpmn.problems import FileRefused, problem
from wanglai.formats.markup import Element, MarkupRefused, parse
from wanglai.formats.problem import Problem

FILE_MAX_MB = 1
_KINDS: dict[str, StepKind] = {
    "startEvent": "start", "endEvent": "end", "task": "task", "userTask": "task", "manualTask": "task",
    "exclusiveGateway": "choice", "parallelGateway": "parallel",
}  # fmt: skip
# Drawn beside the steps, or said about them.
_BESIDE = frozenset({
    "laneSet", "sequenceFlow", "textAnnotation", "association", "boundaryEvent", "documentation", "extensionElements",
    "dataObject", "dataObjectReference", "dataStoreReference", "group", "ioSpecification",
})  # fmt: skip
_EVENTS = frozenset({"startEvent", "endEvent"})
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
_DURATION = re.compile(r"P(\d{1,3})D")
_IN_WORDS = re.compile(r"(\d{1,3})\s*(?:个?工作日|天|日|(?:working |business )?days?\b|d\b)", re.IGNORECASE)  # fmt: skip
_NAME_MAX = 200
_FACT = re.compile(r"^\s*(?:fact|事实)\s*[:：]\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Reading:
    """The procedure of a file, or none and why; ``problems`` also name what was left out of it."""

    file: str
    procedure: Procedure | None
    problems: tuple[Problem, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Nothing of the drawing was left out."""
        return self.procedure is not None and not self.problems


def read_bpmn(content: bytes, file: str) -> Reading:
    """The one process drawn in a file, as far as people follow it. Never raises for what the file holds."""
    try:
        return _read(content, file)
    except FileRefused as refused:
        return Reading(file, None, (refused.problem,))


def _read(content: bytes, file: str) -> Reading:
    try:
        root = parse(content, file, elements_max=20_000)
    except MarkupRefused as refused:
        raise FileRefused(f"bpmn.{refused.fault}", refused.place, **refused.values) from refused
    process = _the_process(root, file)
    if not any(each.name == "BPMNShape" for each in root.walk()):
        raise FileRefused("bpmn.no_drawing", file)
    problems: list[Problem] = []
    named = _lanes(process)
    limits = _limits(process, file, problems)
    steps = tuple(_steps(process, file, named, limits, problems))
    if len(steps) > STEPS_MAX:
        raise FileRefused("bpmn.too_many_steps", file, limit=STEPS_MAX)
    ways = tuple(_ways(process, file, {step.id for step in steps}, problems))
    ids = [step.id for step in steps] + [way.id for way in ways]
    for each in ids:
        if ids.count(each) > 1 or not _ID.fullmatch(each):
            raise FileRefused("bpmn.id", file, value=each[:60])
    return Reading(file, Procedure(_called(root, process), steps, ways), tuple(problems))


def _the_process(root: Element, file: str) -> Element:
    if root.name != "definitions":
        raise FileRefused("bpmn.not_one", file)
    found = [each for each in root.find_all("process") if each.children]
    if len(found) > 1:
        raise FileRefused("bpmn.several", file, count=len(found))
    if not found:
        raise FileRefused("bpmn.no_process", file)
    return found[0]


def _called(root: Element, process: Element) -> str:
    """The name of the pool where there is one, else of the process."""
    pools = [each.attributes.get("name", "") for each in root.find_all("collaboration/participant")]
    return _words(next(filter(None, pools), "") or process.attributes.get("name", ""))


def _lanes(process: Element) -> dict[str, str]:
    """Who does each step: the name of the innermost lane it lies in."""
    found: dict[str, str] = {}
    for lane in process.walk():
        if lane.name == "lane":
            for each in lane.find_all("flowNodeRef"):
                found[each.text.strip()] = _words(lane.attributes.get("name", ""))
    return found


def _limits(process: Element, file: str, problems: list[Problem]) -> dict[str, int]:
    """Working days of each task with a timer on its edge, by its duration or by its words."""
    found: dict[str, int] = {}
    for event in process.find_all("boundaryEvent"):
        place = f"{file}:{event.line} {event.attributes.get('id', '')}"
        if event.find("timerEventDefinition") is None:
            problems.append(problem("bpmn.element", place, value="boundaryEvent"))
            continue
        said = event.text_of("timerEventDefinition/timeDuration") or event.attributes.get("name", "")  # fmt: skip
        days = _DURATION.fullmatch(said.strip()) or _IN_WORDS.search(said)
        if days is None:
            problems.append(problem("bpmn.limit", place, said, value=said[:60]))
        else:
            found[event.attributes.get("attachedToRef", "")] = int(days[1])
    return found


def _steps(
    process: Element, file: str, lanes: dict[str, str], limits: dict[str, int], problems: list[Problem]
) -> Iterator[Step]:  # fmt: skip
    for each in process.children:
        kind = _KINDS.get(each.name)
        id_, name = each.attributes.get("id", ""), _words(each.attributes.get("name", ""))
        is_plain = each.name not in _EVENTS or not any(
            child.name.endswith("EventDefinition") for child in each.children
        )
        if kind is None or not is_plain:
            if each.name not in _BESIDE:
                problems.append(problem("bpmn.element", f"{file}:{each.line} {id_}", name, value=each.name))  # fmt: skip
            continue
        is_task = kind == "task"
        yield Step(
            id_, kind, name, lanes.get(id_, "") if is_task else "", limits.get(id_) if is_task else None, _fact(each) if is_task else ""
        )  # fmt: skip


def _ways(process: Element, file: str, steps: set[str], problems: list[Problem]) -> Iterator[Way]:
    """The arrows between steps; one from or to a shape that was left out is left out with it."""
    shapes = {each.attributes.get("id", "") for each in process.children}
    for flow in process.find_all("sequenceFlow"):
        source, target = flow.attributes.get("sourceRef", ""), flow.attributes.get("targetRef", "")
        if not {source, target} <= shapes:
            raise FileRefused("bpmn.way", f"{file}:{flow.line} {flow.attributes.get('id', '')}")
        if {source, target} <= steps:
            yield Way(flow.attributes.get("id", ""), source, target, _words(flow.attributes.get("name", "")), _fact(flow))  # fmt: skip
        elif not problems:
            raise FileRefused("bpmn.way", f"{file}:{flow.line} {flow.attributes.get('id', '')}")


def _fact(drawn: Element) -> str:
    """What is written behind ``fact:`` or 事实： on a line of the shape's or arrow's documentation."""
    found = (_FACT.search(each.text) for each in drawn.find_all("documentation"))
    return next((_words(match[1]) for match in found if match), "")


def _words(text: str) -> str:
    return " ".join(text.split())[:_NAME_MAX]
