"""Rows of bank files, statements and lines, written as the services write them: what wall tests and stories share."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import Any

from tests.ledgers import Ledger, day, minor
from wanglai.store.models import BankAccount, BankEntry, BankFile, BankStatement, StoredFile


def our_account(
    book: Ledger, name: str = "工行基本户", currency: str = "CNY", number_hash: bytes = b""
) -> BankAccount:
    number = secrets.token_hex(8)
    return BankAccount.objects.create(
        company_id=book.company_id, name=name, currency=currency, sealed=b"sealed", last_four=number[-4:],
        number_hash=number_hash or hashlib.sha256(number.encode()).digest(), shown="6222 **** 1234",
        opened_by_id=book.scope["actor"],
    )  # fmt: skip


def bank_file(book: Ledger, brought_by: int | None = None) -> BankFile:
    content = secrets.token_bytes(16)
    actor = brought_by or book.books.scope("CSH")["actor"]
    kept = StoredFile.objects.create(
        company_id=book.company_id, sha256=hashlib.sha256(content).hexdigest(), name="bank.sta",
        byte_size=len(content), content=content, stored_by_id=actor,
    )  # fmt: skip
    return BankFile.objects.create(
        company_id=book.company_id, file=kept, file_name="bank.sta", handed_in_by_id=actor
    )


def bank_statement(
    account: BankAccount, file: BankFile, ordinal: int = 1, **more: Any
) -> BankStatement:
    known = {
        "kind": "statement",
        "currency": account.currency,
        "is_proved": True,
        "entries": 1,
        "entry_ids": [],
        "fresh": 1,
    }
    return BankStatement.objects.create(
        company_id=account.company_id, bank_account=account, bank_file=file, ordinal=ordinal,
        identity=secrets.token_bytes(32), **known | more,
    )  # fmt: skip


def bank_line(
    statement: BankStatement, amount: str, on: str | date = "03-10", **more: Any
) -> BankEntry:
    """A line as it stands when nothing was made of it yet."""
    known: dict[str, Any] = {
        "ordinal": 1, "fingerprint": secrets.token_bytes(32), "occurrence": 1, "currency": statement.currency,
        "is_reversal": False, "place": "bank.sta:1",
    }  # fmt: skip
    return BankEntry.objects.create(
        company_id=statement.company_id, bank_account_id=statement.bank_account_id, statement_id=statement.id,
        booked_on=day(on) if isinstance(on, str) else on, amount=minor(amount),
        handed_in_by_id=statement.bank_file.handed_in_by_id, **known | more,
    )  # fmt: skip
