"""Receipts that name the same items and together are exactly their sum: which pays what of which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tieout.cash.decisions import Status
from tieout.cash.hypotheses import Said
from tieout.cash.ledger import Book, Part
from tieout.choice import share_out, tied


def shared_by_receipts(book: Book, named: Mapping[int, Sequence[int]]) -> dict[int, Said]:
    """What these receipts pay of the open items they name (``named``: receipt, items), where all come out even.

    Of all sharings the one in which the earlier receipt pays the earlier item; automatic only where there is no other.
    A credit among the items leaves the receipts as they are.

    Worked: 120.00 that names INV-1 of 100.00 and INV-2 of 50.00, and 80.00 that names INV-2 and INV-3 of 50.00:
    100.00 and 20.00, and 30.00 and 50.00. Were INV-1 named by the second as well, 80.00 of it could
    come from either, so it would be suggested.
    """
    found: dict[int, Said] = {}
    for receipts in tied(dict(sorted(named.items()))):
        found |= _shared(book, receipts, {place: named[place] for place in receipts})
    return found


def _shared(book: Book, receipts: list[int], named: Mapping[int, Sequence[int]]) -> dict[int, Said]:
    items = sorted({item for each in named.values() for item in each})
    if len(receipts) < 2 or any(book.open[item] < 0 for item in items):
        return {}
    first, last = {each: at for at, each in enumerate(receipts)}, len(receipts) - 1
    rank = {item: at for at, item in enumerate(items)}
    links = [
        (receipt, item, (last - first[receipt]) * rank[item])
        for receipt in receipts
        for item in named[receipt]
    ]
    flow = share_out(
        {receipt: book.left[receipt] for receipt in receipts},
        {item: book.open[item] for item in items},
        links,
    )
    if flow is None:
        return {}
    parts: dict[int, list[Part]] = defaultdict(list)
    for (receipt, item, _), amount in zip(links, flow.carried, strict=True):
        if amount:
            parts[receipt].append((item, amount))
    status: Status = "auto" if flow.is_only else "suggested"
    facts = {"receipts": str(len(receipts))}
    return {
        receipt: Said(
            tuple(paid), status, "quoted_shared", facts | book.called([item for item, _ in paid])
        )
        for receipt, paid in parts.items()
    }
