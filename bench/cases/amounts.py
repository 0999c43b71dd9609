"""Amounts of a wholesale business: price lists, heavy tails, VAT, and the ways amounts go wrong."""

from __future__ import annotations

from random import Random

VAT_RATES = (13, 13, 13, 13, 9, 6)  # percent, by frequency
FEES = (
    500,
    1000,
    1500,
    2000,
    2500,
    3000,
    3500,
    5000,
)  # minor units, what banks take off a transfer
DISCOUNTS = (1, 2, 3)  # percent for early payment


def half_up(numerator: int, denominator: int) -> int:
    """Integer division rounded half up: 5/2 is 3, -5/2 is -3."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return sign * ((2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator)))


def net_of(gross: int, *, rate: int) -> int:
    """Net part of a gross amount: 113.00 at 13 % is 100.00."""
    return half_up(gross * 100, 100 + rate)


def percent_of(amount: int, *, rate: int) -> int:
    """A percentage in minor units, half up: 2 % of 1,234.56 is 24.69."""
    return half_up(amount * rate, 100)


class PriceList:
    """A catalogue whose lines make invoices; amounts come out heavy-tailed and clustered."""

    def __init__(self, random: Random, *, granularity: int, equal_amounts: float) -> None:
        self.random = random
        self.granularity = granularity
        self.equal_amounts = equal_amounts
        ends = (0, 0, 50, 80, 90, 99)
        self.prices = [
            random.choice((3, 5, 8, 12, 20, 45, 90, 180, 400)) * 100 * random.randint(1, 9)
            + random.choice(ends)
            for _ in range(40)
        ]
        self.standing = [self._invoice() for _ in range(6)]

    def invoice(self) -> int:
        """Gross amount of one invoice in minor units, always at least 1.00."""
        if self.random.random() < self.equal_amounts:
            return self.random.choice(self.standing)
        return self._invoice()

    def _invoice(self) -> int:
        lines = 1 + min(int(self.random.paretovariate(1.1)), 12)
        net = sum(
            self.random.choice(self.prices) * min(int(self.random.paretovariate(0.9)), 500)
            for _ in range(lines)
        )
        gross = half_up(net * (100 + self.random.choice(VAT_RATES)), 100)
        step = self.granularity
        return max(100, half_up(gross, step) * step)


def mistyped(random: Random, amount: int) -> int:
    """The same amount as a tired clerk types it: digits swapped, one dropped, or a shifted point."""
    sign, digits = (-1 if amount < 0 else 1), str(abs(amount))
    ways = []
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
            if swapped[0] != "0":
                ways.append(swapped)
    if amount % 10 == 0 and len(digits) > 4:
        ways.append(digits[:-1])  # decimal point one to the left
    ways.append(digits + "0")  # and one to the right
    if len(digits) > 4:
        place = random.randrange(1, len(digits) - 2)
        ways.append(digits[:place] + digits[place + 1 :])
    usable = [way for way in ways if abs(int(way) - abs(amount)) > 2]
    return sign * int(random.choice(usable))


def looks_like_another_class(ours: int, theirs: int) -> bool:
    """Whether a changed amount could honestly be read as rounding, tax, fee, discount or typing.

    The truth class ``amount`` is kept for changes that nothing more special explains.
    """
    low, high = sorted((abs(ours), abs(theirs)))
    gap = high - low
    if gap <= 20 or gap in FEES or gap % 9 == 0 or high % low == 0:
        return True
    rates = (1, 2, 3, 4, 5, 6, 9, 10, 11, 13, 16, 17)
    if any(abs(gap - percent_of(high, rate=rate)) <= 2 for rate in rates):
        return True
    if any(abs(gap - percent_of(low, rate=rate)) <= 2 for rate in rates):
        return True
    if gap * 1000 < high * 30:
        return True  # within 3 %: could be an exchange rate
    return len(str(low)) != len(str(high)) and sorted(str(low)) == sorted(str(high))


def repriced(random: Random, amount: int, *, granularity: int) -> int:
    """Another price for the same goods, 4 to 35 % off, explained by nothing else."""
    for _ in range(400):
        change = random.randint(40, 350) * random.choice((-1, 1))
        other = half_up(amount * (1000 + change), 1000 * granularity) * granularity
        other += random.choice((0, 1, 7, 30, 100)) * granularity
        if other * amount > 0 and not looks_like_another_class(amount, other):
            return other
    return amount + 12_347 * granularity
