"""The command as a person runs it: real files, real exit codes, nothing half written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from python_calamine import CalamineWorkbook

from tieout.cli import SIGNS as SIGNS_IN_HELP
from tieout.options import columns_of, language_of
from tieout.reading.options import SIGNS
from tieout.refusal import Refusal
from tieout.report.contract import schema
from tieout.rules import ENGINE_VERSION

OURS = """\
创新电子应收账款明细
日期,凭证号,单据号,摘要,借方,贷方,余额
2026-03-01,,,期初余额,,,20000.00
2026-03-02,记-1,INV-1001,轴承,12000.00,,32000.00
2026-03-03,记-2,INV-1002,联轴器,4567.89,,36567.89
2026-03-10,记-3,INV-1003,密封圈,1000.03,,37567.92
2026-03-20,记-4,RC-0302,收款,,16567.89,21000.03
2026-03-31,记-5,INV-1004,月末发货,2500.00,,23500.03
,,,合计,20067.92,16567.89,23500.03
"""
THEIRS = """\
Date,Ref,Remark,Debit,Credit
2026-03-01,,Opening balance,,20000.00
2026-03-03,INV1001,bearings,,12000.00
2026-03-04,INV1002,coupling,,4657.89
2026-03-11,INV1003,seals,,1000.00
2026-03-20,PAY-77,payment,16567.89,
2026-03-25,ZJ-0326,罚款,300.00,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two ledgers of one customer in a folder whose name has a blank and Chinese characters."""
    place = tmp_path / "三月 对账"
    place.mkdir()
    (place / "ours.csv").write_text(OURS, encoding="utf-8")
    (place / "theirs.csv").write_text(THEIRS, encoding="gb18030")
    return place


def tieout(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    return subprocess.run(
        [sys.executable, "-m", "tieout", *arguments],
        cwd=folder,
        env={
            **variables,
            "LANG": "en_GB.UTF-8",
            "PYTHONUTF8": "1",
            "COLUMNS": "100",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_two_files_become_a_summary_a_json_and_a_sheet(folder: Path) -> None:
    run = tieout(
        folder, "match", "ours.csv", "theirs.csv", "--json", "out.json", "--xlsx", "表.xlsx"
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "unexplained 0.00  ✓ closes" in run.stdout
    assert "Written: out.json" in run.stdout
    content = json.loads((folder / "out.json").read_text("utf-8"))
    jsonschema.validate(content, schema())
    assert content["totals"] == {
        "ours": "23500.03",
        "theirs": "20790.00",
        "gap": "2710.03",
        "explained": "2710.03",
        "unexplained": "0.00",
    }
    book = CalamineWorkbook.from_path(folder / "表.xlsx")
    cells = [cell for row in book.get_sheet_by_name("Summary").to_python() for cell in row]
    assert "closes" in cells


def test_json_can_go_to_standard_output_alone(folder: Path) -> None:
    run = tieout(folder, "match", "ours.csv", "theirs.csv", "--json", "-")
    assert json.loads(run.stdout)["totals"]["unexplained"] == "0.00"
    assert sorted(os.listdir(folder)) == ["ours.csv", "theirs.csv"]


def test_quiet_prints_nothing(folder: Path) -> None:
    run = tieout(folder, "match", "ours.csv", "theirs.csv", "--quiet", "--json", "out.json")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_two_runs_write_the_same_bytes(folder: Path) -> None:
    for name in ("a", "b"):
        tieout(
            folder,
            "match",
            "ours.csv",
            "theirs.csv",
            "--json",
            f"{name}.json",
            "--xlsx",
            f"{name}.xlsx",
        )
    assert (folder / "a.json").read_bytes() == (folder / "b.json").read_bytes()
    assert (folder / "a.xlsx").read_bytes() == (folder / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "environment", "sign_of_language"),
    [
        ((), {"LANG": "zh_CN.UTF-8"}, "我方余额"),
        ((), {"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "我方余额"),
        (("--lang", "en"), {"LANG": "zh_CN.UTF-8"}, "Our balance"),
        (("--lang", "zh"), {}, "我方余额"),
        ((), {"LANG": "C"}, "Our balance"),
    ],
)
def test_the_language_is_the_readers(
    folder: Path, arguments: tuple[str, ...], environment: dict[str, str], sign_of_language: str
) -> None:
    run = tieout(folder, "match", "ours.csv", "theirs.csv", *arguments, **environment)
    assert sign_of_language in run.stdout


@pytest.mark.parametrize(
    ("content", "code", "language"),
    [
        (b"PK\x03\x04 this is no workbook", "file.", "zh"),
        (b"", "file.empty", "en"),
        (b"%PDF-1.7 statement", "file.pdf", "zh"),
        (b"name,city\nA,B\nC,D\n", "ledger.not_found", "en"),
        (
            "Date,Ref,Debit,Credit\n2026-03-01,,,20000.00\n03/04/2026,X1,,100.00\n05/06/2026,X2,,200.00\n"
            "04/03/2026,X3,,300.00\n".replace("2026-03-01,,,20000.00\n", "").encode(),
            "dates.undecidable",
            "zh",
        ),
    ],
)
def test_a_refusal_is_one_message_exit_2_and_nothing_written(
    folder: Path, content: bytes, code: str, language: str
) -> None:
    (folder / "theirs.csv").write_bytes(content)
    run = tieout(
        folder,
        "match",
        "ours.csv",
        "theirs.csv",
        "--json",
        "out.json",
        "--xlsx",
        "out.xlsx",
        "--lang",
        language,
    )
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith(code)
    assert run.stderr.count("\n") == 1
    assert "Traceback" not in run.stderr
    assert sorted(os.listdir(folder)) == ["ours.csv", "theirs.csv"]


def test_a_statement_that_does_not_close_is_refused_unless_accepted(folder: Path) -> None:
    (folder / "theirs.csv").write_text(
        THEIRS + "2026-03-31,,Closing balance,,20790.05\n", encoding="utf-8"
    )
    refused = tieout(folder, "match", "ours.csv", "theirs.csv", "--json", "out.json")
    assert refused.returncode == 2
    assert refused.stderr.startswith("balance.does_not_close")
    assert not (folder / "out.json").exists()
    accepted = tieout(
        folder, "match", "ours.csv", "theirs.csv", "--json", "out.json", "--accept-unbalanced"
    )
    assert accepted.returncode == 0
    totals = json.loads((folder / "out.json").read_text("utf-8"))["totals"]
    assert totals["theirs"] == "20790.05"
    assert totals["unexplained"] == "-0.05"
    assert "does not close" in accepted.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--json", "ours.csv"), "output.is_an_input"),
        (("--xlsx", "./theirs.csv"), "output.is_an_input"),
        (("--json", "linked.csv"), "output.is_an_input"),
        (("--json", "same", "--xlsx", "same"), "output.twice"),
        (("--json", "missing/out.json"), "output.no_folder"),
        (("--xlsx", "."), "output.is_a_folder"),
        (("--theirs-columns", "datum=A"), "options.columns"),
        (("--ours-sign", "sideways"), "options.sign"),
        (("--theirs-columns", "document=Z"), "columns.unknown"),
        (("--rules", "theirs.csv"), "rules.invalid"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_touched(
    folder: Path, arguments: tuple[str, ...], code: str
) -> None:
    os.link(folder / "theirs.csv", folder / "linked.csv")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run = tieout(folder, "match", "ours.csv", "theirs.csv", *arguments)
    assert run.returncode == 2
    assert run.stderr.startswith(code), run.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_columns_named_by_hand_are_used(folder: Path) -> None:
    run = tieout(
        folder,
        "match",
        "ours.csv",
        "theirs.csv",
        "--theirs-columns",
        "document=B,text=C",
        "--json",
        "-",
    )
    columns = json.loads(run.stdout)["theirs"]["columns"]
    assert (columns["document"], columns["text"]) == ("Ref", "Remark")


def test_read_shows_how_a_file_would_be_read(folder: Path) -> None:
    run = tieout(folder, "read", "theirs.csv", "--reference", "ours.csv")
    assert run.returncode == 0
    assert "credit minus debit (a payables ledger)" in run.stdout
    assert "gb18030" in run.stdout


def test_version_is_the_engines(folder: Path) -> None:
    assert tieout(folder, "--version").stdout == f"tieout {ENGINE_VERSION}\n"


def test_help_is_in_the_readers_language(folder: Path) -> None:
    assert "核对两份账" in tieout(folder, "--help", LANG="zh_CN.UTF-8").stdout
    assert "Reconcile two files" in tieout(folder, "--help").stdout


def test_the_command_starts_without_the_heavy_modules() -> None:
    """Reading, matching and writing are loaded by the command that needs them."""
    code = "import sys, tieout.cli; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert not loaded & {"duckdb", "xlsxwriter", "openpyxl", "tieout.reading", "tieout.report"}


def test_a_comma_inside_a_label_does_not_part_two_columns() -> None:
    assert columns_of("amount=Betrag, EUR,date=B", option="--ours-columns") == {
        "amount": "Betrag, EUR",
        "date": "B",
    }
    assert columns_of("date=日期，debit=借方", option="--ours-columns") == {
        "date": "日期",
        "debit": "借方",
    }
    assert columns_of("due=", option="--ours-columns") == {"due": ""}


@pytest.mark.parametrize("text", ["date", "date:A", "betrag=A", "=A"])
def test_a_column_list_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"options\.columns"):
        columns_of(text, option="--theirs-columns")


def test_the_language_comes_from_the_option_then_the_environment() -> None:
    assert language_of(["match", "--lang", "zh"], {}) == "zh"
    assert language_of(["--lang=en"], {"LANG": "zh_CN"}) == "en"
    assert language_of([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US"}) == "zh"
    assert language_of([], {"LC_ALL": "", "LANG": "zh_HK"}) == "zh"
    assert language_of([], {}) == "en"


def test_the_help_names_every_sign_that_is_understood() -> None:
    assert tuple(SIGNS_IN_HELP.split(", ")) == SIGNS


SAME = "Date,No,Amount\n2026-01-05,A-1,100.00\n2026-01-06,A-2,200.00\n"


def test_who_agrees_is_told_to_sign(tmp_path: Path) -> None:
    (tmp_path / "ours.csv").write_text(SAME)
    (tmp_path / "theirs.csv").write_text(SAME)
    said = tieout(tmp_path, "match", "ours.csv", "theirs.csv").stdout
    assert "1. Both sides agree: sign and send it." in said


@pytest.mark.parametrize("unread", ["99999999999999999999.00", "1000000000000000000.00", "许多", "=A1"])  # fmt: skip
@pytest.mark.parametrize("side", [0, 1])
def test_nobody_is_told_that_both_sides_agree_while_a_row_was_not_read(
    tmp_path: Path, unread: str, side: int
) -> None:
    """Everything that was read agrees, as above; what was not read is in neither balance."""
    files = [SAME, SAME]
    files[side] += f"2026-01-07,A-3,{unread}\n"
    for name, content in zip(("ours.csv", "theirs.csv"), files, strict=True):
        (tmp_path / name).write_text(content, encoding="utf-8")
    run = tieout(tmp_path, "match", "ours.csv", "theirs.csv")
    assert run.returncode == 0, run.stderr
    assert "2 matched · 0 suggested · 0 ambiguous · 0 differences" in run.stdout
    assert "Both sides agree" not in run.stdout
    assert "1. Correct the rows that could not be read whole" in run.stdout
    chinese = tieout(tmp_path, "match", "ours.csv", "theirs.csv", LANG="zh_CN.UTF-8").stdout
    assert "双方一致" not in chinese
    assert "1. 更正或人工核定没有读全的行（1 行），之后再签字" in chinese
