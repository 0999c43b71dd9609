"""A settlement is taken apart again: rows of the opposite sign, never a deletion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.documents.bills_behind import hold_bills_behind, take_payments_back
from wanglai.services.ledger.book import Who, known_act, request_hash, write_allocations
from wanglai.services.ledger.reversing import reverse_entries
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Allocation


class AllocationIsUndone(UnableTo):
    code_of_refusal = "allocation.undone"
    why = Wording("这笔核销已撤销。", "This allocation was undone already.")
    next_step = Wording("请刷新页面。", "Load the page again.")


@transaction.atomic
def unallocate(*, company_id: int, actor: int, origin: str, seq: int, on: date, key: str) -> int:
    """Undo every row of an allocation act from a day on, and the exchange differences it realised.

    Where it settled a bill by what paid it, the payment is taken back as well and the bill waits again.
    Refuses, in order: NotFound, NotPermitted, NoBook, KeyWasUsed, NotFound (no allocation), AllocationIsUndone,
    PeriodIsNotOpen, ItemsDoNotMeet (before the allocation's own day), BillIsDishonoured.
    """
    assert key, "an outside event carries a key"
    admit(company_id=company_id, actor=actor, act="unallocate")
    rows = list(Allocation.objects.filter(company_id=company_id, seq=seq, amount__gt=0))
    bills = hold_bills_behind(company_id, rows)
    asked = request_hash({"unallocate": seq, "on": on})
    known = known_act(company_id, key, asked)
    if known is not None:
        return known
    if not rows:
        raise NotFound
    standing = live_rows(company_id, rows)
    if not standing:
        raise AllocationIsUndone(str(seq))
    who = Who(actor, origin)
    undone = undo_rows(company_id, who, standing, on, key=key, asked=asked)
    take_payments_back(bills, standing, who, on, key=key, asked=asked)
    return undone


def live_rows(company_id: int, rows: Sequence[Allocation]) -> list[Allocation]:
    """Those of the settlements that were not undone: a bill that came back undoes its own rows of an act alone."""
    undone = set(
        Allocation.objects.filter(
            company_id=company_id, reverses_seq__in={row.seq for row in rows}
        ).values_list("reverses_seq", "reverses_row")
    )
    return [row for row in rows if (row.seq, row.row_no) not in undone]


def undo_rows(
    company_id: int, who: Who, rows: Sequence[Allocation], on: date, *, key: str, asked: bytes
) -> int:
    """Take these settlements apart from a day on, with the exchange differences they realised; the act's number.

    Refuses, in order: PeriodIsNotOpen, ItemsDoNotMeet (before a settlement's own day).
    """
    assert rows, "something is undone"
    exchange = [row.exchange_seq for row in rows if row.exchange_seq is not None]
    keyed = [(seq, f"{key}:exchange:{no}") for no, seq in enumerate(exchange)]
    undone = reverse_entries(company_id, who, keyed, on, asked=asked)
    return write_allocations(
        company_id,
        who,
        "unallocate",
        [
            {
                "debit_item_id": row.debit_item_id,
                "credit_item_id": row.credit_item_id,
                "amount": -row.amount,
                "debit_base": -row.debit_base,
                "credit_base": -row.credit_base,
                "effective_on": on,
                "reverses_seq": row.seq,
                "reverses_row": row.row_no,
                "exchange_seq": undone.get(row.exchange_seq) if row.exchange_seq else None,
            }
            for row in rows
        ],
        key=key,
        asked=asked,
    )
