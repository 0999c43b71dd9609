"""The sealed form of acts, version 1, built from what the columns say.

The database writes these bytes when it seals (``store/book/seal.sql``). This is the second hand: written
apart from it, so that neither can be wrong unnoticed. Fixed widths or lengths before every value, big
endian; text that may name a person is sealed as SHA-256.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

VERSION = 1
BEGINNING = bytes(32)  # the link before the first act
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(1970, 1, 1).toordinal()
_NO_DAY = -(1 << 31)
_digest = hashlib.sha256


def next_link(link: bytes, sealed: bytes) -> bytes:
    """SHA-256 over the link before and the sealed bytes."""
    return _digest(link + sealed).digest()


def sealed_act(
    company: int,
    seq: int,
    kind: str,
    at: datetime,
    actor: int | None,
    approver: int | None,
    origin: str,
    key: str,
    request_hash: bytes,
    facts: str,
    rows: bytes,
) -> bytes:
    """The whole act: who, when, through which door, what was asked, and the bytes of its rows."""
    since = at - _EPOCH
    micros = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return b"".join(
        (
            struct.pack(">hqq", VERSION, company, seq),
            words(kind),
            struct.pack(">qqq", micros, actor or 0, approver or 0),
            _digest(origin.encode()).digest(),
            words(key),
            lengthed(request_hash),
            words(facts),
            lengthed(rows),
        )
    )


def sealed_entry(
    period: int,
    number: int,
    kind: str,
    entry_on: date,
    document: str,
    currency: str,
    rate: Decimal,
    customer: int | None,
    text: str,
    reverses: int | None,
    source: int | None,
    batch: int | None,
    *,
    lines: Iterable[bytes],
    items: Iterable[bytes],
) -> bytes:
    """An entry with its lines and open items, as one act's rows."""
    return b"".join(
        (
            struct.pack(">qi", period, number),
            words(kind),
            struct.pack(">i", entry_on.toordinal() - _FIRST_DAY),
            words(document),
            words(currency),
            words(f"{rate:.8f}"),
            struct.pack(">q", customer or 0),
            _digest(text.encode()).digest(),
            struct.pack(">qqq", reverses or 0, source or 0, batch or 0),
            lengthed(b"".join(lines)),
            lengthed(b"".join(items)),
        )
    )


def sealed_line(
    line_no: int, account: int, customer: int | None, currency: str, amount: int, base: int
) -> bytes:
    """``amount`` and ``base`` in minor units, debit above zero."""
    code = currency.encode()
    return struct.pack(
        f">hqqi{len(code)}sqq",
        line_no, account, customer or 0, len(code), code, amount, base,
    )  # fmt: skip


def sealed_item(
    item_no: int, line_no: int, kind: str, side: int, due_on: date | None, amount: int, base: int
) -> bytes:
    code = kind.encode()
    due = due_on.toordinal() - _FIRST_DAY if due_on else _NO_DAY
    return struct.pack(
        f">hhi{len(code)}shiqq", item_no, line_no, len(code), code, side, due, amount, base
    )


def sealed_allocation(
    row_no: int,
    debit: int,
    credit: int,
    amount: int,
    debit_base: int,
    credit_base: int,
    effective_on: date,
    reverses_seq: int | None,
    reverses_row: int | None,
    exchange_seq: int | None,
) -> bytes:
    return struct.pack(
        ">hqqqqqiqhq",
        row_no, debit, credit, amount, debit_base, credit_base,
        effective_on.toordinal() - _FIRST_DAY, reverses_seq or 0, reverses_row or 0, exchange_seq or 0,
    )  # fmt: skip


def sealed_closing(period: int, from_on: date, to_on: date) -> bytes:
    first, last = from_on.toordinal() - _FIRST_DAY, to_on.toordinal() - _FIRST_DAY
    return struct.pack(">qii", period, first, last)


def words(value: str) -> bytes:
    return lengthed(value.encode())


def lengthed(value: bytes) -> bytes:
    return struct.pack(">i", len(value)) + value
