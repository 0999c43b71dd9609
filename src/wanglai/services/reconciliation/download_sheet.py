"""The difference sheet of a reconciliation, decisions by hand applied, as Excel or as the JSON contract."""

from __future__ import annotations

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.audit.told import tell
from wanglai.services.files import Download
from wanglai.services.reconciliation.prepare_sheet import (
    checked_form,
    is_made_at_once,
    run_to_print,
)
from wanglai.services.reconciliation.sheet_content import SheetSource
from wanglai.services.refusals import UnableTo
from wanglai.store.models import PreparedSheet, Reconciliation

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_TITLE = {"zh": "往来余额调节表", "en": "difference-sheet"}


class SheetIsNotPrepared(UnableTo):
    code_of_refusal = "sheet.not_prepared"
    why = Wording("这份调节表还没有准备好。", "This difference sheet has not been prepared yet.")
    next_step = Wording("请在结果页重新点击下载。", "Ask for it on the page of the result.")


@transaction.atomic
def download_sheet(
    *, company_id: int, actor: int, reconciliation_id: int, language: str, form: str = "xlsx"
) -> Download:
    """The newest finished result as ``xlsx`` or ``json``, in ``zh`` or ``en``; recorded as downloaded.

    A long result must have been prepared (``prepare_sheet``). Refuses, in order: NotFound, NotPermitted,
    ResultIsNotReady, SheetIsNotPrepared.
    """
    run = run_to_print(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id)
    checked_form(language, form)
    source = SheetSource.of(run, language=language, form=form)
    content = source.content() if is_made_at_once(run) else _prepared(source)
    number = Reconciliation.objects.values_list("number", flat=True).get(id=reconciliation_id)
    tell(
        company_id=company_id,
        reconciliation_id=reconciliation_id,
        actor=actor,
        kind="downloaded",
        facts={"form": form, "language": language, "run": run.id},
    )
    name = _file_name(source.customer, number, language, form)
    return Download(name=name, content=content, content_type=_TYPES[form])


def _prepared(source: SheetSource) -> bytes:
    kept = PreparedSheet.objects.filter(
        run=source.run, language=source.language, form=source.form, key=source.key, state="ready"
    )
    content = kept.values_list("content", flat=True).first()
    if content is None:
        raise SheetIsNotPrepared
    return bytes(content)


def _file_name(customer: str, number: int, language: str, form: str) -> str:
    """``往来余额调节表 上海远景 3.xlsx``: nothing in it that a file system or a header could take amiss."""
    safe = "".join(sign if sign.isalnum() or sign in " -_()（）·." else " " for sign in customer)
    return f"{_TITLE[language]} {' '.join(safe.split())[:80]} {number}.{form}"
