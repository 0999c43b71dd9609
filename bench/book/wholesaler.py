"""A file in the layout of the UCI online retail data: the published one where it lies beside the project, else one as large.

The published file may be read but is not carried along; what is generated has the same number of documents and lines.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench.published import published

DOCUMENTS, LINES, CUSTOMERS = 25_900, 541_909, 4_372
FIRST, MONTHS = date(2010, 12, 1), 13
NAME = "uci_online_retail_2010-2011_all_lines.csv.gz"


def published_file() -> Path | None:
    """Where the published file is, if it is anywhere."""
    return published("receivables", NAME)


def content() -> bytes:
    """The file, unpacked."""
    path = published_file()
    return gzip.decompress(path.read_bytes()) if path else "".join(generated()).encode()


def generated(documents: int = DOCUMENTS, lines: int = LINES) -> Iterator[str]:
    """As many documents and lines as asked; every seventh takes something back, every eighth names no customer."""
    chance = Random(541_909)
    yield "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    for number in range(documents):
        day = FIRST + timedelta(days=number * 370 // documents)
        is_credit, customer = (
            number % 7 == 6,
            "" if number % 8 == 7 else str(12_346 + chance.randrange(CUSTOMERS)),
        )
        paper = f"{'C' if is_credit else ''}{536_365 + number}"
        for at in range(lines * (number + 1) // documents - lines * number // documents):
            quantity = chance.randint(1, 48) * (-1 if is_credit else 1)
            price = f"{chance.randint(1, 2_000) / 100:.2f}"
            yield f"{paper},{20_000 + at},ARTICLE {at},{quantity},{day} 08:26:00,{price},{customer},United Kingdom\n"
