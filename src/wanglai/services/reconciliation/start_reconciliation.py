"""Two files of one customer become a reconciliation, and its first run is queued."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.db.models import F

from tieout.refusal import Wording
from wanglai.services.access.scope import admit
from wanglai.services.audit.told import tell
from wanglai.services.files import keep_file
from wanglai.services.ledger.book import answer_waits_for_disk
from wanglai.services.reconciliation.queue import queue_run
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Company, Customer, Reconciliation


class CustomerIsNotNamed(UnableTo):
    code_of_refusal = "customer.unnamed"
    why = Wording("没有填写客户名称。", "The customer is not named.")
    next_step = Wording("请填写或选择客户。", "Type the customer's name, or choose one.")
    http_status = 422


class FilesAreTheSame(UnableTo):
    code_of_refusal = "file.same"
    why = Wording("两个文件内容完全相同。", "Both files are the same, byte for byte.")
    next_step = Wording(
        "请一边放我方账，一边放对方账。", "Put our ledger on one side, theirs on the other."
    )
    http_status = 422


class KeyIsTaken(UnableTo):
    code_of_refusal = "request.key_taken"
    why = Wording(
        "同一请求编号已用于另一次对账。", "This request key already started another reconciliation."
    )
    next_step = Wording("请刷新页面后重新提交。", "Load the page again and send it once more.")
    http_status = 422


@transaction.atomic
def start_reconciliation(
    *,
    company_id: int,
    actor: int,
    customer_name: str,
    ours: Upload,
    theirs: Upload,
    idempotency_key: str,
    title: str = "",
    demo_key: str = "",
) -> int:
    """Store both files, open the reconciliation and queue its first run; returns its id.

    The same key with the same files answers the same id, however often and by however many at once; with
    other files it is refused. Refuses, in order: NotFound, NotPermitted, CustomerIsNotNamed, FileIsEmpty, FileIsTooBig,
    FilesAreTheSame, KeyIsTaken.
    """
    admit(company_id=company_id, actor=actor, act="start_reconciliation")
    customer_name = " ".join(customer_name.split())[:200]
    if not customer_name:
        raise CustomerIsNotNamed
    ours, theirs = checked(ours), checked(theirs)
    if ours.content == theirs.content:
        raise FilesAreTheSame(f"{ours.name}, {theirs.name}")
    request_hash = _hash_of(customer_name, title, ours, theirs)

    files = [keep_file(company_id, actor, upload) for upload in (ours, theirs)]
    company = Company.objects.select_for_update(no_key=True).get(id=company_id)
    known = Reconciliation.objects.filter(company=company, idempotency_key=idempotency_key).first()
    if known is not None:
        if known.request_hash != request_hash:
            raise KeyIsTaken(idempotency_key)
        answer_waits_for_disk()
        return int(known.id)

    Company.objects.filter(id=company_id).update(reconciliation_count=F("reconciliation_count") + 1)
    named, _ = Customer.objects.get_or_create(company=company, name=customer_name)
    customer = named.merged_into or named
    opened = Reconciliation.objects.create(
        company=company,
        number=company.reconciliation_count + 1,
        customer=customer,
        title=title.strip()[:200],
        ours_file_id=files[0],
        theirs_file_id=files[1],
        ours_name=ours.name,
        theirs_name=theirs.name,
        idempotency_key=idempotency_key,
        request_hash=request_hash,
        demo_key=demo_key,
        created_by_id=actor,
    )
    run = queue_run(opened, actor=actor, cause="started")
    tell(
        company_id=company.id,
        reconciliation_id=opened.id,
        actor=actor,
        kind="started",
        facts={"run": run.id, "ours": ours.name, "theirs": theirs.name},
    )
    return int(opened.id)


def _hash_of(customer_name: str, title: str, ours: Upload, theirs: Upload) -> str:
    digests = [hashlib.sha256(upload.content).hexdigest() for upload in (ours, theirs)]
    request = [customer_name, title, ours.name, theirs.name, *digests]
    return hashlib.sha256(json.dumps(request, ensure_ascii=False).encode()).hexdigest()
