"""What a person does on the screen about a refusal: the field that decides it, and what to do there.

The engine's remedies name options of the command line, for whoever sits there. Here nobody can type
``--date-order``, so the sentence of the screen takes their place; what else the remedy says is kept.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from wanglai.services.reconciliation.rows import RefusalRow
from wanglai.services.refusals import Refusal

# Which field of the form decides a refusal: it is marked, and a link leads to it.
DECIDES = {
    "dates.undecidable": "date_order",
    "numbers.undecidable": "decimal_mark",
    "sheet.undecidable": "sheet",
    "sheet.unknown": "sheet",
    "sign.unknown": "sign",
    "currency.mixed": "currency",
    "currency.differs": "currency",
    "currency.different": "currency",
    "currency.unknown": "currency",
    "party.unknown": "party",
    "file.encoding": "encoding",
    "balance.does_not_close": "accept_unbalanced",
    "ledger.not_found": "columns",
    "columns.unknown": "columns",
    "columns.unknown_field": "columns",
    "columns.twice": "columns",
    "columns.no_date": "columns",
    "columns.no_amount": "columns",
    "columns.undecidable": "columns",
}
DO_THIS = {
    "date_order": _("Choose the order of year, month and day in the marked field below."),
    "decimal_mark": _("Choose the decimal mark in the marked field below."),
    "sheet": _("Name the sheet in the marked field below."),
    "sign": _("Choose below which sign raises what the customer owes."),
    "currency": _("Name the one currency that counts in the marked field below."),
    "party": _("Write the customer below as the file names it."),
    "encoding": _("Choose the encoding in the marked field below."),
    "accept_unbalanced": _("Tick below that you accept the file as it is."),
    "columns": _("Name the columns below, by letter or by name."),
}
_NEEDS_THE_FORM = _("Somebody who keeps the books can decide this with the form on its page.")
_IF_MEANT = _("If it is meant so:")  # after advice that would make the field needless

_OPTION = re.compile(r"(?<![\w-])--[a-z{]")
_CHINESE_ENDS = "。；，"
_CLAUSE_ENDS = re.compile(r"(?<=[.;])\s+|(?<=,)\s+(?=or )|(?<=[。；，])")


def names_an_option(text: str) -> bool:
    """True where a sentence speaks to somebody at the command line.

    >>> names_an_option("Choose one with --theirs-sheet.")
    True
    """
    return bool(_OPTION.search(text))


def without_options(text: str) -> str:
    """The clauses of a remedy that name no option of the command line.

    >>> without_options("Look for missing rows; if it is meant so, add --accept-unbalanced.")
    'Look for missing rows.'
    >>> without_options("请用 --ours-columns 指明，可选的列：日期, 金额。")
    '可选的列：日期, 金额。'
    """
    if not names_an_option(text):
        return text
    clauses = [clause for clause in _CLAUSE_ENDS.split(text) if clause]
    kept = ""
    for clause, following in zip(clauses, [*clauses[1:], "--end"], strict=True):
        if names_an_option(clause):
            continue
        kept += (" " if kept and kept[-1] not in _CHINESE_ENDS else "") + (
            _closed(clause) if names_an_option(following) else clause
        )
    return kept[:1].upper() + kept[1:]


def _closed(clause: str) -> str:
    """The clause as a sentence of its own, for what it led to is left out."""
    if clause[-1] in ",;":
        return clause[:-1] + "."
    return clause[:-1] + "。" if clause[-1] in "，；" else clause


def field_that_decides(refusal: RefusalRow | Refusal | None) -> str:
    """Name of the form's field, ``columns`` for the columns, '' where no field decides."""
    if refusal is None:
        return ""
    if refusal.code in DECIDES:
        return DECIDES[refusal.code]
    return "columns" if names_an_option(refusal.remedy.en) else ""


def remedy_on_screen(refusal: RefusalRow | Refusal, language: str, *, has_form: bool) -> str:
    """What to do next, in words of this screen; ``has_form`` where the form that decides stands on the page."""
    remedy = refusal.remedy.within(language)
    kept = without_options(remedy)
    field = field_that_decides(refusal)
    if not field:
        return kept
    on_screen = str(DO_THIS[field] if has_form else _NEEDS_THE_FORM)
    between = "" if language == "zh" else " "
    is_alternative = bool(kept) and names_an_option(remedy) and remedy.startswith(kept[:-1])
    said = (kept, str(_IF_MEANT), on_screen) if is_alternative else (on_screen, kept)
    return between.join(part for part in said if part)
