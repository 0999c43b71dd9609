"""The rules of ageing in figures: every edge on both sides, both bases, credits beside the buckets, sums that stay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.ageing import (
    BASES,
    EDGES,
    EDGES_MAX,
    NOT_DUE,
    UNAPPLIED,
    Aged,
    AgeingProof,
    Basis,
    Columns,
    OpenPart,
    Scheme,
    aged,
    ageing_of,
    days_of,
    edges_fault,
    placed,
    sum_of,
)

DAY = date(2026, 3, 31)
SCHEME = Scheme()
# first and last day of each bucket, as the report prints them; the last has no end
GOLDEN = (
    (None, 0), (1, 30), (31, 60), (61, 90), (91, 180), (181, 365), (366, 730), (731, 1095), (1096, None),
)  # fmt: skip


@pytest.mark.parametrize(("place", "first", "last"), [(n, *span) for n, span in enumerate(GOLDEN)])
def test_every_edge_is_on_its_side(place: int, first: int | None, last: int | None) -> None:
    if first is not None:
        assert SCHEME.bucket_of(first) == place
        assert SCHEME.bucket_of(first - 1) == place - 1
    if last is not None:
        assert SCHEME.bucket_of(last) == place
        assert SCHEME.bucket_of(last + 1) == place + 1


def test_an_item_exactly_30_60_or_90_days_late_stays_in_the_lower_bucket() -> None:
    assert [SCHEME.bucket_of(days) for days in (30, 60, 90)] == [1, 2, 3]
    own = Scheme((15, 30, 60))
    assert [own.bucket_of(days) for days in (0, 15, 16, 60, 61)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("days", "place"), [(-5, 1), (0, 1), (1, 1), (30, 1), (31, 2), (1096, 8)])
def test_since_the_document_nothing_is_not_due(days: int, place: int) -> None:
    assert SCHEME.bucket_of(days, "document") == place


def test_the_columns_say_their_days_in_both_languages() -> None:
    assert [words.en for words in SCHEME.words()] == [
        "Not due", "1–30 days", "31–60 days", "61–90 days", "91–180 days", "181–365 days",
        "366–730 days", "731–1095 days", "Over 1095 days",
    ]  # fmt: skip
    assert [words.zh for words in Scheme((30,)).words()] == ["未到期", "1–30 天", "30 天以上"]
    assert SCHEME.words("document")[1].en == "0–30 days"
    for scheme in (SCHEME, Scheme((7,))):
        assert len(scheme.words()) == len(scheme.places)


@pytest.mark.parametrize(
    ("edges", "fault"),
    [
        ((), "none"),
        (range(1, EDGES_MAX + 2), "many"),
        (range(1, EDGES_MAX + 1), None),
        ((0, 30), "range"),
        ((1, 30), None),
        ((30, 36_501), "range"),
        ((30, 36_500), None),
        ((30, 30), "order"),
        ((60, 30), "order"),
        ((30, 31), None),
        (EDGES, None),
    ],
)
def test_edges_are_checked_in_order(edges: tuple[int, ...], fault: str | None) -> None:
    assert edges_fault(tuple(edges)) == fault
    if fault:
        with pytest.raises(AssertionError):
            Scheme(tuple(edges))


@pytest.mark.parametrize(
    ("due", "basis", "days"),
    [
        (date(2026, 3, 31), "due", 0),
        (date(2026, 4, 1), "due", -1),
        (date(2026, 3, 1), "due", 30),
        (None, "due", 89),
        (date(2026, 3, 1), "document", 89),
    ],
)
def test_days_are_counted_from_the_day_of_the_report(
    due: date | None, basis: Basis, days: int
) -> None:
    assert days_of(document_on=date(2026, 1, 1), due_on=due, on=DAY, basis=basis) == days


def part(
    amount: int, days: int = 0, *, side: int = 1, currency: str = "CNY", dated: bool = True
) -> OpenPart:
    due = DAY - timedelta(days=days) if dated else None
    return OpenPart(7, currency, side, amount, 7 * amount, DAY - timedelta(days=400), due)


def test_a_credit_is_beside_the_buckets_and_never_late() -> None:
    one = aged(part(60, 500, side=-1), on=DAY, scheme=SCHEME, basis="due")
    assert (one.columns.unapplied, one.base.unapplied) == (-60, -420)
    assert set(one.columns.buckets) == {0}
    assert (one.days_max, one.parts, one.undated) == (0, 1, 0)


def test_a_debit_without_a_day_due_counts_from_its_document_and_is_flagged() -> None:
    one = aged(part(60, dated=False), on=DAY, scheme=SCHEME, basis="due")
    assert one.columns.buckets[6] == 60
    assert (one.days_max, one.undated) == (400, 1)
    assert aged(part(60, -3), on=DAY, scheme=SCHEME, basis="due").days_max == 0


def test_currencies_are_kept_apart() -> None:
    parts = [part(100), part(50, 31), part(8, 3, currency="USD"), part(30, side=-1)]
    found = ageing_of(parts, on=DAY, scheme=SCHEME, basis="due")
    assert found.keys() == {(7, "CNY"), (7, "USD")}
    yuan = found[7, "CNY"]
    assert (yuan.columns.buckets[:3], yuan.columns.unapplied) == ((100, 0, 50), -30)
    assert (yuan.columns.total, yuan.columns.late, yuan.base.total) == (120, 50, 840)
    assert (yuan.parts, yuan.days_max) == (3, 31)


def test_net_fifo_takes_the_oldest_first_and_keeps_what_is_too_much() -> None:
    assert Columns((100, 50, 30), -60).net_fifo() == Columns((100, 20, 0), 0)
    assert Columns((100, 50, 30), -180).net_fifo() == Columns((0, 0, 0), 0)
    assert Columns((100, 50, 30), -181).net_fifo() == Columns((0, 0, 0), -1)
    assert Columns((100, 50, 30), 0).net_fifo() == Columns((100, 50, 30), 0)


def test_the_proof_shows_either_gap() -> None:
    sound = AgeingProof("USD", 1_100, -100, 1_000, 7_100, 150, 7_250)
    assert (sound.open, sound.gap, sound.base_gap, sound.holds) == (1_000, 0, 0, True)
    assert not AgeingProof("USD", 1_100, -100, 999, 7_100, 150, 7_250).holds
    assert AgeingProof("USD", 1_100, -100, 1_000, 7_100, 0, 7_250).base_gap == -150


EDGES_OF_ANY = st.lists(st.integers(1, 2_000), min_size=1, max_size=EDGES_MAX, unique=True).map(
    lambda edges: Scheme(tuple(sorted(edges)))
)
PARTS = st.lists(
    st.builds(
        OpenPart,
        customer_id=st.integers(1, 3),
        currency=st.sampled_from(["CNY", "USD"]),
        side=st.sampled_from([1, -1]),
        amount_open=st.integers(1, 10**12),
        base_open=st.integers(0, 10**12),
        document_on=st.dates(date(2020, 1, 1), DAY),
        due_on=st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    )
)


@given(EDGES_OF_ANY, st.integers(-2_000, 4_000), st.sampled_from(BASES))
def test_every_age_has_exactly_one_bucket(scheme: Scheme, days: int, basis: Basis) -> None:
    place = scheme.bucket_of(days, basis)
    assert place in scheme.places
    firsts = scheme.first_days
    if days > 0:
        assert firsts[place - 1] <= days
        assert place == len(firsts) or days < firsts[place]
    assert scheme.bucket_of(days + 1, basis) >= place


@given(PARTS, EDGES_OF_ANY, st.sampled_from(BASES))
def test_buckets_and_unapplied_add_up_to_what_is_open(
    parts: list[OpenPart], scheme: Scheme, basis: Basis
) -> None:
    found = ageing_of(parts, on=DAY, scheme=scheme, basis=basis)
    for (customer, currency), one in found.items():
        mine = [each for each in parts if (each.customer_id, each.currency) == (customer, currency)]
        assert one.columns.total == sum(each.side * each.amount_open for each in mine)
        assert one.base.total == sum(each.side * each.base_open for each in mine)
        assert one.columns.unapplied == -sum(each.amount_open for each in mine if each.side < 0)
        assert all(bucket >= 0 for bucket in one.columns.buckets)
        assert one.parts == len(mine)
    assert sum(one.parts for one in found.values()) == len(parts)


@given(PARTS, EDGES_OF_ANY, st.sampled_from(BASES))
def test_netting_moves_nothing_but_credits(
    parts: list[OpenPart], scheme: Scheme, basis: Basis
) -> None:
    for one in ageing_of(parts, on=DAY, scheme=scheme, basis=basis).values():
        net = one.net_fifo()
        assert (net.columns.total, net.base.total) == (one.columns.total, one.base.total)
        assert net.columns.unapplied == 0 or sum(net.columns.buckets) == 0
        assert net.columns.unapplied <= 0
        assert all(0 <= after <= before for after, before in zip(net.columns.buckets, one.columns.buckets, strict=True))  # fmt: skip


@given(PARTS, EDGES_OF_ANY)
def test_groups_add_up_to_the_whole(parts: list[OpenPart], scheme: Scheme) -> None:
    each = [aged(part, on=DAY, scheme=scheme, basis="due") for part in parts]
    groups = ageing_of(parts, on=DAY, scheme=scheme, basis="due").values()
    assert sum_of(each, scheme) == sum_of(list(groups), scheme)
    assert sum_of(each, scheme).columns.total == sum(part.side * part.amount_open for part in parts)
    assert sum_of([], scheme) == Aged(placed([], scheme), placed([], scheme), 0, 0, 0)


def test_figures_are_put_in_their_places() -> None:
    found = placed([(NOT_DUE, 100), (2, 30), (2, 5), (UNAPPLIED, -60)], Scheme((30,)))
    assert found == Columns((100, 0, 35), -60)
