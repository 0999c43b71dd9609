"""Tells what the customers paid, week by week. Every event writes its own truth."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from bench.cash.knobs import CashKnobs
from bench.cash.names import Names
from bench.cash.parties import START, draw_items, draw_parties, draw_payer
from bench.cash.texts import Pen
from bench.cash.truth import Deduction, Item, Party, Receipt

_REASONS = ("price", "damage", "freight", "quantity")
_FEES = (1500, 2000, 2500, 3000, 3500, 5000)


class Story:
    """All parties, items and receipts of one case."""

    def __init__(self, random: Random, knobs: CashKnobs, *, split: str) -> None:
        self.random, self.knobs = random, knobs
        self.names = Names(random, split=split)
        self.parties = draw_parties(random, knobs, self.names)
        self.items = draw_items(random, knobs, self.parties)
        self.payers: dict[tuple[str, bool], Party] = {}
        self.receipts: list[Receipt] = []
        self.of_party: dict[str, list[Item]] = defaultdict(list)
        for item in self.items:
            self.of_party[item.party.code].append(item)
        self.later: dict[date, list[tuple[str, Receipt]]] = defaultdict(list)
        self.pen = Pen(random, knobs, self.parties)

    def tell(self) -> None:
        for offset in range(10, self.knobs.days + 75):
            day = START + timedelta(days=offset)
            for what, earlier in self.later.pop(day, ()):
                self._follow(what, earlier, day)
            for party in self.parties:
                if party.weekday == day.weekday():
                    self._run(party, day)

    def pool(self, party: Party, day: date) -> list[Item]:
        """Invoices nobody has touched yet, oldest due first."""
        return sorted(
            (
                i
                for i in self.of_party[party.code]
                if i.left > 0 and not i.is_frozen and i.issued_on < day
            ),
            key=_age,
        )

    def _run(self, party: Party, day: date) -> None:
        """One payment run: receipts until nothing pressing is left, or the customer stops."""
        while self.random.random() < self.knobs.settled:
            pool = self.pool(party, day)
            pressing = [item for item in pool if item.due_on <= day + timedelta(days=5)]
            if not pressing:
                return
            self._event(party, day, pool, pressing)

    def _event(self, party: Party, day: date, pool: list[Item], pressing: list[Item]) -> None:
        weights = {k: w * (1.6 if k == party.habit else 1.0) for k, w in self.knobs.kinds.items()}
        kind = self.random.choices(list(weights), list(weights.values()))[0]
        pick = self.random.choice
        if kind == "batch" and len(pool) >= 2:
            least, most = self.knobs.batch
            size = min(len(pool), self.random.randint(least, self.random.randint(least, most)))
            self._settle("batch", party, day, sorted(self.random.sample(pool, size), key=_age))
        elif kind == "statement" and len(pressing) >= 2:
            last = pick(pressing).due_on
            self._settle("statement", party, day, [i for i in pressing if i.due_on <= last])
        elif kind == "oldest" and len(pressing) >= 2:
            self._oldest_first(party, day, pressing[: self.random.randint(2, 6)])
        elif kind == "credit":
            self._with_credit(party, day, pool)
        elif kind == "prepayment":
            amount = self.random.randrange(5_000, 90_000) * 100
            self._receive("prepayment", party, day, amount, [], reason="prepayment")
        else:
            of_one = {
                "partial": self._partial,
                "short": self._short,
                "discount": self._discount,
                "fee": self._fee,
                "duplicate": self._duplicate,
                "overpayment": self._overpayment,
                "bounced": self._bounced,
            }
            of_one.get(kind, self._single)(party, day, pick(pressing))

    def _settle(self, event: str, party: Party, day: date, items: list[Item]) -> Receipt:
        parts = [(item, item.left) for item in items]
        return self._receive(event, party, day, sum(a for _, a in parts), parts)

    def _single(self, party: Party, day: date, item: Item) -> None:
        self._settle("single", party, day, [item])

    def _oldest_first(self, party: Party, day: date, items: list[Item]) -> None:
        """The oldest first: exactly some items, or a round amount whose last item is paid in part."""
        total = sum(item.left for item in items)
        step = 100_000
        amount = total // step * step
        rest = total - amount
        if self.random.random() < 0.5 or rest == 0 or rest >= items[-1].left:
            self._settle("oldest", party, day, items)
            return
        parts = [(item, item.left) for item in items]
        parts[-1] = (items[-1], items[-1].left - rest)
        self._receive("oldest-part", party, day, amount, parts)
        items[-1].is_frozen = True

    def _partial(self, party: Party, day: date, item: Item) -> None:
        paid = item.left * self.random.randint(25, 75) // 10_000 * 100
        if not 0 < paid < item.left:
            self._single(party, day, item)
            return
        receipt = self._receive("partial", party, day, paid, [(item, paid)])
        item.is_frozen = True
        if self.random.random() < 0.5:
            self._plan("second", receipt, day)

    def _short(self, party: Party, day: date, item: Item) -> None:
        off = max(100, item.left * self.random.randint(10, 100) // 100_000 * 100)
        self._deducted("short", party, day, item, off, self.random.choice(_REASONS))
        item.is_frozen = True

    def _discount(self, party: Party, day: date, item: Item) -> None:
        off = (item.left * self.random.choice((1, 2, 3)) + 50) // 100
        self._deducted("discount", party, day, item, off, "discount")

    def _fee(self, party: Party, day: date, item: Item) -> None:
        self._deducted("fee", party, day, item, self.random.choice(_FEES), "fee")

    def _deducted(
        self, event: str, party: Party, day: date, item: Item, off: int, reason: str
    ) -> None:
        if off * 2 >= item.left:
            self._single(party, day, item)
            return
        paid = item.left - off
        deductions = [Deduction(item, off, reason)]
        self._receive(event, party, day, paid, [(item, paid)], deductions=deductions)
        if reason in ("discount", "fee"):
            item.left = 0

    def _with_credit(self, party: Party, day: date, pool: list[Item]) -> None:
        notes = [i for i in self.of_party[party.code] if i.left < 0 and i.issued_on < day]
        taken = notes[:1]
        items = self.random.sample(pool, min(len(pool), self.random.randint(1, 3)))
        if not taken or sum(i.left for i in items) + taken[0].left <= 0:
            self._single(party, day, pool[0])
            return
        self._settle("credit", party, day, [*sorted(items, key=_age), *taken])

    def _duplicate(self, party: Party, day: date, item: Item) -> None:
        first = self._settle("single", party, day, [item])
        self._plan("duplicate", first, day, days=(1, 9))

    def _overpayment(self, party: Party, day: date, item: Item) -> None:
        over = self.random.choice((100, 1000, 10_000, 100_000)) * self.random.randint(1, 9)
        self._receive(
            "overpayment", party, day, item.left + over, [(item, item.left)], reason="overpayment"
        )

    def _bounced(self, party: Party, day: date, item: Item) -> None:
        """Paid, sent back by the bank, and perhaps paid once more."""
        first = self._receive("bounced", party, day, item.left, [], reason="bounced", about=[item])
        item.is_frozen = True
        self._plan("bounce", first, day, days=(1, 4))

    def _plan(
        self, what: str, receipt: Receipt, day: date, *, days: tuple[int, int] = (7, 28)
    ) -> None:
        self.later[day + timedelta(days=self.random.randint(*days))].append((what, receipt))

    def _follow(self, what: str, earlier: Receipt, day: date) -> None:
        if what == "second":
            item = earlier.allocations[0][0]
            self._settle("second", earlier.party, day, [item])
        elif what == "duplicate":
            twin = self._receive(
                "duplicate",
                earlier.party,
                day,
                earlier.amount,
                [],
                reason="duplicate",
                like=earlier,
            )
            twin.tie = "the same payment again"
        else:
            item = self.pen.about[earlier][0]
            self._receive(
                "bounce", earlier.party, day, -earlier.amount, [], reason="bounced", like=earlier
            )
            item.is_frozen = False

    def _receive(
        self,
        event: str,
        party: Party,
        day: date,
        amount: int,
        parts: list[tuple[Item, int]],
        *,
        reason: str = "",
        deductions: list[Deduction] | None = None,
        about: list[Item] | None = None,
        like: Receipt | None = None,
    ) -> Receipt:
        payer = like.payer if like else self._payer(party)
        receipt = Receipt(
            event=event,
            payer=payer,
            party=party,
            received_on=day,
            amount=amount,
            allocations=parts,
            unapplied=amount - sum(a for _, a in parts),
            reason=reason,
            deductions=deductions or [],
        )
        group = [payer, *payer.pays_for] if party is not payer else [party, *party.pays_for]
        known = [i for p in group for i in self.of_party[p.code] if i.issued_on <= day and i.left]
        self.pen.write(receipt, known, about=about, like=like)
        for item, paid in parts:
            item.left -= paid
        self.receipts.append(receipt)
        return receipt

    def _payer(self, party: Party) -> Party:
        draw, knobs = self.random.random(), self.knobs
        if party.parent and draw < 0.4:
            return party.parent
        if draw > 1 - knobs.third_party - knobs.third_party_new:
            confirmed = draw > 1 - knobs.third_party
            key = (party.code, confirmed)
            if key not in self.payers:
                place = len(self.payers) + 1
                self.payers[key] = draw_payer(
                    self.random, self.names, place, party, confirmed=confirmed
                )
            return self.payers[key]
        return party


def _age(item: Item) -> tuple[date, date, str]:
    return (item.due_on, item.issued_on, item.number)
