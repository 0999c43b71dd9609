"""Electronic invoices, one or a zip of them, as documents; each is opened in a limited child of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence

from wanglai.domain.incoming import Incoming, Line, Problem
from wanglai.formats.einvoice import EInvoice, Reading, read_einvoice_apart
from wanglai.formats.einvoice.archive import Archive
from wanglai.formats.einvoice.problems import FileRefused
from wanglai.services.imports.read_table import FileRead
from wanglai.services.imports.refusals import NoEInvoices
from wanglai.services.reconciliation.uploads import Upload

_ENDINGS = (".xml", ".ofd")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def bundled(uploads: Sequence[Upload]) -> Upload:
    """One file as it is; several in one zip, the same for the same files in the same order."""
    if len(uploads) == 1:
        return uploads[0]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, upload in enumerate(uploads, start=1):
            archive.writestr(zipfile.ZipInfo(f"{number:03d}-{upload.name}", _EPOCH), upload.content)
    return Upload(name=f"{uploads[0].name} +{len(uploads) - 1}.zip", content=target.getvalue())


def read_einvoices(
    content: bytes, name: str, told: Callable[[int], None] | None = None
) -> FileRead:
    """Every invoice of the file; one that cannot be read is a row with its reason. Refuses: NoEInvoices."""
    found = FileRead(decimal_mark=".", date_form="Y-M-D")
    for number, (entry, part) in enumerate(_parts(content, name), start=1):
        if told is not None:
            told(number)
        document = _document(number, read_einvoice_apart(part, entry), entry)
        found.documents.append(document)
        found.rows += 1
        if document.gross is not None:
            found.totals["CNY"] = found.totals.get("CNY", 0) + document.gross
    if not found.documents:
        raise NoEInvoices(name)
    return found


def _parts(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The invoices of a zip, or the one file; an OFD is a zip, too, and is known by the file at its root."""
    if not content.startswith(b"PK"):
        yield name, content
        return
    try:
        archive = Archive(content, name)
    except FileRefused:
        yield name, content  # the reading says what is wrong with it
        return
    names = archive.names()
    if any(entry.lower() == "ofd.xml" for entry in names):
        yield name, content
        return
    for entry in names:
        if entry.lower().endswith(_ENDINGS):
            try:
                yield entry, archive.read(entry)
            except FileRefused:
                yield entry, b""


def _document(number: int, reading: Reading, entry: str) -> Incoming:
    invoice = reading.invoice
    document = (
        Incoming(row=number, currency="CNY", text=entry[-200:])
        if invoice is None
        else _of(number, invoice, entry)
    )
    if invoice is None:
        document.gross = None
    for each in reading.problems:
        code = {"file": "einvoice.file", "value": "einvoice.unread"}.get(
            each.kind, "einvoice.contradicts"
        )
        words = {"zh": f"{each.reason.zh} {each.place}", "en": f"{each.reason.en} {each.place}"}
        document.noticed.append(Problem(code, "", each.excerpt, words))
    return document


def _of(number: int, invoice: EInvoice, entry: str) -> Incoming:
    return Incoming(
        row=number, number=invoice.number or "", customer=invoice.buyer.name or "", on=invoice.issued_on, currency=invoice.currency,
        gross=invoice.gross, tax=invoice.tax or 0, text=entry[-200:], rows=1,
        lines=[
            Line(line.row, (line.name or "")[:500], line.quantity, line.price, (line.net or 0) + (line.tax or 0), line.tax)
            for line in invoice.lines
        ],
    )  # fmt: skip
