"""A table as the file a person asked for."""

from __future__ import annotations

from tieout.refusal import Language
from wanglai.services.access.scope import NotFound
from wanglai.services.exports import excel, plain
from wanglai.services.exports.table import Table
from wanglai.services.files import Download

FORMS = ("xlsx", "csv")


def written(table: Table, *, form: str, language: str) -> Download:
    """Excel or CSV in one of the two languages. Refuses NotFound for any other form or language."""
    if form not in FORMS or language not in ("zh", "en"):
        raise NotFound(f"{form}, {language}")
    words: Language = "zh" if language == "zh" else "en"
    name = f"{_safe(table.name.within(words))}.{form}"
    if form == "csv":
        return Download(name, plain.CONTENT_TYPE, plain.as_csv(table, words))
    return Download(name, excel.CONTENT_TYPE, excel.as_excel(table, words))


def _safe(name: str) -> str:
    """Nothing in it that a file system or a header could take amiss."""
    kept = "".join(sign if sign.isalnum() or sign in " -_()（）·." else " " for sign in name)
    return " ".join(kept.split())[:120]
