"""One case from knobs and a seed: four files, their Arrow tables, and the truth."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import xlsxwriter

from bench.cash.knobs import PRESETS, CashKnobs
from bench.cash.names import split_of
from bench.cash.story import Story
from bench.cash.truth import Item, Party, Receipt

Record = dict[str, Any]

ITEM_FIELDS = (
    "customer code",
    "customer name",
    "document number",
    "document date",
    "due date",
    "open amount",
    "currency",
    "order number",
    "text",
)
RECEIPT_FIELDS = (
    "date",
    "amount",
    "currency",
    "payer name",
    "payer account",
    "text",
    "bank reference",
)
REMITTANCE_FIELDS = (
    "bank reference",
    "document number",
    "amount paid",
    "deduction amount",
    "reason",
)
PARTY_FIELDS = ("code", "name", "aliases", "bank accounts", "parent code", "pays for")


@dataclass(frozen=True)
class CashCase:
    """Items, receipts and parties in file order; ``row`` of each is its row in the file."""

    preset: str
    seed: int
    currency: str
    parties: tuple[Party, ...]
    items: tuple[Item, ...]
    receipts: tuple[Receipt, ...]

    def records(self) -> Mapping[str, tuple[tuple[str, ...], list[Record]]]:
        """The rows of the four files by name, amounts as decimal strings."""
        return {
            "items": (ITEM_FIELDS, [self._item(item) for item in self.items]),
            "receipts": (RECEIPT_FIELDS, [self._receipt(receipt) for receipt in self.receipts]),
            "remittance": (REMITTANCE_FIELDS, list(self._advices())),
            "parties": (PARTY_FIELDS, [_party(party) for party in self.parties if party.is_listed]),
        }

    def tables(self) -> dict[str, pa.Table]:
        """The same rows as Arrow tables of strings, one per file."""
        return {
            name: pa.table({f: pa.array([str(r[f]) for r in rows], pa.string()) for f in fields})
            for name, (fields, rows) in self.records().items()
        }

    def truth(self) -> Record:
        return {
            "preset": self.preset,
            "seed": self.seed,
            "split": split_of(self.seed),
            "currency": self.currency,
            "items": [
                {
                    "row": item.row,
                    "party": item.party.code,
                    "amount": item.amount,
                    "issued_on": item.issued_on.isoformat(),
                    "due_on": item.due_on.isoformat(),
                }
                for item in self.items
            ],
            "receipts": [_truth_of(receipt) for receipt in self.receipts],
        }

    def _item(self, item: Item) -> Record:
        values = (
            item.party.code,
            item.party.name,
            item.number,
            item.issued_on.isoformat(),
            item.due_on.isoformat(),
            decimal(item.amount),
            self.currency,
            item.order,
            item.text,
        )
        return dict(zip(ITEM_FIELDS, values, strict=True))

    def _receipt(self, receipt: Receipt) -> Record:
        values = (
            receipt.received_on.isoformat(),
            decimal(receipt.amount),
            self.currency,
            receipt.payer_name,
            receipt.payer_account,
            receipt.text,
            receipt.reference,
        )
        return dict(zip(RECEIPT_FIELDS, values, strict=True))

    def _advices(self) -> Iterable[Record]:
        for receipt in self.receipts:
            if not receipt.has_advice:
                continue
            off = {deduction.item: deduction for deduction in receipt.deductions}
            for item, paid in receipt.allocations:
                deduction = off.get(item)
                values = (
                    receipt.reference,
                    item.number,
                    decimal(paid),
                    decimal(deduction.amount) if deduction else "",
                    deduction.reason if deduction else "",
                )
                yield dict(zip(REMITTANCE_FIELDS, values, strict=True))


def draw_case(knobs: CashKnobs | str, seed: int) -> CashCase:
    """Draws a whole case and writes nothing. The same knobs and seed give the same case."""
    knobs = PRESETS[knobs] if isinstance(knobs, str) else knobs
    random = Random(f"cash/{knobs.preset}/{seed}")
    story = Story(random, knobs, split=split_of(seed))
    story.tell()
    items, receipts = list(story.items), list(story.receipts)
    random.shuffle(items)
    receipts.sort(key=lambda receipt: receipt.reference)
    receipts.sort(key=lambda receipt: receipt.received_on)
    for place, item in enumerate(items):
        item.row = place + 2
    for place, receipt in enumerate(receipts):
        receipt.row = place + 2
    currency = "EUR" if knobs.english > 0.5 else "CNY"
    parties = (*story.parties, *story.payers.values())
    return CashCase(knobs.preset, seed, currency, parties, tuple(items), tuple(receipts))


def write_case(case: CashCase, folder: Path, *, xlsx: bool = False) -> Path:
    """Writes items, receipts, remittance and parties as CSV, and truth.json; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (fields, rows) in case.records().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fields)
            writer.writeheader()
            writer.writerows(rows)
    if xlsx:
        _write_workbook(folder / "items.xlsx", *case.records()["items"])
    truth = json.dumps(case.truth(), ensure_ascii=False, separators=(",", ":"))
    (folder / "truth.json").write_text(truth, encoding="utf-8")
    return folder


def decimal(minor: int) -> str:
    """-1234 is ``-12.34``."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def minor(text: str) -> int:
    """``-12.34`` is -1234; refuses what is finer than a cent."""
    whole, _, cents = text.replace(",", "").lstrip("-").partition(".")
    if len(cents.rstrip("0")) > 2:
        raise ValueError(f"{text} is finer than a cent")
    amount = int(whole or 0) * 100 + int((cents + "00")[:2])
    return -amount if text.startswith("-") else amount


def _party(party: Party) -> Record:
    values = (
        party.code,
        party.name,
        ";".join(party.aliases),
        party.account if party.account_known else "",
        party.parent.code if party.parent else "",
        ";".join(other.code for other in party.pays_for),
    )
    return dict(zip(PARTY_FIELDS, values, strict=True))


def _truth_of(receipt: Receipt) -> Record:
    return {
        "row": receipt.row,
        "event": receipt.event,
        "party": receipt.party.code,
        "payer": receipt.payer.code,
        "amount": receipt.amount,
        "allocations": [[item.row, paid] for item, paid in receipt.allocations],
        "unapplied": receipt.unapplied,
        "reason": receipt.reason,
        "deductions": [[d.item.row, d.amount, d.reason] for d in receipt.deductions],
        "recoverable": receipt.is_recoverable,
        "tie": receipt.tie,
    }


def _write_workbook(path: Path, fields: tuple[str, ...], rows: list[Record]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("items")
        sheet.write_row(0, 0, fields)
        for place, row in enumerate(rows, 1):
            for column, name in enumerate(fields):
                if name == "open amount":
                    sheet.write_number(place, column, float(row[name]))  # a cell holds a double
                else:
                    sheet.write_string(place, column, str(row[name]))
