"""A statement proves itself: opening balance and entries are the closing balance, and the next begins where it ended.

Order: account, currencies, balances, batches, then from one statement to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wanglai.domain.money import in_figures
from wanglai.formats.bank.problems import problem
from wanglai.formats.bank.statement import Entry, Statement
from wanglai.formats.problem import Problem


def check(statements: Sequence[Statement]) -> Iterator[Problem]:
    """What does not close. A report or notice without balances proves nothing and need not.

    Worked: opening 100.00, entries of 20.00 and -5.00, closing 115.00: nothing. Closing 120.00: a gap of -5.00.
    """
    for statement in statements:
        yield from _one(statement)
    yield from _following(statements)


def _one(statement: Statement) -> Iterator[Problem]:
    if not statement.account:
        yield problem("bank.no_account", statement.place)
    currencies = {entry.currency for entry in statement.entries if entry.is_booked}
    currencies |= {each.currency for each in (statement.opening, statement.closing) if each}
    if len(currencies | {statement.currency}) > 1:
        names = ", ".join(sorted(currencies | {statement.currency}))
        yield problem("bank.currencies", statement.place, names=names)
    else:
        yield from _balance(statement)
    for entry in statement.entries:
        yield from _batch(entry)


def _balance(statement: Statement) -> Iterator[Problem]:
    opening, closing, currency = statement.opening, statement.closing, statement.currency
    if opening is None or closing is None:
        if statement.kind == "statement":
            yield problem("bank.no_balance", statement.place)
        return
    total = sum(entry.amount or 0 for entry in statement.entries if entry.is_booked)
    gap = closing.amount - opening.amount - total
    if gap:
        yield problem(
            "bank.not_closing", statement.place, opening=in_figures(opening.amount, currency), entries=in_figures(total, currency),
            sum=in_figures(opening.amount + total, currency), closing=in_figures(closing.amount, currency), gap=in_figures(gap, currency),
        )  # fmt: skip


def _batch(entry: Entry) -> Iterator[Problem]:
    """Payments of the entry's own currency make its sum; where one is of another there is nothing to add."""
    alike = [each.amount for each in entry.payments if each.currency == entry.currency]
    amounts = [amount for amount in alike if amount is not None]
    if entry.amount is None or not amounts or len(amounts) < max(entry.count, len(entry.payments)):
        return
    total = sum(amounts)
    if total != entry.amount:
        currency = entry.currency
        yield problem("bank.batch", entry.place, sum=in_figures(total, currency), total=in_figures(entry.amount, currency))  # fmt: skip


def _following(statements: Sequence[Statement]) -> Iterator[Problem]:
    before: dict[tuple[str, str], Statement] = {}
    for statement in statements:
        last = before.get((statement.account, statement.currency))
        if last and last.closing and statement.opening and statement.kind == "statement":
            ended, begins = last.closing.amount, statement.opening.amount
            if ended != begins:
                currency = statement.currency
                yield problem("bank.not_following", statement.place, opening=in_figures(begins, currency), closing=in_figures(ended, currency))  # fmt: skip
        before[statement.account, statement.currency] = statement
