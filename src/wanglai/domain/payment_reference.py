"""What a customer writes with a payment so that its money is known: a creditor reference with check digits (ISO 11649)."""

from __future__ import annotations

import re
import unicodedata

LEAST_DIGITS = 6
# Digits may be parted as banks part them; what follows them is cut off again by the check.
_WRITTEN = re.compile(r"(?<![0-9A-Z])RF[ .-]?(\d[ .-]?\d)((?:[ .-]?\d){6,21})")


def payment_reference(number: int) -> str:
    """The reference of a number, at least six digits behind two check digits.

    Source: ISO 11649; MOD 97-10 of ISO 7064 over the digits, RF as 2715, and 00. 42 is RF34000042; 539007547034 has 18.
    """
    assert number > 0
    body = f"{number:0{LEAST_DIGITS}d}"
    return f"RF{_check_digits(body)}{body}"


def in_fours(reference: str) -> str:
    """As it is printed, four signs at a time: RF34000042 is RF34 0000 42.

    >>> in_fours("RF34000042")
    'RF34 0000 42'
    """
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def _check_digits(body: str) -> str:
    return f"{98 - int(body + '271500') % 97:02d}"


def without_references(text: str) -> str:
    """The text with blanks where a reference stands, so that nothing of it is read as another number; every other sign keeps its place.

    >>> without_references("RF34 0000 42: INV-1")
    '            : INV-1'
    """
    signs = "".join(sign.upper() if sign.isascii() else sign for sign in text)
    for said in _WRITTEN.finditer(signs):
        at = [said.start() + place for place, sign in enumerate(said.group()) if sign.isdigit()]
        check = "".join(signs[each] for each in at[:2])
        for length in range(len(at) - 2, LEAST_DIGITS - 1, -1):
            if _check_digits("".join(signs[each] for each in at[2 : 2 + length])) == check:
                end = at[1 + length] + 1
                text = text[: said.start()] + " " * (end - said.start()) + text[end:]
                break
    return text


def references_in(text: str) -> tuple[str, ...]:
    """Every reference a text can be read to hold, those whose check digits are right, in the order they stand there.

    RF34 0000 42 and RF34000042 are the same; digits behind it that belong to something else are left off.
    """
    found: list[str] = []
    for said in _WRITTEN.finditer(unicodedata.normalize("NFKC", text).upper()):
        check, body = (re.sub(r"\D", "", part) for part in said.groups())
        for length in range(len(body), LEAST_DIGITS - 1, -1):
            if _check_digits(body[:length]) == check:
                found.append(f"RF{check}{body[:length]}")
    return tuple(dict.fromkeys(found))
