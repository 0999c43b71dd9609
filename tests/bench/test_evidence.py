"""What the generator calls recoverable really is decidable from what is printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bench.cases import PRESETS, draft_case, generate_case, write_case
from bench.cases.entries import Entry, EntryGroup, Story
from bench.cases.evidence import judge


def _line(side: str, day: int, amount: int, *, shared: str | None = None) -> Entry:
    entry = Entry(side, date(2026, 3, day), date(2026, 3, day), "invoice", amount, 1, shared=shared)
    entry.printed = frozenset({shared}) if shared else frozenset()
    entry.label = day * 1000 + amount
    return entry


def _judged(*pairs: tuple[Entry, Entry]) -> list[EntryGroup]:
    story = Story("CNY", date(2026, 3, 1), date(2026, 3, 31), "we", "they")
    for ours, theirs in pairs:
        story.entries |= {ours: None, theirs: None}
        story.groups.append(EntryGroup(1, [ours], [theirs]))
    judge(story, party_column=False)
    return story.groups


def test_a_shared_number_ties_whatever_the_amounts() -> None:
    (group,) = _judged((_line("ours", 3, 500, shared="A1"), _line("theirs", 28, 700, shared="A1")))
    assert (group.tie, group.recoverable) == ("key", True)


def test_a_lone_equal_amount_near_by_ties() -> None:
    (group,) = _judged((_line("ours", 3, 500), _line("theirs", 5, 500)))
    assert (group.tie, group.recoverable) == ("amount", True)


def test_equal_amounts_on_several_days_cannot_be_decided() -> None:
    groups = _judged(
        (_line("ours", 3, 500), _line("theirs", 5, 500)),
        (_line("ours", 8, 500), _line("theirs", 9, 500)),
    )
    assert [group.recoverable for group in groups] == [False, False]


def test_an_equal_amount_far_away_is_not_a_tie() -> None:
    (group,) = _judged((_line("ours", 1, 500), _line("theirs", 25, 500)))
    assert group.recoverable is False


def test_changed_amounts_without_a_number_cannot_be_decided() -> None:
    (group,) = _judged((_line("ours", 3, 500), _line("theirs", 3, 480)))
    assert group.recoverable is False


def test_most_of_a_realistic_month_can_be_decided_and_some_of_a_hard_one_cannot(
    tmp_path: Path,
) -> None:
    shares = {}
    for preset in ("realistic", "hard"):
        groups = [
            group
            for seed in range(8)
            for group in generate_case(PRESETS[preset], seed, tmp_path / preset).truth.groups
        ]
        shares[preset] = sum(group.recoverable for group in groups) / len(groups)
    assert shares["realistic"] > 0.98
    assert 0.85 < shares["hard"] < 0.98


def test_lines_posted_twice_carry_one_label(tmp_path: Path) -> None:
    draft = draft_case(PRESETS["hard"], 1)
    write_case(draft, tmp_path)
    doubles = [d for d in draft.story.differences if d.kind.startswith("duplicate")]
    assert doubles
    for difference in doubles:
        (twice,) = (*difference.ours, *difference.theirs)
        others = [e for e in draft.story.side(twice.side) if e.label == twice.label]
        assert len(others) == 2
        assert len({draft.printed[twice.side][e].text for e in others}) == 1
