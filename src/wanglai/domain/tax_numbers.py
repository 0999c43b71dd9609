"""Tax numbers: what kind one is, whether its check character holds, and which character is wrong.

China: the unified social credit code (GB 32100-2015, 18 characters), the older numbers of 15 characters (region
and organisation code, GB 11714), and a person's identity number. Elsewhere: the VAT or tax number of
the country, as python-stdnum knows it. A number of a form that cannot be checked is *unknown*, never *wrong*.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, cast

from stdnum import get_cc_module
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)

from wanglai.domain.wording import Fault, Wording

Verdict = Literal["valid", "unknown", "wrong"]

_COPY = Wording("请按营业执照或开票信息核对后重新填写。", "Check it against the business licence or invoice details and enter it again.")  # fmt: skip
_COUNTRY = Wording("请核对国家代码（两个字母），或按原样保留。", "Check the country (two letters), or keep the number as it stands.")  # fmt: skip

# code: reason, what to do; ``{names}`` are filled with plain values
CATALOGUE: dict[str, tuple[Wording, Wording]] = {
    "tax_number.empty": (Wording("没有填写税号。", "No tax number is given."), _COPY),
    "tax_number.placeholder": (Wording("这是占位的号码，不是税号。", "This fills the field; it is no tax number."), _COPY),
    "tax_number.length": (Wording("税号有 {length} 位，没有这种长度的税号。", "The number has {length} characters; no tax number is that long."), _COPY),
    "tax_number.character": (Wording("第 {at} 位“{character}”不应出现在这里。", "Character {at}, “{character}”, cannot stand there."), _COPY),
    "tax_number.lookalike": (
        Wording("第 {at} 位“{character}”从不用于统一社会信用代码，很可能是“{meant}”。",
                "Character {at}, “{character}”, never occurs in a social credit code; it probably is “{meant}”."), _COPY),
    "tax_number.check": (
        Wording("校验位不符：第 {at} 位是“{character}”，按前面各位应为“{expected}”。其中至少一位有误。",
                "The check character does not agree: character {at} is “{character}”, the others ask for “{expected}”. At least one of them is wrong."), _COPY),
    "tax_number.foreign_check": (Wording("校验位不符，其中至少一位有误。", "The check digit does not agree: at least one character is wrong."), _COPY),
    "tax_number.part": (Wording("号码中的某一部分不存在（例如地区或日期）。", "A part of the number does not exist, such as its region or date."), _COPY),
    "tax_number.form": (Wording("号码的格式不是该国税号的格式。", "The number is not written as tax numbers of that country are."), _COPY),
    "tax_number.uncheckable": (Wording("这是旧式税号，无法校验。", "This is a number of an older form, which cannot be checked."),
                               Wording("如客户已换发统一社会信用代码，请改填 18 位代码。", "Where the customer has a social credit code by now, enter its 18 characters.")),
    "tax_number.country": (Wording("没有 {country} 的税号规则，无法校验。", "There is no rule for tax numbers of {country}; it was not checked."), _COUNTRY),
}  # fmt: skip

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z
_WEIGHTS = tuple(3**place % 31 for place in range(17))
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
_OFFICES = "123456789ANY"  # who registered it, GB 32100 table 1
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_IDENTITY_CHECKS = "10X98765432"  # GB 11643
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]")
_SEPARATORS = re.compile(r"[-‐‑‒–—_.·/]")


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """A tax number as it is kept. ``kind``: uscc, cn15, cn_person, or country and rule such as de.vat."""

    number: str
    kind: str
    verdict: Verdict
    fault: Fault | None = None  # also says why a number is unknown


def plain_number(text: str) -> str:
    """Full width to half width, capital letters, no blanks and no separators: ``９１31 0000-ma`` is 913100 00MA joined."""
    bare = _SEPARATORS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    return unicodedata.normalize("NFKC", bare.upper())


def read_tax_number(text: str, country: str = "CN") -> TaxNumber:
    """The number with its kind and verdict; checks in order: empty, length, characters, check character.

    91350100M000100Y43 is valid; with its last character 4 the place is 18 and 3 is what the others ask for.
    """
    country = country.strip().upper()
    if country == "CN":
        return _chinese(plain_number(text))
    return _foreign(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper(), country)


def social_credit_check(first: str) -> str:
    """The 18th character for the first 17 (GB 32100): weights 3 to the power of the place, modulo 31."""
    assert len(first) == 17
    total = sum(
        ALPHABET.index(character) * weight
        for character, weight in zip(first, _WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def organisation_check(first: str) -> str:
    """The 9th character of an organisation code for its first 8 (GB 11714): modulo 11, ten is X."""
    assert len(first) == 8
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(first, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def _fault(code: str, at: int | None = None, **values: object) -> Fault:
    reason, remedy = CATALOGUE[code]
    return Fault(code, reason.filled(at=at, **values), remedy, at)


def _chinese(number: str) -> TaxNumber:
    if not number:
        return TaxNumber(number, "", "wrong", _fault("tax_number.empty"))
    if len(set(number)) == 1:
        return TaxNumber(number, "", "wrong", _fault("tax_number.placeholder"))
    if len(number) == 18:
        fault = _social_credit_fault(number)
        if fault is None:
            return TaxNumber(number, "uscc", "valid")
        if _is_identity_number(number):
            return TaxNumber(number, "cn_person", "valid")
        return TaxNumber(number, "uscc", "wrong", fault)
    if len(number) not in (15, 17, 20):
        return TaxNumber(number, "", "wrong", _fault("tax_number.length", length=len(number)))
    return _older(number)


def _social_credit_fault(number: str) -> Fault | None:
    for at, character in enumerate(number, start=1):
        if character in _LOOKALIKES:
            return _fault(
                "tax_number.lookalike", at, character=character, meant=_LOOKALIKES[character]
            )
        allowed = _OFFICES if at == 1 else "0123456789" if 3 <= at <= 8 else ALPHABET
        if character not in allowed:
            return _fault("tax_number.character", at, character=character)
    expected = social_credit_check(number[:17])
    if number[17] != expected:
        return _fault("tax_number.check", 18, character=number[17], expected=expected)
    return None


def _is_identity_number(number: str) -> bool:
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(number[:17]))
    return _IDENTITY_CHECKS[total % 11] == number[17]


def _older(number: str) -> TaxNumber:
    """15 characters: six digits of a region and an organisation code. Others were made from identity numbers."""
    kind = f"cn{len(number)}"
    for at, character in enumerate(number, start=1):
        if not re.fullmatch("[0-9]" if at <= 6 else "[0-9A-Z]", character):
            fault = _fault("tax_number.character", at, character=character)
            return TaxNumber(number, kind, "wrong", fault)
    if len(number) == 15 and number[14] == organisation_check(number[6:14]):
        return TaxNumber(number, kind, "valid")
    return TaxNumber(number, kind, "unknown", _fault("tax_number.uncheckable"))


def _foreign(text: str, country: str) -> TaxNumber:
    if not text:
        return TaxNumber("", "", "wrong", _fault("tax_number.empty"))
    for at, character in enumerate(text, start=1):
        if not (character.isascii() and character.isprintable()):
            fault = _fault("tax_number.character", at, character=character)
            return TaxNumber(text, "", "wrong", fault)
    rule = _rule_of(country)
    if rule is None:
        return TaxNumber(text, "", "unknown", _fault("tax_number.country", country=country))
    kind = rule.__name__.removeprefix("stdnum.").replace("_", "")
    try:
        return TaxNumber(rule.validate(text), kind, "valid")
    except InvalidLength:
        fault = _fault("tax_number.length", length=len(plain_number(text)))
    except InvalidChecksum:
        fault = _fault("tax_number.foreign_check")
    except InvalidComponent:
        fault = _fault("tax_number.part")
    except (InvalidFormat, ValidationError):
        fault = _fault("tax_number.form")
    return TaxNumber(plain_number(text), kind, "wrong", fault)


class _Rule(Protocol):
    """A module of python-stdnum."""

    __name__: str

    def validate(self, number: str) -> str: ...


def _rule_of(country: str) -> _Rule | None:
    """The module of python-stdnum that knows the country's VAT or tax number; None where there is none."""
    if not re.fullmatch("[A-Z]{2}", country):
        return None
    for name in ("vat", "tin", "ein"):
        found = get_cc_module(country.lower(), name)
        if found is not None:
            return cast(_Rule, found)
    return None
