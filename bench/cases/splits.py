"""Events whose lines are cut differently on the two sides, and lines one side cancelled again."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from bench.cases.amounts import VAT_RATES, net_of
from bench.cases.entries import Entry
from bench.cases.story import Teller


def split_event(teller: Teller) -> None:
    """One of the ways in which n lines of ours are m lines of theirs, tied by a shared key."""
    ways = [net_and_tax, in_deliveries, merged_with_quotes, both_sides_cut, paid_in_two]
    if teller.has_orders:
        ways.append(merged_under_order)
    if teller.knobs.receipt_reference > 0:
        ways.append(receipt_per_invoice)
    teller.random.choice(ways)(teller)


def net_and_tax(teller: Teller) -> None:
    """One invoice as a net line and a tax line under one number, on one of the sides."""
    ours, theirs = teller.invoice_pair(teller.quiet_day(), max(5_000, teller.prices.invoice()))
    teller.remember(ours)
    if teller.random.random() < 0.5:
        teller.group(_cut_tax(teller, ours), [theirs])
    else:
        teller.group([ours], _cut_tax(teller, theirs))


def in_deliveries(teller: Teller) -> None:
    """Our one invoice, booked by the customer delivery by delivery under our number."""
    ours, theirs = teller.invoice_pair(teller.quiet_day(), max(9_000, teller.prices.invoice()))
    teller.remember(ours)
    teller.group([ours], _cut(teller, theirs, parts=teller.random.randint(2, 4)))


def both_sides_cut(teller: Teller) -> None:
    """n:m: net and tax with us, deliveries with them."""
    ours, theirs = teller.invoice_pair(teller.quiet_day(), max(9_000, teller.prices.invoice()))
    teller.remember(ours)
    deliveries = _cut(teller, theirs, parts=teller.random.randint(2, 3))
    teller.group(_cut_tax(teller, ours), deliveries)


def merged_with_quotes(teller: Teller) -> None:
    """Several of our invoices as one line of theirs, whose text names each of them."""
    day = teller.quiet_day()
    ours = []
    for _ in range(teller.random.randint(2, 3)):
        number = teller.invoice_number(day)
        ours.append(teller.entry("ours", day, "invoice", teller.prices.invoice(), shared=number))
        teller.remember(ours[-1])
    total = sum(entry.amount for entry in ours)
    quoted = tuple(entry.shared for entry in ours if entry.shared)
    on = day + timedelta(days=teller.lag(teller.knobs.lag_invoice))
    merged = teller.entry("theirs", on, "invoice", total, quoted=quoted, note="merged")
    teller.group(ours, [merged])


def merged_under_order(teller: Teller) -> None:
    """Several of our invoices of one order as one line of theirs under that order."""
    day = teller.quiet_day()
    order = teller.order = teller.orders.next(day)
    ours = []
    for _ in range(teller.random.randint(2, 4)):
        number = teller.invoice_number(day)
        amount = teller.prices.invoice()
        ours.append(teller.entry("ours", day, "invoice", amount, shared=number, order=order))
        teller.remember(ours[-1])
    teller.order = ""
    total = sum(entry.amount for entry in ours)
    on = day + timedelta(days=teller.lag(teller.knobs.lag_invoice))
    merged = teller.entry("theirs", on, "invoice", total, order=order, note="merged")
    teller.group(ours, [merged])


def receipt_per_invoice(teller: Teller) -> None:
    """One payment of theirs, which we booked invoice by invoice under its bank reference."""
    day = teller.quiet_day()
    amount, _ = teller.settle()
    ours, theirs = teller.receipt_pair(day, max(9_000, amount), ())
    if ours.shared is None:
        ours.shared = theirs.shared = teller.references.next(day)
    teller.group(_cut(teller, ours, parts=teller.random.randint(2, 4)), [theirs])


def paid_in_two(teller: Teller) -> None:
    """A payment that left two of the customer's accounts and reached us as one line."""
    day = teller.quiet_day()
    amount, _ = teller.settle()
    ours, theirs = teller.receipt_pair(day, max(9_000, amount), ())
    if ours.shared is None:
        ours.shared = theirs.shared = teller.references.next(day)
    teller.group([ours], _cut(teller, theirs, parts=2))


def reverse_and_repeat(teller: Teller) -> None:
    """One side posts, reverses and posts again, or posts and takes back for good."""
    day = teller.quiet_day()
    ours, theirs = teller.invoice_pair(day, teller.prices.invoice())
    teller.story.reversals.add(teller.event)
    source = ours if teller.random.random() < 0.6 else theirs
    source.twin = source.twin or teller.new_twin()
    reversal = teller.copy(source, amount=-source.amount, note="reversal", twin=None)
    reversal.kind = "reversal"
    netted = [source, reversal]
    if teller.random.random() < 0.3:
        other = theirs if source is ours else ours
        teller.story.take_back(other)
        sides = (netted, []) if source is ours else ([], netted)
        teller.group(*sides)
        return
    again = teller.copy(source)
    teller.remember(ours)
    if source is ours:
        teller.group(netted, [])
        teller.group([again], [theirs])
    else:
        teller.group([], netted)
        teller.group([ours], [again])


def _cut_tax(teller: Teller, entry: Entry) -> list[Entry]:
    net = net_of(entry.amount, rate=teller.random.choice(VAT_RATES))
    tax = teller.copy(entry, amount=entry.amount - net, note="tax")
    entry.amount, entry.note = net, "net"
    return [entry, tax]


def _cut(teller: Teller, entry: Entry, *, parts: int) -> list[Entry]:
    pieces = _pieces(teller.random, entry.amount, parts=parts)
    rest = []
    for piece in pieces[1:]:
        later = timedelta(days=teller.random.choice((0, 0, 1, 2)))
        rest.append(teller.copy(entry, amount=piece, booked_on=entry.booked_on + later))
    entry.amount = pieces[0]
    return [entry, *rest]


def _pieces(random: Random, amount: int, *, parts: int) -> list[int]:
    """Uneven positive parts that add up: 100.00 in three as 27.31, 40.02, 32.67."""
    sign, rest, pieces = (-1 if amount < 0 else 1), abs(amount), []
    for left in range(parts, 1, -1):
        piece = max(1, rest * random.randint(30, 130) // (100 * left))
        pieces.append(sign * piece)
        rest -= piece
    return [*pieces, sign * rest]
