"""The ageing as JSON others script against: its keys and their types are promised.

``contract.schema.json`` beside this file says the same as a JSON Schema. Amounts are decimal strings in the currency's own
places (``"1130.00"``), days are ISO days; buckets stand in the order of ``buckets``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tieout.refusal import Language
from wanglai.domain.ageing import Columns
from wanglai.services.ageing.groupings import GROUPINGS
from wanglai.services.ageing.queries import Ageing, AgeingRow
from wanglai.services.ageing.words import UNAPPLIED, columns_in_words
from wanglai.services.money import as_text, for_people

CONTRACT = "wanglai.ageing/1"


def as_contract(report: Ageing, *, company_id: int, company: str) -> dict[str, Any]:
    """The whole report as plain values; totals are those of the screen."""
    heads = columns_in_words(report.scheme, report.basis)
    return {
        "contract": CONTRACT,
        "company": {"id": company_id, "name": company, "currency": report.base_currency},
        "on": report.on.isoformat(),
        "known_at": report.known_at.isoformat() if report.known_at else None,
        "basis": report.basis,
        "by": report.by,
        "net_fifo": report.is_net_fifo,
        "buckets": [{"zh": head.zh, "en": head.en} for head in heads],
        "rows": [
            {"key": row.key, "name": row.name, "customer": row.customer_id, **_row(row)}
            for row in report.rows
        ],
        "totals": [_row(total) for total in report.totals],
        "base": {"currency": report.base_currency, **_columns(report.base, report.base_currency)},
        "proofs": [
            {
                "currency": proof.currency,
                "items": as_text(proof.open, proof.currency),
                "control": as_text(proof.control, proof.currency),
                "gap": as_text(proof.gap, proof.currency),
                "base_items": as_text(proof.base_items, report.base_currency),
                "base_revalued": as_text(proof.base_revalued, report.base_currency),
                "base_control": as_text(proof.base_control, report.base_currency),
                "base_gap": as_text(proof.base_gap, report.base_currency),
            }
            for proof in report.proofs
        ],
        "holds": report.holds,
    }


def as_lines(report: Ageing, language: Language) -> Iterator[str]:
    """The report for a terminal: a heading, a line per row, a line per total."""
    heads = (*columns_in_words(report.scheme, report.basis), UNAPPLIED)
    yield "\t".join(["", *(head.within(language) for head in heads), "="])
    by = GROUPINGS[report.by]
    for row in report.rows:
        called = by.called(row.key, row.name)
        yield _line(called if isinstance(called, str) else called.within(language), row)
    for total in report.totals:
        yield _line("", total)


def _line(name: str, row: AgeingRow) -> str:
    columns = row.aged.columns
    figures = (*columns.buckets, columns.unapplied, columns.total)
    told = (for_people(figure, row.currency) for figure in figures)
    return "\t".join([f"{name} {row.currency}".strip(), *told])


def _row(row: AgeingRow) -> dict[str, Any]:
    return {
        "currency": row.currency,
        **_columns(row.aged.columns, row.currency),
        "items": row.aged.parts,
        "days_max": row.aged.days_max,
        "undated": row.aged.undated,
        "disputed": as_text(row.aged.disputed, row.currency),
        "promised": as_text(row.aged.promised, row.currency),
    }


def _columns(columns: Columns, currency: str) -> dict[str, Any]:
    return {
        "buckets": [as_text(each, currency) for each in columns.buckets],
        "unapplied": as_text(columns.unapplied, currency),
        "total": as_text(columns.total, currency),
    }
