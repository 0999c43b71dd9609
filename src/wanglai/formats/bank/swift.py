"""MT940 and MT942 of SWIFT, as banks really send them: with or without the envelope, padded amounts, free lines in field 86.

Source: SWIFT Standards MT, category 9, fields 20, 25, 28C, 60, 61, 62, 64, 86, 34F, 90. Field 86 has no common
form; the two that are wide spread are taken apart: ``?20`` to ``?63`` (DK, Germany and Austria; ``>`` in place of ``?``) and
``/NAME/…/REMI/…`` (Dutch banks). Any other is the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from wanglai.formats.bank.statement import Balance, Entry, Kind, Statement
from wanglai.formats.bank.values import Notes

_TAG = re.compile(r":([0-9]{2}[A-Z]?|NS):")
_FIRST = re.compile(r"(?m)^:20:")
_BALANCE = re.compile(r"([CD])([0-9]{6})([A-Z]{3})([0-9.,]+)\s*")
# Value day, booking day, side, funds code, amount, transaction type, reference of the account owner, and of the bank.
# After an amount comes a type, the bank's reference or nothing: in 1O0,00 and 1 00,00 the amount is not 1.
_ENTRY = re.compile(
    r"([0-9]{6})([0-9]{4})?\s*(R?[CD]|E[CD])([A-Z])?([0-9]+(?:[,.][0-9]*)?)(?=[ ]*(?:[NFS][A-Z0-9]{3}|//|\n|$))[ ]*([NFS][A-Z0-9]{3})?([^/\n]*(?:/(?!/)[^/\n]*)*)(?://([^\n]*))?(?:\n(.*))?",
    re.DOTALL,
)
_SUBFIELD = re.compile(r"[?>]([0-9]{2})")
_SLASHED = re.compile(r"/(NAME|REMI|EREF|IBAN|CNTP|BENM|ORDP|MARF|CSID|ISDT|BIC|RTRN|PREF|TRTP|ADDR|ID|UDTR|UCRD|PURP|KREF|CREF|OCMT|EXCH|CHGS)/")  # fmt: skip
_SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|OAMT|COAM)\+")


# Original amount, rate and charges, in field 61 or 86; OAMT and COAM are the same in German banks' subfields.
_SENT = re.compile(
    r"/OCMT/\s*([A-Z]{3})\s*([0-9]+(?:[.,][0-9]*)?)|OAMT\+\s*([A-Z]{3})?\s*([0-9]+(?:[.,][0-9]*)?)"
)
_RATE = re.compile(r"/EXCH/\s*([0-9]+(?:[.,][0-9]*)?)")
_CHARGE = re.compile(r"(?:/CHGS/|COAM\+)\s*([A-Z]{3})?\s*([0-9]+(?:[.,][0-9]*)?)")


class _Field(NamedTuple):
    tag: str
    text: str
    line: int


@dataclass
class _Draft:
    """A statement while its fields come."""

    place: str
    kind: Kind = "statement"
    account: str = ""
    number: str = ""
    currency: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    entries: list[Entry] = field(default_factory=list)


def looks_like_swift(text: str) -> bool:
    """Whether a statement begins somewhere near the head of the file."""
    return re.search(r"(?m)^:(20|25|28C?|60[FM]):", text[:8192]) is not None


def read_swift(text: str, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    """``mt940`` or ``mt942``, and its statements. A page that is not the last is a statement with the page's own balances."""
    found: list[Statement] = []
    draft: _Draft | None = None
    for each in _fields(text.replace("\r\n", "\n").replace("\r", "\n")):
        if each.tag == "20" or draft is None:
            found += [_done(draft)] if draft else []
            draft = _Draft(f"{file}:{each.line}")
        _take(draft, each, f"{file}:{each.line}", notes)
    found += [_done(draft)] if draft else []
    is_report = any(each.kind == "report" for each in found)
    return "mt942" if is_report else "mt940", tuple(found)


def _fields(text: str) -> Iterator[_Field]:
    """Tags at the beginning of a line, each with the lines that follow it; what stands outside of a statement is its envelope."""
    first = _FIRST.search(text)
    start = text.count("\n", 0, first.start()) if first else 0
    lines: list[str] = []
    tag, began = "", 0
    for at, line in enumerate(text.split("\n")):
        if at < start:
            continue
        match = _TAG.match(line)
        if match or line.strip() in ("-", "-}") or line.startswith("-}"):
            if tag:
                yield _Field(tag, "\n".join(lines), began)
            tag = match[1] if match else ""
            lines, began = ([line[match.end() :]] if match else []), at + 1
        elif tag:
            lines.append(line)
    if tag:
        yield _Field(tag, "\n".join(lines), began)


def _take(draft: _Draft, each: _Field, place: str, notes: Notes) -> None:
    text = each.text.strip()
    match each.tag:
        case "25" | "25P":
            draft.account = text.split("\n")[0]
        case "28" | "28C":
            draft.number = text
        case "34F":
            draft.kind, draft.currency = "report", text[:3]
        case "60F" | "60M":
            draft.opening = _balance(text, place, notes)
            draft.currency = draft.opening.currency if draft.opening else draft.currency
        case "62F" | "62M":
            draft.closing = _balance(text, place, notes)
        case "61":
            entry = _entry(each.text, draft.currency, place, notes)
            draft.entries.append(_exchanged(entry, each.text, place, notes))
        case "86" if draft.entries and not draft.closing:
            draft.entries[-1] = _exchanged(
                _told(draft.entries[-1], each.text), each.text, place, notes
            )


def _done(draft: _Draft) -> Statement:
    return Statement(
        draft.place, draft.kind, draft.account, draft.currency, draft.number, draft.opening, draft.closing,
        tuple(draft.entries),
    )  # fmt: skip


def _balance(text: str, place: str, notes: Notes) -> Balance | None:
    match = _BALANCE.fullmatch(text)
    minor = notes.money(match[4], match[3], place) if match else None
    if match is None:
        notes.add("bank.line", place, text)
    if match is None or minor is None:
        return None
    on = notes.short_day(match[2], place)
    return Balance(on, minor if match[1] == "C" else -minor, match[3])


def _entry(text: str, currency: str, place: str, notes: Notes) -> Entry:
    match = _ENTRY.match(text.strip("\n"))
    if match is None:
        notes.add("bank.line", place, text)
        return _no_entry(place, currency, text.strip())
    value, booked, side, _, amount, kind, own, banks, more = match.groups()
    minor = notes.money(amount, currency, place)
    value_on = notes.short_day(value, place)
    is_in = side in ("C", "RD", "EC")  # a reversed debit brings money back
    own = own.strip()
    return Entry(
        place=place, amount=None if minor is None else minor if is_in else -minor, currency=currency,
        booked_on=_near(value_on, booked, place, notes) if booked else value_on, value_on=value_on, is_booked=True,
        is_reversal=side.startswith("R"), other_name="", other_account="",
        reference="" if own == "NONREF" else own, bank_reference=(banks or "").strip(), code=kind or "",
        text=" ".join((more or "").split()),
    )  # fmt: skip


def _no_entry(place: str, currency: str, text: str) -> Entry:
    return Entry(place, None, currency, None, None, True, False, "", "", "", "", "", text)


def _near(value_on: date | None, month_and_day: str, place: str, notes: Notes) -> date | None:
    """The booking day has no year: it is the one nearest to the value day. 1231 beside 2 January 2026 is of 2025."""
    if value_on is None:
        return None
    years = (value_on.year - 1, value_on.year, value_on.year + 1)
    found = []
    for year in years:
        try:
            found.append(date(year, int(month_and_day[:2]), int(month_and_day[2:])))
        except ValueError:
            continue
    if not found:
        notes.add("bank.day", place, month_and_day, value=month_and_day)
        return None
    return min(found, key=lambda day: abs((day - value_on).days))


def _told(entry: Entry, text: str) -> Entry:
    """The entry with what field 86 says of it."""
    if _SUBFIELD.search(text[:8]):
        return _of_subfields(entry, text)
    joined = text.replace("\n", "")
    if _SLASHED.match(joined):
        return _of_slashes(entry, joined)
    return replace(entry, text=" ".join(filter(None, (entry.text, " ".join(text.split())))))


def _exchanged(entry: Entry, text: str, place: str, notes: Notes) -> Entry:
    """The entry with what was sent, the rate and what the bank took, where the text says so: ``/OCMT/USD100,/EXCH/0,92/CHGS/EUR5,``."""
    if "/OCMT/" not in text and "/EXCH/" not in text and "/CHGS/" not in text and "AM" not in text:
        return entry
    joined = (
        _SUBFIELD.sub("", text.replace("\n", ""))
        if _SUBFIELD.search(text[:8])
        else text.replace("\n", "")
    )
    if match := _SENT.search(joined):
        sent_in = match[1] or match[3] or entry.currency
        sent = notes.money(match[2] or match[4], sent_in, place)
        if sent is not None and (sent_in, sent) != (entry.currency, abs(entry.amount or 0)):
            entry = replace(entry, instructed_amount=sent, instructed_currency=sent_in)
    if match := _RATE.search(joined):
        entry = replace(entry, rate=match[1].rstrip(".,"))
    taken = [notes.money(amount, entry.currency, place) for currency, amount in _CHARGE.findall(joined) if currency in ("", entry.currency)]  # fmt: skip
    known = [each for each in taken if each is not None]
    return replace(entry, charges=sum(known)) if known else entry


def _of_subfields(entry: Entry, text: str) -> Entry:
    """``?20`` to ``?29`` and ``?60`` to ``?63`` are the text, ``?31`` the account, ``?32`` and ``?33`` the name."""
    parts = _SUBFIELD.split(text.replace("\n", ""))
    said: dict[str, str] = {}
    for number, value in zip(parts[1::2], parts[2::2], strict=True):
        said[number] = said.get(number, "") + value
    usage = "".join(said[number] for number in sorted(said) if "20" <= number <= "29" or "60" <= number <= "63")  # fmt: skip
    sepa = _SEPA.split(usage)
    named = dict(zip(sepa[1::2], sepa[2::2], strict=True))
    reference = named.get("EREF", "").strip() or entry.reference
    name = (said.get("32", "") + said.get("33", "")).strip()
    return replace(
        entry, other_name=name, other_account=said.get("31", "").strip(),
        reference="" if reference == "NOTPROVIDED" else reference, code=entry.code or parts[0].strip(),
        text=" ".join((named.get("SVWZ") or usage).split()),
    )  # fmt: skip


def _of_slashes(entry: Entry, text: str) -> Entry:
    parts = _SLASHED.split(text)
    said = dict(zip(parts[1::2], parts[2::2], strict=True))
    account = said.get("IBAN", "") or said.get("CNTP", "").split("/")[0] or entry.other_account
    return replace(
        entry, other_name=said.get("NAME", "").strip() or _second(said.get("CNTP", "")), other_account=account.strip(),
        reference=said.get("EREF", "").strip() or entry.reference,
        text=" ".join(filter(None, (entry.text, said.get("REMI", "").strip("/ ")))),
    )  # fmt: skip


def _second(parts: str) -> str:
    """Of account, bank, name and place, which stand between strokes: the name."""
    pieces = parts.split("/")
    return pieces[2].strip() if len(pieces) > 2 else ""
