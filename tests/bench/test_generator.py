"""The generator's own promises: truth closes, rows named in truth stand in the file, seeds repeat."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlrd
from bench.cases import PRESETS, Case, draft_case, generate_case, write_case
from bench.cases.case import SIDES
from bench.cases.knobs import DIFFERENCE_KNOBS
from bench.cases.truth import SideTruth

SEEDS = range(8)
WITH_TRUTH = ("easy", "realistic", "hard")


@pytest.fixture(
    scope="module", params=[(preset, seed) for preset in WITH_TRUTH for seed in SEEDS], ids=str
)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    preset, seed = request.param
    return generate_case(PRESETS[preset], seed, tmp_path_factory.mktemp("case"))


def test_the_gap_is_the_sum_of_the_differences(case: Case) -> None:
    truth = case.truth
    assert truth.gap == sum(difference.amount for difference in truth.differences)


def test_every_line_stands_in_exactly_one_group_or_difference(case: Case) -> None:
    for side in SIDES:
        in_groups = [row for group in case.truth.groups for row in getattr(group, side)]
        alone = [
            row
            for difference in case.truth.differences
            if not (difference.ours and difference.theirs)
            for row in getattr(difference, side)
        ]
        wanted = [line.row for line in getattr(case.truth, side).lines]
        assert sorted(in_groups + alone) == sorted(wanted)


def test_groups_balance_but_for_their_difference(case: Case) -> None:
    amounts = {
        side: {line.row: line.amount for line in getattr(case.truth, side).lines} for side in SIDES
    }
    stated = {(d.ours, d.theirs): d.amount for d in case.truth.differences}
    for group in case.truth.groups:
        ours = sum(amounts["ours"][row] for row in group.ours)
        theirs = sum(amounts["theirs"][row] for row in group.theirs)
        assert ours - theirs == group.difference == stated.get((group.ours, group.theirs), 0)


def test_rows_named_in_truth_hold_their_amount(case: Case) -> None:
    for side in SIDES:
        truth: SideTruth = getattr(case.truth, side)
        assert truth.lines
        rows = _raw_rows(getattr(case, side), truth)
        columns = [truth.letters[f] for f in ("debit", "credit", "amount") if f in truth.letters]
        for line in truth.lines:
            cells = [rows[line.row - 1][ord(letter) - ord("A")] for letter in columns]
            found = {_bare(cell) for cell in cells} - {None}
            assert abs(Decimal(line.amount) / 100) in found, (line, cells)


def test_a_reading_of_the_money_columns_alone_gives_the_balance(case: Case) -> None:
    for side in SIDES:
        truth: SideTruth = getattr(case.truth, side)
        assert truth.balance == (truth.opening or 0) + sum(line.amount for line in truth.lines)
        if truth.closing is not None:
            assert truth.closing == truth.balance


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for preset, seed in (("realistic", 1), ("realistic", 2), ("hard", 4), ("refuse", 5)):
        once = generate_case(PRESETS[preset], seed, tmp_path / "once")
        again = generate_case(PRESETS[preset], seed, tmp_path / "again")
        for first, second in ((once.ours, again.ours), (once.theirs, again.theirs)):
            assert first.read_bytes() == second.read_bytes()
        assert (once.ours.parent / "truth.json").read_bytes() == (
            again.ours.parent / "truth.json"
        ).read_bytes()


def test_truth_on_disk_is_the_truth_in_memory(tmp_path: Path) -> None:
    case = generate_case(PRESETS["realistic"], 3, tmp_path)
    written = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert written["gap"] == case.truth.gap
    assert len(written["groups"]) == len(case.truth.groups)
    assert written["ours"]["letters"] == case.truth.ours.letters


def test_permuted_lines_keep_content_and_truth(tmp_path: Path) -> None:
    first = write_case(draft_case(PRESETS["hard"], 2), tmp_path / "1", shuffle=1).truth
    second = write_case(draft_case(PRESETS["hard"], 2), tmp_path / "2", shuffle=2).truth
    for side in SIDES:
        one, other = getattr(first, side).lines, getattr(second, side).lines
        assert [line.content for line in one] != [line.content for line in other]
        assert sorted(line.content for line in one) == sorted(line.content for line in other)
    assert first.gap == second.gap
    assert sorted(d.amount for d in first.differences) == sorted(
        d.amount for d in second.differences
    )


def test_every_kind_of_difference_occurs() -> None:
    kinds = {
        difference.kind
        for seed in range(40)
        for difference in draft_case(PRESETS["hard"], seed).story.differences
    }
    assert kinds == {*DIFFERENCE_KNOBS, "timing", "opening"}


def test_one_knob_changes_only_its_own_share() -> None:
    knobs = dataclasses.replace(PRESETS["realistic"], missing_theirs=0.0)
    for seed in range(6):
        kinds = {difference.kind for difference in draft_case(knobs, seed).story.differences}
        assert "missing_theirs" not in kinds


def test_a_realistic_month_mostly_agrees() -> None:
    agreeing = lines = 0
    for seed in range(20):
        story = draft_case(PRESETS["realistic"], seed).story
        lines += len(story.side("ours"))
        agreeing += sum(len(g.ours) for g in story.groups if not g.difference and g.theirs)
    assert 0.80 < agreeing / lines < 0.96


def _raw_rows(path: Path, truth: SideTruth) -> list[list[object]]:
    """All rows, read by other libraries than the ones under test use for writing."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path)[truth.sheet]
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    if path.suffix == ".xls":
        page = xlrd.open_workbook(str(path)).sheet_by_name(truth.sheet)
        return [page.row_values(number) for number in range(page.nrows)]
    text = path.read_bytes().decode(truth.encoding)
    first = text.splitlines()[0]
    delimiter = "\t" if path.suffix == ".tsv" else (";" if ";" in first else ",")
    return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]


def _bare(cell: object) -> Decimal | None:
    """The size of an amount, however it is written."""
    if isinstance(cell, int | float):
        return abs(Decimal(str(cell))).quantize(Decimal("0.01"))
    words = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in str(cell or ""))
    digits = "".join(c for c in words if c.isdigit())
    return Decimal(digits) / 100 if digits else None
