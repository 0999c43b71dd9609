"""What an e-invoice says twice must agree. A check is made only where both sides were read; nothing is corrected.

Order: number, blue or red, tax numbers, lines, totals, words, the OFD's own list, the invoice taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wanglai.domain.amount_words import read_amount_words
from wanglai.domain.tax_numbers import plain_number, read_tax_number
from wanglai.formats.einvoice import values
from wanglai.formats.einvoice.invoice import EInvoice
from wanglai.formats.einvoice.problems import problem
from wanglai.formats.problem import Problem


def check(
    invoice: EInvoice, mark: str | None, envelope: dict[str, str], place: str, file: str
) -> Iterator[Problem]:
    """Contradictions of the invoice; ``mark`` is its own word on being blue (Y) or red (N), ``envelope`` what OFD.xml says."""
    yield from _number(invoice, place)
    yield from _sign(invoice, mark, place)
    yield from _tax_numbers(invoice, place)
    yield from _lines(invoice, place)
    yield from _totals(invoice, place)
    yield from _envelope(invoice, envelope, f"{file}!OFD.xml")
    if invoice.is_red and not invoice.reverses_number:
        yield problem("einvoice.red_unnamed", place)


def _number(invoice: EInvoice, place: str) -> Iterator[Problem]:
    if invoice.number is None:
        return
    if invoice.code is None:
        fits = re.fullmatch(r"[0-9]{20}", invoice.number)
    else:
        fits = re.fullmatch(r"(?:[0-9]{10}|[0-9]{12})/[0-9]{8}", f"{invoice.code}/{invoice.number}")
    if fits is None:
        shown = "/".join(filter(None, (invoice.code, invoice.number)))
        yield problem("einvoice.number_form", place, value=shown, excerpt=shown)


def _sign(invoice: EInvoice, mark: str | None, place: str) -> Iterator[Problem]:
    if invoice.gross is None or mark not in ("Y", "N"):
        return
    if (mark == "Y" and invoice.gross < 0) or (mark == "N" and invoice.gross > 0):
        zh, en = ("蓝字发票", "a blue invoice") if mark == "Y" else ("红字发票", "a red-letter invoice")  # fmt: skip
        yield problem("einvoice.sign", place, stated_zh=zh, stated_en=en, total=yuan(invoice.gross))


def _tax_numbers(invoice: EInvoice, place: str) -> Iterator[Problem]:
    for side, party in (("seller", invoice.seller), ("buyer", invoice.buyer)):
        if party.tax_number is None:
            continue
        read = read_tax_number(party.tax_number)
        if read.verdict == "wrong" and read.fault is not None:
            why = read.fault.reason
            yield problem(
                "einvoice.tax_number", place, field=f"{side}_tax_number", excerpt=party.tax_number,
                why_zh=why.zh, why_en=why.en,
            )  # fmt: skip


def _lines(invoice: EInvoice, place: str) -> Iterator[Problem]:
    if not invoice.lines:
        yield problem("einvoice.no_lines", place)
        return
    for code, amounts, total in (
        ("einvoice.lines_net", [line.net for line in invoice.lines], invoice.net),
        ("einvoice.lines_tax", [line.tax for line in invoice.lines], invoice.tax),
    ):
        read = [amount for amount in amounts if amount is not None]
        if total is not None and len(read) == len(amounts) and sum(read) != total:
            yield problem(code, place, sum=yuan(sum(read)), total=yuan(total))


def _totals(invoice: EInvoice, place: str) -> Iterator[Problem]:
    net, tax, gross = invoice.net, invoice.tax, invoice.gross
    if net is not None and tax is not None and gross is not None and net + tax != gross:
        yield problem("einvoice.gross", place, net=yuan(net), tax=yuan(tax), total=yuan(gross))
    if invoice.words is not None and gross is not None:
        said = read_amount_words(invoice.words)
        # Some makers write the words of a red-letter invoice without the sign.
        if said not in ((gross, -gross) if gross < 0 else (gross,)):
            shown = invoice.words[:80]
            yield problem("einvoice.words", place, value=shown, total=yuan(gross), excerpt=shown)


def _envelope(invoice: EInvoice, envelope: dict[str, str], place: str) -> Iterator[Problem]:
    ours: dict[str, object] = {
        "number": invoice.number, "code": invoice.code, "issued_on": invoice.issued_on,
        "seller_name": invoice.seller.name, "seller_tax_number": invoice.seller.tax_number,
        "buyer_name": invoice.buyer.name, "buyer_tax_number": invoice.buyer.tax_number,
        "net": invoice.net, "tax": invoice.tax, "gross": invoice.gross,
    }  # fmt: skip
    for field, text in envelope.items():
        value = ours[field]
        if value is None or value == _as(field, text):
            continue
        shown = yuan(value) if isinstance(value, int) else str(value)
        yield problem("einvoice.envelope", place, field=field, value=shown, other=text[:80], excerpt=text)  # fmt: skip


def _as(field: str, text: str) -> object:
    if field in ("net", "tax", "gross"):
        try:
            return values.money(text)
        except values.PartsOfFen:
            return None
    if field == "issued_on":
        return values.day(text)
    return plain_number(text) if field.endswith("tax_number") else values.plain(text)


def yuan(fen: int) -> str:
    """Fen as people read them: 123456 is 1,234.56."""
    whole, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{cents:02}"
