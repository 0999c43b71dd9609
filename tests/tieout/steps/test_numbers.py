"""Document numbers in scripts that a keyboard of another country writes."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.steps.number_columns import shapes_in_column
from tieout.steps.numbers import keys_of, shape_of

_WRITTEN = st.text(
    st.sampled_from("aZ019 -/.发票Ⅻ٠ß") | st.characters(exclude_categories=["Cs"]), max_size=12
)


@pytest.mark.parametrize("number", ["A٠", "INV٠٠١٢", "第②号", "Ⅻ", "𐩀1", "ＩＮＶ-１２３"])
def test_no_number_of_any_script_breaks_the_keys(number: str) -> None:
    for form in ("full", "runs", "core", "digits", "tail", "folded"):
        assert isinstance(keys_of(number).form(form), str)


def test_digits_of_other_scripts_are_the_same_digits() -> None:
    assert keys_of("INV٠٠١٢").runs == keys_of("ＩＮＶ００１２").runs == keys_of("INV0012").runs
    assert keys_of("INV0012").runs == "inv-12"


@settings(deadline=None)
@given(_WRITTEN)
def test_digits_and_their_runs_are_those_of_the_whole_number(number: str) -> None:
    keys = keys_of(number)
    digits = re.sub("[^0-9]", "", keys.full).lstrip("0")
    assert keys.digits == (digits if len(digits) >= 3 else "")
    runs = [run for run in keys.runs.split("-") if run.isdecimal()]
    assert keys.core == keys.form("core") == ("-".join(runs) if keys.digits else "")


@settings(deadline=None)
@given(st.lists(st.none() | _WRITTEN, max_size=6), st.integers(0, 3))
def test_patterns_of_a_column_are_those_of_its_numbers(numbers: list[str | None], cut: int) -> None:
    column = pa.array(["skipped-1"] * cut + numbers, pa.string()).slice(cut)
    assert shapes_in_column(column).to_pylist() == [shape_of(number) for number in numbers]
