"""What happened between seller and customer in a period: orders, invoices, payments, and mishaps.

Each event adds its lines to both sides and, in the same breath, the truth about them. Nothing here
knows how a file will look.
"""

from __future__ import annotations

from calendar import monthrange
from collections import deque
from datetime import date, timedelta
from random import Random

from bench.cases.amounts import PriceList
from bench.cases.entries import Entry, EntryDifference, EntryGroup, Story
from bench.cases.knobs import DIFFERENCE_KNOBS, Knobs
from bench.cases.names import company_pair, other_company
from bench.cases.numbering import (
    bank_references,
    invoice_numbers,
    order_numbers,
    receipt_numbers,
)


class Teller:
    """Draws events one after another and keeps what later events need: open invoices, numbers."""

    def __init__(self, random: Random, knobs: Knobs) -> None:
        self.random = random
        self.knobs = knobs
        self.prices = PriceList(
            random, granularity=knobs.granularity, equal_amounts=knobs.equal_amounts
        )
        self.invoices = invoice_numbers(random, short=random.random() < knobs.short_numbers)
        self.orders = order_numbers(random)
        self.references = bank_references(random)
        self.receipts = {side: receipt_numbers(random, side=side) for side in ("ours", "theirs")}
        self.has_orders = random.random() < knobs.order_column
        self.has_own_receipt_numbers = random.random() < knobs.own_receipt_numbers
        self.order = ""
        self.event = 0
        self.twin = 0
        self.unpaid: deque[tuple[str, int]] = deque()
        currency = "EUR" if random.random() < knobs.euro else "CNY"
        first, last = _period(random, months=random.randint(*knobs.months))
        our_name, their_name = company_pair(random, currency=currency)
        self.story = Story(currency, first, last, our_name, their_name)
        self.today = first
        self.margin = max(knobs.lag_invoice, knobs.lag_receipt) + 4
        self.usual_lag = random.randint(0, max(1, knobs.lag_invoice // 2))

    # Drawing facts -----------------------------------------------------------------------------

    def quiet_day(self) -> date:
        """Today, which must be far enough from both ends that a missing line is not merely late."""
        assert self.is_quiet(self.today)
        return self.today

    def is_quiet(self, day: date) -> bool:
        margin = timedelta(days=self.margin)
        return self.story.first + margin <= day <= self.story.last - margin

    def lag(self, longest: int) -> int:
        return min(longest, self.usual_lag + self.random.choice((0, 0, 0, 1, 1, 2, 3, 5)))

    def invoice_number(self, day: date) -> str:
        return self.invoices.next(day)

    def order_number(self, day: date) -> str | None:
        """The running order; one order is delivered and invoiced in one to three parts."""
        if not self.has_orders:
            return None
        if not self.order or self.random.random() < 0.6:
            self.order = self.orders.next(day)
        return self.order

    def new_twin(self) -> int:
        self.twin += 1
        return self.twin

    # Adding lines ------------------------------------------------------------------------------

    def entry(self, side: str, day: date, kind: str, amount: int, **facts: object) -> Entry:
        issued = facts.pop("issued_on", day)
        entry = Entry(side, day, issued, kind, amount, self.event, **facts)  # type: ignore[arg-type]
        self.story.entries[entry] = None
        return entry

    def copy(self, entry: Entry, **changes: object) -> Entry:
        facts = {**vars(entry), **changes}
        twin = Entry(**facts)
        self.story.entries[twin] = None
        return twin

    def group(self, ours: list[Entry], theirs: list[Entry]) -> EntryGroup:
        group = EntryGroup(self.event, ours, theirs)
        self.story.groups.append(group)
        return group

    def differ(
        self, kind: str, ours: list[Entry], theirs: list[Entry], *also: str
    ) -> EntryDifference:
        difference = EntryDifference(kind, self.event, ours, theirs, accept=(kind, *also))
        self.story.differences.append(difference)
        return difference

    def invoice_pair(self, day: date, amount: int, *, kind: str = "invoice") -> tuple[Entry, Entry]:
        """The same invoice on both sides; the customer books it some days later."""
        number, order = self.invoice_number(day), self.order_number(day)
        theirs_on = day + timedelta(days=self.lag(self.knobs.lag_invoice))
        ours = self.entry("ours", day, kind, amount, shared=number, order=order)
        theirs = self.entry(
            "theirs", theirs_on, kind, amount, shared=number, order=order, issued_on=day
        )
        return ours, theirs

    def receipt_pair(self, day: date, amount: int, quoted: tuple[str, ...]) -> tuple[Entry, Entry]:
        """The same payment on both sides; we book it when the bank tells us."""
        reference = None
        if self.random.random() < self.knobs.receipt_reference:
            reference = self.references.next(day)
        ours_on = day + timedelta(days=self.lag(self.knobs.lag_receipt))
        if self.random.random() >= self.knobs.receipt_quotes or len(quoted) > 3:
            quoted = ()
        own: dict[str, str | None] = {"ours": None, "theirs": None}
        if self.has_own_receipt_numbers:
            own = {side: self.receipts[side].next(day) for side in own}
        ours = self.entry(
            "ours", ours_on, "receipt", -amount, shared=reference, quoted=quoted, own=own["ours"]
        )
        theirs_quotes = quoted if self.random.random() < 0.7 else ()
        theirs = self.entry(
            "theirs",
            day,
            "receipt",
            -amount,
            shared=reference,
            quoted=theirs_quotes,
            own=own["theirs"],
        )
        return ours, theirs

    def settle(self) -> tuple[int, tuple[str, ...]]:
        """What the customer pays next: one invoice, or a batch of the oldest."""
        if not self.unpaid:
            return self.prices.invoice(), ()
        count = self.random.choice((1, 1, 1, 2, 2, 3, 4, 6))
        batch = [self.unpaid.popleft() for _ in range(min(count, len(self.unpaid)))]
        return sum(amount for _, amount in batch), tuple(number for number, _ in batch)

    # Events ------------------------------------------------------------------------------------

    def ordinary(self) -> tuple[Entry, Entry]:
        """An invoice, a credit note or a receipt, the same on both sides but for the days."""
        day = self.today
        chance = self.random.random()
        if chance < self.knobs.share_receipts:
            return self.receipt_pair(day, *self.settle())
        if chance < self.knobs.share_receipts + self.knobs.share_credits:
            amount = max(100, self.prices.invoice() // self.random.randint(2, 9))
            amount -= amount % self.knobs.granularity
            ours, theirs = self.invoice_pair(day, -max(100, amount), kind="credit")
            if self.unpaid:
                ours.quoted = (self.unpaid[-1][0],)
            return ours, theirs
        ours, theirs = self.invoice_pair(day, self.prices.invoice())
        self.remember(ours)
        return ours, theirs

    def remember(self, invoice: Entry) -> None:
        if invoice.shared:
            self.unpaid.append((invoice.shared, invoice.amount))

    def close_pair(self, ours: Entry, theirs: Entry) -> None:
        """Truth of a pair: one group, or a timing difference where a side booked after the end."""
        last = self.story.last
        late = [entry for entry in (ours, theirs) if entry.booked_on > last]
        for entry in late:
            self.story.take_back(entry)
        if not late:
            self.group([ours], [theirs])
        elif len(late) == 1:
            left = theirs if late[0] is ours else ours
            sides = ([left], []) if left.side == "ours" else ([], [left])
            self.differ("timing", *sides)


def tell(random: Random, knobs: Knobs) -> Story:
    """A whole period with every event's truth."""
    from bench.cases.mishaps import MISHAPS
    from bench.cases.splits import reverse_and_repeat, split_event

    teller = Teller(random, knobs)
    open_the_books(teller)
    days = _days(random, teller.story, count=_size(random, knobs))
    scale = len(days) / max(1, sum(teller.is_quiet(day) for day in days))
    for day in days:
        teller.event += 1
        teller.today = day
        quiet = teller.is_quiet(day)
        chance = random.random() / scale
        for name in DIFFERENCE_KNOBS if quiet else ():
            chance -= getattr(knobs, name)
            if chance < 0:
                MISHAPS[name](teller)
                break
        else:
            if quiet and random.random() < knobs.share_many * scale:
                split_event(teller)
            elif quiet and random.random() < knobs.share_reversal * scale:
                reverse_and_repeat(teller)
            else:
                teller.close_pair(*teller.ordinary())
    return teller.story


def _days(random: Random, story: Story, *, count: int) -> list[date]:
    """The days of the events in order, mostly working days."""
    span = (story.last - story.first).days
    days = []
    for _ in range(count):
        day = story.first + timedelta(days=random.randint(0, span))
        if day.weekday() >= 5 and random.random() < 0.8:
            day = min(day + timedelta(days=7 - day.weekday()), story.last)
        days.append(day)
    return sorted(days)


def open_the_books(teller: Teller) -> None:
    """Opening balances, with invoices the customer books late and sums nobody explains any more."""
    random, knobs, story = teller.random, teller.knobs, teller.story
    base = random.randint(0, 80_000_00) if random.random() < 0.9 else 0
    story.opening_ours = story.opening_theirs = base
    if random.random() < knobs.opening_carry:
        for _ in range(random.randint(1, 4)):
            teller.event += 1
            issued = story.first - timedelta(days=random.randint(1, 3))
            booked = story.first + timedelta(days=random.randint(0, 2))
            amount, number = teller.prices.invoice(), teller.invoice_number(issued)
            entry = teller.entry(
                "theirs", booked, "invoice", amount, shared=number, issued_on=issued
            )
            story.opening_ours += amount
            teller.differ("timing", [], [entry])
    if random.random() < knobs.opening_gap:
        story.opening_theirs += random.choice((-1, 1)) * random.randint(100, 500_000)
    if story.opening_ours != story.opening_theirs:
        teller.event += 1
        gap = teller.differ("opening", [], [])
        gap.amount_without_lines = story.opening_ours - story.opening_theirs


def wrong_name(teller: Teller) -> str:
    return other_company(teller.random, teller.story.their_name, currency=teller.story.currency)


def _size(random: Random, knobs: Knobs) -> int:
    low, high = knobs.lines
    share: float = (high / low) ** random.random()
    return round(low * share)


def _period(random: Random, *, months: int) -> tuple[date, date]:
    year, month = random.choice((2025, 2026)), random.randint(1, 13 - months)
    end = month + months - 1
    return date(year, month, 1), date(year, end, monthrange(year, end)[1])
