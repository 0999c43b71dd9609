"""Orders and deliveries on their way in from a file: what they say, and everything that keeps them out.

An order of a file meets the rules of an order that is typed; a delivery moves what its order leaves, in the order of the
file, so that of two deliveries that are too much together the second is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import date
from decimal import Decimal, InvalidOperation

from wanglai.domain.incoming import (
    NAME_LENGTH_MAX,
    NUMBER_LENGTH_MAX,
    TEXT_LENGTH_MAX,
    Incoming,
    Line,
    Problem,
    day_problems,
    number_problems,
)
from wanglai.domain.invoicing import Priced, figures, summed
from wanglai.domain.orders import NOTHING, is_quantity

WHAT_LENGTH_MAX, UNIT_LENGTH_MAX, QUANTITY_MAX = 200, 20, Decimal(10**11)


@dataclass(frozen=True)
class KnownLine:
    """A line of an order in the house: what of it may still be delivered, in units; ``left`` is to be delivered."""

    line_id: int
    no: int
    what: str
    allowed: Decimal
    left: Decimal


@dataclass(frozen=True)
class KnownOrder:
    order_id: int
    customer_id: int
    ordered_on: date
    is_confirmed: bool
    lines: tuple[KnownLine, ...]


@dataclass(frozen=True)
class KnownPapers:
    """What the house knows when papers of a file are looked at."""

    customers: Mapping[str, int | None]
    currencies: frozenset[str]
    there: Mapping[str, object]  # by number: what the paper says that is in the house already
    times: Mapping[str, int]  # by number: how often in this file, where more than once
    orders: Mapping[str, KnownOrder] = made_by(default_factory=dict)


def figure_of(text: str) -> Decimal | None:
    """A figure as it was kept: 12.5; None where it is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def day_of(text: str) -> date | None:
    """A day as it was kept: 2026-03-05; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def customer_problems(name: str, customers: Mapping[str, int | None]) -> Iterator[Problem]:
    """Of a customer who has to be there: missing, too long, not there, ambiguous. Nobody is made of an order."""
    if not name:
        yield Problem("customer.needed", "customer")
    elif len(name) > NAME_LENGTH_MAX:
        yield Problem("customer.too_long", "customer", name[:40])
    elif name not in customers:
        yield Problem("customer.not_there", "customer", name)
    elif customers[name] is None:
        yield Problem("customer.ambiguous", "customer", name)


def said_day_problems(document: Incoming, name: str) -> Iterator[Problem]:
    """Of a day the kind keeps as text."""
    said = document.said.get(name, "")
    if said and day_of(said) is None:
        yield Problem("day.unreadable", name, said)


def text_problems(document: Incoming) -> Iterator[Problem]:
    if len(document.text) > TEXT_LENGTH_MAX:
        yield Problem("text.too_long", "text", document.text[:40])


# -- orders ---------------------------------------------------------------------------------------


def order_says(document: Incoming, customer_id: int | None) -> tuple[object, ...]:
    """What makes two orders the same: customer, day, currency, lines."""
    return (
        customer_id, document.on, document.currency,
        tuple((line.text, line.quantity, line.price, percent_of_line(line)) for line in document.lines),
    )  # fmt: skip


def percent_of_line(line: Line) -> Decimal | None:
    return figure_of((line.said or {}).get("tax_percent", ""))


def tolerance_of(document: Incoming) -> Decimal | None:
    """The tolerance in per cent, nothing where none is said; None where it is no figure of 0 to 100."""
    said = document.said.get("tolerance", "")
    value = figure_of(said) if said else NOTHING
    fits = value is not None and 0 <= value <= 100 and value == value.quantize(Decimal("0.01"))
    return value if fits else None


def order_problems(document: Incoming, known: KnownPapers) -> list[Problem]:
    """Everything in the way of an order, in the order of its columns, then of what is in the house."""
    found = [
        *document.noticed,
        *number_problems(document, known.times.get(document.number, 1)),
        *customer_problems(document.customer, known.customers),
        *day_problems(document),
        *_currency_problems(document, known),
        *said_day_problems(document, "wanted"),
    ]
    if tolerance_of(document) is None:
        found.append(Problem("order.tolerance", "tolerance", document.said["tolerance"]))
    if len(document.said.get("their_number", "")) > NUMBER_LENGTH_MAX:
        found.append(Problem("text.too_long", "their_number", document.said["their_number"][:40]))
    found += text_problems(document)
    lines = [problem for each in document.lines for problem in _order_line_problems(each)]
    if line_numbers(document) is None:
        found.append(Problem("line.numbers", "line_no"))
    if not lines:
        found += _total_problems(document, known)
    return [*found, *lines, *_there(document, known, order_says(document, known.customers.get(document.customer)))]  # fmt: skip


def _currency_problems(document: Incoming, known: KnownPapers) -> Iterator[Problem]:
    if "currency" in document.unread or document.currency not in known.currencies:
        said = document.unread.get("currency", document.currency)
        yield Problem("currency.unknown", "currency", said)


def _order_line_problems(line: Line) -> Iterator[Problem]:
    said, row = line.said or {}, {"row": str(line.row)}
    if not line.text or len(line.text) > WHAT_LENGTH_MAX:
        yield Problem("line.what", "line_text", line.text[:40], row)
    if not _fits(line.quantity):
        yield Problem("line.quantity", "quantity", _shown(said.get("quantity", ""), line.quantity), row)  # fmt: skip
    price = line.price
    if price is None or not (0 <= price < QUANTITY_MAX and price == price.quantize(Decimal("0.000001"))):  # fmt: skip
        yield Problem("line.price", "price", _shown(said.get("price", ""), price), row)
    percent = percent_of_line(line)
    if percent is None or not (0 <= percent < 100 and percent == percent.quantize(Decimal("0.01"))):
        yield Problem("line.tax_percent", "tax_percent", said.get("tax_percent", ""), row)
    if len(said.get("unit", "")) > UNIT_LENGTH_MAX:
        yield Problem("line.unit", "unit", said["unit"][:40], row)


def _fits(quantity: Decimal | None) -> bool:
    return quantity is not None and quantity < QUANTITY_MAX and is_quantity(quantity)


def _shown(raw: str, value: Decimal | None) -> str:
    return raw if value is None else f"{value.normalize():f}"


def line_numbers(document: Incoming) -> list[int] | None:
    """The numbers of the lines: as the file says for all of them, else 1, 2, 3 …; None where those said are no numbers."""
    said = [(line.said or {}).get("line_no", "") for line in document.lines]
    if not any(said):
        return list(range(1, len(said) + 1))
    values = [figure_of(each) for each in said]
    numbers = [int(each) for each in values if each is not None and each == each.to_integral_value()]  # fmt: skip
    fits = len(numbers) == len(said) == len(set(numbers)) and min(numbers) >= 1 and max(numbers) < 1 << 15  # fmt: skip
    return numbers if fits else None


def order_figures(document: Incoming) -> tuple[int, int]:
    """Net and gross of an order whose lines are sound, in minor units: 100 at 10.00 with 13 % are 1,000.00 and 1,130.00."""
    priced = [
        Priced(line.quantity, line.price, percent_of_line(line) or NOTHING)
        for line in document.lines
        if line.quantity is not None and line.price is not None
    ]
    total = summed(figures(priced, document.currency))
    return total.net, total.gross


def _total_problems(document: Incoming, known: KnownPapers) -> Iterator[Problem]:
    """An order worth nothing, or whose stated total is neither its net nor its gross."""
    if document.currency not in known.currencies or not document.lines:
        return
    net, gross = order_figures(document)
    if gross <= 0:
        yield Problem("amount.zero", "price")
    elif document.total_said is not None and document.total_said not in (net, gross):
        yield Problem("total.differs", "total", values={"said": str(document.total_said), "found": str(gross)})  # fmt: skip


def _there(document: Incoming, known: KnownPapers, says: object) -> Iterator[Problem]:
    if document.number in known.there:
        same = known.there[document.number] == says
        yield Problem("paper.there" if same else "paper.differs", "number", document.number)


# -- deliveries -----------------------------------------------------------------------------------


# What a person may take as it is: the goods went all the same.
_TAKEN_ALL_THE_SAME = frozenset({"remaining.differs", "document.lines_differ"})


def deliveries_problems(documents: list[Incoming], known: KnownPapers) -> list[list[Problem]]:
    """Everything in the way of each delivery; what the ones before it in the file take is gone."""
    taken: dict[int, Decimal] = {}
    found = []
    for each in documents:
        problems = _delivery_problems(each, known, taken)
        if {problem.code for problem in problems} <= _TAKEN_ALL_THE_SAME:
            for line, there in zip(each.lines, lines_of_order(each, known), strict=True):
                assert there is not None, "every line of a sound delivery has its line of the order"
                taken[there.line_id] = taken.get(there.line_id, NOTHING) + (line.quantity or NOTHING)  # fmt: skip
        found.append(problems)
    return found


def lines_of_order(document: Incoming, known: KnownPapers) -> list[KnownLine | None]:
    """The line of the order each line delivers: by its number, else the one line of that item; None where there is none."""
    order = known.orders.get(document.said.get("order", ""))
    if order is None:
        return [None] * len(document.lines)
    return [_line_of_order(order, line) for line in document.lines]


def _line_of_order(order: KnownOrder, line: Line) -> KnownLine | None:
    said = (line.said or {}).get("line_no", "")
    if said:
        no = figure_of(said)
        return next((each for each in order.lines if each.no == no), None)
    if line.text:
        same = [each for each in order.lines if each.what == line.text]
        return same[0] if len(same) == 1 else None
    return order.lines[0] if len(order.lines) == 1 else None


def delivery_says(
    order_id: int, on: date | None, lines: Iterator[tuple[int, Decimal | None]]
) -> tuple[object, ...]:
    """What makes two deliveries the same: order, day, how much of which line."""
    return order_id, on, tuple(sorted(lines, key=lambda each: each[0]))


def _delivery_problems(
    document: Incoming, known: KnownPapers, taken: Mapping[int, Decimal]
) -> list[Problem]:
    found = [
        *document.noticed,
        *number_problems(document, known.times.get(document.number, 1)),
        *_order_of_delivery_problems(document, known),
        *day_problems(document),
        *_acceptance_problems(document),
        *text_problems(document),
    ]
    order = known.orders.get(document.said.get("order", ""))
    if order is None:
        return found
    lines = lines_of_order(document, known)
    if None not in lines and document.number in known.there:
        pairs = ((there.line_id, line.quantity) for there, line in zip(lines, document.lines, strict=True) if there)  # fmt: skip
        return [*found, *_there(document, known, delivery_says(order.order_id, document.on, pairs))]
    if document.number in known.there:
        return [*found, Problem("paper.differs", "number", document.number)]
    if not order.is_confirmed:
        found.append(Problem("order.not_open", "order", document.said["order"]))
    here: dict[int, Decimal] = {}
    for line, there in zip(document.lines, lines, strict=True):
        found += _delivered_line_problems(line, there, taken, here)
    return found


def _order_of_delivery_problems(document: Incoming, known: KnownPapers) -> Iterator[Problem]:
    number = document.said.get("order", "")
    order = known.orders.get(number)
    if not number:
        yield Problem("order.missing", "order")
    elif order is None:
        yield Problem("order.unknown", "order", number)
    elif document.customer and known.customers.get(document.customer) != order.customer_id:
        yield Problem("order.of_another", "customer", document.customer)
    elif document.on is not None and document.on < order.ordered_on:
        yield Problem("delivery.early", "date", document.on.isoformat())


def _acceptance_problems(document: Incoming) -> Iterator[Problem]:
    yield from said_day_problems(document, "accepted")
    accepted = day_of(document.said.get("accepted", ""))
    if accepted and document.on and accepted < document.on:
        yield Problem("delivery.accepted_early", "accepted", accepted.isoformat())


def _delivered_line_problems(
    line: Line, there: KnownLine | None, taken: Mapping[int, Decimal], here: dict[int, Decimal]
) -> Iterator[Problem]:
    """``taken`` went with deliveries before this one, ``here`` are its own lines, each of another line of the order."""
    row, said = {"row": str(line.row)}, line.said or {}
    if there is None:
        yield Problem("line.not_in_order", "line_no", said.get("line_no") or line.text[:40], row)
        return
    if not _fits(line.quantity):
        yield Problem("line.quantity", "quantity", _shown(said.get("quantity", ""), line.quantity), row)  # fmt: skip
        return
    assert line.quantity is not None, "a quantity that fits is one"
    if there.line_id in here:
        yield Problem("line.twice", "line_no", str(there.no), row)
        return
    here[there.line_id] = line.quantity
    before = taken.get(there.line_id, NOTHING)
    if before + line.quantity > there.allowed:
        left = f"{max(NOTHING, there.allowed - before).normalize():f}"
        yield Problem(
            "delivery.beyond", "quantity", _shown("", line.quantity), {**row, "left": left}
        )
        return
    remaining = figure_of(said.get("remaining", ""))
    after = max(NOTHING, there.left - before - line.quantity)
    if said.get("remaining") and remaining != after:
        yield Problem("remaining.differs", "remaining", said["remaining"], {**row, "left": f"{after.normalize():f}"})  # fmt: skip
