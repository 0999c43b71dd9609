"""A document is corrected, left out or taken in again, row by row, before anything is booked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.imports.decisions import decided
from wanglai.services.imports.life import import_within
from wanglai.services.imports.recheck import alike, recheck
from wanglai.services.imports.refusals import CorrectionIsUnreadable
from wanglai.services.money import minor_of
from wanglai.store.models import FileImport, ImportedDocument

CORRECTED = ("number", "customer", "date", "due", "currency", "rate", "amount", "tax")
_COLUMN = {"date": "on", "amount": "gross"}
_RATE_MAX = Decimal(1_000_000_000)


@transaction.atomic
def correct_document(
    *, company_id: int, actor: int, import_id: int, no: int, values: Mapping[str, str]
) -> None:
    """Put these values in place of what the file says, by field; the file itself stays as it came.

    Refuses, in order: NotFound, NotPermitted, NotFound (the document), ImportIsElsewhere, CorrectionIsUnreadable.
    """
    admit(company_id=company_id, actor=actor, act="import_documents")
    found = import_within(company_id=company_id, import_id=import_id, states=("preview",))
    document = _document(found, no)
    before = {name: _plain(document, name) for name in values}
    touched = {document.number}, {document.customer}
    for name in sorted(
        values, key=lambda each: each != "currency"
    ):  # amounts are of their currency
        _correct(document, name, values[name].strip())
    document.is_corrected = True
    document.save()
    numbers, customers = touched[0] | {document.number}, touched[1] | {document.customer}
    recheck(found, alike(found, numbers=numbers, customers=customers) | {no})
    decided(found, actor, "correct", {"before": before, "after": dict(values)}, no)


@transaction.atomic
def leave_out(*, company_id: int, actor: int, import_id: int, no: int) -> None:
    """This one is not imported. Refuses, in order: NotFound, NotPermitted, ImportIsElsewhere, NotFound (the document)."""
    _set_left_out(company_id, actor, import_id, no, is_left_out=True)


@transaction.atomic
def take_in(*, company_id: int, actor: int, import_id: int, no: int) -> None:
    """One that was left out comes back. Refuses, in order: NotFound, NotPermitted, ImportIsElsewhere, NotFound (the document)."""
    _set_left_out(company_id, actor, import_id, no, is_left_out=False)


def _set_left_out(
    company_id: int, actor: int, import_id: int, no: int, *, is_left_out: bool
) -> None:
    admit(company_id=company_id, actor=actor, act="import_documents")
    found = import_within(company_id=company_id, import_id=import_id, states=("preview",))
    document = _document(found, no)
    document.is_left_out = is_left_out
    document.save()
    recheck(found, alike(found, numbers={document.number}, customers={document.customer}) | {no})
    decided(found, actor, "leave_out" if is_left_out else "take_in", {}, no)


def _document(file_import: FileImport, no: int) -> ImportedDocument:
    found = ImportedDocument.objects.filter(file_import_id=file_import.id, no=no).first()
    if found is None:
        raise NotFound
    return found


def _plain(document: ImportedDocument, name: str) -> str:
    value = getattr(document, _COLUMN.get(name, name), "")
    return "" if value is None else str(value)


def _correct(document: ImportedDocument, name: str, text: str) -> None:
    if name not in CORRECTED:
        raise CorrectionIsUnreadable(name)
    try:
        value = _READ[name](text, document.currency)
    except (ValueError, InvalidOperation):
        raise CorrectionIsUnreadable(f"{name}: {text}") from None
    setattr(document, _COLUMN.get(name, name), value)
    unread = {
        field: said for field, said in document.more.get("unread", {}).items() if field != name
    }
    noticed = [each for each in document.more.get("noticed", ()) if each["field"] != name]
    document.more = {**document.more, "unread": unread, "noticed": noticed}


def _day(text: str, _: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _amount(text: str, currency: str) -> int | None:
    if not text:
        return None
    minor = minor_of(text, currency)
    if minor is None:
        raise ValueError(text)
    return minor


def _rate(text: str, _: str) -> Decimal | None:
    rate = Decimal(text) if text else None
    if rate is not None and not (rate.is_finite() and abs(rate) < _RATE_MAX):
        raise ValueError(text)
    return rate.quantize(Decimal("1e-8")) if rate is not None else None


def _text(length: int) -> Callable[[str, str], str]:
    def read(text: str, _: str) -> str:
        return " ".join(text.split())[:length]

    return read


_READ: dict[str, Callable[[str, str], Any]] = {
    "number": _text(200),
    "customer": _text(400),
    "date": _day,
    "due": _day,
    "currency": lambda text, _: text.upper()[:12],
    "rate": _rate,
    "amount": _amount,
    "tax": lambda text, currency: _amount(text, currency) or 0,
}
