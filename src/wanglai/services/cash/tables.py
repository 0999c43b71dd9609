"""What the machine looks at, read in sets: lines that wait, items that are open, customers with everything they are known by.

Rows are numbered from 1 in each table; ``Looked`` says which line and item each number is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tieout.cash.tables import ITEMS, PARTIES, RECEIPTS, REMITTANCES
from wanglai.services.ledger.queries import fetch
from wanglai.services.remittances.for_engine import advised_for_engine
from wanglai.services.remittances.stated import Stated, statements_in


@dataclass(frozen=True)
class Looked:
    """The four tables, and whose rows they are: place 0 is row 1."""

    items: pa.Table
    receipts: pa.Table
    remittances: pa.Table
    parties: pa.Table
    item_ids: Sequence[int]
    line_ids: Sequence[int]
    stated: Mapping[
        int, Stated
    ]  # of lines by their ids: the one statement whose number the text holds

    @property
    def prints(self) -> dict[str, str]:
        """SHA-256 of each table's rows, so that it can be said upon what was decided."""
        tables = {"items": self.items, "receipts": self.receipts, "remittances": self.remittances, "parties": self.parties}  # fmt: skip
        return {name: _print_of(table) for name, table in tables.items()}


def look(company_id: int) -> Looked:
    """Everything as it stands now, in one reading of the book."""
    asked = {"company": company_id}
    items = fetch(_ITEMS, asked)
    lines = fetch(_LINES, asked)
    stated = _stated(company_id, lines)
    advices = [*advised_for_engine(company_id), *_as_advised(lines, stated)]
    return Looked(
        _table([(row, *each[1:]) for row, each in enumerate(items, start=1)], ITEMS),
        _table(
            [(row, *_referring(each, stated)) for row, each in enumerate(lines, start=1)], RECEIPTS
        ),
        _table([(row, *each) for row, each in enumerate(advices, start=1)], REMITTANCES),
        _table(fetch(_PARTIES, asked), PARTIES),
        [each[0] for each in items],
        [each[0] for each in lines],
        stated,
    )


def _stated(company_id: int, lines: Sequence[tuple[Any, ...]]) -> dict[int, Stated]:
    """Of lines of money that came, and that no advice speaks of, the one statement in its own currency that the text names."""
    texts = {each[0]: each[6] for each in lines if each[2] > 0 and not str(each[7] or "").startswith("advised:")}  # fmt: skip
    currencies = {each[0]: each[3] for each in lines}
    return {line: each for line, each in statements_in(company_id, texts).items() if each.currency == currencies[line]}  # fmt: skip


def _comes_to(line: tuple[Any, ...], stated: Mapping[int, Stated]) -> bool:
    return line[0] in stated and stated[line[0]].total == line[2]


def _referring(line: tuple[Any, ...], stated: Mapping[int, Stated]) -> tuple[Any, ...]:
    """A line of exactly what is open of the statement it names says no less than an advice of every item would."""
    return (*line[1:7], f"stated:{line[0]}") if _comes_to(line, stated) else line[1:]


def _as_advised(lines: Sequence[tuple[Any, ...]], stated: Mapping[int, Stated]) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    for line in lines:
        if _comes_to(line, stated):
            for item in stated[line[0]].items:
                yield (
                    f"stated:{line[0]}",
                    line[1],
                    line[2],
                    item.document,
                    item.open,
                    0,
                    "",
                    line[3],
                )


def _table(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )


def _print_of(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


# Debts, and credits that help to pay them: notes and opening credits, never money that is itself to be applied.
_ITEMS = """
SELECT item.id, coalesce(customer.merged_into_id, customer.id)::text, customer.name, item.document, item.document_on,
       item.due_on, item.side * (item.amount - item.allocated), item.currency, coalesce(entry.text, ''), ''
  FROM store_openitem AS item
  JOIN store_account AS account ON account.id = item.account_id AND account.role = 'receivable'
  JOIN store_customer AS customer ON customer.id = item.customer_id
  LEFT JOIN store_entry AS entry ON entry.company_id = item.company_id AND entry.seq = item.seq
 WHERE item.company_id = %(company)s AND item.allocated < item.amount
   AND (item.side = 1 OR item.kind IN ('credit_note', 'open_credit'))
 ORDER BY item.id
"""
_LINES = """
SELECT entry.id, entry.booked_on, entry.amount, entry.currency, entry.other_name,
       coalesce(encode(entry.other_account_hash, 'hex'), ''), concat_ws(' ', entry.text, nullif(entry.reference, '')),
       coalesce('advised:' || link.id, entry.bank_reference)
  FROM store_bankentry AS entry
  LEFT JOIN store_advisedreceipt AS link
    ON link.company_id = entry.company_id AND link.bank_entry_id = entry.id AND link.ended_at IS NULL
 WHERE entry.company_id = %(company)s AND entry.state = 'waiting' AND entry.amount <> 0
 ORDER BY entry.id
"""
# Accounts are compared by what stands for them. Whoever pays for another does so with the paper for it, or within the group.
_PARTIES = """
SELECT customer.id::text, customer.name,
       customer.names || array_remove(ARRAY[nullif(customer.short_name, '')], NULL)
           || array(SELECT alias.name::varchar FROM store_payeralias AS alias
                     WHERE alias.customer_id = customer.id AND alias.undone_at IS NULL ORDER BY alias.id),
       array(SELECT encode(account.number_hash, 'hex') FROM store_customerbankaccount AS account
              WHERE account.customer_id = customer.id AND account.agreed_at IS NOT NULL AND account.ended_at IS NULL
              ORDER BY account.id),
       customer.parent_id::text,
       array(SELECT payer.customer_id::text FROM store_customerpayer AS payer
              WHERE payer.payer_id = customer.id AND payer.authorisation_id IS NOT NULL
                AND payer.from_on <= current_date AND (payer.to_on IS NULL OR payer.to_on >= current_date)
              ORDER BY payer.id)
  FROM store_customer AS customer
 WHERE customer.company_id = %(company)s AND customer.merged_into_id IS NULL AND NOT customer.is_suspense
 ORDER BY customer.id
"""
