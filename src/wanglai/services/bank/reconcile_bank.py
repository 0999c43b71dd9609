"""余额调节表: the book's bank account against the bank's statement, prepared by one person and signed by another.

Everything the bank says of the account up to the day is either in the book, or a line that says why not; entries of the book that
no line of the bank stands for are named, too. What remains is a gap, and a sheet with a gap is not signed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.queries import accounts_of
from wanglai.services.bank.refusals import (
    NothingToReconcile,
    OwnReconciliation,
    ReconciliationHasAGap,
    ReconciliationIsStale,
)
from wanglai.services.bank.rows import ReconciliationSheet, SheetLine, SignedRow
from wanglai.services.bank.words import ASIDE, WHY
from wanglai.services.ledger.book import Who, write_act
from wanglai.services.ledger.queries import fetch
from wanglai.services.money import Amount
from wanglai.store.models import BankReconciliation


def bank_sheet(*, company_id: int, actor: int, account_id: int, as_of: date) -> ReconciliationSheet:
    """The sheet as it stands now. Refuses, in order: NotFound, NotPermitted, NotFound (account), NothingToReconcile."""
    admit(company_id=company_id, actor=actor, act="view_bank")
    return _sheet(company_id, account_id, as_of)


@transaction.atomic
def prepare_bank_sheet(*, company_id: int, actor: int, account_id: int, as_of: date) -> int:
    """Keep the sheet as it stands, to be signed by another; its id.

    Refuses, in order: NotFound, NotPermitted, NotFound (account), NothingToReconcile.
    """
    admit(company_id=company_id, actor=actor, act="reconcile_bank")
    sheet = _sheet(company_id, account_id, as_of)
    made = BankReconciliation.objects.create(
        company_id=company_id, bank_account_id=account_id, as_of=as_of, closing=sheet.bank.minor,
        book=sheet.book.minor, content=_content(sheet), digest=bytes.fromhex(sheet.digest), prepared_by_id=actor,
    )  # fmt: skip
    return int(made.id)


@transaction.atomic
def sign_bank_sheet(*, company_id: int, actor: int, origin: str, reconciliation_id: int) -> int:
    """Sign what was prepared, where it still is what book and bank say; the act's number.

    Refuses, in order: NotFound, NotPermitted, NotFound (sheet), OwnReconciliation, ReconciliationIsStale, ReconciliationHasAGap.
    """
    admit(company_id=company_id, actor=actor, act="sign_bank")
    rows = BankReconciliation.objects.select_for_update(no_key=True)
    found = rows.filter(company_id=company_id, id=reconciliation_id).first()
    if found is None:
        raise NotFound
    if found.seq is not None:
        return int(found.seq)
    if found.prepared_by_id == actor:
        raise OwnReconciliation
    sheet = _sheet(company_id, found.bank_account_id, found.as_of)
    if bytes.fromhex(sheet.digest) != bytes(found.digest):
        raise ReconciliationIsStale
    if sheet.gap.minor:
        raise ReconciliationHasAGap(str(sheet.gap))
    facts = {"account": found.bank_account_id, "as_of": found.as_of, "bank": found.closing, "book": found.book, "sheet": sheet.digest}  # fmt: skip
    found.seq = write_act(company_id, Who(actor, origin), "sign_bank", facts)
    found.signed_by_id, found.signed_at = actor, timezone.now()
    found.save(update_fields=["seq", "signed_by", "signed_at"])
    return found.seq


def bank_sheets(*, company_id: int, actor: int, account_id: int) -> tuple[SignedRow, ...]:
    """Sheets that were prepared, newest first. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_bank")
    rows = BankReconciliation.objects.filter(company_id=company_id, bank_account_id=account_id)
    rows = rows.select_related("prepared_by", "signed_by", "bank_account")
    return tuple(
        SignedRow(
            each.id, each.as_of, Amount(each.closing, each.bank_account.currency),
            Amount(each.book, each.bank_account.currency), each.prepared_by.get_full_name(), each.prepared_at,
            each.signed_by.get_full_name() if each.signed_by else "", each.signed_at,
        )
        for each in rows.order_by("-as_of", "-id")[:100]
    )  # fmt: skip


def _sheet(company_id: int, account_id: int, as_of: date) -> ReconciliationSheet:
    found = accounts_of(company_id, account_id)
    if not found:
        raise NotFound
    account = found[0]
    asked = {
        "company": company_id,
        "account": account_id,
        "as_of": as_of,
        "currency": account.currency,
    }
    figures = fetch(_FIGURES, asked)[0]
    if figures[0] is None:
        raise NothingToReconcile
    bank, before, book = map(int, figures)
    lines = tuple(_lines(fetch(_LINES, asked), account.currency))
    explained = sum(each.amount.minor for each in lines)
    gap = bank - before - explained - book

    def amount(minor: int) -> Amount:
        return Amount(minor, account.currency)

    sheet = ReconciliationSheet(account, as_of, amount(bank), amount(before), amount(book), amount(gap), lines, "")  # fmt: skip
    text = json.dumps(_content(sheet), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ReconciliationSheet(account, as_of, amount(bank), amount(before), amount(book), amount(gap), lines, digest)  # fmt: skip


def _lines(rows: Iterable[tuple[Any, ...]], currency: str) -> Iterable[SheetLine]:
    """Lines of the bank as they stand there; entries of the book alone with the other sign, for the bank lacks them."""
    for why, aside, on, document, party, amount, seq, line in rows:
        words = ASIDE.get(aside, WHY[why]) if why == "aside" else WHY[why]
        yield SheetLine(why, words, on, document, party, Amount(amount, currency), seq, line)


def _content(sheet: ReconciliationSheet) -> Mapping[str, Any]:
    """What is signed: the figures and every line, in minor units."""
    return {
        "account": sheet.account.id,
        "as_of": sheet.as_of.isoformat(),
        "bank": sheet.bank.minor,
        "before": sheet.before.minor,
        "book": sheet.book.minor,
        "gap": sheet.gap.minor,
        "lines": [
            [each.why, each.line_id, each.entry_seq, each.amount.minor] for each in sheet.lines
        ],
    }


# Bank: the closing balance of the last statement to the day, and what later lines to the day add. Before: what the first statement
# opened with. Book: the bank lines of entries that stand for lines of this account, and of entries no line stands for.
_FIGURES = """
WITH last AS (
    SELECT closing, to_on, entry_ids FROM store_bankstatement
     WHERE company_id = %(company)s AND bank_account_id = %(account)s AND kind = 'statement' AND closing IS NOT NULL
       AND to_on <= %(as_of)s
     ORDER BY to_on DESC, id DESC LIMIT 1
), first AS (
    SELECT opening FROM store_bankstatement
     WHERE company_id = %(company)s AND bank_account_id = %(account)s AND kind = 'statement' AND opening IS NOT NULL
     ORDER BY from_on NULLS LAST, to_on, id LIMIT 1
)
SELECT (SELECT closing FROM last)
       + coalesce((SELECT sum(amount) FROM store_bankentry
                    WHERE bank_account_id = %(account)s AND company_id = %(company)s AND batch_id IS NULL
                      AND booked_on > (SELECT to_on FROM last) AND booked_on <= %(as_of)s), 0),
       coalesce((SELECT opening FROM first), 0),
       coalesce((SELECT sum(line.amount)
                   FROM store_entryline AS line
                   JOIN store_account AS bank ON bank.id = line.account_id AND bank.role = 'bank'
                  WHERE line.company_id = %(company)s AND line.currency = %(currency)s AND line.entry_on <= %(as_of)s
                    AND NOT EXISTS (SELECT FROM store_bankentry AS other
                                     WHERE other.company_id = line.company_id AND other.entry_seq = line.seq
                                       AND other.bank_account_id <> %(account)s)), 0)
"""
_LINES = """
SELECT CASE entry.state WHEN 'aside' THEN 'aside' ELSE 'waiting' END, entry.aside_kind, entry.booked_on,
       coalesce(nullif(entry.reference, ''), entry.bank_reference), entry.other_name, entry.amount, NULL::bigint, entry.id
  FROM store_bankentry AS entry
 WHERE entry.company_id = %(company)s AND entry.bank_account_id = %(account)s AND entry.booked_on <= %(as_of)s
   AND entry.state IN ('waiting', 'asked', 'aside')
UNION ALL
SELECT 'book_only', '', entry.entry_on, entry.document, coalesce(customer.name, ''), -line.amount, entry.seq, NULL
  FROM store_entryline AS line
  JOIN store_account AS bank ON bank.id = line.account_id AND bank.role = 'bank'
  JOIN store_entry AS entry ON entry.company_id = line.company_id AND entry.seq = line.seq
  LEFT JOIN store_customer AS customer ON customer.id = entry.customer_id
 WHERE line.company_id = %(company)s AND line.currency = %(currency)s AND line.entry_on <= %(as_of)s
   AND NOT EXISTS (SELECT FROM store_bankentry AS told
                    WHERE told.company_id = line.company_id AND told.entry_seq = line.seq)
UNION ALL
SELECT 'later', '', entry.booked_on, booked.document, entry.other_name, entry.amount, booked.seq, entry.id
  FROM store_bankentry AS entry
  JOIN store_entry AS booked ON booked.company_id = entry.company_id AND booked.seq = entry.entry_seq
 WHERE entry.company_id = %(company)s AND entry.bank_account_id = %(account)s AND entry.booked_on <= %(as_of)s
   AND entry.state = 'posted' AND booked.entry_on > %(as_of)s
 ORDER BY 3, 8 NULLS LAST, 7
"""
