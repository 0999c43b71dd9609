"""What other libraries read in banks' files: run in their own environment, ``python -m bench.bank.peers FOLDER OUT``.

Writes, by file and library, the entries each gives: signed amount, currency, day, name of the other side, account; or the
error it raised. Nothing of ours is imported here.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILES = (("mt940", "*.sta"), ("camt", "*.xml"))


def files_of(folder: Path) -> Iterator[Path]:
    """Every MT940 and CAMT file of the published data."""
    for place, pattern in FILES:
        yield from sorted((folder / place).rglob(pattern))


def mt_940(file: Path) -> list[list[str]]:
    import mt940

    read = mt940.parse(str(file))
    account = str(read.data.get("account_identification") or "")
    return [
        [f"{each.data['amount'].amount:f}", each.data["amount"].currency, str(each.data.get("guessed_entry_date") or each.data["date"]),
         each.data.get("applicant_name") or "", account]
        for each in read
    ]  # fmt: skip


def bankstatementparser(file: Path) -> list[list[str]]:
    import bankstatementparser as library

    parser = library.create_parser(str(file), library.detect_statement_format(str(file)))
    return [_row(each) for each in parser.parse().to_dict("records")]


def _row(told: dict[str, Any]) -> list[str]:
    amount = told.get("amount", told.get("Amount"))
    is_in = told.get("DrCr") != "DBIT"
    return [
        f"{amount:f}", str(told.get("currency", told.get("Currency"))), str(told.get("date") or told.get("BookgDt") or "")[:10],
        str(told.get("Debtor" if is_in else "Creditor") or ""), str(told.get("account_id") or told.get("AccountId") or ""),
    ]  # fmt: skip


LIBRARIES = {"mt-940": (mt_940, ".sta"), "bankstatementparser": (bankstatementparser, "")}


def main() -> None:
    folder, out = map(Path, sys.argv[1:])
    warnings.simplefilter("ignore")
    told: dict[str, dict[str, Any]] = {}
    for file in files_of(folder):
        told[str(file.relative_to(folder))] = found = {}
        for name, (read, suffix) in LIBRARIES.items():
            if suffix in ("", file.suffix):
                try:
                    found[name] = read(file)
                except Exception as fault:  # whatever a library raises is what it says of the file
                    found[name] = f"{type(fault).__name__}: {fault}"
    out.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
