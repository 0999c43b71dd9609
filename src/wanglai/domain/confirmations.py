"""询证函: which customers are asked to confirm what they owe, and what their answers say of all the others.

Sources: 中国注册会计师审计准则第1312号 (函证) and ISA 505: positive and negative form (paragraphs 5 and 15), the auditor keeps control of
what is sent and received (7), exceptions are looked into (14), other procedures where nobody answers (12). 第1314号 (审计抽样) and
ISA 530: a sample anybody can draw again (7, 8), misstatements projected to what was not asked (14), an item that could be tested
by no procedure counts as misstated (11).

Amounts are minor units. A unit of the population is one customer in one currency; it is drawn by its balance in the company's own
currency. Monetary-unit sampling takes each unit with a chance proportional to its balance: the rest of 42,000.00 and 3 draws give
an interval of 14,000.00; from a start of 5,000.00 the units that hold the 5,000th, the 19,000th and the 33,000th yuan are taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Form = Literal["positive", "negative"]
FORMS: tuple[Form, ...] = ("positive", "negative")
# Why a unit is asked: at or above the threshold, drawn, a zero or credit balance drawn, or in a letter that goes out anyway.
Taken = Literal["key", "drawn", "zero", "credit", "along", ""]
TAKEN: tuple[Taken, ...] = ("key", "drawn", "zero", "credit", "along")
# Whose a difference is: on its way, an error of theirs, an error of ours, or not known.
Whose = Literal["timing", "theirs", "ours", "unknown"]
WHOSE: tuple[Whose, ...] = ("timing", "theirs", "ours", "unknown")
MISSTATED: frozenset[Whose] = frozenset({"ours", "unknown"})


@dataclass(frozen=True)
class Unit:
    """A customer's account in one currency on the day. ``base_balance`` is above zero where the customer owes."""

    customer_id: int
    currency: str
    owed_to_us: int
    owed_by_us: int
    base_balance: int

    @property
    def balance(self) -> int:
        """1,000.00 invoiced and open, 200.00 paid ahead: 800.00."""
        return self.owed_to_us - self.owed_by_us

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the population: an auditor who draws again must find the same order."""
        return self.customer_id, self.currency


@dataclass(frozen=True)
class Rule:
    """How the sample is drawn. ``threshold`` in minor units of the company's currency, 0 for none."""

    threshold: int
    draws: int
    zeros: int
    credits: int
    seed: str


@dataclass(frozen=True)
class Choice:
    """A unit, why it is asked (empty: it is not), and how many draws fell on it."""

    unit: Unit
    taken: Taken
    hits: int = 0

    @property
    def is_asked(self) -> bool:
        return self.taken != ""


@dataclass(frozen=True)
class Sample:
    """The whole population in its order with what became of each. ``interval`` and ``start`` are 0 where nothing was drawn."""

    choices: tuple[Choice, ...]
    interval: int
    start: int
    rest: int  # what the draws were made from

    @property
    def asked(self) -> tuple[Choice, ...]:
        return tuple(each for each in self.choices if each.is_asked)

    @property
    def customers(self) -> tuple[int, ...]:
        """Who gets a letter, each once, in order."""
        return tuple(dict.fromkeys(each.unit.customer_id for each in self.asked))

    @property
    def value(self) -> int:
        """Everything on the account, owed and owing, in the company's currency."""
        return sum(abs(each.unit.base_balance) for each in self.choices)

    @property
    def asked_value(self) -> int:
        return sum(abs(each.unit.base_balance) for each in self.asked)


def draw(units: Iterable[Unit], rule: Rule) -> Sample:
    """The sample of a population: key items, draws by monetary unit, zero and credit balances, all by the seed.

    Of 80,000.00, 60,000.00, 12,000.00, 9,000.00, 7,000.00, 6,000.00, 5,000.00 and 3,000.00 with a threshold of 50,000.00 the first two
    are key items; 3 draws from the other 42,000.00 have an interval of 14,000.00. A customer who gets a letter is asked for every
    currency of theirs, so their other units come along.
    """
    population = sorted(units, key=lambda unit: unit.place)
    assert len({unit.place for unit in population}) == len(population), "a unit stands twice"
    taken: dict[tuple[int, str], Taken] = {
        unit.place: "key"
        for unit in population
        if rule.threshold and abs(unit.base_balance) >= rule.threshold
    }
    rest = [unit for unit in population if unit.place not in taken and unit.base_balance > 0]
    hits, interval, start = _drawn(rest, rule)
    taken |= dict.fromkeys(hits, "drawn")
    zeros = [unit for unit in population if unit.place not in taken and unit.base_balance == 0]
    owing = [unit for unit in population if unit.place not in taken and unit.base_balance < 0]
    taken |= dict.fromkeys(_lots(zeros, rule.zeros, rule.seed), "zero")
    taken |= dict.fromkeys(_lots(owing, rule.credits, rule.seed), "credit")
    written_to = {customer for customer, _ in taken}
    return Sample(
        tuple(
            Choice(
                unit,
                taken.get(unit.place, "along" if unit.customer_id in written_to else ""),
                hits.get(unit.place, 0),
            )
            for unit in population
        ),
        interval,
        start,
        sum(unit.base_balance for unit in rest),
    )


def start_of(seed: str, interval: int) -> int:
    """Where the first draw falls, 1 to the interval: SHA-256 of ``start|seed`` as a number, what is left over by the interval, plus 1."""
    assert interval > 0
    digest = hashlib.sha256(f"start|{seed}".encode()).digest()
    return int.from_bytes(digest, "big") % interval + 1


def _drawn(rest: list[Unit], rule: Rule) -> tuple[dict[tuple[int, str], int], int, int]:
    """How many draws fell on each unit; systematic: every interval-th unit of money from the start."""
    total = sum(unit.base_balance for unit in rest)
    draws = min(rule.draws, total)
    if draws <= 0:
        return {}, 0, 0
    interval = total // draws
    start = start_of(rule.seed, interval)
    hits: dict[tuple[int, str], int] = {}
    passed = 0
    for unit in rest:
        before, passed = passed, passed + unit.base_balance
        count = _points(passed, start, interval, draws) - _points(before, start, interval, draws)
        if count:
            hits[unit.place] = count
    return hits, interval, start


def _points(through: int, start: int, interval: int, draws: int) -> int:
    """How many draws fall on the first ``through`` units of money."""
    return min(draws, (through - start) // interval + 1) if through >= start else 0


def _lots(units: list[Unit], count: int, seed: str) -> list[tuple[int, str]]:
    """So many units, those whose SHA-256 of ``seed|customer|currency`` is smallest."""
    places = [unit.place for unit in units]
    lot = {place: hashlib.sha256(f"{seed}|{place[0]}|{place[1]}".encode()).digest() for place in places}  # fmt: skip
    return sorted(places, key=lambda place: lot[place])[:count]


def difference_of(unit: Unit, owed_to_us: int, owed_by_us: int) -> int:
    """Our balance less theirs. We say 9,000.00, they say they owe 7,500.00: 1,500.00."""
    return unit.balance - (owed_to_us - owed_by_us)


def misstated_of(parts: Iterable[tuple[Whose, int]]) -> int:
    """What of a difference is an error of ours or unexplained. 1,500.00 on its way and 20.00 of ours: 20.00."""
    return sum(amount for whose, amount in parts if whose in MISSTATED)


def unsupported_of(unit: Unit, covered: int) -> int:
    """What other procedures left without evidence, never more than the balance. 6,000.00 with 6,000.00 received since: nothing."""
    assert 0 <= covered <= unit.owed_to_us, "more was found than was open"
    return min(unit.owed_to_us - covered, max(unit.balance, 0))


Standing = Literal["waiting", "agreed", "differs", "tested", "impossible", "unopposed"]
ANSWERED: frozenset[Standing] = frozenset({"agreed", "differs"})


@dataclass(frozen=True)
class Outcome:
    """A unit that was asked and what came of it. ``misstated`` in minor units of the unit's currency, above zero: too much in our book."""

    choice: Choice
    standing: Standing
    misstated: int = 0


@dataclass(frozen=True)
class Evaluation:
    """What the answers say of the whole population; amounts in minor units of the company's own currency.

    ``unconverted`` are misstatements of accounts with no balance to take a rate from, by currency.
    """

    units: int
    asked: int
    value: int
    asked_value: int
    counts: Mapping[Standing, int]
    values: Mapping[Standing, int]
    key: int
    drawn: int
    projected: int
    other: int
    unconverted: Mapping[str, int]

    @property
    def total(self) -> int:
        """Key items as they are, the drawn ones projected, the rest as they are."""
        return self.key + self.projected + self.other


def evaluate(sample: Sample, outcomes: Iterable[Outcome], base_currency: str) -> Evaluation:
    """Misstatements of key items as they are, of drawn ones projected by taint times interval.

    A drawn account of 9,000.00 that is 900.00 too high is tainted by a tenth: with an interval of 14,000.00 it stands for 1,400.00.
    One at or above the interval stands for itself alone. 120.00 found in a key item is 120.00. Together 1,520.00.
    """
    known = {"key": 0, "drawn": 0, "other": 0}
    projected = 0
    counts: dict[Standing, int] = {}
    values: dict[Standing, int] = {}
    unconverted: dict[str, int] = {}
    for each in outcomes:
        unit = each.choice.unit
        counts[each.standing] = counts.get(each.standing, 0) + 1
        values[each.standing] = values.get(each.standing, 0) + abs(unit.base_balance)
        amount = in_base(unit, each.misstated, base_currency)
        if amount is None:
            unconverted[unit.currency] = unconverted.get(unit.currency, 0) + each.misstated
            continue
        group = each.choice.taken if each.choice.taken in ("key", "drawn") else "other"
        known[group] += amount
        if group == "drawn":
            projected += project(amount, unit.base_balance, sample.interval)
    return Evaluation(
        len(sample.choices), len(sample.asked), sample.value, sample.asked_value, counts, values,
        known["key"], known["drawn"], projected, known["other"], unconverted,
    )  # fmt: skip


def project(amount: int, balance: int, interval: int) -> int:
    """What a drawn unit's misstatement stands for: taint times interval, half up; itself where the unit fills an interval."""
    assert balance > 0, "only what is owed is drawn"
    return amount if balance >= interval else _half_up(Fraction(amount * interval, balance))


def in_base(unit: Unit, amount: int, base_currency: str) -> int | None:
    """An amount of the unit's currency at the rate its balance is booked at; None where there is no balance to tell it."""
    if amount == 0 or unit.currency == base_currency:
        return amount
    if unit.balance == 0:
        return None
    return _half_up(Fraction(amount * unit.base_balance, unit.balance))


def _half_up(value: Fraction) -> int:
    """0.5 is 1 and -0.5 is -1."""
    whole = (abs(value) + Fraction(1, 2)).__floor__()
    return whole if value >= 0 else -whole


def covered_by(items: Iterable[tuple[int, int, int]]) -> tuple[int, int]:
    """Of items (open, received since, delivered with evidence): what later receipts cover, and what deliveries cover of the rest.

    An invoice of 6,000.00 with 4,000.00 received since and a signed delivery note: 4,000.00 and 2,000.00. Nothing is counted twice.
    """
    by_receipt = by_delivery = 0
    for open_, received, delivered in items:
        paid = min(open_, received)
        by_receipt += paid
        by_delivery += min(open_ - paid, delivered)
    return by_receipt, by_delivery


def working_days_after(first: int, days: int, is_working: Callable[[int], bool]) -> int:
    """The ordinal of the day so many working days after one. Friday and 3: Wednesday."""
    assert days > 0
    found = first
    while days:
        found += 1
        days -= is_working(found)
    return found
