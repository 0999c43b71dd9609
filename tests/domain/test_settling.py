"""One line over many items: every target met, no source spent twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.settling import Pairing, Source, Target, pairings


@given(
    st.lists(st.integers(1, 1_000), min_size=1, max_size=8),
    st.lists(st.integers(0, 1_000), max_size=6),
    st.data(),
)
def test_every_target_is_met_and_no_source_is_spent_twice(
    amounts: list[int], helps: list[int], data: st.DataObject
) -> None:
    targets = [Target(at, amount) for at, amount in enumerate(amounts)]
    kept = [data.draw(st.integers(0, target.amount)) for target in targets]
    own = [Source(1_000 + at, part, only=at) for at, part in enumerate(kept) if part]
    others = [Source(100 + at, amount) for at, amount in enumerate(helps)]
    missing = sum(amounts) - sum(kept) - sum(helps)
    others.append(Source(99, max(missing, 0) + 7))
    found = pairings(targets, [*others, *own])
    for target in targets:
        assert sum(each.amount for each in found if each.debit == target.item) == target.amount
    for source in (*others, *own):
        spent = sum(each.amount for each in found if each.credit == source.item)
        assert 0 <= spent <= source.amount
    for source in own:
        assert [each.debit for each in found if each.credit == source.item] == [source.only]
    assert all(each.amount > 0 for each in found)


def test_a_credit_note_goes_before_the_money() -> None:
    assert pairings([Target(1, 100)], [Source(7, 30), Source(9, 200)]) == [
        Pairing(1, 7, 30),
        Pairing(1, 9, 70),
    ]
