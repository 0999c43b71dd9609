"""A customer's open items as of a day, and one item with everything that settled it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tieout.refusal import Wording
from wanglai.services.access.scope import NotFound, admit_to_rows
from wanglai.services.ledger.item_flags import Flag, FlagSaid, flags_in_force, flags_said
from wanglai.services.ledger.queries import fetch, last_act, open_items
from wanglai.services.ledger.show_customers import customer_name
from wanglai.services.ledger.words import kind_in_words
from wanglai.services.money import Amount, sums


@dataclass(frozen=True)
class OpenRow:
    """An item with what is open of it; amounts are positive, ``is_debit`` says who owes whom."""

    id: int
    seq: int
    kind: Wording
    document: str
    document_on: date
    due_on: date | None
    days_overdue: int
    is_debit: bool
    amount: Amount
    settled: Amount
    amount_open: Amount
    under: str  # the customer it was posted to, where that one was merged into this
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class OpenItemsPage:
    customer_id: int
    customer_name: str
    debits: tuple[OpenRow, ...]
    credits: tuple[OpenRow, ...]
    owed: tuple[Amount, ...]
    overdue: tuple[Amount, ...]
    ours: tuple[Amount, ...]  # what we owe the customer
    balance: tuple[Amount, ...]


@dataclass(frozen=True)
class SettledBy:
    """One settlement of an item: the act, the item on the other side, and whether it was undone."""

    seq: int
    on: date
    amount: Amount
    other_id: int
    other_kind: Wording
    other_document: str
    exchange_seq: int | None
    undone_seq: int | None
    is_undoing: bool


@dataclass(frozen=True)
class ItemPage:
    id: int
    seq: int
    customer_id: int
    customer_name: str
    kind: Wording
    document: str
    document_on: date
    due_on: date | None
    account: str
    account_name: Wording
    is_debit: bool
    amount: Amount
    amount_open: Amount
    settlements: tuple[SettledBy, ...]
    flags: tuple[Flag, ...]
    flags_said: tuple[FlagSaid, ...]

    @property
    def flag_kinds(self) -> frozenset[str]:
        return frozenset(flag.kind for flag in self.flags)


def open_items_page(
    *, company_id: int, actor: int, customer_id: int, on: date, known_at: datetime | None = None
) -> OpenItemsPage:
    """What the customer owes and what we owe it, oldest due first.

    Refuses, in order: NotFound, NotPermitted, NotFound (no such customer).
    """
    admit_to_rows(company_id=company_id, actor=actor, act="view_ledger").require(customer_id)
    name = customer_name(company_id, customer_id)
    if name is None:
        raise NotFound
    found = open_items(
        company_id=company_id, actor=actor, customer_id=customer_id, on=on, known_at=known_at
    )
    flags = flags_in_force(
        company_id, [each.id for each in found], on, last_act(company_id, known_at)
    )
    rows = [
        OpenRow(
            id=each.id,
            seq=each.seq,
            kind=kind_in_words(each.kind),
            document=each.document,
            document_on=each.document_on,
            due_on=each.due_on,
            days_overdue=max(0, (on - each.due_on).days) if each.due_on else 0,
            is_debit=each.amount > 0,
            amount=Amount(abs(each.amount), each.currency),
            settled=Amount(abs(each.amount - each.amount_open), each.currency),
            amount_open=Amount(abs(each.amount_open), each.currency),
            under=each.under,
            flags=flags.get(each.id, ()),
        )
        for each in found
    ]
    theirs = tuple(row for row in rows if row.is_debit)
    mine = tuple(row for row in rows if not row.is_debit)
    return OpenItemsPage(
        customer_id=customer_id,
        customer_name=name,
        debits=theirs,
        credits=mine,
        owed=sums(row.amount_open for row in theirs),
        overdue=sums(row.amount_open for row in theirs if row.days_overdue),
        ours=sums(row.amount_open for row in mine),
        balance=sums(Amount(each.amount_open, each.currency) for each in found),
    )


def item_page(*, company_id: int, actor: int, item_id: int) -> ItemPage:
    """An item as it stands, with every settlement, undone ones too. Refuses, in order: NotFound, NotPermitted, NotFound."""
    sight = admit_to_rows(company_id=company_id, actor=actor, act="view_ledger")
    parameters = {"company": company_id, "item": item_id}
    rows = fetch(_ITEM, parameters)
    if not rows:
        raise NotFound
    (
        seq,
        customer_id,
        name,
        kind,
        document,
        on,
        due,
        role,
        zh,
        en,
        side,
        currency,
        amount,
        open_,
    ) = rows[0]
    sight.require(customer_id)
    return ItemPage(
        id=item_id,
        seq=seq,
        customer_id=customer_id,
        customer_name=name,
        kind=kind_in_words(kind),
        document=document,
        document_on=on,
        due_on=due,
        account=role,
        account_name=Wording(zh, en),
        is_debit=side > 0,
        amount=Amount(amount, currency),
        amount_open=Amount(open_, currency),
        flags=flags_in_force(company_id, [item_id], timezone.localdate(), None).get(item_id, ()),
        flags_said=flags_said(company_id, item_id),
        settlements=tuple(
            SettledBy(
                seq=row[0],
                on=row[1],
                amount=Amount(row[2], currency),
                other_id=row[3],
                other_kind=kind_in_words(row[4]),
                other_document=row[5],
                exchange_seq=row[6],
                undone_seq=row[7],
                is_undoing=row[2] < 0,
            )
            for row in fetch(_SETTLED_BY, parameters)
        ),
    )


_ITEM = """
SELECT item.seq, item.customer_id, customer.name, item.kind, item.document, item.document_on, item.due_on,
       account.role, account.name_zh, account.name_en, item.side, item.currency, item.amount,
       item.amount - item.allocated
  FROM store_openitem AS item
  JOIN store_account AS account ON account.id = item.account_id
  JOIN store_customer AS customer ON customer.id = item.customer_id
 WHERE item.company_id = %(company)s AND item.id = %(item)s
"""
_SETTLED_BY = """
SELECT part.seq, part.effective_on, part.amount, other.id, other.kind, other.document, part.exchange_seq,
       (SELECT undoing.seq FROM store_allocation AS undoing
         WHERE undoing.company_id = part.company_id AND undoing.reverses_seq = part.seq
           AND undoing.reverses_row = part.row_no)
  FROM store_allocation AS part
  JOIN store_openitem AS other
    ON other.id = CASE part.debit_item_id WHEN %(item)s THEN part.credit_item_id ELSE part.debit_item_id END
 WHERE part.company_id = %(company)s AND %(item)s IN (part.debit_item_id, part.credit_item_id)
 ORDER BY part.seq, part.row_no
"""
