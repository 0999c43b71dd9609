"""Small pairs of files for the question why, and the answer as the command gives it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from tieout.cli import application

# Day, document, order, words, amount in our sign, as text.
Row = tuple[str, str, str, str, str]
# Six invoices both sides have, so that the columns and the numbering are known: rows 2 to 7.
SHARED: tuple[Row, ...] = tuple(
    (f"2026-03-{n:02}", f"INV-10{n:02}", f"PO-50{n:02}", "发票", f"{n}17.{n}3") for n in range(1, 7)
)


def ledger(path: Path, rows: tuple[Row, ...], *, theirs: bool = False, alone: bool = False) -> Path:
    """A ledger with debit and credit; theirs is a payables ledger, so the other way about."""
    lines = ["日期,单据号,订单号,摘要,借方,贷方"]
    for day, document, order, words, amount in rows if alone else (*SHARED, *rows):
        size = amount.removeprefix("-")
        debit = amount.startswith("-") == theirs
        lines.append(
            f"{day},{document},{order},{words},{size if debit else ''},{'' if debit else size}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ask(folder: Path, words: tuple[str, str], *more: str, language: str = "en") -> Result:
    arguments = ["why", *words, *more, "--lang", language]
    return CliRunner().invoke(application(language), arguments)


def answer(folder: Path, words: tuple[str, str], *more: str) -> dict[str, Any]:
    out = folder / "why.json"
    run = ask(folder, words, *more, "--json", str(out))
    assert run.exit_code == 0, run.output
    return dict(json.loads(out.read_text("utf-8")))


def reasons(said: dict[str, Any]) -> dict[str, str]:
    """The code of every rule's reason."""
    return {check["rule"]: check["reason"] for check in said["checks"]}
