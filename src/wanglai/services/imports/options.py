"""How a person wants a file read: only what was said, in plain words that can be stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from tieout.reading.options import DateOrder, DecimalMark
from wanglai.services.imports.fields import FIELDS
from wanglai.services.imports.refusals import OptionIsUnknown

_ORDERS, _MARKS = ("YMD", "DMY", "MDY"), (".", ",")
_CURRENCY = re.compile(r"[A-Z]{3}")
_RATE_MAX = Decimal(1_000_000_000)


@dataclass(frozen=True)
class ImportOptions:
    """``columns`` maps a field to a heading or a letter; empty says that there is no such column."""

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    header_row: int | None = None  # 0: no heading
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    encoding: str = ""
    currency: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def as_facts(self) -> dict[str, Any]:
        """What was said, for storing."""
        said = {
            "columns": dict(self.columns),
            "sheet": self.sheet,
            "header_row": self.header_row,
            "date_order": self.date_order,
            "decimal_mark": self.decimal_mark,
            "encoding": self.encoding,
            "currency": self.currency,
            "rates": {code: str(rate) for code, rate in self.rates.items()},
        }
        return {name: value for name, value in said.items() if value not in (None, "", {})}


def options_of(facts: Mapping[str, Any]) -> ImportOptions:
    """Stored or typed facts as options. Refuses: OptionIsUnknown."""
    columns = {name: " ".join(str(said).split()) for name, said in facts.get("columns", {}).items()}
    for name in columns:
        if name not in FIELDS:
            raise OptionIsUnknown(name)
    currency = str(facts.get("currency") or "").strip().upper()
    if currency and not _CURRENCY.fullmatch(currency):
        raise OptionIsUnknown(currency)
    return ImportOptions(
        columns=columns,
        sheet=str(facts.get("sheet") or ""),
        header_row=facts.get("header_row"),
        date_order=_one_of(_ORDERS, facts.get("date_order")),
        decimal_mark=_one_of(_MARKS, facts.get("decimal_mark")),
        encoding=str(facts.get("encoding") or "").strip(),
        currency=currency,
        rates={code: _rate(code, said) for code, said in facts.get("rates", {}).items()},
    )


def rates_of(text: str) -> dict[str, str]:
    """``USD=7.1, EUR=7.8`` by currency. Refuses: OptionIsUnknown."""
    found = {}
    for part in re.split(r"[,;，；\s]+", text.strip()):
        if part:
            code, _, rate = part.partition("=")
            found[code.upper()] = str(_rate(code.upper(), rate))
    return found


def _one_of(known: tuple[str, ...], said: Any) -> Any:
    if said in (None, ""):
        return None
    if said not in known:
        raise OptionIsUnknown(str(said))
    return said


def _rate(code: str, said: Any) -> Decimal:
    try:
        rate = Decimal(str(said))
    except InvalidOperation:
        raise OptionIsUnknown(f"{code}={said}") from None
    if not _CURRENCY.fullmatch(code) or not rate.is_finite() or not 0 < rate < _RATE_MAX:
        raise OptionIsUnknown(f"{code}={said}")
    return rate
