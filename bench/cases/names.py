"""Invented company names; none is meant to be a real business."""

from __future__ import annotations

from random import Random

_PLACES = ("苏州", "宁波", "佛山", "无锡", "青岛", "东莞", "嘉兴", "长沙", "合肥", "泉州")
_WORDS = (
    "禾润",
    "启盛",
    "恒岳",
    "明澜",
    "拓川",
    "景和",
    "瑞峰",
    "盛嘉",
    "远达",
    "佳禾",
    "汇锦",
    "云帆",
)
_TRADES = ("贸易", "商贸", "供应链", "电器", "机电", "食品", "包装材料", "建材")
_EN = ("Harlow", "Brightmoor", "Kestrel", "Linden", "Oakfield", "Stanmore", "Wexley", "Thornby")
_EN_TRADES = ("Trading Ltd", "Wholesale Ltd", "Supplies GmbH", "Components AG", "Retail plc")


def _chinese(random: Random) -> str:
    return f"{random.choice(_PLACES)}{random.choice(_WORDS)}{random.choice(_TRADES)}有限公司"


def _western(random: Random) -> str:
    return f"{random.choice(_EN)} {random.choice(_EN_TRADES)}"


def company_pair(random: Random, *, currency: str) -> tuple[str, str]:
    """Seller and customer; both Chinese for CNY, both Western otherwise."""
    one = _chinese if currency == "CNY" else _western
    ours = theirs = one(random)
    while theirs == ours:
        theirs = one(random)
    return ours, theirs


def other_company(random: Random, name: str, *, currency: str) -> str:
    """A company that is not ``name``: the account a line was wrongly booked from."""
    one = _chinese if currency == "CNY" else _western
    other = name
    while other == name:
        other = one(random)
    return other
