"""Currencies as ledgers name them, to ISO codes."""

from __future__ import annotations

import re
import unicodedata

_NAMES = {
    "CNY": "人民币 人民币元 rmb cny cnh ￥ ¥ 元 本位币 本币 人民幣 yuan renminbi cn¥ rmb元",
    "USD": "美元 美金 usd us$ $ dollar usdollar dollars",
    "EUR": "欧元 eur € euro euros",
    "GBP": "英镑 gbp £ pound sterling",
    "HKD": "港币 港元 hkd hk$",
    "JPY": "日元 日圆 jpy yen 円",
    "TWD": "新台币 台币 twd nt$",
    "KRW": "韩元 krw ₩",
    "SGD": "新加坡元 sgd s$",
    "AUD": "澳元 澳大利亚元 aud a$",
    "CAD": "加元 加拿大元 cad c$",
    "CHF": "瑞士法郎 瑞郎 chf",
    "KWD": "科威特第纳尔 kwd",
    "MOP": "澳门元 mop", "THB": "泰铢 thb ฿", "VND": "越南盾 vnd", "INR": "印度卢比 卢比 inr ₹",
    "RUB": "卢布 rub", "MYR": "林吉特 myr", "NZD": "新西兰元 nzd", "SEK": "瑞典克朗 sek",
    "NOK": "挪威克朗 nok", "DKK": "丹麦克朗 dkk", "PLN": "兹罗提 pln", "AED": "迪拉姆 aed",
    "BHD": "bhd", "TND": "tnd", "OMR": "omr", "CLP": "clp", "BRL": "brl", "MXN": "mxn", "ZAR": "zar",
    "IDR": "idr", "PHP": "php", "TRY": "try", "CZK": "czk", "HUF": "huf", "ILS": "ils", "SAR": "sar",
}  # fmt: skip
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names.split()}
_CODE_IN_TEXT = re.compile(r"(?<![A-Z])(" + "|".join(_NAMES) + r"|RMB)(?![A-Z])")
_LABELLED = re.compile(
    r"(?:币种|币别|货币|单位|currency|ccy)\s*[:：=]?\s*([^\s,;，；)）]{1,12})", re.IGNORECASE
)


def currency_of(text: str) -> str | None:
    """The ISO code a cell means: 人民币 and RMB and ¥ are CNY; None for what is no currency."""
    bare = unicodedata.normalize("NFKC", text).strip().strip("()[]").casefold()
    return _BY_NAME.get(bare) or _BY_NAME.get(bare.replace(" ", ""))


def currency_in_title(text: str) -> str | None:
    """The currency a title or a heading names: 金额(USD), 币种：人民币, 单位：元, ``Amount EUR``."""
    text = unicodedata.normalize("NFKC", text)
    for found in _LABELLED.finditer(text):
        code = currency_of(found[1])
        if code:
            return code
    found_code = _CODE_IN_TEXT.search(text)
    if found_code:
        return currency_of(found_code[1])
    for name in ("人民币", "美元", "欧元", "港币", "日元", "英镑", "(元)"):
        if name in text:
            return currency_of(name)
    return None


def symbol_in_amount(text: str) -> str | None:
    """The currency written beside an amount, where it names one: $1,234.56 is USD, 12 元 is CNY."""
    if (
        text.isascii()
        and not any(letter in text for letter in "$")
        and not any(letter.isalpha() for letter in text)
    ):
        return None
    bare = unicodedata.normalize("NFKC", text).casefold()
    bare = re.sub(r"[\d\s.,'’()+-]|(?<![a-z])(?:dr|cr|d|c|e)(?![a-z])|借|贷|整", "", bare)
    return _BY_NAME.get(bare)
