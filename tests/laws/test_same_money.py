"""The same money offered in many disguises comes in once, and two true equal payments stay two: 1,000 banks."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from wanglai.domain.bank_lines import Line, Stretch, fingerprint, identity, known_again

NAMES = ("上海远景贸易有限公司", "Bieren GmbH", "苏州禾川", "张伟", "")
ROUND = (10_000, 50_000, 113_000, 88_800)


@dataclass(frozen=True)
class Truth:
    """A bank's true lines, in its order; ``id`` tells two equal ones apart."""

    id: int
    line: Line


@dataclass
class Account:
    """What an importer keeps: lines by name, and statements with the names of their lines."""

    lines: dict[int, Line] = field(default_factory=dict)
    statements: list[tuple[Stretch, list[int]]] = field(default_factory=list)
    identities: set[bytes] = field(default_factory=set)

    def take(self, stretch: Stretch) -> None:
        said = identity(stretch, "statement", "CNY", map(fingerprint, stretch.lines))
        if said in self.identities:
            return
        self.identities.add(said)
        near = [each for each in self.statements if _touch(each[0], stretch)]
        found = known_again(stretch, [each for each, _ in near], [names for _, names in near])
        names = []
        for line, known in zip(stretch.lines, found, strict=True):
            name = known if known is not None else len(self.lines) + 1
            self.lines.setdefault(name, line)
            names.append(name)
        self.statements.append((stretch, names))


def _touch(one: Stretch, other: Stretch) -> bool:
    day = timedelta(days=1)
    return one.first - day <= other.last and other.first - day <= one.last


def _bank(chance: random.Random) -> list[Truth]:
    """One to six days of up to seven payments, of few payers and few amounts, so that many are alike."""
    found: list[Truth] = []
    for day in range(chance.randint(1, 6)):
        on = date(2026, 3, 10) + timedelta(days=day)
        for _ in range(chance.randint(0, 7)):
            number = len(found) + 1
            name = chance.choice(NAMES)
            found.append(
                Truth(
                    number,
                    Line(
                        on, chance.choice((1, 1, 1, 1, 1, 1, 1, -1)) * chance.choice(ROUND), "CNY", False, name,
                        f"622202{NAMES.index(name):010d}" if name else "", "",
                        f"{20260000000 + number}" if chance.random() < 0.5 else "NONREF",
                        chance.choice(("货款", "INV-2031", "")),
                    ),
                )
            )  # fmt: skip
    return found


def _stretch(truths: list[Truth], cut: list[Truth], number: str = "") -> Stretch:
    """Consecutive true lines as a statement with the balances the bank would print."""
    if not cut:
        return Stretch((), number)
    before = sum(each.line.amount for each in truths if each.id < cut[0].id)
    total = sum(each.line.amount for each in cut)
    return Stretch(tuple(each.line for each in cut), number, before, before + total, is_proved=True)


def _whole(truths: list[Truth], _: random.Random) -> Iterator[Stretch]:
    yield _stretch(truths, truths, "7")


def _saved_again(truths: list[Truth], _: random.Random) -> Iterator[Stretch]:
    told = _stretch(truths, truths, "7")
    yield replace(
        told,
        lines=tuple(
            replace(line, other_name=f" {line.other_name.upper()} ", text=line.text.replace("-", " － "))
            for line in told.lines
        ),
    )  # fmt: skip


def _daily(truths: list[Truth], _: random.Random) -> Iterator[Stretch]:
    for on in sorted({each.line.on for each in truths}):
        yield _stretch(truths, [each for each in truths if each.line.on == on])


def _overlapping(truths: list[Truth], chance: random.Random) -> Iterator[Stretch]:
    days = sorted({each.line.on for each in truths})
    for _ in range(3):
        one, other = sorted(chance.choices(days, k=2))
        yield _stretch(truths, [each for each in truths if one <= each.line.on <= other])


def _numbered_pages(truths: list[Truth], chance: random.Random) -> Iterator[Stretch]:
    """Pages of one statement, handed in in any order."""
    cuts = sorted({0, len(truths), *(chance.randint(0, len(truths)) for _ in range(2))})
    pages = [
        _stretch(truths, truths[low:high], f"9/{page}")
        for page, (low, high) in enumerate(pairwise(cuts), start=1)
    ]
    chance.shuffle(pages)
    yield from pages


def _halves_in_turn(truths: list[Truth], chance: random.Random) -> Iterator[Stretch]:
    """Cut in the middle of a day, no number: the balances alone tell that they follow each other."""
    cut = chance.randint(0, len(truths))
    yield _stretch(truths, truths[:cut])
    yield _stretch(truths, truths[cut:])


def _half_then_whole(truths: list[Truth], chance: random.Random) -> Iterator[Stretch]:
    yield _stretch(truths, truths[: chance.randint(0, len(truths))])
    yield _stretch(truths, truths)


def _notices(truths: list[Truth], chance: random.Random) -> Iterator[Stretch]:
    """One notice for some payments that carry a reference: no balances, so it proves nothing."""
    for each in chance.sample(truths, min(3, len(truths))):
        if each.line.bank_reference != "NONREF":
            yield Stretch((each.line,), f"N{each.id}")


def _another_form(truths: list[Truth], _: random.Random) -> Iterator[Stretch]:
    """As MT940 tells it: no account of the other, the name cut to ten signs, the reference to sixteen, all in the text."""
    told = _stretch(truths, truths, "00007")
    yield replace(
        told,
        lines=tuple(
            replace(
                line, other_account="", other_name=line.other_name[:10], bank_reference=line.bank_reference[:16],
                text=f"?20{line.text}?32{line.other_name}",
            )
            for line in told.lines
        ),
    )  # fmt: skip


def _in_parallel(truths: list[Truth], _: random.Random) -> Iterator[Stretch]:
    """Twice the same at once: the second finds the account locked until the first is through."""
    yield _stretch(truths, truths, "7")
    yield _stretch(truths, truths, "7")


DISGUISES: tuple[Callable[[list[Truth], random.Random], Iterator[Stretch]], ...] = (
    _whole, _saved_again, _daily, _overlapping, _numbered_pages, _halves_in_turn, _half_then_whole, _notices,
    _another_form, _in_parallel,
)  # fmt: skip


def _counted(lines: list[Line]) -> Counter[tuple[date, int]]:
    return Counter((line.on, line.amount) for line in lines)


@pytest.mark.parametrize("block", range(20))
def test_the_same_money_in_ten_disguises_comes_in_once(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        chance = random.Random(seed)
        truths = _bank(chance)
        if not truths:
            continue
        account = Account()
        for disguise in chance.sample(DISGUISES, len(DISGUISES)):
            for stretch in disguise(truths, chance):
                account.take(stretch)
        assert _counted(list(account.lines.values())) == _counted([each.line for each in truths]), (
            seed
        )


def test_a_disguise_that_is_forgotten_turns_the_law_red() -> None:
    """Without the statements that lie apart, the second of two equal payments on two pages would be lost."""
    payment = Line(date(2026, 3, 10), 10_000, "CNY", text="货款")
    morning = Stretch((payment,), "", 0, 10_000, is_proved=True)
    afternoon = Stretch((payment,), "", 10_000, 20_000, is_proved=True)
    assert known_again(afternoon, [morning], [[1]]) == [None]
    assert known_again(replace(afternoon, opening=5_000), [morning], [[1]]) == [1]


def test_a_day_that_came_to_nothing_is_told_twice_all_the_same() -> None:
    back = Line(date(2026, 3, 15), -10_000, "CNY", text="退回")
    there = Line(date(2026, 3, 15), 10_000, "CNY", text="货款")
    first = Stretch((there, back), "", 0, 0, is_proved=True)
    later = Stretch(
        (there, back, replace(there, on=date(2026, 3, 16))), "", 0, 10_000, is_proved=True
    )
    assert known_again(later, [first], [[1, 2]]) == [1, 2, None]


def test_what_contradicts_is_new() -> None:
    one = Line(date(2026, 3, 10), 10_000, "CNY", other_name="远景", bank_reference="20260310001")
    other = replace(one, other_name="禾川", bank_reference="20260310002")
    whole = Stretch((other,), "", 0, 10_000, is_proved=True)
    assert known_again(whole, [Stretch((one,))], [[1]]) == [None]
    assert known_again(
        whole, [Stretch((replace(one, other_name="禾川有限公司", bank_reference=""),))], [[1]]
    ) == [1]


def test_saving_again_changes_no_fingerprint_and_a_digit_does() -> None:
    line = Line(date(2026, 3, 10), 10_000, "CNY", other_name="Ａｃｍｅ Ltd.", text="inv 1001")
    assert fingerprint(replace(line, other_name="acme ltd", text="INV-1001")) == fingerprint(line)
    assert fingerprint(replace(line, text="inv 1002")) != fingerprint(line)
