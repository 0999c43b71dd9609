"""A document is corrected, left out or taken in again, row by row, before anything is booked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from wanglai.services.access.scope import NotFound
from wanglai.services.imports.decisions import decided
from wanglai.services.imports.doors import admit_to_import
from wanglai.services.imports.fields import FIELDS
from wanglai.services.imports.kinds import KINDS, ImportKind
from wanglai.services.imports.life import import_within
from wanglai.services.imports.recheck import alike, recheck
from wanglai.services.imports.refusals import CorrectionIsUnreadable
from wanglai.services.money import minor_of
from wanglai.store.models import FileImport, ImportedDocument, ImportedLine

_COLUMN = {"date": "on", "amount": "gross"}
_RATE_MAX = Decimal(1_000_000_000)
_FIGURE_MAX = Decimal(10**14)


@transaction.atomic
def correct_document(
    *, company_id: int, actor: int, import_id: int, no: int, values: Mapping[str, str]
) -> None:
    """Put these values in place of what the file says, by field; the file itself stays as it came.

    Refuses, in order: NotFound, NotPermitted, NotFound (the document), ImportIsElsewhere, CorrectionIsUnreadable.
    """
    admit_to_import(company_id, actor, import_id)
    found = import_within(company_id=company_id, import_id=import_id, states=("preview",))
    document = _document(found, no)
    before = {name: _plain(document, name) for name in values}
    touched = {document.number}, {document.customer}
    kind = KINDS[found.kind]
    for name in sorted(
        values, key=lambda each: each != "currency"
    ):  # amounts are of their currency
        if line_field(name):
            _correct_line(kind, document, name, values[name].strip())
        else:
            _correct(kind, document, name, values[name].strip())
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
    admit_to_import(company_id, actor, import_id)
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


def line_field(name: str) -> tuple[int, str] | None:
    """``line_2_quantity`` is the quantity of the second line; None for fields of the document."""
    found = _LINE_FIELD.fullmatch(name)
    return (int(found[1]), found[2]) if found else None


def _plain(document: ImportedDocument, name: str) -> str:
    place = line_field(name)
    if place:
        line = _line(document, place[0])
        value = (line.said or {}).get(place[1]) or getattr(line, _OF_LINE.get(place[1], ""), "")
    elif name in document.more.get("said", {}):
        value = document.more["said"][name]
    else:
        value = getattr(document, _COLUMN.get(name, name), "")
    return "" if value is None else str(value)


def _correct(kind: ImportKind, document: ImportedDocument, name: str, text: str) -> None:
    if name not in kind.corrected:
        raise CorrectionIsUnreadable(name)
    if name in kind.said:
        said = {**document.more.get("said", {}), name: _said(name, text)}
        document.more = {**document.more, "said": {field: each for field, each in said.items() if each}}  # fmt: skip
    else:
        setattr(document, _COLUMN.get(name, name), _read(name, _READ[name], text, document.currency))  # fmt: skip
    unread = {
        field: said for field, said in document.more.get("unread", {}).items() if field != name
    }
    noticed = [each for each in document.more.get("noticed", ()) if each["field"] != name]
    document.more = {**document.more, "unread": unread, "noticed": noticed}


def _read(name: str, read: Callable[[str, str], Any], text: str, currency: str) -> Any:
    """Refuses: CorrectionIsUnreadable."""
    try:
        return read(text, currency)
    except (ValueError, InvalidOperation):
        raise CorrectionIsUnreadable(f"{name}: {text}") from None


def _said(name: str, text: str) -> str:
    """A field that is kept as text, in the form the reading keeps it in. Refuses: CorrectionIsUnreadable."""
    read = _SAID.get(FIELDS[name].shape, _text(500))
    value = _read(name, read, text, "") if text else ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "")


def _line(document: ImportedDocument, line_no: int) -> ImportedLine:
    rows = ImportedLine.objects.filter(file_import_id=document.file_import_id, no=document.no)
    found = rows.filter(line_no=line_no).first()
    if found is None:
        raise NotFound
    return found


def _correct_line(kind: ImportKind, document: ImportedDocument, name: str, text: str) -> None:
    place = line_field(name)
    if place is None or place[1] not in kind.line_corrected:
        raise CorrectionIsUnreadable(name)
    line, field = _line(document, place[0]), place[1]
    said = {each: value for each, value in (line.said or {}).items() if each != field}
    if field in _OF_LINE:
        value = text[:500] if field == "line_text" else _read(name, _figure, text, "")
        setattr(line, _OF_LINE[field], value)
    elif text:
        said[field] = _said(field, text)
    line.said = said
    if field in kind.said and text:  # the document refers where any line of it does
        document.more = {
            **document.more,
            "said": {field: said[field], **document.more.get("said", {})},
        }
    line.save(update_fields=["text", "quantity", "price", "said"])


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


def _figure(text: str, _: str) -> Decimal | None:
    figure = Decimal(text.removesuffix("%").replace(",", "").strip()) if text else None
    if figure is not None and not (figure.is_finite() and abs(figure) < _FIGURE_MAX):
        raise ValueError(text)
    return figure


_LINE_FIELD = re.compile(r"line_([1-9]\d{0,6})_([a-z_]+)")
_OF_LINE = {"line_text": "text", "quantity": "quantity", "price": "price"}
_SAID: dict[str, Callable[[str, str], Any]] = {"day": _day, "figure": _figure, "percent": _figure}
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
