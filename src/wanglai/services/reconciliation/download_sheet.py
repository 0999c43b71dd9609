"""The difference sheet of a reconciliation, decisions by hand applied, as Excel or as the JSON contract."""

from __future__ import annotations

import io

from django.db import transaction
from django.utils import timezone

from tieout.report import contract
from tieout.report.sheet import write_sheet
from wanglai.services.access.scope import NotFound, admit, reconciliation_within
from wanglai.services.reconciliation.deciding import ResultIsNotReady, result_run
from wanglai.services.reconciliation.live_decisions import overlay_of
from wanglai.services.reconciliation.rows import Download
from wanglai.services.reconciliation.stored_result import decided_result, stored_ledger
from wanglai.store.models import Company, Customer, Event

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLE = {"zh": "往来余额调节表", "en": "difference-sheet"}


@transaction.atomic
def download_sheet(
    *, company_id: int, actor: int, reconciliation_id: int, language: str, form: str = "xlsx"
) -> Download:
    """The newest finished result as ``xlsx`` or ``json``, in ``zh`` or ``en``; recorded as downloaded.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady.
    """
    admit(company_id=company_id, actor=actor, act="download_sheet")
    found = reconciliation_within(company_id=company_id, reconciliation_id=reconciliation_id)
    if language not in _TITLE or form not in ("xlsx", "json"):
        raise NotFound(f"{language}, {form}")
    run = result_run(found.id)
    if run is None:
        raise ResultIsNotReady
    ours, theirs = stored_ledger(run, "ours"), stored_ledger(run, "theirs")
    result = decided_result(run, ours, theirs, overlay_of(found.id, run.id))
    customer = Customer.objects.values_list("name", flat=True).get(id=found.customer_id)
    name = _file_name(customer, found.number, language, form)
    if form == "json":
        content, kind = contract.as_bytes(result, language), "application/json"
    else:
        sheet = io.BytesIO()
        write_sheet(
            sheet,
            result,
            ours,
            theirs,
            language=language,
            party=customer,
            company=Company.objects.values_list("name", flat=True).get(id=company_id),
            prepared_on=timezone.localdate(),
        )
        content, kind = sheet.getvalue(), _XLSX
    Event.objects.create(
        company_id=company_id,
        reconciliation=found,
        actor_id=actor,
        kind="downloaded",
        facts={"form": form, "language": language, "run": run.id},
    )
    return Download(name=name, content=content, content_type=kind)


def _file_name(customer: str, number: int, language: str, form: str) -> str:
    """``往来余额调节表 上海远景 3.xlsx``: nothing in it that a file system or a header could take amiss."""
    safe = "".join(sign if sign.isalnum() or sign in " -_()（）·." else " " for sign in customer)
    return f"{_TITLE[language]} {' '.join(safe.split())[:80]} {number}.{form}"
