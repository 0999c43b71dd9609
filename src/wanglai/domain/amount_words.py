"""大写金额: an amount in Chinese capital numerals, written and read. Minor units are fen.

Written by the rules for filling in bills (支付结算办法, annex 1): 整 after yuan and after jiao, never after fen; one 零
for a run of zeros inside. Read with the variants people write: 元 or 圆, 正 or 整, 一 or 壹, with or without 人民币.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
LARGEST = 10**18 - 1  # fen: sixteen places before the point

_VARIANTS = str.maketrans(
    {
        **dict(zip("〇○一二三四五六七八九", "零零壹贰叁肆伍陆柒捌玖", strict=True)),
        **dict(zip("弌貳貮两兩叄參叁肆陸", "壹贰贰贰贰叁叁叁肆陆", strict=True)),
        **dict(zip("十百千萬億圓元", "拾佰仟万亿圆圆", strict=True)),
    }
)
_NEGATIVE = re.compile(r"^(?:\(负数\)|\[负数\]|负数?|-)")
_SUBUNITS = re.compile(rf"(?:([{_DIGITS}])角)?(?:([{_DIGITS}])分)?")


def amount_in_words(amount: int) -> str:
    """Fen in words: 1_234_567 is 壹万贰仟叁佰肆拾伍圆陆角柒分, 1_000_000 壹万圆整, 105 壹圆零伍分."""
    assert abs(amount) <= LARGEST, "sixteen places before the point"
    yuan, fen = divmod(abs(amount), 100)
    jiao, fen = divmod(fen, 10)
    words = f"{_whole(yuan)}圆" if yuan or not (jiao or fen) else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif fen and words:
        words += "零"
    words += f"{_DIGITS[fen]}分" if fen else "整"
    return f"负{words}" if amount < 0 else words


def read_amount_words(text: str) -> int | None:
    """Fen of an amount in words; None where the words are not one amount, written in order.

    What is read is written again and compared, so that a unit out of place is never taken for a number.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).removeprefix("人民币")
    negative = _NEGATIVE.match(plain)
    if negative:
        plain = plain[negative.end() :].removeprefix("人民币")
    plain = plain.removeprefix(":").translate(_VARIANTS)
    plain = re.sub("[整正]$", "", plain)
    if plain.startswith("拾"):
        plain = f"壹{plain}"
    if plain == "零圆":
        return 0
    amount = _amount_of(plain)
    if not amount or amount > LARGEST or _bare(amount_in_words(amount)) != _bare(plain):
        return None
    return -amount if negative else amount


def _bare(words: str) -> str:
    """Without 整, and without 零, which only fills: how many of those people write differs."""
    return re.sub("[零整]", "", words)


def _whole(yuan: int) -> str:
    """The words of whole yuan: what stands before 亿, then the eight places after it."""
    if not yuan:
        return _DIGITS[0]
    high, low = divmod(yuan, 10**8)
    words = f"{_eight(high)}亿" if high else ""
    if high and 0 < low < 10**7:
        words += "零"
    return words + _eight(low)


def _eight(part: int) -> str:
    high, low = divmod(part, 10_000)
    words = f"{_four(high)}万" if high else ""
    if high and 0 < low < 1000:
        words += "零"
    return words + _four(low)


def _four(part: int) -> str:
    words = ""
    gap = False
    for place in reversed(range(4)):
        digit = part // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return words


def _amount_of(words: str) -> int | None:
    whole, yuan, rest = words.rpartition("圆")
    sub = _SUBUNITS.fullmatch(rest.removeprefix("零"))
    if sub is None or (yuan and not whole) or not words:
        return None
    value = _yuan_of(whole) if yuan else 0
    if value is None:
        return None
    jiao, fen = (_DIGITS.index(digit) if digit else 0 for digit in sub.groups())
    return value * 100 + jiao * 10 + fen


def _yuan_of(words: str) -> int | None:
    """Digits times places, summed: whether they stand in order is held by writing them again."""
    total = section = 0
    digit: int | None = None
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        elif character in ("拾", "佰", "仟"):
            if digit is None:
                return None
            section += digit * 10 ** _PLACES.index(character)
            digit = None
        elif character == "万":
            section = (section + (digit or 0)) * 10_000
            total, section, digit = total + section, 0, None
        elif character == "亿":
            total = (total + section + (digit or 0)) * 10**8
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)
