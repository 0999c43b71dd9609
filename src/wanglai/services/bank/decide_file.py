"""What people decide about a file that waits: whose it is, that it is taken although it does not close, or that it is not."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.life import bank_file_within, queue_bank_file
from wanglai.services.bank.refusals import DecisionSaysNothing, LinesAreUnread, OwnFile
from wanglai.services.ledger.book import Who
from wanglai.store.models import BankAccount, BankFile

_UNREAD = (
    "bank_file.unread", "bank.amount", "bank.places", "bank.day", "bank.line", "bank.currency", "bank.direction",
)  # fmt: skip


@transaction.atomic
def take_anyway(
    *, company_id: int, actor: int, origin: str, file_id: int, reason: str, waits_for_worker: bool = True
) -> int:  # fmt: skip
    """Have a file taken although it does not close; who, why and what was in the way stay with it. The act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (file), FileIsElsewhere, OwnFile, DecisionSaysNothing, LinesAreUnread.
    """
    admit(company_id=company_id, actor=actor, act="decide_bank_file")
    found = bank_file_within(company_id=company_id, file_id=file_id, states=("held",))
    if found.handed_in_by_id == actor:
        raise OwnFile(found.file_name)
    if not reason.strip():
        raise DecisionSaysNothing(found.file_name)
    unread = [
        each for each in found.problems if each["kind"] == "value" and each["code"] in _UNREAD
    ]
    if unread:
        raise LinesAreUnread(str(unread[0]["place"]))
    found.decision, found.decided_by_id, found.decided_at = reason.strip()[:500], actor, timezone.now()  # fmt: skip
    codes = sorted({each["code"] for each in found.problems})
    seq = record(
        company_id, Who(actor, origin), "take_anyway", file=found.id, named=found.file_name,
        reason=found.decision, problems=codes,
    )  # fmt: skip
    _again(found, waits_for_worker)
    return seq


@transaction.atomic
def read_bank_file_again(
    *, company_id: int, actor: int, origin: str, file_id: int, account_id: int | None = None,
    waits_for_worker: bool = True,
) -> None:  # fmt: skip
    """Look at a file that waits once more: its account was entered meanwhile, or is named now.

    Refuses, in order: NotFound, NotPermitted, NotFound (file), FileIsElsewhere, NotFound (account).
    """
    admit(company_id=company_id, actor=actor, act="import_bank_file")
    found = bank_file_within(company_id=company_id, file_id=file_id, states=("held", "refused"))
    if account_id is not None:
        rows = BankAccount.objects.filter(company_id=company_id, id=account_id, ended_at=None)
        if not rows.exists():
            raise NotFound
        found.bank_account_id = account_id
    record(company_id, Who(actor, origin), "read_bank_file_again", file=found.id, named=found.file_name)  # fmt: skip
    _again(found, waits_for_worker)


@transaction.atomic
def withdraw_bank_file(*, company_id: int, actor: int, origin: str, file_id: int) -> None:
    """Nothing of the file is taken; the same bytes may be handed in again.

    Refuses, in order: NotFound, NotPermitted, NotFound (file), FileIsElsewhere.
    """
    admit(company_id=company_id, actor=actor, act="import_bank_file")
    found = bank_file_within(company_id=company_id, file_id=file_id, states=("queued", "held", "refused"))  # fmt: skip
    found.state, found.finished_at = "withdrawn", timezone.now()
    found.save()
    record(company_id, Who(actor, origin), "withdraw_bank_file", file=found.id, named=found.file_name)  # fmt: skip


def _again(found: BankFile, waits_for_worker: bool) -> None:
    found.state, found.heartbeat_at, found.attempts = "queued", timezone.now(), 0
    found.save()
    if waits_for_worker:
        queue_bank_file(found.id)
