"""余额调节表 is frozen and signed: by one of ours who prepared it, by another who approved it, and last by the other side."""

from __future__ import annotations

import json
from datetime import date

from django.db import transaction
from django.utils import timezone

from tieout.refusal import Wording
from wanglai.formats.papers.balance import balance_pdf
from wanglai.services.access.scope import NotFound
from wanglai.services.files import keep_file
from wanglai.services.reconciliation.deciding import OpenResult, note_event, open_result
from wanglai.services.reconciliation.shared_sheet import (
    SheetNow,
    body_of,
    core_of,
    digest_of,
    sheet_now,
)
from wanglai.services.reconciliation.show_page import waiting_of
from wanglai.services.reconciliation.uploads import Upload, checked
from wanglai.services.refusals import UnableTo
from wanglai.store.models import SharedSheet, SheetSignature, User

ACT = "sign_sheet"
LANGUAGES = ("zh", "en", "both")
SCAN_KINDS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


class SheetIsNotReady(UnableTo):
    code_of_refusal = "shared_sheet.not_ready"
    why = Wording(
        "还不能定稿：有配对待确认、有差异未写明如何处理，或有未解释的差额。",
        "It cannot be frozen yet: a match waits for a word, a difference has none, or something is unexplained.",
    )
    next_step = Wording("请先处理完待办各项。", "Settle what waits first.")


class SheetIsStale(UnableTo):
    code_of_refusal = "shared_sheet.stale"
    why = Wording(
        "定稿之后又有变动，此稿已不符合现状。",
        "Something was decided since it was frozen; it no longer says how it stands.",
    )
    next_step = Wording("请重新定稿后再签署。", "Freeze it anew, then sign.")


class OwnSheet(UnableTo):
    code_of_refusal = "shared_sheet.own"
    why = Wording("编制人不能复核自己的余额调节表。", "Who prepared the sheet does not approve it.")
    next_step = Wording("请由另一人复核签署。", "Another person signs it.")
    http_status = 403


class NotSignedInOrder(UnableTo):
    code_of_refusal = "shared_sheet.order"
    why = Wording(
        "签署顺序：编制、复核、对方；每一方只签一次。",
        "It is signed by who prepared it, who approved it, then the other side; each once.",
    )
    next_step = Wording("请先完成前一步。", "Do the step before first.")


class AnswerIsNoPaper(UnableTo):
    code_of_refusal = "shared_sheet.no_paper"
    why = Wording(
        "须写明对方签字人，并附签字页（PDF、PNG 或 JPEG）；签署日不晚于今天。",
        "Name who signed for them, not later than today, and attach the signed page as PDF, PNG or JPEG.",
    )
    next_step = Wording("请补齐后再提交。", "Complete it and send it again.")
    http_status = 422


@transaction.atomic
def freeze_sheet(*, company_id: int, actor: int, reconciliation_id: int, language: str) -> int:
    """Freeze the statement as it stands, print it and sign it as who prepared it; the id of the sheet.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, ReconciliationIsSigned, NotFound (language), SheetIsNotReady.
    """
    result = open_result(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act=ACT)  # fmt: skip
    if language not in LANGUAGES:
        raise NotFound(language)
    now = _now(result)
    if now.waiting or now.adjusted.undecided or result.run.unexplained:
        raise SheetIsNotReady(f"{now.waiting} / {now.adjusted.undecided}")
    assert now.adjusted.ours_adjusted == now.adjusted.theirs_adjusted, "the two sides do not meet"
    before = SharedSheet.objects.filter(reconciliation=result.reconciliation).order_by("-version").first()  # fmt: skip
    version = before.version + 1 if before else 1
    body = body_of(result.reconciliation, now, language=language, version=version)
    name = f"{result.reconciliation.number}-{version}.pdf"
    sheet = SharedSheet.objects.create(
        company_id=company_id, reconciliation=result.reconciliation, run=result.run, version=version, language=language,
        adjusted=now.adjusted.ours_adjusted, body=body, body_hash=digest_of(body),
        file_id=keep_file(company_id, actor, Upload(name, balance_pdf(body))), frozen_by_id=actor,
    )  # fmt: skip
    _sign(result, sheet, "prepared", "sheet_frozen")
    return int(sheet.id)


@transaction.atomic
def approve_sheet(*, company_id: int, actor: int, reconciliation_id: int, sheet_id: int) -> int:
    """The second of ours signs the newest frozen sheet; the id of the signature.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, ReconciliationIsSigned, NotFound (sheet), SheetIsStale, NotSignedInOrder,
    OwnSheet.
    """
    result = open_result(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act=ACT)  # fmt: skip
    sheet = newest_sheet(result, sheet_id)
    signed = {each.part: each.actor_id for each in SheetSignature.objects.filter(sheet=sheet)}
    if set(signed) != {"prepared"}:
        raise NotSignedInOrder
    if signed["prepared"] == actor:
        raise OwnSheet
    return _sign(result, sheet, "approved", "sheet_approved")


@transaction.atomic
def answer_sheet(
    *, company_id: int, actor: int, reconciliation_id: int, sheet_id: int, name: str, signed_on: date,
    scan: Upload | None = None, way: str = "scan", said: str = "",
) -> int:  # fmt: skip
    """Keep the other side's signature: the signed page as staff received it, or an answer of the portal. It closes the reconciliation.

    Refuses, in order: NotFound, NotPermitted, ResultIsNotReady, ReconciliationIsSigned, NotFound (sheet), SheetIsStale, NotSignedInOrder,
    AnswerIsNoPaper, FileIsEmpty, FileIsTooBig.
    """
    result = open_result(company_id=company_id, actor=actor, reconciliation_id=reconciliation_id, act=ACT)  # fmt: skip
    sheet = newest_sheet(result, sheet_id)
    if not SheetSignature.objects.filter(sheet=sheet, part="approved").exists():
        raise NotSignedInOrder
    name = " ".join(name.split())[:200]
    if not name or signed_on > timezone.localdate() or way not in ("scan", "portal"):
        raise AnswerIsNoPaper
    scan_id = None
    if way == "scan":
        if scan is None or not scan.content.startswith(tuple(SCAN_KINDS)):
            raise AnswerIsNoPaper
        scan_id = keep_file(company_id, actor, checked(scan))
    return _sign(result, sheet, "theirs", "sheet_answered", name=name, way=way, said=said.strip()[:500], scan_id=scan_id, signed_on=signed_on)  # fmt: skip


def _now(result: OpenResult) -> SheetNow:
    return sheet_now(result.reconciliation, result.run, waiting_of(result.reconciliation.id, result.run))  # fmt: skip


def newest_sheet(result: OpenResult, sheet_id: int) -> SharedSheet:
    """The newest sheet, where it is the one meant and still says how it stands. Refuses, in order: NotFound, SheetIsStale."""
    sheet = SharedSheet.objects.filter(reconciliation=result.reconciliation).order_by("-version").first()  # fmt: skip
    if sheet is None or sheet.id != sheet_id:
        raise NotFound
    core = json.loads(json.dumps(core_of(_now(result))))
    if json.loads(sheet.body)["core"] != core:
        raise SheetIsStale
    return sheet


def _sign(
    result: OpenResult, sheet: SharedSheet, part: str, event: str, *, name: str = "", way: str = "", said: str = "",
    scan_id: int | None = None, signed_on: date | None = None,
) -> int:  # fmt: skip
    signature = SheetSignature.objects.create(
        company_id=sheet.company_id, sheet=sheet, reconciliation=result.reconciliation, part=part, way=way,
        name=name or User.objects.get(id=result.actor).get_full_name(), said=said, scan_id=scan_id,
        signed_on=signed_on or timezone.localdate(), actor_id=result.actor,
    )  # fmt: skip
    note_event(result, event, {"signature": signature.id, "sheet": sheet.id, "sha256": bytes(sheet.body_hash).hex()})  # fmt: skip
    return int(signature.id)
