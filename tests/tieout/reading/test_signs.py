"""Every ledger ends in our sign: positive raises what the customer owes us."""

from __future__ import annotations

import pytest

from tests.tieout.reading.ledgers import Value, amounts, read_both, read_rows
from tieout.reading import ReadingOptions
from tieout.refusal import Refusal

OURS: list[list[Value]] = [
    ["日期", "单据号", "摘要", "借方", "贷方"],
    ["2026-03-01", "XS-0001", "销售", "100.00", None],
    ["2026-03-02", "XS-0002", "销售", "250.00", None],
    ["2026-03-03", "SK-0003", "收款", None, "100.00"],
    ["2026-03-04", "XS-0004", "销售", "75.50", None],
]
WANTED = [10_000, 25_000, -10_000, 7_550]
_SIZES = ["100.00", "250.00", "100.00", "75.50"]
_RAISES = [True, True, False, True]


def _theirs(head: list[Value], cells: list[list[Value]]) -> list[list[Value]]:
    lines = [[row[0], row[1], *cells[at]] for at, row in enumerate(OURS[1:])]
    return [["Date", "Your Ref", *head], *lines]


CASES: list[tuple[str, list[Value], list[list[Value]]]] = [
    ("credit-debit", ["Debit", "Credit"], [[None, s] if r else [s, None] for s, r in zip(_SIZES, _RAISES, strict=True)]),
    ("debit-credit", ["Debit", "Credit"], [[s, None] if r else [None, s] for s, r in zip(_SIZES, _RAISES, strict=True)]),
    ("signed", ["Amount"], [[s if r else f"-{s}"] for s, r in zip(_SIZES, _RAISES, strict=True)]),
    ("mirrored", ["Amount"], [[f"({s})" if r else s] for s, r in zip(_SIZES, _RAISES, strict=True)]),
    ("direction", ["Amount", "D/C"], [[s, "D" if r else "C"] for s, r in zip(_SIZES, _RAISES, strict=True)]),
    ("mirrored-direction", ["金额", "方向"], [[s, "贷" if r else "借"] for s, r in zip(_SIZES, _RAISES, strict=True)]),
    ("mirrored-direction", ["金额", "借贷"], [[s, "贷 Cr" if r else "借 Dr"] for s, r in zip(_SIZES, _RAISES, strict=True)]),
    ("mirrored-direction", ["Amount", "S/H"], [[s, "H" if r else "S"] for s, r in zip(_SIZES, _RAISES, strict=True)]),
    ("mirrored-direction", ["金额", "收/支"], [[s, "支出" if r else "收入"] for s, r in zip(_SIZES, _RAISES, strict=True)]),
]  # fmt: skip


@pytest.mark.parametrize(("sign", "head", "cells"), CASES)
def test_the_sign_is_found_by_what_both_sides_know(
    sign: str, head: list[Value], cells: list[list[Value]]
) -> None:
    _, customer = read_both(OURS, _theirs(head, cells))
    assert customer.reading.sign == sign
    assert amounts(customer) == WANTED


@pytest.mark.parametrize(("sign", "head", "cells"), CASES)
def test_a_person_can_turn_the_sign_round(
    sign: str, head: list[Value], cells: list[list[Value]]
) -> None:
    plain, mirrored = {
        "debit-credit": ("debit-credit", "credit-debit"), "credit-debit": ("debit-credit", "credit-debit"),
        "signed": ("signed", "mirrored"), "mirrored": ("signed", "mirrored"),
    }.get(sign, ("direction", "mirrored-direction"))  # fmt: skip
    rows = _theirs(head, cells)
    one = amounts(read_rows(rows, side="theirs", options=ReadingOptions(sign=plain)))
    other = amounts(read_rows(rows, side="theirs", options=ReadingOptions(sign=mirrored)))
    assert one == [-amount for amount in other]
    assert WANTED in (one, other)


def test_an_unknown_sign_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_rows(OURS, options=ReadingOptions(sign="upside-down"))
    assert refused.value.code == "sign.unknown"


def test_our_own_ledger_written_like_a_payables_ledger_is_turned_by_its_words() -> None:
    rows: list[list[Value]] = [["日期", "单据号", "摘要", "借方", "贷方"]]
    rows += [[row[0], row[1], row[2], row[4], row[3]] for row in OURS[1:]]
    ledger = read_rows(rows)
    assert ledger.reading.sign == "credit-debit"
    assert amounts(ledger) == WANTED


def test_without_any_evidence_their_ledger_is_taken_as_payables() -> None:
    rows: list[list[Value]] = [
        ["Date", "No", "Debit", "Credit"],
        ["2026-03-01", "A1", None, "5.00"],
        ["2026-03-02", "A2", "2.00", None],
    ]
    assert amounts(read_rows(rows, side="theirs")) == [500, -200]


def test_red_entries_stay_on_their_side() -> None:
    rows = [*OURS, ["2026-03-05", "XS-0005", "销售红字", "-75.50", None]]
    assert amounts(read_rows(rows))[-1] == -7_550


def test_a_line_without_its_direction_is_a_problem_and_not_a_guess() -> None:
    rows: list[list[Value]] = [["日期", "单据号", "金额", "方向"], ["2026-03-01", "A1", "5.00", "借"], ["2026-03-02", "A2", "6.00", None], ["2026-03-03", "A3", "7.00", "贷"],
                               ["2026-03-04", "A4", "7.00", "贷"]]  # fmt: skip
    reading = read_rows(rows).reading
    assert [problem.row for problem in reading.problems] == [3]
    assert reading.rows == 3
