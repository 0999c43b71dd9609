"""The ways of being broken: each is met within twenty seeds and spoils exactly what it names."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
from bench.cases import PRESETS, generate_case
from bench.cases.refusals import WAYS


def _seed_of(name: str) -> int:
    return list(WAYS).index(name)


def test_twenty_seeds_walk_through_every_way(tmp_path: Path) -> None:
    met = {
        case.truth.refusal.variant
        for seed in range(20)
        if (case := generate_case(PRESETS["refuse"], seed, tmp_path / str(seed))).truth.refusal
    }
    assert met == set(WAYS)


def test_undecidable_dates_have_no_day_above_twelve_on_either_side(tmp_path: Path) -> None:
    for turn in range(3):
        seed = _seed_of("dates undecidable") + turn * len(WAYS)
        case = generate_case(PRESETS["refuse"], seed, tmp_path / str(turn))
        for path in (case.ours, case.theirs):
            dates = re.findall(r"\d\d/\d\d/\d{4}", path.read_text(encoding="utf-8"))
            assert len(dates) > 30
            assert all(int(d[:2]) <= 12 and int(d[3:5]) <= 12 for d in dates)


def test_undecidable_numbers_are_all_of_the_form_1_234(tmp_path: Path) -> None:
    case = generate_case(PRESETS["refuse"], _seed_of("numbers undecidable"), tmp_path)
    for path, truth in ((case.ours, case.truth.ours), (case.theirs, case.truth.theirs)):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        letters = [truth.letters[f] for f in ("debit", "credit", "amount") if f in truth.letters]
        for line in truth.lines:
            cells = [rows[line.row - 1][ord(letter) - ord("A")] for letter in letters]
            assert all(re.fullmatch(r"-?\d{1,3}\.\d{3}|", cell) for cell in cells), cells


def test_a_lost_line_breaks_opening_plus_movements(tmp_path: Path) -> None:
    case = generate_case(PRESETS["refuse"], _seed_of("does not add up"), tmp_path)
    assert case.truth.refusal is not None
    assert case.truth.theirs.opening is not None
    assert case.truth.theirs.closing is not None


def test_two_equal_sheets_have_the_same_columns_and_as_many_lines(tmp_path: Path) -> None:
    case = generate_case(PRESETS["refuse"], _seed_of("two equal sheets"), tmp_path)
    book = openpyxl.load_workbook(case.theirs)
    first, second = book.worksheets
    assert [c.value for c in first[1]] == [c.value for c in second[1]]
    assert abs(first.max_row - second.max_row) <= 1
