"""Numbers of statements in what others write."""

from __future__ import annotations

import pytest

from wanglai.domain.statement_number import StatementNumber, called, statement_numbers_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("付2026-000012货款", ((2026, 12, 1),)),
        ("对账单２０２６－０００１２３／２", ((2026, 123, 2),)),
        ("2026-000012, 2026-000013; 2026-000012", ((2026, 12, 1), (2026, 13, 1))),
        ("2026-000012.", ((2026, 12, 1),)),
        ("合同 2026-000012-3", ()),
        ("HT2026-000012", ()),
        ("12026-000012", ()),
        ("2026-00012", ()),  # five digits
        ("2026-03-20", ()),
        ("1999-000012", ()),
        ("2026-1000000", ((2026, 1_000_000, 1),)),
        ("PO 2026-4500012345", ()),  # an order: no statement has ten digits
        ("2025-20260301001", ()),
    ],
)
def test_numbers_are_found_as_they_are_printed(text: str, found: tuple[tuple[int, int, int], ...]) -> None:  # fmt: skip
    assert statement_numbers_in(text) == tuple(StatementNumber(*each) for each in found)


def test_what_is_called_so_is_found_so() -> None:
    for said in (StatementNumber(2026, 12), StatementNumber(2027, 1_234_567, 3)):
        assert statement_numbers_in(called(said)) == (said,)
