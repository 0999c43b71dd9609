"""BAI2, Cash Management Balance Reporting version 2: groups of accounts of days, amounts in minor units, control totals.

Source: BAI, Cash Management Balance Reporting Specifications Version 2 (records 01, 02, 03, 16, 49, 88, 98, 99).
Type codes: 010 and 015 are the opening and closing ledger balance; 100 to 399 bring money in, 400 to 699 take it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from wanglai.domain.money import in_figures
from wanglai.formats.bank.statement import Balance, Entry, Statement
from wanglai.formats.bank.values import Notes

_AMOUNT = re.compile(r"[-+]?[0-9]{1,18}")
_DETAILS = re.compile(r"(?:^|\s)(?:BO1|OB3|FR):(.+?)(?=\s+[A-Z]{2,4}[0-9]?:|$)")


class _Record(NamedTuple):
    code: str
    fields: list[str]
    text: str  # of its continuations
    line: int
    lines: int  # it stands on


@dataclass
class _Account:
    place: str
    account: str
    currency: str
    on: date | None
    opening: Balance | None = None
    closing: Balance | None = None
    entries: list[Entry] = field(default_factory=list)
    total: int = 0  # of all amounts, which the trailer repeats
    records: int = 0


@dataclass
class _Sum:
    """What was read so far of an account, a group or the file."""

    total: int = 0
    records: int = 0
    parts: int = 0  # accounts of a group, groups of the file


def looks_like_bai2(text: str) -> bool:
    """A file header, and then a group."""
    return re.match(r"\s*01,[^\n]*\n\s*(88,[^\n]*\n\s*)*02,", text.replace("\r", "\n")) is not None


def read_bai2(text: str, file: str, notes: Notes) -> tuple[str, tuple[Statement, ...]]:
    """One statement for each account of each group. Control totals that are given must hold."""
    found: list[Statement] = []
    group_day, group_currency = None, "USD"
    account: _Account | None = None
    whole, group, is_ended = _Sum(), _Sum(), False
    for record in _records(text):
        place, fields = f"{file}:{record.line}", record.fields
        whole.records += record.lines
        group.records += record.lines
        match record.code:
            case "02":
                group = _Sum(records=record.lines)
                group_day = notes.short_day(_at(fields, 4), place) if _at(fields, 4) else None
                group_currency = _at(fields, 6) or "USD"
            case "03":
                account = _Account(
                    place, _at(fields, 1), _at(fields, 2) or group_currency, group_day
                )
                _summaries(account, fields[3:], place, notes)
            case "16" if account:
                account.entries.append(_entry(account, record, place, notes))
            case "49" if account:
                account.records += record.lines
                _hold(
                    _Sum(account.total, account.records),
                    _at(fields, 1),
                    _at(fields, 2),
                    account.currency,
                    place,
                    notes,
                )
                group.total += account.total
                group.parts += 1
                found.append(_done(account))
                account = None
            case "98":
                _hold_with_parts(group, fields, group_currency, place, notes)
                whole.total += group.total
                whole.parts += 1
            case "99":
                _hold_with_parts(whole, fields, group_currency, place, notes)
                is_ended = True
        if account:
            account.records += record.lines
    if account:
        notes.add("bank.cut_off", account.place)
        found.append(_done(account))
    elif not is_ended:
        notes.add("bank.cut_off", file)
    return "bai2", tuple(found)


def _records(text: str) -> Iterator[_Record]:
    """Records with their continuations (88): of a summary they go on with its fields, of a detail with its text."""
    waiting: _Record | None = None
    texts: list[str] = []
    for at, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        bare = line.strip()
        if not bare:
            continue
        code, _, rest = bare.partition(",")
        ended = rest.rstrip().removesuffix("/")
        if code == "88" and waiting:
            texts.append(rest)
            if waiting.code != "16":
                waiting.fields.extend(ended.split(","))
            waiting = waiting._replace(lines=waiting.lines + 1)
            continue
        if waiting:
            yield waiting._replace(text=" ".join(texts).strip())
        fields = [code, *(rest if code == "16" else ended).split(",")]
        waiting, texts = _Record(code, fields, "", at, 1), []
    if waiting:
        yield waiting._replace(text=" ".join(texts).strip())


def _summaries(account: _Account, fields: list[str], place: str, notes: Notes) -> None:
    """Type, amount, items and funds type, again and again; a funds type brings fields of its own."""
    at = 0
    while at < len(fields):
        kind = fields[at]
        at += 1
        if not kind:  # a comma more than there should be, where the record goes on
            continue
        amount, funds = _at(fields, at), _at(fields, at + 2)
        at += 3
        at += _more_of(funds, fields[at : at + 1])
        minor = _amount(amount, place, notes) if amount else None
        if minor is None:
            continue
        account.total += minor
        if kind in ("010", "015"):
            balance = Balance(account.on, minor, account.currency)
            if kind == "010":
                account.opening = balance
            else:
                account.closing = balance


def _more_of(funds: str, rest: list[str]) -> int:
    """How many fields a funds type brings: S three, V two, D as many as it says."""
    if funds == "S":
        return 3
    if funds == "V":
        return 2
    if funds == "D":
        return 1 + 2 * int(rest[0]) if rest and rest[0].isdecimal() and len(rest[0]) < 4 else 1
    return 0


def _entry(account: _Account, record: _Record, place: str, notes: Notes) -> Entry:
    kind, amount, funds = _at(record.fields, 1), _at(record.fields, 2), _at(record.fields, 3)
    minor = _amount(amount, place, notes)
    is_in = kind.isdecimal() and 100 <= int(kind) <= 399
    if not kind.isdecimal() or not 100 <= int(kind) <= 699:
        notes.add("bank.line", place, ",".join(record.fields))
        minor = None
    account.total += minor or 0
    rest = record.fields[4 + _more_of(funds, record.fields[4:]) :]
    text = " ".join(filter(None, (",".join(rest[2:]).removesuffix("/").strip(), record.text)))
    value_on = notes.short_day(record.fields[4], place) if funds == "V" and _at(record.fields, 4) else account.on  # fmt: skip
    name = _DETAILS.search(" ".join(text.split()))
    return Entry(
        place=place, amount=None if minor is None else minor if is_in else -minor, currency=account.currency,
        booked_on=account.on, value_on=value_on, is_booked=True, is_reversal=False,
        other_name=name[1].strip() if name else "", other_account="",
        reference=_at(rest, 1).removesuffix("/"), bank_reference=_at(rest, 0).removesuffix("/"), code=kind, text=text,
    )  # fmt: skip


def _amount(text: str, place: str, notes: Notes) -> int | None:
    """Minor units as they stand, with no point: 12345 USD is 123.45."""
    if _AMOUNT.fullmatch(text.strip()):
        return int(text)
    notes.add("bank.amount", place, text, value=text[:40])
    return None


def _hold(sums: _Sum, told: str, count: str, currency: str, place: str, notes: Notes) -> None:
    """A trailer repeats the sum of all amounts and the number of records, its own among them. A blank says nothing."""
    if _AMOUNT.fullmatch(told.strip()) and int(told) != sums.total:
        notes.add("bank.control_sum", place, told=in_figures(int(told), currency), found=in_figures(sums.total, currency))  # fmt: skip
    if count.isdecimal() and int(count) != sums.records:
        notes.add("bank.control_count", place, told=int(count), found=sums.records)


def _hold_with_parts(
    sums: _Sum, fields: list[str], currency: str, place: str, notes: Notes
) -> None:
    """A group's trailer counts its accounts, the file's its groups."""
    _hold(sums, _at(fields, 1), _at(fields, 3), currency, place, notes)
    parts = _at(fields, 2)
    if parts.isdecimal() and int(parts) != sums.parts:
        notes.add("bank.control_count", place, told=int(parts), found=sums.parts)


def _done(account: _Account) -> Statement:
    number = account.on.isoformat() if account.on else ""
    return Statement(
        account.place, "statement", account.account, account.currency, number, account.opening, account.closing,
        tuple(account.entries),
    )  # fmt: skip


def _at(fields: list[str], place: int) -> str:
    return fields[place].strip() if place < len(fields) else ""
