"""What of an account, a telephone number or an address is shown to those who need not know it whole.

The masked form never tells how long the hidden part is beyond a group of four, and a short value is hidden whole.
"""

from __future__ import annotations

import re

from wanglai.domain.tax_numbers import plain_number

HIDDEN = "****"


def masked_account(number: str) -> str:
    """First four and last four in groups of four: 6222021001001234 is ``6222 **** **** 1234``; short ones less."""
    plain = plain_number(number)
    if len(plain) >= 12:
        groups = max(1, (len(plain) - 8 + 3) // 4)
        return " ".join((plain[:4], *[HIDDEN] * groups, plain[-4:]))
    return f"{HIDDEN} {plain[-4:]}" if len(plain) >= 8 else HIDDEN


def masked_phone(text: str) -> str:
    """Begin and last four: ``138****5678``, ``+86 138****5678``, ``010-****2665``; under seven digits nothing."""
    plain = re.sub(r"[^0-9+]", "", text)
    digits = plain.lstrip("+")
    if len(digits) < 7:
        return HIDDEN
    if match := re.fullmatch(r"(\+?86)?(1[3-9][0-9])[0-9]{4}([0-9]{4})", plain):
        country = "+86 " if match[1] else ""
        return f"{country}{match[2]}{HIDDEN}{match[3]}"
    if match := re.fullmatch(r"\s*(0[0-9]{2,3})[-\s]([0-9]{7,8})\s*", text):
        return f"{match[1]}-{HIDDEN}{match[2][-4:]}"
    if len(digits) < 10:
        return f"{HIDDEN}{digits[-2:]}"
    return f"{digits[:2]}{HIDDEN}{digits[-4:]}"


def masked_email(text: str) -> str:
    """First letter and the domain: ``z***@example.com``; of one or two letters none is shown."""
    name, at, domain = text.strip().rpartition("@")
    if not at or not name or not domain:
        return HIDDEN
    return f"{name[0] if len(name) > 2 else ''}***@{domain}"


def masked_name(text: str) -> str:
    """The first sign of a name: ``云***``, ``M***``; of one or two signs none is shown."""
    plain = text.strip()
    return f"{plain[0]}***" if len(plain) > 2 else "***"
