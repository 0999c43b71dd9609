"""An empty workbook per kind with its columns, an example row and notes; it imports without a question."""

from __future__ import annotations

import io

import xlsxwriter

from tieout.refusal import Language, Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.exports.excel import CONTENT_TYPE
from wanglai.services.files import Download
from wanglai.services.imports.fields import FIELDS
from wanglai.services.imports.kinds import KINDS, ImportKind

_NOTES = Wording("说明", "Notes")
_NEEDED, _OPTIONAL = Wording("必填", "needed"), Wording("可选", "optional")
_EXAMPLE = Wording(
    "第二行为示例，请用自己的数据替换。", "The second row is an example: put your own in its place."
)
_WIDTH = 18


def import_template(*, company_id: int, actor: int, kind: str, language: Language) -> Download:
    """Refuses, in order: NotFound, NotPermitted, NotFound (a kind without a template)."""
    admit(company_id=company_id, actor=actor, act="view_imports")
    if kind not in KINDS or KINDS[kind].form != "table":
        raise NotFound(kind)
    return Download(f"{kind}-{language}.xlsx", CONTENT_TYPE, _written(KINDS[kind], language))


def _written(kind: ImportKind, language: Language) -> bytes:
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(kind.words.within(language)[:31])
        for place, name in enumerate(kind.fields):
            sheet.set_column(
                place,
                place,
                _WIDTH,
                text if FIELDS[name].shape in ("text", "number", "day") else None,
            )
            sheet.write_string(0, place, FIELDS[name].words.within(language), heading)
            example = kind.example.get(name, "")
            if not example:
                continue
            if FIELDS[name].shape in ("amount", "figure"):
                sheet.write_number(1, place, float(example))
            else:
                sheet.write_string(1, place, example, text)
        sheet.freeze_panes(1, 0)
        _write_notes(book, kind, language)
    return target.getvalue()


def _write_notes(book: xlsxwriter.Workbook, kind: ImportKind, language: Language) -> None:
    """One column of sentences, so that nobody and nothing takes it for a table."""
    notes = book.add_worksheet(_NOTES.within(language))
    notes.set_column(0, 0, 100)
    lines = [kind.about.within(language), _EXAMPLE.within(language)]
    for name in kind.fields:
        field = FIELDS[name]
        need = _NEEDED if name in kind.required else _OPTIONAL
        note = field.note.within(language)
        lines.append(
            f"{field.words.within(language)} - {need.within(language)}"
            + (f" - {note}" if note else "")
        )
    for row, line in enumerate(lines):
        notes.write_string(row, 0, line)
