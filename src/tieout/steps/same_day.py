"""One booking here, several on one day there: a batch the other side booked line by line.

Only whole bundles are tried, never arbitrary subsets: all open lines of one side with the same
voucher, or of the same day and direction. Few hypotheses, so few accidents.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import comb

from tieout.decisions import Status
from tieout.steps.account import Account
from tieout.steps.combinations import amounts_of, chance_limit
from tieout.steps.conflicts import Conflicts, conflicts_in
from tieout.steps.lines import Line
from tieout.sums.chance import expected_accidents

_ALIKE_MAX = 400  # lines nearest to a bundle's day of which as many are drawn


def settle_bundles(account: Account) -> None:
    """Settle a bundle with the only near line of its total.

    By voucher surely; money of one day where hardly any total would be met by accident; the rest is suggested.
    """
    for by_voucher in (True, False):
        _settle(account, account.open_ours(), account.open_theirs(), by_voucher=by_voucher)
        _settle(account, account.open_theirs(), account.open_ours(), by_voucher=by_voucher)


def _settle(account: Account, many: list[Line], single: list[Line], *, by_voucher: bool) -> None:
    conflicts = conflicts_in(account)
    singles: dict[int, list[Line]] = defaultdict(list)
    for line in single:
        singles[line.amount].append(line)
    bundles = bundles_of(many, by_voucher=by_voucher)
    found = []
    for bundle in bundles:
        near = [
            line
            for line in singles.get(_total(bundle), ())
            if is_near_bundle(account, bundle, line, conflicts)
        ]
        if _total(bundle) and len(near) == 1:
            found.append((bundle, near[0]))
    asked = _near_pairs(account, bundles, single) if found and not by_voucher else 0
    for bundle, line in found:
        if not line.open or not all(other.open for other in bundle):
            continue
        sure = by_voucher or (bundle[0].is_cash and is_rare(account, bundle, many, asked))
        status: Status = "auto" if sure else "suggested"
        ours, theirs = (bundle, [line]) if bundle[0].side == "ours" else ([line], bundle)
        account.take(ours, theirs, rule="bundle_total", status=status, key=bundle[0].voucher or "")


def is_rare(account: Account, bundle: Sequence[Line], many: Sequence[Line], asked: int) -> bool:
    """Whether hardly any of the pairs that were asked would agree by accident as this bundle and its line do.

    ``asked``: pairs of a bundle and a near line. A pair agrees by accident as often as any so many lines of
    the bundle's side and direction make its total.

    Worked: of 20 lines 190 sets of two, of which 0.4 make 1,050.00 by chance; 150 pairs were asked: 150 x 0.4 / 190
    is 0.3 accidents, more than 0.05: not rare.
    """
    day, is_out = bundle[0].day or 0, bundle[0].amount < 0
    alike = [line for line in many if line.day is not None and (line.amount < 0) == is_out]
    alike = sorted(alike, key=lambda line: (abs((line.day or 0) - day), line.place))[:_ALIKE_MAX]
    amounts = amounts_of(alike)
    size, total = len(bundle), _total(bundle)
    accidents = expected_accidents(amounts, total, size_max=size)
    if size > 1:
        accidents -= expected_accidents(amounts, total, size_max=size - 1)
    return asked * accidents / comb(len(amounts), size) <= chance_limit(account.rules)


def _near_pairs(account: Account, bundles: Sequence[Sequence[Line]], single: Sequence[Line]) -> int:
    """Pairs of a bundle and a line within the window of days."""
    lines = [line for line in single if line.day is not None and line.amount]
    days = sorted((line.day or 0) - account.lag(line).median * _sign(line) for line in lines)
    reach = account.rules.window_days
    return sum(
        bisect_right(days, day + reach) - bisect_left(days, day - reach)
        for day in (bundle[0].day or 0 for bundle in bundles)
    )


def _sign(line: Line) -> int:
    """Theirs are booked a lag after ours."""
    return 1 if line.side == "theirs" else -1


def _total(bundle: Sequence[Line]) -> int:
    return sum(line.amount for line in bundle)


def bundles_of(lines: Iterable[Line], *, by_voucher: bool) -> list[list[Line]]:
    found: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in lines:
        if not line.amount or line.day is None or (by_voucher and not line.voucher):
            continue
        found[line.day, line.amount < 0, line.kind, line.voucher if by_voucher else None].append(
            line
        )
    return [bundle for bundle in found.values() if 2 <= len(bundle) <= 50]


def is_near_bundle(account: Account, bundle: list[Line], line: Line, conflicts: Conflicts) -> bool:
    if not _is_within(account, bundle, line):
        return False
    pairs = ((line, other) if line.side == "ours" else (other, line) for other in bundle)
    return not any(conflicts.forbid(ours, theirs) for ours, theirs in pairs)


def _is_within(account: Account, bundle: Sequence[Line], line: Line) -> bool:
    if line.day is None or bundle[0].day is None:
        return False
    shift = account.lag(line).median
    late = line.day - bundle[0].day if bundle[0].side == "ours" else bundle[0].day - line.day
    return abs(late - shift) <= account.rules.window_days
