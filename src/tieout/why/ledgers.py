"""Why two rows of two ledgers are together, or are not."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from tieout.decide import Stage
from tieout.decisions import Decisions, Difference, Group, Pin
from tieout.explain import day_text
from tieout.learned import Learned
from tieout.ledger import Ledger, Reading, Side
from tieout.local import decided
from tieout.refusal import Wording
from tieout.rules import Rules
from tieout.sentences import SIDES, Figures
from tieout.steps.account import Account
from tieout.steps.lines import Line
from tieout.why.answer import (
    Answer,
    Candidate,
    Check,
    Decision,
    Fact,
    Reason,
    RowSeen,
    Uniqueness,
    Verdict,
)
from tieout.why.arithmetic import sides_equal
from tieout.why.asked import no_row, not_a_line
from tieout.why.checks import OF_STAGE, RULES, Pair
from tieout.why.words import reason, rule_name


def why(
    ours: Ledger,
    theirs: Ledger,
    rows: tuple[int, int],
    rules: Rules | None = None,
    pins: Sequence[Pin] = (),
    learned: Learned | None = None,
) -> Answer:
    """Why our row and their row are together, or the first reason of every rule why they are not.

    The reconciliation is run once more and looked at: before every stage that finds both rows open
    its rule is asked about the pair. Refuses: why.no_row, why.not_a_line.
    """
    for ledger, row in ((ours, rows[0]), (theirs, rows[1])):
        _must_be_a_line(ledger, row)
    return why_lines(ours.lines, theirs.lines, rows, rules, pins, learned)


def why_lines(
    left: pa.Table,
    right: pa.Table,
    rows: tuple[int, int],
    rules: Rules | None = None,
    pins: Sequence[Pin] = (),
    learned: Learned | None = None,
) -> Answer:
    """The same of tables of the ``LINES`` schema, for rows that stand in them."""
    watch = _Watch(rows)
    accounts, decisions = decided(left, right, rules or Rules(), pins, watch, learned)
    return _Found(accounts, decisions, rows).answer(watch.seen)


class _Watch:
    """Asks the rules of each stage about the pair while both of it are open; the last word counts."""

    def __init__(self, rows: tuple[int, int]) -> None:
        self._rows = rows
        self.seen: dict[str, Reason | None] = {}

    def __call__(self, stage: Stage, account: Account) -> None:
        asked = OF_STAGE[stage]
        if not asked:
            return
        ours = account.ours.of_rows([self._rows[0]])
        theirs = account.theirs.of_rows([self._rows[1]])
        if ours and theirs and ours[0].open and theirs[0].open:
            pair = Pair(account, ours[0], theirs[0])
            for rule in asked:
                self.seen[rule] = RULES[rule](pair)


class _Found:
    """One reconciliation looked at from one pair of rows."""

    def __init__(
        self, accounts: list[Account], decisions: Decisions, rows: tuple[int, int]
    ) -> None:
        self.decisions = decisions
        self.home, self.ours = _line(accounts, "ours", rows[0])
        self.abroad, self.theirs = _line(accounts, "theirs", rows[1])
        self.figures = Figures(self.home.currency)
        self.groups = {line.side: _group_of(decisions, line) for line in (self.ours, self.theirs)}

    def answer(self, seen: dict[str, Reason | None]) -> Answer:
        mine, yours = self.groups["ours"], self.groups["theirs"]
        together = mine if mine is not None and mine == yours else None
        offered = together or next((g for g in (mine, yours) if g and self._offers(g)), None)
        verdict: Verdict = "apart"
        if together:
            verdict = "matched" if together.status == "auto" else together.status
        elif offered:
            verdict = "alternative"
        return Answer(
            rows=(self._row(self.ours, self.home), self._row(self.theirs, self.abroad)),
            verdict=verdict,
            decision=self._decision(offered) if offered else None,
            checks=_kept(seen) if together else self._checks(seen),
            fates=() if together else self._fates(),
            nearest=() if together else self._nearest(),
        )

    def _offers(self, group: Group) -> bool:
        return any(
            self.ours.row in other.ours and self.theirs.row in other.theirs
            for other in group.alternatives
        )

    def _checks(self, seen: dict[str, Reason | None]) -> tuple[Check, ...]:
        account = self.home
        if account.currency != self.abroad.currency:
            facts = {"mine": account.currency, "yours": self.abroad.currency}
            return (Check("currency", reason("other_currency", **facts)),)
        if account is not self.abroad:
            facts = {"mine": self.ours.party or "—", "yours": self.theirs.party or "—"}
            return (Check("party", reason("other_party", **facts)),)
        if account.is_vetoed({self.ours.row}, {self.theirs.row}):
            return (Check("by_hand", reason("rejected_by_hand")),)
        pair = Pair(account, self.ours, self.theirs)
        return tuple(
            Check(rule, (seen[rule] if rule in seen else ask(pair)) or self._lost())
            for rule, ask in RULES.items()
        )

    def _lost(self) -> Reason:
        """The pair meets the rule: one of it is settled elsewhere, or its company left it unsure."""
        taken = self._taken()
        return reason("taken", settled=taken[0]) if taken else reason("unsure")

    def _taken(self) -> list[Wording]:
        lines = (self.ours, self.theirs)
        return [_settled(line, group) for line in lines if (group := self.groups[line.side])]

    def _fates(self) -> tuple[Wording, ...]:
        """Where each row went: its group, or the difference it is."""
        fates = []
        for line in (self.ours, self.theirs):
            group, difference = self.groups[line.side], _difference_of(self.decisions, line)
            if group:
                fates.append(_settled(line, group))
            elif difference:
                fates.append(difference.sentence)
        return tuple(fates)

    def _nearest(self) -> tuple[Candidate, ...]:
        found = []
        for line in (self.ours, self.theirs):
            difference = _difference_of(self.decisions, line)
            if self.groups[line.side] or difference is None:
                continue
            found += [
                Candidate(line.side, one.members.ours, one.members.theirs, one.rule, one.sentence)
                for one in difference.nearest
            ]
        return tuple(found)

    def _decision(self, group: Group) -> Decision:
        of_ours, of_theirs = self.home.ours, self.abroad.theirs
        mine = [line.amount for line in of_ours.of_rows(group.members.ours)]
        yours = [line.amount for line in of_theirs.of_rows(group.members.theirs)]
        sizes = set(mine) | set(yours)
        candidates = sum(
            len(side.of_amount(size)) for side in (of_ours, of_theirs) for size in sizes
        )
        facts = tuple(Fact(*each) for each in group.evidence)
        chance = next((fact.first for fact in facts if fact.feature == "chance"), "")
        return Decision(
            group.rule,
            group.sentence,
            facts,
            sides_equal(mine, yours, self.figures.money),
            Uniqueness(candidates, len(group.alternatives), chance),
        )

    def _row(self, line: Line, account: Account) -> RowSeen:
        number = line.document or line.order or line.voucher or ""
        size = Figures(account.currency).money(line.amount)
        return RowSeen(line.side, line.row, day_text(line.day), number, size, line.text or "")


def _kept(seen: dict[str, Reason | None]) -> tuple[Check, ...]:
    """Of two rows together: what the rules found against them while both were open."""
    return tuple(Check(rule, found) for rule in RULES if (found := seen.get(rule)))


def _line(accounts: list[Account], side: Side, row: int) -> tuple[Account, Line]:
    for account in accounts:
        for line in account.side(side).of_rows([row]):
            return account, line
    raise AssertionError("a row that is a line stands in one account")


def _group_of(decisions: Decisions, line: Line) -> Group | None:
    place = 0 if line.side == "ours" else 1
    return next((group for group in decisions.groups if line.row in group.members[place]), None)


def _difference_of(decisions: Decisions, line: Line) -> Difference | None:
    place = 0 if line.side == "ours" else 1
    return next((one for one in decisions.differences if line.row in one.members[place]), None)


def _settled(line: Line, group: Group) -> Wording:
    """Our row 12 is settled with their row 41 by the rule …; the status where a person must confirm."""
    with_ours = [row for row in group.members.ours if line.side != "ours" or row != line.row]
    with_theirs = [row for row in group.members.theirs if line.side != "theirs" or row != line.row]
    zh = "、".join(
        [f"我方第 {row} 行" for row in with_ours[:3]]
        + [f"对方第 {row} 行" for row in with_theirs[:3]]
    )
    en = ", ".join(
        [f"our row {row}" for row in with_ours[:3]]
        + [f"their row {row}" for row in with_theirs[:3]]
    )
    rest = len(with_ours[3:]) + len(with_theirs[3:])
    side, rule = SIDES[line.side], rule_name(group.rule)
    waits = group.status != "auto"
    return Wording(
        f"{side.zh}第 {line.row} 行已与{zh}{f'等另外 {rest} 行' if rest else ''}按“{rule.zh}”配在一起"
        f"{'（待人工确认）' if waits else ''}。",
        f"{side.en.capitalize()} row {line.row} is settled with {en}{f' and {rest} more' if rest else ''}"
        f" by the rule “{rule.en}”{' (to be confirmed)' if waits else ''}.",
    )


def _must_be_a_line(ledger: Ledger, row: int) -> None:
    rows = set(ledger.lines.column("row").to_pylist())
    if row in rows:
        return
    reading = ledger.reading
    what = _what_it_is(reading, row)
    last = max([*rows, *_rows_known(reading)], default=0)
    if what is None and row > last:
        raise no_row(reading.file, row, last)
    nothing = Wording("空行，或不属于所核对的客户", "it is blank, or belongs to another customer")
    raise not_a_line(reading.file, row, what or nothing)


def _rows_known(reading: Reading) -> list[int]:
    rows = [total.row for total in reading.totals] + [row for row, _ in reading.skipped]
    rows += [problem.row for problem in reading.problems]
    rows += [row for row in (reading.header_row, reading.opening_row, reading.closing_row) if row]
    return rows


def _what_it_is(reading: Reading, row: int) -> Wording | None:
    """What the reading took a row for, where it is not a line."""
    if row == reading.header_row:
        return Wording("表头", "it is the header")
    for problem in reading.problems:
        if problem.row == row:
            return Wording(
                f"无法读取（{problem.excerpt}）", f"it could not be read ({problem.excerpt})"
            )
    if row == reading.opening_row:
        return Wording("期初余额", "it is the opening balance")
    if row == reading.closing_row:
        return Wording("期末余额", "it is the closing balance")
    for total in reading.totals:
        if total.row == row:
            name = _TOTALS[total.kind]
            return Wording(f"{name.zh}（{total.label}）", f"{name.en} ({total.label})")
    if any(skipped == row for skipped, _ in reading.skipped):
        return Wording("标题或说明", "it is a title or a note")
    if reading.header_row is not None and row < reading.header_row:
        return Wording("表头以上的标题", "it stands above the header")
    return None


_TOTALS = {
    "opening": Wording("期初余额", "it is the opening balance"),
    "closing": Wording("期末余额", "it is the closing balance"),
    "month": Wording("本月合计", "it is a total of the month"),
    "year": Wording("本年累计", "it is a total of the year"),
    "total": Wording("合计", "it is a total"),
}
