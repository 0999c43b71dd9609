"""``tieout apply``: files in, JSON out, refusals with a code and nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from tieout.cli import application

ITEMS = '客户编码,客户名称,单据号,单据日期,到期日,未清金额,币种\nC1,厦门隆浩食品有限公司,SI-2026-000101,2026-03-02,2026-04-01,"1,000.00",CNY\n'
RECEIPTS = (
    "日期,金额,币种,付款人,附言\n2026-03-20,1000.00,CNY,厦门隆浩食品有限公司,货款 SI-2026-000101\n"
)


def run(folder: Path, items: str, receipts: str, *more: str) -> Result:
    (folder / "items.csv").write_text(items, encoding="utf-8")
    (folder / "receipts.csv").write_text(receipts, encoding="utf-8")
    files = [str(folder / "items.csv"), str(folder / "receipts.csv")]
    return CliRunner().invoke(application("en"), ["apply", *files, *more])


def test_the_contract(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert run(tmp_path, ITEMS, RECEIPTS, "--json", str(out)).exit_code == 0
    said = json.loads(out.read_text(encoding="utf-8"))
    (one,) = said["allocations"]
    assert (one["receipt"], one["item"], one["amount"]) == (2, 2, "1000.00")
    assert (one["status"], one["rule"], one["alternatives"]) == ("auto", "quoted_total", [])
    assert said["totals"]["CNY"] == {
        "receipts": "1000.00",
        "allocated": "1000.00",
        "unapplied": "0.00",
        "items_open_before": "1000.00",
        "items_open_after": "0.00",
    }
    assert said["unapplied"] == []


def test_a_summary_without_json(tmp_path: Path) -> None:
    assert "1 automatic" in run(tmp_path, ITEMS, RECEIPTS).stdout


@pytest.mark.parametrize(
    ("items", "receipts", "code"),
    [
        (ITEMS.replace("未清金额", "别的"), RECEIPTS, "cash.no_column"),
        (ITEMS.replace("CNY", "Zz9"), RECEIPTS, "cash.currency"),
        (ITEMS, RECEIPTS.replace("1000.00", "12x"), "cash.amount"),
        (ITEMS, RECEIPTS.replace("1000.00", "1000.005"), "cash.amount"),
    ],
)
def test_refusals_write_nothing(tmp_path: Path, items: str, receipts: str, code: str) -> None:
    out = tmp_path / "out.json"
    result = run(tmp_path, items, receipts, "--json", str(out))
    assert result.exit_code == 2
    assert code in result.output
    assert not out.exists()


def test_an_unknown_rule_is_refused(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[cash]\nguess = 1\n", encoding="utf-8")
    result = run(tmp_path, ITEMS, RECEIPTS, "--rules", str(rules))
    assert result.exit_code == 2
    assert "cash.guess" in result.output


MANY = (
    "客户编码,客户名称,单据号,单据日期,到期日,未清金额,币种\n"
    'C1,厦门隆浩食品有限公司,SI-2026-000101,2026-03-02,2026-04-01,"1,000.00",CNY\n'
    "C1,厦门隆浩食品有限公司,SI-2026-000102,2026-03-02,2026-04-01,250.00,CNY\n"
    "C2,=HYPERLINK(1),SI-2026-000201,2026-03-02,2026-04-01,80000,JPY\n"
)
MONEY = (
    "日期,金额,币种,付款人,附言\n"
    "2026-03-20,1000.00,CNY,厦门隆浩食品有限公司,货款 SI-2026-000101\n"
    "2026-03-21,333.00,CNY,厦门隆浩食品有限公司,货款\n"
    "2026-03-22,80000,JPY,=HYPERLINK(1),SI-2026-000201\n"
)


def test_the_workbook_says_what_was_booked_and_closes_in_each_currency(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    result = run(tmp_path, MANY, MONEY, "--xlsx", str(out), "--order", "statutory", "--lang", "zh")
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == [
        "收款核销结果",
        *(f"{name} {currency}" for currency in ("CNY", "JPY") for name in ("已核销", "待确认", "留在账上", "扣款", "付款方", "各规则结果")),
    ]  # fmt: skip
    summary = openpyxl.load_workbook(out, data_only=True)["收款核销结果"]
    figures = [(row[0].value, row[1].value) for row in summary.iter_rows(max_col=2) if row[1].value is not None]  # fmt: skip
    assert figures[:6] == [
        ("收款", 1333), ("已核销", 1000), ("留在账上", 333), ("核销前未清项", 1250), ("核销后未清项", 250),
        ("校验：收款 − 已核销 − 留在账上", 0),
    ]  # fmt: skip
    assert book["收款核销结果"]["B8"].value == "=B3-B4-B5"
    [offer] = list(book["待确认 CNY"].iter_rows(min_row=6, values_only=True))
    assert (offer[0], offer[5], offer[7]) == (3, "SI-2026-000102", 250)
    [paid] = list(book["已核销 JPY"].iter_rows(min_row=6))
    assert (paid[2].value, paid[2].data_type, paid[7].value) == ("=HYPERLINK(1)", "s", 80_000)


def test_a_workbook_over_an_input_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, ITEMS, RECEIPTS, "--xlsx", str(tmp_path / "items.csv"))
    assert result.exit_code == 2
    assert "output.is_an_input" in result.output
    assert (tmp_path / "items.csv").read_text(encoding="utf-8") == ITEMS
