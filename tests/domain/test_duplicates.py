"""Which customers are proposed as one, with which facts; firms are invented."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanglai.domain.duplicates import HOLDERS_MAX, Known, find_duplicates, is_one_apart

NUMBER, OTHER_NUMBER = "91350100M000100Y43", "91110108339805094M"


def kinds(*customers: Known) -> dict[tuple[int, int], list[str]]:
    return {
        (each.one, each.other): [reason.kind for reason in each.reasons]
        for each in find_duplicates(customers).proposals
    }


YUNFAN = Known(1, ("海宁云帆纺织有限公司",), (NUMBER,), ("6222 0210 0100 1234",))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Known(2, ("杭州新名字有限公司",), ("９1350100m000100Y43",)), ["tax_number"]),
        (Known(2, ("杭州新名字有限公司",), (), ("6222021001001234",)), ["bank_account"]),
        (Known(2, ("海宁云帆纺织股份公司",)), ["name"]),
        (Known(2, ("旧名", "海宁 云帆纺织 有限责任公司")), ["name"]),
        (Known(2, ("云帆纺织",)), ["contained"]),
        (Known(2, ("海宁云帆纺积有限公司",)), ["near"]),
        (Known(2, ("海宁云帆有限公司纺织",)), []),
        (Known(2, ("云",)), []),
        (Known(2, ("海宁云帆纺织有限公司苏州分公司",)), ["contained"]),
        (Known(2, ("海宁云帆纺织有限公司",), (NUMBER,), ("6222021001001234",)), ["tax_number", "bank_account", "name"]),
        (Known(2, ("海宁云帆纺积有限公司",), (OTHER_NUMBER,)), []),
        (Known(2, ("云帆纺织",), (OTHER_NUMBER,)), []),
        (Known(2, ("海宁云帆纺织有限公司",), (OTHER_NUMBER,)), ["name"]),
        (Known(2, ("甲",), ("91350100M000100Y44",)), []),
        (Known(2, ("",), ("000000000000000",)), []),
    ],
)  # fmt: skip
def test_each_proposal_says_which_facts_agree(other: Known, expected: list[str]) -> None:
    assert kinds(YUNFAN, other) == ({(1, 2): expected} if expected else {})


def test_facts_against_stand_beside_the_reasons() -> None:
    other = Known(2, ("海宁云帆纺织股份有限公司",), (OTHER_NUMBER,))
    (proposal,) = find_duplicates([YUNFAN, other]).proposals
    assert [each.zh for each in proposal.against] == [
        f"两者税号不同：{NUMBER}、{OTHER_NUMBER}。",
        "企业类型不同：有限公司、股份有限公司。",
    ]


def test_sentences_show_names_as_entered_and_accounts_masked() -> None:
    other = Known(2, ("云帆纺织",), (), ("6222021001001234",))
    (proposal,) = find_duplicates([YUNFAN, other]).proposals
    assert [reason.sentence.en for reason in proposal.reasons] == [
        "The same bank account: 6222 **** **** 1234.",
        "“云帆纺织” is contained in “海宁云帆纺织有限公司”.",
    ]


def test_latin_names_are_held_by_whole_words() -> None:
    assert kinds(Known(1, ("Alder Ltd",)), Known(2, ("Alder and Sons Inc",))) == {(1, 2): ["contained"]}  # fmt: skip
    assert kinds(Known(1, ("Alder Ltd",)), Known(2, ("Calderon Inc",))) == {}


def test_a_common_word_is_reported_and_not_paired() -> None:
    holders = [Known(at, (f"纺织{chr(0x4E00 + at * 37)}{chr(0x5E00 + at * 41)}店",)) for at in range(HOLDERS_MAX + 1)]  # fmt: skip
    search = find_duplicates([*holders, Known(99, ("纺织",))])
    assert search.proposals == ()
    assert search.too_common == ("纺织",)
    assert len(find_duplicates([*holders[1:], Known(99, ("纺织",))]).proposals) == HOLDERS_MAX


def test_very_many_with_one_account_are_each_paired_with_the_first() -> None:
    many = [Known(at, (f"{chr(0x4E00 + at * 37)}店",), (), ("6222021001001234",)) for at in range(50)]  # fmt: skip
    assert [(each.one, each.other) for each in find_duplicates(many).proposals] == [(0, at) for at in range(1, 50)]  # fmt: skip


FIRMS = st.lists(
    st.tuples(
        st.text("云帆静和海宁纺织有限公司", min_size=1, max_size=7),
        st.sampled_from([(), (NUMBER,), (OTHER_NUMBER,)]),
        st.sampled_from([(), ("6222021001001234",)]),
    ),
    max_size=8,
)


@given(FIRMS, st.randoms(use_true_random=False))
def test_the_order_of_the_customers_changes_nothing(
    firms: list[tuple[str, tuple[str, ...], tuple[str, ...]]], chance: random.Random
) -> None:
    known = [Known(at, (name,), numbers, accounts) for at, (name, numbers, accounts) in enumerate(firms)]  # fmt: skip
    shuffled = known[:]
    chance.shuffle(shuffled)
    search = find_duplicates(known)
    assert find_duplicates(shuffled) == search
    pairs = [(each.one, each.other) for each in search.proposals]
    assert pairs == sorted(set(pairs))
    assert all(one < other for one, other in pairs)
    assert all(each.reasons for each in search.proposals)


@given(FIRMS)
def test_shared_numbers_are_always_proposed(
    firms: list[tuple[str, tuple[str, ...], tuple[str, ...]]],
) -> None:
    known = [Known(at, (name,), numbers, accounts) for at, (name, numbers, accounts) in enumerate(firms)]  # fmt: skip
    proposed = kinds(*known)
    for one, other in combinations(known, 2):
        if set(one.tax_numbers) & set(other.tax_numbers):
            assert "tax_number" in proposed[one.id, other.id]
        if set(one.bank_accounts) & set(other.bank_accounts):
            assert "bank_account" in proposed[one.id, other.id]


def edits(one: str, other: str) -> int:
    """Optimal string alignment by the table, as an oracle."""
    rows = [list(range(len(other) + 1))]
    for at, letter in enumerate(one, start=1):
        row = [at]
        for there, second in enumerate(other, start=1):
            best = min(rows[-1][there] + 1, row[-1] + 1, rows[-1][there - 1] + (letter != second))
            if at > 1 and there > 1 and letter == other[there - 2] and one[at - 2] == second:
                best = min(best, rows[-2][there - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


@st.composite
def twins(draw: st.DrawFn, shortest: int) -> tuple[str, str]:
    """A name, and the same after up to two edits."""
    one = draw(st.text("云帆静和", min_size=shortest, max_size=6))
    other = one
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(other)))
        rest = draw(st.sampled_from([other[at:], other[at + 1 :], other[at : at + 2][::-1] + other[at + 2 :]]))  # fmt: skip
        other = other[:at] + draw(st.text("云帆静和海", max_size=1)) + rest
    return one, other


@given(twins(0))
def test_one_apart_is_one_edit(names: tuple[str, str]) -> None:
    one, other = names
    assert is_one_apart(one, other) == (edits(one, other) == 1)


@given(st.lists(twins(4), min_size=1, max_size=3))
def test_every_pair_of_names_one_apart_is_found(pairs: list[tuple[str, str]]) -> None:
    names = sorted({name for pair in pairs for name in pair if len(name) >= 4})
    proposed = kinds(*(Known(at, (name,)) for at, name in enumerate(names)))
    for (one, first), (other, second) in combinations(enumerate(names), 2):
        near = edits(first, second) == 1
        assert ("near" in proposed.get((one, other), [])) == near


def test_each_customer_comes_once() -> None:
    with pytest.raises(AssertionError):
        find_duplicates([YUNFAN, YUNFAN])
