"""OFX, versions 1 (SGML, elements left open) and 2 (XML): what banks and their programs let people download.

Source: Open Financial Exchange specification, 1.6 and 2.2, chapter 11. It has a balance at the end and none at the
beginning, so nothing in it proves that no entry is missing: it is read as a report.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from wanglai.formats.bank.statement import Balance, Entry, Statement
from wanglai.formats.bank.values import Notes

_STATEMENT = re.compile(r"<(STMTRS|CCSTMTRS)>(.*?)(?=</\1>|<(?:STMTRS|CCSTMTRS)>|\Z)", re.DOTALL)
_ENTRY = re.compile(r"<STMTTRN>(.*?)(?=</STMTTRN>|<STMTTRN>|</BANKTRANLIST>|\Z)", re.DOTALL)
_FIELD = re.compile(r"<([A-Z0-9.]+)>([^<\r\n]*)")
_SIGNED = re.compile(r"([-+]?)(.*)", re.DOTALL)


def looks_like_ofx(text: str) -> bool:
    return "<OFX>" in text[:8192]


def read_ofx(text: str, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    """One report for each account of the file."""
    return "ofx", tuple(_statements(text, file, notes))


def _statements(text: str, file: str, notes: Notes) -> Iterator[Statement]:
    lines = _Lines(text)
    for match in _STATEMENT.finditer(text):
        body, start = match[2], match.start(2)
        place = f"{file}:{lines.at(start)}"
        head = _fields(body.partition("<BANKTRANLIST>")[0])
        currency = head.get("CURDEF", "")
        ledger = _fields(body.partition("<LEDGERBAL>")[2])
        closing = None
        if "BALAMT" in ledger and (minor := _signed(ledger["BALAMT"], currency, place, notes)) is not None:  # fmt: skip
            closing = Balance(notes.day(ledger.get("DTASOF", "")[:8], place), minor, currency)
        entries = tuple(
            _entry(each[1], currency, f"{file}:{lines.at(start + each.start())}", notes) for each in _ENTRY.finditer(body)
        )  # fmt: skip
        yield Statement(place, "report", head.get("ACCTID", ""), currency, "", None, closing, entries)  # fmt: skip


class _Lines:
    """Numbers of lines, asked for in the order of the text: each stretch is counted once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen, self._line = 0, 1

    def at(self, place: int) -> int:
        self._line += self._text.count("\n", self._seen, place)
        self._seen = place
        return self._line


def _entry(text: str, currency: str, place: str, notes: Notes) -> Entry:
    """What stands in CURRENCY is the currency of the amount itself; in ORIGCURRENCY, of what was sent before it was changed."""
    said = _fields(text)
    if "<CURRENCY>" in text:
        currency = said.get("CURSYM", currency)
    booked_on = notes.day(said.get("DTPOSTED", "")[:8], place)
    value_on = notes.day(said.get("DTAVAIL", "")[:8], place) or booked_on
    return Entry(
        place=place, amount=_signed(said.get("TRNAMT", ""), currency, place, notes), currency=currency,
        booked_on=booked_on, value_on=value_on, is_booked=True, is_reversal="CORRECTFITID" in said,
        other_name=said.get("NAME", ""), other_account="", reference=said.get("REFNUM", "") or said.get("CHECKNUM", ""),
        bank_reference=said.get("FITID", ""), code=said.get("TRNTYPE", ""), text=said.get("MEMO", ""),
        instructed_currency=said.get("CURSYM", "") if "<ORIGCURRENCY>" in text else "", rate=said.get("CURRATE", ""),
    )  # fmt: skip


def _fields(text: str) -> dict[str, str]:
    """The first value of each element; elements may be left open, as in SGML."""
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        found.setdefault(name, html.unescape(value).strip())
    return found


def _signed(text: str, currency: str, place: str, notes: Notes) -> int | None:
    match = _SIGNED.match(text.strip())
    assert match is not None, "the pattern takes anything"
    minor = notes.money(match[2], currency, place)
    return None if minor is None else -minor if match[1] == "-" else minor
