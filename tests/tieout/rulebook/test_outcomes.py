"""What each rule did: counted for lines, told in JSON and in the terminal, the same from a stored result."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tests.ledger_lines import invoice, lines, receipt
from tests.tieout.cash.tables import items, receipts
from tieout import match
from tieout.cash import apply_cash
from tieout.cash.report import as_json
from tieout.cli import application
from tieout.outcomes import RuleOutcome, Tally

NONE = Tally(0, 0)
OURS = [
    invoice("INV-1001", 600_00),
    invoice("INV-1001", 400_00),
    invoice("INV-1002", 77_77),
    invoice("INV-1003", 50_00, currency="USD"),
    receipt(123_45, "2026-03-03"),
]
THEIRS = [
    invoice("INV-1001", 1_000_00),
    invoice("INV-1002", 77_77),
    invoice("INV-1003", 50_00, currency="USD"),
    receipt(123_45, "2026-03-23"),
]
LEDGER = "Date,Document,Amount\n2026-03-02,INV-1001,100.00\n2026-03-03,INV-1002,50.00\n2026-03-04,INV-1003,70.00\n"


def test_each_rule_is_counted_by_status_and_currency() -> None:
    found = match(lines(*OURS), lines(*THEIRS)).outcomes
    assert set(found) == {
        RuleOutcome("document_amount", "CNY", Tally(1, 77_77), NONE, NONE),
        RuleOutcome("document_amount", "USD", Tally(1, 50_00), NONE, NONE),
        RuleOutcome("document_total", "CNY", Tally(1, 1_000_00), NONE, NONE),
        RuleOutcome("amount_date", "CNY", NONE, Tally(1, 123_45), NONE),
    }
    assert [one.rule for one in found][-1] == "amount_date", "in the order in which rules are tried"


def test_many_plain_pairs_are_counted_as_the_groups_that_they_are() -> None:
    many = [invoice(f"INV-{at}", 1_000 + at) for at in range(10_000, 10_400)]
    decisions = match(lines(*many), lines(*many))
    assert sum(len(group.members.ours) for group in decisions.groups) == 400
    tally = Tally(400, sum(row["amount"] for row in many))
    assert decisions.outcomes == (RuleOutcome("document_amount", "CNY", tally, NONE, NONE),)


def test_receipts_are_counted_by_what_they_pay() -> None:
    open_items = items({"document_number": "SI-2026-000101", "open_amount": 100_00})
    money = receipts({"amount": 30_00, "text": "SI-2026-000101"}, {"amount": 70_00})
    found = as_json(apply_cash(open_items, money))
    assert [(one["rule"], one["version"], one["auto"]) for one in found["rules"]] == [
        ("quoted_part", 1, {"count": 1, "amount": "30.00"}),
        ("amount_single", 1, {"count": 1, "amount": "70.00"}),
    ]
    assert [one["rule_version"] for one in found["allocations"]] == [1, 1]


def test_the_command_tells_each_rule_and_what_it_read(tmp_path: Path) -> None:
    said = _run(tmp_path, "match", LEDGER, LEDGER.replace("70.00", "71.00"))
    assert "  Number and amount (document_amount, v1): Matched 2 × CNY 150.00" in said["printed"]
    content = said["json"]
    assert content["engine"]["inputs"] == said["digests"]
    assert {group["rule_version"] for group in content["groups"]} == {1}
    assert [one["rule"] for one in content["rules"]] == ["document_amount", "document_differs"]


def test_one_rules_file_serves_both_commands(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("window_days = 9\n[cash]\nsize_max = 4\n", encoding="utf-8")
    assert _run(tmp_path, "match", LEDGER, LEDGER, "--rules", str(rules))["json"]["rules"]


def _run(folder: Path, command: str, first: str, second: str, *more: str) -> dict[str, Any]:
    paths = {"ours": folder / "ours.csv", "theirs": folder / "theirs.csv"}
    for path, text in zip(paths.values(), (first, second), strict=True):
        path.write_text(text, encoding="utf-8")
    out = folder / "out.json"
    arguments = [*map(str, paths.values()), "--json", str(out), "--rules-outcome", *more]
    result = CliRunner().invoke(application("en"), [command, *arguments, "--currency", "CNY"])
    assert result.exit_code == 0, result.output
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}
    return {
        "json": json.loads(out.read_text("utf-8")),
        "printed": result.stdout,
        "digests": digests,
    }
