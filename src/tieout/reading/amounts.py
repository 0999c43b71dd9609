"""Which columns carry the money: a pair, one signed column, or one with a direction beside it.

Candidates are scored by header words, by how exclusively the two columns of a pair are filled, by
the running balance (balance before + movement = balance after) and by overlap with our amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from tieout.reading.bulk import plain_amounts
from tieout.reading.numbers import Number, decimal_mark, is_dash, parse_number
from tieout.reading.profile import Column, Minor, direction_of
from tieout.reading.reference import Reference, share

_T = TypeVar("_T")
_PAIR_LETTERS = re.compile(r"[借贷收入支出存取转增减已付应]|debit|credit|dr|cr|paid|in|out")
_MARKS_FEW = 200
_LONG = 60  # characters from which a text is no number under any mark
_MARKS = 4000  # distinct cells asked for their decimal mark
_CHECKED = 600  # rows on which a running balance is tried


@dataclass(frozen=True)
class Money:
    """The chosen money columns. ``amount`` alone, or ``debit`` with ``credit``."""

    debit: Column | None = None
    credit: Column | None = None
    amount: Column | None = None
    direction: Column | None = None  # of the amount
    balance: Column | None = None
    balance_direction: Column | None = None
    score: int = 0
    chain: float = 0.0  # share of rows on which the running balance holds
    overlap: float = 0.0

    @property
    def columns(self) -> list[Column]:
        every = (self.debit, self.credit, self.amount)
        return [column for column in every if column is not None]


def minor_units(column: Column, *, mark: str, exponent: int) -> Minor:
    """Every distinct cell of a column as whole minor units; what is not is named, never rounded.

    A number cell may carry the dust of binary fractions up to a part in 10^9: 12.340000001 is 12.34.
    """
    cached = column.amounts.get((mark, exponent))
    if cached is not None:
        return cached
    encoded = column.encoded
    values = plain_amounts(encoded.array, mark=mark, exponent=exponent)
    if mark != "." and "n" in encoded.tags:
        values = [None] * len(values)  # number cells always have a point: read them one by one
    faults: dict[int, str] = {}
    for at, (text, tag) in enumerate(zip(encoded.texts, encoded.tags, strict=True)):
        value = values[at]
        if value is None:
            value, fault = _with_care(text, tag, mark, exponent)
            if fault:
                faults[at] = fault
        elif tag not in ("t", "n"):
            value, faults[at] = None, _FOREIGN.get(tag, "unreadable")
        if value is not None and abs(value) >= 1 << 53:
            value, faults[at] = None, "too_large"
        values[at] = value
    found = column.amounts[mark, exponent] = Minor(values, faults)
    return found


_FOREIGN = {"f": "formula", "e": "error", "d": "date"}


def _with_care(text: str, tag: str, mark: str, exponent: int) -> tuple[int | None, str | None]:
    """One cell: its minor units, or the reason why it has none."""
    if not tag or (tag == "t" and is_dash(text)):
        return None, None
    if tag not in ("t", "n"):
        return None, _FOREIGN.get(tag, "unreadable")
    number = parse_number(text, "." if tag == "n" else mark)
    if number is None:
        return None, "unreadable"
    value = _settled(number, exponent) if tag == "n" else number.minor(exponent)
    if value is None:
        return None, "finer"
    return -value if number.side < 0 else value, None


def _settled(number: Number, exponent: int) -> int | None:
    exact = number.minor(exponent)
    if exact is not None:
        return exact
    step = int(10 ** (number.scale - exponent))
    nearest = (2 * abs(number.mantissa) + step) // (2 * step)
    if abs(abs(number.mantissa) - nearest * step) * 10**9 > abs(number.mantissa):
        return None
    return nearest if number.mantissa >= 0 else -nearest


def is_money(column: Column) -> bool:
    """Whether a column could carry money at all."""
    senses = column.senses
    money = max(
        (senses.get(field, 0) for field in ("amount", "debit", "credit", "balance")), default=0
    )
    foreign = max(
        (score for field, score in senses.items() if field not in _MONEY_FIELDS), default=0
    )
    if not column.valued:
        return max(senses.get("debit", 0), senses.get("credit", 0)) >= 60
    if foreign > money:
        return False
    if column.numbers < (0.5 if money >= 60 else 0.9):
        return False
    if money:
        return True
    return column.dates < 0.9 and column.serials < 0.95


_ASKED = ("amount", "debit", "credit", "balance")
_MONEY_FIELDS = frozenset(("amount", "debit", "credit", "balance", "direction"))


def mark_of(column: Column) -> str | None:
    """The decimal mark a column settles by itself; None where both marks read it differently."""
    encoded = column.encoded
    step = max(1, len(encoded.texts) // _MARKS)
    asked = [at for at in range(0, len(encoded.texts), step) if encoded.tags[at] == "t"]
    # Digits alone say the same under either mark.
    texts = [
        text
        for at in asked
        if not encoded.dashes[at]
        and not ((text := encoded.texts[at]).isascii() and text.isdecimal() and len(text) < _LONG)
    ]
    few = texts[:: max(1, len(texts) // _MARKS_FEW)]
    mark, by_point, by_comma = decimal_mark(few)
    if mark is not None and by_point != by_comma:
        return mark  # a few hundred cells that only one mark reads are enough
    return decimal_mark(texts)[0]


class MoneyFinder:
    """Scores every way in which the money columns could be meant and keeps the best."""

    def __init__(
        self,
        columns: list[Column],
        *,
        marks: dict[int, str],
        exponent: int,
        reference: Reference | None,
        asked: dict[str, Column] | None = None,
    ) -> None:
        self._columns = columns
        self._asked = asked or {}
        named = [self._asked[name] for name in _ASKED if name in self._asked]
        found = [column for column in columns if is_money(column) and column not in named]
        self._money = sorted([*named, *found[:16]], key=lambda column: column.at)
        self._directions = [
            column for column in columns if column.directions >= 0.9 and column.fill > 0.3
        ]
        self._minor = {
            column.at: minor_units(column, mark=marks.get(column.at, "."), exponent=exponent)
            for column in self._money
        }
        self._reference = reference
        self._hits: dict[int, tuple[int, int]] = {}

    def minor(self, column: Column) -> Minor:
        return self._minor[column.at]

    def candidates(self) -> list[Money]:
        """Every candidate, best first; ties go to the columns further left."""
        found = self._asked_for() or list(self._pairs()) + list(self._singles())
        found.sort(key=lambda money: (-money.score, [column.at for column in money.columns]))
        return found

    def _asked_for(self) -> list[Money]:
        """What a person named: a pair, or an amount; a single half of a pair leaves the other free."""
        asked = self._asked
        if "amount" in asked:
            named = Money(amount=asked["amount"], direction=asked.get("direction"))
            return [self._with_balance(named, 1000)]
        if "debit" in asked and "credit" in asked:
            return [self._with_balance(Money(debit=asked["debit"], credit=asked["credit"]), 1000)]
        if "debit" in asked or "credit" in asked:
            return [
                money
                for money in self._pairs()
                if asked.get("debit", money.debit) is money.debit
                and asked.get("credit", money.credit) is money.credit
            ]
        return []

    def _rows(self, column: Column) -> list[int | None]:
        values = self._minor[column.at].values
        return [values[at] for at in column.sample]

    def _overlap(self, columns: list[Column]) -> float:
        if self._reference is None:
            return 0.0
        hits = count = 0
        for column in columns:
            if column.at not in self._hits:
                values = self._minor[column.at].values
                sizes = [abs(value) for at in column.encoded.indices if (value := values[at])]
                self._hits[column.at] = (self._reference.size_overlap(sizes), len(sizes))
            hits += self._hits[column.at][0]
            count += self._hits[column.at][1]
        return share(hits, count)

    def _pairs(self) -> Iterator[Money]:
        for debit in self._money:
            for credit in self._money:
                if debit is credit:
                    continue
                money = self._pair(debit, credit)
                if money is not None:
                    yield money

    def _pair(self, debit: Column, credit: Column) -> Money | None:
        words = debit.senses.get("debit", 0) + credit.senses.get("credit", 0)
        if debit.label and credit.label and words < 100:
            return None
        if not debit.label and not credit.label and debit.at > credit.at and not words:
            return None  # without words the left column of a pair is the debit
        both = one = 0
        for left, right in zip(self._rows(debit), self._rows(credit), strict=True):
            both += bool(left) and bool(right)
            one += bool(left) != bool(right)
        exclusive = share(one, one + both)
        fill = share(one + both, len(debit.sample))
        if exclusive < (0.5 if words >= 150 else 0.95) or not one:
            return None
        akin = _PAIR_LETTERS.sub("", debit.label.casefold()) == _PAIR_LETTERS.sub(
            "", credit.label.casefold()
        )
        score = int(2 * words + 100 * exclusive + 160 * fill + (60 if akin else 0))
        score += int(300 * self._overlap([debit, credit]))
        return self._with_balance(Money(debit=debit, credit=credit), score)

    def _singles(self) -> Iterator[Money]:
        for amount in self._money:
            words = amount.senses.get("amount", 0)
            if amount.label and not words and amount.senses:
                continue
            if not amount.valued or amount.numbers < 0.5:
                continue
            fill = share(sum(value is not None for value in self._rows(amount)), len(amount.sample))
            score = int(4 * words + 160 * fill + 300 * self._overlap([amount]))
            score -= 2 * amount.senses.get("balance", 0)
            score += int(40 * amount.decimals)
            yield self._with_balance(Money(amount=amount), score)
            for direction in self._directions:
                bonus = 60 + direction.senses.get("direction", 0) // 2
                yield self._with_balance(Money(amount=amount, direction=direction), score + bonus)

    def _with_balance(self, money: Money, score: int) -> Money:
        best = Money(**{**vars(money), "score": score, "overlap": self._overlap(money.columns)})
        nets = self.nets(money)
        asked = self._asked.get("balance")
        for balance in [asked] if asked is not None else self._money:
            if balance in money.columns:
                continue
            words = balance.senses.get("balance", 0)
            if balance.label and not words and balance.senses:
                continue
            for side in (None, *self._balance_sides(money)):
                held = chain(nets, self._balances(balance, side))
                total = score + int(300 * held) + words // 4 + (5 if side is None else 0)
                if (held >= 0.5 or words >= 60 or balance is asked) and total >= best.score:
                    best = Money(
                        **{**vars(money), "score": total, "overlap": best.overlap,
                           "balance": balance, "balance_direction": side, "chain": held}
                    )  # fmt: skip
        return best

    def _balance_sides(self, money: Money) -> list[Column]:
        return [column for column in self._directions if column is not money.direction]

    def _balances(self, balance: Column, side: Column | None) -> list[int | None]:
        values = _spread_head(balance, self._minor[balance.at].values)
        if side is None:
            return values
        signs = _spread_head(side, [direction_of(text) for text in side.encoded.texts])
        return [
            None if value is None else value * sign if sign is not None else value
            for value, sign in zip(values, signs, strict=True)
        ]

    def nets(self, money: Money) -> list[int | None]:
        """Debit less credit, or the amount with its direction, of the first rows of the body."""
        if money.amount is not None:
            values = _spread_head(money.amount, self._minor[money.amount.at].values)
            if money.direction is None:
                return values
            words = [direction_of(text) for text in money.direction.encoded.texts]
            signs = _spread_head(money.direction, words)
            return [
                None if value is None else value * (sign or 0)
                for value, sign in zip(values, signs, strict=True)
            ]
        assert money.debit is not None, "a money without amount is a pair"
        assert money.credit is not None, "a money without amount is a pair"
        debits = _spread_head(money.debit, self._minor[money.debit.at].values)
        paid = _spread_head(money.credit, self._minor[money.credit.at].values)
        return [
            None if debit is None and credit is None else (debit or 0) - (credit or 0)
            for debit, credit in zip(debits, paid, strict=True)
        ]


def _spread_head(column: Column, values: list[_T]) -> list[_T]:
    return [values[at] for at in column.encoded.indices[:_CHECKED]]


def chain(nets: list[int | None], balances: list[int | None]) -> float:
    """Share of steps on which a running balance moves by exactly the movements between.

    Either sign and either direction of time count: 100, +50, 150 holds, and so does 100, +50, 50.
    """
    best = 0.0
    for forward in (True, False):
        steps = same = mirrored = 0
        before: int | None = None
        moved = 0
        for net, balance in zip(nets, balances, strict=True):
            if forward:
                moved += net or 0
            if balance is not None:
                if before is not None and (moved or balance != before):
                    steps += 1
                    change = balance - before if forward else before - balance
                    same += change == moved
                    mirrored += change == -moved
                before = balance
                moved = 0
            if not forward:
                moved += net or 0
        if steps >= 2:
            best = max(best, same / steps, mirrored / steps)
    return best
