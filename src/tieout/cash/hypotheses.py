"""What a receipt may pay: by advice, by quoted numbers, by the amount alone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tieout.cash.advice import AdviceReader
from tieout.cash.decisions import Status
from tieout.cash.ledger import Advice, Book, Part, Receipt
from tieout.cash.payers import Payer
from tieout.cash.policies import in_order
from tieout.cash.references import Quoted, References
from tieout.cash.rules import CashRules
from tieout.causes import cause_in_words, is_discount, is_fee
from tieout.rules import Rules
from tieout.sums.chance import expected_accidents, may_be_rare
from tieout.sums.search import Sums, find_sums

_PREPAID = re.compile(r"预付|预收|定金|订金|预存|prepa|advance|deposit|down ?payment|anzahlung|vorkasse", re.I)  # fmt: skip
_OVERPAID = re.compile(r"多付|多汇|溢付|overpa|paid too much|überzahl", re.I)
# The payer says that something was kept: then an open credit that fits may be chance.
_KEPT = re.compile(r"扣|破损|短少|差异|折扣|折让|damage|freight|price|short|claim|deduct|discount|charges|fee\b", re.I)  # fmt: skip
_CREDIT = re.compile(r"贷项|红字|红冲|冲抵|抵扣|退货|credit|\bCN\b|gutschrift|return", re.I)
_STATEMENT = re.compile(r"对账|对帐|结清|账单|statement|settle|all open|kontoausgleich", re.I)
_SEARCHED_MAX = 400  # items of one payer beyond which no combination is searched
_CAUSES = Rules()


@dataclass(frozen=True, slots=True)
class Said:
    """One answer to what a receipt pays, with the reason."""

    parts: tuple[Part, ...]
    status: Status
    rule: str
    facts: dict[str, str] = field(default_factory=dict)
    alternatives: tuple[tuple[Part, ...], ...] = ()
    deductions: tuple[tuple[int, int, str], ...] = ()
    sure: bool = (
        False  # would decide, were there no other answer and no other receipt that wants its items
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What ``cause_in_words`` asks of a line."""

    amount: int
    kind: str | None
    text: str | None


def is_prepaid(text: str) -> bool:
    """Whether the payer says the money is for something not yet invoiced."""
    return _PREPAID.search(text) is not None


class Asker:
    """Forms the hypotheses for one receipt after the other from what is still open."""

    def __init__(self, book: Book, references: References, rules: CashRules) -> None:
        self.book, self.references, self.rules = book, references, rules
        self.advice = AdviceReader(book, references)

    def candidates(self, receipt: Receipt, scope: Sequence[str]) -> list[int]:
        """Open items the payer may pay with this receipt: its currency, issued by its day."""
        still, until = self.book.open, self._issued_until(receipt)
        return [
            place
            for code in scope
            for place in self.book.issued_by(code, receipt.currency, until)
            if still[place]
        ]

    def is_issued_later(self, receipt: Receipt, place: int) -> bool:
        """Whether an item did not exist yet when the money came."""
        issued, until = self.book.items[place].issued_on, self._issued_until(receipt)
        return issued is not None and until is not None and issued > until

    def _issued_until(self, receipt: Receipt) -> datetime.date | None:
        """The last day on which what it pays may have been issued; None where its own day is not known."""
        if receipt.date is None:
            return None
        return receipt.date + datetime.timedelta(self.rules.early_days)

    def by_advice(self, receipt: Receipt, payer: Payer, lines: Sequence[Advice]) -> Said | None:
        """The advice's own lines; where a number was wrong, or who pays is not sure, a person confirms."""
        candidates = self.candidates(receipt, payer.scope)
        found = self.advice.read(receipt, payer, lines, candidates)
        if found is None:
            return None
        facts = {"count": str(len(found.parts))}
        if found.is_meant:
            facts = self.book.called([place for place, _ in found.parts])
            return Said(found.parts, "suggested", "advice_meant", facts, deductions=found.deductions)  # fmt: skip
        return Said(found.parts, "auto", "advice", facts, deductions=found.deductions)

    def by_credit(self, receipt: Receipt, payer: Payer) -> Said | None:
        """Money paid back: the only open credit of this amount, for a person to confirm."""
        still = self.book.open
        places = [p for p in self.candidates(receipt, payer.scope) if still[p] == receipt.amount]
        if len(places) != 1:
            return None
        return Said(self._whole(places), "suggested", "amount_single", self.book.called(places))

    def by_order(self, receipt: Receipt, payer: Payer) -> Said | None:
        """The payer's debts in the order of payment, for a person to confirm."""
        if is_prepaid(receipt.text) or receipt.amount <= 0:
            return None
        places = self.candidates(receipt, payer.scope)
        order = self.rules.order
        parts = in_order(order, self.book.items, self.book.open, places, receipt.amount, receipt.date)  # fmt: skip
        if not parts:
            return None
        return Said(
            tuple(parts), "suggested", f"order_{order}", self.book.called([p for p, _ in parts])
        )

    def by_numbers(self, receipt: Receipt, payer: Payer, quoted: Quoted) -> Said | None:
        """Quoted items, all of them paid in full, one of them in part, or with what completes the sum."""
        still = self.book.open
        named = [place for place in quoted.items if still[place]]
        if quoted.foreign:
            return self._foreign(receipt, quoted)
        if not named:
            return self._by_slip(receipt, [], quoted)
        gap = sum(still[place] for place in named) - receipt.amount
        facts = self.book.called(named)
        if gap == 0:
            return Said(self._whole(named), "auto", "quoted_total", facts)
        if quoted.strange and (slip := self._by_slip(receipt, named, quoted)):
            return slip
        others = [p for p in self.candidates(receipt, payer.scope) if p not in named]
        if gap > 0:
            return self._short(receipt, named, gap, others, quoted, facts)
        return self._beyond(receipt, named, -gap, others, quoted, facts)

    def _foreign(self, receipt: Receipt, quoted: Quoted) -> Said | None:
        """Items of others: only whole and to the cent, for one digit mistyped names anybody's item."""
        still = self.book.open
        places = sorted((*quoted.items, *quoted.foreign))
        places = [place for place in places if still[place]]
        if not places or sum(still[place] for place in places) != receipt.amount:
            return None
        if any(still[place] != self.book.items[place].amount for place in places):
            return None
        return Said(self._whole(places), "auto", "quoted_total", self.book.called(places))

    def _by_slip(self, receipt: Receipt, named: list[int], quoted: Quoted) -> Said | None:
        still = self.book.open
        near = [place for place in quoted.slips if still[place]]
        rest = receipt.amount - sum(still[place] for place in named)
        fitting = [place for place in near if still[place] == rest]
        if len(fitting) != 1 or len(quoted.strange) != 1:
            return None
        facts = self.book.called([*named, *fitting]) | {"strange": quoted.strange[0]}
        return Said(self._whole([*named, *fitting]), "auto", "quoted_slip", facts)

    def _short(
        self,
        receipt: Receipt,
        named: list[int],
        gap: int,
        others: list[int],
        quoted: Quoted,
        facts: dict[str, str],
    ) -> Said | None:
        still = self.book.open
        notes = [place for place in others if still[place] < 0]
        taken = self._search(notes, -gap) if notes else None
        if taken and taken.complete and len(taken.solutions) == 1:
            places = [*named, *(notes[at] for at in taken.solutions[0])]
            status: Status = "auto" if _CREDIT.search(receipt.text) else "suggested"
            return Said(self._whole(places), status, "quoted_less_credit", self.book.called(places))
        if taken and taken.solutions:
            options = tuple(
                self._whole([*named, *(notes[at] for at in places)]) for places in taken.solutions
            )
            return Said(options[0], "ambiguous", "quoted_less_credit", facts, options[1:])
        cause = self._cause(receipt, receipt.amount + gap)
        last = named[-1]
        if len(named) > 1:
            if still[last] <= gap:
                return None
            parts = (*self._whole(named[:-1]), (last, still[last] - gap))
            return Said(parts, "suggested", "quoted_short", facts | {"cause": cause})
        if quoted.strange or receipt.amount <= 0:
            return None
        rule = "quoted_part" if cause == "partial" else "quoted_short"
        kept = () if cause == "partial" else ((last, gap, cause),)
        parts = ((last, receipt.amount),)
        return Said(parts, "auto", rule, facts | {"cause": cause}, deductions=kept)

    def _beyond(
        self,
        receipt: Receipt,
        named: list[int],
        rest: int,
        others: list[int],
        quoted: Quoted,
        facts: dict[str, str],
    ) -> Said | None:
        found = self._search(others, rest)
        if found is None or not found.complete:
            return None
        options = [[others[at] for at in places] for places in found.solutions]
        options = self._distinct(options)
        if len(options) == 1:
            places = [*named, *options[0]]
            facts = self.book.called(places)
            sure = len(options[0]) == 1 and self._is_untouched(options[0])
            if not sure:
                chance = self._chance(others, rest)
                sure = chance <= self.rules.accidents
                facts |= {"chance": f"{chance:.3g}"}
            return Said(
                self._whole(places), "auto" if sure else "suggested", "quoted_and_sum", facts
            )
        if options:
            every = tuple(self._whole([*named, *places]) for places in options)
            return Said(every[0], "ambiguous", "quoted_and_sum", facts, every[1:])
        if quoted.strange:
            return None
        whole = sum(self.book.open[place] for place in named)
        sure = rest * 4 <= whole or _OVERPAID.search(receipt.text) is not None
        intact = self._is_untouched(quoted.items)
        status: Status = "auto" if sure and whole > 0 and intact else "suggested"
        return Said(self._whole(named), status, "quoted_over", facts)

    def by_amount(self, receipt: Receipt, payer: Payer, quoted: Quoted) -> Said | None:
        """One item of this very amount, a natural set of items, or the only combination."""
        if is_prepaid(receipt.text) or receipt.amount <= 0:
            return None
        places = self.candidates(receipt, payer.scope)
        if not places:
            return None
        still = self.book.open
        veto = bool(quoted.strange or quoted.foreign)
        same = [[place] for place in places if still[place] == receipt.amount]
        equal = self._distinct(same)
        if equal:
            status: Status = "ambiguous" if len(equal) > 1 else "suggested" if veto else "auto"
            rest = tuple(self._whole(one) for one in equal[1:])
            facts = self.book.called(equal[0]) | (
                {"alike": str(len(same))} if len(same) > 1 else {}
            )
            return Said(self._whole(equal[0]), status, "amount_single", facts, rest)
        natural = self._structures(receipt, places) if self.rules.structures else []
        found = self._searched_if_rare(places, receipt.amount)
        if not natural and not (found and found.solutions):
            return None
        chance = self._chance(places, receipt.amount)
        if chance > self._worth:
            found = None
        combined = [[places[at] for at in chosen] for chosen in found.solutions] if found else []
        options = self._distinct([*natural, *combined])
        if not options:
            return None
        rest = tuple(self._whole(one) for one in options[1:])
        facts = self.book.called(options[0]) | {"chance": f"{chance:.3g}"}
        rule = "amount_structure" if natural else "amount_combination"
        if len(options) > 1:
            return Said(self._whole(options[0]), "ambiguous", rule, facts, rest)
        proven = found is not None and found.complete and chance <= self.rules.accidents
        said = bool(natural) and _STATEMENT.search(receipt.text) is not None
        if _KEPT.search(receipt.text) and any(still[place] < 0 for place in options[0]):
            veto = True
        status = "auto" if (proven or said) and not veto else "suggested"
        return Said(self._whole(options[0]), status, rule, facts)

    def _structures(self, receipt: Receipt, places: list[int]) -> list[list[int]]:
        """Sets a payer forms without choosing: all, all due by a day, the oldest ones; two items or more."""
        items, still, target = self.book.items, self.book.open, receipt.amount
        found = []
        late = datetime.date.max
        for order in (
            sorted(places, key=lambda p: (items[p].issued_on or late, items[p].number, p)),
            sorted(places, key=lambda p: (items[p].due_on or late, items[p].number, p)),
        ):
            for kept in (order, [p for p in order if still[p] > 0]):
                total = 0
                for count, place in enumerate(kept, 1):
                    total += still[place]
                    if total == target and count > 1:
                        found.append(kept[:count])
        return found

    def _searched_if_rare(self, places: list[int], target: int) -> Sums | None:
        """The combinations, unless a quick look already says that they are chance."""
        if not self.rules.combinations:
            return None
        size_max = self.rules.size_max
        rare = may_be_rare(self._amounts(places), target, self._worth, size_max=size_max)
        return self._search(places, target) if rare else None

    @property
    def _worth(self) -> float:
        """Accidental combinations beyond which one that was found is not even suggested."""
        return max(1.0, self.rules.accidents)

    def _search(self, places: list[int], target: int) -> Sums | None:
        if not places or len(places) > _SEARCHED_MAX:
            return Sums((), 0, not places)
        return find_sums(
            self._amounts(places), target,
            size_max=self.rules.size_max, nodes_max=self.rules.nodes_max,
        )  # fmt: skip

    def _chance(self, places: list[int], target: int) -> float:
        return expected_accidents(self._amounts(places), target, size_max=self.rules.size_max)

    def _amounts(self, places: list[int]) -> npt.NDArray[np.int64]:
        return np.array([self.book.open[place] for place in places], np.int64)

    def _distinct(self, sets: list[list[int]]) -> list[list[int]]:
        """Sets that differ in more than which of several like items they hold; the first of each."""
        seen: dict[tuple[object, ...], list[int]] = {}
        for places in sets:
            label = tuple(sorted(map(self._class_of, places)))
            seen.setdefault(label, sorted(places))
        return list(seen.values())

    def _class_of(self, place: int) -> tuple[str, int, str, str]:
        item = self.book.items[place]
        return item.party, self.book.open[place], str(item.issued_on), str(item.due_on)

    def _is_untouched(self, places: Sequence[int]) -> bool:
        return all(self.book.open[place] == self.book.items[place].amount for place in places)

    def _whole(self, places: Sequence[int]) -> tuple[Part, ...]:
        return tuple((place, self.book.open[place]) for place in places)

    def _cause(self, receipt: Receipt, full: int) -> str:
        named = cause_in_words([_Words(receipt.amount, None, receipt.text)])
        if named in ("fee", "discount", "fx", "partial"):
            return named
        if is_discount(full, receipt.amount, _CAUSES):
            return "discount"
        return "fee" if is_fee(full, receipt.amount, _CAUSES) else "partial"
