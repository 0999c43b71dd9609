"""A file is handed in and waits to be read; the same bytes lead to the import that is under way already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanglai.services.files import keep_file
from wanglai.services.imports.doors import admit_to_kind
from wanglai.services.imports.kinds import KINDS
from wanglai.services.imports.life import queue_import
from wanglai.services.imports.options import options_of
from wanglai.services.imports.read_einvoices import bundled
from wanglai.services.imports.refusals import KindIsUnknown
from wanglai.services.ledger.book import NoBook
from wanglai.services.reconciliation.uploads import FileIsEmpty, Upload, checked
from wanglai.store.models import ChainHead, Company, FileImport
from wanglai.store.models.file_imports import ENDED


@transaction.atomic
def start_import(
    *,
    company_id: int,
    actor: int,
    kind: str,
    uploads: Sequence[Upload],
    options: Mapping[str, Any] | None = None,
    waits_for_worker: bool = True,
) -> int:
    """Keep the file (several e-invoices in one zip) and queue its reading; the import's id.

    Refuses, in order: NotFound, NotPermitted, KindIsUnknown, NoBook, FileIsEmpty, FileIsTooBig, OptionIsUnknown.
    """
    admit_to_kind(company_id, actor, kind)
    if kind not in KINDS:
        raise KindIsUnknown(kind)
    if not ChainHead.objects.filter(company_id=company_id).exists():
        raise NoBook
    if not uploads:
        raise FileIsEmpty
    upload = checked(bundled([checked(each) for each in uploads]))
    said = options_of(options or {}).as_facts()
    file_id = keep_file(company_id, actor, upload)
    Company.objects.select_for_update(no_key=True).get(id=company_id)
    live = FileImport.objects.filter(company_id=company_id, kind=kind, file_id=file_id)
    known = live.exclude(state__in=ENDED).first()
    if known is not None:
        return int(known.id)
    made = FileImport.objects.create(
        company_id=company_id, kind=kind, file_id=file_id, file_name=upload.name, options=said, created_by_id=actor,
        heartbeat_at=timezone.now(),
    )  # fmt: skip
    if waits_for_worker:
        queue_import(made.id)
    return int(made.id)
