"""The report of an import as a workbook: every document, booked or left out and why, and the proof that none is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tieout.refusal import Language, Wording
from wanglai.services.exports.excel import CONTENT_TYPE, as_excel
from wanglai.services.exports.table import Row, Table, columns
from wanglai.services.files import Download
from wanglai.services.imports.queries import documents_of_import, import_page
from wanglai.services.imports.rows import DocumentRow
from wanglai.services.imports.standing import Proof

_TITLE = Wording("导入报告", "Report of an import")
_COLUMNS = columns(
    ("行", "Row", 8), ("单据号", "Number", 22), ("客户", "Customer", 30), ("日期", "Date", 12),
    ("到期日", "Due", 24), ("到期依据", "Due by", 30), ("币种", "Currency", 9), ("金额", "Amount", 16), ("状态", "Standing", 14),
    ("原因", "Why", 60), ("人工更正", "Corrected by hand", 14),
)  # fmt: skip
_YES = Wording("是", "yes")


def import_sheet(
    *, company_id: int, actor: int, import_id: int, company_name: str, language: Language
) -> Download:  # fmt: skip
    """Every document in the order of the file. Refuses, in order: NotFound, NotPermitted, NotFound (the import)."""
    page = import_page(company_id=company_id, actor=actor, import_id=import_id)
    found = documents_of_import(company_id=company_id, actor=actor, import_id=import_id, limit=None)
    told = Wording(*(" · ".join((page.file_name, page.kind.words.within(each), page.state_words.within(each))) for each in ("zh", "en")))  # fmt: skip
    table = Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_name, told, *map(proof_in_words, page.proofs)),
        columns=_COLUMNS,
        rows=_rows(found.rows),
    )
    return Download(f"import-{import_id}-{language}.xlsx", CONTENT_TYPE, as_excel(table, language))


def proof_in_words(proof: Proof) -> Wording:
    """File = taken + left out + to be decided - corrected, in one currency."""
    code = proof.currency
    return Wording(
        f"{code}：文件合计 {proof.told.text} ＝ 入账 {proof.taken.text} ＋ 不导入 {proof.left_out.text} ＋ 待处理 {proof.waiting.text}"
        f" － 人工更正 {proof.changed.text}，差额 {proof.gap.text}",
        f"{code}: the file {proof.told.text} = booked {proof.taken.text} + left out {proof.left_out.text} + to be decided "
        f"{proof.waiting.text} - corrected by hand {proof.changed.text}, gap {proof.gap.text}",
    )


def _rows(rows: tuple[DocumentRow, ...]) -> Iterator[Row]:
    for each in rows:
        yield (
            each.row, each.number, each.customer, each.on, _due(each), each.falls_due.source if each.falls_due else "", each.currency, each.amount,
            each.standing_words, each.why or "", _YES if each.is_corrected else "",
        )  # fmt: skip


def _due(document: DocumentRow) -> date | Wording | None:
    """One day as a day; several parts, or a day that is not known yet, in words."""
    found = document.falls_due
    if found is None:
        return document.due
    return found.parts[0].due_on if len(found.parts) == 1 and not found.is_pending else found.words
