"""A file that draws a procedure, kept and understood, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from django.db import transaction

from tieout.refusal import Wording
from wanglai.domain.procedures import Fault, Procedure, faults
from wanglai.formats.bpmn import read_bpmn_apart
from wanglai.formats.problem import Problem
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.files import keep_file
from wanglai.services.procedures.facts import FACTS, with_facts
from wanglai.services.procedures.roles import ROLES, with_roles
from wanglai.services.procedures.words import FAULTS, StepLine, step_lines
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import StoredFile

READY_MADE: Mapping[str, Wording] = {
    "zh": Wording("客户对账流程.bpmn", "客户对账流程.bpmn"),
    "en": Wording("Customer reconciliation.bpmn", "Customer reconciliation.bpmn"),
}


@dataclass(frozen=True)
class Found:
    """What stands in a file: ``procedure`` None and why, or with what keeps it from being followed."""

    file_id: int
    file_name: str
    drawing: bytes
    procedure: Procedure | None
    problems: tuple[Problem, ...]
    faults: tuple[Fault, ...]

    @property
    def can_be_followed(self) -> bool:
        return self.procedure is not None and not self.problems and all(each.is_advice for each in self.faults)  # fmt: skip

    @property
    def said(self) -> tuple[tuple[Wording, str], ...]:
        """Each fault in words, with the name of its step."""
        return tuple((FAULTS[each.code], each.name or each.at) for each in self.faults)

    @property
    def steps(self) -> tuple[StepLine, ...]:
        return step_lines(self.procedure) if self.procedure is not None else ()


@transaction.atomic
def keep_drawing(*, company_id: int, actor: int, upload: Upload) -> int:
    """Keep a file to be looked at; its id. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="set_procedure")
    return keep_file(company_id, actor, upload)


def ready_made(language: str) -> Upload:
    """The procedure that comes with the product: compare, explain, correct or dispute, confirm, sign."""
    language = "zh" if language == "zh" else "en"
    content = files("wanglai.services.procedures").joinpath(f"reconciliation.{language}.bpmn")
    return Upload(READY_MADE[language].zh, content.read_bytes())


def drawing_found(*, company_id: int, actor: int, file_id: int) -> Found:
    """A file as it is understood now. Refuses, in order: NotFound, NotPermitted, NotFound (file)."""
    admit(company_id=company_id, actor=actor, act="set_procedure")
    return found_in(company_id, file_id)


def found_in(company_id: int, file_id: int) -> Found:
    """As ``drawing_found``, for who has been let in."""
    row = StoredFile.objects.filter(company_id=company_id, id=file_id).first()
    if row is None:
        raise NotFound
    content = bytes(row.content)
    read = read_bpmn_apart(content, row.name)
    procedure = with_facts(with_roles(read.procedure)) if read.procedure is not None else None
    wrong = faults(procedure, ROLES, FACTS) if procedure is not None else ()
    return Found(row.id, row.name, content, procedure, read.problems, wrong)
