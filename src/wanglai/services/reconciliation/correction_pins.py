"""A difference of ours whose correction was named: its lines and the correcting entry belong together, and the engine is told so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tieout.decisions import Members, Pin
from wanglai.services.reconciliation.dispositions import dispositions_of
from wanglai.store.models import CarriedLine, Disposition, Reconciliation


def correction_pins(
    opened: Reconciliation,
    entries: Mapping[int, int],
    carried: Iterable[CarriedLine],
    taken: Iterable[Pin],
) -> list[Pin]:
    """One pin per correction that stands in this ledger; ``entries`` is entry -> row of ours.

    Our 200.00 against their 198.00, corrected by a credit note of 2.00: the three lines make a group without a difference. Lines a
    person has put elsewhere by hand are left where they are.
    """
    held = {("ours", row) for pin in taken for row in pin.members.ours}
    held |= {("theirs", row) for pin in taken for row in pin.members.theirs}
    by_difference: dict[str, list[CarriedLine]] = {}
    for each in carried:
        by_difference.setdefault(each.difference, []).append(each)
    here = set(Disposition.objects.filter(reconciliation=opened, corrected_seq__isnull=False).values_list("difference", flat=True))  # fmt: skip
    found = []
    for name, word in dispositions_of(opened, here | set(by_difference)).items():
        row = entries.get(word.corrected_seq) if word.corrected_seq else None
        if row is None:
            continue
        members = _members(word.id, by_difference.get(name), row)
        keys = {("ours", at) for at in members.ours} | {("theirs", at) for at in members.theirs}
        if not keys & held:
            held |= keys
            found.append(Pin(members, "accepted"))
    return found


def _members(disposition_id: int, carried: list[CarriedLine] | None, row: int) -> Members:
    """The lines of the difference as they stand here: carried ones, else those it was said of."""
    if carried:
        ours = [each.row for each in carried if each.side == "ours"]
        theirs = [each.row for each in carried if each.side == "theirs"]
    else:
        said = Disposition.objects.get(id=disposition_id)
        ours, theirs = list(said.ours_rows), list(said.theirs_rows)
    return Members(tuple(sorted({*ours, row})), tuple(sorted(theirs)))
