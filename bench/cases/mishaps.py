"""What goes wrong between two ledgers: each mishap writes its lines and its difference class."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bench.cases.amounts import (
    DISCOUNTS,
    FEES,
    half_up,
    mistyped,
    net_of,
    percent_of,
    repriced,
)
from bench.cases.entries import Entry
from bench.cases.story import Teller, wrong_name

LARGE = 500_00  # from here a per-cent discount is not also a rounding difference


def _invoice(teller: Teller, *, at_least: int = 100) -> tuple[Entry, Entry]:
    amount = teller.prices.invoice()
    while amount < at_least:
        amount += teller.prices.invoice() + at_least
    ours, theirs = teller.invoice_pair(teller.quiet_day(), amount)
    teller.remember(ours)
    return ours, theirs


def _receipt(teller: Teller, *, at_least: int = 100) -> tuple[Entry, Entry]:
    """A receipt that carries its bank reference, so that a changed amount can still be tied."""
    amount, quoted = teller.settle()
    day = teller.quiet_day()
    ours, theirs = teller.receipt_pair(
        day, amount + (0 if amount >= at_least else at_least), quoted
    )
    if ours.shared is None:
        ours.shared = theirs.shared = teller.references.next(day)
    return ours, theirs


def _changed(teller: Teller, kind: str, pair: tuple[Entry, Entry], *also: str) -> None:
    teller.group([pair[0]], [pair[1]])
    teller.differ(kind, [pair[0]], [pair[1]], *also)


def missing_theirs(teller: Teller) -> None:
    """We booked it in the middle of the period, they never did."""
    pair = _receipt(teller) if teller.random.random() < 0.15 else _invoice(teller)
    teller.story.take_back(pair[1])
    teller.differ("missing_theirs", [pair[0]], [])


def missing_ours(teller: Teller) -> None:
    """They booked it, we did not: a payment gone elsewhere, a claim, or a lost invoice."""
    chance = teller.random.random()
    pair = _receipt(teller) if chance < 0.5 else _invoice(teller)
    teller.story.take_back(pair[0])
    if chance > 0.75:
        pair[1].amount, pair[1].kind, pair[1].note = -pair[1].amount, "credit", "claim"
        pair[1].shared = None
    teller.differ("missing_ours", [], [pair[1]])


def amount(teller: Teller) -> None:
    """Another price, explained by nothing else."""
    pair = _invoice(teller, at_least=LARGE)
    wrong = pair[1] if teller.random.random() < 0.7 else pair[0]
    wrong.amount = repriced(teller.random, wrong.amount, granularity=teller.knobs.granularity)
    _changed(teller, "amount", pair)


def tax_rounding(teller: Teller) -> None:
    """A cent or two from rounding line by line, or the tax left out."""
    pair = _invoice(teller, at_least=LARGE)
    if teller.random.random() < 0.75:
        pair[1].amount += teller.random.choice((-2, -1, -1, 1, 1, 2))
    else:
        pair[1].amount = net_of(pair[1].amount, rate=teller.random.choice((13, 9, 6)))
    _changed(teller, "tax_rounding", pair)


def fee(teller: Teller) -> None:
    """They booked what they sent, we booked what arrived after the bank's fee."""
    pair = _receipt(teller, at_least=LARGE)
    pair[0].amount += teller.random.choice(FEES)
    _changed(teller, "fee", pair)


def discount(teller: Teller) -> None:
    """Early-payment discount, taken from the invoice or written as a line of its own."""
    rate = teller.random.choice(DISCOUNTS)
    pair = _invoice(teller, at_least=LARGE)
    taken = percent_of(pair[0].amount, rate=rate)
    if teller.random.random() < 0.75:
        pair[1].amount -= taken
        _changed(teller, "discount", pair)
        return
    teller.group([pair[0]], [pair[1]])
    line = teller.copy(
        pair[1], amount=-taken, kind="discount", note="discount", note_value=f"{rate}%", shared=None
    )
    line.booked_on += timedelta(days=teller.random.randint(1, 4))
    line.quoted = (pair[0].shared,) if pair[0].shared else ()
    teller.differ("discount", [], [line])


def _duplicate(teller: Teller, *, side: str) -> None:
    pair = _invoice(teller) if teller.random.random() < 0.75 else _receipt(teller)
    once = pair[0] if side == "ours" else pair[1]
    once.twin = teller.new_twin()
    twice = teller.copy(once)
    twice.booked_on += timedelta(days=teller.random.choice((0, 0, 1, 3)))
    teller.group([pair[0]], [pair[1]])
    sides = ([twice], []) if side == "ours" else ([], [twice])
    teller.differ(f"duplicate_{side}", *sides)


def duplicate_ours(teller: Teller) -> None:
    """We posted the same document twice."""
    _duplicate(teller, side="ours")


def duplicate_theirs(teller: Teller) -> None:
    """They posted the same document twice."""
    _duplicate(teller, side="theirs")


def wrong_party(teller: Teller) -> None:
    """A document of another customer stands in this customer's account with us."""
    pair = _invoice(teller) if teller.random.random() < 0.5 else _receipt(teller)
    teller.story.take_back(pair[1])
    pair[0].party, pair[0].note = wrong_name(teller), "wrong_party"
    pair[0].order = None
    teller.differ("wrong_party", [pair[0]], [])


def sign(teller: Teller) -> None:
    """Posted on the wrong side of the account."""
    pair = _invoice(teller) if teller.random.random() < 0.7 else _receipt(teller)
    wrong = pair[1] if teller.random.random() < 0.7 else pair[0]
    wrong.amount = -wrong.amount
    _changed(teller, "sign", pair)


def transposition(teller: Teller) -> None:
    """A typing error in the amount: digits swapped, one dropped, the point shifted."""
    pair = _invoice(teller, at_least=LARGE)
    wrong = pair[1] if teller.random.random() < 0.7 else pair[0]
    wrong.amount = mistyped(teller.random, wrong.amount)
    _changed(teller, "transposition", pair)


def partial(teller: Teller) -> None:
    """They booked only what had arrived; the rest of the invoice follows after the period."""
    pair = _invoice(teller, at_least=LARGE)
    share = teller.random.randint(25, 80)
    step = teller.knobs.granularity
    pair[1].amount = max(step, half_up(pair[1].amount * share, 100 * step) * step)
    said = teller.random.random() < 0.7
    pair[1].note = "partial" if said else ""
    _changed(teller, "partial", pair, *(() if said else ("amount",)))


def fx(teller: Teller) -> None:
    """An invoice in foreign currency that each side translated at its own rate."""
    pair = _invoice(teller, at_least=LARGE)
    currency = "USD"
    rate = teller.random.randint(69_000, 73_500)  # ten-thousandths
    if teller.story.currency == "EUR":
        rate = teller.random.randint(8_500, 9_600)
    foreign = max(100_00, half_up(pair[0].amount * 10_000, rate))
    drift = teller.random.choice((-1, 1)) * teller.random.randint(4, 22)
    for entry, own_rate in zip(pair, (rate, rate * (1000 + drift) // 1000), strict=True):
        entry.amount = half_up(foreign * own_rate, 10_000)
        entry.note = "foreign"
        whole = f"{foreign // 100:,}.{foreign % 100:02d}"
        entry.note_value = f"{currency} {whole} @ {own_rate // 10_000}.{own_rate % 10_000:04d}"
    _changed(teller, "fx", pair)


MISHAPS: dict[str, Callable[[Teller], None]] = {
    "missing_theirs": missing_theirs,
    "missing_ours": missing_ours,
    "amount": amount,
    "tax_rounding": tax_rounding,
    "fee": fee,
    "discount": discount,
    "duplicate_ours": duplicate_ours,
    "duplicate_theirs": duplicate_theirs,
    "wrong_party": wrong_party,
    "sign": sign,
    "transposition": transposition,
    "partial": partial,
    "fx": fx,
}
