"""Document numbers in scripts that a keyboard of another country writes."""

from __future__ import annotations

import pytest

from tieout.steps.numbers import keys_of


@pytest.mark.parametrize("number", ["A٠", "INV٠٠١٢", "第②号", "Ⅻ", "𐩀1", "ＩＮＶ-１２３"])
def test_no_number_of_any_script_breaks_the_keys(number: str) -> None:
    for form in ("full", "runs", "core", "digits", "tail", "folded"):
        assert isinstance(keys_of(number).form(form), str)


def test_digits_of_other_scripts_are_the_same_digits() -> None:
    assert keys_of("INV٠٠١٢").runs == keys_of("ＩＮＶ００１２").runs == keys_of("INV0012").runs
    assert keys_of("INV0012").runs == "inv-12"
