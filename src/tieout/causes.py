"""Why two amounts of one document differ: a decision list, first rule that proves itself wins.

All arithmetic is in integers and exact ratios. Sources: matching rules of thumb every auditor knows
(a difference divisible by nine is a transposition), tax rates from the rules, discounts from terms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from tieout.rules import Rules


class Booked(Protocol):
    """What the list needs to know of a line."""

    @property
    def amount(self) -> int: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def text(self) -> str | None: ...


# What banks charge per transfer whatever its size, in minor units: 5.00, 10.00 … 50.00.
_FLAT_FEES = range(500, 5_001, 500)

_WORDS = {
    "fee": re.compile(
        r"手续费|汇费|电汇费|扣费|bank (?:charge|fee)|wire fee|charges|commission|bankgebühr|spesen",
        re.I,
    ),
    "discount": re.compile(
        r"折扣|折让|现金折扣|贴现息|返利|discount|rebate|skonto|allowance", re.I
    ),
    "fx": re.compile(
        r"汇兑|汇差|汇率|\bfx\b|exchange (?:gain|loss|diff|rate)|kursdiff|\b[A-Z]{3} ?[\d.,]+ ?@ ?\d+[.,]\d{3}",
        re.I,
    ),
    "partial": re.compile(
        r"部分|余量|余款|分批|partial|part[- ](?:payment|delivery|shipment)|teil(?:zahlung|lieferung)|balance to follow",
        re.I,
    ),
    "tax_rounding": re.compile(r"尾差|四舍五入|抹零|税差|rounding|rundung", re.I),
}


def cause_of_gap(ours: Sequence[Booked], theirs: Sequence[Booked], rules: Rules) -> str:
    """The class of (ours - theirs) for lines that are one fact; amounts in minor units, our sign.

    113.00 against 100.00 is ``tax_rounding`` (13 % tax in or out); 1,234.00 against 1,243.00 is
    ``transposition``; 1,000.00 against 980.00 on an invoice is ``discount`` (2 %).
    """
    mine, yours = sum(line.amount for line in ours), sum(line.amount for line in theirs)
    if mine == -yours:
        return "sign"
    lines = len(ours) + len(theirs)
    if abs(mine - yours) <= rules.rounding_per_line * lines // 2:
        return "tax_rounding"
    named = cause_in_words([*ours, *theirs])
    if named in ("fee", "fx", "discount", "partial"):
        return named
    if is_slip(mine, yours):
        return "transposition"
    if is_tax(mine, yours, rules):
        return "tax_rounding"
    cash = any(line.kind == "receipt" for line in (*ours, *theirs)) or (
        mine < 0 and yours < 0 and not _credits(ours, theirs)
    )
    if cash and is_fee(mine, yours, rules):
        return "fee"
    if is_discount(mine, yours, rules):
        return "discount"
    return "partial" if cash else "amount"


def _credits(ours: Sequence[Booked], theirs: Sequence[Booked]) -> bool:
    return any(line.kind == "credit" for line in (*ours, *theirs))


def cause_in_words(lines: Sequence[Booked]) -> str | None:
    """The class a line names itself: 手续费 is a fee, 现金折扣 a discount, 汇兑 an exchange difference."""
    for line in lines:
        if line.kind == "fee":
            return "fee"
        if line.text:
            for kind, words in _WORDS.items():
                if words.search(line.text):
                    return kind
    return None


def is_slip(mine: int, yours: int) -> bool:
    """Digits swapped, a digit dropped, or the decimal point shifted: 1,254.00 for 1,245.00.

    Two digits swapped always leave a difference divisible by nine.
    """
    if (mine < 0) != (yours < 0):
        return False
    left, right = str(abs(mine)), str(abs(yours))
    if len(left) == len(right):
        differing = [i for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
        return (
            len(differing) == 2
            and left[differing[0]] == right[differing[1]]
            and left[differing[1]] == right[differing[0]]
        )
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    if longer.startswith(shorter) and set(longer[len(shorter) :]) == {"0"}:
        return True
    if len(longer) != len(shorter) + 1 or len(shorter) < 4:
        return False
    # The cents must survive a dropped digit, or any two amounts of neighbouring length would do.
    return longer[-2:] == shorter[-2:] and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
    )


def is_tax(mine: int, yours: int, rules: Rules) -> bool:
    """One is the other with tax, to one minor unit: 113.00 and 100.00 at 13 %."""
    if (mine < 0) != (yours < 0):
        return False
    gross, net = max(abs(mine), abs(yours)), min(abs(mine), abs(yours))
    if gross * 2 > net * 3:
        return False
    return any(
        _is_one_apart(net * (whole + part), gross * whole, whole)
        for part, whole in _rates(rules.tax_rates)
    )


def is_discount(mine: int, yours: int, rules: Rules) -> bool:
    """The smaller is the larger less a discount from the table, to one minor unit."""
    if (mine < 0) != (yours < 0):
        return False
    full, paid = max(abs(mine), abs(yours)), min(abs(mine), abs(yours))
    if full * 2 > paid * 3:
        return False
    return any(
        _is_one_apart(full * (whole - part), paid * whole, whole)
        for part, whole in _rates(rules.discount_rates)
    )


def is_fee(mine: int, yours: int, rules: Rules) -> bool:
    """A bank took a little of the transfer: they paid 10,000.00, 9,985.00 arrived."""
    kept = abs(mine - yours)
    if not 0 < kept <= rules.fee_max:
        return False
    if kept in _FLAT_FEES and kept * 4 <= max(abs(mine), abs(yours)):
        return True
    part, whole = _rates((rules.fee_rate_max,))[0]
    return kept * whole <= max(abs(mine), abs(yours)) * part


def amounts_a_cause_away(amount: int, rules: Rules, *, cash: bool) -> list[int]:
    """What a sum may be that differs from the amount by a usual discount, or for cash by a flat bank fee.

    Beside 98.00 stands 100.00 (2 %), and for cash 103.00 and 93.00; minor units, signs kept, ascending.
    """
    size, sign = abs(amount), -1 if amount < 0 else 1
    found = {
        full
        for part, whole in _rates(rules.discount_rates)
        for full in (size * whole // (whole - part), -(-size * whole // (whole - part)))
        if full * 2 <= size * 3  # as far as ``is_discount`` goes
    }
    if cash:
        found |= {size + fee for fee in _FLAT_FEES if fee * 4 <= size}
        found |= {size - fee for fee in _FLAT_FEES if fee * 4 <= size}
    return sorted(sign * each for each in found - {size})


def _is_one_apart(exact: int, stated: int, whole: int) -> bool:
    """True when the two agree after rounding to a minor unit, one more being allowed."""
    return 2 * abs(exact - stated) <= 3 * whole


@lru_cache(maxsize=8)
def _rates(rates: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Percentages as exact integer ratios: 13 is (13, 100), 2.5 is (1, 40)."""
    return tuple((Fraction(rate) / 100).as_integer_ratio() for rate in rates)
