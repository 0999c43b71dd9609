"""What payers usually do, learned from the receipts of the past that were applied without doubt."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tieout.cash.decide import CashRun, decided
from tieout.cash.habits import discount_of
from tieout.cash.ledger import Book, Part, Receipt
from tieout.cash.payers import bare_account, core_of
from tieout.cash.rules import CashRules
from tieout.collector import collector_resting
from tieout.habits import Discount, OldestFirst, PaidFor, PayerHabit
from tieout.steps.account import Lag
from tieout.steps.lags import ENOUGH, lag_of

_OFTEN = 3  # receipts that make a customer, or a discount, a habit
_DISCOUNT_MAX = 1_000  # hundredths of a percent; what is kept beyond a tenth is no discount


def learn_payers(
    items: pa.Table,
    receipts: pa.Table,
    remittances: pa.Table | None,
    parties: pa.Table | None,
    as_of: datetime.date,
    rules: CashRules | None = None,
) -> tuple[PayerHabit, ...]:
    """For which customers each payer pays, how late, in which order, and what it keeps; ordered by account and name.

    Rows of a later day, and items and receipts without a day, are not looked at. Only receipts that were applied
    automatically count: three make a customer or a discount a habit, five a delay or an order.

    Worked: three receipts of 98.50 that quote items of 100.00 and stay so: discounts 150, seen 3.
    """
    known = _until(items, "document_date", as_of), _until(receipts, "date", as_of)
    advices = None if remittances is None else _not_after(remittances, as_of)
    with collector_resting():
        return habits_of(decided(*known, advices, parties, rules or CashRules()))


def _until(table: pa.Table, column: str, day: datetime.date) -> pa.Table:
    return table.filter(pc.less_equal(table[column], pa.scalar(day, pa.date32())))


def _not_after(advices: pa.Table, day: datetime.date) -> pa.Table:
    """An advice without a day belongs to its receipt, which has one."""
    later = pc.greater(advices["date"], pa.scalar(day, pa.date32()))
    return advices.filter(pc.invert(pc.fill_null(later, False)))


class _Paid(NamedTuple):
    """One receipt that was applied without doubt."""

    receipt: Receipt
    parts: Sequence[Part]
    older_left: bool | None  # whether it left an older item unpaid; None where it had no choice


def habits_of(run: CashRun) -> tuple[PayerHabit, ...]:
    """The habits of every payer of a run that has ended."""
    by_payer: dict[tuple[str, str], list[_Paid]] = defaultdict(list)
    for paid in _in_time(run):
        by_payer[_payer_of(paid.receipt)].append(paid)
    by_payer.pop(("", ""), None)
    short = _short_for_good(run)
    found = [
        _habit(key, paid, run.book, short) for key, paid in sorted(by_payer.items(), key=_by_key)
    ]
    return tuple(one for one in found if _says_anything(one))


def _by_key(entry: tuple[tuple[str, str], list[_Paid]]) -> tuple[str, str]:
    return entry[0]


def _payer_of(receipt: Receipt) -> tuple[str, str]:
    """The account, else the name: two names of one account are one payer."""
    account = bare_account(receipt.payer_account) if receipt.payer_account else ""
    return (account, "") if account else ("", core_of(receipt.payer_name))


def _in_time(run: CashRun) -> Iterable[_Paid]:
    """The receipts applied without doubt, in the order of their days, each with what was open before it."""
    book = run.book
    still = [item.amount for item in book.items]
    for place, receipt in enumerate(book.receipts):
        said = run.said.get(place) if place not in run.closed else None
        if said is None or said.status != "auto" or receipt.amount <= 0:
            continue
        yield _Paid(receipt, said.parts, _leaves_older(book, receipt, said.parts, still))
        for item, amount in said.parts:
            still[item] -= amount


def _leaves_older(
    book: Book, receipt: Receipt, parts: Sequence[Part], still: Sequence[int]
) -> bool | None:
    """Whether an item older than the newest paid one stays unpaid; None where all that was open is paid."""
    paid = {place for place, _ in parts}
    parties = {(book.items[place].party, receipt.currency) for place in paid}
    days = [book.items[place].issued_on for place in paid]
    rest = [
        book.items[place].issued_on
        for party, currency in parties
        for place in book.issued_by(party, currency, receipt.date)
        if place not in paid and still[place] > 0
    ]
    if not rest or None in days or None in rest:
        return None
    newest = max(day for day in days if day is not None)
    return any(day < newest for day in rest if day is not None)


def _short_for_good(run: CashRun) -> dict[int, int]:
    """Items of which one receipt paid a part and nothing came after, with what stayed open in minor units."""
    times: Counter[int] = Counter()
    for place, said in run.said.items():
        if place not in run.closed and said.status == "auto":
            times.update(item for item, _ in said.parts)
    book = run.book
    return {
        item: book.open[item] for item, seen in times.items() if seen == 1 and book.open[item] > 0
    }


def _habit(
    key: tuple[str, str], paid: Sequence[_Paid], book: Book, short: dict[int, int]
) -> PayerHabit:
    account, name = key
    return PayerHabit(
        account,
        name or core_of(paid[0].receipt.payer_name),
        _customers(paid, book),
        _late(paid, book),
        _order(paid),
        _discounts(paid, book, short),
    )


def _says_anything(habit: PayerHabit) -> bool:
    return bool(habit.customers or habit.late or habit.oldest_first or habit.discounts)


def _customers(paid: Sequence[_Paid], book: Book) -> tuple[PaidFor, ...]:
    times = Counter(
        party for one in paid for party in {book.items[place].party for place, _ in one.parts}
    )
    return tuple(PaidFor(code, seen) for code, seen in sorted(times.items()) if seen >= _OFTEN)


def _late(paid: Sequence[_Paid], book: Book) -> Lag | None:
    days = sorted(
        (one.receipt.date - due).days
        for one in paid
        for place, amount in one.parts
        if amount > 0 and one.receipt.date is not None and (due := book.items[place].due_on)
    )
    return lag_of(days) if len(days) >= ENOUGH else None


def _order(paid: Sequence[_Paid]) -> OldestFirst | None:
    """Nine receipts in ten that had a choice left no older item unpaid."""
    chosen = [one.older_left for one in paid if one.older_left is not None]
    followed = chosen.count(False)
    if len(chosen) < ENOUGH or followed * 10 < len(chosen) * 9:
        return None
    return OldestFirst(followed, len(chosen))


def _discounts(paid: Sequence[_Paid], book: Book, short: dict[int, int]) -> tuple[Discount, ...]:
    rates = Counter(
        rate
        for one in paid
        if len(one.parts) == 1 and (place := one.parts[0][0]) in short
        if (rate := _rate_of(book.items[place].amount, short[place]))
    )
    return tuple(Discount(rate, seen) for rate, seen in sorted(rates.items()) if seen >= _OFTEN)


def _rate_of(amount: int, kept: int) -> int | None:
    """The discount in hundredths of a percent that gives exactly what was kept; None where none does."""
    nearest = (2 * kept * 10_000 + amount) // (2 * amount)
    if not 0 < nearest <= _DISCOUNT_MAX or discount_of(amount, nearest) != kept:
        return None
    return nearest
