"""Where a case stands: what was done is walked through the procedure again, so nothing but what people said decides it.

The walking is SpiffWorkflow's. It is given a BPMN of our own writing (``formats.bpmn.writing``), for it runs whatever stands in
conditions and scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser

from wanglai.domain.calendars import Calendar
from wanglai.domain.procedures import Procedure, Step, due_day
from wanglai.formats.bpmn.writing import CHOSEN, PROCESS, engine_bpmn


@dataclass(frozen=True)
class Done:
    """A step that was done on a day, and the way that was chosen."""

    step: str
    way: str
    on: date


@dataclass(frozen=True)
class Waiting:
    """A step that can be done since a day, until another where it has a limit."""

    step: Step
    since: date
    due_on: date | None


@dataclass(frozen=True)
class Standing:
    """The steps that wait, soonest limit first; none where the end was reached."""

    waiting: tuple[Waiting, ...]

    @property
    def is_over(self) -> bool:
        return not self.waiting

    @property
    def due_on(self) -> date | None:
        return min((each.due_on for each in self.waiting if each.due_on), default=None)

    @property
    def ready(self) -> list[str]:
        return [each.step.id for each in self.waiting]


class WalkIsBroken(ValueError):
    """What was done cannot have been done in this procedure."""


def walked(procedure: Procedure, opened_on: date, done: Sequence[Done], calendar: Calendar) -> Standing:  # fmt: skip
    """Where a case stands that was opened on a day. Raises ``WalkIsBroken``.

    "Compare" (2 days) is done on Friday 6 March with the answer "differs": "Explain" waits since that day.
    """
    walk = _Walk(procedure)
    since = dict.fromkeys(walk.ready, opened_on)
    for each in done:
        walk.do(each)
        since.pop(each.step)
        for step in walk.ready:
            since.setdefault(step, each.on)
    waiting = (
        Waiting(procedure.by_id[step], since[step], due_day(since[step], procedure.by_id[step], calendar))
        for step in walk.ready
    )  # fmt: skip
    return Standing(tuple(sorted(waiting, key=lambda each: (each.due_on or date.max, each.step.id))))  # fmt: skip


class _Walk:
    """One walk through a procedure. A step ready twice at once, two ways having led to it, is done once for both."""

    def __init__(self, procedure: Procedure) -> None:
        self._procedure = procedure
        spec, inner = _spec(engine_bpmn(procedure))
        self._workflow = BpmnWorkflow(spec, inner)
        self._workflow.do_engine_steps()

    @property
    def ready(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.task_spec.bpmn_id for each in self._ready()))

    def do(self, done: Done) -> None:
        tasks = [each for each in self._ready() if each.task_spec.bpmn_id == done.step]
        answers = [way.id for way in self._procedure.answers_of(done.step)]
        if not tasks or (answers and done.way not in answers):
            raise WalkIsBroken(f"{done.step} {done.way}")
        for task in tasks:
            task.data[CHOSEN] = done.way
            task.run()
        self._workflow.do_engine_steps()

    def _ready(self) -> Iterable[BpmnWorkflow]:
        return self._workflow.get_tasks(state=TaskState.READY, manual=True)  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def _spec(bpmn: bytes) -> tuple[object, object]:
    parser = BpmnParser()
    parser.add_bpmn_str(bpmn)
    return parser.get_spec(PROCESS), parser.get_subprocess_specs(PROCESS)
