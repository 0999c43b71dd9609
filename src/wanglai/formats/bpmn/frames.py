"""A reading as JSON and back: the only thing the child says; a procedure alone is kept in the same form."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from wanglai.domain.procedures import Procedure, Step, Way
from wanglai.formats.bpmn.reading import Reading
from wanglai.formats.problem import problem_of


def to_json(reading: Reading) -> bytes:
    told = {**asdict(reading), "procedure": reading.procedure and told_of(reading.procedure)}
    return json.dumps(told, ensure_ascii=True).encode("ascii")


def from_json(said: bytes) -> Reading:
    """The reading a child wrote. Raises ValueError, KeyError or TypeError where it was cut off or is none."""
    told: dict[str, Any] = json.loads(said)
    procedure = told["procedure"]
    problems = tuple(problem_of(each) for each in told["problems"])
    return Reading(told["file"], None if procedure is None else procedure_of(procedure), problems)


def told_of(procedure: Procedure) -> dict[str, Any]:
    """The procedure as plain records."""
    return {
        "name": procedure.name,
        "steps": [asdict(step) for step in procedure.steps],
        "ways": [asdict(way) for way in procedure.ways],
    }


def procedure_of(told: dict[str, Any]) -> Procedure:
    """The procedure of ``told_of``."""
    steps = tuple(Step(**each) for each in told["steps"])
    return Procedure(told["name"], steps, tuple(Way(**each) for each in told["ways"]))
