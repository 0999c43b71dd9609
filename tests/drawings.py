"""Procedures as BPMN files, written short: what tests of the format, the rules and the screens share."""

from __future__ import annotations

from wanglai.domain.procedures import Procedure, Step, Way

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def drawn(
    inside: str, *, lanes: str = "", shapes: bool = True, name: str = "SOP", before: str = "", after: str = ""
) -> bytes:  # fmt: skip
    """A file with one process; ``inside`` are its elements without a prefix."""
    shape = '<di:BPMNShape xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" id="x" bpmnElement="a"/>'  # fmt: skip
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<definitions xmlns="{MODEL}" id="d" targetNamespace="t">'
        f'<process id="p" name="{name}"><laneSet id="l">{lanes}</laneSet>{inside}</process>{after}'
        f"{shape if shapes else ''}</definitions>"
    ).encode()


def lane(name: str, *steps: str) -> str:
    inside = "".join(f"<flowNodeRef>{step}</flowNodeRef>" for step in steps)
    return f'<lane id="lane_{steps[0]}" name="{name}">{inside}</lane>'


def task(id_: str, name: str = "", days: str = "P2D") -> str:
    timer = (
        f'<boundaryEvent id="t_{id_}" attachedToRef="{id_}"><timerEventDefinition><timeDuration>{days}</timeDuration>'
        "</timerEventDefinition></boundaryEvent>"
    )
    return f'<userTask id="{id_}" name="{name or id_}"/>' + (timer if days else "")


def flow(id_: str, source: str, target: str, name: str = "") -> str:
    return f'<sequenceFlow id="{id_}" name="{name}" sourceRef="{source}" targetRef="{target}"/>'


# Compare; where it differs, explain and compare again; then sign.
LOOP = (
    '<startEvent id="s"/>' + task("compare", "Compare") + '<exclusiveGateway id="g"/>' + task("explain", "Explain", "P1D")
    + task("sign", "Sign", "") + '<endEvent id="e" name="End"/>' + flow("f1", "s", "compare") + flow("f2", "compare", "g")
    + flow("differs", "g", "explain", "Differs") + flow("agrees", "g", "sign", "Agrees") + flow("f3", "explain", "compare")
    + flow("f4", "sign", "e")
)  # fmt: skip
LANES = lane("应收会计", "compare", "explain") + lane("FM", "sign")


def understood(*steps: Step, ways: str = "") -> Procedure:
    """A procedure of these steps; ``ways`` are "a>b" and "a>b:answer", by blanks."""
    found = []
    for number, way in enumerate(ways.split()):
        ends, _, name = way.partition(":")
        source, _, target = ends.partition(">")
        found.append(Way(f"w{number}", source, target, name))
    return Procedure("P", steps, tuple(found))
