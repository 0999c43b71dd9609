"""Every difference of a result as it stands now, decisions by hand laid over it, each under its lasting name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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


def open_differences(run: Run, overlaid: Overlay, names: LineNames) -> list[OpenDifference]:
    """All of them, in the order a person reads; together with what is unexplained they are the gap.

    Two of the same lines and amount would share a name: the second is called otherwise, so that none is decided with the other.
    """
    found = [*_stored(run, overlaid, names), *_by_hand(overlaid, names)]
    seen: dict[str, int] = {}
    told = []
    for each in found:
        seen[each.name] = seen.get(each.name, 0) + 1
        again = seen[each.name]
        told.append(each if again == 1 else _called(each, f"{each.name}.{again}"))
    return told


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


def _stored(run: Run, overlaid: Overlay, names: LineNames) -> Iterable[OpenDifference]:
    rows = ResultDifference.objects.filter(run_id=run.id).exclude(
        row_ordinal__in=overlaid.dissolved
    )
    for row in rows.order_by("ordinal").iterator(chunk_size=5_000):
        members = Members(tuple(row.ours_rows), tuple(row.theirs_rows))
        yield OpenDifference(
            names.difference(members, row.amount), row_id_of(run, row.row_ordinal), row.difference_class,
            members, row.amount, Wording(row.sentence_zh, row.sentence_en),
        )  # fmt: skip


def _by_hand(overlaid: Overlay, names: LineNames) -> Iterable[OpenDifference]:
    for hand in overlaid.rows:
        if hand.difference_class is not None:
            yield OpenDifference(
                names.difference(hand.members, hand.difference), hand.row_id, hand.difference_class,
                hand.members, hand.difference, hand.sentence,
            )  # fmt: skip


def _called(each: OpenDifference, name: str) -> OpenDifference:
    return OpenDifference(name, each.row_id, each.difference_class, each.members, each.amount, each.sentence)  # fmt: skip
