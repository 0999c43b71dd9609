"""Replays a company's chain from its first act and compares everything with everything.

Bytes with links, columns with bytes, lines with their entry, heads with anchors, counters with rows. It
trusts no function of the database: it reads tables and builds the sealed form itself (``domain.seal``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from wanglai.domain.seal import (
    BEGINNING,
    next_link,
    sealed_act,
    sealed_allocation,
    sealed_closing,
    sealed_entry,
    sealed_item,
    sealed_line,
)
from wanglai.services.audit.told import untrue_events
from wanglai.services.confirmations.untrue import untrue_confirmations
from wanglai.services.disputes.untrue import untrue_disputes
from wanglai.services.ledger.item_flags import untrue_flags
from wanglai.services.ledger.recompute import recompute_counters
from wanglai.services.portal.untrue import untrue_answers, untrue_replies
from wanglai.services.reminders.untrue import untrue_payment_reminders
from wanglai.services.statements.on_paper import untrue_on_paper
from wanglai.services.statements.untrue import untrue_statements

_AT_ONCE = 5_000


@dataclass(frozen=True)
class Fault:
    """What is not as it was sealed: the table, the act, and in words what differs."""

    company_id: int
    table: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"company {self.company_id} {self.table} act {self.seq}: {self.what}"


@dataclass
class Report:
    """What was looked at, and what was found; ``is_whole`` means nothing was."""

    company_id: int
    acts: int = 0
    head: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults


def verify_company(
    company_id: int, *, anchors: Sequence[tuple[int, bytes]] = (), faults_max: int = 100
) -> Report:
    """Verify one company; ``anchors`` are (act, link) pairs kept outside the database.

    One act of 226.00 changed to 236.00 by whoever owns the database is named with its number and field.
    """
    report = Report(company_id)
    with _one_moment(), connection.cursor() as cursor:
        walk = _Walk(report, dict(anchors) | _kept_anchors(cursor, company_id), faults_max)
        walk.replay()
        walk.finish()
    return report


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything is read as of one moment, so that who posts meanwhile is no fault of the book."""
    if connection.in_atomic_block:  # whoever called us has chosen what is seen
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@dataclass(frozen=True)
class Seal:
    """One act's seal, examined now: its bytes, its link, and whether the columns still say what was sealed."""

    seq: int
    link: str  # SHA-256 in hex over the link before and the sealed bytes
    sealed_bytes: int
    is_as_sealed: bool


def seal_of_act(company_id: int, seq: int) -> Seal | None:
    """Build one act's bytes and link again from its columns; None where there is no such act.

    It proves the act and its link to the one before. That the chain as a whole is whole says ``verify_company``.
    """
    acts = _rows(_ACTS, company_id, seq - 2, seq)
    if not acts or acts[-1][0] != seq:
        return None
    window = (company_id, seq - 1, seq)
    rows = _rows_of(
        seq,
        {row[0]: row[1:] for row in _rows(_ENTRIES, *window)},
        _grouped(_rows(_LINES, *window)),
        _grouped(_rows(_ITEMS, *window)),
        _grouped(_rows(_ALLOCATIONS, *window)),
        {row[0]: row[1:] for row in _rows(_PERIODS, *window)},
    )
    _, kind, at, actor, approver, origin, key, asked, facts, sealed, link = acts[-1]
    said = sealed_act(
        company_id, seq, kind, at, actor, approver, origin, key, bytes(asked), facts, rows
    )
    before = bytes(acts[0][-1]) if len(acts) > 1 else BEGINNING
    is_chained = len(acts) > 1 or seq == 1
    is_as_sealed = is_chained and said == bytes(sealed) and next_link(before, said) == bytes(link)
    return Seal(seq, bytes(link).hex(), len(bytes(sealed)), is_as_sealed)


class _Walk:
    """One pass over the chain, a window of acts at a time with the rows that belong to them."""

    def __init__(self, report: Report, anchors: Mapping[int, bytes], faults_max: int) -> None:
        self._report = report
        self._anchors = anchors
        self._faults_max = faults_max
        self._link = BEGINNING
        self._last_seq = 0
        self._at: datetime | None = None

    def replay(self) -> None:
        company = self._report.company_id
        for low, high in _windows(company):
            acts = _rows(_ACTS, company, low, high)
            entries = {row[0]: row[1:] for row in _rows(_ENTRIES, company, low, high)}
            lines = _grouped(_rows(_LINES, company, low, high))
            items = _grouped(_rows(_ITEMS, company, low, high))
            allocations = _grouped(_rows(_ALLOCATIONS, company, low, high))
            periods = {row[0]: row[1:] for row in _rows(_PERIODS, company, low, high)}
            for act in acts:
                seq = act[0]
                self._follow(act)
                rows = _rows_of(seq, entries, lines, items, allocations, periods)
                self._compare(act, rows)
                if seq in entries:
                    self._balance(seq, lines.pop(seq, []))
                    entries.pop(seq)
                items.pop(seq, None)
                allocations.pop(seq, None)
                periods.pop(seq, None)
            for table, left in (
                ("entry", entries), ("line", lines), ("item", items), ("allocation", allocations),
                ("period", periods),
            ):  # fmt: skip
                for seq in left:
                    self._fault(table, seq, "belongs to no act")
            if len(self._report.faults) >= self._faults_max:
                return

    def _follow(self, act: Any) -> None:
        seq, sealed, link = act[0], bytes(act[-2]), bytes(act[-1])
        if seq != self._last_seq + 1:
            self._fault("act", self._last_seq + 1, f"missing up to {seq - 1}")
        expected = next_link(self._link, sealed)
        if link != expected:
            self._fault("act", seq, "its link does not follow from the one before")
        if seq in self._anchors and self._anchors[seq] != link:
            self._fault("anchor", seq, "another link was handed outside")
        if self._at is not None and act[2] < self._at:
            self._fault("act", seq, "known before the act before it")
        self._at, self._link, self._last_seq = act[2], link, seq
        self._report.acts += 1

    def _compare(self, act: Any, rows: bytes) -> None:
        """The columns give the sealed bytes; where they do not, the first field that differs is named."""
        company = self._report.company_id
        seq, kind, at, actor, approver, origin, key, asked, facts, sealed, _ = act
        said = sealed_act(
            company, seq, kind, at, actor, approver, origin, key, bytes(asked), facts, rows
        )
        if said != bytes(sealed):
            self._fault(
                "act", seq, f"columns differ from what was sealed{_where(said, bytes(sealed))}"
            )

    def _balance(self, seq: int, lines: Sequence[Any]) -> None:
        if len(lines) < 2 or sum(line[5] for line in lines):
            self._fault("entry", seq, "does not balance")
        by_currency: dict[str, int] = {}
        for line in lines:
            by_currency[line[3]] = by_currency.get(line[3], 0) + line[4]
        if any(by_currency.values()):
            self._fault("entry", seq, "does not balance in every currency")

    def finish(self) -> None:
        """The head, the anchors beyond it, the days of lines and the counters of items."""
        company = self._report.company_id
        head = _rows("SELECT seq, hash FROM store_chainhead WHERE company_id = %s", company)
        if not head:
            if self._report.acts:
                self._fault("head", self._last_seq, "is gone")
            return
        seq, link = head[0][0], bytes(head[0][1])
        self._report.head = link.hex()
        if (seq, link) != (self._last_seq, self._link):
            self._fault("head", seq, f"the chain ends at {self._last_seq}")
        for anchored in self._anchors:
            if anchored > self._last_seq:
                self._fault("anchor", anchored, f"the chain ends at {self._last_seq} already")
        for query, table, what in _CHECKS:
            for row in _rows(query, company):
                self._fault(table, row[0], what)
        for seq, event, what in untrue_events(company):
            self._fault("event", seq, f"event {event} {what}")
        for seq, what in untrue_flags(company):
            self._fault("flag", seq, what)
        for seq, what in untrue_disputes(company):
            self._fault("dispute", seq, what)
        for seq, what in untrue_statements(company):
            self._fault("statement", seq, what)
        for seq, what in untrue_on_paper(company):
            self._fault("on_paper", seq, what)
        for seq, what in untrue_answers(company):
            self._fault("answer", seq, what)
        for seq, what in untrue_replies(company):
            self._fault("reply", seq, what)
        for seq, what in untrue_payment_reminders(company):
            self._fault("payment_reminder", seq, what)
        for seq, what in untrue_confirmations(company):
            self._fault("confirmation", seq, what)
        for each in recompute_counters(company):
            self._fault(
                each.table,
                each.seq,
                f"{each.place} keeps {each.kept}, its rows give {each.computed}",
            )

    def _fault(self, table: str, seq: int, what: str) -> None:
        if len(self._report.faults) < self._faults_max:
            self._report.faults.append(Fault(self._report.company_id, table, seq, what))


def _rows_of(
    seq: int,
    entries: Mapping[int, Any],
    lines: Mapping[int, Sequence[Any]],
    items: Mapping[int, Sequence[Any]],
    allocations: Mapping[int, Sequence[Any]],
    periods: Mapping[int, Any],
) -> bytes:
    if seq in entries:
        entry: Any = entries[seq]
        sealed_lines = [sealed_line(*line) for line in lines.get(seq, ())]
        sealed_items = [sealed_item(*item) for item in items.get(seq, ())]
        return sealed_entry(*entry, lines=sealed_lines, items=sealed_items)
    if seq in allocations:
        return b"".join(sealed_allocation(*row) for row in allocations[seq])
    if seq in periods:
        return sealed_closing(*periods[seq])
    return b""


def _where(said: bytes, sealed: bytes) -> str:
    place = next(
        (at for at, (a, b) in enumerate(zip(said, sealed, strict=False)) if a != b),
        min(len(said), len(sealed)),
    )
    return f" (byte {place} of {len(sealed)})"


def _windows(company: int) -> Iterator[tuple[int, int]]:
    last = _rows(
        "SELECT max(seq) FROM (SELECT seq FROM store_act WHERE company_id = %s UNION ALL "
        "SELECT seq FROM store_entry WHERE company_id = %s) AS each",
        company,
        company,
    )[0][0]
    for low in range(0, last or 0, _AT_ONCE):
        yield low, low + _AT_ONCE


def _grouped(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found


def _rows(statement: str, *parameters: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return list(cursor.fetchall())


def _kept_anchors(cursor: Any, company: int) -> dict[int, bytes]:
    cursor.execute("SELECT seq, hash FROM store_anchor WHERE company_id = %s", [company])
    return {seq: bytes(link) for seq, link in cursor.fetchall()}


_OF_WINDOW = "WHERE company_id = %s AND seq > %s AND seq <= %s"
_ACTS = f"""SELECT seq, kind, at, actor_id, approver_id, origin, key, request_hash, facts, sealed, hash
              FROM store_act {_OF_WINDOW} ORDER BY seq"""
_ENTRIES = f"""SELECT seq, period_id, number, kind, entry_on, document, currency, rate, customer_id, text,
                      reverses_seq, source_file_id, batch_id FROM store_entry {_OF_WINDOW}"""
_LINES = f"""SELECT seq, line_no, account_id, customer_id, currency, amount, base_amount
               FROM store_entryline {_OF_WINDOW} ORDER BY seq, line_no"""
_ITEMS = f"""SELECT seq, item_no, line_no, kind, side, due_on, amount, base_amount
               FROM store_openitem {_OF_WINDOW} ORDER BY seq, item_no"""
_ALLOCATIONS = f"""SELECT seq, row_no, debit_item_id, credit_item_id, amount, debit_base, credit_base,
                          effective_on, reverses_seq, reverses_row, exchange_seq
                     FROM store_allocation {_OF_WINDOW} ORDER BY seq, row_no"""
_PERIODS = """SELECT closed_seq, id, from_on, to_on FROM store_period
               WHERE company_id = %s AND closed_seq > %s AND closed_seq <= %s"""

# What repeats a sealed fact in a column of its own must repeat it truly.
_CHECKS = (
    (
        """SELECT line.seq FROM store_entryline AS line LEFT JOIN store_entry AS entry USING (company_id, seq)
            WHERE line.company_id = %s AND line.entry_on IS DISTINCT FROM entry.entry_on""",
        "line",
        "is dated otherwise than its entry",
    ),
    (
        """SELECT item.seq FROM store_openitem AS item
             LEFT JOIN store_entry AS entry USING (company_id, seq)
             LEFT JOIN store_entryline AS line USING (company_id, seq, line_no)
            WHERE item.company_id = %s
              AND (item.document, item.document_on, item.account_id, item.customer_id, item.currency)
                  IS DISTINCT FROM
                  (entry.document, entry.entry_on, line.account_id, line.customer_id, line.currency)""",
        "item",
        "repeats its entry otherwise",
    ),
    (
        """SELECT max(seq) FROM store_entry WHERE company_id = %s
            GROUP BY period_id, kind HAVING max(number) <> count(*) OR min(number) <> 1""",
        "entry",
        "the numbers of its kind and period have a gap",
    ),
    (
        """SELECT allocation.seq FROM store_allocation AS allocation
             LEFT JOIN store_openitem AS debit ON debit.id = debit_item_id
             LEFT JOIN store_openitem AS credit ON credit.id = credit_item_id
            WHERE allocation.company_id = %s
              AND (debit.company_id IS DISTINCT FROM allocation.company_id
                   OR credit.company_id IS DISTINCT FROM allocation.company_id)""",
        "allocation",
        "names an item that is not there",
    ),
)
