"""The one door to the verbs of the book in the database; every other service goes through it.

What the database refuses with a code of its own comes out as a refusal of ours. A verb's commit does not wait for
the disk, so that nobody waits for it with the book in his hands; the answer does (decision 0013).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from django.db import DatabaseError, connection, transaction

from tieout.refusal import Wording
from wanglai.domain.ledger import Draft
from wanglai.domain.money import exponent_of
from wanglai.services.refusals import UnableTo
from wanglai.store.prepared import fetched, sent_together


class KeyWasUsed(UnableTo):
    code_of_refusal = "book.key_used"
    why = Wording(
        "同一请求编号已用于另一笔业务。", "This request key was used for another request."
    )
    next_step = Wording("请刷新页面后重新提交。", "Load the page again and send it once more.")
    http_status = 422


class PeriodIsNotOpen(UnableTo):
    code_of_refusal = "book.period_not_open"
    why = Wording("该日期不在任何未结账的期间内。", "The day lies in no open period.")
    next_step = Wording(
        "已结账的期间不再打开：请以未结账期间的日期入账。",
        "A closed period stays closed: date it into an open one.",
    )
    http_status = 422


class ItemsDoNotMeet(UnableTo):
    code_of_refusal = "allocation.refused"
    why = Wording("这两笔未清项不能互相核销。", "These two items cannot settle each other.")
    next_step = Wording(
        "请核对客户、币种、余额与日期。", "Check customer, currency, what is open, and the day."
    )
    http_status = 422


class PeriodCannotClose(UnableTo):
    code_of_refusal = "period.cannot_close"
    why = Wording(
        "该期间不能结账：已结账，或更早的期间尚未结账。",
        "The period cannot be closed: it is closed, or an earlier one is open.",
    )
    next_step = Wording("请按顺序结账。", "Close the periods in their order.")


class CashierSettles(UnableTo):
    code_of_refusal = "allocation.cashier"
    why = Wording(
        "这笔款的银行文件由您导入，不能再由您核销。",
        "You brought in the bank's file with this money, so you cannot settle with it.",
    )
    next_step = Wording("请由另一人核销。", "Leave the settling to another person.")
    http_status = 403


class SuspenseStandsApart(UnableTo):
    code_of_refusal = "suspense.apart"
    why = Wording(
        "待查来款户只收未认领的款项：不开票、不合并，款项凭另一人同意转出或退回。",
        "The suspense customer holds money nobody can name: it owes nothing, and its money leaves with another person's word.",
    )
    next_step = Wording(
        "请在该笔流水的页面申请转给真正的客户，或申请退款。",
        "On the page of the line, ask for its transfer to the true customer, or for a refund.",
    )
    http_status = 422


class NoBook(UnableTo):
    code_of_refusal = "book.none"
    why = Wording("该公司尚未建账。", "The company keeps no book yet.")
    next_step = Wording("请先建账。", "Open its books first.")


_CODES: dict[str, type[UnableTo]] = {
    "WL001": KeyWasUsed,
    "WL002": PeriodIsNotOpen,
    "WL003": ItemsDoNotMeet,
    "WL004": PeriodCannotClose,
    "WL005": CashierSettles,
    "WL006": SuspenseStandsApart,
    "P0002": NoBook,
}
_OVER_ALLOCATED = ("item_not_over_allocated", "item_base_not_over_allocated")


@dataclass(frozen=True)
class Who:
    """The person behind an act, who approved it, and the door it came through."""

    actor: int | None
    origin: str
    approver: int | None = None

    @property
    def row(self) -> tuple[int | None, int | None, str]:
        return self.actor, self.approver, self.origin


@dataclass(frozen=True)
class Posted:
    """An entry as it stands: its act in the chain and its number. ``repeated``: it stood already."""

    seq: int
    number: int
    repeated: bool


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the database refuses into the verb's own words; its faults stay faults."""
    try:
        yield
    except DatabaseError as problem:
        said = problem.__cause__
        if not isinstance(said, psycopg.Error):
            raise
        is_over = said.diag.constraint_name in _OVER_ALLOCATED
        refusal = ItemsDoNotMeet if is_over else _CODES.get(said.sqlstate or "")
        if refusal is None:
            raise
        raise refusal(said.diag.message_primary or "") from problem


_REQUESTS = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str)


def request_hash(request: Mapping[str, object]) -> bytes:
    """SHA-256 of what was asked, so that a key cannot be used for something else."""
    return hashlib.sha256(_REQUESTS.encode(request).encode()).digest()


def known_act(company_id: int, key: str, asked: bytes) -> int | None:
    """Take the company's book for this transaction; the act of this key if there is one.

    Refuses: NoBook, KeyWasUsed.
    """
    found: int | None = _verb("SELECT book_begin(%s, %s, %s)", [company_id, key, asked])[0][0]
    return found


def post_drafts(
    company_id: int,
    who: Who,
    drafts: Sequence[tuple[str, bytes, Draft]],
    *,
    chart: Chart | None = None,
) -> list[Posted]:
    """Post entries, all or none: (key, request hash, draft) each. Refuses: KeyWasUsed, PeriodIsNotOpen, NoBook."""
    chart = chart or chart_of(company_id)
    return _posted(_verb(_POST, _post_parameters(company_id, who, drafts, chart)))


def post_alone(company_id: int, who: Who, asked: tuple[str, bytes, Draft], chart: Chart) -> Posted:
    """Post one entry with nothing beside it: outside a transaction the call is one, and the book is free again before we wake up.

    Refuses what ``post_drafts`` refuses.
    """
    if connection.in_atomic_block:
        with transaction.atomic():  # what is refused leaves the wider one whole
            return post_drafts(company_id, who, [asked], chart=chart)[0]
    return _posted(_verb_alone(_POST, _post_parameters(company_id, who, [asked], chart)))[0]


def _post_parameters(
    company_id: int, who: Who, drafts: Sequence[tuple[str, bytes, Draft]], chart: Chart
) -> list[object]:
    entries, lines, items = [], [], []
    for no, (key, asked, draft) in enumerate(drafts):
        entries.append(_entry_row(no, key, asked, draft, chart.base))
        lines += _line_rows(no, draft, chart.accounts)
        items += _item_rows(no, draft)
    told = (json.dumps(each, default=str) for each in (entries, lines, items))
    return [company_id, *who.row, *told]


def _posted(rows: Sequence[Any]) -> list[Posted]:
    return [Posted(seq, number, repeated) for _, seq, number, repeated in sorted(rows)]


def write_act(
    company_id: int,
    who: Who,
    kind: str,
    facts: Mapping[str, object],
    *,
    key: str = "",
    asked: bytes = b"",
) -> int:
    """Seal an act that moves no money; its number in the chain."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    parameters = [company_id, *who.row, kind, key, asked, text]
    seq: int = _verb(_ACT, parameters)[0][0]
    return seq


def write_allocations(
    company_id: int,
    who: Who,
    kind: str,
    rows: Sequence[Mapping[str, object]],
    *,
    key: str,
    asked: bytes,
) -> int:
    """Settle items in one act; its number. Refuses: ItemsDoNotMeet, CashierSettles, KeyWasUsed."""
    numbered = [{"row_no": no, **row} for no, row in enumerate(rows, start=1)]
    parameters = [company_id, *who.row, kind, key, asked, "{}", json.dumps(numbered, default=str)]
    seq: int = _verb(_ALLOCATE, parameters)[0][0]
    return seq


def write_many_allocations(
    company_id: int,
    who: Who,
    kind: str,
    asked: Sequence[tuple[str, bytes, Sequence[Mapping[str, object]]]],
) -> list[int]:
    """Settle items in an act for each (key, request hash, rows); the acts' numbers in that order.

    Rows are as of ``write_allocations``: item ids, amounts in minor units. All or none; each act can be undone alone.
    Refuses: ItemsDoNotMeet, CashierSettles, KeyWasUsed.
    """
    acts = [
        {"no": no, "key": key, "request_hash": "\\x" + digest.hex(), "facts": "{}"}
        for no, (key, digest, _) in enumerate(asked)
    ]
    settling = [
        {"no": no, "row_no": row_no, **row}
        for no, (_, _, rows) in enumerate(asked)
        for row_no, row in enumerate(rows, start=1)
    ]
    told = (json.dumps(each, default=str) for each in (acts, settling))
    rows = _verb(_ALLOCATE_MANY, [company_id, *who.row, kind, *told])
    return [seq for _, seq in sorted(rows)]


class Receipt(NamedTuple):
    """A line of the bank that becomes a receipt in the company's currency. ``version``: as it was looked at."""

    line_id: int
    version: int
    customer_id: int
    entry_on: date
    document: str
    words: str
    key: str
    request_hash: bytes
    proposal_id: int | None


class Settled(NamedTuple):
    """So much of a debit item settled in minor units, by a credit item or, where none is named, by the receipt in place ``no``, from 1."""

    no: int
    row_no: int
    debit_item_id: int
    credit_item_id: int | None
    amount: int
    debit_base: int
    credit_base: int
    effective_on: date


@contextmanager
def settling_receipts(
    company_id: int, who: Who, policy_id: int | None
) -> Iterator[Callable[[Sequence[Receipt], Sequence[Settled]], None]]:
    """Lines become receipts and settle items: an act for each receipt, another for what it settles; all of them or none.

    A call only sends; the database works while the next is made ready, and whatever it refuses comes out at the end.
    Refuses: KeyWasUsed, PeriodIsNotOpen, ItemsDoNotMeet (also where a line does not wait as it was looked at), CashierSettles.
    """
    answer_waits_for_disk()
    with refusing(), sent_together() as send:

        def settle(receipts: Sequence[Receipt], settled: Sequence[Settled]) -> None:
            told = [
                {**each._asdict(), "entry_on": each.entry_on.isoformat(), "request_hash": "\\x" + each.request_hash.hex()}
                for each in receipts
            ]  # fmt: skip
            rows = [{**each._asdict(), "effective_on": each.effective_on.isoformat()} for each in settled]  # fmt: skip
            send(_SETTLE_RECEIPTS, [company_id, *who.row, policy_id, json.dumps(told), json.dumps(rows)])  # fmt: skip

        yield settle


def write_closing(company_id: int, who: Who, period_id: int, *, key: str, asked: bytes) -> int:
    """Close a period and keep what stood at its end. Refuses: PeriodCannotClose."""
    parameters = [company_id, *who.row, period_id, key, asked, "{}"]
    seq: int = _verb(_CLOSE, parameters)[0][0]
    return seq


def _call(statement: str, parameters: Sequence[object]) -> list[Any]:
    with refusing():
        return fetched(statement, parameters)


def _verb(statement: str, parameters: Sequence[object]) -> list[Any]:
    answer_waits_for_disk()
    return _call(statement, parameters)


def _verb_alone(statement: str, parameters: Sequence[object]) -> list[Any]:
    rows = _call(statement, parameters)
    _wait_for_disk()
    return rows


def answer_waits_for_disk() -> None:
    """Whoever asked is answered once everything committed by then is on the disk; for repeats, too."""
    assert connection.in_atomic_block, "a verb is part of a transaction"
    if not any(hook[1] is _wait_for_disk for hook in connection.run_on_commit):
        transaction.on_commit(_wait_for_disk)


def _wait_for_disk() -> None:
    """Flush the log up to here, whatever the session's settings say: a known key is confirmed anew, too."""
    fetched(_FLUSH, [])


_FLUSH = """
SELECT set_config('synchronous_commit',
                  CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END,
                  true),
       pg_logical_emit_message(true, 'wanglai', '')
"""
# The commit that follows lets go of the book before it is on the disk.
_UNHURRIED = "(SELECT set_config('synchronous_commit', 'off', true)) AS unhurried"
_WHO = "ROW(%s, %s, %s)::book_who"
_ROWS = (
    "(SELECT coalesce(array_agg(row), '{{}}') FROM jsonb_populate_recordset(NULL::{0}, %s) AS row)"
)
_POST = (
    f"SELECT no, seq, number, repeated FROM {_UNHURRIED}, book_post(%s, {_WHO}, "
    f"{_ROWS.format('book_entry')}, {_ROWS.format('book_line')}, {_ROWS.format('book_item')})"
)
_ACT = f"SELECT book_act(%s, {_WHO}, %s, %s, %s, %s) FROM {_UNHURRIED}"
_ALLOCATE = f"SELECT book_allocate(%s, {_WHO}, %s, %s, %s, %s, {_ROWS.format('book_allocation')}) FROM {_UNHURRIED}"
_ALLOCATE_MANY = (
    f"SELECT no, seq FROM {_UNHURRIED}, book_allocate_many(%s, {_WHO}, %s, "
    f"{_ROWS.format('book_asked')}, {_ROWS.format('book_settling')})"
)
_SETTLE_RECEIPTS = (
    f"SELECT booked FROM {_UNHURRIED}, book_settle_receipts(%s, {_WHO}, %s, "
    f"{_ROWS.format('book_receipt')}, {_ROWS.format('book_settling')}) AS booked"
)
_CLOSE = f"SELECT book_close_period(%s, {_WHO}, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Chart:
    """What posting needs to know of a company: its own currency, its accounts by role, and whose customer it is."""

    base: str
    accounts: Mapping[str, int]
    has_customer: bool


def chart_of(company_id: int, customer_id: int | None = None) -> Chart:
    """One look at the company's currency, accounts and one customer. Refuses: NoBook."""
    rows = _call(_CHART, [customer_id, company_id])
    if not rows or not rows[0][1]:
        raise NoBook
    base, accounts, has_customer = rows[0]
    return Chart(base, json.loads(accounts), has_customer)


_CHART = """
SELECT company.base_currency,
       (SELECT jsonb_object_agg(role, id) FROM store_account AS account
         WHERE account.company_id = company.id AND role <> 'other'),
       EXISTS (SELECT FROM store_customer AS customer
                WHERE customer.company_id = company.id AND customer.id = %s)
  FROM store_company AS company WHERE company.id = %s
"""


def _entry_row(no: int, key: str, asked: bytes, draft: Draft, base: str) -> dict[str, object]:
    return {
        "no": no,
        "key": key,
        "request_hash": "\\x" + asked.hex(),
        "facts": "{}",
        "kind": draft.kind,
        "entry_on": draft.on,
        "document": draft.document,
        "currency": draft.currency,
        "rate": draft.rate if draft.rate is not None else _booked_rate(draft, base),
        "customer_id": draft.customer_id,
        "words": draft.text,
        "reverses_seq": draft.reverses_seq,
        "source_file_id": draft.source_file_id,
        "batch_id": None,
    }


def _booked_rate(draft: Draft, base: str) -> Decimal:
    """What the first line with both amounts was booked at, to eight places; 1 where there is none."""
    scale = Decimal(10) ** (exponent_of(draft.currency) - exponent_of(base))
    for line in draft.lines:
        if line.amount and line.base_amount and line.currency == draft.currency:
            rate = Decimal(line.base_amount) / Decimal(line.amount) * scale
            return max(rate.quantize(Decimal("0.00000001")), Decimal("0.00000001"))
    return Decimal(1)


def _line_rows(no: int, draft: Draft, accounts: Mapping[str, int]) -> list[dict[str, object]]:
    return [
        {
            "no": no,
            "line_no": line_no,
            "account_id": accounts[line.account],
            "customer_id": line.customer_id,
            "currency": line.currency,
            "amount": line.amount,
            "base_amount": line.base_amount,
        }
        for line_no, line in enumerate(draft.lines, start=1)
    ]


def _item_rows(no: int, draft: Draft) -> list[dict[str, object]]:
    return [
        {
            "no": no,
            "item_no": item_no,
            "line_no": item.line_no,
            "kind": item.kind,
            "side": item.side,
            "due_on": item.due_on,
            "amount": item.amount,
            "base_amount": item.base_amount,
        }
        for item_no, item in enumerate(draft.items, start=1)
    ]
