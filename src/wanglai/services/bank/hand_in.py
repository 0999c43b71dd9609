"""The cashier hands in what the bank sent; the same bytes lead to the file that is there already."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.membership import record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.life import queue_bank_file
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import NoBook, Who
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.store.models import BankAccount, BankFile, ChainHead, Company


@transaction.atomic
def hand_in_bank_file(
    *, company_id: int, actor: int, origin: str, upload: Upload, account_id: int | None = None,
    waits_for_worker: bool = True,
) -> int:  # fmt: skip
    """Keep the file and queue its reading; its id. ``account_id`` says whose it is where the file itself does not.

    Refuses, in order: NotFound, NotPermitted, NoBook, FileIsEmpty, FileIsTooBig, NotFound (account).
    """
    admit(company_id=company_id, actor=actor, act="import_bank_file")
    if not ChainHead.objects.filter(company_id=company_id).exists():
        raise NoBook
    upload = checked(upload)
    if account_id is not None and not _is_in_force(company_id, account_id):
        raise NotFound
    kept = keep_file(company_id, actor, upload)
    Company.objects.select_for_update(no_key=True).get(id=company_id)
    known = BankFile.objects.filter(company_id=company_id, file_id=kept).exclude(state="withdrawn").first()  # fmt: skip
    if known is not None:
        return int(known.id)
    made = BankFile.objects.create(
        company_id=company_id, file_id=kept, file_name=upload.name, bank_account_id=account_id,
        handed_in_by_id=actor, heartbeat_at=timezone.now(),
    )  # fmt: skip
    record(company_id, Who(actor, origin), "hand_in_bank_file", file=made.id, named=made.file_name)
    if waits_for_worker:
        queue_bank_file(made.id)
    return int(made.id)


def _is_in_force(company_id: int, account_id: int) -> bool:
    rows = BankAccount.objects.filter(company_id=company_id, id=account_id, ended_at=None)
    return rows.exists()
