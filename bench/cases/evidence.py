"""What the printed evidence can decide: marks every group and difference as recoverable or not."""

from __future__ import annotations

from collections import Counter, defaultdict

from bench.cases.entries import Entry, EntryDifference, EntryGroup, Story
from bench.cases.surface import Printed

NEAR = 10  # days within which an equal amount alone may tie two lines
CROWD = 20  # days within which another equal amount makes that undecidable

ONE_SIDED = ("missing_theirs", "missing_ours", "timing")


def label_lines(side: dict[Entry, Printed]) -> None:
    """Gives lines one label when nothing a person could use tells them apart."""
    labels: dict[object, int] = {}
    for entry, words in side.items():
        content: object = ("twin", entry.twin)
        if entry.twin is None:
            shown = words.text if entry.damaged else entry.printed
            content = (
                entry.amount,
                entry.booked_on,
                words.document,
                words.order,
                shown,
                entry.party,
            )
        entry.label = labels.setdefault(content, len(labels))


def judge(story: Story, *, party_column: bool) -> None:
    """Sets ``tie`` and ``recoverable`` on all groups and differences of a printed story."""
    orders: dict[str, set[Entry]] = defaultdict(set)
    for entry in story.entries:
        if entry.order:
            orders[entry.order].add(entry)
    tied: set[Entry] = set()
    for group in story.groups:
        group.tie = _key_tie(group, orders)
        if group.tie:
            tied.update(group.ours, group.theirs)
    loose: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    for entry in story.entries:
        if entry not in tied:
            loose[entry.side, entry.amount].append(entry)
    for group in story.groups:
        if not group.ours or not group.theirs:
            group.tie = "netting"
        elif not group.tie:
            group.tie = _amount_tie(group, loose)
        group.recoverable = group.tie != "none"
    ties = {frozenset((*group.ours, *group.theirs)): group.tie for group in story.groups}
    twins: dict[tuple[str, int | None], EntryGroup] = {
        (entry.side, entry.twin): group
        for group in story.groups
        for entry in (*group.ours, *group.theirs)
        if entry.twin is not None
    }
    for difference in story.differences:
        _judge_difference(difference, ties, twins, loose, party_column=party_column)


def _key_tie(group: EntryGroup, orders: dict[str, set[Entry]]) -> str:
    members = [*group.ours, *group.theirs]
    if not group.ours or not group.theirs:
        return ""
    numbers = {entry.shared for entry in members}
    if len(numbers) == 1 and all(e.shared is not None and e.shared in e.printed for e in members):
        return "key"
    order = {entry.order for entry in members}
    if (
        len(order) == 1
        and (name := order.pop()) is not None
        and _order_decides(group, orders[name])
    ):
        return "order"
    for single, several in ((group.theirs, group.ours), (group.ours, group.theirs)):
        quotes = single[0].printed
        merged = len(single) == 1 and single[0].note == "merged"
        if merged and all(e.shared in e.printed and f"quote:{e.shared}" in quotes for e in several):
            return "quoted"
    return ""


def _order_decides(group: EntryGroup, under_order: set[Entry]) -> bool:
    """The order's lines are the group, or within the order the amount is met once on each side."""
    members = {*group.ours, *group.theirs}
    if under_order == members:
        return True
    if len(group.ours) != 1 or len(group.theirs) != 1 or group.difference:
        return False
    equal = Counter(e.side for e in under_order if e.amount == group.ours[0].amount)
    return equal["ours"] == 1 and equal["theirs"] == 1


def _amount_tie(group: EntryGroup, loose: dict[tuple[str, int], list[Entry]]) -> str:
    """Equal amount, near days, and nobody else around whom the amount would fit as well."""
    if len(group.ours) != 1 or len(group.theirs) != 1 or group.difference:
        return "none"
    ours, theirs = group.ours[0], group.theirs[0]
    if abs((ours.booked_on - theirs.booked_on).days) > NEAR:
        return "none"
    for entry in (ours, theirs):
        for other in loose[entry.side, entry.amount]:
            same = other is entry or other.label == entry.label
            if not same and abs((other.booked_on - entry.booked_on).days) <= CROWD:
                return "none"
    return "amount"


def _judge_difference(
    difference: EntryDifference,
    ties: dict[frozenset[Entry], str],
    twins: dict[tuple[str, int | None], EntryGroup],
    loose: dict[tuple[str, int], list[Entry]],
    *,
    party_column: bool,
) -> None:
    members = frozenset((*difference.ours, *difference.theirs))
    if difference.ours and difference.theirs:
        difference.recoverable = ties[members] in ("key", "order", "quoted")
        return
    if not members:
        return
    (entry,) = members
    missing = "missing_theirs" if entry.side == "ours" else "missing_ours"
    if difference.kind.startswith("duplicate"):
        if twins[entry.side, entry.twin].tie != "key":
            difference.accept += (missing,)
    elif difference.kind == "wrong_party" and not party_column:
        difference.accept += (missing,)
    if difference.kind in (*ONE_SIDED, "wrong_party"):
        other = "theirs" if entry.side == "ours" else "ours"
        difference.recoverable = not any(
            abs((rival.booked_on - entry.booked_on).days) <= CROWD
            for rival in loose[other, entry.amount]
        )
