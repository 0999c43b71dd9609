"""What a worker does with a bank's file: read it in a child with limits, see whether it may be taken, and take it whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wanglai.domain.wording import Wording
from wanglai.formats.bank import Reading, Statement, read_bank_file_apart
from wanglai.formats.problem import Problem
from wanglai.services.bank.life import claim_bank_file, wait_for_a_person
from wanglai.services.bank.mapped import read_by_layout
from wanglai.services.bank.our_accounts import accounts_of_numbers
from wanglai.services.bank.taking import Told, take
from wanglai.store.models import BankAccount, BankFile, StoredFile


def perform_bank_file(file_id: int) -> None:
    """Done twice it does nothing the second time. What is in the way stands on the file; a fault is raised."""
    found = claim_bank_file(file_id)
    if found is None:
        return
    content = bytes(StoredFile.objects.values_list("content", flat=True).get(id=found.file_id))
    reading = _read(found, content)
    counts = {
        "form": reading.form[:40],
        "statements": len(reading.statements),
        "entries": sum(_booked(each) for each in reading.statements),
    }
    if not reading.statements:
        wait_for_a_person(file_id, "refused", reading.problems, **counts)
        return
    homes = _homes(found, reading.statements)
    problems = [*_still_open(found, reading), *homes.problems]
    if homes.problems or (problems and not found.decision):
        wait_for_a_person(file_id, "held", problems, **counts)
        return
    take(found, reading.form, homes.told, problems)


def _read(found: BankFile, content: bytes) -> Reading:
    """As the bank's form says; a table of no known layout as a person said, or as was remembered of its account."""
    reading = read_bank_file_apart(content, found.file_name)
    if reading.statements or found.bank_account_id is None:
        return reading
    account = BankAccount.objects.get(id=found.bank_account_id)
    layout = found.layout or account.layout
    return read_by_layout(content, found.file_name, account, layout) if layout else reading


def _still_open(found: BankFile, reading: Reading) -> list[Problem]:
    """Problems but those a person has answered by naming the account."""
    if found.bank_account_id is None:
        return list(reading.problems)
    return [each for each in reading.problems if each.code != "bank.no_account"]


def _booked(statement: Statement) -> int:
    return sum(each.is_booked for each in statement.entries)


@dataclass(frozen=True)
class _Homes:
    """Each statement with the account of ours it is of, and what is in the way of that."""

    told: list[Told]
    problems: list[Problem]


def _homes(found: BankFile, statements: Sequence[Statement]) -> _Homes:
    known = accounts_of_numbers(
        found.company_id, {each.account for each in statements if each.account}
    )
    said = None
    if found.bank_account_id is not None:
        said = BankAccount.objects.get(id=found.bank_account_id)
    homes = _Homes([], [])
    for statement in statements:
        accounts = known.get(statement.account, [])
        account = next((each for each in accounts if each.currency == statement.currency), None)
        if account is None and not accounts and said is not None:
            account = said if said.currency == statement.currency else None
        if account is None:
            homes.problems.append(_without_account(statement, bool(accounts) or said is not None))
        elif not _is_readable(statement):
            homes.problems.append(_problem("value", "bank_file.unread", statement.place, _UNREAD))
        else:
            homes.told.append(Told(statement, account))
    return homes


def _is_readable(statement: Statement) -> bool:
    booked = [each for each in statement.entries if each.is_booked]
    return all(each.amount is not None and (each.booked_on or each.value_on) for each in booked)


_UNREAD = (
    Wording("有分录的金额或日期读不出来，不能整份入账。", "Some entries have no readable amount or day: it cannot be taken whole."),
    Wording("请向银行索取可读的文件。", "Ask the bank for a file that can be read."),
)  # fmt: skip
_OTHER_CURRENCY = (
    Wording("账户 {account} 的登记币种不是 {currency}。", "The account {account} is not entered as one in {currency}."),
    Wording("请由财务经理登记该币种的账户。", "Have a manager enter the account in this currency."),
)  # fmt: skip
_UNKNOWN = (
    Wording("账户 {account}（{currency}）没有登记为本公司账户。", "The account {account} ({currency}) is not entered as one of ours."),
    Wording("请由财务经理登记该账户，或指明文件属于哪个账户。", "Have a manager enter it, or say which account the file is of."),
)  # fmt: skip


def _without_account(statement: Statement, is_known: bool) -> Problem:
    words = _OTHER_CURRENCY if is_known else _UNKNOWN
    return _problem(
        "check", "bank_file.account", statement.place, words, account=statement.account or "—",
        currency=statement.currency or "—",
    )  # fmt: skip


def _problem(
    kind: str, code: str, place: str, words: tuple[Wording, Wording], **values: str
) -> Problem:
    reason, remedy = words
    assert kind in ("value", "check")
    return Problem(
        "value" if kind == "value" else "check", code, place, reason.filled(**values), remedy
    )
