"""Every difference of a result as it stands now, decisions by hand laid over it, each under its lasting name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tieout.decisions import Members
from tieout.refusal import Wording
from tieout.sentences import CROSSED, OPENING, Figures, filled
from wanglai.services.reconciliation.by_hand import Overlay
from wanglai.services.reconciliation.deciding import row_id_of
from wanglai.services.reconciliation.difference_names import LineNames
from wanglai.store.models import ResultDifference, Run


@dataclass(frozen=True)
class OpenDifference:
    """Part of the gap: so much of ours - theirs, in minor units, because of these lines."""

    name: str
    row_id: str
    difference_class: str
    members: Members
    amount: int
    sentence: Wording


def open_differences(run: Run, overlaid: Overlay) -> tuple[list[OpenDifference], LineNames]:
    """All of them, in the order a person reads, and the names of their lines; with what is unexplained they are the gap.

    Two of the same lines and amount would share a name: the second is called otherwise, so that none is decided with the other.
    """
    found = [*_stored(run, overlaid), *_by_hand(overlaid)]
    keys = {("ours", row) for each in found for row in each.members.ours}
    keys |= {("theirs", row) for each in found for row in each.members.theirs}
    names = LineNames.of(run, keys)
    seen: dict[str, int] = {}
    told = []
    for each in found:
        name = names.difference(each.members, each.amount)
        seen[name] = seen.get(name, 0) + 1
        told.append(replace(each, name=name if seen[name] == 1 else f"{name}.{seen[name]}"))
    return told, names


def without_crossings(run: Run, differences: Iterable[OpenDifference]) -> list[OpenDifference]:
    """Those that stay open after the period: a difference of the openings and the lines that are the reason of it cancel out.

    Our invoice of 300.00 is dated before the period and theirs within it: the openings differ by 300.00, their line by -300.00.
    Where a person has since decided about such a line they no longer cancel, and all of them stay.
    """
    every = list(differences)
    figures = Figures(run.currency)
    gone = {id(each) for each in every if _crossed(each, figures)}
    if sum(each.amount for each in every if id(each) in gone) != 0:
        return every
    return [each for each in every if id(each) not in gone]


def _crossed(each: OpenDifference, figures: Figures) -> bool:
    """The openings' difference where lines are its reason, and each of those lines: told by the engine's own sentences."""
    if each.difference_class != "timing":
        return False
    size = each.amount if each.members.ours else -each.amount
    if each.sentence == filled(CROSSED, size=figures.money(size)):
        return True
    return each.sentence.en.endswith(OPENING["timing"].en.rpartition("}")[2])


def _stored(run: Run, overlaid: Overlay) -> Iterable[OpenDifference]:
    rows = ResultDifference.objects.filter(run_id=run.id).exclude(
        row_ordinal__in=overlaid.dissolved
    )
    for row in rows.order_by("ordinal").iterator(chunk_size=5_000):
        yield OpenDifference(
            "", row_id_of(run, row.row_ordinal), row.difference_class, Members(tuple(row.ours_rows), tuple(row.theirs_rows)),
            row.amount, Wording(row.sentence_zh, row.sentence_en),
        )  # fmt: skip


def _by_hand(overlaid: Overlay) -> Iterable[OpenDifference]:
    for hand in overlaid.rows:
        if hand.difference_class is not None:
            yield OpenDifference("", hand.row_id, hand.difference_class, hand.members, hand.difference, hand.sentence)  # fmt: skip
