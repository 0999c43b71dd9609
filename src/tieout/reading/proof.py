"""Opening + lines = closing, the running balance, and every subtotal: the file against itself."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from tieout.ledger import TotalRow
from tieout.money import for_people
from tieout.reading.refusals import refuse
from tieout.reading.totals import TotalKind

_STEADY = 0.8  # share of steps from which on a column is a running balance


class Line(NamedTuple):
    """A ledger line in the file's own sign: ``at`` is its offset in the body, ``row`` in the sheet."""

    at: int
    row: int
    net: int
    balance: int | None
    day: datetime.date | None


@dataclass(frozen=True)
class Checks:
    """A row of the file that states a sum or a balance, in the file's own sign."""

    at: int
    row: int
    kind: TotalKind
    label: str
    net: int | None
    balance: int | None
    debit: int | None = None
    credit: int | None = None

    @property
    def stated(self) -> int | None:
        """The balance a row states: in the balance column, else in the money columns."""
        return self.balance if self.balance is not None else self.net


@dataclass
class Proof:
    """What the file states about itself, in our sign."""

    lines: list[Line]
    opening: int | None = None
    closing: int | None = None
    opening_row: int | None = None
    closing_row: int | None = None
    totals: list[TotalRow] = field(default_factory=list)


@dataclass(frozen=True)
class _Running:
    """A running balance that holds: its sign against the movements and the direction of time."""

    sign: int
    forward: bool
    opening: int  # in the file's sign, before the first line
    closing: int
    first_break: int | None  # row


def prove(
    lines: list[Line],
    checks: list[Checks],
    *,
    sign: int,
    currency: str,
    accept_unbalanced: bool,
    place: str,
    unlabelled: bool = False,
) -> Proof:
    """Openings, closings and totals; refuses ``balance.does_not_close`` unless told to accept it."""
    if unlabelled:
        lines, checks = _name_last_total(lines, checks)
    running = _running(lines)
    balance_sign = running.sign if running else _balance_sign(lines, checks)
    proof = Proof(lines)
    total = sum(line.net for line in lines)
    opening = _opening(checks, balance_sign)
    closing = _closing(checks, lines, balance_sign)
    if opening is not None:
        proof.opening, proof.opening_row = opening
    elif running is not None:
        proof.opening = running.opening
    if closing is not None:
        proof.closing, proof.closing_row = closing
    elif running is not None:
        proof.closing, proof.closing_row = running.closing, lines[-1 if running.forward else 0].row
    proof.totals = _totals(lines, checks, proof, balance_sign, sign)
    reached = (proof.opening or 0) + total
    if proof.closing is not None and reached != proof.closing and not accept_unbalanced:
        broken = running.first_break if running else None
        raise refuse(
            "balance.does_not_close",
            place,
            opening=for_people(sign * (proof.opening or 0), currency),
            movements=for_people(sign * total, currency),
            reached=for_people(sign * reached, currency),
            closing=for_people(sign * proof.closing, currency),
            gap=for_people(sign * (proof.closing - reached), currency),
            hint=f"余额从第 {broken} 行开始对不上。" if broken else "",
            hint_en=f" The running balance first breaks in row {broken}." if broken else "",
        )
    if proof.opening is not None:
        proof.opening *= sign
    if proof.closing is not None:
        proof.closing *= sign
    return proof


def _name_last_total(lines: list[Line], checks: list[Checks]) -> tuple[list[Line], list[Checks]]:
    """A last row of bare sums equal to all lines above it is their total, though nothing names it."""
    last, before = lines[-1], lines[:-1]
    if last.net and last.net == sum(line.net for line in before):
        check = Checks(last.at, last.row, "total", "", last.net, last.balance)
        return before, [*checks, check]
    return lines, checks


def _running(lines: list[Line]) -> _Running | None:
    if all(line.balance is None for line in lines):
        return None
    best: tuple[float, int, bool, int | None] | None = None
    for forward in (True, False):
        ordered = lines if forward else lines[::-1]
        for sign in (1, -1):
            held, broken = _held(ordered, sign)
            if best is None or held > best[0]:
                best = (held, sign, forward, broken)
    if best is None or best[0] < _STEADY:
        return None
    _, sign, forward, broken = best
    ordered = lines if forward else lines[::-1]
    first = next(at for at, line in enumerate(ordered) if line.balance is not None)
    moved = sum(line.net for line in ordered[: first + 1])
    last = (
        len(ordered)
        - 1
        - next(at for at, line in enumerate(ordered[::-1]) if line.balance is not None)
    )
    after = sum(line.net for line in ordered[last + 1 :])
    opening = sign * (ordered[first].balance or 0) - moved
    closing = sign * (ordered[last].balance or 0) + after
    return _Running(sign, forward, opening, closing, broken)


def _held(lines: list[Line], sign: int) -> tuple[float, int | None]:
    """Share of steps on which the balance moves by the movements, and the first row where not."""
    steps = same = moved = 0
    before: int | None = None
    broken: int | None = None
    for line in lines:
        moved += line.net
        if line.balance is None:
            continue
        if before is not None:
            steps += 1
            if sign * (line.balance - before) == moved:
                same += 1
            elif broken is None:
                broken = line.row
        before, moved = line.balance, 0
    return (same / steps if steps >= 2 else 0.0), broken


def _balance_sign(lines: list[Line], checks: list[Checks]) -> int:
    """Without a running balance: the sign under which opening + lines = closing, if any."""
    total = sum(line.net for line in lines)
    opening = next((check for check in checks if check.kind == "opening"), None)
    closing = next((check for check in reversed(checks) if check.kind == "closing"), None)
    if closing is not None and closing.balance is not None:
        before = opening.balance if opening is not None and opening.balance is not None else 0
        if closing.balance - before == -total != total:
            return -1
    return 1


def _stated(check: Checks, balance_sign: int) -> int | None:
    if check.balance is not None and (check.balance or not check.net):
        return balance_sign * check.balance
    return check.net


def _opening(checks: list[Checks], balance_sign: int) -> tuple[int, int] | None:
    for check in checks:
        if check.kind == "opening":
            stated = _stated(check, balance_sign)
            if stated is not None:
                return stated, check.row
    return None


def _closing(checks: list[Checks], lines: list[Line], balance_sign: int) -> tuple[int, int] | None:
    for check in reversed(checks):
        if check.kind == "closing":
            stated = _stated(check, balance_sign)
            if stated is not None:
                return stated, check.row
        elif check.kind != "opening" and check.balance is not None and check.at > lines[-1].at:
            return balance_sign * check.balance, check.row
    return None


def _totals(
    lines: list[Line], checks: list[Checks], proof: Proof, balance_sign: int, sign: int
) -> list[TotalRow]:
    """Every check row with what it states and what the lines give; the nearest span that agrees wins."""
    rows: list[TotalRow] = []
    since_month = since_start = 0
    upcoming = 0
    for check in sorted(checks, key=lambda one: one.row):
        while upcoming < len(lines) and lines[upcoming].row < check.row:
            since_month += lines[upcoming].net
            since_start += lines[upcoming].net
            upcoming += 1
        stated, computed = _compared(check, proof, since_month, since_start, balance_sign)
        agrees = None if stated is None or computed is None else stated == computed
        rows.append(
            TotalRow(
                check.row,
                check.kind,
                check.label,
                None if stated is None else sign * stated,
                None if computed is None else sign * computed,
                agrees,
            )
        )
        if check.kind in ("month", "total"):
            since_month = 0
    return rows


def _compared(
    check: Checks, proof: Proof, since_month: int, since_start: int, balance_sign: int
) -> tuple[int | None, int | None]:
    if check.kind in ("opening", "closing"):
        stated = _stated(check, balance_sign)
        reached = (proof.opening or 0) + since_start
        if check.kind == "opening" and check.row == proof.opening_row:
            return stated, None
        return stated, reached
    if check.net is None:
        if check.balance is None:
            return None, None
        return balance_sign * check.balance, (proof.opening or 0) + since_start
    spans = [since_month, since_start, since_start + (proof.opening or 0)]
    if check.kind == "year":
        spans = [since_start, since_start + (proof.opening or 0), since_month]
    return check.net, check.net if check.net in spans else spans[0]
