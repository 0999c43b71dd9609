"""The life of a bank's file: worked on by one process at a time, alive while it beats, ended once and for good.

    queued -> reading -> taken | held | refused      (held and refused: back to queued by a person, or withdrawn)

As with imports, each function is a short transaction of its own, so that a screen sees the stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from wanglai.formats.problem import Problem
from wanglai.services.access.scope import NotFound
from wanglai.services.bank.refusals import FileIsElsewhere
from wanglai.services.reconciliation.queue import QUEUE
from wanglai.services.reconciliation.run_life import (
    ATTEMPTS_MAX,
    is_beating,
    without_worker,
)
from wanglai.store.models import BankFile
from wanglai.store.models.bank import FILE_AT_WORK

BANK_JOB = "take_bank_file"


def queue_bank_file(file_id: int) -> None:
    """Hand the file to a worker, within the transaction that is open now."""
    app.configure_task(BANK_JOB, queue=QUEUE).defer(file_id=file_id)


def bank_file_within(*, company_id: int, file_id: int, states: tuple[str, ...] = ()) -> BankFile:
    """The file if it is the company's, held until the end. Refuses, in order: NotFound, FileIsElsewhere."""
    rows = BankFile.objects.select_for_update(no_key=True)
    found = rows.filter(company_id=company_id, id=file_id).first()
    if found is None:
        raise NotFound
    if states and found.state not in states:
        raise FileIsElsewhere(found.state)
    return found


@transaction.atomic
def claim_bank_file(file_id: int) -> BankFile | None:
    """The file, if there is work to do and nobody alive is doing it."""
    found = _held(file_id)
    if found is None or found.state not in FILE_AT_WORK:
        return None
    now = timezone.now()
    if found.state == "reading" and is_beating(found.heartbeat_at):
        return None
    found.state, found.attempts = "reading", found.attempts + 1
    found.started_at = found.heartbeat_at = now
    found.save()
    return found


@transaction.atomic
def beat_bank_file(file_id: int) -> bool:
    """Sign of life from the worker that watches; nobody stops a reading, it is over in seconds."""
    BankFile.objects.filter(id=file_id, state="reading").update(heartbeat_at=timezone.now())
    return False


@transaction.atomic
def wait_for_a_person(
    file_id: int, state: str, problems: Sequence[Problem | dict[str, Any]], **more: Any
) -> None:
    """Held or refused, with everything that is in the way; nothing of the file was taken."""
    found = _held(file_id)
    if found is None or found.state != "reading":
        return
    found.state, found.problems = state, [facts_of(each) for each in problems]
    found.attempts, found.started_at = 0, None
    for name, value in more.items():
        setattr(found, name, value)
    found.save()


@transaction.atomic
def bank_file_took_too_long(file_id: int) -> None:
    """The time limit passed: nothing was taken, and a person has to look."""
    _give_back(file_id, _TOO_LONG)


def _give_back(file_id: int, problem: dict[str, Any]) -> None:
    found = _held(file_id)
    if found is None or found.state not in FILE_AT_WORK:
        return
    if found.state == "queued":  # there is one way out of the queue
        found.state = "reading"
        found.save(update_fields=["state"])
    found.state, found.problems = "refused", [problem]
    found.attempts, found.started_at = 0, None
    found.save()


@transaction.atomic
def try_bank_file_again(file_id: int) -> None:
    """Its worker died: back into the queue, or given back to people after the third attempt."""
    found = _held(file_id)
    if found is None or found.state not in FILE_AT_WORK:
        return
    if found.attempts >= ATTEMPTS_MAX:
        _give_back(file_id, _CRASHED)
        return
    found.state, found.started_at, found.heartbeat_at = "queued", None, timezone.now()
    found.save()
    queue_bank_file(found.id)


def stalled_bank_files() -> list[int]:
    """Files nobody works on though there is work to do: their worker was killed."""
    rows = BankFile.objects.filter(without_worker(("reading",)))
    return list(rows.order_by("id").values_list("id", flat=True))


def facts_of(problem: Problem | dict[str, Any]) -> dict[str, Any]:
    """A problem as it is kept: kind code place excerpt reason{zh,en} remedy{zh,en}."""
    if isinstance(problem, dict):
        return problem
    return {
        "kind": problem.kind, "code": problem.code, "place": problem.place, "excerpt": problem.excerpt,
        "reason": {"zh": problem.reason.zh, "en": problem.reason.en},
        "remedy": {"zh": problem.remedy.zh, "en": problem.remedy.en},
    }  # fmt: skip


_CRASHED: dict[str, Any] = {
    "kind": "file", "code": "bank_file.crashed", "place": "", "excerpt": "",
    "reason": {"zh": "读取三次都中断了。", "en": "Reading it broke off three times."},
    "remedy": {"zh": "请把文件交给管理员。", "en": "Give the file to an administrator."},
}  # fmt: skip
_TOO_LONG: dict[str, Any] = {
    "kind": "file", "code": "bank_file.too_long", "place": "", "excerpt": "",
    "reason": {"zh": "读取超过了时间限额。", "en": "Reading it passed the time limit."},
    "remedy": {"zh": "请按期间拆分文件后再导入。", "en": "Split the file by period and bring it in again."},
}  # fmt: skip


def _held(file_id: int) -> BankFile | None:
    return BankFile.objects.select_for_update(no_key=True).filter(id=file_id).first()
