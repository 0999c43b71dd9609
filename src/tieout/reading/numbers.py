"""Numbers as people write them, to exact integers; nothing here touches a float.

1,234.56 and 1.234,56 and (1,234.56) and 1,234.56- and ¥１，２３４．５６ and 1.23456E+03 are all
the same mantissa and scale: (123456, 2). Whether a point or a comma is the decimal mark is the
column's affair (``decimal_mark``), never the single cell's.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


class Number(NamedTuple):
    """mantissa / 10**scale; ``side`` is +1 for a written Dr, -1 for a written Cr, else 0."""

    mantissa: int
    scale: int
    side: int = 0

    def minor(self, exponent: int) -> int | None:
        """Whole minor units, or None where the number is finer than the currency: 1.234 is not CNY."""
        mantissa, scale = self.mantissa, self.scale
        while scale > exponent and mantissa % 10 == 0:
            mantissa //= 10
            scale -= 1
        if scale > exponent:
            return None
        return mantissa * int(10 ** (exponent - scale))


_MONEY_WORD = (
    r"人民币|RMB|CNY|CN¥|HK\$|US\$|USD|EUR|GBP|HKD|JPY|TWD|NT\$|SGD|S\$|AUD|A\$|CAD|C\$|CHF|KRW|VND"
    r"|KWD|BHD|美元|欧元|港币|港元|日元|英镑|[¥￥$€£₩]|元整|元|圆整|圆"
)
_MONEY_WORDS = re.compile(
    rf"^(?:{_MONEY_WORD}|\s|')+|(?:{_MONEY_WORD}|整|\s)+$", re.IGNORECASE
)  # only at either end: 12元34 is no number
_REFUNDED = re.compile(
    r"\(已(?:全额|部分)?退款[¥\d.,]*\)$"
)  # a wallet's remark beside the amount paid
_SIDE = re.compile(r"^(借|贷|dr\.?|cr\.?|d|c)?\s*(.*?)\s*(借|贷|dr\.?|cr\.?|d|c)?$", re.IGNORECASE)
_MINUS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "﹣": "-", "’": "'", "‘": "'", "`": "'", "。": "."}
)
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
_SCIENTIFIC = re.compile(r"(\d+)(?:[.,](\d+))?E([+-]?\d{1,2})", re.IGNORECASE)
_GROUPS = r"(?:\d{1,3}(?:%s\d{3})+|\d{1,2}(?:%s\d{2})+%s\d{3}|\d+)"
_POINT = re.compile(_GROUPS % (",", ",", ",") + r"?(?:\.(\d*))?")
_COMMA = re.compile(_GROUPS % (r"\.", r"\.", r"\.") + r"?(?:,(\d*))?")
_SPACED = re.compile(r"(?<=\d)[\s'](?=\d{3}(?:\D|$))")
# RE2 and re alike: -, --, /, nil and their kin say nothing.
DASHED = r"^\s*(?:[-—–_ ]+|[/\\*.]|[nN]il|[nN]/[aA]|无)?\s*$"
_DASHED = re.compile(DASHED)


def is_dash(text: str) -> bool:
    """Whether the cell is the accountant's way of writing nothing: -, --, /."""
    return _DASHED.match(text) is not None


def parse_number(text: str, mark: str) -> Number | None:
    """The exact number a text says under the given decimal mark, or None where it says none."""
    if mark == "." and _PLAIN.fullmatch(text):
        whole, _, rest = text.partition(".")
        return Number(int(whole + rest), len(rest))
    if len(text) > 60 or not text:
        return None
    bare = _bare(text)
    if bare is None:
        return None
    body, sign, side = bare
    scientific = _SCIENTIFIC.fullmatch(body)
    if scientific:
        return _from_scientific(scientific, sign, side)
    body = _SPACED.sub("", body)
    pattern, group = (_POINT, ",") if mark == "." else (_COMMA, ".")
    found = pattern.fullmatch(body)
    if not found or not any(letter.isdecimal() for letter in body):
        return None
    rest = found[1] or ""
    digits = body.replace(group, "").replace(mark, "")
    return Number(sign * int(digits), len(rest), side)


def _bare(text: str) -> tuple[str, int, int] | None:
    """Digits and separators only, with the sign and the written side taken off."""
    text = unicodedata.normalize("NFKC", text).translate(_MINUS)
    text = _MONEY_WORDS.sub("", _REFUNDED.sub("", text)).strip()
    side = 0
    if text and (text[0].isalpha() or text[-1].isalpha() or text[-1] == "."):
        found = _SIDE.match(text)
        if found:
            words = [word for word in (found[1], found[3]) if word]
            if len(words) > 1:
                return None
            if words:
                text = found[2]
                side = 1 if words[0][0].lower() in "借d" else -1
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1].strip(), -1
    if text.startswith("-"):
        text, sign = text[1:].strip(), -sign
    elif text.startswith("+"):
        text = text[1:].strip()
    elif text.endswith("-"):
        text, sign = text[:-1].strip(), -sign
    elif text.endswith("+"):
        text = text[:-1].strip()
    text = _MONEY_WORDS.sub("", text).strip()
    if not text or not text.isascii():
        return None
    return text, sign, side


def _from_scientific(found: re.Match[str], sign: int, side: int) -> Number:
    rest = found[2] or ""
    mantissa, scale = int(found[1] + rest), len(rest) - int(found[3])
    if scale < 0:
        mantissa, scale = mantissa * 10**-scale, 0
    return Number(sign * mantissa, scale, side)


def decimal_mark(texts: list[str]) -> tuple[str | None, int, int]:
    """Which decimal mark reads every text: ``.``, ``,`` or None where both do and they disagree.

    Also how many texts each of the two cannot read. 12.50 and 1,234,567 settle for the point, 12,50
    and 1.234.567 for the comma; 1.234 alone settles nothing. Whole numbers in groups of three by
    commas (12,000) are read as such, since three decimals of money under a comma would be finer
    than a cent.
    """
    point = comma = differ = grouped = 0
    for text in texts:
        by_point, by_comma = parse_number(text, "."), parse_number(text, ",")
        point += by_point is None
        comma += by_comma is None
        if by_point is not None and by_comma is not None:
            same = by_point.mantissa * 10**by_comma.scale == by_comma.mantissa * 10**by_point.scale
            differ += not same
            grouped += not same and by_point.scale == 0
    if point < comma:
        return ".", point, comma
    if comma < point:
        return ",", point, comma
    if not differ or differ == grouped:
        return ".", point, comma
    return None, point, comma
