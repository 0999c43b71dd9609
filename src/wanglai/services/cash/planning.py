"""What many lines make of items that several of them may want: thought through one after the other before anything is written.

Each plan sees what those before it take; a line that does not fit beside them has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from wanglai.domain.allocation import ItemState, first_fault
from wanglai.domain.allocation import settle as settled
from wanglai.domain.ledger import CREDIT, DEBIT, RULES
from wanglai.domain.settling import Source, Target, pairings
from wanglai.services.allocation.items import item_states
from wanglai.services.approvals.bands import NEVER, band_for
from wanglai.services.cash.lines import Line, OpenDays
from wanglai.services.cash.payers import Payers
from wanglai.services.cash.settle_line import Part, Share, Wanted
from wanglai.services.ledger.book import Chart, Who, request_hash

MONEY = (
    0  # stands for an item that is not posted yet: the receipt's, of a share the one it has there
)


class Ready(NamedTuple):
    """A line with what is to be made of it."""

    line: Line
    wanted: Wanted
    proposal_id: int | None

    @property
    def key(self) -> str:
        """A line that was undone and is booked again is another event: its version says so."""
        return f"bank:{self.line.id}:{self.line.version}"

    def asked(self) -> bytes:
        """What is asked under the key, as ``settle`` tells it."""
        return request_hash({"settle": self.line.id, **self.wanted.facts()})


class Row(NamedTuple):
    """So much of a debit settled by a credit on a day, in minor units."""

    debit: int
    credit: int
    amount: int
    debit_base: int
    credit_base: int
    on: date


class Move(NamedTuple):
    """A share of the money that goes to another customer, and what it settles there."""

    customer_id: int
    amount: int
    rows: list[Row]


class Plan(NamedTuple):
    """What becomes of one line: the day of its receipt, what it settles, what of it pays for others."""

    ready: Ready
    on: date
    rows: list[Row]
    moves: list[Move]

    @property
    def settled(self) -> int:
        """How much of the money is used, in minor units."""
        return _of_money(self.rows) + sum(move.amount for move in self.moves)


class Planner:
    """Lines of the company's own currency over their items, as these stand while the book is held."""

    def __init__(self, company_id: int, who: Who, chart: Chart, ready: Sequence[Ready]) -> None:
        self._company, self._chart = company_id, chart
        every = [share for each in ready for share in each.wanted.shares]
        parts = [part for each in ready for part in each.wanted.parts]
        parts += [part for share in every for part in share.parts]
        self._states = item_states(company_id, {part.item_id for part in parts})
        paying = {each.wanted.customer_id for each in ready if each.wanted.shares}
        self._payers = Payers(company_id, {*paying, *(share.customer_id for share in every)})
        # Bands only rise: where the largest amount needs no other person's word, none does.
        self._asks = bool(every) and who.approver is None and _is_asked(company_id, NEVER - 1)
        self._days = OpenDays(company_id)
        self._taken: dict[int, tuple[int, int]] = {}

    def plan(self, ready: Ready) -> Plan | None:
        """The plan of the next line; None where it does not fit, and then nothing is taken."""
        line, wanted = ready.line, ready.wanted
        on = self._days.first(line.booked_on)
        if on is None:
            return None
        mine: dict[int, tuple[int, int]] = {}
        rows = self._met(mine, wanted.customer_id, wanted.parts, line.amount, on)
        if rows is None:
            return None
        left, moves = line.amount - _of_money(rows), []
        for share in wanted.shares:
            move = self._moved(mine, ready, share, left, on)
            if move is None:
                return None
            left -= move.amount
            moves.append(move)
        self._taken |= mine
        return Plan(ready, on, rows, moves)

    def _moved(self, mine: dict[int, tuple[int, int]], ready: Ready, share: Share, left: int, on: date) -> Move | None:  # fmt: skip
        """A share, where the payer pays for them and nobody else has to be asked."""
        if not self._payers.pay_for(ready.wanted.customer_id, share.customer_id, ready.line.booked_on):  # fmt: skip
            return None
        rows = self._met(mine, share.customer_id, share.parts, left, on)
        amount = _of_money(rows or ())
        if rows is None or not amount or (self._asks and _is_asked(self._company, amount)):
            return None
        return Move(share.customer_id, amount, rows)

    def _met(
        self, mine: dict[int, tuple[int, int]], customer_id: int, parts: Sequence[Part], money: int, on: date
    ) -> list[Row] | None:  # fmt: skip
        """Debts of one customer with the credits that help and what they need of the money; None where it is not so much."""
        states = [self._states[part.item_id] for part in parts]
        debts = [Target(part.item_id, part.amount) for part, state in zip(parts, states, strict=True) if state.side == DEBIT]  # fmt: skip
        helpers = [Source(part.item_id, part.amount) for part, state in zip(parts, states, strict=True) if state.side == CREDIT]  # fmt: skip
        needed = sum(each.amount for each in debts) - sum(each.amount for each in helpers)
        day = self._days.first(max((on, *(state.free_from for state in states))))
        if not 0 <= needed <= money or day is None:
            return None
        sources = [*helpers, *([Source(MONEY, needed)] if needed else [])]
        mine[MONEY] = (0, 0)
        rows = []
        for each in pairings(debts, sources):
            debit = self._left(mine, self._states[each.debit])
            credit = self._left(mine, self._money(customer_id, needed, on) if each.credit == MONEY else self._states[each.credit])  # fmt: skip
            if first_fault(debit, credit, each.amount, day) is not None:
                return None
            found = settled(debit, credit, each.amount, day)
            if found.realised:
                return None
            self._take(mine, debit.id, each.amount, found.debit_base)
            self._take(mine, credit.id, each.amount, found.credit_base)
            rows.append(Row(debit.id, credit.id, each.amount, found.debit_base, found.credit_base, day))  # fmt: skip
        return rows

    def _money(self, customer_id: int, amount: int, on: date) -> ItemState:
        """The item the money will have with this customer."""
        control = RULES["receipt"].control
        return ItemState(
            id=MONEY, customer_id=customer_id, account=control, account_id=self._chart.accounts[control],
            currency=self._chart.base, kind="receipt", side=CREDIT, amount_open=amount, base_open=amount,
            document="", document_on=on,
        )  # fmt: skip

    def _left(self, mine: dict[int, tuple[int, int]], state: ItemState) -> ItemState:
        amount, base = mine.get(state.id) or self._taken.get(state.id, (0, 0))
        if not amount:
            return state
        return replace(state, amount_open=state.amount_open - amount, base_open=state.base_open - base)  # fmt: skip

    def _take(self, mine: dict[int, tuple[int, int]], item: int, amount: int, base: int) -> None:
        before = mine.get(item) or self._taken.get(item, (0, 0))
        mine[item] = before[0] + amount, before[1] + base


def _of_money(rows: Iterable[Row]) -> int:
    return sum(row.amount for row in rows if row.credit == MONEY)


def _is_asked(company_id: int, amount: int) -> bool:
    return band_for(company_id, "pays_for", amount) is not None
