"""Invoices of a file that refer to deliveries, or to orders billed by order: what they take, and what keeps them from it.

Each quantity is counted once: what an earlier invoice of the file takes is gone for the ones after it. The money is the
file's; it is held against what the order says the quantities come to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wanglai.domain.incoming import Incoming, Line, Problem
from wanglai.domain.incoming_papers import figure_of
from wanglai.domain.invoicing import Priced, figures, summed
from wanglai.domain.money import exponent_of, shares
from wanglai.domain.orders import NOTHING, is_quantity

REFERENCES = ("delivery", "order")
# What a person may take as it is; of an unknown paper nothing is taken then, and the line stands for itself.
TAKEN_ALL_THE_SAME = frozenset(
    {
        "billing.delivery_unknown", "billing.order_unknown", "billing.order_by_delivery", "billing.not_accepted",
        "billing.differs", "billing.credit", "document.lines_differ", "total.differs", "net.differs", "due.plan",
    }
)  # fmt: skip


@dataclass(frozen=True)
class KnownSource:
    """A line of a delivery (or, ``delivery_line_id`` None, of an order billed by order) and what is left to be invoiced."""

    order_line_id: int
    delivery_line_id: int | None
    no: int  # of the line in its order
    what: str
    unit: str
    price: Decimal  # without tax, major units
    tax_percent: Decimal
    left: Decimal  # of this line
    left_of_order: Decimal  # of the line of the order, whichever delivery it came with


@dataclass(frozen=True)
class KnownPaper:
    """A delivery or an order that is in force, with the days of what happened to its goods."""

    number: str
    order_number: str
    customer_id: int
    currency: str
    ordered_on: date
    delivered_on: date | None
    accepted_on: date | None
    is_billed_by_order: bool
    lines: tuple[KnownSource, ...]


@dataclass(frozen=True)
class KnownToBill:
    """What the house knows when invoices that refer to papers are looked at; papers by their number."""

    customers: Mapping[str, int | None]
    deliveries: Mapping[str, KnownPaper]
    orders: Mapping[str, KnownPaper]
    numbers_taken: frozenset[str]  # of invoices that are drafts, or were taken back


@dataclass(frozen=True)
class Taking:
    """So much of a line of a paper, by a line of an invoice (its place in the invoice, from 0)."""

    at: int
    paper: KnownPaper
    source: KnownSource
    quantity: Decimal


def refers(document: Incoming) -> bool:
    """Whether any line of it names a delivery or an order."""
    return any(document.said.get(name) for name in REFERENCES)


class Billing:
    """Invoices of a file one after the other: what each takes, of what the ones before it left."""

    def __init__(self, known: KnownToBill) -> None:
        self.known = known
        self._of_delivery: dict[int, Decimal] = defaultdict(lambda: NOTHING)
        self._of_order: dict[int, Decimal] = defaultdict(lambda: NOTHING)

    def look(self, document: Incoming) -> tuple[list[Problem], tuple[Taking, ...]]:
        """Everything in the way of what it refers to, in the order of its lines, and what it would take."""
        if document.gross is not None and document.gross < 0:
            return [Problem("billing.credit", "delivery", _named(document))], ()
        found: list[Problem] = []
        takings: list[Taking] = []
        if document.number in self.known.numbers_taken:
            found.append(Problem("billing.number_taken", "number", document.number))
        for at, line in enumerate(document.lines):
            paper = self._paper(document, line, found)
            if paper is not None:
                takings += self._of_line(at, line, paper, takings, found)
        if not found:
            found += _money_problems(document, takings)
        return found, tuple(takings)

    def take(self, takings: Sequence[Taking]) -> None:
        """It is taken: the next one finds so much less."""
        for each in takings:
            if each.source.delivery_line_id is not None:
                self._of_delivery[each.source.delivery_line_id] += each.quantity
            self._of_order[each.source.order_line_id] += each.quantity

    def _paper(self, document: Incoming, line: Line, found: list[Problem]) -> KnownPaper | None:
        """The paper a line names, where it may be billed; what is wrong is added to ``found``."""
        said = line.said or {}
        number, order = said.get("delivery", ""), said.get("order", "")
        row = {"row": str(line.row)}
        if not number and not order:
            return None
        paper = self.known.deliveries.get(number) if number else self.known.orders.get(order)
        problem = None
        if paper is None:
            code = "billing.delivery_unknown" if number else "billing.order_unknown"
            problem = Problem(code, "delivery" if number else "order", number or order, row)
        elif (self.known.customers.get(document.customer), document.currency) != (paper.customer_id, paper.currency):  # fmt: skip
            problem = Problem("billing.of_another", "customer", paper.number, row)
        elif number and order and paper.order_number != order:
            problem = Problem("billing.other_order", "order", order, {**row, "other": paper.order_number})  # fmt: skip
        elif bool(number) == paper.is_billed_by_order:
            code = "billing.by_order" if number else "billing.order_by_delivery"
            problem = Problem(code, "delivery", paper.number, row)
        if problem is not None:
            found.append(problem)
            return None
        if number and paper is not None and paper.accepted_on is None:
            _once(found, Problem("billing.not_accepted", "delivery", number, row))
        return paper

    def _of_line(
        self, at: int, line: Line, paper: KnownPaper, before: Sequence[Taking], found: list[Problem]
    ) -> list[Taking]:  # fmt: skip
        """What one line takes: its quantity of the line it names, or where it says no quantity all that is left."""
        row = {"row": str(line.row)}
        source = _source_of(paper, line)
        said = line.said or {}
        raw = said.get("quantity", "")
        if line.quantity is None and not raw and (source or not said.get("line_no")):
            sources = (source,) if source else paper.lines
            wanted = [(each, self._left(each, before)) for each in sources]
            takings = [Taking(at, paper, each, left) for each, left in wanted if left > 0]
            if not takings:
                found.append(Problem("billing.beyond", "delivery", paper.number, {**row, "left": "0"}))  # fmt: skip
            return takings
        if source is None:
            found.append(Problem("billing.no_line", "line_no", line.text[:40] or paper.number, row))
            return []
        if line.quantity is None or not is_quantity(line.quantity):
            shown = raw or f"{line.quantity}"
            found.append(Problem("line.quantity", "quantity", shown, row))
            return []
        left = self._left(source, before)
        if line.quantity > left:
            shown = f"{line.quantity.normalize():f}"
            found.append(Problem("billing.beyond", "quantity", shown, {**row, "left": f"{left.normalize():f}"}))  # fmt: skip
            return []
        return [Taking(at, paper, source, line.quantity)]

    def _left(self, source: KnownSource, before: Sequence[Taking]) -> Decimal:
        """What earlier invoices of the file, and earlier lines of this one, leave of a line."""
        here_of_order = sum((each.quantity for each in before if each.source.order_line_id == source.order_line_id), NOTHING)  # fmt: skip
        left = source.left_of_order - self._of_order[source.order_line_id] - here_of_order
        if source.delivery_line_id is not None:
            here = sum((each.quantity for each in before if each.source.delivery_line_id == source.delivery_line_id), NOTHING)  # fmt: skip
            left = min(left, source.left - self._of_delivery[source.delivery_line_id] - here)
        return max(NOTHING, left)


def _named(document: Incoming) -> str:
    return document.said.get("delivery") or document.said.get("order", "")


def _once(found: list[Problem], problem: Problem) -> None:
    """A paper of many lines is told of once."""
    if not any((each.code, each.excerpt) == (problem.code, problem.excerpt) for each in found):
        found.append(problem)


def _source_of(paper: KnownPaper, line: Line) -> KnownSource | None:
    """The line of a paper: by the number it has in its order, else the one of that item, else its only one."""
    said = (line.said or {}).get("line_no", "")
    if said:
        no = figure_of(said)
        same = [each for each in paper.lines if each.no == no]
    else:
        same = [each for each in paper.lines if each.what == line.text] if line.text else []
        if not same and len(paper.lines) == 1:
            same = list(paper.lines)
    return same[0] if len(same) == 1 else None


def _money_problems(document: Incoming, takings: Sequence[Taking]) -> Iterator[Problem]:
    """What the order says the quantities come to, against the file; a minor unit of rounding for each line is nothing."""
    taken = {each.at for each in takings}
    if not taken or document.gross is None or len(taken) < len(document.lines):
        return
    ordered = summed(figures([priced(each) for each in takings], document.currency))
    allowed = max(len(takings), len(document.lines))
    if abs(ordered.gross - document.gross) > allowed or abs(ordered.tax - document.tax) > allowed:
        told = {
            "said": document.gross, "said_tax": document.tax, "found": ordered.gross, "found_tax": ordered.tax,
        }  # fmt: skip
        places = exponent_of(document.currency)
        values = {name: f"{Decimal(minor).scaleb(-places):,}" for name, minor in told.items()}
        yield Problem("billing.differs", "amount", takings[0].paper.number, values)


def priced(taking: Taking) -> Priced:
    return Priced(taking.quantity, taking.source.price, taking.source.tax_percent)


@dataclass(frozen=True)
class BilledLine:
    """A line of the paper an invoice becomes: a taking, or (None) a line of its own; minor units."""

    at: int
    taking: Taking | None
    net: int
    tax: int


def billed_lines(document: Incoming, takings: Sequence[Taking]) -> tuple[BilledLine, ...]:
    """The document's own net and tax on its lines; where a line takes several things, by what each comes to by the order.

    A line of 113.00 with 13.00 tax for two things of 60.00 and 40.00 without tax: 60.00 and 7.80, 40.00 and 5.20.
    """
    assert document.gross is not None, "what is booked has an amount"
    of_line: dict[int, list[Taking]] = defaultdict(list)
    for each in takings:
        of_line[each.at].append(each)
    grosses = _on(document.gross, [line.amount for line in document.lines])
    said_taxes = [line.tax or 0 for line in document.lines]
    taxes = _on(document.tax, said_taxes if any(said_taxes) else grosses)
    found = []
    for at, (gross, tax) in enumerate(zip(grosses, taxes, strict=True)):
        those: Sequence[Taking | None] = of_line.get(at) or [None]
        worth = [_worth(each, document.currency) for each in those]
        found += [
            BilledLine(at, taking, of_gross - of_tax, of_tax)
            for taking, of_gross, of_tax in zip(those, _on(gross, worth), _on(tax, worth), strict=True)
        ]  # fmt: skip
    assert sum(each.net + each.tax for each in found) == document.gross, "a paper is its lines"
    return tuple(found)


def _on(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split by weight; equally where nothing has a weight."""
    heavy = [max(0, each) for each in weights]
    return shares(whole, heavy if any(heavy) else [1] * len(heavy))


def _worth(taking: Taking | None, currency: str) -> int:
    return summed(figures([priced(taking)], currency)).gross if taking else 1
