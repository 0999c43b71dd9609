"""The sum of a decision on one line, as a clerk would write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_TERMS = 12  # shown; more are counted


def sides_equal(left: Sequence[int], right: Sequence[int], money: Callable[[int], str]) -> str:
    """Both sides in minor units, and what is missing from one of them, so that the line is true.

    >>> sides_equal([4125000], [1200000, 2925000], lambda amount: f"{amount / 100:,.2f}")
    '41,250.00 = 12,000.00 + 29,250.00'
    >>> sides_equal([10000], [9950], lambda amount: f"{amount / 100:,.2f}")
    '100.00 = 99.50 + 0.50'
    """
    gap = sum(left) - sum(right)
    terms = [*right, gap] if gap and right else list(right)
    return f"{_sum(left, money)} = {_sum(terms, money)}"


def _sum(terms: Sequence[int], money: Callable[[int], str]) -> str:
    if not terms:
        return money(0)
    shown = money(terms[0])
    for term in terms[1:_TERMS]:
        shown += f" - {money(-term)}" if term < 0 else f" + {money(term)}"
    return shown + (f" + … ({len(terms)})" if len(terms) > _TERMS else "")
