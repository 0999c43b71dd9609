"""Customers of one seller with Pareto sizes, their parents and payers, and their open items."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bench.cases.numbering import Numbers
from bench.cash.knobs import CashKnobs
from bench.cash.names import Names, as_bank_prints
from bench.cash.truth import Item, Party

START = date(2026, 1, 5)  # a Monday
_HABITS = ("single", "single", "single", "batch", "batch", "statement", "oldest", "partial")
_SCHEMES = (
    "SI-{year}-{n:06d}",
    "INV{n:06d}",
    "XS{yymm}{n:05d}",
    "RE-{year}-{n:06d}",
    "{n:08d}",
    "26{n:010d}31500000",  # a fully digital Chinese e-invoice
    "SH/{year}/{n:05d}",
)
_TERMS = (15, 30, 30, 30, 45, 60)


def draw_parties(random: Random, knobs: CashKnobs, names: Names) -> list[Party]:
    parties = []
    for place in range(knobs.customers):
        english = random.random() < knobs.english
        party = Party(
            code=f"C{place + 1:05d}",
            name=names.company(english=english),
            english=english,
            granularity=random.choices(list(knobs.granularity), list(knobs.granularity.values()))[
                0
            ],
            habit=random.choice(_HABITS),
            weekday=random.randrange(5),
            account=_account(random, english=english),
            account_known=random.random() < knobs.account_known,
        )
        if random.random() < 0.15:
            party.aliases.append(as_bank_prints(random, party.name, english=english))
        parties.append(party)
    for child in random.sample(parties, int(len(parties) * min(0.3, 3 * knobs.parent_pays))):
        parent = random.choice(parties)
        if parent is not child and not parent.parent and not child.pays_for and not child.parent:
            child.parent = parent
            parent.pays_for.append(child)
    return parties


def draw_payer(random: Random, names: Names, place: int, party: Party, *, confirmed: bool) -> Party:
    """A company that pays for the customer; the master names it only when it was confirmed."""
    return Party(
        code=f"P{place:05d}",
        name=names.company(english=party.english),
        english=party.english,
        granularity=party.granularity,
        habit="single",
        weekday=party.weekday,
        account=_account(random, english=party.english),
        account_known=confirmed,
        pays_for=[party],
        is_payer_only=True,
        is_listed=confirmed,
    )


def draw_items(random: Random, knobs: CashKnobs, parties: list[Party]) -> list[Item]:
    """Items of every customer, numbered by the seller in the order they were issued."""
    items = [item for party in parties for item in _items_of(random, knobs, party)]
    items.sort(key=lambda item: (item.issued_on, item.party.code, item.amount))
    invoices = Numbers(random, scheme=random.choice(_SCHEMES), start=random.randint(1_000, 9_000))
    credit_notes = Numbers(random, scheme="CN{n:06d}", start=random.randint(100, 900))
    orders = Numbers(random, scheme="PO{n:07d}", start=random.randint(10_000, 90_000))
    for item in items:
        item.number = (invoices if item.amount > 0 else credit_notes).next(item.issued_on)
        item.order = orders.next(item.issued_on) if random.random() < 0.5 else ""
        item.left = item.amount
    return items


def _items_of(random: Random, knobs: CashKnobs, party: Party) -> list[Item]:
    least, most = knobs.items_each
    count = most if least == most else min(most, int(least * random.paretovariate(knobs.shape)))
    terms = random.choice(_TERMS)
    prices = [_heavy(random) // 1000 * 1000 + random.choice((0, 0, 900, 990)) for _ in range(10)]
    items = []
    for _ in range(count):
        day = START + timedelta(days=random.randrange(knobs.days))
        amount = max(10_000, _amount(random, party.granularity, prices))
        if random.random() < 0.04:
            amount = -max(1_000, amount // random.randint(5, 20) // 100 * 100)
        due = day + timedelta(days=terms if amount > 0 else 0)
        items.append(
            Item(party, "", day, due, amount, "", "credit note" if amount < 0 else "invoice")
        )
    return items


def _amount(random: Random, granularity: str, prices: list[int]) -> int:
    if granularity == "prices":
        return random.choice(prices) * min(5, int(random.paretovariate(1.5)))
    amount = _heavy(random)
    return amount if granularity == "cents" else (amount + 50) // 100 * 100


def _heavy(random: Random) -> int:
    return min(50_000_000, int(random.lognormvariate(12.6, 1.1)))  # median about 3,000.00


def _account(random: Random, *, english: bool) -> str:
    if english:
        return f"DE{random.randrange(10, 99)}{random.randrange(10**17, 10**18)}"
    return f"62{random.randrange(10**16, 10**17)}"
