"""Cash application from strong evidence to weak, repeated until nothing changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import pyarrow as pa

from tieout.cash.apart import Settled, in_two, settle_all
from tieout.cash.decisions import (
    Allocation,
    CashDecisions,
    Deduction,
    PayerFound,
    Unapplied,
)
from tieout.cash.habits import HabitAsker, Habits
from tieout.cash.hypotheses import Asker, Said, is_prepaid
from tieout.cash.joint import answered_together
from tieout.cash.ledger import Advice, Book, Receipt, advices_of, items_of, receipts_of
from tieout.cash.payers import UNKNOWN, Payer, Payers
from tieout.cash.references import Quoted, References
from tieout.cash.rules import CashRules
from tieout.cash.sentences import payer_sentence, sentence_of, unapplied_sentence
from tieout.cash.sharing import shared_by_receipts
from tieout.collector import collector_resting
from tieout.learned import Learned
from tieout.money import for_people
from tieout.outcomes import Outcomes, RuleOutcome

_BOUNCE_DAYS = 45


def apply_cash(
    items: pa.Table,
    receipts: pa.Table,
    remittances: pa.Table | None = None,
    parties: pa.Table | None = None,
    rules: CashRules | None = None,
    learned: Learned | None = None,
) -> CashDecisions:
    """Decide what every receipt pays; amounts in minor units, rows as in the files.

    Tables have the schemas of ``tieout.cash.tables``. Only what its evidence leaves no rival for is
    ``auto``; the rest is suggested, ambiguous with its alternatives, or stays on account. What a ``learned``
    table says of a payer's habits makes suggestions where nothing else did.

    Worked: items A 100.00 and B 50.00 of one payer, a receipt of 150.00 that quotes both, a receipt of
    50.00 that quotes A: the first pays both (``quoted_total``), the second is unapplied (``settled``).
    """
    with collector_resting():
        run = decided(items, receipts, remittances, parties, rules or CashRules(), learned)
        return run.result()


def decided(
    items: pa.Table,
    receipts: pa.Table,
    remittances: pa.Table | None,
    parties: pa.Table | None,
    rules: CashRules,
    learned: Learned | None = None,
) -> CashRun:
    """The same as a run that has ended, for one who asks how it came about."""
    book = Book(items_of(items), receipts_of(receipts))
    run = CashRun(book, advices_of(remittances), parties, rules, learned)
    run.decide()
    return run


class CashRun:
    """One cash application on the table: what every receipt says, quotes and pays, by place in the book."""

    def __init__(
        self,
        book: Book,
        advices: list[Advice],
        parties: pa.Table | None,
        rules: CashRules,
        learned: Learned | None = None,
    ) -> None:
        self.book, self.rules = book, rules
        self.master = Payers(parties, book.items, rules)
        self.payers = self.master.of_all(book.receipts)
        self.references = References(book.items, rules)
        self.asker = Asker(book, self.references, rules)
        self.learned = learned
        self.habits = Habits(learned)
        self.advices = _advices_by_receipt(advices, book.receipts)
        self.strangers: set[int] = set()  # receipts that name a party their payer is not linked to
        for place, receipt in enumerate(book.receipts):
            self._narrow(place, receipt)
        self.quotes: list[Quoted] = in_two(self._quoted, len(book.receipts))
        self.seen: dict[tuple[str, int], int] = {}
        self.asked: dict[int, tuple[int, Said | None]] = {}
        self.said: dict[int, Said] = {}
        self.closed: dict[int, tuple[str, int | None]] = {}  # receipts that pay nothing, and why
        self.places: Sequence[int] = ()  # the receipts that are being decided
        self._waiting: list[int] = []  # those of them that may still change

    def _narrow(self, place: int, receipt: Receipt) -> None:
        """A party named in the text is the one that is paid for."""
        named = self.master.named_in(receipt.text)
        payer = self.payers[place]
        if not named or len(named) > 1:
            return
        (code,) = named
        if code not in payer.scope:
            self.strangers.add(place)
        self.payers[place] = Payer(payer.code, payer.by, (code,))

    def _quoted(self, places: Sequence[int]) -> list[Quoted]:
        """What the texts of these receipts name; a weak name lends no number a meaning."""
        asked = ((self.book.receipts[place], self.payers[place]) for place in places)
        return [
            self.references.quoted(
                receipt.text, payer.scope if payer.code is not None else (), receipt.currency
            )
            for receipt, payer in asked
        ]

    def decide(self) -> None:
        self._bounces()
        settle_all(self)

    def settle(self, places: Sequence[int]) -> None:
        """Decide these receipts, ascending, and look at no other."""
        self.places, self._waiting = places, list(places)
        self._pass(self._by_advice, paid_back=True)
        while True:
            changed = self._pass(self._by_numbers) or self._by_sharing() or self._by_amount()
            if not changed or not self.rules.fixed_point:
                break
        if self.rules.joint:
            self._settle_open()
        if self.learned is not None:
            self._by_habit()
        self._by_credit()
        if self.rules.order != "none":
            self._by_order()

    def _undecided(self, *, paid_back: bool = False) -> list[int]:
        # What was closed or decided for good stays so, so those left are only narrowed.
        closed, said, receipts = self.closed, self.said, self.book.receipts
        self._waiting = [
            place
            for place in self._waiting
            if place not in closed and (place not in said or said[place].status != "auto")
        ]
        return [place for place in self._waiting if receipts[place].amount > 0 or paid_back]

    def ties_of(self, place: int) -> Iterator[Hashable]:
        """All that connects a receipt with others: parties it may pay or names, and how it looks."""
        receipt, quoted, scope = (
            self.book.receipts[place],
            self.quotes[place],
            self.payers[place].scope,
        )
        named = {*quoted.items, *quoted.foreign, *quoted.slips}
        for line in self.advices.get(place, ()):
            for known in (scope, ()):  # an advice is read without its payer, too
                named.update(self.references.by_number(line.number, known, receipt.currency))
        yield from scope
        yield from self.habits.customers(receipt)
        yield from {self.book.items[item].party for item in named}
        yield _likeness(receipt)

    def outcome(self, places: Sequence[int]) -> Settled:
        """What was decided of these receipts."""
        book, chosen = self.book, set(places)
        return Settled(
            {place: said for place, said in self.said.items() if place in chosen},
            {place: why for place, why in self.closed.items() if place in chosen},
            {place: book.left[place] for place in places},
            {
                item: book.open[item]
                for place, said in self.said.items()
                if place in chosen and said.status == "auto"
                for item, _ in said.parts
            },
        )

    def take_over(self, settled: Settled) -> None:
        """Take what another process decided of other receipts as decided."""
        self.said.update(settled.said)
        self.closed.update(settled.closed)
        for place, amount in settled.left.items():
            self.book.left[place] = amount
        for item, amount in settled.open.items():
            self.book.open[item] = amount

    def _pass(self, ask: Callable[[int], Said | None], *, paid_back: bool = False) -> bool:
        changed = False
        for place in self._undecided(paid_back=paid_back):
            stamp = self._stamp(place)
            if self.seen.get((ask.__name__, place)) == stamp:
                continue
            self.seen[ask.__name__, place] = stamp
            said = ask(place)
            if said is None:
                continue
            if said.status == "auto":
                self.book.apply(place, list(said.parts))
                changed = True
            self.said[place] = said
        return changed

    def _by_advice(self, place: int) -> Said | None:
        lines = self.advices.get(place)
        if not lines:
            return None
        receipt, payer = self.book.receipts[place], self.payers[place]
        if payer.code is not None or not payer.scope:
            return self.asker.by_advice(receipt, payer, lines)
        said = self.asker.by_advice(receipt, UNKNOWN, lines)
        if said is None and (said := self.asker.by_advice(receipt, payer, lines)) is not None:
            return replace(said, status="suggested")
        return said

    def _by_numbers(self, place: int) -> Said | None:
        receipt, quoted, payer = self.book.receipts[place], self.quotes[place], self.payers[place]
        if is_prepaid(receipt.text) or not (quoted.items or quoted.slips or quoted.foreign):
            return None
        every = (*quoted.items, *quoted.foreign)
        open_items = [item for item in every if self.book.open[item]]
        earlier = self._same_before(place)
        if earlier is not None and not self._closes(receipt, open_items):
            self.closed[place] = ("duplicate", earlier)
            return None
        if every and not open_items:
            return None
        said = self.asker.by_numbers(receipt, payer, quoted)
        is_certain = said is not None and (said.rule == "quoted_total" or self._is_linked(place))
        if said and said.status == "auto" and not is_certain:
            return replace(said, status="suggested")
        return said

    def _is_linked(self, place: int) -> bool:
        """Whether its payer is known, and known to pay for whom it names."""
        return self.payers[place].code is not None and place not in self.strangers

    def _by_sharing(self) -> bool:
        """Receipts that each pay less than they name, but not together."""
        named = {}
        for place in self._undecided():
            quoted, receipt = self.quotes[place], self.book.receipts[place]
            items = [item for item in quoted.items if self.book.open[item]]
            plain = not (quoted.strange or quoted.foreign or is_prepaid(receipt.text))
            if items and plain and self._is_linked(place):
                named[place] = items
        changed = False
        for place, said in shared_by_receipts(self.book, named).items():
            if said.status == "auto":
                self.book.apply(place, list(said.parts))
                changed = True
            self.said[place] = said
        return changed

    def _stamp(self, place: int) -> int:
        """How often anything moved that this receipt could pay: unchanged, the answer is unchanged."""
        scope, foreign, moved = (
            self.payers[place].scope,
            self.quotes[place].foreign,
            self.book.moved,
        )
        if len(scope) == 1 and not foreign:
            return moved[scope[0]]
        return sum(
            moved[party] for party in {*scope, *(self.book.items[item].party for item in foreign)}
        )

    def _closes(self, receipt: Receipt, places: list[int]) -> bool:
        return bool(places) and sum(self.book.open[place] for place in places) == receipt.amount

    def _same_before(self, place: int) -> int | None:
        """An earlier receipt of the same payer, amount and text, already decided."""
        receipt = self.book.receipts[place]
        for other in self._alike.get(_likeness(receipt), ()):
            if other >= place:
                return None
            before = self.book.receipts[other]
            near = not (receipt.date and before.date) or (
                (receipt.date - before.date).days <= self.rules.duplicate_days
            )
            if near and other in self.said and self.said[other].status == "auto":
                return other
        return None

    @cached_property
    def _alike(self) -> dict[tuple[object, ...], list[int]]:
        found: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for place, receipt in enumerate(self.book.receipts):
            found[_likeness(receipt)].append(place)
        return found

    def _by_amount(self) -> bool:
        """Amounts alone, all receipts at once: an item that two of them claim goes to neither."""
        claims: dict[int, list[int]] = defaultdict(list)
        asked: dict[int, Said] = {}
        for place in self._undecided():
            if not self.payers[place].scope or self.is_named(place):
                continue
            stamp = self._stamp(place)
            if place not in self.asked or self.asked[place][0] != stamp:
                receipt, quoted = self.book.receipts[place], self.quotes[place]
                answer = self.asker.by_amount(receipt, self.payers[place], quoted)
                self.asked[place] = (stamp, answer)
            said = self.asked[place][1]
            if said is None:
                if self.said.get(place) and self.said[place].rule.startswith("amount"):
                    del self.said[place]
                continue
            if said.status == "auto" and not self._is_linked(place):
                said = replace(said, status="suggested")
            asked[place] = said
            if said.status == "auto":
                for item, _ in said.parts:
                    claims[item].append(place)
        changed = False
        for place, said in asked.items():
            if said.status == "auto" and not self._is_first(place, said, claims):
                said = replace(said, status="suggested")
            if said.status == "auto":
                if any(self.book.open[item] != amount for item, amount in said.parts):
                    continue
                self.book.apply(place, list(said.parts))
                changed = True
            elif (before := self._same_before(place)) is not None and said.status != "ambiguous":
                self.closed[place] = ("duplicate", before)
                changed = True
                continue
            self.said[place] = said
        return changed

    def _settle_open(self) -> None:
        """What is open as it holds beside each other, so that all that is suggested may be confirmed."""
        waiting = {place: self.said[place] for place in self._undecided() if place in self.said}
        for place, said in answered_together(self.book, waiting).items():
            if said is not None:
                self.said[place] = said
            else:
                del self.said[place]
                self.closed[place] = ("claimed", None)

    def _by_habit(self) -> None:
        """What a learned table makes of receipts that have no answer, or several as good."""
        asked = HabitAsker(self.habits, self.asker)
        taken = {
            item
            for said in (self.said[place] for place in self.places if place in self.said)
            if said.status == "suggested"
            for item, _ in said.parts
        }
        for place in self._undecided():
            receipt, said = self.book.receipts[place], self.said.get(place)
            if said is None:
                ordered = self.rules.order != "none"
                found = asked.offer(
                    receipt, self.payers[place], self.is_named(place), ordered=ordered
                )
            else:
                found = asked.by_days(receipt, said, taken) if said.status == "ambiguous" else None
            if found is not None:
                self.said[place] = found
                taken.update(item for item, _ in found.parts)

    def _by_credit(self) -> None:
        """Money that went back and answers to no receipt may pay a credit out."""
        for place in self._undecided(paid_back=True):
            receipt = self.book.receipts[place]
            if receipt.amount < 0 and place not in self.said:
                said = self.asker.by_credit(receipt, self.payers[place])
                if said is not None:
                    self.said[place] = said

    def _by_order(self) -> None:
        """What nobody spoke for is offered along the order of payment; each offer sees what is booked, none another offer."""
        for place in self._undecided():
            payer = self.payers[place]
            if place in self.said or payer.code is None or self.is_named(place):
                continue
            said = self.asker.by_order(self.book.receipts[place], payer)
            if said is not None:
                self.said[place] = said

    def is_named(self, place: int) -> bool:
        """Whether the text already names items, so that the amount alone must not contradict it."""
        lines = self.advices.get(place, ())
        return bool(self.quotes[place].items) or any(
            self.references.is_ours(line.number) for line in lines
        )

    def _is_first(self, place: int, said: Said, claims: dict[int, list[int]]) -> bool:
        likeness = _likeness(self.book.receipts[place])
        rivals = {other for item, _ in said.parts for other in claims[item] if other != place}
        return all(
            other > place and _likeness(self.book.receipts[other]) == likeness for other in rivals
        )

    def _bounces(self) -> None:
        """Money that came and went back pays nothing: the latest receipt of that payer and amount."""
        for place, back in enumerate(self.book.receipts):
            if back.amount >= 0:
                continue
            for other in range(place - 1, -1, -1):
                came = self.book.receipts[other]
                if back.date and came.date and (back.date - came.date).days > _BOUNCE_DAYS:
                    break
                if (
                    other not in self.closed
                    and came.amount == -back.amount
                    and _same_payer(came, back)
                ):
                    self.closed[other] = ("bounced", back.row)
                    self.closed[place] = ("bounced", came.row)
                    break

    def result(self) -> CashDecisions:
        """Everything as rows of the files; the sums are proved here once more, in whole numbers."""
        book = self.book
        allocations, unapplied, deductions = [], [], []
        currency_of = {receipt.row: receipt.currency for receipt in book.receipts}
        for place, receipt in enumerate(book.receipts):
            said = self.said.get(place) if place not in self.closed else None
            if said:
                allocations.append(self.allocation(receipt, said))
            if said and said.status == "auto":
                deductions += [
                    Deduction(receipt.row, book.items[item].row, amount, reason)
                    for item, amount, reason in said.deductions
                ]
            if book.left[place]:
                reason, other = self.reason(place, said)
                unapplied.append(
                    Unapplied(
                        receipt.row, book.left[place], reason, unapplied_sentence(reason, other)
                    )
                )
        found = CashDecisions(
            tuple(sorted(allocations, key=lambda one: one.receipt)),
            tuple(sorted(unapplied, key=lambda one: one.receipt)),
            tuple(
                PayerFound(
                    receipt.row, payer.code, payer.by, payer_sentence(payer.by, len(payer.scope))
                )
                for receipt, payer in sorted(
                    zip(book.receipts, self.payers, strict=True), key=lambda pair: pair[0].row
                )
            ),
            tuple(sorted(deductions, key=lambda one: (one.receipt, one.item))),
            currency_of,
            _by_currency((item.currency, item.amount) for item in book.items),
            _by_currency(zip((i.currency for i in book.items), book.open, strict=True)),
            _by_currency((receipt.currency, receipt.amount) for receipt in book.receipts),
            self.rules.digest,
            _outcomes(allocations, currency_of),
            self.learned.named() if self.learned else None,
        )
        _prove(found, book)
        return found

    def allocation(self, receipt: Receipt, said: Said) -> Allocation:
        """An answer in rows of the files, with its sentence."""
        items = self.book.items
        amount = for_people(receipt.amount, receipt.currency)
        return Allocation(
            receipt.row,
            tuple((items[place].row, part) for place, part in said.parts),
            said.status,
            said.rule,
            sentence_of(said.rule, said.status, amount, said.facts, len(said.alternatives)),
            tuple(sorted(said.facts.items())),
            tuple(tuple((items[p].row, part) for p, part in parts) for parts in said.alternatives),
        )

    def reason(self, place: int, said: Said | None) -> tuple[str, int | None]:
        """Why money of a receipt is left, and the row of the receipt that has to do with it."""
        receipt = self.book.receipts[place]
        if place in self.closed:
            reason, other = self.closed[place]
            if reason == "duplicate" and other is not None:
                return reason, self.book.receipts[other].row
            return reason, other
        if said:
            named = {"auto": "overpayment", "ambiguous": "ambiguous", "suggested": "to_confirm"}
            return named[said.status], None
        if receipt.amount < 0:
            return "returned", None
        if is_prepaid(receipt.text):
            return "prepayment", None
        quoted = self.quotes[place].items
        if quoted and not any(self.book.open[item] for item in quoted):
            return "settled", None
        return ("unknown_payer" if self.payers[place].code is None else "no_items"), None


def _likeness(receipt: Receipt) -> tuple[object, ...]:
    payer = receipt.payer_account or receipt.payer_name
    return receipt.currency, receipt.amount, payer, receipt.text


def _same_payer(one: Receipt, other: Receipt) -> bool:
    if one.currency != other.currency:
        return False
    if one.payer_account and other.payer_account:
        return one.payer_account == other.payer_account
    return one.payer_name == other.payer_name


def _advices_by_receipt(advices: list[Advice], receipts: list[Receipt]) -> dict[int, list[Advice]]:
    """By the bank's reference, else by a day and an amount that only one receipt has."""
    by_reference: dict[str, list[int]] = defaultdict(list)
    by_day: dict[tuple[object, int], list[int]] = defaultdict(list)
    for place, receipt in enumerate(receipts):
        if receipt.reference:
            by_reference[receipt.reference].append(place)
        by_day[receipt.date, receipt.amount].append(place)
    found: dict[int, list[Advice]] = defaultdict(list)
    for advice in advices:
        places = by_reference.get(advice.reference, []) if advice.reference else []
        if not places and advice.date and advice.payment is not None:
            places = by_day.get((advice.date, advice.payment), [])
        places = [p for p in places if advice.currency in ("", receipts[p].currency)]
        if len(places) == 1:
            found[places[0]].append(advice)
    return found


def _outcomes(
    allocations: Iterable[Allocation], currency_of: Mapping[int, str]
) -> tuple[RuleOutcome, ...]:
    outcomes = Outcomes()
    for one in allocations:
        amount = abs(sum(part for _, part in one.parts))
        outcomes.add(one.rule, one.status, currency_of[one.receipt], amount=amount)
    return outcomes.told()


def _by_currency(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for currency, amount in pairs:
        totals[currency] += amount
    return dict(sorted(totals.items()))


def _prove(found: CashDecisions, book: Book) -> None:
    """Every receipt is what it pays plus what is left, and no item passes zero."""
    paid: dict[int, int] = defaultdict(int)
    of_item: dict[int, int] = defaultdict(int)
    for said in found.allocations:
        if said.status == "auto":
            for item, amount in said.parts:
                paid[said.receipt] += amount
                of_item[item] += amount
    left = {rest.receipt: rest.amount for rest in found.unapplied}
    for receipt in book.receipts:
        total = paid[receipt.row] + left.get(receipt.row, 0)
        assert total == receipt.amount, "a receipt is its allocations and its rest"
    for one, still in zip(book.items, book.open, strict=True):
        assert one.amount == of_item[one.row] + still, "an item is what was paid and what is open"
        assert min(0, one.amount) <= still <= max(0, one.amount), "no item passes zero"
