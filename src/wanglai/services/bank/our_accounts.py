"""The company's own bank accounts: entered by one manager, agreed by another, ended, never removed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from wanglai.domain.bank_accounts import read_bank_account
from wanglai.domain.masking import masked_account
from wanglai.services.access.membership import record, require_word
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.bank.refusals import AccountHasNoName, CurrencyIsUnknown, OurAccountIsKnown
from wanglai.services.customers.bank_accounts import BankAccountIsWrong
from wanglai.services.ledger.book import Who
from wanglai.store.models import BankAccount
from wanglai.store.secret_fields import decrypted, encrypted, looked_up

PURPOSE = "our_account"
ASKED = "asked_account"
KIND = "open_our_account"
_CURRENCY = re.compile("[A-Z]{3}")


@transaction.atomic
def open_our_account(
    *, company_id: int, actor: int, origin: str, name: str, currency: str, number: str = "", bank: str = "",
    sealed: str = "", shown: str = "", approver: int | None = None,
) -> int:  # fmt: skip
    """Enter an account of the company, kept encrypted; the act's number (0 where no book is kept).

    A request that another has to see carries the number ``sealed`` and as it is ``shown`` (``asked_account``), never plain.

    Refuses, in order: NotFound, NotPermitted, AccountHasNoName, CurrencyIsUnknown, BankAccountIsWrong, ApprovalIsNeeded,
    OurAccountIsKnown.
    """
    admit(company_id=company_id, actor=actor, act="keep_our_account")
    if sealed:
        number = _opened(company_id, sealed)
        assert masked_account(number) == shown, "what was shown is what is entered"
    if not name.strip():
        raise AccountHasNoName
    if not _CURRENCY.fullmatch(currency.strip().upper()):
        raise CurrencyIsUnknown(currency)
    read = read_bank_account(number)
    if read.verdict == "wrong":
        assert read.fault is not None
        raise BankAccountIsWrong(read.fault)
    require_word(company_id, KIND, approver)
    account = _kept(company_id, actor, approver, name.strip(), read.number, currency.strip().upper(), bank.strip())  # fmt: skip
    facts: dict[str, Any] = {"account": account.id, "named": account.name, "shown": account.shown, "currency": account.currency}  # fmt: skip
    return record(company_id, Who(actor, origin, approver), KIND, **facts)


def asked_account(company_id: int, *, name: str, number: str, currency: str, bank: str = "") -> dict[str, str]:  # fmt: skip
    """What a request for an account says: the number encrypted, and masked for whoever reads it. Refuses: BankAccountIsWrong."""
    read = read_bank_account(number)
    if read.verdict == "wrong":
        assert read.fault is not None
        raise BankAccountIsWrong(read.fault)
    sealed = encrypted(read.number, company_id=company_id, purpose=ASKED)
    return {
        "name": name, "bank": bank, "currency": currency, "sealed": sealed.hex(),
        "shown": masked_account(read.number),
    }  # fmt: skip


def asked_number(company_id: int, subject: Mapping[str, Any], *, is_whole: bool) -> str:
    """The number of a request as this person may read it; requests of before carry it plain."""
    if not is_whole:
        return subject.get("shown") or masked_account(str(subject.get("number", "")))
    return _opened(company_id, subject["sealed"]) if "sealed" in subject else str(subject["number"])


def _opened(company_id: int, sealed: str) -> str:
    return decrypted(bytes.fromhex(sealed), company_id=company_id, purpose=ASKED)


def _kept(
    company_id: int, actor: int, approver: int | None, name: str, number: str, currency: str, bank: str
) -> BankAccount:  # fmt: skip
    try:
        with transaction.atomic():
            return BankAccount.objects.create(
                company_id=company_id, name=name[:80], bank=bank[:200], currency=currency,
                sealed=encrypted(number, company_id=company_id, purpose=PURPOSE),
                number_hash=number_hash(company_id, number), last_four=number[-4:], shown=masked_account(number),
                opened_by_id=actor, agreed_by_id=approver,
            )  # fmt: skip
    except DatabaseError as problem:
        wall = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", "")
        if wall != "our_account_once":
            raise
        raise OurAccountIsKnown(masked_account(number)) from problem


@transaction.atomic
def end_our_account(*, company_id: int, actor: int, origin: str, account_id: int) -> None:
    """No file is taken for it any more; what was taken stays. Refuses, in order: NotFound, NotPermitted, NotFound (account)."""
    admit(company_id=company_id, actor=actor, act="keep_our_account")
    rows = BankAccount.objects.select_for_update(no_key=True)
    account = rows.filter(company_id=company_id, id=account_id).first()
    if account is None:
        raise NotFound
    if account.ended_at is not None:
        return
    account.ended_at = timezone.now()
    account.save(update_fields=["ended_at"])
    record(company_id, Who(actor, origin), "end_our_account", account=account.id, named=account.name)  # fmt: skip


def number_hash(company_id: int, number: str) -> bytes:
    """What an account of ours is found by."""
    return looked_up(number, company_id=company_id, purpose=PURPOSE)


def accounts_of_numbers(company_id: int, numbers: set[str]) -> dict[str, list[BankAccount]]:
    """Accounts in force by the number a statement names: whole, or behind a bank's code and before a currency.

    ``12345678/9500120034 CNY`` is found as 9500120034.
    """
    spelled = {each: [number_hash(company_id, one) for one in _spellings(each)] for each in numbers}
    wanted = [each for hashes in spelled.values() for each in hashes]
    rows = BankAccount.objects.filter(company_id=company_id, ended_at=None, number_hash__in=wanted)
    by_hash: dict[bytes, list[BankAccount]] = {}
    for account in rows.order_by("id"):
        by_hash.setdefault(bytes(account.number_hash), []).append(account)
    return {
        number: next((by_hash[each] for each in hashes if each in by_hash), [])
        for number, hashes in spelled.items()
    }


def _spellings(number: str) -> list[str]:
    """The number as it may have been entered, the whole first."""
    whole = number.strip().upper()
    bare = whole.rsplit("/", 1)[-1].strip()
    found = []
    for each in (whole.replace("/", ""), bare, _without_currency(bare)):
        read = read_bank_account(each)
        if read.number and read.number not in found:
            found.append(read.number)
    return found


def _without_currency(number: str) -> str:
    return number[:-3].strip() if re.fullmatch(r".*[0-9]\s*[A-Z]{3}", number) else number
