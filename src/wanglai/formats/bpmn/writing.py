"""A procedure written for the engine: only shapes we know, only ids we checked, and conditions of our own making.

Engines run what stands in conditions and scripts of a file. Nothing of a stranger's file reaches one: it is read, checked, and
written anew from what was understood.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from wanglai.domain.procedures import Procedure, Step, Way

PROCESS = "procedure"
CHOSEN = "chosen"  # the one fact a choice looks at: the id of the way
_NAMES = {
    "start": "startEvent", "end": "endEvent", "task": "userTask", "choice": "exclusiveGateway", "parallel": "parallelGateway",
}  # fmt: skip


def engine_bpmn(procedure: Procedure) -> bytes:
    """The BPMN an engine is given: one process called ``procedure``, a task for each step people do."""
    inside = "".join([*map(_shape, procedure.steps), *_arrows(procedure)])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="wanglai">'
        f'<process id="{PROCESS}" isExecutable="true">{inside}</process></definitions>'
    ).encode()


def _shape(step: Step) -> str:
    return f"<{_NAMES[step.kind]} id={quoteattr(step.id)}/>"


def _arrows(procedure: Procedure) -> Iterator[str]:
    asked = {step.id for step in procedure.steps if step.kind == "choice" and len(procedure.ways_from(step.id)) > 1}  # fmt: skip
    for way in procedure.ways:
        yield _arrow(way, is_asked=way.source in asked)


def _arrow(way: Way, *, is_asked: bool) -> str:
    opened = f"<sequenceFlow id={quoteattr(way.id)} sourceRef={quoteattr(way.source)} targetRef={quoteattr(way.target)}"  # fmt: skip
    if not is_asked:
        return f"{opened}/>"
    return (
        f"{opened}><conditionExpression>{CHOSEN} == '{way.id}'</conditionExpression></sequenceFlow>"
    )
