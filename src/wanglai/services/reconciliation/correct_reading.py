"""A side is read again as a person says."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tieout.reading import FIELDS, SIGNS
from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.reconciliation.rerun import run_again
from wanglai.services.refusals import UnableTo
from wanglai.store.models import BookSide

_CHOICES: dict[str, tuple[str, ...]] = {
    "date_order": ("YMD", "DMY", "MDY"),
    "decimal_mark": (".", ","),
    "sign": SIGNS,
}
_WORDS = ("sheet", "currency", "encoding", "party")
_WORD_LENGTH_MAX = 200


class OptionIsWrong(UnableTo):
    code_of_refusal = "reading.option"
    why = Wording("读取选项无效。", "This reading option is not valid.")
    next_step = Wording("请从列出的选项中选择。", "Choose from the options offered.")
    http_status = 422


class OursIsTheBook(UnableTo):
    code_of_refusal = "reading.of_the_book"
    why = Wording(
        "我方账直接取自账簿，没有读取方式可改。",
        "Our side is read from the book; there is no reading to correct or remember.",
    )
    next_step = Wording("请在账簿中更正，然后重新运行。", "Correct it in the book, then run again.")


@transaction.atomic
def correct_reading(
    *, company_id: int, actor: int, reconciliation_id: int, side: str, options: dict[str, Any]
) -> int:
    """Queue a run that reads ``side`` by these ReadingOptions and ``party`` (only what a person set); returns its id.

    ``options`` replaces what was said about this side before; the other side is read as in the last run. Refuses,
    in order: NotFound, NotPermitted, OursIsTheBook, OptionIsWrong, RunIsActive.
    """
    admit(company_id=company_id, actor=actor, act="correct_reading")
    if side not in ("ours", "theirs"):
        raise NotFound(side)
    require_a_file(company_id, reconciliation_id, side)
    return run_again(
        company_id,
        actor,
        reconciliation_id,
        cause="corrected",
        options={side: checked_options(options)},
    )


def require_a_file(company_id: int, reconciliation_id: int, side: str) -> None:
    """Refuses OursIsTheBook for the side that is no file."""
    book = BookSide.objects.filter(company_id=company_id, reconciliation_id=reconciliation_id)
    if side == "ours" and book.exists():
        raise OursIsTheBook


def checked_options(options: dict[str, Any]) -> dict[str, Any]:
    """The options with empty ones left out; refuses OptionIsWrong with the option's name.

    >>> checked_options({"sign": "mirrored", "sheet": "", "columns": {"date": "B"}})
    {'sign': 'mirrored', 'columns': {'date': 'B'}}
    """
    kept: dict[str, Any] = {}
    for name, value in options.items():
        if value is None or value == "" or value == {}:
            continue
        if not _is_right(name, value):
            raise OptionIsWrong(name)
        kept[name] = value
    return kept


def _is_right(name: str, value: Any) -> bool:
    if name == "columns":
        return isinstance(value, dict) and all(
            field in FIELDS and isinstance(column, str) and len(column) <= _WORD_LENGTH_MAX
            for field, column in value.items()
        )
    if name in _CHOICES:
        return value in _CHOICES[name]
    if name in _WORDS:
        return isinstance(value, str) and len(value) <= _WORD_LENGTH_MAX
    if name == "header_row":
        return type(value) is int and 0 <= value <= 1_048_576
    return name == "accept_unbalanced" and value is True
