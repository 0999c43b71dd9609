"""One booking here, several on one day there: a batch the other side booked line by line.

Only whole bundles are tried, never arbitrary subsets: all open lines of one side with the same
voucher, or of the same day and direction. Few hypotheses, so few accidents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tieout.decisions import Status
from tieout.steps.account import Account
from tieout.steps.conflicts import Conflicts, conflicts_in
from tieout.steps.lines import Line


def settle_bundles(account: Account) -> None:
    """Settle a bundle with the only near line of its total; by voucher surely, by day as a suggestion."""
    for by_voucher in (True, False):
        _settle(account, account.open_ours(), account.open_theirs(), by_voucher=by_voucher)
        _settle(account, account.open_theirs(), account.open_ours(), by_voucher=by_voucher)


def _settle(account: Account, many: list[Line], single: list[Line], *, by_voucher: bool) -> None:
    conflicts = conflicts_in(account)
    singles: dict[int, list[Line]] = defaultdict(list)
    for line in single:
        singles[line.amount].append(line)
    for bundle in bundles_of(many, by_voucher=by_voucher):
        if not all(line.open for line in bundle):
            continue
        total = sum(line.amount for line in bundle)
        near = [
            line
            for line in singles.get(total, ())
            if line.open and is_near_bundle(account, bundle, line, conflicts)
        ]
        if total and len(near) == 1:
            status: Status = "auto" if by_voucher or bundle[0].is_cash else "suggested"
            ours, theirs = (bundle, near) if bundle[0].side == "ours" else (near, bundle)
            account.take(
                ours, theirs, rule="bundle_total", status=status, key=bundle[0].voucher or ""
            )


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
    if line.day is None or bundle[0].day is None:
        return False
    shift = account.lag(line).median
    late = line.day - bundle[0].day if bundle[0].side == "ours" else bundle[0].day - line.day
    if abs(late - shift) > account.rules.window_days:
        return False
    pairs = ((line, other) if line.side == "ours" else (other, line) for other in bundle)
    return not any(conflicts.forbid(ours, theirs) for ours, theirs in pairs)
