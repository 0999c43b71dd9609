"""Money that came in and goes back: how a bank says so, and which earlier receipt a line takes back.

Source: ISO 20022 bank transaction codes (RRTN, RPCR, UPCQ, UPDD), SWIFT MT940 field 61 (RTI), BAI2 types 555 and 557.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from wanglai.domain.bank_lines import plain

DAYS = 400  # how long after a receipt its return is looked for
_CODES = re.compile(r"\b(?:RRTN|RPCR|UPCQ|UPDD|ARET|N?RTI|555|557)\b")
_WORDS = re.compile(
    r"退票|退汇|退回|冲正|拒付|\breturn(?:ed)?\b|\bunpaid\b|\bbounced\b|\bdishonou?red\b|\brefer to drawer\b",
    re.IGNORECASE,
)
_NAMED = 4  # letters and digits a reference needs to speak for anything


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the bank as far as a return can be told by it; amounts in minor units, money in above zero."""

    on: date
    amount: int
    currency: str
    name: str = ""
    account: str = ""  # any stand-in that is equal for equal numbers
    reference: str = ""
    bank_reference: str = ""
    text: str = ""
    code: str = ""


def speaks_of_return(text: str, code: str) -> bool:
    """Whether the bank says by code or word that money goes back: ``退票``, ``returned cheque``, ``NRTI``."""
    return bool(_CODES.search(code) or _WORDS.search(text))


def may_return(went: Told, came: Told) -> bool:
    """Whether one line can take the other back at all: the same money, the other way, not before it came.

    1,000.00 in on 3 March and 1,000.00 out on 6 March: yes. 999.00 out, or out on the 2nd: no.
    """
    return (
        went.amount < 0
        and (came.amount, came.currency) == (-went.amount, went.currency)
        and 0 <= (went.on - came.on).days <= DAYS
    )


def may_return_part(went: Told, came: Told, *, left: int) -> bool:
    """Whether one line can take part of the other back: less than it was, and no more than has not gone back yet.

    Of 1,000.00 of which 300.00 went back, 700.00 more: yes. 800.00, or 1,000.00 of a receipt that is whole: no, that is the receipt itself.
    """
    return (
        0 < -went.amount <= left
        and -went.amount < came.amount
        and came.currency == went.currency
        and 0 <= (went.on - came.on).days <= DAYS
    )


def facts_for(went: Told, came: Told) -> tuple[str, ...]:
    """What speaks for it, strongest first: ``bank_reference``, ``reference``, ``account``, ``name``."""
    found = []
    if _same(went.bank_reference, came.bank_reference) or _names(went, came.bank_reference):
        found.append("bank_reference")
    if _same(went.reference, came.reference) or _names(went, came.reference):
        found.append("reference")
    if went.account and went.account == came.account:
        found.append("account")
    if plain(came.name) and (
        plain(went.name) == plain(came.name) or plain(came.name) in plain(went.text)
    ):
        found.append("name")
    return tuple(found)


def _same(one: str, other: str) -> bool:
    return len(plain(one)) >= _NAMED and plain(one) == plain(other)


def _names(went: Told, reference: str) -> bool:
    """Whether the text or a reference of the returned line holds the reference of the receipt."""
    wanted = plain(reference)
    return len(wanted) >= _NAMED and any(
        wanted in plain(each) for each in (went.text, went.reference, went.bank_reference)
    )
