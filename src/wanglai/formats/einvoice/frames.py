"""A reading as JSON and back: the only thing the child says. Decimals and days travel as text."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from wanglai.formats.einvoice.invoice import EInvoice, Line, Party, Reading
from wanglai.formats.problem import problem_of


def to_json(reading: Reading) -> bytes:
    return json.dumps(asdict(reading), ensure_ascii=True, default=str).encode("ascii")


def from_json(said: bytes) -> Reading:
    """The reading a child wrote. Raises ValueError, KeyError or TypeError where it was cut off or is none."""
    told: dict[str, Any] = json.loads(said)
    invoice = told["invoice"]
    told["invoice"] = None if invoice is None else _invoice(invoice)
    told["problems"] = tuple(problem_of(each) for each in told["problems"])
    return Reading(**told)


def _invoice(told: dict[str, Any]) -> EInvoice:
    day = told["issued_on"]
    return EInvoice(
        **told
        | {
            "issued_on": None if day is None else date.fromisoformat(day),
            "seller": Party(**told["seller"]),
            "buyer": Party(**told["buyer"]),
            "lines": tuple(_line(each) for each in told["lines"]),
        }
    )


def _line(told: dict[str, Any]) -> Line:
    exact = {
        name: None if told[name] is None else Decimal(told[name])
        for name in ("quantity", "price", "rate")
    }
    return Line(**told | exact)
