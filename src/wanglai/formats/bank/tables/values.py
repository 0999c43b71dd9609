"""Cells of a bank's table as minor units, days, currencies and names. What is not clearly one is named, never guessed."""

from __future__ import annotations

import re
from datetime import date

from wanglai.formats.bank.values import Notes

_QUOTED = re.compile(r'="(.*)"')
_NOTHING = re.compile(r"[-—_/\\*\s]*")
_SIGNED = re.compile(r"([-+]?)[¥￥]?([-+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]*)?元?")
_DAY = re.compile(
    r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))(?:[ T].*|[0-9]{6})?"
)
_CURRENCIES = {
    "人民币": "CNY", "人民币元": "CNY", "RMB": "CNY", "美元": "USD", "港币": "HKD", "港元": "HKD", "欧元": "EUR", "日元": "JPY",
    "英镑": "GBP", "澳元": "AUD", "澳大利亚元": "AUD", "加元": "CAD", "加拿大元": "CAD", "新加坡元": "SGD", "瑞士法郎": "CHF",
    "韩元": "KRW", "澳门元": "MOP", "泰铢": "THB", "新西兰元": "NZD",
}  # fmt: skip


def clean(cell: str) -> str:
    """A cell without what exports put round it so that spreadsheets keep long numbers: tabs, a grave accent, ``="…"``."""
    text = cell.strip("\ufeff\u200b \t\r\n\xa0\u3000").removeprefix("`").removeprefix("'").strip()
    match = _QUOTED.fullmatch(text)
    return match[1].strip() if match else text


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: blank, ``/``, a row of dashes."""
    return _NOTHING.fullmatch(text) is not None


def named(text: str) -> str:
    return "" if is_nothing(text) else text


def signed(text: str, currency: str, place: str, notes: Notes) -> int | None:
    """Minor units with their sign: ``-2,600.00`` CNY is -260000, ``¥28.16`` is 2816, ``+0.01`` is 1."""
    match = _SIGNED.fullmatch(text.replace(" ", ""))
    if match is None or (match[1] and match[2]):
        notes.add("bank.amount", place, text, value=text[:40])
        return None
    minor = notes.money(match[3].replace(",", "") + (match[4] or ""), currency, place)
    return None if minor is None else -minor if "-" in (match[1], match[2]) else minor


def day(text: str, place: str, notes: Notes) -> date | None:
    """``2025-08-22``, ``20240101``, ``2025/12/03 14:06:51``, ``2025年1月5日``. A row of a table without a day is named."""
    match = _DAY.fullmatch(text)
    if match:
        month, of_month = match[2] or match[4], match[3] or match[5]
        return notes.day(f"{match[1]}-{month:>02}-{of_month:>02}", place)
    notes.add("bank.day", place, text, value=text[:40])
    return None


def currency_of(text: str) -> str:
    """The code of a currency by its Chinese name or its code; empty where it is neither."""
    plain = re.sub(r"\s|\(.*\)|（.*）", "", text[:40])
    if plain in _CURRENCIES:
        return _CURRENCIES[plain]
    return plain if re.fullmatch(r"[A-Z]{3}", plain) else ""


def split_other(text: str) -> tuple[str, str]:
    """Name and account that stand in one cell: ``张三 66666666666666`` is 张三 and 66666666666666."""
    name = text.rstrip("0123456789*")
    account = text[len(name) :]
    return (named(name.strip()), account) if len(account) > 7 else (named(text), "")
