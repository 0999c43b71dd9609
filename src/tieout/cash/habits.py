"""What a learned table says of a payer, put to receipts that nothing else explained. It only ever offers.

A habit is no evidence of what this receipt pays: all that rests on one waits for a person, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tieout.cash.hypotheses import Asker, Said, is_prepaid
from tieout.cash.ledger import Part, Receipt
from tieout.cash.payers import Payer, bare_account, core_of
from tieout.cash.policies import in_order
from tieout.habits import Discount, PayerHabit
from tieout.learned import Learned

_RATE = 10_000  # hundredths of a percent in the whole


class _Kept(NamedTuple):
    """An item that the receipt pays, less what this payer usually keeps."""

    place: int
    gap: int
    discount: Discount


class Habits:
    """The habits of a table, by account and by name."""

    def __init__(self, learned: Learned | None) -> None:
        self.as_of = learned.as_of.isoformat() if learned else ""
        self._by_account: dict[str, PayerHabit] = {}
        self._by_name: dict[str, list[PayerHabit]] = defaultdict(list)
        for one in learned.payers if learned else ():
            if one.account:
                self._by_account[one.account] = one
            if one.name:
                self._by_name[one.name].append(one)

    def of(self, receipt: Receipt) -> PayerHabit | None:
        """By the account; a receipt that bears none by its name, where one payer alone has it."""
        if not self.as_of:
            return None
        if receipt.payer_account:
            return self._by_account.get(bare_account(receipt.payer_account))
        named = self._by_name.get(core_of(receipt.payer_name), [])
        return named[0] if len(named) == 1 else None

    def customers(self, receipt: Receipt) -> tuple[str, ...]:
        """Codes of the customers for whom its payer was seen to pay."""
        habit = self.of(receipt)
        return tuple(one.customer for one in habit.customers) if habit else ()


class HabitAsker:
    """Asks for one receipt after the other what its payer's habits would make of it."""

    def __init__(self, habits: Habits, asker: Asker) -> None:
        self.habits, self.asker = habits, asker

    def offer(self, receipt: Receipt, payer: Payer, quoted: bool, *, ordered: bool) -> Said | None:
        """For a receipt without an answer: less its discount, for another customer, or the oldest first.

        ``quoted``: the text names items. ``ordered``: an order of payment was asked for and goes before a habit.
        """
        habit = self.habits.of(receipt)
        if habit is None or quoted or receipt.amount <= 0 or is_prepaid(receipt.text):
            return None
        said = self._less_discount(receipt, payer, habit) or self._for_others(receipt, payer, habit)
        if said is None and not ordered and payer.code is not None:
            said = self._oldest_first(receipt, payer, habit)
        return said

    def by_days(self, receipt: Receipt, said: Said, taken: set[int]) -> Said | None:
        """Of equally good answers the one whose every item is as late as this payer usually is."""
        habit = self.habits.of(receipt)
        if habit is None or habit.late is None or receipt.date is None or "contested" in said.facts:
            return None
        options = (said.parts, *said.alternatives)
        fitting = [parts for parts in options if self._is_as_late(receipt, parts, habit)]
        if len(fitting) != 1 or any(place in taken for place, _ in fitting[0]):
            return None
        (chosen,) = fitting
        late = habit.late
        facts = self.asker.book.called([place for place, _ in chosen])
        facts |= {name: said.facts[name] for name in ("chance",) if name in said.facts}
        facts |= self._named("days", early=late.early, late=late.late, seen=late.seen)
        others = tuple(parts for parts in options if parts is not chosen)
        return replace(said, parts=chosen, status="suggested", facts=facts, alternatives=others)

    def _less_discount(self, receipt: Receipt, payer: Payer, habit: PayerHabit) -> Said | None:
        scope = payer.scope or self.habits.customers(receipt)
        found = [
            kept
            for place in self.asker.candidates(receipt, scope)
            for discount in habit.discounts
            if (kept := self._kept(place, discount, receipt.amount))
        ]
        if len(found) != 1:
            return None
        place, gap, discount = found[0]
        rate = percent(discount.basis_points)
        facts = self.asker.book.called([place]) | {"rate": rate}
        facts |= self._named("discount", seen=discount.seen)
        return Said(
            ((place, receipt.amount),), "suggested", "habit_discount", facts,
            deductions=((place, gap, "discount"),),
        )  # fmt: skip

    def _kept(self, place: int, discount: Discount, amount: int) -> _Kept | None:
        """A whole item of which this discount leaves the amount, to the minor unit."""
        book = self.asker.book
        whole = book.items[place].amount
        gap = whole - amount
        if (
            whole <= 0
            or book.open[place] != whole
            or gap != discount_of(whole, discount.basis_points)
        ):
            return None
        return _Kept(place, gap, discount) if gap > 0 else None

    def _for_others(self, receipt: Receipt, payer: Payer, habit: PayerHabit) -> Said | None:
        more = [one for one in habit.customers if one.customer not in payer.scope]
        if not more:
            return None
        scope = (*payer.scope, *(one.customer for one in more))
        quoted = self.asker.references.quoted(receipt.text, scope, receipt.currency)
        said = self.asker.by_amount(receipt, Payer(None, "name_weak", scope), quoted)
        if said is None:
            return None
        items = self.asker.book.items
        paid = {items[place].party for place, _ in said.parts}
        used = [one for one in more if one.customer in paid]
        if not used:
            return None
        named = ", ".join(one.customer for one in used)
        facts = said.facts | self._named(
            "customer", customer=named, seen=sum(one.seen for one in used)
        )
        status = "suggested" if said.status == "auto" else said.status
        return replace(said, status=status, facts=facts)

    def _oldest_first(self, receipt: Receipt, payer: Payer, habit: PayerHabit) -> Said | None:
        order = habit.oldest_first
        if order is None:
            return None
        book = self.asker.book
        places = self.asker.candidates(receipt, payer.scope)
        parts = in_order("oldest", book.items, book.open, places, receipt.amount, receipt.date)
        if not parts:
            return None
        facts = book.called([place for place, _ in parts])
        facts |= self._named("order", followed=order.followed, seen=order.seen)
        return Said(tuple(parts), "suggested", "order_oldest", facts)

    def _is_as_late(self, receipt: Receipt, parts: Sequence[Part], habit: PayerHabit) -> bool:
        assert habit.late is not None
        assert receipt.date is not None
        for place, _ in parts:
            due = self.asker.book.items[place].due_on
            if due is None or not habit.late.early <= (receipt.date - due).days <= habit.late.late:
                return False
        return True

    def _named(self, habit: str, **figures: int | str) -> dict[str, str]:
        """The habit that was used, with its figures and the day up to which the table knows."""
        said = {f"habit_{name}": str(value) for name, value in figures.items()}
        return {"habit": habit, "learned": self.habits.as_of, **said}


def discount_of(amount: int, basis_points: int) -> int:
    """The discount on an amount, rounded half up: 150 of 10,000 on 99,999 minor units are 1,500."""
    return (2 * amount * basis_points + _RATE) // (2 * _RATE)


def percent(basis_points: int) -> str:
    """As people write it: 150 is 1.5 %, 200 is 2 %."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + " %"
