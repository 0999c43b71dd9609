"""Bank account numbers: one form to keep and compare, and the check of an IBAN."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum import iban
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidLength,
    ValidationError,
)

from wanglai.domain.tax_numbers import Verdict, plain_number
from wanglai.domain.wording import Fault, Wording

_COPY = Wording("请按开户许可证或客户来函核对后重新填写。", "Check it against the customer's own letter and enter it again.")  # fmt: skip

CATALOGUE: dict[str, tuple[Wording, Wording]] = {
    "bank_account.empty": (Wording("没有填写账号。", "No account number is given."), _COPY),
    "bank_account.character": (Wording("第 {at} 位“{character}”不应出现在账号中。", "Character {at}, “{character}”, cannot stand in an account number."), _COPY),
    "bank_account.length": (Wording("账号有 {length} 位，长度不对。", "The account number has {length} characters, which is not its length."), _COPY),
    "bank_account.scientific": (
        Wording("账号变成了科学计数法，后面的位数已经丢失。", "The account number was turned into a rounded number; its last digits are lost."),
        Wording("请把该列设为文本格式后重新导出。", "Format the column as text and export it again.")),
    "bank_account.check": (Wording("IBAN 的校验位不符，其中至少一位有误。", "The check digits of the IBAN do not agree: at least one character is wrong."), _COPY),
    "bank_account.form": (Wording("不是该国 IBAN 的格式。", "It is not written as an IBAN of that country."), _COPY),
}  # fmt: skip

_ROUNDED = re.compile(r"[0-9]\.?[0-9]*E\+?[0-9]+")
_SHORTEST, _LONGEST = 5, 34


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account number as it is kept. ``kind``: iban, whose check digits hold, or account, which has none."""

    number: str
    kind: str
    verdict: Verdict
    fault: Fault | None = None


def read_bank_account(text: str) -> BankAccount:
    """The number in one form; checks in order: empty, rounded, characters, IBAN, length.

    ``6222 0210-0100 1234`` is kept as 6222021001001234 and is *unknown*: it carries no check digit.
    """
    if _ROUNDED.fullmatch(text.strip().upper()):
        return BankAccount(text.strip(), "account", "wrong", _fault("bank_account.scientific"))
    number = plain_number(text)
    if not number:
        return BankAccount("", "", "wrong", _fault("bank_account.empty"))
    for at, character in enumerate(number, start=1):
        if not (character.isascii() and character.isalnum()):
            fault = _fault("bank_account.character", at, character=character)
            return BankAccount(number, "account", "wrong", fault)
    if re.match("[A-Z]{2}[0-9]{2}[0-9A-Z]{8}", number):
        fault_of_iban = _iban_fault(number)
        verdict: Verdict = "valid" if fault_of_iban is None else "wrong"
        return BankAccount(number, "iban", verdict, fault_of_iban)
    if not _SHORTEST <= len(number) <= _LONGEST:
        fault = _fault("bank_account.length", length=len(number))
        return BankAccount(number, "account", "wrong", fault)
    return BankAccount(number, "account", "unknown")


def _fault(code: str, at: int | None = None, **values: object) -> Fault:
    reason, remedy = CATALOGUE[code]
    return Fault(code, reason.filled(at=at, **values), remedy, at)


def _iban_fault(number: str) -> Fault | None:
    try:
        iban.validate(number)
    except InvalidLength:
        return _fault("bank_account.length", length=len(number))
    except InvalidChecksum:
        return _fault("bank_account.check")
    except (InvalidComponent, ValidationError):
        return _fault("bank_account.form")
    return None
