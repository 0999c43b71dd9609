"""Text messages: to which number one goes, and how many it is: the networks cut a long one into parts and charge each."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The alphabet every telephone has (3GPP TS 23.038); the second row costs two places a sign.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_PLACES = frozenset("\f^{}\\[~]|€")
_BASIC_ALONE, _BASIC_PART = 160, 153
_WIDE_ALONE, _WIDE_PART = 70, 67
_EXTENSION = re.compile(r"\s*(?:转|ext\.?|x).*$", re.IGNORECASE)


@dataclass(frozen=True)
class Length:
    """``signs`` a person reads, in how many ``parts`` it travels; ``is_wide`` where a sign is outside the basic alphabet."""

    signs: int
    parts: int
    is_wide: bool


def length_of(text: str) -> Length:
    """How long a text message is. ``"对账单"`` is 3 signs in one part of 70; 161 Latin letters are two parts of 153."""
    if all(sign in _BASIC or sign in _TWO_PLACES for sign in text):
        places = sum(2 if sign in _TWO_PLACES else 1 for sign in text)
        return Length(len(text), _parts(places, _BASIC_ALONE, _BASIC_PART), is_wide=False)
    places = len(text.encode("utf-16-le")) // 2
    return Length(len(text), _parts(places, _WIDE_ALONE, _WIDE_PART), is_wide=True)


def number_for_texts(phone: str) -> str:
    """A mobile number as gateways want it, empty where it cannot be told: ``138 0013 8000`` is ``+8613800138000``.

    Without a country it has to be a mobile number of mainland China: a landline takes no text, and a country is not guessed.
    """
    plain = re.sub(r"[^0-9+]", "", _EXTENSION.sub("", phone))
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    if re.fullmatch(r"(\+?86)?1[3-9][0-9]{9}", plain):
        return "+86" + plain[-11:]
    if plain.startswith("+86"):
        return ""
    return plain if re.fullmatch(r"\+[1-9][0-9]{7,14}", plain) else ""


def _parts(places: int, alone: int, part: int) -> int:
    return 1 if places <= alone else -(-places // part)
